//! Text as people compare it: 例罚〔2025〕3号 and 例罚[2025]3号 are one number, whatever keyboard it
//! was typed on. Kept beside the text as it was written, and never shown.

/// The text without spaces, in small letters, with one form of brackets and of digits and letters
/// that also have a wide form. Lines stay apart.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters = text.chars().filter(|c| *c == '\n' || !c.is_whitespace());
    letters.flat_map(|c| narrow(c).to_lowercase()).collect()
}

fn narrow(c: char) -> char {
    match c {
        '[' | '(' | '【' | '［' | '（' => '〔',
        ']' | ')' | '】' | '］' | '）' => '〕',
        // Wide forms stand in the order of ASCII, 0xFEE0 further on.
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn one_number_is_one_however_it_was_typed() {
        for typed in [
            "例罚〔2025〕3号",
            "例罚[2025]3号",
            " 例罚 （２０２５）３ 号",
            "例罚【2025】3号",
        ] {
            assert_eq!(folded(typed), "例罚〔2025〕3号");
        }
        assert_eq!(folded("ＡbC-１\n二"), "abc-1\n二");
        assert_ne!(folded("例罚〔2025〕3号"), folded("例罚〔2025〕13号"));
    }
}
