//! One line of a batch: what comes in and what goes out, for a program that reads and writes JSON lines.
//!
//! It reads no file and prints nothing; it is the same road as for one act, without a person who confirms.

use crate::hide::hide;
use crate::kind::{Kind, Role};
use crate::known::{Known, KnownName};
use crate::lexicon;
use crate::mark::Marked;
use crate::policy::Policy;
use serde::{Deserialize, Serialize};

/// A text to redact, with what is known of the people in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Record {
    /// The caller's name for the text; comes back unchanged.
    pub id: String,
    /// The text.
    pub text: String,
    /// People and organisations by role; may be missing.
    #[serde(default)]
    pub known: KnownByRole,
}

/// Names by role. Organisations may stand among them; they are recognised by the ending of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct KnownByRole {
    /// The person or organisation the decision is addressed to.
    pub party: Vec<String>,
    /// Legal representatives or people in charge.
    pub legal_representative: Vec<String>,
    /// Witnesses.
    pub witness: Vec<String>,
    /// Officers.
    pub officer: Vec<String>,
    /// Agents.
    pub agent: Vec<String>,
    /// Third persons.
    pub third_person: Vec<String>,
    /// Anybody else.
    pub other: Vec<String>,
    /// Organisations.
    pub organisation: Vec<String>,
}

impl KnownByRole {
    /// The record in the form the finder takes.
    pub fn to_known(&self) -> Known {
        let roles = [
            (Role::Party, &self.party),
            (Role::LegalRepresentative, &self.legal_representative),
            (Role::Witness, &self.witness),
            (Role::Officer, &self.officer),
            (Role::Agent, &self.agent),
            (Role::ThirdPerson, &self.third_person),
            (Role::Other, &self.other),
        ];
        let mut known = Known {
            organisations: self.organisation.clone(),
            ..Known::default()
        };
        for (role, names) in roles {
            for name in names {
                let natural = !is_organisation(name);
                known.names.push(KnownName {
                    name: name.clone(),
                    role,
                    natural,
                });
            }
        }
        known
    }
}

/// A name that ends as organisations' names end and is longer than a person's.
fn is_organisation(name: &str) -> bool {
    let chars: Vec<char> = crate::view::plain(name).chars().collect();
    if chars.len() < 4 || chars.contains(&'·') {
        return false;
    }
    (1..chars.len()).any(|i| lexicon::organisation(&chars[i..]) == chars.len() - i)
}

/// What happened at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// First character of the input.
    pub start: usize,
    /// One past the last character of the input.
    pub end: usize,
    /// What was found.
    pub kind: Kind,
    /// `hide` or `keep`.
    pub action: &'static str,
    /// Why, with the rule.
    pub reason: String,
}

/// The public text of a record and everything found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redacted {
    /// The caller's name for the text.
    pub id: String,
    /// The public text.
    pub text: String,
    /// Everything found, kept or hidden, in order.
    pub hits: Vec<Line>,
}

/// Redacts one record by the policy, accepting every proposed action.
pub fn redact(record: &Record, policy: &Policy) -> Redacted {
    let marked = Marked::propose(&record.text, &record.known.to_known(), policy);
    let hits = marked
        .marks
        .iter()
        .map(|m| Line {
            start: m.hit.start,
            end: m.hit.end,
            kind: m.hit.kind,
            action: if m.action.hides() { "hide" } else { "keep" },
            reason: format!("{}（{}）", m.hit.reason, m.rule),
        })
        .collect();
    Redacted {
        id: record.id.clone(),
        text: hide(&marked).text,
        hits,
    }
}
