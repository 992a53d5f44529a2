//! Our own failures. A fault never cites law and never shows data; it carries a reference that the
//! log repeats, and says whether the act was recorded.

use std::sync::atomic::{AtomicU64, Ordering};

/// We failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    /// What failed, for the operator.
    pub what: String,
    /// The number a person can quote.
    pub reference: String,
    /// Whether the act that was under way is known to be recorded, known not to be, or unknown.
    pub recorded: Option<bool>,
}

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Fault {
    /// A fault in which nothing was recorded.
    pub fn new(what: impl std::fmt::Display) -> Fault {
        Fault::with(what, Some(false))
    }

    /// A fault after which nobody can tell yet whether the act was recorded.
    pub fn uncertain(what: impl std::fmt::Display) -> Fault {
        Fault::with(what, None)
    }

    fn with(what: impl std::fmt::Display, recorded: Option<bool>) -> Fault {
        let reference = format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let what = what.to_string();
        tracing::error!(reference, %what, "fault");
        Fault {
            what,
            reference,
            recorded,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::new(error)
    }
}

impl From<ledger::LedgerError> for Fault {
    fn from(error: ledger::LedgerError) -> Self {
        Fault::new(error)
    }
}
