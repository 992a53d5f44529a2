//! Tidy: the invariants of the house that are told by reading the source. Every breach at once,
//! each with file and line.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Crates that name no file system, network, runtime, clock or randomness.
const PURE: &[&str] = &["law", "enforcement", "redact"];
/// What a pure crate must not name.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "tokio",
    "SystemTime",
    "Instant::now",
    "getrandom",
    " rand::",
];
/// Marks of unfinished work.
const UNFINISHED: &[&str] = &["todo!(", "unimplemented!(", "FIXME", "XXX"];
/// The largest file that belongs in the repository, in bytes.
const LARGEST: u64 = 1 << 20;

/// Runs all checks.
pub fn run() -> ExitCode {
    let mut breaches = Vec::new();
    let places = places();
    for path in tracked() {
        size(&path, &mut breaches);
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let name = path.to_string_lossy().into_owned();
        if name.ends_with(".rs") {
            rust(&name, &text, &places, &mut breaches);
        }
    }
    for breach in &breaches {
        eprintln!("{breach}");
    }
    println!("tidy: {} breaches", breaches.len());
    if breaches.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn tracked() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).output();
    let names = listed.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&names)
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .collect()
}

/// The fictional pack that software tests are written for; naming it in code does no harm.
const FICTIONAL: &str = "packs/exampleland";

/// What names a jurisdiction of a pack: the place at the head of its issuer, and its folder in
/// quotes, as code would write it.
fn places() -> Vec<String> {
    let mut places = Vec::new();
    let is_pack = |path: &&PathBuf| path.ends_with("pack.toml") && !path.starts_with(FICTIONAL);
    for path in tracked().iter().filter(is_pack) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let issuer = text
            .lines()
            .find_map(|line| line.strip_prefix("issuer = \""));
        let place = issuer.and_then(|name| name.split(['市', '区', '县', '省', '"']).next());
        places.extend(place.map(str::to_owned));
        let folder = path.parent().and_then(Path::file_name);
        places.extend(folder.map(|name| format!("\"{}\"", name.to_string_lossy())));
    }
    places
}

fn size(path: &Path, breaches: &mut Vec<String>) {
    let bytes = std::fs::metadata(path).map_or(0, |found| found.len());
    if bytes > LARGEST {
        breaches.push(format!(
            "{}: {bytes} bytes do not belong in the repository",
            path.display()
        ));
    }
}

/// Faults whose words are in no language of those who read them; the line of each, and the words.
fn foreign_faults(body: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, name) in ["Fault::new(", "Fault::uncertain("]
        .iter()
        .flat_map(|name| body.match_indices(name))
    {
        let rest = body[at + name.len()..].trim_start();
        let rest = rest.strip_prefix("format!(").unwrap_or(rest).trim_start();
        let words = rest
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next());
        let line = body[..at].matches('\n').count() + 1;
        found.extend(
            words
                .filter(|words| words.is_ascii())
                .map(|words| (line, words)),
        );
    }
    found
}

fn rust(name: &str, text: &str, places: &[String], breaches: &mut Vec<String>) {
    if name.starts_with("crates/xtask/") {
        return;
    }
    let is_source = name.contains("/src/");
    if is_source && !text.starts_with("//!") {
        breaches.push(format!("{name}:1: a file opens with what it is for"));
    }
    let crate_name = name
        .strip_prefix("crates/")
        .and_then(|rest| rest.split('/').next());
    let is_pure = is_source && crate_name.is_some_and(|name| PURE.contains(&name));
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    // Unit tests may name a jurisdiction and read files; they stand at the end of a file.
    let body = text.split("#[cfg(test)]").next().unwrap_or(text);
    if is_source {
        let told = |(line, words)| format!("{name}:{line}: Fault::internal is for this: {words}");
        breaches.extend(foreign_faults(body).into_iter().map(told));
    }
    for (at, line) in body.lines().enumerate() {
        let mut found = |words: &[&str], why: &str| {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                breaches.push(format!("{name}:{}: {why}: {word}", at + 1));
            }
        };
        found(UNFINISHED, "unfinished work does not land");
        if is_pure && !line.trim_start().starts_with("//") {
            found(IMPURE, "a pure crate reaches outside");
        }
        if is_source && !name.contains("/demo") {
            found(&places, "a jurisdiction belongs in a pack");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_only_its_maker_understands_is_found() {
        let body = "fn f() {\n    Fault::new(format!(\n        \"row {n}\"));\n\
                    Fault::uncertain(\"panic\"); Fault::new(\"没有\"); Fault::new(told)\n}";
        assert_eq!(foreign_faults(body), [(2, "row {n}"), (4, "panic")]);
    }
}
