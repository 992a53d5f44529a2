//! What a citizen meets: pages, open data, withdrawn items, certificates, progress, proofs,
//! objections; and that a page of the portal has no door but its own.

use std::path::Path;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use ledger::tiles::Tile;
use ledger::{Hash, PublicKey, Receipt, SignedCheckpoint};

use super::house::House;

/// Publishes the roster and the list of matters of the agency.
fn publish_beforehand(house: &House) {
    let steps = ["公示审查·机关", "公示审核·机关", "公示发布·机关"];
    for (open, draft) in [
        ("公示事项登记·主体和人员", "事前信息拟稿"),
        ("公示事项登记·职责权限", "事前信息拟稿·职责权限"),
    ] {
        house.enter_in_agency(&[open, draft]);
        house.enter_in_agency(&steps);
    }
}

const PAGES: [&str; 12] = [
    "/",
    "/decisions",
    "/before",
    "/during",
    "/officers",
    "/matters",
    "/progress",
    "/law",
    "/law/tc",
    "/proof",
    "/correction",
    "/data",
];

#[tokio::test]
async fn every_page_stands_with_nothing_published_and_sets_no_cookie() {
    let house = House::new();
    for path in PAGES {
        let answer = house.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.kind().starts_with("text/html"), "{path}");
        assert!(answer.headers.get(SET_COOKIE).is_none(), "{path}");
        let html = answer.text();
        for wanted in ["lang=\"zh-CN\"", "<h1", "执法公示"] {
            assert!(html.contains(wanted), "{path}: {wanted}");
        }
        for banned in [" style=", "onclick=", "javascript:"] {
            assert!(!html.contains(banned), "{path}: {banned}");
        }
    }
}

#[tokio::test]
async fn a_published_decision_is_found_read_cited_and_dated() {
    let house = House::new();
    let (_, at) = house.published();
    for path in [
        "/",
        "/decisions",
        "/decisions?q=科研资助",
        "/decisions?q=示例科技",
        "/decisions?q=[2025]1",
        "/decisions?category=行政处罚决定",
    ] {
        let answer = house.get(path).await;
        assert!(answer.text().contains(&at), "{path}");
    }
    for path in [
        "/decisions?q=没有这样的词",
        "/decisions?category=行政检查结果",
    ] {
        let answer = house.get(path).await;
        assert!(!answer.text().contains(&at), "{path}");
        assert!(answer.text().contains("没有找到"), "{path}");
    }
    let page = house.get(&at).await;
    assert_eq!(page.status, StatusCode::OK);
    for wanted in [
        "示例科技有限公司骗取科研资助案",
        "信息摘要",
        "第七条（二）",
        "第八条第二款",
        "2025年3月3日",
        "已存证",
        "/proof/tc/entry/",
        "/correction?agency=tc",
        "公示以来没有更正过",
    ] {
        assert!(page.text().contains(wanted), "{wanted}");
    }
}

#[tokio::test]
async fn a_correction_shows_its_date_and_the_new_text() {
    let house = House::new();
    let (_, at) = house.published();
    house.set_clock("2025-03-10T10:00:00");
    house.enter(&[
        "不准确报告",
        "公示拟稿·全文",
        "公示审查",
        "公示审核",
        "公示发布",
    ]);
    let page = house.get(&at).await;
    assert!(page.text().contains("更正后重新公示"));
    assert!(page.text().contains("2025年3月10日 10:00"));
    assert!(page.text().contains("全文公开"));
    assert!(
        !page.text().contains("《示例条例》第二条"),
        "the old text is not shown beside the new"
    );
}

#[tokio::test]
async fn what_is_withdrawn_says_so_and_nothing_of_what_it_said() {
    let house = House::new();
    let (_, at) = house.published();
    house.enter(&["决定变更登记", "公示撤回"]);
    let page = house.get(&at).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text().contains("该信息已撤回"));
    assert!(page.text().contains("2025年3月3日"));
    for gone in ["示例科技有限公司", "科研资助", "警告"] {
        assert!(!page.text().contains(gone), "{gone}");
    }
    for path in [
        "/",
        "/decisions",
        "/decisions.csv",
        "/decisions.json",
        "/decisions.atom",
    ] {
        assert!(!house.get(path).await.text().contains("科研资助"), "{path}");
    }
    let api = house
        .get(&at.replace("/decisions", "/api/v1/public/decisions"))
        .await;
    assert_eq!(api.status, StatusCode::GONE);
    assert!(!api.text().contains("科研资助"));
}

