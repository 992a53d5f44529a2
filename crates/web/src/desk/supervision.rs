//! Supervision: sections side by side, what is late, missing, marked or not yet public, the figures
//! the texts ask for, what was found and what was refused. All of it is evidence; findings are made
//! by people, in records. Names cases by their numbers; what is in them opens only to those who may
//! read it.

mod figures;
mod findings;
mod late;
mod sections;

use std::sync::Arc;

use axum::extract::State;
use enforcement::agency::Agency;
use enforcement::step::Step;
use enforcement::supervision::{Figure, Spot};
use law::citation::ClauseId;
use law::form::Form;
use maud::{Markup, html};
use registry::Fault;
use registry::survey::Surveyed;

use crate::access::{self, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk;
use crate::parts::citation::{Citation, citations, inline};
use crate::parts::field::{Choice, Field, Kind};
use crate::parts::filter::{Filter, filter};
use crate::parts::layout::{figures as line_of, section};
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::routes::{Route, Who, get};
use crate::words::desk::supervision as said;

/// The address of the page.
const HERE: &str = "/desk/supervision";
/// Lines of one list.
const SHOWN: usize = 100;

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get(HERE, Who::Signed, show)]
}

/// The files that are looked at, and by whom.
struct View<'a> {
    app: &'a App,
    signed: &'a Signed,
    agency: &'a Agency,
    files: Vec<Surveyed>,
}

async fn show(State(app): State<Shared>, signed: Signed, asked: Asked) -> Result<Markup, No> {
    // Folding and weighing many files takes a while and must not hold up other requests.
    let work = move || page(&app, &signed, &asked);
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Fault::internal)?
}

fn page(app: &Arc<App>, signed: &Signed, asked: &Asked) -> Result<Markup, No> {
    let now = signed.now;
    let year = asked.get("year").parse().unwrap_or(now.year());
    let mut files = signed.office.surveys(year, now)?;
    let sections = sections::names(&files);
    let only = asked.get("section");
    files.retain(|file| only.is_empty() || file.survey.section == only);
    let agency = signed.office.agency();
    let view = View {
        app,
        signed,
        agency: &agency,
        files,
    };
    let body = html! {
        (filter(&view.filter(asked, year, &sections)))
        (view.head())
        (view.objected())
        (section("sections", said::sections::TITLE, &view.sections()))
        (section("overdue", said::late::OVERDUE, &view.overdue()))
        (view.late())
        (section("lacks", said::lacks::TITLE, &view.lacks()))
        (section("marks", said::lacks::MARKS, &view.marks()))
        (section("hidden", said::hidden::TITLE, &view.hidden()))
        (view.rotten()?)
        (section("figures", said::figures::TITLE, &view.figures()))
        (view.findings())
        (view.refused()?)
    };
    let page = Page::desk(said::TITLE, desk::agency(signed), body).lead(html! { (said::LEAD) });
    Ok(desk::show(app, signed, "supervision", page))
}

