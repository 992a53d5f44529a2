//! What may be done next: each act with what it still lacks, and what is not yet allowed with why.

use super::button::{Look, link};
use super::citation::{self, Citation};
use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// Something an act still lacks, and the clause that asks for it.
pub type Lack<'a> = (Text<'a>, Option<Citation<'a>>);

/// One act.
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    /// What can be done.
    pub title: Text<'a>,
    /// Where; none means that it is not allowed now, and `lacks` says why.
    pub href: Option<Text<'a>>,
    /// What is missing.
    pub lacks: Vec<Lack<'a>>,
}

/// The acts: open ones first, then those not yet allowed, in the order given.
pub fn offers(list: &[Offer]) -> Markup {
    let (open, closed): (Vec<_>, Vec<_>) = list.iter().partition(|o| o.href.is_some());
    html! {
        ul.offers {
            @for o in &open { li { (offer(o)) } }
            @for o in &closed { li.closed { (offer(o)) } }
        }
    }
}

fn offer(o: &Offer) -> Markup {
    html! {
        div.offer-head {
            span.offer-title { (o.title) }
            @match &o.href {
                Some(href) => (named_link(href, &o.title)),
                None => span.offer-closed { (words::road::NOT_YET) },
            }
        }
        @if !o.lacks.is_empty() {
            p.offer-lacks { (words::road::LACKS) }
            ul {
                @for (said, cited) in &o.lacks {
                    li { (said) @if let Some(c) = cited { (citation::citation(c)) } }
                }
            }
        }
    }
}

/// Many buttons say 办理; the name of the act tells them apart without sight.
fn named_link(href: &str, title: &str) -> Markup {
    html! {
        a class=(Look::Plain.class()) href=(href) { (words::road::GO) span.unseen { "：" (title) } }
    }
}

/// A link to all acts, where only the first few are shown.
pub fn all_offers(href: &str, label: &str) -> Markup {
    html! { p.offers-all { (link(href, label, Look::Quiet)) } }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let open = Offer {
        title: "登记询问笔录".into(),
        href: Some("#part-form".into()),
        lacks: Vec::new(),
    };
    let lacking = Offer {
        title: "送法制审核".into(),
        href: Some("#part-form".into()),
        lacks: vec![
            ("处理意见".into(), None),
            ("证据目录".into(), Some(citation::example())),
        ],
    };
    let closed = Offer {
        title: "作出处罚决定".into(),
        href: None,
        lacks: vec![("法制审核意见".into(), Some(citation::example()))],
    };
    vec![("可办与暂不能办", offers(&[open, lacking, closed]))]
}
