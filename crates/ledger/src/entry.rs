//! An entry, its canonical bytes and its leaf hash: `docs/format/entry.md`, in code.
//!
//! The leaf commits to the payload only through a salted hash. Metadata and proof can therefore
//! be public while the payload is secret, and a payload can be destroyed, with its salt, without
//! breaking any proof. This file does not know where entries are kept or what payloads mean.

use crate::destruction::OWN;
use crate::hash::Hash;
use crate::tree;

/// First byte of the canonical bytes. A change of the layout takes another number; old numbers
/// stay readable for ever.
pub const FORMAT: u8 = 1;
/// Longest `stream`, `actor` or `kind`, in bytes of UTF-8.
pub const MAX_NAME: usize = 512;
/// Longest payload, in bytes. Larger things are blobs, which entries cite.
pub const MAX_PAYLOAD: usize = 1 << 20;
/// Bytes of salt before the payload: 128 bits, so that nobody can try out likely payloads.
pub const SALT: usize = 16;

/// What a caller wants recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The sequence the entry belongs to, for example one case. 1 to [`MAX_NAME`] bytes.
    pub stream: String,
    /// The version the stream must be at: 0 for a stream that must not exist yet, `None` for any.
    pub expected_version: Option<u64>,
    /// When, in milliseconds since 1970-01-01T00:00:00Z. The ledger orders by index, never by
    /// this.
    pub time_ms: i64,
    /// Who. Opaque, 0 to [`MAX_NAME`] bytes.
    pub actor: String,
    /// What sort of payload. Opaque, 1 to [`MAX_NAME`] bytes.
    pub kind: String,
    /// Opaque, 0 to [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

/// What is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Position in the log, from 0.
    pub index: u64,
    /// See [`NewEntry::stream`].
    pub stream: String,
    /// Position in the stream, from 1.
    pub version: u64,
    /// See [`NewEntry::time_ms`].
    pub time_ms: i64,
    /// See [`NewEntry::actor`].
    pub actor: String,
    /// See [`NewEntry::kind`].
    pub kind: String,
    /// `None` once it has lawfully been destroyed.
    pub payload: Option<Vec<u8>>,
    /// Destroyed together with the payload: with the salt, a short payload could be guessed.
    pub salt: Option<[u8; SALT]>,
    /// SHA-256 of salt and payload.
    pub payload_hash: Hash,
    /// RFC 6962 leaf hash of the canonical bytes.
    pub leaf_hash: Hash,
}

/// The part of an entry that its leaf commits to in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata<'a> {
    /// See [`Entry::index`].
    pub index: u64,
    /// See [`Entry::version`].
    pub version: u64,
    /// See [`Entry::time_ms`].
    pub time_ms: i64,
    /// See [`Entry::stream`].
    pub stream: &'a str,
    /// See [`Entry::actor`].
    pub actor: &'a str,
    /// See [`Entry::kind`].
    pub kind: &'a str,
    /// See [`Entry::payload_hash`].
    pub payload_hash: Hash,
}

/// SHA-256 over salt and payload. The salt has a fixed length, so the split is unambiguous.
#[must_use]
pub fn payload_hash(salt: &[u8; SALT], payload: &[u8]) -> Hash {
    Hash::of(&[salt, payload])
}

impl<'a> Metadata<'a> {
    /// Reads [`Metadata::canonical`] back; `None` for anything that it would not have written.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Metadata<'a>> {
        let mut rest = bytes.strip_prefix(&[FORMAT])?;
        let index = u64::from_be_bytes(take(&mut rest)?);
        let version = u64::from_be_bytes(take(&mut rest)?);
        let time_ms = i64::from_be_bytes(take(&mut rest)?);
        let (stream, actor, kind) = (name(&mut rest)?, name(&mut rest)?, name(&mut rest)?);
        let read = Metadata {
            index,
            version,
            time_ms,
            stream,
            actor,
            kind,
            payload_hash: Hash::from_slice(rest)?,
        };
        names_fault([stream, actor, kind]).is_none().then_some(read)
    }

    /// The canonical bytes, as `docs/format/entry.md` lays them out.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let names = [self.stream, self.actor, self.kind];
        let mut bytes = Vec::with_capacity(69 + names.iter().map(|n| n.len()).sum::<usize>());
        self.write(&mut bytes);
        bytes
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let names = [self.stream, self.actor, self.kind];
        bytes.push(FORMAT);
        bytes.extend(self.index.to_be_bytes());
        bytes.extend(self.version.to_be_bytes());
        bytes.extend(self.time_ms.to_be_bytes());
        for name in names {
            // MAX_NAME keeps every length far below u32::MAX; `NewEntry::fault` sees to that
            // before an append, and a stored name that is longer fails its leaf hash.
            bytes.extend((name.len() as u32).to_be_bytes());
            bytes.extend(name.as_bytes());
        }
        bytes.extend(self.payload_hash.0);
    }

    /// RFC 6962 §2.1 leaf hash of the canonical bytes.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        tree::leaf_hash(&self.canonical())
    }
}

