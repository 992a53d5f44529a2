//! Builders shared by the tests, and an engine that fails when told to.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use ledger::engine::{CommitError, Engine, Head, Row, Source, State};
use ledger::{Keys, LedgerError, Log, NewEntry};

pub const ORIGIN: &str = "ledger.test/one";

pub fn keys() -> Keys {
    Keys::from_seed(ORIGIN, &[7; 32]).unwrap()
}

pub fn memory() -> Log {
    Log::in_memory(ORIGIN, keys()).unwrap()
}

pub fn open(dir: &std::path::Path) -> Log {
    Log::open(dir, ORIGIN, keys()).unwrap()
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
pub struct Faulty<E> {
    pub inner: E,
    pub switch: Switch,
    pub settled: Arc<Mutex<u32>>,
}

impl<E: Engine> Faulty<E> {
    pub fn new(inner: E, switch: &Switch) -> Faulty<E> {
        Faulty {
            inner,
            switch: switch.clone(),
            settled: Arc::default(),
        }
    }
}

pub fn io_error() -> LedgerError {
    LedgerError::Io {
        path: "injected".into(),
        source: std::io::Error::other("injected"),
    }
}

impl<E: Engine> Engine for Faulty<E> {
    fn load(&mut self) -> Result<Option<State>, LedgerError> {
        self.inner.load()
    }

    fn create(&mut self, origin: &str, note: &str) -> Result<(), LedgerError> {
        self.inner.create(origin, note)
    }

    fn head(&mut self, stream: &str) -> Result<Option<Head>, LedgerError> {
        self.inner.head(stream)
    }

    fn commit(&mut self, rows: &[Row<'_>], note: &str) -> Result<(), CommitError> {
        match self.switch.get() {
            Fault::None => return self.inner.commit(rows, note),
            Fault::Persisted | Fault::PersistedUnsettled => self.inner.commit(rows, note)?,
            Fault::NotPersisted | Fault::NotPersistedUnsettled => {}
        }
        Err(CommitError {
            maybe_written: true,
            source: io_error(),
        })
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
        self.inner.source()
    }
}
