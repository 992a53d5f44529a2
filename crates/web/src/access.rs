//! The one door. Decides from a route's [`Who`] whether a request comes in, and hands the handler
//! who it is and which case it may see; a handler has no other way to either.
//!
//! Knows who somebody is and which files somebody may read; what somebody may do is the judge's.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use enforcement::Moment;
use enforcement::case::Case;
use enforcement::scene::Admission;
use registry::clock::system_seconds;
use registry::doorkeeper::Doorkeeper;
use registry::store::{Opened, Pass};
use registry::{Fault, Office};

use crate::answer::No;
use crate::app::{App, Shared};
use crate::routes::{self, Who};
use crate::session;

/// The person who is signed in.
#[derive(Clone)]
pub struct Signed {
    /// The office the person works in.
    pub office: Arc<Office>,
    /// The person's id.
    pub person: String,
    /// What a form must repeat; empty for bearers of tokens.
    pub csrf: String,
    /// Now, read once for the whole request.
    pub now: Moment,
}

/// A case that the person may read.
#[derive(Clone)]
pub struct File {
    /// Its id.
    pub id: String,
    /// The case as of the last accepted deed.
    pub case: Arc<Case>,
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, No> {
        parts.extensions.get().cloned().ok_or(No::SignIn)
    }
}

impl<S: Sync> FromRequestParts<S> for File {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, No> {
        parts.extensions.get().cloned().ok_or(No::NotFound)
    }
}

/// Lets a request in, or says no.
pub async fn check(
    State((app, who)): State<(Shared, Who)>,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    if who == Who::Anyone {
        return next.run(request).await;
    }
    let signed = match signed(&app, &request) {
        Ok(signed) => signed,
        Err(no) => return with_way_back(no.into_response(), &request),
    };
    if let Err(no) = admit(&app, who, &signed, &params, &mut request) {
        return with(no.into_response(), signed);
    }
    request.extensions_mut().insert(signed.clone());
    with(next.run(request).await, signed)
}

/// Where to go on after signing in: the page that was asked for, or on which the form stands that
/// was sent.
#[derive(Clone)]
pub struct WayBack(pub String);

fn with_way_back(mut response: Response, request: &Request) -> Response {
    let pattern = request.extensions().get::<MatchedPath>();
    let is_page = pattern.is_some_and(|pattern| routes::is_page(pattern.as_str()));
    if is_page && let Some(target) = request.uri().path_and_query() {
        response
            .extensions_mut()
            .insert(WayBack(target.as_str().to_owned()));
    }
    response
}

/// Leaves the person on the answer, so that a page that says no is drawn in the person's frame.
fn with(mut response: Response, signed: Signed) -> Response {
    response.extensions_mut().insert(signed);
    response
}

fn admit(
    app: &App,
    who: Who,
    signed: &Signed,
    params: &RawPathParams,
    request: &mut Request,
) -> Result<(), No> {
    if request.method() != Method::GET && is_cross_site(request.headers()) {
        return Err(No::Forged);
    }
    if who == Who::Demo && !app.demo {
        return Err(No::NotFound);
    }
    if who == Who::Reader {
        let param = |wanted: &str| {
            let mut found = params.iter().filter(|(name, _)| *name == wanted);
            found.next().map_or("", |(_, value)| value)
        };
        let (file, admission) = admitted(signed, param("case"))?;
        if admission == Admission::Logged {
            note(app, signed, &file, param("no").parse().unwrap_or(0))?;
        }
        request.extensions_mut().insert(file);
    }
    Ok(())
}

/// The case of an id, if the person may read it.
///
/// # Errors
/// `NotFound` if there is none, `NotYours` if the person may not read it.
pub fn open(signed: &Signed, id: &str) -> Result<File, No> {
    admitted(signed, id).map(|(file, _)| file)
}

fn admitted(signed: &Signed, id: &str) -> Result<(File, Admission), No> {
    let (office, person) = (&signed.office, &signed.person);
    let case = office.case(id)?.ok_or(No::NotFound)?;
    let admission = office.admission(&case, person, signed.now);
    let admission = admission.ok_or(No::NotYours)?;
    let id = id.to_owned();
    Ok((File { id, case }, admission))
}

/// Notes what is opened by somebody who reads the file on a ground of which the pack says so.
fn note(app: &App, signed: &Signed, file: &File, no: u32) -> Result<(), No> {
    let opened = Opened {
        at: signed.now,
        person: signed.person.clone(),
        case: file.id.clone(),
        no,
    };
    let store = &app.installation.store;
    Ok(store.note_opened(signed.office.code(), &opened)?)
}

/// Browsers say where a request comes from; one that another site made is never ours.
fn is_cross_site(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site")
}

fn signed(app: &App, request: &Request) -> Result<Signed, No> {
    let pass = if request.uri().path().starts_with("/api/") {
        bearer(app, request.headers())?
    } else {
        of_session(app, request.headers())?
    };
    let pass = pass.ok_or(No::SignIn)?;
    let office = app.installation.office(&pass.agency).ok_or(No::SignIn)?;
    Ok(Signed {
        office: office.clone(),
        person: pass.person,
        csrf: pass.csrf,
        now: app.installation.clock.now(),
    })
}

fn bearer(app: &App, headers: &HeaderMap) -> Result<Option<Pass>, Fault> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    token.map_or(Ok(None), |token| {
        Doorkeeper(&app.installation.store).bearer(token.trim(), system_seconds())
    })
}

fn of_session(app: &App, headers: &HeaderMap) -> Result<Option<Pass>, Fault> {
    let cookies = headers.get_all(COOKIE).iter();
    let secret = cookies
        .filter_map(|value| value.to_str().ok())
        .find_map(session::secret_in);
    secret.map_or(Ok(None), |secret| {
        Doorkeeper(&app.installation.store).session(secret, system_seconds())
    })
}
