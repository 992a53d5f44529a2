//! Commands that look after a data folder: check it, rebuild its views, move its logs, its store and
//! its files, make an account.

use std::io::{BufRead, IsTerminal, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use registry::doorkeeper::{Doorkeeper, SHORTEST};
use registry::fault::reason;
use registry::{homes, installation, moving};

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

/// 搬迁账册、账号或者文件，逐一核对一致后才改用；搬迁期间须停止服务
#[derive(Args)]
pub struct Move {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    to: Places,
}

/// 搬往哪里。
#[derive(Args)]
#[group(required = true, multiple = true)]
struct Places {
    /// 把账册、账号和会话搬往 PostgreSQL：postgresql://用户@主机/库名
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// 把文件搬往 S3 存储桶：s3://桶名/前缀；密钥、区域和地址取自 AWS_* 环境变量
    #[arg(long, value_name = "URL")]
    blobs: Option<String>,
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

/// Moves the logs and the store to a database, the files to a bucket, or both.
pub fn relocate(args: &Move) -> ExitCode {
    let Places { to, blobs } = &args.to;
    let data = &args.data.data;
    if !data.join("agencies").is_dir() {
        return fail(format!("{} 不是数据目录，请核对 --data。", data.display()));
    }
    let moved = to.as_deref().map_or(Ok(()), |url| move_logs(data, url));
    let moved = moved.and_then(|()| blobs.as_deref().map_or(Ok(()), |url| move_files(data, url)));
    moved.map_or_else(fail, |()| ExitCode::SUCCESS)
}

fn move_logs(data: &Path, url: &str) -> Result<(), String> {
    let moved = moving::move_to(data, url)
        .map_err(|fault| format!("没有搬迁，仍使用原来的账册和账号：{fault}"))?;
    for (code, report) in moved.logs {
        let (entries, root) = (report.entries, report.root);
        println!("账册“{code}”已搬迁：{entries}条记录逐条一致，根散列 {root}。");
    }
    println!("账号、会话等{}项已搬迁，逐项一致。", moved.items);
    println!(
        "今后使用数据库中的账册和账号。{}",
        match data.join("store.db.moved").exists() {
            true => "原文件已改名为 ledger.db.moved、store.db.moved，确认无误后可以删除。",
            false => "请把本机数据目录中的 ledger 文件复制到其他节点，再启动它们。",
        }
    );
    Ok(())
}

fn move_files(data: &Path, url: &str) -> Result<(), String> {
    let moved = moving::move_files(data, url)
        .map_err(|fault| format!("文件没有搬迁，仍使用原来的文件：{fault}"))?;
    println!(
        "文件已搬迁：{}个、{}字节，在 {url} 中逐个重新读取，与指纹一致；其中{}个此前不在那里。",
        moved.files, moved.bytes, moved.copied
    );
    println!("今后使用存储桶中的文件。");
    if data.join("blobs.moved").is_dir() {
        println!("原目录已改名为 blobs.moved，确认无误后请删除：其中的文件不再随案卷销毁。");
    }
    Ok(())
}

/// Makes an account.
pub fn account(args: &Account) -> ExitCode {
    if stdin().is_terminal() {
        eprintln!("请输入口令（至少{SHORTEST}个字符），以回车结束：");
    }
    let mut password = String::new();
    if let Err(error) = stdin().lock().read_line(&mut password) {
        return fail(format!("读不到口令：{}", reason(&error)));
    }
    let password = password.trim_end_matches(['\r', '\n']);
    let made = homes::store_or_new(&args.data.data).and_then(|store| {
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
