//! What is to be made public, by the state it stands in; and what the public has handed in about
//! what already is.

use axum::extract::State;
use axum::response::Response;
use enforcement::disclosure::{Item, ItemState, Items};
use enforcement::step::Step;
use law::form::{Form, Subject};
use maud::{Markup, html};
use registry::views::{ItemRow, OWN};

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::{Asked, encode};
use crate::desk;
use crate::desk::entry::Into;
use crate::desk::shown::time;
use crate::parts::button::{self, Look};
use crate::parts::layout::section;
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::parts::{Link, empty, filter, tabs};
use crate::session::to_page;
use crate::sheet::{Format, Sheet, downloads};
use crate::typed::Typed;
use crate::words;

/// The states in the order of an item's life.
const STATES: [ItemState; 10] = [
    ItemState::ToDraft,
    ItemState::ToMark,
    ItemState::ToExamine,
    ItemState::ToApprove,
    ItemState::ToPublish,
    ItemState::Published,
    ItemState::ToUpdate,
    ItemState::Withheld,
    ItemState::ToWithdraw,
    ItemState::Withdrawn,
];
/// Items in a list.
const SHOWN: usize = 200;
/// Items in a file.
const FILE: usize = 10_000;
const COLUMNS: [&str; 5] = [
    words::desk::INFORMATION,
    words::desk::CATEGORY,
    words::desk::STATE,
    words::desk::FORMED,
    words::desk::IN_FILE,
];

/// The address of an item's page.
#[must_use]
pub fn item_href(case: &str, no: u32) -> String {
    let case = if case == OWN { "agency" } else { case };
    format!("/desk/disclosure/{case}/{no}")
}

/// The steps an item waits for in a state.
#[must_use]
pub fn steps_in(state: ItemState) -> &'static [Step] {
    match state {
        ItemState::ToDraft | ItemState::ToUpdate => &[Step::ItemDraft],
        ItemState::ToMark => &[Step::ItemMark],
        ItemState::ToExamine => &[Step::ItemExamine],
        ItemState::ToApprove => &[Step::ItemApprove],
        ItemState::ToPublish => &[Step::ItemPublish],
        ItemState::ToWithdraw => &[Step::ItemWithdraw],
        ItemState::Published | ItemState::Withheld | ItemState::Withdrawn => &[],
    }
}

/// The states in which a step of some person is waited for.
pub fn waiting_states() -> impl Iterator<Item = ItemState> {
    STATES
        .into_iter()
        .filter(|state| !steps_in(*state).is_empty())
}

/// The file of an item, if the person may read it.
///
/// # Errors
/// As [`crate::access::open`].
pub fn file_of(signed: &Signed, case: &str) -> Result<Into, No> {
    if case == OWN {
        return Ok(Into::Agency);
    }
    crate::access::open(signed, case).map(Into::Case)
}

/// The forms that do a step in a file, those first that the person holds a post for.
pub fn forms_for<'a>(signed: &'a Signed, into: &Into, step: Step) -> Vec<(&'a Form, bool)> {
    let is_case = into.case().is_some();
    let fits = |form: &&Form| {
        form.step.as_deref() == Some(step.name())
            && match form.subject {
                Subject::Either => true,
                Subject::Case => is_case,
                Subject::Agency => !is_case,
            }
    };
    let forms = signed.office.pack().forms.iter().filter(fits);
    let mut forms: Vec<(&Form, bool)> = forms
        .map(|form| (form, desk::may_enter(signed, into.case(), form)))
        .collect();
    // For one file only the form made for that kind of file counts, where there is one.
    if forms
        .iter()
        .any(|(form, _)| form.subject != Subject::Either)
    {
        forms.retain(|(form, _)| form.subject != Subject::Either);
    }
    forms.sort_by_key(|(_, may)| !may);
    forms
}

/// Whether the person may take a step in a file, and read the file.
#[must_use]
pub fn may_step(signed: &Signed, case: &str, step: Step) -> bool {
    file_of(signed, case)
        .is_ok_and(|into| forms_for(signed, &into, step).iter().any(|(_, may)| *may))
}

/// The work lists.
pub async fn list(State(app): State<Shared>, signed: Signed, asked: Asked) -> Result<Markup, No> {
    let views = signed.office.views();
    let code = signed.office.code();
    let state = asked.get("state");
    let rows = views.items(code, state, SHOWN)?;
    let readable = readable(&signed, &rows);
    let lines = readable.map(|(into, row)| line(&signed, &into, row));
    let lines = lines.collect();
    let counts = views.item_counts(code)?;
    let count = |wanted: &str| {
        counts
            .iter()
            .filter(|(_, state, _)| state == wanted)
            .map(|(.., n)| n)
            .sum::<u64>()
    };
    let mut entries = vec![(
        Link::new("/desk/disclosure", words::desk::ALL),
        state.is_empty(),
        None,
    )];
    let known = STATES.iter().map(|known| known.word());
    entries.extend(
        known
            .filter(|known| count(known) > 0 || *known == state)
            .map(|known| {
                let href = format!("/desk/disclosure?state={}", encode(known));
                (Link::new(href, known), known == state, Some(count(known)))
            }),
    );
    let shown = Table {
        caption: words::desk::DISCLOSURE.into(),
        is_caption_unseen: true,
        columns: COLUMNS.map(Column::new).to_vec(),
        rows: lines,
    };
    let body = html! {
        (requests(&app, &signed)?)
        (tabs::tabs(None, &entries))
        (table(&shown, &empty::empty(words::desk::NO_ITEM, words::desk::NO_ITEM_FIRST, None)))
        (filter::downloads(&downloads(&asked, "/desk/disclosure")))
    };
    let mut page = Page::desk(words::desk::DISCLOSURE_TITLE, desk::agency(&signed), body);
    if let Some(open) = opening(&signed) {
        page = page.tools(open);
    }
    Ok(desk::show(&app, &signed, "disclosure", page))
}

