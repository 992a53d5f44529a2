//! Supervision and the agency's own file: figures lead to what does not meet them, what is late is
//! named, findings are counted in the order of the text, and names open only to those who may read.

use axum::http::StatusCode;
use enforcement::decide::Act;
use law::value::Value;
use registry::witnessed::Objection;
use registry::{Order, Target};

use super::house::House;

/// The result of a figure: how many meet it, of how many.
fn share(page: &str, figure: &str) -> (u64, u64) {
    let part = &page[page
        .find(&format!("figure-{figure}\""))
        .expect("the figure")..];
    let meter = &part[part.find("<meter").expect("a share")..];
    let number = |attribute: &str| {
        let from = meter.find(&format!("{attribute}=\"")).unwrap() + attribute.len() + 2;
        let text = meter[from..].split('"').next().unwrap();
        text.parse().unwrap()
    };
    (number("value"), number("max"))
}

/// The part of a page under a heading.
fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page
        .find(&format!("aria-labelledby=\"{id}-title\""))
        .unwrap_or(page.len());
    page[from..].split("</section>").next().unwrap_or_default()
}

/// Enters a sample with other fields, and waits until it stands.
async fn enter_with(house: &House, case: &str, sample: &str, fields: &[(&str, &str)]) {
    let mut filled = house.filled(sample, Some(case), 1);
    for (name, value) in fields {
        filled.fields.insert((*name).into(), Value::from(*value));
    }
    let order = Order {
        actor: filled.by,
        target: Target::Case(case.into()),
        act: Act {
            record: filled.record,
            fields: filled.fields,
        },
        at: house.installation.clock.now(),
        expected: None,
    };
    house.office().submit_async(order).await.unwrap();
}

#[tokio::test]
async fn an_overdue_publication_is_named_until_it_is_made_and_late_afterwards() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let number = house.office().case(&case).unwrap().unwrap().number.clone();
    let browser = house.browser("监督员").await;
    let page = async || browser.get("/desk/supervision").await;
    // Decided on 3 March; seven working days end with 12 March.
    house.set_clock("2025-03-12T23:59:00");
    assert!(!part(page().await.text(), "overdue").contains(&number));
    house.set_clock("2025-03-13T00:00:00");
    assert!(part(page().await.text(), "overdue").contains(&number));
    house.set_clock("2025-03-14T09:00:00");
    house.enter(&[
        "公示拟稿",
        "不公开情形核对",
        "公示审查",
        "公示审核",
        "公示发布",
    ]);
    let after = page().await;
    assert!(!part(after.text(), "overdue").contains(&number));
    assert!(part(after.text(), "late").contains(&number));
    assert_eq!(share(after.text(), "公示.及时"), (0, 1));
}

#[tokio::test]
async fn four_figures_of_disclosure_come_from_the_files() {
    let house = House::new();
    let (_, _) = house.published();
    let (_, _) = house.published();
    house.enter(&[
        "异议登记",
        "异议核实",
        "公示拟稿",
        "公示审查",
        "公示审核",
        "公示发布",
    ]);
    let browser = house.browser("监督员").await;
    let page = browser.get("/desk/supervision").await;
    assert_eq!(share(page.text(), "公示.合法"), (2, 2));
    assert_eq!(share(page.text(), "公示.及时"), (2, 2));
    assert_eq!(share(page.text(), "公示.准确"), (1, 2));
}

#[tokio::test]
async fn a_matter_without_disclosure_is_named_until_it_is_public() {
    let house = House::new();
    let browser = house.browser("监督员").await;
    let agency = house.office().agency();
    let matter = agency
        .dossier
        .texts(enforcement::step::Step::MatterList, "matter")
        .next()
        .unwrap();
    let before = browser.get("/desk/supervision").await;
    assert!(part(before.text(), "hidden").contains(matter));
    house.enter_in_agency(&["公示事项登记·职责权限", "事前信息拟稿·职责权限"]);
    house.enter_in_agency(&["公示审查·机关", "公示审核·机关", "公示发布·机关"]);
    let after = browser.get("/desk/supervision").await;
    assert!(!part(after.text(), "hidden").contains(matter));
    assert_eq!(share(after.text(), "公示.覆盖"), (2, 2));
}

