//! A hit: one place of a text that holds personal data, with the reason why the finder thinks so.
//!
//! A hit says nothing about what is done with it.

use crate::kind::{Kind, Owner, Role};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One finding. Offsets count Unicode scalar values (`char`s) of the searched text, `end` excluded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// The role of the person it belongs to, where the text or the record tells.
    pub role: Option<Role>,
    /// Whose data it is, as far as the text tells.
    pub owner: Owner,
    /// How sure the finder is, in per cent.
    pub confidence: u8,
    /// Why it was found, in Chinese, for the person who confirms it.
    pub reason: Cow<'static, str>,
    /// The words found, as they stand in the text (with spaces and line breaks inside).
    pub text: String,
}

impl Hit {
    /// The found words without spaces, line breaks and invisible characters, letters and digits in their plain form:
    /// two hits with the same key mean the same person or number.
    pub fn key(&self) -> String {
        crate::view::plain(&self.text)
    }
}
