//! The keys of a log, in the two spellings of C2SP `signed-note`: Ed25519, and beside it SM2 where
//! an agency must use national algorithms.
//!
//! The private key is made at first start and lives in one file that only its owner can read.
//! The public key is one printable line; whoever holds that line can check the log. This file
//! does not know what is signed.

use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use signed_note::Note;

use crate::checkpoint::SignedCheckpoint;
use crate::durable::{create_private, sync_dir};
use crate::error::LedgerError;
use crate::sm2::Sm2Keys;

/// Signature type of Ed25519 in `signed-note`.
const ED25519: u8 = 1;

/// Ending of the file of a key that is to follow.
const NEXT: &str = "next";

fn remove(path: &Path) -> Result<(), LedgerError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(LedgerError::io(path)(error))
        }
        _ => Ok(()),
    }
}

fn refuse(what: impl Into<String>) -> LedgerError {
    LedgerError::Key(what.into())
}

/// The private key of a log. Its name is the origin of the log.
#[derive(Clone)]
pub struct Keys {
    signing: SigningKey,
    public: PublicKey,
    sm2: Option<Sm2Keys>,
}

/// The public key of a log: `name+id+key`, as `signed-note` spells it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl Keys {
    /// Makes a new key for the log named `origin`, from the randomness of the system.
    ///
    /// # Errors
    /// `LedgerError::Key` if the origin cannot be a key name, or there is no randomness.
    pub fn generate(origin: &str) -> Result<Keys, LedgerError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|e| refuse(format!("no randomness: {e}")))?;
        Keys::from_seed(origin, &seed)
    }

    /// The key with this RFC 8032 seed.
    ///
    /// # Errors
    /// `LedgerError::Key` if the origin is empty or holds white space, `+` or control characters.
    pub fn from_seed(origin: &str, seed: &[u8; 32]) -> Result<Keys, LedgerError> {
        let signing = SigningKey::from_bytes(seed);
        let public = PublicKey::new(origin, signing.verifying_key())?;
        Ok(Keys {
            signing,
            public,
            sm2: None,
        })
    }

    /// The same key, with a second one for SM2 signatures beside it.
    #[must_use]
    pub fn with_sm2(self, sm2: Sm2Keys) -> Keys {
        Keys {
            sm2: Some(sm2),
            ..self
        }
    }

    /// Reads the key file at `path`, or makes it, readable by its owner only, if there is none.
    ///
    /// # Errors
    /// `LedgerError::Key` if the file is malformed or the key of another log;
    /// `LedgerError::Exposed` if others can read it; `LedgerError::Io` if the system refuses.
    pub fn open_or_create(path: &Path, origin: &str) -> Result<Keys, LedgerError> {
        if !path.exists() {
            // If two processes start at once, both read the file of the faster one.
            create_private(path, Keys::generate(origin)?.private_text().as_bytes())?;
        }
        Keys::open(path, origin)
    }

    /// Writes the key that is to follow the one at `path` beside it, durably. It takes its place
    /// by [`Keys::succeed`], once the log says so.
    pub(crate) fn prepare(&self, path: &Path) -> Result<(), LedgerError> {
        let next = path.with_extension(NEXT);
        // One that never came into use, of a rotation that was cut off.
        remove(&next)?;
        create_private(&next, self.private_text().as_bytes()).map(drop)
    }

    /// Puts the prepared key `new` in the place of the one that it follows, whose private half is
    /// gone from then on.
    pub(crate) fn succeed(path: &Path, new: &PublicKey) -> Result<(), LedgerError> {
        match fs::rename(path.with_extension(NEXT), path) {
            // Another process, which was just starting, has settled it.
            Err(_) if Keys::open(path, new.name()).is_ok_and(|keys| keys.public == *new) => {}
            renamed => renamed.map_err(LedgerError::io(path))?,
        }
        sync_dir(path.parent().unwrap_or(Path::new(".")))
    }

    /// Settles a rotation that was cut off: the checkpoint tells which of the two keys is in use. A
    /// key that never came into use stays until the next rotation: another process may be about to
    /// bring it into use, and it may be the only copy.
    ///
    /// # Errors
    /// As [`Keys::open_or_create`], if the key in use can only be the one that cannot be read.
    pub fn settle(path: &Path, origin: &str, note: &str) -> Result<(), LedgerError> {
        let next = path.with_extension(NEXT);
        let signed = |keys: &Keys| SignedCheckpoint::verify(note, keys.public()).is_ok();
        if !next.exists() || Keys::open(path, origin).is_ok_and(|keys| signed(&keys)) {
            return Ok(());
        }
        let keys = Keys::open(&next, origin)?;
        match signed(&keys) {
            true => Keys::succeed(path, &keys.public),
            false => Ok(()),
        }
    }

    /// Reads the key file at `path`.
    ///
    /// # Errors
    /// As [`Keys::open_or_create`]; `Io` if there is none.
    pub fn open(path: &Path, origin: &str) -> Result<Keys, LedgerError> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(path)
                .map_err(LedgerError::io(path))?
                .permissions()
                .mode();
            if mode & 0o077 != 0 {
                let mode = mode & 0o777;
                let path = path.to_path_buf();
                return Err(LedgerError::Exposed { path, mode });
            }
        }
        let text = fs::read_to_string(path).map_err(LedgerError::io(path))?;
        let unfit = |what: String| LedgerError::KeyFile {
            path: path.to_path_buf(),
            what,
        };
        let keys = Keys::parse_private(&text).map_err(|e| unfit(e.to_string()))?;
        if keys.public.name != origin {
            let found = &keys.public.name;
            return Err(unfit(format!("key of {found:?}, not of {origin:?}")));
        }
        Ok(keys)
    }

    /// The private half of `key`: in the file at `path`, or beside it still where a rotation was cut
    /// off that [`Keys::settle`] will end.
    ///
    /// # Errors
    /// As [`Keys::open`]; `LedgerError::Key` if the file holds another key.
    pub fn open_half_of(key: &PublicKey, path: &Path) -> Result<Keys, LedgerError> {
        if let Ok(next) = Keys::open(&path.with_extension(NEXT), key.name())
            && next.public == *key
        {
            return Ok(next);
        }
        let keys = Keys::open(path, key.name())?;
        match keys.public == *key {
            true => Ok(keys),
            false => Err(LedgerError::KeyFile {
                path: path.to_path_buf(),
                what: format!("not the private half of {key}"),
            }),
        }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The second key, for SM2 signatures, if the log has one.
    #[must_use]
    pub fn sm2(&self) -> Option<&Sm2Keys> {
        self.sm2.as_ref()
    }

    /// Signs a text with every key: Ed25519 first.
    ///
    /// # Errors
    /// `LedgerError::Checkpoint` if the text cannot stand in a note.
    pub(crate) fn note(&self, text: &str) -> Result<Note, LedgerError> {
        let refuse = |e: signed_note::NoteError| LedgerError::Checkpoint(e.to_string());
        let mut note = Note::new(text.as_bytes(), &[]).map_err(refuse)?;
        let mut signers: Vec<&dyn signed_note::Signer> = vec![self];
        signers.extend(self.sm2.iter().map(|sm2| sm2 as &dyn signed_note::Signer));
        note.add_sigs(&signers).map_err(refuse)?;
        Ok(note)
    }

    fn private_text(&self) -> String {
        let PublicKey { name, id, .. } = &self.public;
        let mut bytes = vec![ED25519];
        bytes.extend(self.signing.to_bytes());
        let sm2 = self.sm2.as_ref().map(Sm2Keys::private_text);
        format!(
            "PRIVATE+KEY+{name}+{id:08x}+{}\n{}",
            BASE64_STANDARD.encode(bytes),
            sm2.unwrap_or_default()
        )
    }

    fn parse_private(text: &str) -> Result<Keys, LedgerError> {
        let malformed = || refuse("malformed private key");
        let (first, second) = text.split_once('\n').unwrap_or((text, ""));
        let body = first.strip_prefix("PRIVATE+KEY+").ok_or_else(malformed)?;
        let (name, rest) = body.split_once('+').ok_or_else(malformed)?;
        let (_, key) = rest.trim_end().split_once('+').ok_or_else(malformed)?;
        let key = BASE64_STANDARD.decode(key).map_err(|_| malformed())?;
        let [ED25519, seed @ ..] = &key[..] else {
            return Err(malformed());
        };
        let mut keys = Keys::from_seed(name, seed.try_into().map_err(|_| malformed())?)?;
        if !second.is_empty() {
            keys.sm2 = Some(Sm2Keys::parse_private(second.trim_end()).ok_or_else(malformed)?);
        }
        // The id is derived from the key: this catches any damage to the file.
        if keys.private_text().trim_end() != text.trim_end() {
            return Err(refuse("private key does not match its id"));
        }
        Ok(keys)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the private half.
        f.debug_struct("Keys")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl signed_note::Signer for Keys {
    fn name(&self) -> &str {
        &self.public.name
    }

    fn key_id(&self) -> u32 {
        self.public.id
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        Ok(self.signing.try_sign(text)?.to_vec())
    }
}

impl PublicKey {
    fn new(name: &str, key: VerifyingKey) -> Result<PublicKey, LedgerError> {
        if !signed_note::is_key_name_valid(name) || name.chars().any(char::is_control) {
            return Err(refuse(format!(
                "{name:?} cannot name a log: no spaces, no '+'"
            )));
        }
        let mut bytes = vec![ED25519];
        bytes.extend(key.to_bytes());
        Ok(PublicKey {
            id: signed_note::key_id(name, &bytes),
            name: name.to_owned(),
            key,
        })
    }

    /// The id of the key: the first four bytes of a hash of name and key, as notes carry it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The name of the key, which is the origin of its log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl signed_note::Verifier for PublicKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        // Strict: no small-order keys and no second spelling of a signature.
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(text, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&signed_note::new_ed25519_verifier_key(
            &self.name, &self.key,
        ))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<PublicKey, LedgerError> {
        let malformed = || refuse(format!("malformed public key {text:?}"));
        let (name, rest) = text.split_once('+').ok_or_else(malformed)?;
        let (_, key) = rest.split_once('+').ok_or_else(malformed)?;
        let key = BASE64_STANDARD.decode(key).map_err(|_| malformed())?;
        let [ED25519, key @ ..] = &key[..] else {
            return Err(malformed());
        };
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| malformed())?)
            .map_err(|_| malformed())?;
        let public = PublicKey::new(name, key)?;
        if public.to_string() != text {
            return Err(refuse(format!("public key {text:?} does not match its id")));
        }
        Ok(public)
    }
}
