//! What must be done by when. Reads the periods of the pack over a file: each record that starts
//! one gives a deadline with its own working. Nothing is stored; a change of calendar or of the
//! file changes the answer.

use law::citation::Basis;
use law::condition::{Condition, Facts, Record};
use law::period::{Due, Length, Period, Status, Working};
use law::rule::{PeriodRule, Yearly};
use law::value::{Fields, Value};

use crate::case::Case;
use crate::deed::moment;
use crate::disclosure::{Change, Items};
use crate::dossier::Dossier;
use crate::scene::{Bench, Scene};
use crate::{Day, Moment};

/// One period that runs or has run in a file.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// The period's name.
    pub name: String,
    /// The year a yearly duty is about.
    pub year: Option<i16>,
    /// The clauses that set it.
    pub basis: Basis,
    /// The posts that must act.
    pub owner: Vec<String>,
    /// The record that started it; of a yearly duty the one that met it, 0 while none did.
    pub record: u32,
    /// When it started.
    pub from: Moment,
    /// Its length; `None` where the text gives no figure.
    pub length: Option<Length>,
    /// A norm that prevails gave the length.
    pub other_norm: bool,
    /// The end; `None` where the text gives no figure.
    pub due: Option<Due>,
    /// When it was done.
    pub met: Option<Moment>,
    /// Where it stands; `None` where the text gives no figure.
    pub status: Option<Status>,
    /// The later start is claimed and has not come yet (在外).
    pub waiting: bool,
}

impl Deadline {
    /// The counting of the period, day by day.
    #[must_use]
    pub fn working(&self, calendar: &law::calendar::Calendar) -> Option<Working> {
        self.length
            .map(|length| Period::new(self.from, length).working(calendar))
    }

    /// The same deadline as it stands at another moment.
    #[must_use]
    pub fn at(&self, now: Moment, calendar: &law::calendar::Calendar) -> Deadline {
        Deadline {
            status: self.due.map(|due| due.status(now, self.met, calendar)),
            ..self.clone()
        }
    }

    /// Whether it still runs.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.met.is_none()
    }
}

/// All deadlines of a case, or of the agency's own file where `case` is `None`.
#[must_use]
pub fn deadlines(bench: Bench<'_>, case: Option<&Case>, now: Moment) -> Vec<Deadline> {
    let scene = Scene {
        bench,
        case,
        act: None,
        about: None,
        number_taken: false,
        unstored: &[],
        actor: "",
        now,
    };
    let dossier = case.map_or(&bench.agency.dossier, |case| &case.dossier);
    let mut found = Vec::new();
    let items = case.map_or(&bench.agency.items, |case| &case.items);
    for rule in &bench.pack.periods {
        if rule.from.change {
            found.extend(changes(rule, items, &scene));
            continue;
        }
        for record in dossier.records(&rule.from.record) {
            found.extend(run(rule, record, dossier, &scene));
        }
    }
    if case.is_none() {
        for rule in &bench.pack.yearly {
            found.extend(yearly(rule, &scene));
        }
    }
    found
}

/// The last day of the latest run of a period in the file in view.
pub(crate) fn latest_due(scene: &Scene<'_>, period: &str) -> Option<Day> {
    // Without an act in hand, so that the period is the same whoever asks.
    let scene = &Scene {
        act: None,
        ..*scene
    };
    let rules = scene
        .bench
        .pack
        .periods
        .iter()
        .filter(|rule| rule.name == period);
    let runs = rules.filter_map(|rule| {
        let dossier = scene.dossier();
        let record = dossier.records(&rule.from.record).next_back()?;
        run(rule, record, dossier, scene)
    });
    let mut ends = runs.filter_map(|run| run.due);
    ends.next_back().map(|due| due.at.date())
}

/// The runs of a yearly duty: one for each year that has ended since the text binds and the agency
/// keeps its file here, which is since its first record was entered. A run is about the year before
/// the one in which it falls due, and begins with that one.
fn yearly(rule: &Yearly, scene: &Scene<'_>) -> Vec<Deadline> {
    let binds = rule
        .basis
        .clauses()
        .iter()
        .find_map(|id| scene.effective(&id.0));
    let kept = scene
        .dossier()
        .deeds()
        .first()
        .map(|deed| deed.entered.date());
    let Some((binds, kept)) = binds.zip(kept) else {
        return Vec::new();
    };
    let years = binds.max(kept).year()..scene.now.year();
    years
        .filter_map(|year| in_year(rule, year, scene))
        .collect()
}

