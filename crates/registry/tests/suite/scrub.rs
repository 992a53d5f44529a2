//! The background reading of files finds what rots, and names every entry that cites it.

use std::time::Duration;

use ledger::package::cited;
use registry::clock::Clock;
use registry::installation::Installation;
use registry::scrub::pass;

use super::district::{District, packs};

#[test]
fn a_file_that_rots_is_named_with_all_entries_that_cite_it() {
    let district = District::new();
    district.worked("tc", None);
    let dir = district.closed();
    let clock = Clock::system();
    let installation = Installation::open(dir.path(), &packs(), clock).unwrap();
    let mut rests = 0;
    let sound = pass(&installation, |_| {
        rests += 1;
        true
    });
    assert_eq!(sound.unwrap(), []);
    assert!(rests > 1, "it has read {rests} files");

    let office = installation.office("tc").unwrap();
    let entries = office.log().entries(0, 10_000).unwrap();
    let citing =
        |entry: &&ledger::Entry| !cited(entry.payload.as_deref().unwrap_or_default()).is_empty();
    let first = entries.iter().find(citing).unwrap();
    let hash = *cited(first.payload.as_deref().unwrap()).first().unwrap();
    let name = hash.to_string();
    let path = dir
        .path()
        .join("blobs")
        .join(&name[..2])
        .join(&name[2..4])
        .join(&name);
    let good = std::fs::read(&path).unwrap();
    let all: Vec<u64> = entries
        .iter()
        .filter(|entry| cited(entry.payload.as_deref().unwrap_or_default()).contains(&hash))
        .map(|entry| entry.index)
        .collect();
    for gone in [false, true] {
        std::fs::remove_file(&path).unwrap();
        if !gone {
            std::fs::write(&path, [&good[..], b"x"].concat()).unwrap();
        }
        let found = pass(&installation, |_| true).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((&found[0].sha256, found[0].gone), (&name, gone));
        assert_eq!((&*found[0].agency, &found[0].entries), ("tc", &all));
    }
    // It rests in proportion to what it reads, and stops when it is told to.
    let mut longest = Duration::ZERO;
    let found = pass(&installation, |rest| {
        longest = longest.max(rest);
        false
    });
    assert!(found.unwrap().len() <= 1 && longest > Duration::ZERO);
}

/// Every file that stands in a field of its own is recorded with its SM3 digest, as the store and not
/// the sender knows it; and `fsck` looks at both.
#[test]
fn records_name_files_by_both_digests() {
    let district = District::new();
    district.worked("tc", None);
    let dir = district.closed();
    let installation = Installation::open(dir.path(), &packs(), Clock::system()).unwrap();
    let entries = installation
        .office("tc")
        .unwrap()
        .log()
        .entries(0, 10_000)
        .unwrap();
    let mut seen = 0;
    for entry in entries {
        let deed: serde_json::Value = serde_json::from_slice(&entry.payload.unwrap()).unwrap();
        for file in deed["fields"].as_object().unwrap().values() {
            if let Some(hash) = file["sha256"].as_str() {
                let sm3 = installation.blobs.sm3(hash.parse().unwrap()).unwrap();
                assert_eq!(file["sm3"].as_str(), Some(sm3.as_str()), "{file}");
                seen += 1;
            }
        }
    }
    assert!(seen > 1, "{seen} files");
}
