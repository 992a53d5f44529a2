//! How likely a few characters are as an ordinary word: a word list with frequencies, and the words of this crate.
//!
//! It knows nothing of names; people whom the list holds as words are left out.

use crate::{label, lexicon};
use jieba_rs::Jieba;
use std::cell::RefCell;
use std::sync::LazyLock;

/// Longer words count as their parts.
pub(crate) const LONGEST: usize = 3;

/// Roughly the number of words whose frequencies the list gives.
const COUNTED: f32 = 6.0e7;

/// How often a word of this crate is taken to stand in so many words, if the list does not have it.
const OURS: usize = 300;

/// Made when first asked: about a tenth of a second, once.
static LIST: LazyLock<Jieba> = LazyLock::new(|| {
    let mut list = Jieba::new();
    let labels = label::TABLE.iter().map(|(_, words)| *words);
    let ours = lexicon::WORDS.iter().copied().chain(labels);
    for word in ours.flat_map(str::split_whitespace) {
        if !list.has_word(word) {
            list.add_word(word, Some(OURS), None);
        }
    }
    list
});

/// How many answers are kept; texts ask for the same words again and again.
const KEPT: usize = 1 << 17;

thread_local! {
    /// Words, packed, with the answer; each has one place.
    static ANSWERS: RefCell<Vec<(u64, f32)>> = RefCell::default();
}

/// The logarithm of how likely the next word is this one; nothing for what is no word. A single character is always one.
pub(crate) fn likelihood(word: &[char]) -> f32 {
    let packed = |key: u64, c: &char| (*c as u64 <= 0xffff).then_some(key << 16 | *c as u64);
    let Some(key) = word.iter().try_fold(0, packed) else {
        return unlisted(word);
    };
    ANSWERS.with_borrow_mut(|answers| {
        if answers.is_empty() {
            answers.resize(KEPT, (0, 0.0));
        }
        let place = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 47;
        let answer = &mut answers[place as usize];
        if answer.0 != key {
            *answer = (key, listed(word));
        }
        answer.1
    })
}

fn unlisted(word: &[char]) -> f32 {
    match word {
        [_] => -COUNTED.ln(),
        _ => f32::NEG_INFINITY,
    }
}

/// What the list says. The names of people of three characters in it are no words.
fn listed(word: &[char]) -> f32 {
    let text: String = word.iter().collect();
    let person = || matches!(&LIST.tag(&text, false)[..], [one] if one.tag.starts_with("nr"));
    if !LIST.has_word(&text) || word.len() == 3 && person() {
        return unlisted(word);
    }
    (LIST.suggest_freq(&text) as f32 / COUNTED).ln()
}
