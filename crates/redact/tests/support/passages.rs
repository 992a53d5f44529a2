//! The hand-written hard passages: each with its record and the spans that must be hidden.

use redact::*;

/// One passage with its truth.
pub struct Passage {
    pub title: String,
    pub text: String,
    pub known: Known,
    /// Character spans that must be hidden, with the word of their kind.
    pub truth: Vec<(usize, usize, String)>,
}

/// The files of passages: the forms of one kind of decision, and papers as many offices write them.
const FILES: [&str; 5] = [
    include_str!("../passages/first.txt"),
    include_str!("../passages/provinces.txt"),
    include_str!("../passages/others.txt"),
    include_str!("../passages/causes.txt"),
    include_str!("../passages/kinds.txt"),
];

/// All passages of all files.
pub fn all() -> Vec<Passage> {
    FILES
        .iter()
        .flat_map(|file| file.split("## "))
        .filter(|p| !p.is_empty())
        .map(parse)
        .collect()
}

fn parse(part: &str) -> Passage {
    let (title, body) = part.split_once('\n').expect("a title and a body");
    let mut known = Known::default();
    let mut lines: Vec<&str> = body.trim_end().split('\n').collect();
    lines.retain(|line| {
        let record = line.strip_prefix("known: ");
        if let Some(record) = record {
            known = parse_known(record);
        }
        record.is_none()
    });
    let (mut text, mut truth, mut at) = (String::new(), Vec::new(), 0);
    let body = lines.join("\n");
    let mut rest = body.as_str();
    while let Some((before, after)) = rest.split_once('⟦') {
        let (marked, tail) = after.split_once('⟧').expect("a closed span");
        let (kind, words) = marked.split_once('|').expect("a kind");
        at += before.chars().count();
        let length = words.chars().count();
        truth.push((at, at + length, kind.to_string()));
        at += length;
        text.push_str(before);
        text.push_str(words);
        rest = tail;
    }
    text.push_str(rest);
    Passage {
        title: title.to_string(),
        text,
        known,
        truth,
    }
}

fn parse_known(record: &str) -> Known {
    let mut known = Known::default();
    for pair in record.split("; ") {
        let (role, name) = pair.split_once('=').expect("role=name");
        let role = match role {
            "party" => Role::Party,
            "legal_representative" => Role::LegalRepresentative,
            "witness" => Role::Witness,
            "officer" => Role::Officer,
            "third_person" => Role::ThirdPerson,
            _ => Role::Other,
        };
        known = known.person(name, role);
    }
    known
}
