//! One disclosure item: its text as it is and as the public would read it, every mark of personal
//! data with its ground, and the steps from draft to publication, each the pack's own form in its
//! place.

use axum::extract::{Path, State};
use enforcement::agency::Agency;
use enforcement::disclosure::{Draft, Item, ItemState, Mark, MarkState};
use enforcement::dossier::Dossier;
use enforcement::step::Step;
use law::form::{FieldKind, Form};
use law::refusal::Refusal;
use law::value::Value;
use maud::{Markup, html};
use registry::redaction;
use registry::views::OWN;

use crate::access::Signed;
use crate::answer::No;
use crate::app::{App, Shared};
use crate::asked::Asked;
use crate::desk::disclosure::{file_of, item_href, items_of, steps_in, tone};
use crate::desk::entry::{Entry, Into};
use crate::desk::fields::{Sheet, label};
use crate::desk::{self, time};
use crate::parts::deadline::chip;
use crate::parts::describe::describe;
use crate::parts::layout::{section, split_turned};
use crate::parts::page::Page;
use crate::parts::redaction::{self as marks, Choice};
use crate::parts::tag::{Tone, tag};
use crate::parts::{beside, button, notice};
use crate::words;

/// Characters shown on each side of a mark.
const AROUND: usize = 12;

struct View<'a> {
    app: &'a App,
    signed: &'a Signed,
    into: &'a Into,
    agency: &'a Agency,
    dossier: &'a Dossier,
    item: &'a Item,
    href: String,
    asked: &'a Asked,
}

/// An item of a case.
pub async fn of_case(
    State(app): State<Shared>,
    signed: Signed,
    Path((case, no)): Path<(String, u32)>,
    asked: Asked,
) -> Result<Markup, No> {
    show(&app, &signed, &case, no, &asked)
}

/// An item of the agency's own file.
pub async fn of_agency(
    State(app): State<Shared>,
    signed: Signed,
    Path(no): Path<u32>,
    asked: Asked,
) -> Result<Markup, No> {
    show(&app, &signed, OWN, no, &asked)
}

fn show(app: &App, signed: &Signed, case: &str, no: u32, asked: &Asked) -> Result<Markup, No> {
    let into = file_of(signed, case)?;
    let agency = signed.office.agency();
    let none = Dossier::default();
    let item = items_of(&into, &agency).get(no).ok_or(No::NotFound)?;
    let view = View {
        app,
        signed,
        into: &into,
        agency: &agency,
        dossier: into.dossier(&agency, &none),
        item,
        href: item_href(case, no),
        asked,
    };
    let main = html! {
        (view.texts())
        (section("history", words::desk::HAPPENED, &view.history()))
    };
    let side = html! {
        (section("now", words::desk::ITEM_NEXT, &view.next()))
        (view.deadlines())
        (view.others())
    };
    let body = html! { (view.head()) (split_turned(&main, &side)) };
    let title = if item.title.is_empty() {
        &item.category
    } else {
        &item.title
    };
    let mut page = Page::desk(title.as_str(), desk::agency(signed), body)
        .crumb("/desk/disclosure", words::desk::DISCLOSURE)
        .lead(html! { p { (item.category) "　" (tag(item.state().word(), tone(item.state().word()))) } })
        .tools(view.tools());
    if let Some(done) = desk::done(view.dossier, asked, &into.href()) {
        page = page.notice(done);
    }
    Ok(desk::show(app, signed, "disclosure", page))
}

