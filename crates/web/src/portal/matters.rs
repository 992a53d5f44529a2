//! What the agency handles and how: matters and procedures as they were published, and the road of
//! a case drawn from the rules.

use axum::extract::State;
use law::pack::Pack;
use maud::{Markup, html};

use super::day;
use super::decision::{attachment, field};
use super::decisions::href;
use super::door::{Door, Item};
use crate::answer::No;
use crate::chart::{Chart, Need, Scope, Step};
use crate::parts::citation::citations;
use crate::parts::empty::empty;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::words::chart as drawn;
use crate::words::portal::{self as words, matters as said};

/// Items shown of one category.
const MOST: usize = 20;

/// The page.
pub async fn show(State(door): State<Door>) -> Result<Markup, No> {
    let mut parts = Vec::new();
    for (agency, pack) in door.agencies() {
        parts.push(html! {
            @if door.agencies().nth(1).is_some() { h2 { (pack.issuer) } }
            (section(&format!("published-{agency}"), said::PUBLISHED, &published(&door, agency, pack)?))
            (guide(&door, agency, pack))
        });
    }
    let body = html! { @for part in &parts { (part) } };
    let shown = Page::portal(words::MATTERS, door.site(), body).lead(html! { (said::LEAD) });
    Ok(door.show("matters", shown))
}

/// Categories that tell of matters and procedures, by the names of what they must show.
fn tells_of_matters(pack: &Pack) -> impl Iterator<Item = &str> {
    let tells = |name: &String| words::MATTER_WORDS.iter().any(|word| name.contains(word));
    let before = pack
        .categories
        .iter()
        .filter(|category| category.phase == words::PHASES[0]);
    before
        .filter(move |category| tells(&category.name) || category.fields.iter().any(tells))
        .map(|category| category.name.as_str())
}

fn published(door: &Door, agency: &str, pack: &Pack) -> Result<Markup, No> {
    let mut items = Vec::new();
    for category in tells_of_matters(pack) {
        items.extend(door.items_of(category, MOST)?);
    }
    items.retain(|item| item.row.agency == agency);
    Ok(if items.is_empty() {
        empty(said::EMPTY, said::EMPTY_FIRST, None)
    } else {
        html! { @for item in &items { (matter(door, item)) } }
    })
}

fn matter(door: &Door, item: &Item) -> Markup {
    html! {
        article.matter {
            h3 { a href=(href(&item.row)) { (item.row.title) } }
            p.roster-source { (item.row.category) "，" (words::list::AT) " " (day(&item.row.at)) }
            @for (name, text) in item.public.fields.iter().filter(|(_, text)| *text != item.row.title) {
                (field(door, &item.row.agency, name, text))
            }
            @for file in &item.public.files { (attachment(item, file)) }
        }
    }
}

fn guide(door: &Door, agency: &str, pack: &Pack) -> Markup {
    let chart = Chart::of(pack, Scope::Road);
    let picture = html! {
        p { (said::CHART_WHY) }
        div.chart-frame tabindex="0" role="group" aria-label=(drawn::TITLE) { (chart.svg(drawn::TITLE)) }
        ul.chart-key { li { (drawn::KEY_MOVES) } li { (drawn::KEY_ALWAYS) } li { (drawn::KEY_SOMETIMES) } }
    };
    let steps = html! {
        @for stage in &chart.stages {
            details.guide {
                summary { h3 { (stage.name) } }
                @if !stage.needs.is_empty() { p.guide-needs { (drawn::STAGE_NEEDS) "：" (needs(&stage.needs)) } }
                ol { @for step in &stage.steps { (told(door, agency, pack, step)) } }
            }
        }
    };
    html! {
        (section(&format!("chart-{agency}"), said::CHART, &picture))
        (section(&format!("steps-{agency}"), said::STEPS, &steps))
    }
}

fn told(door: &Door, agency: &str, pack: &Pack, step: &Step<'_>) -> Markup {
    let basis: Vec<_> = step
        .basis
        .iter()
        .map(|id| door.cite(agency, pack, id))
        .collect();
    html! {
        li {
            p { strong { (step.form.name) } @if !step.form.by.is_empty() { "　" (step.form.by.join("、")) } }
            @if !step.needs.is_empty() {
                p { (drawn::NEEDS) "：" (needs(&step.needs)) }
            }
            @for term in &step.terms { p { (drawn::WITHIN) "：" (term.said()) } }
            (citations(&basis))
        }
    }
}

fn needs(needs: &[Need<'_>]) -> Markup {
    html! {
        @for (at, need) in needs.iter().enumerate() {
            @if at > 0 { "、" } (need.record) @if !need.always { (drawn::SOMETIMES) }
        }
    }
}
