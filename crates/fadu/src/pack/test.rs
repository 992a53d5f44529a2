//! `fadu pack test DIR`: runs the scenarios of a pack and says which clauses they prove.

use std::path::PathBuf;
use std::process::ExitCode;

use law::pack::PackFault;
use scenarios::prove::Proof;
use scenarios::report::Outcome;
use scenarios::{Report, Suite};
use serde::Serialize;

/// What to run.
#[derive(clap::Args)]
pub struct Args {
    /// 规则包目录
    dir: PathBuf,
    /// 输出一个 JSON 文档
    #[arg(long)]
    json: bool,
    /// 只运行带有该条款标签的场景
    #[arg(long, value_name = "条款")]
    only: Option<String>,
    /// 逐条去掉规则再运行，列出去掉后没有场景察觉的规则（较慢）
    #[arg(long)]
    prove: bool,
}

/// Runs the scenarios and prints the results.
pub fn run(args: &Args) -> ExitCode {
    let only = args.only.as_deref().map(|tag| tag.trim_start_matches('@'));
    let report = match Suite::load(&args.dir) {
        Ok(suite) if args.prove => return prove(args, only, &suite),
        Ok(suite) => suite.run(only),
        Err(faults) => Report::unreadable(faults),
    };
    if args.json {
        print_json(&report);
    } else {
        print(args, only, &report);
    }
    if report.ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn prove(args: &Args, only: Option<&str>, suite: &Suite) -> ExitCode {
    let proof = match suite.prove(only) {
        Ok(proof) => proof,
        Err(fault) => return super::tell(&args.dir, &[fault]),
    };
    if args.json {
        print_json(&proof);
    } else {
        print_proof(args, &proof);
    }
    if proof.unnoticed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn print_proof(args: &Args, proof: &Proof) {
    for lost in &proof.unnoticed {
        let place = match lost.file.is_empty() {
            true => args.dir.display().to_string(),
            false => format!("{}:{}", args.dir.join(&lost.file).display(), lost.line),
        };
        let clauses = lost.clauses.join("、");
        let why = match lost.scenarios {
            0 => "没有场景标有这些条款".to_owned(),
            n => format!("标有这些条款的{n}个场景照样通过"),
        };
        println!("{place}: {}（{clauses}）：{why}", lost.rule);
    }
    let open = proof.unnoticed.len();
    println!(
        "规则{}条，逐条去掉：{}条有场景察觉，{open}条没有。",
        proof.rules,
        proof.rules - open
    );
}

fn print_json(document: &impl Serialize) {
    match serde_json::to_string_pretty(document) {
        Ok(text) => println!("{text}"),
        Err(error) => eprintln!("不能输出 JSON：{error}"),
    }
}

fn print(args: &Args, only: Option<&str>, report: &Report) {
    for outcome in &report.scenarios {
        print_outcome(args, outcome);
    }
    for told in &report.faults {
        let fault = PackFault {
            file: told.file.clone(),
            line: told.line,
            message: told.message.clone(),
            hint: told.hint.clone(),
        };
        eprintln!("{}", super::shown(&args.dir, &fault));
    }
    let failed = report.failed().count();
    println!(
        "场景{}个，通过{}个，失败{failed}个；文件问题{}处。",
        report.scenarios.len(),
        report.scenarios.len() - failed,
        report.faults.len(),
    );
    if only.is_none() && !report.pack.is_empty() {
        let all = report.proven.len() + report.unproven.len();
        println!(
            "条款{all}条，已证明{}条，未证明{}条。",
            report.proven.len(),
            report.unproven.len()
        );
        for line in report.unproven.chunks(8) {
            println!("  未证明：{}", line.join("、"));
        }
    }
}

fn print_outcome(args: &Args, outcome: &Outcome) {
    let file = args.dir.join(&outcome.file).display().to_string();
    let Some(broken) = &outcome.broken else {
        println!("通过 {file}:{} {}", outcome.line, outcome.name);
        return;
    };
    println!("失败 {file}:{} {}", outcome.line, outcome.name);
    println!("  {file}:{} {}", broken.line, broken.step);
    println!("  应当：{}", broken.failure.expected);
    println!("  实际：{}", broken.failure.got.replace('\n', "\n  "));
}
