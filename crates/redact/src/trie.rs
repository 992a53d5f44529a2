//! A set of words with a value each, asked for the longest word that begins at a place of the view.
//!
//! The walk is bounded by the longest word and each step by one look into a table, so asking at every place stays
//! linear in the text however many words share a beginning. Small enough to be built for each text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words with values: the edges of all nodes in one table, and a filter for first characters.
pub(crate) struct Trie<V> {
    edges: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    values: Vec<Option<V>>,
    first: [u64; 64],
}

/// Mixes one number; edges are keyed by node and character, so nothing stronger is needed.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_u64(u64::from(*b));
        }
    }

    fn write_u64(&mut self, n: u64) {
        let n = (self.0 ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = n ^ (n >> 29);
    }
}

impl<V: Clone> Trie<V> {
    pub(crate) fn new() -> Self {
        Trie {
            edges: HashMap::default(),
            values: vec![None],
            first: [0; 64],
        }
    }

    /// An empty set with room for a few names.
    pub(crate) fn with_room(edges: usize) -> Self {
        let mut trie = Trie::new();
        trie.edges.reserve(edges);
        trie.values.reserve(edges);
        trie
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Some word begins with `c`.
    pub(crate) fn begins(&self, c: char) -> bool {
        self.edges.contains_key(&edge(0, c))
    }

    /// Adds a word; the slot of its value is returned so that the caller can merge. An empty word has no slot.
    pub(crate) fn slot(&mut self, word: impl Iterator<Item = char>) -> Option<&mut Option<V>> {
        let mut at = 0;
        for c in word {
            if at == 0 {
                let (word, bit) = place(c);
                self.first[word] |= bit;
            }
            let fresh = self.values.len() as u32;
            let next = *self.edges.entry(edge(at, c)).or_insert(fresh);
            if next == fresh {
                self.values.push(None);
            }
            at = next;
        }
        (at > 0).then(|| &mut self.values[at as usize])
    }

    pub(crate) fn add(&mut self, word: &str, value: V) {
        if let Some(slot) = self.slot(word.chars()) {
            *slot = Some(value);
        }
    }

    /// Quick test whether any word may begin with `c`; never wrong when it says no.
    #[inline]
    pub(crate) fn may_start(&self, c: char) -> bool {
        let (word, bit) = place(c);
        self.first[word] & bit != 0
    }

    /// The longest word at the beginning of `text`, as its length and value.
    #[inline]
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &V)> {
        if !self.may_start(*text.first()?) {
            return None;
        }
        let (mut at, mut best) = (0, None);
        for (i, c) in text.iter().enumerate() {
            let Some(next) = self.edges.get(&edge(at, *c)) else {
                break;
            };
            at = *next;
            if let Some(v) = &self.values[at as usize] {
                best = Some((i + 1, v));
            }
        }
        best
    }

    /// True if some word stands at the beginning of `text`.
    pub(crate) fn any(&self, text: &[char]) -> bool {
        self.longest(text).is_some()
    }
}

impl Trie<()> {
    /// A plain set of words, separated by white space.
    pub(crate) fn of(words: &str) -> Self {
        let mut trie = Trie::new();
        for word in words.split_whitespace() {
            trie.add(word, ());
        }
        trie
    }
}

#[inline]
fn edge(node: u32, c: char) -> u64 {
    u64::from(node) << 32 | u64::from(c as u32)
}

#[inline]
fn place(c: char) -> (usize, u64) {
    let low = c as usize & 0xfff;
    (low >> 6, 1 << (low & 63))
}
