//! What a file system may forget when the power fails: bytes of files and names in folders that were
//! not synced. Strict as POSIX has it: a name is durable when its folder is synced, bytes when
//! their file is.
//!
//! It does not know when the power fails.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

/// A disk writes this much at once or not at all.
const SECTOR: usize = 512;

/// The bytes of files as last synced, and the names changed since their folders were.
pub(crate) struct Unsynced {
    /// By device and number: names come and go.
    images: HashMap<(u64, u64), Image>,
    names: Vec<Change>,
    /// Files whose removal is not durable are kept here, on the same device.
    aside: PathBuf,
    kept: usize,
}

struct Image {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// A change of names, and what undoes it.
enum Change {
    Made(PathBuf),
    Removed {
        path: PathBuf,
        kept: PathBuf,
    },
    /// What stood at `to` before is kept: a name changes hands at once.
    Moved {
        from: PathBuf,
        to: PathBuf,
        kept: Option<PathBuf>,
    },
}

impl Change {
    /// The name that is durable once its folder is synced.
    fn name(&self) -> &Path {
        match self {
            Change::Made(path) | Change::Removed { path, .. } => path,
            Change::Moved { to, .. } => to,
        }
    }

    /// The name that it made.
    fn made(&self) -> Option<&Path> {
        match self {
            Change::Made(name) | Change::Moved { to: name, .. } => Some(name),
            Change::Removed { .. } => None,
        }
    }

    fn follow(&mut self, from: &Path, to: &Path) {
        match self {
            Change::Made(path) | Change::Removed { path, .. } => follow(path, from, to),
            Change::Moved {
                from: before,
                to: after,
                ..
            } => {
                follow(before, from, to);
                follow(after, from, to);
            }
        }
    }
}

/// Where a file lies once `from`, which it is or which it is in, has become `to`.
fn follow(path: &mut PathBuf, from: &Path, to: &Path) {
    if path == from {
        *path = to.into();
    } else if let Ok(within) = path.strip_prefix(from) {
        *path = to.join(within);
    }
}

/// Gives a file its name again. Its folder may have been removed since: then it is there again.
fn put_back(file: &Path, name: &Path) -> io::Result<()> {
    fs::create_dir_all(name.parent().unwrap_or(name))?;
    fs::rename(file, name)
}

impl Unsynced {
    pub(crate) fn beside(root: &Path, id: usize) -> io::Result<Unsynced> {
        let name = format!(".frail-{}-{id}", std::process::id());
        let aside = root.parent().unwrap_or(root).join(name);
        fs::create_dir(&aside)?;
        Ok(Unsynced {
            images: HashMap::new(),
            names: Vec::new(),
            aside,
            kept: 0,
        })
    }

    /// The bytes of a file are about to change. `fd` may be open for reading too: then nothing is
    /// opened, since closing a second descriptor would give up SQLite's locks.
    pub(crate) fn bytes_change(&mut self, path: &Path, file: &File) -> io::Result<()> {
        let metadata = file.metadata()?;
        let id = (metadata.dev(), metadata.ino());
        if self.images.contains_key(&id) || !metadata.is_file() {
            return Ok(());
        }
        let mut bytes = vec![0; metadata.len() as usize];
        if file.read_exact_at(&mut bytes, 0).is_err() {
            bytes = fs::read(path)?;
        }
        let path = path.to_path_buf();
        self.images.insert(id, Image { path, bytes });
        Ok(())
    }

    /// A file or a folder was synced.
    pub(crate) fn synced(&mut self, path: &Path, file: &File) -> io::Result<()> {
        let metadata = file.metadata()?;
        self.images.remove(&(metadata.dev(), metadata.ino()));
        let mut open: Vec<Change> = Vec::with_capacity(self.names.len());
        for change in self.names.drain(..) {
            if change.name().parent() != Some(path) {
                open.push(change);
            } else if let Change::Moved { from, to, .. } = change {
                // How it came by its earlier name no longer matters; and what is open in a folder
                // that has moved for good is open there.
                let gone = Some(from.as_path());
                open.retain(|change| change.made() != gone);
                open.iter_mut().for_each(|change| change.follow(&from, &to));
            }
        }
        self.names = open;
        Ok(())
    }

