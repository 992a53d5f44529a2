//! The samples of a pack: `scenarios/样例.toml` with what stands in the agency's own file before
//! every scenario, one complete valid sample of each record, and the roads on which a case is
//! worked step by step. Knows their shape and whether the pack has what they speak of; filling in
//! the times and references of the day is [`crate::fill`]'s business.

use std::collections::{BTreeMap, BTreeSet};

use enforcement::Moment;
use enforcement::step::Step;
use law::form::{Field, FieldKind, Form};
use law::pack::{Pack, PackFault, nearest};
use law::value::{Fields, Value};
use toml_edit::{Document, Item, TableLike};

/// The file, relative to the pack.
pub const FILE: &str = "scenarios/样例.toml";

/// Everything in the file.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// What stands in the agency's file before every scenario, in order.
    pub agency: Vec<Deposit>,
    samples: BTreeMap<String, Sample>,
    roads: Vec<Road>,
}

/// A record of the agency's own file.
#[derive(Clone, Debug, PartialEq)]
pub struct Deposit {
    /// When it is entered.
    pub at: Moment,
    /// What is entered.
    pub sample: Sample,
}

/// A complete valid record; values may be placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Name: the record, or the record and a variant behind `·`.
    pub name: String,
    /// The record's name.
    pub record: String,
    /// The person.
    pub by: String,
    /// Its fields as written.
    pub fields: Fields,
    /// Line, from 1.
    pub line: usize,
}

/// A way on which a case is worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Road {
    /// Its name.
    pub name: String,
    /// Names of samples, in order.
    pub steps: Vec<String>,
    /// Line, from 1.
    pub line: usize,
}

impl Road {
    /// The steps up to and including one; all of them where none is named.
    #[must_use]
    pub fn up_to(&self, step: Option<&str>) -> Option<&[String]> {
        let Some(step) = step else {
            return Some(&self.steps);
        };
        let at = self.steps.iter().position(|name| name == step)?;
        self.steps.get(..=at)
    }
}

impl Samples {
    /// Reads the samples; a pack without the file has none.
    ///
    /// # Errors
    /// Every fault of the file, also where it speaks of what the pack does not have.
    pub fn read(text: &str, pack: &Pack) -> Result<Samples, Vec<PackFault>> {
        let mut reading = Reading {
            text,
            pack,
            faults: Vec::new(),
        };
        let samples = reading.file();
        reading.whole(&samples);
        reading.faults.sort();
        if reading.faults.is_empty() {
            Ok(samples)
        } else {
            Err(reading.faults)
        }
    }

    /// The sample of a name.
    #[must_use]
    pub fn sample(&self, name: &str) -> Option<&Sample> {
        self.samples.get(name)
    }

    /// All samples by name.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.samples.values()
    }

    /// The road of a name.
    #[must_use]
    pub fn road(&self, name: &str) -> Option<&Road> {
        self.roads.iter().find(|road| road.name == name)
    }

    /// All roads in the order of the file.
    #[must_use]
    pub fn roads(&self) -> &[Road] {
        &self.roads
    }

    /// The ids of the people whom the agency's file names.
    #[must_use]
    pub fn people(&self, pack: &Pack) -> BTreeSet<&str> {
        let person = pack.form_doing(Step::PersonEnter.name());
        let field = person.and_then(|form| form.bound("person").map(|field| (form, field)));
        let Some((form, field)) = field else {
            return BTreeSet::new();
        };
        let entered = self
            .agency
            .iter()
            .filter(|deposit| deposit.sample.record == form.name);
        entered
            .filter_map(|deposit| deposit.sample.fields.get(&field.name)?.text())
            .collect()
    }
}

/// The reading of one file.
struct Reading<'a> {
    text: &'a str,
    pack: &'a Pack,
    faults: Vec<PackFault>,
}

