//! Removing files for good while somebody may come to cite them. A file cannot be brought back, and
//! removing one is in no transaction with the logs; so the two exclude each other by way of the store,
//! which all nodes share.
//!
//! Whoever removes: (1) notes in the store which files, under a new count; (2) ends the turns at all logs
//! that were taken before ([`ledger::Home::end_turns`]); (3) reads all logs; (4) removes the files that
//! none cites; (5) empties the note. Whoever cites: (a) reads the note and refuses a file in it, then
//! looks whether the file is there; (b) in its turn at the log reads the note again, and where the count
//! is another, does (a) once more; (c) appends in that turn or not at all ([`ledger::Log::append_at`]).
//!
//! Why no file goes that an acknowledged record cites: let (c) have happened, and let (4) remove the
//! file. If (b) read the note before (1) changed it, the turn of (b) was taken before (2), which ended
//! it: (c) is before (3), which sees the record. If (b) read it between (1) and (5), the file stood in it
//! and was refused. If (b) read it after (5), the count was another than at (a), or (a) was after (5)
//! too: either way somebody looked for the file after it was gone.
//!
//! In a data folder without a database there is one process at a time, by the lock of its files; the
//! note does no more there than to outlive a crash.
//!
//! Crash story: before (1) the files of the latest destruction are still there; after it, the note stays
//! and its files cannot be cited. Either is finished by the next destruction on whichever node, by the
//! next start where there are no other nodes, and by a node that finds twice in a row that nothing has
//! moved ([`Watch`]). A process that was taken for dead sees before each file that the count is another,
//! and stops. What is left is one that hangs between that look and the removal of that one file until
//! another process has finished, and somebody has handed in the same file again and cited it: object
//! stores know no condition for a removal.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use enforcement::decide::Act;
use law::form::{Field, FieldKind};
use law::pack::Pack;
use law::refusal::Mistake;
use law::value::Value;
use ledger::{Blobs, Hash, LedgerError};
use serde::{Deserialize, Serialize};

use crate::cited::{self, Logs};
use crate::fault::Fault;
use crate::homes::{self, Homes};
use crate::office::Denied;
use crate::place;
use crate::store::Store;

/// Under which the store has the note.
const NOTE: &str = "removing";

/// The note: which files are being removed now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Removing {
    /// How often files were removed, this time included.
    pub(crate) count: u64,
    /// Their digests; none when it is done.
    pub(crate) files: BTreeSet<String>,
}

/// The files an act cites, and when it was looked whether they are there.
#[derive(Default)]
pub(crate) struct Cited {
    count: u64,
    /// Each with the field that cites it.
    files: Vec<(String, Hash)>,
}

impl Cited {
    /// Whether it cites none.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Where the files of an office are, and what is being removed of them.
#[derive(Clone)]
pub(crate) struct Shelf {
    pub(crate) blobs: Arc<Blobs>,
    /// `None` in a rehearsal, which destroys nothing.
    pub(crate) store: Option<Store>,
}

impl Shelf {
    /// What is being removed as of now, where the files are those of the installation still.
    ///
    /// # Errors
    /// A fault that says what to do if they have moved.
    pub(crate) fn removing(&self) -> Result<Removing, Fault> {
        let Some(store) = &self.store else {
            return Ok(Removing::default());
        };
        place::is_in_force(&self.blobs, store)?;
        Ok(store.noted(NOTE)?.unwrap_or_default())
    }

    /// The files an act cites, once they are all there to be cited.
    ///
    /// # Errors
    /// A mistake for each file that is not; a fault if nobody can tell.
    pub(crate) fn look(&self, pack: &Pack, act: &Act) -> Result<Cited, Denied> {
        let mut files = Vec::new();
        for field in pack.form(&act.record).iter().flat_map(|form| &form.fields) {
            if let Some(value) = act.fields.get(&field.name) {
                gather(field, value, &mut files);
            }
        }
        if files.is_empty() {
            return Ok(Cited::default());
        }
        // Before the files are looked at: see (a).
        let removing = self.removing().map_err(Denied::Fault)?;
        let cited = Cited {
            count: removing.count,
            files,
        };
        self.refuse_missing(&cited, &removing)?;
        Ok(cited)
    }

    /// As [`Shelf::look`], in the turn at the log in which the act will be appended.
    ///
    /// # Errors
    /// As [`Shelf::look`].
    pub(crate) fn look_again(&self, cited: &Cited, removing: &Removing) -> Result<(), Denied> {
        match cited.is_empty() || cited.count == removing.count {
            true => Ok(()),
            false => self.refuse_missing(cited, removing),
        }
    }

