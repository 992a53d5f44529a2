//! A clause, cited: its name, folded out its gist and its words, and the way to the law page.
//!
//! Does not look a clause up; the page gives gist and words from the pack in force on that day.

use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// A clause as shown.
#[derive(Debug, Clone)]
pub struct Citation<'a> {
    /// Clause id, as in the pack.
    pub id: Text<'a>,
    /// Instrument and article as officials cite them: 《…办法》第七条第一款.
    pub article: Text<'a>,
    /// What the clause demands, in our own words.
    pub gist: Text<'a>,
    /// The words of the clause, when the official text was loaded.
    pub words: Option<Text<'a>>,
    /// The clause on the law page.
    pub href: Text<'a>,
}

impl<'a> Citation<'a> {
    /// A citation without the official words.
    pub fn new(
        id: impl Into<Text<'a>>,
        article: impl Into<Text<'a>>,
        gist: impl Into<Text<'a>>,
        href: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            id: id.into(),
            article: article.into(),
            gist: gist.into(),
            words: None,
            href: href.into(),
        }
    }

    /// Adds the words of the clause.
    #[must_use]
    pub fn words(mut self, words: impl Into<Text<'a>>) -> Self {
        self.words = Some(words.into());
        self
    }
}

/// The citation, folded; works within a list or a cell, not within a paragraph.
pub fn citation(c: &Citation) -> Markup {
    html! {
        details.cite {
            summary { cite { (c.article) } }
            div.cite-body {
                p.cite-gist { (c.gist) }
                @if let Some(text) = &c.words {
                    blockquote.cite-words { p.cite-source { (words::law::TEXT) } p { (text) } }
                }
                p.cite-way {
                    a href=(c.href) { (words::law::OPEN) } " " code { (c.id) }
                }
            }
        }
    }
}

/// The citation within running text: a link with the gist as its title.
pub fn inline(c: &Citation) -> Markup {
    html! { a.cite-inline href=(c.href) title=(c.gist) { (c.article) } }
}

/// Several citations under one another.
pub fn citations(list: &[Citation]) -> Markup {
    html! { div.cites { @for c in list { (citation(c)) } } }
}

/// The clause used by the examples of all parts; the regulation is fictional.
pub(super) fn example() -> Citation<'static> {
    Citation::new(
        "EX-SH-07",
        "《例县重大执法决定法制审核办法》第七条",
        "重大执法决定作出前，应当先经法制审核；未经审核或者审核未通过的，不得作出。",
        "#part-citation",
    )
    .words("（此处显示官方公布的条文原文。）")
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let c = example();
    vec![
        ("折叠", citation(&c)),
        (
            "行文中",
            html! { p { "依据" (inline(&c)) "，本案须先审核。" } },
        ),
    ]
}