impl View<'_> {
    fn tools(&self) -> Markup {
        let office = &self.signed.office;
        let case = match self.into {
            Into::Case(file) => &file.id,
            _ => OWN,
        };
        let public = format!("/decisions/{}/{case}-{}", office.code(), self.item.no);
        html! {
            @if self.item.published.is_some() { (button::link(&public, words::desk::TO_PUBLIC, button::Look::Plain)) }
            (button::print())
        }
    }

    fn head(&self) -> Markup {
        let item = self.item;
        let mut facts = vec![
            (words::desk::FORMED, html! { (words::date(item.formed)) }),
            (
                words::desk::IN_FILE,
                html! { a href={ (self.into.href()) "/records/" (item.no) } {
                @match self.into.case() { Some(case) => (case.number), None => (words::desk::AGENCY_FILE) } } },
            ),
        ];
        if let Some(draft) = item
            .draft
            .as_ref()
            .filter(|draft| !draft.publication.is_empty())
        {
            facts.push((words::desk::PUBLICATION, html! { (draft.publication) }));
        }
        if !item.grounds.is_empty() {
            let grounds: Vec<&str> = item.grounds.iter().map(String::as_str).collect();
            facts.push((words::desk::GROUNDS, html! { (grounds.join("、")) }));
        }
        if let Some(first) = item.first_published {
            facts.push((words::desk::PUBLISHED, html! { (words::moment(first)) }));
        }
        if !item.corrected.is_empty() {
            let times: Vec<String> = item.corrected.iter().map(|at| words::moment(*at)).collect();
            facts.push((words::desk::CORRECTED, html! { (times.join("、")) }));
        }
        if !item.channels.is_empty() {
            let channels = item
                .channels
                .iter()
                .map(|one| format!("{} {}", one.name, words::date(one.at.date())));
            facts.push((
                words::desk::CHANNELS,
                html! { (channels.collect::<Vec<_>>().join("、")) },
            ));
        }
        html! { div.facts { (describe(&facts)) } }
    }

    /// The text as it is and as the public would read it, side by side.
    fn texts(&self) -> Markup {
        let Some(draft) = &self.item.draft else {
            return html! {};
        };
        let pack = self.signed.office.pack();
        let inner = redaction::texts(pack, draft);
        let public: Vec<(String, String)> = match &draft.public {
            Some(public) => inner
                .iter()
                .filter_map(|(name, _)| Some((name.clone(), public.get(name)?.shown())))
                .collect(),
            None => redaction::preview(pack, draft),
        };
        let body = html! {
            @if draft.public.is_none() { p.lead { (words::desk::PREVIEW) } }
            (beside::inner_and_public(
                html! { @for (name, text) in &inner { (inner_text(draft, name, text)) } },
                html! { @for (name, text) in &public { p { span.lead { (name) "：" } (text) } } },
            ))
            @if !draft.residue.is_empty() {
                (notice::notice(notice::Kind::Care, &html! { p { (words::desk::residue(&draft.residue)) } }))
            }
        };
        section("text", words::desk::TEXT, &body)
    }

    /// The forms that the item waits for now; where they are others', who they are.
    fn next(&self) -> Markup {
        let steps = steps_of(self.item);
        let forms = self.forms();
        let mine: Vec<_> = forms
            .iter()
            .filter(|(form, ..)| is_one_of(form, &steps))
            .collect();
        let first = mine
            .iter()
            .position(|(_, may, lacks)| *may && lacks.is_empty());
        html! {
            @if steps.is_empty() { p { (words::desk::ITEM_DONE) } }
            @for (at, (form, may, lacks)) in mine.into_iter().enumerate() {
                @if *may { (self.step(form, lacks, Some(at) == first)) }
                @else { p { (words::desk::waits_for(&form.name, &form.by)) } }
            }
        }
    }

    /// One thing that can be done, unfolded or not: its form, or what it lacks.
    fn step(&self, form: &Form, lacks: &[Refusal], is_open: bool) -> Markup {
        html! {
            details.more open[is_open] {
                summary { (form.name)
                    @if !lacks.is_empty() { " " span.lead { (words::road::NOT_YET) } } }
                @if lacks.is_empty() {
                    @if !form.hint.is_empty() { p.lead { (form.hint) } }
                    (self.form(form))
                } @else {
                    ul.plain { @for lack in lacks { li { (lack.shows) (lack.instead) } } }
                }
            }
        }
    }

    /// Everything else that can be done about the item.
    fn others(&self) -> Markup {
        let steps = steps_of(self.item);
        let wanted = self.asked.get("record");
        let forms = self.forms();
        let others: Vec<_> = forms
            .iter()
            .filter(|(form, may, _)| *may && !is_one_of(form, &steps))
            .collect();
        if others.is_empty() {
            return html! {};
        }
        let body = html! {
            @for (form, _, lacks) in others {
                (self.step(form, lacks, form.name == wanted))
            }
        };
        section("others", words::desk::ITEM_OTHERS, &body)
    }

    /// Every form about this item, whether the person holds a post for it, and what it lacks.
    fn forms(&self) -> Vec<(&Form, bool, Vec<Refusal>)> {
        let Signed {
            office,
            person,
            now,
            ..
        } = self.signed;
        let pack = office.pack();
        let lacking: Vec<(String, Vec<Refusal>)> =
            office.offers(self.into.case(), person, *now, true, |offers| {
                let told = offers
                    .into_iter()
                    .map(|offer| (offer.form.name.clone(), offer.lacks));
                told.collect()
            });
        let forms = lacking
            .into_iter()
            .filter_map(|(name, lacks)| Some((pack.form(&name)?, lacks)));
        forms
            .filter(|(form, _)| self.concerns(form))
            .map(|(form, lacks)| {
                (
                    form,
                    desk::may_enter(self.signed, self.into.case(), form),
                    lacks,
                )
            })
            .collect()
    }

    /// Whether a form can be about this item or about a record that is about it.
    fn concerns(&self, form: &Form) -> bool {
        let Some(FieldKind::Ref(kinds)) = form.bound("about").map(|field| &field.kind) else {
            return false;
        };
        let own = self.dossier.deed(self.item.no).map(|deed| &deed.record);
        let is_own = own.is_some_and(|record| kinds.contains(record));
        let is_disclosure = form.stage == self.stage()
            || form
                .step
                .as_deref()
                .is_some_and(|step| step.starts_with("disclosure."));
        let is_of_follower = self
            .dossier
            .about(self.item.no)
            .any(|deed| kinds.contains(&deed.record));
        (is_own && is_disclosure) || is_of_follower
    }

    /// The stage in which disclosure stands.
    fn stage(&self) -> &str {
        let form = self.signed.office.pack().form_doing(Step::ItemOpen.name());
        form.map_or("", |form| &form.stage)
    }

    fn form(&self, form: &Form) -> Markup {
        let mut asked = Asked::default();
        asked.push("next", self.href.as_str());
        asked.push("about", self.about(form).to_string());
        let entry = Entry::new(
            self.app,
            self.signed,
            self.into,
            form,
            &self.with_request(form, asked),
        );
        let is_marking = form.step.as_deref() == Some(Step::ItemMark.name());
        match &self.item.draft {
            Some(draft) if is_marking => {
                entry.framed(&form.name, self.dossier, self.marking(form, draft, &entry))
            }
            _ => entry.form(&form.name),
        }
    }

    /// What the public handed in, as the beginning of the form that takes it in.
    fn with_request(&self, form: &Form, mut asked: Asked) -> Asked {
        let Ok(n) = self.asked.get("request").parse::<i64>() else {
            return asked;
        };
        if form.step.as_deref() != Some(Step::ItemObject.name()) {
            return asked;
        }
        let code = self.signed.office.code();
        // A list that cannot be read leaves the form empty; the list's own page tells the fault.
        let waiting = self
            .app
            .installation
            .store
            .requests(code)
            .unwrap_or_default();
        if let Some((_, request)) = waiting.into_iter().find(|(known, _)| *known == n) {
            asked.push("request", n.to_string());
            // The period runs from the day it was handed in, not from the day it is taken in.
            if let Some(field) = form.bound("date") {
                asked.push(field.name.clone(), request.at.date().to_string());
            }
            for (name, value) in &request.fields {
                asked.push(name.clone(), value.shown());
            }
        }
        asked
    }

    /// The item, or the latest record about it that the form can be about.
    fn about(&self, form: &Form) -> u32 {
        let Some(FieldKind::Ref(kinds)) = form.bound("about").map(|field| &field.kind) else {
            return self.item.no;
        };
        let followers = self.dossier.about(self.item.no);
        let latest = followers.filter(|deed| kinds.contains(&deed.record)).last();
        latest.map_or(self.item.no, |deed| deed.no)
    }

    /// The marks of a draft, each to be hidden or released, and what is to be hidden beyond them.
    fn marking(&self, form: &Form, draft: &Draft, entry: &Entry<'_>) -> Markup {
        let texts = redaction::texts(self.signed.office.pack(), draft);
        let text = |name: &str| {
            texts
                .iter()
                .find(|(known, _)| known == name)
                .map_or("", |(_, text)| text)
        };
        let about = form.bound("about").map_or("", |field| &field.name);
        let table = form.bound("marks").map_or("", |field| &field.name);
        let wrong = std::collections::BTreeMap::new();
        let sheet = Sheet {
            app: self.app,
            signed: self.signed,
            agency: &self.signed.office.agency(),
            dossier: self.dossier,
            form,
            typed: &entry.typed,
            wrong: &wrong,
            texts: texts.iter().map(|(name, _)| name.clone()).collect(),
            undemanded: Vec::new(),
        };
        html! {
            input type="hidden" name=(about) value=(self.item.no);
            @if draft.marks.is_empty() { p { (words::desk::NO_MARK) } }
            @for (at, one) in draft.marks.iter().enumerate() { (marks::mark(&mark(at + 1, one, text(&one.field)))) }
            (sheet.show_without(&[about, table]))
        }
    }

    fn history(&self) -> Markup {
        let mut deeds: Vec<_> = self.dossier.deed(self.item.no).into_iter().collect();
        deeds.extend(self.dossier.about(self.item.no));
        html! {
            ul.plain { @for deed in deeds {
                li { a href={ (self.into.href()) "/records/" (deed.no) } { (label(deed)) } "　" (self.agency.people.name(&deed.by))
                    @if let Some(passed) = deed.word("passed") { " " (passed_tag(passed)) } }
            } }
        }
    }

    fn deadlines(&self) -> Markup {
        let all = self
            .signed
            .office
            .deadlines(self.into.case(), self.signed.now);
        let about: Vec<_> = all
            .iter()
            .filter(|one| {
                one.record == self.item.no
                    || self
                        .dossier
                        .deed(one.record)
                        .is_some_and(|deed| deed.about == Some(self.item.no))
            })
            .collect();
        if about.is_empty() {
            return html! {};
        }
        let event = |no: u32| self.dossier.deed(no).map_or("", |deed| &deed.record);
        let body = html! {
            ul.plain { @for one in about {
                li { p { (one.name) } (chip(&time::chip(self.app, self.signed, one, event(one.record)))) }
            } }
        };
        section("due", words::desk::DUE, &body)
    }
}

