//! The API in process: whole journeys over HTTP, every answer held against the description that
//! the house gives of itself; and everything that can be sent wrongly.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{
    AUTHORIZATION, CONTENT_RANGE, LOCATION, RANGE, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::house::{Answer, Filled, House, PASSWORD};
use super::schema;

static DESCRIPTION: LazyLock<Value> = LazyLock::new(web::api::openapi::document);

/// Calls the API and holds the answer against the description.
async fn call(
    house: &House,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> Answer {
    let answer = house.api(method.clone(), path, token, body).await;
    hold(&method, path, &answer);
    answer
}

fn hold(method: &Method, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap();
    let paths = DESCRIPTION["paths"].as_object().unwrap();
    let fits = |known: &&String| {
        let (known, asked): (Vec<_>, Vec<_>) =
            (known.split('/').collect(), path.split('/').collect());
        known.len() == asked.len()
            && known
                .iter()
                .zip(asked)
                .all(|(known, asked)| known.starts_with('{') || *known == asked)
    };
    // `/cases` and the like stand before `/{…}` where both fit.
    let known = paths
        .keys()
        .filter(fits)
        .min_by_key(|known| known.matches('{').count());
    let Some(known) = known else {
        panic!("{path} is not described")
    };
    let responses = &paths[known][method.as_str().to_ascii_lowercase()]["responses"];
    let status = answer.status.as_u16().to_string();
    let response = responses.get(&status).unwrap_or(&responses["default"]);
    let kind = answer.kind().split(';').next().unwrap();
    let content = &response["content"][kind];
    if response["content"]["application/octet-stream"].is_object() {
        return;
    }
    assert!(
        content.is_object(),
        "{method} {path} {status} answers {kind}: {}",
        answer.text()
    );
    if content["schema"].is_object() {
        let found = schema::faults(
            &DESCRIPTION["components"]["schemas"],
            &content["schema"],
            &answer.json(),
        );
        assert!(found.is_empty(), "{method} {path} {status}: {found:#?}");
    }
}

/// People with their tokens, each asked for once.
struct Crew<'a> {
    house: &'a House,
    tokens: BTreeMap<String, String>,
    cases: usize,
}

impl Crew<'_> {
    fn of(house: &House) -> Crew<'_> {
        Crew {
            house,
            tokens: BTreeMap::new(),
            cases: 0,
        }
    }

    async fn token(&mut self, person: &str) -> String {
        if !self.tokens.contains_key(person) {
            let token = self.house.token(person).await;
            self.tokens.insert(person.to_owned(), token);
        }
        self.tokens[person].clone()
    }

    async fn get(&mut self, person: &str, path: &str) -> Answer {
        let token = self.token(person).await;
        call(self.house, Method::GET, path, Some(&token), None).await
    }

    async fn post(&mut self, person: &str, path: &str, body: &Value) -> Answer {
        let token = self.token(person).await;
        call(self.house, Method::POST, path, Some(&token), Some(body)).await
    }

    /// Enters a filled sample where it belongs.
    async fn enter(&mut self, case: Option<&str>, filled: &Filled) -> Answer {
        let path = case.map_or("/api/v1/cases".to_owned(), |case| {
            format!("/api/v1/cases/{case}/records")
        });
        let body = json!({ "record": filled.record, "fields": filled.fields });
        self.post(&filled.by, &path, &body).await
    }

    /// Works a case along a road over HTTP.
    async fn work(&mut self, road: &str) -> String {
        let mut case: Option<String> = None;
        self.cases += 1;
        for sample in self.house.road(road) {
            let filled = self.house.filled(sample, case.as_deref(), self.cases);
            let answer = self.enter(case.as_deref(), &filled).await;
            assert_eq!(
                answer.status,
                StatusCode::CREATED,
                "{sample}: {}",
                answer.text()
            );
            case = answer.json()["case"].as_str().map(str::to_owned);
        }
        case.expect("a case")
    }
}

