//! What only all files together show: figures counted over them, sections side by side, findings by
//! type. Files are told apart by a key of the caller's, so that what fails a figure leads back to
//! where it stands.

use std::collections::BTreeMap;

use super::figures::in_turn;
use super::{Entry, Figure, Spot, Survey};

/// A figure, counted over all files in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted<K> {
    /// How many meet it.
    pub met: usize,
    /// Those that do not, each beside the key of its file.
    pub unmet: Vec<(K, Spot)>,
}

impl<K> Counted<K> {
    /// How many there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.met + self.unmet.len()
    }
}

/// Counts a figure. Whether reviews had their turn no file can tell by itself.
pub fn counted<'a, K: Copy>(
    figure: Figure,
    files: impl IntoIterator<Item = (K, &'a Survey)>,
) -> Counted<K> {
    let mut counted = Counted {
        met: 0,
        unmet: Vec::new(),
    };
    if figure == Figure::Fair {
        let files = files.into_iter();
        let turns = files.flat_map(|(key, survey)| survey.turns.iter().map(move |one| (key, one)));
        for (key, fails) in in_turn(turns) {
            match fails {
                Some(spot) => counted.unmet.push((key, spot)),
                None => counted.met += 1,
            }
        }
        return counted;
    }
    for (key, survey) in files {
        let tallies = survey.figures.iter().filter(|(known, _)| *known == figure);
        for (_, tally) in tallies {
            counted.met += tally.met;
            counted
                .unmet
                .extend(tally.unmet.iter().map(|spot| (key, spot.clone())));
        }
    }
    counted
}

/// Median and longest of some lapses, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Of an even number the lower one in the middle, so that it is one of them.
    pub median: u64,
    /// The longest.
    pub longest: u64,
}

impl Spread {
    /// The spread of some lapses; nothing where there are none.
    #[must_use]
    pub fn of(mut lapses: Vec<u64>) -> Option<Spread> {
        lapses.sort_unstable();
        Some(Spread {
            longest: *lapses.last()?,
            median: lapses[(lapses.len() - 1) / 2],
        })
    }
}

/// The records that one section has entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// How many.
    pub entries: usize,
    /// How many were written here, and not on paper that is only attached.
    pub direct: usize,
    /// How many its cases lack.
    pub missing: usize,
    /// From event to entry, of each that gives a time.
    pub lapses: Vec<u64>,
}

impl Gathered {
    fn add(&mut self, entry: &Entry) {
        self.entries += 1;
        self.direct += usize::from(entry.is_direct);
        self.lapses.extend(entry.delay);
    }
}

/// Section by section: how many records, how many written here, what is missing, how long.
pub fn gathered<'a>(files: impl IntoIterator<Item = &'a Survey>) -> BTreeMap<&'a str, Gathered> {
    let mut sections: BTreeMap<&str, Gathered> = BTreeMap::new();
    for survey in files {
        for entry in &survey.entries {
            sections.entry(&entry.section).or_default().add(entry);
        }
        if !survey.lacks.is_empty() {
            sections.entry(&survey.section).or_default().missing += survey.lacks.len();
        }
    }
    sections
}

/// How many findings of one type were made in one kind of record.
pub fn found<'a>(files: impl IntoIterator<Item = &'a Survey>, record: &str, kind: &str) -> usize {
    let all = files.into_iter().flat_map(|survey| &survey.findings);
    all.filter(|one| one.record == record && one.kind == kind)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_one_of_the_lapses() {
        assert_eq!(Spread::of(vec![]), None);
        let spread = |median, longest| Some(Spread { median, longest });
        assert_eq!(Spread::of(vec![48 * 3600, 0]), spread(0, 48 * 3600));
        assert_eq!(Spread::of(vec![5, 1, 3]), spread(3, 5));
    }
}
