//! What a witness holds against a log is known after a restart, until the witness cosigns again.

use ledger::{Checkpoint, Hash, Keys, WitnessKeys};
use registry::witnessed::{Objection, Seen};

use super::district::{District, open};

fn witness() -> WitnessKeys {
    WitnessKeys::from_seed("witness.test/one", &[3; 32]).unwrap()
}

/// A note that the log's key and the witness have signed.
fn cosigned(district: &District, size: u64, root: Hash) -> String {
    let home = district.dir().join("agencies/tc");
    let origin = "tc".to_owned();
    let checkpoint = Checkpoint { origin, size, root };
    let text = checkpoint.text();
    let keys = Keys::open(&home.join("log.key"), "tc").unwrap();
    let note = checkpoint.sign(&keys).unwrap().note;
    format!("{note}{}", witness().cosign(&text, 7))
}

fn of_tc(district: &District) -> Seen {
    let seen = district.installation.witnessed.of("tc");
    let [one] = &seen[..] else {
        panic!("{seen:?}");
    };
    one.clone()
}

#[test]
fn a_log_is_compared_with_what_was_cosigned_of_it_when_it_is_opened() {
    let cases = [
        (1, None, None),
        (1, Some(Hash([1; 32])), Some(Objection::Other(1))),
        (900, Some(Hash([1; 32])), Some(Objection::Ahead(900))),
    ];
    for (size, other, objection) in cases {
        let district = District::new();
        let log = district.office("tc").log().clone();
        let root = other.unwrap_or_else(|| log.root(size).unwrap());
        let note = cosigned(&district, size, root);
        let taken = &district.installation.witnessed;
        taken.take(log.key(), witness().public(), &note).unwrap();
        let district = open(district.closed());
        let seen = of_tc(&district);
        assert_eq!(seen.objection, objection);
        let said = seen.cosigned.map(|(said, at)| (said.size, at));
        assert_eq!(said, Some((size, 7)));
    }
}

/// A witness without its memory would cosign anything: what it is known to have said before stays.
#[test]
fn a_witness_that_has_forgotten_replaces_nothing() {
    let district = District::new();
    let log = district.office("tc").log().clone();
    let (key, one) = (log.key().clone(), witness());
    let (size, root) = (2, log.root(2).unwrap());
    let witnessed = &district.installation.witnessed;
    let take = |size, root| witnessed.take(&key, one.public(), &cosigned(&district, size, root));
    take(size, root).unwrap();
    take(size, root).unwrap();
    for (size, root, objection) in [
        (1, log.root(1).unwrap(), Objection::Ahead(2)),
        (2, Hash([1; 32]), Objection::Other(2)),
    ] {
        let refused = take(size, root).unwrap_err().to_string();
        assert!(refused.contains("仍然保留"), "{refused}");
        let seen = of_tc(&district);
        assert_eq!(seen.objection, Some(objection));
        assert_eq!(seen.cosigned.map(|(said, _)| said.size), Some(2));
    }
    take(3, log.root(3).unwrap()).unwrap();
    assert_eq!(of_tc(&district).objection, None);
}

#[test]
fn an_objection_is_kept_until_the_witness_cosigns() {
    let district = District::new();
    let key = witness().public().clone();
    for objection in [Objection::Ahead(900), Objection::Other(2)] {
        let witnessed = &district.installation.witnessed;
        witnessed.object("tc", &key, objection).unwrap();
    }
    let district = open(district.closed());
    let seen = of_tc(&district);
    assert_eq!(
        (seen.objection, seen.cosigned),
        (Some(Objection::Other(2)), None)
    );
    let log = district.office("tc").log().clone();
    let size = log.len().unwrap();
    let note = cosigned(&district, size, log.root(size).unwrap());
    let witnessed = &district.installation.witnessed;
    witnessed.take(log.key(), &key, &note).unwrap();
    assert_eq!(of_tc(&district).objection, None);
    let district = open(district.closed());
    assert_eq!(of_tc(&district).objection, None);
}
