//! What a witness objects to, for the public and for the desk alike.

use registry::witnessed::Objection;

/// That a witness does not stand by the log, and what that may mean.
#[must_use]
pub fn objects(name: &str, objection: Objection) -> String {
    match objection {
        Objection::Ahead(size) => format!(
            "{name}曾经联署到第{size}条，本账册现在没有那么多条，可能是由较早的备份恢复的。"
        ),
        Objection::Other(size) => format!(
            "{name}曾经联署的前{size}条，与本账册现在的前{size}条不一致，账册可能被改写过。"
        ),
    }
}
