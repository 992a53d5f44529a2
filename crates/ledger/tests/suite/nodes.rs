//! Several writers on one log: one order, no gaps, no forks, whatever is cut off when.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ledger::proof::verify_consistency;
use ledger::{AppendError, Destroy, Hash, Home, LedgerError, Log, NewEntry, Reader};
use testkit::postgres::Server;
use testkit::proxy::{Cut, Proxy};

use super::oracle::Oracle;
use super::support::{Bed, Fault, Faulty, ORIGIN, Switch, batch, check, entry, keys, open};

fn expecting(stream: &str, version: u64) -> NewEntry {
    NewEntry {
        expected_version: Some(version),
        ..entry(stream, "x")
    }
}

/// Two writers of the same log, on each engine that allows it.
fn pairs(test: impl Fn([Log; 2])) {
    let oracle = Oracle::default();
    let on = |oracle: &Oracle| Log::with_engine(Box::new(oracle.clone()), ORIGIN, keys()).unwrap();
    test([on(&oracle), on(&oracle)]);
    let bed = Bed::postgres();
    test([open(&bed.home), open(&bed.home)]);
    assert_eq!(check(&bed.home).problems, vec![]);
}

#[test]
fn two_writers_take_turns_without_gaps() {
    pairs(|mut logs| {
        for round in 0..40 {
            let log = &mut logs[round / 3 % 2];
            let size = 1 + round * 7 % 30;
            let first = log.append(&batch(size)).unwrap()[0].index;
            let entries = log.reader().entries(first, 1000).unwrap();
            assert_eq!(entries.len(), size, "a writer reads its own writes");
        }
        assert_eq!(logs[0].follow().unwrap(), logs[1].follow().unwrap());
        assert_eq!(logs[0].checkpoint(), logs[1].checkpoint());
    });
}

#[test]
fn a_stream_that_another_has_changed_is_a_conflict() {
    pairs(|[mut a, mut b]| {
        a.append(&[expecting("s", 0)]).unwrap();
        let error = b.append(&[expecting("s", 0)]).unwrap_err();
        assert!(
            matches!(error, AppendError::Conflict { actual: 1, .. }),
            "{error:?}"
        );
        // What has been read of another's entries may be built upon.
        b.append(&[expecting("s", 1)]).unwrap();
        assert_eq!(a.append(&[expecting("s", 2)]).unwrap()[0].version, 3);
        assert_eq!((a.len(), b.follow().unwrap()), (3, 3));
    });
}

#[test]
fn nobody_else_appends_while_one_holds_the_log() {
    let bed = Bed::postgres();
    let (mut a, mut b) = (open(&bed.home), open(&bed.home));
    b.append(&batch(3)).unwrap();
    assert_eq!(a.hold().unwrap(), 3);
    let waiting = Instant::now();
    thread::scope(|scope| {
        let other = scope.spawn(|| b.append(&[entry("b", "after")]).unwrap()[0].index);
        thread::sleep(Duration::from_millis(300));
        assert!(!other.is_finished());
        assert_eq!(a.append(&[entry("a", "first")]).unwrap()[0].index, 3);
        assert_eq!(other.join().unwrap(), 4);
    });
    assert!(waiting.elapsed() >= Duration::from_millis(300));
    // A turn that is given up, or whose batch is refused, is over.
    a.hold().unwrap();
    a.release();
    b.append(&batch(1)).unwrap();
    a.hold().unwrap();
    assert!(a.append(&[expecting("a", 7)]).is_err());
    b.append(&batch(1)).unwrap();
}

#[test]
fn what_was_judged_by_an_older_log_is_not_written() {
    pairs(|[mut a, mut b]| {
        let judged = a.hold().unwrap();
        a.append_at(judged, &[entry("a", "x")]).unwrap();
        let judged = a.hold().unwrap();
        a.release();
        b.append(&[entry("b", "faster")]).unwrap();
        let late = a.append_at(judged, &[entry("a", "late")]).unwrap_err();
        assert!(
            matches!(late, AppendError::NotWritten(LedgerError::Busy { .. })),
            "{late:?}"
        );
        assert_eq!((judged, a.follow().unwrap()), (1, 2));
    });
}