fn in_year(rule: &Yearly, year: i16, scene: &Scene<'_>) -> Option<Deadline> {
    let due = Due::yearly(year + 1, rule.month, rule.day)?;
    let of_year = |record: &Record<'_>| {
        record.fields.get(&rule.field).and_then(Value::number) == Some(year.into())
    };
    let done = scene.dossier().records(&rule.record).find(of_year);
    let met = done.map(|record| record.entered);
    Some(Deadline {
        name: rule.name.clone(),
        year: Some(year),
        basis: rule.basis.clone(),
        owner: rule.owner.clone(),
        record: done.map_or(0, |record| record.no),
        from: Day::new(year + 1, 1, 1).ok()?.at(0, 0, 0, 0),
        length: None,
        other_norm: false,
        due: Some(due),
        met,
        status: Some(due.status(scene.now, met, scene.bench.calendar)),
        waiting: false,
    })
}

/// The runs of a period that starts whenever something published has changed: one for each change
/// of each item, until the item is published again.
fn changes(rule: &PeriodRule, items: &Items, scene: &Scene<'_>) -> Vec<Deadline> {
    let all = items.all().iter();
    let changes = all.flat_map(|item| item.changes.iter().map(move |change| (item.no, change)));
    let run = |(no, change): (u32, &Change)| {
        let (about, now) = (Some(no), change.on.at(0, 0, 0, 0));
        let basis = counting(
            rule,
            &Scene {
                about,
                now,
                ..*scene
            },
        )?;
        let from = change.on.at(0, 0, 0, 0);
        let calendar = scene.bench.calendar;
        let due = rule
            .length
            .map(|length| Period::new(from, length).due(calendar));
        Some(Deadline {
            name: rule.name.clone(),
            year: None,
            basis,
            owner: rule.owner.clone(),
            record: no,
            from,
            length: rule.length,
            other_norm: false,
            due,
            met: change.met,
            status: due.map(|due| due.status(scene.now, change.met, calendar)),
            waiting: false,
        })
    };
    changes.filter_map(run).collect()
}

/// The clauses of a rule that count for the file in view; nothing where none does.
fn counting(rule: &PeriodRule, scene: &Scene<'_>) -> Option<Basis> {
    let clauses = rule.basis.clauses().iter();
    let counting = clauses.filter(|id| scene.in_force(&id.0) && !scene.displaced(&id.0));
    Basis::new(counting.cloned().collect())
}

fn run(
    rule: &PeriodRule,
    record: Record<'_>,
    dossier: &Dossier,
    scene: &Scene<'_>,
) -> Option<Deadline> {
    let scene = &Scene {
        about: Some(record.no),
        ..*scene
    };
    // The law of the day on which it began, whenever anybody asks.
    let now = record.entered;
    let basis = counting(rule, &Scene { now, ..*scene })?;
    if !rule.from.such.holds_for(record, scene) {
        return None;
    }
    let met = done(rule, record, dossier, scene);
    let void = rule
        .void_when
        .as_ref()
        .is_some_and(|when| when.holds(&Fields::new(), scene));
    if void && met.is_none() {
        return None;
    }
    let (from, waiting) = start(rule, record, dossier, scene)?;
    let (length, other_norm) = length(rule, record, dossier, scene);
    let due = length
        .filter(|_| !waiting)
        .map(|length| Period::new(from, length).due(scene.bench.calendar));
    Some(Deadline {
        name: rule.name.clone(),
        year: None,
        basis,
        owner: rule.owner.clone(),
        record: record.no,
        from,
        length,
        other_norm,
        due,
        met,
        status: due.map(|due| due.status(scene.now, met, scene.bench.calendar)),
        waiting,
    })
}

fn start(
    rule: &PeriodRule,
    record: Record<'_>,
    dossier: &Dossier,
    scene: &Scene<'_>,
) -> Option<(Moment, bool)> {
    let first = match &rule.from.field {
        Some(field) => moment_in(record, field)?,
        None => record.entered,
    };
    let Some(later) = rule
        .later
        .as_ref()
        .filter(|later| later.when.holds_for(record, scene))
    else {
        return Some((first, false));
    };
    let came = dossier
        .records(&later.record)
        .filter(|other| other.about == Some(record.no))
        .find_map(|other| moment_in(other, &later.field));
    Some(came.map_or((first, true), |at| (at, false)))
}

fn length(
    rule: &PeriodRule,
    record: Record<'_>,
    dossier: &Dossier,
    scene: &Scene<'_>,
) -> (Option<Length>, bool) {
    let other = rule.other.as_ref().and_then(|other| {
        let given = dossier
            .records(&other.record)
            .rev()
            .filter(|given| given.about.is_none_or(|about| about == record.no))
            .find(|given| other.such.holds_for(*given, scene))?;
        given.fields.get(&other.field).and_then(Value::number)
    });
    let unit = rule.other.as_ref().and_then(|other| other.unit);
    match (rule.length, other.and_then(|n| u16::try_from(n).ok())) {
        (Some(length), Some(n)) => (Some(Length { n, ..length }), true),
        // The text leaves the figure to the agency: what it has set is no other norm.
        (None, Some(n)) => (unit.map(|unit| Length::new(n, unit)), false),
        (length, None) => (length, false),
    }
}

