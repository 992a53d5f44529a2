//! Every durable step on PostgreSQL with the connection cut at each message in turn, before the server
//! has it or before its answer comes back: failed and not persisted, failed but persisted. After
//! each: what was acknowledged is there, what was refused is not, and the same program goes on.

use std::path::Path;

use frail::sweep::Told;
use ledger::engine::FOLD;
use ledger::{Cabinet, Home, Keys, LedgerError, Log, fsck, relocate};
use tempfile::TempDir;
use testkit::postgres::Server;
use testkit::proxy::{Cut, Proxy};

use super::frail::{
    append, assert_as_told, assert_both, change_both, destroy, filled, told, tries,
};
use super::support::{ORIGIN, batch, check, entry, keys, open};

/// A durable step on a database, and what must hold after it.
struct Step<'a, S> {
    /// Puts into a new database what is there before the step.
    prepare: &'a dyn Fn(&Home),
    /// What a program opens at its start, with a folder of its own.
    start: fn(&Home, &Path) -> S,
    /// The step. It is given how often it was tried before.
    act: fn(&mut S, u32) -> Told,
    /// Looks at the database. It is given how each try ended.
    check: &'a dyn Fn(&Home, &Path, &[Told]),
}

impl<S> Step<'_, S> {
    /// Cuts the connection at one in `stride` of the step's messages, in both ways; at all of them
    /// with `FRAIL=all` in the environment, as `make crash` has it.
    fn sweep(&self, stride: usize) {
        let stride = std::env::var_os("FRAIL").map_or(stride, |_| 1);
        let proxy = Proxy::before(&Server::shared().socket());
        for (n, cut) in [Cut::Before, Cut::After].into_iter().enumerate() {
            let messages = (n as u64 % stride as u64..).step_by(stride);
            let met = messages.take_while(|at| self.cut(&proxy, *at, cut)).count();
            assert!(met > 0, "the step sends something");
        }
    }

    /// Returns whether it came to the cut.
    fn cut(&self, proxy: &Proxy, at: u64, cut: Cut) -> bool {
        let (url, dir) = (Server::shared().database(), TempDir::new().unwrap());
        let name = url.rsplit('/').next().unwrap();
        let [home, through] = [&url, &proxy.url(name)].map(|url| Home::parse(url).unwrap());
        (self.prepare)(&home);
        let mut program = (self.start)(&through, dir.path());
        let _fate = proxy.arm_after(at, cut);
        let told = (self.act)(&mut program, 0);
        let met = proxy.disarm();
        (self.check)(&home, dir.path(), &[told]);
        let again = (self.act)(&mut program, 1);
        drop(program);
        (self.check)(&home, dir.path(), &[told, again]);
        assert_eq!(again, Told::Done, "{cut:?} {at}: {told:?}, and again");
        met
    }
}

/// A log with these entries before, to which batches are appended.
fn appending(before: usize) {
    let step = Step {
        prepare: &|home| drop(open(home).append(&batch(before)).unwrap()),
        start: |home, _| open(home),
        act: append,
        check: &|home, _, told| {
            assert_eq!(check(home).problems, vec![]);
            assert_as_told(&tries(&open(home), before as u64, 3), told);
        },
    };
    step.sweep(2);
}

#[test]
fn an_append() {
    appending(10);
}

#[test]
fn an_append_that_folds() {
    appending(FOLD as usize - 2);
}

/// An append by a writer that holds the turn: several round trips.
#[test]
fn an_append_in_turn() {
    let step = Step {
        prepare: &|home| drop(open(home).append(&batch(10)).unwrap()),
        start: |home, _| open(home),
        act: |log, n| match log.hold() {
            Ok(_) => append(log, n),
            Err(_) => Told::NotDone,
        },
        check: &|home, _, told| {
            assert_eq!(check(home).problems, vec![]);
            assert_as_told(&tries(&open(home), 10, 3), told);
        },
    };
    step.sweep(1);
}

