//! A witness cosigns what extends everything it has seen, and nothing else; and remembers.

use std::fs;

use ledger::witness::{Declined, Request, Witness};
use ledger::{Hash, Keys, LedgerError, Log, SignedCheckpoint, WitnessKey, WitnessKeys};
use proptest::prelude::*;
use signed_note::{Note, VerifierList};
use tempfile::TempDir;

use super::support::{ORIGIN, batch, keys, memory};

const NAME: &str = "witness.test/w1";

fn witness(dir: &TempDir) -> Witness {
    Witness::open(dir.path(), NAME, vec![keys().public().clone()]).unwrap()
}

fn request(log: &Log, old: u64) -> Request {
    let note = log.checkpoint().note.clone();
    let proof = log.reader().consistency_proof(old, log.len()).unwrap();
    Request { old, proof, note }
}

/// The worked example of the format: what its text says is signed is what is checked here.
#[test]
fn a_cosignature_is_a_line_of_the_note() {
    let dir = TempDir::new().unwrap();
    let mut log = memory();
    log.append(&batch(5)).unwrap();
    let line = witness(&dir)
        .add(&request(&log, 0).text(), 1_679_315_147)
        .unwrap();
    let note = format!("{}{line}", log.checkpoint().note);
    let signed = SignedCheckpoint::verify(&note, keys().public()).unwrap();
    let key = witness(&dir).keys().public().clone();
    assert_eq!(signed.cosigned(&key), Some(1_679_315_147));
    assert_eq!(key.to_string().parse::<WitnessKey>().unwrap(), key);
    let other = WitnessKeys::from_seed(NAME, &[1; 32]).unwrap();
    assert_eq!(signed.cosigned(other.public()), None);
    // By hand: header, time, and the text of the note.
    let parsed = Note::from_bytes(note.as_bytes()).unwrap();
    let (valid, _) = parsed
        .verify(&VerifierList::new(vec![Box::new(key.clone())]))
        .unwrap();
    let signature = valid[0].signature();
    assert_eq!(signature.len(), 72);
    assert_eq!(signature[..8], 1_679_315_147_u64.to_be_bytes());
    for at in 0..signature.len() {
        let mut bad = signature.to_vec();
        bad[at] ^= 1;
        let verifier: &dyn signed_note::Verifier = &key;
        assert!(!verifier.verify(parsed.text(), &bad), "byte {at}");
    }
}

#[test]
fn only_what_extends_is_cosigned() {
    let dir = TempDir::new().unwrap();
    let witness = witness(&dir);
    let mut log = memory();
    log.append(&batch(5)).unwrap();
    let first = request(&log, 0);
    witness.add(&first.text(), 1).unwrap();
    // The same once more, from where the witness stands.
    witness.add(&request(&log, 5).text(), 2).unwrap();
    assert!(matches!(
        witness.add(&first.text(), 3),
        Err(Declined::Conflict(5))
    ));
    log.append(&batch(4)).unwrap();
    let good = request(&log, 5);
    let wrong = Request {
        proof: vec![Hash([0; 32])],
        ..good.clone()
    };
    assert!(matches!(
        witness.add(&wrong.text(), 3),
        Err(Declined::Proof)
    ));
    let beyond = Request {
        old: 10,
        ..good.clone()
    };
    assert!(matches!(
        witness.add(&beyond.text(), 3),
        Err(Declined::Malformed)
    ));
    witness.add(&good.text(), 3).unwrap();

    // Another history under the same key: shorter, as long, and longer.
    let mut fork = memory();
    fork.append(&[super::support::entry("other", "history")])
        .unwrap();
    for grow in [0, 8, 3] {
        fork.append(&batch(grow)).unwrap();
        let old = fork.len().min(9);
        let refused = witness.add(&request(&fork, old).text(), 4);
        let size = fork.len();
        let expected = match size {
            1 => matches!(refused, Err(Declined::Conflict(9))),
            9 => matches!(refused, Err(Declined::Conflict(9))),
            _ => matches!(refused, Err(Declined::Proof)),
        };
        assert!(expected, "{size}: {refused:?}");
    }
    // Another key, and another log.
    let mut forger = Log::in_memory(ORIGIN, Keys::from_seed(ORIGIN, &[8; 32]).unwrap()).unwrap();
    forger.append(&batch(12)).unwrap();
    assert!(matches!(
        witness.add(&request(&forger, 9).text(), 5),
        Err(Declined::NotSigned)
    ));
    let stranger =
        Log::in_memory("stranger", Keys::from_seed("stranger", &[8; 32]).unwrap()).unwrap();
    assert!(matches!(
        witness.add(&request(&stranger, 0).text(), 5),
        Err(Declined::UnknownLog)
    ));
}

