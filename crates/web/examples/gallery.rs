//! Writes the gallery in both houses, and the assets, into a folder that any file server can show.
//!
//! `cargo run -p web --example gallery -- DIR`

use std::{env, fs, io, path::Path};
use web::parts::page::{Nav, Page, Search, User, page};
use web::parts::{clock, gallery, sheet};
use web::{assets, words};

fn main() -> io::Result<()> {
    let dir = env::args()
        .nth(1)
        .unwrap_or_else(|| "target/gallery".into());
    let dir = Path::new(&dir);
    fs::create_dir_all(dir.join("assets"))?;
    for asset in assets::all() {
        fs::write(dir.join("assets").join(asset.name), asset.body)?;
    }
    fs::write(dir.join("desk.html"), desk())?;
    fs::write(dir.join("portal.html"), portal())?;
    fs::write(dir.join("sheet.html"), document())
}

fn desk() -> String {
    let nav = [
        "今日",
        "案件",
        "审核",
        "公示",
        "双随机",
        "案卷",
        "调阅",
        "监督",
        "年度",
        "机关",
        "规则",
    ]
    .into_iter()
    .map(|label| Nav::new("/desk.html", label, label == "规则"))
    .map(|nav| {
        if nav.link.label == "今日" {
            nav.waiting(4)
        } else {
            nav
        }
    })
    .collect();
    let p = Page::desk(words::parts::TITLE, "例县科学技术局", gallery())
        .crumb("/desk.html", "今日")
        .nav(nav)
        .search(Search {
            action: "/desk.html".into(),
            value: "".into(),
            hint: words::frame::SEARCH_DESK.into(),
        })
        .clock(clock::clock(&clock::Clock {
            now: "2025年3月12日 09:05",
            value: "2025-03-12T09:05",
            action: "/desk.html",
            csrf: "",
        }))
        .user(User {
            name: "林示例".into(),
            posts: vec!["承办人".into()],
            account: "/desk.html".into(),
            sign_out: "/desk.html".into(),
            csrf: "".into(),
        });
    page(&p).into_string()
}

fn portal_nav() -> Vec<Nav<'static>> {
    [
        "首页",
        "处罚决定",
        "行政检查",
        "行政许可",
        "机关与人员",
        "办事指南",
        "进度查询",
    ]
    .into_iter()
    .map(|label| Nav::new("/portal.html", label, label == "首页"))
    .collect()
}

fn portal() -> String {
    let p = Page::portal(words::parts::TITLE, "例县科学技术局", gallery())
        .nav(portal_nav())
        .foot("/portal.html", "开放数据")
        .foot("/portal.html", "怎样核验");
    page(&p).into_string()
}

fn document() -> String {
    let p = Page::portal("行政处罚决定书", "例县科学技术局", sheet::example(true))
        .without_heading()
        .crumb("/portal.html", "处罚决定")
        .nav(portal_nav());
    page(&p).into_string()
}
