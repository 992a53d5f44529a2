//! A pack: one regulation as the software runs it. Reads it from the text of its files, reports
//! every fault at once, and answers the judge's questions about forms, gates and demands. Which
//! files there are, and where they lie, is the caller's business.

mod check;
mod conditions;
mod fault;
mod load;
mod reader;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use conditions::Vocabulary;
pub use fault::{PackFault, nearest};
pub use words::Tied;

use crate::citation::{Clause, ClauseId, Document, Place};
use crate::form::{Form, Subject};
use crate::rule::{
    Category, Demand, Flag, Gate, Guarantee, Indicator, Opinion, PeriodRule, Post, Publication,
    Reading, Stage, Trigger, WithholdingGround, Yearly,
};

/// What the mechanism in code offers to packs: its facts, its life-cycle steps and the words that
/// fields may fill for them.
#[derive(Clone, Copy)]
pub struct Mechanism<'a> {
    /// The vocabulary of facts.
    pub facts: Vocabulary<'a>,
    /// Steps of the life cycles, each with the words that fields must fill for it.
    pub steps: &'a [(&'a str, &'a [&'a str])],
    /// All words that a field may fill.
    pub bindings: &'a [&'a str],
    /// Kinds of personal data that fields may hold.
    pub personal: &'a [&'a str],
    /// Roles of the people such data belongs to.
    pub roles: &'a [&'a str],
    /// Figures that are computed from the files.
    pub figures: &'a [&'a str],
}

/// One regulation as data.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Short code of the jurisdiction.
    pub code: String,
    /// The body that issued it.
    pub issuer: String,
    /// Its texts.
    pub documents: Vec<Document>,
    /// All its clauses by name.
    pub clauses: BTreeMap<ClauseId, Clause>,
    /// Stages of the procedure in their order.
    pub stages: Vec<Stage>,
    /// Posts.
    pub posts: Vec<Post>,
    /// Records in the order of the files.
    pub forms: Vec<Form>,
    /// Gates.
    pub gates: Vec<Gate>,
    /// Periods.
    pub periods: Vec<PeriodRule>,
    /// Demanded records.
    pub demands: Vec<Demand>,
    /// Triggers of a major decision.
    pub triggers: Vec<Trigger>,
    /// Opinions a review can end with.
    pub opinions: Vec<Opinion>,
    /// Grounds for withholding.
    pub grounds: Vec<WithholdingGround>,
    /// Forms of publication.
    pub publications: Vec<Publication>,
    /// Kinds of information that must be public.
    pub categories: Vec<Category>,
    /// Duties of every year.
    pub yearly: Vec<Yearly>,
    /// Marks that do not block.
    pub flags: Vec<Flag>,
    /// Figures that are kept.
    pub indicators: Vec<Indicator>,
    /// Clauses served by how the house is built.
    pub guarantees: Vec<Guarantee>,
    /// Who may read a case; nobody but its officers where empty.
    pub readings: Vec<Reading>,
    cited: Vec<(ClauseId, Place)>,
    form_index: BTreeMap<String, usize>,
    gate_index: BTreeMap<String, Vec<usize>>,
    demand_index: BTreeMap<String, Vec<usize>>,
}

impl Pack {
    /// Reads a pack from the paths and texts of its files.
    ///
    /// # Errors
    /// Every fault found in any of the files, in the order of file and line.
    pub fn load(files: &[(&str, &str)], mechanism: Mechanism<'_>) -> Result<Pack, Vec<PackFault>> {
        let faults = reader::Faults::default();
        let pack = load::read(files, mechanism, &faults);
        check::check(&pack, mechanism, &faults);
        let faults = faults.into_vec();
        if faults.is_empty() {
            Ok(pack.indexed())
        } else {
            Err(faults)
        }
    }

    /// The faults of a pack as it is now, for those who change one in memory: what a folder that
    /// said the same would be refused for.
    #[must_use]
    pub fn faults(&self, mechanism: Mechanism<'_>) -> Vec<PackFault> {
        let faults = reader::Faults::default();
        check::check(self, mechanism, &faults);
        faults.into_vec()
    }

