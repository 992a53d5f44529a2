//! Legal review: the queue by time left, and one review with the file and the aspects side by side,
//! the steps that are open, and earlier rounds.

use axum::extract::State;
use axum::response::Response;
use enforcement::case::Case;
use enforcement::deadline::Deadline;
use enforcement::deed::Deed;
use enforcement::review::{ReviewState, Round};
use enforcement::step::Step;
use maud::{Markup, html};
use registry::views::CaseFilter;

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk::entry::{Entry, Into};
use crate::desk::fields::label;
use crate::desk::shown::Frame;
use crate::desk::{self, time};
use crate::parts::deadline::chip;
use crate::parts::describe::describe;
use crate::parts::layout::{section, split_turned};
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::parts::{Link, empty, filter, tabs};
use crate::sheet::{Format, Sheet, downloads};
use crate::words;

/// The states in which the reviewing office has something to do.
const WAITING: [ReviewState; 2] = [ReviewState::Submitted, ReviewState::UnderReview];
/// The states of reviews that have ended.
const ENDED: [ReviewState; 3] = [
    ReviewState::Passed,
    ReviewState::NotPassed,
    ReviewState::AllowedByLeadership,
];
/// Cases in a list.
const SHOWN: usize = 100;
/// Openings of records in a list.
const SHOWN_OPENED: u32 = 50;
/// Cases in a file.
const FILE: usize = 10_000;

/// How many cases wait for a person of the reviewing office; none for others.
#[must_use]
pub fn waiting(signed: &Signed) -> u64 {
    let mut forms = signed.office.pack().forms.iter();
    let is_reviewer = forms.any(|form| {
        form.step.as_deref() == Some(Step::ReviewReceive.name())
            && desk::may_enter(signed, None, form)
    });
    if !is_reviewer {
        return 0;
    }
    let filter = CaseFilter {
        review: WAITING
            .iter()
            .map(|state| state.word().to_owned())
            .collect(),
        ..CaseFilter::default()
    };
    // A count that cannot be told is left out: the page it stands on is about something else.
    let page = signed
        .office
        .views()
        .cases(signed.office.code(), &filter, SHOWN);
    page.map_or(0, |page| page.rows.len() as u64)
}

/// The queue.
pub async fn queue(State(app): State<Shared>, signed: Signed, asked: Asked) -> Result<Markup, No> {
    let has_ended = has_ended(&asked);
    let files = queued(&signed, has_ended, SHOWN)?;
    let rows = files
        .iter()
        .map(|(file, due)| line(&app, &signed, file, due.as_ref()))
        .collect();
    let shown = Table {
        caption: words::desk::REVIEW.into(),
        is_caption_unseen: true,
        columns: [
            words::desk::NUMBER,
            words::desk::STATE,
            words::desk::ROUND,
            words::desk::DUE,
            words::desk::HANDLERS,
        ]
        .map(Column::new)
        .to_vec(),
        rows,
    };
    let body = html! {
        (tabs::tabs(None, &[
            (Link::new("/desk/review", words::desk::REVIEW_OPEN), !has_ended, None),
            (Link::new("/desk/review?state=ended", words::desk::REVIEW_ENDED), has_ended, None),
        ]))
        (table(&shown, &empty::empty(words::desk::NO_REVIEW, words::desk::NO_REVIEW_FIRST, None)))
        (filter::downloads(&downloads(&asked, "/desk/review")))
    };
    let page = Page::desk(words::desk::REVIEW_TITLE, desk::agency(&signed), body);
    Ok(desk::show(&app, &signed, "review", page))
}

fn has_ended(asked: &Asked) -> bool {
    asked.get("state") == "ended"
}

/// The files in review, or whose review has ended, each with its deadline; the soonest first.
fn queued(
    signed: &Signed,
    has_ended: bool,
    most: usize,
) -> Result<Vec<(File, Option<Deadline>)>, No> {
    let states: &[ReviewState] = if has_ended { &ENDED } else { &WAITING };
    let filter = CaseFilter {
        review: states.iter().map(|state| state.word().to_owned()).collect(),
        ..CaseFilter::default()
    };
    let (views, code) = (signed.office.views(), signed.office.code());
    let mut files = Vec::new();
    for row in views.cases(code, &filter, most)?.rows {
        if let Ok(file) = crate::access::open(signed, &row.id) {
            let due = time_left(signed, &file.case);
            files.push((file, due));
        }
    }
    files.sort_by_key(|(_, due)| due.as_ref().and_then(|one| one.due.map(|due| due.at)));
    Ok(files)
}

