//! The records of one file in their order, and the quick ways to find them. Shared by cases and
//! the agency's own file; knows nothing of what the records mean.

use std::collections::{BTreeMap, BTreeSet};

use law::condition::Record;
use law::value::Value;

use crate::deed::Deed;
use crate::step::Step;

/// The records of a file.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    deeds: Vec<Deed>,
    by_kind: BTreeMap<String, Vec<usize>>,
    displaced: BTreeSet<String>,
}

impl Dossier {
    /// Adds the next deed.
    pub fn add(&mut self, deed: Deed) {
        if deed.step == Some(Step::Displace)
            && let Some(clause) = deed.text("clause")
        {
            self.displaced.insert(clause.to_owned());
        }
        self.by_kind
            .entry(deed.record.clone())
            .or_default()
            .push(self.deeds.len());
        self.deeds.push(deed);
    }

    /// All deeds, oldest first.
    #[must_use]
    pub fn deeds(&self) -> &[Deed] {
        &self.deeds
    }

    /// The number the next deed will have.
    #[must_use]
    pub fn next_no(&self) -> u32 {
        u32::try_from(self.deeds.len()).unwrap_or(u32::MAX - 1) + 1
    }

    /// The deed of a number.
    #[must_use]
    pub fn deed(&self, no: u32) -> Option<&Deed> {
        self.deeds.get(usize::try_from(no).ok()?.checked_sub(1)?)
    }

    /// The records of one kind, oldest first.
    pub fn records<'a>(&'a self, kind: &str) -> impl DoubleEndedIterator<Item = Record<'a>> + 'a {
        let places = self
            .by_kind
            .get(kind)
            .map(Vec::as_slice)
            .unwrap_or_default();
        places.iter().map(|at| self.deeds[*at].as_record())
    }

    /// Whether there is any record of a kind.
    #[must_use]
    pub fn holds(&self, kind: &str) -> bool {
        self.by_kind.contains_key(kind)
    }

    /// The deeds that performed a step, oldest first.
    pub fn doing(&self, step: Step) -> impl DoubleEndedIterator<Item = &Deed> {
        self.deeds
            .iter()
            .filter(move |deed| deed.step == Some(step))
    }

    /// The deeds that concern a record, oldest first.
    pub fn about(&self, no: u32) -> impl Iterator<Item = &Deed> {
        self.deeds.iter().filter(move |deed| deed.about == Some(no))
    }

    /// Whether a prevailing norm has taken a clause's place in this file.
    #[must_use]
    pub fn is_displaced(&self, clause: &str) -> bool {
        self.displaced.contains(clause)
    }

    /// Every text that fills a word in a deed of this step.
    pub fn texts<'a>(&'a self, step: Step, word: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.doing(step)
            .filter_map(move |deed| deed.word(word).and_then(Value::text))
    }
}
