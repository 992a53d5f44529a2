//! A disk that fails when a test tells it to.
//!
//! It stands below everything that writes files in a process, SQLite and the standard library alike: a test that links this crate calls its `write`, `fsync`, `rename` and the rest in place of the
//! system's. For files outside a watched folder they do nothing but pass the call on.
//!
//! It knows nothing of what is written, and no program of ours links it.

mod calls;
pub mod sweep;
mod unsynced;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

use calls::untouched;
use unsynced::Unsynced;

/// What goes wrong at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The call is not carried out and reports an error; later calls succeed.
    Refused,
    /// The call is carried out and reports an error all the same; later calls succeed.
    Reported,
    /// Half of a write is carried out, then the disk is full and takes nothing new until it heals.
    Full,
    /// The process is killed: from this call on nothing is carried out. What was written before
    /// stays, synced or not, since the system goes on.
    Killed,
    /// The power fails: from this call on nothing is carried out, and [`Disk::heal`] takes back
    /// what was never synced. If the call is never made, the power fails at the end. All of it for seed 0, else a part that the seed decides: some of the
    /// sectors of each file, and the latest of the names.
    PowerCut {
        /// Which part is lost.
        seed: u64,
    },
}

/// A folder whose files lie on a frail disk, for as long as the value lives. Files that are only
/// memory shared between processes (`-shm`) are left alone: they are made anew after a crash.
pub struct Disk {
    id: usize,
}

struct Watched {
    id: usize,
    root: PathBuf,
    calls: u64,
    plan: Option<(u64, Failure)>,
    unsynced: Unsynced,
}

static DISKS: Mutex<Vec<Watched>> = Mutex::new(Vec::new());
/// How many there are, so that whoever watches none pays for a look at this number only.
static COUNT: AtomicUsize = AtomicUsize::new(0);
static NEXT: AtomicUsize = AtomicUsize::new(0);

impl Disk {
    /// Watches everything below `root`, which must exist and be no part of another watched folder.
    ///
    /// # Errors
    /// If `root` cannot be resolved, or nothing can be put beside it.
    pub fn below(root: &Path) -> io::Result<Disk> {
        let (root, id) = (root.canonicalize()?, NEXT.fetch_add(1, Ordering::SeqCst));
        let unsynced = Unsynced::beside(&root, id)?;
        let mut disks = DISKS.lock();
        disks.push(Watched {
            id,
            root,
            calls: 0,
            plan: None,
            unsynced,
        });
        COUNT.store(disks.len(), Ordering::SeqCst);
        Ok(Disk { id })
    }

    /// Lets call number `at`, counted from now and from 0, fail as told.
    pub fn fail(&self, at: u64, how: Failure) {
        self.with(|disk| (disk.calls, disk.plan) = (0, Some((at, how))));
    }

    /// How many calls there were since the last [`Disk::fail`] or [`Disk::heal`].
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.with(|disk| disk.calls)
    }

    /// Makes the disk whole again: after a power cut, as it is found when the machine starts.
    /// Nothing below the folder may be open then.
    ///
    /// # Errors
    /// If what was lost cannot be taken back.
    pub fn heal(&self) -> io::Result<()> {
        self.with(|disk| {
            disk.calls = 0;
            match disk.plan.take() {
                Some((_, Failure::PowerCut { seed })) => disk.unsynced.lose(seed),
                _ => Ok(()),
            }
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Watched) -> T) -> T {
        untouched(|| {
            let mut disks = DISKS.lock();
            let disk = disks.iter_mut().find(|disk| disk.id == self.id);
            act(disk.expect("watched for as long as the value lives"))
        })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        untouched(|| {
            let mut disks = DISKS.lock();
            disks.retain(|disk| disk.id != self.id);
            COUNT.store(disks.len(), Ordering::SeqCst);
        });
    }
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    CarryOut,
    CarryOutAndFail,
    Fail(i32),
    Half,
}

impl Watched {
    fn verdict(&mut self, grows: bool) -> Verdict {
        let number = self.calls;
        self.calls += 1;
        let Some((at, how)) = self.plan.filter(|(at, _)| number >= *at) else {
            return Verdict::CarryOut;
        };
        match how {
            Failure::Refused if number == at => Verdict::Fail(libc::EIO),
            Failure::Reported if number == at => Verdict::CarryOutAndFail,
            Failure::Refused | Failure::Reported => Verdict::CarryOut,
            Failure::Full if !grows => Verdict::CarryOut,
            Failure::Full if number == at => Verdict::Half,
            Failure::Full => Verdict::Fail(libc::ENOSPC),
            Failure::Killed | Failure::PowerCut { .. } => Verdict::Fail(libc::EIO),
        }
    }
}
