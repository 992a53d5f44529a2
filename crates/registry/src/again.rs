//! Items kept back because of another case, once that case is closed: the office looks at their
//! grounds again. Nothing becomes public by itself.

use crate::fault::Fault;
use crate::office::Office;
use crate::views::{ItemRow, OWN};

/// Items looked through.
const LOOKED_AT: usize = 2000;

/// An item whose ground may have fallen away.
#[derive(Clone, Debug)]
pub struct Again {
    /// The item.
    pub item: ItemRow,
    /// The number of the case that was waited for.
    pub closed: String,
}

impl Office {
    /// The items that are kept back for the sake of a case which is closed by now.
    ///
    /// # Errors
    /// A fault if the views or the log cannot be read.
    pub fn look_again(&self) -> Result<Vec<Again>, Fault> {
        let withheld = enforcement::disclosure::ItemState::Withheld.word();
        let mut found = Vec::new();
        for row in self.views().items(self.code(), withheld, LOOKED_AT)? {
            let number = self.awaited(&row)?;
            if !number.is_empty() && self.is_closed(&number)? {
                found.push(Again {
                    item: row,
                    closed: number,
                });
            }
        }
        Ok(found)
    }

    /// The number of the case that an item waits for.
    fn awaited(&self, row: &ItemRow) -> Result<String, Fault> {
        if row.case == OWN {
            let agency = self.agency();
            let item = agency.items.get(row.no);
            return Ok(item.map(|item| item.awaits.clone()).unwrap_or_default());
        }
        let case = self.case(&row.case)?;
        let item = case.as_ref().and_then(|case| case.items.get(row.no));
        Ok(item.map(|item| item.awaits.clone()).unwrap_or_default())
    }

    fn is_closed(&self, number: &str) -> Result<bool, Fault> {
        let Some(id) = self.views().case_numbered(self.code(), number)? else {
            return Ok(false);
        };
        Ok(self.case(&id)?.is_some_and(|case| case.closed))
    }
}
