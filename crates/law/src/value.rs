//! The values a person can enter into a record. Deliberately untyped beyond JSON's shapes: the
//! field's kind ([`crate::form::FieldKind`]) has checked and normalised them before they get here.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Fields of one record by their names in the regulation.
pub type Fields = BTreeMap<String, Value>;

/// One entered value. Dates are `YYYY-MM-DD`, moments `YYYY-MM-DDTHH:MM:SS` in Asia/Shanghai civil
/// time, money is yuan with two decimals, people are their ids: all kept as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number; also the number of another record in the file.
    Number(i64),
    /// Everything that is written as one text.
    Text(String),
    /// Several values, or the rows of a table.
    List(Vec<Value>),
    /// One row of a table, or a stored file.
    Row(Fields),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Shape)
    }
}

/// Tells a value by its shape at the first look. Trying one variant after another would write an
/// error with the whole text in it for each that does not fit, for every text of every record.
struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("yes or no, a whole number, a text, a list or a row")
    }

    fn visit_bool<E: Error>(self, answer: bool) -> Result<Value, E> {
        Ok(Value::Bool(answer))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number)
            .map(Value::Number)
            .map_err(|_| E::custom("the number is too large"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut cells: A) -> Result<Value, A::Error> {
        let mut row = Fields::new();
        while let Some((name, value)) = cells.next_entry()? {
            row.insert(name, value);
        }
        Ok(Value::Row(row))
    }
}

impl Value {
    /// An absent answer counts as empty, and so do blank text and tables without a filled row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Bool(_) | Value::Number(_) => false,
            Value::Text(text) => text.chars().all(char::is_whitespace),
            Value::List(items) => items.iter().all(Value::is_empty),
            Value::Row(row) => row.values().all(Value::is_empty),
        }
    }

    /// The text of a text value.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a number value.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The members of a list; one value alone is a list of one.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    /// The row, if this is one.
    #[must_use]
    pub fn row(&self) -> Option<&Fields> {
        match self {
            Value::Row(row) => Some(row),
            _ => None,
        }
    }

    /// Order of two values of one kind; `None` where order has no meaning. A date is compared with
    /// a moment by its day alone, and money by its amount.
    #[must_use]
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(order_of_texts(a, b)),
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// How the value reads in a sentence.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Value::Bool(true) => "是".into(),
            Value::Bool(false) => "否".into(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::List(items) => items
                .iter()
                .map(Value::shown)
                .collect::<Vec<_>>()
                .join("、"),
            Value::Row(row) => row
                .values()
                .map(Value::shown)
                .collect::<Vec<_>>()
                .join("，"),
        }
    }
}

fn order_of_texts(a: &str, b: &str) -> Ordering {
    if is_date(a) && is_date(b) {
        let day = |text: &str| text.len() == 10;
        if day(a) || day(b) {
            return a[..10].cmp(&b[..10]);
        }
        return a.cmp(b);
    }
    match (cents(a), cents(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && text.is_char_boundary(10)
}

/// Money text in fen (1/100 yuan); `None` if it is not an amount.
#[must_use]
pub fn cents(text: &str) -> Option<i64> {
    let (yuan, fen) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 15 || fen.len() > 2 || !digits(yuan) || !digits(fen) {
        return None;
    }
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen)
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}

impl From<bool> for Value {
    fn from(answer: bool) -> Self {
        Value::Bool(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_a_moment_of_that_day_are_equal_in_order() {
        let date = Value::from("2025-03-03");
        assert_eq!(
            date.order(&Value::from("2025-03-03T23:59:00")),
            Some(Ordering::Equal)
        );
        assert_eq!(
            date.order(&Value::from("2025-03-04T00:00:00")),
            Some(Ordering::Less)
        );
    }

    #[test]
    fn money_is_ordered_by_amount_not_by_spelling() {
        assert_eq!(
            Value::from("900.00").order(&Value::from("10000.5")),
            Some(Ordering::Less)
        );
        assert_eq!(cents("12.3"), Some(1230));
        assert_eq!(cents("12.345"), None);
    }

    #[test]
    fn rows_of_blanks_are_empty() {
        let row = Value::Row(Fields::from([("甲".into(), Value::from("  "))]));
        assert!(Value::List(vec![row]).is_empty());
    }

    #[test]
    fn a_value_is_told_by_its_shape() {
        let read = |text| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
        let text = r#"[true,-3,"甲",[],{"乙":"丙"}]"#;
        let value = read(text);
        assert_eq!(value.as_ref().map(|value| value.items().len()), Ok(5));
        let again = value.map(|value| serde_json::to_string(&value).ok());
        assert_eq!(again, Ok(Some(text.to_owned())));
        for wrong in ["1.5", "null", "9223372036854775808"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
