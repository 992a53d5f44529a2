//! Commands that look after a data folder: check it, rebuild its views, move its logs and its store,
//! make an account.

use std::io::{BufRead, IsTerminal, stdin};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use registry::doorkeeper::{Doorkeeper, SHORTEST};
use registry::homes;
use registry::installation;

use crate::shelf;

/// A data folder.
#[derive(Args)]
pub struct Data {
    /// 数据目录
    #[arg(long)]
    pub data: PathBuf,
}

/// 建立账号；口令从标准输入读取一行
#[derive(Args)]
pub struct Account {
    #[command(flatten)]
    data: Data,
    /// 登录名
    #[arg(long)]
    name: String,
    /// 机关（规则包目录名）
    #[arg(long)]
    agency: String,
    /// 人员编号
    #[arg(long)]
    person: String,
}

/// 把账册连同账号和会话搬到另一个数据库，逐条核对一致后才改用；搬迁期间须停止服务
#[derive(Args)]
pub struct Move {
    #[command(flatten)]
    data: Data,
    /// 搬往：postgresql://用户@主机/库名
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Says what went wrong and how the command ends.
pub fn fail(message: impl std::fmt::Display) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

/// Checks everything from its bytes; exit 0 only if sound.
pub fn fsck(args: &Data) -> ExitCode {
    let packs = match shelf::packs(&args.data) {
        Ok(packs) => packs,
        Err(error) => return fail(error),
    };
    match installation::fsck(&args.data, &packs) {
        Ok(found) if found.problems.is_empty() => {
            let destroyed = match found.destroyed {
                0 => String::new(),
                n => format!("（其中{n}条的内容已按记录销毁）"),
            };
            let (entries, files) = (found.entries, found.files);
            println!("账册完好：核对{entries}条记录{destroyed}、{files}个文件。");
            ExitCode::SUCCESS
        }
        Ok(found) => fail(format!(
            "账册有{}处问题：\n{}",
            found.problems.len(),
            found.problems.join("\n")
        )),
        Err(fault) => fail(format!("不能核对：{fault}")),
    }
}

/// Builds the views again.
pub fn rebuild(args: &Data) -> ExitCode {
    let packs = match shelf::packs(&args.data) {
        Ok(packs) => packs,
        Err(error) => return fail(error),
    };
    match installation::rebuild(&args.data, &packs) {
        Ok(rows) => {
            println!("视图已由账册重建：{rows}行。");
            ExitCode::SUCCESS
        }
        Err(fault) => fail(format!("不能重建：{fault}")),
    }
}

/// Moves the logs and the store to a database.
pub fn relocate(args: &Move) -> ExitCode {
    match homes::move_to(&args.data.data, &args.to) {
        Ok(moved) => {
            for (code, report) in moved.logs {
                let (entries, root) = (report.entries, report.root);
                println!("账册“{code}”已搬迁：{entries}条记录逐条一致，根散列 {root}。");
            }
            println!("账号、会话等{}项已搬迁，逐项一致。", moved.items);
            println!(
                "今后使用数据库中的账册和账号。原文件已改名为 ledger.db.moved、store.db.moved，确认无误后可以删除。"
            );
            ExitCode::SUCCESS
        }
        Err(fault) => fail(format!("没有搬迁，仍使用原账册：{fault}")),
    }
}

/// Makes an account.
pub fn account(args: &Account) -> ExitCode {
    if stdin().is_terminal() {
        eprintln!("请输入口令（至少{SHORTEST}个字符），以回车结束：");
    }
    let mut password = String::new();
    if let Err(error) = stdin().lock().read_line(&mut password) {
        return fail(format!("读不到口令：{error}"));
    }
    let password = password.trim_end_matches(['\r', '\n']);
    let made = homes::store(&args.data.data).and_then(|store| {
        Doorkeeper(&store).enrol(&args.name, password, &args.agency, &args.person)
    });
    match made {
        Ok(()) => {
            println!("账号“{}”已建立。", args.name);
            ExitCode::SUCCESS
        }
        Err(fault) => fail(format!("不能建立账号：{fault}")),
    }
}
