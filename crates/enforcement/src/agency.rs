//! The agency's own file: its people, the effective dates it has confirmed, its designated stores
//! and its own disclosure items. Knows nothing of cases.

mod people;

use std::collections::BTreeMap;

pub use people::{Appointment, Certificate, People, Person};

use crate::Day;
use crate::deed::Deed;
use crate::disclosure::Items;
use crate::dossier::Dossier;
use crate::step::Step;

/// The state of one agency.
#[derive(Clone, Debug, Default)]
pub struct Agency {
    /// Its records.
    pub dossier: Dossier,
    /// Its people.
    pub people: People,
    /// Its own disclosure items (what is published before).
    pub items: Items,
    effective: BTreeMap<String, Day>,
}

impl Agency {
    /// Folds the next deed.
    pub fn apply(&mut self, deed: Deed) {
        match deed.step {
            Some(Step::PersonEnter | Step::Appoint | Step::Certify) => self.people.apply(&deed),
            Some(Step::Effect) => {
                if let (Some(document), Some(day)) = (deed.text("document"), deed.day("date")) {
                    self.effective.insert(document.to_owned(), day);
                }
            }
            _ => self.items.apply(&deed),
        }
        self.dossier.add(deed);
    }

    /// The confirmed effective date of a document.
    #[must_use]
    pub fn effective(&self, document: &str) -> Option<Day> {
        self.effective.get(document).copied()
    }

    /// The designated store of a name, as it was registered.
    #[must_use]
    pub fn store(&self, name: &str) -> Option<&Deed> {
        self.dossier
            .doing(Step::StoreName)
            .rev()
            .find(|deed| deed.text("store") == Some(name))
    }
}
