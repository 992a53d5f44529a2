//! What a supervisor is shown of one file: what is late, missing, marked, found, and what counts
//! for the figures the texts want looked at. Everything here is evidence drawn from the file; that
//! something was wrong is found by a person, in a record of its own.

mod answers;
mod figures;
pub mod together;

use law::citation::Basis;
use law::form::FieldKind;
use law::value::{Fields, Value};

use crate::case::Case;
use crate::checklist::{Standing, checklist, marks};
use crate::deadline::{Deadline, deadlines};
use crate::deed::{Deed, moment};
use crate::dossier::Dossier;
use crate::scene::Bench;
use crate::step::Step;
use crate::{Day, Moment};

pub use answers::{Answer, Answers, answers};
pub use figures::{FIGURES, Figure, Spot, Tally, Turn};

/// What one file shows.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Number of the case; empty for the agency's own file.
    pub number: String,
    /// The section that handles the case; empty for the agency's own file.
    pub section: String,
    /// The day the case was opened.
    pub opened: Option<Day>,
    /// Every deadline, met or not.
    pub deadlines: Vec<Deadline>,
    /// Records that must be in the file and are not.
    pub lacks: Vec<Lack>,
    /// Marks that do not block.
    pub marks: Vec<Marked>,
    /// Its records, with the time of what they tell of.
    pub entries: Vec<Entry>,
    /// What a supervisor has found.
    pub findings: Vec<Finding>,
    /// What counts for each figure.
    pub figures: Vec<(Figure, Tally)>,
    /// When each round of review was received and taken up.
    pub turns: Vec<Turn>,
}

/// A demanded record that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The record.
    pub record: String,
    /// The clauses.
    pub basis: Basis,
}

/// A mark on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The words of the mark.
    pub name: String,
    /// The record it is set on.
    pub no: u32,
    /// The clauses.
    pub basis: Basis,
}

/// A record and the time of what it tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the file.
    pub no: u32,
    /// Its name.
    pub record: String,
    /// The section of the person who entered it.
    pub section: String,
    /// Whether it was written here, and not on paper that is only attached.
    pub is_direct: bool,
    /// Seconds from what it tells of to its entry; `None` where it gives no time. A day counts as
    /// a whole: what is entered on the same day has no delay.
    pub delay: Option<u64>,
}

/// A finding that a supervisor made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its number in the file.
    pub no: u32,
    /// The record it was made in.
    pub record: String,
    /// Its type, in the words of the text.
    pub kind: String,
    /// The officer it was made against, by id, where it names one.
    pub against: Option<String>,
    /// When it was made.
    pub at: Moment,
}

impl Survey {
    /// Looks at a case, or at the agency's own file.
    #[must_use]
    pub fn of(bench: Bench<'_>, case: Option<&Case>, now: Moment) -> Survey {
        let dossier = case.map_or(&bench.agency.dossier, |case| &case.dossier);
        let found = marks(bench, case, now).into_iter();
        let mut survey = Survey {
            deadlines: deadlines(bench, case, now),
            marks: found.map(Marked::of).collect(),
            findings: findings(dossier),
            figures: figures::of_file(bench, case, now),
            ..Survey::default()
        };
        if let Some(case) = case {
            survey.number.clone_from(&case.number);
            survey.section.clone_from(&case.section);
            survey.opened = case.opened;
            survey.lacks = lacks(bench, case, now);
            survey.turns = figures::turns(case);
            let deeds = dossier.deeds().iter();
            survey.entries = deeds.map(|deed| Entry::of(bench, deed)).collect();
        }
        survey
    }
}

impl Marked {
    fn of(mark: crate::checklist::Marked<'_>) -> Marked {
        Marked {
            name: mark.name.to_owned(),
            no: mark.no,
            basis: mark.basis.clone(),
        }
    }
}