#[tokio::test]
async fn the_same_list_is_there_as_csv_json_and_atom() {
    let house = House::new();
    let (_, at) = house.published();
    let csv = house.get("/decisions.csv?q=科研").await;
    assert!(csv.text().starts_with("\u{FEFF}名称,"));
    assert_eq!(csv.text().lines().count(), 2);
    let json = house.get("/decisions.json").await.json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["items"][0]["title"], "示例科技有限公司骗取科研资助案");
    assert_eq!(json["items"][0]["party"], "示例科技有限公司");
    let atom = house.get("/decisions.atom").await;
    assert!(atom.kind().starts_with("application/atom+xml"));
    assert!(
        atom.text()
            .contains(&format!("href=\"http://localhost{at}\"/>")),
        "{}",
        atom.text()
    );
    assert!(
        atom.text().contains("<updated>2025-03-03T09:0"),
        "{}",
        atom.text()
    );
}

#[tokio::test]
async fn lists_go_on_by_key_and_never_show_an_item_twice() {
    let house = House::new();
    for n in 0..3 {
        house.set_clock(&format!("2025-03-0{}T09:00:00", n + 3));
        house.published();
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/public/decisions?limit=2".to_owned();
    loop {
        let page = house.get(&path).await.json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].to_string()),
        );
        match page["next"].as_str() {
            Some(next) => {
                path = format!(
                    "/api/v1/public/decisions?limit=2&after={}",
                    web::asked::encode(next)
                )
            }
            None => break,
        }
    }
    let mut each = seen.clone();
    each.dedup();
    assert_eq!((seen.len(), each.len()), (3, 3));
}

#[tokio::test]
async fn what_is_published_beforehand_stands_in_the_catalogue_the_roster_and_the_guide() {
    let house = House::new();
    let before = house.get("/before").await;
    assert!(before.text().contains("应当公开的6类信息，已公开0类"));
    publish_beforehand(&house);
    let before = house.get("/before").await;
    assert!(before.text().contains("应当公开的6类信息，已公开2类"));
    assert!(before.text().contains("随机抽查事项清单"));
    let officers = house.get("/officers").await;
    for wanted in [
        "<th scope=\"col\">行政执法证号</th>",
        "陈示例",
        "示例执法0001",
    ] {
        assert!(officers.text().contains(wanted), "{wanted}");
    }
    let matters = house.get("/matters").await;
    for wanted in [
        "对科学技术违法行为的处罚",
        "承办科室负责调查取证",
        "<svg",
        "行政处罚决定",
        "7个工作日",
    ] {
        assert!(matters.text().contains(wanted), "{wanted}");
    }
    let during = house.get("/during").await;
    assert!(during.text().contains("第六条（一）"), "{}", during.text());
}

#[tokio::test]
async fn a_certificate_is_valid_until_its_last_day_and_never_says_whose_it_is() {
    let house = House::new();
    let agency = house.office().agency();
    let person = agency
        .people
        .iter()
        .find(|person| !person.certificates.is_empty())
        .unwrap();
    let held = person.certificates.last().unwrap();
    let at = format!("/officers?number={}", held.number);
    for (day, word) in [
        (held.from, "有效"),
        (held.to, "有效"),
        (held.to.tomorrow().unwrap(), "无效"),
    ] {
        house.set_clock(&format!("{day}T12:00:00"));
        let page = house.get(&at).await;
        assert!(page.text().contains(&format!(">{word}</span>")), "{day}");
        assert!(page.text().contains(&held.kind), "{day}");
        assert!(!page.text().contains(&person.name), "{day}");
    }
    let none = house.get("/officers?number=没有这个证号").await;
    assert!(none.text().contains("查无此证"));
}

#[tokio::test]
async fn progress_is_told_by_number_and_code_alone_and_guessing_ends_soon() {
    let house = House::new();
    let id = house.worked("一般案件", Some("承办人处理意见"));
    let case = house.office().case(&id).unwrap().unwrap();
    let code = case.dossier.deeds()[0].found["查询码"].shown();
    let right = [("number", case.number.as_str()), ("code", code.as_str())];
    let page = house.post("/progress", &right).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let typed_otherwise = case.number.replace('〔', "[").replace('〕', "]");
    let same = [
        ("number", typed_otherwise.as_str()),
        ("code", code.as_str()),
    ];
    assert_eq!(house.post("/progress", &same).await.status, StatusCode::OK);
    assert!(page.text().contains("审核决定"));
    assert!(page.text().contains("2025年3月3日"));
    for inner in [
        "示例科技有限公司",
        case.title.as_str(),
        "陈示例",
        code.as_str(),
    ] {
        assert!(!page.text().contains(inner), "{inner}");
    }
    let wrong = [("number", case.number.as_str()), ("code", "00000000")];
    for _ in 0..10 {
        assert_eq!(
            house.post("/progress", &wrong).await.status,
            StatusCode::NOT_FOUND
        );
    }
    for fields in [wrong, right] {
        assert_eq!(
            house.post("/progress", &fields).await.status,
            StatusCode::TOO_MANY_REQUESTS
        );
    }
}

