//! Where streams end. The stored index says so only for the first entries of a log, since keeping
//! it up to date would touch a page at random for every entry; for those after it, the last few
//! thousand entries are read once and kept in mind. Both engines keep it the same way.
//!
//! It does not know how an index is stored.

use std::collections::HashMap;

use super::{Entries, Head, Row, Stored};
use crate::error::LedgerError;

/// Entries between two updates of the stored stream index. More would make appends cheaper still,
/// and opening slower: it reads so many entries at most.
pub const FOLD: u64 = 8192;

/// Streams that are kept in mind, at most; those that are forgotten are looked up again.
const REMEMBERED: usize = 1 << 16;

/// What a tail asks of a store.
pub(crate) trait Index {
    /// How many entries the stored index covers.
    fn folded(&mut self) -> Result<u64, LedgerError>;

    /// Hands over stream and place of every entry from `from` on, in order.
    fn since(&mut self, from: u64, note: &mut dyn FnMut(&str, Head)) -> Result<(), LedgerError>;

    /// What the stored index says of these streams.
    fn stored(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError>;
}

/// The last entry of every stream that has one among the entries `from..upto`, where `from` is no
/// later than where the stored index ends; and of others, as far as they were looked up.
#[derive(Default)]
pub(crate) struct Tail {
    from: u64,
    upto: u64,
    heads: HashMap<String, Head>,
}

impl Tail {
    /// Reads on to the end of the log. Entries never change, so what was read stays true.
    pub(crate) fn catch_up(&mut self, index: &mut impl Index) -> Result<(), LedgerError> {
        let folded = index.folded()?;
        // Much has happened since: the stored index now knows most of it.
        if self.upto < folded || self.heads.len() > REMEMBERED {
            *self = Tail {
                from: folded,
                upto: folded,
                heads: HashMap::new(),
            };
        }
        self.from = folded;
        index.since(self.upto, &mut |stream, head| self.note(stream, head))
    }

    /// Notes the last entry of the log.
    pub(crate) fn note(&mut self, stream: &str, head: Head) {
        self.upto = head.index + 1;
        match self.heads.get_mut(stream) {
            Some(known) => *known = head,
            None => drop(self.heads.insert(stream.to_owned(), head)),
        }
    }

    /// The last entry of each of these streams that has entries, and keeps them in mind.
    pub(crate) fn heads(
        &mut self,
        index: &mut impl Index,
        streams: &[&str],
    ) -> Result<HashMap<String, Head>, LedgerError> {
        let known = |stream: &&str| self.heads.contains_key(*stream);
        let unknown: Vec<&str> = streams.iter().copied().filter(|s| !known(s)).collect();
        if !unknown.is_empty() {
            self.heads.extend(index.stored(&unknown)?);
        }
        let head = |stream: &&str| Some(((*stream).to_owned(), *self.heads.get(*stream)?));
        Ok(streams.iter().filter_map(head).collect())
    }

    /// Whether a commit that ends at `upto` should bring the stored index up to date.
    pub(crate) fn is_due(&self, upto: u64) -> bool {
        upto - self.from >= FOLD
    }

    /// What the stored index lacks, these rows included, in order of name so that neighbouring
    /// pages are written together.
    pub(crate) fn unstored<'a>(&'a self, rows: &'a [Row<'_>]) -> Vec<(&'a str, Head)> {
        let tail = self
            .heads
            .iter()
            .filter(|(_, head)| head.index >= self.from);
        let mut heads: HashMap<&str, Head> = tail.map(|(s, head)| (s.as_str(), *head)).collect();
        heads.extend(rows.iter().map(|row| (row.stream, row.head())));
        let mut heads: Vec<_> = heads.into_iter().collect();
        heads.sort_unstable_by_key(|(stream, _)| *stream);
        heads
    }

    /// The rows were committed, and the stored index was brought up to date with them or not.
    pub(crate) fn committed(&mut self, rows: &[Row<'_>], folded: bool) {
        for row in rows {
            self.note(row.stream, row.head());
        }
        if folded {
            self.from = self.upto;
            if self.heads.len() > REMEMBERED {
                self.heads.clear();
            }
        }
    }
}

/// Entries that a new store is filled with at a time.
const CHUNK: usize = 1024;

/// The ends of the streams of a store that is being filled.
#[derive(Default)]
pub(crate) struct Filled {
    len: u64,
    heads: HashMap<String, Head>,
}

impl Filled {
    /// Takes the next few entries and keeps their streams in mind; `None` after the last.
    pub(crate) fn next(
        &mut self,
        entries: &mut Entries<'_>,
    ) -> Result<Option<Vec<Stored>>, LedgerError> {
        let chunk = entries.take(CHUNK).collect::<Result<Vec<Stored>, _>>()?;
        for row in chunk.iter().map(Row::from) {
            self.len = row.index + 1;
            self.heads.insert(row.stream.to_owned(), row.head());
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    /// Entries so far.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The last entry of each stream, in order of name.
    pub(crate) fn sorted(&self) -> Vec<(&str, Head)> {
        let mut heads: Vec<_> = self
            .heads
            .iter()
            .map(|(s, head)| (s.as_str(), *head))
            .collect();
        heads.sort_unstable_by_key(|(stream, _)| *stream);
        heads
    }
}
