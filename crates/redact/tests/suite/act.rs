//! Marks, hiding, residues and carrying over: the life of a decision about each place.

use crate::support::policy;
use redact::*;

fn marked(text: &str) -> Marked {
    Marked::propose(text, &Known::default(), &policy())
}

fn public(text: &str, known: &Known) -> String {
    let mut m = Marked::propose(text, known, &policy());
    m.confirm_rest("甲");
    publish(&m, &[], known, &policy())
        .expect("nothing is left")
        .text
}

#[test]
fn two_people_of_one_surname_stay_apart() {
    let text = "证人：张一一；证人：张二二；证人：李三三。张一一称张二二在场。";
    let shown = public(text, &Known::default());
    assert_eq!(
        shown,
        "证人：张某甲；证人：张某乙；证人：李某某。张某甲称张某乙在场。"
    );
}

#[test]
fn a_masked_name_of_the_author_is_not_used_again() {
    let shown = public("张某甲、证人：张一一。", &Known::default());
    assert_eq!(shown, "张某甲、证人：张某乙。");
}

#[test]
fn partial_masks_keep_both_ends_only() {
    let shown = public("电话：13800138000", &Known::default());
    assert_eq!(shown, "电话：138******00");
}

#[test]
fn nothing_is_published_undecided() {
    let m = marked("证人李四四，电话13800138000。");
    let blocked = publish(&m, &[], &Known::default(), &policy()).expect_err("undecided");
    assert_eq!(blocked, Blocked::Undecided { marks: vec![0, 1] });
}

#[test]
fn what_is_left_in_the_title_blocks() {
    let known = Known::default().person("李四四", Role::Witness);
    let mut m = Marked::propose("证人李四四到场。", &known, &policy());
    m.confirm_rest("甲");
    let title = Field {
        name: "标题".into(),
        text: "关于李四四一案的决定".into(),
    };
    let Err(Blocked::Residues { residues }) = publish(&m, &[title], &known, &policy()) else {
        panic!("the title names a witness");
    };
    assert_eq!(
        (residues[0].field.as_deref(), residues[0].text.as_str()),
        (Some("标题"), "李四四")
    );
}

#[test]
fn a_released_mark_stays_and_does_not_block() {
    let mut m = marked("联系电话：13800138000。");
    m.release(0, "甲", "权利人书面同意公开")
        .expect("there is a mark");
    let shown = publish(&m, &[], &Known::default(), &policy()).expect("released");
    assert_eq!(shown.text, "联系电话：13800138000。");
}

#[test]
fn a_manual_mark_hides_what_nobody_could_find() {
    let mut m = marked("绰号老猫的人。");
    let action = Action::Hide(Style::Whole {
        shown: "某人".into(),
    });
    m.mark_by_hand((2, 4), Kind::Name, action, "测-9", "甲")
        .expect("inside");
    assert_eq!(hide(&m).text, "绰号某人的人。");
    let outside = m.mark_by_hand((5, 99), Kind::Name, Action::Keep, "测-9", "甲");
    assert_eq!(outside, Err(MarkError::OutsideText));
}

#[test]
fn a_manual_mark_over_a_found_one_asks_again_for_the_rest() {
    let mut m = marked("电话：13800138000。");
    m.confirm_rest("甲");
    m.mark_by_hand((3, 6), Kind::Phone, Action::Keep, "测-9", "甲")
        .expect("inside");
    assert_eq!(m.marks.len(), 2);
    assert_eq!(
        (m.marks[1].hit.text.as_str(), m.undecided()),
        ("00138000", vec![1])
    );
}

#[test]
fn offsets_map_to_the_public_text() {
    let mut m = marked("电话：13800138000，完。");
    m.confirm_rest("甲");
    let p = hide(&m);
    let comma = m.text.chars().position(|c| c == '，').expect("comma");
    assert_eq!(p.text.chars().nth(p.to_public(comma)), Some('，'));
    assert_eq!(p.to_public(5), 3);
}

