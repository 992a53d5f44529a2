//! What the judge can say before an act is typed.

use std::sync::Arc;

use law::citation::Place;
use law::condition::{Condition, Facts, Operand, Query, Record, Test};
use law::form::{Field, FieldKind, Form, Subject};
use law::judge::undemanded;
use law::value::{Fields, Value};

/// A file with one record, whose holder has one post.
struct File(Fields);

impl Facts for File {
    fn fact(&self, _: law::condition::FactId) -> Value {
        "".into()
    }
    fn records<'a>(&'a self, kind: &str) -> Box<dyn Iterator<Item = Record<'a>> + 'a> {
        let one = Record {
            no: 1,
            kind: "决定",
            fields: &self.0,
            by: "甲",
            entered: jiff::civil::date(2025, 3, 3).at(9, 0, 0, 0),
            about: None,
        };
        Box::new(Some(one).filter(|one| one.kind == kind).into_iter())
    }
    fn holds(&self, post: &str) -> bool {
        post == "承办人"
    }
    fn held_on(&self, _: &str, _: &Value) -> bool {
        false
    }
    fn due(&self, _: &str) -> Value {
        "".into()
    }
    fn marked(&self, _: &str) -> bool {
        false
    }
    fn today(&self) -> Value {
        "2025-03-03".into()
    }
    fn in_force(&self, _: &str) -> bool {
        true
    }
    fn displaced(&self, _: &str) -> bool {
        false
    }
}

fn field(name: &str, required_when: Option<Condition>) -> Field {
    Field {
        name: name.into(),
        kind: FieldKind::Text,
        required: false,
        required_when,
        options: Vec::new(),
        ahead: false,
        binding: None,
        personal: None,
        whose: None,
        basis: Vec::new(),
        hint: String::new(),
    }
}

fn form(fields: Vec<Field>) -> Form {
    Form {
        name: "公示拟稿".into(),
        subject: Subject::Case,
        stage: "公示".into(),
        medium: "文字".into(),
        by: Vec::new(),
        step: None,
        meets_party: false,
        recording: None,
        basis: Vec::new(),
        fields,
        words: Arc::default(),
        hint: String::new(),
        at: Place::default(),
    }
}

fn typed() -> Condition {
    Condition::Field("形式".into(), Test::Is(Operand::Literal("摘要".into())))
}

fn refers(kind: &str) -> Condition {
    let query = Query {
        kind: kind.into(),
        such: None,
        since: None,
        latest: false,
        at_least: 1,
        at_most: None,
    };
    Condition::Referred("事项".into(), query)
}

/// Whether a field with this condition can still be demanded, knowing the item or not.
fn can_be_demanded(when: Condition, known: &Fields) -> bool {
    let form = form(vec![field("甲", Some(when))]);
    undemanded(&form, known, &File(Fields::new())).is_empty()
}

#[test]
fn a_field_is_undemanded_only_where_nothing_typed_could_demand_it() {
    let settled: Fields = [("事项".to_owned(), 1.into())].into();
    let nothing = Fields::new();
    let post = |name: &str| Condition::Post(name.into());
    let not = |part: Condition| Condition::Not(Box::new(part));
    let all = |parts: [Condition; 2]| Condition::All(parts.into());
    let any = |parts: [Condition; 2]| Condition::Any(parts.into());
    let table = [
        (typed(), &settled, true),
        (refers("决定"), &settled, true),
        (refers("通知"), &settled, false),
        (refers("通知"), &nothing, true),
        (not(refers("决定")), &settled, false),
        (all([typed(), refers("通知")]), &settled, false),
        (all([typed(), refers("决定")]), &settled, true),
        (any([typed(), refers("通知")]), &settled, true),
        (any([post("审核员"), refers("通知")]), &settled, false),
        (not(any([typed(), refers("决定")])), &settled, false),
        (not(all([typed(), refers("决定")])), &settled, true),
        (post("承办人"), &nothing, true),
        (post("审核员"), &nothing, false),
    ];
    for (when, known, can) in table {
        assert_eq!(
            can_be_demanded(when.clone(), known),
            can,
            "{when:?} knowing {known:?}"
        );
    }
}

#[test]
fn a_field_that_is_always_required_or_never_is_not_called_undemanded() {
    let always = Field {
        required: true,
        ..field("必填", Some(Condition::Post("审核员".into())))
    };
    let form = form(vec![field("可填", None), always]);
    assert!(undemanded(&form, &Fields::new(), &File(Fields::new())).is_empty());
}

#[test]
fn a_text_that_reads_otherwise_than_it_is_stored_is_not_taken() {
    let form = form(vec![field("说明", None)]);
    let read = |text: &str| form.read(&Fields::from([("说明".to_owned(), text.into())]));
    for turned in [
        "甲\u{202E}乙",
        "甲\u{2066}乙",
        "甲\u{7}乙",
        "甲\u{7F}乙",
        "甲\u{85}乙",
        "甲\u{0}乙",
        "甲\u{FFFD}",
    ] {
        let mistakes = read(turned).unwrap_err();
        assert!(mistakes[0].message.contains("无法识别"), "{turned:?}");
    }
    // Signs that begin with the same bytes as those are read all the same.
    assert!(read("甲\t“乙”，§5é").is_ok());
}