    fn refuse_missing(&self, cited: &Cited, removing: &Removing) -> Result<(), Denied> {
        let mut mistakes = Vec::new();
        for (field, hash) in &cited.files {
            let is_there = match self.blobs.len(*hash) {
                Err(LedgerError::NoBlob(_)) => false,
                len => len
                    .map(|_| true)
                    .map_err(|error| Denied::Fault(error.into()))?,
            };
            let what = match (is_there, removing.files.contains(&hash.to_string())) {
                (_, true) => format!(
                    "“{field}”的文件正在按记录销毁，请等销毁完成后重新上传；\
                     销毁中断了的，系统会自动补做，管理员也可以再运行一次 fadu destroy。"
                ),
                (false, false) => format!("“{field}”的文件没有上传完整，请重新上传。"),
                (true, false) => continue,
            };
            mistakes.push(Mistake::at(field, what));
        }
        match mistakes.is_empty() {
            true => Ok(()),
            false => Err(Denied::Mistaken(mistakes)),
        }
    }
}

/// The files in the value of a field, those in the columns of a table among them. What is no digest is
/// told as a mistake where the form is read.
fn gather(field: &Field, value: &Value, files: &mut Vec<(String, Hash)>) {
    match (&field.kind, value) {
        (FieldKind::File, Value::Row(row)) => {
            let hash = row.get("sha256").and_then(Value::text);
            let hash = hash.and_then(|text| text.parse().ok());
            files.extend(hash.map(|hash| (field.name.clone(), hash)));
        }
        (FieldKind::Table(columns), Value::List(rows)) => {
            for row in rows.iter().filter_map(Value::row) {
                for column in columns {
                    if let Some(value) = row.get(&column.name) {
                        gather(column, value, files);
                    }
                }
            }
        }
        _ => {}
    }
}

/// What is left of removals: by the note, and where none was written yet.
#[derive(Default, PartialEq, Eq)]
struct Left {
    noted: Option<Removing>,
    /// Files of the latest destruction of each log that are there; those of earlier ones were removed
    /// before it was recorded.
    recorded: BTreeSet<Hash>,
}

impl Left {
    fn of(dir: &Path, blobs: &Blobs, store: &Store) -> Result<Left, Fault> {
        let mut recorded = BTreeSet::new();
        for hash in cited::latest_destructions(dir)? {
            match blobs.len(hash) {
                Err(LedgerError::NoBlob(_)) => {}
                len => drop(len.map(|_| recorded.insert(hash))?),
            }
        }
        let noted = store.noted(NOTE)?;
        Ok(Left { noted, recorded })
    }

    /// The files that are to go, unless something has come to cite them.
    fn files(&self) -> BTreeSet<String> {
        let recorded = self.recorded.iter().map(ToString::to_string);
        let noted = self.noted.iter().flat_map(|noted| &noted.files);
        recorded.chain(noted.cloned()).collect()
    }
}

/// Removes the files that the logs destroyed by record, those of the latest destructions and those that a
/// removal which was cut off has left; but for what anything cites.
///
/// # Errors
/// A fault if the logs cannot all be read, a file cannot be removed, or somebody else removes files at
/// the same time. What is noted by then is finished by the next call.
pub(crate) fn finish(dir: &Path, blobs: &Blobs) -> Result<(), Fault> {
    let store = homes::store(dir)?;
    place::agree(dir, blobs, &store)?;
    let left = Left::of(dir, blobs, &store)?;
    remove(dir, blobs, &store, &left)
}

fn remove(dir: &Path, blobs: &Blobs, store: &Store, left: &Left) -> Result<(), Fault> {
    let files = left.files();
    if files.is_empty() {
        return Ok(());
    }
    let count = left.noted.as_ref().map_or(0, |noted| noted.count) + 1;
    let mine = Removing { count, files };
    note(store, left.noted.as_ref(), &mine)?;
    Homes::of(dir)?.end_turns()?;
    for hash in Logs::read(dir)?.rid_of() {
        if mine.files.contains(&hash.to_string()) {
            is_still(store, &mine)?;
            blobs.destroy(hash)?;
        }
    }
    let files = BTreeSet::new();
    note(store, Some(&mine), &Removing { count, files })
}

/// Finishes removals that were cut off, on a node that has others beside it: one of them may be at work, so
/// what was left at one look must be just what is left at the next. Should a removal be that slow, it is
/// told that somebody else goes on with it.
#[derive(Default)]
pub(crate) struct Watch {
    /// At the last look.
    left: Left,
    /// What stayed there because something cites it.
    stays: BTreeSet<String>,
}

impl Watch {
    /// Looks once more; call it at long intervals.
    ///
    /// # Errors
    /// As [`finish`].
    pub(crate) fn look(&mut self, dir: &Path, blobs: &Blobs, store: &Store) -> Result<(), Fault> {
        let left = Left::of(dir, blobs, store)?;
        let has_moved = left != self.left;
        self.left = left;
        if has_moved || self.left.files() == self.stays {
            return Ok(());
        }
        remove(dir, blobs, store, &self.left)?;
        self.left = Left::of(dir, blobs, store)?;
        self.stays = self.left.files();
        Ok(())
    }
}

fn note(store: &Store, was: Option<&Removing>, now: &Removing) -> Result<(), Fault> {
    match store.note(NOTE, was, now)? {
        true => Ok(()),
        false => Err(taken_over()),
    }
}

fn is_still(store: &Store, mine: &Removing) -> Result<(), Fault> {
    match store.noted::<Removing>(NOTE)?.as_ref() == Some(mine) {
        true => Ok(()),
        false => Err(taken_over()),
    }
}

fn taken_over() -> Fault {
    Fault::new("另一个节点也在销毁文件，请等它完成")
}
