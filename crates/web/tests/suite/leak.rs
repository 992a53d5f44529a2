//! Nothing of a person leaves a case: invented personal data is entered everywhere in one, in the
//! draft of what becomes public too, and must be found nowhere a citizen can look and in no log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use law::form::FieldKind;
use law::value::{Fields, Value};
use serde_json::json;

use super::house::{Answer, House};

/// Who and what must not be seen. The number of the identity card has a right check digit, so that
/// it is one to every finder.
const NAME: &str = "欧阳哨兵";
const CARD: &str = "11010519491231002X";
const PHONE: &str = "13912345678";
const BANK: &str = "6222021001000000017";
const HOME: &str = "示例市哨兵路9号901室";
/// Stands in every free text of the case that is not a draft.
const INNER: &str = "卷内哨兵文字";
const SENTINELS: [&str; 6] = ["哨兵", CARD, PHONE, BANK, "901室", INNER];

/// Keeps what is logged while a test runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Fills every free text of a record with sentinels, and the party with a whole person.
fn fill(house: &House, record: &str, fields: &mut Fields) {
    let pack = house.office().pack().clone();
    let form = pack.form(record).unwrap();
    let is_draft = form.step.as_deref() == Some("disclosure.draft");
    for field in &form.fields {
        let is_text = matches!(field.kind, FieldKind::Text | FieldKind::Long);
        if field.binding.as_deref() == Some("parties") {
            let person = json!([{
                "姓名或者名称": NAME, "自然人": true, "出生日期": "1990-01-01", "证件号码": CARD,
                "住址": HOME, "联系电话": PHONE, "银行账号": BANK,
            }]);
            fields.insert(field.name.clone(), serde_json::from_value(person).unwrap());
        } else if is_text && field.binding.is_none() && !is_draft {
            fields.insert(
                field.name.clone(),
                format!("{INNER}：{NAME}，{CARD}，{PHONE}").into(),
            );
        }
    }
    if is_draft {
        let told = format!(
            "当事人{NAME}（身份证号{CARD}，住{HOME}，电话{PHONE}，账号{BANK}）以虚假材料取得资助。"
        );
        fields.insert("违法事实".into(), told.into());
        fields.insert("当事人姓氏或者名称".into(), NAME.into());
        fields.insert("案件名称".into(), "骗取科研资助案".into());
    }
}

async fn enter(
    house: &House,
    case: Option<&str>,
    record: &str,
    by: &str,
    fields: &Fields,
) -> Answer {
    let token = house.token(by).await;
    let path = case.map_or("/api/v1/cases".to_owned(), |case| {
        format!("/api/v1/cases/{case}/records")
    });
    let body = json!({ "record": record, "fields": fields });
    house
        .api(Method::POST, &path, Some(&token), Some(&body))
        .await
}

/// Hides every mark that the finder set in the latest draft.
async fn settle(house: &House, case: &str) {
    let file = house.office().case(case).unwrap().unwrap();
    let item = file.items.all().last().unwrap();
    let marks = item.draft.as_ref().unwrap().marks.len();
    assert!(marks >= 5, "the finder found {marks} marks only");
    let rows: Vec<Value> = (1..=marks)
        .map(|n| serde_json::from_value(json!({ "序号": n, "处理": "隐去" })).unwrap())
        .collect();
    let fields = Fields::from([
        ("公示事项".to_owned(), i64::from(item.no).into()),
        ("核定".to_owned(), Value::List(rows)),
    ]);
    let answer = enter(house, Some(case), "个人信息核定", "承办人甲", &fields).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
}

/// Works the road of a public decision with sentinels in every record.
async fn worked(house: &House) -> String {
    let mut case: Option<String> = None;
    for sample in house.road("公示案件") {
        if sample == "不公开情形核对" {
            settle(house, case.as_deref().unwrap()).await;
        }
        let mut filled = house.filled(sample, case.as_deref(), 1);
        fill(house, &filled.record, &mut filled.fields);
        let answer = enter(
            house,
            case.as_deref(),
            &filled.record,
            &filled.by,
            &filled.fields,
        )
        .await;
        assert_eq!(
            answer.status,
            StatusCode::CREATED,
            "{sample}: {}",
            answer.text()
        );
        case = answer.json()["case"].as_str().map(str::to_owned);
    }
    case.unwrap()
}

fn clean(what: &str, text: &str) {
    for sentinel in SENTINELS {
        assert!(!text.contains(sentinel), "{what} shows {sentinel}: {text}");
    }
}

#[tokio::test]
async fn nothing_of_a_person_is_seen_outside_the_case() {
    let log = Log::default();
    let kept = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || kept.clone())
        .finish();
    // For all threads: the office writes on one of its own.
    tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    tracing::info!("listening");
    let house = House::new();
    let case = worked(&house).await;

    let page = house.get("/api/v1/public/decisions").await.json();
    let id = page["items"][0]["id"]
        .as_str()
        .expect("the decision is public")
        .to_owned();
    let shown = house.get(&format!("/decisions/tc/{id}")).await;
    assert!(
        shown.text().contains("以虚假材料取得资助"),
        "what may be public is: {}",
        shown.text()
    );
    let number = house.office().case(&case).unwrap().unwrap().number.clone();
    let pages = [
        "/",
        "/decisions",
        "/before",
        "/during",
        "/officers",
        "/matters",
        "/law",
        "/proof",
        "/data",
        "/correction",
        "/decisions.csv",
        "/decisions.json",
        "/decisions.atom",
        "/api/v1/public/decisions",
        "/api/v1/openapi.json",
        "/proof/tc/checkpoint",
    ];
    let mut paths: Vec<String> = pages.iter().map(|path| (*path).to_owned()).collect();
    paths.extend([
        format!("/decisions/tc/{id}"),
        format!("/api/v1/public/decisions/tc/{id}"),
        format!("/correction?agency=tc&id={id}"),
        format!("/desk/cases/{case}"),
        format!("/api/v1/cases/{case}"),
        format!("/api/v1/cases/{case}/records"),
    ]);
    paths.extend(
        (0..house.office().log().len().unwrap()).map(|index| format!("/proof/tc/entry/{index}")),
    );
    for path in &paths {
        clean(path, house.get(path).await.text());
    }
    for sentinel in SENTINELS {
        let found = house
            .get(&format!("/decisions.json?q={sentinel}"))
            .await
            .json();
        assert_eq!(
            found["items"].as_array().map(Vec::len),
            Some(0),
            "a search for {sentinel} finds it"
        );
    }
    let file = house.office().case(&case).unwrap().unwrap();
    let code = file.dossier.deeds()[0].found["查询码"].shown();
    let told = house
        .post("/progress", &[("number", &number), ("code", &code)])
        .await;
    assert_eq!(told.status, StatusCode::OK);
    clean("/progress", told.text());

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("listening"), "the log was listened to");
    clean("the log", &logged);
}
