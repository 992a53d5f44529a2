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
    let mut district = District::new();
    let log = district.office("tc").log().clone();
    let (size, key) = (log.len().unwrap(), log.key().clone());
    let root = log.root(size - 1).unwrap();
    let cases = [
        (size - 1, root, None),
        (size - 1, Hash([1; 32]), Some(Objection::Other(size - 1))),
        (size + 1, root, Some(Objection::Ahead(size + 1))),
    ];
    for (size, root, objection) in cases {
        let note = cosigned(&district, size, root);
        let taken = &district.installation.witnessed;
        taken.take(&key, witness().public(), &note).unwrap();
        district = open(district.closed());
        let seen = of_tc(&district);
        assert_eq!(seen.objection, objection);
        assert_eq!(
            seen.cosigned.map(|(said, at)| (said.size, at)),
            Some((size, 7))
        );
    }
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
