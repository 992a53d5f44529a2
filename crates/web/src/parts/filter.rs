//! The bar above a list: conditions, what is in force, saved conditions, downloads.

use super::field::{Choice, Field, Kind, field};
use super::{Examples, Link, Text};
use crate::words;
use maud::{Markup, html};

/// A filter bar.
#[derive(Debug, Clone, Default)]
pub struct Filter<'a> {
    /// Address asked by GET.
    pub action: Text<'a>,
    /// Conditions; all should be optional.
    pub fields: Vec<Field<'a>>,
    /// Conditions in force: what they say, address without them.
    pub active: Vec<Link<'a>>,
    /// Address without any condition.
    pub clear: Text<'a>,
    /// Conditions saved earlier.
    pub saved: Vec<Link<'a>>,
    /// The list as a file: XLSX, CSV, JSON.
    pub downloads: Vec<Link<'a>>,
    /// How many there are: 共1,204件.
    pub count: Text<'a>,
}

/// The bar.
pub fn filter(f: &Filter) -> Markup {
    html! {
        div.filter {
            form action=(f.action) method="get" aria-label=(words::list::FILTER) {
                @for one in &f.fields { (field(&plain(one))) }
                button.button.plain type="submit" { (words::list::APPLY) }
            }
            @if !f.saved.is_empty() { (line(words::list::SAVED, &f.saved)) }
            @if !f.active.is_empty() { (active(f)) }
            div.filter-foot {
                @if !f.count.is_empty() { span.filter-count { (f.count) } }
                @if !f.downloads.is_empty() { (line(words::list::DOWNLOAD, &f.downloads)) }
            }
        }
    }
}

/// Where a list without a bar can be had as a file.
pub fn downloads(links: &[Link]) -> Markup {
    html! { div.filter-foot { (line(words::list::DOWNLOAD, links)) } }
}

/// In a filter nothing is required, and saying “optional” at each field would be noise.
fn plain<'a>(f: &Field<'a>) -> Field<'a> {
    let mut f = f.clone().filtering();
    f.mistake = None;
    f
}

fn line(label: &str, links: &[Link]) -> Markup {
    html! {
        p.filter-line { span.filter-word { (label) } @for l in links { " " a href=(l.href) { (l.label) } } }
    }
}

fn active(f: &Filter) -> Markup {
    html! {
        p.filter-line {
            span.filter-word { (words::list::ACTIVE) }
            @for l in &f.active {
                " " a.filter-drop href=(l.href) {
                    span.unseen { (words::list::DROP) "：" } (l.label) span aria-hidden="true" { " ×" }
                }
            }
            " " a href=(f.clear) { (words::list::CLEAR) }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let stages = vec![
        Choice::new("inquiry", "调查"),
        Choice::new("review", "审核"),
    ];
    let f = Filter {
        action: "/desk/parts".into(),
        fields: vec![
            Field::text("example-q", "案号或当事人"),
            Field::new("example-stage", "阶段", Kind::Select(stages)).value("review"),
            Field::new("example-from", "立案起", Kind::Date),
        ],
        active: vec![Link::new("#part-filter", "阶段：审核")],
        clear: "#part-filter".into(),
        saved: vec![
            Link::new("#part-filter", "本周到期"),
            Link::new("#part-filter", "我承办的"),
        ],
        downloads: vec![
            Link::new("#part-filter", "XLSX"),
            Link::new("#part-filter", "CSV"),
        ],
        count: "共1,204件".into(),
    };
    vec![("案件筛选", filter(&f))]
}
