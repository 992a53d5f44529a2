//! Reads TOML tables while gathering every fault with its line. Knows TOML and lines; knows
//! nothing of what the keys mean.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::fault::{PackFault, nearest};
use crate::citation::{ClauseId, Place};
use crate::value::Value;

/// All faults found so far in one pack.
#[derive(Default)]
pub struct Faults(RefCell<BTreeSet<PackFault>>);

impl Faults {
    /// Notes a fault.
    pub fn add(
        &self,
        file: &str,
        line: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.0.borrow_mut().insert(PackFault {
            file: file.into(),
            line,
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// The faults in the order of file and line.
    #[must_use]
    pub fn into_vec(self) -> Vec<PackFault> {
        self.0.into_inner().into_iter().collect()
    }
}

/// One TOML file of a pack.
pub struct Source<'a> {
    /// Its path within the pack.
    pub file: &'a str,
    text: &'a str,
    /// Where its lines end: every table asks for its line, and counting anew from the top for each
    /// took half of the time in which a pack is read.
    ends: Vec<usize>,
    faults: &'a Faults,
    cited: RefCell<Vec<(ClauseId, Place)>>,
}

impl<'a> Source<'a> {
    /// A source to be read.
    #[must_use]
    pub fn new(file: &'a str, text: &'a str, faults: &'a Faults) -> Self {
        Source {
            file,
            text,
            ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            faults,
            cited: RefCell::default(),
        }
    }

    /// Parses the text; a syntax error is a fault.
    #[must_use]
    pub fn parse(&self) -> Option<Document<&'a str>> {
        match Document::parse(self.text) {
            Ok(document) => Some(document),
            Err(error) => {
                let line = self.line(error.span());
                self.fault(line, format!("不是有效的 TOML：{}", error.message()), "");
                None
            }
        }
    }

    /// The line of a span, from 1.
    #[must_use]
    pub fn line(&self, span: Option<Range<usize>>) -> usize {
        span.map_or(0, |span| {
            self.ends.partition_point(|end| *end < span.start) + 1
        })
    }

    /// Remembers where clauses are cited, so that one that does not exist can be pointed at.
    pub fn cite(&self, clauses: &[ClauseId], line: usize) {
        let place = Place {
            file: self.file.to_owned(),
            line,
        };
        let cited = clauses.iter().map(|clause| (clause.clone(), place.clone()));
        self.cited.borrow_mut().extend(cited);
    }

    /// Everything cited in this file.
    #[must_use]
    pub fn cited(&self) -> Vec<(ClauseId, Place)> {
        self.cited.take()
    }

    /// Notes a fault of this file.
    pub fn fault(&self, line: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.faults.add(self.file, line, message, hint);
    }
}

/// A table being read; reports the keys nobody asked for when it is done with.
pub struct Reader<'a> {
    source: &'a Source<'a>,
    table: &'a dyn TableLike,
    line: usize,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Reader<'a> {
    /// Reads a table that starts at the given line.
    #[must_use]
    pub fn new(source: &'a Source<'a>, table: &'a dyn TableLike, line: usize) -> Self {
        Reader {
            source,
            table,
            line,
            asked: RefCell::default(),
        }
    }

    /// The file the table is in.
    #[must_use]
    pub fn source(&self) -> &'a Source<'a> {
        self.source
    }

    /// The line the table starts at.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// Where the table stands.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            file: self.source.file.to_owned(),
            line: self.line,
        }
    }

    /// Notes a fault of this table.
    pub fn fault(&self, message: impl Into<String>, hint: impl Into<String>) {
        self.source.fault(self.line, message, hint);
    }

    /// The item under a key, if there is one.
    pub fn item(&self, key: &'static str) -> Option<&'a Item> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// The line of an item, or of the table where it has none.
    #[must_use]
    pub fn line_of(&self, item: &Item) -> usize {
        item.span()
            .map_or(self.line, |span| self.source.line(Some(span)))
    }

    /// A text; a fault if it is something else.
    pub fn text(&self, key: &'static str) -> Option<String> {
        let item = self.item(key)?;
        let text = item.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(item, key, "文字");
        }
        text
    }

    /// A text that must be there.
    pub fn needed(&self, key: &'static str) -> String {
        if self.item(key).is_none() {
            self.fault(format!("缺少“{key}”"), "");
        }
        self.text(key).unwrap_or_default()
    }

    /// Yes or no; no where absent.
    pub fn flag(&self, key: &'static str) -> bool {
        let Some(item) = self.item(key) else {
            return false;
        };
        item.as_bool().unwrap_or_else(|| {
            self.wrong(item, key, "true 或 false");
            false
        })
    }

    /// A whole number.
    pub fn number(&self, key: &'static str) -> Option<i64> {
        let item = self.item(key)?;
        let number = item.as_integer();
        if number.is_none() {
            self.wrong(item, key, "整数");
        }
        number
    }

    /// Several texts; one text alone is a list of one.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(item) = self.item(key) else {
            return Vec::new();
        };
        if let Some(text) = item.as_str() {
            return vec![text.to_owned()];
        }
        let texts: Option<Vec<String>> = item.as_array().and_then(|array| {
            array
                .iter()
                .map(|value| value.as_str().map(str::to_owned))
                .collect()
        });
        texts.unwrap_or_else(|| {
            self.wrong(item, key, "文字或文字的列表");
            Vec::new()
        })
    }

    /// A table under a key.
    pub fn table(&self, key: &'static str) -> Option<Reader<'a>> {
        let item = self.item(key)?;
        let table = item.as_table_like();
        if table.is_none() {
            self.wrong(item, key, "表");
        }
        table.map(|table| Reader::new(self.source, table, self.line_of(item)))
    }

    /// The tables of a list (`[[key]]` or an array of inline tables).
    pub fn tables(&self, key: &'static str) -> Vec<Reader<'a>> {
        let Some(item) = self.item(key) else {
            return Vec::new();
        };
        if let Some(array) = item.as_array_of_tables() {
            let line = |table: &toml_edit::Table| self.source.line(table.span());
            return array
                .iter()
                .map(|table| Reader::new(self.source, table, line(table)))
                .collect();
        }
        let Some(array) = item.as_array() else {
            self.wrong(item, key, "表的列表");
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|value| {
                let line = self.source.line(value.span());
                let table = value.as_inline_table();
                if table.is_none() {
                    self.source
                        .fault(line, format!("“{key}”的每一项应当是表"), "");
                }
                table.map(|table| Reader::new(self.source, table, line))
            })
            .collect()
    }

    /// A plain value: text, number or yes/no.
    pub fn value(&self, key: &'static str) -> Option<Value> {
        let item = self.item(key)?;
        let value = item
            .as_str()
            .map(Value::from)
            .or_else(|| item.as_integer().map(Value::from))
            .or_else(|| item.as_bool().map(Value::from));
        if value.is_none() {
            self.wrong(item, key, "文字、整数或 true/false");
        }
        value
    }

    fn wrong(&self, item: &Item, key: &str, wanted: &str) {
        self.source
            .fault(self.line_of(item), format!("“{key}”应当是{wanted}"), "");
    }

    /// Reports every key that was not asked for.
    pub fn done(&self) {
        let asked = self.asked.borrow();
        for (key, item) in self.table.iter() {
            if !asked.contains(key) {
                let near = nearest(key, asked.iter().copied());
                let hint = near
                    .map(|near| format!("是否想写“{near}”？"))
                    .unwrap_or_default();
                self.source
                    .fault(self.line_of(item), format!("不认识的键“{key}”"), hint);
            }
        }
    }
}
