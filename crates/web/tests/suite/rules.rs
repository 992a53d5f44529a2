//! The law on the desk: every clause and every record has its page, lists narrow as asked, words
//! and scenarios are shown where they were loaded, and nothing that serves a clause is left out.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use law::service::Services;
use tower::ServiceExt;
use web::book::{LawBook, Proof};

use super::house::{House, escaped, pack_dir};

/// How many clauses a list shows.
fn listed(page: &str) -> usize {
    page.matches("/desk/law/clause/").count()
}

#[test]
fn what_serves_a_clause_is_everything_that_cites_it() {
    for name in ["tc", "exampleland"] {
        let pack = registry::packs::load_dir(&pack_dir(name)).unwrap();
        let services = Services::of(&pack);
        let served: BTreeSet<_> = services.clauses().collect();
        assert_eq!(served, pack.clauses_served(), "{name}");
    }
}

#[tokio::test]
async fn every_clause_and_every_record_has_its_page() {
    let house = House::new();
    let browser = house.browser("办公室主任").await;
    let pack = house.office().pack().clone();
    for clause in pack.clauses.values() {
        let answer = browser
            .get(&format!("/desk/law/clause/{}", clause.id.0))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", clause.id);
        assert!(answer.text().contains(&clause.article), "{}", clause.id);
    }
    for form in &pack.forms {
        let answer = browser
            .get(&format!("/desk/law/records/{}", form.name))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", form.name);
        for field in &form.fields {
            assert!(answer.text().contains(&field.name), "{}", field.name);
        }
    }
    for unknown in ["/desk/law/clause/XX-1", "/desk/law/records/没有这种记录"] {
        assert_eq!(browser.get(unknown).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_gate_is_told_with_its_condition_and_its_sentences() {
    let house = House::new();
    let browser = house.browser("办公室主任").await;
    let pack = house.office().pack().clone();
    let gate = pack
        .gates
        .iter()
        .find(|gate| gate.on.iter().any(|name| name == "行政处罚决定"))
        .unwrap();
    let page = browser
        .get(&format!("/desk/law/clause/{}", gate.basis.first()))
        .await;
    for words in [&gate.cannot, &gate.instead] {
        assert!(page.text().contains(words.as_str()), "{words}");
    }
}

#[tokio::test]
async fn the_list_narrows_as_it_is_asked() {
    let house = House::new();
    let browser = house.browser("办公室主任").await;
    let pack = house.office().pack().clone();
    let all = browser.get("/desk/law").await;
    assert_eq!(listed(all.text()), pack.clauses.len());
    let of_text = pack
        .clauses
        .values()
        .filter(|clause| clause.document == "GS");
    let page = browser.get("/desk/law?text=GS").await;
    assert_eq!(listed(page.text()), of_text.count());
    let bans = pack
        .clauses
        .values()
        .filter(|clause| clause.kind == "prohibition");
    let page = browser.get("/desk/law?kind=prohibition").await;
    assert_eq!(listed(page.text()), bans.count());
    let served = pack.clauses_served().len();
    let page = browser.get("/desk/law?served=no").await;
    assert_eq!(listed(page.text()), pack.clauses.len() - served);
    let page = browser.get("/desk/law?q=TC-GS-14-b").await;
    assert_eq!(listed(page.text()), 1);
    let page = browser.get("/desk/law?proven=yes").await;
    assert_eq!(
        listed(page.text()),
        0,
        "nothing was loaded that proves a clause"
    );
}

#[tokio::test]
async fn words_and_scenarios_are_shown_where_they_were_loaded() {
    let house = House::new();
    let browser = house.browser("办公室主任").await;
    let words = [("TC-GS-01".into(), "第一行\n第二行".into())].into();
    let proof = Proof {
        file: "scenarios/示例.feature".into(),
        line: 7,
        name: "写明目的".into(),
        steps: vec!["现在是“2025-03-03 09:00”".into(), "登记成功".into()],
    };
    let proofs = [("TC-GS-01".into(), vec![proof])].into();
    let book = LawBook::new(words, || proofs);
    let mut app = web::App::new(house.installation.clone(), "示例公示");
    app.books.insert(house.code.clone(), book);
    let router = web::router(app);
    let get = async |path: &str| {
        let request = Request::get(escaped(path)).header(COOKIE, &browser.cookie);
        let request = request.body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let page = get("/desk/law/clause/TC-GS-01").await;
    for words in [
        "第二行",
        "写明目的",
        "登记成功",
        "scenarios/示例.feature",
        ":7",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(listed(&get("/desk/law?proven=yes").await), 1);
    assert_eq!(listed(&get("/desk/law?q=第二行").await), 1);
}

#[tokio::test]
async fn a_refusal_is_counted_on_the_clause_it_rests_on() {
    let house = House::new();
    let case = house.worked("公示案件", Some("审批决定意见"));
    let officer = house.browser("承办人甲").await;
    let record = format!("/desk/cases/{case}/enter/变更原始音像资料");
    let clause = "/desk/law/clause/TC-JL-20-a";
    let before = officer.get(clause).await;
    assert!(!before.text().contains("据此未予办理"));
    let answer = officer.post(&record, &[]).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text()
    );
    let after = officer.get(clause).await;
    assert!(after.text().contains("据此未予办理") && after.text().contains("1次"));
}

#[tokio::test]
async fn the_flow_chart_names_every_step_of_its_table_and_needs_no_inline_style() {
    let house = House::new();
    let browser = house.browser("办公室主任").await;
    for path in ["/desk/law/flow", "/desk/law/flow?scope=all"] {
        let page = browser.get(path).await;
        let (_, rest) = page.text().split_once("<svg").expect("a picture");
        let (picture, table) = rest.split_once("</svg>").expect("an end");
        assert!(!page.text().contains(" style="), "{path}");
        for name in ["调查终结报告", "行政处罚决定", "归档登记", "公示发布"] {
            assert!(picture.contains(name), "{path}: {name} is not drawn");
            assert!(table.contains(name), "{path}: {name} is not told");
        }
        // What a review goes round in comes before the decision that waits for it.
        let order = ["法制审核送审", "法制审核意见书", "行政处罚决定"];
        let places = order.map(|name| picture.find(&format!(">{name}<")).expect("drawn"));
        assert!(places.is_sorted(), "{path}: {places:?}");
    }
}
