//! What a commit stores: rows in the order of the log, and the checkpoint that covers them. The first
//! rows can be on their way into the store while those after them are still being hashed; the
//! checkpoint is there once all rows are.
//!
//! It does not know where rows come from, nor what is done with them.

use super::Row;
use crate::error::LedgerError;

/// A piece of a batch, in the order in which pieces come: any number of rows, and at last the note of
/// the checkpoint.
pub(crate) enum Part<'a> {
    Rows(Vec<Row<'a>>),
    Note(String),
}

/// The pieces of a batch, each as soon as it is known.
pub(crate) type Parts<'a> = Box<dyn Iterator<Item = Result<Part<'a>, LedgerError>> + 'a>;

/// The rows of one commit, and the checkpoint that covers them.
pub struct Batch<'a> {
    len: usize,
    bytes: usize,
    end: u64,
    rows: Vec<Row<'a>>,
    note: Option<String>,
    parts: Parts<'a>,
}

impl<'a> Batch<'a> {
    /// A batch of `len` rows with so many bytes of payload, after which the log ends at `end`. They come
    /// in these parts.
    pub(crate) fn new((len, bytes): (usize, usize), end: u64, parts: Parts<'a>) -> Batch<'a> {
        Batch {
            len,
            bytes,
            end,
            rows: Vec::with_capacity(len),
            note: None,
            parts,
        }
    }

    /// A batch of which everything is known.
    pub(crate) fn of(rows: Vec<Row<'a>>, note: &str) -> Batch<'a> {
        let bytes = rows.iter().filter_map(|row| row.payload).map(<[u8]>::len);
        Batch {
            len: rows.len(),
            bytes: bytes.sum(),
            end: rows.last().map_or(0, |row| row.index + 1),
            rows,
            note: Some(note.to_owned()),
            parts: Box::new(std::iter::empty()),
        }
    }

    /// How many rows there will be.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there will be none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many bytes of payload there will be.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many entries the log will have.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.end
    }

    /// The rows from the `from`-th on, as many as are known; waits for one if there will be one. None
    /// means that the batch has no more.
    ///
    /// # Errors
    /// When the rest cannot be computed: nothing of the batch must be stored then.
    pub fn rows(&mut self, from: usize) -> Result<&[Row<'a>], LedgerError> {
        while self.rows.len() <= from && self.note.is_none() {
            self.take()?;
        }
        Ok(self.rows.get(from..).unwrap_or_default())
    }

    /// All rows, and the note of the checkpoint that covers them.
    ///
    /// # Errors
    /// As [`Batch::rows`].
    pub fn all(&mut self) -> Result<(&[Row<'a>], &str), LedgerError> {
        self.rows(self.len)?;
        let note = self.note.as_ref().ok_or_else(broken_off)?;
        Ok((&self.rows, note))
    }

    fn take(&mut self) -> Result<(), LedgerError> {
        match self.parts.next().ok_or_else(broken_off)?? {
            Part::Rows(rows) => self.rows.extend(rows),
            Part::Note(note) => self.note = Some(note),
        }
        Ok(())
    }
}

/// Whoever computes the parts has ended before the last of them.
fn broken_off() -> LedgerError {
    LedgerError::Checkpoint("the batch was not computed to its end".into())
}
