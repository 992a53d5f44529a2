//! A document as paper: name of the agency, a double line, title, number, text, signature, day.
//!
//! Prints as A4 with the margins of an official document. Does not know what the text says.

use super::{Examples, Text};
use maud::{Markup, html};

/// A document.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// The agency at the head.
    pub agency: Text<'a>,
    /// Title of the document.
    pub title: Text<'a>,
    /// Its number.
    pub number: Text<'a>,
    /// Whom it addresses; may be empty.
    pub to: Text<'a>,
    /// Paragraphs.
    pub body: Markup,
    /// Who signs; may be empty.
    pub signed: Text<'a>,
    /// The day of signature.
    pub on: Text<'a>,
    /// Anything below: how to object, copies.
    pub notes: Option<Markup>,
    /// Whether the title is the `h1` of the page.
    pub is_page_heading: bool,
}

/// The sheet.
pub fn sheet(s: &Sheet) -> Markup {
    html! {
        article.sheet aria-label=(s.title) {
            header.sheet-head { p.sheet-agency { (s.agency) } }
            @if s.is_page_heading { h1.sheet-title { (s.title) } }
            @else { h3.sheet-title { (s.title) } }
            @if !s.number.is_empty() { p.sheet-number { (s.number) } }
            @if !s.to.is_empty() { p.sheet-to { (s.to) "：" } }
            div.sheet-body { (s.body) }
            @if !s.signed.is_empty() || !s.on.is_empty() {
                div.sheet-signed { p { (s.signed) } p { (s.on) } }
            }
            @if let Some(notes) = &s.notes { div.sheet-notes { (notes) } }
        }
    }
}

/// A fictional decision for examples; `is_page_heading` as in [`Sheet`].
pub fn example(is_page_heading: bool) -> Markup {
    let body = html! {
        p { "经查，你单位于2025年2月在未取得相应许可的情况下开展活动。上述事实有现场检查笔录、询问笔录等证据为证。" }
        p { "你单位在规定期限内未提出陈述、申辩意见，也未申请听证。现决定处罚如下：" }
        p { "一、给予警告；" }
        p { "二、罚款人民币12,000元。" }
    };
    sheet(&Sheet {
        agency: "例县科学技术局".into(),
        title: "行政处罚决定书".into(),
        number: "例科罚〔2025〕1号".into(),
        to: "示例实验动物有限公司".into(),
        body,
        signed: "例县科学技术局".into(),
        on: "2025年3月20日".into(),
        notes: Some(html! { p { "如不服本决定，可以依法申请行政复议或者提起行政诉讼。" } }),
        is_page_heading,
    })
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![("处罚决定书", example(false))]
}
