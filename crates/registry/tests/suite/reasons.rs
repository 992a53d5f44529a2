//! Whatever fails is told in the language of those who read it, without the words of whoever failed.

use std::error::Error;
use std::io::{Error as IoError, ErrorKind};
use std::path::PathBuf;

use ledger::{AppendError, Hash, Home, LedgerError, Trouble, Unsuited};
use registry::Fault;
use registry::fault::reason;
use testkit::postgres::Server;

/// Words that an operator types or reads elsewhere, and no others of four letters or more.
fn english(told: &str) -> Vec<String> {
    let known = [
        "fadu",
        "fsck",
        "chmod",
        "ulimit",
        "postgresql",
        "PostgreSQL",
        "sslmode",
        "sslrootcert",
        "disable",
        "verify",
        "full",
        "fsync",
        "full_page_writes",
        "max_connections",
        "ledger",
        "ACCESS",
        "SECRET",
        "REGION",
        "ENDPOINT",
    ];
    let words = told.split(|c: char| !c.is_ascii_alphabetic() && c != '_');
    let words = words.filter(|word| !word.starts_with("AWS_"));
    let strange = |word: &&str| word.len() >= 4 && !known.contains(word);
    words.filter(strange).map(str::to_owned).collect()
}

fn unsuited() -> [LedgerError; 8] {
    [
        Unsuited::DatabaseUrl("invalid port number".into()),
        Unsuited::BucketUrl("s3:/x".into()),
        Unsuited::NoLog {
            address: "postgresql://h/x".into(),
            origin: "tc".into(),
        },
        Unsuited::LongName(59),
        Unsuited::Server {
            version: 140_000,
            encoding: "LATIN1".into(),
        },
        Unsuited::Forgetful {
            sync: "off".into(),
            pages: "on".into(),
        },
        Unsuited::Standby,
        Unsuited::Certificates("/s/c".into()),
    ]
    .map(LedgerError::Unsuited)
}

fn of_bytes(hash: Hash) -> Vec<LedgerError> {
    let path = || PathBuf::from("/s/k");
    vec![
        LedgerError::Locked { path: path() },
        LedgerError::Io {
            path: path(),
            source: ErrorKind::NotFound.into(),
        },
        LedgerError::Busy { tries: 9 },
        LedgerError::Origin {
            expected: "tc".into(),
            found: "tx".into(),
        },
        LedgerError::Different {
            origin: "tc".into(),
            index: 9,
        },
        LedgerError::Overtaken {
            origin: "tc".into(),
        },
        LedgerError::Unread("connection closed".into()),
        LedgerError::Exposed {
            path: path(),
            mode: 0o644,
        },
        LedgerError::Key("no randomness".into()),
        LedgerError::KeyFile {
            path: path(),
            what: "malformed private key".into(),
        },
        LedgerError::Checkpoint("note has no verifiable signatures".into()),
        LedgerError::Format("no table entry".into()),
        LedgerError::Corrupt {
            index: Some(3),
            what: "a tree node is missing".into(),
        },
        LedgerError::OutOfRange { asked: 9, len: 3 },
        LedgerError::Rotten(vec![hash]),
        LedgerError::NoBlob(hash),
        LedgerError::Sqlite(rusqlite::Error::QueryReturnedNoRows),
    ]
}

fn buckets() -> [LedgerError; 3] {
    [Trouble::Absent, Trouble::Refused, Trouble::Unreachable].map(|trouble| LedgerError::Bucket {
        url: "s3://b/p".into(),
        trouble,
        source: Box::<dyn Error + Send + Sync>::from("Generic S3 error: no such host"),
    })
}

/// What real servers answer, and that there is none.
fn servers() -> Vec<LedgerError> {
    let server = Server::shared();
    let name = server.database();
    let absent = name.replace(name.rsplit('/').next().unwrap(), "absent");
    let urls = ["postgres://u@127.0.0.1:1/x", &absent];
    let open = |url: &&str| {
        Home::parse(url)
            .unwrap()
            .source("tc")
            .map(drop)
            .unwrap_err()
    };
    let found: Vec<LedgerError> = urls.iter().map(open).collect();
    assert!(
        found
            .iter()
            .all(|error| matches!(error, LedgerError::Postgres(_)))
    );
    found
}

