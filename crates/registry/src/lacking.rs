//! What the files of open cases lack and a person may enter now, although no period runs for it: an
//! approval that nobody is reminded of would wait for ever. Finds the cases in the views and asks
//! the law about each; knows no rule itself.

use std::sync::Arc;

use enforcement::Moment;
use enforcement::case::Case;
use enforcement::checklist::{Line, Standing, checklist, obstacles};
use enforcement::scene::Bench;
use law::citation::ClauseId;
use law::form::Form;
use law::pack::Pack;

use crate::fault::Fault;
use crate::office::Office;

/// What one file must hold and does not, as far as one person may enter it.
#[derive(Clone, Debug)]
pub struct Lacking {
    /// The case's id.
    pub id: String,
    /// The case.
    pub case: Arc<Case>,
    /// The records, each with the clause that demands it; at least one.
    pub records: Vec<(String, ClauseId)>,
}

impl Office {
    /// What the person may enter now of what open files lack; the case that changed last first. At
    /// most so many cases are looked at.
    ///
    /// # Errors
    /// A fault if the views or the log cannot be read.
    pub fn lacking(&self, person: &str, now: Moment, limit: usize) -> Result<Vec<Lacking>, Fault> {
        let mut found = Vec::new();
        for id in self.views().open_cases(self.code(), limit)? {
            // Who may not read a file is not led to a form in it.
            let readable = |case: &Arc<Case>| self.may_read(case, person, now);
            let Some(case) = self.case(&id)?.filter(readable) else {
                continue;
            };
            let records = self.bench(|bench| lacking_in(bench, &case, person, now));
            if !records.is_empty() {
                found.push(Lacking { id, case, records });
            }
        }
        Ok(found)
    }
}

/// One case's, in the order of the pack.
fn lacking_in(bench: Bench<'_>, case: &Case, person: &str, now: Moment) -> Vec<(String, ClauseId)> {
    let list = checklist(bench, case, now).into_iter();
    let missing = list.filter(|line| line.standing == Standing::Missing);
    let missing: Vec<(&Form, Line<'_>)> = missing
        .filter_map(|line| Some((bench.pack.form(line.record)?, line)))
        .collect();
    let reached = reached(bench.pack, case, &missing);
    let is_mine = |form: &Form| {
        // What anybody may enter is for those who work on the case.
        (!form.by.is_empty() || case.officers.contains(person))
            && obstacles(bench, Some(case), form, person, now).is_empty()
    };
    missing
        .into_iter()
        .filter(|(form, _)| place(bench.pack, &form.stage) <= reached && is_mine(form))
        .map(|(_, line)| (line.record.to_owned(), line.basis.first().clone()))
        .collect()
}

/// How far the case is: the stage of its latest record, or the first one that still lacks something
/// if that comes later. What belongs to stages after it can wait.
fn reached(pack: &Pack, case: &Case, missing: &[(&Form, Line<'_>)]) -> usize {
    let next = missing.iter().map(|(form, _)| place(pack, &form.stage));
    place(pack, case.stage()).max(next.min().unwrap_or(0))
}

/// Where a stage stands in the order of the regulation; what is outside of it comes first.
fn place(pack: &Pack, stage: &str) -> usize {
    let at = pack.stages.iter().position(|known| known.name == stage);
    at.map_or(0, |at| at + 1)
}
