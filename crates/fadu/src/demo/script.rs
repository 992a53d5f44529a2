//! Plays the script of a demonstration: founds the agency from the samples and works each case
//! along its road, on working days before the clock's day. A step that the law refuses is a fault
//! of the script and stops it with the reasons.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use enforcement::dossier::Dossier;
use enforcement::{Day, Moment};
use law::calendar::Calendar;
use law::value::{Fields, Value};
use registry::installation::Installation;
use registry::{Denied, Office, Order, Target};
use scenarios::fill::Filler;
use scenarios::samples::{Sample, Samples};
use serde::Deserialize;

/// The script, relative to the pack.
const FILE: &str = "scenarios/演示.toml";
/// The samples, relative to the pack.
const SAMPLES: &str = "scenarios/样例.toml";
/// Times of day at which steps are entered; after the last comes the next working day.
const SLOTS: &[(i8, i8)] = &[(9, 10), (10, 40), (14, 20), (16, 5)];

/// What happens in a demonstration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    case: Vec<Course>,
}

/// The course of one case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Course {
    /// What it shows; for readers of the script.
    #[allow(dead_code)]
    about: String,
    /// Working days before the clock's day on which it begins.
    begins: u32,
    /// The road it takes.
    road: String,
    /// The last step on the road; all of it where none is named.
    up_to: Option<String>,
    /// Samples entered after the road.
    #[serde(default)]
    then: Vec<String>,
    /// Working days to wait before a step.
    #[serde(default)]
    wait: BTreeMap<String, u32>,
    /// Fields of a step that differ from the sample.
    #[serde(default)]
    set: BTreeMap<String, Fields>,
}

/// Founds the agency and works the cases.
pub fn play(
    installation: &Arc<Installation>,
    code: &str,
    pack: &Path,
    clock: Moment,
) -> Result<(), String> {
    let office = installation.office(code).ok_or("演示机关没有建立")?;
    let text = read(pack, SAMPLES)?;
    let samples = Samples::read(&text, office.pack()).map_err(|faults| told(&faults))?;
    let script: Script =
        toml_edit::de::from_str(&read(pack, FILE)?).map_err(|error| format!("{FILE}：{error}"))?;
    found(office, &samples)?;
    for (at, course) in script.case.iter().enumerate() {
        let mut stage = Stage::new(office, &samples, clock, course.begins, at + 1);
        stage
            .work(course)
            .map_err(|why| format!("演示案件{}：{why}", at + 1))?;
    }
    Ok(())
}

fn read(pack: &Path, file: &str) -> Result<String, String> {
    std::fs::read_to_string(pack.join(file)).map_err(|error| format!("读不到 {file}：{error}"))
}

fn told(faults: &[law::pack::PackFault]) -> String {
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn found(office: &Office, samples: &Samples) -> Result<(), String> {
    for deposit in &samples.agency {
        let agency = office.agency();
        let fields = fill(office, &agency.dossier, deposit.at, 1, &deposit.sample)?;
        submit(office, &deposit.sample, fields, Target::Agency, deposit.at)?;
    }
    Ok(())
}

fn fill(
    office: &Office,
    dossier: &Dossier,
    now: Moment,
    ordinal: usize,
    sample: &Sample,
) -> Result<Fields, String> {
    let form = office
        .pack()
        .form(&sample.record)
        .ok_or_else(|| format!("没有记录“{}”", sample.record))?;
    Filler {
        office,
        dossier,
        now,
        ordinal,
    }
    .fill(form, &sample.fields)
}

fn submit(
    office: &Office,
    sample: &Sample,
    fields: Fields,
    target: Target,
    at: Moment,
) -> Result<registry::Receipt, String> {
    let act = enforcement::decide::Act {
        record: sample.record.clone(),
        fields,
    };
    let order = Order {
        actor: sample.by.clone(),
        target,
        act,
        at,
        expected: None,
    };
    office
        .submit(order)
        .map_err(|denied| format!("“{}”没有登记成：{}", sample.name, why(&denied)))
}

fn why(denied: &Denied) -> String {
    match denied {
        Denied::Mistaken(mistakes) => mistakes
            .iter()
            .map(|mistake| mistake.message.clone())
            .collect::<Vec<_>>()
            .join(" "),
        Denied::Refused(refusals) => refusals
            .iter()
            .map(|refusal| {
                format!(
                    "{}{}（{}）",
                    refusal.cannot,
                    refusal.shows,
                    refusal.clauses.first()
                )
            })
            .collect::<Vec<_>>()
            .join(" "),
        Denied::Conflict { .. } => "案卷已有变动".into(),
        Denied::Fault(fault) => fault.to_string(),
    }
}

/// One case being worked.
struct Stage<'a> {
    office: &'a Office,
    samples: &'a Samples,
    clock: Moment,
    ordinal: usize,
    day: Day,
    slot: usize,
    case: Option<String>,
}

