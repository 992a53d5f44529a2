//! A set of words with a value each, asked for the longest word that begins at a place of the view.
//!
//! The walk is bounded by the longest word and each step by one look into a table, so asking at every place stays
//! linear in the text however many words share a beginning. Small enough to be built for each text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words with values: the edges of all nodes in one table, and before it filters that answer most questions with no:
/// one for first characters, one for words of one character, one for pairs of first characters.
pub(crate) struct Trie<V> {
    edges: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    values: Vec<Option<V>>,
    first: [u64; 64],
    single: [u64; 64],
    pairs: Box<[u64]>,
}

/// Bits of the filter of pairs, as a power of two: for the words of the language, and for the names of one text.
const LARGE: u32 = 16;
const SMALL: u32 = 12;

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
        Self::sized(LARGE)
    }

    fn sized(bits: u32) -> Self {
        Trie {
            edges: HashMap::default(),
            values: vec![None],
            first: [0; 64],
            single: [0; 64],
            pairs: vec![0; 1 << (bits - 6)].into_boxed_slice(),
        }
    }

    /// An empty set with room for a few names.
    pub(crate) fn with_room(edges: usize) -> Self {
        let mut trie = Self::sized(SMALL);
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
        let (mut at, mut before, mut length) = (0, '\0', 0);
        for c in word {
            length += 1;
            if length == 1 {
                let (word, bit) = place(c);
                self.first[word] |= bit;
            } else if length == 2 {
                let (word, bit) = self.pair(before, c);
                self.pairs[word] |= bit;
            }
            before = c;
            let fresh = self.values.len() as u32;
            let next = *self.edges.entry(edge(at, c)).or_insert(fresh);
            if next == fresh {
                self.values.push(None);
            }
            at = next;
        }
        if length == 1 {
            let (word, bit) = place(before);
            self.single[word] |= bit;
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

    /// Some word may begin with both, or be the first alone.
    #[inline]
    fn may_go_on(&self, first: char, second: Option<&char>) -> bool {
        let (word, bit) = place(first);
        self.single[word] & bit != 0
            || second.is_some_and(|c| {
                let (word, bit) = self.pair(first, *c);
                self.pairs[word] & bit != 0
            })
    }

    #[inline]
    fn pair(&self, a: char, b: char) -> (usize, u64) {
        let mixed = (a as u32).wrapping_mul(0x9e37_79b1) ^ (b as u32).wrapping_mul(0x85eb_ca77);
        let low = (mixed >> 15) as usize & (self.pairs.len() * 64 - 1);
        (low >> 6, 1 << (low & 63))
    }

    /// The longest word at the beginning of `text`, as its length and value.
    #[inline]
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &V)> {
        let first = *text.first()?;
        if !self.may_start(first) || !self.may_go_on(first, text.get(1)) {
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
