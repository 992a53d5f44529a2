//! Opens an installation and serves it until it is told to stop. Everything acknowledged is
//! durable at any moment, so stopping needs no ceremony: open answers are finished, no more.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::Args;
use registry::clock::Clock;
use registry::fault::{Fault, reason};
use registry::homes;
use registry::installation::Installation;
use registry::packs::Folder;
use registry::scrub::{self, Rot};
use tokio::net::TcpListener;
use web::app::App;
use web::book::{LawBook, Proof, Proofs};

use crate::keep::fail;
use crate::shelf;
use crate::witness::{Asked, ask_for_ever};

/// 启动服务
#[derive(Args)]
pub struct Serve {
    /// 数据目录
    #[arg(long)]
    data: PathBuf,
    /// 监听地址
    #[arg(long, default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
    /// 首次启动时采用的内置规则包；其后以数据目录中的为准
    #[arg(long)]
    pack: Option<String>,
    #[command(flatten)]
    ledger: Ledger,
    /// 网站名称
    #[arg(long, default_value = "行政执法公示")]
    site: String,
    /// 前面有反向代理：来访地址以代理写入的 X-Forwarded-For 为准
    #[arg(long)]
    proxy: bool,
    /// 请谁联署检查点：公钥@http://地址，可以写多次
    #[arg(long)]
    witness: Vec<Asked>,
}

/// What lives elsewhere than in the data folder: the logs with the store, the files.
#[derive(Args)]
pub struct Ledger {
    /// 首次启动时把账册和账号设在 PostgreSQL：postgresql://用户@主机/库名；其后不必再写
    #[arg(long, value_name = "URL")]
    ledger: Option<String>,
    /// 首次启动时把文件设在 S3 存储桶：s3://桶名/前缀；密钥、区域和地址取自 AWS_* 环境变量；其后不必再写
    #[arg(long, value_name = "URL")]
    blobs: Option<String>,
}

impl Ledger {
    /// Settles it at first start.
    pub fn choose(&self, data: &Path) -> Result<(), String> {
        let chosen = |choice: &Option<String>, choose: fn(&Path, &str) -> Result<(), Fault>| {
            let chosen = choice.as_deref().map_or(Ok(()), |url| choose(data, url));
            chosen.map_err(|fault| fault.to_string())
        };
        chosen(&self.ledger, homes::choose)?;
        chosen(&self.blobs, homes::choose_files)
    }
}

/// The threads that answer requests: two cores are what the smallest machine has.
const THREADS: usize = 2;

/// Serves an installation.
pub fn serve(args: &Serve) -> ExitCode {
    let opened = args
        .pack
        .as_deref()
        .map_or(Ok(()), |name| shelf::put(&args.data, name).map(drop))
        .and_then(|()| args.ledger.choose(&args.data))
        .and_then(|()| open(&args.data, Clock::system(), &args.site));
    match opened {
        Ok(mut app) => {
            app.is_behind_proxy = args.proxy;
            ask_for_ever(&app, args.witness.clone());
            scrub_for_ever(&app);
            finish_for_ever(&app);
            run(app, args.listen, |address| {
                println!("已启动：http://{address}/")
            })
        }
        Err(error) => fail(error),
    }
}

/// Opens the installation in a data folder with what is known of its law.
pub fn open(data: &Path, clock: Clock, site: &str) -> Result<App, String> {
    let packs = shelf::packs(data)?;
    if packs.is_empty() {
        return Err("数据目录中还没有规则包：首次启动请写 --pack 名称".into());
    }
    let books = packs
        .keys()
        .map(|code| (code.clone(), book(data, code)))
        .collect();
    let installation = Installation::open(data, &packs, clock)
        .map_err(|fault| format!("不能打开数据目录：{fault}"))?;
    let mut app = App::new(Arc::new(installation), site);
    app.books = books;
    Ok(app)
}

/// The official words, where the text as issued was saved, and the way to the scenarios.
fn book(data: &Path, code: &str) -> LawBook {
    let words = std::fs::read_to_string(data.join("official").join(format!("{code}.json")));
    let words = words
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let folder = shelf::folder(data).join(code);
    LawBook::new(words, move || proofs(&folder))
}

/// The scenarios of each clause of the pack in this folder.
fn proofs(folder: &Path) -> Proofs {
    let mut proofs = Proofs::new();
    let folder = Folder::read(folder);
    for (file, text) in folder.features() {
        // A feature that cannot be read proves nothing; `fadu pack check` tells why.
        for scenario in scenarios::feature::read(file, text).unwrap_or_default() {
            for clause in scenario.tags {
                proofs.entry(clause).or_default().push(Proof {
                    file: file.clone(),
                    line: scenario.line,
                    name: scenario.name.clone(),
                    steps: scenario
                        .steps
                        .iter()
                        .map(|step| step.text.clone())
                        .collect(),
                });
            }
        }
    }
    proofs
}

/// How long after one reading of all files the next begins.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads all files again and again, in a thread of its own, and tells what has rotted.
fn scrub_for_ever(app: &App) {
    let installation = app.installation.clone();
    thread::spawn(move || {
        loop {
            let rest = |pause| {
                thread::sleep(pause);
                true
            };
            match scrub::pass(&installation, rest) {
                Ok(found) => {
                    found.iter().for_each(tell_rot);
                    installation.note_rot(found);
                }
                Err(fault) => tracing::error!("不能核对文件：{fault}"),
            }
            thread::sleep(DAY);
        }
    });
}

/// How long a removal of files must stand still until it is taken for one that was cut off.
const STILL: Duration = Duration::from_secs(30 * 60);

/// Finishes removals of files that were cut off on other nodes, in a thread of its own.
fn finish_for_ever(app: &App) {
    let installation = app.installation.clone();
    thread::spawn(move || {
        loop {
            if let Err(fault) = installation.finish_removal() {
                tracing::error!("中断了的文件销毁没有补做：{fault}");
            }
            thread::sleep(STILL);
        }
    });
}

fn tell_rot(rot: &Rot) {
    let what = if rot.gone {
        "缺失"
    } else {
        "与入库时不同"
    };
    let Rot {
        agency,
        sha256,
        entries,
        ..
    } = rot;
    tracing::error!(
        log = agency.as_str(),
        "文件 {sha256} {what}，被账册第{entries:?}条引用，请由备份恢复"
    );
}

/// Serves until the process is told to stop.
pub fn run(app: App, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> ExitCode {
    log_to_stderr();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(format!("不能启动：{}", reason(&error))),
    };
    runtime.block_on(async {
        let listener = match TcpListener::bind(listen).await {
            Ok(listener) => listener,
            Err(error) => return fail(format!("不能监听 {listen}：{}", reason(&error))),
        };
        ready(listener.local_addr().unwrap_or(listen));
        let service = web::app::router(app).into_make_service_with_connect_info::<SocketAddr>();
        match axum::serve(listener, service)
            .with_graceful_shutdown(told_to_stop())
            .await
        {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(format!("服务中断：{}", reason(&error))),
        }
    })
}

pub async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let Ok(mut terminated) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        // Without a handler the system's own way of stopping remains.
        return drop(interrupted.await);
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
    }
}

/// Logs go to standard error; `FADU_LOG` narrows or widens them.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FADU_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // A second subscriber in one process keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
