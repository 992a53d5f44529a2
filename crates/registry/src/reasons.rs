//! Why the system, a database, a bucket or the ledger could not do something, in the language of those
//! who read it, each with what to do. The particulars, in whatever language, are for the log of the
//! program.

use std::error::Error;
use std::io;

use ledger::{AppendError, LedgerError, Trouble, Unsuited};

/// Errors of the system that have no kind of their own.
const EIO: i32 = 5;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

/// Why the system could not do something, and what to do about it.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => "不存在",
        io::ErrorKind::AlreadyExists => "已经存在",
        io::ErrorKind::PermissionDenied => "没有权限，请核对文件的属主和权限",
        io::ErrorKind::NotADirectory => "不是目录",
        io::ErrorKind::IsADirectory => "是目录，不是文件",
        io::ErrorKind::DirectoryNotEmpty => "目录不是空的",
        io::ErrorKind::AddrInUse => "端口已被占用，请换一个端口，或者停止占用它的程序",
        io::ErrorKind::AddrNotAvailable => "不是本机的地址",
        io::ErrorKind::StorageFull => "磁盘已满，请腾出空间后再试",
        io::ErrorKind::QuotaExceeded => "超出磁盘配额，请腾出空间后再试",
        io::ErrorKind::FileTooLarge => "超出文件的大小限制，请核对系统的限制",
        io::ErrorKind::ReadOnlyFilesystem => "只读，不能写入",
        io::ErrorKind::InvalidData => "内容不是文字（UTF-8）",
        io::ErrorKind::UnexpectedEof => "不完整",
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "没有按时应答，请稍后再试",
        io::ErrorKind::ConnectionRefused => "没有程序在应答，请核对地址并启动它",
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => "连接中断，请稍后再试",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "网络不通，请检查网络"
        }
        io::ErrorKind::ResourceBusy => "正被占用，请稍后再试",
        _ => return numbered(error),
    };
    known.into()
}

fn numbered(error: &io::Error) -> String {
    tracing::error!(%error, "system");
    match error.raw_os_error() {
        Some(EIO) => "磁盘读写出错，请检查磁盘".into(),
        Some(EMFILE | ENFILE) => "打开的文件太多，请提高限制（ulimit -n）".into(),
        Some(code) => format!("系统错误{code}，请查阅系统日志"),
        None => "出错，请查阅程序日志".into(),
    }
}

/// What the ledger cannot do.
pub(crate) fn ledger(error: &LedgerError) -> String {
    // What exactly contradicts what is for the log of the program.
    tracing::error!(%error, "ledger");
    match error {
        LedgerError::Io { path, source } => format!("{}：{}", path.display(), reason(source)),
        LedgerError::Sqlite(error) => sqlite(error).into(),
        LedgerError::Postgres(_) => postgres(error),
        LedgerError::Busy { .. } => "账册正忙，其他节点一直在写入，请稍后再试".into(),
        LedgerError::Locked { path } => format!(
            "另一个 fadu 正在使用这个目录，请先停止它（{}）",
            path.display()
        ),
        LedgerError::Unsuited(why) => unsuited(why),
        LedgerError::Bucket { url, trouble, .. } => {
            let what = match trouble {
                Trouble::Absent => "不存在，请核对桶名和 AWS_REGION",
                Trouble::Refused => {
                    "拒绝访问，请核对 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 及其权限"
                }
                Trouble::Unreachable => "没有正常应答，请检查网络和 AWS_ENDPOINT_URL",
            };
            format!("存放文件的 {url} {what}")
        }
        error => of_bytes(error),
    }
}

/// What is wrong with what is stored, or with a key to it.
fn of_bytes(error: &LedgerError) -> String {
    let at = |index: &Option<u64>| index.map_or(String::new(), |at| format!("第{at}条"));
    match error {
        LedgerError::Origin { expected, found } => {
            format!("这是“{found}”的账册，不是“{expected}”的，请核对目录")
        }
        LedgerError::Different { origin, index } => format!(
            "那里已有另一本“{origin}”的账册，从第{index}条起与这一本不同，没有改动它；\
             请先查明那里的是哪一本，或者换一个空的数据库"
        ),
        LedgerError::Overtaken { origin } => format!(
            "搬迁期间，账册“{origin}”又有了新的记录；请停止所有节点的服务，再搬迁一次，\
             已经搬过去的不必清除"
        ),
        LedgerError::Unread(_) => {
            "账册的核对中断，未能完成：数据库或者网络没有应答，请排除故障后再试一次".into()
        }
        LedgerError::Exposed { path, .. } => {
            let path = path.display();
            format!("私钥文件 {path} 别人也能读，请运行 chmod 600 {path}")
        }
        LedgerError::KeyFile { path, .. } => format!(
            "私钥文件 {} 已经损坏，或者是另一把私钥，请用备份中的替换它",
            path.display()
        ),
        LedgerError::Key(_) => "密钥不能用，请核对它的名称和内容".into(),
        LedgerError::Checkpoint(_) => "账册最新的检查点不是由本机的 log.key 签名的；\
             密钥已在别处更换的，请把新的 log.key 复制到本机再启动"
            .into(),
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
        _ => "不是本版程序能读的账册，或者其中混有别的文件；请核对目录和数据库，\
              并运行 fadu fsck 核对"
            .into(),
    }
}

