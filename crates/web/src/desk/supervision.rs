//! What a supervisor looks at: what the law has refused, and to whom.

use axum::extract::State;
use maud::{Markup, html};
use registry::store::RefusedTry;

use crate::access::Signed;
use crate::answer::No;
use crate::app::Shared;
use crate::parts::empty::empty;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::supervision as said;

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/desk/supervision", Who::Signed, show)]
}

/// How many of the latest refusals are shown.
const SHOWN: u32 = 50;

async fn show(State(app): State<Shared>, signed: Signed) -> Result<Markup, No> {
    let tries = app
        .installation
        .store
        .refused(signed.office.code(), SHOWN)?;
    let agency = signed.office.agency();
    let row = |one: &RefusedTry| {
        vec![
            html! { (one.at) },
            html! { (agency.people.name(&one.person)) },
            html! { (one.record) },
            html! { (one.clauses) },
        ]
    };
    let refused = Table {
        caption: said::REFUSED.into(),
        is_caption_unseen: false,
        columns: [said::AT, said::PERSON, said::RECORD, said::CLAUSES]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: tries.iter().map(row).collect(),
    };
    let body = table(
        &refused,
        &empty(said::REFUSED_NONE, said::REFUSED_HOW, None),
    );
    let page = Page::desk(words::desk::SUPERVISION, super::agency(&signed), body);
    Ok(super::show(&app, &signed, "supervision", page))
}
