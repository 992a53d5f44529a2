//! What the files of open cases lack and a person may enter now, although no period runs for it: an
//! approval that nobody is reminded of would wait for ever. Finds the cases in the views and asks
//! the law about each; knows no rule itself.

use std::sync::Arc;

use enforcement::Moment;
use enforcement::case::Case;
use enforcement::checklist::{Standing, checklist, obstacles};
use enforcement::scene::Bench;
use law::citation::ClauseId;

use crate::fault::Fault;
use crate::office::Office;

/// A record that a file must hold and does not.
#[derive(Clone, Debug)]
pub struct Lacking {
    /// The case's id.
    pub id: String,
    /// The case.
    pub case: Arc<Case>,
    /// The record.
    pub record: String,
    /// The clause that demands it.
    pub basis: ClauseId,
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
            let Some(case) = self.case(&id)? else {
                continue;
            };
            self.bench(|bench| {
                let lacking = lacking_in(bench, &case, person, now).into_iter();
                found.extend(lacking.map(|(record, basis)| Lacking {
                    id: id.clone(),
                    case: case.clone(),
                    record,
                    basis,
                }));
            });
        }
        Ok(found)
    }
}

fn lacking_in(bench: Bench<'_>, case: &Case, person: &str, now: Moment) -> Vec<(String, ClauseId)> {
    let list = checklist(bench, case, now).into_iter();
    let missing = list.filter(|line| line.standing == Standing::Missing);
    missing
        .filter(|line| {
            let form = bench.pack.form(line.record);
            form.is_some_and(|form| {
                // What anybody may enter is for those who work on the case.
                (!form.by.is_empty() || case.officers.contains(person))
                    && obstacles(bench, Some(case), form, person, now).is_empty()
            })
        })
        .map(|line| (line.record.to_owned(), line.basis.first().clone()))
        .collect()
}
