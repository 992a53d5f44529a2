//! The walk over the view: each place goes to the reader that understands it, and what was said before (the last
//! label, who is spoken of) is remembered for the readers.
//!
//! It decides nothing about conflicts and knows no form of any number.

use crate::find::{Evidence, Find};
use crate::kind::{Kind, Owner, Role};
use crate::known::Known;
use crate::label::{LABELS, Label};
use crate::people::People;
use crate::view::{Gap, View};
use crate::{address, document, lexicon, name, number};
use std::sync::LazyLock;

const ALNUM: u8 = 1;
const LABEL: u8 = 2;
const SIGN: u8 = 4;

/// One byte for each character of the basic plane: whether a reader may start there.
static INTEREST: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let mut table = vec![0u8; 0x1_0000].into_boxed_slice();
    for c in (0..0x1_0000u32).filter_map(char::from_u32) {
        let slot = &mut table[c as usize];
        if c.is_ascii_alphanumeric() {
            *slot |= ALNUM;
        }
        if LABELS.begins(c) {
            *slot |= LABEL;
        }
        if "@·.某等男女生室户称:与和向由经被找跟从给将对同让。，；".contains(c)
        {
            *slot |= SIGN;
        }
    }
    table
});

/// The last label and where it ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub(crate) label: Label,
    pub(crate) end: usize,
}

/// What the walk knows at each place.
pub(crate) struct Scan<'v, 'a> {
    pub(crate) view: &'v View<'a>,
    pub(crate) known: &'v Known,
    pub(crate) found: Vec<Find>,
    pub(crate) people: People,
    /// The last label that may announce a number.
    pub(crate) said: Option<Said>,
    /// Where the last account or card label ended; a bank's name may stand between it and the number.
    pub(crate) account: Option<usize>,
    /// Where the agency was last spoken of.
    pub(crate) agency: Option<usize>,
    /// Whose fields are being listed.
    pub(crate) subject: Owner,
    /// A natural person was named after the organisation that is the subject.
    pub(crate) person_since: bool,
    /// The role in whose section the walk is.
    pub(crate) section: Option<Role>,
    /// The role of the person last named, and where the name ended.
    pub(crate) speaker: Option<(Role, usize)>,
}

impl<'v, 'a> Scan<'v, 'a> {
    pub(crate) fn new(view: &'v View<'a>, known: &'v Known) -> Self {
        Scan {
            view,
            known,
            found: Vec::new(),
            people: People::default(),
            said: None,
            account: None,
            agency: None,
            subject: Owner::Unknown,
            person_since: false,
            section: None,
            speaker: None,
        }
    }

    pub(crate) fn run(&mut self) {
        let table = &INTEREST;
        let mut i = 0;
        while i < self.view.len() {
            let c = self.view.ch[i];
            let interest = table.get(c as usize).copied().unwrap_or(0);
            if interest == 0 {
                i += 1;
            } else if interest & ALNUM != 0 {
                i = number::read(self, i);
            } else {
                let mut next = i + 1;
                if interest & LABEL != 0 {
                    next = self.label(i).max(next);
                }
                if interest & SIGN != 0 {
                    self.sign(i, c);
                }
                i = next;
            }
        }
    }

    /// People named anywhere are found everywhere; returns all findings, unsettled.
    pub(crate) fn finish(self) -> Vec<Find> {
        let mut found = self.found;
        self.people
            .find_everywhere(self.view, self.known, &mut found);
        found
    }

    fn sign(&mut self, i: usize, c: char) {
        match c {
            '@' => document::mail(self, i),
            '·' | '.' => name::foreign(self, i),
            '某' => name::masked(self, i),
            '等' => name::counted(self, i),
            '男' | '女' => name::before_sex(self, i),
            '称' => name::speaker(self, i),
            '生' => document::born(self, i),
            '与' | '和' | '向' | '由' | '经' | '被' | '找' | '跟' | '从' | '给' | '将' | '对'
            | '同' | '让' | '。' | '，' | '；' | ':' => name::before_deed(self, i),
            '室' | '户' => address::unlabelled(self, i),
            _ => {}
        }
    }

    /// Reads the label at `i`, if one stands there, and what it announces. Returns where the walk goes on.
    fn label(&mut self, i: usize) -> usize {
        let Some((length, label)) = LABELS.longest(self.view.slice(i, i + 24)) else {
            return i;
        };
        let (label, end) = (*label, i + length);
        match label {
            Label::Person(role) => {
                self.section = Some(role);
                name::announced(self, end, role, true);
            }
            Label::Field(role) => name::announced(self, end, role, false),
            Label::FullName => {
                let role = self.section.unwrap_or(Role::Party);
                name::announced(self, end, role, false);
            }
            Label::Home | Label::Place | Label::Office | Label::Lives => {
                return address::labelled(self, i, end, label);
            }
            Label::Title => document::title(self, end),
            Label::TitleCore => document::title_core(self, i, end),
            Label::Birth => document::birth(self, i, end),
            Label::Wealth => document::wealth(self, i, end),
            Label::Messenger => document::messenger(self, end),
            Label::Code | Label::Firm => {
                self.subject = Owner::Organisation;
                self.person_since = false;
            }
            Label::Agency => self.agency = Some(end),
            Label::Card | Label::Account => self.account = Some(end),
            _ => {}
        }
        if matches!(label, Label::Citizen | Label::Passport | Label::Permit) {
            name::before_field(self, i, "后附证件号码");
        }
        self.said = Some(Said { label, end });
        end
    }

