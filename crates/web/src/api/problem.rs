//! Problems: how the API says no (RFC 9457). A refusal carries its clauses with their gist and,
//! where the text as issued was loaded, their words.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use law::citation::ClauseId;
use law::refusal::Refusal;
use registry::Office;
use serde_json::{Value, json};

use crate::access::Signed;
use crate::answer::No;
use crate::app::App;
use crate::words::api as words;

/// The no as a problem.
#[must_use]
pub fn of(app: &App, signed: Option<&Signed>, no: &No) -> Response {
    let (title, detail) = no.words();
    let mut body = json!({
        "type": format!("/api/v1/problems/{}", kind(no)),
        "title": title,
        "status": no.status().as_u16(),
        "detail": detail,
    });
    match no {
        No::Refused(refusals) => {
            body["refusals"] = json!(refusals);
            body["clauses"] =
                signed.map_or(json!([]), |signed| clauses(app, &signed.office, refusals));
        }
        No::Mistaken(mistakes) => body["mistakes"] = json!(mistakes),
        No::Conflict(now) => body["records"] = json!(now),
        No::Fault(fault) => {
            body["reference"] = json!(fault.reference);
            body["recorded"] = json!(fault.recorded);
        }
        _ => {}
    }
    let mut response = respond(no.status(), &body);
    if matches!(no, No::SignIn) {
        put(&mut response, WWW_AUTHENTICATE, "Bearer");
    }
    response
}

/// A problem of the API's own, which no page has.
#[must_use]
pub fn own(status: StatusCode, kind: &str, title: &str, detail: &str) -> Response {
    respond(
        status,
        &json!({
            "type": format!("/api/v1/problems/{kind}"),
            "title": title,
            "status": status.as_u16(),
            "detail": detail,
        }),
    )
}

/// Too many tries; the sender may come again after so many seconds.
#[must_use]
pub fn too_often(seconds: i64) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = own(
        status,
        "too-often",
        words::TOO_OFTEN,
        &words::too_often(seconds),
    );
    put(&mut response, RETRY_AFTER, &seconds.to_string());
    response
}

/// What stands in the record stays as it is.
#[must_use]
pub fn append_only() -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    own(
        status,
        "append-only",
        words::APPEND_ONLY,
        words::APPEND_ONLY_WHY,
    )
}

fn respond(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    put(&mut response, CONTENT_TYPE, "application/problem+json");
    response
}

fn put(response: &mut Response, name: HeaderName, value: &str) {
    // Only fixed words and digits come here: always a header value.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Every clause of the refusals once, in their order.
fn clauses(app: &App, office: &Office, refusals: &[Refusal]) -> Value {
    let mut shown: Vec<&ClauseId> = Vec::new();
    for clause in refusals
        .iter()
        .flat_map(|refusal| refusal.clauses.clauses())
    {
        if !shown.contains(&clause) {
            shown.push(clause);
        }
    }
    shown
        .into_iter()
        .map(|id| clause(app, office, id))
        .collect()
}

/// A clause as the API shows it.
#[must_use]
pub fn clause(app: &App, office: &Office, id: &ClauseId) -> Value {
    let pack = office.pack();
    let clause = pack.clauses.get(id);
    let document = clause.and_then(|clause| pack.document(&clause.document));
    let words = app.book(office.code()).words(id);
    json!({
        "id": id,
        "document": document.map(|document| &document.title),
        "article": clause.map(|clause| &clause.article),
        "gist": clause.map(|clause| &clause.gist),
        "words": words,
    })
}

/// The last part of a problem's type.
fn kind(no: &No) -> &'static str {
    match no {
        No::SignIn => "sign-in",
        No::NotFound => "not-found",
        No::NotYours => "not-yours",
        No::Forged => "forged",
        No::Method => "method",
        No::TooLarge(_) => "too-large",
        No::Unreadable => "unreadable",
        No::Mistaken(_) => "mistake",
        No::Refused(_) => "refusal",
        No::Conflict(_) => "conflict",
        No::Fault(_) => "fault",
    }
}
