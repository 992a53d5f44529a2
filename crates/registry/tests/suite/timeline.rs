//! The file of a case is one line of records: numbered without a gap, in the order of their times,
//! each at a place of its own in the log of its agency.

use super::district::District;

#[test]
fn a_file_is_one_line_of_records_with_a_place_in_the_log_for_each() {
    let district = District::new();
    let case = district.worked("tc", None);
    let office = district.office("tc");
    let file = office.case(&case).unwrap().unwrap();
    let deeds = file.dossier.deeds();
    assert!(deeds.len() > 10);
    for (deed, no) in deeds.iter().zip(1..) {
        assert_eq!(deed.no, no);
    }
    assert!(deeds.is_sorted_by_key(|deed| deed.entered));
    let places = office.places(Some(&case), 1).unwrap();
    assert_eq!(places.len(), deeds.len());
    assert!(places.is_sorted_by(|one, next| one.index < next.index && one.no + 1 == next.no));
}
