//! A fixed set of words with a value each, asked for the longest word that begins at a place of the view.
//!
//! Nearly every question is answered with no: mostly by the class of the first character, else by a small table of
//! tags in which the first two are looked up together; only what passes there is followed further. The walk is bounded by the longest word,
//! so asking at every place stays linear in the text however many words share a beginning.

use crate::class::{self, Classes};

/// Words of the language with values; built once.
pub(crate) struct Trie<V> {
    /// The class of all characters with which words begin: a quick no.
    beginning: Classes,
    /// One bit for each word of one character, by its low bits.
    single: [u64; 64],
    /// Beginnings of two characters (or words of one), by hash, with open addressing. A tag of zero is an empty place.
    tags: Vec<u8>,
    heads: Vec<(u64, u32)>,
    /// For each node where its edges begin; they end where those of the next begin.
    starts: Vec<u32>,
    edges: Vec<(char, u32)>,
    values: Vec<Option<V>>,
}

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
        let room = (words.len() * 4).next_power_of_two().max(16);
        let nodes = words.iter().map(|(word, _)| word.len()).sum();
        let mut trie = Trie {
            beginning,
            single: [0; 64],
            tags: vec![0; room],
            heads: vec![(0, 0); room],
            starts: Vec::with_capacity(nodes + 1),
            edges: Vec::with_capacity(nodes),
            values: Vec::with_capacity(nodes),
        };
        let mut rest = &words[..];
        while let Some((word, _)) = rest.first() {
            let key = head_of(word);
            let (same, others) = rest.split_at(run(rest, |w| head_of(w) == key));
            if word.len() == 1 {
                mark(&mut trie.single, word[0]);
            }
            let node = trie.grow(same, word.len().min(2));
            trie.put(key, node);
            rest = others;
        }
        trie.starts.push(trie.edges.len() as u32);
        trie
    }

    /// The node of all words that agree up to `depth`, with everything below it. Nodes are numbered as they are met,
    /// so that the edges of each begin where those of the one before end.
    fn grow(&mut self, words: &[(&[char], V)], depth: usize) -> u32 {
        let node = self.values.len() as u32;
        let ends_here = words[0].0.len() == depth;
        self.values.push(ends_here.then_some(words[0].1));
        let first = self.edges.len();
        self.starts.push(first as u32);
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

    fn put(&mut self, key: u64, node: u32) {
        let (mut at, tag) = self.place(key);
        while self.tags[at] != 0 {
            at = (at + 1) & (self.tags.len() - 1);
        }
        self.tags[at] = tag;
        self.heads[at] = (key, node);
    }

    #[inline]
    fn place(&self, key: u64) -> (usize, u8) {
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let at = (mixed >> 40) as usize & (self.tags.len() - 1);
        (at, (mixed >> 33) as u8 | 1)
    }

    #[inline]
    fn head(&self, key: u64) -> Option<u32> {
        let (mut at, tag) = self.place(key);
        loop {
            match self.tags[at] {
                0 => return None,
                with if with == tag && self.heads[at].0 == key => return Some(self.heads[at].1),
                _ => at = (at + 1) & (self.tags.len() - 1),
            }
        }
    }

    /// The longest word at the beginning of `text`, as its length and value.
    #[inline]
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &V)> {
        match text {
            [first, ..] if class::has(*first, self.beginning) => self.longer(text),
            _ => None,
        }
    }

    fn longer(&self, text: &[char]) -> Option<(usize, &V)> {
        if let [first, second, ..] = text
            && let Some(node) = self.head(key(*first, *second))
            && let Some(found) = self.deepest(node, text)
        {
            return Some(found);
        }
        let first = *text.first()?;
        if !marked(&self.single, first) {
            return None;
        }
        let node = self.head(key(first, '\0'))?;
        Some((1, self.values[node as usize].as_ref()?))
    }

    /// The longest word from a node two characters deep.
    fn deepest(&self, mut node: u32, text: &[char]) -> Option<(usize, &V)> {
        let (mut length, mut best) = (2, None);
        loop {
            if let Some(value) = &self.values[node as usize] {
                best = Some((length, value));
            }
            let edges =
                self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
            let next = text.get(length).and_then(|c| {
                let edge = self.edges[edges].iter().find(|(with, _)| with == c)?;
                Some(edge.1)
            });
            match next {
                Some(next) => (node, length) = (next, length + 1),
                None => return best,
            }
        }
    }

    /// The same words with other values.
    pub(crate) fn map<W>(self, value: impl Fn(V) -> W) -> Trie<W> {
        Trie {
            beginning: self.beginning,
            single: self.single,
            tags: self.tags,
            heads: self.heads,
            starts: self.starts,
            edges: self.edges,
            values: self.values.into_iter().map(|v| v.map(&value)).collect(),
        }
    }

    /// True if some word stands at the beginning of `text`.
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
