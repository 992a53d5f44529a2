//! Words of Chinese, how rare they are and of what sort, and the likeliest words that a text is made of. A name is mostly
//! made of unlikely ones.
//!
//! How often a word is used and its part of speech are those of the dictionary of jieba 0.42.1 (MIT licence), for words of
//! up to six characters that were counted five times and more. They are kept under hashes, so that no word can be read from
//! the table, and one look in some three thousand finds a word that is none. It knows nothing of personal data.

/// Characters of the longest word that is looked for.
const LONGEST: usize = 6;
/// A word that was counted less often is left out.
const LEAST: f64 = 5.;

/// Slots of the table, of which each has three bytes; six of ten are taken.
const SLOTS: usize = 1 << 18;
const WIDTH: usize = 3;
/// Bits of a slot: the sort, how rare the word is, whether longer words begin with it, and what tells words of one slot apart.
const SORT: u32 = 5;
const RARE: u32 = 5;
const LONGER: u32 = 1 << (SORT + RARE);
const MARK: u32 = 13;

/// Made by `make words`.
static TABLE: &[u8; SLOTS * WIDTH] = include_bytes!("words.table");

/// The parts of speech of the dictionary; what is not here counts with what its first letter says, or as the last. The number of
/// one is its sort, from one on.
const SORTS: [&str; 28] = [
    "n", "nr", "v", "i", "l", "ns", "m", "nz", "nt", "zg", "vn", "a", "z", "d", "t", "j", "b", "g",
    "r", "s", "c", "f", "p", "q", "u", "y", "o", "x",
];
/// The sort of names of people, which are no words a text is made of.
const NAME: u8 = 2;
/// A character that is no word.
const UNKNOWN: Entry = Entry { sort: 29, rare: 40 };
/// The sort of what is no word itself, but begins one.
const BEGINNING: u8 = 31;

/// A word of the dictionary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The number of its part of speech.
    pub(crate) sort: u8,
    /// How rare it is: the logarithm of its share in all words, negated, in halves of natural logarithms above the most usual.
    pub(crate) rare: u8,
}

