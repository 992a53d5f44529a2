//! Case files whose term is over are destroyed as a whole, by a record, and nothing else is; what is
//! left stays whole, and a destroyed case's id is never given again.

use std::collections::BTreeSet;

use enforcement::{Day, Moment};
use ledger::package::cited;
use ledger::{BlobState, Blobs, Destroy, Entry, Hash, Keys, Log};
use registry::backup::copy;
use registry::installation::{fsck, rebuild};
use registry::moving::copy_files;
use registry::retention::{Disposal, Doomed, Kept, Order};
use registry::views::{PublishedFilter, Views};
use scenarios::phrase::Phrase;

use tempfile::TempDir;

use super::district::{District, open, packs};

/// Archived on 2025-03-03; written records are kept for thirty years, recordings and files for ten.
const ARCHIVED: Moment = Moment::constant(2025, 3, 3, 9, 0, 0, 0);
const LAST: Day = Day::constant(2055, 3, 3);
pub const AFTER: Moment = Moment::constant(2055, 3, 4, 9, 0, 0, 0);

fn enter(actor: &str, sample: &str, agency: bool) -> Phrase {
    Phrase::Enter {
        actor: actor.into(),
        sample: sample.into(),
        agency,
        cells: Vec::new(),
    }
}

/// An agency that has set all terms, with three archived cases; their ids. Destruction of the
/// first and the last is asked for.
pub fn archive(district: District) -> (District, [String; 3]) {
    let road = Phrase::Road {
        name: "一般案件".into(),
        up_to: None,
    };
    district.play("tc", ARCHIVED, &enter("办公室主任", "保管期限设定", true));
    let ids = [true, false, true].map(|asked| {
        district.play("tc", ARCHIVED, &road);
        if asked {
            district.play("tc", AFTER, &enter("档案员", "资料销毁申请", false));
            district.play("tc", AFTER, &Phrase::Accepted);
        }
        district.at_hand("tc")
    });
    (district, ids)
}

pub fn order(cases: &[&str]) -> Order {
    Order {
        agency: "tc".into(),
        cases: cases.iter().map(|case| (*case).to_owned()).collect(),
        approval: "示例局销毁清册第1号".into(),
        person: "档案员".into(),
    }
}

fn refusal(dir: &TempDir, order: &Order, today: Day) -> String {
    match Disposal::prepare(dir.path(), &packs(), order, today) {
        Err(Kept::Refused(why)) => why.join("\n"),
        Err(Kept::Fault(fault)) => panic!("{fault}"),
        Err(Kept::Done(told)) => panic!("{told:?}"),
        Ok(disposal) => panic!("{:?}", disposal.cases),
    }
}

/// That it was done before, and by which act.
fn done(dir: &TempDir, order: &Order) -> String {
    match Disposal::prepare(dir.path(), &packs(), order, AFTER.date()) {
        Err(Kept::Done(told)) => told.join("\n"),
        Err(other) => panic!("{other:?}"),
        Ok(disposal) => panic!("{:?}", disposal.cases),
    }
}

fn problems(dir: &TempDir) -> Vec<String> {
    fsck(dir.path(), &packs()).unwrap().problems
}

fn holds(dir: &std::path::Path, words: &str) -> bool {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if has(&std::fs::read(&path).unwrap(), words) => return true,
                false => {}
            }
        }
    }
    false
}

