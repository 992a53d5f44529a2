//! Sections side by side: how each keeps its times, what its cases lack, what was found.

use std::collections::BTreeMap;

use law::period::Status;
use maud::{Markup, html};
use registry::survey::Surveyed;

use super::View;
use crate::asked::encode;
use crate::parts::empty::empty;
use crate::parts::table::{Column, Table, table};
use crate::words::desk::supervision::{self as said, sections as of};

/// The sections that handle the cases in view.
pub(super) fn names(files: &[Surveyed]) -> Vec<String> {
    let cases = files.iter().filter(|file| file.case.is_some());
    let mut names: Vec<String> = cases.map(|file| file.survey.section.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// What one section shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    cases: usize,
    open: usize,
    met: usize,
    late: usize,
    overdue: usize,
    lacks: usize,
    marks: usize,
    findings: usize,
}

impl Counts {
    fn add(&mut self, status: Option<Status>) {
        match status {
            Some(Status::Met) => self.met += 1,
            Some(Status::Late { .. }) => self.late += 1,
            Some(Status::Open { .. }) => self.open += 1,
            Some(Status::Overdue { .. }) => self.overdue += 1,
            // Without a figure in the text nothing is early or late.
            None => {}
        }
    }

    fn all(self) -> [usize; 8] {
        [
            self.cases,
            self.open,
            self.met,
            self.late,
            self.overdue,
            self.lacks,
            self.marks,
            self.findings,
        ]
    }
}

const COLUMNS: [&str; 8] = [
    of::CASES,
    of::OPEN,
    of::MET,
    of::LATE,
    of::OVERDUE,
    of::LACKS,
    of::MARKS,
    of::FINDINGS,
];

impl View<'_> {
    /// The table; the agency's own file stands under no section.
    pub(super) fn sections(&self) -> Markup {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        let (now, calendar) = (self.signed.now, self.signed.office.calendar());
        for file in &self.files {
            let survey = &file.survey;
            let section = counts.entry(&survey.section).or_default();
            section.cases += usize::from(file.case.is_some());
            section.lacks += survey.lacks.len();
            section.marks += survey.marks.len();
            section.findings += survey.findings.len();
            for one in &survey.deadlines {
                section.add(one.at(now, calendar).status);
            }
        }
        let rows = counts.iter().map(|(name, counts)| {
            let name = match *name {
                "" => html! { (said::NO_SECTION) },
                name => html! { a href={ (super::HERE) "?section=" (encode(name)) } { (name) } },
            };
            let figures = counts.all().map(|n| html! { (n) });
            std::iter::once(name).chain(figures).collect()
        });
        let numbers = COLUMNS.into_iter().map(|label| Column::new(label).number());
        let shown = Table {
            caption: of::TITLE.into(),
            is_caption_unseen: true,
            columns: std::iter::once(Column::new(said::SECTION))
                .chain(numbers)
                .collect(),
            rows: rows.collect(),
        };
        table(&shown, &empty(of::NONE, of::NONE_FIRST, None))
    }
}
