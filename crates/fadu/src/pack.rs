//! `fadu pack …`: what an author of a pack asks the program. One room per question.

mod check;
mod test;
mod text;

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use law::pack::PackFault;

/// The questions.
#[derive(Subcommand)]
pub enum Command {
    /// 检查规则包，一次报告全部问题
    Check(check::Args),
    /// 运行规则包的场景，列出已证明和未证明的条款
    Test(test::Args),
    /// 把印发的原文拆成条款项，与规则包的条款一一对应
    Text(text::Args),
}

/// Answers one of them.
pub fn run(command: &Command) -> ExitCode {
    match command {
        Command::Check(args) => check::run(args),
        Command::Test(args) => test::run(args),
        Command::Text(args) => text::run(args),
    }
}

/// Prints faults so that an editor can jump to them; says how many there are.
fn tell(dir: &Path, faults: &[PackFault]) -> ExitCode {
    for fault in faults {
        eprintln!("{}", shown(dir, fault));
    }
    eprintln!("{}：共{}处问题。", dir.display(), faults.len());
    ExitCode::FAILURE
}

/// A fault with the path as seen from where the program runs.
fn shown(dir: &Path, fault: &PackFault) -> String {
    let path = if fault.file.is_empty() {
        dir.to_owned()
    } else {
        dir.join(&fault.file)
    };
    let line = if fault.line > 0 {
        format!(":{}", fault.line)
    } else {
        String::new()
    };
    let hint = if fault.hint.is_empty() {
        ""
    } else {
        "\n    提示："
    };
    format!(
        "{}{line}: {}{hint}{}",
        path.display(),
        fault.message,
        fault.hint
    )
}
