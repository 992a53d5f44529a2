//! Facts of legal review: where it stands, who reviews, what the section still owes it. A part of
//! [`super::Scene`].

use law::condition::Facts as _;
use law::rule::Demand;
use law::value::{Fields, Value};

use super::{Scene, count, day, joined, listed, nothing};
use crate::case::Case;
use crate::step::Step;
use crate::vocabulary::Fact;

/// What a reviewer does in a round; whoever did one of these has worked on the review.
const REVIEWING: &[Step] = &[
    Step::ReviewReceive,
    Step::ReviewDeclare,
    Step::ReviewExamine,
    Step::ReviewOpine,
];

impl Scene<'_> {
    pub(super) fn of_review(&self, fact: Fact, case: &Case) -> Value {
        let reviews = &case.reviews;
        let latest = reviews.latest();
        let declared = latest.and_then(|round| round.declaration(self.actor));
        let opinion = latest.and_then(|round| round.opinion.as_ref());
        let passed = opinion.filter(|said| said.passed);
        match fact {
            Fact::ReviewState => reviews.state().word().into(),
            Fact::ReviewAllows => reviews.state().allows().into(),
            Fact::ReviewPassed => passed.is_some().into(),
            Fact::ReviewPassedOn => day(passed.map(|opinion| opinion.issued)),
            Fact::ReviewRound => count(reviews.rounds().len()),
            Fact::ReviewSubmittedOn => day(latest.map(|round| round.submitted.date())),
            Fact::ReviewReceived => latest.is_some_and(|round| round.received.is_some()).into(),
            Fact::ReviewReceivedOn => day(latest.and_then(|round| round.received)),
            Fact::ReviewExamined => latest.is_some_and(|round| round.examined).into(),
            Fact::ReviewOpinionNo => {
                opinion.map_or_else(nothing, |opinion| Value::Number(opinion.no.into()))
            }
            Fact::ReviewOpenPoints => count(reviews.open_points().count()),
            Fact::ReviewOpenPointTexts => listed(reviews.open_points()),
            Fact::ReviewerDeclared => declared.is_some().into(),
            Fact::ReviewerInterested => (declared == Some(true)).into(),
            Fact::Unvouched => {
                let open = case.officers.iter().filter(|id| !reviews.has_vouched(id));
                joined(open.map(|id| self.bench.agency.people.name(id)))
            }
            Fact::ActorNamedAsParty => {
                let name = self.bench.agency.people.name(self.actor);
                case.parties.iter().any(|party| party.name == name).into()
            }
            Fact::CaseGaps => {
                let activities = case.recordings.activities().iter();
                let gaps = activities.flat_map(|activity| case.recordings.gaps(activity.no));
                let open = gaps.filter(|gap| !gap.explained);
                listed(open.map(|gap| format!("{} {}", gap.span.from.date(), gap.shown())))
            }
            _ => nothing(),
        }
    }

    /// Whether the person the act names has worked on a review of this case: on the round it names,
    /// on any where it names none.
    pub(super) fn person_reviewed(&self) -> bool {
        let (Some(case), Some(person)) = (self.case, self.text("person")) else {
            return false;
        };
        let rounds = case.reviews.rounds();
        let asked = self.word("round").and_then(Value::number);
        let of_round = |about: Option<u32>| match asked {
            None => true,
            Some(nth) => {
                let place = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
                place
                    .and_then(|at| rounds.get(at))
                    .is_some_and(|round| about == Some(round.no))
            }
        };
        let mut deeds = case.dossier.deeds().iter();
        deeds.any(|deed| {
            let reviews = deed.step.is_some_and(|step| REVIEWING.contains(&step));
            deed.by == person && reviews && of_round(deed.about)
        })
    }

    /// Officers of the case whom the act does not name.
    pub(super) fn officers_left_out(&self) -> Value {
        let named = self.officers();
        let officers = self.case.into_iter().flat_map(|case| &case.officers);
        let missing = officers.filter(|id| named.iter().all(|(named, _)| named != id));
        joined(missing.map(|id| self.bench.agency.people.name(id)))
    }

    /// Demanded records that are missing from the stages before the act's own. The demands are
    /// weighed without the act, so that none of them can ask this again.
    pub(super) fn missing_before(&self) -> Value {
        let Some((form, _)) = self.act else {
            return nothing();
        };
        let stages = &self.bench.pack.stages;
        let place = |name: &str| stages.iter().position(|stage| stage.name == name);
        let before = |demand: &&Demand| {
            let stage = self
                .bench
                .pack
                .form(&demand.record)
                .map(|form| form.stage.as_str());
            stage.and_then(place) < place(&form.stage)
        };
        let scene = Scene {
            act: None,
            about: None,
            ..*self
        };
        let missing = self
            .bench
            .pack
            .demands
            .iter()
            .filter(before)
            .filter(|demand| {
                let mut clauses = demand.basis.clauses().iter();
                let nothing = Fields::new();
                clauses.any(|clause| scene.in_force(&clause.0) && !scene.displaced(&clause.0))
                    && demand.when.holds(&nothing, &scene)
                    && !demand.met_by.holds(&nothing, &scene)
            });
        listed(missing.map(|demand| demand.record.as_str()))
    }
}
