//! The scene of one act: everything the law may ask about while it is judged. Implements the
//! facts of [`crate::vocabulary`] over a case, the agency's file, the act and the moment.

mod keeping;
mod publishing;
mod reviewing;

use std::collections::{BTreeMap, BTreeSet};

use law::calendar::Calendar;
use law::citation::{AppliesBy, Document};
use law::condition::{FactId, Facts, Record};
use law::form::Form;
use law::pack::Pack;
use law::rule::{Holding, Stage, Trigger};
use law::value::{Fields, Value};

use crate::agency::Agency;
use crate::case::Case;
use crate::checklist::is_marked;
use crate::deadline::latest_due;
use crate::deed::{moment, rows_of};
use crate::disclosure::{Item, Items};
use crate::dossier::Dossier;
use crate::step::Step;
use crate::vocabulary::Fact;
use crate::{Day, Moment};

/// The law an act is judged by and the file of the agency it is judged in.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// The regulation.
    pub pack: &'a Pack,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The agency.
    pub agency: &'a Agency,
}

/// How a person reads a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Admission {
    /// Nothing is noted.
    Free,
    /// Each record that is opened is noted.
    Logged,
}

/// Whether and how a person may read the file of a case: its officers always, others as the pack
/// says.
#[must_use]
pub fn admission(bench: Bench<'_>, case: &Case, person: &str, now: Moment) -> Option<Admission> {
    let scene = Scene {
        bench,
        case: Some(case),
        act: None,
        about: None,
        number_taken: false,
        unstored: &[],
        actor: person,
        now,
    };
    if case.officers.contains(person) {
        return Some(Admission::Free);
    }
    let nothing = Fields::new();
    let readings = bench.pack.readings.iter().filter(|reading| {
        reading.posts.iter().any(|post| scene.holds(post)) && reading.when.holds(&nothing, &scene)
    });
    // One ground on which nothing is noted is enough to read freely.
    readings
        .map(|reading| match reading.logged {
            true => Admission::Logged,
            false => Admission::Free,
        })
        .min()
}

/// Whether a case is a major one: whether what makes it so is met.
#[must_use]
pub fn is_major(bench: Bench<'_>, case: &Case, now: Moment) -> bool {
    let scene = Scene {
        bench,
        case: Some(case),
        act: None,
        about: None,
        number_taken: false,
        unstored: &[],
        actor: "",
        now,
    };
    let mut triggers = bench.pack.triggers.iter();
    triggers.any(|trigger| scene.trigger_met(trigger))
}

/// Whether a person holds a post, in the sense the pack gives it, towards a file.
#[must_use]
pub fn holds(bench: Bench<'_>, case: Option<&Case>, person: &str, post: &str, now: Moment) -> bool {
    let scene = Scene {
        bench,
        case,
        act: None,
        about: None,
        number_taken: false,
        unstored: &[],
        actor: person,
        now,
    };
    scene.holds(post)
}

/// One act in view.
pub struct Scene<'a> {
    /// The law and the agency.
    pub bench: Bench<'a>,
    /// The case; `None` in the agency's own file and before a case is opened.
    pub case: Option<&'a Case>,
    /// The form being filled in, with its fields; `None` where no act is in hand.
    pub act: Option<(&'a Form, &'a Fields)>,
    /// The record the act concerns.
    pub about: Option<u32>,
    /// Whether a number it gives is already in use.
    pub number_taken: bool,
    /// Recordings still on the device it concerns, in whatever file they stand.
    pub unstored: &'a [String],
    /// The person.
    pub actor: &'a str,
    /// The moment.
    pub now: Moment,
}