#[tokio::test]
async fn delays_and_gaps_are_told_section_by_section() {
    let house = House::new();
    let case = house.worked("公示案件", Some("执法活动登记·询问"));
    house.set_clock("2025-03-05T09:00:00");
    enter_with(
        &house,
        &case,
        "询问笔录",
        &[("询问时间", "2025-03-03 09:00")],
    )
    .await;
    let survey = house
        .office()
        .survey(Some(&case), "2025-03-05T09:00:00".parse().unwrap())
        .unwrap();
    let entry = survey
        .entries
        .iter()
        .find(|entry| entry.record == "询问笔录")
        .unwrap();
    assert_eq!(entry.delay, Some(48 * 3600));
    let browser = house.browser("监督员").await;
    let page = browser.get("/desk/supervision").await;
    assert!(part(page.text(), "figures").contains("最长2日"));
    let lacks = survey.lacks.len();
    assert!(lacks > 0, "a case under way lacks something");
    let (present, all) = share(page.text(), "记录.全面");
    assert_eq!(all - present, u64::try_from(lacks).unwrap());
}

#[tokio::test]
async fn a_survey_follows_the_file_the_agency_and_the_day() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let office = house.office();
    let at = |text: &str| office.survey(Some(&case), text.parse().unwrap()).unwrap();
    let first = at("2025-03-03T10:00:00");
    assert!(std::sync::Arc::ptr_eq(&first, &at("2025-03-03T18:00:00")));
    assert!(!std::sync::Arc::ptr_eq(&first, &at("2025-03-04T10:00:00")));
    let first = at("2025-03-03T10:00:00");
    house.enter(&["公示拟稿"]);
    let second = at("2025-03-03T10:00:00");
    assert_eq!(second.entries.len(), first.entries.len() + 1);
    house.enter_in_agency(&["公示事项登记·职责权限"]);
    assert!(!std::sync::Arc::ptr_eq(&second, &at("2025-03-03T10:00:00")));
    assert!(
        office
            .survey(Some("没有"), "2025-03-03T10:00:00".parse().unwrap())
            .unwrap()
            .entries
            .is_empty()
    );
}

#[tokio::test]
async fn reviews_taken_out_of_turn_and_reviewers_are_looked_at() {
    let house = House::new();
    house.worked("重大案件", Some("接收送审材料"));
    house.set_clock("2025-03-04T09:00:00");
    house.worked("重大案件", Some("法制审核意见书"));
    let browser = house.browser("监督员").await;
    let page = browser.get("/desk/supervision").await;
    assert_eq!(share(page.text(), "审核.公平"), (0, 1));
    assert_eq!(share(page.text(), "审核.公正"), (1, 1));
    assert_eq!(share(page.text(), "审核.合法"), (1, 1));
    assert_eq!(share(page.text(), "审核.规范"), (1, 1));
}

#[tokio::test]
async fn findings_are_counted_by_type_and_stay_open_until_put_right() {
    let house = House::new();
    house.enter_in_agency(&["全过程记录问责认定"]);
    let browser = house.browser("监督员").await;
    let page = browser.get("/desk/supervision").await;
    let findings = part(page.text(), "findings");
    let form = house
        .office()
        .pack()
        .form("全过程记录问责认定")
        .unwrap()
        .clone();
    let agency = house.office().agency();
    let deed = agency.dossier.records(&form.name).next().unwrap();
    let made = deed.fields.get("情形").unwrap().shown();
    for kind in &form.bound("kind").unwrap().options {
        let row = &findings[findings.find(kind.as_str()).expect("every type is listed")..];
        let counted = row.split("</tr>").next().unwrap().contains(">1<");
        assert_eq!(counted, *kind == made, "{kind}");
    }
    assert!(findings.contains("待改正") && !findings.contains("已改正"));
    house.enter_in_agency(&["改正情况登记"]);
    let page = browser.get("/desk/supervision").await;
    assert!(part(page.text(), "findings").contains("已改正"));
}

#[tokio::test]
async fn refusals_of_others_are_for_those_who_make_findings() {
    let house = House::new();
    let case = house.worked("公示案件", Some("审批决定意见"));
    let officer = house.browser("承办人甲").await;
    let answer = officer
        .post(&format!("/desk/cases/{case}/enter/变更原始音像资料"), &[])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = async |person: &str| {
        let page = house.browser(person).await.get("/desk/supervision").await;
        part(page.text(), "refused").contains("变更原始音像资料")
    };
    assert!(refused("承办人甲").await && refused("监督员").await);
    assert!(!refused("外科室人员").await);
}

