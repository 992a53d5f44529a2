//! The file of a case as it will be kept: whether it is complete, its contents with their digests
//! and their places in the log, who answers for what, and what has become of it. Prints as the
//! index of the file.

use axum::extract::State;
use enforcement::Day;
use enforcement::agency::Agency;
use enforcement::checklist::{Line, Standing};
use enforcement::deed::Deed;
use enforcement::step::Step;
use enforcement::supervision::{Answer, answers};
use law::value::{Fields, Value};
use maud::{Markup, html};
use registry::proof::Place;

use crate::access::{File, Signed};
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::{Asked, encode};
use crate::desk;
use crate::parts::Link;
use crate::parts::button::{Look, link, print};
use crate::parts::citation::inline;
use crate::parts::describe::describe;
use crate::parts::empty::empty;
use crate::parts::layout::{figures, section};
use crate::parts::page::Page;
use crate::parts::table::{Column, Table, table};
use crate::parts::tabs::tabs;
use crate::parts::tag::{Tone, tag};
use crate::routes::{Route, Who, get};
use crate::words;
use crate::words::desk::archive::{self as said, answers as of, complete, contents, state};

/// The routes of these pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/desk/cases/{case}/archive", Who::Reader, show)]
}

/// The file and who looks at it.
struct View<'a> {
    app: &'a App,
    signed: &'a Signed,
    agency: &'a Agency,
    file: &'a File,
    href: String,
}

async fn show(
    State(app): State<Shared>,
    signed: Signed,
    file: File,
    asked: Asked,
) -> Result<Markup, No> {
    let places = signed.office.places(Some(&file.id), 1)?;
    let agency = signed.office.agency();
    let view = View {
        app: &app,
        signed: &signed,
        agency: &agency,
        file: &file,
        href: format!("/desk/cases/{}", file.id),
    };
    let body = html! {
        (section("complete", complete::TITLE, &view.complete()))
        (section("contents", contents::TITLE, &view.contents(&places, asked.get("medium"))))
        (section("answers", of::TITLE, &view.answers()))
        (section("state", state::TITLE, &view.state()))
    };
    let case = &file.case;
    let page = Page::desk(said::TITLE, desk::agency(&signed), body)
        .crumb("/desk/cases", words::desk::CASES)
        .crumb(view.href.clone(), case.number.clone())
        .lead(html! { (said::lead(&case.title, case.state())) })
        .tools(print());
    Ok(desk::show(&app, &signed, "cases", page))
}

