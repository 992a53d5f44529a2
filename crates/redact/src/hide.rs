//! Hiding: the public version of a marked text, and the second search that must find nothing left.
//!
//! The public version is produced once, here; nothing is filtered later. If this fails half way there is no public
//! text at all, because it is returned only whole.

use crate::find::find;
use crate::hit::Hit;
use crate::kind::Kind;
use crate::known::Known;
use crate::mark::{Mark, Marked, Ruling};
use crate::policy::{Action, Decision, Policy};
use crate::style::Stand;
use crate::view::plain;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a replaced span of the inner text went. Offsets in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// First character in the inner text.
    pub start: usize,
    /// One past the last character in the inner text.
    pub end: usize,
    /// First character of the replacement in the public text.
    pub public_start: usize,
    /// One past the last character of the replacement in the public text.
    pub public_end: usize,
    /// The kind that was hidden.
    pub kind: Kind,
    /// The rule that hid it.
    pub rule: String,
}

/// A text that may be shown, with the places where words were replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicText {
    /// The words to show.
    pub text: String,
    /// Every replacement, in order.
    pub replaced: Vec<Replaced>,
}

impl PublicText {
    /// Offset in the public text of an offset of the inner text; an offset inside hidden words gives the beginning
    /// of what replaced them.
    pub fn to_public(&self, inner: usize) -> usize {
        match self.replaced.iter().rev().find(|r| r.start <= inner) {
            Some(r) if inner < r.end => r.public_start,
            Some(r) => r.public_end + (inner - r.end),
            None => inner,
        }
    }

    /// Offset in the inner text of an offset of the public text; the inverse of [`Self::to_public`] outside of
    /// replacements, and the beginning of the hidden words inside of one.
    pub fn to_inner(&self, public: usize) -> usize {
        match self
            .replaced
            .iter()
            .rev()
            .find(|r| r.public_start <= public)
        {
            Some(r) if public < r.public_end => r.start,
            Some(r) => r.end + (public - r.public_end),
            None => public,
        }
    }
}

/// Another text that is published with the decision: title, summary, file name, metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is, in words the reviewer knows.
    pub name: String,
    /// Its text as it would be shown.
    pub text: String,
}

/// Personal data left in what would be published. It blocks publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// The field it stands in; `None` for the public text itself.
    pub field: Option<String>,
    /// First character in that text.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// The words.
    pub text: String,
    /// Why it was found.
    pub reason: String,
    /// The rule that hides it.
    pub rule: String,
}

/// Why nothing was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "block")]
pub enum Blocked {
    /// Marks (by index) that nobody has decided.
    Undecided {
        /// Their indexes.
        marks: Vec<usize>,
    },
    /// Personal data that would still be seen.
    Residues {
        /// All of it.
        residues: Vec<Residue>,
    },
}

/// Replaces what the marks hide. The marks are taken as they are; use [`publish`] for the whole gate.
pub fn hide(marked: &Marked) -> PublicText {
    let mut stand = Stand::new(marked);
    let mut text = String::with_capacity(marked.text.len());
    let mut replaced = Vec::new();
    let mut rest = marked.text.as_str();
    let (mut inner, mut public) = (0, 0);
    for mark in marked.marks.iter().filter(|m| m.action.hides()) {
        let Action::Hide(style) = &mark.action else {
            continue;
        };
        if mark.hit.start < inner {
            continue;
        }
        let before = mark.hit.start - inner;
        text.push_str(split(&mut rest, before));
        public += before;
        split(&mut rest, mark.hit.end - mark.hit.start);
        let shown = stand.shown(&mark.hit, style);
        let length = shown.chars().count();
        text.push_str(&shown);
        replaced.push(Replaced {
            start: mark.hit.start,
            end: mark.hit.end,
            public_start: public,
            public_end: public + length,
            kind: mark.hit.kind,
            rule: mark.rule.clone(),
        });
        inner = mark.hit.end;
        public += length;
    }
    text.push_str(rest);
    PublicText { text, replaced }
}

/// Takes so many characters, or as many as there are, from the beginning of `rest`.
fn split<'t>(rest: &mut &'t str, characters: usize) -> &'t str {
    let end = rest.char_indices().nth(characters);
    let (taken, left) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
    *rest = left;
    taken
}

