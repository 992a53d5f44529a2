//! What is late, missing, marked or not yet public, case by case.

use enforcement::deadline::Deadline;
use law::period::Status;
use maud::{Markup, html};
use registry::Fault;
use registry::states::case_of;
use registry::survey::Surveyed;

use super::{View, listed};
use crate::desk::time;
use crate::parts::deadline::chip;
use crate::parts::empty::empty;
use crate::parts::layout::section;
use crate::parts::tag::{Tone, tag};
use crate::words;
use crate::words::desk::supervision::{self as said, hidden, lacks, late, objected, rotten};
use crate::words::witness::objects;
use enforcement::supervision::Figure;

/// A deadline in a file, as it stands now.
type InFile<'a> = (&'a Surveyed, Deadline);

impl View<'_> {
    fn standing(&self, is_meant: impl Fn(Status) -> bool) -> Vec<InFile<'_>> {
        let (now, calendar) = (self.signed.now, self.signed.office.calendar());
        let mut found = Vec::new();
        for file in &self.files {
            let of_file = file
                .survey
                .deadlines
                .iter()
                .map(|one| one.at(now, calendar));
            let meant = of_file.filter(|one| one.status.is_some_and(&is_meant));
            found.extend(meant.map(|one| (file, one)));
        }
        found.sort_by_key(|(_, one)| one.due.map(|due| due.at));
        found
    }

    /// What is out of time and not done, the longest first.
    pub(super) fn open_late(&self) -> Vec<InFile<'_>> {
        self.standing(|status| matches!(status, Status::Overdue { .. }))
    }

    /// What was done out of time.
    pub(super) fn done_late(&self) -> Vec<InFile<'_>> {
        self.standing(|status| matches!(status, Status::Late { .. }))
    }

    pub(super) fn overdue(&self) -> Markup {
        let none = empty(late::NONE, late::NONE_FIRST, None);
        self.deadlines(late::OVERDUE, &self.open_late(), &none)
    }

    /// Nothing at all where nothing was late: the list above says already that all is well.
    pub(super) fn late(&self) -> Markup {
        let done = self.done_late();
        if done.is_empty() {
            return html! {};
        }
        section(
            "late",
            late::LATE,
            &self.deadlines(late::LATE, &done, &html! {}),
        )
    }

    fn deadlines(&self, title: &str, list: &[InFile<'_>], none: &Markup) -> Markup {
        let rows = list.iter().map(|(file, one)| {
            let event = self
                .signed
                .office
                .pack()
                .periods
                .iter()
                .find(|rule| rule.name == one.name);
            let event = event.map_or("", |rule| rule.from.record.as_str());
            vec![
                self.file(file),
                self.record(file, one.record, &words::desk::of_year(&one.name, one.year)),
                chip(&time::chip(self.app, self.signed, one, event)),
                html! { (one.owner.join("、")) },
                html! { (file.survey.section) },
            ]
        });
        let columns = [
            said::CASE,
            late::NAME,
            late::STANDS,
            late::OWNER,
            said::SECTION,
        ];
        listed(title, &columns, rows.collect(), none)
    }

    pub(super) fn lacks(&self) -> Markup {
        let mut rows = Vec::new();
        for file in &self.files {
            let lacks = &file.survey.lacks;
            if !lacks.is_empty() {
                let listed = html! { ul.plain { @for lack in lacks {
                    li { (lack.record) " " (self.inline(lack.basis.first())) }
                } } };
                rows.push(vec![
                    self.file(file),
                    listed,
                    html! { (file.survey.section) },
                ]);
            }
        }
        let columns = [said::CASE, lacks::WHAT, said::SECTION];
        listed(
            lacks::TITLE,
            &columns,
            rows,
            &empty(lacks::NONE, lacks::NONE_FIRST, None),
        )
    }

    pub(super) fn marks(&self) -> Markup {
        let mut rows = Vec::new();
        for file in &self.files {
            for mark in &file.survey.marks {
                rows.push(vec![
                    self.file(file),
                    html! { (tag(&mark.name, Tone::Care)) " " (self.record(file, mark.no, &super::number(mark.no))) },
                    self.basis(mark.basis.clauses()),
                    html! { (file.survey.section) },
                ]);
            }
        }
        let columns = [said::CASE, lacks::MARK, said::BASIS, said::SECTION];
        listed(
            lacks::MARKS,
            &columns,
            rows,
            &empty(lacks::NO_MARKS, lacks::NO_MARKS_FIRST, None),
        )
    }

    /// Matters and information without a disclosure.
    pub(super) fn hidden(&self) -> Markup {
        let rows = self.unmet(Figure::Covered).into_iter().map(|(file, spot)| {
            vec![
                self.file(file),
                self.record(file, spot.no, &spot.what),
                html! { (tag(&spot.why, Tone::Active)) },
                html! { (file.survey.section) },
            ]
        });
        let columns = [said::CASE, hidden::WHAT, hidden::STATE, said::SECTION];
        listed(
            hidden::TITLE,
            &columns,
            rows.collect(),
            &empty(hidden::NONE, hidden::NONE_FIRST, None),
        )
    }

    /// Witnesses that do not stand by the agency's log. Nothing at all where all do.
    pub(super) fn objected(&self) -> Markup {
        let seen = self
            .app
            .installation
            .witnessed
            .of(self.signed.office.code());
        let rows = seen.iter().filter_map(|one| {
            let what = objects(one.witness.name(), one.objection?);
            Some(vec![html! { (one.witness.name()) }, html! { (what) }])
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            return html! {};
        }
        let columns = [objected::WITNESS, objected::STATE];
        let list = listed(objected::TITLE, &columns, rows, &html! {});
        let body = html! { p { strong { (objected::ADVICE) } } (list) };
        section("objected", objected::TITLE, &body)
    }

    /// Files that are not what they were when they were stored, with the records that cite them.
    /// Nothing at all where there are none.
    pub(super) fn rotten(&self) -> Result<Markup, Fault> {
        let office = &self.signed.office;
        let mut rows = Vec::new();
        for rot in self.app.installation.rotten(office.code()) {
            for index in &rot.entries {
                let entries = office.log().entries(*index, 1)?;
                let Some(entry) = entries.first() else {
                    continue;
                };
                let case = case_of(&entry.stream);
                let of_case = |file: &&Surveyed| file.case.as_deref() == case;
                let no = u32::try_from(entry.version).unwrap_or(0);
                let name = super::number(no);
                let file = self.files.iter().find(of_case);
                rows.push(vec![
                    html! { @match file { Some(file) => (self.file(file)), None => (said::OWN_FILE) } },
                    html! { @match file { Some(file) => (self.record(file, no, &name)), None => (name) } },
                    html! { (tag(if rot.gone { rotten::GONE } else { rotten::ALTERED }, Tone::Care)) },
                ]);
            }
        }
        if rows.is_empty() {
            return Ok(html! {});
        }
        let columns = [said::CASE, said::RECORD, rotten::STATE];
        let list = listed(rotten::TITLE, &columns, rows, &html! {});
        Ok(section("rotten", rotten::TITLE, &list))
    }
}
