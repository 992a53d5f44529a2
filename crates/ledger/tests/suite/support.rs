//! Builders shared by the tests, and an engine that fails when told to.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use ledger::engine::{CommitError, Engine, Entries, Head, Heads, Row, Source, State};
use ledger::tree::Node;
use ledger::{Entry, Hash, Home, Keys, LedgerError, Log, NewEntry, PublicKey, Report, fsck};
use tempfile::TempDir;
use testkit::postgres::Server;

use super::oracle::Oracle;

pub const ORIGIN: &str = "ledger.test/one";

/// How often a property is tried: as often as `make fuzz` wants, or as usual.
pub fn cases(usual: u32) -> u32 {
    let wanted = std::env::var("FUZZ_CASES").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

pub fn keys() -> Keys {
    Keys::from_seed(ORIGIN, &[7; 32]).unwrap()
}

pub fn memory() -> Log {
    Log::in_memory(ORIGIN, keys()).unwrap()
}

pub fn open(home: impl Into<Home>) -> Log {
    Log::open(home, ORIGIN, keys()).unwrap()
}

pub fn check(home: &Home) -> Report {
    fsck(home, ORIGIN, keys().public())
}

/// A place for a log, gone after the test.
pub struct Bed {
    pub home: Home,
    _dir: Option<TempDir>,
}

impl Bed {
    pub fn sqlite() -> Bed {
        let dir = TempDir::new().unwrap();
        Bed {
            home: Home::from(&dir.path().join("some/where")),
            _dir: Some(dir),
        }
    }

    pub fn postgres() -> Bed {
        Bed::at(&Server::shared().database())
    }

    pub fn at(url: &str) -> Bed {
        Bed {
            home: Home::parse(url).unwrap(),
            _dir: None,
        }
    }
}

/// Runs a test on each engine that keeps a log for good.
pub fn each_home(test: impl Fn(&Home)) {
    for bed in [Bed::sqlite(), Bed::postgres()] {
        test(&bed.home);
    }
}

/// Runs a test on a fresh log of each kind: in memory, in a folder, on a server, and the oracle.
pub fn each(test: impl Fn(Log)) {
    test(memory());
    each_home(|home| test(open(home)));
    test(Log::with_engine(Box::new(Oracle::default()), ORIGIN, keys()).unwrap());
}

pub fn entry(stream: &str, payload: impl AsRef<[u8]>) -> NewEntry {
    NewEntry {
        stream: stream.into(),
        expected_version: None,
        time_ms: 1_741_000_000_123,
        actor: "actor".into(),
        kind: "kind".into(),
        payload: payload.as_ref().to_vec(),
    }
}

/// `n` entries over a few streams, with payloads of many lengths.
pub fn batch(n: usize) -> Vec<NewEntry> {
    (0..n)
        .map(|i| entry(&format!("stream/{}", i % 5), vec![i as u8; i * 37 % 300]))
        .collect()
}

/// What a [`Faulty`] engine does at its next commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Fault {
    None,
    /// The commit fails and nothing is on the disk.
    NotPersisted,
    /// The commit fails although everything is on the disk.
    Persisted,
    /// As `NotPersisted`, and what happened cannot be settled until the fault is cleared.
    NotPersistedUnsettled,
    /// As `Persisted`, and what happened cannot be settled until the fault is cleared.
    PersistedUnsettled,
}

const FAULTS: [Fault; 5] = [
    Fault::None,
    Fault::NotPersisted,
    Fault::Persisted,
    Fault::NotPersistedUnsettled,
    Fault::PersistedUnsettled,
];

/// The switch of a [`Faulty`] engine, kept by the test.
#[derive(Clone, Default)]
pub struct Switch(Arc<AtomicU8>);

impl Switch {
    pub fn set(&self, fault: Fault) {
        self.0.store(fault as u8, Ordering::SeqCst);
    }

    fn get(&self) -> Fault {
        FAULTS[usize::from(self.0.load(Ordering::SeqCst))]
    }
}

/// Any engine, made to fail at the durable step.
pub struct Faulty {
    pub inner: Box<dyn Engine>,
    pub switch: Switch,
    pub settled: Arc<Mutex<u32>>,
    pub meanwhile: Meanwhile,
}

/// What happens while somebody reads: before the read of this number, once.
#[derive(Clone, Default)]
pub struct Meanwhile(Arc<Mutex<Option<(u32, Deed)>>>);

type Deed = Box<dyn FnOnce() + Send>;