impl Scene<'_> {
    fn word(&self, word: &str) -> Option<&Value> {
        let (form, fields) = self.act?;
        fields.get(&form.bound(word)?.name)
    }

    fn text(&self, word: &str) -> Option<&str> {
        self.word(word).and_then(Value::text)
    }

    /// The records of the file in view.
    pub(crate) fn dossier(&self) -> &Dossier {
        self.case
            .map_or(&self.bench.agency.dossier, |case| &case.dossier)
    }

    fn items(&self) -> &Items {
        self.case
            .map_or(&self.bench.agency.items, |case| &case.items)
    }

    fn item(&self) -> Option<&Item> {
        self.items().get(self.about?)
    }

    /// The day the act took place: what its form says, or today.
    fn day_of_act(&self) -> Day {
        let said = ["held", "start", "date"]
            .iter()
            .find_map(|word| self.text(word));
        said.and_then(moment)
            .map_or(self.now.date(), |at| at.date())
    }

    fn triggers(&self, keep: impl Fn(&Trigger) -> bool) -> Vec<&str> {
        let triggers = self.bench.pack.triggers.iter();
        triggers
            .filter(|trigger| keep(trigger))
            .map(|trigger| trigger.name.as_str())
            .collect()
    }

    fn trigger_met(&self, trigger: &Trigger) -> bool {
        trigger.when.holds(&Fields::new(), self)
    }

    fn trigger_open(&self, trigger: &Trigger) -> bool {
        !self.trigger_met(trigger) && !trigger.answered.holds(&Fields::new(), self)
    }

    /// The rows of a bound table of the act, each by the words of its columns.
    fn rows(&self, word: &str) -> Vec<BTreeMap<&str, &Value>> {
        self.act
            .map_or_else(Vec::new, |(form, fields)| rows_of(form, fields, word))
    }

    /// Officers named in the act, each with the certificate number written beside the name.
    fn officers(&self) -> Vec<(&str, Option<&str>)> {
        let rows = self.rows("officers").into_iter();
        rows.filter_map(|row| {
            let number = row.get("certificate").and_then(|number| number.text());
            Some((row.get("person")?.text()?, number))
        })
        .collect()
    }

    fn officers_such(&self, such: impl Fn(&str, Option<&str>) -> bool) -> Value {
        let people = &self.bench.agency.people;
        let found = self
            .officers()
            .into_iter()
            .filter(|(id, number)| such(id, *number));
        joined(found.map(|(id, _)| people.name(id)))
    }

    fn certified(&self, person: &str) -> Option<&str> {
        let person = self.bench.agency.people.get(person)?;
        person
            .certificate(self.day_of_act())
            .map(|held| held.number.as_str())
    }

    fn of_case(&self, fact: Fact, case: &Case) -> Value {
        match fact {
            Fact::CaseKind => case.kind.as_str().into(),
            Fact::CaseMode => case.mode.as_str().into(),
            Fact::CaseOpenedOn => day(case.opened),
            Fact::CaseMajor => self
                .bench
                .pack
                .triggers
                .iter()
                .any(|one| self.trigger_met(one))
                .into(),
            Fact::CaseTriggers => listed(self.triggers(|one| self.trigger_met(one)).into_iter()),
            Fact::CaseMatter => case.matter.as_str().into(),
            Fact::CaseUnanswered => listed(self.triggers(|one| self.trigger_open(one)).into_iter()),
            Fact::CaseClosed => case.closed.into(),
            Fact::CaseArchived => case.archived.into(),
            Fact::CaseEmptyStages => {
                let empty = |stage: &&Stage| {
                    let mut deeds = case.dossier.deeds().iter();
                    !stage.basis.is_empty() && deeds.all(|deed| deed.stage != stage.name)
                };
                let stages = self.bench.pack.stages.iter().filter(empty);
                joined(stages.map(|stage| stage.name.as_str()))
            }
            Fact::CaseTexts => self.records_of(case, "文字"),
            Fact::CaseRecordings => self.records_of(case, "音像"),
            Fact::Investigated => case.investigated.into(),
            Fact::ActorIsOfficer => case.officers.contains(self.actor).into(),
            Fact::DecisionMade => case.decision.is_some().into(),
            Fact::DecisionDate => day(case.decision.as_ref().map(|made| made.date)),
            Fact::DecisionCorrective => case
                .decision
                .as_ref()
                .is_some_and(|made| made.corrective)
                .into(),
            Fact::PartyMinor => {
                let made = case.decision.as_ref().map(|made| made.date);
                let on = made.unwrap_or_else(|| self.deciding());
                case.parties.iter().any(|party| party.is_minor(on)).into()
            }
            _ => self.of_review(fact, case),
        }
    }

    fn of_act(&self, fact: Fact) -> Value {
        match fact {
            Fact::NumberTaken => self.number_taken.into(),
            Fact::ClauseText => {
                let document = self
                    .text("clause")
                    .and_then(|id| self.bench.pack.document_of(id));
                document.map_or_else(nothing, |document| document.key.as_str().into())
            }
            Fact::OfficersCount => count(
                self.officers()
                    .iter()
                    .map(|(id, _)| id)
                    .collect::<BTreeSet<_>>()
                    .len(),
            ),
            Fact::OfficersUncertified => self.officers_such(|id, _| self.certified(id).is_none()),
            Fact::OfficersWrongNumber => self.officers_such(|id, number| {
                number.is_some_and(|number| self.certified(id).is_some_and(|held| held != number))
            }),
            Fact::OfficersOutside => {
                let case = self.case;
                self.officers_such(|id, _| !case.is_some_and(|case| case.officers.contains(id)))
            }
            Fact::OfficersLeftOut => self.officers_left_out(),
            Fact::EarlierMissing => self.missing_before(),
            Fact::PersonReviewed => self.person_reviewed().into(),
            Fact::ObjectionMet => self.objection_met().unwrap_or(false).into(),
            Fact::ActorMadeAbout => {
                let dossier = self
                    .case
                    .map_or(&self.bench.agency.dossier, |case| &case.dossier);
                let made = self
                    .about
                    .and_then(|no| dossier.deed(no))
                    .map(|deed| &deed.by);
                made.is_some_and(|by| by == self.actor).into()
            }
            Fact::SpanBackward => {
                let span = self.text("start").zip(self.text("end"));
                let span = span.or(self.text("from").zip(self.text("to")));
                span.is_some_and(|(from, to)| is_backward(from, to)).into()
            }
            Fact::PersonPosts => {
                let person = self
                    .text("person")
                    .and_then(|id| self.bench.agency.people.get(id));
                let day = self.day_of_act();
                let posts = person
                    .map(|person| person.posts.as_slice())
                    .unwrap_or_default();
                let held = posts.iter().filter(|held| held.is_on(day));
                Value::List(held.map(|held| held.post.as_str().into()).collect())
            }
            Fact::PersonAppointed => {
                let person = self
                    .text("person")
                    .and_then(|id| self.bench.agency.people.get(id));
                person.is_some().into()
            }
            _ => self.of_keeping(fact),
        }
    }

    /// Whether the item that an objection is about was published anew or withdrawn after it; the
    /// act in hand concerns the objection.
    fn objection_met(&self) -> Option<bool> {
        let objection = self.dossier().deed(self.about?)?;
        let item = self.items().get(objection.about?)?;
        let anew = item.published_by.is_some_and(|no| no > objection.no);
        Some(anew || item.withdrawn.is_some_and(|at| at >= objection.entered))
    }

    /// The day a decision that is about to be made will bear; today while none is in hand.
    fn deciding(&self) -> Day {
        let makes = |form: &Form| form.step.as_deref() == Some(Step::DecisionMake.name());
        match self.act {
            Some((form, _)) if makes(form) => self.day_of_act(),
            _ => self.now.date(),
        }
    }

    /// The date that is held against the effective date of a document.
    fn deciding_day(&self, by: AppliesBy) -> Day {
        let opened = self.case.and_then(|case| case.opened);
        match by {
            AppliesBy::Opened => opened.unwrap_or_else(|| self.day_of_act()),
            AppliesBy::Decided => {
                let made = self.case.and_then(|case| case.decision.as_ref());
                made.map_or_else(|| self.day_of_act(), |made| made.date)
            }
            AppliesBy::Formed => {
                let formed = self.text("formed").and_then(moment).map(|at| at.date());
                let formed = formed.or(self.item().map(|item| item.formed));
                formed.unwrap_or_else(|| self.day_of_act())
            }
        }
    }
}

