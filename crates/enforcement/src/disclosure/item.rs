//! One disclosure item and its life.

use std::collections::BTreeSet;

use law::value::{Fields, Value};
use serde::{Deserialize, Serialize};

use crate::deed::Deed;
use crate::step::Step;
use crate::{Day, Moment};

/// What has become of a mark of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkState {
    /// Found and not yet looked at.
    Proposed,
    /// A person has confirmed that it is hidden.
    Hidden,
    /// A person has released it, with a reason.
    Released,
}

/// A piece of personal data in a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The field of the draft it stands in.
    pub field: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Kind of data, as shown.
    pub kind: String,
    /// Whose it is, as shown; may be empty.
    pub role: String,
    /// Why it was found.
    pub reason: String,
    /// The clause that hides it; empty where none does.
    pub clause: String,
    /// How it is hidden.
    pub style: String,
    /// What has become of it.
    pub state: MarkState,
}

/// A draft of what will be published.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The number of its record.
    pub no: u32,
    /// The name of its record.
    pub record: String,
    /// The file it is published with, as the record cites it, and the field that holds it.
    pub file: Option<(String, Value)>,
    /// The form of publication.
    pub publication: String,
    /// Its fields as entered.
    pub fields: Fields,
    /// The marks of personal data, in the order of the text.
    pub marks: Vec<Mark>,
    /// The fields as the public will see them, once the marks are settled.
    pub public: Option<Fields>,
    /// What was still found in the public version; blocks publication.
    pub residue: Vec<String>,
}

/// One channel on which the item was made public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// When.
    pub at: Moment,
}

/// A change of what a published item tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day of the change, or the day on which it was noticed.
    pub on: Day,
    /// When the item was next published.
    pub met: Option<Moment>,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// No draft yet.
    ToDraft,
    /// Marks are to be settled.
    ToMark,
    /// To be examined.
    ToExamine,
    /// To be approved.
    ToApprove,
    /// May be published.
    ToPublish,
    /// Public.
    Published,
    /// Public, and its subject has changed since.
    ToUpdate,
    /// Not made public, on a ground.
    Withheld,
    /// Public, and to be withdrawn.
    ToWithdraw,
    /// Withdrawn.
    Withdrawn,
}

impl ItemState {
    /// The word shown and used in packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ItemState::ToDraft => "待拟稿",
            ItemState::ToMark => "待核定",
            ItemState::ToExamine => "待审查",
            ItemState::ToApprove => "待审核",
            ItemState::ToPublish => "待公示",
            ItemState::Published => "已公示",
            ItemState::ToUpdate => "待更新",
            ItemState::Withheld => "不予公开",
            ItemState::ToWithdraw => "待撤回",
            ItemState::Withdrawn => "已撤回",
        }
    }
}

/// One item.
#[derive(Clone, Debug)]
pub struct Item {
    /// The number of the record that formed it.
    pub no: u32,
    /// Whether it is a decision of the case.
    pub decision: bool,
    /// The category it belongs to.
    pub category: String,
    /// What it is about.
    pub title: String,
    /// The day it was formed or changed.
    pub formed: Day,
    /// The latest draft.
    pub draft: Option<Draft>,
    /// Whether the grounds for withholding have been checked.
    pub grounds_checked: bool,
    /// Grounds that stand.
    pub grounds: BTreeSet<String>,
    /// Whether an exception has opened them.
    pub excepted: bool,
    /// Result of the examination of the latest draft.
    pub examined: Option<bool>,
    /// Result of its approval.
    pub approved: Option<bool>,
    /// The day it was approved.
    pub approved_on: Option<Day>,
    /// The days its subject changed while it was public.
    pub changes: Vec<Change>,
    /// The number of another case that a ground waits for; empty where none does.
    pub awaits: String,
    /// The draft that is public, with the time of publication.
    pub published: Option<(Draft, Moment)>,
    /// The number of the record that made that draft public.
    pub published_by: Option<u32>,
    /// Time of the first publication.
    pub first_published: Option<Moment>,
    /// Times of correction: every publication after the first.
    pub corrected: Vec<Moment>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Whether it must be withdrawn, since when.
    pub to_withdraw: Option<Moment>,
    /// Whether it is withdrawn, since when.
    pub withdrawn: Option<Moment>,
    closed_grounds: BTreeSet<String>,
}