#[test]
fn decisions_survive_where_nothing_changed() {
    let old = "证人李四四到场。联系电话：13800138000。\n证人王五五未到场。";
    let mut m = marked(old);
    m.confirm_rest("甲");
    m.release(1, "乙", "本人同意").expect("mark");
    let new = "增加一句。证人李四四到场。联系电话：13800138000。\n证人王五五未到场，已说明。";
    let carried = carry_over(&m, new, &Known::default(), &policy());
    let asked: Vec<_> = carried
        .undecided()
        .iter()
        .map(|i| carried.marks[*i].hit.text.clone())
        .collect();
    assert_eq!(asked, ["王五五"]);
    assert!(!carried.marks[1].action.hides(), "the release survives");
}

#[test]
fn manual_marks_move_with_their_sentence() {
    let mut m = marked("第一句。绰号老猫的人。");
    let action = Action::Hide(Style::Whole {
        shown: "某人".into(),
    });
    m.mark_by_hand((6, 8), Kind::Name, action, "测-9", "甲")
        .expect("inside");
    let moved = carry_over(
        &m,
        "序。第一句。绰号老猫的人。",
        &Known::default(),
        &policy(),
    );
    assert_eq!(hide(&moved).text, "序。第一句。绰号某人的人。");
    let changed = carry_over(
        &m,
        "第一句。绰号老猫的那个人。",
        &Known::default(),
        &policy(),
    );
    assert!(changed.marks.is_empty());
}

#[test]
fn equal_sentences_are_paired_in_order() {
    let mut m = marked("证人李四四到场。证人李四四到场。");
    m.confirm(0, "甲").expect("mark");
    let carried = carry_over(
        &m,
        "证人李四四到场。证人李四四到场。",
        &Known::default(),
        &policy(),
    );
    assert_eq!(carried.undecided(), [1]);
}

#[test]
fn a_line_of_a_batch_comes_back_public() {
    let line = r#"{"id":"7","text":"当事人示例市晨光包装有限公司，证人李四四，电话13800138000。",
        "known":{"party":["示例市晨光包装有限公司"],"witness":["李四四"]}}"#;
    let record: Record = serde_json::from_str(line).expect("a record");
    let out = redact(&record, &policy());
    assert_eq!(
        out.text,
        "当事人示例市晨光包装有限公司，证人李某某，电话138******00。"
    );
    let spans: Vec<_> = out
        .hits
        .iter()
        .map(|h| (h.start, h.end, h.action))
        .collect();
    assert_eq!(spans, [(17, 20, "hide"), (23, 34, "hide")]);
    let bare: Record =
        serde_json::from_str(r#"{"id":"8","text":""}"#).expect("known may be missing");
    assert!(redact(&bare, &policy()).hits.is_empty());
}

#[test]
fn the_policy_takes_the_first_rule_that_matches() {
    let rules = vec![
        PolicyRule::of(Kind::Name, Action::Keep, "甲").for_role(Role::Party),
        PolicyRule::of(Kind::Name, Action::Hide(Style::SurnameOnly), "乙")
            .for_owner(Owner::Natural),
    ];
    let policy = Policy::new(
        rules,
        Decision {
            action: Action::Keep,
            rule: "丙".into(),
        },
    );
    let known = Known::default().person("赵一一", Role::Party);
    let marked = Marked::propose(
        "赵一一，证人钱二二，证人钱三三，电话13800138000",
        &known,
        &policy,
    );
    let rules: Vec<_> = marked.marks.iter().map(|m| m.rule.as_str()).collect();
    assert_eq!(rules, ["甲", "乙", "乙", "丙"]);
    assert_eq!(
        hide(&marked).text,
        "赵一一，证人钱（甲），证人钱（乙），电话13800138000"
    );
}

#[test]
fn marks_are_stored_and_read_back() {
    let mut m = marked("证人李四四，电话13800138000。");
    m.confirm(0, "甲").expect("mark");
    m.release(1, "乙", "本人同意").expect("mark");
    let stored = serde_json::to_string(&m).expect("marks are plain data");
    assert_eq!(
        serde_json::from_str::<Marked>(&stored).expect("the same form"),
        m
    );
}
