//! Sentences of a pack with gaps that the file fills: `{审核.状态}` for a fact, `{field:决定日期}`
//! for a field of the act, `{record:审核意见.结论}` for one of the latest record of a kind. Gaps are
//! resolved when the pack is loaded, so that a misspelt one is a fault of the pack and never a hole
//! in an answer.

use crate::condition::{FactId, Facts};
use crate::period::{chinese_date, chinese_moment};
use crate::value::{Fields, Value};

/// A sentence with gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Wording(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Fact(FactId),
    Field(String),
    Latest(String, String),
}

impl Wording {
    /// Reads a sentence; `resolve` finds a fact by its name.
    ///
    /// # Errors
    /// The first gap that is not closed or names no fact.
    pub fn parse(text: &str, resolve: impl Fn(&str) -> Option<FactId>) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let close = rest[open..]
                .find('}')
                .ok_or_else(|| rest[open..].to_owned())?
                + open;
            let gap = &rest[open + 1..close];
            pieces.push(Piece::Text(rest[..open].to_owned()));
            pieces.push(Piece::read(gap, &resolve).ok_or_else(|| gap.to_owned())?);
            rest = &rest[close + 1..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Wording(pieces))
    }

    /// The sentence with its gaps filled; what is not known reads 未填.
    #[must_use]
    pub fn fill(&self, act: &Fields, facts: &dyn Facts) -> String {
        let known = |value: Value| match &value {
            empty if empty.is_empty() => "未填".into(),
            Value::Text(text) => as_day(text).unwrap_or_else(|| text.clone()),
            other => other.shown(),
        };
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Fact(id) => known(facts.fact(*id)),
                Piece::Field(name) => known(act.get(name).cloned().unwrap_or(Value::List(vec![]))),
                Piece::Latest(record, field) => {
                    let latest = facts.records(record).last();
                    let value = latest.and_then(|record| record.fields.get(field)).cloned();
                    known(value.unwrap_or(Value::List(vec![])))
                }
            })
            .collect()
    }

    /// The sentence with its gaps still open, each told by what will stand in it; `fact` names a
    /// fact.
    #[must_use]
    pub fn open(&self, fact: impl Fn(FactId) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Fact(id) => format!("〔{}〕", fact(*id)),
                Piece::Field(name) => format!("〔{name}〕"),
                Piece::Latest(record, field) => format!("〔{record}·{field}〕"),
            })
            .collect()
    }

    /// The records and their fields that it speaks of.
    pub fn records(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Latest(record, field) => Some((record.as_str(), field.as_str())),
            _ => None,
        })
    }
}

/// A stored day or moment as officials write it.
fn as_day(text: &str) -> Option<String> {
    match text.len() {
        10 => text.parse().ok().map(chinese_date),
        19 => text.parse().ok().map(chinese_moment),
        _ => None,
    }
}

impl Piece {
    fn read(gap: &str, resolve: impl Fn(&str) -> Option<FactId>) -> Option<Piece> {
        if let Some(field) = gap.strip_prefix("field:") {
            return Some(Piece::Field(field.to_owned()));
        }
        match gap.strip_prefix("record:") {
            Some(named) => named
                .split_once('.')
                .map(|(record, field)| Piece::Latest(record.to_owned(), field.to_owned())),
            None => resolve(gap).map(Piece::Fact),
        }
    }
}
