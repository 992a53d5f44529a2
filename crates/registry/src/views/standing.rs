//! How far the views have followed each log, and what they remember of it: the root of the tree over
//! the entries they show. A log that is set back or replaced by an older file is sound in itself; on
//! this machine only what was made from it before can tell.
//!
//! It is no more than a witness: views may be thrown away, and then they remember nothing.

use ledger::{Checkpoint, Hash, Reader};
use rusqlite::{OptionalExtension, params};

use super::Views;
use super::write::Show;
use crate::fault::Fault;

impl Show<'_> {
    /// All entries before this state of the log are shown.
    pub fn followed(&self, size: u64, root: Hash) -> rusqlite::Result<()> {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO followed VALUES (?1, ?2, ?3)")?
            .execute(params![self.agency, size, root.to_string()])
            .map(drop)
    }
}

impl Views {
    /// How many entries of a log are shown.
    pub(super) fn followed(&self, agency: &str) -> Result<u64, Fault> {
        Ok(self.remembered(agency)?.map_or(0, |(size, _)| size))
    }

    fn remembered(&self, agency: &str) -> Result<Option<(u64, String)>, Fault> {
        let sql = "SELECT next, root FROM followed WHERE agency = ?1";
        let row = self.writer.lock().query_row(sql, [agency], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?))
        });
        let row = row.optional()?;
        Ok(row.map(|(size, root)| (u64::try_from(size).unwrap_or(0), root)))
    }

    /// Why the log cannot be the one that was shown here, if it cannot.
    ///
    /// # Errors
    /// A fault if the log or the views cannot be read.
    pub fn contradiction(&self, agency: &str, log: &Reader) -> Result<Option<String>, Fault> {
        let Some((size, root)) = self.remembered(agency)? else {
            return Ok(None);
        };
        let Checkpoint { size: len, .. } = log.checkpoint()?.checkpoint;
        if len < size {
            return Ok(Some(set_back(agency, size, &format!("现有{len}条"))));
        }
        let same = log.root(size)?.to_string() == root;
        Ok((!same).then(|| set_back(agency, size, "的内容与当时不同")))
    }

    /// Why a log that is not there must not be made anew, if it must not.
    ///
    /// # Errors
    /// A fault if the views cannot be read.
    pub fn missed(&self, agency: &str) -> Result<Option<String>, Fault> {
        let size = self.followed(agency)?;
        Ok((size > 0).then(|| set_back(agency, size, "不见了")))
    }
}

fn set_back(agency: &str, size: u64, now: &str) -> String {
    format!(
        "账册“{agency}”{now}，而本机曾有{size}条：账册可能丢失或者被旧的副本替换。请用 fadu restore 从备份恢复，\
         查明以前不要重建视图，视图是本机仅有的旁证；确要用现有的账册办下去的，先留存本目录，再删除 views.db"
    )
}