/// When what must be done was done; where several things must be, the last of them.
fn done(
    rule: &PeriodRule,
    record: Record<'_>,
    dossier: &Dossier,
    scene: &Scene<'_>,
) -> Option<Moment> {
    // What ends it concerns the starting record itself, or the same record as that one does.
    let linked = |other: &Record<'_>| {
        other.about == Some(record.no) || (record.about.is_some() && other.about == record.about)
    };
    // One record may tell both when something happened and when it was done.
    let tells_both = |other: &Record<'_>| {
        let is_same = other.no == record.no;
        is_same && rule.ends_field.is_some() && rule.ends_field != rule.from.field
    };
    let ends = |other: &Record<'_>| {
        tells_both(other) || other.no > record.no && (!rule.linked || linked(other))
    };
    let first = |such: Option<&Condition>| {
        let fits = |other: &Record<'_>| {
            ends(other) && such.is_none_or(|such| such.holds_for(*other, scene))
        };
        let ending = rule.ends_by.iter();
        let first = ending
            .filter_map(|kind| dossier.records(kind).find(fits))
            .min_by_key(|other| other.no)?;
        let said = rule
            .ends_field
            .as_ref()
            .and_then(|field| moment_in(first, field));
        Some(said.unwrap_or(first.entered))
    };
    if rule.ends_where.is_empty() {
        return first(None);
    }
    let all: Option<Vec<Moment>> = rule.ends_where.iter().map(|one| first(Some(one))).collect();
    all?.into_iter().max()
}

fn moment_in(record: Record<'_>, field: &str) -> Option<Moment> {
    record
        .fields
        .get(field)
        .and_then(Value::text)
        .and_then(moment)
}

#[cfg(test)]
mod tests {
    use law::calendar::Calendar;
    use law::pack::Pack;
    use serde_json::json;

    use super::*;
    use crate::agency::Agency;
    use crate::step::mechanism;

    const RULES: &str = r#"
[[stage]]
name = "机关"
[[record]]
name = "年度公开"
subject = "agency"
stage = "机关"
basis = ["EX-1"]
[[record.field]]
name = "年度"
type = "number"
[[yearly]]
name = "年度数据"
month = 1
day = 31
record = "年度公开"
field = "年度"
basis = ["EX-1"]
"#;

    const HEAD: &str = r#"
code = "EX"
issuer = "样例局"
[[document]]
key = "GS"
title = "样例办法"
number = "样例〔2024〕1号"
issued = "2024-01-01"
effective_proposed = "2024-01-01"
effect = "自公布之日起执行"
purpose = "样例"
articles = 1
[[document.authority]]
title = "样例上位办法"
"#;

    const CLAUSES: &str = r#"
[[clause]]
id = "EX-1"
article = "第一条"
document = "GS"
kind = "deadline"
gist = "每年一月三十一日前公开上年度数据"
"#;

    fn pack() -> Pack {
        let files = [
            ("pack.toml", HEAD),
            ("clauses.toml", CLAUSES),
            ("rules/a.toml", RULES),
        ];
        Pack::load(&files, mechanism()).expect("a pack without faults")
    }

    fn enter(agency: &mut Agency, no: u32, record: &str, year: i64, entered: &str) {
        let deed = serde_json::from_value(json!({
            "no": no, "record": record, "stage": "机关", "medium": "文字",
            "fields": {"年度": year}, "by": "甲", "section": "", "entered": entered,
        }));
        agency.apply(deed.expect("a deed"));
    }

    /// The years of the runs at a moment, each with its status.
    fn runs(agency: &Agency, now: &str) -> Vec<(Option<i16>, String)> {
        let (pack, calendar) = (pack(), Calendar::builtin());
        let bench = Bench {
            pack: &pack,
            calendar,
            agency,
        };
        let found = deadlines(bench, None, now.parse().expect("a moment"));
        let status = |run: &Deadline| run.status.map(|status| status.to_string());
        found
            .iter()
            .map(|run| (run.year, status(run).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_yearly_duty_runs_for_each_full_year_the_file_is_kept() {
        let mut agency = Agency::default();
        assert_eq!(runs(&agency, "2026-02-01T00:00:00"), []);
        enter(&mut agency, 1, "其他", 0, "2024-06-01T09:00:00");
        assert_eq!(runs(&agency, "2024-12-31T23:59:00"), []);
        assert_eq!(
            runs(&agency, "2025-01-31T23:59:00"),
            [(Some(2024), "今日到期".into())]
        );
        assert_eq!(
            runs(&agency, "2025-02-01T00:00:00"),
            [(Some(2024), "已逾期1日".into())]
        );
        enter(&mut agency, 2, "年度公开", 2024, "2025-02-02T09:00:00");
        assert_eq!(
            runs(&agency, "2026-01-05T09:00:00"),
            [
                (Some(2024), "逾期2日完成".into()),
                (Some(2025), "还剩26日".into())
            ]
        );
    }
}
