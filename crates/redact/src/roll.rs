//! The names and words looked for in one text, asked for the longest that begins at a place of the view.
//!
//! Built for each text, so building is cheap: one table by hash. Asking takes time by the longest word, however many
//! words there are.

/// Words with a value each.
pub(crate) struct Roll<'w, V> {
    words: Vec<(&'w [char], V)>,
    /// For the first two characters of each word, by hash, the length of the longest that may begin so: a quick no.
    pairs: Vec<u16>,
    /// A word of one character is on the roll, so that pairs say nothing.
    single: bool,
    /// One bit for each length.
    lengths: [u64; 8],
    /// Hashes with the number of the word plus one, by open addressing; zero is an empty place.
    slots: Vec<(u32, u32)>,
}

/// No word on a roll is longer.
pub(crate) const LONGEST: usize = 511;

impl<'w, V: Copy> Roll<'w, V> {
    /// A roll of these words; of equal words the one with the lowest rank counts. Empty and overlong words are left out.
    pub(crate) fn new<R: Ord>(words: Vec<(&'w [char], V)>, rank: impl Fn(&V) -> R) -> Self {
        let mut roll = Roll {
            pairs: vec![0; (words.len() * 16).next_power_of_two().max(512)],
            single: false,
            lengths: [0; 8],
            slots: vec![(0, 0); (words.len() * 2).next_power_of_two().max(16)],
            words,
        };
        for number in 0..roll.words.len() {
            let (word, value) = roll.words[number];
            if word.is_empty() || word.len() > LONGEST {
                continue;
            }
            let hash = word.iter().fold(0, |hash, c| mix(hash, *c));
            let at = roll.place(hash, word);
            match roll.slots[at].1 {
                0 => roll.slots[at] = (hash, number as u32 + 1),
                old => {
                    let old = &mut roll.words[old as usize - 1].1;
                    if rank(&value) < rank(old) {
                        *old = value;
                    }
                }
            }
            roll.lengths[word.len() / 64] |= 1 << (word.len() % 64);
            match word {
                [first, second, ..] => {
                    let at = roll.pair(*first, *second);
                    roll.pairs[at] = roll.pairs[at].max(word.len() as u16);
                }
                _ => roll.single = true,
            }
        }
        roll
    }

    /// Where the word stands in the table, or the empty place for it.
    fn place(&self, hash: u32, word: &[char]) -> usize {
        let mut at = (hash ^ hash >> 16) as usize & (self.slots.len() - 1);
        loop {
            let (with, number) = self.slots[at];
            if number == 0 || with == hash && self.words[number as usize - 1].0 == word {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The longest word at the beginning of `text`, as its length and value.
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &V)> {
        let most = match text {
            [first, second, ..] => self.pairs[self.pair(*first, *second)],
            _ => 0,
        };
        let most = usize::from(most).max(usize::from(self.single));
        let (mut hash, mut best) = (0, None);
        for (i, c) in text.iter().take(most).enumerate() {
            let length = i + 1;
            hash = mix(hash, *c);
            if self.lengths[length / 64] & (1 << (length % 64)) != 0 {
                let number = self.slots[self.place(hash, &text[..length])].1;
                if number > 0 {
                    best = Some((length, &self.words[number as usize - 1].1));
                }
            }
        }
        best
    }

    /// The first place from `from` on where a word may begin; `ch` and the places are those of a view.
    pub(crate) fn next(&self, ch: &[char], from: usize) -> Option<usize> {
        if self.single || ch.len() < from + 2 {
            return (self.single && from < ch.len()).then_some(from);
        }
        let mut two = ch[from..].windows(2);
        let found = two.position(|two| self.pairs[self.pair(two[0], two[1])] > 0);
        found.map(|n| from + n)
    }

    #[inline]
    fn pair(&self, first: char, second: char) -> usize {
        let mixed = (first as usize).wrapping_mul(0x9e37_79b1) ^ second as usize;
        (mixed ^ mixed >> 15) & (self.pairs.len() - 1)
    }
}

#[inline]
fn mix(hash: u32, c: char) -> u32 {
    (hash.rotate_left(5) ^ c as u32).wrapping_mul(0x9e37_79b1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_with_the_lowest_rank_is_found() {
        let words: Vec<Vec<char>> = ["张三", "张三丰", "李四", "张三"]
            .iter()
            .map(|word| word.chars().collect())
            .collect();
        let entries = words.iter().zip([4, 3, 2, 1]);
        let roll = Roll::new(entries.map(|(w, v)| (&w[..], v)).collect(), |v| *v);
        let text: Vec<char> = "见张三丰、张三和李四".chars().collect();
        let (mut from, mut found) = (0, Vec::new());
        while let Some(at) = roll.next(&text, from) {
            found.extend(roll.longest(&text[at..]).map(|(n, v)| (at, n, *v)));
            from = at + 1;
        }
        assert_eq!(found, [(1, 3, 3), (5, 2, 1), (8, 2, 2)]);
    }
}
