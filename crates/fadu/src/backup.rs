//! `fadu backup` copies a data folder that is in use; `fadu restore` makes a data folder of such a
//! copy, once everything in it has been checked.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use registry::fault::reason;
use registry::seen::{Standing, standings};
use registry::{backup, installation};

use crate::keep::fail;
use crate::shelf;

/// 备份数据目录；服务可以照常运行
#[derive(clap::Args)]
pub struct Backup {
    /// 备份目录；可以在上一次备份的基础上续备
    dir: PathBuf,
    /// 数据目录
    #[arg(long)]
    data: PathBuf,
}

/// 由备份恢复；核对完好后才放到位
#[derive(clap::Args)]
pub struct Restore {
    /// 备份目录
    dir: PathBuf,
    /// 数据目录；不能已经存在
    #[arg(long)]
    data: PathBuf,
    /// 另外保存的检查点（文件）；备份比它旧时会报告。可以写多次
    #[arg(long)]
    witnessed: Vec<PathBuf>,
    /// 备份比见证过的检查点旧，也要恢复
    #[arg(long)]
    older: bool,
}

/// Copies the data folder and checks the copy.
pub fn backup(args: &Backup) -> ExitCode {
    if !args.data.join("agencies").is_dir() {
        return fail(format!("{} 不是数据目录。", args.data.display()));
    }
    let copied = match backup::copy(&args.data, &args.dir) {
        Ok(copied) => copied,
        Err(fault) => return fail(format!("备份没有完成：{fault}")),
    };
    match checked(&args.dir) {
        Ok(entries) => {
            println!(
                "备份完成并已核对：{}本账册、{entries}条记录，新增{}个文件、{}字节。\n\
                 备份中有签名私钥，请妥善保管。",
                copied.logs, copied.files, copied.bytes
            );
            ExitCode::SUCCESS
        }
        Err(problems) => fail(format!(
            "备份有问题，请不要依赖它；请先处理下列问题，再备份一次：\n{}",
            problems.join("\n")
        )),
    }
}

/// Makes a data folder of a backup.
pub fn restore(args: &Restore) -> ExitCode {
    if args.data.exists() {
        return fail(format!("{} 已经存在，没有改动它。", args.data.display()));
    }
    let partial = args.data.with_added_extension("partial");
    let made = remove(&partial).and_then(|()| make(args, &partial));
    match made {
        Ok(entries) => {
            let data = args.data.display();
            println!("已恢复并核对：{entries}条记录，在 {data}。");
            ExitCode::SUCCESS
        }
        Err(why) => {
            // It holds private keys. What cannot be removed now, the next restore removes.
            let _ = remove(&partial);
            fail(why)
        }
    }
}

fn remove(partial: &Path) -> Result<(), String> {
    match std::fs::remove_dir_all(partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!(
            "不能清除 {}：{}",
            partial.display(),
            reason(&error)
        )),
        _ => Ok(()),
    }
}

/// Makes it in the folder `partial`, checks it and gives it its name; how many entries it has.
fn make(args: &Restore, partial: &Path) -> Result<u64, String> {
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path);
        text.map_err(|error| format!("读不到检查点 {}：{}", path.display(), reason(&error)))
    };
    let notes: Vec<String> = args.witnessed.iter().map(read).collect::<Result<_, _>>()?;
    backup::copy(&args.dir, partial).map_err(|fault| format!("恢复没有完成：{fault}"))?;
    let entries = checked(partial)
        .map_err(|problems| format!("备份有问题，没有恢复：\n{}", problems.join("\n")))?;
    let found = standings(partial, &notes).map_err(|fault| format!("没有恢复：{fault}"))?;
    let found = std::iter::zip(&args.witnessed, &found);
    let told: Vec<(Weight, String)> = found.filter_map(|(path, one)| weigh(path, one)).collect();
    told.iter().for_each(|(_, what)| eprintln!("{what}"));
    match told.iter().map(|(weight, _)| weight).max() {
        Some(Weight::Never) => return Err("没有恢复。".into()),
        Some(Weight::Consent) if !args.older => {
            return Err("没有恢复。确实要用这个备份，请加 --older。".into());
        }
        _ => {}
    }
    backup::place(partial, &args.data).map_err(|fault| format!("不能放到位：{fault}"))?;
    Ok(entries)
}

/// What it takes to restore in spite of a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Consent to lose what came later.
    Consent,
    /// Nothing does: this is not the log that was witnessed, or the checkpoint proves nothing.
    Never,
}

/// What the checkpoint in a file says against the backup, if it does.
fn weigh(path: &Path, found: &Standing) -> Option<(Weight, String)> {
    let path = path.display();
    match found {
        Standing::Later => None,
        Standing::Older { code, seen, here } => Some((
            Weight::Consent,
            format!(
                "备份比见证过的检查点旧：{path} 见证了账册“{code}”前{seen}条，\
                 备份中只有{here}条，其后的记录不在备份中。"
            ),
        )),
        Standing::Fork {
            code,
            size,
            seen,
            here,
        } => Some((
            Weight::Never,
            format!(
                "备份不是见证过的那本账册：账册“{code}”前{size}条的根散列，\
                 {path} 见证的是 {seen}，备份中是 {here}。备份或者检查点可能被改动过，请换一个备份，并查明原因。"
            ),
        )),
        Standing::Stranger => Some((
            Weight::Never,
            format!("{path} 不是备份中任何一本账册的检查点，不能用来核对。请核对文件。"),
        )),
    }
}

/// How many entries a sound folder has; otherwise everything that is wrong with it.
fn checked(dir: &Path) -> Result<u64, Vec<String>> {
    let packs = shelf::packs(dir).map_err(|error| vec![error])?;
    let found = installation::fsck(dir, &packs).map_err(|fault| vec![fault.to_string()])?;
    match found.problems.is_empty() {
        true => Ok(found.entries),
        false => Err(found.problems),
    }
}