#[tokio::test]
async fn a_case_goes_from_source_to_archive_over_http() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    for road in ["重大案件", "听证案件", "行政检查案件"] {
        crew.work(road).await;
    }
    let case = crew.work("一般案件").await;
    let head = crew
        .get("承办人甲", &format!("/api/v1/cases/{case}"))
        .await
        .json();
    assert_eq!(
        (head["state"].as_str(), head["stage"].as_str()),
        (Some("已归档"), Some("归档"))
    );
    assert_eq!(head["records"], house.road("一般案件").len());
    for part in [
        "records",
        "offers",
        "offers?all=true",
        "deadlines",
        "checklist",
        "marks",
        "records/1",
    ] {
        let answer = crew
            .get("承办人甲", &format!("/api/v1/cases/{case}/{part}"))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{part}");
    }
    let records = crew
        .get("承办人甲", &format!("/api/v1/cases/{case}/records"))
        .await
        .json();
    let first = &records["records"][0];
    assert_eq!(first["record"], "案件来源登记表");
    assert!(first["index"].is_u64() && first["leaf"].is_string());
    let deadlines = crew
        .get("承办人甲", &format!("/api/v1/cases/{case}/deadlines"))
        .await
        .json();
    let public = deadlines["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "公开行政处罚决定")
        .unwrap();
    assert_eq!(
        public["due"].as_str().unwrap().get(..10),
        Some("2025-03-12")
    );
    assert_eq!(public["working"]["counted"].as_array().unwrap().len(), 7);
    for path in [
        "/api/v1/agency",
        "/api/v1/agency/people",
        "/api/v1/agency/records",
        "/api/v1/agency/records/1",
        "/api/v1/agency/offers",
        "/api/v1/agency/deadlines",
        "/api/v1/law",
        "/api/v1/law/clauses/TC-GS-14-b",
        "/api/v1/law/forms/行政处罚决定",
        "/api/v1/clock",
        "/api/v1/cases",
    ] {
        assert_eq!(
            crew.get("承办人甲", path).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_decision_becomes_public_and_everybody_can_fetch_it() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let case = crew.work("公示案件").await;
    let page = call(
        &house,
        Method::GET,
        "/api/v1/public/decisions?q=科研",
        None,
        None,
    )
    .await
    .json();
    let id = page["items"][0]["id"].as_str().unwrap().to_owned();
    let item = call(
        &house,
        Method::GET,
        &format!("/api/v1/public/decisions/tc/{id}"),
        None,
        None,
    )
    .await
    .json();
    assert_eq!(item["public"]["publication"], "信息摘要");
    let head = crew
        .get("承办人甲", &format!("/api/v1/cases/{case}"))
        .await
        .json();
    let asked = json!({ "number": head["number"], "code": head["enquiry_code"] });
    let told = call(
        &house,
        Method::POST,
        "/api/v1/public/progress",
        None,
        Some(&asked),
    )
    .await;
    assert_eq!(told.json()["state"], "已决定");
    let people = crew.get("承办人甲", "/api/v1/agency/people").await.json();
    let mut numbers = people["people"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["certificates"][0]["number"].as_str());
    let number = numbers.next_back().unwrap().to_owned();
    let certificate = call(
        &house,
        Method::GET,
        &format!("/api/v1/public/certificates/{number}"),
        None,
        None,
    )
    .await;
    assert_eq!(certificate.json()["valid"], true);
}

#[tokio::test]
async fn a_major_decision_without_review_is_refused_with_the_clause_and_what_to_do() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let case = house.worked("重大案件", Some("权利行使情况记录"));
    let decision = house.filled("行政处罚决定", Some(&case), 1);
    let answer = crew.enter(Some(&case), &decision).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text()
    );
    assert_eq!(answer.kind(), "application/problem+json");
    let problem = answer.json();
    let clause = problem["clauses"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "TC-SH-07-b");
    let clause = clause.unwrap_or_else(|| panic!("{problem:#}"));
    assert!(clause["article"].as_str().unwrap().contains("第七条"));
    assert!(!clause["gist"].as_str().unwrap().is_empty());
    let told = problem["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .all(|one| !one["instead"].as_str().unwrap().is_empty());
    assert!(told, "{problem:#}");
    let tries = house.installation.store.refused("tc", 10).unwrap();
    assert_eq!(
        (tries[0].record.as_str(), tries[0].case.as_str()),
        ("行政处罚决定", case.as_str())
    );
    assert!(tries[0].clauses.contains("TC-SH-07-b"));
}

#[tokio::test]
async fn what_the_form_cannot_take_is_told_field_by_field_and_cites_nothing() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let case = house.worked("一般案件", Some("立案审批表"));
    let path = format!("/api/v1/cases/{case}/records");
    let table = [
        (
            json!({ "record": "没有这种记录", "fields": {} }),
            "",
            "没有“没有这种记录”",
        ),
        (
            json!({ "record": "立案审批表", "fields": { "立案日期": "2025-02-30" } }),
            "立案日期",
            "不是有效日期",
        ),
        (
            json!({ "record": "立案审批表", "fields": { "不是字段": "x" } }),
            "不是字段",
            "没有“不是字段”",
        ),
        (
            json!({ "record": "立案审批表", "fields": { "立案理由": 1.5 } }),
            "立案理由",
            "应当是整数",
        ),
        (
            json!({ "record": "立案审批表", "fields": [] }),
            "fields",
            "应当是对象",
        ),
        (json!({ "record": 1 }), "record", "应当填写文字"),
        (
            json!({ "record": "立案审批表", "fields": {}, "expected": -1 }),
            "expected",
            "不小于零",
        ),
        (
            json!({ "record": "立案审批表", "feilds": {} }),
            "feilds",
            "没有“feilds”",
        ),
    ];
    for (body, field, says) in table {
        let answer = crew.post("承办人甲", &path, &body).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{body}: {}",
            answer.text()
        );
        let problem = answer.json();
        let mistakes = problem["mistakes"].as_array().unwrap();
        let told = mistakes
            .iter()
            .any(|one| one["field"] == field && one["message"].as_str().unwrap().contains(says));
        assert!(told, "{body}: {problem:#}");
        assert!(problem.get("clauses").is_none(), "a mistake cites nothing");
    }
}

