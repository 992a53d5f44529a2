//! The policy: which findings are hidden, how, and by which rule.
//!
//! The rules come from the caller as data; this file knows no law. A rule id is an opaque string, usually a clause.

use crate::hit::Hit;
use crate::kind::{Kind, Owner, Role};
use serde::{Deserialize, Serialize};

/// How hidden words are replaced.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "style")]
pub enum Style {
    /// 张某某; 张某甲 and 张某乙 where two hidden people of one surname appear.
    SurnameAndMask,
    /// 张; 张（甲） and 张（乙） where two hidden people of one surname appear.
    SurnameOnly,
    /// Keeps the first and the last characters and puts one `*` for each character between them.
    Partial {
        /// Characters kept at the beginning.
        head: usize,
        /// Characters kept at the end.
        tail: usize,
    },
    /// One fixed text in place of the whole field.
    Whole {
        /// The text that is shown instead, for example 〔已隐去〕.
        shown: String,
    },
}

/// What happens to a hit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// The words are replaced.
    Hide(Style),
    /// The words stay.
    Keep,
}

impl Action {
    /// True if the words are replaced.
    pub fn hides(&self) -> bool {
        matches!(self, Action::Hide(_))
    }
}

/// One line of the policy. An absent condition matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRule {
    /// Matches this kind only.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Matches people of this role only; a hit without a role never matches a rule with one.
    #[serde(default)]
    pub role: Option<Role>,
    /// Matches data of this owner only.
    #[serde(default)]
    pub owner: Option<Owner>,
    /// What happens.
    pub action: Action,
    /// The caller's name for the rule, usually a clause.
    pub rule: String,
}

impl PolicyRule {
    /// A rule for every hit of a kind.
    pub fn of(kind: Kind, action: Action, rule: &str) -> Self {
        Self {
            kind: Some(kind),
            role: None,
            owner: None,
            action,
            rule: rule.into(),
        }
    }

    /// Narrows the rule to a role.
    pub fn for_role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// Narrows the rule to an owner.
    pub fn for_owner(mut self, owner: Owner) -> Self {
        self.owner = Some(owner);
        self
    }

    fn matches(&self, hit: &Hit) -> bool {
        self.kind.is_none_or(|k| k == hit.kind)
            && self.role.is_none_or(|r| Some(r) == hit.role)
            && self.owner.is_none_or(|o| o == hit.owner)
    }
}

/// What the policy says about one hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Hide or keep.
    pub action: Action,
    /// The rule that says so.
    pub rule: String,
}

/// The rules in their order; the first that matches decides, and the last word is the fallback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    rules: Vec<PolicyRule>,
    fallback: Decision,
}

impl Policy {
    /// Builds a policy. `fallback` decides what no rule matches; give it a hiding action unless the law says otherwise.
    pub fn new(rules: Vec<PolicyRule>, fallback: Decision) -> Self {
        Self { rules, fallback }
    }

    /// The action for a hit and the rule that demands it.
    pub fn decide(&self, hit: &Hit) -> Decision {
        self.rules
            .iter()
            .find(|r| r.matches(hit))
            .map(|r| Decision {
                action: r.action.clone(),
                rule: r.rule.clone(),
            })
            .unwrap_or_else(|| self.fallback.clone())
    }
}
