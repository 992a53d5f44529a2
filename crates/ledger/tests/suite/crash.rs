//! The durable steps, failing in pairs: failed and not persisted, failed but persisted. After
//! each: nothing acknowledged is lost, nothing is invented, and the log is sound.

use std::sync::atomic::{AtomicU64, Ordering};

use ledger::{AppendError, Home, Log};
use tempfile::TempDir;
use testkit::postgres::Server;

use super::support::{Bed, Fault, Faulty, ORIGIN, Switch, batch, check, entry, keys, open};

/// A log that can be made to fail, and the store as a crash at any moment would leave it.
trait Store {
    fn home(&self) -> Home;

    /// Hands over what a crash at this moment would leave, once it has been started again.
    fn after_a_crash(&self, look: impl FnOnce(&Home));

    fn faulty(&self) -> (Log, Switch) {
        let switch = Switch::default();
        let engine = Faulty::new(self.home().engine(ORIGIN).unwrap(), &switch);
        let log = Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap();
        (log, switch)
    }
}

struct Folder(TempDir);

impl Store for Folder {
    fn home(&self) -> Home {
        Home::from(self.0.path())
    }

    /// All files are synced, none is closed.
    fn after_a_crash(&self, look: impl FnOnce(&Home)) {
        let to = TempDir::new().unwrap();
        for file in std::fs::read_dir(self.0.path())
            .unwrap()
            .map(Result::unwrap)
        {
            // The -shm file is an index in memory; after a crash of the machine it is rebuilt.
            if !file.file_name().to_string_lossy().ends_with("-shm") {
                // `fs::copy` opens the database file a second time, which gives up SQLite's locks
                // in this process; harmless here, since nobody competes for them.
                std::fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
            }
        }
        look(&Home::from(to.path()));
    }
}

struct Database(Server, String);

impl Store for Database {
    fn home(&self) -> Home {
        Home::parse(&self.1).unwrap()
    }

    fn after_a_crash(&self, look: impl FnOnce(&Home)) {
        self.0.crash();
        self.0.resume();
        look(&self.home());
    }
}

fn folder() -> Folder {
    Folder(TempDir::new().unwrap())
}

fn database() -> Database {
    let server = Server::start();
    let url = server.database();
    Database(server, url)
}

/// Checks that exactly `payloads` follow the first 10 entries.
fn assert_holds(home: &Home, payloads: &[&str]) {
    let report = check(home);
    assert!(report.is_sound(), "{:?}", report.problems);
    let log = open(home);
    let entries = log.reader().entries(10, 100).unwrap();
    let found: Vec<_> = entries.iter().map(|e| e.payload.clone().unwrap()).collect();
    let due: Vec<_> = payloads.iter().map(|p| p.as_bytes()).collect();
    assert_eq!(found, due);
}

fn not_persisted(store: &impl Store) {
    let (mut log, switch) = store.faulty();
    log.append(&batch(10)).unwrap();
    switch.set(Fault::NotPersisted);
    let error = log.append(&[entry("s", "lost")]).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(_)), "{error:?}");
    assert_eq!(log.len(), 10);
    // Crash now: nothing of it is there.
    store.after_a_crash(|home| assert_holds(home, &[]));
    // Or go on: the same batch can be sent again.
    switch.set(Fault::None);
    log.hold().unwrap();
    assert_eq!(log.append(&[entry("s", "again")]).unwrap()[0].index, 10);
    drop(log);
    assert_holds(&store.home(), &["again"]);
}

fn persisted(store: &impl Store) {
    let (mut log, switch) = store.faulty();
    log.append(&batch(10)).unwrap();
    switch.set(Fault::Persisted);
    // It is there, durable, under the intended checkpoint: so it is acknowledged after all.
    let position = log.append(&[entry("s", "there")]).unwrap()[0];
    assert_eq!((position.index, position.version, log.len()), (10, 1, 11));
    store.after_a_crash(|home| assert_holds(home, &["there"]));
    switch.set(Fault::None);
    log.hold().unwrap();
    assert_eq!(log.append(&[entry("s", "more")]).unwrap()[0].version, 2);
    drop(log);
    assert_holds(&store.home(), &["there", "more"]);
}

