//! What officers must show and tell while they act: the article on it in full, and what else the
//! law wants told.

use std::collections::BTreeSet;

use axum::extract::State;
use law::citation::Clause;
use law::pack::Pack;
use law::rule::Category;
use maud::{Markup, html};

use super::decisions::href;
use super::door::Door;
use crate::answer::No;
use crate::parts::citation::citation;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::words::portal::{self as words, during as said};

/// Items shown of one category.
const MOST: usize = 50;

/// The page.
pub async fn show(State(door): State<Door>) -> Result<Markup, No> {
    let mut parts = Vec::new();
    for (agency, pack) in door.agencies() {
        parts.push(duties(&door, agency, pack));
        parts.push(also(&door, agency, pack)?);
    }
    let body = html! { @for part in &parts { (part) } };
    let shown = Page::portal(said::TITLE, door.site(), body).lead(html! { (said::LEAD) });
    Ok(door.show("", shown))
}

fn categories(pack: &Pack) -> impl Iterator<Item = &Category> {
    pack.categories
        .iter()
        .filter(|category| category.phase == words::PHASES[1])
}

/// The clauses of the articles on which what is told meanwhile rests.
fn clauses(pack: &Pack) -> Vec<&Clause> {
    let bases = categories(pack).flat_map(|category| category.basis.clauses());
    let articles: BTreeSet<(&str, &str)> = bases
        .filter_map(|id| pack.clauses.get(id))
        .map(|clause| (clause.document.as_str(), article(clause)))
        .collect();
    let of_them =
        |clause: &&Clause| articles.contains(&(clause.document.as_str(), article(clause)));
    pack.clauses_in_order()
        .into_iter()
        .filter(of_them)
        .collect()
}

/// The article of a clause: 第六条 of 第六条（三）.
fn article(clause: &Clause) -> &str {
    let end = clause
        .article
        .find('条')
        .map_or(clause.article.len(), |at| at + '条'.len_utf8());
    &clause.article[..end]
}

fn duties(door: &Door, agency: &str, pack: &Pack) -> Markup {
    let clauses = clauses(pack);
    let body = html! {
        @if clauses.is_empty() { p { (said::NONE) } }
        ol.duties-told { @for clause in clauses {
            li { p { (clause.gist) } (citation(&door.cite(agency, pack, &clause.id))) }
        } }
    };
    section(&format!("duties-{agency}"), said::DUTIES, &body)
}

fn also(door: &Door, agency: &str, pack: &Pack) -> Result<Markup, No> {
    let mut items = Vec::new();
    for category in categories(pack) {
        items.extend(door.items_of(&category.name, MOST)?);
    }
    items.retain(|item| item.row.agency == agency);
    if items.is_empty() {
        return Ok(html! {});
    }
    let list = html! { ul { @for item in &items { li { a href=(href(&item.row)) { (item.row.title) } } } } };
    Ok(section(&format!("also-{agency}"), said::ALSO, &list))
}