impl Meanwhile {
    pub fn before(&self, read: u32, deed: impl FnOnce() + Send + 'static) {
        *self.0.lock().unwrap() = Some((read, Box::new(deed)));
    }

    /// Whether it is still to happen.
    pub fn is_due(&self) -> bool {
        self.0.lock().unwrap().is_some()
    }

    fn read(&self) {
        let mut due = self.0.lock().unwrap();
        let Some((left, _)) = due.as_mut() else {
            return;
        };
        match left.checked_sub(1) {
            Some(fewer) => *left = fewer,
            None => {
                let deed = due.take();
                // It may read as well.
                drop(due);
                deed.into_iter().for_each(|(_, deed)| deed());
            }
        }
    }
}

/// A source that is read while something happens.
struct Read(Arc<dyn Source>, Meanwhile);

impl Read {
    fn source(&self) -> &dyn Source {
        self.1.read();
        self.0.as_ref()
    }
}

impl Source for Read {
    fn state(&self) -> Result<State, LedgerError> {
        self.source().state()
    }

    fn each(
        &self,
        from: u64,
        limit: usize,
        see: &mut dyn FnMut(&Row<'_>),
    ) -> Result<(), LedgerError> {
        self.source().each(from, limit, see)
    }

    fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError> {
        self.source().head(stream)
    }

    fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError> {
        self.source().stream(stream, from)
    }

    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, LedgerError> {
        self.source().nodes(nodes)
    }

    fn heads(&self) -> Result<Heads, LedgerError> {
        self.source().heads()
    }

    fn examine(&self) -> Result<Vec<String>, LedgerError> {
        self.source().examine()
    }
}

impl Faulty {
    pub fn new(inner: Box<dyn Engine>, switch: &Switch) -> Faulty {
        Faulty {
            inner,
            switch: switch.clone(),
            settled: Arc::default(),
            meanwhile: Meanwhile::default(),
        }
    }
}

pub fn io_error() -> LedgerError {
    LedgerError::Io {
        path: "injected".into(),
        source: std::io::Error::other("injected"),
    }
}

impl Engine for Faulty {
    fn load(&mut self) -> Result<Option<State>, LedgerError> {
        self.inner.load()
    }

    fn create(
        &mut self,
        origin: &str,
        note: &str,
        entries: &mut Entries<'_>,
    ) -> Result<(), LedgerError> {
        match self.switch.get() {
            Fault::None => return self.inner.create(origin, note, entries),
            Fault::Persisted | Fault::PersistedUnsettled => {
                self.inner.create(origin, note, entries)?;
            }
            Fault::NotPersisted | Fault::NotPersistedUnsettled => {}
        }
        Err(io_error())
    }

    fn heads(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError> {
        self.inner.heads(streams)
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    fn latest(&mut self, hold: bool) -> Result<Option<String>, LedgerError> {
        self.inner.latest(hold)
    }

    fn release(&mut self) {
        self.inner.release();
    }

    fn commit(&mut self, upon: &str, rows: &[Row<'_>], note: &str) -> Result<(), CommitError> {
        match self.switch.get() {
            Fault::None => return self.inner.commit(upon, rows, note),
            Fault::Persisted | Fault::PersistedUnsettled => self.inner.commit(upon, rows, note)?,
            Fault::NotPersisted | Fault::NotPersistedUnsettled => {}
        }
        Err(CommitError::Doubtful(io_error()))
    }

    fn erase(&mut self, indices: &[u64]) -> Result<(), LedgerError> {
        match self.switch.get() {
            Fault::None => self.inner.erase(indices),
            _ => Err(io_error()),
        }
    }

    fn settle(&mut self) -> Result<(), LedgerError> {
        match self.switch.get() {
            Fault::NotPersistedUnsettled | Fault::PersistedUnsettled => Err(io_error()),
            _ => {
                *self.settled.lock().unwrap() += 1;
                self.inner.settle()
            }
        }
    }

    fn source(&self) -> Arc<dyn Source> {
        Arc::new(Read(self.inner.source(), self.meanwhile.clone()))
    }
}

/// What the verifier that shares no line with this crate says of a package.
pub fn verify(package: &Path, key: &PublicKey) -> std::process::Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verify/verify.py");
    let mut python = std::process::Command::new("python3");
    let python = python.arg("-B").arg(&script).arg("package").arg(package);
    let run = python.arg(key.to_string()).output();
    run.expect("python3 is installed: see tools/need.sh")
}