impl Item {
    /// The item that a deed forms.
    #[must_use]
    pub fn opened_by(deed: &Deed) -> Item {
        let decision = deed.step == Some(Step::DecisionMake);
        let formed = deed.day(if decision { "date" } else { "formed" });
        Item {
            no: deed.no,
            decision,
            category: deed.text("category").unwrap_or(&deed.record).to_owned(),
            title: deed.text("title").unwrap_or(&deed.record).to_owned(),
            formed: formed.unwrap_or_else(|| deed.entered.date()),
            draft: None,
            grounds_checked: false,
            grounds: texts(deed.found.get("grounds")).collect(),
            excepted: false,
            examined: None,
            approved: None,
            approved_on: None,
            changes: Vec::new(),
            awaits: String::new(),
            published: None,
            published_by: None,
            first_published: None,
            corrected: Vec::new(),
            channels: Vec::new(),
            to_withdraw: None,
            withdrawn: None,
            closed_grounds: texts(deed.found.get("closed")).collect(),
        }
    }

    /// Folds one deed that concerns it.
    pub fn apply(&mut self, deed: &Deed) {
        match deed.step {
            Some(Step::ItemDraft) => self.take_draft(deed),
            Some(Step::ItemMark) => self.settle_marks(deed),
            Some(Step::ItemGround) => self.set_grounds(deed),
            Some(Step::ItemLift) => self.lift_grounds(deed),
            Some(Step::ItemExcept) => self.excepted = true,
            Some(Step::ItemExamine) => {
                self.examined = Some(deed.yes("passed"));
                self.approved = None;
            }
            Some(Step::ItemApprove) => {
                let passed = deed.yes("passed");
                self.approved = Some(passed);
                self.approved_on = passed.then(|| deed.entered.date());
            }
            Some(Step::ItemChange) => self.changed_on(deed.day("date")),
            Some(Step::ItemPublish) => self.publish(deed),
            Some(Step::ItemChannel) => self.add_channel(deed),
            Some(Step::DecisionChange) => self.to_withdraw = Some(deed.entered),
            Some(Step::ItemWithdraw) => {
                self.withdrawn = Some(deed.entered);
                self.published = None;
                self.published_by = None;
                // What is not public any more need not be brought up to date.
                self.changes.retain(|change| change.met.is_some());
            }
            _ => {}
        }
    }

    /// What it tells has changed; of interest only while it is public. What changes further before
    /// it is brought up to date is part of the same task, which does not start again.
    pub(super) fn changed_on(&mut self, day: Option<Day>) {
        let is_new = self.published.is_some() && !self.is_outdated();
        if let Some(on) = day.filter(|_| is_new) {
            self.changes.push(Change { on, met: None });
        }
    }

    /// A new text starts again at the first step of examination.
    fn take_draft(&mut self, deed: &Deed) {
        let listed = |name: &str| deed.found.get(name).map(Value::items).unwrap_or_default();
        let marks = listed("marks").iter().filter_map(mark_of).collect();
        let mut draft = Draft {
            no: deed.no,
            record: deed.record.clone(),
            file: file_of(deed),
            publication: deed.text("publication").unwrap_or_default().to_owned(),
            fields: deed.fields.clone(),
            marks,
            public: None,
            residue: Vec::new(),
        };
        draft.take_public(deed);
        self.draft = Some(draft);
        self.examined = None;
        self.approved = None;
    }

    /// Settling marks changes what will be public, so it too starts examination again.
    fn settle_marks(&mut self, deed: &Deed) {
        let Some(draft) = &mut self.draft else { return };
        if let Some(marks) = deed.found.get("marks") {
            draft.marks = marks.items().iter().filter_map(mark_of).collect();
        }
        draft.take_public(deed);
        self.examined = None;
        self.approved = None;
    }