/// The queue as a file for spreadsheets.
pub async fn sheet(signed: Signed, format: Format, asked: Asked) -> Result<Response, No> {
    let cells = |(file, due): (File, Option<Deadline>)| {
        let case = &file.case;
        let due = due.and_then(|one| one.due);
        vec![
            case.number.clone(),
            case.title.clone(),
            case.reviews.state().word().to_owned(),
            case.reviews.rounds().len().to_string(),
            due.map(|due| due.at.date().to_string()).unwrap_or_default(),
            handlers(&signed, case),
            case.section.clone(),
        ]
    };
    let sheet = Sheet {
        name: "review",
        heads: words::desk::REVIEW_COLUMNS.into(),
        rows: queued(&signed, has_ended(&asked), FILE)?
            .into_iter()
            .map(cells)
            .collect(),
    };
    sheet.answer(format)
}

/// The names of those who handle a case.
fn handlers(signed: &Signed, case: &Case) -> String {
    let agency = signed.office.agency();
    let names = case.officers.iter().map(|id| agency.people.name(id));
    names.collect::<Vec<_>>().join("、")
}

/// The running deadline by which the opinion is due.
fn time_left(signed: &Signed, case: &Case) -> Option<Deadline> {
    let pack = signed.office.pack();
    let does = |record: &String, step: Step| {
        pack.form(record)
            .is_some_and(|form| form.step.as_deref() == Some(step.name()))
    };
    let mut open = signed.office.deadlines(Some(case), signed.now);
    open.retain(|one| {
        let rule = pack.periods.iter().find(|rule| rule.name == one.name);
        one.is_open()
            && rule.is_some_and(|rule| {
                rule.ends_by
                    .iter()
                    .any(|record| does(record, Step::ReviewOpine))
            })
    });
    open.into_iter().next_back()
}

fn line(app: &App, signed: &Signed, file: &File, due: Option<&Deadline>) -> Vec<Markup> {
    let case = &file.case;
    let state = case.reviews.state();
    vec![
        html! { a href={ "/desk/review/" (file.id) } data-row { (case.number) } br; (case.title) },
        html! { (tag(state.word(), if state.allows() { Tone::Good } else { Tone::Active })) },
        html! { (case.reviews.rounds().len()) },
        html! { @if let Some(one) = due { (chip(&time::chip(app, signed, one, event(case, one)))) } },
        html! { (handlers(signed, case)) br; (case.section) },
    ]
}

fn event<'a>(case: &'a Case, one: &Deadline) -> &'a str {
    case.dossier
        .deed(one.record)
        .map_or("", |deed| &deed.record)
}

/// One review.
pub async fn one(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    asked: Asked,
) -> Result<Markup, No> {
    let case = &file.case;
    let round = case.reviews.latest().ok_or(No::NotFound)?;
    let href = format!("/desk/review/{}", file.id);
    let left = html! {
        (section("submitted", words::desk::SUBMITTED, &submitted(&signed, &file, round)))
        (section("file", words::desk::FILE_LIST, &records(&file)))
    };
    let right = html! {
        (section("steps", words::desk::REVIEW_NEXT, &steps(&app, &signed, &file, &href, &asked)))
        (section("rounds", words::desk::ROUNDS, &rounds(&signed, case, &file.id)))
        (opened(&app, &signed, &file)?)
    };
    let due = time_left(&signed, case);
    let body = html! {
        @if let Some(one) = &due { p { (chip(&time::chip(&app, &signed, one, event(case, one)))) } }
        (split_turned(&left, &right))
    };
    let mut page = Page::desk(words::desk::review_of(&case.number), desk::agency(&signed), body)
        .crumb("/desk/review", words::desk::REVIEW)
        .lead(html! { p { a href={ "/desk/cases/" (file.id) } { (case.title) } "　" (tag(case.reviews.state().word(), Tone::Active)) } });
    if let Some(done) = desk::done(&case.dossier, &asked, &format!("/desk/cases/{}", file.id)) {
        page = page.notice(done);
    }
    Ok(desk::show(&app, &signed, "review", page))
}

/// Who opened which record as its reviewer; nothing where nobody has.
fn opened(app: &App, signed: &Signed, file: &File) -> Result<Markup, No> {
    let agency = signed.office.agency();
    let store = &app.installation.store;
    let opened = store.opened(signed.office.code(), &file.id, SHOWN_OPENED)?;
    if opened.is_empty() {
        return Ok(html! {});
    }
    let what = |no: u32| match file.case.dossier.deed(no) {
        Some(deed) => words::desk::titled(no, &deed.record),
        None => words::desk::WHOLE_FILE.to_owned(),
    };
    let list = html! {
        ul.plain { @for one in &opened {
            li { time datetime=(one.at) { (words::moment(one.at)) } "　"
                (agency.people.name(&one.person)) "　" (what(one.no)) }
        } }
    };
    Ok(section("opened", words::desk::OPENED_RECORDS, &list))
}

/// What was sent for review, as it was entered.
fn submitted(signed: &Signed, file: &File, round: &Round) -> Markup {
    match file.case.dossier.deed(round.no) {
        Some(deed) => entered(signed, file, deed),
        None => html! {},
    }
}