/// Makes the server end the session that has its turn at a log, and none that only reads; whether there was one.
fn end_session(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap();
    let terminate = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = '{name}' AND state = 'idle in transaction'
         AND pid IN (SELECT pid FROM pg_locks WHERE mode = 'RowShareLock' AND granted)"
    );
    Server::shared().psql(name, &terminate).unwrap() == "t"
}

/// The server ends the session that holds the log: its turn is over, another goes on, and what
/// was to be appended in that turn is appended after it, or refused as a conflict.
#[test]
fn a_lost_turn_does_no_harm() {
    let url = Server::shared().database();
    let (mut a, mut b) = (
        open(Home::parse(&url).unwrap()),
        open(Home::parse(&url).unwrap()),
    );
    a.append(&[expecting("s", 0)]).unwrap();
    a.hold().unwrap();
    assert!(end_session(&url));
    b.append(&[expecting("s", 1)]).unwrap();
    let stale = a.append(&[expecting("s", 1)]);
    assert!(
        matches!(
            stale,
            Err(AppendError::Conflict { .. } | AppendError::NotWritten(_))
        ),
        "{stale:?}"
    );
    assert_eq!(a.append(&[expecting("s", 2)]).unwrap()[0].index, 2);
    assert_eq!(check(&Home::parse(&url).unwrap()).problems, vec![]);
}

/// Somebody goes on with a log while it is moved, once the mover has lost its turn: the log is not called
/// damaged, and the move goes on where it was when it is tried again.
#[test]
fn a_log_that_grows_while_it_is_moved_is_told_so_and_moved_again() {
    let url = Server::shared().database();
    let (from, to) = (Home::parse(&url).unwrap(), Bed::sqlite());
    let mut log = open(&from);
    log.append(&batch(4000)).unwrap();
    let move_it = || ledger::relocate(&from, &to.home, ORIGIN, keys().public());
    let moved = thread::scope(|scope| {
        let moving = scope.spawn(move_it);
        while !moving.is_finished() && !end_session(&url) {}
        while !moving.is_finished() {
            log.append(&batch(1)).unwrap();
        }
        moving.join().unwrap()
    });
    let Err(error @ LedgerError::Overtaken { .. }) = moved else {
        panic!("{moved:?}")
    };
    assert!(!error.is_fatal());
    assert_eq!(move_it().unwrap().entries, log.len());
}

/// The server ends every session again and again while the log is checked: the check says that it broke off, and accuses
/// nothing of what it could not read.
#[test]
fn a_check_that_is_cut_off_accuses_nobody() {
    let url = Server::shared().database();
    let home = Home::parse(&url).unwrap();
    open(home.clone()).append(&batch(4000)).unwrap();
    let name = url.rsplit('/').next().unwrap();
    let cut = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    );
    let mut sorts = Vec::new();
    for _ in 0..100 {
        thread::scope(|scope| {
            let checking = scope.spawn(|| ledger::fsck(&home, ORIGIN, keys().public()));
            while !checking.is_finished() {
                Server::shared().psql(name, &cut).unwrap();
            }
            sorts.extend(
                checking
                    .join()
                    .unwrap()
                    .problems
                    .iter()
                    .map(|problem| problem.sort),
            );
        });
        if sorts.len() >= 3 {
            break;
        }
    }
    assert!(sorts.len() >= 3, "no check was cut off");
    assert!(
        sorts.iter().all(|sort| *sort == ledger::Sort::Unread),
        "{sorts:?}"
    );
}

