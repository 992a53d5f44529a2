//! The one program. Only takes the command line apart and hands it on; every command is a room of
//! its own, and no rule of law is known here.

mod backup;
mod demo;
mod destroy;
mod export;
mod keep;
mod key;
mod pack;
mod redact;
mod serve;
mod shelf;
mod told;
mod verify;
mod witness;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// 法度：行政执法三项制度
#[derive(Parser)]
#[command(name = "fadu", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 规则包：检查、试案例、对照原文
    #[command(subcommand)]
    Pack(pack::Command),
    /// 隐去文书中的个人信息
    Redact(redact::Redact),
    /// 启动服务
    Serve(serve::Serve),
    /// 启动演示：机关、人员和案件均为虚构
    Demo(demo::Demo),
    /// 由账册逐字节核对全部数据；完好时退出码为 0
    Fsck(keep::Data),
    /// 导出可以离线核验的材料
    #[command(subcommand)]
    Export(export::Command),
    /// 离线核验材料包；完好时退出码为 0
    Verify(verify::Verify),
    /// 备份数据目录；服务可以照常运行
    Backup(backup::Backup),
    /// 由备份恢复；核对完好后才放到位
    Restore(backup::Restore),
    /// 账册的签名密钥
    #[command(subcommand)]
    Key(key::Command),
    /// 启动见证：为别人的账册联署检查点
    Witness(witness::Watch),
    /// 销毁保管期限届满的案卷；不写 --confirm 只列出将销毁什么
    Destroy(destroy::Destroy),
    /// 由账册重建视图
    Rebuild(keep::Data),
    /// 把账册和账号搬到 PostgreSQL，或者把文件搬到 S3 存储桶，逐一核对一致后才改用
    Move(keep::Move),
    /// 建立登录账号
    Account(keep::Account),
}

fn main() -> ExitCode {
    let matches = told::localized(Cli::command()).try_get_matches();
    match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => run(cli.command),
        // Help and version were asked for.
        Err(asked) if !asked.use_stderr() => {
            print!("{}", told::help(&asked));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", told::mistake(&error));
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> ExitCode {
    match command {
        Command::Pack(command) => pack::run(&command),
        Command::Redact(args) => redact::run(&args),
        Command::Serve(args) => serve::serve(&args),
        Command::Demo(args) => demo::demo(&args),
        Command::Fsck(args) => keep::fsck(&args),
        Command::Export(command) => export::run(&command),
        Command::Verify(args) => verify::verify(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Key(command) => key::run(&command),
        Command::Witness(args) => witness::watch(&args),
        Command::Destroy(args) => destroy::destroy(&args),
        Command::Rebuild(args) => keep::rebuild(&args),
        Command::Move(args) => keep::relocate(&args),
        Command::Account(args) => keep::account(&args),
    }
}
