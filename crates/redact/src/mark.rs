//! Marks: a text with what is to happen to each of its findings, and what a person decided about each.
//!
//! Marks are stored with the act, so their form only grows. Nothing here replaces words.

use crate::find::find;
use crate::hide::hide_all;
use crate::hit::Hit;
use crate::kind::{Kind, Owner};
use crate::known::Known;
use crate::policy::{Action, Policy};
use serde::{Deserialize, Serialize};

/// What a person said about a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ruling")]
pub enum Ruling {
    /// Nobody has looked yet.
    Proposed,
    /// Somebody agreed with the proposed action.
    Confirmed {
        /// Who.
        by: String,
    },
    /// Somebody decided that the words stay although the policy hides them.
    Released {
        /// Who.
        by: String,
        /// Why, in words that will be kept.
        ground: String,
    },
    /// Somebody marked words the finder had not found.
    Manual {
        /// Who.
        by: String,
    },
}

/// One finding and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What was found.
    pub hit: Hit,
    /// What happens to it.
    pub action: Action,
    /// The rule that demands the action, or the ground's rule for a manual mark.
    pub rule: String,
    /// What a person said.
    pub ruling: Ruling,
}

impl Mark {
    /// A person has decided.
    pub fn is_ruled(&self) -> bool {
        self.ruling != Ruling::Proposed
    }
}

/// A text with its marks, sorted and not overlapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The inner text, word for word.
    pub text: String,
    /// The marks.
    pub marks: Vec<Mark>,
}

/// Why a manual mark cannot be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkError {
    /// The span is empty or reaches beyond the text.
    OutsideText,
    /// There is no mark with this index.
    NoSuchMark,
}

impl std::fmt::Display for MarkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            MarkError::OutsideText => "所选文字超出正文范围",
            MarkError::NoSuchMark => "没有这一处标记",
        })
    }
}

impl std::error::Error for MarkError {}

impl Marked {
    /// Finds personal data and proposes an action for each finding by the policy. What is still seen in the public text
    /// once these are hidden is proposed too, so that it is not first told when somebody publishes.
    pub fn propose(text: &str, known: &Known, policy: &Policy) -> Self {
        hide_all(text, known, policy).0
    }

    /// What one search finds.
    pub(crate) fn found(text: &str, known: &Known, policy: &Policy) -> Self {
        let marks = find(text, known)
            .into_iter()
            .map(|hit| {
                let decision = policy.decide(&hit);
                Mark {
                    hit,
                    action: decision.action,
                    rule: decision.rule,
                    ruling: Ruling::Proposed,
                }
            })
            .collect();
        Marked {
            text: text.to_string(),
            marks,
        }
    }

    /// Accepts the proposed action of a mark, whatever was decided before.
    ///
    /// # Errors
    /// [`MarkError::NoSuchMark`] if `index` is out of range.
    pub fn confirm(&mut self, index: usize, by: &str) -> Result<(), MarkError> {
        self.mark(index)?.ruling = Ruling::Confirmed { by: by.into() };
        Ok(())
    }

    /// Accepts every mark nobody has decided.
    pub fn confirm_rest(&mut self, by: &str) {
        for mark in self.marks.iter_mut().filter(|m| !m.is_ruled()) {
            mark.ruling = Ruling::Confirmed { by: by.into() };
        }
    }

    /// Lets the words of a mark stay, with the ground.
    ///
    /// # Errors
    /// [`MarkError::NoSuchMark`] if `index` is out of range.
    pub fn release(&mut self, index: usize, by: &str, ground: &str) -> Result<(), MarkError> {
        let mark = self.mark(index)?;
        mark.action = Action::Keep;
        mark.ruling = Ruling::Released {
            by: by.into(),
            ground: ground.into(),
        };
        Ok(())
    }

    /// Marks the characters `start..end` by hand. Marks it covers give way; marks it cuts keep what is left of them
    /// and must be decided again.
    ///
    /// # Errors
    /// [`MarkError::OutsideText`] if the span is empty or too long.
    pub fn mark_by_hand(
        &mut self,
        (start, end): (usize, usize),
        kind: Kind,
        action: Action,
        rule: &str,
        by: &str,
    ) -> Result<(), MarkError> {
        let words: String = self
            .text
            .chars()
            .skip(start)
            .take(end.saturating_sub(start))
            .collect();
        if start >= end || words.chars().count() != end - start {
            return Err(MarkError::OutsideText);
        }
        let hit = Hit {
            start,
            end,
            kind,
            role: None,
            owner: Owner::Unknown,
            confidence: 100,
            reason: "人工标记".into(),
            text: words,
        };
        let ruling = Ruling::Manual { by: by.into() };
        self.insert(Mark {
            hit,
            action,
            rule: rule.into(),
            ruling,
        });
        Ok(())
    }

    /// Puts a mark in its place; see [`Self::mark_by_hand`] for the marks it meets there.
    pub(crate) fn insert(&mut self, mark: Mark) {
        let (start, end) = (mark.hit.start, mark.hit.end);
        let cut = std::mem::take(&mut self.marks);
        self.marks = cut
            .into_iter()
            .flat_map(|m| remainder(m, start, end))
            .collect();
        self.marks.push(mark);
        self.marks.sort_by_key(|m| m.hit.start);
    }

    /// Indexes of the marks nobody has decided.
    pub fn undecided(&self) -> Vec<usize> {
        (0..self.marks.len())
            .filter(|i| !self.marks[*i].is_ruled())
            .collect()
    }

    fn mark(&mut self, index: usize) -> Result<&mut Mark, MarkError> {
        self.marks.get_mut(index).ok_or(MarkError::NoSuchMark)
    }
}

/// What is left of a mark outside `start..end`.
fn remainder(mark: Mark, start: usize, end: usize) -> Vec<Mark> {
    if mark.hit.end <= start || mark.hit.start >= end {
        return vec![mark];
    }
    [(mark.hit.start, start), (end, mark.hit.end)]
        .into_iter()
        .filter(|(a, b)| a < b)
        .map(|(a, b)| {
            let skip = a - mark.hit.start;
            let text = mark.hit.text.chars().skip(skip).take(b - a).collect();
            let hit = Hit {
                start: a,
                end: b,
                text,
                ..mark.hit.clone()
            };
            Mark {
                hit,
                ruling: Ruling::Proposed,
                ..mark.clone()
            }
        })
        .collect()
}
