//! A refusal in four short sentences: cannot, the record shows, the law demands, you can.
//!
//! Shown to people under stress: no code without words, no blame, always a way on.

use super::citation::{self, Citation};
use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// One reason why an act is not allowed now.
#[derive(Debug, Clone)]
pub struct Refusal<'a> {
    /// What cannot be done.
    pub cannot: Text<'a>,
    /// What the record shows, each with the entry that proves it, if any.
    pub saw: Vec<(Text<'a>, Option<Text<'a>>)>,
    /// What the clause demands.
    pub demanded: Text<'a>,
    /// The clauses; never empty.
    pub basis: Vec<Citation<'a>>,
    /// What to do now, each with an address where there is one.
    pub remedy: Vec<(Text<'a>, Option<Text<'a>>)>,
}

/// One refusal.
pub fn refusal(r: &Refusal) -> Markup {
    html! {
        dl.refusal-four {
            div.refusal-cannot { dt { (words::law::CANNOT) } dd { (r.cannot) } }
            div { dt { (words::law::SAW) } dd { (lines(&r.saw)) } }
            div {
                dt { (words::law::DEMANDED) }
                dd { p { (r.demanded) } (citation::citations(&r.basis)) }
            }
            div.refusal-remedy { dt { (words::law::REMEDY) } dd { (lines(&r.remedy)) } }
        }
    }
}

fn lines(list: &[(Text, Option<Text>)]) -> Markup {
    html! {
        @for (said, href) in list {
            p { @if let Some(href) = href { a href=(href) { (said) } } @else { (said) } }
        }
    }
}

/// All reasons of one refused act, in procedural order, in one banner.
pub fn refusals(list: &[Refusal]) -> Markup {
    html! {
        section.refusal role="alert" tabindex="-1" data-focus {
            h2 {
                @if list.len() > 1 { (words::law::reasons(list.len())) } @else { (words::law::REFUSED) }
            }
            @if list.len() > 1 {
                ol { @for r in list { li { (refusal(r)) } } }
            } @else {
                @for r in list { (refusal(r)) }
            }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let one = Refusal {
        cannot: "现在不能作出处罚决定。".into(),
        saw: vec![(
            "2025年3月10日已送审，审核尚未答复。".into(),
            Some("#part-timeline".into()),
        )],
        demanded: "重大执法决定作出前应当经法制审核。".into(),
        basis: vec![citation::example()],
        remedy: vec![
            ("查看审核进度".into(), Some("#part-steps".into())),
            ("审核通过后即可作出决定。".into(), None),
        ],
    };
    let two = Refusal {
        cannot: "现在不能作出处罚决定。".into(),
        saw: vec![("当事人已申请听证，听证尚未举行。".into(), None)],
        remedy: vec![("登记听证笔录".into(), Some("#part-form".into()))],
        ..one.clone()
    };
    vec![
        ("一项原因", refusals(std::slice::from_ref(&one))),
        ("两项原因", refusals(&[one, two])),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_sentences_come_in_order() {
        let html = examples().remove(0).1.into_string();
        let at: Vec<_> = ["不能", "案卷显示", "规定要求", "可以这样办"]
            .iter()
            .map(|w| html.find(&format!("<dt>{w}</dt>")))
            .collect();
        assert!(at.iter().all(Option::is_some), "{at:?}");
        assert!(at.is_sorted(), "{at:?}");
    }
}
