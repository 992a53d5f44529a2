//! A durable step, tried once for each call it makes, with that call failing, in each way to fail.
//!
//! It does not know what the step does: the test says what must hold after it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::{Disk, Failure};

/// How a step ended, as its caller was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is acknowledged: it must be there from now on.
    Done,
    /// It is refused: it must never be there.
    NotDone,
    /// Nobody can tell: it may be there, whole.
    Unknown,
}

impl Told {
    /// Where an error says nothing of what was written.
    pub fn of<T, E>(result: &Result<T, E>) -> Told {
        match result {
            Ok(_) => Told::Done,
            Err(_) => Told::Unknown,
        }
    }

    /// Whether that is compatible with its being there or not.
    #[must_use]
    pub fn allows(self, there: bool) -> bool {
        match self {
            Told::Done => there,
            Told::NotDone => !there,
            Told::Unknown => true,
        }
    }
}

/// The ways in which a process ends in mid-step.
const ENDS: [Failure; 5] = [
    Failure::Killed,
    Failure::PowerCut { seed: 0 },
    Failure::PowerCut { seed: 1 },
    Failure::PowerCut { seed: 2 },
    Failure::PowerCut { seed: 3 },
];
/// The ways in which a call fails in a process that goes on.
const ERRORS: [Failure; 3] = [Failure::Refused, Failure::Reported, Failure::Full];

/// A durable step and what must hold after it.
pub struct Step<'a, S> {
    /// The folder before the step.
    pub before: &'a Path,
    /// What a program opens at its start.
    pub start: fn(&Path) -> S,
    /// The step. It is given how often it was tried before.
    pub act: fn(&mut S, u32) -> Told,
    /// Looks at the folder with no program running. It is given how each try ended.
    pub check: &'a dyn Fn(&Path, &[Told]),
}

impl<S> Step<'_, S> {
    /// Lets one in `stride` of the step's calls fail, in each way; each way begins at another
    /// call. After each the folder is checked, and the step is tried again and must succeed.
    /// With `FRAIL=all` in the environment all calls fail, whatever the stride.
    ///
    /// # Panics
    /// Where it does not, or the step makes no call at all.
    pub fn sweep(&self, stride: usize) {
        let stride = std::env::var_os("FRAIL").map_or(stride, |_| 1);
        let ends = ENDS.into_iter().map(|how| (how, true));
        let errors = ERRORS.into_iter().map(|how| (how, false));
        for (n, (how, is_end)) in ends.chain(errors).enumerate() {
            let calls = (n as u64 % stride as u64..).step_by(stride);
            let struck = calls.take_while(|at| self.fails(*at, how, is_end)).count();
            assert!(struck > 0, "the step makes no call that fails");
        }
    }

    /// Returns whether it came to the failure.
    fn fails(&self, at: u64, how: Failure, is_end: bool) -> bool {
        let dir = TempDir::new().expect("a folder");
        copy(self.before, dir.path()).expect("a copy");
        let disk = Disk::below(dir.path()).expect("a frail disk");
        let mut program = (self.start)(dir.path());
        disk.fail(at, how);
        let told = (self.act)(&mut program, 0);
        let struck = disk.calls() > at;
        if is_end {
            drop(program);
            disk.heal().expect("the disk as it is found");
            (self.check)(dir.path(), &[told]);
            program = (self.start)(dir.path());
        } else {
            disk.heal().expect("nothing was lost");
        }
        let again = (self.act)(&mut program, 1);
        drop(program);
        (self.check)(dir.path(), &[told, again]);
        assert_eq!(
            again,
            Told::Done,
            "{how:?} at call {at}: {told:?}, and again"
        );
        struck
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let target = to.join(item.file_name());
        match item.path().is_dir() {
            true => copy(&item.path(), &target)?,
            false => drop(fs::copy(item.path(), target)?),
        }
    }
    Ok(())
}