#[tokio::test]
async fn bytes_that_are_no_json_and_bodies_that_are_too_long_are_told_plainly() {
    let house = House::new();
    let token = house.token("承办人甲").await;
    let long = format!("{{\"record\":\"{}\"}}", "长".repeat(400_000));
    let deep = format!(
        "{{\"record\":\"甲\",\"fields\":{{\"乙\":{}{}}}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let bodies: [(&[u8], u16); 8] = [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"{\"record\":\"\xff\xfe\"}", 400),
        (b"record=1", 400),
        (deep.as_bytes(), 400),
        (long.as_bytes(), 413),
    ];
    for path in [
        "/api/v1/cases",
        "/api/v1/agency/records",
        "/api/v1/token",
        "/api/v1/public/progress",
        "/api/v1/clock",
    ] {
        for (body, status) in bodies {
            let request = Request::post(path).header(AUTHORIZATION, format!("Bearer {token}"));
            let answer = house
                .send(request.body(Body::from(body.to_vec())).unwrap())
                .await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
            assert_eq!(answer.kind(), "application/problem+json");
            hold(&Method::POST, path, &answer);
        }
    }
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_or_into_the_case_of_others() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let case = house.worked("一般案件", Some("立案审批表"));
    for operation in web::api::operations() {
        if operation.route.who == web::routes::Who::Anyone {
            continue;
        }
        let path = operation
            .route
            .path
            .replace("{case}", &case)
            .replace("{no}", "1")
            .replace("{sha256}", "0")
            .replace("{id}", "x")
            .replace("{name}", "x");
        let method: Method = operation.route.method.parse().unwrap();
        for token in [None, Some("nonsense"), Some("")] {
            let answer = call(&house, method.clone(), &path, token, None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(answer.headers.get(WWW_AUTHENTICATE).unwrap(), "Bearer");
        }
    }
    for part in [
        "",
        "/records",
        "/offers",
        "/deadlines",
        "/checklist",
        "/marks",
        "/records/1",
    ] {
        let answer = crew
            .get("外科室人员", &format!("/api/v1/cases/{case}{part}"))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part}");
        let none = crew
            .get("外科室人员", &format!("/api/v1/cases/9999{part}"))
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{part}");
    }
    let rows = crew.get("外科室人员", "/api/v1/cases").await.json();
    let row = &rows["cases"][0];
    assert_eq!(row["readable"], false);
    assert!(row["parties"].is_null() && row["title"].is_null(), "{row}");
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_name_for_the_right_one_too() {
    let house = House::new();
    house.token("承办人甲").await;
    let login = |password: &str| json!({ "name": "承办人甲", "password": password });
    for n in 1..=5 {
        let answer = call(
            &house,
            Method::POST,
            "/api/v1/token",
            None,
            Some(&login("错误的口令")),
        )
        .await;
        let wanted = if n < 5 {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(answer.status, wanted, "{n}");
    }
    let answer = call(
        &house,
        Method::POST,
        "/api/v1/token",
        None,
        Some(&login(PASSWORD)),
    )
    .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.get(RETRY_AFTER).is_some());
}

#[tokio::test]
async fn who_decides_on_what_was_not_seen_is_sent_back_and_one_of_many_at_once_succeeds() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let case = house.worked("一般案件", Some("案件来源登记表"));
    let filled = house.filled("立案审批表", Some(&case), 1);
    let token = crew.token(&filled.by).await;
    let path = format!("/api/v1/cases/{case}/records");
    let body = json!({ "record": filled.record, "fields": filled.fields, "expected": 1 });
    let tries = (0..12).map(|_| call(&house, Method::POST, &path, Some(&token), Some(&body)));
    let answers = futures_join(tries).await;
    if let Some(other) = answers
        .iter()
        .find(|answer| answer.status == StatusCode::FORBIDDEN)
    {
        panic!("{}", other.text());
    }
    let of = |status| {
        answers
            .iter()
            .filter(|answer| answer.status == status)
            .count()
    };
    assert_eq!((of(StatusCode::CREATED), of(StatusCode::CONFLICT)), (1, 11));
    let told = answers
        .iter()
        .find(|answer| answer.status == StatusCode::CONFLICT)
        .unwrap();
    assert_eq!(told.json()["records"], 2);
    assert_eq!(
        house
            .office()
            .case(&case)
            .unwrap()
            .unwrap()
            .dossier
            .deeds()
            .len(),
        2
    );
}

