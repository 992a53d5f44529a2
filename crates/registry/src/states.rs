//! The folded states an office works on: the agency whole, cases as they are asked for. Everything
//! here can be thrown away and folded again from the log.

use std::collections::HashMap;
use std::sync::Arc;

use enforcement::agency::Agency;
use enforcement::case::Case;
use enforcement::deed::Deed;
use ledger::{Entry, Reader};
use parking_lot::Mutex;

use crate::fault::Fault;

/// Stream of the agency's own file.
pub const AGENCY: &str = "agency";

/// Cases kept folded in memory; others are folded again when asked for.
const KEPT: usize = 4096;

/// Name of a case's stream.
#[must_use]
pub fn stream_of(case: &str) -> String {
    format!("case/{case}")
}

/// The case a stream belongs to.
#[must_use]
pub fn case_of(stream: &str) -> Option<&str> {
    stream.strip_prefix("case/")
}

/// Whether an entry holds a deed: not one that the log wrote about itself, nor one whose payload
/// was destroyed when its retention term was over.
#[must_use]
pub fn holds_deed(entry: &Entry) -> bool {
    !entry.is_own() && entry.payload.is_some()
}

/// The deed an entry holds.
///
/// # Errors
/// A fault if the payload is not a deed: the log was written by another program.
pub fn deed_of(entry: &Entry) -> Result<Deed, Fault> {
    let payload = entry.payload.as_deref().unwrap_or_default();
    serde_json::from_slice(payload).map_err(|error| {
        tracing::error!(index = entry.index, %error, "no deed");
        let what = "的内容不是一件记录，可能由别的版本写入，或者已经损坏，请运行 fadu fsck 核对";
        Fault::new(format!("第{}条{what}", entry.index))
    })
}

/// Folded states.
pub struct States {
    reader: Reader,
    agency: Mutex<Arc<Agency>>,
    cases: Mutex<HashMap<String, Arc<Case>>>,
}

impl States {
    /// Folds the agency's file; cases follow when asked for.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn load(reader: Reader) -> Result<States, Fault> {
        let states = States {
            reader,
            agency: Mutex::default(),
            cases: Mutex::default(),
        };
        states.reload()?;
        Ok(states)
    }

    /// Forgets everything and folds the agency's file again.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn reload(&self) -> Result<(), Fault> {
        let mut agency = Agency::default();
        let entries = self.reader.stream(AGENCY, 1)?;
        for entry in entries.into_iter().filter(holds_deed) {
            agency.apply(deed_of(&entry)?);
        }
        self.cases.lock().clear();
        *self.agency.lock() = Arc::new(agency);
        Ok(())
    }

    /// The agency as of the last accepted deed.
    #[must_use]
    pub fn agency(&self) -> Arc<Agency> {
        self.agency.lock().clone()
    }

    /// A case, if there is one of that id.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn case(&self, id: &str) -> Result<Option<Arc<Case>>, Fault> {
        // Locked while folding: a deed that becomes durable meanwhile must neither be missed nor
        // folded twice.
        let mut cases = self.cases.lock();
        if let Some(case) = cases.get(id) {
            return Ok(Some(case.clone()));
        }
        let case = self.fold(id)?;
        if let Some(case) = &case {
            keep(&mut cases, id, case.clone());
        }
        Ok(case)
    }

    /// A case as [`States::case`] gives it, without keeping it: for going through many.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn look_at(&self, id: &str) -> Result<Option<Arc<Case>>, Fault> {
        let kept = self.cases.lock().get(id).cloned();
        match kept {
            Some(case) => Ok(Some(case)),
            None => self.fold(id),
        }
    }

    fn fold(&self, id: &str) -> Result<Option<Arc<Case>>, Fault> {
        let entries = self.reader.stream(&stream_of(id), 1)?;
        // A case is destroyed as a whole: what is left of one is no case.
        if entries.is_empty() || !entries.iter().all(holds_deed) {
            return Ok(None);
        }
        let mut case = Case::default();
        for entry in &entries {
            case.apply(deed_of(entry)?);
        }
        Ok(Some(Arc::new(case)))
    }

    /// Folds one durable deed into the agency.
    pub fn apply_to_agency(&self, deed: Deed) {
        Arc::make_mut(&mut *self.agency.lock()).apply(deed);
    }

    /// Folds one durable deed into a case; copies the case only if somebody is looking at it. A
    /// case that is not in memory is folded when it is next asked for; one that was folded from
    /// the log a moment ago has the deed already.
    pub fn apply_to_case(&self, id: &str, deed: Deed) {
        let mut cases = self.cases.lock();
        if let Some(case) = cases.get_mut(id) {
            if case.dossier.next_no() == deed.no {
                Arc::make_mut(case).apply(deed);
            }
        } else if deed.no == 1 {
            let mut case = Case::default();
            case.apply(deed);
            keep(&mut cases, id, Arc::new(case));
        }
    }
}

fn keep(cases: &mut HashMap<String, Arc<Case>>, id: &str, case: Arc<Case>) {
    if cases.len() >= KEPT {
        // Any will do: what is dropped is folded again when it is next asked for.
        let dropped: Vec<String> = cases.keys().take(KEPT / 8).cloned().collect();
        for id in dropped {
            cases.remove(&id);
        }
    }
    cases.insert(id.to_owned(), case);
}
