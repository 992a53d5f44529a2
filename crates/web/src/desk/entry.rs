//! Entering a record: the form the pack describes, what speaks against it before anything is typed,
//! and what becomes of it when it is sent. Nothing typed is ever lost: whatever the answer, the form
//! comes back as it was.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::checklist::undemanded_fields;
use enforcement::decide::Act;
use enforcement::dossier::Dossier;
use enforcement::step::Step;
use law::form::{FieldKind, Form, Subject};
use law::refusal::{Ground, Mistake, Refusal};
use law::value::Fields;
use maud::{Markup, html};
use registry::store::RefusedTry;
use registry::{Denied, Order, Target};

use crate::access::{File, Signed};
use crate::answer::{No, recorded};
use crate::app::{App, Shared};
use crate::asked::{Asked, encode};
use crate::desk::fields::{Sheet, as_typed, label, read};
use crate::desk::{self, prefill};
use crate::parts::button::{self, Look};
use crate::parts::citation::citations;
use crate::parts::form::{self, form};
use crate::parts::page::Page;
use crate::parts::{Link, fault, notice, rows, summary};
use crate::session::to_page;
use crate::typed::Typed;
use crate::words;

/// The file a record is entered in.
#[derive(Clone)]
pub enum Into {
    /// A case that is to be opened.
    NewCase,
    /// A case.
    Case(File),
    /// The agency's own file.
    Agency,
}

impl Into {
    /// The case, if it is one.
    #[must_use]
    pub fn case(&self) -> Option<&Case> {
        match self {
            Into::Case(file) => Some(&file.case),
            _ => None,
        }
    }

    /// The case that an act is weighed in: an empty one before it is opened, none in the agency's file.
    fn weighed_in<'a>(&'a self, empty: &'a Case) -> Option<&'a Case> {
        match self {
            Into::NewCase => Some(empty),
            Into::Case(file) => Some(&file.case),
            Into::Agency => None,
        }
    }

    /// The records of the file.
    #[must_use]
    pub fn dossier<'a>(&'a self, agency: &'a Agency, none: &'a Dossier) -> &'a Dossier {
        match self {
            Into::NewCase => none,
            Into::Case(file) => &file.case.dossier,
            Into::Agency => &agency.dossier,
        }
    }

    /// The address of the file.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Into::NewCase => "/desk/cases".into(),
            Into::Case(file) => format!("/desk/cases/{}", file.id),
            Into::Agency => "/desk/agency".into(),
        }
    }

    /// The address of a form in the file.
    #[must_use]
    pub fn entry(&self, record: &str) -> String {
        match self {
            Into::NewCase => format!("/desk/cases/new/{}", encode(record)),
            _ => format!("{}/enter/{}", self.href(), encode(record)),
        }
    }

    fn target(&self) -> Target {
        match self {
            Into::NewCase => Target::NewCase,
            Into::Case(file) => Target::Case(file.id.clone()),
            Into::Agency => Target::Agency,
        }
    }

    fn place(&self) -> &'static str {
        match self {
            Into::Agency => "agency",
            _ => "cases",
        }
    }
}

/// Everything a form is drawn with; what was answered stands above it.
pub struct Entry<'a> {
    app: &'a App,
    signed: &'a Signed,
    into: &'a Into,
    form: &'a Form,
    /// What stands in the form.
    pub typed: Asked,
    /// Where it leads once accepted; the file where empty.
    pub next: String,
    /// What somebody of the public handed in and this record takes in.
    pub request: String,
    /// The last record that was seen when the form was first drawn; the latest one where empty.
    seen: String,
    wrong: BTreeMap<String, String>,
    answer: Option<Markup>,
    has_mistakes: bool,
}

