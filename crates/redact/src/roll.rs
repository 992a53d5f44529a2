//! The names and words looked for in one text, asked for the longest that begins at a place of the view.
//!
//! Built for each text, so building is cheap: one table by hash. Asking takes time by the longest word, however many
//! words there are.

/// Words with a value each.
pub(crate) struct Roll<'w, V> {
    words: Vec<(&'w [char], V)>,
    /// For each word the number of the first that is equal, whose value counts.
    first: Vec<u32>,
    /// One bit for the first character of each word, by its low bits: the first quick no.
    begins: [u64; 64],
    /// For the first two characters of each word, by hash, the length of the longest that may begin so: the second.
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
            first: Vec::with_capacity(words.len()),
            begins: [0; 64],
            pairs: zeroes((words.len() * 16).next_power_of_two().max(256)),
            single: false,
            lengths: [0; 8],
            slots: zeroes((words.len() * 2).next_power_of_two().max(16)),
            words,
        };
        for number in 0..roll.words.len() {
            roll.first.push(number as u32);
            let (word, value) = roll.words[number];
            let [begin, rest @ ..] = word else { continue };
            if word.len() > LONGEST {
                continue;
            }
            let hash = word.iter().fold(0, |hash, c| mix(hash, *c));
            let at = roll.place(hash, word);
            match roll.slots[at].1 {
                0 => roll.slots[at] = (hash, number as u32 + 1),
                old => {
                    roll.first[number] = old - 1;
                    let old = &mut roll.words[old as usize - 1].1;
                    if rank(&value) < rank(old) {
                        *old = value;
                    }
                    continue;
                }
            }
            roll.begins[*begin as usize >> 6 & 63] |= 1 << (*begin as u32 & 63);
            roll.lengths[word.len() / 64] |= 1 << (word.len() % 64);
            match rest {
                [second, ..] => {
                    let at = roll.pair(*begin, *second);
                    roll.pairs[at] = roll.pairs[at].max(word.len() as u16);
                }
                [] => roll.single = true,
            }
        }
        roll
    }

    /// What counts for the word of this number among those given, which is on the roll.
    pub(crate) fn value(&self, number: usize) -> &V {
        &self.words[self.first[number] as usize].1
    }

    /// Where the word stands in the table, or the empty place for it.
    #[inline]
    fn place(&self, hash: u32, word: &[char]) -> usize {
        let mut at = (hash ^ hash >> 16) as usize & (self.slots.len() - 1);
        loop {
            let (with, number) = self.slots[at];
            // Most words are too short for a call to compare them.
            let same = |other: &[char]| other.len() == word.len() && other.iter().eq(word);
            if number == 0 || with == hash && same(self.words[number as usize - 1].0) {
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
        let begins = |c: char| self.begins[c as usize >> 6 & 63] & 1 << (c as u32 & 63) != 0;
        let mut two = ch[from..].windows(2);
        let found = two.position(|two| begins(two[0]) && self.pairs[self.pair(two[0], two[1])] > 0);
        found.map(|n| from + n)
    }

    #[inline]
    fn pair(&self, first: char, second: char) -> usize {
        let mixed = (first as usize).wrapping_mul(0x9e37_79b1) ^ second as usize;
        (mixed ^ mixed >> 15) & (self.pairs.len() - 1)
    }
}

/// A table without entries. Small tables are had faster this way than from memory that must be zeroed by the allocator.
fn zeroes<T: Clone + Default>(length: usize) -> Vec<T> {
    let mut table = Vec::with_capacity(length);
    table.resize(length, T::default());
    table
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
