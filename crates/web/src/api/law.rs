//! The law the agency works by: its texts, its clauses, and the records with their fields.

use axum::Json;
use axum::extract::{Path, State};
use law::citation::ClauseId;
use law::form::{Field, FieldKind, Form, Subject};
use serde_json::{Value as Answer, json};

use super::problem;
use crate::access::Signed;
use crate::answer::No;
use crate::app::Shared;

/// Texts, clauses and the names of the records.
pub async fn show(State(app): State<Shared>, signed: Signed) -> Json<Answer> {
    let pack = signed.office.pack();
    let agency = signed.office.agency();
    let documents: Vec<Answer> = pack
        .documents
        .iter()
        .map(|document| {
            json!({
                "key": document.key,
                "title": document.title,
                "number": document.number,
                "issued": document.issued,
                "effective": agency.effective(&document.key),
                "articles": document.articles,
            })
        })
        .collect();
    let clauses: Vec<Answer> = pack
        .clauses_in_order()
        .into_iter()
        .map(|clause| problem::clause(&app, &signed.office, &clause.id))
        .collect();
    let forms: Vec<&str> = pack.forms.iter().map(|form| form.name.as_str()).collect();
    Json(json!({
        "code": pack.code,
        "issuer": pack.issuer,
        "documents": documents,
        "clauses": clauses,
        "forms": forms,
    }))
}

/// One clause.
pub async fn clause(
    State(app): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<Answer>, No> {
    let id = ClauseId(id);
    if !signed.office.pack().clauses.contains_key(&id) {
        return Err(No::NotFound);
    }
    Ok(Json(problem::clause(&app, &signed.office, &id)))
}

/// One record as a form: what a program must know to fill it in.
pub async fn form(signed: Signed, Path(name): Path<String>) -> Result<Json<Answer>, No> {
    let form = signed.office.pack().form(&name).ok_or(No::NotFound)?;
    Ok(Json(form_of(form)))
}

fn form_of(form: &Form) -> Answer {
    json!({
        "record": form.name,
        "subject": match form.subject {
            Subject::Case => "case",
            Subject::Agency => "agency",
            Subject::Either => "either",
        },
        "stage": form.stage,
        "step": form.step,
        "posts": form.by,
        "basis": form.basis,
        "hint": form.hint,
        "fields": form.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

fn field(field: &Field) -> Answer {
    let (kind, of, columns) = match &field.kind {
        FieldKind::Text => ("text", None, None),
        FieldKind::Long => ("long", None, None),
        FieldKind::Date => ("date", None, None),
        FieldKind::Moment => ("moment", None, None),
        FieldKind::Number => ("number", None, None),
        FieldKind::Money => ("money", None, None),
        FieldKind::Choice => ("choice", None, None),
        FieldKind::Many => ("many", None, None),
        FieldKind::YesNo => ("yesno", None, None),
        FieldKind::Person => ("person", None, None),
        FieldKind::File => ("file", None, None),
        FieldKind::Ref(kinds) => ("ref", Some(kinds), None),
        FieldKind::Table(columns) => (
            "table",
            None,
            Some(columns.iter().map(self::field).collect::<Vec<_>>()),
        ),
    };
    json!({
        "name": field.name,
        "type": kind,
        "of": of,
        "columns": columns,
        "required": field.required,
        "sometimes_required": field.required_when.is_some(),
        "options": field.options,
        "basis": field.basis,
        "hint": field.hint,
    })
}