impl<'a> Entry<'a> {
    /// An empty form with what can be known before.
    #[must_use]
    pub fn new(
        app: &'a App,
        signed: &'a Signed,
        into: &'a Into,
        form: &'a Form,
        asked: &Asked,
    ) -> Entry<'a> {
        Entry {
            app,
            signed,
            into,
            form,
            typed: prefill::suggest(signed, into, form, asked),
            next: asked.get("next").to_owned(),
            request: asked.get("request").to_owned(),
            seen: String::new(),
            wrong: BTreeMap::new(),
            answer: None,
            has_mistakes: false,
        }
    }

    /// The form alone, for a page that has a place for it.
    #[must_use]
    pub fn form(&self, submit: &str) -> Markup {
        let agency = self.signed.office.agency();
        let none = Dossier::default();
        let dossier = self.into.dossier(&agency, &none);
        let sheet = Sheet {
            app: self.app,
            signed: self.signed,
            agency: &agency,
            dossier,
            form: self.form,
            typed: &self.typed,
            wrong: &self.wrong,
            texts: Vec::new(),
            undemanded: self.undemanded(),
        };
        self.framed(submit, dossier, sheet.show())
    }

    /// A form whose fields are drawn elsewhere.
    #[must_use]
    pub fn framed(&self, submit: &str, dossier: &Dossier, fields: Markup) -> Markup {
        let action = self.into.entry(&self.form.name);
        // Of this person: the next one at the same machine is not offered it.
        let (person, about) = (&self.signed.person, self.typed.get("about"));
        let draft = format!("{person} {action}?{about}");
        let mut drawn = form::Form::new(action, self.signed.csrf.as_str(), fields)
            .submit(submit.to_owned())
            .hidden("next", self.next.as_str())
            .back(self.back())
            .draft(draft)
            .grid();
        if !self.request.is_empty() {
            drawn = drawn.hidden("request", self.request.as_str());
        }
        if self.is_bound_to_what_was_seen() {
            let seen = self.seen.parse().unwrap_or(dossier.next_no() - 1);
            drawn = drawn.hidden("expected", seen.to_string());
        }
        if has_files(self.form) {
            drawn = drawn.files();
        }
        form(&drawn)
    }

    /// In a case nobody decides on what was not seen. In the agency's file many people work at
    /// unrelated things: only what concerns another record is held to it.
    fn is_bound_to_what_was_seen(&self) -> bool {
        match self.into {
            Into::NewCase => false,
            Into::Case(_) => true,
            Into::Agency => self.form.bound("about").is_some(),
        }
    }

    fn back(&self) -> String {
        if is_ours(&self.next) {
            self.next.clone()
        } else {
            self.into.href()
        }
    }

    /// The fields that nothing can demand, knowing what the record is about.
    fn undemanded(&self) -> Vec<String> {
        let about = self.form.bound("about").and_then(|field| {
            let no: i64 = self.typed.get(&field.name).parse().ok()?;
            Some((field.name.clone(), no.into()))
        });
        let known = about.into_iter().collect();
        let empty = Case::default();
        let (case, now) = (self.into.weighed_in(&empty), self.signed.now);
        self.signed.office.bench(|bench| {
            let names = undemanded_fields(bench, case, self.form, &known, now);
            names.into_iter().map(str::to_owned).collect()
        })
    }

    fn foreseen(&self) -> Vec<Refusal> {
        let Signed {
            office,
            person,
            now,
            ..
        } = self.signed;
        let empty = Case::default();
        let case = self.into.weighed_in(&empty);
        office.offers(case, person, *now, true, |offers| {
            let offer = offers
                .into_iter()
                .find(|offer| offer.form.name == self.form.name);
            offer.map(|offer| offer.lacks).unwrap_or_default()
        })
    }

    fn page(&self) -> Markup {
        let foreseen = match self.answer {
            Some(_) => Vec::new(),
            None => self.foreseen(),
        };
        let is_others = foreseen
            .iter()
            .any(|refusal| refusal.ground == Ground::Post);
        let office = &self.signed.office;
        let basis: Vec<_> = self
            .form
            .basis
            .iter()
            .map(|id| self.app.cite(office.code(), office.pack(), id))
            .collect();
        let body = html! {
            @if !foreseen.is_empty() { (desk::refusals(self.app, self.signed, &foreseen)) }
            @if !is_others { (self.form(words::desk::ENTER)) }
        };
        let mut page =
            Page::desk(self.form.name.as_str(), desk::agency(self.signed), body).lead(html! {
                @if !self.form.hint.is_empty() { p { (self.form.hint) } }
                (citations(&basis))
            });
        page = match self.into {
            Into::NewCase => page.crumb("/desk/cases", words::desk::CASES),
            Into::Case(file) => page
                .crumb("/desk/cases", words::desk::CASES)
                .crumb(self.into.href(), file.case.number.clone()),
            Into::Agency => page.crumb("/desk/agency", words::desk::AGENCY),
        };
        if let Some(answer) = &self.answer {
            page = page.notice(answer.clone());
        }
        if self.has_mistakes {
            page = page.with_mistakes();
        }
        desk::show(self.app, self.signed, self.into.place(), page)
    }

    /// Puts an answer above the form.
    fn answered(mut self, no: &No) -> Entry<'a> {
        let answer = match no {
            No::Mistaken(mistakes) => self.mistaken(mistakes),
            No::Refused(refusals) => self.refused(refusals),
            No::Conflict(now) => self.conflict(*now),
            No::Fault(fault) => {
                let ways = [Link::new(self.into.href(), words::desk::TO_FILE)];
                fault::fault(&fault.reference, recorded(fault), &ways)
            }
            other => notice::notice(notice::Kind::Care, &html! { p { (other.words().1) } }),
        };
        self.answer = Some(answer);
        self
    }

    fn mistaken(&mut self, mistakes: &[Mistake]) -> Markup {
        self.has_mistakes = true;
        let list: Vec<(&str, &str)> = mistakes
            .iter()
            .map(|mistake| (mistake.field.as_str(), mistake.message.as_str()))
            .collect();
        let told = summary::summary(&list);
        for mistake in mistakes {
            self.wrong
                .insert(mistake.field.clone(), mistake.message.clone());
        }
        told
    }

    fn refused(&mut self, refusals: &[Refusal]) -> Markup {
        for refusal in refusals {
            if let Some(field) = &refusal.field {
                self.wrong
                    .entry(field.clone())
                    .or_insert_with(|| refusal.instead.clone());
            }
        }
        desk::refusals(self.app, self.signed, refusals)
    }

    /// What has come since the form was drawn, so that the person can decide again knowing it.
    fn conflict(&self, now: u32) -> Markup {
        let seen = self.typed.get("expected").parse().unwrap_or(now);
        let agency = self.signed.office.agency();
        let none = Dossier::default();
        let fresh = self
            .into
            .dossier(&agency, &none)
            .deeds()
            .iter()
            .filter(|deed| deed.no > seen);
        notice::notice(
            notice::Kind::Care,
            &html! {
                p { (words::answer::conflict(now)) }
                ul { @for deed in fresh {
                    li { a href={ (self.into.href()) "/records/" (deed.no) } { (label(deed)) } "　" (agency.people.name(&deed.by)) }
                } }
            },
        )
    }
}