    fn indexed(mut self) -> Pack {
        for (at, form) in self.forms.iter().enumerate() {
            self.form_index.insert(form.name.clone(), at);
        }
        for (at, gate) in self.gates.iter().enumerate() {
            for name in guarded(gate, &self.forms) {
                self.gate_index.entry(name).or_default().push(at);
            }
        }
        for (at, demand) in self.demands.iter().enumerate() {
            for name in spelled_out(&demand.blocks, &self.forms) {
                self.demand_index.entry(name).or_default().push(at);
            }
        }
        self
    }

    /// The form of a record by its name.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<&Form> {
        self.form_index.get(name).map(|at| &self.forms[*at])
    }

    /// The first form that performs a life-cycle step.
    #[must_use]
    pub fn form_doing(&self, step: &str) -> Option<&Form> {
        self.forms
            .iter()
            .find(|form| form.step.as_deref() == Some(step))
    }

    /// The gates that guard a record.
    pub fn gates_on(&self, record: &str) -> impl Iterator<Item = &Gate> {
        self.gate_index
            .get(record)
            .into_iter()
            .flatten()
            .map(|at| &self.gates[*at])
    }

    /// The demands that block a record while they are not met.
    pub fn demands_blocking(&self, record: &str) -> impl Iterator<Item = &Demand> {
        self.demand_index
            .get(record)
            .into_iter()
            .flatten()
            .map(|at| &self.demands[*at])
    }

    /// The post of that name.
    #[must_use]
    pub fn post(&self, name: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.name == name)
    }

    /// The document of that key.
    #[must_use]
    pub fn document(&self, key: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.key == key)
    }

    /// The clauses in the order of the texts.
    #[must_use]
    pub fn clauses_in_order(&self) -> Vec<&Clause> {
        let mut clauses: Vec<&Clause> = self.clauses.values().collect();
        clauses.sort_by_key(|clause| clause.place);
        clauses
    }

    /// The document a clause belongs to.
    #[must_use]
    pub fn document_of(&self, clause: &str) -> Option<&Document> {
        let clause = self.clauses.get(&ClauseId(clause.to_owned()))?;
        self.document(&clause.document)
    }

    /// The clauses that some rule, form, list or declaration of the pack rests on.
    #[must_use]
    pub fn clauses_served(&self) -> BTreeSet<&ClauseId> {
        self.cited.iter().map(|(clause, _)| clause).collect()
    }
}

/// What stands before the name of a stage where a rule means every record of a case in it.
const STAGE: &str = "环节：";

/// The stage that an entry of a rule's list of records means, where it means a whole stage.
#[must_use]
pub fn stage_meant(entry: &str) -> Option<&str> {
    entry.strip_prefix(STAGE)
}

/// The records that a list of a rule means, stages spelled out; each once.
fn spelled_out(entries: &[String], forms: &[Form]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        let of_stage = |form: &&Form| {
            form.subject == Subject::Case && stage_meant(entry) == Some(form.stage.as_str())
        };
        let meant: Vec<String> = match stage_meant(entry) {
            Some(_) => forms
                .iter()
                .filter(of_stage)
                .map(|form| form.name.clone())
                .collect(),
            None => vec![entry.clone()],
        };
        names.extend(meant);
    }
    names.sort();
    names.dedup();
    names
}

fn guarded(gate: &Gate, forms: &[Form]) -> Vec<String> {
    let except = spelled_out(&gate.except, forms);
    let on = if gate.on.iter().any(|name| name == "*") {
        let of_case = forms.iter().filter(|form| form.subject != Subject::Agency);
        of_case.map(|form| form.name.clone()).collect()
    } else {
        spelled_out(&gate.on, forms)
    };
    on.into_iter()
        .filter(|name| !except.contains(name))
        .collect()
}