impl Scene<'_> {
    /// The section that handles the case; while a case is being opened, the one named for it.
    fn section(&self) -> Option<&str> {
        match self.case {
            Some(case) if case.opened.is_some() => Some(&case.section),
            _ => self.text("section"),
        }
    }

    /// The day from which a text binds. Until a person confirms it, the one the pack proposes.
    fn effective_day(&self, document: &Document) -> Option<Day> {
        let confirmed = self.bench.agency.effective(&document.key);
        confirmed.or_else(|| document.effective_proposed.parse().ok())
    }

    /// The day from which the text of a clause binds.
    pub(crate) fn effective(&self, clause: &str) -> Option<Day> {
        let document = self.bench.pack.document_of(clause)?;
        self.effective_day(document)
    }

    /// Whether a text binds cases of this kind. What it does not bind may still be used, and is
    /// then not demanded. The agency's own file is bound by every text.
    fn binds(&self, document: &Document) -> bool {
        let kind = match self.case {
            Some(case) if case.opened.is_some() => Some(case.kind.as_str()),
            Some(_) => self.text("kind"),
            None => None,
        };
        let bound = |kind: &str| document.binds.iter().any(|known| known == kind);
        document.binds.is_empty() || kind.is_none_or(bound)
    }
}

impl Facts for Scene<'_> {
    fn fact(&self, id: FactId) -> Value {
        let Some(fact) = Fact::at(id.index) else {
            return nothing();
        };
        if let Some(value) = self.of_house(fact) {
            return value;
        }
        if let Some(item) = self.item().filter(|_| publishing::is_of_item(fact)) {
            return self.of_item(fact, item);
        }
        if id.of_act {
            return self.of_act(fact);
        }
        self.case
            .map_or_else(nothing, |case| self.of_case(fact, case))
    }

    fn records<'a>(&'a self, kind: &str) -> Box<dyn Iterator<Item = Record<'a>> + 'a> {
        let of_agency = || {
            let form = self.bench.pack.form(kind);
            form.is_some_and(|form| form.subject == law::form::Subject::Agency)
        };
        match self.case {
            // What stands in a case is never of the agency alone, so the pack need not be asked.
            Some(case) if case.dossier.holds(kind) || !of_agency() => {
                Box::new(case.dossier.records(kind))
            }
            _ => Box::new(self.bench.agency.dossier.records(kind)),
        }
    }

    fn holds(&self, post: &str) -> bool {
        // An agency that is being set up has nobody who could appoint anybody.
        if !self
            .bench
            .agency
            .people
            .iter()
            .any(|person| !person.posts.is_empty())
        {
            return true;
        }
        let Some(person) = self.bench.agency.people.get(self.actor) else {
            return false;
        };
        let Some(post) = self.bench.pack.post(post) else {
            return false;
        };
        match &post.holding {
            Holding::Appointed => person.holds(&post.name, self.now.date()),
            Holding::OfficerOfCase => self
                .case
                .is_some_and(|case| case.officers.contains(self.actor)),
            Holding::SectionOfCase => self
                .section()
                .is_none_or(|section| section == person.section),
            Holding::Section(section) => person.section == *section,
            Holding::Everyone => true,
        }
    }

    fn held_on(&self, post: &str, day: &Value) -> bool {
        let day = day.text().and_then(moment).map(|at| at.date());
        let people = &self.bench.agency.people;
        day.is_some_and(|day| people.holding(post, day).next().is_some())
    }

    fn due(&self, period: &str) -> Value {
        day(latest_due(self, period))
    }

    fn marked(&self, mark: &str) -> bool {
        is_marked(self, mark)
    }

    fn today(&self) -> Value {
        self.now.date().to_string().into()
    }

    fn in_force(&self, clause: &str) -> bool {
        let Some(document) = self.bench.pack.document_of(clause) else {
            return false;
        };
        if !self.binds(document) {
            return false;
        }
        self.effective_day(document)
            .is_some_and(|effective| effective <= self.deciding_day(document.applies_by))
    }

    fn displaced(&self, clause: &str) -> bool {
        self.case
            .is_some_and(|case| case.dossier.is_displaced(clause))
    }
}

/// A span of days may begin and end on one day; a span of time must have some length.
fn is_backward(from: &str, to: &str) -> bool {
    let days = from.len() == 10 && to.len() == 10;
    to < from || (to == from && !days)
}

fn nothing() -> Value {
    Value::List(Vec::new())
}

fn day(day: Option<Day>) -> Value {
    day.map_or_else(nothing, |day| day.to_string().into())
}

fn count(number: usize) -> Value {
    Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Several names, so that a rule can ask whether one is among them.
fn listed(names: impl Iterator<Item = impl AsRef<str>>) -> Value {
    Value::List(names.map(|name| name.as_ref().into()).collect())
}

fn joined(names: impl Iterator<Item = impl AsRef<str>>) -> Value {
    let mut text = String::new();
    for name in names {
        if !text.is_empty() {
            text.push('、');
        }
        text.push_str(name.as_ref());
    }
    text.into()
}
