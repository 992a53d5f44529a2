//! A set of words with a value each, asked for the longest word that begins at a place of the view.
//!
//! The walk is bounded by the longest word, so asking at every place stays linear in the text.

use std::collections::HashMap;

/// Words with values. The first character is looked up in a hash; callers keep a faster filter where it matters.
pub(crate) struct Trie<V> {
    roots: HashMap<char, u32>,
    nodes: Vec<Node<V>>,
    first: [u64; 64],
}

struct Node<V> {
    next: Vec<(char, u32)>,
    value: Option<V>,
}

impl<V: Clone> Trie<V> {
    pub(crate) fn new() -> Self {
        Trie {
            roots: HashMap::new(),
            nodes: Vec::new(),
            first: [0; 64],
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Some word begins with `c`.
    pub(crate) fn begins(&self, c: char) -> bool {
        self.roots.contains_key(&c)
    }

    /// Adds a word; the slot of its value is returned so that the caller can merge.
    pub(crate) fn slot(&mut self, word: impl Iterator<Item = char>) -> Option<&mut Option<V>> {
        let mut at: Option<usize> = None;
        for c in word {
            let found = match at {
                None => self.roots.get(&c).copied(),
                Some(n) => self.nodes[n]
                    .next
                    .iter()
                    .find(|(d, _)| *d == c)
                    .map(|(_, n)| *n),
            };
            let next = found.unwrap_or_else(|| {
                let fresh = self.nodes.len() as u32;
                self.nodes.push(Node {
                    next: Vec::new(),
                    value: None,
                });
                match at {
                    None => {
                        self.roots.insert(c, fresh);
                        let (word, bit) = place(c);
                        self.first[word] |= bit;
                    }
                    Some(n) => self.nodes[n].next.push((c, fresh)),
                }
                fresh
            });
            at = Some(next as usize);
        }
        at.map(|n| &mut self.nodes[n].value)
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
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &V)> {
        let (first, rest) = text.split_first()?;
        if !self.may_start(*first) {
            return None;
        }
        let mut node = &self.nodes[*self.roots.get(first)? as usize];
        let mut best = node.value.as_ref().map(|v| (1, v));
        for (i, c) in rest.iter().enumerate() {
            let Some((_, next)) = node.next.iter().find(|(d, _)| d == c) else {
                break;
            };
            node = &self.nodes[*next as usize];
            if let Some(v) = &node.value {
                best = Some((i + 2, v));
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
fn place(c: char) -> (usize, u64) {
    let low = c as usize & 0xfff;
    (low >> 6, 1 << (low & 63))
}