fn not_persisted_and_unsettled(store: &impl Store) {
    let (mut log, switch) = store.faulty();
    log.append(&batch(10)).unwrap();
    switch.set(Fault::NotPersistedUnsettled);
    let error = log.append(&[entry("s", "lost")]).unwrap_err();
    assert_unknown(&error);
    // While nobody knows, nothing is signed or written.
    let error = log.append(&[entry("s", "refused")]).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(_)), "{error:?}");
    assert!(log.recover().is_err());
    store.after_a_crash(|home| assert_holds(home, &[]));
    switch.set(Fault::None);
    log.recover().unwrap();
    assert_eq!(log.len(), 10, "no entry 10: it was not written");
    assert_eq!(log.append(&[entry("s", "again")]).unwrap()[0].index, 10);
    drop(log);
    assert_holds(&store.home(), &["again"]);
}

fn persisted_and_unsettled(store: &impl Store) {
    let (mut log, switch) = store.faulty();
    log.append(&batch(10)).unwrap();
    switch.set(Fault::PersistedUnsettled);
    let error = log.append(&[entry("s", "there")]).unwrap_err();
    assert_unknown(&error);
    store.after_a_crash(|home| assert_holds(home, &["there"]));
    switch.set(Fault::None);
    // The next append reads the log again before it signs: no second entry 10, no fork.
    let position = log.append(&[entry("s", "next")]).unwrap()[0];
    assert_eq!((position.index, position.version), (11, 2));
    let AppendError::Unknown {
        first_index,
        first_leaf,
        ..
    } = error
    else {
        unreachable!()
    };
    let there = log.reader().entry(first_index).unwrap();
    assert_eq!(
        there.leaf_hash, first_leaf,
        "by which it is known to be there"
    );
    drop(log);
    assert_holds(&store.home(), &["there", "next"]);
}

