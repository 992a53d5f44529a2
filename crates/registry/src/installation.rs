//! An installation: one data folder with one or many agencies, the files they cite, one set of
//! views and one store. Opens them, checks them, rebuilds what can be rebuilt.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use enforcement::deed::Deed;
use law::pack::Pack;
use law::value::Value;
use ledger::rotation::follow;
use ledger::{
    BlobState, Blobs, Destruction, Hash, Home, Keys, Log, Problem, PublicKey, Reader, Rotation,
    Sm2Keys, Sort,
};
use parking_lot::Mutex;

use crate::beside;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::homes::{self, Homes};
use crate::identity;
use crate::office::Office;
use crate::place;
use crate::removal::{self, Watch};
use crate::scrub::Rot;
use crate::seen::checkpoints;
use crate::signing;
use crate::states::{AGENCY, States, case_of, deed_of, holds_deed};
use crate::store::Store;
use crate::views::Views;
use crate::witnessed::{Witnessed, notes};

/// An open installation.
pub struct Installation {
    offices: BTreeMap<String, Arc<Office>>,
    /// The mutable store.
    pub store: Store,
    /// The files that records cite.
    pub blobs: Arc<Blobs>,
    /// The views of all agencies.
    pub views: Arc<Views>,
    /// What witnesses have said of the logs.
    pub witnessed: Witnessed,
    /// The clock.
    pub clock: Clock,
    rot: Mutex<Vec<Rot>>,
    /// The data folder.
    dir: PathBuf,
    /// Where there can be other nodes: looks for removals of files that were cut off.
    watch: Option<Mutex<Watch>>,
}

/// Where things lie in a data folder.
pub(crate) struct Layout<'a>(pub &'a Path);

impl Layout<'_> {
    pub(crate) fn agencies(&self) -> PathBuf {
        self.0.join("agencies")
    }

    /// The folder of an agency: its keys, and its log unless that lives in a database.
    pub(crate) fn agency(&self, code: &str) -> PathBuf {
        self.agencies().join(code)
    }

    pub(crate) fn blobs(&self) -> PathBuf {
        self.0.join("blobs")
    }

    pub(crate) fn views(&self) -> PathBuf {
        self.0.join("views.db")
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.0.join(ledger::cabinet::FILE)
    }

    /// The codes of the agencies founded here.
    pub(crate) fn codes(&self) -> Result<BTreeSet<String>, Fault> {
        let mut codes = BTreeSet::new();
        let folders = match std::fs::read_dir(self.agencies()) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(codes),
            folders => folders.map_err(Fault::io(self.agencies()))?,
        };
        for folder in folders {
            let name = folder.map_err(Fault::io(self.agencies()))?.file_name();
            codes.extend(name.to_str().map(str::to_owned));
        }
        Ok(codes)
    }
}

