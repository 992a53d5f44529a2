//! Who enforces: the roster as it was published, and whether a certificate is valid.

use axum::extract::State;
use maud::{Markup, html};

use super::day;
use super::decision::field as shown_field;
use super::decisions::href;
use super::door::{Certificate, Door, Item};
use crate::answer::No;
use crate::asked::Asked;
use crate::parts::button::{Look, submit};
use crate::parts::describe::describe;
use crate::parts::empty::empty;
use crate::parts::field::{Field, field};
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::parts::tag::{Tone, tag};
use crate::words::date;
use crate::words::portal::{self as words, officers as said};

/// The longest number that is looked up, in characters.
const LONGEST: usize = 64;
/// Items looked at for rosters.
const MOST: usize = 20;

/// The page; with a number, also what it says of the certificate.
pub async fn show(State(door): State<Door>, asked: Asked) -> Result<Markup, No> {
    let number: String = asked.get("number").chars().take(LONGEST).collect();
    let answer = (!number.is_empty()).then(|| answer(door.certificate(&number).as_ref()));
    let body = html! {
        (section("check", said::CHECK, &html! { (form(&number)) @if let Some(answer) = &answer { (answer) } }))
        (section("roster", said::ROSTER, &rosters(&door)?))
    };
    let shown = Page::portal(words::OFFICERS, door.site(), body).lead(html! { (said::LEAD) });
    Ok(door.show("officers", shown))
}

fn form(number: &str) -> Markup {
    let number = Field::text("number", said::NUMBER)
        .hint(said::NUMBER_HINT)
        .value(number.to_owned());
    html! {
        form.fields action="/officers#check" method="get" {
            (field(&number))
            div.buttons { (submit(said::SUBMIT, Look::Primary)) }
        }
    }
}

fn answer(certificate: Option<&Certificate>) -> Markup {
    let (word, tone, why) = match certificate {
        Some(one) if one.valid => (said::VALID, Tone::Good, ""),
        Some(_) => (said::INVALID, Tone::Bad, said::INVALID_WHY),
        None => (said::UNKNOWN, Tone::Care, said::UNKNOWN_WHY),
    };
    html! {
        div.verdict role="status" {
            p.verdict-word { (tag(word, tone)) }
            @if !why.is_empty() { p { (why) } }
            @if let Some(one) = certificate {
                (describe(&[
                    (said::AGENCY, html! { (one.agency) }),
                    (said::KIND, html! { (one.kind) }),
                    (said::SPAN, html! { (date(one.from)) "至" (date(one.to)) }),
                ]))
            }
        }
    }
}

/// The published tables in which officers stand with their certificates.
fn rosters(door: &Door) -> Result<Markup, No> {
    let mut shown = Vec::new();
    for category in door.categories() {
        for item in door.items_of(&category.name, MOST)? {
            shown.extend(roster(door, &item));
        }
    }
    Ok(if shown.is_empty() {
        empty(said::EMPTY, said::EMPTY_FIRST, None)
    } else {
        html! { @for one in &shown { (one) } }
    })
}

fn roster(door: &Door, item: &Item) -> Option<Markup> {
    let agency = item.row.agency.as_str();
    let is_roster = |(name, text): &&(String, String)| {
        let rows = door.rows(agency, name, text);
        rows.is_some_and(|rows| {
            rows.columns
                .iter()
                .any(|column| column.contains(words::CERTIFICATE_COLUMN))
        })
    };
    let (name, text) = item.public.fields.iter().find(is_roster)?;
    Some(html! {
        (shown_field(door, agency, name, text))
        p.roster-source { a href=(href(&item.row)) { (item.row.title) } "，" (words::list::AT) " " (day(&item.row.at)) }
    })
}
