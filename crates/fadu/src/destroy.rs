//! `fadu destroy`: destroys case files whose term of keeping is over. Says first what goes, and does
//! it only when told so; what may go is for the registry to know.

use std::path::PathBuf;
use std::process::ExitCode;

use registry::clock::Clock;
use registry::retention::{Disposal, Kept, Order};

use crate::keep::fail;
use crate::shelf;

/// 销毁保管期限届满的案卷；不写 --confirm 只列出将销毁什么。服务须先停止
#[derive(clap::Args)]
pub struct Destroy {
    /// 数据目录
    #[arg(long)]
    data: PathBuf,
    /// 机关（规则包目录名）
    #[arg(long)]
    agency: String,
    /// 案件的编号或者案号；可以写多个
    #[arg(long = "case", value_name = "案号", required = true)]
    cases: Vec<String>,
    /// 批准销毁的文件：名称、文号
    #[arg(long, value_name = "文件")]
    approval: String,
    /// 经办人的人员编号
    #[arg(long)]
    person: String,
    /// 确认销毁；销毁后不能恢复
    #[arg(long)]
    confirm: bool,
}

/// Destroys, or says what would be.
pub fn destroy(args: &Destroy) -> ExitCode {
    let packs = match shelf::packs(&args.data) {
        Ok(packs) => packs,
        Err(error) => return fail(error),
    };
    let order = Order {
        agency: args.agency.clone(),
        cases: args.cases.clone(),
        approval: args.approval.clone(),
        person: args.person.clone(),
    };
    let now = Clock::system().now();
    let disposal = match Disposal::prepare(&args.data, &packs, &order, now.date()) {
        Ok(disposal) => disposal,
        Err(Kept::Done(told)) => {
            println!("先前已经销毁，不必再办：\n{}", told.join("\n"));
            return ExitCode::SUCCESS;
        }
        Err(Kept::Refused(why)) => return fail(format!("没有销毁：\n{}", why.join("\n"))),
        Err(Kept::Fault(fault)) => return fail(format!("没有销毁：{fault}")),
    };
    for case in &disposal.cases {
        let (number, records, until) = (&case.number, case.records, case.kept_until);
        println!("{number}：{records}条记录，保管至{until}。");
        if case.public > 0 {
            println!("  其中{}项信息正在公示，销毁后不再公示。", case.public);
        }
    }
    println!("只由这些案件引用的文件{}个。", disposal.files.len());
    if !args.confirm {
        println!("尚未销毁。核对无误后加 --confirm 再运行一次；销毁后不能恢复。");
        return ExitCode::SUCCESS;
    }
    match disposal.carry_out(now) {
        Ok(index) => {
            println!("已销毁，记为账册第{index}条；其余记录的证明仍然有效。");
            println!("备份、已导出的材料包和存储设备上的旧副本须另行销毁。");
            ExitCode::SUCCESS
        }
        Err(fault) => fail(format!(
            "销毁没有全部完成：{fault}。请原样再运行一次；已记入账册的会补做。"
        )),
    }
}
