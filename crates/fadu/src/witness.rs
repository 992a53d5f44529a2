//! `fadu witness`: a second party that cosigns checkpoints of logs it watches, over HTTP (C2SP
//! `tlog-witness`); and the asking side, by which a service gets its checkpoints cosigned.
//!
//! Plain HTTP is enough between them: a cosignature proves itself, and nothing secret is sent.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::witness::{Declined, Request, Witness};
use ledger::{LedgerError, PublicKey, WitnessKey};
use registry::fault::reason;
use registry::witnessed::{Objection, Witnessed};
use registry::{Fault, Office};
use tokio::net::TcpListener;
use web::app::App;

use crate::keep::fail;
use crate::verify::public_key;

/// 启动见证：为别人的账册联署检查点
#[derive(clap::Args)]
pub struct Watch {
    /// 见证的目录：密钥和见证过的检查点
    #[arg(long)]
    data: PathBuf,
    /// 见证的名称，例如 witness.example/one
    #[arg(long)]
    name: String,
    /// 见证哪些账册：公钥或者写有公钥的文件，可以写多次
    #[arg(long = "log", required = true)]
    logs: Vec<String>,
    /// 监听地址
    #[arg(long, default_value = "127.0.0.1:8790")]
    listen: SocketAddr,
}

/// Largest request: a note with many signatures, and 63 hashes.
const LARGEST: usize = 64 << 10;
/// How often a service asks its witnesses.
const PAUSE: Duration = Duration::from_secs(60);
/// How long it waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it asks in a row where the witness names another size each time.
const ATTEMPTS: usize = 3;

/// Serves a witness until it is told to stop.
pub fn watch(args: &Watch) -> ExitCode {
    let keys: Result<Vec<PublicKey>, String> =
        args.logs.iter().map(|key| public_key(key)).collect();
    let opened = keys.and_then(|keys| {
        Witness::open(&args.data, &args.name, keys)
            .map_err(|error| format!("不能打开见证的目录：{}", Fault::from(error)))
    });
    let witness = match opened {
        Ok(witness) => Arc::new(witness),
        Err(message) => return fail(message),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(format!("不能启动：{}", reason(&error))),
    };
    runtime.block_on(async {
        let listener = match TcpListener::bind(args.listen).await {
            Ok(listener) => listener,
            Err(error) => return fail(format!("不能监听 {}：{}", args.listen, reason(&error))),
        };
        let address = listener.local_addr().unwrap_or(args.listen);
        println!("见证已启动：{}@http://{address}", witness.keys().public());
        let routes = axum::Router::new()
            .route("/add-checkpoint", post(add))
            .route("/key", get(key))
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state(witness);
        match axum::serve(listener, routes)
            .with_graceful_shutdown(crate::serve::told_to_stop())
            .await
        {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(format!("见证中断：{}", reason(&error))),
        }
    })
}

async fn key(State(witness): State<Arc<Witness>>) -> String {
    format!("{}\n", witness.keys().public())
}

