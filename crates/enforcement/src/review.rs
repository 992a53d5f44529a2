//! Legal review (法制审核): rounds that are submitted, received, examined, answered and, where the
//! section objects, settled by the leadership. Who does it, in how many days and with which
//! opinions is the pack's business.

use law::value::Value;

use crate::deed::Deed;
use crate::step::Step;
use crate::{Day, Moment};

/// One round of review.
#[derive(Clone, Debug)]
pub struct Round {
    /// The number of the submission in the file.
    pub no: u32,
    /// When it was sent.
    pub submitted: Moment,
    /// When the office received it.
    pub received: Option<Day>,
    /// Reviewers who declared, and whether they have an interest.
    pub declared: Vec<(String, bool)>,
    /// Whether the aspects have been examined.
    pub examined: bool,
    /// The opinion, once it is issued.
    pub opinion: Option<Opinion>,
    /// What the leadership settled after an objection: whether the decision may be made.
    pub settled: Option<bool>,
    answered: Vec<i64>,
}

/// An issued opinion.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// The number of its record in the file.
    pub no: u32,
    /// What it says.
    pub opinions: Vec<String>,
    /// Whether the decision may be made after it.
    pub passed: bool,
    /// The day it was issued.
    pub issued: Day,
    /// The reviewer who signed.
    pub signer: String,
    /// The points the section must answer, in their order.
    pub points: Vec<String>,
}

/// Where a review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Nothing was sent.
    NotSubmitted,
    /// Sent and not yet received.
    Submitted,
    /// With the reviewing office.
    UnderReview,
    /// The opinion lets the decision be made.
    Passed,
    /// The opinion does not let it be made.
    NotPassed,
    /// The leadership has let it be made after an objection.
    AllowedByLeadership,
}

impl ReviewState {
    /// The word shown and used in packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ReviewState::NotSubmitted => "未送审",
            ReviewState::Submitted => "待接收",
            ReviewState::UnderReview => "审核中",
            ReviewState::Passed => "审核通过",
            ReviewState::NotPassed => "审核未通过",
            ReviewState::AllowedByLeadership => "领导班子同意",
        }
    }

    /// Whether the decision may be made as far as review goes.
    #[must_use]
    pub fn allows(self) -> bool {
        matches!(self, ReviewState::Passed | ReviewState::AllowedByLeadership)
    }
}

/// All rounds of a case.
#[derive(Clone, Debug, Default)]
pub struct Reviews {
    rounds: Vec<Round>,
    vouched: Vec<(String, u32)>,
}

impl Reviews {
    /// The rounds, oldest first.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// The round under way or last finished.
    #[must_use]
    pub fn latest(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// Where the review stands.
    #[must_use]
    pub fn state(&self) -> ReviewState {
        let Some(round) = self.latest() else {
            return ReviewState::NotSubmitted;
        };
        match (&round.opinion, round.settled) {
            (_, Some(true)) => ReviewState::AllowedByLeadership,
            (Some(opinion), _) if opinion.passed => ReviewState::Passed,
            (Some(_), _) => ReviewState::NotPassed,
            (None, _) if round.received.is_some() => ReviewState::UnderReview,
            (None, _) => ReviewState::Submitted,
        }
    }

    /// Points of the latest opinion that the section has not answered.
    pub fn open_points(&self) -> impl Iterator<Item = &str> {
        let round = self.latest();
        let opinion = round.and_then(|round| round.opinion.as_ref());
        let points = opinion
            .map(|opinion| opinion.points.as_slice())
            .unwrap_or_default();
        let answered = move |point: i64| round.is_some_and(|round| round.answered.contains(&point));
        let open = (1..).zip(points).filter(move |(no, _)| !answered(*no));
        open.map(|(_, point)| point.as_str())
    }

    /// Whether a person has vouched for the materials since the last submission.
    #[must_use]
    pub fn has_vouched(&self, person: &str) -> bool {
        let after = self.latest().map_or(0, |round| round.no);
        self.vouched
            .iter()
            .any(|(who, no)| who == person && *no > after)
    }

    /// Folds one deed of the case.
    pub fn apply(&mut self, deed: &Deed) {
        match deed.step {
            Some(Step::ReviewVouch) => self.vouched.push((deed.by.clone(), deed.no)),
            Some(Step::ReviewSubmit) => self.rounds.push(Round::opened_by(deed)),
            _ => {
                if let Some(round) = self.rounds.last_mut() {
                    round.apply(deed);
                }
            }
        }
    }
}

impl Round {
    fn opened_by(deed: &Deed) -> Round {
        Round {
            no: deed.no,
            submitted: deed.entered,
            received: None,
            declared: Vec::new(),
            examined: false,
            opinion: None,
            settled: None,
            answered: Vec::new(),
        }
    }

    fn apply(&mut self, deed: &Deed) {
        match deed.step {
            Some(Step::ReviewReceive) => {
                self.received = Some(deed.day("date").unwrap_or_else(|| deed.entered.date()));
            }
            Some(Step::ReviewDeclare) => {
                self.declared
                    .push((deed.by.clone(), deed.yes("interested")));
            }
            Some(Step::ReviewExamine) => self.examined = true,
            Some(Step::ReviewOpine) => self.opinion = Some(Opinion::of(deed)),
            Some(Step::ReviewAnswer) => {
                self.answered
                    .extend(deed.word("point").and_then(Value::number));
            }
            Some(Step::ReviewSettle) => self.settled = Some(deed.yes("allows")),
            _ => {}
        }
    }

    /// What a reviewer declared last: `Some(true)` for an interest.
    #[must_use]
    pub fn declaration(&self, person: &str) -> Option<bool> {
        self.declared
            .iter()
            .rev()
            .find(|(who, _)| who == person)
            .map(|(_, interested)| *interested)
    }
}

impl Opinion {
    fn of(deed: &Deed) -> Opinion {
        let chosen = deed.word("opinions").map(Value::items).unwrap_or_default();
        Opinion {
            no: deed.no,
            opinions: chosen
                .iter()
                .filter_map(Value::text)
                .map(str::to_owned)
                .collect(),
            passed: deed.found.get("passed") == Some(&Value::Bool(true)),
            issued: deed.day("date").unwrap_or_else(|| deed.entered.date()),
            signer: deed.by.clone(),
            points: deed
                .rows("points")
                .iter()
                .map(|row| {
                    row.get("content")
                        .map(|point| point.shown())
                        .unwrap_or_default()
                })
                .collect(),
        }
    }
}