fn passed_tag(passed: &Value) -> Markup {
    match passed {
        Value::Bool(true) => tag(words::desk::PASSED, Tone::Good),
        _ => tag(words::desk::NOT_PASSED, Tone::Care),
    }
}

fn is_one_of(form: &Form, steps: &[Step]) -> bool {
    let step = form.step.as_deref().and_then(Step::named);
    step.is_some_and(|step| steps.contains(&step))
}

/// The steps an item waits for: before it is examined, its grounds must have been checked too.
fn steps_of(item: &Item) -> Vec<Step> {
    let state = item.state();
    let mut steps = steps_in(state).to_vec();
    if !item.grounds_checked && matches!(state, ItemState::ToDraft | ItemState::ToExamine) {
        steps.insert(0, Step::ItemGround);
    }
    steps
}

/// A text with its marks, each leading to its control.
fn inner_text(draft: &Draft, name: &str, text: &str) -> Markup {
    let letters: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| -> String {
        letters.get(from..to).unwrap_or_default().iter().collect()
    };
    let shown = visible(draft, name, letters.len());
    let ends = shown.iter().map(|(_, mark)| mark.end);
    let begins: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let rest = begins.last().copied().unwrap_or_default();
    html! {
        p {
            span.lead { (name) "：" }
            @for ((n, mark), from) in shown.iter().zip(&begins) {
                (part(*from, mark.start))
                (marks::found(n + 1, &part(mark.start, mark.end), mark.state != MarkState::Released))
            }
            (part(rest, letters.len()))
        }
    }
}