fn has_files(form: &Form) -> bool {
    form.fields.iter().any(|field| match &field.kind {
        FieldKind::File => true,
        FieldKind::Table(columns) => columns.iter().any(|column| column.kind == FieldKind::File),
        _ => false,
    })
}

fn is_ours(next: &str) -> bool {
    next == "/desk" || next.starts_with("/desk/") || next.starts_with("/desk?")
}

/// The form of a record, if it belongs into the file.
fn form_of<'a>(signed: &'a Signed, into: &Into, record: &str) -> Result<&'a Form, No> {
    let form = signed.office.pack().form(record).ok_or(No::NotFound)?;
    let opens = form.step.as_deref() == Some(Step::CaseOpen.name());
    let fits = match (into, form.subject) {
        (Into::NewCase, Subject::Case) => opens,
        (Into::Case(_), Subject::Case) => !opens,
        (Into::Case(_) | Into::Agency, Subject::Either) | (Into::Agency, Subject::Agency) => true,
        _ => false,
    };
    if fits { Ok(form) } else { Err(No::NotFound) }
}

/// Draws the form of a record.
fn draw(
    app: &App,
    signed: &Signed,
    into: &Into,
    record: &str,
    asked: &Asked,
) -> Result<Markup, No> {
    let form = form_of(signed, into, record)?;
    Ok(Entry::new(app, signed, into, form, asked).page())
}