#[tokio::test]
async fn who_may_not_read_a_case_sees_its_number_and_no_way_in() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let number = house.office().case(&case).unwrap().unwrap().number.clone();
    house.set_clock("2025-04-01T09:00:00");
    let stranger = house
        .browser("外科室人员")
        .await
        .get("/desk/supervision")
        .await;
    assert!(stranger.text().contains(&number));
    assert!(!stranger.text().contains(&format!("/desk/cases/{case}")));
    let officer = house
        .browser("承办人甲")
        .await
        .get("/desk/supervision")
        .await;
    assert!(officer.text().contains(&format!("/desk/cases/{case}")));
}

#[tokio::test]
async fn a_year_and_a_section_narrow_what_is_looked_at() {
    let house = House::new();
    house.worked("一般案件", None);
    let browser = house.browser("监督员").await;
    let count = async |path: &str| {
        let page = browser.get(path).await;
        let from = page.text().find("filter-count\">共").unwrap() + "filter-count\">共".len();
        let said = page.text()[from..].split('件').next().unwrap().to_owned();
        said.parse::<usize>().unwrap()
    };
    assert_eq!(count("/desk/supervision?year=2025").await, 1);
    assert_eq!(
        count("/desk/supervision?year=2025&section=没有这个科室").await,
        0
    );
    assert_eq!(count("/desk/supervision?year=别的").await, 1);
}

#[tokio::test]
async fn the_agency_tells_what_wants_attention_and_who_may_enter_what() {
    let house = House::new();
    let office = house.browser("办公室主任").await;
    let page = office.get("/desk/agency").await;
    for person in house.office().agency().people.iter() {
        assert!(page.text().contains(&person.name), "{}", person.name);
    }
    assert!(part(page.text(), "care").contains("今日无人担任：法律顾问"));
    assert!(!part(page.text(), "care").contains("到期"));
    assert!(page.text().contains("/desk/agency/enter/") && page.text().contains("有效"));
    // Certificates of the samples end with 31 December 2030.
    house.set_clock("2030-12-15T09:00:00");
    assert!(part(office.get("/desk/agency").await.text(), "care").contains("2030年12月31日到期"));
    house.set_clock("2031-01-01T09:00:00");
    assert!(
        part(office.get("/desk/agency").await.text(), "care").contains("已于2030年12月31日到期")
    );
    let stranger = house.browser("外科室人员").await.get("/desk/agency").await;
    assert!(!part(stranger.text(), "people").contains("/desk/agency/enter/"));
}

#[tokio::test]
async fn what_a_witness_holds_against_the_log_is_told_to_the_public_and_to_the_supervisor() {
    let house = House::new();
    let browser = house.browser("监督员").await;
    let before = browser.get("/desk/supervision").await;
    assert!(!before.text().contains("witness.test/one"));
    let key = ledger::WitnessKeys::from_seed("witness.test/one", &[3; 32]).unwrap();
    let witnessed = &house.installation.witnessed;
    let other = Objection::Other(2);
    witnessed.object(&house.code, key.public(), other).unwrap();
    let said = "witness.test/one曾经联署的前2条，与本账册现在的前2条不一致";
    let after = browser.get("/desk/supervision").await;
    let listed = part(after.text(), "objected");
    assert!(
        listed.contains(said) && listed.contains("fadu fsck"),
        "{listed}"
    );
    let public = house.get("/proof").await;
    assert!(public.text().contains(said), "{}", public.text());
    assert!(
        !public.text().contains("目前没有第三方见证"),
        "{}",
        public.text()
    );
}

#[tokio::test]
async fn a_recording_altered_on_the_disk_is_flagged_to_the_supervisor() {
    let house = House::new();
    let case = house.worked("一般案件", Some("音像记录"));
    let browser = house.browser("监督员").await;
    let before = browser.get("/desk/supervision").await;
    assert!(!before.text().contains("校验不符"));
    let file = house.office().case(&case).unwrap().unwrap();
    let recording = file.dossier.records("音像记录").next().unwrap();
    let hash = recording
        .fields
        .values()
        .find_map(|value| value.row()?.get("sha256")?.text())
        .unwrap();
    let path = house.dir().join("blobs").join(&hash[..2]);
    let path = path.join(&hash[2..4]).join(hash);
    let good = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, [&good[..], b"x"].concat()).unwrap();
    let found = registry::scrub::pass(&house.installation, |_| true).unwrap();
    house.installation.note_rot(found);
    let after = browser.get("/desk/supervision").await;
    let listed = part(after.text(), "rotten");
    assert!(listed.contains("校验不符"), "{listed}");
    let record = format!("/desk/cases/{case}/records/{}", recording.no);
    assert!(listed.contains(&record), "{listed}");
}
