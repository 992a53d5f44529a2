//! Signing in and out. The session is a secret in a cookie that no script can read; the store keeps
//! only its digest.

use axum::extract::{Request, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use registry::clock::system_seconds;
use registry::doorkeeper::{Doorkeeper, SignIn};

use crate::access::Signed;
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::parts::field::{Field, Kind, field};
use crate::parts::page::{Page, page};
use crate::parts::{form, notice};
use crate::typed::{self, Typed};
use crate::words::sign_in as words;

const COOKIE_NAME: &str = "fadu";

/// The session's secret in a cookie header.
#[must_use]
pub fn secret_in(cookies: &str) -> Option<&str> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, secret)| secret)
}

/// The page that asks for name and password.
pub async fn ask(State(app): State<Shared>, asked: Asked) -> Markup {
    show(&app, asked.get("next"), "", None)
}

fn show(app: &App, next: &str, name: &str, wrong: Option<&Markup>) -> Markup {
    let fields = html! {
        (field(&Field::text("name", words::NAME).value(name).autocomplete("username")))
        (field(&Field::new("password", words::PASSWORD, Kind::Secret).autocomplete("current-password")))
    };
    let body = form::Form::new("/desk/sign-in", "", fields)
        .hidden("next", next)
        .submit(words::SUBMIT);
    let mut shown = Page::desk(words::TITLE, app.site.as_str(), form::form(&body));
    if let Some(wrong) = wrong {
        shown = shown
            .notice(notice::notice(notice::Kind::Care, wrong))
            .with_mistakes();
    }
    page(&shown.foot("/", words::TO_PORTAL))
}

/// Signs in, or says why not; too many tries lock the name for a while.
pub async fn sign_in(State(app): State<Shared>, request: Request) -> Result<Response, No> {
    let is_secure = is_secure(request.headers());
    let form = typed::plain(request).await?;
    let (name, password) = (
        form.get("name").to_owned(),
        form.all("password").next().unwrap_or_default().to_owned(),
    );
    let next = form.get("next").to_owned();
    let tried = {
        let (app, name) = (app.clone(), name.clone());
        // Hashing takes tens of milliseconds on purpose: not on a thread that serves others.
        tokio::task::spawn_blocking(move || {
            Doorkeeper(&app.installation.store).sign_in(&name, &password, system_seconds())
        })
        .await
        .map_err(registry::Fault::internal)??
    };
    let said = match tried {
        SignIn::In(secret, _) => return Ok(admitted(&secret, is_secure, &next)),
        SignIn::Wrong => (StatusCode::UNAUTHORIZED, html! { p { (words::WRONG) } }),
        SignIn::Locked(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            html! { p { (words::locked(seconds)) } },
        ),
    };
    Ok((said.0, show(&app, &next, &name, Some(&said.1))).into_response())
}

fn is_secure(headers: &HeaderMap) -> bool {
    headers
        .get("x-forwarded-proto")
        .is_some_and(|scheme| scheme == "https")
}

fn admitted(secret: &str, is_secure: bool, next: &str) -> Response {
    let secure = if is_secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE_NAME}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}");
    // Only ways within the desk: an address of elsewhere could pose as ours.
    let is_ours = next == "/desk" || next.starts_with("/desk/") || next.starts_with("/desk?");
    let next = if is_ours { next } else { "/desk" };
    redirect_with(next, &cookie)
}

fn redirect_with(to: &str, cookie: &str) -> Response {
    let mut response = to_page(to);
    // A secret is hexadecimal digits: always a header value.
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// After a form: on to a page, which can then be loaded again without sending the form again.
#[must_use]
pub fn to_page(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/desk"));
    response.headers_mut().insert(LOCATION, to);
    response
}

/// Ends the session.
pub async fn sign_out(
    State(app): State<Shared>,
    _: Signed,
    headers: HeaderMap,
    _: Typed,
) -> Result<Response, No> {
    let cookies = headers.get_all(COOKIE).iter();
    let secret = cookies
        .filter_map(|value| value.to_str().ok())
        .find_map(secret_in);
    if let Some(secret) = secret {
        Doorkeeper(&app.installation.store).sign_out(secret, system_seconds())?;
    }
    let gone = format!("{COOKIE_NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok(redirect_with("/desk/sign-in", &gone))
}