async fn add(State(witness): State<Arc<Witness>>, body: String) -> Response {
    let added = tokio::task::spawn_blocking(move || witness.add(&body, now())).await;
    match added {
        Ok(Ok(line)) => line.into_response(),
        Ok(Err(declined)) => decline(&declined),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn decline(declined: &Declined) -> Response {
    let status = match declined {
        Declined::Malformed => StatusCode::BAD_REQUEST,
        Declined::UnknownLog => StatusCode::NOT_FOUND,
        Declined::NotSigned => StatusCode::FORBIDDEN,
        Declined::Proof => StatusCode::UNPROCESSABLE_ENTITY,
        Declined::Conflict(size) => {
            let kind = [(CONTENT_TYPE, "text/x.tlog.size")];
            return (StatusCode::CONFLICT, kind, format!("{size}\n")).into_response();
        }
        Declined::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, format!("{declined}\n")).into_response()
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// A witness to be asked: `name+id+key@http://…`.
#[derive(Clone, Debug)]
pub struct Asked {
    key: WitnessKey,
    url: String,
}

impl std::str::FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Asked, String> {
        let wrong = || "见证写作“公钥@http://地址”，见证启动时会显示".to_owned();
        let (key, url) = text.rsplit_once('@').ok_or_else(wrong)?;
        let key = key.parse().map_err(|_| wrong())?;
        let url = url.trim_end_matches('/').to_owned();
        Ok(Asked { key, url })
    }
}

/// Asks all witnesses for all logs, again and again, in a thread of its own. What does not answer
/// is asked again: nobody waits for a witness.
pub fn ask_for_ever(app: &App, witnesses: Vec<Asked>) {
    if witnesses.is_empty() {
        return;
    }
    let installation = app.installation.clone();
    thread::spawn(move || {
        loop {
            for office in installation.offices() {
                for witness in &witnesses {
                    if let Err(why) = ask(office, witness, &installation.witnessed) {
                        let witness = witness.key.name();
                        tracing::warn!(log = office.code(), witness, "{why}");
                    }
                }
            }
            thread::sleep(PAUSE);
        }
    });
}

/// Gets the latest checkpoint of a log cosigned. A witness that proves by its answer that the log
/// is not the one it knows is not just a failure: what it objects to is kept and shown.
fn ask(office: &Office, witness: &Asked, witnessed: &Witnessed) -> Result<(), String> {
    let (code, log) = (office.code(), office.log());
    let told = |error: LedgerError| Fault::from(error).what;
    let objects = |objection: Objection| {
        let kept = witnessed.object(code, &witness.key, objection);
        kept.map_err(|fault| fault.what)?;
        Err(match objection {
            Objection::Ahead(size) => {
                format!("见证过{size}条，现在的账册没有这么多：账册可能被旧的副本替换过，请核对")
            }
            Objection::Other(size) => {
                format!("见证过的前{size}条与现在的账册不同：账册可能被改动或者替换过，请核对")
            }
        })
    };
    let known = witnessed.by(code, &witness.key);
    let (mut old, mut its) = (known.map_or(0, |checkpoint| checkpoint.size), None);
    // Once with what we know, then with what the witness says.
    for _ in 0..ATTEMPTS {
        // Read anew each time: another node may have written and got it cosigned meanwhile.
        let signed = log.checkpoint().map_err(told)?;
        let size = signed.checkpoint.size;
        match its {
            Some(its) if its > size => return objects(Objection::Ahead(its)),
            its => old = its.unwrap_or(old).min(size),
        }
        let proof = log.consistency_proof(old, size).map_err(told)?;
        let note = signed.note.clone();
        let (status, body) = send(&witness.url, &Request { old, proof, note }.text())?;
        match status {
            200 => {
                let note = format!("{}{body}", signed.note);
                let taken = witnessed.take(log.key(), &witness.key, &note);
                return taken.map_err(|fault| fault.what);
            }
            409 => match body.trim().parse() {
                // Where it stands at the very size we asked for, its entries are others.
                Ok(at) if at == old && at == size => return objects(Objection::Other(at)),
                Ok(at) => its = Some(at),
                Err(_) => return Err("见证的应答不合格式，请核对它的地址".into()),
            },
            422 if old > 0 => return objects(Objection::Other(old)),
            404 => return Err("见证不认识这本账册，请在见证处以 --log 加上本账册的公钥".into()),
            403 => {
                return Err("见证认为检查点不是由本账册签名的，请在见证处核对本账册的公钥".into());
            }
            other => return Err(format!("见证没有联署（应答{other}），请查看它的运行情况")),
        }
    }
    Err("见证没有联署它要的检查点，稍后会再请".into())
}

fn send(url: &str, body: &str) -> Result<(u16, String), String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .build();
    let agent = ureq::Agent::new_with_config(config);
    let mut answer = agent
        .post(format!("{url}/add-checkpoint"))
        .send(body)
        .map_err(silent)?;
    let text = answer
        .body_mut()
        .with_config()
        .limit(LARGEST as u64)
        .read_to_string();
    Ok((answer.status().as_u16(), text.map_err(silent)?))
}

/// Why a witness did not answer.
fn silent(error: ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) => format!("见证没有应答：{}", reason(&error)),
        ureq::Error::Timeout(_) => "见证没有按时应答，稍后会再请".into(),
        ureq::Error::HostNotFound => "找不到见证的主机，请核对它的地址".into(),
        _ => "见证的应答不合格式，请核对它的地址".into(),
    }
}
