//! Who may do what, printed: every route and every record against everybody, compared with a file
//! that people review. `BLESS=1` writes the file anew.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use law::form::Subject;
use web::routes::{Route, Who};

use super::browser::{Browser, hidden};
use super::house::{House, escaped};

/// Everybody of the samples, by id.
const PEOPLE: [&str; 12] = [
    "承办人甲",
    "承办人乙",
    "科室负责人",
    "办公室主任",
    "审核员甲",
    "审核员乙",
    "分管领导",
    "主要负责人",
    "档案员",
    "监督员",
    "管理员",
    "外科室人员",
];

#[tokio::test]
async fn everybody_may_do_what_the_reviewed_file_says() {
    let house = House::new();
    let case = house.worked("公示案件", None);
    let mut people = Vec::new();
    for person in PEOPLE {
        people.push(house.browser(person).await);
    }
    let mut text = String::from(HEAD);
    routes(&house, &case, &people, &mut text).await;
    records(&house, &case, &people, &mut text).await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/permissions.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let reviewed = std::fs::read_to_string(path).unwrap_or_default();
    for (now, then) in text.lines().zip(reviewed.lines()) {
        assert_eq!(
            now, then,
            "run with BLESS=1 and have the change of the file reviewed"
        );
    }
    assert_eq!(text.lines().count(), reviewed.lines().count());
}

const HEAD: &str = "\
# Who may do what. Made by the test `permissions` with BLESS=1; every change is to be reviewed.
# Columns: nobody signed in, then the people of the samples; the case at hand was worked to its publication.
";

/// One line for each route that is read: the status each person is answered with.
async fn routes(house: &House, case: &str, people: &[Browser<'_>], text: &mut String) {
    text.push_str("\n== routes: method, path, who comes in; then the answers\n");
    let _ = writeln!(text, "未登录 {}", PEOPLE.join(" "));
    for route in web::routes::all() {
        let _ = write!(text, "{} {} {:?}:", route.method, route.path, route.who);
        let path = filled_in(house, &route, case);
        if route.method != "GET" || path.starts_with("/api/") {
            let _ = writeln!(text, " {}", closed(house, &route, &path).await);
            continue;
        }
        let nobody = house.get(&path).await.status;
        let _ = write!(text, " {}", nobody.as_u16());
        for person in people {
            let _ = write!(text, " {}", person.get(&path).await.status.as_u16());
        }
        text.push('\n');
    }
}

/// What is sent is only tried without a session: nobody may come in by a route that is not for
/// anyone.
async fn closed(house: &House, route: &Route, path: &str) -> u16 {
    let method = Method::from_bytes(route.method.as_bytes()).unwrap();
    let request = Request::builder()
        .method(method)
        .uri(escaped(path))
        .body(Body::empty())
        .unwrap();
    let status = house.send(request).await.status;
    if route.who != Who::Anyone {
        assert!(
            [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED].contains(&status),
            "{path}: {status}"
        );
    }
    status.as_u16()
}

fn filled_in(house: &House, route: &Route, case: &str) -> String {
    let file = house.office().case(case).unwrap().unwrap();
    let item = file.decision.as_ref().unwrap().no.to_string();
    let record = if route.path.contains("/new/") {
        "案件来源登记表"
    } else {
        "不准确报告"
    };
    let no = if route.path.contains("disclosure") {
        item.as_str()
    } else {
        "1"
    };
    let parts = [
        ("{case}", case),
        ("{record}", record),
        ("{no}", no),
        ("{agency}", &house.code),
        ("{*path}", "0/000.p/1"),
        ("{id}", &format!("{case}-{item}")),
        ("{name}", "fadu.css"),
        ("{index}", "0"),
        ("{sha256}", "0"),
    ];
    let mut path = route
        .path
        .replace("/desk/disclosure/agency/{no}", "/desk/disclosure/agency/1");
    for (name, value) in parts {
        path = path.replace(name, value);
    }
    path
}

/// One line for each record: who is handed its form. Whoever is not is also refused when sending.
async fn records(house: &House, case: &str, people: &[Browser<'_>], text: &mut String) {
    for (title, agency) in [("the case", false), ("the agency's file", true)] {
        let _ = writeln!(text, "\n== records in {title}: who is handed the form (●)");
        let _ = writeln!(text, "{}", PEOPLE.join(" "));
        let office = house.office();
        for form in &office.pack().forms {
            let opens = form.step.as_deref() == Some("case.open");
            let fits = match form.subject {
                Subject::Either => true,
                Subject::Agency => agency,
                Subject::Case => !agency,
            };
            if !fits {
                continue;
            }
            let path = match (agency, opens) {
                (true, _) => format!("/desk/agency/enter/{}", form.name),
                (_, true) => format!("/desk/cases/new/{}", form.name),
                _ => format!("/desk/cases/{case}/enter/{}", form.name),
            };
            let _ = write!(text, "{}:", form.name);
            for person in people {
                let is_open = is_handed(person, &path).await;
                text.push_str(if is_open { " ●" } else { " ·" });
            }
            text.push('\n');
        }
    }
}

async fn is_handed(person: &Browser<'_>, path: &str) -> bool {
    let page = person.get(path).await;
    if page.status == StatusCode::OK && hidden(page.text(), "next").is_some() {
        return true;
    }
    let token = person.token().await;
    let sent = person.post_bare(path, &[("csrf".to_owned(), token)]).await;
    assert_eq!(
        sent.status,
        StatusCode::FORBIDDEN,
        "{} {path}",
        person.person
    );
    false
}
