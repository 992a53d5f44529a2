//! Who answers for what in a case: for the materials, for each opinion of the review, for the
//! decision. Told from the records; nobody is asked.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::deed::Deed;
use crate::scene::{Bench, is_major};
use crate::step::Step;
use crate::{Day, Moment};

/// A person, by id, with the record on which the responsibility rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The person.
    pub person: String,
    /// The section the person belonged to.
    pub section: String,
    /// The number of the record; 0 where it follows from a post.
    pub no: u32,
    /// The name of the record, or of the post.
    pub by: String,
}

/// Everyone who answers for something in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The section that handles the case.
    pub section: String,
    /// The officers of the case: with the latest declaration each has signed for the materials sent
    /// to review, or without one.
    pub materials: Vec<Answer>,
    /// Signers of opinions, round by round.
    pub opinions: Vec<Answer>,
    /// Those who made the records of the decision: discussion, settlement, the decision itself.
    pub decision: Vec<Answer>,
    /// Who held a post that answers for major decisions on the day of this one; `None` where the
    /// case is no major one or nothing was decided, empty where nobody held it.
    pub first: Option<Vec<Answer>>,
}

impl Answer {
    fn of(deed: &Deed) -> Answer {
        Answer {
            person: deed.by.clone(),
            section: deed.section.clone(),
            no: deed.no,
            by: deed.record.clone(),
        }
    }
}

/// Who answers for what.
#[must_use]
pub fn answers(bench: Bench<'_>, case: &Case, now: Moment) -> Answers {
    let made = |steps: &[Step]| {
        let deeds = case.dossier.deeds().iter();
        let meant = deeds.filter(|deed| deed.step.is_some_and(|step| steps.contains(&step)));
        meant.map(Answer::of).collect()
    };
    let decided = case
        .decision
        .as_ref()
        .filter(|_| is_major(bench, case, now));
    Answers {
        section: case.section.clone(),
        materials: materials(bench, case),
        opinions: made(&[Step::ReviewOpine]),
        decision: made(&[Step::Discuss, Step::ReviewSettle, Step::DecisionMake]),
        first: decided.map(|decision| first(bench, decision.date)),
    }
}

fn materials(bench: Bench<'_>, case: &Case) -> Vec<Answer> {
    let mut signed: BTreeMap<&str, Answer> = BTreeMap::new();
    for deed in case.dossier.doing(Step::ReviewVouch) {
        signed.insert(&deed.by, Answer::of(deed));
    }
    let officers = case.officers.iter().map(|id| {
        let section = bench
            .agency
            .people
            .get(id)
            .map(|person| person.section.clone());
        signed.remove(id.as_str()).unwrap_or(Answer {
            person: id.clone(),
            section: section.unwrap_or_default(),
            no: 0,
            by: String::new(),
        })
    });
    let mut found: Vec<Answer> = officers.collect();
    // Who has signed without being an officer of the case any more has signed all the same.
    found.extend(signed.into_values());
    found
}

fn first(bench: Bench<'_>, day: Day) -> Vec<Answer> {
    let posts = bench.pack.posts.iter().filter(|post| post.answers);
    let mut found = Vec::new();
    for post in posts {
        found.extend(
            bench
                .agency
                .people
                .holding(&post.name, day)
                .map(|person| Answer {
                    person: person.id.clone(),
                    section: person.section.clone(),
                    no: 0,
                    by: post.name.clone(),
                }),
        );
    }
    found
}
