//! Several people at once: each act is judged on what came before it, and none gets lost.

use std::collections::BTreeSet;

use enforcement::decide::Act;
use registry::{Denied, Order, Target};

use super::district::District;

/// A note in a case, entered in knowledge of so many records where that is said.
fn note(district: &District, case: &str, words: &str, expected: Option<u32>) -> Order {
    Order {
        actor: "承办人甲".into(),
        target: Target::Case(case.into()),
        act: Act {
            record: "其他情况记录".into(),
            fields: [
                ("标题".to_owned(), words.into()),
                ("内容".to_owned(), words.into()),
            ]
            .into(),
        },
        at: district.installation.clock.now(),
        expected,
    }
}

#[test]
fn of_many_who_know_the_same_file_one_is_first() {
    let district = District::new();
    let case = district.worked("tc", Some("审批决定意见"));
    let office = district.office("tc");
    let before = office.case(&case).unwrap().unwrap().dossier.next_no() - 1;
    let answers: Vec<_> = std::thread::scope(|scope| {
        let enter = |n| {
            let order = note(&district, &case, &format!("第{n}人"), Some(before));
            scope.spawn(move || office.submit(order))
        };
        let people: Vec<_> = (0..8).map(enter).collect();
        people.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let done = answers.iter().filter(|answer| answer.is_ok()).count();
    let late = answers
        .iter()
        .filter(|answer| matches!(answer, Err(Denied::Conflict { .. })));
    assert_eq!((done, late.count()), (1, 7), "{answers:#?}");
}

#[test]
fn of_many_who_add_to_one_file_all_are_kept_in_one_order() {
    let district = District::new();
    let case = district.worked("tc", Some("审批决定意见"));
    let office = district.office("tc");
    let before = office.case(&case).unwrap().unwrap().dossier.next_no();
    let numbers: BTreeSet<u32> = std::thread::scope(|scope| {
        let enter = |n| {
            let order = note(&district, &case, &format!("第{n}人"), None);
            scope.spawn(move || office.submit(order).unwrap().no)
        };
        let people: Vec<_> = (0..32).map(enter).collect();
        people.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(numbers, (before..before + 32).collect());
}
