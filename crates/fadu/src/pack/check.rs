//! `fadu pack check DIR`: every fault of a pack at once, in its rules and in what its scenarios say
//! of its clauses.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use law::citation::ClauseId;
use law::pack::{Pack, PackFault, nearest};
use registry::packs::Folder;
use scenarios::feature::{self, Scenario};
use scenarios::rule;

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
    let folder = Folder::read(&args.dir);
    let mut faults = Vec::new();
    let told = read_features(&folder, &mut faults);
    let pack = match folder.load() {
        Ok(pack) => Some(pack),
        Err(found) => {
            faults.extend(found);
            None
        }
    };
    if let Some(pack) = &pack {
        faults.extend(unknown_tags(pack, &told));
        if args.strict {
            faults.extend(rules_without_scenario(pack, &told));
        }
    }
    faults.sort();
    match pack {
        Some(pack) if faults.is_empty() => {
            praise(args, &pack, told.len());
            ExitCode::SUCCESS
        }
        _ => super::tell(&args.dir, &faults),
    }
}

fn read_features(folder: &Folder, faults: &mut Vec<PackFault>) -> Vec<Scenario> {
    let mut all = Vec::new();
    for (file, text) in folder.features() {
        match feature::read(file, text) {
            Ok(found) => all.extend(found),
            Err(found) => faults.extend(found),
        }
    }
    all
}

fn unknown_tags(pack: &Pack, told: &[Scenario]) -> Vec<PackFault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for scenario in told {
        for tag in &scenario.tags {
            let known = pack.clauses.contains_key(&ClauseId(tag.clone()));
            if known || !seen.insert((&scenario.file, scenario.line, tag)) {
                continue;
            }
            let near = nearest(tag, pack.clauses.keys().map(|clause| clause.0.as_str()));
            faults.push(PackFault {
                file: scenario.file.clone(),
                line: scenario.line,
                message: format!("标签“{tag}”不是本包的条款"),
                hint: near
                    .map(|near| format!("是否想写“{near}”？"))
                    .unwrap_or_default(),
            });
        }
    }
    faults
}

/// Rules none of whose clauses is named by any scenario.
fn rules_without_scenario(pack: &Pack, told: &[Scenario]) -> Vec<PackFault> {
    let named: BTreeSet<&str> = told
        .iter()
        .flat_map(|scenario| &scenario.tags)
        .map(String::as_str)
        .collect();
    let mut faults = Vec::new();
    for rule in rule::all(pack) {
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

fn praise(args: &Args, pack: &Pack, scenarios: usize) {
    let served = pack.clauses_served();
    let unserved: Vec<&str> = pack
        .clauses
        .keys()
        .filter(|clause| !served.contains(clause))
        .map(|clause| clause.0.as_str())
        .collect();
    for line in unserved.chunks(8) {
        println!("尚无规则：{}", line.join("、"));
    }
    println!(
        "{}：没有问题。文本{}件，条款{}条（尚无规则{}条），记录{}种，关口{}个，期限{}个，应有记录{}项，场景{}个。",
        args.dir.display(),
        pack.documents.len(),
        pack.clauses.len(),
        unserved.len(),
        pack.forms.len(),
        pack.gates.len(),
        pack.periods.len(),
        pack.demands.len(),
        scenarios,
    );
}