/// The marks of a text with their numbers, in its order; one that begins within another is told by
/// that one.
fn visible<'a>(draft: &'a Draft, name: &str, length: usize) -> Vec<(usize, &'a Mark)> {
    let all = draft.marks.iter().enumerate();
    let mut here: Vec<(usize, &Mark)> = all
        .filter(|(_, mark)| mark.field == name && mark.start < mark.end && mark.end <= length)
        .collect();
    here.sort_by_key(|(_, mark)| (mark.start, mark.end));
    let mut end = 0;
    here.retain(|(_, mark)| {
        let is_free = mark.start >= end;
        if is_free {
            end = mark.end;
        }
        is_free
    });
    here
}

/// The control of one mark. Hiding is what the law asks for, so it stands chosen until a person
/// says otherwise.
fn mark<'a>(n: usize, one: &'a Mark, text: &str) -> marks::Mark<'a> {
    let letters: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| -> String {
        letters
            .get(from..to.min(letters.len()))
            .unwrap_or_default()
            .iter()
            .collect()
    };
    let found = part(one.start, one.end);
    marks::Mark {
        n,
        kind: if one.role.is_empty() {
            one.kind.as_str().into()
        } else {
            format!("{}（{}）", one.kind, one.role).into()
        },
        before: part(one.start.saturating_sub(AROUND), one.start).into(),
        after: part(one.end, one.end + AROUND).into(),
        becomes: redaction::instead(one, &found).into(),
        found: found.into(),
        why: one.reason.as_str().into(),
        choice: match one.state {
            MarkState::Proposed | MarkState::Hidden => Choice::Hide,
            MarkState::Released => Choice::Release,
        },
        ground: if one.state == MarkState::Released {
            one.reason.as_str().into()
        } else {
            "".into()
        },
    }
}
