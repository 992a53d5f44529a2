//! Finds personal data in Chinese official text and hides it, with a reason for each hit.
//!
//! The road of a text: [`find`] says what is there; [`Policy::decide`] says what happens to it and by which rule;
//! [`Marked`] keeps what a person decided about each place; [`publish`] produces the public version, searches it
//! again and refuses it if anything is left; [`carry_over`] takes decisions to a changed text.
//!
//! The crate deliberately knows no law, no jurisdiction, no case and no storage: the policy and the record are
//! arguments. It names no file system, network, clock or randomness.
//!
//! ```
//! use redact::*;
//! let whole = Action::Hide(Style::Whole { shown: "〔已隐去〕".into() });
//! let rules = vec![
//!     PolicyRule::of(Kind::Name, Action::Keep, "示例-8").for_role(Role::Party),
//!     PolicyRule::of(Kind::Name, Action::Hide(Style::SurnameAndMask), "示例-9-1"),
//!     PolicyRule::of(Kind::CreditCode, Action::Keep, "示例-8"),
//! ];
//! let policy = Policy::new(rules, Decision { action: whole, rule: "示例-9-2".into() });
//! let known = Known::default().person("赵一一", Role::Party);
//! let mut marked = Marked::propose("当事人赵一一，证人钱二二，电话13800138000。", &known, &policy);
//! marked.confirm_rest("审查员");
//! let public = publish(&marked, &[], &known, &policy).expect("everything is decided");
//! assert_eq!(public.text, "当事人赵一一，证人钱某某，电话〔已隐去〕。");
//! ```

mod address;
mod carry;
mod checks;
mod class;
mod document;
mod find;
mod foreign;
mod hide;
mod hit;
mod kind;
mod known;
mod label;
mod lexicon;
mod mark;
mod name;
mod number;
mod party;
mod people;
mod policy;
mod record;
mod registered;
mod roll;
mod roster;
mod running;
mod scan;
mod style;
mod table;
mod trie;
mod view;
mod weighed;
mod words;

#[doc(hidden)]
pub mod training;

pub use carry::carry_over;
pub use find::find;
pub use hide::{Blocked, Field, PublicText, Replaced, Residue, hide, publish, residues};
pub use hit::Hit;
pub use kind::{Kind, Owner, Role};
pub use known::{Known, KnownName, KnownValue};
pub use mark::{Mark, MarkError, Marked, Ruling};
pub use policy::{Action, Decision, Policy, PolicyRule, Style};
pub use record::{KnownByRole, Line, Record, Redacted, redact};