impl View<'_> {
    fn record(&self, no: u32, label: &str) -> Markup {
        html! { a href={ (self.href) "/records/" (no) } { (label) } }
    }

    fn name(&self, id: &str) -> String {
        self.agency.people.name(id).to_owned()
    }

    // ---- Whether it is complete.

    fn complete(&self) -> Markup {
        let empty_stages = self.empty_stages();
        self.signed.office.checklist(&self.file.case, self.signed.now, |lines| {
            let count = |standing| lines.iter().filter(|line| line.standing == standing).count();
            let missing: Vec<&Line<'_>> = lines.iter().filter(|line| line.standing == Standing::Missing).collect();
            html! {
                (figures(&[
                    (complete::PRESENT, &count(Standing::Present).to_string(), None),
                    (complete::MISSING, &missing.len().to_string(), None),
                    (complete::NOT_APPLICABLE, &count(Standing::NotApplicable).to_string(), None),
                    (complete::EMPTY, &empty_stages.len().to_string(), None),
                ]))
                @if !empty_stages.is_empty() { p.lead { (complete::empty(&empty_stages.join("、"))) } }
                @if missing.is_empty() { p { (tag(complete::ALL, Tone::Good)) } }
                @else { (self.missing(&missing)) }
            }
        })
    }

    /// Stages of the regulation without a record; those it does not name are no gap.
    fn empty_stages(&self) -> Vec<&str> {
        let stages = self
            .signed
            .office
            .pack()
            .stages
            .iter()
            .filter(|stage| !stage.basis.is_empty());
        let deeds = self.file.case.dossier.deeds();
        let empty = stages.filter(|stage| deeds.iter().all(|deed| deed.stage != stage.name));
        empty.map(|stage| stage.name.as_str()).collect()
    }

    fn missing(&self, lines: &[&Line<'_>]) -> Markup {
        let (office, pack) = (&self.signed.office, self.signed.office.pack());
        let rows = lines.iter().map(|line| {
            let form = pack.form(line.record);
            let may = form.is_some_and(|form| desk::may_enter(self.signed, Some(&self.file.case), form));
            vec![
                html! { (line.record) " " (tag(complete::IS_MISSING, Tone::Care)) },
                html! { (line.blocks.join("、")) },
                html! { @for id in line.basis.clauses() { (inline(&self.app.cite(office.code(), pack, id))) " " } },
                html! { @if may {
                    (link(&format!("{}/enter/{}", self.href, encode(line.record)), complete::ADD, Look::Quiet))
                } },
            ]
        });
        let shown = Table {
            caption: complete::TITLE.into(),
            is_caption_unseen: true,
            columns: [complete::RECORD, complete::BLOCKS, complete::BASIS, ""]
                .map(Column::new)
                .to_vec(),
            rows: rows.collect(),
        };
        table(&shown, &html! {})
    }

    // ---- What is in it.

    fn contents(&self, places: &[Place], medium: &str) -> Markup {
        let deeds = self.file.case.dossier.deeds();
        let meant = deeds
            .iter()
            .filter(|deed| medium.is_empty() || deed.medium == medium);
        let rows: Vec<_> = meant.map(|deed| self.line(deed, places)).collect();
        let shown = Table {
            caption: contents::count(rows.len()).into(),
            is_caption_unseen: false,
            columns: vec![
                Column::new(contents::NO),
                Column::new(contents::RECORD),
                Column::new(contents::STAGE),
                Column::new(contents::MEDIUM),
                Column::new(contents::BY),
                Column::new(contents::AT),
                Column::new(contents::PLACE).number(),
                Column::new(contents::DIGEST),
            ],
            rows,
        };
        html! {
            (self.media(medium))
            p.lead { (contents::WHY) }
            (table(&shown, &empty(contents::NONE, contents::NONE_FIRST, None)))
        }
    }

    /// All records, or those of one form.
    fn media(&self, here: &str) -> Markup {
        let deeds = self.file.case.dossier.deeds();
        let mut media: Vec<&str> = deeds.iter().map(|deed| deed.medium.as_str()).collect();
        media.sort_unstable();
        media.dedup();
        if media.len() < 2 {
            return html! {};
        }
        let count = |medium: &str| {
            deeds
                .iter()
                .filter(|deed| medium.is_empty() || deed.medium == medium)
                .count()
        };
        let view = |medium: &str, label: &str| {
            let query = if medium.is_empty() {
                String::new()
            } else {
                format!("?medium={}", encode(medium))
            };
            let href = format!("{}/archive{query}#contents", self.href);
            (
                Link::new(href, label.to_owned()),
                medium == here,
                u64::try_from(count(medium)).ok(),
            )
        };
        let mut views = vec![view("", contents::ALL)];
        views.extend(media.iter().map(|medium| view(medium, medium)));
        tabs(Some(contents::VIEWS), &views)
    }

    fn line(&self, deed: &Deed, places: &[Place]) -> Vec<Markup> {
        let place = places.iter().find(|place| place.no == deed.no);
        vec![
            html! { (deed.no) },
            self.record(deed.no, &deed.record),
            html! { (deed.stage) },
            html! { (deed.medium) },
            html! { (self.name(&deed.by)) },
            html! { (words::moment(deed.entered)) },
            html! { @if let Some(place) = place {
                a href={ (self.href) "/records/" (deed.no) "#proof" } { (words::proof::entry(place.index + 1)) }
            } },
            html! { @if let Some(place) = place { (digests(deed, place)) } },
        ]
    }

    // ---- Who answers for what.

    fn answers(&self) -> Markup {
        let told = self
            .signed
            .office
            .bench(|bench| answers(bench, &self.file.case, self.signed.now));
        let signed = |answer: &Answer| match answer.no {
            0 => html! { (self.name(&answer.person)) " " (tag(of::UNSIGNED, Tone::Plain)) },
            _ => self.answer(answer),
        };
        html! {
            div.answers {
                div {
                    h3 { (of::MATERIALS) }
                    p.lead { (of::SECTION) "：" (told.section) }
                    ul { @for one in &told.materials { li { (signed(one)) } } }
                }
                div {
                    h3 { (of::OPINIONS) }
                    @if told.opinions.is_empty() { p.lead { (of::NO_OPINION) } }
                    ul { @for one in &told.opinions { li { (self.answer(one)) } } }
                }
                div {
                    h3 { (of::DECISION) }
                    @if self.file.case.decision.is_none() { p.lead { (of::NO_DECISION) } }
                    @if let Some(first) = &told.first { (self.first(first)) }
                    ul { @for one in &told.decision { li { (self.answer(one)) } } }
                }
            }
        }
    }

    fn first(&self, first: &[Answer]) -> Markup {
        html! {
            @if first.is_empty() { p { (tag(of::NO_FIRST, Tone::Care)) } }
            @for one in first {
                p { strong { (of::FIRST) "：" (self.name(&one.person)) } " " span.lead { (one.by) } }
            }
        }
    }

    fn answer(&self, answer: &Answer) -> Markup {
        html! {
            (self.name(&answer.person)) " " span.lead { (answer.section) } " "
            (self.record(answer.no, &words::desk::titled(answer.no, &answer.by)))
        }
    }

    // ---- What has become of it.

    fn state(&self) -> Markup {
        let case = &self.file.case;
        let done = |step: Step| match case.dossier.doing(step).next_back() {
            Some(deed) => html! {
                (words::date(deed.day("date").unwrap_or_else(|| deed.entered.date()))) " "
                (self.record(deed.no, &deed.record)) " " span.lead { (self.name(&deed.by)) }
            },
            None => html! { (tag(state::OPEN, Tone::Plain)) },
        };
        let mut facts = vec![
            (state::CLOSED, done(Step::CaseClose)),
            (state::ARCHIVED, done(Step::CaseArchive)),
        ];
        facts.extend(case.archived_on.map(|day| (state::KEPT, self.kept(day))));
        html! {
            (describe(&facts))
            @if case.archived { p.lead { (state::READ_ONLY) } }
        }
    }

    /// Until when records of each kind are kept; a kind without a term is told as such.
    fn kept(&self, archived: Day) -> Markup {
        let form = self
            .signed
            .office
            .pack()
            .form_doing(Step::RetentionSet.name());
        let field = form.and_then(|form| form.bound("kind"));
        let kinds = field
            .map(|field| field.options.as_slice())
            .unwrap_or_default();
        html! {
            @for kind in kinds {
                p { (kind) " "
                    @match self.agency.kept_until(kind, archived) {
                        Some(day) => (state::until(&words::date(day))),
                        None => (tag(state::UNSET, Tone::Care)),
                    }
                }
            }
        }
    }
}