/// Of a log that is made at the first opening.
#[test]
fn a_founding() {
    let step = Step {
        prepare: &|_| (),
        start: |home, _| home.clone(),
        act: |home, _| match Log::open(&*home, ORIGIN, keys()) {
            Ok(mut log) => told(&log.append(&[entry("s", "first")])),
            Err(_) => Told::NotDone,
        },
        check: &|home, _, told| {
            let len = open(home).len();
            assert_eq!(check(home).problems, vec![]);
            let done = told.iter().filter(|one| **one == Told::Done).count() as u64;
            let refused = told.iter().filter(|one| **one == Told::NotDone).count();
            assert!(
                (done..=(told.len() - refused) as u64).contains(&len),
                "{told:?}"
            );
        },
    };
    step.sweep(5);
}

#[test]
fn a_rotation() {
    fn keyed(home: &Home, dir: &Path) -> Result<Log, LedgerError> {
        let path = dir.join("log.key");
        Keys::settle(&path, ORIGIN, &home.source(ORIGIN)?.state()?.note)?;
        Log::open(home, ORIGIN, Keys::open(&path, ORIGIN)?)
    }
    let step = Step {
        prepare: &|_| (),
        start: |home, dir| {
            let path = dir.join("log.key");
            let keys = Keys::open_or_create(&path, ORIGIN).unwrap();
            let mut log = Log::open(home, ORIGIN, keys).unwrap();
            log.append(&batch(3)).unwrap();
            (log, home.clone(), dir.to_path_buf())
        },
        act: |(log, home, dir), _| {
            let new = Keys::generate(ORIGIN).unwrap();
            let told = told(&log.rotate(new, &dir.join("log.key"), "actor", 5));
            if told == Told::Unknown {
                *log = keyed(home, dir).unwrap();
            }
            told
        },
        check: &|home, dir, told| {
            let log = keyed(home, dir).unwrap();
            let done = told.iter().filter(|one| **one == Told::Done).count() as u64;
            let refused = told.iter().filter(|one| **one == Told::NotDone).count();
            let changes = log.len() - 3;
            assert!(
                (done..=(told.len() - refused) as u64).contains(&changes),
                "{told:?}"
            );
            let report = fsck(home, ORIGIN, log.keys().public());
            assert_eq!(report.problems, vec![]);
        },
    };
    step.sweep(2);
}

#[test]
fn a_destruction() {
    let step = Step {
        prepare: &|home| drop(open(home).append(&batch(5)).unwrap()),
        start: |home, _| open(home),
        act: |log, _| destroy(log, &[1, 3]),
        check: &|home, _, told| {
            // Opening erases what is recorded and still there.
            let log = open(home);
            let found = log.reader().entries(0, 5).unwrap();
            let gone: Vec<_> = found.iter().filter(|one| one.payload.is_none()).collect();
            assert_eq!(check(home).problems, vec![]);
            assert_eq!(gone.len(), if log.len() > 5 { 2 } else { 0 }, "{told:?}");
            assert!(told[told.len() - 1].allows(!gone.is_empty()), "{told:?}");
        },
    };
    step.sweep(3);
}

/// From a folder into the database.
#[test]
fn a_move() {
    let folder = TempDir::new().unwrap();
    open(folder.path()).append(&batch(40)).unwrap();
    static FROM: std::sync::OnceLock<Home> = std::sync::OnceLock::new();
    FROM.get_or_init(|| Home::from(folder.path()));
    let step = Step {
        prepare: &|_| (),
        start: |home, _| home.clone(),
        act: |home, _| {
            let from = FROM.get().unwrap();
            Told::of(&relocate(from, home, ORIGIN, keys().public()))
        },
        check: &|home, _, told| {
            if told.contains(&Told::Done) {
                assert_eq!((open(home).len(), check(home).problems), (40, vec![]));
            }
        },
    };
    step.sweep(11);
}

#[test]
fn a_change_of_the_cabinet() {
    let step = Step {
        prepare: &filled,
        start: |home, _| Cabinet::open(home).unwrap(),
        act: change_both,
        check: &|home, _, told| assert_both(home, told),
    };
    step.sweep(1);
}
