//! A SHA-256 value, and its two spellings: hexadecimal for people and file names, base64 for
//! notes.
//!
//! It does not know what was hashed; the hashing rules live in `entry`, `tree` and `blob`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The 32 bytes of a SHA-256 value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// The text is not 64 lower-case hexadecimal digits (or, for base64, not 44 canonical characters).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 value: {0:?}")]
pub struct HashError(String);

impl Hash {
    /// SHA-256 of the parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Hash {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Hash(hasher.finalize().into())
    }

    /// The spelling used in checkpoints (RFC 4648 §4, with padding).
    #[must_use]
    pub fn to_base64(self) -> String {
        BASE64_STANDARD.encode(self.0)
    }

    /// Reads [`Hash::to_base64`] back; only the canonical spelling is accepted.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_base64(text: &str) -> Result<Hash, HashError> {
        let refuse = || HashError(text.chars().take(80).collect());
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| refuse())?;
        Hash::from_slice(&bytes).ok_or_else(refuse)
    }

    /// The value whose bytes these are; `None` unless there are exactly 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Hash, HashError> {
        let refuse = || HashError(text.chars().take(80).collect());
        // One spelling only: a file name that differs in case must not name the same blob twice.
        if text.len() != 64 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| refuse())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refuse())?;
        }
        Ok(Hash(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_and_reads_both_ways() {
        let hash = Hash::of(&[b"a", b"bc"]);
        // FIPS 180-4 example "abc".
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.to_string(), hex);
        assert_eq!(hex.parse(), Ok(hash));
        assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
    }

    #[test]
    fn refuses_other_spellings() {
        let hex = Hash([0xab; 32]).to_string();
        for bad in [
            &hex[1..],
            &hex.to_uppercase(),
            &format!("{hex}0"),
            &"é".repeat(32),
        ] {
            assert!(bad.parse::<Hash>().is_err(), "{bad}");
        }
        assert!(Hash::from_base64("").is_err());
        // The last character carries two unused bits; they must be zero.
        let mut base64 = Hash([0; 32]).to_base64();
        base64.replace_range(42..43, "B");
        assert!(Hash::from_base64(&base64).is_err());
    }
}
