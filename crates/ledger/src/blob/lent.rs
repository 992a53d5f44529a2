//! Files that were fetched from far away, kept at hand for a short while: whoever plays a recording
//! asks for it piece by piece, and each piece would otherwise fetch the whole of it again.
//!
//! They have no name, so that nothing of them outlives the program. What is destroyed by record is
//! let go of at once here, and on other nodes when its time is over, however often it is asked for.
//! This file does not know where they come from, nor whether they are whole.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::hash::Hash;

/// How long a file is kept, from when it was fetched.
pub(super) const KEPT: Duration = Duration::from_secs(600);
/// Files kept at most: each takes its room on the disk.
const MOST: usize = 8;

struct Kept {
    hash: Hash,
    file: File,
    until: Instant,
}

/// The files at hand.
#[derive(Default)]
pub(super) struct Lent(Mutex<Vec<Kept>>);

impl Lent {
    fn files(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of that name, if it is at hand, from its beginning.
    pub(super) fn get(&self, hash: Hash) -> Option<File> {
        self.let_go(Instant::now());
        let files = self.files();
        let kept = files.iter().find(|kept| kept.hash == hash)?;
        again(&kept.file).ok()
    }

    /// Keeps a file and gives a handle to it, from its beginning.
    pub(super) fn keep(&self, hash: Hash, file: File) -> io::Result<File> {
        let handle = again(&file)?;
        let until = Instant::now() + KEPT;
        let mut files = self.files();
        files.retain(|kept| kept.hash != hash);
        if files.len() >= MOST {
            files.remove(0);
        }
        files.push(Kept { hash, file, until });
        Ok(handle)
    }

    /// Lets go of a file that is destroyed.
    pub(super) fn forget(&self, hash: Hash) {
        self.files().retain(|kept| kept.hash != hash);
    }

    /// Lets go of what has been kept long enough.
    pub(super) fn let_go(&self, now: Instant) {
        self.files().retain(|kept| now < kept.until);
    }
}

/// Opens a file once more, with a place of its own in it; a clone would share the place.
fn again(file: &File) -> io::Result<File> {
    File::open(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    fn file(words: &str) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(words.as_bytes()).unwrap();
        file
    }

    fn read(mut file: File) -> String {
        let mut words = String::new();
        file.read_to_string(&mut words).unwrap();
        words
    }

    #[test]
    fn every_reader_has_a_place_of_its_own() {
        let (lent, hash) = (Lent::default(), Hash([1; 32]));
        let mut first = lent.keep(hash, file("录像")).unwrap();
        first.read_exact(&mut [0; 3]).unwrap();
        assert_eq!(read(lent.get(hash).unwrap()), "录像");
        assert_eq!(read(first), "像");
    }

    #[test]
    fn nothing_is_kept_for_long_nor_after_its_destruction() {
        let lent = Lent::default();
        let hashes: Vec<Hash> = (0..=MOST as u8).map(|n| Hash([n; 32])).collect();
        for hash in &hashes {
            lent.keep(*hash, file("x")).unwrap();
        }
        assert!(lent.get(hashes[0]).is_none(), "the oldest made room");
        lent.forget(hashes[1]);
        assert!(lent.get(hashes[1]).is_none() && lent.get(hashes[2]).is_some());
        lent.let_go(Instant::now() + KEPT);
        assert!(lent.get(hashes[2]).is_none());
    }
}