/// Each record once, also where several rules demand it.
fn lacks(bench: Bench<'_>, case: &Case, now: Moment) -> Vec<Lack> {
    let mut lacks: Vec<Lack> = Vec::new();
    let lines = checklist(bench, case, now).into_iter();
    for line in lines.filter(|line| line.standing == Standing::Missing) {
        match lacks.iter_mut().find(|lack| lack.record == line.record) {
            Some(lack) => lack.basis = lack.basis.with(line.basis),
            None => lacks.push(Lack {
                record: line.record.to_owned(),
                basis: line.basis.clone(),
            }),
        }
    }
    lacks
}

fn findings(dossier: &Dossier) -> Vec<Finding> {
    let made = dossier.doing(Step::FindingMake);
    made.map(|deed| Finding {
        no: deed.no,
        record: deed.record.clone(),
        kind: deed.text("kind").unwrap_or_default().to_owned(),
        against: deed.text("person").map(str::to_owned),
        at: deed.entered,
    })
    .collect()
}

impl Entry {
    fn of(bench: Bench<'_>, deed: &Deed) -> Entry {
        Entry {
            no: deed.no,
            record: deed.record.clone(),
            section: deed.section.clone(),
            is_direct: !holds_file(&deed.fields),
            delay: happened(bench, deed).and_then(|at| at.before(deed.entered)),
        }
    }
}

fn holds_file(fields: &Fields) -> bool {
    fields.values().any(|value| match value {
        Value::Row(row) => row.contains_key("sha256") || holds_file(row),
        Value::List(items) => items.iter().filter_map(Value::row).any(holds_file),
        _ => false,
    })
}

/// The time of what a record tells of.
enum Time {
    At(Moment),
    On(Day),
}

impl Time {
    fn read(text: &str) -> Option<Time> {
        match text.parse::<Day>() {
            Ok(day) if text.len() == 10 => Some(Time::On(day)),
            _ => moment(text).map(Time::At),
        }
    }

    /// Seconds until the entry; `None` for what had not happened by then.
    fn before(&self, entered: Moment) -> Option<u64> {
        let lapse = match self {
            Time::At(at) => entered.duration_since(*at),
            Time::On(day) => entered
                .date()
                .at(0, 0, 0, 0)
                .duration_since(day.at(0, 0, 0, 0)),
        };
        u64::try_from(lapse.as_secs()).ok()
    }
}

/// The words that tell when something happened, the most telling first.
const TIMES: &[&str] = &["end", "to", "date", "start", "from", "formed"];

/// The time of what a record tells of: of a field the mechanism knows, else its last moment. Plain
/// dates are not trusted, since a record may also name birthdays and validities.
fn happened(bench: Bench<'_>, deed: &Deed) -> Option<Time> {
    let known = TIMES.iter().find_map(|word| deed.text(word));
    if let Some(text) = known {
        return Time::read(text);
    }
    let form = bench.pack.form(&deed.record)?;
    let moments = form
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Moment);
    let told = moments.filter_map(|field| deed.fields.get(&field.name)?.text());
    told.max().and_then(Time::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(text: &str) -> Moment {
        text.parse().expect("a moment")
    }

    #[test]
    fn an_event_of_the_morning_entered_in_the_afternoon_is_late_by_hours() {
        let event = Time::read("2025-03-03T09:00:00").expect("a time");
        assert_eq!(event.before(entered("2025-03-03T17:00:00")), Some(8 * 3600));
        assert_eq!(event.before(entered("2025-03-03T08:59:00")), None);
    }

    #[test]
    fn a_day_counts_as_a_whole() {
        let event = Time::read("2025-03-03").expect("a time");
        assert_eq!(event.before(entered("2025-03-03T17:00:00")), Some(0));
        assert_eq!(
            event.before(entered("2025-03-05T00:10:00")),
            Some(2 * 24 * 3600)
        );
    }

    #[test]
    fn a_paper_that_is_only_attached_was_not_written_here() {
        let file = Value::Row(Fields::from([("sha256".into(), Value::from("00"))]));
        let row = Value::List(vec![Value::Row(Fields::from([("附件".into(), file)]))]);
        assert!(holds_file(&Fields::from([("材料".into(), row)])));
        assert!(!holds_file(&Fields::from([("内容".into(), "文字".into())])));
    }
}
