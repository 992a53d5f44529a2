//! Our own failures. A fault never cites law and never shows data; it carries a reference that the
//! log repeats, and says whether the act was recorded.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger::{AppendError, LedgerError};

use crate::reasons;
pub use crate::reasons::reason;

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
    /// A fault in which nothing was recorded. It takes words for those who read it, and no error of
    /// somebody else's: those are [`Fault::internal`].
    ///
    /// ```compile_fail
    /// registry::Fault::new(std::io::Error::other("no words for an office"));
    /// ```
    pub fn new(what: impl Into<String>) -> Fault {
        Fault::with(what, Some(false))
    }

    /// A fault after which nobody can tell yet whether the act was recorded.
    pub fn uncertain(what: impl Into<String>) -> Fault {
        Fault::with(what, None)
    }

    /// Something that should not happen: what it was is for the log of the program.
    pub fn internal(error: impl std::fmt::Display) -> Fault {
        tracing::error!(%error, "internal");
        Fault::new("程序内部出错，请把程序日志交给维护人员")
    }

    /// The system refused something about this file: which file, why, and what to do.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Fault {
        move |error| Fault::new(format!("{}：{}", path.as_ref().display(), reason(&error)))
    }

    fn with(what: impl Into<String>, recorded: Option<bool>) -> Fault {
        let reference = format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let what = what.into();
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
        tracing::error!(%error, "sqlite");
        Fault::new(reasons::sqlite(&error))
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        Fault::new(reasons::ledger(&error))
    }
}

impl From<&AppendError> for Fault {
    fn from(error: &AppendError) -> Self {
        let what = reasons::append(error);
        match error {
            AppendError::Unknown { .. }
            | AppendError::NotErased { .. }
            | AppendError::NotInPlace { .. } => Fault::uncertain(what),
            _ => Fault::new(what),
        }
    }
}
