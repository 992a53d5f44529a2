//! Carrying decisions over to a changed text: what stands in an unchanged sentence stays decided, the rest is asked again.
//!
//! A sentence is what lies between full stops, semicolons and line ends. It knows nothing about where texts are kept.

use crate::hit::Hit;
use crate::known::Known;
use crate::mark::{Mark, Marked, Ruling};
use crate::policy::Policy;
use std::collections::HashMap;

/// Finds personal data in the new text and takes over every decision whose sentence has not changed.
///
/// A decision survives if the sentence (or the sentences) around the mark are the same, word for word, and the mark
/// stands at the same place in it. Where one sentence occurs several times, the occurrences are paired in order.
/// Marks made by hand survive under the same condition. Everything else is proposed anew: nothing confirmed is
/// forgotten, and nothing changed is taken as confirmed.
pub fn carry_over(old: &Marked, new_text: &str, known: &Known, policy: &Policy) -> Marked {
    let mut fresh = Marked::propose(new_text, known, policy);
    let before = Sentences::of(&old.text);
    let after = Sentences::of(new_text);
    let mut decided: HashMap<Place<'_>, &Mark> = HashMap::new();
    for mark in old.marks.iter().filter(|m| m.is_ruled()) {
        decided.insert(before.place(&mark.hit), mark);
    }
    for mark in &mut fresh.marks {
        if let Some(earlier) = decided.remove(&after.place(&mark.hit))
            && earlier.hit.kind == mark.hit.kind
            && survives(earlier, mark)
        {
            mark.ruling = earlier.ruling.clone();
            mark.action = earlier.action.clone();
            mark.rule = earlier.rule.clone();
        }
    }
    restore_manual(old, &mut fresh, &before, &after);
    fresh
}

/// A confirmation is of an action: if the policy now proposes another, the person is asked again.
fn survives(earlier: &Mark, now: &Mark) -> bool {
    match earlier.ruling {
        Ruling::Confirmed { .. } => earlier.action == now.action,
        Ruling::Released { .. } | Ruling::Manual { .. } => {
            earlier.hit.role == now.hit.role || earlier.hit.role.is_none()
        }
        Ruling::Proposed => false,
    }
}

/// Manual marks are not found by the finder; they are put where their sentence now stands.
fn restore_manual(old: &Marked, fresh: &mut Marked, before: &Sentences<'_>, after: &Sentences<'_>) {
    let mut starts: HashMap<(&str, usize), usize> = HashMap::new();
    for i in 0..after.parts.len() {
        starts.insert((after.parts[i].1, after.nth[i]), after.parts[i].0);
    }
    for mark in old.marks.iter() {
        let Ruling::Manual { by } = &mark.ruling else {
            continue;
        };
        let place = before.place(&mark.hit);
        let Some(start) = place.first.and_then(|s| starts.get(&s)) else {
            continue;
        };
        let span = (
            start + place.offset,
            start + place.offset + (mark.hit.end - mark.hit.start),
        );
        let moved = Hit {
            start: span.0,
            end: span.1,
            ..mark.hit.clone()
        };
        if after.place(&moved) == place {
            // The span lies in the text because its sentences do; a refusal would only mean that they do not.
            let _ = fresh.mark_by_hand(span, mark.hit.kind, mark.action.clone(), &mark.rule, by);
        }
    }
}

/// A text cut into sentences, with the number of equal sentences before each.
struct Sentences<'a> {
    parts: Vec<(usize, &'a str)>,
    nth: Vec<usize>,
}

/// Where a mark stands, independent of what comes before its sentence.
#[derive(PartialEq, Eq, Hash)]
struct Place<'a> {
    first: Option<(&'a str, usize)>,
    more: Vec<&'a str>,
    offset: usize,
    length: usize,
}

impl<'a> Sentences<'a> {
    fn of(text: &'a str) -> Self {
        let mut parts = Vec::new();
        let (mut begin, mut first, mut chars) = (0, 0, 0);
        for (byte, c) in text.char_indices() {
            chars += 1;
            if matches!(c, '。' | '；' | ';' | '\n') {
                let end = byte + c.len_utf8();
                parts.push((first, &text[begin..end]));
                (begin, first) = (end, chars);
            }
        }
        if begin < text.len() {
            parts.push((first, &text[begin..]));
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let nth = parts
            .iter()
            .map(|(_, s)| {
                let n = seen.entry(s).or_default();
                *n += 1;
                *n
            })
            .collect();
        Sentences { parts, nth }
    }

    fn place(&self, hit: &Hit) -> Place<'a> {
        let at = self
            .parts
            .partition_point(|(start, _)| *start <= hit.start)
            .saturating_sub(1);
        let first = self.parts.get(at).map(|(_, s)| (*s, self.nth[at]));
        let start = self.parts.get(at).map_or(0, |(start, _)| *start);
        let more = self
            .parts
            .iter()
            .skip(at + 1)
            .take_while(|(s, _)| *s < hit.end)
            .map(|(_, s)| *s)
            .collect();
        Place {
            first,
            more,
            offset: hit.start.saturating_sub(start),
            length: hit.end.saturating_sub(hit.start),
        }
    }
}