/// The hash of a word grows by each character.
const EMPTY: u64 = 7;
#[inline]
fn grown(hash: u64, c: char) -> u64 {
    let hash = (hash ^ u64::from(c)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ hash >> 32
}

/// The first slot of a hash, and what marks it there.
#[inline]
fn place(hash: u64) -> (usize, u32) {
    (
        hash as usize % SLOTS,
        (hash >> 40) as u32 & ((1 << MARK) - 1),
    )
}

#[inline]
fn slot(table: &[u8], i: usize) -> u32 {
    let bytes = &table[i * WIDTH..(i + 1) * WIDTH];
    u32::from(bytes[0]) | u32::from(bytes[1]) << 8 | u32::from(bytes[2]) << 16
}

/// What is known of a hash: its word, if it has one, and whether longer words begin so.
#[inline]
fn look_up(table: &[u8], hash: u64) -> (Option<Entry>, bool) {
    let here = slot(table, find(table, hash));
    let entry = Entry {
        sort: (here & ((1 << SORT) - 1)) as u8,
        rare: (here >> SORT & ((1 << RARE) - 1)) as u8,
    };
    let word = here != 0 && entry.sort != BEGINNING;
    (word.then_some(entry), here & LONGER != 0)
}

/// The slot of a hash, or the free one where it would be.
#[inline]
fn find(table: &[u8], hash: u64) -> usize {
    let (mut i, mark) = place(hash);
    loop {
        let here = slot(table, i);
        if here == 0 || here >> (SORT + RARE + 1) == mark {
            return i;
        }
        i = (i + 1) % SLOTS;
    }
}

/// The whole text is a word.
pub(crate) fn word(text: &[char]) -> Option<Entry> {
    let short = text.len() <= LONGEST;
    let hash = || text.iter().fold(EMPTY, |hash, c| grown(hash, *c));
    short.then(|| look_up(TABLE, hash()).0).flatten()
}

/// The table of a dictionary: a word, how often it was counted and its part of speech in each line, with spaces between.
///
/// # Panics
/// If a line is none of these, or there are too many words.
pub fn table(dictionary: &str) -> Vec<u8> {
    let lines: Vec<(&str, f64, &str)> = dictionary.lines().map(line).collect();
    let all: f64 = lines.iter().map(|(_, count, _)| count).sum();
    let used = lines.iter().filter(|(word, count, _)| {
        let length = word.chars().count();
        *count >= LEAST && (1..=LONGEST).contains(&length)
    });
    assert!(
        used.clone().count() < SLOTS / 5 * 3,
        "there is room for these words"
    );
    let mut table = vec![0; SLOTS * WIDTH];
    let hash = |word: &str| word.chars().fold(EMPTY, grown);
    for (word, count, part) in used.clone() {
        let rare = (-2. * (count / all).ln() - 5.).clamp(0., 31.) as u32;
        put(&mut table, hash(word), u32::from(sort(part)) | rare << SORT);
    }
    for (word, ..) in used.filter(|(_, _, part)| sort(part) != NAME) {
        for (at, _) in word.char_indices().skip(1) {
            put(&mut table, hash(&word[..at]), u32::from(BEGINNING) | LONGER);
        }
    }
    table
}

/// Puts what is known of a hash into its slot, or that longer words begin so into that of a word.
fn put(table: &mut [u8], hash: u64, known: u32) {
    let i = find(table, hash);
    let known = match slot(table, i) {
        0 => known | place(hash).1 << (SORT + RARE + 1),
        here => here | known & LONGER,
    };
    table[i * WIDTH..(i + 1) * WIDTH].copy_from_slice(&known.to_le_bytes()[..WIDTH]);
}

fn line(line: &str) -> (&str, f64, &str) {
    let mut fields = line.split(' ');
    let word = fields.next().expect("a word");
    let count = fields.next().and_then(|count| count.parse().ok());
    (word, count.expect("a count"), fields.next().unwrap_or("x"))
}

/// The number of a part of speech.
fn sort(part: &str) -> u8 {
    let number = |part: &str| SORTS.iter().position(|sort| *sort == part);
    let number = match part {
        "nrt" | "nrfg" => number("nr"),
        _ => number(part).or_else(|| number(&part[..1])),
    };
    number.unwrap_or(SORTS.len() - 1) as u8 + 1
}

/// A word of a text.
#[derive(Clone, Copy, Default)]
pub(crate) struct Word {
    pub(crate) length: u8,
    pub(crate) sort: u8,
}

/// A word that may begin somewhere.
struct Edge {
    start: u32,
    word: Word,
    rare: u8,
}

/// How rare the likeliest words of a text are, up to each place and from there on.
pub(crate) struct Words {
    before: Vec<u32>,
    behind: Vec<u32>,
    last: Vec<Word>,
    first: Vec<Word>,
}

impl Words {
    /// Of a text; gaps in it part no words.
    pub(crate) fn of(text: &[char]) -> Self {
        let length = text.len();
        let mut words = Words {
            before: vec![u32::MAX; length + 1],
            behind: vec![u32::MAX; length + 1],
            last: vec![Word::default(); length + 1],
            first: vec![Word::default(); length + 1],
        };
        (words.before[0], words.behind[length]) = (0, 0);
        let mut edges = Vec::with_capacity(2 * length);
        for start in 0..length {
            let before = words.before[start];
            each_word(&text[start..], |word, rare| {
                let end = start + usize::from(word.length);
                let all = before + u32::from(rare);
                if all < words.before[end] {
                    (words.before[end], words.last[end]) = (all, word);
                }
                let start = start as u32;
                edges.push(Edge { start, word, rare });
            });
        }
        for edge in edges.iter().rev() {
            let (start, end) = edge.span();
            let rare = words.behind[end] + u32::from(edge.rare);
            if rare < words.behind[start] {
                (words.behind[start], words.first[start]) = (rare, edge.word);
            }
        }
        words
    }

    /// How rare the words between are that the likeliest words leave to the text, with what it costs them to end at `start` and
    /// to begin again at `end`.
    pub(crate) fn strangeness(&self, start: usize, end: usize) -> u32 {
        self.behind[0] - (self.before[start] + self.behind[end]).min(self.behind[0])
    }

    /// How much less likely words are of which one ends at `at`.
    pub(crate) fn torn(&self, at: usize) -> u32 {
        self.before[at] + self.behind[at] - self.behind[0]
    }

    /// The last of the likeliest words up to `at`.
    pub(crate) fn ending(&self, at: usize) -> Word {
        self.last[at]
    }

    /// The first of the likeliest words from `at` on.
    pub(crate) fn beginning(&self, at: usize) -> Word {
        self.first[at]
    }
}

impl Edge {
    fn span(&self) -> (usize, usize) {
        let start = self.start as usize;
        (start, start + usize::from(self.word.length))
    }
}

/// Calls `take` with each word that a text may begin with, the shortest first, and how rare it is.
#[inline]
fn each_word(text: &[char], mut take: impl FnMut(Word, u8)) {
    let mut hash = EMPTY;
    for (length, c) in (1..).zip(&text[..text.len().min(LONGEST)]) {
        hash = grown(hash, *c);
        let (word, longer) = look_up(TABLE, hash);
        match word {
            Some(Entry { sort, .. }) if length > 1 && sort == NAME => {}
            Some(Entry { sort, rare }) => take(Word { length, sort }, rare),
            None if length == 1 => {
                let Entry { sort, rare } = UNKNOWN;
                take(Word { length, sort }, rare);
            }
            None => {}
        }
        if !longer {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_table_holds_the_words_of_its_dictionary() {
        let table = table("仓库 9000 n\n崔 5 nr\n罕见 4 a\n搬 10 v");
        let look = |text: &str| look_up(&table, text.chars().fold(EMPTY, grown)).0;
        assert_eq!(look("仓库"), Some(Entry { sort: 1, rare: 0 }));
        assert_eq!(look("崔").map(|word| word.sort), Some(NAME));
        assert!(look("搬").map(|word| word.rare) > look("仓库").map(|word| word.rare));
        assert_eq!(
            (look("罕见"), look("仓")),
            (None, None),
            "too rare, or no word"
        );
    }

    #[test]
    fn a_text_is_made_of_its_likeliest_words() {
        let text = chars("他把货物搬到仓库门口");
        let words = Words::of(&text);
        assert_eq!((words.torn(4), words.torn(6), words.torn(8)), (0, 0, 0));
        assert!(
            words.torn(3) > 0 && words.torn(7) > 0,
            "货物 and 仓库 are words"
        );
        let (before, behind) = (words.ending(8), words.beginning(6));
        assert_eq!((before.length, behind.length), (2, 2));
    }

    #[test]
    fn what_names_are_made_of_is_strange() {
        let (name, thing) = (chars("隔壁的崔巍骑车"), chars("隔壁的仓库失火"));
        let strange = |text: &[char]| Words::of(text).strangeness(3, 5);
        assert!(strange(&name) > strange(&thing) + 10);
    }

    #[test]
    fn no_text_is_too_short_or_too_strange() {
        assert_eq!(Words::of(&[]).torn(0), 0);
        let strange = chars("\u{10ffff}\u{1f600}");
        let words = Words::of(&strange);
        assert_eq!(words.ending(2).sort, UNKNOWN.sort);
        assert_eq!(words.strangeness(0, 2), 2 * u32::from(UNKNOWN.rare));
    }
}