/// Whoever ends the turns waits for one that goes on; what was judged in one that was lost is not
/// appended later, though the log has as many entries as then.
#[test]
fn what_was_judged_in_a_turn_that_was_ended_is_not_appended() {
    let bed = Bed::postgres();
    let mut a = open(&bed.home);
    let judged = a.hold().unwrap();
    thread::scope(|scope| {
        let ending = scope.spawn(|| bed.home.end_turns(ORIGIN).unwrap());
        thread::sleep(Duration::from_millis(300));
        assert!(!ending.is_finished());
        a.append_at(judged, &[entry("a", "in its turn")]).unwrap();
        ending.join().unwrap();
    });
    let judged = a.hold().unwrap();
    // As when the server has ended its session.
    a.release();
    bed.home.end_turns(ORIGIN).unwrap();
    let late = a.append_at(judged, &[entry("a", "late")]).unwrap_err();
    let AppendError::NotWritten(LedgerError::Busy { .. }) = late else {
        panic!("{late:?}")
    };
    assert_eq!((judged, a.hold().unwrap()), (1, 1));
    a.append_at(1, &[entry("a", "judged again")]).unwrap();
    assert_eq!(check(&bed.home).problems, vec![]);
    assert_eq!(bed.home.origins().unwrap().unwrap(), [ORIGIN]);
    assert!(bed.home.holds(ORIGIN).unwrap() && !bed.home.holds("another").unwrap());
}

/// A connection cut around the commit, in every way: the answer is true, and nothing arrives later.
#[test]
fn a_connection_cut_in_mid_commit_is_answered_truthfully() {
    let server = Server::shared();
    let proxy = Proxy::before(&server.socket());
    let url = server.database();
    let name = url.rsplit('/').next().unwrap();
    let (home, through) = (
        Home::parse(&url).unwrap(),
        Home::parse(&proxy.url(name)).unwrap(),
    );
    let mut log = open(&through);
    log.append(&batch(10)).unwrap();
    let mut due = 10;
    for (held, word) in [(false, &b"MARK"[..]), (true, b"COMMIT")] {
        for (cut, written) in [(Cut::Before, false), (Cut::After, true), (Cut::Late, held)] {
            if held {
                log.hold().unwrap();
            }
            let fate = proxy.arm(word, cut);
            let mark = [entry("s", format!("MARK {held} {cut:?}"))];
            let answer = thread::scope(|scope| {
                let answer = scope.spawn(|| log.append(&mark));
                // Whoever settles waits for the turn that is still open, and so for what ends it.
                if held {
                    thread::sleep(Duration::from_millis(300));
                    fate.arrive();
                    return answer.join().unwrap();
                }
                let answer = answer.join().unwrap();
                fate.arrive();
                answer
            });
            assert!(proxy.has_cut());
            let acknowledged = match &answer {
                Ok(positions) => {
                    assert_eq!(positions[0].index, due);
                    true
                }
                Err(AppendError::NotWritten(_)) => false,
                other => panic!("{held} {cut:?}: {other:?}"),
            };
            due += u64::from(acknowledged);
            let report = check(&home);
            let found = (report.entries, report.problems);
            assert_eq!(found, (due, vec![]), "{held} {cut:?}: {answer:?}");
            assert_eq!(acknowledged, written, "{held} {cut:?}: {answer:?}");
            assert_eq!(log.append(&[entry("s", "more")]).unwrap()[0].index, due);
            due += 1;
        }
    }
}

/// While the server is away nobody knows what became of the commit; once it is back, it is known.
#[test]
fn what_cannot_be_known_is_not_acknowledged() {
    let server = Server::start();
    let proxy = Proxy::before(&server.socket());
    let url = server.database();
    let mut log = open(Home::parse(&proxy.url(url.rsplit('/').next().unwrap())).unwrap());
    log.append(&batch(2)).unwrap();
    thread::scope(|scope| {
        // Kept until the server has been stopped.
        let _fate = proxy.arm(b"MARK", Cut::Late);
        scope.spawn(|| server.crash());
        thread::sleep(Duration::from_millis(100));
        let error = log.append(&[entry("s", "MARK")]).unwrap_err();
        assert!(
            matches!(
                error,
                AppendError::Unknown { .. } | AppendError::NotWritten(_)
            ),
            "{error:?}"
        );
    });
    assert!(log.append(&batch(1)).is_err());
    server.resume();
    log.recover().unwrap();
    assert_eq!(log.len(), 2);
    assert_eq!(log.append(&batch(1)).unwrap()[0].index, 2);
}

