//! Everybody the text or the record names: a person named once is found at every other place, and the names of
//! organisations and recorded values are found on the same walk.
//!
//! It does not know how a name is recognised the first time.

use crate::find::{Evidence, Find};
use crate::kind::{Kind, Owner, Role};
use crate::known::Known;
use crate::lexicon;
use crate::scan::Tie;
use crate::trie::Trie;
use crate::view::{Gap, View, plain};
use std::collections::HashMap;

/// A name that something in the text announced.
pub(crate) struct Person {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) role: Role,
    pub(crate) reason: String,
}

/// Collected on the walk, searched for afterwards.
#[derive(Default)]
pub(crate) struct People {
    pub(crate) announced: Vec<Person>,
    pub(crate) organisations: Vec<(usize, usize)>,
}

/// What a word of the search means.
#[derive(Clone, Copy)]
enum Word {
    Person { role: Role, recorded: bool },
    Value { kind: Kind, role: Option<Role> },
    Organisation,
}

/// Longest name that is searched for again; longer ones are found only where they are announced.
const LONGEST: usize = 64;

impl People {
    /// Adds a finding for each place where a person, a recorded value or an organisation of the record stands.
    pub(crate) fn find_everywhere(self, view: &View<'_>, known: &Known, found: &mut Vec<Find>) {
        let mut roles = self.roles(view);
        let mut words = self.words(view, known, &mut roles);
        let places: HashMap<usize, &Person> = self.announced.iter().map(|p| (p.start, p)).collect();
        let fresh = walk(view, &words, &places, found);
        if !fresh.is_empty() {
            // Names that stand in a list with a person found above; they are searched for in their turn, once.
            for (start, end) in fresh {
                let word = Word::Person {
                    role: Role::Other,
                    recorded: false,
                };
                if let Some(slot) = words.slot(view.slice(start, end).iter().copied()) {
                    slot.get_or_insert(word);
                }
            }
            walk(view, &words, &places, found);
        }
        for p in &self.announced {
            let name = view.string(p.start, p.end);
            let role = roles.get(&name).copied().unwrap_or(p.role);
            found.push(name_find(
                (p.start, p.end),
                role,
                Evidence::Labelled,
                95,
                p.reason.clone(),
            ));
        }
    }

    /// One role for each name: the record decides, then the role that stands first in [`Role`].
    fn roles(&self, view: &View<'_>) -> HashMap<String, Role> {
        let mut roles: HashMap<String, Role> = HashMap::new();
        for p in &self.announced {
            let role = roles.entry(view.string(p.start, p.end)).or_insert(p.role);
            *role = (*role).min(p.role);
        }
        roles
    }

    fn words(
        &self,
        view: &View<'_>,
        known: &Known,
        roles: &mut HashMap<String, Role>,
    ) -> Trie<Word> {
        let mut words = Trie::new();
        let recorded = known.names.iter().filter(|n| n.natural);
        let mut record: HashMap<String, Role> = HashMap::new();
        for n in recorded {
            let role = record.entry(plain(&n.name)).or_insert(n.role);
            *role = (*role).min(n.role);
        }
        for (name, role) in &record {
            roles.insert(name.clone(), *role);
        }
        for (name, role) in roles
            .iter()
            .filter(|(n, _)| (2..=LONGEST).contains(&n.chars().count()))
        {
            words.add(
                name,
                Word::Person {
                    role: *role,
                    recorded: record.contains_key(name),
                },
            );
        }
        for v in &known.values {
            words.add(
                &plain(&v.text),
                Word::Value {
                    kind: v.kind,
                    role: v.role,
                },
            );
        }
        let firms = known
            .names
            .iter()
            .filter(|n| !n.natural)
            .map(|n| &n.name)
            .chain(&known.organisations);
        for name in firms {
            words.add(&plain(name), Word::Organisation);
        }
        for (start, end) in &self.organisations {
            words.add(&view.string(*start, *end), Word::Organisation);
        }
        words
    }
}

