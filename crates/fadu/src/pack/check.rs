//! `fadu pack check DIR`: every fault of a pack at once, in its rules, its samples and its
//! scenarios; and which clauses nothing serves yet.

use std::path::PathBuf;
use std::process::ExitCode;

use law::pack::PackFault;
use scenarios::{Suite, rule};

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// 规则包目录
    dir: PathBuf,
    /// 没有场景证明的规则也算问题
    #[arg(long)]
    strict: bool,
}

/// Checks the pack and prints what was found.
pub fn run(args: &Args) -> ExitCode {
    let suite = match Suite::load(&args.dir) {
        Ok(suite) => suite,
        Err(faults) => return super::tell(&args.dir, &faults),
    };
    let mut faults = suite.faults.clone();
    if args.strict {
        faults.extend(rules_without_scenario(&suite));
    }
    if !faults.is_empty() {
        return super::tell(&args.dir, &faults);
    }
    praise(args, &suite);
    ExitCode::SUCCESS
}

/// Rules none of whose clauses is named by any scenario.
fn rules_without_scenario(suite: &Suite) -> Vec<PackFault> {
    let named = suite.tags();
    let mut faults = Vec::new();
    for rule in rule::all(&suite.pack) {
        if rule
            .clauses
            .iter()
            .any(|clause| named.contains(clause.0.as_str()))
        {
            continue;
        }
        let ids: Vec<&str> = rule
            .clauses
            .iter()
            .map(|clause| clause.0.as_str())
            .collect();
        faults.push(PackFault {
            file: rule.at.file.clone(),
            line: rule.at.line,
            message: format!("{}没有场景", rule.name),
            hint: format!("在 scenarios/ 写一个标有 @{} 的场景", ids.join(" 或 @")),
        });
    }
    faults
}

fn praise(args: &Args, suite: &Suite) {
    let pack = &suite.pack;
    let served = pack.clauses_served();
    let all = pack.clauses.keys();
    let unserved: Vec<&str> = all
        .filter(|clause| !served.contains(clause))
        .map(|clause| clause.0.as_str())
        .collect();
    for line in unserved.chunks(8) {
        println!("尚无规则：{}", line.join("、"));
    }
    println!(
        "{}：没有问题。文本{}件，条款{}条（尚无规则{}条），记录{}种，关口{}个，期限{}个，应有记录{}项，样例{}个，场景{}个。",
        args.dir.display(),
        pack.documents.len(),
        pack.clauses.len(),
        unserved.len(),
        pack.forms.len(),
        pack.gates.len(),
        pack.periods.len(),
        pack.demands.len(),
        suite.samples.samples().count(),
        suite.scripts.len(),
    );
}
