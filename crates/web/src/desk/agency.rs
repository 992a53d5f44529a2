//! The agency as its people see it: who works in which section, on which posts, with which
//! certificates.

use axum::extract::State;
use enforcement::agency::Person;
use maud::{Markup, html};

use crate::access::Signed;
use crate::app::Shared;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::agency as said;

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/desk/agency", Who::Signed, show)]
}

async fn show(State(app): State<Shared>, signed: Signed) -> Markup {
    let agency = signed.office.agency();
    let people = Table {
        caption: said::PEOPLE.into(),
        is_caption_unseen: false,
        columns: [said::NAME, said::SECTION, said::POSTS, said::CERTIFICATE]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: agency
            .people
            .iter()
            .map(|person| row(person, &signed))
            .collect(),
    };
    let body = table(&people, &html! {});
    let page = Page::desk(words::desk::AGENCY, super::agency(&signed), body);
    super::show(&app, &signed, "agency", page)
}

fn row(person: &Person, signed: &Signed) -> Vec<Markup> {
    let today = signed.now.date();
    let held = person.posts.iter().filter(|held| held.is_on(today));
    let posts: Vec<&str> = held.map(|held| held.post.as_str()).collect();
    vec![
        html! { (person.name) },
        html! { (person.section) },
        html! { (posts.join("、")) },
        html! { @if let Some(held) = person.certificate(today) { (held.number) } },
    ]
}