/// The digest of a record and of every file it cites.
fn digests(deed: &Deed, place: &Place) -> Markup {
    let mut files = Vec::new();
    cited(&deed.fields, &mut files);
    let short: String = place.leaf.chars().take(12).collect();
    html! {
        details.digests {
            summary { code { (short) "…" } @if !files.is_empty() { " +" (files.len()) } }
            dl {
                div { dt { (contents::LEAF) } dd { code.hash { (place.leaf) } } }
                @for (name, digest) in &files { div { dt { (name) } dd { code.hash { (digest) } } } }
            }
        }
    }
}

/// Name and digest of every file that fields cite.
fn cited<'a>(fields: &'a Fields, found: &mut Vec<(&'a str, &'a str)>) {
    for value in fields.values() {
        match value {
            Value::Row(row) => {
                let text = |part: &str| row.get(part).and_then(Value::text);
                match text("sha256") {
                    Some(digest) => found.push((text("name").unwrap_or_default(), digest)),
                    None => cited(row, found),
                }
            }
            Value::List(items) => {
                items
                    .iter()
                    .filter_map(Value::row)
                    .for_each(|row| cited(row, found));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_however_deep_they_stand() {
        let file = |name: &str| {
            let parts = [("sha256", "ab"), ("name", name)];
            Value::Row(
                parts
                    .map(|(part, text)| (part.into(), Value::from(text)))
                    .into(),
            )
        };
        let row = Value::Row(Fields::from([("附件".into(), file("乙.pdf"))]));
        let fields = Fields::from([
            ("材料".into(), file("甲.pdf")),
            ("清单".into(), Value::List(vec![row])),
        ]);
        let mut found = Vec::new();
        cited(&fields, &mut found);
        assert_eq!(found, [("甲.pdf", "ab"), ("乙.pdf", "ab")]);
    }
}