    /// An exception opened the grounds that stood when it was made, and no later one.
    fn set_grounds(&mut self, deed: &Deed) {
        self.grounds_checked = true;
        if let Some(number) = deed.text("awaits") {
            number.clone_into(&mut self.awaits);
        }
        let told = texts(deed.word("grounds")).chain(texts(deed.found.get("grounds")));
        for ground in told {
            if self.grounds.insert(ground) {
                self.excepted = false;
            }
        }
        self.closed_grounds.extend(texts(deed.found.get("closed")));
    }

    fn lift_grounds(&mut self, deed: &Deed) {
        for ground in texts(deed.word("grounds")) {
            self.grounds.remove(&ground);
            self.closed_grounds.remove(&ground);
        }
    }

    fn publish(&mut self, deed: &Deed) {
        if let Some(draft) = &self.draft {
            self.published = Some((draft.clone(), deed.entered));
            self.published_by = Some(deed.no);
        }
        match self.first_published {
            None => self.first_published = Some(deed.entered),
            Some(_) => self.corrected.push(deed.entered),
        }
        self.withdrawn = None;
        for change in self.changes.iter_mut().filter(|one| one.met.is_none()) {
            change.met = Some(deed.entered);
        }
        self.add_channel(deed);
    }

    /// A publication that names no channel is public all the same, and on no channel anyone named.
    fn add_channel(&mut self, deed: &Deed) {
        let Some(name) = deed.text("channel").filter(|name| !name.is_empty()) else {
            return;
        };
        let name = name.to_owned();
        let at = deed.moment("date").unwrap_or(deed.entered);
        self.channels.push(Channel { name, at });
    }

    /// Grounds that no exception can open.
    pub fn closed_grounds(&self) -> impl Iterator<Item = &str> {
        self.closed_grounds.iter().map(String::as_str)
    }

    /// Whether it must not be made public as the grounds stand.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        let opened = self.excepted && self.closed_grounds.is_empty();
        !self.grounds.is_empty() && !opened
    }

    /// Marks that nobody has settled.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        let marks = self
            .draft
            .as_ref()
            .map(|draft| draft.marks.as_slice())
            .unwrap_or_default();
        marks
            .iter()
            .filter(|mark| mark.state == MarkState::Proposed)
            .count()
    }

    /// Whether what it tells has changed since it was last published.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.changes.iter().any(|change| change.met.is_none())
    }

    /// Where the item stands.
    #[must_use]
    pub fn state(&self) -> ItemState {
        if self.withdrawn.is_some() {
            return ItemState::Withdrawn;
        }
        if self.to_withdraw.is_some() && self.published.is_some() {
            return ItemState::ToWithdraw;
        }
        if self.is_withheld() {
            return ItemState::Withheld;
        }
        let Some(draft) = &self.draft else {
            return ItemState::ToDraft;
        };
        let is_public = self
            .published
            .as_ref()
            .is_some_and(|(public, _)| public.no == draft.no);
        match (self.examined, self.approved) {
            (Some(true), Some(true)) if is_public && self.is_outdated() => ItemState::ToUpdate,
            (Some(true), Some(true)) if is_public => ItemState::Published,
            _ if self.unsettled() > 0 || draft.public.is_none() => ItemState::ToMark,
            (Some(true), Some(true)) => ItemState::ToPublish,
            (Some(true), _) => ItemState::ToApprove,
            _ => ItemState::ToExamine,
        }
    }
}

impl Draft {
    fn take_public(&mut self, deed: &Deed) {
        if let Some(Value::Row(public)) = deed.found.get("public") {
            self.public = Some(public.clone());
        }
        self.residue = texts(deed.found.get("residue")).collect();
    }
}