impl Reading<'_> {
    fn fault(&mut self, line: usize, message: impl Into<String>, hint: impl Into<String>) {
        let (message, hint) = (message.into(), hint.into());
        self.faults.push(PackFault {
            file: FILE.into(),
            line,
            message,
            hint,
        });
    }

    fn line(&self, span: Option<std::ops::Range<usize>>) -> usize {
        let end = span.map_or(0, |span| span.start.min(self.text.len()));
        self.text.as_bytes()[..end]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1
    }

    fn file(&mut self) -> Samples {
        let mut samples = Samples::default();
        let document = match Document::parse(self.text) {
            Ok(document) => document,
            Err(error) => {
                let line = self.line(error.span());
                self.fault(line, format!("不是有效的 TOML：{}", error.message()), "");
                return samples;
            }
        };
        for (key, item) in document.iter() {
            match key {
                "agency" => samples.agency = self.agency(item),
                "sample" => samples.samples = self.samples(item),
                "road" => samples.roads = self.roads(item),
                other => {
                    let near = nearest(other, ["agency", "sample", "road"].into_iter());
                    let line = self.line(item.span());
                    self.fault(line, format!("不认识的键“{other}”"), suggest(near));
                }
            }
        }
        samples
    }

    fn agency(&mut self, item: &Item) -> Vec<Deposit> {
        let Some(tables) = item.as_array_of_tables() else {
            let line = self.line(item.span());
            self.fault(line, "“agency”应当写成 [[agency]]", "");
            return Vec::new();
        };
        let mut found = Vec::new();
        for table in tables {
            let line = self.line(table.span());
            self.keys(table, line, &["at", "by", "record", "fields"]);
            let at = self.words(table, line, "at");
            let record = self.words(table, line, "record");
            let sample = self.sample(&record, table, line);
            match moment(&at) {
                Some(at) => found.push(Deposit { at, sample }),
                None => self.fault(line, format!("“{at}”不是时间"), "写作 2020-01-02 09:00"),
            }
        }
        found
    }

    fn samples(&mut self, item: &Item) -> BTreeMap<String, Sample> {
        let mut found = BTreeMap::new();
        let Some(table) = item.as_table_like() else {
            let line = self.line(item.span());
            self.fault(line, "样例应当写成 [sample.\"记录名\"]", "");
            return found;
        };
        for (name, item) in table.iter() {
            let line = self.line(item.span());
            let Some(table) = item.as_table_like() else {
                self.fault(line, "样例应当写成 [sample.\"记录名\"]", "");
                continue;
            };
            self.keys(table, line, &["by", "fields", "like"]);
            let mut sample = self.sample(name, table, line);
            if let Some(like) = table.get("like").and_then(Item::as_str) {
                self.inherit(&mut sample, like, &found);
            }
            found.insert(name.to_owned(), sample);
        }
        found
    }

    /// A variant takes over what it does not say itself.
    fn inherit(&mut self, sample: &mut Sample, like: &str, found: &BTreeMap<String, Sample>) {
        let Some(base) = found.get(like) else {
            let near = nearest(like, found.keys().map(String::as_str));
            let message = format!("样例“{}”所照的“{like}”不在它之前", sample.name);
            return self.fault(sample.line, message, suggest(near));
        };
        let mut fields = base.fields.clone();
        fields.append(&mut sample.fields);
        sample.fields = fields;
        if sample.by.is_empty() {
            sample.by.clone_from(&base.by);
        }
    }

    fn sample(&mut self, name: &str, table: &dyn TableLike, line: usize) -> Sample {
        let record = name.split('·').next().unwrap_or(name).to_owned();
        let by = table
            .get("by")
            .and_then(Item::as_str)
            .unwrap_or_default()
            .to_owned();
        let mut fields = Fields::new();
        if let Some(item) = table.get("fields") {
            match self.value(item) {
                Some(Value::Row(row)) => fields = row,
                _ => self.fault(self.line(item.span()), "“fields”应当是表", ""),
            }
        }
        Sample {
            name: name.to_owned(),
            record,
            by,
            fields,
            line,
        }
    }

    fn roads(&mut self, item: &Item) -> Vec<Road> {
        let Some(tables) = item.as_array_of_tables() else {
            let line = self.line(item.span());
            self.fault(line, "“road”应当写成 [[road]]", "");
            return Vec::new();
        };
        let mut found = Vec::new();
        for table in tables {
            let line = self.line(table.span());
            self.keys(table, line, &["name", "steps"]);
            let name = self.words(table, line, "name");
            let steps = table
                .get("steps")
                .and_then(Item::as_array)
                .and_then(|array| {
                    array
                        .iter()
                        .map(|step| step.as_str().map(str::to_owned))
                        .collect()
                });
            match steps {
                Some(steps) => found.push(Road { name, steps, line }),
                None => self.fault(line, "“steps”应当是样例名称的列表", ""),
            }
        }
        found
    }

    fn keys(&mut self, table: &dyn TableLike, line: usize, known: &[&str]) {
        let others = table.iter().filter(|(key, _)| !known.contains(key));
        let strange: Vec<String> = others.map(|(key, _)| key.to_owned()).collect();
        for key in strange {
            let near = nearest(&key, known.iter().copied());
            self.fault(line, format!("不认识的键“{key}”"), suggest(near));
        }
    }

    fn words(&mut self, table: &dyn TableLike, line: usize, key: &str) -> String {
        let words = table
            .get(key)
            .and_then(Item::as_str)
            .unwrap_or_default()
            .to_owned();
        if words.is_empty() {
            self.fault(line, format!("缺少“{key}”"), "");
        }
        words
    }

    fn value(&mut self, item: &Item) -> Option<Value> {
        if let Some(table) = item.as_table_like() {
            let mut row = Fields::new();
            for (key, item) in table.iter() {
                row.insert(key.to_owned(), self.value(item)?);
            }
            return Some(Value::Row(row));
        }
        if let Some(array) = item.as_array() {
            let items = array
                .iter()
                .map(|value| self.value(&Item::Value(value.clone())));
            return items.collect::<Option<Vec<_>>>().map(Value::List);
        }
        if let Some(tables) = item.as_array_of_tables() {
            let items = tables
                .iter()
                .map(|table| self.value(&Item::Table(table.clone())));
            return items.collect::<Option<Vec<_>>>().map(Value::List);
        }
        let plain = item.as_str().map(Value::from);
        let plain = plain.or_else(|| item.as_integer().map(Value::from));
        let plain = plain.or_else(|| item.as_bool().map(Value::from));
        let plain = plain.or_else(|| item.as_datetime().map(|at| Value::Text(at.to_string())));
        if plain.is_none() {
            let line = self.line(item.span());
            self.fault(
                line,
                "值应当是文字、整数、true/false、列表或表",
                "小数写成文字，如 \"0.5\"",
            );
        }
        plain
    }

    /// What can only be seen with the pack in view.
    fn whole(&mut self, samples: &Samples) {
        let people: BTreeSet<String> = samples
            .people(self.pack)
            .into_iter()
            .map(str::to_owned)
            .collect();
        for sample in samples
            .agency
            .iter()
            .map(|deposit| &deposit.sample)
            .chain(samples.samples())
        {
            self.fits(sample, &people);
        }
        for (at, road) in samples.roads.iter().enumerate() {
            if samples.roads[..at]
                .iter()
                .any(|other| other.name == road.name)
            {
                self.fault(road.line, format!("道路“{}”写了两次", road.name), "");
            }
            for step in road
                .steps
                .iter()
                .filter(|step| samples.sample(step).is_none())
            {
                let near = nearest(step, samples.samples.keys().map(String::as_str));
                let message = format!("道路“{}”的“{step}”没有样例", road.name);
                self.fault(road.line, message, suggest(near));
            }
        }
    }

    fn fits(&mut self, sample: &Sample, people: &BTreeSet<String>) {
        let Some(form) = self.pack.form(&sample.record) else {
            let near = nearest(
                &sample.record,
                self.pack.forms.iter().map(|form| form.name.as_str()),
            );
            let message = format!("没有“{}”这种记录", sample.record);
            return self.fault(sample.line, message, suggest(near));
        };
        if sample.by.is_empty() {
            self.fault(
                sample.line,
                format!("样例“{}”没有写办理人", sample.name),
                "用 by = 写明",
            );
        } else if !people.is_empty() && !people.contains(&sample.by) {
            let near = nearest(&sample.by, people.iter().map(String::as_str));
            let message = format!("“{}”不是样例中的人员", sample.by);
            self.fault(sample.line, message, suggest(near));
        }
        for message in strangers(form, &sample.fields) {
            self.fault(sample.line, message.0, message.1);
        }
    }
}

