//! What is sent to the API: JSON of at most a megabyte, and the shapes that acts are made of. Says
//! where in the document something is wrong, and never guesses.

use axum::extract::{FromRequest, Request};
use enforcement::decide::Act;
use law::refusal::Mistake;
use law::value::{Fields, Value};
use serde_json::Value as Json;

use crate::answer::No;
use crate::app::FORM_LIMIT;
use crate::typed;
use crate::words::api as words;

/// A JSON object.
#[derive(Clone, Debug)]
pub struct Body(serde_json::Map<String, Json>);

impl<S: Sync> FromRequest<S> for Body {
    type Rejection = No;

    async fn from_request(request: Request, _: &S) -> Result<Self, No> {
        let bytes = typed::read(request.into_body(), FORM_LIMIT).await?;
        match serde_json::from_slice(&bytes) {
            Ok(Json::Object(object)) => Ok(Body(object)),
            Ok(_) => Err(mistaken("", words::NOT_AN_OBJECT.into())),
            Err(_) => Err(No::Unreadable),
        }
    }
}

impl Body {
    /// Says of every member that the operation does not know that it does not.
    ///
    /// # Errors
    /// All of them.
    pub fn only(&self, known: &[&str]) -> Result<(), No> {
        let strangers = self.0.keys().filter(|name| !known.contains(&name.as_str()));
        let mistakes: Vec<Mistake> = strangers
            .map(|name| Mistake::at(name, words::unknown(name)))
            .collect();
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(No::Mistaken(mistakes))
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// A mistake at that name.
    pub fn text(&self, name: &str) -> Result<&str, No> {
        match self.0.get(name) {
            Some(Json::String(text)) => Ok(text),
            _ => Err(mistaken(name, words::text(name))),
        }
    }

    /// A whole number that may be left out.
    ///
    /// # Errors
    /// A mistake at that name.
    pub fn number(&self, name: &str) -> Result<Option<u32>, No> {
        match self.0.get(name) {
            None | Some(Json::Null) => Ok(None),
            Some(number) => {
                let whole = number
                    .as_u64()
                    .and_then(|number| u32::try_from(number).ok());
                whole
                    .map(Some)
                    .ok_or_else(|| mistaken(name, words::number(name)))
            }
        }
    }

    /// The act: which record, with which fields. The record may be left out where only one can be
    /// meant.
    ///
    /// # Errors
    /// A mistake at every value that has no place in a record.
    pub fn act(&self, only: Option<&str>) -> Result<Act, No> {
        let record = match (self.0.get("record"), only) {
            (None, Some(only)) => only.to_owned(),
            _ => self.text("record")?.to_owned(),
        };
        let fields = match self.0.get("fields") {
            None | Some(Json::Null) => Fields::new(),
            Some(Json::Object(fields)) => fields_of(fields)?,
            Some(_) => return Err(mistaken("fields", words::FIELDS.into())),
        };
        Ok(Act { record, fields })
    }
}

fn mistaken(at: &str, message: String) -> No {
    No::Mistaken(vec![Mistake::at(at, message)])
}

fn fields_of(object: &serde_json::Map<String, Json>) -> Result<Fields, No> {
    let mut mistakes = Vec::new();
    let mut fields = Fields::new();
    for (name, value) in object {
        let read = value_of(value, name, &mut mistakes);
        fields.extend(read.map(|value| (name.clone(), value)));
    }
    if mistakes.is_empty() {
        Ok(fields)
    } else {
        Err(No::Mistaken(mistakes))
    }
}

/// A value of a record; `null` is no value.
fn value_of(json: &Json, at: &str, mistakes: &mut Vec<Mistake>) -> Option<Value> {
    match json {
        Json::Null => None,
        Json::Bool(answer) => Some(Value::Bool(*answer)),
        Json::Number(number) => {
            let whole = number.as_i64();
            if whole.is_none() {
                mistakes.push(Mistake::at(at, words::whole(at)));
            }
            whole.map(Value::Number)
        }
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Array(items) => {
            let item = |(n, item): (usize, &Json)| value_of(item, &format!("{at}.{n}"), mistakes);
            Some(Value::List(
                items.iter().enumerate().filter_map(item).collect(),
            ))
        }
        Json::Object(row) => {
            let mut cells = Fields::new();
            for (name, cell) in row {
                let read = value_of(cell, &format!("{at}.{name}"), mistakes);
                cells.extend(read.map(|value| (name.clone(), value)));
            }
            Some(Value::Row(cells))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        match serde_json::from_str(text) {
            Ok(Json::Object(object)) => Body(object),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn null_is_no_value_and_a_fraction_is_told_where_it_stands() {
        let act = body(r#"{"record":"甲","fields":{"乙":null,"丙":[{"丁":1}]}}"#).act(None);
        let act = act.expect("an act");
        assert_eq!(act.fields.len(), 1);
        let wrong = body(r#"{"record":"甲","fields":{"丙":[{"丁":1.5}]}}"#).act(None);
        let Err(No::Mistaken(mistakes)) = wrong else {
            panic!("{wrong:?}")
        };
        assert_eq!(mistakes[0].field, "丙.0.丁");
    }

    #[test]
    fn members_nobody_knows_are_all_named() {
        let known = body(r#"{"record":"甲","feilds":{},"x":1}"#).only(&["record", "fields"]);
        let Err(No::Mistaken(mistakes)) = known else {
            panic!("{known:?}")
        };
        assert_eq!(mistakes.len(), 2);
    }
}
