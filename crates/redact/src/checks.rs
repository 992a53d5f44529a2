//! Check digits and the forms they belong to: citizen ids (GB 11643), bank cards (Luhn), credit codes (GB 32100).
//!
//! Pure arithmetic over plain ASCII; nothing here knows texts or contexts.

/// Two-digit province codes of GB/T 2260 as they begin a citizen id, with those of residence permits.
fn is_province(code: u32) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

fn digits(text: &[u8]) -> impl Iterator<Item = u32> + '_ {
    text.iter().map(|b| u32::from(b.wrapping_sub(b'0')))
}

fn number(text: &[u8]) -> u32 {
    digits(text).fold(0, |n, d| n.wrapping_mul(10).wrapping_add(d))
}

/// True for an existing day between 1880 and 2099; leap years count.
pub(crate) fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1880..2100).contains(&year) && (1..=last).contains(&day)
}

/// Region and birth date of an 18-character citizen id are possible; says nothing about the check character.
pub(crate) fn citizen_form(text: &[u8]) -> bool {
    text.len() == 18
        && text[..17].iter().all(u8::is_ascii_digit)
        && (text[17].is_ascii_digit() || text[17] == b'X')
        && is_province(number(&text[..2]))
        && is_date(
            number(&text[6..10]),
            number(&text[10..12]),
            number(&text[12..14]),
        )
}

/// The check character of GB 11643-1999 for the first 17 digits.
pub(crate) fn citizen_check(first17: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits(first17).zip(WEIGHTS).map(|(d, w)| d * w).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// A whole citizen id of 18 characters with its check character.
pub(crate) fn citizen_valid(text: &[u8]) -> bool {
    citizen_form(text) && citizen_check(&text[..17]) == text[17]
}

/// An old citizen id of 15 digits: region, birth date with a two-digit year, serial; there is no check digit.
pub(crate) fn citizen_old(text: &[u8]) -> bool {
    text.len() == 15
        && text.iter().all(u8::is_ascii_digit)
        && is_province(number(&text[..2]))
        && is_date(
            1900 + number(&text[6..8]),
            number(&text[8..10]),
            number(&text[10..12]),
        )
}

/// The Luhn sum of ISO/IEC 7812 over digits.
pub(crate) fn luhn(text: &[u8]) -> bool {
    let sum: u32 = digits(text)
        .collect::<Vec<_>>()
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            if i % 2 == 0 {
                *d
            } else {
                d * 2 / 10 + d * 2 % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Lengths and first digits under which cards are issued in China.
pub(crate) fn card_form(text: &[u8]) -> bool {
    let issuer = text.starts_with(b"62")
        || text.starts_with(b"4")
        || matches!(
            text.get(..2),
            Some(b"51" | b"52" | b"53" | b"54" | b"55" | b"35" | b"37" | b"36")
        )
        || matches!(text.get(..4), Some(b"9558" | b"6013" | b"6858" | b"6011"));
    issuer && (16..=19).contains(&text.len()) && text.iter().all(u8::is_ascii_digit)
}

/// A whole unified social credit code with its check character (GB 32100-2015, modulus 31).
pub(crate) fn credit_valid(text: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    if text.len() != 18 || !text[2..8].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut sum = 0;
    let mut weight = 1;
    let mut last = 0;
    for (i, b) in text.iter().enumerate() {
        let Some(value) = ALPHABET.iter().position(|a| a == b) else {
            return false;
        };
        if i < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        } else {
            last = value;
        }
    }
    let registry = matches!(
        text[0],
        b'1' | b'5' | b'9' | b'2' | b'3' | b'4' | b'6' | b'7' | b'8' | b'A' | b'N' | b'Y'
    );
    registry && (31 - sum % 31) % 31 == last
}

/// Area codes of fixed lines: three digits for the largest cities, four elsewhere. Returns the length.
pub(crate) fn area_code(text: &[u8]) -> Option<usize> {
    match text {
        [b'0', b'1', b'0', ..] => Some(3),
        [b'0', b'2', b'0'..=b'9', ..] => Some(3),
        [b'0', b'3'..=b'9', b'0'..=b'9', b'0'..=b'9', ..] => Some(4),
        _ => None,
    }
}

/// A mobile number of eleven digits.
pub(crate) fn mobile(text: &[u8]) -> bool {
    text.len() == 11
        && text[0] == b'1'
        && (b'3'..=b'9').contains(&text[1])
        && text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citizen_ids() {
        for (id, ok) in [
            ("11010519491231002X", true),
            ("440524188001010014", true),
            ("110105194912310021", false),
            ("110105194902300021", false),
            ("990105194912310021", false),
        ] {
            assert_eq!(citizen_valid(id.as_bytes()), ok, "{id}");
        }
        assert!(citizen_old(b"110105491231002"));
        assert!(!citizen_old(b"110105491331002"));
    }

    #[test]
    fn cards_and_codes() {
        assert!(luhn(b"79927398713") && !luhn(b"79927398710"));
        assert!(
            credit_valid(b"91350100M000100Y43"),
            "the example printed in GB 32100"
        );
        assert!(!credit_valid(b"91350100M000100Y44"));
        assert!(is_date(2000, 2, 29) && !is_date(1900, 2, 29) && !is_date(2023, 0, 1));
    }

    #[test]
    fn phones() {
        assert!(mobile(b"13800138000") && !mobile(b"12800138000") && !mobile(b"1380013800"));
        assert_eq!(area_code(b"0512"), Some(4));
        assert_eq!(area_code(b"021"), Some(3));
        assert_eq!(area_code(b"0012"), None);
    }
}