fn entered(signed: &Signed, file: &File, deed: &Deed) -> Markup {
    let agency = signed.office.agency();
    let href = format!("/desk/cases/{}", file.id);
    let frame = Frame {
        people: &agency.people,
        file: &href,
        deed,
        dossier: &file.case.dossier,
    };
    describe(&frame.fields(signed.office.pack().form(&deed.record), &deed.fields))
}

fn records(file: &File) -> Markup {
    html! {
        ul.plain { @for deed in file.case.dossier.deeds() {
            li { a href={ "/desk/cases/" (file.id) "/records/" (deed.no) } { (label(deed)) } }
        } }
    }
}

/// The steps of the round that the person may take now, the next one open; those that are not yet
/// possible say why.
fn steps(app: &App, signed: &Signed, file: &File, href: &str, asked: &Asked) -> Markup {
    let into = Into::Case(file.clone());
    let Signed {
        office,
        person,
        now,
        ..
    } = signed;
    office.offers(Some(&file.case), person, *now, false, |offers| {
        let of_review: Vec<_> = offers
            .into_iter()
            .filter(|offer| is_of_review(office.pack(), offer.form))
            .collect();
        let wanted = asked.get("step");
        let next = of_review
            .iter()
            .find(|offer| offer.form.name == wanted)
            .or_else(|| of_review.iter().find(|offer| offer.lacks.is_empty() && is_next(&file.case, offer.form)));
        let next = next.map(|offer| offer.form.name.clone());
        html! {
            @if of_review.is_empty() { (empty::empty(words::desk::NO_STEP, words::desk::NO_STEP_FIRST, None)) }
            @for offer in &of_review {
                details.more open[next.as_ref() == Some(&offer.form.name)] {
                    summary { (offer.form.name)
                        @if !offer.lacks.is_empty() { " " span.lead { (words::road::NOT_YET) } } }
                    @if offer.lacks.is_empty() {
                        @let asked = with_next(href);
                        p.lead { (offer.form.hint) }
                        (Entry::new(app, signed, &into, offer.form, &asked).form(&offer.form.name))
                    } @else {
                        ul.plain { @for lack in &offer.lacks { li { (lack.shows) (lack.instead) } } }
                    }
                }
            }
        }
    })
}

fn with_next(href: &str) -> Asked {
    let mut asked = Asked::default();
    asked.push("next", href);
    asked
}

/// Forms that move a review, and those that concern one of its records.
fn is_of_review(pack: &law::pack::Pack, form: &law::form::Form) -> bool {
    let step = form.step.as_deref().unwrap_or_default();
    let moves = step.starts_with("review.")
        && step != Step::ReviewSubmit.name()
        && step != Step::ReviewVouch.name();
    let kinds = form.bound("about").map(|field| &field.kind);
    let concerns = matches!(kinds, Some(law::form::FieldKind::Ref(kinds)) if kinds.iter().any(|kind| {
        let step = pack.form(kind).and_then(|form| form.step.as_deref());
        step.is_some_and(|step| step.starts_with("review."))
    }));
    moves || concerns
}

/// Whether a form is the step that the round waits for.
fn is_next(case: &Case, form: &law::form::Form) -> bool {
    let Some(round) = case.reviews.latest() else {
        return false;
    };
    let wanted = match () {
        () if round.received.is_none() => Step::ReviewReceive,
        () if round.declared.is_empty() => Step::ReviewDeclare,
        () if !round.examined => Step::ReviewExamine,
        () if round.opinion.is_none() => Step::ReviewOpine,
        () => Step::ReviewAnswer,
    };
    form.step.as_deref() == Some(wanted.name())
}

fn rounds(signed: &Signed, case: &Case, id: &str) -> Markup {
    let agency = signed.office.agency();
    let link =
        |no: u32, said: &str| html! { a href={ "/desk/cases/" (id) "/records/" (no) } { (said) } };
    let rows = case
        .reviews
        .rounds()
        .iter()
        .enumerate()
        .rev()
        .map(|(n, round)| {
            let declared = round
                .declared
                .iter()
                .map(|(who, has)| words::desk::declared(agency.people.name(who), *has));
            let declared: Vec<String> = declared.collect();
            vec![
                link(round.no, &words::desk::round(n + 1)),
                html! { (words::date(round.submitted.date())) },
                html! { @if let Some(day) = round.received { (words::date(day)) } },
                html! { (declared.join("、")) },
                html! { @if let Some(opinion) = &round.opinion {
                    (link(opinion.no, &opinion.opinions.join("、"))) br;
                    (words::date(opinion.issued)) " " (agency.people.name(&opinion.signer))
                } },
                html! { @if let Some(allowed) = round.settled { (words::desk::settled(allowed)) } },
            ]
        });
    let shown = Table {
        caption: words::desk::ROUNDS.into(),
        is_caption_unseen: true,
        columns: words::desk::ROUND_COLUMNS.map(Column::new).to_vec(),
        rows: rows.collect(),
    };
    table(&shown, &html! {})
}
