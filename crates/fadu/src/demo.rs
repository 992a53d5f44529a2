//! A demonstration: an agency with people for every post and cases in different stages, worked
//! step by step through the same office as real ones. What happens in it stands in the pack
//! (`scenarios/演示.toml` over its samples and roads); this file only moves the clock and signs.

mod script;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use enforcement::Moment;
use registry::clock::Clock;
use registry::doorkeeper::Doorkeeper;
use registry::fault::reason;
use registry::installation::Installation;
use serde::Serialize;

use crate::keep::fail;
use crate::witness::{Asked, ask_for_ever};
use crate::{serve, shelf};

/// 启动演示：机关、人员和案件均为虚构
#[derive(Args)]
pub struct Demo {
    /// 数据目录；其中已有演示数据时直接启动
    #[arg(long)]
    data: PathBuf,
    /// 监听地址
    #[arg(long, default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
    /// 演示时钟，例如 2025-03-03T09:00:00+08:00
    #[arg(long, value_parser = moment)]
    clock: Option<Moment>,
    /// 规则包
    #[arg(long, default_value = shelf::DEFAULT)]
    pack: String,
    #[command(flatten)]
    ledger: serve::Ledger,
    /// 用文字而不是 JSON 告知网址和账号
    #[arg(long)]
    friendly: bool,
    /// 请谁联署检查点：公钥@http://地址，可以写多次
    #[arg(long)]
    witness: Vec<Asked>,
}

/// An account of the demonstration.
#[derive(Serialize)]
struct Login {
    name: String,
    password: String,
    person: String,
    display: String,
    section: String,
    posts: Vec<String>,
}

/// Told on one line once the service answers.
#[derive(Serialize)]
struct Ready {
    url: String,
    accounts: PathBuf,
    clock: String,
}

/// Prepares the demonstration where it is not there yet, and serves it.
pub fn demo(args: &Demo) -> ExitCode {
    match prepare(args) {
        Ok(app) => {
            let accounts = accounts_file(&args.data);
            let clock = app.installation.clock.now();
            ask_for_ever(&app, args.witness.clone());
            serve::run(app, args.listen, |address| {
                let url = format!("http://{address}/");
                tell(
                    args.friendly,
                    &Ready {
                        url,
                        accounts,
                        clock: clock.to_string(),
                    },
                );
            })
        }
        Err(error) => fail(error),
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    let civil = text.strip_suffix("+08:00").unwrap_or(text);
    civil
        .parse()
        .map_err(|_| "请写成 2025-03-03T09:00:00+08:00".to_owned())
}

fn accounts_file(data: &Path) -> PathBuf {
    let file = data.join("accounts.json");
    file.canonicalize().unwrap_or(file)
}

fn prepare(args: &Demo) -> Result<web::app::App, String> {
    let clock = args.clock.unwrap_or_else(|| Clock::system().now());
    let is_new = !data_is_there(&args.data);
    let pack = shelf::put(&args.data, &args.pack)?;
    args.ledger.choose(&args.data)?;
    let mut app = serve::open(
        &args.data,
        Clock::starting_at(clock),
        "行政执法公示（演示）",
    )?;
    app.demo = true;
    if is_new {
        script::play(&app.installation, &args.pack, &pack, clock)?;
        let logins = enrol(&app.installation, &args.pack)?;
        let text = serde_json::to_string_pretty(&logins).map_err(|error| error.to_string())?;
        // Written last: a demonstration that was cut off while it was made has no accounts.
        std::fs::write(args.data.join("accounts.json"), text)
            .map_err(|error| format!("不能写入账号文件：{}", reason(&error)))?;
    }
    Ok(app)
}

fn data_is_there(data: &Path) -> bool {
    data.join("accounts.json").exists()
}

/// Gives everyone of the agency an account with a password of chance.
fn enrol(installation: &Arc<Installation>, code: &str) -> Result<Vec<Login>, String> {
    let office = installation.office(code).ok_or("演示机关没有建立")?;
    let agency = office.agency();
    let door = Doorkeeper(&installation.store);
    let mut logins = Vec::new();
    for person in agency.people.iter() {
        let password = password()?;
        door.enrol(&person.id, &password, code, &person.id)
            .map_err(|fault| fault.to_string())?;
        logins.push(Login {
            name: person.id.clone(),
            password,
            person: person.id.clone(),
            display: person.name.clone(),
            section: person.section.clone(),
            posts: person.posts.iter().map(|held| held.post.clone()).collect(),
        });
    }
    Ok(logins)
}

/// Twelve letters and digits that are not mistaken for each other.
fn password() -> Result<String, String> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut random = [0u8; 12];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    Ok(random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect())
}

fn tell(friendly: bool, ready: &Ready) {
    if !friendly {
        // The line is one JSON object of three texts: it always has a JSON form.
        println!("{}", serde_json::to_string(ready).unwrap_or_default());
        return;
    }
    println!();
    println!(
        "  法度演示已启动（时钟 {}，可在页面上调整）",
        ready.clock.replace('T', " ")
    );
    println!("  公示门户  {}", ready.url);
    println!("  办案工作台  {}desk", ready.url);
    println!("  账号与口令  {}", ready.accounts.display());
    println!("  机关、人员、企业和案件均为虚构。按 Ctrl+C 停止。");
    println!();
}
