//! Every record of the pack, and one of them with its rules: what is filled in, who makes it, what
//! must hold and stand in the file before, what it sets running and what it ends.

use axum::extract::{Path, State};
use law::citation::ClauseId;
use law::form::{Field, FieldKind, Form, Recording, Subject};
use law::pack::Pack;
use maud::{Markup, html};

use super::cited::{clauses, record_href, records};
use super::condition::condition;
use super::service::{self, by};
use super::{framed, views};
use crate::access::Signed;
use crate::answer::No;
use crate::app::Shared;
use crate::desk;
use crate::parts::describe::describe;
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::words;
use crate::words::desk::law::{record as said, service as told};

/// Every record, stage by stage.
pub async fn list(State(app): State<Shared>, signed: Signed) -> Markup {
    let pack = signed.office.pack();
    let body = html! {
        (views("/desk/law/records"))
        @for stage in &pack.stages { (of_stage(pack, &stage.name)) }
    };
    let page =
        Page::desk(said::LIST, desk::agency(&signed), body).crumb("/desk/law", words::desk::LAW);
    framed(&app, &signed, page)
}

fn of_stage(pack: &Pack, stage: &str) -> Markup {
    let forms = pack.forms.iter().filter(|form| form.stage == stage);
    let row = |form: &Form| {
        let required = form.fields.iter().filter(|field| field.required).count();
        vec![
            html! { a href=(record_href(&form.name)) data-row { (form.name) } },
            html! { (by(form)) },
            html! { (subject(form)) },
            html! { (form.fields.len()) },
            html! { (required) },
            clauses(pack, &form.basis, ""),
        ]
    };
    let shown = Table {
        caption: stage.into(),
        is_caption_unseen: false,
        columns: vec![
            Column::new(said::NAME),
            Column::new(said::BY),
            Column::new(said::FILE),
            Column::new(said::COUNT).number(),
            Column::new(said::REQUIRED).number(),
            Column::new(said::BASIS),
        ],
        rows: forms.map(row).collect(),
    };
    html! { div.clause-list { (table(&shown, &html! {})) } }
}

fn subject(form: &Form) -> &'static str {
    match form.subject {
        Subject::Case => said::OF_CASE,
        Subject::Agency => said::OF_AGENCY,
        Subject::Either => said::OF_EITHER,
    }
}

/// One record.
pub async fn show(
    State(app): State<Shared>,
    signed: Signed,
    Path(name): Path<String>,
) -> Result<Markup, No> {
    let pack = signed.office.pack();
    let form = pack.form(&name).ok_or(No::NotFound)?;
    let body = html! {
        (describe(&facts(pack, form)))
        (section("fields", said::FIELDS, &fields(pack, form)))
        (rules(pack, form))
    };
    let page = Page::desk(form.name.as_str(), desk::agency(&signed), body)
        .crumb("/desk/law", words::desk::LAW)
        .crumb("/desk/law/records", words::desk::law::RECORDS)
        .lead(html! { (form.hint) });
    Ok(framed(&app, &signed, page))
}

fn facts(pack: &Pack, form: &Form) -> Vec<(&'static str, Markup)> {
    let mut facts = vec![
        (said::BY, html! { (by(form)) }),
        (said::STAGE, html! { (form.stage) }),
        (said::FILE, html! { (subject(form)) "，" (form.medium) }),
        (said::BASIS, clauses(pack, &form.basis, "")),
    ];
    let recording = form.recording.map(|recording| match recording {
        Recording::Demanded => said::DEMANDED,
        Recording::Advised => said::ADVISED,
        Recording::Permitted => said::PERMITTED,
    });
    facts.extend(recording.map(|recording| (said::RECORDING, html! { (recording) })));
    facts
}

/// The part of an address that leads to a field.
#[must_use]
pub fn anchor(field: &str) -> String {
    format!("field-{}", field.replace(char::is_whitespace, ""))
}

