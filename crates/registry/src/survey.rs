//! What a supervisor looks at, over all files of an office. Where a file stands depends on the day
//! and on the agency's own file as well as on itself, so no view can hold it; what was worked out
//! is kept in memory until one of the three has changed.

use std::collections::HashMap;
use std::sync::Arc;

use enforcement::supervision::Survey;
use enforcement::{Day, Moment};
use parking_lot::Mutex;

use crate::fault::Fault;
use crate::office::Office;

/// Files kept worked out; others are worked out again when they are asked for.
const KEPT: usize = 1024;

/// One file and what it shows.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// Id of the case; `None` for the agency's own file.
    pub case: Option<String>,
    /// What it shows.
    pub survey: Arc<Survey>,
}

/// On what a survey rests.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stand {
    records: u32,
    of_agency: u32,
    day: Day,
}

/// Surveys by the id of the case, each with what it was worked out from.
type WorkedOut = HashMap<Option<String>, (Stand, Arc<Survey>)>;

/// Surveys already worked out, by the id of the case; the agency's own is under none.
#[derive(Default)]
pub struct Surveys(Mutex<WorkedOut>);

impl Surveys {
    fn get(&self, case: Option<&str>, stand: Stand) -> Option<Arc<Survey>> {
        let kept = self.0.lock();
        let (at, survey) = kept.get(&case.map(str::to_owned))?;
        (*at == stand).then(|| survey.clone())
    }

    fn keep(&self, case: Option<&str>, stand: Stand, survey: Arc<Survey>) {
        let mut kept = self.0.lock();
        if kept.len() >= KEPT {
            // Any will do: what is dropped is worked out again.
            let dropped = kept.keys().next().cloned();
            dropped.map(|case| kept.remove(&case));
        }
        kept.insert(case.map(str::to_owned), (stand, survey));
    }
}

impl Office {
    /// What the agency's own file shows, and the cases opened in a year or still not done with, in
    /// the order in which they were opened.
    ///
    /// # Errors
    /// A fault if the views or the log cannot be read.
    pub fn surveys(&self, year: i16, now: Moment) -> Result<Vec<Surveyed>, Fault> {
        let mut found = vec![Surveyed {
            case: None,
            survey: self.survey(None, now)?,
        }];
        for id in self.views().cases_of_year(self.code(), year)? {
            let survey = self.survey(Some(&id), now)?;
            found.push(Surveyed {
                case: Some(id),
                survey,
            });
        }
        Ok(found)
    }

    /// What one file shows; nothing where there is no case of that id. How much time a deadline has
    /// left is told as of some moment of the day: see [`Deadline::at`].
    ///
    /// [`Deadline::at`]: enforcement::deadline::Deadline::at
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn survey(&self, case: Option<&str>, now: Moment) -> Result<Arc<Survey>, Fault> {
        let folded = case.map(|id| self.case(id)).transpose()?.flatten();
        if case.is_some() && folded.is_none() {
            return Ok(Arc::default());
        }
        let agency = self.agency().dossier.next_no();
        let stand = Stand {
            records: folded
                .as_ref()
                .map_or(agency, |case| case.dossier.next_no()),
            of_agency: agency,
            day: now.date(),
        };
        if let Some(survey) = self.surveyed().get(case, stand) {
            return Ok(survey);
        }
        let survey = self.bench(|bench| Survey::of(bench, folded.as_deref(), now));
        let survey = Arc::new(survey);
        self.surveyed().keep(case, stand, survey.clone());
        Ok(survey)
    }
}
