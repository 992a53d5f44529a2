//! `fadu verify PACKAGE --key KEY`: checks a package offline, with nothing but the public key.

use std::path::PathBuf;
use std::process::ExitCode;

use ledger::PublicKey;
use ledger::package::check::{Fault, Found, Verdict, check};

use crate::keep::fail;

/// 离线核验材料包；完好时退出码为 0
#[derive(clap::Args)]
pub struct Verify {
    /// 材料包的目录
    package: PathBuf,
    /// 账册的公钥，或者写有公钥的文件
    #[arg(long)]
    key: String,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

/// Checks the package and says what was found.
pub fn verify(args: &Verify) -> ExitCode {
    let key = match public_key(&args.key) {
        Ok(key) => key,
        Err(message) => return fail(message),
    };
    let verdict = match check(&args.package, &key) {
        Ok(verdict) => verdict,
        Err(error) => return fail(format!("不能核验：{}", registry::Fault::from(error))),
    };
    match (args.json, verdict.problems.is_empty()) {
        (true, _) => println!("{}", json(&verdict)),
        (false, true) => println!("{}", praise(&verdict)),
        (false, false) => eprintln!("{}", blame(&verdict)),
    }
    match verdict.problems.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The key as it was typed, or the first line of the file of that name.
pub fn public_key(given: &str) -> Result<PublicKey, String> {
    let text = match std::fs::read_to_string(given) {
        Ok(text) => text.lines().next().unwrap_or_default().to_owned(),
        Err(_) => given.to_owned(),
    };
    text.trim().parse().map_err(|_| {
        format!("“{given}”不是公钥，也不是写有公钥的文件。公钥形如“名称+编号+密钥”，在公示网站“怎样核验”页面上。")
    })
}

fn praise(verdict: &Verdict) -> String {
    let size = verdict.checkpoint.as_ref().map_or(0, |signed| signed.size);
    let destroyed = match verdict.destroyed {
        0 => String::new(),
        n => format!("，其中{n}条的内容已按记录销毁"),
    };
    format!(
        "材料包完好：{}条记录{destroyed}、{}个文件，核对{}字节，都在账册前{size}条之中，签名有效。",
        verdict.entries, verdict.blobs, verdict.bytes
    )
}

fn blame(verdict: &Verdict) -> String {
    let line = |found: &Found| format!("{}：{}", found.file, said(found.fault));
    let lines: Vec<String> = verdict.problems.iter().map(line).collect();
    format!("材料包有{}处问题：\n{}", lines.len(), lines.join("\n"))
}

fn json(verdict: &Verdict) -> serde_json::Value {
    let problem =
        |found: &Found| serde_json::json!({ "file": found.file, "problem": said(found.fault) });
    serde_json::json!({
        "sound": verdict.problems.is_empty(),
        "stream": verdict.stream,
        "entries": verdict.entries,
        "destroyed": verdict.destroyed,
        "blobs": verdict.blobs,
        "bytes": verdict.bytes,
        "size": verdict.checkpoint.as_ref().map(|signed| signed.size),
        "problems": verdict.problems.iter().map(problem).collect::<Vec<_>>(),
    })
}

fn said(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "缺失",
        Fault::Unreadable => "不能读取，或者不是普通文件",
        Fault::Stranger => "不是材料包中的文件",
        Fault::Altered => "与装包时不同",
        Fault::Derived => "与包内其他文件不相符",
        Fault::Format => "格式不对",
        Fault::Signature => "不是由这把公钥的主人签名的",
        Fault::Path => "从记录算不出签名的总指纹",
        Fault::OtherCheckpoint => "属于另一个检查点",
        Fault::Record => "不是账册可能作出的更换密钥或者销毁的记录",
        Fault::Payload => "与记录中的指纹不符",
        Fault::Undestroyed => "缺失，并且没有销毁记录",
        Fault::Uncontained => "被记录引用，但是包内没有，也没有销毁记录",
        Fault::Uncited => "没有任何记录引用它",
        Fault::Gap => "与前一条之间缺少记录",
        Fault::OtherStream => "属于另一个案件",
    }
}