/// Waits for all, which run side by side.
async fn futures_join<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        for (one, done) in all.iter_mut().filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(output) = one.as_mut().poll(context) {
                *done = Some(output);
            }
        }
        match all.iter().all(|(_, done)| done.is_some()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    all.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn an_accepted_record_says_where_it_is() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let filled = house.filled("案件来源登记表", None, 1);
    let answer = crew.enter(None, &filled).await;
    let location = answer
        .headers
        .get(LOCATION)
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let record = crew.get(&filled.by, &location).await.json();
    assert_eq!(record["record"], "案件来源登记表");
    let twice = crew.enter(None, &filled).await;
    assert_eq!(
        twice.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a case number twice: {}",
        twice.text()
    );
}

async fn upload(house: &House, token: &str, path: &str, bytes: Vec<u8>) -> Answer {
    let request = Request::post(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let answer = house.send(request.body(Body::from(bytes)).unwrap()).await;
    hold(&Method::POST, path, &answer);
    answer
}

#[tokio::test]
async fn a_file_is_stored_cited_and_fetched_whole_or_in_part_by_those_who_may() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let token = crew.token("承办人甲").await;
    let content = b"0123456789".to_vec();
    let value = upload(
        &house,
        &token,
        "/api/v1/files?name=%E6%9D%90%E6%96%99.txt",
        content.clone(),
    )
    .await
    .json();
    assert_eq!(
        (value["name"].as_str(), value["size"].as_u64()),
        (Some("材料.txt"), Some(10))
    );
    let case = house.worked("一般案件", Some("执法活动登记"));
    let record = json!({ "record": "其他情况记录", "fields": {
        "标题": "补充材料", "时间": "2025-03-03T09:00:00", "内容": "见附件", "附件": value,
    } });
    let entered = crew
        .post(
            "承办人甲",
            &format!("/api/v1/cases/{case}/records"),
            &record,
        )
        .await;
    assert_eq!(entered.status, StatusCode::CREATED, "{}", entered.text());
    let sha256 = value["sha256"].as_str().unwrap();
    let at = format!("/api/v1/files/{sha256}?case={case}");
    let whole = crew.get("承办人甲", &at).await;
    assert_eq!(whole.bytes, content);
    let part = Request::get(&at)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(RANGE, "bytes=2-4");
    let part = house.send(part.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (part.status, part.text()),
        (StatusCode::PARTIAL_CONTENT, "234")
    );
    assert_eq!(part.headers.get(CONTENT_RANGE).unwrap(), "bytes 2-4/10");
    for (person, at, status) in [
        ("外科室人员", at.clone(), StatusCode::FORBIDDEN),
        (
            "承办人甲",
            format!("/api/v1/files/{sha256}"),
            StatusCode::NOT_FOUND,
        ),
        (
            "承办人甲",
            format!("/api/v1/files/{}?case={case}", "0".repeat(64)),
            StatusCode::NOT_FOUND,
        ),
        (
            "承办人甲",
            format!("/api/v1/files/..%2Fstore.db?case={case}"),
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(crew.get(person, &at).await.status, status, "{person} {at}");
    }
    for method in [Method::PUT, Method::DELETE] {
        let answer = call(&house, method.clone(), &at, Some(&token), None).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert!(answer.text().contains("只能追加"));
    }
    assert_eq!(crew.get("承办人甲", &at).await.bytes, content);
    for (path, bytes, status) in [
        ("/api/v1/files", content, StatusCode::BAD_REQUEST),
        (
            "/api/v1/files?name=a.txt",
            Vec::new(),
            StatusCode::BAD_REQUEST,
        ),
        (
            "/api/v1/files?name=a.bin",
            vec![0; (1 << 20) + 1],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        assert_eq!(
            upload(&house, &token, path, bytes).await.status,
            status,
            "{path}"
        );
    }
}

#[tokio::test]
async fn records_cannot_be_changed_and_an_attempt_on_a_recording_is_judged_and_kept() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let case = house.worked("一般案件", Some("音像储存"));
    let token = crew.token("承办人甲").await;
    let deeds = house.office().case(&case).unwrap().unwrap();
    let recording = deeds
        .dossier
        .deeds()
        .iter()
        .find(|deed| deed.record == "音像记录")
        .unwrap();
    let before = deeds.dossier.deeds().len();
    for method in [Method::PUT, Method::DELETE] {
        let plain = call(
            &house,
            method.clone(),
            &format!("/api/v1/cases/{case}/records/1"),
            Some(&token),
            None,
        )
        .await;
        assert_eq!(plain.status, StatusCode::METHOD_NOT_ALLOWED);
        let at = format!("/api/v1/cases/{case}/records/{}", recording.no);
        let judged = call(&house, method, &at, Some(&token), None).await;
        assert_eq!(
            judged.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            judged.text()
        );
        assert!(!judged.json()["clauses"].as_array().unwrap().is_empty());
        let none = call(
            &house,
            Method::DELETE,
            &format!("/api/v1/cases/{case}/records/999"),
            Some(&token),
            None,
        )
        .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    }
    let after = house.office().case(&case).unwrap().unwrap();
    assert_eq!(after.dossier.deeds().len(), before);
    assert_eq!(house.installation.store.refused("tc", 10).unwrap().len(), 2);
    let own = call(
        &house,
        Method::DELETE,
        "/api/v1/agency/records/1",
        Some(&token),
        None,
    )
    .await;
    assert_eq!(own.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_clock_moves_in_a_demonstration_and_takes_only_moments() {
    let house = House::new();
    let mut crew = Crew::of(&house);
    let set = crew
        .post(
            "承办人甲",
            "/api/v1/clock",
            &json!({ "now": "2025-03-04T10:00:00+08:00" }),
        )
        .await;
    assert_eq!(
        set.json()["now"].as_str().unwrap().get(..16),
        Some("2025-03-04T10:00")
    );
    for wrong in [
        "2025-13-01T00:00:00",
        "gestern",
        "",
        "99999-01-01T00:00:00",
        "0001-01-01T00:00:00",
    ] {
        let answer = crew
            .post("承办人甲", "/api/v1/clock", &json!({ "now": wrong }))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[test]
fn the_description_and_the_table_of_routes_say_the_same() {
    let described: BTreeSet<(String, String)> = DESCRIPTION["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods
                .map(|method| (method.to_ascii_uppercase(), path.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    let routed: BTreeSet<(String, String)> = web::routes::all()
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routed);
    let names: Vec<_> = web::api::operations()
        .iter()
        .map(|operation| operation.id)
        .collect();
    let each: BTreeSet<_> = names.iter().collect();
    assert_eq!(
        each.len(),
        names.len(),
        "every operation has a name of its own"
    );
}

#[test]
fn every_schema_that_is_named_is_there() {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    found.insert(reference.rsplit('/').next().unwrap().to_owned());
                }
                members.values().for_each(|member| walk(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut named = BTreeSet::new();
    walk(&DESCRIPTION, &mut named);
    let there: BTreeSet<String> = DESCRIPTION["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(named, there, "named on the left, there on the right");
}

/// A change of the API is seen in review: run with `UPDATE=1` to take it over.
#[test]
fn the_description_is_the_one_that_was_reviewed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/openapi.json");
    let now = serde_json::to_string_pretty(&*DESCRIPTION).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        reviewed == now,
        "tests/suite/openapi.json differs; look at it and run with UPDATE=1"
    );
}

#[tokio::test]
async fn the_time_of_a_record_is_the_servers_own() {
    let house = House::new();
    let case = house.worked("公示案件", Some("审批决定意见"));
    let token = house.token("承办人甲").await;
    let path = format!("/api/v1/cases/{case}/records");
    house.set_clock("2025-03-05T10:11:12");
    let mut body = json!({
        "record": "其他情况记录",
        "fields": { "标题": "说明", "内容": "补充说明。" },
        "entered": "2020-01-01T00:00:00",
    });
    let answer = call(&house, Method::POST, &path, Some(&token), Some(&body)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("entered"), "{}", answer.text());
    body.as_object_mut().unwrap().remove("entered");
    let answer = call(&house, Method::POST, &path, Some(&token), Some(&body)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let file = house.office().case(&case).unwrap().unwrap();
    let entered = file.dossier.deeds().last().unwrap().entered.to_string();
    assert!(entered.starts_with("2025-03-05T10:11:12"), "{entered}");
}