/// Fields that a form does not have: message and hint for each.
fn strangers(form: &Form, fields: &Fields) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in fields {
        match form.fields.iter().find(|field| field.name == *name) {
            None => found.push(no_field(&form.name, &form.fields, name)),
            Some(field) => {
                let FieldKind::Table(columns) = &field.kind else {
                    continue;
                };
                let cells = value
                    .items()
                    .iter()
                    .filter_map(Value::row)
                    .flat_map(Fields::keys);
                let strange: BTreeSet<&String> = cells
                    .filter(|cell| !columns.iter().any(|one| one.name == **cell))
                    .collect();
                let at = format!("{}·{}", form.name, field.name);
                found.extend(strange.into_iter().map(|cell| no_field(&at, columns, cell)));
            }
        }
    }
    found
}

/// Message and hint for a field that is not there.
#[must_use]
pub fn no_field(of: &str, fields: &[Field], name: &str) -> (String, String) {
    let near = nearest(name, fields.iter().map(|field| field.name.as_str()));
    (format!("“{of}”没有字段“{name}”"), suggest(near))
}

/// The hint that names the nearest known word.
#[must_use]
pub fn suggest(near: Option<&str>) -> String {
    near.map(|near| format!("是否想写“{near}”？"))
        .unwrap_or_default()
}

/// A moment as scenarios write it: `2025-03-03 09:00`, seconds if wanted.
#[must_use]
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim().replace(' ', "T");
    if text.len() < 16 {
        None
    } else {
        text.parse().ok()
    }
}
