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
use registry::fault::reason;
use registry::installation::Installation;
use registry::{Denied, Office, Order, Target};
use scenarios::fill::{Filler, SampleFiles};
use scenarios::samples::{Sample, Samples};
use serde::Deserialize;

/// The script, relative to the pack.
const FILE: &str = "scenarios/演示.toml";
/// The samples, relative to the pack.
const SAMPLES: &str = "scenarios/样例.toml";
/// The time of day of the first step of a day.
const FIRST: jiff::civil::Time = jiff::civil::time(9, 10, 0, 0);
/// Minutes from one step of a day to the next.
const APART: i64 = 12;

/// What happens in a demonstration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    /// Working days to wait before a step, in every course that does not say otherwise.
    pace: BTreeMap<String, u32>,
    case: Vec<Course>,
}

/// The course of one case, or of something in the agency's own file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Course {
    /// What it shows; for readers of the script.
    #[allow(dead_code)]
    about: String,
    /// Working days before the clock's day on which it begins.
    begins: u32,
    /// Whether it happens in the agency's own file.
    #[serde(default)]
    own: bool,
    /// The road it takes, if it takes one.
    road: Option<String>,
    /// The last step on the road; all of it where none is named.
    up_to: Option<String>,
    /// Samples entered after the road.
    #[serde(default)]
    then: Vec<String>,
    /// Working days to wait before a step; the others follow on the same day.
    #[serde(default)]
    wait: BTreeMap<String, u32>,
    /// Fields of a step that differ from the sample; `名称#2` for the second time it is entered.
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
    let files = SampleFiles::of(office.clone());
    let text = read(pack, SAMPLES)?;
    let samples = Samples::read(&text, office.pack()).map_err(|faults| told(&faults))?;
    let script: Script =
        toml_edit::de::from_str(&read(pack, FILE)?).map_err(|error| format!("{FILE}：{error}"))?;
    found(office, &files, &samples, opened(office, &script, clock))?;
    for (at, course) in script.case.iter().enumerate() {
        let mut stage = Stage::new(office, &files, &samples, clock, course.begins, at + 1);
        if course.own {
            stage.file = File::Own;
        }
        stage
            .work(course, &script.pace)
            .map_err(|why| format!("演示案件{}：{why}", at + 1))?;
    }
    Ok(())
}

fn read(pack: &Path, file: &str) -> Result<String, String> {
    std::fs::read_to_string(pack.join(file))
        .map_err(|error| format!("读不到 {file}：{}", reason(&error)))
}

fn told(faults: &[law::pack::PackFault]) -> String {
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// When the agency begins to keep its file here: on the working day before the first course. The
/// years before are not its business here, whatever the day since which its texts bind.
fn opened(office: &Office, script: &Script, clock: Moment) -> Moment {
    let longest = script.case.iter().map(|course| course.begins).max();
    let before = longest.unwrap_or(0) + 1;
    let day = working_days_before(office.calendar(), clock.date(), before);
    day.to_datetime(FIRST)
}

fn found(
    office: &Office,
    files: &SampleFiles,
    samples: &Samples,
    opened: Moment,
) -> Result<(), String> {
    for deposit in &samples.agency {
        let (agency, sample) = (office.agency(), &deposit.sample);
        let fields = fill(office, files, &agency.dossier, opened, 1, sample)?;
        submit(office, sample, fields, Target::Agency, opened)?;
    }
    Ok(())
}

fn fill(
    office: &Office,
    files: &SampleFiles,
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
        files,
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

/// One course being played.
struct Stage<'a> {
    office: &'a Office,
    files: &'a SampleFiles,
    samples: &'a Samples,
    clock: Moment,
    ordinal: usize,
    day: Day,
    steps: i64,
    file: File,
}

/// The file a course is entered in.
enum File {
    New,
    Case(String),
    Own,
}

impl<'a> Stage<'a> {
    fn new(
        office: &'a Office,
        files: &'a SampleFiles,
        samples: &'a Samples,
        clock: Moment,
        begins: u32,
        ordinal: usize,
    ) -> Self {
        let day = working_days_before(office.calendar(), clock.date(), begins);
        Stage {
            office,
            files,
            samples,
            clock,
            ordinal,
            day,
            steps: 0,
            file: File::New,
        }
    }

    fn work(&mut self, course: &Course, pace: &BTreeMap<String, u32>) -> Result<(), String> {
        let road = match &course.road {
            Some(name) => Some(
                self.samples
                    .road(name)
                    .ok_or_else(|| format!("没有“{name}”这条路"))?,
            ),
            None => None,
        };
        let steps = match road {
            Some(road) => road
                .up_to(course.up_to.as_deref())
                .ok_or("路上没有最后一步")?,
            None => &[],
        };
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for name in steps.iter().chain(&course.then) {
            let nth = times.entry(name).or_default();
            *nth += 1;
            let again = format!("{name}#{nth}");
            let key = if *nth == 1 { name } else { &again };
            let days = course.wait.get(key).or_else(|| pace.get(name));
            self.wait(days.copied().unwrap_or(0));
            self.step(name, course.set.get(key))
                .map_err(|why| format!("“{key}”：{why}"))?;
        }
        Ok(())
    }

    fn wait(&mut self, days: u32) {
        if days > 0 {
            self.day = self.office.calendar().add_workdays(self.day, days);
            self.steps = 0;
        }
    }

    fn step(&mut self, name: &str, set: Option<&Fields>) -> Result<(), String> {
        let sample = self.samples.sample(name).ok_or("没有这个样例")?;
        let mut sample = sample.clone();
        for (field, value) in set.into_iter().flatten() {
            put(&mut sample.fields, field, value.clone());
        }
        let now = self.next_moment();
        let agency = self.office.agency();
        let case = match &self.file {
            File::Case(id) => self.office.case(id).map_err(|fault| fault.to_string())?,
            _ => None,
        };
        let empty = Dossier::default();
        let (dossier, target) = match (&self.file, &case) {
            (File::Own, _) => (&agency.dossier, Target::Agency),
            (File::Case(id), Some(case)) => (&case.dossier, Target::Case(id.clone())),
            _ => (&empty, Target::NewCase),
        };
        let fields = fill(self.office, self.files, dossier, now, self.ordinal, &sample)?;
        let receipt = submit(self.office, &sample, fields, target, now)?;
        if let Some(id) = receipt.case {
            self.file = File::Case(id);
        }
        Ok(())
    }

    /// The next moment of the day, never after the clock of the demonstration.
    fn next_moment(&mut self) -> Moment {
        let minutes = jiff::SignedDuration::from_mins(APART * self.steps);
        self.steps += 1;
        let at = self.day.to_datetime(FIRST).saturating_add(minutes);
        at.min(self.clock)
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
