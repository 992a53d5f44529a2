//! Reads conditions from TOML into [`crate::condition`]. Every fact is resolved against the
//! vocabulary here, so a condition that was read cannot ask about something unknown.

use toml_edit::Item;

use super::fault::nearest;
use super::reader::Reader;
use crate::condition::{Condition, FactId, FactWord, Operand, Query, Test};
use crate::value::Value;

/// The closed vocabulary a pack is read against.
#[derive(Clone, Copy)]
pub struct Vocabulary<'a>(pub &'a [FactWord]);

impl Vocabulary<'_> {
    /// Finds a fact by its name.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Option<FactId> {
        let index = self.0.iter().position(|word| word.name == name)?;
        Some(FactId {
            index: u16::try_from(index).ok()?,
            of_act: self.0[index].of_act,
        })
    }

    fn demand(&self, name: &str, at: &Reader<'_>) -> FactId {
        self.resolve(name).unwrap_or_else(|| {
            let near = nearest(name, self.0.iter().map(|word| word.name));
            let hint = near
                .map(|near| format!("是否想写“{near}”？"))
                .unwrap_or_default();
            at.fault(format!("不认识的事实“{name}”"), hint);
            FactId {
                index: 0,
                of_act: false,
            }
        })
    }
}

/// Reads the condition under a key; [`Condition::Always`] where there is none.
pub fn condition_at(reader: &Reader<'_>, key: &'static str, words: Vocabulary<'_>) -> Condition {
    optional_at(reader, key, words).unwrap_or(Condition::Always)
}

/// Reads the list of conditions under a key; an empty one where there is none.
pub fn conditions_at(
    reader: &Reader<'_>,
    key: &'static str,
    words: Vocabulary<'_>,
) -> Vec<Condition> {
    let tables = reader.tables(key);
    tables.iter().map(|table| read(table, words)).collect()
}

/// Reads the condition under a key, if there is one.
pub fn optional_at(
    reader: &Reader<'_>,
    key: &'static str,
    words: Vocabulary<'_>,
) -> Option<Condition> {
    reader.table(key).map(|table| read(&table, words))
}

fn read(table: &Reader<'_>, words: Vocabulary<'_>) -> Condition {
    let condition = read_kind(table, words).unwrap_or_else(|| {
        table.fault(
            "看不懂的条件",
            "条件由 all、any、not、record、every、field、act、rows、fact、post、held、period、mark、refers、about 之一组成",
        );
        Condition::Always
    });
    table.done();
    condition
}

fn read_kind(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Condition> {
    let parts = |key| {
        table
            .tables(key)
            .iter()
            .map(|part| read(part, words))
            .collect()
    };
    if table.item("all").is_some() {
        return Some(Condition::All(parts("all")));
    }
    if table.item("any").is_some() {
        return Some(Condition::Any(parts("any")));
    }
    if let Some(part) = table.table("not") {
        return Some(Condition::Not(Box::new(read(&part, words))));
    }
    if let Some(field) = table.text("refers") {
        return Some(Condition::Referred(field, query(table, "record", words)));
    }
    if table.item("every").is_some() && table.item("rows").is_none() {
        let has = condition_at(table, "has", words);
        return Some(Condition::Every(
            query(table, "every", words),
            Box::new(has),
        ));
    }
    if table.item("record").is_some() {
        return Some(Condition::Records(query(table, "record", words)));
    }
    read_simple(table, words)
}

fn read_simple(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Condition> {
    if let Some(field) = table.text("rows") {
        let such = Box::new(condition_at(table, "such", words));
        let every = table.flag("every");
        let at_least = count(table, "count").unwrap_or(usize::from(!every));
        return Some(Condition::Rows {
            field,
            such,
            at_least,
            every,
        });
    }
    if let Some(name) = table.text("fact") {
        let id = words.demand(&name, table);
        let yes = Test::Is(Operand::Literal(Value::Bool(true)));
        return Some(Condition::Fact(id, test(table, words).unwrap_or(yes)));
    }
    if let Some(field) = table.text("field") {
        return Some(Condition::Field(
            field,
            test(table, words).unwrap_or(Test::Filled),
        ));
    }
    if let Some(field) = table.text("act") {
        return Some(Condition::Act(
            field,
            test(table, words).unwrap_or(Test::Filled),
        ));
    }
    if let Some(post) = table.text("post") {
        return Some(Condition::Post(post));
    }
    if let Some(post) = table.text("held") {
        let on = table
            .item("on")
            .map(|item| operand(table, "on", item, words));
        return Some(Condition::Held(post, on.unwrap_or(Operand::Today)));
    }
    if let Some(mark) = table.text("mark") {
        return Some(Condition::Marked(mark));
    }
    if let Some(period) = table.text("period") {
        return Some(Condition::Due(
            period,
            test(table, words).unwrap_or(Test::Filled),
        ));
    }
    table.text("about").map(|_| Condition::AboutOuter)
}

fn query(table: &Reader<'_>, key: &'static str, words: Vocabulary<'_>) -> Query {
    let such = optional_at(table, "where", words).map(Box::new);
    let at_most = count(table, "at_most");
    Query {
        kind: table.needed(key),
        such,
        since: table.text("since"),
        latest: table.flag("latest"),
        at_least: count(table, "count").unwrap_or(usize::from(at_most.is_none())),
        at_most,
    }
}

fn count(table: &Reader<'_>, key: &'static str) -> Option<usize> {
    table
        .number(key)
        .and_then(|number| usize::try_from(number).ok())
}

fn test(table: &Reader<'_>, words: Vocabulary<'_>) -> Option<Test> {
    if table.item("filled").is_some() {
        return Some(Test::Filled);
    }
    if table.flag("refers_to_it") {
        return Some(Test::RefersToOuter);
    }
    if table.item("among").is_some() {
        return Some(Test::Among(table.texts("among")));
    }
    if table.item("contains").is_some() {
        return Some(Test::Contains(table.texts("contains")));
    }
    if let Some(item) = table.item("is") {
        return Some(Test::Is(operand(table, "is", item, words)));
    }
    if let Some(item) = table.item("at_least") {
        return Some(Test::AtLeast(operand(table, "at_least", item, words)));
    }
    table
        .item("at_most")
        .map(|item| Test::AtMost(operand(table, "at_most", item, words)))
}

fn operand(table: &Reader<'_>, key: &'static str, item: &Item, words: Vocabulary<'_>) -> Operand {
    if !item.is_table_like() {
        return Operand::Literal(table.value(key).unwrap_or(Value::Bool(false)));
    }
    let Some(inner) = table.table(key) else {
        return Operand::Today;
    };
    let operand = if let Some(name) = inner.text("fact") {
        Operand::Fact(words.demand(&name, &inner))
    } else if let Some(record) = inner.text("record") {
        Operand::Latest(record, inner.needed("field"))
    } else if let Some(field) = inner.text("field") {
        Operand::Field(field)
    } else if inner.flag("today") {
        Operand::Today
    } else {
        inner.fault(
            "看不懂的比较对象",
            "写成值，或 { field = … }、{ fact = … }、{ record = …, field = … }、{ today = true }",
        );
        Operand::Today
    };
    inner.done();
    operand
}
