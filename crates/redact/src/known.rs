//! What the case record knows before anybody reads the text: people with their roles, values, organisations.
//!
//! It does not know where these come from; the caller fills it from the structured record.

use crate::kind::{Kind, Role};
use serde::{Deserialize, Serialize};

/// A person (or an organisation with a role) named in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownName {
    /// The name as recorded.
    pub name: String,
    /// What the person is to the case.
    pub role: Role,
    /// True for a natural person; false for an organisation, whose name is then protected from hiding.
    pub natural: bool,
}

/// A value of the record that is personal data wherever it appears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownValue {
    /// The value as recorded; spaces and letter width do not matter.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Whose it is, if the record says so.
    pub role: Option<Role>,
}

/// The structured record, as far as the finder needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// People and organisations with a role.
    pub names: Vec<KnownName>,
    /// Personal data of the record.
    pub values: Vec<KnownValue>,
    /// Further organisations whose names must stay whole, although a person's name may stand inside.
    pub organisations: Vec<String>,
}

impl Known {
    /// Adds a natural person.
    pub fn person(mut self, name: &str, role: Role) -> Self {
        self.names.push(KnownName {
            name: name.into(),
            role,
            natural: true,
        });
        self
    }

    /// Adds an organisation, whose name is kept.
    pub fn organisation(mut self, name: &str) -> Self {
        self.organisations.push(name.into());
        self
    }

    /// Adds a value that is personal data.
    pub fn value(mut self, text: &str, kind: Kind, role: Option<Role>) -> Self {
        self.values.push(KnownValue {
            text: text.into(),
            kind,
            role,
        });
        self
    }
}