impl Installation {
    /// Opens an installation; each agency works by the pack of its code.
    ///
    /// # Errors
    /// A fault if anything in the folder cannot be opened.
    pub fn open(
        dir: &Path,
        packs: &BTreeMap<String, Arc<Pack>>,
        clock: Clock,
    ) -> Result<Installation, Fault> {
        let layout = Layout(dir);
        let agencies = layout.agencies();
        std::fs::create_dir_all(&agencies).map_err(Fault::io(agencies))?;
        let blobs = Arc::new(homes::files(dir)?);
        let views = Arc::new(Views::open(&layout.views())?);
        let homes = Homes::of(dir)?;
        // Before the logs: nothing is made in a database that is another installation's.
        let store = homes::store(dir)?;
        let mut codes = layout.codes()?;
        codes.extend(packs.keys().cloned());
        // Of two that begin in one empty database now, one goes on: before either has made a key, by which the
        // other could not sign. Where there is a log, whoever began it has claimed the store before.
        match homes.store().origins()?.is_some_and(|logs| logs.is_empty()) {
            true => drop(identity::claim(dir, &store, &codes)?),
            false => identity::check(dir, &store, &homes.store())?,
        }
        let mut offices = BTreeMap::new();
        for (code, pack) in packs {
            let office = Office::open(
                &layout.agency(code),
                &homes.log(code),
                code,
                pack.clone(),
                blobs.clone(),
                store.clone(),
                views.clone(),
            )?;
            offices.insert(code.clone(), Arc::new(office));
        }
        // After them: who has no key to a log that is there has been refused by then.
        let id = identity::claim(dir, &store, &codes)?;
        place::claim(dir, &blobs, &id)?;
        place::agree(dir, &blobs, &store)?;
        let watch = homes.is_database().then(Mutex::default);
        if watch.is_none()
            && let Err(fault) = removal::finish(dir, &blobs)
        {
            // The house can be used all the same; the files in question cannot be cited.
            tracing::error!("中断了的文件销毁没有补做：{fault}");
        }
        Ok(Installation {
            witnessed: Witnessed::open(&layout.agencies(), &offices)?,
            offices,
            store,
            blobs,
            views,
            clock,
            rot: Mutex::default(),
            dir: dir.to_owned(),
            watch,
        })
    }

    /// Finishes a removal of files that was cut off: one that stands as it stood at the last call. Where
    /// there are no other nodes, opening has done so. Call it at long intervals.
    ///
    /// # Errors
    /// A fault if it cannot be finished now.
    pub fn finish_removal(&self) -> Result<(), Fault> {
        let Some(watch) = &self.watch else {
            return Ok(());
        };
        watch.lock().look(&self.dir, &self.blobs, &self.store)
    }

    /// Files of an agency that the last reading of all files found not to be what they were. Known
    /// since the program started; an empty list before the first reading has ended.
    #[must_use]
    pub fn rotten(&self, agency: &str) -> Vec<Rot> {
        let known = self.rot.lock();
        let of_agency = known.iter().filter(|rot| rot.agency == agency);
        of_agency.cloned().collect()
    }

    /// Keeps what a reading of all files found, in place of what an earlier one did.
    pub fn note_rot(&self, found: Vec<Rot>) {
        *self.rot.lock() = found;
    }

    /// The office of an agency.
    #[must_use]
    pub fn office(&self, code: &str) -> Option<&Arc<Office>> {
        self.offices.get(code)
    }

    /// All offices by code.
    pub fn offices(&self) -> impl Iterator<Item = &Arc<Office>> {
        self.offices.values()
    }
}

/// The log of an agency and the files it cites, for reading only; others may be writing to both.
///
/// # Errors
/// A fault if there is no such agency in the folder.
pub fn reading(dir: &Path, code: &str) -> Result<(Reader, Blobs), Fault> {
    let layout = Layout(dir);
    let home = Homes::of(dir)?.log(code);
    let key = public_key(&layout.agency(code), &home)?;
    let reader = Reader::open(home, key)?;
    Ok((reader, homes::files_to_read(dir)?))
}

/// What a check of a data folder found.
#[derive(Clone, Debug, Default)]
pub struct Soundness {
    /// Entries checked, over all agencies.
    pub entries: u64,
    /// Entries among them whose payloads were destroyed by record.
    pub destroyed: u64,
    /// Files checked.
    pub files: u64,
    /// Everything that is wrong; sound exactly if empty.
    pub problems: Vec<String>,
}