    pub(crate) fn made(&mut self, path: &Path) {
        self.names.push(Change::Made(path.into()));
    }

    /// A name is about to stand for nothing, or for another file. Keeps the file it stands for.
    pub(crate) fn keep(&mut self, path: &Path) -> io::Result<Option<PathBuf>> {
        if !path.symlink_metadata().is_ok_and(|found| found.is_file()) {
            return Ok(None);
        }
        self.kept += 1;
        let kept = self.aside.join(self.kept.to_string());
        fs::hard_link(path, &kept)?;
        Ok(Some(kept))
    }

    pub(crate) fn removed(&mut self, path: &Path, kept: Option<PathBuf>) {
        let path = path.to_path_buf();
        self.names
            .extend(kept.map(|kept| Change::Removed { path, kept }));
    }

    pub(crate) fn moved(&mut self, from: &Path, to: &Path, kept: Option<PathBuf>) {
        self.follow(from, to);
        let (from, to) = (from.into(), to.into());
        self.names.push(Change::Moved { from, to, kept });
    }

    fn follow(&mut self, from: &Path, to: &Path) {
        for image in self.images.values_mut() {
            follow(&mut image.path, from, to);
        }
    }

    /// Takes back what is lost: all of it for seed 0, else the latest names and some sectors.
    pub(crate) fn lose(&mut self, seed: u64) -> io::Result<()> {
        let mut chance = Chance(seed);
        let lost = match seed {
            0 => self.names.len(),
            _ => chance.below(self.names.len() + 1),
        };
        let keep = self.names.len() - lost;
        for change in self.names.split_off(keep).into_iter().rev() {
            self.undo(change)?;
        }
        self.names.clear();
        for (id, image) in std::mem::take(&mut self.images) {
            let same = |found: &fs::Metadata| (found.dev(), found.ino()) == id;
            if fs::metadata(&image.path).is_ok_and(|found| same(&found)) {
                chance.mix(&image)?;
            }
        }
        Ok(())
    }

    fn undo(&mut self, change: Change) -> io::Result<()> {
        match change {
            Change::Made(path) if path.is_dir() => fs::remove_dir_all(path),
            // Its folder may be gone already.
            Change::Made(path) if path.symlink_metadata().is_err() => Ok(()),
            Change::Made(path) => fs::remove_file(path),
            Change::Removed { path, kept } => put_back(&kept, &path),
            Change::Moved { from, to, kept } => {
                self.follow(&to, &from);
                put_back(&to, &from)?;
                kept.map_or(Ok(()), |kept| put_back(&kept, &to))
            }
        }
    }
}

impl Drop for Unsynced {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.aside);
    }
}

/// Coins that fall the same way each time; of seed 0 all show loss.
struct Chance(u64);

impl Chance {
    /// A step of `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// Leaves of a file the synced bytes, and of what was written since some sectors.
    fn mix(&mut self, synced: &Image) -> io::Result<()> {
        let mut bytes = synced.bytes.clone();
        if self.0 != 0 {
            let written = fs::read(&synced.path)?;
            bytes.resize([bytes.len(), written.len()][self.below(2)], 0);
            let sectors = bytes.chunks_mut(SECTOR).zip(written.chunks(SECTOR));
            for (old, new) in sectors.filter(|(old, new)| old.len() <= new.len()) {
                if self.below(2) == 1 {
                    old.copy_from_slice(&new[..old.len()]);
                }
            }
        }
        // In place: the name stands for the same file still.
        let file = File::options().write(true).open(&synced.path)?;
        file.set_len(0)?;
        file.write_all_at(&bytes, 0)
    }
}
