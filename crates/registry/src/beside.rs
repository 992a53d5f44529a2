//! What lies in a data folder beside logs and files: views and store. Whether each is whole, and if
//! not, what to do.
//!
//! It knows of no entry: what the logs say is checked before.

use std::collections::BTreeMap;
use std::sync::Arc;

use law::pack::Pack;
use ledger::sqlite::examine;

use crate::fault::Fault;
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
        return Some(
            "账号库 store.db 不见了，请从备份中取回；没有备份的，用 fadu account 重新建立账号"
                .into(),
        );
    }
    if examine(&path).is_err() {
        return Some("账号库 store.db 已经损坏，请用备份中的替换它".into());
    }
    homes::store(layout.0).err().map(|fault| fault.what)
}
