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
        .mut_args(described)
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

/// An argument with what it takes and what it is without it.
fn described(arg: Arg) -> Arg {
    let heading = if arg.is_positional() {
        "参数"
    } else {
        OPTIONS
    };
    let mut arg = arg.help_heading(heading);
    if !arg.get_action().takes_values() {
        return arg;
    }
    let own = arg.get_id().as_str().to_ascii_uppercase();
    let named = arg.get_value_names().and_then(<[_]>::first);
    if named.is_none_or(|name| name.as_str() == own) {
        arg = arg.value_name(value_name(&own));
    }
    let defaults = arg.get_default_values().iter();
    let defaults: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
    let default = defaults.join("、");
    if let (false, Some(help)) = (default.is_empty(), arg.get_help().map(ToString::to_string)) {
        arg = arg.help(format!("{help}（默认 {default}）"));
    }
    arg.hide_default_value(true).hide_possible_values(true)
}

/// What the value of an argument is, by the name of the argument.
fn value_name(of: &str) -> &'static str {
    match of {
        "DATA" | "DIR" | "OUT" | "PACKAGE" => "目录",
        "LISTEN" => "地址",
        "PACK" => "规则包",
        "SITE" | "NAME" => "名称",
        "AGENCY" => "机关",
        "PERSON" => "编号",
        "CASE" => "序号",
        "KEY" | "LOGS" => "公钥",
        "WITNESS" => "公钥@地址",
        "WITNESSED" | "FILE" | "FILES" => "文件",
        "BY" => "姓名",
        "CLOCK" => "时刻",
        "FORM" => "形式",
        _ => "值",
    }
}

/// Help or version, as they are printed.
pub fn help(asked: &Error) -> String {
    let text = asked.to_string().replace("[OPTIONS]", "[选项]");
    let headings = ["命令", "参数", OPTIONS];
    headings.iter().fold(text, |text, heading| {
        text.replace(&format!("\n{heading}:\n"), &format!("\n{heading}：\n"))
    })
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
            format!("参数 {arg} 的值“{value}”不能用{}", instead(error))
        }
        ErrorKind::ArgumentConflict => format!("参数 {arg} 写了不止一次，或者不能同时使用"),
        _ => return help(error),
    };
    let usage = said(ContextKind::Usage);
    let usage = usage.replace("[OPTIONS]", "[选项]");
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    match usage.is_empty() {
        true => format!("{wrong}\n加 --help 查看用法。"),
        false => format!("{wrong}\n用法：{usage}\n加 --help 查看说明。"),
    }
}

/// What could have been written: one of few words, or what the argument itself asks for.
fn instead(error: &Error) -> String {
    match error.get(ContextKind::ValidValue).map(words) {
        Some(valid) if !valid.is_empty() => format!("，可以写{valid}"),
        _ => std::error::Error::source(error)
            .map(ToString::to_string)
            // What the standard library says of an address or a number is not for these readers.
            .filter(|why| !why.is_ascii())
            .map_or(String::new(), |why| format!("：{why}")),
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
