//! What is known of one agency's law beyond its pack: its official words, and the scenarios that
//! prove its clauses. It does not know where either is kept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use law::citation::ClauseId;

/// A scenario that proves a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The scenario file within the pack.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// Its steps, in the words of the pack.
    pub steps: Vec<String>,
}

/// The scenarios of clauses, by clause id.
pub type Proofs = BTreeMap<String, Vec<Proof>>;

/// The words and proofs of one pack.
pub struct LawBook {
    words: BTreeMap<String, String>,
    proofs: LazyLock<Proofs, Box<dyn FnOnce() -> Proofs + Send>>,
}

impl LawBook {
    /// A book of the official words by clause id, where the text as issued was loaded; the proofs
    /// are read when somebody first asks for one, so that no start waits for them.
    pub fn new(
        words: BTreeMap<String, String>,
        proofs: impl FnOnce() -> Proofs + Send + 'static,
    ) -> LawBook {
        LawBook {
            words,
            proofs: LazyLock::new(Box::new(proofs)),
        }
    }

    /// The official words of a clause.
    #[must_use]
    pub fn words(&self, clause: &ClauseId) -> Option<&str> {
        self.words.get(&clause.0).map(String::as_str)
    }

    /// The scenarios that prove a clause.
    #[must_use]
    pub fn proofs(&self, clause: &ClauseId) -> &[Proof] {
        self.proofs.get(&clause.0).map_or(&[], Vec::as_slice)
    }
}

impl Default for LawBook {
    /// A book with nothing in it.
    fn default() -> Self {
        LawBook::new(BTreeMap::new(), Proofs::new)
    }
}
