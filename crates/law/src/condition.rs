//! Conditions: the closed vocabulary in which a pack says when a rule applies and what it
//! requires. They look at the act in hand, the records that stand in the file and named facts;
//! where those come from is the business of whoever implements [`Facts`].

use std::cmp::Ordering;

use jiff::civil::DateTime;

use crate::value::{Fields, Value};

/// One record that stands in a file, as whoever keeps the file lends it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record<'a> {
    /// Its number in the file, from 1.
    pub no: u32,
    /// The record's name in the regulation.
    pub kind: &'a str,
    /// What was entered.
    pub fields: &'a Fields,
    /// The person who entered it.
    pub by: &'a str,
    /// When it was entered, by the server's clock.
    pub entered: DateTime,
    /// The record this one concerns, where there is one.
    pub about: Option<u32>,
}

/// A named fact's place in the vocabulary it was resolved against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactId {
    /// Index in the vocabulary.
    pub index: u16,
    /// Whether it depends on what is typed into the act in hand.
    pub of_act: bool,
}

/// One word of the closed vocabulary of facts.
#[derive(Clone, Copy, Debug)]
pub struct FactWord {
    /// The name used in packs.
    pub name: &'static str,
    /// What it means, in Chinese, for the pack's author.
    pub meaning: &'static str,
    /// Whether it depends on what is typed into the act in hand.
    pub of_act: bool,
}

/// What a condition can ask about.
pub trait Facts {
    /// The value of a named fact.
    fn fact(&self, id: FactId) -> Value;
    /// The records of one kind that stand in the file, oldest first.
    fn records<'a>(&'a self, kind: &str) -> Box<dyn Iterator<Item = Record<'a>> + 'a>;
    /// Whether the actor holds a post, in the sense the pack gives it, for this file.
    fn holds(&self, post: &str) -> bool;
    /// Whether somebody holds the post on a day; the day as text.
    fn held_on(&self, post: &str, day: &Value) -> bool;
    /// The last day of the latest run of a period in this file; empty where none runs.
    fn due(&self, period: &str) -> Value;
    /// Whether a mark (`[[flag]]`) of that name is set on any record of this file.
    fn marked(&self, mark: &str) -> bool;
    /// Today's civil date.
    fn today(&self) -> Value;
    /// Whether the document a clause belongs to is in force for this file.
    fn in_force(&self, clause: &str) -> bool;
    /// Whether a clause has been displaced for this file by a norm that prevails over it.
    fn displaced(&self, clause: &str) -> bool;
}

/// Where the value to compare with comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Written in the pack.
    Literal(Value),
    /// A field of the act in hand.
    Field(String),
    /// A named fact.
    Fact(FactId),
    /// A field of the latest record of a kind.
    Latest(String, String),
    /// Today's date.
    Today,
}

/// What is asked of one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is not empty.
    Filled,
    /// It equals.
    Is(Operand),
    /// It is one of.
    Among(Vec<String>),
    /// It holds all of these members.
    Contains(Vec<String>),
    /// It is at least, or not before.
    AtLeast(Operand),
    /// It is at most, or not after.
    AtMost(Operand),
    /// It is the number of the record looked at from outside (`every`).
    RefersToOuter,
}

/// A checklist over records, fields and facts.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Holds always.
    Always,
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// So many records of a kind stand in the file.
    Records(Query),
    /// Each record of a kind meets the condition.
    Every(Query, Box<Condition>),
    /// A field of the record at hand (inside `where`) or of the act.
    Field(String, Test),
    /// A field of the act in hand, even inside `where`.
    Act(String, Test),
    /// Rows of a table field: how many meet the condition.
    Rows {
        /// The table.
        field: String,
        /// What a row must meet.
        such: Box<Condition>,
        /// How many must meet it.
        at_least: usize,
        /// Whether every filled row must.
        every: bool,
    },
    /// A named fact.
    Fact(FactId, Test),
    /// The actor holds the post.
    Post(String),
    /// Somebody holds the post on a day.
    Held(String, Operand),
    /// The last day of the latest run of a period.
    Due(String, Test),
    /// A mark is set on a record of the file.
    Marked(String),
    /// The record that a reference field points at is of this kind and narrowed so.
    Referred(String, Query),
    /// The record at hand concerns the record looked at from outside (`every`).
    AboutOuter,
}

