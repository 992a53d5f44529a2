//! Several agencies under one roof: a log for each, one set of lists over all.

use enforcement::decide::Act;
use registry::installation::{fsck, rebuild};
use registry::views::PublishedFilter;
use registry::{Order, Target};

use super::district::{District, ROADS, open, packs};

#[test]
fn each_agency_has_a_log_and_the_public_has_one_list() {
    let district = District::new();
    for (name, _) in ROADS {
        district.worked(name, None);
    }
    let [one, other] = ROADS.map(|(name, _)| district.office(name));
    assert_ne!(one.log_key(), other.log_key());
    assert_ne!(one.checkpoint().unwrap(), other.checkpoint().unwrap());
    let views = &district.installation.views;
    let list = views.published(&PublishedFilter::default(), 50).unwrap();
    for (name, _) in ROADS {
        let of = list.rows.iter().filter(|row| row.agency == name);
        assert!(of.count() > 0, "nothing of {name} is public");
    }
}

#[test]
fn nobody_of_one_agency_acts_or_reads_in_another() {
    let district = District::new();
    let case = district.worked("tc", Some("案件来源登记表"));
    let office = district.office("tc");
    let file = office.case(&case).unwrap().unwrap();
    // 甲 is an officer of the other agency and nobody here.
    assert!(!office.may_read(&file, "甲", district.installation.clock.now()));
    // Case ids of one agency mean nothing to another.
    let elsewhere = district.office("exampleland");
    assert!(elsewhere.case(&case).unwrap().is_none());
    let order = Order {
        actor: "甲".into(),
        target: Target::Case(case),
        act: Act {
            record: "询问笔录".into(),
            fields: law::value::Fields::new(),
        },
        at: district.installation.clock.now(),
        expected: None,
    };
    assert!(elsewhere.submit(order).is_err());
}

#[test]
fn everything_is_sound_and_built_again_to_the_same() {
    let district = District::new();
    for (name, _) in ROADS {
        district.worked(name, None);
    }
    let before = district.installation.views.content().unwrap();
    let dir = district.closed();
    let found = fsck(dir.path(), &packs()).unwrap();
    assert_eq!(found.problems, Vec::<String>::new());
    assert!(found.entries > 0 && found.files > 0);
    rebuild(dir.path(), &packs()).unwrap();
    let district = open(dir);
    assert_eq!(district.installation.views.content().unwrap(), before);
}
