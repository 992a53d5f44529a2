//! The regulations as this house runs them: what they are, on what they rest, since when they bind,
//! and every clause with its gist and, where the text as issued was loaded, its words.

use axum::extract::{Path, State};
use law::citation::{Clause, Document};
use law::pack::Pack;
use maud::{Markup, html};

use super::day;
use super::door::Door;
use crate::answer::No;
use crate::parts::Link;
use crate::parts::describe::describe;
use crate::parts::page::Page;
use crate::parts::tabs::tabs;
use crate::words::date;
use crate::words::portal::{self as words, law as said};

/// The page of the only agency, or of the first.
pub async fn first(State(door): State<Door>) -> Result<Markup, No> {
    let agency = door.agencies().next().map(|(agency, _)| agency.to_owned());
    of(&door, &agency.ok_or(No::NotFound)?)
}

/// The page of an agency.
pub async fn show(State(door): State<Door>, Path(agency): Path<String>) -> Result<Markup, No> {
    of(&door, &agency)
}

fn of(door: &Door, agency: &str) -> Result<Markup, No> {
    let pack = door.pack(agency)?;
    let others: Vec<_> = door
        .agencies()
        .map(|(code, pack)| {
            (
                Link::new(format!("/law/{code}"), pack.issuer.as_str()),
                code == agency,
                None,
            )
        })
        .collect();
    let body = html! {
        @if others.len() > 1 { (tabs(None, &others)) }
        nav.contents aria-label=(said::CONTENTS) { ul {
            @for document in &pack.documents {
                li { a href={ "#" (document.key) } { "《" (document.title) "》" } }
            }
        } }
        p.gist-note { (said::GIST) }
        @for document in &pack.documents { (document_of(door, agency, pack, document)) }
    };
    let shown = Page::portal(words::LAW, door.site(), body).lead(html! { (said::LEAD) });
    Ok(door.show("law", shown))
}

fn document_of(door: &Door, agency: &str, pack: &Pack, document: &Document) -> Markup {
    let effective = match door.effective(agency, &document.key) {
        Some(day) => date(day),
        None => format!("{}（{}）", document.effect, said::UNCONFIRMED),
    };
    let mut facts = vec![
        (said::NUMBER, html! { (document.number) }),
        (
            said::ISSUED,
            html! { (pack.issuer) "，" (day(&document.issued)) },
        ),
        (said::EFFECTIVE, html! { (effective) }),
    ];
    if !document.purpose.is_empty() {
        facts.push((said::PURPOSE, html! { (document.purpose) }));
    }
    if !document.basis.is_empty() {
        facts.push((
            said::RESTS,
            html! { @for basis in &document.basis { p { (basis) } } },
        ));
    }
    let clauses = pack.clauses_in_order();
    let clauses = clauses
        .into_iter()
        .filter(|clause| clause.document == document.key);
    html! {
        section.section.document id=(document.key) aria-labelledby={ (document.key) "-title" } {
            h2 id={ (document.key) "-title" } { (document.title) }
            (describe(&facts))
            div.clauses { @for clause in clauses { (clause_of(door, agency, pack, clause)) } }
        }
    }
}

fn clause_of(door: &Door, agency: &str, pack: &Pack, clause: &Clause) -> Markup {
    let cited = door.cite(agency, pack, &clause.id);
    html! {
        div.clause id=(clause.id.0) {
            p.clause-head { a href={ "#" (clause.id.0) } { (clause.article) } " " code { (clause.id.0) } }
            p.clause-gist { (clause.gist) }
            @if let Some(text) = &cited.words {
                blockquote.cite-words { p.cite-source { (said::WORDS) } @for line in text.lines() { p { (line) } } }
            }
        }
    }
}
