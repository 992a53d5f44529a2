//! What a whole installation does on a disk that fails at any call: an act that was acknowledged is
//! there, a copy is one of two whole copies, a destruction is done by its record or not at all.
//!
//! The ledger's own steps are swept in its tests; here it is everything around it: keys, views,
//! accounts, files, copies.

use std::fs;
use std::path::Path;

use enforcement::Moment;
use frail::sweep::{Step, Told};
use frail::{Disk, Failure};
use ledger::Home;
use registry::backup::{copy, place};
use registry::clock::Clock;
use registry::installation::{Installation, fsck, reading, rebuild, rotate_key};
use registry::moving::move_to;
use registry::retention::{Disposal, Kept};
use registry::store::{Account, Store};
use scenarios::phrase::Phrase;
use scenarios::stage::Stage;
use tempfile::TempDir;
use testkit::postgres::Server;

use super::district::{District, packs, samples};
use super::retention::{AFTER, archive, order};

const NONE: Vec<String> = Vec::new();
const NOW: Moment = Moment::constant(2025, 3, 3, 9, 0, 0, 0);

fn problems(dir: &Path) -> Vec<String> {
    fsck(dir, &packs()).unwrap().problems
}

fn len(dir: &Path) -> u64 {
    reading(dir, "tc").unwrap().0.len().unwrap()
}

/// Every try that was acknowledged added one record to the `before`, and no try more than one.
fn assert_added(dir: &Path, before: u64, told: &[Told]) {
    let done = told.iter().filter(|one| **one == Told::Done).count() as u64;
    let added = len(dir) - before;
    assert!(
        (done..=told.len() as u64).contains(&added),
        "{added} added, {told:?}"
    );
}

fn stage(dir: &Path) -> Result<(Installation, Stage<'static>), registry::Fault> {
    let installation = Installation::open(dir, &packs(), Clock::starting_at(NOW))?;
    let office = installation.office("tc").unwrap().clone();
    let mut stage = Stage::new(office, samples("tc"));
    stage.set_clock(NOW);
    Ok((installation, stage))
}

/// A record of the agency, entered as its director would.
fn enter(stage: &mut Stage<'_>) -> Told {
    let set = Phrase::Enter {
        actor: "办公室主任".into(),
        sample: "保管期限设定".into(),
        agency: true,
        cells: Vec::new(),
    };
    let entered = stage
        .play(&set)
        .and_then(|()| stage.play(&Phrase::Accepted));
    Told::of(&entered)
}

/// A founded district, closed, and how many records its first agency has.
fn founded() -> (TempDir, u64) {
    let folder = District::new().closed();
    let len = len(folder.path());
    (folder, len)
}

#[test]
fn an_act_and_the_files_it_cites() {
    let (folder, before) = founded();
    let step = Step {
        before: folder.path(),
        start: |dir| stage(dir).unwrap(),
        act: |(installation, stage), n| {
            let office = installation.office("tc").unwrap();
            match office.put_blob("照片.jpg", &n.to_be_bytes().repeat(5000)) {
                Ok(_) => enter(stage),
                Err(_) => Told::NotDone,
            }
        },
        check: &|dir, told| {
            assert_added(dir, before, told);
            // The views follow when the office is opened, and tell what the log tells.
            drop(stage(dir).unwrap());
            assert_eq!(problems(dir), NONE);
        },
    };
    step.sweep(5);
}

/// Keys, logs, views and the store of a first start, and the first record.
#[test]
fn a_first_start() {
    let folder = TempDir::new().unwrap();
    let step = Step {
        before: folder.path(),
        start: Path::to_path_buf,
        act: |dir, _| Told::of(&Installation::open(dir, &packs(), Clock::starting_at(NOW))),
        check: &|dir, _| {
            drop(Installation::open(dir, &packs(), Clock::starting_at(NOW)).unwrap());
            assert_eq!(problems(dir), NONE);
        },
    };
    step.sweep(23);
}

#[test]
fn a_backup() {
    let district = District::new();
    district.worked("tc", None);
    let folder = TempDir::new().unwrap();
    let [data, copies] = ["data", "copies"].map(|name| folder.path().join(name));
    copy(district.dir(), &copies).unwrap();
    let old = len(&copies);
    district.worked("tc", None);
    copy(district.dir(), &data).unwrap();
    let new = len(&data);
    let step = Step {
        before: folder.path(),
        start: Path::to_path_buf,
        act: |dir, _| Told::of(&copy(&dir.join("data"), &dir.join("copies"))),
        check: &|dir, told| {
            let copies = dir.join("copies");
            let least = if told.contains(&Told::Done) { new } else { old };
            assert!([least, new].contains(&len(&copies)), "{told:?}");
            assert_eq!(problems(&copies), NONE, "{told:?}");
        },
    };
    step.sweep(23);
}

