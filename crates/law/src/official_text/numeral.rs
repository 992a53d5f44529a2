//! Chinese numerals as regulations number themselves: 一 to 九百九十九, and digits of either width.

/// Reads a numeral at the start; gives its value and what follows. None for none, nought or nonsense.
pub(super) fn leading(text: &str) -> Option<(u16, &str)> {
    let end = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    // Four digits, or 九百九十九 with a little to spare: anything longer is not a number of an article.
    let short = numeral.chars().count() <= 6;
    Some((parse(numeral).filter(|_| short)?, rest))
}

fn is_numeral(c: char) -> bool {
    digit(c).is_some() || "〇零一二三四五六七八九十百".contains(c)
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn parse(numeral: &str) -> Option<u16> {
    let digits: Option<Vec<u32>> = numeral.chars().map(digit).collect();
    let value = match digits {
        Some(digits) => digits
            .iter()
            .try_fold(0_u32, |n, d| n.checked_mul(10)?.checked_add(*d)),
        None => parse_han(numeral),
    };
    value.and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0)
}

fn parse_han(numeral: &str) -> Option<u32> {
    let (mut total, mut unit) = (0_u32, None);
    for c in numeral.chars() {
        match c {
            '〇' | '零' => {}
            '十' => total += unit.take().unwrap_or(1) * 10,
            '百' => total += unit.take().unwrap_or(1) * 100,
            _ => {
                let value = "一二三四五六七八九".chars().position(|d| d == c)? as u32 + 1;
                // Two digits in a row (二三) are not a number.
                if unit.replace(value).is_some() {
                    return None;
                }
            }
        }
    }
    Some(total + unit.unwrap_or(0))
}

/// 一, 十二, 二十, 一百零三 … (beyond 999 in digits).
pub fn chinese_numeral(n: u16) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if n == 0 || n > 999 {
        return n.to_string();
    }
    let (hundreds, tens, ones) = (
        usize::from(n / 100),
        usize::from(n / 10 % 10),
        usize::from(n % 10),
    );
    let mut out = String::new();
    if hundreds > 0 {
        out += DIGITS[hundreds];
        out += "百";
    }
    match (hundreds, tens, ones) {
        (0, 1, _) => out += "十",
        (_, 0, 1..) if hundreds > 0 => out += "零",
        (_, 0, _) => {}
        (_, tens, _) => {
            out += DIGITS[tens];
            out += "十";
        }
    }
    out + DIGITS[ones]
}