fn name_find(
    span: (usize, usize),
    role: Role,
    evidence: Evidence,
    confidence: u8,
    reason: String,
) -> Find {
    Find {
        start: span.0,
        end: span.1,
        kind: Kind::Name,
        role: Some(role),
        owner: Owner::Natural,
        evidence,
        confidence,
        reason,
    }
}

/// One walk with the longest word at each place. Returns names that stand in lists with those found.
fn walk(
    view: &View<'_>,
    words: &Trie<Word>,
    places: &HashMap<usize, &Person>,
    found: &mut Vec<Find>,
) -> Vec<(usize, usize)> {
    let mut fresh = Vec::new();
    if words.is_empty() {
        return fresh;
    }
    let mut i = 0;
    while i < view.len() {
        if !words.may_start(view.ch[i]) {
            i += 1;
            continue;
        }
        let Some((n, word)) = words.longest(view.slice(i, i + LONGEST.max(256))) else {
            i += 1;
            continue;
        };
        let span = (i, i + n);
        match *word {
            Word::Organisation => {}
            Word::Value { kind, role } => found.push(Find {
                start: span.0,
                end: span.1,
                kind,
                role,
                owner: Owner::Natural,
                evidence: Evidence::Recorded,
                confidence: 100,
                reason: "案件记录中的信息".to_string(),
            }),
            Word::Person { role, recorded } => {
                if !places.contains_key(&i) && part_of_another_word(view, span) {
                    i += 1;
                    continue;
                }
                let (evidence, reason) = if recorded {
                    (Evidence::Recorded, format!("案件记录中的{}", role.label()))
                } else {
                    (
                        Evidence::Repeated,
                        format!("前后文已出现的{}姓名", role.label()),
                    )
                };
                found.push(name_find(
                    span,
                    role,
                    evidence,
                    if recorded { 100 } else { 90 },
                    reason,
                ));
                neighbours(view, words, span.1, &mut fresh);
            }
        }
        i = span.1;
    }
    fresh
}

/// The next items of a list after a person that are clear names and are not searched for yet.
fn neighbours(
    view: &View<'_>,
    words: &Trie<Word>,
    mut end: usize,
    fresh: &mut Vec<(usize, usize)>,
) {
    for _ in 0..8 {
        if view.get(end) != '、' || words.longest(view.slice(end + 1, end + 6)).is_some() {
            return;
        }
        let Some(next) = crate::name::list_item(view, end + 1, Tie::Free) else {
            return;
        };
        fresh.push((end + 1, next));
        end = next;
    }
}

/// The name of a person is only a part of the name of a shop or of a place.
fn part_of_another_word(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    let next = view.get(end);
    let place = matches!(
        next,
        '路' | '街' | '镇' | '村' | '区' | '县' | '桥' | '港' | '山' | '湖' | '河'
    ) && view.gap_before(end) == Gap::None
        && (view.get(end + 1).is_ascii_digit()
            || start > 0 && "省市区县镇乡街道村".contains(view.get(start - 1)));
    let district = end - start == 2
        && matches!(next, '区' | '县' | '镇')
        && view.gap_before(end) == Gap::None
        && lexicon::follower(view.slice(end, end + 4)) == 0;
    place || district || in_organisation(view, end)
}

/// From `end` on, a few characters lead to the ending of an organisation's name without any break.
fn in_organisation(view: &View<'_>, end: usize) -> bool {
    const BREAKS: &str = "的在于与和及系是为向对将被把由从到称说等未不已因其也均都并认现原又再就曾所以任职受雇担代表委托去租购买签提承联系支付转交送驾驶开持拥投资出设立注成管负某该本我你同作经营销售入雇系";
    let mut q = end;
    while q - end < 10 {
        let c = view.get(q);
        if !lexicon::is_han(c) || view.gap_before(q) != Gap::None && q == end {
            return false;
        }
        if lexicon::organisation(view.slice(q, q + 12)) >= 1 {
            return true;
        }
        if BREAKS.contains(c) {
            return false;
        }
        q += 1;
    }
    false
}
