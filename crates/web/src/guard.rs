//! What surrounds every answer: the headers that keep browsers safe, the net under panics, the
//! layer that words a no; and the two routes that concern nobody: assets and health.

use std::any::Any;

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use registry::Fault;
use serde::Deserialize;
use tower_http::catch_panic::CatchPanicLayer;

use crate::answer::{self, No};
use crate::app::Shared;
use crate::assets;

const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Puts the layers around the routes; the last one named is the outermost.
pub fn around(routes: Router<Shared>, app: &Shared) -> Router<Shared> {
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), answer::dress))
        .layer(from_fn(headers))
}

/// A panic is a fault of ours; nothing of it is shown.
fn panicked(what: Box<dyn Any + Send>) -> Response {
    let what = what
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| what.downcast_ref::<&str>().copied())
        .unwrap_or("panic");
    // Whether an act was under way, and how far, nobody can tell here.
    let fault = Fault {
        recorded: None,
        ..Fault::internal(what)
    };
    No::Fault(fault).into_response()
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 4] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is not said to be keepable may show a case: no browser, no proxy keeps it.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether the house stands: its views and its store can be read.
pub async fn health(State(app): State<Shared>) -> Result<&'static str, No> {
    app.installation.views.counts()?;
    app.installation.store.setting("health")?;
    Ok("ok")
}

#[derive(Deserialize)]
pub struct Version {
    v: Option<String>,
}

/// A style sheet, script or picture.
pub async fn asset(
    Path(name): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let asset = assets::find(&name).ok_or(No::NotFound)?;
    let tag = format!("\"{}\"", asset.tag);
    let is_current = version.v.as_deref() == Some(&asset.tag);
    let keep = if is_current {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let fixed = [
        (CONTENT_TYPE, asset.content_type.to_owned()),
        (CACHE_CONTROL, keep.to_owned()),
        (ETAG, tag),
    ];
    Ok(if known {
        (StatusCode::NOT_MODIFIED, fixed).into_response()
    } else {
        (fixed, asset.body).into_response()
    })
}
