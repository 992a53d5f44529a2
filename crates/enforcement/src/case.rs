//! One case: the fold of its deeds. Knows who handles it, who the parties are and where it stands;
//! reviews, recordings and disclosure items have rooms of their own.

use std::collections::BTreeSet;

use law::value::Value;

use crate::Day;
use crate::deed::Deed;
use crate::disclosure::Items;
use crate::dossier::Dossier;
use crate::recording::Recordings;
use crate::review::Reviews;
use crate::step::Step;

/// The state of one case.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its records.
    pub dossier: Dossier,
    /// Its reviews.
    pub reviews: Reviews,
    /// Its recordings and the activities they show.
    pub recordings: Recordings,
    /// What is to be published of it.
    pub items: Items,
    /// Case number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Kind of case (行政处罚 …).
    pub kind: String,
    /// 依职权 or 依申请.
    pub mode: String,
    /// The matter of enforcement.
    pub matter: String,
    /// The section that handles it.
    pub section: String,
    /// The day it was opened.
    pub opened: Option<Day>,
    /// Ids of its officers.
    pub officers: BTreeSet<String>,
    /// Its parties.
    pub parties: Vec<Party>,
    /// Whether the investigation is finished.
    pub investigated: bool,
    /// The decision, once made.
    pub decision: Option<Decision>,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether it is archived.
    pub archived: bool,
    /// The day it was archived, as its record says.
    pub archived_on: Option<Day>,
}

/// A party of the case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Name of the person or organisation.
    pub name: String,
    /// Whether it is a natural person.
    pub natural: bool,
    /// Date of birth, where known.
    pub birth: Option<Day>,
}

impl Party {
    /// Whether the party is under 18 on a day. Who turns 18 on that day is of age.
    #[must_use]
    pub fn is_minor(&self, day: Day) -> bool {
        self.birth.is_some_and(|birth| {
            let years = day.year() - birth.year();
            let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
            years - i16::from(!had_birthday) < 18
        })
    }
}

/// The decision that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The number of its record in the file.
    pub no: u32,
    /// Number of issue (文号).
    pub number: String,
    /// The day it was made.
    pub date: Day,
    /// Whether it orders the party to put something right (责令改正).
    pub corrective: bool,
}

impl Case {
    /// The word for a case that has been archived.
    pub const ARCHIVED: &'static str = "已归档";

    /// The words for one that has not, in the order of their lives.
    pub const OPEN: [&'static str; 3] = ["办理中", "已决定", "已结案"];

    /// Folds the next deed.
    pub fn apply(&mut self, deed: Deed) {
        match deed.step {
            Some(Step::CaseOpen) => self.open(&deed),
            Some(Step::CaseOfficers) => self.name_officers(&deed),
            Some(Step::InvestigationEnd) => self.investigated = true,
            Some(Step::DecisionMake) => self.decide(&deed),
            Some(Step::CaseClose) => self.closed = true,
            Some(Step::CaseArchive) => {
                self.archived = true;
                self.archived_on = deed.day("date").or(Some(deed.entered.date()));
            }
            Some(Step::ReviewOpine) if deed.found.contains_key("reopens") => {
                self.investigated = false;
            }
            _ => {}
        }
        self.reviews.apply(&deed);
        self.recordings.apply(&deed);
        self.items.apply(&deed);
        self.dossier.add(deed);
    }

    fn open(&mut self, deed: &Deed) {
        let text = |word| deed.text(word).unwrap_or_default().to_owned();
        self.number = text("number");
        self.title = text("title");
        self.kind = text("kind");
        self.mode = text("mode");
        self.matter = text("matter");
        self.section = deed.text("section").unwrap_or(&deed.section).to_owned();
        self.opened = deed.day("date").or(Some(deed.entered.date()));
        self.name_officers(deed);
        self.parties = deed.rows("parties").iter().map(Party::of).collect();
    }

    fn name_officers(&mut self, deed: &Deed) {
        let rows = deed.rows("officers");
        let people = rows
            .iter()
            .filter_map(|row| row.get("person").and_then(|id| id.text()));
        self.officers = people.map(str::to_owned).collect();
    }

    fn decide(&mut self, deed: &Deed) {
        self.decision = Some(Decision {
            no: deed.no,
            number: deed.text("number").unwrap_or_default().to_owned(),
            date: deed.day("date").unwrap_or_else(|| deed.entered.date()),
            corrective: deed.yes("corrective"),
        });
    }

    /// Where the case stands, in the words of a stage list: the stage of its latest record.
    #[must_use]
    pub fn stage(&self) -> &str {
        self.dossier.deeds().last().map_or("", |deed| &deed.stage)
    }

    /// The state of the case in one word.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match (self.archived, self.closed, &self.decision) {
            (true, ..) => Self::ARCHIVED,
            (_, true, _) => Self::OPEN[2],
            (.., Some(_)) => Self::OPEN[1],
            _ => Self::OPEN[0],
        }
    }
}

impl Party {
    fn of(row: &std::collections::BTreeMap<&str, &Value>) -> Party {
        let text = |word: &str| row.get(word).and_then(|value| value.text());
        Party {
            name: text("name").unwrap_or_default().to_owned(),
            natural: matches!(row.get("natural"), Some(Value::Bool(true))),
            birth: text("birth").and_then(|birth| birth.parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_turns_eighteen_on_the_day_is_of_age() {
        let party = |birth: &str| Party {
            birth: birth.parse().ok(),
            ..Party::default()
        };
        let day: Day = "2025-03-03".parse().expect("a date");
        assert!(party("2007-03-04").is_minor(day));
        assert!(!party("2007-03-03").is_minor(day));
        assert!(!Party::default().is_minor(day));
    }
}