    /// The label right before `at`, if only connecting words stand between.
    pub(crate) fn label_before(&self, at: usize) -> Option<Label> {
        let said = self.said?;
        if said.end > at || at - said.end > 14 {
            return None;
        }
        let between = self.view.slice(said.end, at);
        between
            .iter()
            .all(|c| CONNECTORS.contains(*c))
            .then_some(said.label)
    }

    /// A label of a bank account stands shortly before, in the same sentence.
    pub(crate) fn account_before(&self, at: usize) -> bool {
        self.account.is_some_and(|end| {
            end <= at
                && at - end <= 30
                && !self
                    .view
                    .slice(end, at)
                    .iter()
                    .any(|c| matches!(c, '。' | '；' | ';' | '，'))
        })
    }

    /// The agency is spoken of shortly before, in the same sentence.
    pub(crate) fn agency_before(&self, at: usize) -> bool {
        self.agency.is_some_and(|end| {
            end <= at && at - end <= 60 && !self.view.slice(end, at).contains(&'。')
        })
    }

    /// The role of the person whose fields are probably being listed at `at`.
    pub(crate) fn role_near(&self, at: usize) -> Option<Role> {
        self.speaker
            .filter(|(_, end)| *end <= at && at - end <= 120)
            .map(|(role, _)| role)
    }

    pub(crate) fn add(
        &mut self,
        (start, end): (usize, usize),
        kind: Kind,
        owner: Owner,
        evidence: Evidence,
        reason: &'static str,
    ) {
        let confidence = evidence.confidence();
        let role = if owner == Owner::Organisation || owner == Owner::Agency {
            None
        } else {
            self.role_near(start)
        };
        self.found.push(Find {
            start,
            end,
            kind,
            role,
            owner,
            evidence,
            confidence,
            reason,
        });
    }

    /// Where the value of a label that ended at `end` begins, and whether a colon or a space sets it apart.
    pub(crate) fn value(&self, end: usize) -> (usize, Tie) {
        let view = self.view;
        let mut p = skip_remark(view, end);
        for word in [
            "姓名", "名字", "签名", "签字", "签章", "名称", "号码", "编号",
        ] {
            if view.starts_with(p, word) {
                p += 2;
                break;
            }
        }
        p = skip_remark(view, p);
        let mut tie = if view.gap_before(p) == Gap::None {
            Tie::Free
        } else {
            Tie::Spaced
        };
        while matches!(
            view.get(p),
            ':' | '_' | '“' | '"' | '|' | '【' | '[' | '为' | '是' | '系' | '叫'
        ) {
            tie = match view.get(p) {
                ':' | '_' | '|' => Tie::Colon,
                _ => tie,
            };
            p += 1;
            if p - end > 40 {
                break;
            }
        }
        if view.get(p) == '(' && view.get(p + 1) != '\0' && tie == Tie::Free {
            return (p + 1, Tie::Colon);
        }
        (p, tie)
    }
}

/// How closely a value is tied to its label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tie {
    /// Nothing between: running text.
    Free,
    /// A space or a line end between.
    Spaced,
    /// A colon or a field line between.
    Colon,
}

/// Words and signs that may stand between a label and its number.
static CONNECTORS: LazyLock<Set> = LazyLock::new(|| {
    Set::of(":()“”\"'、/|_-号码编为是系:及或和№.,第一二的名称证件尾数其有效（）[]【】＝=")
});

/// A small set of characters.
pub(crate) struct Set(Vec<char>);

impl Set {
    pub(crate) fn of(chars: &str) -> Self {
        let mut all: Vec<char> = chars.chars().collect();
        all.sort_unstable();
        Set(all)
    }

    pub(crate) fn contains(&self, c: char) -> bool {
        self.0.binary_search(&c).is_ok()
    }
}

/// Skips a short remark in brackets such as （负责人） or （签名）, which belongs to the label; a bracket that holds the
/// value itself is left alone.
fn skip_remark(view: &View<'_>, at: usize) -> usize {
    if view.get(at) != '(' {
        return at;
    }
    let inside = view.slice(at + 1, at + 20);
    let Some(length) = inside.iter().position(|c| *c == ')') else {
        return at;
    };
    let inside = &inside[..length];
    let after = at + length + 2;
    let is_label = LABELS.longest(inside).is_some_and(|(n, _)| n == length)
        || lexicon::follower(inside) == length
        || view.get(after) == ':'
        || inside
            .iter()
            .any(|c| matches!(c, '签' | '章' | '或' | '/' | '、'));
    let has_digit = inside.iter().any(char::is_ascii_digit);
    if is_label && !has_digit { after } else { at }
}
