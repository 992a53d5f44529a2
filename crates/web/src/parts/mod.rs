//! The parts every page is made of: one part, one file, each a pure function from values to HTML.
//!
//! A part knows how something looks and reads. It does not know cases, law, storage or routes:
//! links, words of a pack and markup come in as arguments. No part emits a script, a style or a
//! style attribute, so a strict content security policy holds.
//!
//! Every file gives `examples()`; [`gallery`] shows them all, and browser tests look there first.

use crate::words;
use maud::{Markup, html};
use std::borrow::Cow;

pub mod beside;
pub mod breadcrumb;
pub mod button;
pub mod citation;
pub mod clock;
pub mod confirm;
pub mod deadline;
pub mod describe;
pub mod duty;
pub mod empty;
pub mod fault;
pub mod field;
pub mod filter;
pub mod form;
pub mod keys;
pub mod layout;
pub mod notice;
pub mod offer;
pub mod page;
pub mod pager;
pub mod progress;
pub mod proof;
pub mod redaction;
pub mod refusal;
pub mod rows;
pub mod sheet;
pub mod steps;
pub mod summary;
pub mod table;
pub mod tabs;
pub mod tag;
pub mod timeline;

/// Text that is borrowed where it can be and owned where it was put together.
pub type Text<'a> = Cow<'a, str>;

/// A label that leads somewhere.
#[derive(Debug, Clone)]
pub struct Link<'a> {
    /// Where it leads.
    pub href: Text<'a>,
    /// What it says.
    pub label: Text<'a>,
}

impl<'a> Link<'a> {
    /// A link.
    pub fn new(href: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
        }
    }
}

/// Examples of one part, each with a short title.
pub type Examples = Vec<(&'static str, Markup)>;

/// Every part: name of its file, title, examples.
pub fn all() -> Vec<(&'static str, &'static str, Examples)> {
    vec![
        ("page", "页面框架", page::examples()),
        ("breadcrumb", "位置", breadcrumb::examples()),
        ("tabs", "分类", tabs::examples()),
        ("layout", "版面", layout::examples()),
        ("clock", "演示时钟", clock::examples()),
        ("keys", "快捷键", keys::examples()),
        ("button", "按钮", button::examples()),
        ("tag", "标签", tag::examples()),
        ("notice", "提示", notice::examples()),
        ("refusal", "不予办理", refusal::examples()),
        ("summary", "改错提要", summary::examples()),
        ("fault", "故障", fault::examples()),
        ("field", "填写项", field::examples()),
        ("rows", "多行填写", rows::examples()),
        ("form", "表单", form::examples()),
        ("confirm", "确认", confirm::examples()),
        ("filter", "筛选", filter::examples()),
        ("table", "表格", table::examples()),
        ("pager", "翻页", pager::examples()),
        ("empty", "空页", empty::examples()),
        ("steps", "阶段", steps::examples()),
        ("timeline", "经过", timeline::examples()),
        ("deadline", "期限", deadline::examples()),
        ("duty", "待办", duty::examples()),
        ("offer", "可办事项", offer::examples()),
        ("citation", "依据", citation::examples()),
        ("proof", "存证", proof::examples()),
        ("describe", "要素", describe::examples()),
        ("sheet", "文书", sheet::examples()),
        ("redaction", "遮盖", redaction::examples()),
        ("beside", "对照", beside::examples()),
        ("progress", "进度", progress::examples()),
    ]
}

/// The body of `/desk/parts`: an index, then every part with its examples.
pub fn gallery() -> Markup {
    let parts = all();
    html! {
        p.lead { (words::parts::LEAD) }
        nav.gallery-index aria-label=(words::parts::TITLE) {
            ul { @for (name, title, _) in &parts { li { a href={ "#part-" (name) } { (title) } } } }
        }
        @for (name, title, examples) in &parts {
            section.gallery-part id={ "part-" (name) } {
                h2 { (title) " " code { (name) } }
                @for (said, example) in examples {
                    div.gallery-example {
                        p.gallery-said { (said) }
                        (example)
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Values of every `attribute="…"` in the gallery.
    fn values(html: &str, attribute: &str) -> Vec<String> {
        let mark = format!(" {attribute}=\"");
        html.match_indices(&mark)
            .map(|(at, _)| &html[at + mark.len()..])
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect()
    }

    #[test]
    fn nothing_needs_inline_script_or_style() {
        let html = gallery().into_string();
        for banned in [
            "<script",
            "<style",
            " style=",
            " onclick=",
            " onsubmit=",
            "javascript:",
        ] {
            assert!(!html.contains(banned), "{banned}");
        }
    }

    #[test]
    fn every_id_is_used_once_and_every_reference_leads_somewhere() {
        let html = gallery().into_string();
        let ids = values(&html, "id");
        let set: HashSet<_> = ids.iter().cloned().collect();
        let mut seen = HashSet::new();
        let twice: Vec<_> = ids.iter().filter(|id| !seen.insert(*id)).collect();
        assert!(twice.is_empty(), "{twice:?}");
        for attribute in ["for", "aria-labelledby", "aria-describedby"] {
            for id in values(&html, attribute).iter().flat_map(|v| v.split(' ')) {
                assert!(set.contains(id), "{attribute}={id}");
            }
        }
        for href in values(&html, "href").iter().filter(|h| h.starts_with('#')) {
            assert!(set.contains(&href[1..]), "{href}");
        }
    }

    #[test]
    fn every_file_of_parts_is_in_the_gallery() {
        let source = include_str!("mod.rs");
        let shown: HashSet<_> = all().iter().map(|p| p.0).collect();
        let files: HashSet<_> = source
            .lines()
            .filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';'))
            .collect();
        assert_eq!(shown, files);
    }

    #[test]
    fn every_part_has_an_example() {
        for (name, _, examples) in all() {
            assert!(!examples.is_empty(), "{name}");
        }
    }
}
