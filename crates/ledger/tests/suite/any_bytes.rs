//! Every parser, given anything at all, and given something good with a few bytes changed: an
//! answer, never a panic; and what is read is what would be written again.

use std::fs;
use std::path::Path;

use ledger::entry::Metadata;
use ledger::package::cited;
use ledger::witness::Request;
use ledger::{Checkpoint, Destruction, PublicKey, Receipt, Rotation, SignedCheckpoint, WitnessKey};
use proptest::prelude::*;

use super::support::{cases, keys};

/// Good examples of everything that is parsed, from the golden vectors.
fn examples() -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/format/vectors/vectors.json");
    let vectors: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let texts = [
        ("checkpoints", "note"),
        ("receipts", "text"),
        ("destructions", "payload"),
    ];
    let mut found: Vec<Vec<u8>> = Vec::new();
    for (kind, field) in texts {
        let list = vectors[kind].as_array().unwrap().iter();
        found.extend(list.map(|one| one[field].as_str().unwrap().as_bytes().to_vec()));
    }
    for one in vectors["entries"].as_array().unwrap() {
        let hex = one["canonical"].as_str().unwrap();
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        found.push((0..hex.len()).step_by(2).map(byte).collect());
    }
    let note = vectors["checkpoints"][0]["note"].as_str().unwrap();
    found.push(format!("old 0\n\n{note}").into_bytes());
    found.push(vectors["key"].as_str().unwrap().into());
    found
}

/// Hands the bytes to every parser. What is accepted must be its own only spelling.
fn parse_all(bytes: &[u8]) {
    if let Some(read) = Metadata::parse(bytes) {
        assert_eq!(read.canonical(), bytes);
    }
    if let Some(read) = Destruction::parse(bytes) {
        assert_eq!(read.encode(), bytes);
    }
    if let Some(read) = Rotation::parse(bytes) {
        assert_eq!(read.old.name(), read.new.name());
    }
    let _ = cited(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(read) = Receipt::parse(text) {
        assert_eq!(read.text(), text);
    }
    if let Some(read) = Request::parse(text) {
        assert_eq!(read.text(), text);
    }
    if let Ok(read) = Checkpoint::parse(text) {
        assert_eq!(read.text(), text);
    }
    if let Ok(read) = SignedCheckpoint::verify(text, keys().public()) {
        assert_eq!(read.note, text);
    }
    if let Ok(read) = text.parse::<PublicKey>() {
        assert_eq!(read.to_string(), text);
    }
    if let Ok(read) = text.parse::<WitnessKey>() {
        assert_eq!(read.to_string(), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(2000)))]
    #[test]
    fn anything_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        parse_all(&bytes);
    }

    #[test]
    fn what_is_almost_right_is_answered(
        which: prop::sample::Index,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let examples = examples();
        let mut bytes = examples[which.index(examples.len())].clone();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 => bytes.truncate(at),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ if at < bytes.len() => bytes[at] = byte,
                _ => bytes.push(byte),
            }
        }
        parse_all(&bytes);
    }
}