fn has(bytes: &[u8], words: &str) -> bool {
    let words = words.as_bytes();
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn what_must_be_kept_is_kept_and_the_refusal_says_why() {
    let (district, [first, second, _]) = archive(District::new());
    let dir = district.closed();
    let early = refusal(&dir, &order(&[&first]), LAST);
    assert!(early.contains("2055年3月3日届满"), "{early}");
    assert!(early.contains("第二十二条"), "it cites: {early}");
    let unasked = refusal(&dir, &order(&[&first, &second]), AFTER.date());
    assert!(unasked.contains("“资料销毁申请”"), "{unasked}");
    assert!(unasked.contains("第二十二条"), "it cites: {unasked}");
    let unknown = refusal(&dir, &order(&["没有的案号"]), AFTER.date());
    assert!(unknown.contains("没有案件“没有的案号”"), "{unknown}");
    let stranger = Order {
        person: "没有的人".into(),
        ..order(&[&first])
    };
    assert!(refusal(&dir, &stranger, AFTER.date()).contains("没有人员"));
    assert_eq!(problems(&dir), Vec::<String>::new());
}

#[test]
fn a_case_goes_as_a_whole_and_by_record() {
    let (district, [first, second, last]) = archive(District::new());
    let number = |id: &str| {
        district
            .office("tc")
            .case(id)
            .unwrap()
            .unwrap()
            .number
            .clone()
    };
    let (gone, kept) = (number(&last), number(&second));
    let dir = district.closed();
    assert!(holds(dir.path(), &gone));
    let packs = packs();
    let both = order(&[&last, &first]);
    let disposal = Disposal::prepare(dir.path(), &packs, &both, AFTER.date()).unwrap();
    let ids: Vec<&str> = disposal.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, [first.as_str(), last.as_str()]);
    assert!(
        disposal
            .cases
            .iter()
            .all(|Doomed { kept_until, .. }| *kept_until == LAST)
    );
    let records: usize = disposal.cases.iter().map(|case| case.records).sum();
    let index = disposal.carry_out(AFTER).unwrap();
    let sound = fsck(dir.path(), &packs).unwrap();
    assert_eq!(sound.problems, Vec::<String>::new(), "sound without them");
    assert_eq!(sound.destroyed, records as u64);

    let district = open(dir);
    let office = district.office("tc");
    assert!(office.case(&first).unwrap().is_none());
    assert!(office.case(&second).unwrap().is_some());
    let entry = office.log().entry(index).unwrap();
    let record = String::from_utf8(entry.payload.unwrap()).unwrap();
    assert!(record.contains("示例局销毁清册第1号"), "{record}");
    assert_eq!(entry.actor, "档案员");
    // The id of the last case must not be given again: its stream is not empty.
    let new = district.worked("tc", Some("审批决定意见"));
    assert!(![&first, &second, &last].contains(&&new), "{new}");
    let dir = district.closed();
    rebuild(dir.path(), &packs).unwrap();
    assert_eq!(problems(&dir), Vec::<String>::new());
    assert!(holds(dir.path(), &kept) && !holds(dir.path(), &gone));
}

/// Whoever repeats the command hears what is true, also where it was cut off and nothing but the record
/// was made; what was left is gone then.
#[test]
fn a_destruction_that_is_ordered_again_is_told_with_its_record() {
    let (district, [first, second, last]) = archive(District::new());
    let office = district.office("tc");
    let numbers = [&first, &last].map(|id| office.case(id).unwrap().unwrap().number.clone());
    let records = office.log().stream(&format!("case/{last}"), 1).unwrap();
    let dir = district.closed();
    let packs = packs();
    let whole = order(&[&first]);
    let disposal = Disposal::prepare(dir.path(), &packs, &whole, AFTER.date()).unwrap();
    let index = disposal.carry_out(AFTER).unwrap();
    let told = done(&dir, &whole);
    for words in [
        "2055年3月4日",
        &format!("账册第{index}条"),
        "“档案员”",
        "示例局销毁清册第1号",
    ] {
        assert!(told.contains(words), "{told}");
    }
    // Its number went with it; another approval has nothing to do with it.
    let by_number = order(&[&numbers[0]]);
    let told = refusal(&dir, &by_number, AFTER.date());
    assert!(told.contains(&format!("账册第{index}条")), "{told}");
    let other = Order {
        approval: "示例局销毁清册".into(),
        ..by_number
    };
    assert!(!refusal(&dir, &other, AFTER.date()).contains("账册"));
    let mixed = refusal(&dir, &order(&[&first, &second]), AFTER.date());
    assert!(mixed.contains("请从命令中去掉它"), "{mixed}");

    destroy_only_by_record(&dir, &records, &BTreeSet::new());
    assert!(holds(dir.path(), &numbers[1]), "the views remember");
    let told = done(&dir, &order(&[&numbers[1], &first]));
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(!holds(dir.path(), &numbers[1]));
    assert_eq!(problems(&dir), Vec::<String>::new());
}

