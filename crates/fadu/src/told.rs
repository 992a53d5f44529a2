//! The command line in the language of its users: help, and what could not be taken. It knows no
//! command.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

const HELP: &str = "{about}\n\n用法：{usage}\n\n{all-args}";
const OPTIONS: &str = "选项";

/// A command with its help, and that of the commands below it.
pub fn localized(command: Command) -> Command {
    let below: Vec<String> = command
        .get_subcommands()
        .map(|one| one.get_name().to_owned())
        .collect();
    let help = Arg::new("help").short('h').long("help");
    let mut command = command
        .help_template(HELP)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "参数"
            } else {
                OPTIONS
            };
            arg.help_heading(heading)
        })
        .arg(
            help.action(ArgAction::Help)
                .help("显示用法")
                .help_heading(OPTIONS),
        );
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version");
        command = command.arg(
            version
                .action(ArgAction::Version)
                .help("显示版本")
                .help_heading(OPTIONS),
        );
    }
    for name in below {
        command = command.mut_subcommand(name, localized);
    }
    command
}

/// What is wrong with a command line, and where its use is told; help and version as they are.
pub fn mistake(error: &Error) -> String {
    let said = |kind| error.get(kind).map(words).unwrap_or_default();
    let (arg, value) = (
        said(ContextKind::InvalidArg),
        said(ContextKind::InvalidValue),
    );
    let wrong = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{arg}"),
        ErrorKind::UnknownArgument => format!("不认识的参数：{arg}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有这个命令：{}", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {arg} 没有写值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数 {arg} 的值“{value}”不能用")
        }
        ErrorKind::ArgumentConflict => format!("参数 {arg} 写了不止一次，或者不能同时使用"),
        _ => return error.to_string(),
    };
    let usage = said(ContextKind::Usage);
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    match usage.is_empty() {
        true => format!("{wrong}\n加 --help 查看用法。"),
        false => format!("{wrong}\n用法：{usage}\n加 --help 查看说明。"),
    }
}

fn words(value: &ContextValue) -> String {
    let plain = |text: &StyledStr| text.to_string();
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => plain(text),
        ContextValue::StyledStrs(texts) => texts.iter().map(plain).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    }
}