/// Takes what was sent.
async fn take(
    app: &App,
    signed: &Signed,
    into: Into,
    record: &str,
    typed: Typed,
) -> Result<Response, No> {
    let form = form_of(signed, &into, record)?;
    let fields = read(form, &typed);
    if !typed.values.get(rows::MORE).is_empty() {
        let values = &typed.values;
        let sent = Sent {
            form,
            fields,
            values,
        };
        return Ok(with_more_rows(app, signed, &into, &sent));
    }
    let expected = typed.values.get("expected").parse().ok();
    let order = Order {
        actor: signed.person.clone(),
        target: into.target(),
        act: Act {
            record: record.to_owned(),
            fields: fields.clone(),
        },
        at: signed.now,
        expected,
    };
    let next = typed.values.get("next");
    match signed.office.submit_async(order).await {
        Ok(receipt) => {
            // The record stands: what it takes in has left the list. If we crash before this, the
            // list shows it once more and a person sets it aside.
            if let Ok(n) = typed.values.get("request").parse() {
                app.installation
                    .store
                    .drop_request(signed.office.code(), n)?;
            }
            let id = receipt.case.as_deref();
            if id.is_some_and(|id| crate::access::open(signed, id).is_err()) {
                return Ok(to_page("/desk?done=closed"));
            }
            Ok(to_page(&accepted(&into, next, id, receipt.no)))
        }
        Err(denied) => {
            let sent = Sent {
                form,
                fields,
                values: &typed.values,
            };
            denied_page(app, signed, &into, &sent, denied)
        }
    }
}

/// What was sent, to be drawn again.
struct Sent<'a> {
    form: &'a Form,
    fields: Fields,
    values: &'a Asked,
}

/// Where an accepted record leads, with a word on what was done.
fn accepted(into: &Into, next: &str, case: Option<&str>, no: u32) -> String {
    let file = match (into, case) {
        (Into::NewCase, Some(case)) => format!("/desk/cases/{case}"),
        _ => into.href(),
    };
    let to = if is_ours(next) { next } else { &file };
    let joint = if to.contains('?') { '&' } else { '?' };
    format!("{to}{joint}done={no}")
}

fn denied_page(
    app: &App,
    signed: &Signed,
    into: &Into,
    sent: &Sent<'_>,
    denied: Denied,
) -> Result<Response, No> {
    if let Denied::Refused(refusals) = &denied {
        note(app, signed, into, sent.form, refusals)?;
    }
    let no = No::from(denied);
    // The file as it is now: a conflict shows what has come.
    let into = match into {
        Into::Case(file) => Into::Case(crate::access::open(signed, &file.id)?),
        other => other.clone(),
    };
    let entry = again(app, signed, &into, sent);
    let page = entry.answered(&no).page();
    Ok((no.status(), page).into_response())
}

/// The form as it was sent.
fn again<'a>(app: &'a App, signed: &'a Signed, into: &'a Into, sent: &Sent<'a>) -> Entry<'a> {
    let mut entry = Entry::new(app, signed, into, sent.form, &Asked::default());
    entry.typed = as_typed(sent.form, &sent.fields);
    entry.typed.push("expected", sent.values.get("expected"));
    entry.next = sent.values.get("next").to_owned();
    entry.request = sent.values.get("request").to_owned();
    entry
}

/// The form as it was sent, with new spare rows below the filled ones: how a table grows without a
/// script. Nothing is entered.
fn with_more_rows(app: &App, signed: &Signed, into: &Into, sent: &Sent<'_>) -> Response {
    let mut entry = again(app, signed, into, sent);
    entry.seen = sent.values.get("expected").to_owned();
    entry.page().into_response()
}

