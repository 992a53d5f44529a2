//! `fadu key`: shows the public key of a log, and changes the key that signs it.

use std::path::PathBuf;
use std::process::ExitCode;

use registry::installation;

use crate::keep::fail;

/// 账册的签名密钥
#[derive(clap::Subcommand)]
pub enum Command {
    /// 显示现用的公钥
    Show(Of),
    /// 更换密钥；新旧两把密钥都签名，并记入账册。服务须先停止
    Rotate(Rotate),
}

/// 哪本账册。
#[derive(clap::Args)]
pub struct Of {
    /// 数据目录
    #[arg(long)]
    data: PathBuf,
    /// 机关（规则包目录名）
    #[arg(long)]
    agency: String,
}

/// 更换密钥
#[derive(clap::Args)]
pub struct Rotate {
    #[command(flatten)]
    of: Of,
    /// 同时用国密 SM2（SM3 摘要）签名
    #[arg(long)]
    sm2: bool,
    /// 谁更换的
    #[arg(long, default_value = "")]
    by: String,
}

/// Answers one of them.
pub fn run(command: &Command) -> ExitCode {
    match command {
        Command::Show(of) => match installation::reading(&of.data, &of.agency) {
            Ok((reader, _)) => {
                println!("{}", reader.key());
                ExitCode::SUCCESS
            }
            Err(fault) => fail(format!("读不到公钥：{fault}")),
        },
        Command::Rotate(args) => rotate(args),
    }
}

fn rotate(args: &Rotate) -> ExitCode {
    let Of { data, agency } = &args.of;
    match installation::rotate_key(data, agency, args.sm2, &args.by) {
        Ok(changed) => {
            println!(
                "密钥已更换，记为账册第{}条。新的公钥：\n{}",
                changed.index, changed.new
            );
            if let Some(sm2) = changed.sm2 {
                println!("SM2 公钥：\n{sm2}");
            }
            println!("旧公钥仍可核验此前的检查点；材料包用新旧公钥都能核验。");
            ExitCode::SUCCESS
        }
        Err(fault) if fault.recorded.is_none() => fail(fault),
        Err(fault) => fail(format!("没有更换：{fault}。")),
    }
}
