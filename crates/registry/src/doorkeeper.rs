//! The doorkeeper: passwords, sessions, tokens and lock-outs. Knows who somebody is, never what
//! somebody may do: that is the law's business.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::store::{Account, Pass, Store};

/// Seconds an unused session lives: half an hour, the usual value of GB/T 22239 level 3 reviews.
pub const SESSION_SECONDS: i64 = 30 * 60;
/// Seconds a bearer token lives.
pub const TOKEN_SECONDS: i64 = 24 * 60 * 60;
/// Failed sign-ins after which a name is locked.
pub const TRIES: u32 = 5;
/// Seconds a name stays locked.
pub const LOCKED_SECONDS: i64 = 15 * 60;
/// Shortest password.
pub const SHORTEST: usize = 8;

/// How a sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// The secret of the new session or token.
    In(String, Pass),
    /// Name and password do not fit.
    Wrong,
    /// Too many tries; try again in so many seconds.
    Locked(i64),
}

/// How a change of password ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The new one counts from now on.
    Done,
    /// The old one does not fit.
    Wrong,
    /// The new one is shorter than [`SHORTEST`].
    TooShort,
    /// Too many tries; try again in so many seconds.
    Locked(i64),
}

/// The doorkeeper of an installation.
pub struct Doorkeeper<'a>(pub &'a Store);

impl Doorkeeper<'_> {
    /// Makes an account.
    ///
    /// # Errors
    /// A fault if the password is too short, hashing or the store fails.
    pub fn enrol(
        &self,
        name: &str,
        password: &str,
        agency: &str,
        person: &str,
    ) -> Result<(), Fault> {
        if is_short(password) {
            return Err(Fault::new(format!("口令太短，至少{SHORTEST}个字符")));
        }
        let mut random = [0u8; 16];
        getrandom::fill(&mut random).map_err(Fault::internal)?;
        let salt = SaltString::encode_b64(&random).map_err(Fault::internal)?;
        let hash = hasher()
            .hash_password(password.as_bytes(), &salt)
            .map_err(Fault::internal)?;
        self.0.put_account(&Account {
            name: name.into(),
            agency: agency.into(),
            person: person.into(),
            hash: hash.to_string(),
        })
    }

    /// Signs in with a session.
    ///
    /// # Errors
    /// A fault if hashing or the store fails.
    pub fn sign_in(&self, name: &str, password: &str, now: i64) -> Result<SignIn, Fault> {
        self.check(name, password, now, |pass| {
            let secret = secret()?;
            let pass = Pass {
                csrf: self::secret()?,
                ..pass
            };
            self.0
                .put_session(&digest(&secret), &pass, now + SESSION_SECONDS)?;
            Ok((secret, pass))
        })
    }

    /// Signs in with a bearer token.
    ///
    /// # Errors
    /// A fault if hashing or the store fails.
    pub fn issue_token(&self, name: &str, password: &str, now: i64) -> Result<SignIn, Fault> {
        self.check(name, password, now, |pass| {
            let secret = secret()?;
            self.0
                .put_token(&digest(&secret), &pass, now + TOKEN_SECONDS)?;
            Ok((secret, pass))
        })
    }

    /// Gives a person another password, for the old one. Wrong tries count as at the door.
    ///
    /// # Errors
    /// A fault if the person has no account, or hashing or the store fails.
    pub fn change(
        &self,
        agency: &str,
        person: &str,
        old: &str,
        new: &str,
        now: i64,
    ) -> Result<Changed, Fault> {
        if is_short(new) {
            return Ok(Changed::TooShort);
        }
        let name = self.0.account_of(agency, person)?;
        let name = name.ok_or_else(|| Fault::internal("a person without an account"))?;
        let tried = self.check(&name, old, now, |pass| Ok((String::new(), pass)))?;
        match tried {
            SignIn::In(..) => {
                self.enrol(&name, new, agency, person)?;
                Ok(Changed::Done)
            }
            SignIn::Wrong => Ok(Changed::Wrong),
            SignIn::Locked(seconds) => Ok(Changed::Locked(seconds)),
        }
    }

    fn check(
        &self,
        name: &str,
        password: &str,
        now: i64,
        admit: impl FnOnce(Pass) -> Result<(String, Pass), Fault>,
    ) -> Result<SignIn, Fault> {
        let typed = digest(name);
        let known = self.0.failures(&typed)?;
        if known.until > now {
            return Ok(SignIn::Locked(known.until - now));
        }
        let account = self.0.account(name)?;
        // An unknown name costs the same time as a wrong password.
        let hash = account
            .as_ref()
            .map_or(NOBODY, |account| account.hash.as_str());
        let fits = fits(password, hash);
        let Some(account) = account.filter(|_| fits) else {
            let failures = self.0.note_failure(&typed, TRIES, now + LOCKED_SECONDS)?;
            return Ok(if failures.until > now {
                SignIn::Locked(LOCKED_SECONDS)
            } else {
                SignIn::Wrong
            });
        };
        if known.tries > 0 {
            self.0.clear_failures(&typed)?;
        }
        let pass = Pass {
            agency: account.agency,
            person: account.person,
            csrf: String::new(),
        };
        let (secret, pass) = admit(pass)?;
        Ok(SignIn::In(secret, pass))
    }

    /// Who a session belongs to, if it is still good.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn session(&self, secret: &str, now: i64) -> Result<Option<Pass>, Fault> {
        self.0.session(&digest(secret), now, now + SESSION_SECONDS)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn sign_out(&self, secret: &str, now: i64) -> Result<(), Fault> {
        self.0.end_session(&digest(secret), now)
    }

    /// Who a bearer token belongs to, if it is still good.
    ///
    /// # Errors
    /// A fault if the store fails.
    pub fn bearer(&self, secret: &str, now: i64) -> Result<Option<Pass>, Fault> {
        self.0.token(&digest(secret), now)
    }
}

/// A hash that no password fits.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id with the parameters RFC 9106 and OWASP give for servers of little memory: 19 MiB, two
/// passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn is_short(password: &str) -> bool {
    password.chars().count() < SHORTEST
}

fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

fn secret() -> Result<String, Fault> {
    let mut random = [0u8; 32];
    getrandom::fill(&mut random).map_err(Fault::internal)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