fn at_entry(index: &str) -> String {
    format!("/proof/tc/entry/{index}")
}

#[tokio::test]
async fn the_proof_of_a_published_decision_leads_to_the_signed_root() {
    let house = House::new();
    let (_, at) = house.published();
    let page = house.get(&at).await;
    let entry = page
        .text()
        .split("/proof/tc/entry/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let proof = house.get(&at_entry(&entry)).await.json();
    let key: PublicKey = house.office().log_key().parse().unwrap();
    let note = house.get("/proof/tc/checkpoint").await;
    let signed = SignedCheckpoint::verify(note.text(), &key).unwrap();
    assert_eq!(proof["checkpoint"].as_str(), Some(note.text()));
    let hash =
        |text: &serde_json::Value| ledger::Hash::from_base64(text.as_str().unwrap()).unwrap();
    let path: Vec<ledger::Hash> = proof["path"].as_array().unwrap().iter().map(hash).collect();
    let index: u64 = entry.parse().unwrap();
    let leads = |index| {
        ledger::proof::verify_inclusion(
            hash(&proof["leaf"]),
            index,
            signed.checkpoint.size,
            signed.checkpoint.root,
            &path,
        )
    };
    assert!(leads(index));
    assert!(!leads(index - 1), "a proof of one place proves no other");
    let file = house.get(&format!("{}.tlog-proof", at_entry(&entry))).await;
    let receipt = Receipt::parse(file.text()).unwrap();
    let covered = receipt.verify(hash(&proof["leaf"]), &key).unwrap();
    assert_eq!((receipt.index, covered), (index, signed));
    let beyond = house.get("/proof/tc/entry/999999").await;
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
}

/// A client that keeps to C2SP tlog-tiles finds the tree that the checkpoint signs.
#[tokio::test]
async fn the_tiles_lead_to_the_signed_root() {
    let house = House::new();
    house.published();
    let key: PublicKey = house.office().log_key().parse().unwrap();
    let note = house.get("/proof/tc/checkpoint").await;
    let signed = SignedCheckpoint::verify(note.text(), &key)
        .unwrap()
        .checkpoint;
    let mut tree = ledger::tree::Frontier::default();
    for tile in Tile::all(signed.size).filter(|tile| tile.level == 0) {
        let tile = house.get(&format!("/proof/tc/tile/{tile}")).await;
        assert_eq!(tile.headers[CONTENT_TYPE], "application/octet-stream");
        let keep = tile.headers[CACHE_CONTROL].to_str().unwrap();
        assert!(keep.contains("immutable"), "{keep}");
        for hash in tile.bytes.chunks(32) {
            tree.push(ledger::Hash::from_slice(hash).unwrap(), drop);
        }
    }
    assert_eq!((tree.size(), tree.root()), (signed.size, signed.root));
    for none in ["0/999", "0/000.p/0", "0/0", "x", "entries/000.p/1"] {
        let answer = house.get(&format!("/proof/tc/tile/{none}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
    }
    let page = house.get("/proof").await;
    assert!(
        page.text().contains("/proof/tc/"),
        "the page tells where the tiles are"
    );
}

/// Runs where there is a Python, as on every machine that a citizen would check on.
#[tokio::test]
async fn the_script_says_yes_to_the_proof_and_no_to_a_changed_one() {
    let house = House::new();
    house.published();
    let proof = house.get("/proof/tc/entry/3").await.json();
    let dir = tempfile::tempdir().unwrap();
    let script = dir.path().join("verify.py");
    std::fs::write(&script, house.get("/proof/verify.py").await.bytes).unwrap();
    let key = house.office().log_key();
    let says = |proof: &serde_json::Value| {
        let file = dir.path().join("proof.json");
        std::fs::write(&file, proof.to_string()).unwrap();
        let run = std::process::Command::new("python3")
            .args([&script, Path::new("proof"), &file])
            .arg(&key)
            .output();
        run.expect("python3 runs").status.success()
    };
    assert!(says(&proof));
    let note = proof["checkpoint"].as_str().unwrap();
    for changed in ["index", "leaf", "checkpoint"] {
        let mut other = proof.clone();
        other[changed] = match changed {
            "index" => serde_json::json!(4),
            // The script looks at the signature too.
            "checkpoint" => serde_json::json!(note.replacen("tc\n", "tc\n1", 1)),
            _ => serde_json::json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        };
        assert!(!says(&other), "{changed}");
    }
    let file = house.get("/proof/tc/entry/3.tlog-proof").await;
    std::fs::write(dir.path().join("3.tlog-proof"), &file.bytes).unwrap();
    let leaf = Hash::from_base64(proof["leaf"].as_str().unwrap()).unwrap();
    for (leaf, right) in [(leaf, true), (Hash([1; 32]), false)] {
        let run = std::process::Command::new("python3")
            .args([&script, Path::new("tlog-proof")])
            .arg(dir.path().join("3.tlog-proof"))
            .args([&key, &leaf.to_string()])
            .output();
        assert_eq!(run.expect("python3 runs").status.success(), right);
    }
}

#[tokio::test]
async fn an_objection_waits_for_the_agency_and_shows_nowhere() {
    let house = House::new();
    let (_, at) = house.published();
    let id = at.rsplit('/').next().unwrap();
    let ask = house.get(&format!("/correction?agency=tc&id={id}")).await;
    for wanted in ["异议人", "联系方式", "异议内容"] {
        assert!(ask.text().contains(wanted), "{wanted}");
    }
    assert!(
        !ask.text().contains("异议日期"),
        "the day is the day it is handed in"
    );
    let half = [
        ("agency", "tc"),
        ("id", id),
        ("异议人", "哨兵甲"),
        ("异议内容", "文号写错"),
    ];
    let answer = house.post("/correction", &half).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("请填写“联系方式”"));
    assert!(
        answer.text().contains("哨兵甲"),
        "what was typed comes back"
    );
    let whole = [half.as_slice(), &[("联系方式", "13900000000")]].concat();
    let answer = house.post("/correction", &whole).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let waiting = house.installation.store.requests("tc").unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].1.item, id);
    assert_eq!(waiting[0].1.fields["异议内容"].shown(), "文号写错");
    for path in ["/", "/decisions", &at] {
        assert!(!house.get(path).await.text().contains("哨兵甲"), "{path}");
    }
    let of_nothing = [
        ("agency", "tc"),
        ("id", "99-99"),
        ("异议人", "甲"),
        ("联系方式", "1"),
        ("异议内容", "乙"),
    ];
    assert_eq!(
        house.post("/correction", &of_nothing).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn odd_addresses_are_answered_plainly_and_never_with_a_fault() {
    let house = House::new();
    house.published();
    let long = "长".repeat(5000);
    let odd = [
        ("/decisions/tc/99-1", 404),
        ("/decisions/xx/1-1", 404),
        ("/decisions/tc/..%2F..%2Fetc%2Fpasswd", 404),
        ("/decisions/%FF/1", 400),
        ("/decisions/tc/1-1/files/..%2F..%2Fstore.db", 404),
        ("/assets/..%2F..%2Fstore.db", 404),
        ("/assets/%2e%2e/store.db", 404),
        ("/decisions?q=%FF", 400),
        ("/decisions?q=%", 400),
        ("/decisions?q='%20OR%201=1", 200),
        ("/decisions?q=%00", 200),
        ("/decisions?after=nonsense", 200),
        ("/decisions?after=%7C", 200),
        ("/proof/tc/entry/-1", 404),
        ("/proof/tc/entry/999999.tlog-proof", 404),
        ("/proof/tc/entry/.tlog-proof", 404),
        ("/proof/tc/entry/18446744073709551616", 404),
        ("/proof/xx/checkpoint", 404),
        ("/law/xx", 404),
        ("/officers?number=%3Cscript%3E", 200),
        ("/nothing", 404),
        ("/api/v1/public/decisions?limit=0", 400),
        ("/api/v1/public/decisions?limit=x", 400),
        ("/api/v1/public/certificates/none", 404),
    ];
    for (path, status) in odd {
        let answer = house.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert!(!answer.text().contains("<script>"), "{path}");
    }
    let answer = house.get(&format!("/decisions?q={long}")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// The wall between the portal and everything else is a module: its pages hold a `Door` and name
/// neither the application nor the registry's rooms behind it.
#[test]
fn no_page_of_the_portal_has_another_door() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/portal");
    let mut pages = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "door.rs" || !name.ends_with(".rs") {
            continue;
        }
        pages += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        for banned in [
            "installation",
            "crate::access",
            "Shared",
            "Office",
            "enforcement::case",
            "registry::states",
            "Doorkeeper",
            "Blobs",
        ] {
            assert!(!text.contains(banned), "{name} names {banned}");
        }
        if name != "mod.rs" {
            assert!(!text.contains("crate::app"), "{name} names the application");
        }
    }
    assert!(pages > 10);
    let open =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api/open.rs"))
            .unwrap();
    for banned in ["installation", "Shared", "Signed", "Office"] {
        assert!(!open.contains(banned), "the public API names {banned}");
    }
}
