//! `fadu redact`: hides personal data in texts from anywhere, by the rules of a pack, without a
//! person who confirms. Knows no rule: what is found is the finder's, what is hidden the pack's.

mod lines;
mod texts;

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use registry::fault::reason;
use registry::redaction;

use crate::keep::fail;
use crate::shelf;

/// 隐去文书中的个人信息
///
/// 依据规则包中公开形式的规定隐去个人信息，输出公开文本。逐行 JSON（--jsonl）每行读入
/// {"id","text","known"}，写出 {"id","text","hits"}：text 为公开文本，hits 列出找到的全部内容，
/// start、end 为输入文本的字符位置，action 为 hide（隐去）或者 keep（保留）。
/// known 可以不写，也可以按身份列出已知姓名：party、legal_representative、agent、witness、
/// third_person、officer、other、organisation；其他身份一律视为其他自然人。
/// 全部完成时退出码为 0，有文件或者行没有完成时为 1，命令有误时为 2。
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Redact {
    /// 规则包：内置规则包的名称，或者规则包目录
    #[arg(long, default_value = shelf::DEFAULT)]
    pack: String,
    /// 公开形式，例如“全文公开”；不写时用规则包中规定最详细的一种
    #[arg(long)]
    form: Option<String>,
    /// 文件的每一行是一件 JSON
    #[arg(long)]
    jsonl: bool,
    /// 输出什么：public 公开文本，marked 原文加标注，json 与 --jsonl 相同的一行
    #[arg(
        long,
        value_enum,
        value_name = "格式",
        default_value = "public",
        conflicts_with = "jsonl"
    )]
    to: Shape,
    /// 每个文件的结果写入这个目录中的新文件，文件名中的个人信息同样隐去
    #[arg(long, conflicts_with = "jsonl")]
    out: Option<PathBuf>,
    /// 文件；“-”为标准输入
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// What is written for a text.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Public,
    Marked,
    Json,
}

/// No text may be longer, in bytes: offsets in the finder are 32 bits wide, and nothing may stay unsearched.
const LONGEST: usize = 1 << 30;

/// Reads, hides and writes; everything that went wrong is told, and the rest is done.
pub fn run(args: &Redact) -> ExitCode {
    if args.files.len() > 1 && args.out.is_none() && !args.jsonl && args.to != Shape::Json {
        return fail("有多个文件：请用 --out 指定输出目录，或者用 --to json 每件输出一行。");
    }
    let policy = match policy(args) {
        Ok(policy) => policy,
        Err(why) => return fail(why),
    };
    let done = if args.jsonl {
        lines::run(&args.files, &policy)
    } else {
        texts::run(args, &policy)
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => fail(format!("共{failed}处没有完成，其余已经输出。")),
        // The reader of a pipe has seen enough: there is nobody left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => fail(format!("不能写入结果：{}", reason(&error))),
    }
}

/// The policy of the form of publication that was asked for.
fn policy(args: &Redact) -> Result<redact::Policy, String> {
    let pack = shelf::pack(&args.pack)?;
    let form = match &args.form {
        Some(name) => pack.publications.iter().find(|form| form.name == *name),
        None => redaction::fullest(&pack),
    };
    let Some(form) = form else {
        let known: Vec<&str> = pack.publications.iter().map(|f| f.name.as_str()).collect();
        return Err(match known[..] {
            [] => format!(
                "规则包“{}”没有规定公开形式，不知道应当隐去什么。",
                args.pack
            ),
            _ => format!("规则包“{}”的公开形式有：{}。", args.pack, known.join("、")),
        });
    };
    Ok(redaction::policy(&pack, &form.name))
}

/// Opens a file, or standard input for `-`.
fn open(path: &Path) -> Result<Box<dyn BufRead>, String> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let told = |why: &str| format!("{}: {why}", path.display());
    match std::fs::File::open(path) {
        Ok(file) if file.metadata().is_ok_and(|data| data.is_dir()) => {
            Err(told("是目录，不是文件"))
        }
        Ok(file) => Ok(Box::new(BufReader::with_capacity(1 << 16, file))),
        Err(error) => Err(told(&match error.kind() {
            io::ErrorKind::NotFound => "文件不存在".to_owned(),
            io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
            _ => format!("不能读取：{}", reason(&error)),
        })),
    }
}

/// The text of bytes, without a byte order mark.
fn text_of(bytes: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to() + 1;
        format!("不是有效的 UTF-8 文字（从第{at}个字节起），请转换编码后再试")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Tells on standard error; a closed one is no reason to stop.
fn tell(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// How many places were hidden and how many kept, in words.
fn counted(hits: &[redact::Line]) -> String {
    let hidden = hits.iter().filter(|hit| hit.action == "hide").count();
    format!("隐去{hidden}处，保留{}处", hits.len() - hidden)
}
