//! Records as they stand for ever, of a case and of the agency's own file; and the attempts to
//! change one, which are judged or refused, never done.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use enforcement::agency::Agency;
use enforcement::decide::Act;
use enforcement::deed::Deed;
use enforcement::dossier::Dossier;
use enforcement::step::Step;
use law::value::Fields;
use registry::Target;
use registry::proof::Place;
use serde_json::{Value as Answer, json};

use super::enter::enter;
use super::problem;
use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};

/// The records of a case.
pub async fn of_case(signed: Signed, file: File) -> Result<Json<Answer>, No> {
    let places = signed.office.places(Some(&file.id), 1)?;
    Ok(Json(list(&signed, &file.case.dossier, &places)))
}

/// The records of the agency's own file.
pub async fn of_agency(signed: Signed) -> Result<Json<Answer>, No> {
    let agency = signed.office.agency();
    let places = signed.office.places(None, 1)?;
    Ok(Json(list(&signed, &agency.dossier, &places)))
}

fn list(signed: &Signed, dossier: &Dossier, places: &[Place]) -> Answer {
    let agency = signed.office.agency();
    let records: Vec<Answer> = dossier
        .deeds()
        .iter()
        .map(|deed| {
            shown(
                &agency,
                deed,
                places.iter().find(|place| place.no == deed.no),
            )
        })
        .collect();
    json!({ "records": records })
}

fn shown(agency: &Agency, deed: &Deed, place: Option<&Place>) -> Answer {
    json!({
        "no": deed.no,
        "record": deed.record,
        "step": deed.step,
        "stage": deed.stage,
        "medium": deed.medium,
        "fields": deed.fields,
        "found": deed.found,
        "about": deed.about,
        "by": { "id": deed.by, "name": agency.people.name(&deed.by) },
        "section": deed.section,
        "entered": deed.entered,
        "index": place.map(|place| place.index),
        "leaf": place.map(|place| &place.leaf),
    })
}

/// One record of a case.
pub async fn one_of_case(
    signed: Signed,
    file: File,
    Path((_, no)): Path<(String, u32)>,
) -> Result<Json<Answer>, No> {
    let deed = file.case.dossier.deed(no).ok_or(No::NotFound)?;
    let places = signed.office.places(Some(&file.id), no)?;
    Ok(Json(shown(&signed.office.agency(), deed, places.first())))
}

/// One record of the agency's own file.
pub async fn one_of_agency(signed: Signed, Path(no): Path<u32>) -> Result<Json<Answer>, No> {
    let agency = signed.office.agency();
    let deed = agency.dossier.deed(no).ok_or(No::NotFound)?;
    let places = signed.office.places(None, no)?;
    Ok(Json(shown(&agency, deed, places.first())))
}

/// An attempt to change or delete a record of a case.
pub async fn change(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    Path((_, no)): Path<(String, u32)>,
) -> Result<Response, No> {
    let deed = file.case.dossier.deed(no).ok_or(No::NotFound)?.clone();
    alter(&app, &signed, file, &deed).await
}

/// An attempt to change or delete a record of the agency's own file.
pub async fn change_of_agency(signed: Signed, Path(no): Path<u32>) -> Result<Response, No> {
    signed
        .office
        .agency()
        .dossier
        .deed(no)
        .ok_or(No::NotFound)?;
    Ok(problem::append_only())
}

/// Where the regulation speaks of changing original recordings, the attempt is judged by it and
/// kept as a refused try; everything else is refused because nothing here can be changed.
pub async fn alter(app: &App, signed: &Signed, file: File, deed: &Deed) -> Result<Response, No> {
    let form = signed.office.pack().form_doing(Step::RecordingAlter.name());
    let about = form.and_then(|form| form.bound("about").map(|field| (form, field)));
    let is_recording = matches!(deed.step, Some(Step::RecordingMake | Step::RecordingStore));
    let Some((form, field)) = about.filter(|_| is_recording) else {
        return Ok(problem::append_only());
    };
    let original = match deed.step {
        Some(Step::RecordingStore) => deed.about.unwrap_or(deed.no),
        _ => deed.no,
    };
    let act = Act {
        record: form.name.clone(),
        fields: Fields::from([(field.name.clone(), i64::from(original).into())]),
    };
    // An attempt that the law allowed would be a record of its own; the original stays either way.
    enter(app, signed, Target::Case(file.id), act, None).await
}
