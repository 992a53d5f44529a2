//! The agency's own file: its people and devices, the effective dates it has confirmed, its stores,
//! its terms of keeping, its editions of norms and its own disclosure items. Knows nothing of cases.

mod devices;
mod people;

use std::collections::BTreeMap;

pub use devices::{Device, Devices, Loan};
pub use people::{Appointment, Certificate, People, Person};

use law::value::Value;

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
    /// Its devices.
    pub devices: Devices,
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
            Some(Step::DeviceEnter | Step::DeviceLend | Step::DeviceReturn) => {
                self.devices.apply(&deed);
            }
            _ => {}
        }
        self.items.apply(&deed);
        self.dossier.add(deed);
    }

    /// The confirmed effective date of a document.
    #[must_use]
    pub fn effective(&self, document: &str) -> Option<Day> {
        self.effective.get(document).copied()
    }

    /// How many years records of a kind are kept, as last set.
    #[must_use]
    pub fn retention(&self, kind: &str) -> Option<i64> {
        let mut set = self.dossier.doing(Step::RetentionSet).rev();
        let set = set.find(|deed| deed.text("kind") == Some(kind))?;
        set.word("years").and_then(Value::number)
    }

    /// The last day on which records of a kind must still be kept, from the day they were archived.
    #[must_use]
    pub fn kept_until(&self, kind: &str, archived: Day) -> Option<Day> {
        let years = jiff::Span::new().try_years(self.retention(kind)?).ok()?;
        archived.checked_add(years).ok()
    }

    /// Whether a record is the edition in force on a day: of all editions of its kind and title
    /// that bind by then, the one with the latest first day, and of those the one entered last.
    #[must_use]
    pub fn is_edition_of(&self, no: u32, day: Day) -> bool {
        let Some(asked) = self.dossier.deed(no) else {
            return false;
        };
        let family =
            |deed: &&Deed| deed.record == asked.record && deed.text("title") == asked.text("title");
        let editions = self.dossier.doing(Step::Edition).filter(family);
        let binding = editions.filter(|deed| deed.day("from").is_some_and(|from| from <= day));
        let latest = binding.max_by_key(|deed| (deed.day("from"), deed.no));
        latest.is_some_and(|latest| latest.no == no)
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
