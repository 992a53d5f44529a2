//! What the API gives to everybody. Works through the portal's door and has no other.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value as Answer, json};

use super::body::Body;
use super::cases::limit;
use super::problem;
use crate::answer::No;
use crate::asked::Asked;
use crate::origin::From;
use crate::portal::Door;
use crate::portal::decisions::wanted;
use crate::portal::limits::WINDOW;
use crate::portal::progress::{Answer as Found, look_up};
use crate::words::api as words;
use crate::words::portal::{item, progress};

/// Published items, the latest first.
pub async fn decisions(State(door): State<Door>, asked: Asked) -> Result<Json<Answer>, No> {
    let page = door.published(&wanted(&asked), limit(&asked)?)?;
    Ok(Json(json!({ "items": page.rows, "next": page.next })))
}

/// One published item; of a withdrawn one only that it was withdrawn.
pub async fn decision(
    State(door): State<Door>,
    Path((agency, id)): Path<(String, String)>,
) -> Result<Response, No> {
    if let Some(found) = door.item(&agency, &id)? {
        let place = door.place(&found)?;
        let body = json!({ "item": found.row, "public": found.public, "proof": place });
        return Ok(Json(body).into_response());
    }
    let gone = door.withdrawn(&agency, &id)?.ok_or(No::NotFound)?;
    let said = format!("{}（{}，{}）", item::WITHDRAWN_WHY, gone.category, gone.at);
    Ok(problem::own(
        StatusCode::GONE,
        "withdrawn",
        item::WITHDRAWN,
        &said,
    ))
}

/// What is said of a certificate.
pub async fn certificate(
    State(door): State<Door>,
    Path(number): Path<String>,
) -> Result<Json<Answer>, No> {
    let found = door.certificate(&number).ok_or(No::NotFound)?;
    Ok(Json(json!(found)))
}

/// How far a case has come.
pub async fn progress(State(door): State<Door>, from: From, body: Body) -> Result<Response, No> {
    body.only(&["number", "code"])?;
    Ok(
        match look_up(&door, from, body.text("number")?, body.text("code")?)? {
            Found::Found(progress) => Json(json!(progress)).into_response(),
            Found::Nothing => problem::own(
                StatusCode::NOT_FOUND,
                "no-case",
                words::NO_CASE,
                progress::NONE,
            ),
            Found::TooOften => problem::too_often(WINDOW),
        },
    )
}
