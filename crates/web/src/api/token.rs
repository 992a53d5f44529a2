//! Bearer tokens: given for name and password, with the same lock-out as signing in on a page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{IntoResponse, Response};
use registry::Fault;
use registry::clock::system_seconds;
use registry::doorkeeper::{Doorkeeper, SignIn, TOKEN_SECONDS};
use serde_json::json;

use super::body::Body;
use super::problem;
use crate::answer::No;
use crate::app::Shared;
use crate::words::api as words;

/// Gives a token.
pub async fn issue(State(app): State<Shared>, body: Body) -> Result<Response, No> {
    body.only(&["name", "password"])?;
    let (name, password) = (
        body.text("name")?.to_owned(),
        body.text("password")?.to_owned(),
    );
    // Hashing takes tens of milliseconds on purpose: not on a thread that serves others.
    let tried = tokio::task::spawn_blocking(move || {
        Doorkeeper(&app.installation.store).issue_token(&name, &password, system_seconds())
    });
    Ok(match tried.await.map_err(Fault::internal)?? {
        SignIn::In(token, pass) => {
            let body = json!({
                "token": token,
                "expires_in": TOKEN_SECONDS,
                "agency": pass.agency,
                "person": pass.person,
            });
            (StatusCode::CREATED, Json(body)).into_response()
        }
        SignIn::Wrong => {
            let no = problem::own(
                StatusCode::UNAUTHORIZED,
                "wrong-password",
                words::WRONG,
                words::WRONG_WHY,
            );
            ([(WWW_AUTHENTICATE, "Bearer")], no).into_response()
        }
        SignIn::Locked(seconds) => problem::too_often(seconds),
    })
}