/// Records of one kind, narrowed.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The record's name.
    pub kind: String,
    /// Only those that meet this.
    pub such: Option<Box<Condition>>,
    /// Only those entered after the latest record of this kind.
    pub since: Option<String>,
    /// Only the latest one is looked at.
    pub latest: bool,
    /// How many there must be.
    pub at_least: usize,
    /// How many there may be.
    pub at_most: Option<usize>,
}

/// What is in view while a condition is weighed.
#[derive(Clone, Copy)]
struct View<'a> {
    act: &'a Fields,
    here: &'a Fields,
    about: Option<u32>,
    outer: Option<u32>,
}

impl Condition {
    /// Weighs the condition against an act's fields and the facts.
    #[must_use]
    pub fn holds(&self, act: &Fields, facts: &dyn Facts) -> bool {
        self.weigh(
            View {
                act,
                here: act,
                about: None,
                outer: None,
            },
            facts,
        )
    }

    /// Weighs the condition with one standing record in view.
    #[must_use]
    pub fn holds_for(&self, record: Record<'_>, facts: &dyn Facts) -> bool {
        let view = View {
            act: record.fields,
            here: record.fields,
            about: record.about,
            outer: Some(record.no),
        };
        self.weigh(view, facts)
    }

    /// Whether any part of the condition, at any depth, is such.
    pub fn has_part(&self, such: &dyn Fn(&Condition) -> bool) -> bool {
        let within = |query: &Query| query.such.as_ref().is_some_and(|part| part.has_part(such));
        such(self)
            || match self {
                Condition::All(parts) | Condition::Any(parts) => {
                    parts.iter().any(|part| part.has_part(such))
                }
                Condition::Not(part) | Condition::Rows { such: part, .. } => part.has_part(such),
                Condition::Records(query) | Condition::Referred(_, query) => within(query),
                Condition::Every(query, has) => within(query) || has.has_part(such),
                _ => false,
            }
    }

    fn weigh(&self, view: View<'_>, facts: &dyn Facts) -> bool {
        match self {
            Condition::Always => true,
            Condition::All(parts) => parts.iter().all(|part| part.weigh(view, facts)),
            Condition::Any(parts) => parts.iter().any(|part| part.weigh(view, facts)),
            Condition::Not(part) => !part.weigh(view, facts),
            Condition::Records(query) => query.met(view, facts),
            Condition::Every(query, has) => query.all(view, facts, has),
            Condition::Field(name, test) => test.met(view.here.get(name), view, facts),
            Condition::Act(name, test) => test.met(view.act.get(name), view, facts),
            Condition::Rows {
                field,
                such,
                at_least,
                every,
            } => rows_meet(view.here.get(field), such, *at_least, *every, view, facts),
            Condition::Fact(id, test) => test.met(Some(&facts.fact(*id)), view, facts),
            Condition::Post(post) => facts.holds(post),
            Condition::Held(post, on) => on
                .value(view, facts)
                .is_some_and(|day| facts.held_on(post, &day)),
            Condition::Due(period, test) => test.met(Some(&facts.due(period)), view, facts),
            Condition::Marked(mark) => facts.marked(mark),
            Condition::Referred(field, query) => query.referred(view.here.get(field), view, facts),
            Condition::AboutOuter => view.about.is_some() && view.about == view.outer,
        }
    }
}

impl Query {
    fn met(&self, view: View<'_>, facts: &dyn Facts) -> bool {
        let count = self.found(view, facts).count();
        count >= self.at_least && self.at_most.is_none_or(|most| count <= most)
    }

    fn referred(&self, value: Option<&Value>, view: View<'_>, facts: &dyn Facts) -> bool {
        let Some(no) = value.and_then(Value::number) else {
            return false;
        };
        self.found(view, facts)
            .any(|record| i64::from(record.no) == no)
    }

