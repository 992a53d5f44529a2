//! Where a file stands: what may be done next and what it lacks, what must be done by when and how
//! that was counted, what must be in the file, and the marks set on it.

use axum::Json;
use axum::extract::State;
use enforcement::case::Case;
use enforcement::checklist::Standing;
use enforcement::deadline::Deadline;
use law::calendar::Calendar;
use law::period::Marked;
use serde_json::{Value as Answer, json};

use crate::access::{File, Signed};
use crate::app::Shared;
use crate::asked::Asked;

/// What may be done next in a case.
pub async fn offers(signed: Signed, file: File, asked: Asked) -> Json<Answer> {
    Json(offers_in(&signed, Some(&file.case), &asked))
}

/// What may be done next in the agency's own file.
pub async fn offers_of_agency(signed: Signed, asked: Asked) -> Json<Answer> {
    Json(offers_in(&signed, None, &asked))
}

fn offers_in(signed: &Signed, case: Option<&Case>, asked: &Asked) -> Answer {
    let all = asked.get("all") == "true";
    signed
        .office
        .offers(case, &signed.person, signed.now, all, |offers| {
            let offers: Vec<Answer> = offers
                .iter()
                .map(|offer| {
                    json!({
                        "record": offer.form.name,
                        "stage": offer.form.stage,
                        "step": offer.form.step,
                        "can": offer.lacks.is_empty(),
                        "lacks": offer.lacks,
                    })
                })
                .collect();
            json!({ "offers": offers })
        })
}

/// What must be done by when in a case.
pub async fn deadlines(State(_): State<Shared>, signed: Signed, file: File) -> Json<Answer> {
    Json(deadlines_in(&signed, Some(&file.case)))
}

/// What must be done by when in the agency's own file.
pub async fn deadlines_of_agency(signed: Signed) -> Json<Answer> {
    Json(deadlines_in(&signed, None))
}

fn deadlines_in(signed: &Signed, case: Option<&Case>) -> Answer {
    let calendar = signed.office.calendar();
    let list: Vec<Answer> = signed
        .office
        .deadlines(case, signed.now)
        .iter()
        .map(|one| deadline(one, calendar))
        .collect();
    json!({ "deadlines": list })
}

fn deadline(one: &Deadline, calendar: &Calendar) -> Answer {
    let marked = |days: &[Marked]| -> Vec<Answer> {
        days.iter()
            .map(|day| json!({ "date": day.date, "why": day.why }))
            .collect()
    };
    let working = one
        .working(calendar)
        .filter(|_| one.due.is_some())
        .map(|working| {
            json!({
                "text": working.to_string(),
                "counted": working.counted,
                "skipped": marked(&working.skipped),
                "made_up": marked(&working.made_up),
            })
        });
    json!({
        "name": one.name,
        "basis": one.basis,
        "owner": one.owner,
        "record": one.record,
        "from": one.from,
        "length": one.length.map(|length| length.to_string()),
        "other_norm": one.other_norm,
        "due": one.due.map(|due| due.at),
        "provisional": one.due.is_some_and(|due| due.provisional),
        "met": one.met,
        "status": one.status.map(|status| status.to_string()),
        "waiting": one.waiting,
        "working": working,
    })
}

/// What the file of a case must hold.
pub async fn checklist(signed: Signed, file: File) -> Json<Answer> {
    let list: Vec<Answer> = signed.office.checklist(&file.case, signed.now, |lines| {
        lines
            .iter()
            .map(|line| {
                json!({
                    "record": line.record,
                    "standing": match line.standing {
                        Standing::Present => "已有",
                        Standing::Missing => "缺少",
                        Standing::NotApplicable => "不适用",
                    },
                    "otherwise": line.otherwise,
                    "basis": line.basis,
                    "blocks": line.blocks,
                })
            })
            .collect()
    });
    Json(json!({ "checklist": list }))
}

/// The marks set on records of a case.
pub async fn marks(signed: Signed, file: File) -> Json<Answer> {
    let list: Vec<Answer> = signed.office.marks(Some(&file.case), signed.now, |marks| {
        marks
            .iter()
            .map(|mark| json!({ "name": mark.name, "record": mark.no, "basis": mark.basis }))
            .collect()
    });
    Json(json!({ "marks": list }))
}
