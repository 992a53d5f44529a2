//! The regulations an agency works by, as its people read them: the texts, and clause by clause
//! what each is about.

use axum::extract::State;
use law::citation::Document;
use maud::{Markup, html};

use crate::access::Signed;
use crate::app::Shared;
use crate::parts::describe::describe;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::law as said;

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/desk/law", Who::Signed, show)]
}

async fn show(State(app): State<Shared>, signed: Signed) -> Markup {
    let documents = signed.office.pack().documents.iter();
    let body = html! {
        @for document in documents {
            (section(&document.key, &document.title, &of_document(&signed, document)))
        }
    };
    let page = Page::desk(words::desk::LAW, super::agency(&signed), body);
    super::show(&app, &signed, "law", page)
}

fn of_document(signed: &Signed, document: &Document) -> Markup {
    let agency = signed.office.agency();
    let from = match agency.effective(&document.key) {
        Some(day) => words::date(day),
        None => said::unconfirmed(&document.effective_proposed),
    };
    describe(&[
        (said::NUMBER, html! { (document.number) }),
        (said::PURPOSE, html! { (document.purpose) }),
        (said::BASIS, html! { (document.basis.join("、")) }),
        (said::EFFECT, html! { (document.effect) }),
        (said::FROM, html! { (from) }),
    ])
}
