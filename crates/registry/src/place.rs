//! Where the files of an installation are, as all its nodes must agree. The store says it, since every
//! node reads that; a node that has them elsewhere is not opened, and one that was left behind by a move
//! cites no file any more. A bucket says whose it is (`ledger::Blobs::claim`), so that two installations
//! that were pointed at one are told apart before either writes. Without a bucket they are in the folder of
//! one node, and where the logs are in a database no other node is opened beside it: it would neither
//! show the files of the first nor know which it destroys.
//!
//! Crash story: a move is noted before the first file is copied, so that nothing new is cited where it
//! would be left behind; it is over when the note says the new place. A node that starts in the old place
//! ends a move that was cut off, or one that goes on, which then finds that it may not end; one that
//! starts in the new place, which is written down there last, completes it.

use std::path::Path;

use ledger::Blobs;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::homes::{BUCKET, Homes};
use crate::identity;
use crate::store::Store;

/// Under which the store has it.
pub(crate) const NOTE: &str = "files";

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// The URL of a bucket, or nothing for the folder of a node.
    at: String,
    /// Where they are being moved to.
    to: Option<String>,
    /// Of a folder that could have others beside it: the node whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    node: Option<String>,
}

impl Place {
    /// Where a node has them that is not moving them.
    fn here(dir: &Path, blobs: &Blobs) -> Result<Place, Fault> {
        let has_others = blobs.bucket().is_none() && Homes::of(dir)?.is_database();
        Ok(Place {
            at: of(blobs),
            to: None,
            node: has_others.then(|| identity::node(dir)).transpose()?,
        })
    }

    /// Whether files that are here are where `noted` says. Nothing is known of a folder that was noted
    /// while it could have no others beside it, or before nodes had ids.
    fn fits(&self, noted: &Place) -> bool {
        let is_ours = noted.node.is_none() || self.node.is_none() || noted.node == self.node;
        noted.at == self.at && is_ours || noted.to.as_ref() == Some(&self.at)
    }
}

fn of(blobs: &Blobs) -> String {
    blobs.bucket().unwrap_or_default().to_owned()
}

/// Refuses a bucket of another installation than `id`; one that is nobody's becomes this one's.
///
/// # Errors
/// A fault that says what to do.
pub(crate) fn claim(dir: &Path, blobs: &Blobs, id: &str) -> Result<(), Fault> {
    match blobs.claim(id)? == id {
        true => Ok(()),
        false => Err(stranger(dir)),
    }
}

/// As [`claim`], of a bucket in which nothing is to be put yet, by an installation that may have no id.
///
/// # Errors
/// As [`claim`].
pub(crate) fn refuse_strange(dir: &Path, blobs: &Blobs, id: Option<&str>) -> Result<(), Fault> {
    match blobs.owner()? {
        Some(owner) if Some(owner.as_str()) != id => Err(stranger(dir)),
        _ => Ok(()),
    }
}

fn stranger(dir: &Path) -> Fault {
    Fault::new(format!(
        "存储桶是另一个安装的，没有使用它。本机是那个安装的又一个节点的，请从首个节点的数据目录复制 installation；\
         本机另设安装的，请换一个存储桶或者前缀，并删除 {} 中的文件 bucket",
        dir.display()
    ))
}

/// Agrees with the other nodes where the files are, when a node starts.
///
/// # Errors
/// A fault that says what to do if they are elsewhere.
pub(crate) fn agree(dir: &Path, blobs: &Blobs, store: &Store) -> Result<(), Fault> {
    let here = Place::here(dir, blobs)?;
    loop {
        let was = store.noted::<Place>(NOTE)?;
        match was {
            Some(was) if !here.fits(&was) => return Err(elsewhere(dir, &here, &was)),
            Some(was) if was == here => return Ok(()),
            // Another node may be faster: then what it has noted counts.
            was if store.note(NOTE, was.as_ref(), &here)? => return Ok(()),
            _ => {}
        }
    }
}

/// Refuses to cite files, or to take in new ones, where they are not any more.
///
/// # Errors
/// A fault that says what to do.
pub(crate) fn is_in_force(blobs: &Blobs, store: &Store) -> Result<(), Fault> {
    match store.noted::<Place>(NOTE)? {
        Some(Place { to: Some(to), .. }) => {
            Err(Fault::new(format!("文件正在搬往 {to}，请等搬迁完成后再试")))
        }
        Some(place) if place.at != of(blobs) => Err(moved(Path::new("数据目录"), &place)),
        _ => Ok(()),
    }
}

fn elsewhere(dir: &Path, here: &Place, was: &Place) -> Fault {
    match &was.node {
        Some(node) if here.at == was.at => Fault::new(format!(
            "本安装的文件在另一个节点的数据目录中，不能再启动一个节点。几个节点同时使用的，请在那个节点用 \
             fadu move --blobs 把文件搬到存储桶，再把它的文件 {BUCKET} 复制到 {dir}；那个节点不再使用、\
             文件已全部移到 {dir}/blobs 的，请在 {dir} 的文件 {NODE} 中写 {node}",
            dir = dir.display(),
            NODE = identity::NODE,
        )),
        _ => moved(dir, was),
    }
}

fn moved(dir: &Path, place: &Place) -> Fault {
    let dir = dir.display();
    Fault::new(match place.at.as_str() {
        "" => format!(
            "本安装的文件在数据目录中，而本机用的是存储桶；\
             请停止本机的服务，删除 {dir} 中的文件 {BUCKET}，再启动"
        ),
        url => format!(
            "本安装的文件已设在 {url}，而本机用的不是那里；请停止本机的服务，\
             把已经搬迁的节点的文件 {BUCKET} 复制到 {dir}，再启动"
        ),
    })
}

/// A move that is going on.
pub(crate) struct Moving(Place);

impl Moving {
    /// Notes that the files move from one place to another. From then on nobody cites any.
    ///
    /// # Errors
    /// A fault if they are not at `from`, or somebody else notes something at this moment.
    pub(crate) fn begin(dir: &Path, store: &Store, ways: [&Blobs; 2]) -> Result<Moving, Fault> {
        agree(dir, ways[0], store)?;
        let was = Place::here(dir, ways[0])?;
        let to = Some(of(ways[1]));
        let moving = Moving(Place { to, ..was.clone() });
        moving.put(store, Some(&was), &moving.0)?;
        Ok(moving)
    }

    /// Notes that they have moved.
    ///
    /// # Errors
    /// A fault if another node has started meanwhile.
    pub(crate) fn end(self, store: &Store) -> Result<(), Fault> {
        let at = self.0.to.clone().unwrap_or_default();
        let (to, node) = (None, None);
        self.put(store, Some(&self.0), &Place { at, to, node })
    }

    /// Notes that they stay where they were.
    ///
    /// # Errors
    /// As [`Moving::end`].
    pub(crate) fn give_up(self, store: &Store) -> Result<(), Fault> {
        let stays = Place {
            to: None,
            ..self.0.clone()
        };
        self.put(store, Some(&self.0), &stays)
    }

    fn put(&self, store: &Store, was: Option<&Place>, now: &Place) -> Result<(), Fault> {
        match store.note(NOTE, was, now)? {
            true => Ok(()),
            false => Err(Fault::new(
                "搬迁期间有节点启动了服务；请停止所有节点的服务，再搬迁一次",
            )),
        }
    }
}
