//! What supervisors have found, by type in the order of the text, with whether it was put right;
//! and what the law refused, which may be looked into.

use enforcement::supervision::{Finding, together};
use law::citation::ClauseId;
use law::form::Form;
use maud::{Markup, html};
use registry::survey::Surveyed;

use super::{SHOWN, View, listed};
use crate::answer::No;
use crate::asked::encode;
use crate::desk;
use crate::parts::button::{Look, link};
use crate::parts::empty::empty;
use crate::parts::layout::section_with;
use crate::parts::table::{Column, Table, table};
use crate::parts::tag::{Tone, tag};
use crate::words;
use crate::words::desk::supervision::{self as said, findings as of, refused};

/// Refused tries that are looked through for those to be shown.
const LOOKED_AT: u32 = 2000;

impl View<'_> {
    pub(super) fn findings(&self) -> Markup {
        let forms = self.finding_forms();
        let tools = html! {
            @for form in forms.iter().filter(|form| desk::may_enter(self.signed, None, form)) {
                (link(&format!("/desk/agency/enter/{}", encode(&form.name)), &form.name, Look::Quiet))
            }
        };
        let body = html! {
            @if forms.is_empty() { (empty(of::NONE, of::NONE_FIRST, None)) }
            @for form in &forms { (self.by_kind(form)) }
            (self.made())
        };
        section_with("findings", of::TITLE, &tools, &body)
    }

    fn all_findings(&self) -> Vec<(&Surveyed, &Finding)> {
        let mut all = Vec::new();
        for file in &self.files {
            all.extend(file.survey.findings.iter().map(|one| (file, one)));
        }
        all.sort_by_key(|(_, one)| std::cmp::Reverse(one.at));
        all
    }

    /// The types of one form in the order of the text, each with its count, none left out.
    fn by_kind(&self, form: &Form) -> Markup {
        let kinds = form
            .bound("kind")
            .map(|field| field.options.as_slice())
            .unwrap_or_default();
        let surveys = || self.files.iter().map(|file| file.survey.as_ref());
        let rows = kinds.iter().map(|kind| {
            let n = together::found(surveys(), &form.name, kind);
            vec![html! { (kind) }, html! { (n) }]
        });
        let shown = Table {
            caption: form.name.as_str().into(),
            is_caption_unseen: false,
            columns: vec![Column::new(of::KIND), Column::new(of::COUNT).number()],
            rows: rows.collect(),
        };
        html! { div.of-section { (table(&shown, &html! {})) } }
    }

    /// Every finding, the latest first, with whether its order still waits.
    fn made(&self) -> Markup {
        let all = self.all_findings();
        if all.is_empty() {
            return html! {};
        }
        let rows = all.iter().map(|(file, one)| {
            let against = one.against.as_deref().unwrap_or_default();
            vec![
                self.file(file),
                self.record(file, one.no, &one.record),
                html! { (one.kind) },
                html! { (self.agency.people.name(against)) },
                html! { (words::moment(one.at)) },
                state(file, one),
            ]
        });
        let columns = [
            said::CASE,
            said::RECORD,
            of::KIND,
            of::AGAINST,
            of::AT,
            of::STATE,
        ];
        html! { h3 { (of::LIST) } (listed(of::LIST, &columns, rows.collect(), &html! {})) }
    }

    /// What the law refused: all of it to those who make findings, to others their own.
    pub(super) fn refused(&self) -> Result<Markup, No> {
        let (office, is_supervisor) = (&self.signed.office, self.is_supervisor());
        let tries = self
            .app
            .installation
            .store
            .refused(office.code(), LOOKED_AT)?;
        let meant = tries
            .iter()
            .filter(|one| is_supervisor || one.person == self.signed.person);
        let rows = meant.take(SHOWN).map(|one| {
            let clauses = one.clauses.split('、').filter(|id| !id.is_empty());
            let clauses: Vec<ClauseId> = clauses.map(|id| ClauseId(id.to_owned())).collect();
            vec![
                html! { (words::moment(civil(one.at))) },
                html! { (self.agency.people.name(&one.person)) },
                html! { (one.record) },
                self.of_case(&one.case),
                html! { @for id in &clauses { (self.inline(id)) " " } },
            ]
        });
        let columns = [
            refused::AT,
            refused::PERSON,
            refused::RECORD,
            said::CASE,
            said::BASIS,
        ];
        let none = empty(refused::NONE, refused::NONE_FIRST, None);
        let title = if is_supervisor {
            refused::TITLE
        } else {
            refused::MINE
        };
        let body = listed(title, &columns, rows.collect(), &none);
        Ok(section_with("refused", title, &html! {}, &body))
    }

    fn of_case(&self, id: &str) -> Markup {
        if id.is_empty() {
            return html! { (said::OWN_FILE) };
        }
        match self
            .files
            .iter()
            .find(|file| file.case.as_deref() == Some(id))
        {
            Some(file) => self.file(file),
            None => match crate::access::open(self.signed, id) {
                Ok(file) => html! { a href={ "/desk/cases/" (id) } { (file.case.number) } },
                Err(_) => html! { "–" },
            },
        }
    }
}

/// Whether the order that came with a finding was carried out: the period it set running tells.
fn state(file: &Surveyed, finding: &Finding) -> Markup {
    let mut orders = file
        .survey
        .deadlines
        .iter()
        .filter(|one| one.record == finding.no);
    match orders.next() {
        Some(order) if order.is_open() => tag(of::OPEN, Tone::Care),
        Some(_) => tag(of::DONE, Tone::Good),
        None => html! {},
    }
}

/// Seconds since 1970 as civil time in Asia/Shanghai, which is UTC+8 throughout.
fn civil(seconds: i64) -> enforcement::Moment {
    let epoch = enforcement::Moment::constant(1970, 1, 1, 8, 0, 0, 0);
    epoch.saturating_add(jiff::SignedDuration::from_secs(seconds))
}
