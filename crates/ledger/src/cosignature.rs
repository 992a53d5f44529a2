//! What a witness says of a checkpoint: C2SP `tlog-cosignature`, version 1.
//!
//! One more line of the note, by another party, with the time. It states that the checkpoint
//! extends everything that the witness has seen of this log. This file does not know what it saw.

use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use signed_note::{Note, Verifier, VerifierList};

use crate::checkpoint::SignedCheckpoint;
use crate::durable::create_private;
use crate::error::LedgerError;

/// Signature type of a timestamped Ed25519 cosignature.
const COSIGNATURE: u8 = 4;
/// Bytes of the time before the signature.
const TIME: usize = 8;

fn refuse(what: impl Into<String>) -> LedgerError {
    LedgerError::Key(what.into())
}

/// The private key of a witness.
#[derive(Clone)]
pub struct WitnessKeys {
    signing: SigningKey,
    public: WitnessKey,
}

/// The public key of a witness: `name+id+key`.
#[derive(Clone, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl WitnessKeys {
    /// The key with this RFC 8032 seed.
    ///
    /// # Errors
    /// `LedgerError::Key` if the name cannot name a key.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<WitnessKeys, LedgerError> {
        let signing = SigningKey::from_bytes(seed);
        let public = WitnessKey::new(name, signing.verifying_key())?;
        Ok(WitnessKeys { signing, public })
    }

    /// Reads the key file at `path`, or makes it, readable by its owner only, if there is none.
    ///
    /// # Errors
    /// `LedgerError::Key` if the file is malformed or of another name; `Io`.
    pub fn open_or_create(path: &Path, name: &str) -> Result<WitnessKeys, LedgerError> {
        if !path.exists() {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|e| refuse(format!("no randomness: {e}")))?;
            let text = WitnessKeys::from_seed(name, &seed)?.private_text();
            create_private(path, text.as_bytes())?;
        }
        let text = fs::read_to_string(path).map_err(LedgerError::io(path))?;
        let read = || {
            let (found, rest) = text.strip_prefix("PRIVATE+KEY+")?.split_once('+')?;
            let key = BASE64_STANDARD
                .decode(rest.trim_end().split_once('+')?.1)
                .ok()?;
            let seed = key.strip_prefix(&[COSIGNATURE])?.try_into().ok()?;
            let keys = WitnessKeys::from_seed(found, seed).ok()?;
            (keys.private_text() == text && found == name).then_some(keys)
        };
        read().ok_or_else(|| LedgerError::KeyFile {
            path: path.to_path_buf(),
            what: format!("not the key of {name:?}"),
        })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &WitnessKey {
        &self.public
    }

    /// The line by which the witness states, at this time (seconds since 1970), what it has seen.
    #[must_use]
    pub fn cosign(&self, text: &str, at: u64) -> String {
        let signature = self.signing.sign(message(at, text.as_bytes()).as_slice());
        let id = self.public.id.to_be_bytes();
        let bytes = [&id[..], &at.to_be_bytes(), &signature.to_bytes()].concat();
        format!("— {} {}\n", self.public.name, BASE64_STANDARD.encode(bytes))
    }

    fn private_text(&self) -> String {
        let WitnessKey { name, id, .. } = &self.public;
        let bytes = [&[COSIGNATURE], &self.signing.to_bytes()[..]].concat();
        format!(
            "PRIVATE+KEY+{name}+{id:08x}+{}\n",
            BASE64_STANDARD.encode(bytes)
        )
    }
}

fn message(at: u64, text: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {at}\n").as_bytes(), text].concat()
}

impl WitnessKey {
    fn new(name: &str, key: VerifyingKey) -> Result<WitnessKey, LedgerError> {
        if !signed_note::is_key_name_valid(name) || name.chars().any(char::is_control) {
            return Err(refuse(format!("{name:?} cannot name a witness")));
        }
        let id = signed_note::key_id(name, &[&[COSIGNATURE], &key.to_bytes()[..]].concat());
        let name = name.to_owned();
        Ok(WitnessKey { name, id, key })
    }

    /// The name of the witness.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl Verifier for WitnessKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let Some((at, signature)) = signature.split_first_chunk::<TIME>() else {
            return false;
        };
        let message = message(u64::from_be_bytes(*at), text);
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(&message, &signature).is_ok())
    }
}

impl SignedCheckpoint {
    /// When this witness cosigned the checkpoint, in seconds since 1970; `None` if it did not.
    #[must_use]
    pub fn cosigned(&self, witness: &WitnessKey) -> Option<u64> {
        let note = Note::from_bytes(self.note.as_bytes()).ok()?;
        let keys = VerifierList::new(vec![Box::new(witness.clone())]);
        let (valid, _) = note.verify(&keys).ok()?;
        let at = valid.first()?.signature().first_chunk::<TIME>()?;
        Some(u64::from_be_bytes(*at))
    }
}

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[COSIGNATURE], &self.key.to_bytes()[..]].concat();
        write!(
            f,
            "{}+{:08x}+{}",
            self.name,
            self.id,
            BASE64_STANDARD.encode(key)
        )
    }
}

impl fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for WitnessKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<WitnessKey, LedgerError> {
        let read = || {
            let (name, rest) = text.split_once('+')?;
            let key = BASE64_STANDARD.decode(rest.split_once('+')?.1).ok()?;
            let key = key.strip_prefix(&[COSIGNATURE])?.try_into().ok()?;
            let key = WitnessKey::new(name, VerifyingKey::from_bytes(key).ok()?).ok()?;
            (key.to_string() == text).then_some(key)
        };
        read().ok_or_else(|| refuse(format!("malformed witness key {text:?}")))
    }
}
