//! How far a case has come, for those who know its number and its code. Both are posted, so that
//! neither stands in an address, in a history or in anybody's log.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::day;
use super::door::{Door, Progress};
use super::limits::{What, Whom};
use crate::answer::No;
use crate::origin::From;
use crate::parts::button::{Look, submit};
use crate::parts::describe::describe;
use crate::parts::field::{Field, field};
use crate::parts::layout::section;
use crate::parts::notice::{Kind, notice};
use crate::parts::page::Page;
use crate::typed;
use crate::words::moment;
use crate::words::portal::{self as words, progress as said};

/// The page that asks.
pub async fn ask(State(door): State<Door>) -> Markup {
    page(&door, "", None)
}

/// The answer, or the page again with what did not fit.
pub async fn answer(
    State(door): State<Door>,
    from: From,
    request: Request,
) -> Result<Response, No> {
    let typed = typed::plain(request).await?;
    let (number, code) = (typed.get("number").to_owned(), typed.get("code").to_owned());
    let (status, shown) = match look_up(&door, from, &number, &code)? {
        Answer::Found(progress) => (StatusCode::OK, found(&progress)),
        Answer::Nothing => (
            StatusCode::NOT_FOUND,
            notice(Kind::Care, &html! { p { (said::NONE) } }),
        ),
        Answer::TooOften => (
            StatusCode::TOO_MANY_REQUESTS,
            notice(Kind::Care, &html! { p { (said::OFTEN) } }),
        ),
    };
    Ok((status, page(&door, &number, Some(&shown))).into_response())
}

/// What an enquiry comes to.
pub enum Answer {
    /// Number and code fit.
    Found(Progress),
    /// They do not, or one of them is missing.
    Nothing,
    /// Too many tries that did not fit.
    TooOften,
}

/// Looks up a case; tries that do not fit are counted by address and by number.
///
/// # Errors
/// A fault if views or log cannot be read.
pub fn look_up(door: &Door, from: From, number: &str, code: &str) -> Result<Answer, No> {
    let whom = [
        Whom::Address(from.0),
        Whom::Number(number.chars().take(64).collect()),
    ];
    if whom
        .iter()
        .any(|whom| door.limits().is_over(What::Enquiry, whom))
    {
        return Ok(Answer::TooOften);
    }
    if let Some(progress) = door.progress(number, code)? {
        return Ok(Answer::Found(progress));
    }
    for whom in whom {
        door.limits().count(What::Enquiry, whom);
    }
    Ok(Answer::Nothing)
}

fn page(door: &Door, number: &str, answer: Option<&Markup>) -> Markup {
    let form = html! {
        form.fields action="/progress" method="post" novalidate {
            (field(&Field::text("number", said::NUMBER).value(number.to_owned()).autocomplete("off")))
            (field(&Field::text("code", said::CODE).hint(said::CODE_HINT).autocomplete("off")))
            div.buttons { (submit(said::SUBMIT, Look::Primary)) }
        }
    };
    let body = html! { @if let Some(answer) = answer { (answer) } (form) p.lead { (said::LESS) } };
    let shown = Page::portal(words::PROGRESS, door.site(), body).lead(html! { (said::LEAD) });
    door.show("progress", shown)
}

fn found(progress: &Progress) -> Markup {
    let next = match &progress.next {
        Some((name, due)) => html! { (name) "，" (moment(*due)) "前" },
        None => html! { (said::NO_NEXT) },
    };
    section(
        "found",
        said::FOUND,
        &describe(&[
            (said::AGENCY, html! { (progress.agency) }),
            (said::STAGE, html! { (progress.stage) }),
            (said::STATE, html! { (progress.state) }),
            (said::OPENED, html! { (day(&progress.opened)) }),
            (said::CHANGED, html! { (day(&progress.changed)) }),
            (said::NEXT, next),
        ]),
    )
}