fn unsuited(why: &Unsuited) -> String {
    match why {
        Unsuited::DatabaseUrl(_) => "数据库地址不能用，应写成 postgresql://用户@主机/库名，\
             其中 sslmode 只能是 disable 或者 verify-full"
            .into(),
        Unsuited::BucketUrl(url) => format!("“{url}”不是存储桶的地址，应写成 s3://桶名/前缀"),
        Unsuited::NoLog { address, origin } => {
            format!("{address} 中没有“{origin}”的账册，请核对数据目录中 ledger 所写的数据库")
        }
        Unsuited::LongName(most) => {
            format!("机关代号太长，数据库最多容纳{most}个字节，请改短规则包目录的名称")
        }
        Unsuited::Server { .. } => {
            "数据库不能用：须是 PostgreSQL 15 以上，并且以 UTF8 编码建库".into()
        }
        Unsuited::Forgetful { .. } => {
            "数据库断电时会丢失已经确认的记录，请把 fsync 和 full_page_writes 设为 on".into()
        }
        Unsuited::Standby => "这台数据库是备机，不能写入，请改用主机的地址".into(),
        Unsuited::Certificates(place) => format!(
            "没有核验数据库的证书（{place}），请安装系统证书，或者用 sslrootcert 指明签发者"
        ),
    }
}

/// What SQLite could not do.
pub(crate) fn sqlite(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "数据库文件已经损坏，请运行 fadu fsck 核对"
        }
        Some(ErrorCode::DiskFull) => "磁盘已满，请腾出空间后再试",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "数据库文件正被占用，请稍后再试"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "没有写数据库文件的权限，请核对数据目录的属主和权限"
        }
        Some(ErrorCode::CannotOpen) => "数据库文件打不开，请核对数据目录及其权限",
        _ => "数据库文件不能读写，请检查磁盘并运行 fadu fsck 核对",
    }
}

/// What a database server could not do, or why it was not reached.
fn postgres(error: &LedgerError) -> String {
    let LedgerError::Postgres(error) = error else {
        return String::new();
    };
    let Some(code) = error.code() else {
        return format!("连不上数据库，请检查数据库服务和网络{}", cause(error));
    };
    let code = code.code();
    let what = match code {
        "3D000" => "没有这个数据库，请核对地址中的库名，或者先建库",
        "42501" => "没有权限，请核对数据库用户的权限",
        "53100" => "数据库服务器的磁盘已满，请腾出空间后再试",
        "53300" => "连接太多，请提高 max_connections 或者减少节点",
        "57014" => "等候太久，没有完成，请稍后再试",
        "25006" => "数据库只读，不能写入，请核对是否连到了备机",
        code if code.starts_with("28") => "用户名或者口令不对，请核对数据库地址",
        code if code.starts_with("57P") => "数据库正在启动或者停止，请稍后再试",
        code if code.starts_with("58") => "数据库服务器读写出错，请检查它的磁盘",
        code if code.starts_with("XX") => "数据库发现自身的数据损坏，请检查数据库",
        _ => "请查阅数据库的日志",
    };
    format!("数据库没有照办（{code}）：{what}")
}

/// Why a server was not reached, where the system or the certificate says so.
fn cause(error: &(dyn Error + 'static)) -> String {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return match error.get_ref() {
                // A socket that is not there is a server that does not run.
                None if error.kind() == io::ErrorKind::NotFound => "（没有程序在应答）".into(),
                None => format!("（{}）", reason(error)),
                Some(_) => "（不能建立加密连接，请核对服务器的证书和 sslrootcert）".into(),
            };
        }
        next = error.source();
    }
    String::new()
}

/// Why a batch was not acknowledged.
pub(crate) fn append(error: &AppendError) -> String {
    match error {
        AppendError::Conflict { .. } => "案卷在此期间有了新的记录，请重新核对后再试".into(),
        AppendError::Invalid { .. } => "记录的长度超出账册的限制，请缩短后再试".into(),
        AppendError::NotWritten(error) => ledger(error),
        AppendError::Unknown { source, .. } => {
            format!("不能确定是否已经记入账册，请稍后查看：{}", ledger(source))
        }
        AppendError::NotErased { index, source } => format!(
            "销毁已记为账册第{index}条，但内容还没有清除干净，下次启动时会再清除（{}）",
            ledger(source)
        ),
        AppendError::NotInPlace { index, source } => format!(
            "更换已记为账册第{index}条，但新的密钥文件还没有放到位，下次启动时会放好（{}）",
            ledger(source)
        ),
        AppendError::Fatal(error) => format!("账册不再写入：{}", ledger(error)),
    }
}
