//! All cases: find one by number, party, matter, stage, state, section or handler; page by key;
//! take the list away as a file.

use axum::extract::State;
use axum::response::Response;
use enforcement::agency::Agency;
use maud::{Markup, html};
use registry::views::{CaseFilter, CaseRow};

use crate::access::Signed;
use crate::answer::No;
use crate::app::Shared;
use crate::asked::Asked;
use crate::desk;
use crate::desk::entry::open_button;
use crate::desk::shown::time;
use crate::parts::field::{Choice, Field, Kind};
use crate::parts::filter::{Filter, filter};
use crate::parts::page::Page;
use crate::parts::pager::pager;
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::parts::{Link, empty};
use crate::sheet::{Format, Sheet, downloads};
use crate::words;

/// Cases on a page.
const PAGE: usize = 30;
/// Cases in a file.
const FILE: usize = 10_000;
/// The states a case can be in.
const STATES: [&str; 4] = ["办理中", "已决定", "已结案", "已归档"];
/// What can be filtered by.
const CONDITIONS: [&str; 5] = ["q", "stage", "state", "section", "handler"];

/// The list.
pub async fn page(State(app): State<Shared>, signed: Signed, asked: Asked) -> Result<Markup, No> {
    let agency = signed.office.agency();
    let wanted = wanted(&agency, &asked);
    let found = signed
        .office
        .views()
        .cases(signed.office.code(), &wanted, PAGE)?;
    let rows = found
        .rows
        .iter()
        .map(|row| line(&signed, &agency, row))
        .collect::<Result<_, No>>()?;
    let shown = Table {
        caption: words::desk::CASES.into(),
        is_caption_unseen: true,
        columns: [
            words::desk::NUMBER,
            words::desk::PARTY,
            words::desk::MATTER,
            words::desk::STAGE,
            words::desk::HANDLERS,
            words::desk::CHANGED,
        ]
        .map(Column::new)
        .to_vec(),
        rows,
    };
    let is_filtered = CONDITIONS.iter().any(|name| !asked.get(name).is_empty());
    let new = open_button(&signed);
    let none = if is_filtered {
        empty::empty(words::desk::NO_CASE, words::desk::NO_CASE_WIDER, None)
    } else {
        empty::empty(
            words::desk::NO_CASES,
            words::desk::NO_CASES_FIRST,
            new.as_ref(),
        )
    };
    let next = found
        .next
        .map(|key| asked.href("/desk/cases", "after", &key));
    let first = (!asked.get("after").is_empty()).then(|| asked.href("/desk/cases", "after", ""));
    let body = html! {
        (filter(&bar(&signed, &agency, &asked)))
        (table(&shown, &none))
        @if next.is_some() || first.is_some() {
            (pager(first.as_deref(), next.as_deref(), words::desk::PER_PAGE))
        }
    };
    let page =
        Page::desk(words::desk::CASES, desk::agency(&signed), body).tools(new.unwrap_or_default());
    Ok(desk::show(&app, &signed, "cases", page))
}

fn wanted(agency: &Agency, asked: &Asked) -> CaseFilter {
    let words = asked.get("q").to_owned();
    let named = agency
        .people
        .iter()
        .find(|person| !words.is_empty() && person.name == words);
    CaseFilter {
        officer: named.map(|person| person.id.clone()).unwrap_or_default(),
        words,
        stage: asked.get("stage").to_owned(),
        state: asked.get("state").to_owned(),
        section: asked.get("section").to_owned(),
        handler: asked.get("handler").to_owned(),
        review: Vec::new(),
        after: Some(asked.get("after").to_owned()).filter(|key| !key.is_empty()),
    }
}

/// A case the person may not read shows its number and where it stands, not who it is about.
fn line(signed: &Signed, agency: &Agency, row: &CaseRow) -> Result<Vec<Markup>, No> {
    let case = signed.office.case(&row.id)?;
    let is_open =
        case.is_some_and(|case| signed.office.may_read(&case, &signed.person, signed.now));
    let number = if row.number.is_empty() {
        &row.id
    } else {
        &row.number
    };
    Ok(vec![
        html! {
            @if is_open { a href={ "/desk/cases/" (row.id) } data-row { (number) } br; (row.title) }
            @else { (number) br; span.lead { (words::desk::NOT_READABLE) } }
        },
        html! { @if is_open { (row.parties) } },
        html! { @if is_open { (row.matter) } },
        html! { (row.stage) " " (tag(&row.state, tone(&row.state))) },
        html! { (officers(agency, row)) br; (row.section) },
        html! { (time(&row.changed)) },
    ])
}

