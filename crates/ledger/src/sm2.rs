//! The second signature: SM2 over SM3 (GB/T 32918.2, GB/T 32905), for agencies that must use
//! national algorithms.
//!
//! It is one more line of a `signed-note`, under the same name. Verifiers that know only Ed25519
//! ignore it, as that format demands. This file does not know what is signed.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use signed_note::{Signer, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::sec1::ToEncodedPoint;
use sm2::{FieldBytes, PublicKey as Point};

use crate::error::LedgerError;

/// Signature type without an assigned byte, and the longer identifier that follows it.
const KIND: &[u8] = b"\xffSM2-SM3 GB/T 32918";
/// The signer's identifier that the standard gives where none is agreed on.
const SIGNER: &str = "1234567812345678";
/// Bytes of a public key: a compressed point.
const POINT: usize = 33;

fn refuse(what: &str) -> LedgerError {
    LedgerError::Key(format!("SM2: {what}"))
}

/// A private key for SM2 signatures.
#[derive(Clone)]
pub struct Sm2Keys {
    signing: SigningKey,
    public: Sm2PublicKey,
}

/// The public key of such signatures: `name+id+key`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sm2PublicKey {
    name: String,
    id: u32,
    point: [u8; POINT],
}

impl Sm2Keys {
    /// Makes a new key, from the randomness of the system.
    ///
    /// # Errors
    /// `LedgerError::Key` if there is no randomness.
    pub fn generate(name: &str) -> Result<Sm2Keys, LedgerError> {
        loop {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret).map_err(|e| refuse(&format!("no randomness: {e}")))?;
            // Fewer than one in four billion numbers is no key: then another is drawn.
            if let Ok(keys) = Sm2Keys::from_secret(name, &secret) {
                return Ok(keys);
            }
        }
    }

    /// The key with this secret number, big-endian.
    ///
    /// # Errors
    /// `LedgerError::Key` if the number is not in the range of the curve.
    pub fn from_secret(name: &str, secret: &[u8; 32]) -> Result<Sm2Keys, LedgerError> {
        let signing = SigningKey::from_bytes(SIGNER, FieldBytes::from_slice(secret))
            .map_err(|_| refuse("no private key"))?;
        let point = signing.verifying_key().as_affine().to_encoded_point(true);
        let point = point
            .as_bytes()
            .try_into()
            .map_err(|_| refuse("no public key"))?;
        let public = Sm2PublicKey::new(name, point);
        Ok(Sm2Keys { signing, public })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &Sm2PublicKey {
        &self.public
    }

    /// The line of a key file.
    pub(crate) fn private_text(&self) -> String {
        let bytes = [KIND, &self.signing.to_bytes()].concat();
        let Sm2PublicKey { name, id, .. } = &self.public;
        format!(
            "PRIVATE+KEY+{name}+{id:08x}+{}\n",
            BASE64_STANDARD.encode(bytes)
        )
    }

    /// Reads a line of a key file; `None` if it is not one.
    pub(crate) fn parse_private(line: &str) -> Option<Sm2Keys> {
        let (name, rest) = line.strip_prefix("PRIVATE+KEY+")?.split_once('+')?;
        let key = BASE64_STANDARD.decode(rest.split_once('+')?.1).ok()?;
        let secret = key.strip_prefix(KIND)?.try_into().ok()?;
        let keys = Sm2Keys::from_secret(name, secret).ok()?;
        (keys.private_text().trim_end() == line).then_some(keys)
    }
}

impl Signer for Sm2Keys {
    fn name(&self) -> &str {
        &self.public.name
    }

    fn key_id(&self) -> u32 {
        self.public.id
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        use sm2::dsa::signature::Signer as _;
        let signature: Signature = self.signing.try_sign(text)?;
        Ok(signature.to_bytes().to_vec())
    }
}

impl Sm2PublicKey {
    fn new(name: &str, point: [u8; POINT]) -> Sm2PublicKey {
        Sm2PublicKey {
            name: name.to_owned(),
            id: signed_note::key_id(name, &[KIND, &point].concat()),
            point,
        }
    }

    /// The name of the key, which is the origin of its log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Verifier for Sm2PublicKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        use sm2::dsa::signature::Verifier as _;
        let key = VerifyingKey::from_sec1_bytes(SIGNER, &self.point);
        let signature = Signature::from_slice(signature);
        key.is_ok_and(|key| signature.is_ok_and(|signature| key.verify(text, &signature).is_ok()))
    }
}

impl fmt::Display for Sm2PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64_STANDARD.encode([KIND, &self.point].concat());
        write!(f, "{}+{:08x}+{key}", self.name, self.id)
    }
}

impl fmt::Debug for Sm2PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Sm2PublicKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Sm2PublicKey, LedgerError> {
        let read = || {
            let (name, rest) = text.split_once('+')?;
            let key = BASE64_STANDARD.decode(rest.split_once('+')?.1).ok()?;
            let point: [u8; POINT] = key.strip_prefix(KIND)?.try_into().ok()?;
            Point::from_sec1_bytes(&point).ok()?;
            let public = Sm2PublicKey::new(name, point);
            (public.to_string() == text).then_some(public)
        };
        read().ok_or_else(|| refuse("malformed public key"))
    }
}
