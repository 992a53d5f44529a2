//! The ways to say no, and how each is told: as a page with a way on, or as an RFC 9457 problem in
//! the API. A handler returns a [`No`]; one layer around the whole house gives it its words, so that
//! no answer leaves without them, whoever made it.

use axum::extract::{OriginalUri, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use law::refusal::{Ground, Mistake, Refusal};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use registry::{Denied, Fault};

use crate::access::{Signed, WayBack};
use crate::api::problem;
use crate::app::{App, Shared};
use crate::parts::page::{Page, page};
use crate::parts::{self, Link, fault::Recorded, notice, summary};
use crate::words::answer as words;
use crate::{desk, portal};

/// Why a request is not answered with what it asked for.
#[derive(Clone, Debug)]
pub enum No {
    /// Nobody is signed in.
    SignIn,
    /// There is no such thing.
    NotFound,
    /// The person may not read this file.
    NotYours,
    /// The form was not drawn for this session.
    Forged,
    /// It cannot be asked or sent this way.
    Method,
    /// The body is longer than so many bytes.
    TooLarge(u64),
    /// The bytes cannot be read as a form or an address.
    Unreadable,
    /// The form is wrong.
    Mistaken(Vec<Mistake>),
    /// The law does not allow it now.
    Refused(Vec<Refusal>),
    /// Somebody changed the file meanwhile; it has so many records now.
    Conflict(u32),
    /// We failed.
    Fault(Fault),
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        No::Fault(fault)
    }
}

impl From<Denied> for No {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Mistaken(mistakes) => No::Mistaken(mistakes),
            Denied::Refused(refusals) => No::Refused(refusals),
            Denied::Conflict { now } => No::Conflict(now),
            Denied::Fault(fault) => No::Fault(fault),
        }
    }
}

impl No {
    /// The status it is sent with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            No::SignIn => StatusCode::UNAUTHORIZED,
            No::NotFound => StatusCode::NOT_FOUND,
            No::NotYours | No::Forged => StatusCode::FORBIDDEN,
            No::Method => StatusCode::METHOD_NOT_ALLOWED,
            No::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            No::Unreadable | No::Mistaken(_) => StatusCode::BAD_REQUEST,
            No::Refused(refusals) if is_of_post(refusals) => StatusCode::FORBIDDEN,
            No::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            No::Conflict(_) => StatusCode::CONFLICT,
            No::Fault(fault) if fault.recorded.is_none() => StatusCode::SERVICE_UNAVAILABLE,
            No::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title and one sentence.
    #[must_use]
    pub fn words(&self) -> (&'static str, String) {
        match self {
            No::SignIn => (words::SIGN_IN, words::SIGN_IN_WHY.into()),
            No::NotFound => (words::NOT_FOUND, words::NOT_FOUND_WHY.into()),
            No::NotYours => (words::NOT_YOURS, words::NOT_YOURS_WHY.into()),
            No::Forged => (words::FORGED, words::FORGED_WHY.into()),
            No::Method => (words::METHOD, words::METHOD_WHY.into()),
            No::TooLarge(limit) => (words::TOO_LARGE, words::too_large(*limit)),
            No::Unreadable => (words::UNREADABLE, words::UNREADABLE_WHY.into()),
            No::Mistaken(_) => (words::MISTAKEN, words::MISTAKEN_WHY.into()),
            No::Refused(_) => (words::REFUSED, words::REFUSED_WHY.into()),
            No::Conflict(now) => (words::CONFLICT, words::conflict(*now)),
            No::Fault(_) => (words::FAULT, words::FAULT_WHY.into()),
        }
    }
}

/// Whether all that stands against an act is that the person holds no post for it.
fn is_of_post(refusals: &[Refusal]) -> bool {
    refusals
        .iter()
        .any(|refusal| refusal.ground == Ground::Post)
}

