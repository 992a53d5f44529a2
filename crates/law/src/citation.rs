//! Clauses and the ways to cite them. Knows the place of a clause in its regulation and a gist in
//! our own words; the official words come from a loaded text and are never stored in a pack.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The stable name of one clause, as the pack gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClauseId(pub String);

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One clause of a regulation: where it stands and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Stable name.
    pub id: ClauseId,
    /// Where it stands in the order of the texts, from 0.
    pub place: usize,
    /// Key of the document within the pack.
    pub document: String,
    /// Exact place, e.g. `第十条（三）`.
    pub article: String,
    /// The kind of clause (duty, prohibition, deadline …) as the pack's author reads it.
    pub kind: String,
    /// What it says, in the pack's own words.
    pub gist: String,
}

/// The date of a file that is held against a document's effective date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AppliesBy {
    /// The day the case was opened (立案日).
    #[default]
    Opened,
    /// The day the decision was proposed or made (拟作决定日).
    Decided,
    /// The day the information was formed (信息形成日).
    Formed,
}

/// One text of the regulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Short key, unique in the pack.
    pub key: String,
    /// Full title.
    pub title: String,
    /// Number of issue (文号).
    pub number: String,
    /// Date of issue, `YYYY-MM-DD`.
    pub issued: String,
    /// The effective date the pack proposes; an agency confirms it.
    pub effective_proposed: String,
    /// Which date of a file decides whether it is in force for it.
    pub applies_by: AppliesBy,
    /// The kinds of case it binds; all where empty.
    pub binds: Vec<String>,
    /// How the text words its own effect.
    pub effect: String,
    /// Higher texts it rests on; never empty.
    pub basis: Vec<String>,
    /// Its purpose in our own words.
    pub purpose: String,
    /// Number of articles.
    pub articles: usize,
    /// The clause that gives purpose and basis, where one does.
    pub purpose_clause: Option<ClauseId>,
    /// The clauses that declare all this and are served by its being shown, each once.
    pub declares: Vec<ClauseId>,
    /// Where the pack sets it.
    pub at: Place,
}

/// The clauses that demand something; cannot be empty, so nothing is refused without a citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Basis(Vec<ClauseId>);

impl Basis {
    /// A basis of at least one clause; `None` for an empty list.
    #[must_use]
    pub fn new(clauses: Vec<ClauseId>) -> Option<Self> {
        (!clauses.is_empty()).then_some(Basis(clauses))
    }

    /// Both bases together, each clause once.
    #[must_use]
    pub fn with(&self, other: &Basis) -> Basis {
        let new = other.0.iter().filter(|clause| !self.0.contains(clause));
        Basis(self.0.iter().chain(new).cloned().collect())
    }

    /// The clauses, most specific first.
    #[must_use]
    pub fn clauses(&self) -> &[ClauseId] {
        &self.0
    }

    /// The clause that speaks most directly.
    #[must_use]
    pub fn first(&self) -> &ClauseId {
        &self.0[0]
    }
}

/// Where something stands in a pack's files, for faults that are only seen later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the pack.
    pub file: String,
    /// Line from 1.
    pub line: usize,
}