/// As a crash leaves it: the log says what is destroyed, the files are still there and the views
/// have not heard of it.
#[test]
fn a_destruction_that_was_cut_off_is_finished() {
    let district = District::new();
    let public = district.worked("tc", None);
    let (district, [first, second, last]) = archive(district);
    let log = district.office("tc").log().clone();
    let of = |stream: &str| log.stream(stream, 1).unwrap();
    // Samples cite the same files in every case: only all cases together leave files behind.
    let cases = [&public, &first, &second, &last].map(|id| of(&format!("case/{id}")));
    let (gone, left) = (cases.concat(), of("agency"));
    let files = &cited_by(&gone) - &cited_by(&left);
    let dir = district.closed();
    let views = || Views::open(&dir.path().join("views.db")).unwrap();
    let listed = || {
        let page = views().published(&PublishedFilter::default(), 10);
        page.unwrap().rows.len()
    };
    let there = |hash: &Hash| {
        let blobs = Blobs::read_only(dir.path().join("blobs")).unwrap();
        !matches!(blobs.verify(*hash), Ok(BlobState::Missing))
    };
    assert_eq!(listed(), 1);
    destroy_only_by_record(&dir, &gone, &files);
    assert_eq!(problems(&dir), Vec::<String>::new());
    assert_eq!(listed(), 0, "the views have heard of it");
    assert!(!files.is_empty() && files.iter().all(there));
    refusal(&dir, &order(&["没有的案号"]), AFTER.date());
    assert!(!files.iter().any(there), "they are removed now");
    assert!(cited_by(&left).iter().all(there), "and no others");
    assert_eq!(problems(&dir), Vec::<String>::new());
}

/// Where there are no other nodes, nobody has to order it again: the next start does it.
#[test]
fn a_destruction_that_was_cut_off_is_finished_by_the_next_start() {
    let (district, gone, files, left) = one_case();
    let dir = district.closed();
    destroy_only_by_record(&dir, &gone, &files);
    let dir = open(dir).closed();
    let blobs = Blobs::read_only(dir.path().join("blobs")).unwrap();
    let there = |hash: &Hash| blobs.verify(*hash).unwrap() != BlobState::Missing;
    assert!(!files.is_empty() && !files.iter().any(there));
    assert!(left.iter().all(there), "and no others");
    assert_eq!(problems(&dir), Vec::<String>::new());
}

/// Views that follow the record of a destruction, and are not built anew, keep no byte of what they
/// showed.
#[test]
fn views_that_follow_a_destruction_forget_its_words() {
    let (district, gone, _, _) = one_case();
    let case = gone[0].stream.strip_prefix("case/").unwrap();
    let number = district
        .office("tc")
        .case(case)
        .unwrap()
        .unwrap()
        .number
        .clone();
    let dir = district.closed();
    destroy_only_by_record(&dir, &gone, &BTreeSet::new());
    let views = dir.path().join("views.db");
    assert!(has(&std::fs::read(&views).unwrap(), &number));
    let dir = open(dir).closed();
    assert!(!holds(dir.path(), &number));
}

/// A record of destruction excuses what was cited before it. Bytes that come back are evidence again.
#[test]
fn a_file_that_is_cited_again_after_its_destruction_is_looked_for() {
    let district = District::new();
    let first = district.worked("tc", None);
    let log = district.office("tc").log().clone();
    let of = |case: &str| log.stream(&format!("case/{case}"), 1).unwrap();
    let files = &cited_by(&of(&first)) - &cited_by(&log.stream("agency", 1).unwrap());
    let gone = of(&first);
    let dir = district.closed();
    destroy_only_by_record(&dir, &gone, &files);
    let remove = |dir: &TempDir, hash: &Hash| {
        let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
        blobs.destroy(*hash).unwrap();
    };
    files.iter().for_each(|hash| remove(&dir, hash));
    assert_eq!(problems(&dir), Vec::<String>::new());

    let district = open(dir);
    let second = district.worked("tc", None);
    let dir = district.closed();
    let again = &cited_by(&of(&second)) & &files;
    let lost = again.first().expect("samples cite the same files");
    assert_eq!(problems(&dir), Vec::<String>::new());
    remove(&dir, lost);
    let told = problems(&dir).join("\n");
    assert!(told.contains(&lost.to_string()), "{told}");
}

