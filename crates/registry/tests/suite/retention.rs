//! Case files whose term is over are destroyed as a whole, by a record, and nothing else is; what is
//! left stays whole, and a destroyed case's id is never given again.

use enforcement::{Day, Moment};
use registry::installation::{fsck, rebuild};
use registry::retention::{Disposal, Doomed, Kept, Order};
use scenarios::phrase::Phrase;

use super::district::{District, open, packs};

/// Archived on 2025-03-03; written records are kept for thirty years, recordings and files for ten.
const ARCHIVED: Moment = Moment::constant(2025, 3, 3, 9, 0, 0, 0);
const LAST: Day = Day::constant(2055, 3, 3);
const AFTER: Moment = Moment::constant(2055, 3, 4, 9, 0, 0, 0);

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
fn archive() -> (District, [String; 3]) {
    let district = District::new();
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

fn order(cases: &[&str]) -> Order {
    Order {
        agency: "tc".into(),
        cases: cases.iter().map(|case| (*case).to_owned()).collect(),
        approval: "示例局销毁清册第1号".into(),
        person: "档案员".into(),
    }
}

fn refusal(dir: &tempfile::TempDir, order: &Order, today: Day) -> String {
    match Disposal::prepare(dir.path(), &packs(), order, today) {
        Err(Kept::Refused(why)) => why.join("\n"),
        Err(Kept::Fault(fault)) => panic!("{fault}"),
        Ok(disposal) => panic!("{:?}", disposal.cases),
    }
}

fn problems(dir: &tempfile::TempDir) -> Vec<String> {
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
    let (district, [first, second, _]) = archive();
    let dir = district.closed();
    let early = refusal(&dir, &order(&[&first]), LAST);
    assert!(early.contains("2055年3月3日届满"), "{early}");
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
    let (district, [first, second, last]) = archive();
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
