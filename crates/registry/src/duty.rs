//! What is to be done in an office, soonest first, and by whom. Finds the files with running
//! deadlines in the views and asks the law about each of them; knows no rule itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use enforcement::Moment;
use enforcement::case::Case;
use enforcement::deadline::Deadline;
use enforcement::scene::holds;

use crate::fault::Fault;
use crate::office::Office;
use crate::views::OWN;

/// A file: a case with its id, or the agency's own where there is none.
pub type InFile = Option<(String, Arc<Case>)>;

/// Something that is to be done by a time.
#[derive(Clone, Debug)]
pub struct Duty {
    /// The file it stands in.
    pub file: InFile,
    /// By when, and on which clause.
    pub deadline: Deadline,
    /// The records by which it is done.
    pub acts: Vec<String>,
    /// Whether the person asked about is one who must do it.
    pub mine: bool,
}

impl Office {
    /// Whether a person holds a post towards a file.
    #[must_use]
    pub fn holds(&self, case: Option<&Case>, person: &str, post: &str, now: Moment) -> bool {
        self.bench(|bench| holds(bench, case, person, post, now))
    }

    /// What is to be done in files that a person may read, or by the person in any; soonest first,
    /// what has no figure last. At most so many running deadlines are looked at.
    ///
    /// # Errors
    /// A fault if the views or the log cannot be read.
    pub fn duties(&self, person: &str, now: Moment, limit: usize) -> Result<Vec<Duty>, Fault> {
        let rows = self.views().deadlines(self.code(), limit)?;
        let mut files: BTreeSet<String> = rows.into_iter().map(|row| row.case).collect();
        // A yearly duty begins with the year and not with a record, so that no view knows of it.
        files.insert(OWN.to_owned());
        let mut found = Vec::new();
        for id in files {
            let file = if id == OWN {
                None
            } else {
                let case = self.case(&id)?;
                let Some(case) = case else { continue };
                Some((id, case))
            };
            self.duties_in(&file, person, now, &mut found);
        }
        found.sort_by_key(|duty| (due(duty).is_none(), due(duty), duty.deadline.name.clone()));
        Ok(found)
    }

    fn duties_in(&self, file: &InFile, person: &str, now: Moment, found: &mut Vec<Duty>) {
        let case = file.as_ref().map(|(_, case)| case.as_ref());
        let is_readable = case.is_none_or(|case| self.may_read(case, person, now));
        for deadline in self.deadlines(case, now) {
            let mut owners = deadline.owner.iter();
            let mine = owners.any(|post| self.holds(case, person, post, now));
            if deadline.is_open() && (mine || is_readable) {
                let acts = self.ending(&deadline.name);
                let file = file.clone();
                found.push(Duty {
                    file,
                    deadline,
                    acts,
                    mine,
                });
            }
        }
    }

    /// The records that end a period or fulfil a yearly duty.
    fn ending(&self, name: &str) -> Vec<String> {
        let pack = self.pack();
        let period = pack.periods.iter().find(|rule| rule.name == name);
        // A yearly duty is told with its year: 年度数据公开（2024年度）.
        let yearly = pack.yearly.iter().find(|rule| name.starts_with(&rule.name));
        match (period, yearly) {
            (Some(rule), _) => rule.ends_by.clone(),
            (None, Some(rule)) => vec![rule.record.clone()],
            (None, None) => Vec::new(),
        }
    }
}

fn due(duty: &Duty) -> Option<Moment> {
    duty.deadline.due.map(|due| due.at)
}
