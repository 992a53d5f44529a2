//! Replacement words: what stands in place of a name or a number, the same for one person throughout a text.
//!
//! It knows marks and styles, and nothing about why something is hidden.

use crate::hit::Hit;
use crate::kind::Kind;
use crate::lexicon;
use crate::mark::Marked;
use crate::policy::{Action, Style};
use std::collections::{BTreeMap, BTreeSet};

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥";

/// Remembers which person stands behind which replacement.
pub(crate) struct Stand {
    /// For each hidden name: its shown surname and, where several hidden people share it, a distinguishing mark.
    people: BTreeMap<String, (String, Option<String>)>,
}

impl Stand {
    /// Reads all hidden names first: only then is it known which surnames several people share.
    pub(crate) fn new(marked: &Marked) -> Self {
        let mut order: Vec<(String, String)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for mark in &marked.marks {
            if mark.hit.kind == Kind::MaskedName {
                taken.insert(mark.hit.key());
            } else if personal(&mark.action) {
                let key = mark.hit.key();
                if seen.insert(key.clone()) {
                    order.push((shown_surname(&key), key));
                }
            }
        }
        let mut sharing: BTreeMap<String, usize> = BTreeMap::new();
        for (surname, _) in &order {
            *sharing.entry(surname.clone()).or_default() += 1;
        }
        for masked in &taken {
            let surname = shown_surname(masked);
            if let Some(n) = sharing.get_mut(&surname) {
                *n += 1;
            }
        }
        let mut next: BTreeMap<String, usize> = BTreeMap::new();
        let mut people = BTreeMap::new();
        for (surname, key) in order {
            let alone = sharing.get(&surname) == Some(&1);
            let mark =
                (!alone).then(|| free(&surname, next.entry(surname.clone()).or_default(), &taken));
            people.insert(key, (surname, mark));
        }
        Stand { people }
    }

    pub(crate) fn shown(&mut self, hit: &Hit, style: &Style) -> String {
        match style {
            Style::Whole { shown } => shown.clone(),
            Style::Partial { head, tail } => partial(&hit.key(), *head, *tail),
            Style::SurnameAndMask => match self.person(hit) {
                (surname, Some(mark)) => surname + "某" + &mark,
                (surname, None) => surname + "某某",
            },
            Style::SurnameOnly => match self.person(hit) {
                (surname, Some(mark)) => format!("{surname}（{mark}）"),
                (surname, None) => surname,
            },
        }
    }

    /// The shown surname of the person named, and the mark that tells them from others.
    fn person(&self, hit: &Hit) -> (String, Option<String>) {
        let key = hit.key();
        let known = self.people.get(&key).cloned();
        known.unwrap_or_else(|| (shown_surname(&key), None))
    }
}

fn personal(action: &Action) -> bool {
    matches!(
        action,
        Action::Hide(Style::SurnameAndMask | Style::SurnameOnly)
    )
}

/// The next mark for a surname that no masked name of the text uses already.
fn free(surname: &str, next: &mut usize, taken: &BTreeSet<String>) -> String {
    loop {
        let n = *next;
        *next += 1;
        let mark = match STEMS.chars().nth(n) {
            Some(stem) => stem.to_string(),
            None => (n + 1).to_string(),
        };
        if !taken.contains(&format!("{surname}某{mark}")) {
            return mark;
        }
    }
}

/// The part of a name that is shown: the Chinese surname, or the first character of a name from another language.
fn shown_surname(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let foreign = chars.iter().any(|c| *c == '·' || c.is_ascii());
    let length = if foreign {
        1
    } else {
        lexicon::surname(&chars).max(1)
    };
    chars.iter().take(length).collect()
}

/// Keeps both ends; if that would show half or more of it, everything is starred.
fn partial(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    let (head, tail) = if (head + tail) * 2 > length {
        (0, 0)
    } else {
        (head, tail)
    };
    text.chars()
        .enumerate()
        .map(|(i, c)| {
            if i < head || i >= length - tail {
                c
            } else {
                '*'
            }
        })
        .collect()
}
