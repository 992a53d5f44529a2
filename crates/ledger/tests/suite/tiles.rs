//! Tiles: against the naive oracle, against an independent client, and as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger::tiles::{self, Tile};
use ledger::{Log, SignedCheckpoint};
use proptest::prelude::*;
use tempfile::TempDir;
use tlog_tiles::{tile as theirs, tlog};

use super::oracle;
use super::support::{entry, keys, memory};

fn log_of(n: usize) -> Log {
    let mut log = memory();
    let entries: Vec<_> = (0..n).map(|i| entry("s", format!("{i}"))).collect();
    for batch in entries.chunks(1000) {
        log.append(batch).unwrap();
    }
    log
}

fn leaves(log: &Log) -> Vec<oracle::Bytes> {
    let entries = log.reader().entries(0, 100_000).unwrap();
    entries.iter().map(|entry| entry.leaf_hash.0).collect()
}

/// The numbers of the example in the format's own text.
#[test]
fn seventy_thousand_leaves_have_the_tiles_of_the_format() {
    let mut found: BTreeMap<(u32, u64), u64> = BTreeMap::new();
    for tile in Tile::all(70_000) {
        *found.entry((tile.level, tile.width)).or_default() += 1;
    }
    let expected = [
        ((0, 112), 1),
        ((0, 256), 273),
        ((1, 17), 1),
        ((1, 256), 1),
        ((2, 1), 1),
    ];
    assert_eq!(found, BTreeMap::from(expected));
    let of_256: Vec<String> = Tile::all(256).map(|tile| tile.to_string()).collect();
    assert_eq!(of_256, ["0/000", "1/000.p/1"]);
    assert_eq!(Tile::all(0).count(), 0);
    let far = Tile {
        level: 0,
        index: 1_234_067,
        width: 256,
    };
    assert_eq!(far.to_string(), "0/x001/x234/067");
    assert_eq!("0/x001/x234/067".parse::<Tile>().unwrap(), far);
    assert_eq!(
        Tile {
            index: 999,
            width: 7,
            ..far
        }
        .to_string(),
        "0/999.p/7"
    );
}

#[test]
fn only_paths_of_tiles_are_read() {
    for bad in [
        "",
        "0",
        "0/",
        "00/000",
        "0/0",
        "0/0000",
        "0/x000/000",
        "0/x01/000",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "64/000",
        "0/001/000",
        "0/x001",
        "0/+01",
        "0/000/",
        "0/000.p/",
        "0/x999/x999/x999/x999/x999/x999/x999/x999/999",
        "entries/000",
    ] {
        assert!(bad.parse::<Tile>().is_err(), "{bad}");
    }
    let log = log_of(300);
    for beyond in [
        "0/002",
        "0/001",
        "0/001.p/45",
        "1/000",
        "1/000.p/2",
        "2/000.p/1",
        "63/000.p/1",
    ] {
        let tile = beyond.parse().unwrap();
        assert!(log.reader().tile(tile).is_err(), "{beyond}");
    }
    // A narrower tile, as an earlier checkpoint needs it, is served for ever.
    assert_eq!(
        log.reader()
            .tile("0/001.p/3".parse().unwrap())
            .unwrap()
            .len(),
        96
    );
}

/// Every hash of every tile is the tree hash of the leaves below it.
#[test]
fn tiles_hold_the_hashes_of_the_oracle() {
    for size in [1, 2, 255, 256, 257, 700] {
        let log = log_of(size);
        let leaves = leaves(&log);
        for tile in Tile::all(size as u64) {
            let span = 256_usize.pow(tile.level);
            let bytes = log.reader().tile(tile).unwrap();
            assert_eq!(bytes.len() as u64, 32 * tile.width);
            for (at, hash) in bytes.chunks(32).enumerate() {
                let first = (tile.index as usize * 256 + at) * span;
                assert_eq!(
                    hash,
                    oracle::mth(&leaves[first..first + span]),
                    "{tile} {at}"
                );
            }
        }
    }
}

/// A client that knows nothing but a folder of files.
struct Folder<'a>(&'a Path);

impl theirs::TileReader for Folder<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[theirs::Tile]) -> Result<Vec<Vec<u8>>, tlog::Error> {
        let path = |tile: &theirs::Tile| {
            let ours = Tile {
                level: tile.level().into(),
                index: tile.level_index(),
                width: tile.width().into(),
            };
            self.0.join("tile").join(ours.to_string())
        };
        Ok(tiles
            .iter()
            .map(|tile| fs::read(path(tile)).unwrap())
            .collect())
    }

    fn save_tiles(&self, _: &[theirs::Tile], _: &[Vec<u8>]) {}
}

/// Written as files, grown, written again over the old ones: an independent client derives every
/// proof it asks for from the files alone, and finds it to lead to the signed root.
#[test]
fn another_client_derives_all_proofs_from_the_files() {
    let dir = TempDir::new().unwrap();
    let mut log = log_of(300);
    let old = tiles::write(&log.reader(), dir.path()).unwrap();
    log.append(
        &(0..500)
            .map(|i| entry("t", format!("{i}")))
            .collect::<Vec<_>>(),
    )
    .unwrap();
    let new = tiles::write(&log.reader(), dir.path()).unwrap();
    let note = fs::read_to_string(dir.path().join("checkpoint")).unwrap();
    let signed = SignedCheckpoint::verify(&note, keys().public()).unwrap();
    assert_eq!((signed.checkpoint.clone(), new.size), (new.clone(), 800));

    let (root, folder) = (tlog::Hash(new.root.0), Folder(dir.path()));
    let reader = theirs::TileHashReader::new(new.size, root, &folder);
    for (index, leaf) in leaves(&log).into_iter().enumerate().step_by(37) {
        let proof = tlog::prove_record(new.size, index as u64, &reader).unwrap();
        tlog::check_record(&proof, new.size, root, index as u64, tlog::Hash(leaf)).unwrap();
    }
    let proof = tlog::prove_tree(new.size, old.size, &reader).unwrap();
    let old_root = tlog::Hash(old.root.0);
    tlog::check_tree(&proof, new.size, root, old.size, old_root).unwrap();
    let known: Vec<_> = theirs::Tile::new_tiles(8, 0, new.size);
    assert_eq!(known.len(), Tile::all(new.size).count());
}

proptest! {
    #[test]
    fn paths_are_read_back(level in 0_u32..64, index in any::<u64>(), width in 1_u64..=256) {
        let tile = Tile { level, index, width };
        prop_assert_eq!(tile.to_string().parse::<Tile>().unwrap(), tile);
        // Beyond any log, and never a panic.
        prop_assert!(index < 1 << 50 || !tile.is_within(1 << 55));
    }

    #[test]
    fn any_text_is_a_path_or_refused(text in "[0-9x/.p+-]{0,30}|\\PC{0,20}") {
        if let Ok(tile) = text.parse::<Tile>() {
            prop_assert_eq!(tile.to_string(), text);
        }
    }
}