/// Searches the public text and the other published fields again. What a person released is not a residue, nor is a
/// replacement itself.
pub fn residues(
    public: &PublicText,
    marked: &Marked,
    fields: &[Field],
    known: &Known,
    policy: &Policy,
) -> Vec<Residue> {
    let kept = kept(marked);
    let mut left = search(None, &public.text, &public.replaced, &kept, known, policy);
    for field in fields {
        left.extend(search(
            Some(&field.name),
            &field.text,
            &[],
            &kept,
            known,
            policy,
        ));
    }
    left
}

/// Marks and hides until nothing is left that the policy hides, at most a few times over: a replacement is never
/// searched again, so that each round has less to find.
pub(crate) fn hide_all(text: &str, known: &Known, policy: &Policy) -> (Marked, PublicText) {
    let mut marked = Marked::found(text, known, policy);
    let mut public = hide(&marked);
    for _ in 0..ROUNDS {
        // Where nothing was replaced the same search would give the same findings.
        if public.replaced.is_empty() {
            break;
        }
        let left = left_over(&public, &marked, known, policy);
        if left.is_empty() {
            break;
        }
        for mark in left {
            marked.insert(mark);
        }
        public = hide(&marked);
    }
    (marked, public)
}

/// Rounds of [`hide_all`].
const ROUNDS: usize = 3;

/// What the finder still sees in the public text, as marks of the inner text.
fn left_over(public: &PublicText, marked: &Marked, known: &Known, policy: &Policy) -> Vec<Mark> {
    let moved = |hit: Hit| Hit {
        start: public.to_inner(hit.start),
        end: public.to_inner(hit.end),
        ..hit
    };
    left_in(&public.text, &public.replaced, &kept(marked), known, policy)
        .map(|(hit, decision)| Mark {
            hit: moved(hit),
            action: decision.action,
            rule: decision.rule,
            ruling: Ruling::Proposed,
        })
        .collect()
}

/// The words that a person or the policy lets stay.
pub(crate) fn kept(marked: &Marked) -> BTreeSet<String> {
    let kept = marked.marks.iter().filter(|m| !m.action.hides());
    kept.map(|m| m.hit.key()).collect()
}

fn search(
    field: Option<&str>,
    text: &str,
    replaced: &[Replaced],
    kept: &BTreeSet<String>,
    known: &Known,
    policy: &Policy,
) -> Vec<Residue> {
    left_in(text, replaced, kept, known, policy)
        .map(|(hit, decision)| Residue {
            field: field.map(str::to_string),
            start: hit.start,
            end: hit.end,
            kind: hit.kind,
            text: hit.text,
            reason: hit.reason.into_owned(),
            rule: decision.rule,
        })
        .collect()
}

/// What the finder sees in a text outside of replacements, and the policy hides although nobody let it stay.
pub(crate) fn left_in<'a>(
    text: &str,
    replaced: &'a [Replaced],
    kept: &'a BTreeSet<String>,
    known: &Known,
    policy: &'a Policy,
) -> impl Iterator<Item = (Hit, Decision)> {
    let mut at = 0;
    find(text, known).into_iter().filter_map(move |hit| {
        while replaced.get(at).is_some_and(|r| r.public_end <= hit.start) {
            at += 1;
        }
        let inside = replaced.get(at).is_some_and(|r| r.public_start < hit.end);
        let decision = policy.decide(&hit);
        let left = !inside && decision.action.hides() && !kept.contains(&plain(&hit.text));
        left.then_some((hit, decision))
    })
}

/// The whole gate: every mark decided, the words replaced, and nothing left in the text or in the fields around it.
///
/// # Errors
/// [`Blocked`] with all undecided marks, or with everything that would still be seen.
pub fn publish(
    marked: &Marked,
    fields: &[Field],
    known: &Known,
    policy: &Policy,
) -> Result<PublicText, Blocked> {
    let marks = marked.undecided();
    if !marks.is_empty() {
        return Err(Blocked::Undecided { marks });
    }
    let public = hide(marked);
    let residues = residues(&public, marked, fields, known, policy);
    if residues.is_empty() {
        Ok(public)
    } else {
        Err(Blocked::Residues { residues })
    }
}
