//! What serves a clause: every part of a pack that rests on it, so that a reader can go from the
//! words of the law to what the house does about them. Knows the pack alone; which cases a clause
//! touched, and what proves it, is told elsewhere.

use std::collections::BTreeMap;

use crate::citation::{ClauseId, Document};
use crate::form::{Field, FieldKind, Form};
use crate::pack::Pack;
use crate::rule::{
    Category, Demand, Flag, Gate, Guarantee, Indicator, Mask, Opinion, PeriodRule, Post,
    Publication, Reading, Stage, Trigger, WithholdingGround, Yearly,
};

/// One part of a pack that rests on a clause.
#[derive(Clone, Copy, Debug)]
pub enum Service<'a> {
    /// The head of a text, which shows its purpose, its basis or its effect.
    Document(&'a Document),
    /// A stage.
    Stage(&'a Stage),
    /// A post.
    Post(&'a Post),
    /// A record.
    Form(&'a Form),
    /// A field of a record; columns of its tables too.
    Field(&'a Form, &'a Field),
    /// A gate.
    Gate(&'a Gate),
    /// A period.
    Period(&'a PeriodRule),
    /// A demanded record.
    Demand(&'a Demand),
    /// What makes a case a major one.
    Trigger(&'a Trigger),
    /// An opinion a review can end with.
    Opinion(&'a Opinion),
    /// A ground for withholding.
    Ground(&'a WithholdingGround),
    /// A form of publication.
    Publication(&'a Publication),
    /// What is hidden or kept in a form of publication.
    Mask(&'a Publication, &'a Mask),
    /// A kind of information that must be public.
    Category(&'a Category),
    /// A yearly duty.
    Yearly(&'a Yearly),
    /// A mark that does not block.
    Flag(&'a Flag),
    /// A figure that is kept.
    Indicator(&'a Indicator),
    /// A promise of the house.
    Guarantee(&'a Guarantee),
    /// Who may read a case.
    Reading(&'a Reading),
}

/// Everything that serves each clause of a pack, in the order of the pack.
#[derive(Debug, Default)]
pub struct Services<'a>(BTreeMap<&'a ClauseId, Vec<Service<'a>>>);

impl<'a> Services<'a> {
    /// Looks through a pack once.
    #[must_use]
    pub fn of(pack: &'a Pack) -> Services<'a> {
        let mut found = Services::default();
        for document in &pack.documents {
            found.note(&document.declares, Service::Document(document));
        }
        for stage in &pack.stages {
            found.note(&stage.basis, Service::Stage(stage));
        }
        for post in &pack.posts {
            found.note(&post.basis, Service::Post(post));
        }
        for form in &pack.forms {
            found.note(&form.basis, Service::Form(form));
            found.fields(form, &form.fields);
        }
        found.rules(pack);
        found.lists(pack);
        found
    }

    /// What serves a clause; nothing where the pack does not rest on it.
    #[must_use]
    pub fn to(&self, clause: &ClauseId) -> &[Service<'a>] {
        self.0.get(clause).map(Vec::as_slice).unwrap_or_default()
    }

    /// The clauses that something serves.
    pub fn clauses(&self) -> impl Iterator<Item = &'a ClauseId> {
        self.0.keys().copied()
    }

    fn fields(&mut self, form: &'a Form, fields: &'a [Field]) {
        for field in fields {
            self.note(&field.basis, Service::Field(form, field));
            if let FieldKind::Table(columns) = &field.kind {
                self.fields(form, columns);
            }
        }
    }

    fn rules(&mut self, pack: &'a Pack) {
        for gate in &pack.gates {
            self.note(gate.basis.clauses(), Service::Gate(gate));
        }
        for demand in &pack.demands {
            self.note(demand.basis.clauses(), Service::Demand(demand));
        }
        for period in &pack.periods {
            self.note(period.basis.clauses(), Service::Period(period));
        }
        for yearly in &pack.yearly {
            self.note(yearly.basis.clauses(), Service::Yearly(yearly));
        }
        for flag in &pack.flags {
            self.note(flag.basis.clauses(), Service::Flag(flag));
        }
        for trigger in &pack.triggers {
            self.note(trigger.basis.clauses(), Service::Trigger(trigger));
        }
    }

    fn lists(&mut self, pack: &'a Pack) {
        for opinion in &pack.opinions {
            self.note(opinion.basis.clauses(), Service::Opinion(opinion));
        }
        for category in &pack.categories {
            self.note(category.basis.clauses(), Service::Category(category));
        }
        for ground in &pack.grounds {
            self.note(ground.basis.clauses(), Service::Ground(ground));
        }
        for publication in &pack.publications {
            self.note(
                publication.basis.clauses(),
                Service::Publication(publication),
            );
            for mask in &publication.masks {
                self.note(mask.basis.clauses(), Service::Mask(publication, mask));
            }
        }
        for reading in &pack.readings {
            self.note(reading.basis.clauses(), Service::Reading(reading));
        }
        for indicator in &pack.indicators {
            self.note(indicator.basis.clauses(), Service::Indicator(indicator));
        }
        for guarantee in &pack.guarantees {
            self.note(guarantee.basis.clauses(), Service::Guarantee(guarantee));
        }
    }

    fn note(&mut self, clauses: &'a [ClauseId], service: Service<'a>) {
        for clause in clauses {
            self.0.entry(clause).or_default().push(service);
        }
    }
}
