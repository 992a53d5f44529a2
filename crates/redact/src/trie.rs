//! A fixed set of words with a value each, asked for the longest word that begins at a place of the view.
//!
//! Nearly every question is answered with no: mostly by the class of the first character, else by one bit for the
//! first two together; only what passes there is followed further. The walk is bounded by the longest word, so asking
//! at every place stays linear in the text however many words share a beginning.

use crate::class::{self, Classes};

/// Words of the language with values; built once.
pub(crate) struct Trie<V> {
    /// The class of all characters with which words begin: a quick no.
    beginning: Classes,
    /// One bit for each word of one character, by its low bits.
    single: [u64; 64],
    /// One bit for each beginning of two characters, by hash: the second quick no.
    pairs: Box<[u64; PAIRS / 64]>,
    /// Beginnings of two characters (or words of one) and their nodes, by hash, with open addressing; a key of zero is
    /// an empty place.
    heads: Vec<(u64, u32)>,
    nodes: Vec<Node<V>>,
    edges: Vec<(char, u32)>,
}

/// Where a word may go on, or end.
struct Node<V> {
    value: Option<V>,
    /// Its edges begin here and end where those of the next node begin.
    edges: u32,
}

/// Bits for beginnings, a power of two.
const PAIRS: usize = 1 << 15;

impl<V: Copy> Trie<V> {
    /// Builds the set. Of equal words the one with the lowest rank counts; empty words are left out.
    pub(crate) fn new<R: Ord>(
        mut words: Vec<(&[char], V)>,
        beginning: Classes,
        rank: impl Fn(&V) -> R,
    ) -> Self {
        words.retain(|(word, _)| !word.is_empty());
        words.sort_unstable_by(|(a, v), (b, w)| {
            let heads = head_of(a).cmp(&head_of(b));
            heads
                .then_with(|| a.cmp(b))
                .then_with(|| rank(v).cmp(&rank(w)))
        });
        words.dedup_by(|later, first| later.0 == first.0);
        let room = (words.len() * 2).next_power_of_two().max(16);
        let nodes = words.iter().map(|(word, _)| word.len()).sum();
        let mut trie = Trie {
            beginning,
            single: [0; 64],
            pairs: Box::new([0; PAIRS / 64]),
            heads: vec![(0, 0); room],
            nodes: Vec::with_capacity(nodes + 1),
            edges: Vec::with_capacity(nodes),
        };
        let mut rest = &words[..];
        while let Some((word, _)) = rest.first() {
            let key = head_of(word);
            let (same, others) = rest.split_at(run(rest, |w| head_of(w) == key));
            match **word {
                [first] => mark(&mut trie.single, first),
                [first, second, ..] => {
                    let (place, bit) = bit(pair(first, second));
                    trie.pairs[place] |= bit;
                }
                [] => {}
            }
            let node = trie.grow(same, word.len().min(2));
            let mut at = trie.place(key);
            while trie.heads[at].0 != 0 {
                at = (at + 1) & (room - 1);
            }
            trie.heads[at] = (key, node);
            rest = others;
        }
        let edges = trie.edges.len() as u32;
        trie.nodes.push(Node { value: None, edges });
        trie
    }

    /// The node of all words that agree up to `depth`, with everything below it. Nodes are numbered as they are met,
    /// so that the edges of each begin where those of the one before end.
    fn grow(&mut self, words: &[(&[char], V)], depth: usize) -> u32 {
        let node = self.nodes.len() as u32;
        let ends_here = words[0].0.len() == depth;
        let first = self.edges.len();
        self.nodes.push(Node {
            value: ends_here.then_some(words[0].1),
            edges: first as u32,
        });
        let below = &words[usize::from(ends_here)..];
        let groups = |words: &[(&[char], V)]| run(words, |w| w[depth] == words[0].0[depth]);
        let mut rest = below;
        while let Some((word, _)) = rest.first() {
            self.edges.push((word[depth], 0));
            rest = &rest[groups(rest)..];
        }
        let (mut rest, mut edge) = (below, first);
        while !rest.is_empty() {
            let (same, others) = rest.split_at(groups(rest));
            self.edges[edge].1 = self.grow(same, depth + 1);
            (rest, edge) = (others, edge + 1);
        }
        node
    }

    #[inline]
    fn place(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (self.heads.len() - 1)
    }

    fn head(&self, key: u64) -> Option<u32> {
        let mut at = self.place(key);
        loop {
            match self.heads[at] {
                (with, node) if with == key => return Some(node),
                (0, _) => return None,
                _ => at = (at + 1) & (self.heads.len() - 1),
            }
        }
    }

