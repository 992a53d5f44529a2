//! Saying no for the law's sake. A [`Refusal`] always cites; a [`Mistake`] is about the form that
//! was filled in and never cites. Faults of our own are not known here.

use serde::Serialize;

use crate::citation::Basis;

/// What kind of demand was not met; decides nothing but how the answer is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// The person holds no post that may do this.
    Post,
    /// A field the regulation names is missing.
    Field,
    /// Something must come first, or must not be.
    Gate,
    /// A demanded record is missing.
    Demand,
}

/// The law does not allow the act now. Four sentences, read under stress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Which kind of demand.
    pub ground: Ground,
    /// What cannot be done.
    pub cannot: String,
    /// What the file shows.
    pub shows: String,
    /// The clauses that demand it.
    pub clauses: Basis,
    /// The next lawful step.
    pub instead: String,
    /// The field concerned, if it is one.
    pub field: Option<String>,
}

/// The form is wrong: a value that cannot be read, or a field the record does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The field; empty when the form as a whole is meant.
    pub field: String,
    /// What to do, in one sentence.
    pub message: String,
}

impl Mistake {
    /// A mistake at one field.
    pub fn at(field: impl Into<String>, message: impl Into<String>) -> Self {
        Mistake {
            field: field.into(),
            message: message.into(),
        }
    }
}
