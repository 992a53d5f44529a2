//! How the pages on the law point at one another: clauses, records, and the facts of one rule.

use law::citation::ClauseId;
use law::pack::Pack;
use maud::{Markup, html};

use crate::asked::encode;
use crate::words;

/// The page of a clause.
#[must_use]
pub fn clause_href(id: &ClauseId) -> String {
    format!("/desk/law/clause/{}", encode(&id.0))
}

/// The page of a record.
#[must_use]
pub fn record_href(name: &str) -> String {
    format!("/desk/law/records/{}", encode(name))
}

/// A record by its name, with the way to its page where the pack describes it.
#[must_use]
pub fn record(pack: &Pack, name: &str) -> Markup {
    match pack.form(name) {
        Some(form) => html! { a href=(record_href(&form.name)) { (form.name) } },
        None => html! { (name) },
    }
}

/// Several records.
#[must_use]
pub fn records<'a>(pack: &Pack, names: impl IntoIterator<Item = &'a String>) -> Markup {
    html! {
        @for (at, name) in names.into_iter().enumerate() {
            @if at > 0 { "、" }
            (record(pack, name))
        }
    }
}

/// Clauses in a line, articles only where they are of the text in hand.
#[must_use]
pub fn clauses(pack: &Pack, ids: &[ClauseId], of: &str) -> Markup {
    html! {
        @for (at, id) in ids.iter().enumerate() {
            @if at > 0 { "、" }
            (clause(pack, id, of))
        }
    }
}

fn clause(pack: &Pack, id: &ClauseId, of: &str) -> Markup {
    let Some(clause) = pack.clauses.get(id) else {
        return html! { (id.0) };
    };
    let title = pack
        .document(&clause.document)
        .filter(|document| document.key != of);
    html! {
        a.cite-inline href=(clause_href(id)) title=(clause.gist) {
            @if let Some(document) = title { "《" (document.title) "》" }
            (clause.article)
        }
    }
}

/// A heading with its text, in a list of such.
#[must_use]
pub fn facts(list: &[(&str, Markup)]) -> Markup {
    html! { dl.rule { @for (what, said) in list { div { dt { (what) } dd { (said) } } } } }
}

/// A day of a pack as officials write it; as it stands where it is no day.
#[must_use]
pub fn day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), words::date)
}
