//! What others can check without us: one case as a package, or the whole tree as static files.
//! Only reads; the service may be running.

use std::path::PathBuf;
use std::process::ExitCode;

use ledger::{LedgerError, package, tiles};
use registry::states::stream_of;
use registry::{Fault, installation};

use crate::keep::fail;

/// 导出可以离线核验的材料
#[derive(clap::Subcommand)]
pub enum Command {
    /// 把一个案件导出为可以离线核验的材料包（BagIt）
    Case(Case),
    /// 把账册的指纹树导出为静态文件（C2SP tlog-tiles），任何网站都可以原样发布
    Log(Log),
}

/// 从哪本账册导出。
#[derive(clap::Args)]
struct From {
    /// 数据目录
    #[arg(long)]
    data: PathBuf,
    /// 机关（规则包目录名）
    #[arg(long)]
    agency: String,
}

/// 导出一个案件
#[derive(clap::Args)]
pub struct Case {
    /// 案件序号，即案件页面地址中的数字；机关自身的档案写 agency
    case: String,
    /// 材料包的目录；不能已经存在
    #[arg(long, value_name = "目录")]
    to: PathBuf,
    #[command(flatten)]
    from: From,
}

/// 导出指纹树
#[derive(clap::Args)]
pub struct Log {
    /// 目录；可以在上一次导出的基础上续写
    dir: PathBuf,
    #[command(flatten)]
    from: From,
}

/// Answers one of them.
pub fn run(command: &Command) -> ExitCode {
    match command {
        Command::Case(args) => case(args),
        Command::Log(args) => log(args),
    }
}

fn case(args: &Case) -> ExitCode {
    let (reader, blobs) = match installation::reading(&args.from.data, &args.from.agency) {
        Ok(opened) => opened,
        Err(fault) => return fail(format!("不能打开账册：{fault}")),
    };
    let stream = match args.case.as_str() {
        registry::states::AGENCY => args.case.clone(),
        id => stream_of(id),
    };
    match package::write(&reader, &blobs, &stream, &args.to) {
        Ok(written) => {
            println!(
                "已导出：{}条记录、{}个文件，共{}字节，以账册前{}条的检查点为证。\n\
                 核验：fadu verify {} --key '{}'",
                written.entries,
                written.blobs,
                written.bytes,
                written.checkpoint.size,
                args.to.display(),
                reader.key(),
            );
            ExitCode::SUCCESS
        }
        Err(LedgerError::OutOfRange { .. }) => fail(format!("没有序号为“{}”的案件。", args.case)),
        Err(LedgerError::NoBlob(hash)) => fail(format!(
            "不能导出：引用的文件 {hash} 缺失，也没有销毁记录。请运行 fadu fsck 核对。"
        )),
        Err(error) => fail(format!("不能导出：{}", Fault::from(error))),
    }
}

fn log(args: &Log) -> ExitCode {
    let written = installation::reading(&args.from.data, &args.from.agency)
        .and_then(|(reader, _)| Ok(tiles::write(&reader, &args.dir)?));
    match written {
        Ok(checkpoint) => {
            println!(
                "已导出：账册“{}”前{}条的指纹树在 {}，可以原样发布。",
                checkpoint.origin,
                checkpoint.size,
                args.dir.display()
            );
            ExitCode::SUCCESS
        }
        Err(fault) => fail(format!("不能导出：{fault}")),
    }
}
