//! Checking a package, as a ratio to `openssl dgst -sha256` over the same bytes in the same run.
//!
//! One package with one file of 4 GB (`FADU_BENCH_MB` says otherwise), and one with as many bytes in
//! 64 files. Both sides take turns; the ratio is the median of the ratios of the rounds. Every byte
//! must be hashed once, so hashing on one core is what limits the first; the second shows two cores.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ledger::package::{self, check::check};
use ledger::{Blobs, Keys, Log, NewEntry};
use tempfile::TempDir;

const ORIGIN: &str = "bench.test/log";
const MB: usize = 1 << 20;

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let quick = !std::env::args().any(|arg| arg == "--bench");
    let asked = std::env::var("FADU_BENCH_MB")
        .ok()
        .and_then(|mb| mb.parse().ok());
    let mb = if quick { 8 } else { asked.unwrap_or(4096) };
    let rounds = if quick { 1 } else { 5 };
    println!("{mb} MB, {rounds} rounds, median round; load {}", load());
    println!(
        "{:>6} {:>13} {:>13} {:>7}",
        "files", "openssl MB/s", "verify MB/s", "ratio"
    );
    for files in [1, 64.min(mb)] {
        row(files, mb, rounds);
    }
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("unknown").to_owned()
}

fn row(files: usize, mb: usize, rounds: usize) {
    let dir = TempDir::new().expect("a directory");
    let keys = Keys::from_seed(ORIGIN, &[1; 32]).expect("a valid origin");
    let package = make(dir.path(), &keys, files, mb);
    let blobs: Vec<PathBuf> = std::fs::read_dir(package.join("data/blobs"))
        .expect("the blobs")
        .map(|file| file.expect("a blob").path())
        .collect();
    let mut pairs = Vec::new();
    for _ in 0..rounds {
        let theirs = time(|| openssl(&blobs));
        let ours = time(|| {
            let verdict = check(&package, keys.public()).expect("a package");
            assert_eq!(verdict.problems, []);
        });
        pairs.push((theirs.as_secs_f64(), ours.as_secs_f64()));
    }
    let median = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let ratio = median(pairs.iter().map(|(theirs, ours)| theirs / ours).collect());
    let theirs = mb as f64 / median(pairs.iter().map(|pair| pair.0).collect());
    let ours = mb as f64 / median(pairs.iter().map(|pair| pair.1).collect());
    println!("{files:>6} {theirs:>13.0} {ours:>13.0} {ratio:>7.2}");
}

fn make(dir: &Path, keys: &Keys, files: usize, mb: usize) -> PathBuf {
    let blobs = Blobs::open(dir.join("blobs")).expect("a directory");
    let mut log = Log::open(dir.join("log"), ORIGIN, keys.clone()).expect("a directory");
    let mut block: Vec<u8> = (0..MB).map(|at| (at * 31 + at / 251) as u8).collect();
    for file in 0..files {
        let mut writer = blobs.put_stream().expect("room");
        for part in 0..mb / files {
            block[0] = part as u8;
            block[1] = file as u8;
            writer.write_all(&block).expect("room");
        }
        let (hash, _) = writer.finish().expect("room");
        let new = NewEntry {
            stream: "case/1".into(),
            expected_version: None,
            time_ms: 0,
            actor: "a".into(),
            kind: "k".into(),
            payload: format!(r#"{{"sha256":"{hash}"}}"#).into_bytes(),
        };
        log.append(&[new]).expect("room");
    }
    let to = dir.join("package");
    package::write(&log.reader(), &blobs, "case/1", &to).expect("room");
    std::fs::remove_dir_all(dir.join("blobs")).expect("what is not needed any more goes");
    to
}

fn openssl(files: &[PathBuf]) {
    let mut command = Command::new("openssl");
    command
        .args(["dgst", "-sha256"])
        .args(files)
        .stdout(Stdio::null());
    let status = command.status().expect("openssl is installed");
    assert!(status.success());
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
