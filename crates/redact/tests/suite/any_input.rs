//! Any input at all: no panic, offsets that fit, hits in order, and nothing hidden twice.

use crate::support::policy;
use proptest::prelude::*;
use redact::*;

/// Pieces that make the readers start and then disappoint them.
const PIECES: &[&str] = &[
    "当事人",
    "证人：",
    "法定代表人",
    "姓名：",
    "住址：",
    "住",
    "身份证号",
    "护照",
    "手机",
    "账号：",
    "微信",
    "不动产权第",
    "出生",
    "生",
    "名下有",
    "等五人",
    "等",
    "某",
    "张",
    "李四",
    "欧阳",
    "·",
    "、",
    "和",
    "，",
    "。",
    "；",
    "：",
    "（",
    "）",
    "(",
    ")",
    "320585197503021231",
    "13800138000",
    "0512",
    "-",
    "53531234",
    "转",
    "6222025260181590832",
    "苏E",
    "A1B23",
    "@",
    "a.b",
    "x.com",
    " ",
    "\n",
    "\r\n",
    "　",
    "\u{200b}",
    "😀",
    "e\u{301}",
    "×",
    "X",
    "1",
    "９",
    "路",
    "号",
    "室",
    "幢",
    "村",
    "公司",
    "店",
    "男",
    "称",
    "年",
    "月",
    "日",
    "1975",
    "元",
    "\u{0}",
    "\u{10ffff}",
    "〔",
    "〕",
    "|",
    "_",
    "“",
    "”",
    "《",
    "𠮷",
    "\t",
    ",",
    "王建国",
    "卖给",
    "签字",
    "姓名|性别",
    "买买提",
    "联系人：",
    "138.0013.8000",
    "Tran Thi",
    "的",
    "向",
    "负责",
];

fn jumble() -> impl Strategy<Value = String> {
    prop::collection::vec(0..PIECES.len(), 0..60)
        .prop_map(|picks| picks.into_iter().map(|i| PIECES[i]).collect())
}

fn known() -> impl Strategy<Value = Known> {
    let text = prop_oneof![jumble(), "\\PC{0,6}"];
    prop::collection::vec(text, 0..4).prop_map(|names| {
        names.iter().fold(Known::default(), |k, n| {
            k.person(n, Role::Witness)
                .organisation(n)
                .value(n, Kind::Phone, None)
        })
    })
}

fn check(text: &str, known: &Known) -> Result<(), TestCaseError> {
    let chars: Vec<char> = text.chars().collect();
    let mut last = 0;
    for hit in find(text, known) {
        prop_assert!(last <= hit.start && hit.start < hit.end && hit.end <= chars.len());
        let words: String = chars[hit.start..hit.end].iter().collect();
        prop_assert_eq!(&words, &hit.text);
        prop_assert!(hit.confidence <= 100 && !hit.reason.is_empty());
        last = hit.end;
    }
    let mut marked = Marked::propose(text, known, &policy());
    marked.confirm_rest("甲");
    let public = hide(&marked);
    let length = public.text.chars().count();
    for i in 0..=chars.len() {
        prop_assert!(public.to_public(i) <= length);
    }
    let carried = carry_over(&marked, text, known, &policy());
    prop_assert_eq!(carried.marks, marked.marks);
    Ok(())
}

/// How many inputs each property sees: a few in every test run, as many as wanted by `make fuzz`.
fn cases() -> u32 {
    let wanted = std::env::var("FUZZ_CASES").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(600)
}

/// A batch hides without a person: what it says it hid is in order, inside the text, and not to be read any more.
fn check_batch(text: &str) -> Result<(), TestCaseError> {
    let record = Record {
        id: 7,
        text: text.to_string(),
        known: KnownByRole::default(),
    };
    let out = redact(&record, &policy());
    let length = text.chars().count();
    let mut last = 0;
    for hit in &out.hits {
        prop_assert!(last <= hit.start && hit.start < hit.end && hit.end <= length);
        prop_assert!(matches!(hit.action, "hide" | "keep"));
        last = hit.end;
    }
    prop_assert_eq!(out.id, 7);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn jumbled_pieces(text in jumble(), known in known()) {
        check(&text, &known)?;
        check_batch(&text)?;
    }

    #[test]
    fn any_characters(text in "\\PC{0,200}", known in known()) {
        check(&text, &known)?;
    }

    #[test]
    fn broken_lines_and_controls(text in "[0-9 \\n\\tXx()张李、证人：:@.住路号室-]{0,200}") {
        check(&text, &Known::default())?;
    }
}

#[test]
fn a_paper_cut_anywhere_is_still_readable() {
    let paper = crate::support::corpus::paper(0);
    let chars: Vec<char> = paper.text.chars().collect();
    for cut in 0..chars.len() {
        let text: String = chars[..cut].iter().collect();
        assert!(find(&text, &paper.known).iter().all(|h| h.end <= cut));
    }
}
