//! Cases: the list, and the head of one.

use axum::Json;
use enforcement::agency::Agency;
use law::value::Value;
use registry::views::{CaseFilter, CaseRow};
use serde_json::{Value as Answer, json};

use crate::access::{File, Signed};
use crate::answer::No;
use crate::asked::Asked;
use crate::words::api as words;

/// Rows on a page where nothing else is asked for.
const PAGE: usize = 50;
/// Most rows on a page.
pub const MOST: usize = 100;

/// How many rows are asked for.
///
/// # Errors
/// A mistake if it is no number of rows.
pub fn limit(asked: &Asked) -> Result<usize, No> {
    let said = asked.get("limit");
    if said.is_empty() {
        return Ok(PAGE);
    }
    let limit = said.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or_else(|| No::Mistaken(vec![law::refusal::Mistake::at("limit", words::LIMIT)]))
}

/// The list, the latest changed first.
pub async fn list(signed: Signed, asked: Asked) -> Result<Json<Answer>, No> {
    let agency = signed.office.agency();
    let said = asked.get("q").to_owned();
    let named = agency
        .people
        .iter()
        .find(|person| !said.is_empty() && person.name == said);
    let filter = CaseFilter {
        officer: named.map(|person| person.id.clone()).unwrap_or_default(),
        words: said,
        stage: asked.get("stage").to_owned(),
        state: asked.get("state").to_owned(),
        section: asked.get("section").to_owned(),
        handler: asked.get("handler").to_owned(),
        review: Vec::new(),
        after: Some(asked.get("after").to_owned()).filter(|key| !key.is_empty()),
    };
    let page = signed
        .office
        .views()
        .cases(signed.office.code(), &filter, limit(&asked)?)?;
    let rows: Result<Vec<Answer>, No> = page
        .rows
        .iter()
        .map(|one| row(&signed, &agency, one))
        .collect();
    Ok(Json(json!({ "cases": rows?, "next": page.next })))
}

/// A case the person may not read shows its number and where it stands, not who it is about.
fn row(signed: &Signed, agency: &Agency, row: &CaseRow) -> Result<Answer, No> {
    let case = signed.office.case(&row.id)?;
    let is_open =
        case.is_some_and(|case| signed.office.may_read(&case, &signed.person, signed.now));
    let officers = row.officers.split('|').filter(|id| !id.is_empty());
    let officers: Vec<Answer> = officers
        .map(|id| json!({ "id": id, "name": agency.people.name(id) }))
        .collect();
    let shown = |text: &str| is_open.then(|| text.to_owned());
    Ok(json!({
        "id": row.id,
        "number": row.number,
        "readable": is_open,
        "title": shown(&row.title),
        "matter": shown(&row.matter),
        "parties": shown(&row.parties),
        "kind": row.kind,
        "section": row.section,
        "stage": row.stage,
        "state": row.state,
        "review": row.review,
        "opened": row.opened,
        "changed": row.changed,
        "officers": officers,
    }))
}

/// The head of a case.
pub async fn one(signed: Signed, file: File) -> Json<Answer> {
    let (case, agency) = (&file.case, signed.office.agency());
    let officers: Vec<Answer> = case
        .officers
        .iter()
        .map(|id| json!({ "id": id, "name": agency.people.name(id) }))
        .collect();
    let parties: Vec<Answer> = case
        .parties
        .iter()
        .map(|party| json!({ "name": party.name, "natural": party.natural }))
        .collect();
    let first = case.dossier.deeds().first();
    let code = first
        .and_then(|deed| deed.found.get("查询码"))
        .and_then(Value::text);
    let decision = case
        .decision
        .as_ref()
        .map(|made| json!({ "record": made.no, "number": made.number, "date": made.date }));
    Json(json!({
        "id": file.id,
        "number": case.number,
        "title": case.title,
        "kind": case.kind,
        "mode": case.mode,
        "matter": case.matter,
        "section": case.section,
        "opened": case.opened,
        "officers": officers,
        "parties": parties,
        "stage": case.stage(),
        "state": case.state(),
        "review": case.reviews.state().word(),
        "decision": decision,
        "enquiry_code": code,
        "records": case.dossier.next_no() - 1,
    }))
}
