//! The desk: the door, the forms, what is said when something cannot be.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_RANGE, CONTENT_TYPE, COOKIE, RANGE, SET_COOKIE};
use axum::http::{Request, StatusCode};
use law::value::{Fields, Value};
use registry::doorkeeper::Doorkeeper;

use super::browser::{as_pairs, files_below, hidden, location, pairs};
use super::house::{Answer, House, PASSWORD, escaped};

/// Up to here a case of the shortest road has everything a decision needs.
const DECIDABLE: &str = "审批决定意见";

fn says(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(
            answer.text().contains(word),
            "{word} is not in\n{}",
            told(answer)
        );
    }
}

/// What an answer says, without its tags.
fn told(answer: &Answer) -> String {
    let from = answer.text().find("<main").unwrap_or_default();
    let words = answer.text()[from..]
        .split('>')
        .map(|part| part.split('<').next().unwrap_or_default().trim());
    words
        .filter(|word| !word.is_empty())
        .take(60)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A worked case that waits for its decision.
fn decidable(house: &House) -> String {
    house.worked("公示案件", Some(DECIDABLE))
}

#[tokio::test]
async fn a_session_lives_in_a_cookie_no_script_can_read_and_ends_when_told() {
    let house = House::new();
    let browser = house.browser("承办人甲").await;
    let answer = house
        .post(
            "/desk/sign-in",
            &[
                ("name", "承办人甲"),
                ("password", PASSWORD),
                ("next", "https://elsewhere.example/"),
            ],
        )
        .await;
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(
        location(&answer),
        "/desk",
        "the way on never leaves the house"
    );
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
    let out = browser.post("/desk/sign-out", &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    let gone = browser.get("/desk").await;
    assert_eq!(
        (gone.status, location(&gone)),
        (StatusCode::SEE_OTHER, "/desk/sign-in?next=%2Fdesk")
    );
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_name_even_for_the_right_one() {
    let house = House::new();
    let store = &house.installation.store;
    Doorkeeper(store)
        .enrol("管理员", PASSWORD, &house.code, "管理员")
        .unwrap();
    for _ in 0..4 {
        let answer = house
            .post(
                "/desk/sign-in",
                &[("name", "管理员"), ("password", "不是这个口令")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        says(&answer, &["账号或者口令不对", "value=\"管理员\""]);
    }
    for password in ["不是这个口令", PASSWORD] {
        let answer = house
            .post(
                "/desk/sign-in",
                &[("name", "管理员"), ("password", password)],
            )
            .await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        says(&answer, &["账号已锁定"]);
        assert!(
            !answer.text().contains(password),
            "a password never comes back"
        );
    }
}

#[tokio::test]
async fn no_form_is_taken_without_the_token_of_its_own_session() {
    let house = House::new();
    let case = decidable(&house);
    let (own, other) = (
        house.browser("承办人甲").await,
        house.browser("承办人乙").await,
    );
    let forged = other.token().await;
    for route in web::routes::all() {
        if route.method != "POST"
            || !route.path.starts_with("/desk")
            || route.path == "/desk/sign-in"
        {
            continue;
        }
        let path = route
            .path
            .replace("{case}", &case)
            .replace("{record}", "承办人处理意见");
        for token in [None, Some(""), Some(forged.as_str())] {
            let fields: Vec<_> = token
                .map(|token| ("csrf".to_owned(), token.to_owned()))
                .into_iter()
                .collect();
            let answer = own.post_bare(&path, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            says(&answer, &["这张表单已经失效"]);
        }
    }
    let mut foreign = Request::post("/desk/account").header(COOKIE, &own.cookie);
    foreign = foreign
        .header("sec-fetch-site", "cross-site")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = format!("csrf={}", own.token().await);
    let answer = house.send(foreign.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_stranger_sees_that_a_case_exists_and_nothing_of_it() {
    let house = House::new();
    let case = house.worked("个人案件", None);
    let stranger = house.browser("外科室人员").await;
    let no = house
        .office()
        .case(&case)
        .unwrap()
        .unwrap()
        .decision
        .as_ref()
        .unwrap()
        .no;
    for path in [
        format!("/desk/cases/{case}"),
        format!("/desk/cases/{case}/records/1"),
        format!("/desk/cases/{case}/enter/承办人处理意见"),
        format!("/desk/cases/{case}/archive"),
        format!("/desk/disclosure/{case}/{no}"),
        format!("/desk/review/{case}"),
    ] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        says(&answer, &["您不能查阅这个案件"]);
        assert!(!answer.text().contains("王小明"), "{path}");
        let nobody = house.get(&path).await;
        assert_eq!(nobody.status, StatusCode::SEE_OTHER, "{path}");
    }
    // Who signs in after sending a form comes back to where the form stands.
    let form = format!("/desk/cases/{case}/enter/承办人处理意见");
    let sent = house.post(&form, &[("承办人意见", "写到一半")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let next =
        percent_encoding::utf8_percent_encode(&escaped(&form), percent_encoding::NON_ALPHANUMERIC)
            .to_string();
    assert_eq!(location(&sent), format!("/desk/sign-in?next={next}"));
    let sent = stranger
        .post(&format!("/desk/cases/{case}/enter/承办人处理意见"), &[])
        .await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    for path in [
        "/desk",
        "/desk/cases",
        "/desk/cases?q=王小明",
        "/desk/cases.csv",
        "/desk/review.csv",
        "/desk/disclosure.csv",
        "/desk/disclosure",
        "/desk/review",
        "/desk/supervision",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let shown = answer
            .text()
            .replace("value=\"王小明\"", "")
            .replace(">王小明<span", "");
        assert!(!shown.contains("王小明"), "{path}");
    }
}

/// What nobody types: the store's second digest of each file.
fn named_by_the_store(house: &House, fields: &mut Fields) {
    for value in fields.values_mut() {
        if let Value::Row(row) = value
            && let Some(sha256) = row.get("sha256").and_then(Value::text)
        {
            let sm3 = house.office().blobs().sm3(sha256.parse().unwrap()).unwrap();
            row.insert("sm3".into(), Value::from(sm3));
        }
    }
}

#[tokio::test]
async fn whole_roads_are_walked_by_forms_alone_and_stored_as_typed() {
    let house = House::new();
    for (ordinal, road) in [(71, "重大案件"), (72, "公示案件")] {
        let mut case: Option<String> = None;
        for sample in house.road(road) {
            let filled = house.filled(sample, case.as_deref(), ordinal);
            let browser = house.browser(&filled.by).await;
            let form = house.office().pack().form(&filled.record).unwrap();
            let path = match &case {
                None => format!("/desk/cases/new/{}", filled.record),
                Some(id) => format!("/desk/cases/{id}/enter/{}", filled.record),
            };
            let page = browser.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{sample}");
            let mut fields = as_pairs(form, &filled.fields);
            if let Some(expected) = hidden(page.text(), "expected") {
                fields.push(("expected".into(), expected.into()));
            }
            let answer = browser.post(&path, &fields).await;
            assert_eq!(
                answer.status,
                StatusCode::SEE_OTHER,
                "{sample}: {}",
                told(&answer)
            );
            let way = location(&answer);
            assert_eq!(browser.get(way).await.status, StatusCode::OK, "{sample}");
            let id = case
                .clone()
                .unwrap_or_else(|| way.split(['/', '?']).nth(3).unwrap().to_owned());
            let file = house.office().case(&id).unwrap().unwrap();
            let deed = file.dossier.deeds().last().unwrap();
            let mut typed = form.read(&filled.fields).unwrap();
            named_by_the_store(&house, &mut typed);
            assert_eq!(
                (&deed.record, &deed.fields),
                (&filled.record, &typed),
                "{sample}"
            );
            // Whoever has done the last of his part is told so, and the file closes behind him.
            if way != "/desk?done=closed" {
                let shown = browser
                    .get(&format!("/desk/cases/{id}/records/{}", deed.no))
                    .await;
                assert_eq!(shown.status, StatusCode::OK, "{sample}");
            }
            case = Some(id);
        }
    }
}

#[tokio::test]
async fn what_was_typed_comes_back_with_a_mistake_and_with_a_refusal() {
    let house = House::new();
    let case = decidable(&house);
    let browser = house.browser("承办人甲").await;
    let path = format!("/desk/cases/{case}/enter/权利告知书");
    let wrong = pairs(&[
        ("告知日期", "2025-02-30"),
        ("告知的方式", "当面告知甲乙丙"),
        ("不存在", "多余"),
    ]);
    let answer = browser.post(&path, &wrong).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    says(
        &answer,
        &[
            "有几处需要改正",
            "href=\"#f-告知日期\"",
            "value=\"2025-02-30\"",
            "value=\"当面告知甲乙丙\"",
            "<title>有误：",
            "不是有效日期",
        ],
    );
    let refused = pairs(&[("告知日期", "2025-03-03"), ("告知的方式", "当面告知甲乙丙")]);
    let answer = browser.post(&path, &refused).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(
        &answer,
        &[
            "现在还不能办",
            "案卷显示",
            "规定要求",
            "可以这样办",
            "value=\"当面告知甲乙丙\"",
            "请填写“告知的内容”后再提交",
        ],
    );
    assert!(
        answer.text().contains("/desk/law/clause/"),
        "the clause is one click away"
    );
    let tries = house.installation.store.refused(&house.code, 10).unwrap();
    assert_eq!(
        tries.len(),
        1,
        "only what the law refused is kept for those who supervise"
    );
    assert_eq!(
        (
            tries[0].person.as_str(),
            tries[0].record.as_str(),
            tries[0].case.as_str()
        ),
        ("承办人甲", "权利告知书", case.as_str())
    );
    let other = house.browser("档案员").await;
    let answer = other.post(&path, &refused).await;
    assert_eq!(
        answer.status,
        StatusCode::FORBIDDEN,
        "no post for it, or no right to the file"
    );
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_does_and_the_other_is_told_what_came() {
    let house = House::new();
    let case = decidable(&house);
    let (first, second) = (
        house.browser("承办人甲").await,
        house.browser("承办人乙").await,
    );
    let path = format!("/desk/cases/{case}/enter/行政处罚决定");
    let page = first.get(&path).await;
    let expected = hidden(page.text(), "expected").unwrap().to_owned();
    let form = house.office().pack().form("行政处罚决定").unwrap();
    let send = |ordinal: usize| {
        let mut fields = as_pairs(
            form,
            &house.filled("行政处罚决定", Some(&case), ordinal).fields,
        );
        fields.push(("expected".into(), expected.clone()));
        fields
    };
    let (one, other) = (send(81), send(82));
    let (one, other) = tokio::join!(first.post(&path, &one), second.post(&path, &other));
    let mut answers = [one, other];
    answers.sort_by_key(|answer| answer.status);
    let [done, told] = answers;
    assert_eq!(
        (done.status, told.status),
        (StatusCode::SEE_OTHER, StatusCode::CONFLICT),
        "{}",
        super::desk::told(&told)
    );
    says(
        &told,
        &["您打开表单以后", "行政处罚决定（", "name=\"expected\""],
    );
    let fresh = hidden(told.text(), "expected").unwrap();
    assert_ne!(
        fresh, expected,
        "sent again, it is decided in knowledge of what came"
    );
    let made = house.office().case(&case).unwrap().unwrap();
    assert_eq!(made.dossier.records("行政处罚决定").count(), 1);
}

/// A multipart form: token, then one file of zeros, cut short if so wished.
fn upload(token: &str, field: &str, megabytes: usize, is_whole: bool) -> (String, Body) {
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"{field}\"; filename=\"大文件.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let tail = if is_whole { "\r\n--x--\r\n" } else { "" };
    let zeros = Bytes::from(vec![0u8; 1 << 20]);
    let pieces = std::iter::once(Bytes::from(head))
        .chain(std::iter::repeat_n(zeros, megabytes))
        .chain(std::iter::once(Bytes::from(tail)));
    (
        "multipart/form-data; boundary=x".to_owned(),
        Body::new(Pieces(pieces, false)),
    )
}

/// A body that arrives piece by piece, with a wait before each.
struct Pieces<I>(I, bool);

impl<I: Iterator<Item = Bytes> + Unpin> axum::body::HttpBody for Pieces<I> {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(self.0.next().map(|piece| Ok(http_body::Frame::data(piece))))
    }
}

/// The network may cut a form anywhere, also between the head of an empty file field and what follows.
#[tokio::test]
async fn a_file_field_left_empty_is_no_file_wherever_the_form_is_cut() {
    let house = House::new();
    let case = decidable(&house);
    let browser = house.browser("承办人甲").await;
    let path = format!("/desk/cases/{case}/enter/询问笔录");
    let token = browser.token().await;
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"笔录原件\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"
    );
    let head = form.find("octet-stream").unwrap();
    for cut in head..form.len() {
        let (first, rest) = form.as_bytes().split_at(cut);
        let pieces = [first, rest].map(Bytes::copy_from_slice).into_iter();
        let body = Body::new(Pieces(pieces, false));
        let answer = browser
            .send(&path, "multipart/form-data; boundary=x", body)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{cut}");
        assert!(!answer.text().contains("已上传"), "cut at {cut}");
    }
}

#[tokio::test]
async fn a_body_of_three_hundred_megabytes_is_turned_away_and_leaves_nothing() {
    let house = House::new();
    let case = decidable(&house);
    let browser = house.browser("承办人甲").await;
    let before = files_below(house.dir());
    let blobs = |files: &std::collections::BTreeMap<String, u64>| -> Vec<String> {
        files
            .keys()
            .filter(|name| name.contains("/blobs/"))
            .cloned()
            .collect()
    };
    let path = format!("/desk/cases/{case}/enter/询问笔录");
    let (kind, body) = upload(&browser.token().await, "笔录原件", 300, true);
    let answer = browser.send(&path, &kind, body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    says(&answer, &["提交的内容过大", "没有保存"]);
    let (kind, body) = upload("不是这个", "笔录原件", 300, true);
    assert_eq!(
        browser.send(&path, &kind, body).await.status,
        StatusCode::FORBIDDEN,
        "no file is stored for a stranger"
    );
    let (kind, body) = upload(&browser.token().await, "笔录原件", 1, false);
    let answer = browser.send(&path, &kind, body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "cut short");
    let plain = Body::from("x".repeat(2 << 20));
    let answer = browser
        .send(&path, "application/x-www-form-urlencoded", plain)
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // The writer's thread may still be putting its half-written file away.
    for _ in 0..100 {
        if blobs(&files_below(house.dir())) == blobs(&before) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(blobs(&files_below(house.dir())), blobs(&before));
}

#[tokio::test]
async fn a_file_is_stored_before_the_record_kept_through_a_mistake_and_read_by_ranges() {
    let house = House::new();
    let case = house.worked("一般案件", Some("执法活动登记"));
    let browser = house.browser("承办人甲").await;
    let form = house.office().pack().form("现场检查（勘验）笔录").unwrap();
    let path = format!("/desk/cases/{case}/enter/{}", form.name);
    let mut filled = house.filled("现场检查（勘验）笔录", Some(&case), 1).fields;
    filled.remove("笔录原件");
    let mut parts = String::new();
    let token = browser.token().await;
    let mut fields = vec![("csrf".to_owned(), token)];
    fields.extend(as_pairs(form, &filled));
    fields.retain(|(name, _)| name != "检查（勘验）地点");
    for (name, value) in &fields {
        parts.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    parts.push_str("--x\r\nContent-Disposition: form-data; name=\"笔录原件\"; filename=\"C:\\卷\\笔录.pdf\"\r\n\r\n0123456789\r\n--x--\r\n");
    let answer = browser
        .send(&path, "multipart/form-data; boundary=x", Body::from(parts))
        .await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the place is missing"
    );
    let sha = hidden(answer.text(), "笔录原件.sha256")
        .expect("the file is kept")
        .to_owned();
    says(&answer, &["已上传", "笔录.pdf"]);
    let mut again = as_pairs(
        form,
        &house.filled("现场检查（勘验）笔录", Some(&case), 1).fields,
    );
    again.retain(|(name, _)| !name.starts_with("笔录原件"));
    for part in ["sha256", "name", "size"] {
        let name = format!("笔录原件.{part}");
        again.push((
            name.clone(),
            hidden(answer.text(), &name).unwrap().to_owned(),
        ));
    }
    let answer = browser.post(&path, &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", told(&answer));
    let file = house.office().case(&case).unwrap().unwrap();
    let deed = file.dossier.deeds().last().unwrap();
    let cited = deed.fields["笔录原件"].row().unwrap();
    assert_eq!(
        (cited["name"].text(), cited["size"].number()),
        (Some("笔录.pdf"), Some(10))
    );
    let href = format!(
        "/desk/cases/{case}/records/{}/files/{sha}/笔录.pdf",
        deed.no
    );
    let whole = browser.get(&href).await;
    assert_eq!(
        (whole.status, whole.bytes.as_slice()),
        (StatusCode::OK, &b"0123456789"[..])
    );
    let part = ranged(&browser, &href, "bytes=2-4").await;
    assert_eq!(
        (part.status, part.bytes.as_slice()),
        (StatusCode::PARTIAL_CONTENT, &b"234"[..])
    );
    assert_eq!(part.headers[CONTENT_RANGE], "bytes 2-4/10");
    assert_eq!(
        ranged(&browser, &href, "bytes=10-").await.status,
        StatusCode::RANGE_NOT_SATISFIABLE
    );
    let elsewhere = format!("/desk/cases/{case}/records/1/files/{sha}/笔录.pdf");
    assert_eq!(
        browser.get(&elsewhere).await.status,
        StatusCode::NOT_FOUND,
        "only where it is cited"
    );
    let stranger = house.browser("外科室人员").await;
    assert_eq!(stranger.get(&href).await.status, StatusCode::FORBIDDEN);
}

async fn ranged(browser: &super::browser::Browser<'_>, href: &str, range: &str) -> Answer {
    let request = Request::get(super::house::escaped(href))
        .header(COOKIE, &browser.cookie)
        .header(RANGE, range);
    browser
        .house
        .send(request.body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn bytes_that_are_no_text_are_told_and_change_nothing() {
    let house = House::new();
    let case = decidable(&house);
    let browser = house.browser("承办人甲").await;
    let before = house
        .office()
        .case(&case)
        .unwrap()
        .unwrap()
        .dossier
        .next_no();
    let path = format!("/desk/cases/{case}/enter/承办人处理意见");
    let token = browser.token().await;
    for broken in [&b"\xff\xfe"[..], b"%E4%B8", b"%zz", b"%"] {
        let mut body = format!("csrf={token}&x=").into_bytes();
        body.extend_from_slice(broken);
        let answer = browser
            .send(&path, "application/x-www-form-urlencoded", Body::from(body))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{broken:?}");
        says(&answer, &["提交的内容无法识别"]);
        let mut parts = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n").into_bytes();
        parts.extend_from_slice(b"\xff\xfe\r\n--x--\r\n");
        let answer = browser
            .send(&path, "multipart/form-data; boundary=x", Body::from(parts))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    for path in [
        "/desk/cases?q=%FF",
        "/desk/cases/%FF",
        "/desk/cases/1/enter/%E4%B8",
        "/desk/cases/1/records/x",
    ] {
        let request = Request::get(path).header(COOKIE, &browser.cookie);
        let answer = house.send(request.body(Body::empty()).unwrap()).await;
        assert!(
            [
                StatusCode::BAD_REQUEST,
                StatusCode::NOT_FOUND,
                StatusCode::FORBIDDEN
            ]
            .contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        says(&answer, &["<html lang=\"zh-CN\">", "回到今日"]);
    }
    assert_eq!(
        house
            .office()
            .case(&case)
            .unwrap()
            .unwrap()
            .dossier
            .next_no(),
        before
    );
}

#[tokio::test]
async fn no_page_fails_on_odd_input() {
    let house = House::new();
    let case = house.worked("公示案件", None);
    let browser = house.browser("承办人甲").await;
    let odd = [
        "0",
        "-1",
        "4294967296",
        "99999999999999999999",
        "不存在",
        "%20",
        "..",
        "%00",
        "a%2Fb",
        "'",
        "1;drop",
    ];
    for route in web::routes::all()
        .iter()
        .filter(|route| route.method == "GET" && route.path.starts_with("/desk"))
    {
        let mut paths = vec![format!(
            "{}?done=x&after=%7C&state=%E4%B8%80&q=%25&about=99999999999&next=//x&request=a",
            route.path.replace("{case}", &case)
        )];
        paths.extend(odd.map(|odd| replaced(route.path, &case, odd)));
        for path in paths {
            let answer = browser.get(&path).await;
            assert!(
                answer.status.as_u16() < 500,
                "{path}: {}\n{}",
                answer.status,
                told(&answer)
            );
        }
    }
    for (method, path) in [
        ("DELETE", "/desk/cases"),
        ("PUT", "/desk"),
        ("POST", "/desk/cases"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(COOKIE, &browser.cookie);
        let answer = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(
            answer.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method} {path}"
        );
        says(&answer, &["不能这样访问"]);
    }
}

/// A path with the case in its place and everything else odd.
fn replaced(path: &str, case: &str, odd: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{case}" => case,
        part if part.starts_with('{') => odd,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_answer_of_the_desk_is_guarded_and_free_of_inline_code() {
    let house = House::new();
    let case = house.worked("公示案件", None);
    let no = house
        .office()
        .case(&case)
        .unwrap()
        .unwrap()
        .decision
        .as_ref()
        .unwrap()
        .no;
    let browser = house.browser("承办人甲").await;
    for path in [
        "/desk".to_owned(),
        "/desk/cases".to_owned(),
        "/desk/cases/new".to_owned(),
        format!("/desk/cases/{case}"),
        format!("/desk/cases/{case}/records/1"),
        format!("/desk/cases/{case}/enter/送达记录"),
        format!("/desk/disclosure/{case}/{no}"),
        "/desk/review".to_owned(),
        "/desk/disclosure".to_owned(),
        "/desk/account".to_owned(),
        "/desk/nowhere".to_owned(),
    ] {
        let answer = browser.get(&path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        for inline in [" style=", "<style", "onclick=", "javascript:"] {
            assert!(!answer.text().contains(inline), "{path}: {inline}");
        }
        assert_eq!(answer.text().matches("<h1").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn the_clock_moves_in_a_demonstration_only() {
    let house = House::new();
    let browser = house.browser("管理员").await;
    let answer = browser.post("/desk/clock", &pairs(&[("days", "7")])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        house.installation.clock.now().date().to_string(),
        "2025-03-10"
    );
    let answer = browser
        .post("/desk/clock", &pairs(&[("to", "2025-13-01T00:00")]))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    says(&answer, &["演示时钟只能拨到"]);
    assert_eq!(
        browser.post_to_real("/desk/clock").await,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_own_password_is_changed_for_the_old_one_only() {
    let house = House::new();
    let browser = house.browser("档案员").await;
    let table = [
        (
            "不是旧口令",
            "新的口令一二三四",
            "新的口令一二三四",
            "现在的口令不对",
        ),
        (PASSWORD, "短", "短", "至少8个字符"),
        (PASSWORD, "新的口令一二三四", "另一个口令一二三", "不一样"),
    ];
    for (old, new, again, told) in table {
        let answer = browser
            .post(
                "/desk/account",
                &pairs(&[("old", old), ("new", new), ("again", again)]),
            )
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        says(&answer, &[told]);
    }
    let new = "新的口令一二三四";
    let answer = browser
        .post(
            "/desk/account",
            &pairs(&[("old", PASSWORD), ("new", new), ("again", new)]),
        )
        .await;
    assert_eq!(location(&answer), "/desk/account?done=password");
    let old = house
        .post(
            "/desk/sign-in",
            &[("name", "档案员"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let now = house
        .post("/desk/sign-in", &[("name", "档案员"), ("password", new)])
        .await;
    assert_eq!(now.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_the_public_hands_in_is_taken_into_a_record_and_leaves_the_list() {
    let house = House::new();
    let (case, _) = house.published();
    let no = house
        .office()
        .case(&case)
        .unwrap()
        .unwrap()
        .decision
        .as_ref()
        .unwrap()
        .no;
    let request = registry::store::Request {
        agency: house.code.clone(),
        item: format!("{case}-{no}"),
        at: house.installation.clock.now(),
        fields: [
            ("异议人".to_owned(), Value::from("王示例")),
            ("异议内容".to_owned(), "金额不对".into()),
        ]
        .into(),
    };
    let n = house.installation.store.put_request(&request).unwrap();
    // It lies on the desk of those who take it in, and on nobody else's.
    let other = house.browser("外科室人员").await;
    let other = other.get("/desk/disclosure").await;
    assert!(!other.text().contains("金额不对"));
    let browser = house.browser("办公室主任").await;
    says(
        &browser.get("/desk/disclosure").await,
        &["公众提出的更正申请", "金额不对"],
    );
    let way = format!("/desk/disclosure/{case}/{no}?request={n}");
    says(&browser.get("/desk").await, &["公众提出的更正申请", &way]);
    let page = browser
        .get(&format!("/desk/disclosure/{case}/{no}?request={n}"))
        .await;
    says(&page, &["金额不对", "name=\"request\""]);
    // The period runs from the day it was handed in.
    says(&page, &[&format!("value=\"{}\"", request.at.date())]);
    let filled = house.filled("异议登记", Some(&case), 1);
    let mut fields = as_pairs(
        house.office().pack().form("异议登记").unwrap(),
        &filled.fields,
    );
    fields.push(("request".into(), n.to_string()));
    let answer = browser
        .post(&format!("/desk/cases/{case}/enter/异议登记"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", told(&answer));
    assert!(
        house
            .installation
            .store
            .requests(&house.code)
            .unwrap()
            .is_empty()
    );
    let today = browser.get("/desk").await;
    assert!(!today.text().contains("公众提出的更正申请"));
    says(&today, &["核实公示异议", "公开上年度行政执法总体情况"]);
}

#[tokio::test]
async fn marks_are_settled_beside_the_text() {
    let house = House::new();
    let case = house.worked("个人案件", None);
    house.enter(&["公示拟稿·个人摘要", "不公开情形核对"]);
    let file = house.office().case(&case).unwrap().unwrap();
    let item = &file.items.all()[0];
    let marks = item.draft.as_ref().unwrap().marks.len();
    assert!(marks > 0, "the sample names a person");
    let browser = house.browser("承办人甲").await;
    let href = format!("/desk/disclosure/{case}/{}", item.no);
    let page = browser.get(&href).await;
    says(
        &page,
        &["内部文本", "公示文本", "name=\"mark.1\"", "待核定"],
    );
    let mut fields = pairs(&[("公示事项", &item.no.to_string()), ("next", &href)]);
    fields.extend((1..=marks).map(|n| (format!("mark.{n}"), "hide".to_owned())));
    let answer = browser
        .post(&format!("/desk/cases/{case}/enter/个人信息核定"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", told(&answer));
    assert!(location(&answer).starts_with(&href));
    let file = house.office().case(&case).unwrap().unwrap();
    let draft = file.items.all()[0].draft.as_ref().unwrap();
    let public = draft.public.as_ref().expect("all marks are settled");
    assert!(
        public.values().all(|text| !text.shown().contains("王小明")),
        "{public:?}"
    );
}

#[tokio::test]
async fn fields_of_other_kinds_of_information_stand_folded_in_a_draft() {
    let house = House::new();
    let case = house.worked("公示案件", Some("行政处罚决定"));
    let file = house.office().case(&case).unwrap().unwrap();
    let item = file.decision.as_ref().unwrap().no;
    let browser = house.browser("承办人甲").await;
    let page = browser
        .get(&format!("/desk/disclosure/{case}/{item}"))
        .await;
    let (open, folded) = page.text().split_once("其他情形才需填写的").unwrap();
    let folded = folded.split("</form>").next().unwrap();
    for (part, field) in [(open, "违法事实"), (folded, "双随机抽查情况")] {
        assert!(part.contains(&format!("name=\"{field}\"")), "{field}");
    }
}

#[tokio::test]
async fn lists_can_be_taken_away_as_workbooks() {
    let house = House::new();
    house.worked("公示案件", None);
    let browser = house.browser("承办人甲").await;
    for list in [
        "/desk/cases",
        "/desk/review",
        "/desk/disclosure",
        "/decisions",
    ] {
        let page = browser.get(list).await;
        assert!(
            page.text().contains(&format!("href=\"{list}.xlsx\"")),
            "{list}"
        );
        let answer = browser.get(&format!("{list}.xlsx")).await;
        assert!(answer.kind().ends_with("spreadsheetml.sheet"), "{list}");
        assert!(answer.bytes.starts_with(b"PK"), "{list}");
    }
}

#[tokio::test]
async fn what_a_file_lacks_lies_before_whoever_may_enter_it() {
    let house = House::new();
    let case = house.worked("一般案件", Some("案件来源登记表"));
    let href = format!("/desk/cases/{case}/enter/立案审批表");
    let (leader, officer) = ("分管领导", "承办人甲");
    let today = async |person| house.browser(person).await.get("/desk").await;
    let offers = |page: &Answer, href: &str| page.text().contains(&*escaped(href));
    let (of_leader, of_officer) = (today(leader).await, today(officer).await);
    says(&of_leader, &["待我登记的", "立案审批表"]);
    assert!(offers(&of_leader, &href), "{}", of_leader.text());
    assert!(!offers(&of_officer, &href));
    house.enter(&["立案审批表"]);
    assert!(!offers(&today(leader).await, &href));
    // What belongs to later stages can wait.
    assert!(!today(leader).await.text().contains("审批决定意见"));
}

#[tokio::test]
async fn what_a_reviewer_opens_is_noted_and_what_others_open_is_not() {
    let house = House::new();
    let case = house.worked("重大案件", Some("接收送审材料"));
    let review = format!("/desk/review/{case}");
    let record = format!("/desk/cases/{case}/records/1");
    let officer = house.browser("承办人甲").await;
    officer.get(&record).await;
    assert!(!officer.get(&review).await.text().contains("调阅记录"));
    let reviewer = house.browser("审核员甲").await;
    assert_eq!(reviewer.get(&record).await.status, StatusCode::OK);
    let noted = officer.get(&review).await;
    says(&noted, &["调阅记录", "吴演示", "案件来源登记表"]);
    assert!(
        !noted
            .text()
            .split("调阅记录")
            .nth(1)
            .unwrap()
            .contains("陈示例")
    );
    // By the API as well.
    let token = house.token("审核员甲").await;
    let path = format!("/api/v1/cases/{case}/records/2");
    house
        .api(axum::http::Method::GET, &path, Some(&token), None)
        .await;
    let opened = house
        .installation
        .store
        .opened(&house.code, &case, 10)
        .unwrap();
    assert!(opened.iter().any(|one| one.no == 2), "{opened:?}");
}

#[tokio::test]
async fn a_mark_on_a_recording_leads_to_its_passage() {
    let house = House::new();
    let case = house.worked("一般案件", Some("音像标记"));
    let file = house.office().case(&case).unwrap().unwrap();
    let marks = file.dossier.deeds().last().unwrap();
    let browser = house.browser("承办人甲").await;
    let page = browser
        .get(&format!("/desk/cases/{case}/records/{}", marks.no))
        .await;
    let recording = file.recordings.recordings().first().unwrap();
    let stored = recording.file.as_ref().unwrap().row().unwrap();
    let at = format!(
        "/desk/cases/{case}/records/{}/files/{}/",
        recording.no,
        stored["sha256"].shown()
    );
    let (_, rest) = page.text().rsplit_once(&at).expect("a way to the file");
    let seconds = rest.split_once("#t=").unwrap().1;
    let seconds: i64 = seconds.split('"').next().unwrap().parse().unwrap();
    let rows = marks.rows("points");
    let mut dates = rows.iter().rev().filter_map(|row| row.get("date")?.text());
    let last = dates.next().and_then(enforcement::deed::moment).unwrap();
    assert_eq!(seconds, last.duration_since(recording.span.from).as_secs());
    assert_eq!(seconds, 600);
}