    /// False if no word begins with these two characters, of which the first begins some word, nor with the first alone.
    #[inline]
    pub(crate) fn may_begin(&self, first: char, second: char) -> bool {
        let (place, bit) = bit(pair(first, second));
        self.pairs[place] & bit != 0 || marked(&self.single, first)
    }

    /// The longest word at the beginning of `text`, as its length and value.
    #[inline]
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &V)> {
        let [first, rest @ ..] = text else {
            return None;
        };
        if !class::has(*first, self.beginning) {
            return None;
        }
        if let [second, rest @ ..] = rest {
            let (place, bit) = bit(pair(*first, *second));
            if self.pairs[place] & bit != 0
                && let Some(found) = self.deepest(key(*first, *second), rest)
            {
                return Some(found);
            }
        }
        if marked(&self.single, *first) {
            return self.alone(*first);
        }
        None
    }

    /// The word of one character.
    fn alone(&self, first: char) -> Option<(usize, &V)> {
        let node = self.head(key(first, '\0'))?;
        Some((1, self.nodes[node as usize].value.as_ref()?))
    }

    /// The longest word that begins with these two characters and goes on as `rest` does.
    fn deepest(&self, key: u64, rest: &[char]) -> Option<(usize, &V)> {
        let mut node = self.head(key)? as usize;
        let (mut length, mut best) = (2, None);
        let mut rest = rest.iter();
        while let [here, next, ..] = &self.nodes[node..] {
            if let Some(value) = &here.value {
                best = Some((length, value));
            }
            let edges = &self.edges[here.edges as usize..next.edges as usize];
            if edges.is_empty() {
                break;
            }
            let Some(c) = rest.next() else { break };
            let Some((_, next)) = edges.iter().find(|(with, _)| with == c) else {
                break;
            };
            (node, length) = (*next as usize, length + 1);
        }
        best
    }

    /// The same words with other values.
    pub(crate) fn map<W>(self, value: impl Fn(V) -> W) -> Trie<W> {
        let nodes = self.nodes.into_iter().map(|node| Node {
            value: node.value.map(&value),
            edges: node.edges,
        });
        Trie {
            beginning: self.beginning,
            single: self.single,
            pairs: self.pairs,
            heads: self.heads,
            nodes: nodes.collect(),
            edges: self.edges,
        }
    }

    /// True if some word stands at the beginning of `text`.
    #[inline]
    pub(crate) fn any(&self, text: &[char]) -> bool {
        self.longest(text).is_some()
    }
}

impl Trie<()> {
    /// A plain set of words, separated by white space.
    pub(crate) fn of(words: &str, beginning: Classes) -> Self {
        let words: Vec<Vec<char>> = words
            .split_whitespace()
            .map(|w| w.chars().collect())
            .collect();
        let words = words.iter().map(|word| (&word[..], ())).collect();
        Trie::new(words, beginning, |()| ())
    }
}

/// How many words at the beginning have something in common.
fn run<V>(words: &[(&[char], V)], common: impl Fn(&[char]) -> bool) -> usize {
    words.iter().take_while(|(word, _)| common(word)).count()
}

/// The beginning of a word as the table keeps it.
fn head_of(word: &[char]) -> u64 {
    key(word[0], word.get(1).copied().unwrap_or('\0'))
}

#[inline]
fn key(a: char, b: char) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Two characters as a number below [`PAIRS`].
#[inline]
fn pair(first: char, second: char) -> usize {
    let first = (first as u32).wrapping_mul(0x9e37_79b1);
    let second = (second as u32).wrapping_mul(0x85eb_ca6b);
    ((first ^ second.rotate_left(11)) >> 17) as usize
}

/// Where a bit of such a number stands in words of 64.
#[inline]
fn bit(number: usize) -> (usize, u64) {
    (number / 64, 1 << (number % 64))
}

#[inline]
fn marked(bits: &[u64; 64], c: char) -> bool {
    bits[(c as usize >> 6) & 63] & (1 << (c as u32 & 63)) != 0
}

fn mark(bits: &mut [u64; 64], c: char) {
    bits[(c as usize >> 6) & 63] |= 1 << (c as u32 & 63);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_found() {
        let trie = Trie::of("白 白云 白云山水 黄山 石门路", class::SURNAME);
        let longest = |text: &str| {
            let text: Vec<char> = text.chars().collect();
            trie.longest(&text).map(|(n, ())| n)
        };
        assert_eq!(longest("白云山路"), Some(2));
        assert_eq!(longest("白云山水间"), Some(4));
        assert_eq!(longest("白"), Some(1));
        assert_eq!(longest("白山"), Some(1));
        assert_eq!(longest("石门"), None);
        assert_eq!(longest(""), None);
    }
}