/// The next bytes of a fixed number.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (these, others) = rest.split_first_chunk::<N>()?;
    *rest = others;
    Some(*these)
}

/// The next counted text.
fn name<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let len = u32::from_be_bytes(take(rest)?);
    let (text, others) = rest.split_at_checked(usize::try_from(len).ok()?)?;
    *rest = others;
    std::str::from_utf8(text).ok()
}

/// Which limit of the format stream, actor or kind exceed, if any.
fn names_fault([stream, actor, kind]: [&str; 3]) -> Option<String> {
    for (what, name, least) in [
        ("stream", stream, 1),
        ("actor", actor, 0),
        ("kind", kind, 1),
    ] {
        if name.len() < least || name.len() > MAX_NAME {
            let len = name.len();
            return Some(format!("{what} has {len} bytes, not {least} to {MAX_NAME}"));
        }
        // SQLite reads text with NUL back cut short in some tools; keep such names out.
        if name.chars().any(char::is_control) {
            return Some(format!("{what} contains a control character"));
        }
    }
    None
}

impl NewEntry {
    /// Which limit of the format the entry exceeds, if any.
    pub(crate) fn fault(&self) -> Option<String> {
        if let Some(what) = names_fault([&self.stream, &self.actor, &self.kind]) {
            return Some(what);
        }
        let len = self.payload.len();
        (len > MAX_PAYLOAD).then(|| format!("payload has {len} bytes, not 0 to {MAX_PAYLOAD}"))
    }
}

impl Entry {
    /// The part that the leaf commits to.
    #[must_use]
    pub fn metadata(&self) -> Metadata<'_> {
        Metadata {
            index: self.index,
            version: self.version,
            time_ms: self.time_ms,
            stream: &self.stream,
            actor: &self.actor,
            kind: &self.kind,
            payload_hash: self.payload_hash,
        }
    }

    /// Whether the log wrote it about itself: the record of a destruction, or another key.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.stream == OWN
    }

    /// Re-derives both hashes from the bytes and says what does not agree, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let secret = (self.salt.as_ref(), self.payload.as_deref());
        fault(&self.metadata(), secret, self.leaf_hash, &mut Vec::new())
    }
}

/// What of salt and payload, metadata and leaf does not agree, if anything. The canonical bytes
/// are laid out in `room`.
pub(crate) fn fault(
    metadata: &Metadata<'_>,
    secret: (Option<&[u8; SALT]>, Option<&[u8]>),
    leaf_hash: Hash,
    room: &mut Vec<u8>,
) -> Option<String> {
    match secret {
        (Some(salt), Some(payload)) if payload_hash(salt, payload) != metadata.payload_hash => {
            return Some("payload or salt does not hash to the payload hash".into());
        }
        // Whether the destruction of what is not there was recorded, only the log can tell.
        (Some(_), Some(_)) | (None, None) => {}
        _ => return Some("of payload and salt, one is missing".into()),
    }
    room.clear();
    metadata.write(room);
    (tree::leaf_hash(room) != leaf_hash).then(|| "metadata does not hash to the leaf hash".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of `docs/format/entry.md`. If this test must change, old ledgers break.
    #[test]
    fn the_documented_example_holds() {
        let salt: [u8; SALT] = std::array::from_fn(|i| i as u8);
        let payload_hash = payload_hash(&salt, b"hello");
        assert_eq!(payload_hash.to_string(), EXAMPLE_PAYLOAD_HASH);
        let metadata = Metadata {
            index: 7,
            version: 2,
            time_ms: 1_741_000_000_123,
            stream: "case/1",
            actor: "zhang",
            kind: "note",
            payload_hash,
        };
        let hex: String = metadata
            .canonical()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(hex, format!("{EXAMPLE_HEAD}{EXAMPLE_PAYLOAD_HASH}"));
        assert_eq!(metadata.leaf_hash().to_string(), EXAMPLE_LEAF_HASH);
        let document = include_str!("../../../docs/format/entry.md");
        for value in [EXAMPLE_PAYLOAD_HASH, EXAMPLE_LEAF_HASH] {
            assert!(
                document.contains(value),
                "docs/format/entry.md lacks {value}"
            );
        }
    }

    const EXAMPLE_HEAD: &str = concat!(
        "01",
        "0000000000000007",
        "0000000000000002",
        "000001955bafc27b",
        "00000006",
        "636173652f31",
        "00000005",
        "7a68616e67",
        "00000004",
        "6e6f7465",
    );
    const EXAMPLE_PAYLOAD_HASH: &str =
        "7c9f5b9e4cc36c703715bb6eedcbb8bd80840fd48d135a07af861d1a027be360";
    const EXAMPLE_LEAF_HASH: &str =
        "3a497d19dffc896dbd60589903bd5aaf2f37595b980d7bca335b913297b6780f";
}