/// Two logs that disagree about the past are told apart before anything more is signed.
#[test]
fn a_writer_refuses_a_past_that_is_not_its_own() {
    let server = Server::shared();
    let url = server.database();
    let home = Home::parse(&url).unwrap();
    let mut log = open(&home);
    log.append(&batch(5)).unwrap();
    // Somebody with the key puts another log in its place: sound in itself, and longer.
    let other = Bed::postgres();
    open(&other.home).append(&batch(9)).unwrap();
    let name = url.rsplit('/').next().unwrap();
    let schema = format!("\"log:{ORIGIN}\"");
    server
        .psql(name, &format!("DROP SCHEMA {schema} CASCADE"))
        .unwrap();
    ledger::relocate(&other.home, &home, ORIGIN, keys().public()).unwrap();
    assert_eq!(check(&home).problems, vec![]);
    let error = log.append(&batch(1)).unwrap_err();
    let AppendError::Fatal(LedgerError::Corrupt { .. }) = error else {
        panic!("{error:?}")
    };
    assert_eq!(check(&home).entries, 9, "nothing was signed on top of it");
}

#[test]
fn what_was_looked_at_in_an_older_log_is_not_destroyed() {
    pairs(|[mut a, mut b]| {
        a.append(&batch(3)).unwrap();
        let what = Destroy {
            entries: vec![0],
            blobs: vec![],
            reason: String::new(),
            actor: String::new(),
            time_ms: 0,
        };
        let len = a.hold().unwrap();
        a.release();
        b.append(&batch(1)).unwrap();
        let error = a.destroy_at(len, &what).unwrap_err();
        let AppendError::NotWritten(LedgerError::Busy { .. }) = error else {
            panic!("{error:?}")
        };
        assert!(a.reader().entry(0).unwrap().payload.is_some());
        let len = a.hold().unwrap();
        a.destroy_at(len, &what).unwrap();
        assert!(a.reader().entry(0).unwrap().payload.is_none());
    });
}

/// As a standby that lagged behind takes over in mid-commit: what it lacks was acknowledged.
#[test]
fn a_server_that_comes_back_without_acknowledged_entries_is_not_built_upon() {
    let server = Server::shared();
    let url = server.database();
    let home = Home::parse(&url).unwrap();
    let switch = Switch::default();
    let engine = Faulty::new(home.engine(ORIGIN).unwrap(), &switch);
    let mut log = Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap();
    log.append(&batch(5)).unwrap();
    let sql = |sql: &str| {
        let name = url.rsplit('/').next().unwrap();
        let sql = format!("SET search_path TO \"log:{ORIGIN}\"; {sql}");
        server.psql(name, &sql).unwrap()
    };
    sql("CREATE TABLE public.behind AS SELECT checkpoint FROM meta");
    log.append(&batch(3)).unwrap();
    switch.set(Fault::NotPersistedUnsettled);
    log.append(&batch(1)).unwrap_err();
    sql("DELETE FROM entry WHERE idx >= 5;
         UPDATE meta SET checkpoint = (SELECT checkpoint FROM public.behind)");
    switch.set(Fault::None);
    for _ in 0..2 {
        let error = log.append(&batch(1)).unwrap_err();
        let AppendError::Fatal(LedgerError::Corrupt { .. }) = error else {
            panic!("{error:?}")
        };
    }
    assert_eq!(check(&home).entries, 5, "nothing was signed on top of it");
}

/// A node of its own process: appends to the log until it is killed, and prints what is
/// acknowledged.
struct Node(Child);

impl Node {
    fn start(url: &str, name: &str, heard: &Arc<Mutex<HashMap<u64, Hash>>>) -> Node {
        let here = std::env::current_exe().unwrap();
        let program = here
            .parent()
            .unwrap()
            .parent()
            .unwrap()
            .join("examples/node");
        let mut child = Command::new(&program)
            .args([url, ORIGIN, name])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let heard = heard.clone();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // A line cut short by the kill was not heard.
                let Some((index, leaf)) = line.split_once(' ') else {
                    continue;
                };
                let Ok(leaf) = leaf.parse() else { continue };
                let before = heard.lock().unwrap().insert(index.parse().unwrap(), leaf);
                assert_eq!(before, None, "entry {index} was acknowledged twice");
            }
        });
        Node(child)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// How long the nodes run, in seconds: `LEDGER_NODES`, 6 where it says nothing.
