//! Entering a record: the same order that a form on the desk makes, and its answer.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use enforcement::decide::Act;
use enforcement::step::Step;
use registry::{Denied, Order, Target};
use serde_json::json;

use super::body::Body;
use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::encode;
use crate::tried;

/// Opens a case.
pub async fn new_case(
    State(app): State<Shared>,
    signed: Signed,
    body: Body,
) -> Result<Response, No> {
    body.only(&["record", "fields"])?;
    let mut opening = signed
        .office
        .pack()
        .forms
        .iter()
        .filter(|form| form.step.as_deref() == Some(Step::CaseOpen.name()));
    let only = opening.next().filter(|_| opening.next().is_none());
    let act = body.act(only.map(|form| form.name.as_str()))?;
    enter(&app, &signed, Target::NewCase, act, None).await
}

/// Enters a record in a case.
pub async fn in_case(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    body: Body,
) -> Result<Response, No> {
    body.only(&["record", "fields", "expected"])?;
    let (act, expected) = (body.act(None)?, body.number("expected")?);
    enter(&app, &signed, Target::Case(file.id), act, expected).await
}

/// Enters a record in the agency's own file.
pub async fn in_agency(
    State(app): State<Shared>,
    signed: Signed,
    body: Body,
) -> Result<Response, No> {
    body.only(&["record", "fields", "expected"])?;
    let (act, expected) = (body.act(None)?, body.number("expected")?);
    enter(&app, &signed, Target::Agency, act, expected).await
}

/// Enters an act; a refused try is kept for those who supervise, as one from the desk is.
///
/// # Errors
/// Whatever speaks against it.
pub async fn enter(
    app: &App,
    signed: &Signed,
    target: Target,
    act: Act,
    expected: Option<u32>,
) -> Result<Response, No> {
    let record = act.record.clone();
    let order = Order {
        actor: signed.person.clone(),
        target: target.clone(),
        act,
        at: signed.now,
        expected,
    };
    let receipt = match signed.office.submit_async(order).await {
        Ok(receipt) => receipt,
        Err(denied) => {
            if let Denied::Refused(refusals) = &denied {
                let case = match &target {
                    Target::Case(id) => id,
                    _ => "",
                };
                tried::keep(app, signed, case, &record, refusals)?;
            }
            return Err(denied.into());
        }
    };
    let location = match &receipt.case {
        Some(case) => format!("/api/v1/cases/{}/records/{}", encode(case), receipt.no),
        None => format!("/api/v1/agency/records/{}", receipt.no),
    };
    let body = json!({
        "case": receipt.case,
        "no": receipt.no,
        "index": receipt.index,
        "record": record,
        "location": location,
    });
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(body)).into_response())
}