/// Checks everything in a data folder from its bytes and trusts nothing: logs, that every entry is
/// a deed in its place, that every cited file is there and whole, that the views say what the logs
/// say, and that the store is whole. Packs are read but not proven: no log records them.
///
/// # Errors
/// A fault only if the folder cannot be read at all.
pub fn fsck(dir: &Path, packs: &BTreeMap<String, Arc<Pack>>) -> Result<Soundness, Fault> {
    let layout = Layout(dir);
    let mut found = Soundness::default();
    let codes = layout.codes()?;
    if codes.is_empty() {
        found
            .problems
            .push(format!("{} 中没有任何机关的账册", dir.display()));
        return Ok(found);
    }
    let blobs = homes::files_to_read(dir)?;
    let homes = Homes::of(dir)?;
    for code in &codes {
        check_log(&layout, &homes, code, &blobs, &mut found);
    }
    let contradictions = contradictions(&layout, &homes, &codes)?;
    found.problems.extend(contradictions);
    if found.problems.is_empty() {
        found.problems.extend(beside::views(&layout, packs)?);
    }
    if !homes.is_database() {
        found.problems.extend(beside::store(&layout));
    }
    Ok(found)
}

/// The logs that cannot be those which the views were made from. To build the views anew would be to
/// forget it.
fn contradictions(
    layout: &Layout<'_>,
    homes: &Homes,
    codes: &BTreeSet<String>,
) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    // Views that cannot be opened remember nothing.
    let Some(views) = layout
        .views()
        .exists()
        .then(|| Views::open(&layout.views()))
    else {
        return Ok(found);
    };
    let Ok(views) = views else { return Ok(found) };
    for code in codes {
        let (dir, home) = (layout.agency(code), homes.log(code));
        let log = public_key(&dir, &home).and_then(|key| Ok(Reader::open(home, key)?));
        let contradiction = match log {
            Ok(log) => views.contradiction(code, &log),
            Err(_) => views.missed(code),
        };
        // What cannot be read is told by those who check it.
        found.extend(contradiction.ok().flatten());
    }
    Ok(found)
}

fn check_log(layout: &Layout<'_>, homes: &Homes, code: &str, blobs: &Blobs, found: &mut Soundness) {
    let (dir, home) = (layout.agency(code), homes.log(code));
    let key = match public_key(&dir, &home) {
        Ok(key) => key,
        Err(fault) => return found.problems.push(format!("{code}：{fault}")),
    };
    let mut problems = Vec::new();
    problems.extend(beside::key(&dir, &home, &key).map(|what| format!("{code}：{what}")));
    let mut next_no: BTreeMap<String, u32> = BTreeMap::new();
    let mut files: BTreeMap<String, BTreeMap<Option<String>, u64>> = BTreeMap::new();
    let mut erased = 0;
    // What witnesses have seen is kept elsewhere too: a log that was set back is found by it.
    let seen = notes(&dir, code).unwrap_or_default().into_iter();
    let known: Vec<String> = seen.map(|(_, signed)| signed.note).collect();
    let known = checkpoints(&home, code, &key, &known, &mut problems);
    let report = ledger::fsck_against(&home, code, &key, &known, |entry| match deed_of(entry) {
        _ if !holds_deed(entry) => {
            erased += u64::from(entry.payload.is_none());
            // A file that is gone by record is not looked for, unless it is cited again later.
            for hash in Destruction::of(entry).into_iter().flat_map(|d| d.blobs) {
                files.remove(&hash.to_string());
            }
            *next_no.entry(entry.stream.clone()).or_insert(1) += 1;
        }
        Ok(deed) => {
            let next = next_no.entry(entry.stream.clone()).or_insert(1);
            if deed.no != *next {
                problems.push(format!(
                    "{code}：第{}条的记录编号是{}，应为{next}",
                    entry.index, deed.no
                ));
            }
            *next = deed.no + 1;
            cited(&deed, |hash, sm3| {
                let of_file = files.entry(hash).or_default();
                of_file.entry(sm3).or_insert(entry.index);
            });
        }
        Err(fault) => problems.push(format!("{code}：{fault}")),
    });
    found.entries += report.entries;
    found.destroyed += erased;
    let affected = Reader::open(&home, key).ok();
    found
        .problems
        .extend(report.problems.iter().map(|problem| match problem.index {
            Some(index) => {
                let of = affected
                    .as_ref()
                    .map_or(String::new(), |reader| file_of(reader, index));
                format!("{code}：第{index}条{of}：{}", wrong(problem))
            }
            None => format!("{code}：{}", wrong(problem)),
        }));
    found.problems.extend(problems);
    for (hash, known) in &files {
        for (sm3, index) in known {
            found.files += 1;
            check_file(code, blobs, (hash, sm3.as_deref()), *index, found);
        }
    }
}

