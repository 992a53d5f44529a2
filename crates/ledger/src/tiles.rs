//! The tree as static files: C2SP `tlog-tiles`, so that any HTTP server can serve what others
//! need to prove anything about the log.
//!
//! Only hashes and the checkpoint are published. The entry bundles of that format are not: the
//! metadata of an entry names people and cases. This file does not know where nodes are stored.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::checkpoint::Checkpoint;
use crate::durable::replace;
use crate::error::LedgerError;
use crate::reader::Reader;
use crate::tree::Node;

/// Hashes in a full tile.
pub const WIDTH: u64 = 256;
/// Levels of the tree between two levels of tiles.
const HEIGHT: u32 = 8;
/// Levels of tiles that a log of 2^63 entries has.
const LEVELS: u32 = 8;

/// A tile: consecutive hashes of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// 0 for leaf hashes; each level above spans 256 times as many leaves.
    pub level: u32,
    /// Position among the tiles of its level, from 0.
    pub index: u64,
    /// Hashes in it, 1 to [`WIDTH`]; fewer only in the last tile of its level.
    pub width: u64,
}

impl Tile {
    /// The tiles of a tree with so many leaves: the full ones, and the partial ones at the right.
    pub fn all(size: u64) -> impl Iterator<Item = Tile> {
        (0..LEVELS).flat_map(move |level| {
            let hashes = size >> (level * HEIGHT);
            (0..hashes.div_ceil(WIDTH)).map(move |index| Tile {
                level,
                index,
                width: WIDTH.min(hashes - index * WIDTH),
            })
        })
    }

    /// The nodes whose hashes it holds, in order.
    #[must_use]
    pub fn nodes(self) -> Vec<Node> {
        let first = self.index * WIDTH;
        let level = self.level * HEIGHT;
        (first..first + self.width)
            .map(|index| Node { level, index })
            .collect()
    }

    /// Whether a tree with so many leaves has all the hashes in it.
    #[must_use]
    pub fn is_within(self, size: u64) -> bool {
        let hashes = size.checked_shr(self.level * HEIGHT).unwrap_or(0);
        let end = self
            .index
            .checked_mul(WIDTH)
            .and_then(|first| first.checked_add(self.width));
        end.is_some_and(|end| end <= hashes)
    }
}

impl fmt::Display for Tile {
    /// The path after `tile/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.level)?;
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        match self.width {
            WIDTH => Ok(()),
            width => write!(f, ".p/{width}"),
        }
    }
}

impl FromStr for Tile {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Tile, LedgerError> {
        let read = || {
            let (level, rest) = text.split_once('/')?;
            let (path, width) = match rest.split_once(".p/") {
                Some((path, width)) => (path, width.parse().ok()?),
                None => (rest, WIDTH),
            };
            let mut index = 0_u64;
            for group in path.split('/') {
                let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
                index = index.checked_mul(1000)?.checked_add(digits)?;
            }
            let level = level.parse().ok().filter(|level| *level < 64)?;
            let in_range = (1..=WIDTH).contains(&width);
            let tile = in_range.then_some(Tile {
                level,
                index,
                width,
            })?;
            // One spelling: everything else is not a path of a tile.
            (tile.to_string() == text).then_some(tile)
        };
        read().ok_or_else(|| LedgerError::Format("not the path of a tile".into()))
    }
}

impl Reader {
    /// The hashes of a tile, one after the other.
    ///
    /// # Errors
    /// `OutOfRange` if the log is too short for it, or when the store cannot be read.
    pub fn tile(&self, tile: Tile) -> Result<Vec<u8>, LedgerError> {
        let len = self.len()?;
        if !tile.is_within(len) {
            let asked = tile.index;
            return Err(LedgerError::OutOfRange { asked, len });
        }
        let hashes = self.nodes(&tile.nodes())?;
        Ok(hashes.iter().flat_map(|hash| hash.0).collect())
    }
}

/// Writes checkpoint and tiles into a folder that a web server can serve as it is. Tiles that are
/// there already are left alone: a tile never changes. The checkpoint comes last, when all that it
/// needs is there.
///
/// # Errors
/// `Io`, or when the log cannot be read.
pub fn write(reader: &Reader, dir: &Path) -> Result<Checkpoint, LedgerError> {
    let signed = reader.checkpoint()?;
    for tile in Tile::all(signed.checkpoint.size) {
        let path = dir.join("tile").join(tile.to_string());
        if !path.exists() {
            replace(&path, &reader.tile(tile)?)?;
        }
    }
    replace(&dir.join("checkpoint"), signed.note.as_bytes())?;
    Ok(signed.checkpoint)
}
