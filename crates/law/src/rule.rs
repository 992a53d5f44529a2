//! The rules of a pack beside its forms: gates, periods, demands, and the lists that the life
//! cycles of review and disclosure take their particulars from.

use crate::citation::{Basis, ClauseId, Place};
use crate::condition::Condition;
use crate::period::{Length, Unit};
use crate::wording::Wording;

/// No act of these kinds while the requirement is not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// The records it guards; `*` guards all records of a case.
    pub on: Vec<String>,
    /// The records that `*` leaves out.
    pub except: Vec<String>,
    /// When it applies.
    pub when: Condition,
    /// What must hold.
    pub require: Condition,
    /// The clauses that demand it.
    pub basis: Basis,
    /// What cannot be done.
    pub cannot: String,
    /// What the file shows; `{fact}` and `{field:name}` are filled in.
    pub shows: Wording,
    /// The next lawful step.
    pub instead: String,
    /// Where the pack sets it.
    pub at: Place,
}

/// Where a period starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// At each record of this kind.
    pub record: String,
    /// And at every other change of what is published, however it was noticed; each published item
    /// is counted for itself.
    pub change: bool,
    /// At the date of this field; at the time of entry where none is named.
    pub field: Option<String>,
    /// Only where this holds for the record.
    pub such: Condition,
}

/// Another start, for those records where a ground for it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct LaterStart {
    /// When it takes the place of the first.
    pub when: Condition,
    /// The record, concerning the starting one, that gives the time.
    pub record: String,
    /// Its field.
    pub field: String,
}

/// Another length, given by a norm that prevails; or the length itself, where the text leaves the
/// figure to the agency.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherLength {
    /// The record that gives it.
    pub record: String,
    /// The field that holds the number.
    pub field: String,
    /// What the number counts, where the text gives no length of its own.
    pub unit: Option<Unit>,
    /// Only where this holds for that record.
    pub such: Condition,
}

/// Something to be done within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodRule {
    /// Its name.
    pub name: String,
    /// Where it starts.
    pub from: Start,
    /// A later start on a ground.
    pub later: Option<LaterStart>,
    /// Its length; `None` where the text gives no figure, so that only elapsed time is shown.
    pub length: Option<Length>,
    /// A length that takes its place.
    pub other: Option<OtherLength>,
    /// The records that end it.
    pub ends_by: Vec<String>,
    /// What must all hold of such records, each of one of them, before it is ended: on which channel,
    /// say, or on which two. Any of the records ends it where nothing is said.
    pub ends_where: Vec<Condition>,
    /// The field of the ending record that tells when it was done; its entry where none is named.
    pub ends_field: Option<String>,
    /// Whether the ending record must concern the starting one.
    pub linked: bool,
    /// It does not run while this holds for the file.
    pub void_when: Option<Condition>,
    /// The posts that must act.
    pub owner: Vec<String>,
    /// The clauses that set it.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// A record that must be in the file once something has happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The record demanded.
    pub record: String,
    /// When it is demanded.
    pub when: Condition,
    /// How the demand is met, where one such record is not enough.
    pub met_by: Condition,
    /// The records refused while it is missing.
    pub blocks: Vec<String>,
    /// Why it is not demanded, while it is not.
    pub otherwise: String,
    /// The clauses that demand it.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// How a person comes to hold a post towards a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// By an appointment recorded by the agency.
    Appointed,
    /// By being an officer of the case.
    OfficerOfCase,
    /// By belonging to the section that handles the case.
    SectionOfCase,
    /// By belonging to a named section.
    Section(String),
    /// Every person of the agency.
    Everyone,
}

/// A post of the regulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its name.
    pub name: String,
    /// How one comes to hold it.
    pub holding: Holding,
    /// Whether who holds it answers for major decisions (第一责任人).
    pub answers: bool,
    /// The clauses that name it.
    pub basis: Vec<ClauseId>,
}

/// A stage of the procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// The clauses that name it.
    pub basis: Vec<ClauseId>,
}

/// What makes a case a major one.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// Holds when it is met.
    pub when: Condition,
    /// Holds once somebody, or the record itself, has answered it.
    pub answered: Condition,
    /// The clause.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// An opinion a review can end with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Its name.
    pub name: String,
    /// Whether the decision may be made after it.
    pub passes: bool,
    /// Whether it opens the investigation again.
    pub reopens: bool,
    /// The clause.
    pub basis: Basis,
}

/// A ground on which a decision is not made public.
#[derive(Clone, Debug, PartialEq)]
pub struct WithholdingGround {
    /// Its name.
    pub name: String,
    /// Whether an exception (consent, public interest) can open it.
    pub openable: bool,
    /// Set by the file itself when this holds.
    pub when: Option<Condition>,
    /// The clause.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// What is done with a piece of personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MaskAction {
    /// It stays.
    Keep,
    /// It is hidden in a style.
    Hide(String),
}

/// One rule of hiding or keeping.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// Kinds of personal data; empty means all.
    pub kinds: Vec<String>,
    /// Roles of the person; empty means all.
    pub roles: Vec<String>,
    /// Only natural persons, only organisations, or both.
    pub natural: Option<bool>,
    /// What is done.
    pub action: MaskAction,
    /// The clauses.
    pub basis: Basis,
}

/// A form in which a decision is made public.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// Its name.
    pub name: String,
    /// What is hidden in it and what is kept; the first rule that fits decides.
    pub masks: Vec<Mask>,
    /// The clauses.
    pub basis: Basis,
}

/// A kind of information that must be public.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// 事前, 事中 or 事后.
    pub phase: String,
    /// Whether it may stay empty.
    pub open: bool,
    /// The data items it must show.
    pub fields: Vec<String>,
    /// Records of the agency's file that it is made of: another of them changes what is published.
    pub follows: Vec<String>,
    /// The clauses.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// A duty that falls due on the same day of every year.
#[derive(Clone, Debug, PartialEq)]
pub struct Yearly {
    /// Its name.
    pub name: String,
    /// Month of the last day in time.
    pub month: i8,
    /// Day of the last day in time.
    pub day: i8,
    /// The record that fulfils it.
    pub record: String,
    /// The field that names the year concerned.
    pub field: String,
    /// The posts that must act.
    pub owner: Vec<String>,
    /// The clauses.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// Something that is accepted and yet marked, shown and counted: the text leaves it to the
/// circumstances, so it does not block.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// The words of the mark.
    pub name: String,
    /// The record it is set on.
    pub record: String,
    /// When it is set; looks at that record.
    pub when: Condition,
    /// The clauses.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// A clause that is served by how the house is built and not by a rule: a promise that tests hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarantee {
    /// Which promise.
    pub promise: String,
    /// The clauses.
    pub basis: Basis,
}

/// The promises a pack may rest clauses on. Each is held by tests named in ARCHITECTURE.md.
pub const PROMISES: &[&str] = &[
    "append-only",
    "server-time",
    "one-file-timeline",
    "public-without-login",
    "law-shown",
    "write-once-recordings",
];

/// A figure that is kept and shown because a text wants the matter looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Which figure, of those the mechanism computes.
    pub figure: String,
    /// The clauses.
    pub basis: Basis,
    /// Where the pack sets it.
    pub at: Place,
}

/// Who may read the file of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The posts.
    pub posts: Vec<String>,
    /// Only while this holds for the file.
    pub when: Condition,
    /// Whether each record that is opened on this ground is noted.
    pub logged: bool,
    /// The clauses.
    pub basis: Basis,
}