impl IntoResponse for No {
    /// Only status and reason: [`dress`] finds the reason and words it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Any address that no route answers.
pub async fn no_such_page() -> No {
    No::NotFound
}

/// An address that cannot be used this way.
pub async fn no_such_method() -> No {
    No::Method
}

/// Gives every no its words, in the frame of the house it was asked in.
pub async fn dress(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let path = request
        .extensions()
        .get::<OriginalUri>()
        .map_or_else(|| request.uri().clone(), |uri| uri.0.clone());
    let response = next.run(request).await;
    let Some(no) = reason(&response) else {
        return response;
    };
    if path.path().starts_with("/api/") {
        return problem::of(&app, response.extensions().get::<Signed>(), &no);
    }
    if matches!(no, No::SignIn) {
        let back = response.extensions().get::<WayBack>();
        return to_sign_in(back.map_or("/desk", |back| &back.0));
    }
    let signed = response.extensions().get::<Signed>();
    let body = if path.path().starts_with("/desk") {
        on_desk(&app, signed, &no)
    } else {
        on_portal(&app, &no)
    };
    (no.status(), body).into_response()
}

/// Why a response is a no; those that the framework made are told from their status.
fn reason(response: &Response) -> Option<No> {
    if let Some(no) = response.extensions().get::<No>() {
        return Some(no.clone());
    }
    let is_worded = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    if is_worded {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(No::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(No::Method),
        StatusCode::PAYLOAD_TOO_LARGE => Some(No::TooLarge(crate::app::FORM_LIMIT as u64)),
        status if status.is_client_error() => Some(No::Unreadable),
        status if status.is_server_error() => Some(No::Fault(Fault::internal(status))),
        _ => None,
    }
}

fn to_sign_in(target: &str) -> Response {
    let next = utf8_percent_encode(target, NON_ALPHANUMERIC);
    let location = format!("/desk/sign-in?next={next}");
    let mut response = StatusCode::SEE_OTHER.into_response();
    // Percent-encoded text is always a header value.
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn on_desk(app: &App, signed: Option<&Signed>, no: &No) -> Markup {
    let body = body(
        app,
        signed,
        no,
        &[
            Link::new("/desk", words::TO_TODAY),
            Link::new("/desk/cases", words::TO_CASES),
        ],
    );
    let (title, _) = no.words();
    match signed {
        Some(signed) => desk::show(
            app,
            signed,
            "",
            Page::desk(title, desk::agency(signed), body),
        ),
        None => page(&Page::desk(title, app.site.as_str(), body)),
    }
}

fn on_portal(app: &App, no: &No) -> Markup {
    let (title, _) = no.words();
    let body = body(app, None, no, &[Link::new("/", words::TO_HOME)]);
    portal::show(app, Page::portal(title, app.site.as_str(), body))
}

/// What a page that says no shows below its title.
fn body(app: &App, signed: Option<&Signed>, no: &No, ways: &[Link]) -> Markup {
    match (no, signed) {
        (No::Fault(fault), _) => parts::fault::fault(&fault.reference, recorded(fault), ways),
        (No::Refused(list), Some(signed)) => {
            html! { (desk::refusals(app, signed, list)) (ways_on(ways)) }
        }
        (No::Mistaken(list), _) => {
            let list: Vec<(&str, &str)> =
                list.iter().map(|one| ("", one.message.as_str())).collect();
            html! { (summary::summary(&list)) (ways_on(ways)) }
        }
        _ => html! {
            (notice::notice(notice::Kind::Care, &html! { p { (no.words().1) } }))
            (ways_on(ways))
        },
    }
}

fn ways_on(ways: &[Link]) -> Markup {
    html! { ul.ways { @for way in ways { li { a href=(way.href) { (way.label) } } } } }
}

/// What a fault says of the act that met it.
#[must_use]
pub fn recorded(fault: &Fault) -> Recorded {
    match fault.recorded {
        Some(true) => Recorded::Yes,
        Some(false) => Recorded::No,
        None => Recorded::Unsure,
    }
}