fn fields(pack: &Pack, form: &Form) -> Markup {
    let mut rows = Vec::new();
    for field in &form.fields {
        rows.push(row(pack, form, field, ""));
        if let FieldKind::Table(columns) = &field.kind {
            let inner = columns
                .iter()
                .map(|column| row(pack, form, column, &field.name));
            rows.extend(inner);
        }
    }
    let shown = Table {
        caption: said::FIELDS.into(),
        is_caption_unseen: true,
        columns: [said::FIELD, said::KIND, said::NEEDED, said::BASIS]
            .map(Column::new)
            .to_vec(),
        rows,
    };
    table(&shown, &html! {})
}

/// A field, or a column of a table: columns stand under the name of their table.
fn row(pack: &Pack, form: &Form, field: &Field, within: &str) -> Vec<Markup> {
    let name = match within {
        "" => html! { span id=(anchor(&field.name)) { (field.name) } },
        _ => html! { span.column-of { (told::field(within, &field.name)) } },
    };
    let basis: &[ClauseId] = if field.basis.is_empty() {
        &form.basis
    } else {
        &field.basis
    };
    vec![
        html! { (name) @if !field.hint.is_empty() { p.lead { (field.hint) } } },
        kind(pack, field),
        needed(field),
        clauses(pack, basis, ""),
    ]
}

fn kind(pack: &Pack, field: &Field) -> Markup {
    let word = match &field.kind {
        FieldKind::Text => "text",
        FieldKind::Long => "long",
        FieldKind::Date => "date",
        FieldKind::Moment => "moment",
        FieldKind::Number => "number",
        FieldKind::Money => "money",
        FieldKind::Choice => "choice",
        FieldKind::Many => "many",
        FieldKind::YesNo => "yesno",
        FieldKind::Person => "person",
        FieldKind::File => "file",
        FieldKind::Ref(_) => "ref",
        FieldKind::Table(_) => "table",
    };
    html! {
        (said::kind(word))
        @if let FieldKind::Ref(kinds) = &field.kind { "：" (records(pack, kinds)) }
        @if !field.options.is_empty() { "：" (field.options.join("；")) }
    }
}

fn needed(field: &Field) -> Markup {
    match (field.required, &field.required_when) {
        (true, _) => html! { strong { (told::REQUIRED) } },
        (false, Some(when)) => {
            html! { (told::REQUIRED_WHEN) "：" div.rule-inline { (condition(when)) } }
        }
        (false, None) => html! { span.lead { (told::OPTIONAL) } },
    }
}

/// The rules that speak of the record, each kind in a section of its own; none that is empty.
fn rules(pack: &Pack, form: &Form) -> Markup {
    let with_basis = |basis: &[ClauseId], shown: Markup| html! { (shown) p.rule-basis { (clauses(pack, basis, "")) } };
    let gates = pack
        .gates_on(&form.name)
        .map(|one| with_basis(one.basis.clauses(), service::gate(pack, one)));
    let needs = pack
        .demands_blocking(&form.name)
        .map(|one| with_basis(one.basis.clauses(), service::demand(pack, one)));
    let demanded = pack.demands.iter().filter(|one| one.record == form.name);
    let demanded = demanded.map(|one| with_basis(one.basis.clauses(), service::demand(pack, one)));
    let starts = pack
        .periods
        .iter()
        .filter(|rule| rule.from.record == form.name);
    let starts = starts.map(|rule| with_basis(rule.basis.clauses(), service::period(pack, rule)));
    let ends = pack
        .periods
        .iter()
        .filter(|rule| rule.ends_by.contains(&form.name));
    let ends = ends.map(|rule| with_basis(rule.basis.clauses(), service::period(pack, rule)));
    let flags = pack.flags.iter().filter(|one| one.record == form.name);
    let flags = flags.map(|one| with_basis(one.basis.clauses(), service::flag(pack, one)));
    html! {
        (listed("gates", said::GATES, gates.collect()))
        (listed("needs", said::NEEDS, needs.collect()))
        (listed("demanded", said::DEMANDED_WHEN, demanded.collect()))
        (listed("starts", said::STARTS, starts.collect()))
        (listed("ends", said::ENDS, ends.collect()))
        (listed("flags", said::FLAGS, flags.collect()))
    }
}

fn listed(id: &str, title: &str, list: Vec<Markup>) -> Markup {
    if list.is_empty() {
        return html! {};
    }
    section(
        id,
        title,
        &html! { div.services { ul { @for one in &list { li { (one) } } } } },
    )
}
