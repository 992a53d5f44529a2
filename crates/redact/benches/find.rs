//! How fast the finder reads, against one compiled regex pass over the same bytes in the same run.
//! `cargo bench -p redact --bench find`; with `PAPERS=n` over the first n papers only, and with `PAPERS_TO=file` those
//! are written there as JSON lines, so that another program can read the same bytes (`make presidio`).

#[path = "../tests/support/mod.rs"]
mod support;

use redact::{Known, Record, find, redact};
use regex::Regex;
use std::hint::black_box;
use std::time::{Duration, Instant};
use support::corpus;

/// One expression a programmer would write for the same purpose: numbers, e-mail, plates, and names after labels.
const BASELINE: &str = concat!(
    r"[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]",
    r"|1[3-9]\d{9}|0\d{2,3}-\d{7,8}|[3-6]\d{15,18}",
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z.]+",
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}",
    r"|(?:当事人|证人|法定代表人|委托代理人|姓名|询问人|记录人)[:：]?[\x{4e00}-\x{9fa5}]{2,4}",
    r"|(?:住址|住所|地址)[:：][^，。；\n]{4,60}",
);

fn main() {
    let papers = std::env::var("PAPERS").ok().and_then(|n| n.parse().ok());
    let papers = 0..papers.unwrap_or(4_000);
    let texts: Vec<String> = papers.map(|seed| corpus::paper(seed).text).collect();
    if let Some(file) = std::env::var_os("PAPERS_TO") {
        let lines: Vec<String> = texts
            .iter()
            .map(|t| serde_json::json!(t).to_string())
            .collect();
        std::fs::write(file, lines.join("\n")).expect("the papers can be written");
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let regex = Regex::new(BASELINE).expect("the baseline is a valid expression");
    let known = Known::default();
    black_box(find("warm", &known));
    println!(
        "{} papers, {:.1} MB, corpus version {}",
        texts.len(),
        bytes as f64 / 1e6,
        corpus::VERSION
    );
    let ours = best(|| texts.iter().map(|t| find(t, &known).len()).sum());
    let one = texts.concat();
    let whole = best(|| find(&one, &known).len());
    let theirs = best(|| texts.iter().map(|t| regex.find_iter(t).count()).sum());
    let policy = support::policy();
    let record = |text: &String| {
        let line = serde_json::json!({"id": "1", "text": text});
        serde_json::from_value::<Record>(line).expect("a record")
    };
    let records: Vec<Record> = texts.iter().map(record).collect();
    let lines = best(|| records.iter().map(|r| redact(r, &policy).hits.len()).sum());
    report("redact, searched again", bytes, lines);
    report("find, paper by paper", bytes, ours);
    report("find, one text", bytes, whole);
    report("one regex pass", bytes, theirs);
    println!(
        "find / regex: {:.2} (goal 0.17)",
        theirs.as_secs_f64() / ours.as_secs_f64()
    );
}

/// The best of nine runs, in time on the processor where the system tells it: other work on the machine does not count.
fn best(mut run: impl FnMut() -> usize) -> Duration {
    (0..9)
        .map(|_| {
            let (start, busy) = (Instant::now(), on_processor());
            black_box(run());
            match (busy, on_processor()) {
                (Some(before), Some(after)) => after - before,
                _ => start.elapsed(),
            }
        })
        .min()
        .unwrap_or_default()
}

/// Time this thread has spent on a processor (Linux), in nanoseconds of the scheduler.
fn on_processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    stat.split(' ')
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}

fn report(what: &str, bytes: usize, time: Duration) {
    println!(
        "{what:<24}{:>9.1} MB/s",
        bytes as f64 / 1e6 / time.as_secs_f64()
    );
}