/// What a draft is published with stands in the field that fills the word for it.
fn file_of(deed: &Deed) -> Option<(String, Value)> {
    let field = deed.words.get("file")?;
    Some((field.clone(), deed.fields.get(field)?.clone()))
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = String> {
    let items = value.map(Value::items).unwrap_or_default();
    items.iter().filter_map(Value::text).map(str::to_owned)
}

fn mark_of(value: &Value) -> Option<Mark> {
    serde_json::to_value(value)
        .ok()
        .and_then(|json| serde_json::from_value(json).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A deed about the item, its fields named after the words they fill.
    fn deed(step: &str, fields: serde_json::Value) -> Deed {
        let named = fields.as_object().into_iter().flatten();
        let words: serde_json::Map<_, _> =
            named.map(|(name, _)| (name.clone(), json!(name))).collect();
        serde_json::from_value(json!({
            "no": 2, "record": "样例", "step": step, "stage": "公示", "medium": "文字",
            "fields": fields, "words": words, "about": 1,
            "by": "甲", "section": "", "entered": "2025-03-03T09:00:00",
        }))
        .expect("a deed")
    }

    fn found(mut deed: Deed, name: &str, value: Value) -> Deed {
        deed.found.insert(name.into(), value);
        deed
    }

    /// An item that has gone through every step and is public.
    fn published() -> Item {
        let mut item = Item::opened_by(&deed("disclosure.open", json!({"formed": "2025-03-03"})));
        let draft = deed("disclosure.draft", json!({}));
        item.apply(&found(
            draft,
            "public",
            Value::Row(Fields::from([("正文".into(), "文字".into())])),
        ));
        item.apply(&deed("disclosure.examine", json!({"passed": true})));
        item.apply(&deed("disclosure.approve", json!({"passed": true})));
        item.apply(&deed("disclosure.publish", json!({})));
        item
    }

    #[test]
    fn an_exception_opens_the_grounds_that_stood_and_no_later_one() {
        let mut item = Item::opened_by(&deed("disclosure.open", json!({})));
        item.apply(&deed("disclosure.ground", json!({"grounds": ["一"]})));
        item.apply(&deed("disclosure.except", json!({})));
        assert!(!item.is_withheld());
        item.apply(&deed("disclosure.ground", json!({"grounds": ["一"]})));
        assert!(!item.is_withheld(), "the same ground again is no new one");
        item.apply(&deed("disclosure.ground", json!({"grounds": ["二"]})));
        assert!(item.is_withheld());
    }

    #[test]
    fn a_publication_that_names_no_channel_adds_none() {
        let mut item = published();
        assert_eq!(item.channels, []);
        for fields in [json!({"channel": ""}), json!({"channel": "门户网站"})] {
            item.apply(&deed("disclosure.channel", fields));
        }
        let public = crate::disclosure::Published::of(&item, &["正文"]).expect("public");
        assert_eq!(public.channels(), ["门户网站"]);
    }

    #[test]
    fn a_ground_told_by_the_file_stands_from_the_decision_on() {
        let made = deed("decision.make", json!({"date": "2025-03-03"}));
        let made = found(made, "grounds", Value::List(vec!["一".into()]));
        let made = found(made, "closed", Value::List(vec!["一".into()]));
        let mut item = Item::opened_by(&made);
        assert_eq!(item.state(), ItemState::Withheld);
        item.apply(&deed("disclosure.except", json!({})));
        assert!(item.is_withheld(), "a closed ground is opened by nothing");
    }

    #[test]
    fn what_has_changed_is_to_be_renewed_until_it_is_published_again() {
        let mut item = published();
        assert_eq!(item.state(), ItemState::Published);
        item.apply(&deed("disclosure.change", json!({"date": "2025-03-03"})));
        assert_eq!(item.state(), ItemState::ToUpdate);
        item.apply(&deed("disclosure.publish", json!({})));
        assert_eq!(item.state(), ItemState::Published);
    }

    #[test]
    fn the_day_of_approval_goes_with_the_approval() {
        let mut item = published();
        assert_eq!(
            item.approved_on.map(|day| day.to_string()).as_deref(),
            Some("2025-03-03")
        );
        item.apply(&deed("disclosure.approve", json!({"passed": false})));
        assert_eq!(item.approved_on, None);
    }
}
