//! The stage a scenario is played on: an office, a clock, the case at hand and what became of the
//! last act. Steps of every family work on it; it also serves whoever wants cases made from samples.

mod acts;
mod answers;
mod disclosure;
mod shown;
mod standing;

use std::sync::Arc;

use enforcement::Moment;
use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::dossier::Dossier;
use registry::{Denied, Office, Receipt};

use crate::fill::SampleFiles;
use crate::phrase::Phrase;
use crate::samples::Samples;

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// What the scenario says.
    pub expected: String,
    /// What is.
    pub got: String,
}

impl Failure {
    fn new(expected: impl Into<String>, got: impl Into<String>) -> Failure {
        Failure {
            expected: expected.into(),
            got: got.into(),
        }
    }
}

/// The result of a step.
pub type Played = Result<(), Failure>;

/// What became of an act.
#[derive(Clone, Debug)]
struct Outcome {
    what: String,
    result: Result<Receipt, Denied>,
    /// Whether a step has looked at it.
    seen: bool,
}

/// The place where a scenario is played.
pub struct Stage<'a> {
    office: Arc<Office>,
    /// Shared by all copies: their offices share the files too.
    sample_files: Arc<SampleFiles>,
    samples: &'a Samples,
    now: Option<Moment>,
    case: Option<String>,
    cases: usize,
    in_agency: bool,
    /// Who did the last act.
    actor: String,
    outcome: Option<Outcome>,
}

impl<'a> Stage<'a> {
    /// A stage in an office, before anything has happened.
    #[must_use]
    pub fn new(office: Arc<Office>, samples: &'a Samples) -> Self {
        Stage {
            sample_files: Arc::new(SampleFiles::of(office.clone())),
            office,
            samples,
            now: None,
            case: None,
            cases: 0,
            in_agency: false,
            actor: String::new(),
            outcome: None,
        }
    }

    /// The same scene in another office that holds the same entries.
    #[must_use]
    pub fn moved_to(&self, office: Arc<Office>) -> Stage<'a> {
        let (case, actor) = (self.case.clone(), self.actor.clone());
        Stage {
            office,
            sample_files: self.sample_files.clone(),
            case,
            actor,
            outcome: self.outcome.clone(),
            ..*self
        }
    }

    /// The office.
    #[must_use]
    pub fn office(&self) -> &Arc<Office> {
        &self.office
    }

    /// The id of the case at hand.
    #[must_use]
    pub fn case_id(&self) -> Option<&str> {
        self.case.as_deref()
    }

    /// Sets the clock.
    pub fn set_clock(&mut self, now: Moment) {
        self.now = Some(now);
    }

    /// Plays one step.
    ///
    /// # Errors
    /// What the step expected and what was there.
    pub fn play(&mut self, phrase: &Phrase) -> Played {
        if !is_answer(phrase) {
            self.last_act_succeeded()?;
        }
        match phrase {
            Phrase::Clock(at) => {
                self.set_clock(*at);
                Ok(())
            }
            Phrase::Road { name, up_to } => self.play_road(name, up_to.as_deref()),
            Phrase::Back(number) => self.back_to(number),
            Phrase::Enter {
                actor,
                sample,
                agency,
                cells,
            } => self.play_entry(actor, sample, *agency, cells),
            Phrase::Lacking {
                actor,
                sample,
                agency,
                clause,
                fields,
            } => self.play_lacking((actor, sample, *agency), clause, fields),
            Phrase::Accepted => self.accepted(),
            Phrase::Refused { clause, says } => self.refused(clause, says.as_deref()),
            Phrase::NotRefused(clause) => self.not_refused(clause),
            Phrase::Mistaken(says) => self.mistaken(says),
            Phrase::Due { period, at } => self.due(period, *at),
            Phrase::Status { period, status } => self.status(period, status),
            Phrase::NoPeriod(period) => self.no_period(period),
            Phrase::Listed { record, standing } => self.listed(record, *standing),
            Phrase::Fact { name, id, value } => self.fact(name, *id, value),
            Phrase::ItemState(state) => self.item_state(state),
            Phrase::Public { text, there } => self.public(text, *there),
            Phrase::Marked { name, there } => self.marked(name, *there),
            Phrase::Offered {
                actor,
                record,
                barred,
            } => self.offered(actor, record, barred.as_deref()),
            Phrase::Shown(shown) => self.shown(shown),
        }
    }

    /// Ends the play.
    ///
    /// # Errors
    /// The last act was not accepted and no step looked at it.
    pub fn end(&mut self) -> Played {
        self.last_act_succeeded()
    }

    /// An act whose outcome nobody asks for must have been accepted: otherwise a scenario would go
    /// on from a state that it never reached.
    fn last_act_succeeded(&mut self) -> Played {
        match self.outcome.take() {
            Some(Outcome {
                what,
                result: Err(denied),
                seen: false,
            }) => Err(Failure::new(
                format!("登记“{what}”成功"),
                answers::told(&denied),
            )),
            _ => Ok(()),
        }
    }

    fn clock(&self) -> Result<Moment, Failure> {
        self.now
            .ok_or_else(|| Failure::new("知道现在的时间", "没有写“现在是”"))
    }

    /// The case at hand, if there is one.
    fn open_case(&self) -> Result<Option<Arc<Case>>, Failure> {
        let Some(id) = &self.case else {
            return Ok(None);
        };
        self.office
            .case(id)
            .map_err(|fault| Failure::new("读到案件", fault.to_string()))
    }

    /// The files to look into, the one last worked in first.
    fn files(&self) -> Result<Files, Failure> {
        Ok(Files {
            agency: self.office.agency(),
            case: self.open_case()?,
            in_agency: self.in_agency,
        })
    }
}

/// The files a scenario can look into.
struct Files {
    agency: Arc<Agency>,
    case: Option<Arc<Case>>,
    in_agency: bool,
}

impl Files {
    /// The case or, where it is `None`, the agency's own file; the one last worked in first.
    fn each(&self) -> Vec<Option<&Case>> {
        match (self.case.as_deref(), self.in_agency) {
            (Some(case), false) => vec![Some(case), None],
            (Some(case), true) => vec![None, Some(case)],
            (None, _) => vec![None],
        }
    }

    fn dossier(&self, agency: bool) -> &Dossier {
        match &self.case {
            Some(case) if !agency => &case.dossier,
            _ => &self.agency.dossier,
        }
    }
}

/// Whether a step looks at what became of the last act.
fn is_answer(phrase: &Phrase) -> bool {
    matches!(
        phrase,
        Phrase::Accepted | Phrase::Refused { .. } | Phrase::NotRefused(_) | Phrase::Mistaken(_)
    )
}
