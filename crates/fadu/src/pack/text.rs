//! `fadu pack text DIR FILE`: splits a regulation as issued and ties it to the clauses of a pack,
//! so that citations can show the words. The words are kept beside the data and never in a pack.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use law::official_text::{DocumentText, TextFault};
use law::pack::{PackFault, Tied};
use registry::packs::{load_dir, read_text};

/// What to read, and what to do with it.
#[derive(clap::Args)]
pub struct Args {
    /// 规则包目录
    dir: PathBuf,
    /// 印发的原文（UTF-8 文字）
    file: PathBuf,
    /// 存入数据目录，以后引用条文时显示原文
    #[arg(long, value_name = "目录")]
    data: Option<PathBuf>,
    /// 存为 JSON 文件：条款编号和原文
    #[arg(long, value_name = "文件")]
    save: Option<PathBuf>,
}

/// Ties the text to the pack, prints or keeps the words.
pub fn run(args: &Args) -> ExitCode {
    let pack = match load_dir(&args.dir) {
        Ok(pack) => pack,
        Err(faults) => return super::tell(&args.dir, &faults),
    };
    let text = match read_text(&args.file) {
        Ok(text) => text,
        Err((line, message)) => return tell(args, &[fault(line, message)]),
    };
    let tied = match pack.tie(&text) {
        Ok(tied) => tied,
        Err(faults) => {
            let faults: Vec<PackFault> = faults.into_iter().map(of_text).collect();
            return tell(args, &faults);
        }
    };
    for document in &tied.text.documents {
        println!("{}", counts(document));
    }
    match keep(args, &tied) {
        Ok(true) => {}
        Ok(false) => print(&tied),
        Err(message) => return tell(args, &[fault(0, message)]),
    }
    println!("条款{}条，全部找到原文。", tied.places.len());
    ExitCode::SUCCESS
}

fn counts(document: &DocumentText) -> String {
    let paragraphs = || {
        document
            .articles
            .iter()
            .flat_map(|article| &article.paragraphs)
    };
    let items: usize = paragraphs().map(|paragraph| paragraph.items.len()).sum();
    let articles = document.articles.len();
    format!(
        "{} {}：{articles}条，{}款，{items}项",
        document.key,
        document.title,
        paragraphs().count()
    )
}

fn print(tied: &Tied) {
    for (id, place) in &tied.places {
        // An address such as 前段 names a part that punctuation does not mark off.
        let part = if place.exact { "" } else { "，所在句段" };
        println!(
            "{id}（第{}行{part}）\n    {}",
            place.line,
            place.words.replace('\n', "\n    ")
        );
    }
}

/// Keeps the words where asked to; tells whether it was.
fn keep(args: &Args, tied: &Tied) -> Result<bool, String> {
    let mut targets: Vec<PathBuf> = args.save.iter().cloned().collect();
    if let Some(data) = &args.data {
        let dir = args.dir.canonicalize().map_err(|error| error.to_string())?;
        let name = dir
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        targets.push(data.join("official").join(format!("{name}.json")));
    }
    for target in &targets {
        write(target, tied).map_err(|why| format!("不能写入 {}：{why}", target.display()))?;
        println!("已存入 {}", target.display());
    }
    Ok(!targets.is_empty())
}

/// Written beside its place first: a crash leaves the old words or the new ones, never half.
fn write(target: &Path, tied: &Tied) -> Result<(), String> {
    let json = serde_json::to_string_pretty(&tied.words()).map_err(|error| error.to_string())?;
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(|error| error.to_string())?;
    }
    let beside = target.with_extension("json.new");
    fs::write(&beside, json + "\n").map_err(|error| error.to_string())?;
    fs::rename(&beside, target).map_err(|error| error.to_string())
}

fn fault(line: usize, message: String) -> PackFault {
    PackFault {
        file: String::new(),
        line,
        message,
        hint: String::new(),
    }
}

fn of_text(told: TextFault) -> PackFault {
    PackFault {
        hint: told.hint,
        ..fault(told.line.unwrap_or_default(), told.message)
    }
}

fn tell(args: &Args, faults: &[PackFault]) -> ExitCode {
    super::tell(&args.file, faults)
}
