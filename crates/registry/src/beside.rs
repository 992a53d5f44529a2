//! What lies in a data folder beside logs and files: views, store and signing keys. Whether each is
//! whole, and if not, what to do.
//!
//! It knows of no entry: what the logs say is checked before.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use law::pack::Pack;
use ledger::sqlite::examine;
use ledger::{Home, Keys, LedgerError, PublicKey, Reader, Rotation};

use crate::fault::{Fault, reason};
use crate::homes;
use crate::installation::{Layout, build};
use crate::views::Views;

/// What is wrong with the views: they are no more than the logs say, so they can be built again.
///
/// # Errors
/// A fault if a log cannot be read.
pub(crate) fn views(
    layout: &Layout<'_>,
    packs: &BTreeMap<String, Arc<Pack>>,
) -> Result<Option<String>, Fault> {
    let path = layout.views();
    if !path.exists() {
        return Ok(None);
    }
    // An index that lies is not in any table: comparing content alone would not find it.
    if examine(&path).is_err() {
        return Ok(Some("视图 views.db 已经损坏，请运行 fadu rebuild".into()));
    }
    let fresh = build(layout, packs, Views::in_memory()?)?.content()?;
    // Views that have not been brought up to date since a crash are caught up first, as any start does.
    let standing = Views::open(&path)
        .and_then(|views| build(layout, packs, views))
        .and_then(|views| views.content());
    Ok(match standing {
        Ok(standing) if standing == fresh => None,
        Ok(_) => Some("视图与账册不一致，请运行 fadu rebuild".into()),
        Err(_) => Some("视图 views.db 不能使用，请运行 fadu rebuild".into()),
    })
}

/// What is wrong with the store of a folder, which every installation has from its first start.
pub(crate) fn store(layout: &Layout<'_>) -> Option<String> {
    let path = layout.store();
    if !path.exists() {
        return Some(homes::lost(&path.display()).what);
    }
    if examine(&path).is_err() {
        return Some("账号库 store.db 已经损坏，请用备份中的替换它".into());
    }
    homes::store(layout.0).err().map(|fault| fault.what)
}

/// What is wrong with the private key in the folder of an agency, whose log is signed by `key`.
/// Every node and every backup has it: without it the log takes no more entries.
pub(crate) fn key(dir: &Path, home: &Home, key: &PublicKey) -> Option<String> {
    let path = dir.join("log.key");
    let shown = path.display();
    let get = "请用备份或者其他节点中的 log.key 放在原处";
    match Keys::open_half_of(key, &path) {
        Ok(keys) if has_sm2(&keys, home, key) => None,
        Ok(_) => Some(format!("签名私钥 {shown} 中缺少国密 SM2 密钥，{get}")),
        Err(LedgerError::Exposed { .. }) => Some(format!(
            "签名私钥 {shown} 别人也能读，请运行 chmod 600 {shown}"
        )),
        Err(LedgerError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            Some(format!("签名私钥 {shown} 不见了，账册不能再写入，{get}"))
        }
        Err(LedgerError::Io { source, .. }) => {
            Some(format!("读不到签名私钥 {shown}：{}", reason(&source)))
        }
        Err(_) => Some(format!(
            "签名私钥 {shown} 已经损坏，或者不是这本账册现用的，账册不能再写入，{get}"
        )),
    }
}

/// Whether there is an SM2 key where the log says that it is signed by one too.
fn has_sm2(keys: &Keys, home: &Home, key: &PublicKey) -> bool {
    let own = Reader::open(home, key.clone())
        .and_then(|reader| reader.stream(ledger::destruction::OWN, 1))
        .unwrap_or_default();
    let last = own.iter().rev().find_map(Rotation::of);
    let due = last.and_then(|change| change.sm2);
    due.is_none_or(|due| keys.sm2().is_some_and(|sm2| *sm2.public() == due))
}
