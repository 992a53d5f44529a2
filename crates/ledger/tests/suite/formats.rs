//! Keys, notes and checkpoints: golden values, damage, and agreement with other implementations.

use std::os::unix::fs::PermissionsExt;

use ledger::{Checkpoint, Hash, Keys, PublicKey, SignedCheckpoint};
use proptest::prelude::*;
use signed_note::{Note, StandardVerifier, VerifierList};
use tempfile::TempDir;

use super::support::{ORIGIN, batch, keys, memory};

/// The worked example of `docs/format/checkpoint.md`.
#[test]
fn the_documented_checkpoint_holds() {
    let document = include_str!("../../../../docs/format/checkpoint.md");
    let checkpoint = Checkpoint {
        origin: ORIGIN.into(),
        size: 0,
        root: memory().checkpoint().checkpoint.root,
    };
    let signed = checkpoint.sign(&keys()).unwrap();
    let indented: String = signed
        .note
        .lines()
        .map(|line| format!("    {line}").trim_end().to_owned() + "\n")
        .collect();
    assert!(document.contains(&indented), "{indented}");
    assert!(
        document.contains(&keys().public().to_string()),
        "{}",
        keys().public()
    );
    let text = "ledger.test/one\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    assert_eq!(signed.checkpoint.text(), text);
}

#[test]
fn other_implementations_read_our_notes() {
    let mut log = memory();
    log.append(&batch(9)).unwrap();
    let note = &log.checkpoint().note;
    let theirs = StandardVerifier::new(&keys().public().to_string()).unwrap();
    let parsed = Note::from_bytes(note.as_bytes()).unwrap();
    let (verified, unknown) = parsed
        .verify(&VerifierList::new(vec![Box::new(theirs)]))
        .unwrap();
    assert_eq!((verified.len(), unknown.len()), (1, 0));
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(parsed.text()).unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size()), (ORIGIN, 9));
    assert_eq!(checkpoint.hash().0, log.checkpoint().checkpoint.root.0);
}

#[test]
fn every_flipped_bit_of_a_note_is_found() {
    let mut log = memory();
    log.append(&batch(9)).unwrap();
    let signed = log.checkpoint().clone();
    assert_eq!(
        SignedCheckpoint::verify(&signed.note, keys().public()).unwrap(),
        signed
    );
    for at in 0..signed.note.len() * 8 {
        let mut bytes = signed.note.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        // What is no longer text cannot even be handed in.
        if let Ok(note) = String::from_utf8(bytes) {
            assert!(
                SignedCheckpoint::verify(&note, keys().public()).is_err(),
                "bit {at}: {note}"
            );
        }
    }
}

#[test]
fn signatures_of_others_are_ignored_but_never_suffice() {
    let other = Keys::from_seed("witness.test", &[9; 32]).unwrap();
    let checkpoint = memory().checkpoint().checkpoint.clone();
    let mut note = Note::new(checkpoint.text().as_bytes(), &[]).unwrap();
    note.add_sigs(&[&other]).unwrap();
    let alone = String::from_utf8(note.to_bytes()).unwrap();
    assert!(SignedCheckpoint::verify(&alone, keys().public()).is_err());
    note.add_sigs(&[&keys()]).unwrap();
    let both = String::from_utf8(note.to_bytes()).unwrap();
    assert_eq!(
        SignedCheckpoint::verify(&both, keys().public())
            .unwrap()
            .checkpoint,
        checkpoint
    );
    // A checkpoint of one log signed with the key of another.
    let foreign = checkpoint.sign(&other).unwrap();
    assert!(SignedCheckpoint::verify(&foreign.note, other.public()).is_err());
}

#[test]
fn only_canonical_checkpoints_are_read() {
    let root = Hash([5; 32]).to_base64();
    let good = format!("o\n7\n{root}\n");
    assert_eq!(Checkpoint::parse(&good).unwrap().size, 7);
    for bad in [
        String::new(),
        format!("o\n07\n{root}\n"),
        format!("o\n+7\n{root}\n"),
        format!("o\n-7\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("\n7\n{root}\n"),
        format!("o\n7\n{root}"),
        format!("o\n7\n{root}\n\n"),
        format!("o\n7\n{root}\nextension\n"),
        format!("o\n7\n{}\n", &root[..40]),
        format!("o\r\n7\r\n{root}\r\n"),
    ] {
        assert!(Checkpoint::parse(&bad).is_err(), "{bad:?}");
    }
}

#[test]
fn keys_are_made_once_and_only_for_their_owner() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("keys/log.key");
    let made = Keys::open_or_create(&path, ORIGIN).unwrap();
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1
    );
    let again = Keys::open_or_create(&path, ORIGIN).unwrap();
    assert_eq!(made.public(), again.public());
    assert_ne!(made.public(), Keys::generate(ORIGIN).unwrap().public());
    assert!(Keys::open(&path, "ledger.test/two").is_err());
    let secret = std::fs::read_to_string(&path).unwrap();
    let seed = secret.trim_end().rsplit('+').next().unwrap();
    assert!(
        !format!("{made:?}").contains(seed),
        "the private key is never shown"
    );

    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let error = Keys::open(&path, ORIGIN).unwrap_err().to_string();
    assert!(error.contains("640"), "{error}");
}

#[test]
fn a_damaged_key_file_is_refused() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("log.key");
    Keys::open_or_create(&path, ORIGIN).unwrap();
    let good = std::fs::read(&path).unwrap();
    for at in 0..good.len() - 1 {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&path, &bad).unwrap();
        assert!(Keys::open(&path, ORIGIN).is_err(), "byte {at}");
    }
    std::fs::write(&path, "").unwrap();
    assert!(
        Keys::open_or_create(&path, ORIGIN).is_err(),
        "never silently replaced"
    );
}

#[test]
fn public_keys_are_read_back_and_damage_is_found() {
    let public = keys().public().clone();
    let text = public.to_string();
    assert_eq!(text.parse::<PublicKey>().unwrap(), public);
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 2;
        let bad = String::from_utf8(bytes).unwrap();
        assert!(bad.parse::<PublicKey>().is_err(), "{bad}");
    }
    for name in ["", "two words", "a+b", "a\nb", "ideographic\u{3000}space"] {
        assert!(Keys::from_seed(name, &[0; 32]).is_err(), "{name:?}");
    }
    assert!(Keys::from_seed("监督.example/局", &[0; 32]).is_ok());
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}|(\\PC{0,20}\n){0,6}(— [a-z]{1,5} [A-Za-z0-9+/=]{0,100}\n)?") {
        let _ = Checkpoint::parse(&text);
        let _ = text.parse::<PublicKey>();
        let _ = text.parse::<Hash>();
        prop_assert!(SignedCheckpoint::verify(&text, keys().public()).is_err());
    }
}