/// The items whose files the person may read.
fn readable<'a>(
    signed: &'a Signed,
    rows: &'a [ItemRow],
) -> impl Iterator<Item = (Into, &'a ItemRow)> {
    let file = |row: &ItemRow| file_of(signed, &row.case).ok();
    rows.iter().filter_map(move |row| Some((file(row)?, row)))
}

/// The work list as a file for spreadsheets.
pub async fn sheet(signed: Signed, format: Format, asked: Asked) -> Result<Response, No> {
    let (views, code) = (signed.office.views(), signed.office.code());
    let rows = views.items(code, asked.get("state"), FILE)?;
    let cells = |(into, row): (Into, &ItemRow)| {
        let number = into
            .case()
            .map_or(words::desk::AGENCY_FILE, |case| &case.number);
        let said = [title(row), &row.category, &row.state, &row.formed, number];
        said.map(str::to_owned).into()
    };
    let sheet = Sheet {
        name: "disclosure",
        heads: COLUMNS.into(),
        rows: readable(&signed, &rows).map(cells).collect(),
    };
    sheet.answer(format)
}

/// What an item is called in a list.
fn title(row: &ItemRow) -> &str {
    match row.title.as_str() {
        "" => &row.category,
        title => title,
    }
}

fn opening(signed: &Signed) -> Option<Markup> {
    let forms = forms_for(signed, &Into::Agency, Step::ItemOpen);
    let (form, _) = forms.into_iter().find(|(_, may)| *may)?;
    let href = format!("{}?next=/desk/disclosure", Into::Agency.entry(&form.name));
    Some(button::link(&href, &form.name, Look::Plain))
}

fn line(signed: &Signed, into: &Into, row: &ItemRow) -> Vec<Markup> {
    let href = item_href(&row.case, row.no);
    let file = match into {
        Into::Case(File { id, case }) => html! { a href={ "/desk/cases/" (id) } { (case.number) } },
        _ => html! { (words::desk::AGENCY_FILE) },
    };
    let agency = signed.office.agency();
    let item = into
        .case()
        .map_or(&agency.items, |case| &case.items)
        .get(row.no);
    vec![
        html! { a href=(href) data-row { (title(row)) } },
        html! { (row.category) },
        html! { (tag(&row.state, tone(&row.state))) @if let Some(item) = item { " " (remark(item)) } },
        html! { (time(&row.formed)) },
        file,
    ]
}

/// Grounds that keep an item back.
fn remark(item: &Item) -> Markup {
    let grounds: Vec<&str> = item.grounds.iter().map(String::as_str).collect();
    html! { @if !grounds.is_empty() { span.lead { (grounds.join("、")) } } }
}

/// The tone of a state.
#[must_use]
pub fn tone(state: &str) -> Tone {
    match STATES.iter().find(|known| known.word() == state) {
        Some(ItemState::Published) => Tone::Good,
        Some(ItemState::Withheld | ItemState::Withdrawn) => Tone::Plain,
        Some(ItemState::ToWithdraw | ItemState::ToUpdate) => Tone::Care,
        _ => Tone::Active,
    }
}

/// What the public has handed in and nobody has taken in yet.
fn requests(app: &App, signed: &Signed) -> Result<Markup, No> {
    let waiting = app.installation.store.requests(signed.office.code())?;
    if waiting.is_empty() || !takes_in(signed) {
        return Ok(html! {});
    }
    let body = html! {
        ul.plain { @for (n, request) in &waiting {
            li {
                p { (words::moment(request.at)) "　"
                    @if let Some((case, no)) = request.item.rsplit_once('-') {
                        a href={ (item_href(case, no.parse().unwrap_or(0))) "?request=" (n) } { (words::desk::TAKE_IN) }
                    } }
                @for (name, value) in &request.fields { p { span.lead { (name) "：" } (value.shown()) } }
                form action="/desk/disclosure/requests" method="post" {
                    input type="hidden" name="csrf" value=(signed.csrf);
                    input type="hidden" name="request" value=(n);
                    button.button.quiet type="submit" { (words::desk::SET_ASIDE) }
                }
            }
        } }
    };
    Ok(section("requests", words::desk::REQUESTS, &body))
}

/// Whether the person may record what the public hands in.
#[must_use]
pub fn takes_in(signed: &Signed) -> bool {
    let forms = forms_for(signed, &Into::Agency, Step::ItemObject);
    forms.iter().any(|(_, may)| *may)
}

/// Sets aside what was handed in, once it stands in a record or is none of the agency's business.
pub async fn set_aside(
    State(app): State<Shared>,
    signed: Signed,
    typed: Typed,
) -> Result<Response, No> {
    let n = typed
        .values
        .get("request")
        .parse()
        .map_err(|_| No::NotFound)?;
    if !takes_in(&signed) {
        return Err(No::NotYours);
    }
    if app
        .installation
        .store
        .drop_request(signed.office.code(), n)?
    {
        Ok(to_page("/desk/disclosure"))
    } else {
        Err(No::NotFound)
    }
}

/// The items of a file.
#[must_use]
pub fn items_of<'a>(into: &'a Into, agency: &'a enforcement::agency::Agency) -> &'a Items {
    into.case().map_or(&agency.items, |case| &case.items)
}