/// Keeps a refused try for those who supervise.
pub fn note(
    app: &App,
    signed: &Signed,
    into: &Into,
    form: &Form,
    refusals: &[Refusal],
) -> Result<(), No> {
    let clauses = refusals
        .iter()
        .flat_map(|refusal| refusal.clauses.clauses());
    let mut clauses: Vec<&str> = clauses.map(|clause| clause.0.as_str()).collect();
    clauses.dedup();
    let tried = RefusedTry {
        at: unix(signed.now),
        person: signed.person.clone(),
        record: form.name.clone(),
        case: match into {
            Into::Case(file) => file.id.clone(),
            _ => String::new(),
        },
        clauses: clauses.join("、"),
    };
    app.installation
        .store
        .note_refused(signed.office.code(), &tried)?;
    Ok(())
}

/// Civil time in Asia/Shanghai (UTC+8 throughout) as seconds since 1970.
fn unix(at: enforcement::Moment) -> i64 {
    let epoch = enforcement::Moment::constant(1970, 1, 1, 8, 0, 0, 0);
    at.duration_since(epoch).as_secs()
}

/// The button that opens a case, for those who may.
#[must_use]
pub fn open_button(signed: &Signed) -> Option<Markup> {
    let (pack, empty) = (signed.office.pack(), Case::default());
    let mut forms = opening(signed)
        .into_iter()
        .filter_map(|name| pack.form(&name));
    let may = forms.any(|form| desk::may_enter(signed, Some(&empty), form));
    may.then(|| button::link("/desk/cases/new", words::desk::NEW_CASE, Look::Primary))
}

/// Which forms open a case.
fn opening(signed: &Signed) -> Vec<String> {
    let forms = signed.office.pack().forms.iter();
    forms
        .filter(|form| form.step.as_deref() == Some(Step::CaseOpen.name()))
        .map(|form| form.name.clone())
        .collect()
}

/// The form that opens a case; a list of them where there are several.
pub async fn new_case(
    State(app): State<Shared>,
    signed: Signed,
    asked: Asked,
) -> Result<Markup, No> {
    let forms = opening(&signed);
    if let [only] = forms.as_slice() {
        return draw(&app, &signed, &Into::NewCase, only, &asked);
    }
    let body = html! {
        ul.ways { @for record in &forms { li { a href=(Into::NewCase.entry(record)) { (record) } } } }
    };
    let page = Page::desk(words::desk::NEW_CASE, desk::agency(&signed), body)
        .crumb("/desk/cases", words::desk::CASES);
    Ok(desk::show(&app, &signed, "cases", page))
}

/// A form that opens a case.
pub async fn new_case_form(
    State(app): State<Shared>,
    signed: Signed,
    Path(record): Path<String>,
    asked: Asked,
) -> Result<Markup, No> {
    draw(&app, &signed, &Into::NewCase, &record, &asked)
}

/// Opens a case.
pub async fn open_case(
    State(app): State<Shared>,
    signed: Signed,
    Path(record): Path<String>,
    typed: Typed,
) -> Result<Response, No> {
    take(&app, &signed, Into::NewCase, &record, typed).await
}

/// A form in a case.
pub async fn case_form(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    Path((_, record)): Path<(String, String)>,
    asked: Asked,
) -> Result<Markup, No> {
    draw(&app, &signed, &Into::Case(file), &record, &asked)
}

/// Enters a record in a case.
pub async fn enter_in_case(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    Path((_, record)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, No> {
    take(&app, &signed, Into::Case(file), &record, typed).await
}

/// A form in the agency's own file.
pub async fn agency_form(
    State(app): State<Shared>,
    signed: Signed,
    Path(record): Path<String>,
    asked: Asked,
) -> Result<Markup, No> {
    draw(&app, &signed, &Into::Agency, &record, &asked)
}

/// Enters a record in the agency's own file.
pub async fn enter_in_agency(
    State(app): State<Shared>,
    signed: Signed,
    Path(record): Path<String>,
    typed: Typed,
) -> Result<Response, No> {
    take(&app, &signed, Into::Agency, &record, typed).await
}
