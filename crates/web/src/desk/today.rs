//! Today: what the person must do, soonest first, each with its deadline, its clause and one
//! button; what files lack that the person may enter; what of the person's own waits for others.

use std::collections::BTreeSet;

use axum::extract::State;
use enforcement::agency::Agency;
use enforcement::step::Step;
use law::citation::ClauseId;
use maud::{Markup, html};
use registry::again::Again;
use registry::duty::{Duty, InFile};
use registry::lacking::Lacking;
use registry::store::Request;
use registry::views::{ItemRow, OWN};

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk::disclosure::{item_href, items_of, may_step, steps_in, takes_in, waiting_states};
use crate::desk::entry::{Into, open_button};
use crate::desk::{self, time};
use crate::parts::citation::Citation;
use crate::parts::duty::{self, duties};
use crate::parts::layout::{figures, section};
use crate::parts::notice::{Kind, notice};
use crate::parts::page::Page;
use crate::parts::{Link, empty};
use crate::words;

/// Running deadlines that are looked at.
const LOOKED_AT: usize = 2000;
/// Open cases that are asked what they lack: those that changed last.
const ASKED: usize = 300;
/// Duties that are shown in one list.
const SHOWN: usize = 50;

/// The page of today.
pub async fn page(State(app): State<Shared>, signed: Signed, asked: Asked) -> Result<Markup, No> {
    let all = signed
        .office
        .duties(&signed.person, signed.now, LOOKED_AT)?;
    let agency = signed.office.agency();
    let (mine, others): (Vec<Duty>, Vec<Duty>) = all.into_iter().partition(|duty| duty.mine);
    let others: Vec<Duty> = others
        .into_iter()
        .filter(|duty| is_of(&signed, &agency, &duty.file))
        .collect();
    let items: Vec<ItemRow> = items_waiting(&signed)?
        .into_iter()
        .filter(|row| !mine.iter().any(|duty| is_about(duty, row)))
        .collect();
    let lacking = lacking(&signed, &mine)?;
    let handed_in = handed_in(&app, &signed)?;
    let again = to_look_at_again(&signed)?;
    let overdue = mine.iter().filter(|duty| is_overdue(&signed, duty)).count();
    let mut body = html! {
        (figures(&[
            (words::desk::MINE, &mine.len().to_string(), Some("#mine")),
            (words::desk::OVERDUE, &overdue.to_string(), Some("#mine")),
            (words::desk::LACKING, &lacking.len().to_string(), Some("#lacking")),
            (words::desk::ITEMS_WAITING, &items.len().to_string(), Some("#items")),
            (words::desk::OTHERS, &others.len().to_string(), Some("#others")),
        ]))
        (section("mine", words::desk::MINE, &my_duties(&app, &signed, &mine)))
    };
    let missing = lacking.iter().take(SHOWN);
    let missing = missing.map(|one| to_enter(&app, &signed, one)).collect();
    let sections = [
        ("lacking", words::desk::LACKING, missing),
        ("requests", words::desk::REQUESTS, handed_in),
        ("again", words::desk::LOOK_AGAIN, again),
        (
            "items",
            words::desk::ITEMS_WAITING,
            my_items(&signed, &items),
        ),
    ];
    for (id, title, list) in sections {
        if !list.is_empty() {
            body = html! { (body) (section(id, title, &duties(&list))) };
        }
    }
    if !others.is_empty() {
        let list: Vec<duty::Duty> = others
            .iter()
            .take(SHOWN)
            .map(|one| waiting(&app, &signed, one))
            .collect();
        body = html! { (body) (section("others", words::desk::OTHERS, &duties(&list))) };
    }
    let day = words::date(signed.now.date());
    let mut page = Page::desk(words::desk::TODAY, desk::agency(&signed), body)
        .lead(html! { p { (day) } })
        .tools(open_button(&signed).unwrap_or_default());
    if asked.get("done") == "closed" {
        page = page.notice(notice(
            Kind::Done,
            &html! { p { (words::desk::ENTERED_LAST) } },
        ));
    }
    Ok(desk::show(&app, &signed, "today", page))
}

/// Whether a duty is about an item, which then need not stand in a list of its own.
fn is_about(duty: &Duty, row: &ItemRow) -> bool {
    let case = duty.file.as_ref().map_or(OWN, |(id, _)| id);
    duty.deadline.record == row.no && case == row.case
}

