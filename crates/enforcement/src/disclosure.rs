//! Disclosure (公示): items that must become public, from the day they are formed over draft,
//! marks, examination and approval to publication, correction and withdrawal. What is hidden is
//! found elsewhere; who examines and in how many days is the pack's business.

mod item;
mod public;

pub use item::{Channel, Draft, Item, ItemState, Mark, MarkState};
pub use public::{PublicFile, Published, Withdrawn};

use crate::deed::Deed;
use crate::step::Step;

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
    }
}