/// The commit happened, nobody was told so, and the log that is read again contradicts itself: that is
/// no reason to say that nothing was written.
#[test]
fn a_doubtful_append_to_a_log_that_is_found_damaged_is_not_told_as_not_written() {
    let store = Folder(TempDir::new().unwrap());
    let (mut log, switch) = store.faulty();
    log.append(&batch(10)).unwrap();
    let db = rusqlite::Connection::open(store.0.path().join("ledger.db")).unwrap();
    db.execute(
        "UPDATE entry SET nodes = zeroblob(length(nodes)) WHERE idx = 7",
        [],
    )
    .unwrap();
    switch.set(Fault::Persisted);
    let error = log.append(&[entry("s", "there")]).unwrap_err();
    assert_unknown(&error);
    let there: i64 = db
        .query_row("SELECT count(*) FROM entry WHERE idx = 10", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(there, 1);
    let error = log.append(&[entry("s", "more")]).unwrap_err();
    assert!(matches!(error, AppendError::Fatal(_)), "{error:?}");
}

fn assert_unknown(error: &AppendError) {
    let unknown = matches!(
        error,
        AppendError::Unknown {
            first_index: 10,
            ..
        }
    );
    assert!(unknown, "{error:?}");
}

/// Founding a log is a durable step as well.
fn founding(store: &impl Store, fault: Fault) {
    let switch = Switch::default();
    switch.set(fault);
    let engine = Faulty::new(store.home().engine(ORIGIN).unwrap(), &switch);
    assert!(Log::with_engine(Box::new(engine), ORIGIN, keys()).is_err());
    store.after_a_crash(|home| {
        open(home).append(&batch(10)).unwrap();
        assert_holds(home, &[]);
    });
}

#[test]
fn sqlite_failed_and_not_persisted() {
    not_persisted(&folder());
    not_persisted_and_unsettled(&folder());
    founding(&folder(), Fault::NotPersisted);
}

#[test]
fn sqlite_failed_but_persisted() {
    persisted(&folder());
    persisted_and_unsettled(&folder());
    founding(&folder(), Fault::Persisted);
}

#[test]
fn postgres_failed_and_not_persisted() {
    let server = Server::start();
    let [a, b, c] = [0; 3].map(|_| server.database());
    let store = Database(server, a);
    not_persisted(&store);
    let store = Database(store.0, b);
    not_persisted_and_unsettled(&store);
    founding(&Database(store.0, c), Fault::NotPersisted);
}

#[test]
fn postgres_failed_but_persisted() {
    let server = Server::start();
    let [a, b, c] = [0; 3].map(|_| server.database());
    let store = Database(server, a);
    persisted(&store);
    let store = Database(store.0, b);
    persisted_and_unsettled(&store);
    founding(&Database(store.0, c), Fault::Persisted);
}

/// A failure at every size around which the stored stream index is brought up to date.
#[test]
fn a_failure_at_the_fold_loses_no_stream() {
    let fold = ledger::engine::FOLD as usize;
    let sizes = [fold - 2, fold - 1, fold, fold + 1];
    for fault in [Fault::NotPersisted, Fault::Persisted] {
        for before in sizes {
            for bed in [Bed::sqlite(), Bed::postgres()] {
                fail_after(before, fault, &bed.home);
            }
        }
    }
}

fn fail_after(before: usize, fault: Fault, home: &Home) {
    let switch = Switch::default();
    let engine = Faulty::new(home.engine(ORIGIN).unwrap(), &switch);
    let mut log = Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap();
    log.append(&batch(before)).unwrap();
    switch.set(fault);
    let written = log.append(&batch(2)).is_ok();
    assert_eq!(written, fault == Fault::Persisted);
    switch.set(Fault::None);
    log.append(&batch(7)).unwrap();
    let total = (before + 7 + if written { 2 } else { 0 }) as u64;
    drop(log);
    let report = check(home);
    assert_eq!((report.entries, report.problems), (total, vec![]));
    let reader = open(home).reader();
    let heads = (0..5).map(|s| reader.head(&format!("stream/{s}")));
    let sum: u64 = heads.map(|h| h.unwrap().unwrap().version).sum();
    assert_eq!(sum, total);
}

/// `pg_ctl stop -m immediate` while entries are written, at another moment each time: what was
/// acknowledged is there, and what is there was sent. The same writer goes on afterwards.
#[test]
fn a_server_that_stops_in_mid_commit_loses_nothing_acknowledged() {
    let store = database();
    let mut log = open(store.home());
    let mut acknowledged = 0;
    for round in 0..5_u64 {
        let (writing, server, written) = (&mut log, &store.0, &AtomicU64::new(0));
        let sent = std::thread::scope(|scope| {
            let writer = scope.spawn(move || {
                for n in acknowledged.. {
                    match writing.append(&[entry("s", format!("{round} {n}"))]) {
                        Ok(positions) => {
                            assert_eq!(positions[0].index, n);
                            written.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(AppendError::NotWritten(_)) => return (n, n),
                        Err(AppendError::Unknown { .. }) => return (n, n + 1),
                        Err(error) => panic!("{error:?}"),
                    }
                }
                unreachable!()
            });
            // On a busy machine the first commit can take long.
            while written.load(Ordering::SeqCst) == 0 && !writer.is_finished() {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            std::thread::sleep(std::time::Duration::from_millis(20 + round * 37));
            server.crash();
            writer.join().unwrap()
        });
        store.0.resume();
        assert!(
            sent.0 > acknowledged,
            "round {round}: nothing was written before the crash"
        );
        let report = check(&store.home());
        assert_eq!(report.problems, vec![]);
        assert!(
            (sent.0..=sent.1).contains(&report.entries),
            "{sent:?}, {}",
            report.entries
        );
        acknowledged = report.entries;
        assert_eq!(log.hold().unwrap(), acknowledged);
        log.release();
    }
}

/// Bytes that no database can make smaller.
fn noise(len: usize, mut seed: u64) -> Vec<u8> {
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    (0..len).map(|_| next() as u8).collect()
}

/// The disk of a server is full: what does not fit is refused whole, what still fits is taken, and
/// once there is room the log goes on.
#[test]
fn a_full_disk_of_a_server_writes_nothing_by_halves() {
    let store = database();
    let server = &store.0;
    server.crash();
    server.limit_files(Some(17 << 10));
    server.resume();
    let mut log = open(store.home());
    let large = |n: u64| entry("large", noise(64 << 10, 1 + n));
    let mut acknowledged = 0;
    let error = loop {
        match log.append(&[entry("small", "before"), large(acknowledged)]) {
            Ok(positions) => acknowledged += positions.len() as u64,
            Err(error) => break error,
        }
        assert!(acknowledged < 2_000, "17 MiB are full by now");
    };
    assert!(matches!(error, AppendError::NotWritten(_)), "{error:?}");
    let fits = log.append(&[entry("small", "fits")]).unwrap()[0].index;
    assert_eq!(fits, acknowledged);
    assert!(log.append(&[large(0)]).is_err());
    let report = check(&store.home());
    assert_eq!(
        (report.entries, report.problems),
        (acknowledged + 1, vec![])
    );

    server.limit_files(None);
    server.crash();
    server.resume();
    log.append(&[large(0)]).unwrap();
    let report = check(&store.home());
    assert_eq!(
        (report.entries, report.problems),
        (acknowledged + 2, vec![])
    );
}
