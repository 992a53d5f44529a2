//! Tries that the law refused, kept for those who supervise: who tried what, when, under which
//! clauses. Not a record of the case, and never shown to the public.

use enforcement::Moment;
use law::refusal::Refusal;
use registry::Fault;
use registry::store::RefusedTry;

use crate::access::Signed;
use crate::app::App;

/// Keeps one try; `case` is empty for the agency's own file.
///
/// # Errors
/// A fault if it cannot be kept.
pub fn keep(
    app: &App,
    signed: &Signed,
    case: &str,
    record: &str,
    refusals: &[Refusal],
) -> Result<(), Fault> {
    let mut clauses: Vec<&str> = Vec::new();
    for clause in refusals
        .iter()
        .flat_map(|refusal| refusal.clauses.clauses())
    {
        if !clauses.contains(&clause.0.as_str()) {
            clauses.push(&clause.0);
        }
    }
    let tried = RefusedTry {
        at: unix(signed.now),
        person: signed.person.clone(),
        record: record.to_owned(),
        case: case.to_owned(),
        clauses: clauses.join("、"),
    };
    app.installation
        .store
        .note_refused(signed.office.code(), &tried)
}

/// Civil time in Asia/Shanghai (UTC+8 throughout) as seconds since 1970.
fn unix(at: Moment) -> i64 {
    let epoch = Moment::constant(1970, 1, 1, 8, 0, 0, 0);
    at.duration_since(epoch).as_secs()
}
