//! The file of a case: what is missing, its index with the digests that the log holds, and who
//! answers for what.

use axum::http::StatusCode;

use super::house::House;

fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page
        .find(&format!("aria-labelledby=\"{id}-title\""))
        .unwrap_or(page.len());
    page[from..].split("</section>").next().unwrap_or_default()
}

#[tokio::test]
async fn the_index_holds_every_record_with_its_digest_and_those_of_its_files() {
    let house = House::new();
    let case = house.worked("一般案件", None);
    let browser = house.browser("承办人甲").await;
    let page = browser.get(&format!("/desk/cases/{case}/archive")).await;
    let contents = part(page.text(), "contents");
    let places = house.office().places(Some(&case), 1).unwrap();
    let file = house.office().case(&case).unwrap().unwrap();
    assert_eq!(places.len(), file.dossier.deeds().len());
    for place in &places {
        assert!(contents.contains(&place.leaf), "record {}", place.no);
    }
    let recording = file.recordings.recordings().first().unwrap();
    let stored = recording.file.as_ref().unwrap().row().unwrap();
    assert!(contents.contains(stored["sha256"].text().unwrap()));
    assert!(page.text().contains("应当有的记录都有。"));
    assert!(page.text().contains("不能再改动"));
}

#[tokio::test]
async fn records_of_one_form_are_shown_alone() {
    let house = House::new();
    let case = house.worked("一般案件", None);
    let file = house.office().case(&case).unwrap().unwrap();
    let recorded = file
        .dossier
        .deeds()
        .iter()
        .filter(|deed| deed.medium == "音像")
        .count();
    assert!(recorded > 0);
    let browser = house.browser("承办人甲").await;
    let page = browser
        .get(&format!("/desk/cases/{case}/archive?medium=音像"))
        .await;
    let rows = part(page.text(), "contents")
        .matches("<tr data-line")
        .count();
    assert_eq!(rows, recorded);
}

#[tokio::test]
async fn what_is_missing_is_named_with_its_clause_and_the_way_to_add_it() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let browser = house.browser("承办人甲").await;
    let page = browser.get(&format!("/desk/cases/{case}/archive")).await;
    let complete = part(page.text(), "complete");
    assert!(complete.contains("送达记录") && complete.contains("/desk/law/clause/"));
    assert!(complete.contains(&format!("/desk/cases/{case}/enter/")));
    assert!(complete.contains("以下环节还没有记录"));
}

#[tokio::test]
async fn a_major_decision_names_who_answers_for_materials_opinion_and_decision() {
    let house = House::new();
    let case = house.worked("重大案件", Some("行政处罚决定"));
    let file = house.office().case(&case).unwrap().unwrap();
    let agency = house.office().agency();
    let browser = house.browser("承办人甲").await;
    let page = browser.get(&format!("/desk/cases/{case}/archive")).await;
    let told = part(page.text(), "answers");
    let signer = &file
        .reviews
        .latest()
        .unwrap()
        .opinion
        .as_ref()
        .unwrap()
        .signer;
    let head = agency
        .people
        .holding("主要负责人", file.decision.as_ref().unwrap().date)
        .next()
        .unwrap();
    for id in file.officers.iter().chain([signer, &head.id]) {
        assert!(told.contains(agency.people.name(id)), "{id}");
    }
    assert!(told.contains("第一责任人：") && !told.contains("未签责任声明"));
}

#[tokio::test]
async fn an_ordinary_decision_has_no_first_to_answer_for_it() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let browser = house.browser("承办人甲").await;
    let page = browser.get(&format!("/desk/cases/{case}/archive")).await;
    assert!(!page.text().contains("第一责任人"));
}

#[tokio::test]
async fn the_file_opens_to_nobody_who_may_not_read_the_case() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let stranger = house.browser("外科室人员").await;
    let answer = stranger.get(&format!("/desk/cases/{case}/archive")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
