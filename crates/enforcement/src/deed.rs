//! A deed: one act that the law allowed, as it is written down for ever. It carries everything the
//! fold needs, so that old deeds can be read without the pack of their day. Fields may be added to
//! the type, never renamed or removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use law::condition::Record;
use law::form::{Field, FieldKind, Form, Words};
use law::value::{Fields, Value};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::step::Step;

/// One accepted act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// Its number in the file, from 1.
    pub no: u32,
    /// The record's name in the regulation.
    pub record: String,
    /// The life-cycle step it performs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Stage of the procedure.
    pub stage: String,
    /// 文字 or 音像.
    pub medium: String,
    /// What was entered.
    pub fields: Fields,
    /// Which field fills which word of the mechanism.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub words: Arc<Words>,
    /// What the mechanism itself found at the time: texts produced, outcomes told from the pack.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub found: Fields,
    /// The record it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<u32>,
    /// The person.
    pub by: String,
    /// The section the person belonged to.
    pub section: String,
    /// When it was entered, by the server's clock.
    pub entered: Moment,
}

impl Deed {
    /// The value of the field that fills a word.
    #[must_use]
    pub fn word(&self, word: &str) -> Option<&Value> {
        self.words
            .get(word)
            .and_then(|field| self.fields.get(field))
    }

    /// That value as text.
    #[must_use]
    pub fn text(&self, word: &str) -> Option<&str> {
        self.word(word).and_then(Value::text)
    }

    /// That value as a date; the day of a moment.
    #[must_use]
    pub fn day(&self, word: &str) -> Option<crate::Day> {
        self.text(word)
            .and_then(|text| text.get(..10))
            .and_then(|text| text.parse().ok())
    }

    /// That value as a moment; the beginning of a day.
    #[must_use]
    pub fn moment(&self, word: &str) -> Option<Moment> {
        self.text(word).and_then(moment)
    }

    /// Whether the field that fills a word says yes.
    #[must_use]
    pub fn yes(&self, word: &str) -> bool {
        matches!(self.word(word), Some(Value::Bool(true)))
    }

    /// The rows of a bound table, each by the words of its columns.
    #[must_use]
    pub fn rows(&self, word: &str) -> Vec<BTreeMap<&str, &Value>> {
        let prefix = format!("{word}.");
        let columns: Vec<(&str, &str)> = self
            .words
            .iter()
            .filter_map(|(bound, field)| Some((bound.strip_prefix(&prefix)?, field.as_str())))
            .collect();
        rows_in(self.word(word), &columns)
    }

    /// The deed as a record that conditions can look at.
    #[must_use]
    pub fn as_record(&self) -> Record<'_> {
        Record {
            no: self.no,
            kind: &self.record,
            fields: &self.fields,
            by: &self.by,
            entered: self.entered,
            about: self.about,
        }
    }
}

/// A moment from its stored text; a date means its beginning.
#[must_use]
pub fn moment(text: &str) -> Option<Moment> {
    text.parse().ok().or_else(|| {
        text.parse::<crate::Day>()
            .ok()
            .map(|day| day.at(0, 0, 0, 0))
    })
}

/// The rows of a bound table of an act, each by the words of its columns.
#[must_use]
pub fn rows_of<'a>(
    form: &'a Form,
    fields: &'a Fields,
    word: &str,
) -> Vec<BTreeMap<&'a str, &'a Value>> {
    let Some(table) = form.bound(word) else {
        return Vec::new();
    };
    let FieldKind::Table(columns) = &table.kind else {
        return Vec::new();
    };
    let bound = |column: &'a Field| Some((column.binding.as_deref()?, column.name.as_str()));
    let columns: Vec<(&str, &str)> = columns.iter().filter_map(bound).collect();
    rows_in(fields.get(&table.name), &columns)
}

fn rows_in<'a>(
    table: Option<&'a Value>,
    columns: &[(&'a str, &str)],
) -> Vec<BTreeMap<&'a str, &'a Value>> {
    let rows = table.map(Value::items).unwrap_or_default();
    rows.iter()
        .filter_map(Value::row)
        .map(|row| {
            let cells = columns.iter();
            cells
                .filter_map(|(word, name)| Some((*word, row.get(*name)?)))
                .collect()
        })
        .collect()
}