fn tone(state: &str) -> Tone {
    match STATES.iter().position(|known| *known == state) {
        Some(0) => Tone::Active,
        Some(1) => Tone::Good,
        _ => Tone::Plain,
    }
}

/// The names of the officers, whose ids stand between bars.
fn officers(agency: &Agency, row: &CaseRow) -> String {
    let ids = row.officers.split('|').filter(|id| !id.is_empty());
    let names: Vec<&str> = ids.map(|id| agency.people.name(id)).collect();
    names.join("、")
}

fn bar<'a>(signed: &'a Signed, agency: &'a Agency, asked: &'a Asked) -> Filter<'a> {
    let stages = signed.office.pack().stages.iter();
    let stages = stages
        .map(|stage| Choice::new(stage.name.as_str(), stage.name.as_str()))
        .collect();
    let states = STATES.map(|state| Choice::new(state, state)).to_vec();
    let mut sections: Vec<&str> = agency
        .people
        .iter()
        .map(|person| person.section.as_str())
        .collect();
    sections.sort_unstable();
    sections.dedup();
    let sections = sections
        .into_iter()
        .map(|name| Choice::new(name, name))
        .collect();
    let people = agency.people.iter();
    let people = people
        .map(|person| Choice::new(person.id.as_str(), person.name.as_str()))
        .collect();
    let select = |name: &'static str, label: &'static str, list: Vec<Choice<'a>>| {
        Field::new(name, label, Kind::Select(list)).value(asked.get(name))
    };
    Filter {
        action: "/desk/cases".into(),
        fields: vec![
            Field::text("q", words::desk::WORDS).value(asked.get("q")),
            select("stage", words::desk::STAGE, stages),
            select("state", words::desk::STATE, states),
            select("section", words::desk::SECTION, sections),
            select("handler", words::desk::HANDLERS, people),
        ],
        active: active(agency, asked),
        clear: "/desk/cases".into(),
        saved: vec![
            Link::new(
                format!(
                    "/desk/cases?handler={}",
                    crate::asked::encode(&signed.person)
                ),
                words::desk::MY_CASES,
            ),
            Link::new(asked_state(STATES[0]), STATES[0]),
        ],
        downloads: downloads(asked, "/desk/cases"),
        count: "".into(),
    }
}

fn asked_state(state: &str) -> String {
    format!("/desk/cases?state={}", crate::asked::encode(state))
}

fn active<'a>(agency: &'a Agency, asked: &'a Asked) -> Vec<Link<'a>> {
    let set = CONDITIONS.iter().filter(|name| !asked.get(name).is_empty());
    set.map(|name| {
        let said = asked.get(name);
        let said = if *name == "handler" {
            agency.people.name(said)
        } else {
            said
        };
        let mut others = asked.clone();
        others.drop("after");
        Link::new(others.href("/desk/cases", name, ""), said)
    })
    .collect()
}

/// The list as a file for spreadsheets. Of a file the person may not read only what the list shows.
pub async fn sheet(signed: Signed, format: Format, asked: Asked) -> Result<Response, No> {
    let (agency, code) = (signed.office.agency(), signed.office.code());
    let wanted = wanted(&agency, &asked);
    let found = signed.office.views().cases(code, &wanted, FILE)?;
    let mut rows = Vec::with_capacity(found.rows.len());
    for one in found.rows {
        let case = signed.office.case(&one.id)?;
        let is_open =
            case.is_some_and(|case| signed.office.may_read(&case, &signed.person, signed.now));
        let hidden = |text: String| if is_open { text } else { String::new() };
        let officers = officers(&agency, &one);
        rows.push(vec![
            one.number,
            hidden(one.title),
            one.kind,
            hidden(one.matter),
            hidden(one.parties),
            one.section,
            officers,
            one.stage,
            one.state,
            one.review,
            one.opened,
            one.changed,
        ]);
    }
    let sheet = Sheet {
        name: "cases",
        heads: words::desk::CASE_COLUMNS.into(),
        rows,
    };
    sheet.answer(format)
}