/// A restore is a first backup that is checked and given its name.
#[test]
fn a_restore() {
    let folder = TempDir::new().unwrap();
    let district = District::new();
    district.worked("tc", None);
    copy(district.dir(), &folder.path().join("copies")).unwrap();
    let due = len(district.dir());
    let step = Step {
        before: folder.path(),
        start: Path::to_path_buf,
        act: |dir, _| {
            let [from, partial, data] = ["copies", "partial", "data"].map(|name| dir.join(name));
            if data.exists() {
                return Told::Done;
            }
            let made = copy(&from, &partial).and_then(|_| place(&partial, &data));
            Told::of(&made)
        },
        check: &|dir, told| {
            let data = dir.join("data");
            assert!(data.exists() || !told.contains(&Told::Done), "{told:?}");
            if data.exists() {
                assert_eq!((len(&data), problems(&data)), (due, NONE), "{told:?}");
            }
        },
    };
    step.sweep(41);
}

#[test]
fn a_change_of_key() {
    let (folder, before) = founded();
    let step = Step {
        before: folder.path(),
        start: Path::to_path_buf,
        act: |dir, _| Told::of(&rotate_key(dir, "tc", true, "管理员")),
        check: &|dir, told| {
            assert_added(dir, before, told);
            drop(stage(dir).unwrap());
            assert_eq!(problems(dir), NONE, "{told:?}");
        },
    };
    step.sweep(3);
}

/// What the store says of a change is true; where it does not know, it says so.
#[test]
fn an_account() {
    let folder = TempDir::new().unwrap();
    drop(Store::open(&Home::from(folder.path())).unwrap());
    let name = |n: usize| format!("account {n}");
    let step = Step {
        before: folder.path(),
        start: |dir| Store::open(&Home::from(dir)).unwrap(),
        act: |store, n| {
            let account = Account {
                name: format!("account {n}"),
                agency: "tc".into(),
                person: "甲".into(),
                hash: "x".repeat(9000),
            };
            match store.put_account(&account).map_err(|fault| fault.recorded) {
                Ok(()) => Told::Done,
                Err(Some(false)) => Told::NotDone,
                Err(recorded) => {
                    assert_eq!(recorded, None);
                    Told::Unknown
                }
            }
        },
        check: &|dir, told| {
            let store = Store::open(&Home::from(dir)).unwrap();
            for (n, one) in told.iter().enumerate() {
                let there = store.account(&name(n)).unwrap().is_some();
                assert!(one.allows(there), "{n}: {told:?}");
            }
        },
    };
    step.sweep(1);
}

/// The power fails just after a move to a database was told done: neither a log nor a store comes back
/// beside those that are in force.
#[test]
fn what_a_move_has_put_aside_stays_there() {
    let (folder, _) = founded();
    let disk = Disk::below(folder.path()).unwrap();
    disk.fail(u64::MAX, Failure::PowerCut { seed: 0 });
    move_to(folder.path(), &Server::shared().database()).unwrap();
    disk.heal().unwrap();
    for left in ["agencies/tc/ledger.db", "store.db"] {
        assert!(!folder.path().join(left).exists(), "{left}");
    }
    drop(stage(folder.path()).unwrap());
    assert_eq!(problems(folder.path()), NONE);
}

#[test]
fn building_the_views_anew() {
    let (folder, _) = founded();
    let step = Step {
        before: folder.path(),
        start: Path::to_path_buf,
        act: |dir, _| Told::of(&rebuild(dir, &packs())),
        check: &|dir, told| {
            drop(stage(dir).unwrap());
            assert_eq!(problems(dir), NONE, "{told:?}");
        },
    };
    step.sweep(23);
}

/// The record, the payloads, the files, and the views that remember.
#[test]
fn a_destruction() {
    let (district, [first, ..]) = archive(District::new());
    let folder = district.closed();
    fs::write(folder.path().join("first"), &first).unwrap();
    let step = Step {
        before: folder.path(),
        start: Path::to_path_buf,
        act: |dir, _| {
            let first = fs::read_to_string(dir.join("first")).unwrap();
            let (packs, order) = (packs(), order(&[&first]));
            match Disposal::prepare(dir, &packs, &order, AFTER.date()) {
                Ok(disposal) => Told::of(&disposal.carry_out(AFTER)),
                // The try before has done it.
                Err(Kept::Done(_)) => Told::Done,
                Err(Kept::Fault(_)) => Told::NotDone,
                Err(Kept::Refused(why)) => panic!("{why:?}"),
            }
        },
        check: &|dir, told| {
            let (installation, _) = stage(dir).unwrap();
            let there = installation.office("tc").unwrap().case(&first).unwrap();
            assert!(there.is_none() || !told.contains(&Told::Done), "{told:?}");
            drop(installation);
            assert_eq!(problems(dir), NONE, "{told:?}");
        },
    };
    step.sweep(23);
}
