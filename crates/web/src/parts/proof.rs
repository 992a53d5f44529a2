//! The proof badge: where an entry stands in the log, and how anyone can check it.

use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// How an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Covered by a signed checkpoint.
    Sealed,
    /// Durable, not yet covered.
    Pending,
    /// The bytes do not give the leaf.
    Broken,
}

/// An entry of the log.
#[derive(Debug, Clone)]
pub struct Proof<'a> {
    /// How it stands.
    pub state: State,
    /// Its number in the log.
    pub entry: u64,
    /// Leaf hash, in full.
    pub hash: Text<'a>,
    /// When it was recorded.
    pub at: Text<'a>,
    /// Page on which to check it.
    pub href: Text<'a>,
}

/// The badge, folded.
pub fn proof(p: &Proof) -> Markup {
    let (word, class) = match p.state {
        State::Sealed => (words::proof::SEALED, "proof sealed"),
        State::Pending => (words::proof::PENDING, "proof pending"),
        State::Broken => (words::proof::BROKEN, "proof broken"),
    };
    html! {
        details class=(class) {
            summary { span.proof-mark aria-hidden="true" {} (word) " " (words::proof::entry(p.entry)) }
            dl.proof-body {
                div { dt { (words::proof::AT) } dd { (p.at) } }
                div { dt { (words::proof::HASH) } dd { code.hash { (p.hash) } } }
                div { dd { a href=(p.href) { (words::proof::VERIFY) } } }
            }
        }
    }
}

/// An entry for the examples of other parts.
pub(super) fn example(state: State, entry: u64) -> Proof<'static> {
    Proof {
        state,
        entry,
        hash: "9f2c7a51d0e84b6690f31c2ad85e7741b3ac06e2f9d4587c13e0aa6b2f7d9c05".into(),
        at: "2025年3月12日 09:05".into(),
        href: "#part-proof".into(),
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![
        ("已存证", proof(&example(State::Sealed, 1204))),
        ("待存证", proof(&example(State::Pending, 1205))),
        ("核验不符", proof(&example(State::Broken, 17))),
    ]
}