/// What is wrong, in the language of those who read it; the particulars are for the log of the
/// program.
pub(crate) fn wrong(problem: &Problem) -> &'static str {
    tracing::error!(index = problem.index, what = problem.what, "fsck");
    match problem.sort {
        Sort::Missing => "缺失，其后的记录不能核对",
        Sort::Altered => "内容不能读，或者与记下的指纹不符",
        Sort::Beyond => "在已签名的检查点以外",
        Sort::Tree => "指纹树与记录不符",
        Sort::Stream => "在所属案卷中的编号或者次序不对",
        Sort::Destruction => "内容缺失而没有销毁记录，或者与销毁记录不符",
        Sort::Key => "更换密钥的记录不成立，或者账册的签名密钥与 log.pub 不符",
        Sort::Checkpoint => "检查点没有有效的签名，或者与记录不符",
        Sort::SetBack => "不是别处所见的那本账册的延续：可能被旧的副本或者别的账册替换",
        Sort::Index => "案卷索引与记录不符",
        Sort::Store => "数据库不能读，或者已经损坏：请先检查磁盘和数据库服务，确已损坏的从备份恢复",
        Sort::Unread => "核对中断，未能完成：数据库或者网络没有应答，请排除故障后重新核对",
        Sort::Origin => "是另一个机关的账册",
        Sort::More => "问题太多，没有全部列出",
    }
}

/// Which file an entry belongs to, as far as its row can be read: that is what a problem affects.
fn file_of(reader: &Reader, index: u64) -> String {
    let entry = reader.entry(index).ok();
    entry.map_or(String::new(), |entry| match case_of(&entry.stream) {
        Some(case) => format!("（案件{case}的第{}号记录）", entry.version),
        None if entry.stream == AGENCY => format!("（机关档案的第{}号记录）", entry.version),
        None => String::new(),
    })
}

fn check_file(
    code: &str,
    blobs: &Blobs,
    (hash, sm3): (&str, Option<&str>),
    index: u64,
    found: &mut Soundness,
) {
    let state = hash.parse::<Hash>().ok().map(|hash| match sm3 {
        Some(sm3) => blobs.verify_with_sm3(hash, sm3),
        None => blobs.verify(hash),
    });
    match state {
        Some(Ok(BlobState::Sound { .. })) => {}
        _ => found.problems.push(format!(
            "{code}：第{index}条引用的文件 {hash} 缺失或者校验不符"
        )),
    }
}

/// The digests of the files a deed cites: SHA-256, and SM3 where it is recorded.
fn cited(deed: &Deed, mut note: impl FnMut(String, Option<String>)) {
    fn walk(value: &Value, note: &mut impl FnMut(String, Option<String>)) {
        match value {
            Value::List(items) => items.iter().for_each(|item| walk(item, note)),
            Value::Row(row) => {
                let text = |name: &str| row.get(name).and_then(Value::text).map(str::to_owned);
                if let Some(hash) = text("sha256") {
                    note(hash, text("sm3"));
                }
                row.values().for_each(|cell| walk(cell, note));
            }
            _ => {}
        }
    }
    deed.fields
        .values()
        .for_each(|value| walk(value, &mut note));
}

