//! The person's own page: name, posts, certificates, and the password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use registry::Fault;
use registry::clock::system_seconds;
use registry::doorkeeper::{Changed, Doorkeeper, SHORTEST};

use crate::access::Signed;
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk;
use crate::desk::shown::time;
use crate::parts::describe::describe;
use crate::parts::field::{Field, Kind, field};
use crate::parts::form::{Form, form};
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::parts::{notice, summary};
use crate::session::to_page;
use crate::typed::Typed;
use crate::words;

/// The page.
pub async fn page(State(app): State<Shared>, signed: Signed, asked: Asked) -> Markup {
    let done = (asked.get("done") == "password").then(|| {
        notice::notice(
            notice::Kind::Done,
            &html! { p { (words::desk::PASSWORD_CHANGED) } },
        )
    });
    show(&app, &signed, done, None)
}

fn show(app: &App, signed: &Signed, above: Option<Markup>, wrong: Option<(&str, &str)>) -> Markup {
    let agency = signed.office.agency();
    let person = agency.people.get(&signed.person);
    let day = signed.now.date();
    let posts = person.map(|person| {
        let held = person.posts.iter().filter(|held| held.is_on(day));
        held.map(|held| held.post.clone())
            .collect::<Vec<_>>()
            .join("、")
    });
    let facts = [
        (
            words::desk::PERSON,
            html! { (agency.people.name(&signed.person)) },
        ),
        (
            words::desk::SECTION,
            html! { @if let Some(person) = person { (person.section) } },
        ),
        (words::desk::POSTS, html! { (posts.unwrap_or_default()) }),
        (
            words::desk::CERTIFICATE,
            html! { @if let Some(person) = person { @for held in &person.certificates {
            p { (held.number) "　" (time(&held.from.to_string())) "–" (time(&held.to.to_string())) } } } },
        ),
    ];
    let secret = |name: &'static str, label: &'static str, token: &'static str| {
        let said = wrong
            .filter(|(field, _)| *field == name)
            .map(|(_, said)| said.to_owned());
        Field::new(name, label, Kind::Secret)
            .autocomplete(token)
            .mistake(said)
    };
    let fields = html! {
        (field(&secret("old", words::desk::PASSWORD_OLD, "current-password")))
        (field(&secret("new", words::desk::PASSWORD_NEW, "new-password").hint(words::desk::password_hint(SHORTEST))))
        (field(&secret("again", words::desk::PASSWORD_AGAIN, "new-password")))
    };
    let asked =
        Form::new("/desk/account", signed.csrf.as_str(), fields).submit(words::desk::PASSWORD_SET);
    let body =
        html! { (describe(&facts)) (section("password", words::desk::PASSWORD, &form(&asked))) };
    let mut page = Page::desk(words::frame::ACCOUNT, desk::agency(signed), body);
    if let Some(above) = above {
        page = page.notice(above);
    }
    desk::show(app, signed, "", page)
}

/// Changes the password.
pub async fn change(
    State(app): State<Shared>,
    signed: Signed,
    typed: Typed,
) -> Result<Response, No> {
    let said = |name: &str| typed.values.all(name).next().unwrap_or_default().to_owned();
    let (old, new) = (said("old"), said("new"));
    if new != said("again") {
        return Ok(wrong(
            &app,
            &signed,
            "again",
            words::desk::PASSWORD_DIFFERS.into(),
        ));
    }
    let (shared, agency, person) = (
        app.clone(),
        signed.office.code().to_owned(),
        signed.person.clone(),
    );
    let changed = tokio::task::spawn_blocking(move || {
        Doorkeeper(&shared.installation.store).change(
            &agency,
            &person,
            &old,
            &new,
            system_seconds(),
        )
    });
    match changed.await.map_err(Fault::internal)?? {
        Changed::Done => Ok(to_page("/desk/account?done=password")),
        Changed::Wrong => Ok(wrong(
            &app,
            &signed,
            "old",
            words::desk::PASSWORD_WRONG.into(),
        )),
        Changed::TooShort => Ok(wrong(
            &app,
            &signed,
            "new",
            words::desk::password_hint(SHORTEST),
        )),
        Changed::Locked(seconds) => {
            Ok(wrong(&app, &signed, "old", words::sign_in::locked(seconds)))
        }
    }
}

fn wrong(app: &App, signed: &Signed, name: &str, said: String) -> Response {
    let told = summary::summary(&[(name, &said)]);
    (
        StatusCode::BAD_REQUEST,
        show(app, signed, Some(told), Some((name, &said))),
    )
        .into_response()
}