/// A district with a case worked to its end, the records of the case, the files that only they
/// cite, and those that others do.
fn one_case() -> (District, Vec<Entry>, BTreeSet<Hash>, BTreeSet<Hash>) {
    let district = District::new();
    let case = district.worked("tc", None);
    let of = |stream: &str| district.office("tc").log().stream(stream, 1).unwrap();
    let (gone, left) = (of(&format!("case/{case}")), cited_by(&of("agency")));
    let files = &cited_by(&gone) - &left;
    (district, gone, files, left)
}

/// A backup of before the destruction, and one that is taken on top of it.
#[test]
fn what_was_destroyed_does_not_come_back_out_of_a_backup() {
    let (district, gone, files, left) = one_case();
    assert!(!files.is_empty());
    let dir = district.closed();
    let (kept, restored) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let there = |dir: &TempDir, hash: &Hash| {
        let blobs = Blobs::read_only(dir.path().join("blobs")).unwrap();
        !matches!(blobs.verify(*hash), Ok(BlobState::Missing))
    };
    copy(dir.path(), kept.path()).unwrap();
    assert!(files.iter().all(|hash| there(&kept, hash)));
    destroy_only_by_record(&dir, &gone, &files);
    copy(dir.path(), kept.path()).unwrap();
    assert!(!files.iter().any(|hash| there(&kept, hash)));
    assert!(left.iter().all(|hash| there(&kept, hash)));
    // A backup that an earlier program made may hold them still: restoring is copying.
    let blobs = Blobs::open(kept.path().join("blobs")).unwrap();
    let source = Blobs::read_only(dir.path().join("blobs")).unwrap();
    for hash in &files {
        blobs.put(&source.get(*hash).unwrap()).unwrap();
    }
    copy(kept.path(), restored.path()).unwrap();
    assert!(!files.iter().any(|hash| there(&restored, hash)));
    assert_eq!(problems(&restored), Vec::<String>::new());
}

/// Where an earlier try has put files that were destroyed since, and where they lie here still.
#[test]
fn what_was_destroyed_does_not_move_along() {
    let (district, gone, files, left) = one_case();
    let dir = district.closed();
    let (here, to) = (
        Blobs::open(dir.path().join("blobs")).unwrap(),
        TempDir::new().unwrap(),
    );
    let there = Blobs::open(to.path()).unwrap();
    let first = copy_files(dir.path(), &here, &there).unwrap();
    assert_eq!(first.files, first.copied);
    destroy_only_by_record(&dir, &gone, &files);
    let again = copy_files(dir.path(), &here, &there).unwrap();
    assert_eq!(
        (again.files, again.copied),
        (first.files - files.len() as u64, 0)
    );
    let is_gone = |hash: &Hash| there.verify(*hash).unwrap() == BlobState::Missing;
    assert!(!files.is_empty() && files.iter().all(is_gone));
    assert!(!left.iter().any(is_gone));

    // Files of somebody else, and none of ours: not a place to go to.
    let (other, whose) = (TempDir::new().unwrap(), "somebody else's");
    let other = Blobs::open(other.path()).unwrap();
    other.put(whose.as_bytes()).unwrap();
    let told = copy_files(dir.path(), &here, &other).unwrap_err().what;
    assert!(told.contains("没有一个是本安装的"), "{told}");
    assert_eq!(other.iter().unwrap().count(), 1);
}

fn cited_by(entries: &[Entry]) -> BTreeSet<Hash> {
    let payloads = entries.iter().filter_map(|entry| entry.payload.as_deref());
    payloads.flat_map(cited).collect()
}

/// Records a destruction and erases the payloads, but leaves the files.
fn destroy_only_by_record(dir: &TempDir, entries: &[Entry], files: &BTreeSet<Hash>) {
    let home = dir.path().join("agencies/tc");
    let keys = Keys::open(&home.join("log.key"), "tc").unwrap();
    let what = Destroy {
        entries: entries.iter().map(|entry| entry.index).collect(),
        blobs: files.iter().copied().collect(),
        reason: "期满".into(),
        actor: "档案员".into(),
        time_ms: 0,
    };
    Log::open(&home, "tc", keys)
        .unwrap()
        .destroy(&what)
        .unwrap();
}
