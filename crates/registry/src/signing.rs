//! The private key that signs an agency's log: made once, at the first start of its office, found again
//! at every later one. What signs a log that was begun by another key would fork it, and could never be
//! taken back: a new key is made only where it is certain that there is nothing of a log.
//!
//! Crash story: the key is durable before anything else of the agency is made. So whatever lies beside
//! a key that is not there says that the key was lost, and not that we were cut off.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use ledger::durable::replace;
use ledger::{Home, Keys, Reader};

use crate::fault::Fault;
use crate::views::Views;

/// Name of the private key in the folder of an agency.
const KEY: &str = "log.key";
/// What a making of the key that was cut off leaves, and nothing was ever signed with.
const UNUSED: &str = "log.new";

/// The key of the log in a folder. A change of key that was cut off is settled first.
///
/// # Errors
/// A fault if there is none, or it cannot be used.
pub(crate) fn keys(dir: &Path, home: &Home, code: &str) -> Result<Keys, Fault> {
    let path = dir.join(KEY);
    if let Ok(note) = Reader::note(home, code) {
        Keys::settle(&path, code, &note)?;
    }
    match path.try_exists() {
        Ok(true) => Ok(Keys::open(&path, code)?),
        Ok(false) => Err(lost(&path)),
        Err(error) => Err(Fault::io(path)(error)),
    }
}

/// As [`keys`], or a new one where this is the first start of the office.
///
/// # Errors
/// A fault that says what to do if there is something of a log already but no key to it, or nobody can
/// tell, or there is a key to a log that was here and is gone; nothing was made then.
pub(crate) fn keys_or_first(
    dir: &Path,
    home: &Home,
    code: &str,
    views: &Views,
) -> Result<Keys, Fault> {
    let path = dir.join(KEY);
    if !path.try_exists().map_err(Fault::io(&path))? {
        refuse_traces(dir)?;
        // A second node signs with the key of the first. One of its own would be of no use.
        if home.holds(code)? {
            let to = dir.display();
            return Err(Fault::new(format!(
                "{home} 中已有“{code}”的账册，请先把该机关的 log.key 复制到 {to}"
            )));
        }
        refuse_missed(code, views)?;
        return Ok(Keys::open_or_create(&path, code)?);
    }
    // A log that was here is not made anew: it would be signed with the same key. One that cannot be
    // read now is there.
    if let Ok(false) = home.holds(code) {
        refuse_missed(code, views)?;
    }
    keys(dir, home, code)
}

/// Refuses a folder without a key in which anything else of an agency lies.
fn refuse_traces(dir: &Path) -> Result<(), Fault> {
    let items = match fs::read_dir(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        items => items.map_err(Fault::io(dir))?,
    };
    for item in items {
        if item.map_err(Fault::io(dir))?.file_name() != UNUSED {
            return Err(lost(&dir.join(KEY)));
        }
    }
    Ok(())
}

/// Refuses an office whose log the views of this node remember, and which is not there.
fn refuse_missed(code: &str, views: &Views) -> Result<(), Fault> {
    views
        .missed(code)?
        .map_or(Ok(()), |missed| Err(Fault::new(missed)))
}

fn lost(path: &Path) -> Fault {
    Fault::new(format!(
        "签名私钥 {} 不见了，而该机关的账册已经建立，没有另造私钥：账册只能由原来的私钥续写。\
         请把备份或者其他节点中的 log.key 放回原处再启动",
        path.display()
    ))
}

/// Writes the public key beside the log, for those who only check it.
pub(crate) fn publish(dir: &Path, keys: &Keys) -> Result<(), Fault> {
    let text = format!("{}\n", keys.public());
    Ok(replace(&dir.join("log.pub"), text.as_bytes())?)
}