fn seconds() -> u64 {
    let said = std::env::var("LEDGER_NODES");
    said.ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// Dropped, it ends what polls: also where a test fails, which would wait for it otherwise.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Two processes append, and are killed and started again at odd moments; a third reader polls.
#[test]
fn processes_that_are_killed_keep_one_order() {
    let url = Server::shared().database();
    let home = Home::parse(&url).unwrap();
    drop(open(&home));
    let (heard, ended) = (Arc::default(), AtomicBool::new(false));
    let (kills, seen) = thread::scope(|scope| {
        let stop = Stop(&ended);
        let poll = scope.spawn(|| poll(&home, &ended));
        let mut nodes = ["a", "b"].map(|name| Node::start(&url, name, &heard));
        let (start, mut kills) = (Instant::now(), 0_u64);
        while start.elapsed() < Duration::from_secs(seconds()) {
            thread::sleep(Duration::from_millis(300 + kills * 271 % 700));
            let victim = (kills * kills / 3 % 2) as usize;
            nodes[victim] = Node::start(&url, ["a", "b"][victim], &heard);
            kills += 1;
        }
        drop(nodes);
        thread::sleep(Duration::from_millis(200));
        drop(stop);
        (kills, poll.join().unwrap())
    });
    let report = check(&home);
    assert_eq!(report.problems, vec![]);
    let heard = heard.lock().unwrap();
    let reader = Reader::open(&home, keys().public().clone()).unwrap();
    let entries = reader.entries(0, usize::MAX >> 1).unwrap();
    for (index, leaf) in heard.iter() {
        assert_eq!(
            entries[*index as usize].leaf_hash, *leaf,
            "entry {index} was acknowledged"
        );
    }
    let of = |name| entries.iter().filter(|e| e.actor == name).count();
    println!(
        "{kills} kills, {} entries ({} and {}), {} acknowledged, {seen} checkpoints seen",
        entries.len(),
        of("a"),
        of("b"),
        heard.len(),
    );
    assert!(of("a") > 0 && of("b") > 0 && seen > 3 && !heard.is_empty());
}

/// Follows the log as an outsider does: every checkpoint extends the one before it.
fn poll(home: &Home, stop: &AtomicBool) -> u64 {
    let reader = Reader::open(home, keys().public().clone()).unwrap();
    let mut last = (0, reader.root(0).unwrap());
    let mut seen = 0;
    while !stop.load(Ordering::SeqCst) {
        let now = reader.checkpoint().unwrap().checkpoint;
        let proof = reader.consistency_proof(last.0, now.size).unwrap();
        assert!(
            verify_consistency(last, (now.size, now.root), &proof),
            "{last:?} {now:?}"
        );
        // One entry without a gap to the signed size.
        assert!(now.size == 0 || reader.entry(now.size - 1).unwrap().index + 1 == now.size);
        seen += u64::from(now.size > last.0);
        last = (now.size, now.root);
    }
    seen
}