fn is_overdue(signed: &Signed, duty: &Duty) -> bool {
    duty.deadline.due.is_some_and(|due| due.at < signed.now)
}

/// Whether a file is one the person works on: as an officer, or in the section that handles it.
fn is_of(signed: &Signed, agency: &Agency, file: &InFile) -> bool {
    let Some((_, case)) = file else { return false };
    let section = agency
        .people
        .get(&signed.person)
        .map(|person| person.section.as_str());
    case.officers.contains(&signed.person) || section == Some(case.section.as_str())
}

fn my_duties(app: &App, signed: &Signed, mine: &[Duty]) -> Markup {
    if mine.is_empty() {
        return empty::empty(words::desk::NO_DUTY, words::desk::NO_DUTY_FIRST, None);
    }
    let list: Vec<duty::Duty> = mine
        .iter()
        .take(SHOWN)
        .map(|one| own(app, signed, one))
        .collect();
    html! {
        (duties(&list))
        @if mine.len() > SHOWN { p.lead { (words::desk::more(mine.len() - SHOWN)) } }
    }
}

fn own<'a>(app: &'a App, signed: &'a Signed, one: &'a Duty) -> duty::Duty<'a> {
    duty::Duty {
        act: act(signed, one),
        waits_for: None,
        ..waiting(app, signed, one)
    }
}

fn waiting<'a>(app: &'a App, signed: &'a Signed, one: &'a Duty) -> duty::Duty<'a> {
    let dossier = match &one.file {
        Some((_, case)) => case.dossier.deed(one.deadline.record),
        None => None,
    };
    let event = dossier.map_or("", |deed| deed.record.as_str());
    duty::Duty {
        title: one.deadline.name.as_str().into(),
        about: Some(about(&one.file)),
        deadline: Some(time::chip(app, signed, &one.deadline, event)),
        basis: vec![cite(app, signed, one.deadline.basis.first())],
        act: None,
        waits_for: Some(one.deadline.owner.join("、").into()),
    }
}

fn cite<'a>(app: &'a App, signed: &'a Signed, clause: &'a ClauseId) -> Citation<'a> {
    let office = &signed.office;
    app.cite(office.code(), office.pack(), clause)
}

fn about(file: &InFile) -> Link<'_> {
    match file {
        Some((id, case)) => Link::new(
            format!("/desk/cases/{id}"),
            format!("{} {}", case.number, case.title),
        ),
        None => Link::new("/desk/agency", words::desk::AGENCY_FILE),
    }
}

/// The one button: the item's own page for what ends a term of disclosure, since its steps stand
/// there in order; otherwise the first record that would do it and that the person may make; the
/// file where others must make it.
fn act(signed: &Signed, one: &Duty) -> Option<Link<'static>> {
    let agency = signed.office.agency();
    let into = match &one.file {
        Some((id, case)) => Into::Case(File {
            id: id.clone(),
            case: case.clone(),
        }),
        None => Into::Agency,
    };
    let no = one.deadline.record;
    if items_of(&into, &agency).get(no).is_some() {
        let case = one.file.as_ref().map_or(OWN, |(id, _)| id);
        return Some(Link::new(item_href(case, no), words::road::GO));
    }
    let pack = signed.office.pack();
    let mut forms = one.acts.iter().filter_map(|name| pack.form(name));
    match forms.find(|form| desk::may_enter(signed, into.case(), form)) {
        Some(form) => {
            let href = format!("{}?about={no}", into.entry(&form.name));
            Some(Link::new(href, form.name.clone()))
        }
        None => Some(Link::new(into.href(), words::desk::TO_FILE)),
    }
}

/// What open files lack and the person may enter, but for what a period reminds of already.
fn lacking(signed: &Signed, mine: &[Duty]) -> Result<Vec<Lacking>, No> {
    let office = &signed.office;
    let mut found = office.lacking(&signed.person, signed.now, ASKED)?;
    for one in &mut found {
        let here = |duty: &&Duty| duty.file.as_ref().is_some_and(|(id, _)| *id == one.id);
        let reminded: Vec<&Duty> = mine.iter().filter(here).collect();
        one.records
            .retain(|(record, _)| !reminded.iter().any(|duty| duty.acts.contains(record)));
    }
    found.retain(|one| !one.records.is_empty());
    Ok(found)
}

