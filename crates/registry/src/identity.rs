//! Which installation a data folder belongs to: an id in the file `installation`, made when the folder
//! is first opened, the same for all nodes of the installation and for its copies. The store holds it
//! too. So two installations that were pointed at one database are told apart before either writes.
//!
//! A node has an id of its own too, in the file `node`: by it the store knows in whose folder the files
//! are. It is no part of a backup, and not copied to other nodes.
//!
//! They prove nothing to others: whoever copies `installation` belongs to the installation, and needs
//! its keys all the same.

use std::collections::BTreeSet;
use std::path::Path;

use ledger::Home;
use ledger::durable::replace;

use crate::fault::Fault;
use crate::homes::Homes;
use crate::installation::Layout;
use crate::store::Store;

/// Name of the file, and of the setting in the store.
pub(crate) const NAME: &str = "installation";

/// Name of the file with the id of the node.
pub(crate) const NODE: &str = "node";

/// Name of the setting in a store that was moved: where to.
const MOVED: &str = "moved";

/// The id of the installation in a data folder, if it has one yet.
///
/// # Errors
/// A fault if it cannot be read.
pub(crate) fn of(dir: &Path) -> Result<Option<String>, Fault> {
    read(
        &dir.join(NAME),
        "用备份或者其他节点中的 installation 替换它",
    )
}

/// The id of the node whose data folder it is; a new one if it has none.
///
/// # Errors
/// A fault if it can neither be read nor made.
pub(crate) fn node(dir: &Path) -> Result<String, Fault> {
    let path = dir.join(NODE);
    let known = read(&path, "删除它，再启动服务；启动时会说明怎样办理")?;
    known.map_or_else(|| made(&path), Ok)
}

/// The id in a file, if it is there; `remedy` says what to do about a damaged one.
fn read(path: &Path, remedy: &str) -> Result<Option<String>, Fault> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::io(path)(error)),
    };
    let id = text.trim();
    match id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(Some(id.to_owned())),
        false => Err(Fault::new(format!(
            "{} 已经损坏，请{remedy}",
            path.display()
        ))),
    }
}

/// Writes an id of chance, durably.
fn made(path: &Path) -> Result<String, Fault> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(Fault::internal)?;
    let id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    replace(path, format!("{id}\n").as_bytes())?;
    Ok(id)
}

/// Whether a data folder has been opened before, so that it has all that the first opening makes.
pub(crate) fn is_founded(dir: &Path) -> bool {
    dir.join(NAME).exists()
}

/// Whether a store holds nothing that could tell whose it is.
///
/// # Errors
/// A fault if it cannot be read.
pub(crate) fn is_nobodys(store: &Store) -> Result<bool, Fault> {
    Ok(store.setting(NAME)?.is_none() && store.agencies()?.is_empty())
}

/// The id of the installation in a data folder; a new one if it has none. If we crash before the
/// store has it, the next start records it there.
fn founded(dir: &Path) -> Result<String, Fault> {
    of(dir)?.map_or_else(|| made(&dir.join(NAME)), Ok)
}

/// Refuses a store that belongs to another installation than the data folder.
///
/// # Errors
/// A fault that says what to do.
pub(crate) fn check(dir: &Path, store: &Store, home: &Home) -> Result<(), Fault> {
    match (store.setting(NAME)?, of(dir)?, home) {
        (None, ..) => Ok(()),
        (Some(owner), Some(id), _) if owner == id => Ok(()),
        (Some(_), None, Home::Folder(_)) => Err(Fault::new(format!(
            "{} 不见了，请从备份或者其他节点取回",
            dir.join(NAME).display()
        ))),
        (Some(_), ..) => Err(stranger(dir, home)),
    }?;
    match store.setting(MOVED)? {
        Some(to) => Err(Fault::new(format!(
            "账册和账号已从 {home} 搬到 {to}，这里的不再使用；\
             请把已经搬迁的节点的 ledger 文件复制到 {}",
            dir.display()
        ))),
        None => Ok(()),
    }
}

/// Notes in a store that others may share that it is in force no more.
///
/// # Errors
/// A fault if it cannot be written.
pub(crate) fn leave(store: &Store, to: &Home) -> Result<(), Fault> {
    store.set(MOVED, &to.to_string())
}

/// As [`check`], and records in a store that is nobody's yet that it belongs to this installation,
/// whose agencies are `codes`. In a database, one in which others have accounts and nobody of here has
/// is taken for theirs: they prepared it, or it comes from an earlier version.
///
/// # Errors
/// As [`check`]; a fault if it cannot be recorded.
pub(crate) fn claim(dir: &Path, store: &Store, codes: &BTreeSet<String>) -> Result<String, Fault> {
    let homes = Homes::of(dir)?;
    let home = homes.store();
    check(dir, store, &home)?;
    if store.setting(NAME)?.is_none() {
        let agencies = store.agencies()?;
        let theirs = !agencies.is_empty() && agencies.is_disjoint(codes);
        if homes.is_database() && theirs {
            return Err(stranger(dir, &home));
        }
        store.set_new(NAME, &founded(dir)?)?;
    }
    // Another node may have done the same between any two of these steps: one of them was first.
    check(dir, store, &home)?;
    founded(dir)
}

fn stranger(dir: &Path, home: &Home) -> Fault {
    Fault::new(match home {
        Home::Folder(_) => format!(
            "账号库 {} 是另一个安装的，没有使用它；请用本安装的备份中的 store.db 替换它",
            Layout(dir).store().display()
        ),
        Home::Postgres(_) => format!(
            "{home} 是另一个安装的，没有使用它。本机是那个安装的又一个节点的，请从首个节点的数据目录复制 \
             installation、ledger、packs 和 agencies（其中有 log.key）；本机另设安装的，请换一个数据库，\
             并删除 {} 中的文件 ledger",
            dir.display()
        ),
    })
}
