//! Our own failures. A fault never cites law and never shows data; it carries a reference that the
//! log repeats, and says whether the act was recorded.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger::{LedgerError, Trouble};

/// We failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    /// What failed, for the operator.
    pub what: String,
    /// The number a person can quote.
    pub reference: String,
    /// Whether the act that was under way is known to be recorded, known not to be, or unknown.
    pub recorded: Option<bool>,
}

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Fault {
    /// A fault in which nothing was recorded.
    pub fn new(what: impl std::fmt::Display) -> Fault {
        Fault::with(what, Some(false))
    }

    /// A fault after which nobody can tell yet whether the act was recorded.
    pub fn uncertain(what: impl std::fmt::Display) -> Fault {
        Fault::with(what, None)
    }

    /// The system refused something about this file: which file, why, and what to do.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Fault {
        move |error| Fault::new(format!("{}：{}", path.as_ref().display(), reason(&error)))
    }

    fn with(what: impl std::fmt::Display, recorded: Option<bool>) -> Fault {
        let reference = format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let what = what.to_string();
        tracing::error!(reference, %what, "fault");
        Fault {
            what,
            reference,
            recorded,
        }
    }
}

/// Why the system could not do something, and what to do about it.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "不存在".into(),
        io::ErrorKind::AlreadyExists => "已经存在".into(),
        io::ErrorKind::PermissionDenied => "没有权限，请核对文件的属主和权限".into(),
        io::ErrorKind::NotADirectory => "不是目录".into(),
        io::ErrorKind::IsADirectory => "是目录，不是文件".into(),
        io::ErrorKind::DirectoryNotEmpty => "目录不是空的".into(),
        io::ErrorKind::AddrInUse => "端口已被占用，请换一个端口或者停止占用它的程序".into(),
        io::ErrorKind::AddrNotAvailable => "不是本机的地址".into(),
        io::ErrorKind::StorageFull => "磁盘已满，请腾出空间后再试".into(),
        io::ErrorKind::QuotaExceeded => "超出磁盘配额，请腾出空间后再试".into(),
        io::ErrorKind::FileTooLarge => "超出文件的大小限制".into(),
        io::ErrorKind::ReadOnlyFilesystem => "只读，不能写入".into(),
        io::ErrorKind::InvalidData => "内容不是文字".into(),
        io::ErrorKind::UnexpectedEof => "不完整".into(),
        io::ErrorKind::TimedOut => "没有按时应答，请稍后再试".into(),
        io::ErrorKind::ConnectionRefused => "没有程序在应答，请核对地址并启动它".into(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "连接中断，请稍后再试".into(),
        io::ErrorKind::ResourceBusy => "正被占用，请稍后再试".into(),
        _ => match error.raw_os_error() {
            Some(EIO) => "磁盘读写出错，请检查磁盘".into(),
            Some(EMFILE | ENFILE) => "打开的文件太多，请提高限制（ulimit -n）".into(),
            Some(code) => format!("系统错误{code}，请查阅系统日志"),
            None => {
                // Not an answer of the system, and so not one of those that are known here.
                tracing::error!(%error, "system");
                "出错，详见程序日志".into()
            }
        },
    }
}

/// Errors that have no kind of their own.
const EIO: i32 = 5;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::new(error)
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Locked { path } => {
                let path = path.display();
                Fault::new(format!(
                    "另一个 fadu 正在使用这个目录，请先停止它（{path}）"
                ))
            }
            LedgerError::Checkpoint(what) => Fault::new(format!(
                "账册最新的检查点不是由本机的 log.key 签名的；密钥已在别处更换的，\
                 请把新的 log.key 复制到本机再启动（{what}）"
            )),
            LedgerError::Bucket {
                url,
                trouble,
                source,
            } => {
                let what = match trouble {
                    Trouble::Absent => "不存在，请核对桶名和 AWS_REGION",
                    Trouble::Refused => {
                        "拒绝访问，请核对 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 及其权限"
                    }
                    Trouble::Unreachable => "没有正常应答，请检查网络和 AWS_ENDPOINT_URL",
                };
                Fault::new(format!("存放文件的 {url} {what}（{source}）"))
            }
            LedgerError::Postgres(error) => {
                let is_answer = error.as_db_error().is_some();
                let what = LedgerError::Postgres(error);
                Fault::new(match is_answer {
                    true => format!("数据库没有照办（{what}）"),
                    false => format!("连不上数据库，请检查数据库服务和网络（{what}）"),
                })
            }
            error => {
                // What exactly contradicts what is for the log of the program.
                tracing::error!(%error, "ledger");
                Fault::new(told(&error))
            }
        }
    }
}

/// What the ledger cannot do, and what to do about it.
fn told(error: &LedgerError) -> String {
    let at = |index: &Option<u64>| index.map_or(String::new(), |at| format!("第{at}条"));
    match error {
        LedgerError::Io { path, source } => format!("{}：{}", path.display(), reason(source)),
        LedgerError::Sqlite(error) => database(error).into(),
        LedgerError::Busy { .. } => "账册正忙，其他节点一直在写入，请稍后再试".into(),
        LedgerError::Origin { expected, found } => {
            format!("这是“{found}”的账册，不是“{expected}”的")
        }
        LedgerError::Different { origin, index } => format!(
            "那里已有另一本“{origin}”的账册，从第{index}条起与这一本不同，没有改动它；\
             请先查明那里的是哪一本，或者换一个空的数据库"
        ),
        LedgerError::Exposed { path, .. } => {
            let path = path.display();
            format!("私钥文件 {path} 别人也能读，请运行 chmod 600 {path}")
        }
        LedgerError::Corrupt { index, .. } => format!(
            "账册{}或者它的文件前后不符，请运行 fadu fsck 核对",
            at(index)
        ),
        LedgerError::OutOfRange { asked, len } => {
            format!("账册只有{len}条记录，没有第{asked}条")
        }
        LedgerError::Rotten(hashes) => {
            let hashes: Vec<String> = hashes.iter().map(ToString::to_string).collect();
            let hashes = hashes.join("、");
            format!("文件 {hashes} 与它的指纹不符，请从备份中取回原件，放在原处")
        }
        LedgerError::NoBlob(hash) => format!("文件 {hash} 缺失，请运行 fadu fsck 核对"),
        error => error.to_string(),
    }
}

fn database(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "数据库文件已经损坏，请运行 fadu fsck 核对"
        }
        Some(ErrorCode::DiskFull) => "磁盘已满",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "数据库文件正被占用，请稍后再试"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => "没有写数据库文件的权限",
        _ => "数据库文件不能读写，请检查磁盘并运行 fadu fsck 核对",
    }
}