/// A case's one button: the form, where only one is to be filled in; what may be done next in the
/// case otherwise.
fn to_enter<'a>(app: &'a App, signed: &'a Signed, one: &'a Lacking) -> duty::Duty<'a> {
    let into = Into::Case(File {
        id: one.id.clone(),
        case: one.case.clone(),
    });
    let names: Vec<&str> = one.records.iter().map(|(name, _)| name.as_str()).collect();
    let clauses: BTreeSet<&ClauseId> = one.records.iter().map(|(_, clause)| clause).collect();
    let href = match names.as_slice() {
        [only] => into.entry(only),
        _ => format!("{}#next", into.href()),
    };
    duty::Duty {
        title: names.join("、").into(),
        about: Some(Link::new(
            into.href(),
            format!("{} {}", one.case.number, one.case.title),
        )),
        deadline: None,
        basis: clauses
            .into_iter()
            .map(|clause| cite(app, signed, clause))
            .collect(),
        act: Some(Link::new(href, words::road::GO)),
        waits_for: None,
    }
}

/// Items whose next step is the person's.
fn items_waiting(signed: &Signed) -> Result<Vec<ItemRow>, No> {
    let mut found = Vec::new();
    for state in waiting_states() {
        for row in signed
            .office
            .views()
            .items(signed.office.code(), state.word(), SHOWN)?
        {
            let mut steps = steps_in(state).iter();
            if steps.any(|step| may_step(signed, &row.case, *step)) {
                found.push(row);
            }
        }
    }
    Ok(found)
}

/// What the public has handed in, to those who take it in, the oldest first.
fn handed_in(app: &App, signed: &Signed) -> Result<Vec<duty::Duty<'static>>, No> {
    if !takes_in(signed) {
        return Ok(Vec::new());
    }
    let waiting = app.installation.store.requests(signed.office.code())?;
    let one = |(n, request): (i64, Request)| {
        let (case, no) = request.item.rsplit_once('-')?;
        let href = format!("{}?request={n}", item_href(case, no.parse().ok()?));
        Some(duty::Duty {
            title: words::desk::handed_in(&words::moment(request.at)).into(),
            about: Some(Link::new(href.clone(), case_name(signed, case))),
            deadline: None,
            basis: Vec::new(),
            act: Some(Link::new(href, words::desk::TAKE_IN)),
            waits_for: None,
        })
    };
    Ok(waiting.into_iter().filter_map(one).collect())
}

/// Items kept back for the sake of a case that is closed by now, to those who check grounds.
fn to_look_at_again(signed: &Signed) -> Result<Vec<duty::Duty<'static>>, No> {
    let found = signed.office.look_again()?.into_iter();
    let steps = [Step::ItemGround, Step::ItemLift];
    let mine = found.filter(|one| {
        let mut steps = steps.iter();
        steps.any(|step| may_step(signed, &one.item.case, *step))
    });
    let tell = |one: Again| duty::Duty {
        title: words::desk::look_again(&one.item.title, &one.closed).into(),
        about: Some(Link::new(
            item_href(&one.item.case, one.item.no),
            case_name(signed, &one.item.case),
        )),
        deadline: None,
        basis: Vec::new(),
        act: Some(Link::new(
            item_href(&one.item.case, one.item.no),
            words::road::GO,
        )),
        waits_for: None,
    };
    Ok(mine.map(tell).collect())
}

fn my_items(signed: &Signed, items: &[ItemRow]) -> Vec<duty::Duty<'static>> {
    items
        .iter()
        .take(SHOWN)
        .map(|row| duty::Duty {
            title: format!("{}：{}", row.state, row.title).into(),
            about: Some(Link::new(
                item_href(&row.case, row.no),
                case_name(signed, &row.case),
            )),
            deadline: None,
            basis: Vec::new(),
            act: Some(Link::new(item_href(&row.case, row.no), words::road::GO)),
            waits_for: None,
        })
        .collect()
}

fn case_name(signed: &Signed, id: &str) -> String {
    let case = signed.office.case(id).ok().flatten();
    case.map_or(words::desk::AGENCY_FILE.to_owned(), |case| {
        case.number.clone()
    })
}