#[test]
fn it_remembers_across_a_restart_and_trusts_no_damaged_memory() {
    let dir = TempDir::new().unwrap();
    let mut log = memory();
    log.append(&batch(5)).unwrap();
    witness(&dir).add(&request(&log, 0).text(), 1).unwrap();
    let again = witness(&dir);
    assert!(matches!(
        again.add(&request(&log, 0).text(), 2),
        Err(Declined::Conflict(5))
    ));
    let locked = Witness::open(dir.path(), NAME, Vec::new());
    assert!(matches!(locked.map(drop), Err(LedgerError::Locked { .. })));
    drop(again);
    let renamed = Witness::open(dir.path(), "witness.test/w2", Vec::new());
    assert!(matches!(
        renamed.map(drop),
        Err(LedgerError::KeyFile { .. })
    ));
    let files = fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().path());
    let note = files
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "note"));
    let note = note.unwrap();
    let good = fs::read(&note).unwrap();
    // Set back by hand to nothing signed by the witness: it fails rather than forget.
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&note, &bad).unwrap();
        let answer = witness(&dir).add(&request(&log, 5).text(), 3);
        // The log's own signature in the file is not what the witness relies on.
        assert!(
            matches!(answer, Err(Declined::Failed(_)) | Ok(_)),
            "byte {at}: {answer:?}"
        );
        let answer = witness(&dir).add(&request(&log, 0).text(), 3);
        assert!(answer.is_err(), "byte {at}: nothing is forgotten");
        fs::write(&note, &good).unwrap();
    }
}

/// Checkpoints are public, so anybody can send one, with lines of his own under it.
#[test]
fn lines_of_others_under_a_request_are_not_remembered() {
    let stranger = |id: u32| {
        let signature = signed_note::Signature::new("stranger".into(), id, vec![0; 64]);
        String::from_utf8(signature.unwrap().to_bytes()).unwrap()
    };
    let many: String = (0..99).map(stranger).collect();
    let own = |witness: &Witness| {
        let id = witness.keys().public().id();
        let signature = signed_note::Signature::new(NAME.into(), id, vec![0; 72]);
        String::from_utf8(signature.unwrap().to_bytes()).unwrap()
    };
    let lines: [&dyn Fn(&Witness) -> String; 3] = [&own, &|_| many.clone(), &|_| stranger(1)];
    for added in lines {
        let dir = TempDir::new().unwrap();
        let witness = witness(&dir);
        let mut log = memory();
        log.append(&batch(5)).unwrap();
        let mut foreign = request(&log, 0);
        foreign.note += &added(&witness);
        witness.add(&foreign.text(), 1).unwrap();
        log.append(&batch(4)).unwrap();
        let line = witness.add(&request(&log, 5).text(), 2).unwrap();
        let kept = fs::read_dir(dir.path()).unwrap().find_map(|file| {
            let path = file.unwrap().path();
            let is_note = path.extension().is_some_and(|end| end == "note");
            is_note.then(|| fs::read_to_string(path).unwrap())
        });
        assert_eq!(kept, Some(format!("{}{line}", log.checkpoint().note)));
    }
}

proptest! {
    #[test]
    fn requests_are_read_back(old in any::<u64>(), hashes in prop::collection::vec(any::<[u8; 32]>(), 0..63)) {
        let proof = hashes.into_iter().map(Hash).collect();
        let request = Request { old, proof, note: memory().checkpoint().note.clone() };
        prop_assert_eq!(Request::parse(&request.text()), Some(request));
    }

    #[test]
    fn any_request_is_answered(text in "(old [0-9+]{1,22}\n)?([A-Za-z0-9+/=]{0,45}\n){0,4}\\PC{0,40}\n?") {
        let dir = TempDir::new().unwrap();
        prop_assert!(witness(&dir).add(&text, 1).is_err());
        if let Some(read) = Request::parse(&text) {
            prop_assert_eq!(read.text(), text);
        }
    }
}