impl<'a> Stage<'a> {
    fn new(
        office: &'a Office,
        samples: &'a Samples,
        clock: Moment,
        begins: u32,
        ordinal: usize,
    ) -> Self {
        let day = working_days_before(office.calendar(), clock.date(), begins);
        Stage {
            office,
            samples,
            clock,
            ordinal,
            day,
            slot: 0,
            case: None,
        }
    }

    fn work(&mut self, course: &Course) -> Result<(), String> {
        let road = self
            .samples
            .road(&course.road)
            .ok_or_else(|| format!("没有“{}”这条路", course.road))?;
        let steps = road
            .up_to(course.up_to.as_deref())
            .ok_or("路上没有最后一步")?;
        for name in steps.iter().chain(&course.then) {
            let days = course.wait.get(name).copied().unwrap_or(0);
            if days > 0 {
                self.day = self.office.calendar().add_workdays(self.day, days);
                self.slot = 0;
            }
            self.step(name, course.set.get(name))?;
        }
        Ok(())
    }

    fn step(&mut self, name: &str, set: Option<&Fields>) -> Result<(), String> {
        let sample = self
            .samples
            .sample(name)
            .ok_or_else(|| format!("没有样例“{name}”"))?;
        let mut sample = sample.clone();
        for (field, value) in set.into_iter().flatten() {
            put(&mut sample.fields, field, value.clone());
        }
        let now = self.next_moment();
        let agency = self.office.agency();
        let case = self
            .case
            .as_deref()
            .map(|id| self.office.case(id))
            .transpose();
        let case = case.map_err(|fault| fault.to_string())?.flatten();
        let dossier = case.as_ref().map_or(&agency.dossier, |case| &case.dossier);
        let empty = Dossier::default();
        let dossier = if self.case.is_none() { &empty } else { dossier };
        let fields = fill(self.office, dossier, now, self.ordinal, &sample)?;
        let target = self.case.clone().map_or(Target::NewCase, Target::Case);
        let receipt = submit(self.office, &sample, fields, target, now)?;
        self.case = receipt.case;
        Ok(())
    }

    /// The next slot, never after the clock of the demonstration.
    fn next_moment(&mut self) -> Moment {
        if self.slot == SLOTS.len() {
            self.slot = 0;
            self.day = self.office.calendar().add_workdays(self.day, 1);
        }
        let (hour, minute) = SLOTS[self.slot];
        self.slot += 1;
        self.day.at(hour, minute, 0, 0).min(self.clock)
    }
}

/// Sets a field; `表.0.栏` sets a cell of a row.
fn put(fields: &mut Fields, path: &str, value: Value) {
    let mut parts = path.splitn(3, '.');
    let (Some(name), row, column) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    match (row.and_then(|row| row.parse::<usize>().ok()), column) {
        (Some(row), Some(column)) => {
            if let Some(Value::List(rows)) = fields.get_mut(name)
                && let Some(Value::Row(cells)) = rows.get_mut(row)
            {
                cells.insert(column.to_owned(), value);
            }
        }
        _ => drop(fields.insert(name.to_owned(), value)),
    }
}

fn working_days_before(calendar: &Calendar, day: Day, days: u32) -> Day {
    let mut found = day;
    let mut left = days;
    while left > 0 {
        found = found.yesterday().unwrap_or(found);
        left -= u32::from(calendar.day(found).is_worked());
    }
    found
}
