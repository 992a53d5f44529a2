//! What a run of scenarios showed: which passed, which failed and where, and which clauses are
//! proven by it.

use std::collections::BTreeSet;

use law::pack::{Pack, PackFault};
use serde::Serialize;

use crate::stage::Failure;
use crate::suite::Script;

/// The step at which a scenario failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Line of the step; of the scenario where it failed at its end.
    pub line: usize,
    /// The step as written.
    pub step: String,
    /// What was expected and what was there.
    #[serde(flatten)]
    pub failure: Failure,
}

/// The result of one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The file, relative to the pack.
    pub file: String,
    /// Line of its heading.
    pub line: usize,
    /// The feature it belongs to.
    pub feature: String,
    /// Its name.
    pub name: String,
    /// The clauses it is tagged with.
    pub clauses: Vec<String>,
    /// Where it failed; `None` where it passed.
    pub broken: Option<Broken>,
}

impl Outcome {
    /// The result of a script.
    #[must_use]
    pub fn of(script: &Script, broken: Option<Broken>) -> Outcome {
        let scenario = &script.scenario;
        Outcome {
            file: scenario.file.clone(),
            line: scenario.line,
            feature: scenario.feature.clone(),
            name: scenario.name.clone(),
            clauses: scenario.tags.clone(),
            broken,
        }
    }
}

/// A fault in the shape of the JSON document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The file, relative to the pack.
    pub file: String,
    /// Line from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl From<PackFault> for Told {
    fn from(fault: PackFault) -> Self {
        let PackFault {
            file,
            line,
            message,
            hint,
        } = fault;
        Told {
            file,
            line,
            message,
            hint,
        }
    }
}

/// What a run showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Code of the pack; empty where the pack could not be read.
    pub pack: String,
    /// Whether everything is as it should be.
    pub ok: bool,
    /// What is wrong with the files and with the list of unproven clauses.
    pub faults: Vec<Told>,
    /// The results in the order of files and lines.
    pub scenarios: Vec<Outcome>,
    /// Clauses proven: tags of scenarios that passed.
    pub proven: Vec<String>,
    /// Clauses of the pack that are not proven.
    pub unproven: Vec<String>,
}

impl Report {
    /// The report on a pack that could not be run.
    #[must_use]
    pub fn unreadable(faults: Vec<PackFault>) -> Report {
        Report {
            faults: faults.into_iter().map(Told::from).collect(),
            ..Report::default()
        }
    }

    /// The report on the results of a pack's scenarios.
    #[must_use]
    pub fn of(pack: &Pack, scenarios: Vec<Outcome>, faults: Vec<PackFault>) -> Report {
        let proven = proven(&scenarios);
        let clauses = pack.clauses.keys().map(|clause| clause.0.clone());
        let unproven = clauses.filter(|id| !proven.contains(id)).collect();
        let ok = faults.is_empty() && scenarios.iter().all(|one| one.broken.is_none());
        Report {
            pack: pack.code.clone(),
            ok,
            faults: faults.into_iter().map(Told::from).collect(),
            scenarios,
            proven: proven.into_iter().collect(),
            unproven,
        }
    }

    /// The scenarios that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.scenarios.iter().filter(|one| one.broken.is_some())
    }
}

/// The clauses of scenarios that passed, except those of which another scenario failed.
#[must_use]
pub fn proven(scenarios: &[Outcome]) -> BTreeSet<String> {
    let tags = |passed: bool| -> BTreeSet<String> {
        let such = scenarios
            .iter()
            .filter(|one| one.broken.is_none() == passed);
        such.flat_map(|one| &one.clauses).cloned().collect()
    };
    tags(true).difference(&tags(false)).cloned().collect()
}