#[test]
fn what_the_ledger_cannot_do_is_said_in_the_language_of_its_users() {
    let hash = Hash::of(&[b"file"]);
    let mut all = of_bytes(hash);
    all.extend(unsuited());
    all.extend(buckets());
    all.extend(servers());
    for failure in all {
        let of_it = failure.to_string();
        let told = Fault::from(failure).what.replace(&hash.to_string(), "");
        assert_eq!(english(&told), Vec::<String>::new(), "{of_it}: {told}");
        assert!(!told.contains("程序内部"), "{of_it}: {told}");
    }
}

/// A log that grew while it was moved is whole: nobody is sent to look for damage.
#[test]
fn a_move_that_was_overtaken_says_what_to_do() {
    let origin = "tc".into();
    let told = Fault::from(LedgerError::Overtaken { origin }).what;
    assert!(
        told.contains("停止所有节点") && told.contains("再搬迁一次"),
        "{told}"
    );
    assert!(!told.contains("前后不符"), "{told}");
}

#[test]
fn a_database_that_refuses_says_what_to_do() {
    let told: Vec<String> = servers()
        .into_iter()
        .map(|error| Fault::from(error).what)
        .collect();
    let [away, absent] = &told[..] else {
        panic!("{told:?}")
    };
    assert!(
        away.contains("连不上数据库") && away.contains("没有程序在应答"),
        "{away}"
    );
    assert!(
        absent.contains("没有这个数据库") && absent.contains("3D000"),
        "{absent}"
    );
}

#[test]
fn what_was_not_acknowledged_is_said_with_whether_it_may_be_there() {
    let source = || LedgerError::Io {
        path: "/s/k".into(),
        source: ErrorKind::StorageFull.into(),
    };
    let conflict = AppendError::Conflict {
        entry: 0,
        stream: "case/1".into(),
        expected: 3,
        actual: 4,
    };
    let invalid = AppendError::Invalid {
        entry: 0,
        what: "payload too long".into(),
    };
    let unknown = AppendError::Unknown {
        first_index: 3,
        first_leaf: Hash([0; 32]),
        source: source(),
    };
    let (index, late) = (3, source());
    let all = [
        (conflict, Some(false)),
        (invalid, Some(false)),
        (AppendError::NotWritten(source()), Some(false)),
        (AppendError::Fatal(source()), Some(false)),
        (unknown, None),
        (
            AppendError::NotErased {
                index,
                source: source(),
            },
            None,
        ),
        (
            AppendError::NotInPlace {
                index,
                source: late,
            },
            None,
        ),
    ];
    for (failure, recorded) in all {
        let fault = Fault::from(&failure);
        let told = &fault.what;
        assert_eq!(english(told), Vec::<String>::new(), "{failure}: {told}");
        assert_eq!(fault.recorded, recorded, "{told}");
    }
}

#[test]
fn what_the_system_refuses_is_named_with_its_file() {
    for (number, word) in [
        (2, "不存在"),
        (5, "检查磁盘"),
        (13, "没有权限"),
        (20, "不是目录"),
        (24, "ulimit"),
        (28, "磁盘已满"),
        (30, "只读"),
        (36, "系统错误36"),
        (122, "配额"),
    ] {
        let error = IoError::from_raw_os_error(number);
        assert!(reason(&error).contains(word), "{error}: {}", reason(&error));
        let told = Fault::io("/s/k")(error).what;
        assert!(told.starts_with("/s/k：") && told.contains(word), "{told}");
        assert_eq!(english(&told), Vec::<String>::new());
    }
    let own = IoError::other("something of our own");
    assert_eq!(english(&reason(&own)), Vec::<String>::new());
}
