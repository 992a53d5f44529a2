//! Disclosure (公示): items that must become public, from the day they are formed over draft,
//! marks, examination and approval to publication, correction and withdrawal. What is hidden is
//! found elsewhere; who examines and in how many days is the pack's business.

mod item;
mod public;

pub use item::{Change, Channel, Draft, Item, ItemState, Mark, MarkState};
pub use public::{PublicFile, Published, Withdrawn};

use law::value::Value;

use crate::deed::Deed;
use crate::step::Step;

/// Under which name a deed holds the numbers of the published items that it changes.
pub const CHANGES: &str = "changes";

/// The items of one file.
#[derive(Clone, Debug, Default)]
pub struct Items(Vec<Item>);

impl Items {
    /// All items, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Item] {
        &self.0
    }

    /// The item of a number.
    #[must_use]
    pub fn get(&self, no: u32) -> Option<&Item> {
        self.0.iter().find(|item| item.no == no)
    }

    /// Folds one deed of the file.
    pub fn apply(&mut self, deed: &Deed) {
        match deed.step {
            Some(Step::ItemOpen | Step::DecisionMake) => self.0.push(Item::opened_by(deed)),
            _ => {
                let about = deed.about;
                if let Some(item) = self.0.iter_mut().find(|item| Some(item.no) == about) {
                    item.apply(deed);
                }
            }
        }
        self.note_changes(deed);
    }

    /// A record of what published items are made of says which of them it changes.
    fn note_changes(&mut self, deed: &Deed) {
        let Some(changed) = deed.found.get(CHANGES) else {
            return;
        };
        let numbers = changed.items().iter().filter_map(Value::number);
        let numbers: Vec<u32> = numbers.filter_map(|no| u32::try_from(no).ok()).collect();
        for item in self.0.iter_mut().filter(|item| numbers.contains(&item.no)) {
            item.changed_on(Some(deed.entered.date()));
        }
    }
}
