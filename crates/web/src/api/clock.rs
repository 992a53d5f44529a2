//! The clock: shown to everyone who works here, moved in a demonstration only.

use axum::Json;
use axum::extract::State;
use enforcement::Moment;
use law::refusal::Mistake;
use serde_json::{Value as Answer, json};

use super::body::Body;
use crate::answer::No;
use crate::app::Shared;
use crate::words::api as words;

/// What the clock shows.
pub async fn show(State(app): State<Shared>) -> Json<Answer> {
    Json(json!({ "now": app.installation.clock.now(), "movable": app.demo }))
}

/// Moves it.
pub async fn set(State(app): State<Shared>, body: Body) -> Result<Json<Answer>, No> {
    body.only(&["now"])?;
    let text = body.text("now")?;
    let civil = text.strip_suffix("+08:00").unwrap_or(text);
    let moment = civil
        .parse::<Moment>()
        .ok()
        .filter(|moment| (1900..2200).contains(&moment.year()));
    let moment = moment.ok_or_else(|| No::Mistaken(vec![Mistake::at("now", words::MOMENT)]))?;
    app.installation.clock.set(moment);
    Ok(show(State(app)).await)
}
