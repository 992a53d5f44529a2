//! One line of a batch: what comes in and what goes out, for a program that reads and writes JSON lines.
//!
//! It reads no file and prints nothing; it is the same road as for one act, without a person who confirms.

use crate::hide::hide_all;
use crate::kind::{Kind, Role};
use crate::known::{Known, KnownName};
use crate::lexicon;
use crate::mark::Mark;
use crate::policy::Policy;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// A text to redact, with what is known of the people in it. `Id` is whatever the caller names texts by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Record<Id = String> {
    /// The caller's name for the text; comes back unchanged.
    pub id: Id,
    /// The text.
    pub text: String,
    /// People and organisations by role; may be missing.
    #[serde(default)]
    pub known: KnownByRole,
}

/// People and organisations by role: `{"party":[…],"witness":[…]}`.
///
/// The roles are those of [`Role`], and `organisation`. A role of any other name is taken as [`Role::Other`]: whoever
/// it names is a person of the text, and no name is lost over a word. A list may be a single name or `null`.
/// Organisations may stand in any list; they are recognised by the ending of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownByRole(Known);

impl KnownByRole {
    /// The record in the form the finder takes.
    pub fn known(&self) -> &Known {
        &self.0
    }

    fn add(&mut self, role: &str, names: Names) {
        let names = match names {
            Names::None => Vec::new(),
            Names::One(name) => vec![name],
            Names::Many(names) => names,
        };
        if matches!(role, "organisation" | "organisations" | "organization") {
            return self.0.organisations.extend(names);
        }
        let role = role_named(role);
        self.0.names.extend(names.into_iter().map(|name| KnownName {
            natural: !is_organisation(&name),
            name,
            role,
        }));
    }
}

fn role_named(name: &str) -> Role {
    match name {
        "party" => Role::Party,
        "legal_representative" => Role::LegalRepresentative,
        "officer" => Role::Officer,
        "agent" => Role::Agent,
        "witness" => Role::Witness,
        "third_person" => Role::ThirdPerson,
        _ => Role::Other,
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    None,
    One(String),
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for KnownByRole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let lists: Option<BTreeMap<String, Names>> = Deserialize::deserialize(from)?;
        let mut known = KnownByRole::default();
        for (role, names) in lists.unwrap_or_default() {
            known.add(&role, names);
        }
        Ok(known)
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

impl Line {
    fn of(mark: &Mark) -> Self {
        Line {
            start: mark.hit.start,
            end: mark.hit.end,
            kind: mark.hit.kind,
            action: if mark.action.hides() { "hide" } else { "keep" },
            reason: [&*mark.hit.reason, "（", &mark.rule, "）"].concat(),
        }
    }
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
pub struct Redacted<Id = String> {
    /// The caller's name for the text.
    pub id: Id,
    /// The public text.
    pub text: String,
    /// Everything found, kept or hidden, in order.
    pub hits: Vec<Line>,
}

/// Redacts one record by the policy, accepting every proposed action. Whatever the finder still sees in the public
/// text is hidden too, because nobody will look at it.
pub fn redact<Id: Clone>(record: &Record<Id>, policy: &Policy) -> Redacted<Id> {
    let known = record.known.known();
    let (marked, public) = hide_all(&record.text, known, policy);
    let hits = marked.marks.iter().map(Line::of).collect();
    Redacted {
        id: record.id.clone(),
        text: public.text,
        hits,
    }
}
