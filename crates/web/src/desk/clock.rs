//! The demonstration clock: moved from the bar above every page, in a demonstration only.

use axum::extract::State;
use axum::response::Response;
use enforcement::Moment;
use jiff::ToSpan;

use crate::access::Signed;
use crate::answer::No;
use crate::app::Shared;
use crate::session::to_page;
use crate::typed::Typed;
use law::refusal::Mistake;

use crate::words;

/// The most days the clock is moved on at once.
const DAYS: i32 = 3660;

/// Moves the clock to a moment, or on by some days.
pub async fn set(State(app): State<Shared>, signed: Signed, typed: Typed) -> Result<Response, No> {
    let days = typed.values.get("days");
    let moment = if days.is_empty() {
        typed.values.get("to").parse::<Moment>().ok()
    } else {
        let days = days
            .parse::<i32>()
            .ok()
            .filter(|days| (0..=DAYS).contains(days));
        days.and_then(|days| signed.now.checked_add(days.days()).ok())
    };
    let sane = moment.filter(|moment| (2000..2200).contains(&moment.year()));
    let moment =
        sane.ok_or_else(|| No::Mistaken(vec![Mistake::at("to", words::desk::CLOCK_WRONG)]))?;
    app.installation.clock.set(moment);
    Ok(to_page("/desk"))
}
