//! The one program. Only takes the command line apart and hands it on; every command is a room of
//! its own, and no rule of law is known here.

mod demo;
mod export;
mod keep;
mod pack;
mod serve;
mod shelf;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// 由账册重建视图
    Rebuild(keep::Data),
    /// 建立登录账号
    Account(keep::Account),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Pack(command) => pack::run(&command),
        Command::Serve(args) => serve::serve(&args),
        Command::Demo(args) => demo::demo(&args),
        Command::Fsck(args) => keep::fsck(&args),
        Command::Export(command) => export::run(&command),
        Command::Verify(args) => verify::verify(&args),
        Command::Rebuild(args) => keep::rebuild(&args),
        Command::Account(args) => keep::account(&args),
    }
}
