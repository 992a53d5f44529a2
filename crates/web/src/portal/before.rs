//! What must be public before enforcement: the catalogue, category by category, and what of it is
//! still missing.

use axum::extract::State;
use law::pack::Pack;
use law::rule::Category;
use maud::{Markup, html};

use super::day;
use super::decisions::href;
use super::door::{Door, Item};
use crate::answer::No;
use crate::parts::citation::citations;
use crate::parts::page::Page;
use crate::parts::tag::{Tone, tag};
use crate::words::portal::{self as words, before as said};

/// Items shown of one category.
const MOST: usize = 50;

/// The page.
pub async fn show(State(door): State<Door>) -> Result<Markup, No> {
    let mut parts = Vec::new();
    for (agency, pack) in door.agencies() {
        parts.push(catalogue(&door, agency, pack)?);
    }
    let body = html! { @for part in &parts { (part) } };
    let shown = Page::portal(words::BEFORE, door.site(), body).lead(html! { (said::LEAD) });
    Ok(door.show("before", shown))
}

fn catalogue(door: &Door, agency: &str, pack: &Pack) -> Result<Markup, No> {
    let wanted = pack
        .categories
        .iter()
        .filter(|category| category.phase == words::PHASES[0]);
    let mut list: Vec<(&Category, Vec<Item>)> = Vec::new();
    for category in wanted {
        let mut items = door.items_of(&category.name, MOST)?;
        items.retain(|item| item.row.agency == agency);
        list.push((category, items));
    }
    let due: Vec<_> = list.iter().filter(|(category, _)| !category.open).collect();
    let missing: Vec<&str> = due
        .iter()
        .filter(|(_, items)| items.is_empty())
        .map(|(category, _)| category.name.as_str())
        .collect();
    Ok(html! {
        section.section aria-labelledby={ "of-" (agency) } {
            div.section-head { h2 id={ "of-" (agency) } { (pack.issuer) } }
            p.complete {
                strong { (said::complete(due.len() - missing.len(), due.len())) }
                @if !missing.is_empty() { "。" (said::missing(&missing.join("、"))) }
            }
            ol.catalogue { @for (category, items) in &list { (entry(door, agency, pack, category, items)) } }
        }
    })
}

fn entry(door: &Door, agency: &str, pack: &Pack, category: &Category, items: &[Item]) -> Markup {
    let basis: Vec<_> = category
        .basis
        .clauses()
        .iter()
        .take(1)
        .map(|id| door.cite(agency, pack, id))
        .collect();
    html! {
        li {
            h3 { (category.name) " "
                @if items.is_empty() && category.open { (tag(said::OPEN, Tone::Plain)) }
                @else if items.is_empty() { (tag(said::MISSING, Tone::Care)) }
            }
            ul.catalogue-items {
                @for item in items {
                    li { a href=(href(&item.row)) { (item.row.title) } " "
                        span.catalogue-day { (words::list::AT) " " (day(&item.row.at)) } }
                }
            }
            (citations(&basis))
        }
    }
}