    fn all(&self, view: View<'_>, facts: &dyn Facts, has: &Condition) -> bool {
        self.found(view, facts).all(|record| {
            let inner = View {
                act: view.act,
                here: record.fields,
                about: record.about,
                outer: Some(record.no),
            };
            has.weigh(inner, facts)
        })
    }

    fn found<'a>(
        &'a self,
        view: View<'a>,
        facts: &'a dyn Facts,
    ) -> impl Iterator<Item = Record<'a>> + 'a {
        let after = self.since.as_deref().map_or(0, |kind| latest(facts, kind));
        let last = if self.latest {
            latest(facts, &self.kind)
        } else {
            0
        };
        facts
            .records(&self.kind)
            .filter(move |record| record.no > after && record.no >= last)
            .filter(move |record| self.accepts(*record, view, facts))
    }

    fn accepts(&self, record: Record<'_>, view: View<'_>, facts: &dyn Facts) -> bool {
        let inner = View {
            act: view.act,
            here: record.fields,
            about: record.about,
            outer: view.outer,
        };
        self.such
            .as_ref()
            .is_none_or(|such| such.weigh(inner, facts))
    }
}

fn latest(facts: &dyn Facts, kind: &str) -> u32 {
    facts.records(kind).last().map_or(0, |record| record.no)
}

fn rows_meet(
    table: Option<&Value>,
    such: &Condition,
    at_least: usize,
    every: bool,
    view: View<'_>,
    facts: &dyn Facts,
) -> bool {
    let rows = table.map(Value::items).unwrap_or_default();
    let filled: Vec<&Fields> = rows
        .iter()
        .filter(|row| !row.is_empty())
        .filter_map(Value::row)
        .collect();
    let met = filled
        .iter()
        .filter(|row| such.weigh(View { here: row, ..view }, facts))
        .count();
    met >= at_least && (!every || met == filled.len())
}

impl Test {
    fn met(&self, value: Option<&Value>, view: View<'_>, facts: &dyn Facts) -> bool {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return false;
        };
        let ordered = |operand: &Operand, wanted: [Ordering; 2]| {
            operand
                .value(view, facts)
                .and_then(|other| value.order(&other))
                .is_some_and(|order| wanted.contains(&order))
        };
        match self {
            Test::Filled => true,
            Test::Is(operand) => operand.value(view, facts).is_some_and(|other| {
                *value == other || value.order(&other) == Some(Ordering::Equal)
            }),
            Test::Among(options) => value
                .text()
                .is_some_and(|text| options.iter().any(|option| option == text)),
            Test::Contains(wanted) => wanted.iter().all(|want| {
                value
                    .items()
                    .iter()
                    .any(|item| item.text().is_some_and(|text| text == want))
            }),
            Test::AtLeast(operand) => ordered(operand, [Ordering::Greater, Ordering::Equal]),
            Test::AtMost(operand) => ordered(operand, [Ordering::Less, Ordering::Equal]),
            Test::RefersToOuter => view
                .outer
                .is_some_and(|outer| value.number() == Some(i64::from(outer))),
        }
    }
}

impl Test {
    /// Whether the test compares with a field of the act in hand.
    #[must_use]
    pub fn looks_at_act(&self) -> bool {
        matches!(
            self,
            Test::Is(Operand::Field(_))
                | Test::AtLeast(Operand::Field(_))
                | Test::AtMost(Operand::Field(_))
        )
    }
}

impl Operand {
    fn value(&self, view: View<'_>, facts: &dyn Facts) -> Option<Value> {
        match self {
            Operand::Literal(value) => Some(value.clone()),
            Operand::Field(name) => view.act.get(name).cloned(),
            Operand::Fact(id) => Some(facts.fact(*id)).filter(|value| !value.is_empty()),
            Operand::Latest(kind, field) => facts
                .records(kind)
                .last()
                .and_then(|record| record.fields.get(field))
                .cloned(),
            Operand::Today => Some(facts.today()),
        }
    }
}
