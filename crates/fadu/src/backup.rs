//! `fadu backup` copies a data folder that is in use; `fadu restore` makes a data folder of such a
//! copy, once everything in it has been checked.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use registry::fault::reason;
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
    match checked(&args.dir, &[]) {
        Ok(entries) => {
            println!(
                "备份完成并已核对：{}本账册、{entries}条记录，新增{}个文件、{}字节。\n\
                 备份中有签名私钥，请妥善保管。",
                copied.logs, copied.files, copied.bytes
            );
            ExitCode::SUCCESS
        }
        Err(problems) => fail(format!(
            "备份有问题，请不要依赖它：\n{}",
            problems.join("\n")
        )),
    }
}

/// Makes a data folder of a backup.
pub fn restore(args: &Restore) -> ExitCode {
    if args.data.exists() {
        return fail(format!("{} 已经存在，没有改动它。", args.data.display()));
    }
    let mut notes = Vec::new();
    for path in &args.witnessed {
        match std::fs::read_to_string(path) {
            Ok(note) => notes.push(note),
            Err(error) => {
                let why = reason(&error);
                return fail(format!("读不到检查点 {}：{why}", path.display()));
            }
        }
    }
    let mut name = args.data.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    // Left by a restore that was cut off; it was never used.
    if let Err(error) = std::fs::remove_dir_all(&partial)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return fail(format!(
            "不能清除 {}：{}",
            partial.display(),
            reason(&error)
        ));
    }
    if let Err(fault) = backup::copy(&args.dir, &partial) {
        return fail(format!("恢复没有完成：{fault}"));
    }
    let entries = match checked(&partial, &[]) {
        Ok(entries) => entries,
        Err(problems) => return fail(format!("备份有问题，没有恢复：\n{}", problems.join("\n"))),
    };
    match strangers(&partial, &args.witnessed, &notes) {
        Ok(()) => {}
        Err(why) => return fail(why),
    }
    let older = checked(&partial, &notes).err().unwrap_or_default();
    if !older.is_empty() {
        eprintln!(
            "备份比见证过的检查点旧，其后的记录不在备份中：\n{}",
            older.join("\n")
        );
        if !args.older {
            return fail("没有恢复。确实要用这个备份，请加 --older。");
        }
    }
    match std::fs::rename(&partial, &args.data) {
        Ok(()) => {
            println!(
                "已恢复并核对：{entries}条记录，在 {}。",
                args.data.display()
            );
            ExitCode::SUCCESS
        }
        Err(error) => fail(format!("不能放到位：{}", reason(&error))),
    }
}

/// Refuses files given as checkpoints that say nothing about the logs of this folder.
fn strangers(dir: &Path, files: &[PathBuf], notes: &[String]) -> Result<(), String> {
    let strange = installation::strangers(dir, notes).map_err(|fault| fault.to_string())?;
    let strange = strange.iter().filter_map(|at| files.get(*at));
    let strange: Vec<String> = strange.map(|path| path.display().to_string()).collect();
    match strange.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "没有恢复：{} 不是备份中任何一本账册的检查点，不能用来核对。",
            strange.join("、")
        )),
    }
}

/// How many entries a sound folder has; otherwise everything that is wrong with it.
fn checked(dir: &Path, known: &[String]) -> Result<u64, Vec<String>> {
    let packs = shelf::packs(dir).map_err(|error| vec![error])?;
    let found = installation::fsck_against(dir, &packs, known);
    let found = found.map_err(|fault| vec![fault.to_string()])?;
    match found.problems.is_empty() {
        true => Ok(found.entries),
        false => Err(found.problems),
    }
}