/// The key that signs the log in this folder now: the one on file, or its successor where a change
/// was recorded and the file not written any more.
pub(crate) fn public_key(dir: &Path, home: &Home) -> Result<PublicKey, Fault> {
    let path = dir.join("log.pub");
    let text = std::fs::read_to_string(&path).ok();
    let key = text.and_then(|text| text.trim().parse().ok());
    let key: PublicKey = key.ok_or_else(|| {
        Fault::new(format!(
            "公钥文件 {} 缺失或者损坏；log.key 完好的，启动服务就会重新写出，否则请从备份中取回",
            path.display()
        ))
    })?;
    // A log that cannot be read is no fault of the key: whoever reads on will say what is wrong.
    let own = Reader::open(home, key.clone())
        .and_then(|reader| reader.stream(ledger::destruction::OWN, 1))
        .unwrap_or_default();
    let changes: Vec<Rotation> = own.iter().filter_map(Rotation::of).collect();
    Ok(follow(&key, &changes))
}

/// Changes the key that signs an agency's log, by a record that both keys sign. A log that has an
/// SM2 key keeps having one; `sm2` gives one to a log that has none.
///
/// # Errors
/// A fault if the log is in use, or the change cannot be recorded.
pub fn rotate_key(dir: &Path, code: &str, sm2: bool, by: &str) -> Result<Rotation, Fault> {
    let agency = Layout(dir).agency(code);
    if !agency.is_dir() {
        return Err(Fault::new(format!("没有机关“{code}”")));
    }
    let home = Homes::of(dir)?.log(code);
    let keys = signing::keys(&agency, &home, code)?;
    let mut new = Keys::generate(code)?;
    if sm2 || keys.sm2().is_some() {
        new = new.with_sm2(Sm2Keys::generate(code)?);
    }
    let mut log = Log::open(&home, code, keys)?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_err(Fault::internal)?.as_millis();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let rotated = log.rotate(new, &agency.join("log.key"), by, now);
    let at = rotated.map_err(|error| Fault::from(&error))?;
    let recorded = |fault: Fault| {
        let at = at.index;
        Fault::uncertain(format!(
            "更换已记为账册第{at}条，公钥文件下次启动时写出：{fault}"
        ))
    };
    signing::publish(&agency, log.keys()).map_err(recorded)?;
    let entry = log
        .reader()
        .entry(at.index)
        .map_err(|error| recorded(error.into()))?;
    Rotation::of(&entry).ok_or_else(|| Fault::internal("the change of key cannot be read back"))
}

pub(crate) fn build(
    layout: &Layout<'_>,
    packs: &BTreeMap<String, Arc<Pack>>,
    views: Views,
) -> Result<Views, Fault> {
    let homes = Homes::of(layout.0)?;
    for (code, pack) in packs {
        let dir = layout.agency(code);
        if !dir.exists() {
            continue;
        }
        let home = homes.log(code);
        let key = public_key(&dir, &home)?;
        let reader = Reader::open(home, key)?;
        let states = States::load(reader.clone())?;
        views.follow(
            code,
            pack,
            law::calendar::Calendar::builtin(),
            &reader,
            &states,
        )?;
    }
    Ok(views)
}

/// Throws the views away and builds them again from the logs. Crash story: the new file takes the
/// place of the old one only when it is whole.
///
/// # Errors
/// A fault if a log cannot be read or the views cannot be written, or if a log cannot be the one
/// that the views were made from.
pub fn rebuild(dir: &Path, packs: &BTreeMap<String, Arc<Pack>>) -> Result<u64, Fault> {
    let layout = Layout(dir);
    let contradictions = contradictions(&layout, &Homes::of(dir)?, &layout.codes()?)?;
    if !contradictions.is_empty() {
        return Err(Fault::new(contradictions.join("\n")));
    }
    let fresh = layout.0.join("views.new");
    remove(&fresh)?;
    let views = build(&layout, packs, Views::build(&fresh)?)?;
    let rows = views.content()?.iter().map(|table| table.rows).sum();
    views.finish()?;
    remove(&layout.views())?;
    std::fs::rename(&fresh, layout.views()).map_err(Fault::io(fresh))?;
    Ok(rows)
}

/// Removes a database with the files SQLite keeps beside it.
fn remove(path: &Path) -> Result<(), Fault> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Fault::io(name)(error));
            }
            _ => {}
        }
    }
    Ok(())
}