impl View<'_> {
    fn filter<'b>(&self, asked: &'b Asked, year: i16, sections: &'b [String]) -> Filter<'b> {
        let years = (0..5).map(|back| self.signed.now.year() - back);
        let years = years
            .map(|year| Choice::new(year.to_string(), said::year(year)))
            .collect();
        let named = sections
            .iter()
            .map(|name| Choice::new(name.as_str(), name.as_str()));
        let named = std::iter::once(Choice::new("", said::ANY))
            .chain(named)
            .collect();
        Filter {
            action: HERE.into(),
            fields: vec![
                Field::new("year", said::YEAR, Kind::Select(years)).value(year.to_string()),
                Field::new("section", said::SECTION, Kind::Select(named))
                    .value(asked.get("section")),
            ],
            count: said::cases(self.files.iter().filter(|file| file.case.is_some()).count()).into(),
            ..Filter::default()
        }
    }

    /// The counts that lead down to the lists.
    fn head(&self) -> Markup {
        let surveys = || self.files.iter().map(|file| &file.survey);
        let count = |n: usize| n.to_string();
        line_of(&[
            (
                said::late::OVERDUE,
                &count(self.open_late().len()),
                Some("#overdue"),
            ),
            (
                said::late::LATE,
                &count(self.done_late().len()),
                Some("#late"),
            ),
            (
                said::lacks::TITLE,
                &count(surveys().map(|one| one.lacks.len()).sum()),
                Some("#lacks"),
            ),
            (
                said::lacks::MARKS,
                &count(surveys().map(|one| one.marks.len()).sum()),
                Some("#marks"),
            ),
            (
                said::hidden::TITLE,
                &count(self.unmet(Figure::Covered).len()),
                Some("#hidden"),
            ),
            (
                said::findings::TITLE,
                &count(surveys().map(|one| one.findings.len()).sum()),
                Some("#findings"),
            ),
        ])
    }

    /// What does not meet a figure, file by file.
    fn unmet(&self, figure: Figure) -> Vec<(&Surveyed, &Spot)> {
        let of_file = |file| spots(file, figure).map(move |spot| (file, spot));
        self.files.iter().flat_map(of_file).collect()
    }

    /// The way to the file, for those who may read it; the number for everyone.
    fn file(&self, file: &Surveyed) -> Markup {
        let Some(id) = &file.case else {
            return html! { a href="/desk/agency" { (said::OWN_FILE) } };
        };
        match self.may_read(file) {
            true => html! { a href={ "/desk/cases/" (id) } data-row { (file.survey.number) } },
            false => html! { (file.survey.number) },
        }
    }

    fn may_read(&self, file: &Surveyed) -> bool {
        let id = file.case.as_deref();
        id.is_none_or(|id| access::open(self.signed, id).is_ok())
    }

    /// A record by its name, with the way to it for those who may read the file.
    fn record(&self, file: &Surveyed, no: u32, name: &str) -> Markup {
        if no == 0 || !self.may_read(file) {
            return html! { (name) };
        }
        let place = file
            .case
            .as_ref()
            .map_or("/desk/agency".to_owned(), |id| format!("/desk/cases/{id}"));
        html! { a href={ (place) "/records/" (no) } { (name) } }
    }

    fn basis(&self, clauses: &[ClauseId]) -> Markup {
        let (code, pack) = (self.signed.office.code(), self.signed.office.pack());
        let cited: Vec<Citation> = clauses
            .iter()
            .map(|id| self.app.cite(code, pack, id))
            .collect();
        citations(&cited)
    }

    /// A clause in running text.
    fn inline(&self, id: &ClauseId) -> Markup {
        let (code, pack) = (self.signed.office.code(), self.signed.office.pack());
        inline(&self.app.cite(code, pack, id))
    }

    /// The forms in which findings are made.
    fn finding_forms(&self) -> Vec<&Form> {
        let forms = self.signed.office.pack().forms.iter();
        forms
            .filter(|form| form.step.as_deref() == Some(Step::FindingMake.name()))
            .collect()
    }

    /// Whether the person is one who makes findings.
    fn is_supervisor(&self) -> bool {
        self.finding_forms()
            .into_iter()
            .any(|form| desk::may_enter(self.signed, None, form))
    }
}

fn spots(file: &Surveyed, figure: Figure) -> impl Iterator<Item = &Spot> {
    let tallies = file
        .survey
        .figures
        .iter()
        .filter(move |(known, _)| *known == figure);
    tallies.flat_map(|(_, tally)| &tally.unmet)
}

/// The number of a record in its file.
fn number(no: u32) -> String {
    format!("#{no}")
}

/// A list of so many rows at most, and a word on those left out.
fn listed(
    caption: &str,
    columns: &[&'static str],
    mut rows: Vec<Vec<Markup>>,
    none: &Markup,
) -> Markup {
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let shown = Table {
        caption: caption.to_owned().into(),
        is_caption_unseen: true,
        columns: columns.iter().map(|label| Column::new(*label)).collect(),
        rows,
    };
    html! {
        (table(&shown, none))
        @if more > 0 { p.lead { (said::more(more)) } }
    }
}
