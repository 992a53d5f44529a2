//! Blobs in an S3 bucket: put there whole and on condition that there is none of that name, with
//! the SM3 digest as metadata of the object.
//!
//! An answer of the service that it has stored an object is what durable means here. It does not
//! know who else uses the bucket; several nodes may.

use std::fs::{self, File, OpenOptions};
use std::future::Future;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey as Key};
use object_store::path::Path as Name;
use object_store::{
    Attribute, Attributes, ClientConfigKey, Error, GetOptions, ObjectStore, ObjectStoreExt,
    PutMode, PutMultipartOptions, PutOptions, RetryConfig,
};
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;

use super::lent::{KEPT, Lent};
use super::{INCOMING, Shelf, Upload, is_whole, place};
use crate::error::{LedgerError, Unsuited};
use crate::hash::Hash;
use crate::outside::outside;

/// Bytes that are sent or fetched at a time; what is longer goes in parts.
const PART: u64 = 8 << 20;
/// How long a request and its repetitions may take: whoever uploads a file is waiting.
const PATIENCE: Duration = Duration::from_secs(20);
/// Name of the object that says whose the bucket is, below the prefix.
const OWNER: &str = "installation";
/// Metadata of an object.
const SM3: Attribute = Attribute::Metadata(std::borrow::Cow::Borrowed("sm3"));

/// What is the matter with a bucket, as far as it can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no bucket of that name.
    Absent,
    /// The keys are wrong, or allow too little.
    Refused,
    /// It does not answer, or not as it should.
    Unreachable,
}

pub(super) struct Bucket {
    store: AmazonS3,
    url: String,
    prefix: Name,
    /// Where blobs lie while somebody reads them as files.
    dir: PathBuf,
    lent: Arc<Lent>,
    /// Taken only when it is dropped.
    runtime: Option<Runtime>,
}

impl Bucket {
    pub(super) fn open(
        url: &str,
        dir: &Path,
        settings: &[(String, String)],
    ) -> Result<Bucket, LedgerError> {
        let malformed = || LedgerError::Unsuited(Unsuited::BucketUrl(url.to_owned()));
        let rest = url.strip_prefix("s3://").ok_or_else(malformed)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(malformed());
        }
        // Where another part of the program has chosen one already, that one will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let bucket = Bucket {
            store: client(bucket, settings).map_err(|error| trouble(url, error))?,
            url: url.trim_end_matches('/').to_owned(),
            prefix: Name::parse(prefix.trim_end_matches('/')).map_err(|_| malformed())?,
            dir: dir.join(INCOMING),
            lent: Arc::default(),
            runtime: Some(runtime.map_err(LedgerError::io(dir))?),
        };
        bucket.probe()?;
        Ok(bucket)
    }

    fn wait<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        let runtime = self.runtime.as_ref().expect("taken only when dropped");
        outside(|| runtime.block_on(work))
    }

    /// Whether the bucket is there and lets us in.
    fn probe(&self) -> Result<(), LedgerError> {
        let mut some = self.store.list(Some(&self.prefix));
        let asked = self.wait(some.try_next());
        asked.map(drop).map_err(|error| trouble(&self.url, error))
    }

    fn name(&self, hash: Hash) -> Name {
        let mut name = self.prefix.clone();
        for part in place(hash).split('/') {
            name = name.join(part);
        }
        name
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn owner(&self) -> Result<Option<String>, LedgerError> {
        let name = self.prefix.clone().join(OWNER);
        let got = self.wait(async { self.store.get(&name).await?.bytes().await });
        match got {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
            Err(Error::NotFound { .. }) => self.probe().map(|()| None),
            Err(error) => Err(trouble(&self.url, error)),
        }
    }

    pub(super) fn claim(&self, id: &str) -> Result<String, LedgerError> {
        let name = self.prefix.clone().join(OWNER);
        for _ in 0..2 {
            let put = self
                .store
                .put_opts(&name, format!("{id}\n").into(), PutMode::Create.into());
            match self.wait(put) {
                Ok(_) => return Ok(id.to_owned()),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {}
                Err(error) => return Err(trouble(&self.url, error)),
            }
            if let Some(owner) = self.owner()? {
                return Ok(owner);
            }
        }
        Err(LedgerError::Busy { tries: 2 })
    }

    /// What an error about a blob means. A bucket that is gone has no blobs either: that must not
    /// look as if the blob alone were missing.
    fn about(&self, hash: Hash, error: Error) -> LedgerError {
        match error {
            Error::NotFound { .. } => match self.probe() {
                Ok(()) => LedgerError::NoBlob(hash),
                Err(error) => error,
            },
            error => trouble(&self.url, error),
        }
    }

    /// Puts what fits into one request, on condition; `false` if there is an object of that name.
    fn put(&self, upload: &Upload<'_>, bytes: Vec<u8>, mode: PutMode) -> Result<bool, LedgerError> {
        let options = PutOptions {
            mode,
            attributes: attributes(upload),
            ..PutOptions::default()
        };
        let name = self.name(upload.hash);
        let put = self.store.put_opts(&name, bytes.into(), options);
        match self.wait(put) {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(trouble(&self.url, error)),
        }
    }

    /// Puts what is longer, in parts that become an object together or not at all.
    fn put_parts(&self, upload: &Upload<'_>) -> Result<(), LedgerError> {
        let options = PutMultipartOptions {
            attributes: attributes(upload),
            ..PutMultipartOptions::default()
        };
        let name = self.name(upload.hash);
        let failed = |error| trouble(&self.url, error);
        let started = self.wait(self.store.put_multipart_opts(&name, options));
        let mut parts = started.map_err(failed)?;
        let mut from = 0;
        let sent = loop {
            match part(upload, from) {
                Ok(bytes) if bytes.is_empty() => break Ok(()),
                Ok(bytes) => {
                    from += bytes.len() as u64;
                    let part = parts.put_part(bytes.into());
                    if let Err(error) = self.wait(part) {
                        break Err(failed(error));
                    }
                }
                Err(error) => break Err(error),
            }
        };
        // If we crash before it is complete, the parts are no object. Where a bucket does not
        // remove them by itself in time, they take space and nothing else.
        match sent {
            Ok(()) => self.wait(parts.complete()).map(drop).map_err(failed),
            Err(error) => {
                let _ = self.wait(parts.abort());
                Err(error)
            }
        }
    }

    /// Fetches a blob into a file that has no name any more when it is handed out.
    fn fetch(&self, hash: Hash) -> Result<File, LedgerError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)
            .map_err(|e| LedgerError::Key(format!("no randomness: {e}")))?;
        let path = self.dir.join(super::hex(&random));
        let failed = || LedgerError::io(&path);
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(failed())?;
        fs::remove_file(&path).map_err(failed())?;
        let mut hasher = Sha256::new();
        self.read(hash, &mut |piece| {
            hasher.update(piece);
            file.write_all(piece).map_err(failed())
        })?;
        is_whole(hash, Hash(hasher.finalize().into()))?;
        Ok(file)
    }

    fn is_sound(&self, hash: Hash) -> Result<bool, LedgerError> {
        let mut hasher = Sha256::new();
        self.read(hash, &mut |piece| {
            hasher.update(piece);
            Ok(())
        })?;
        Ok(Hash(hasher.finalize().into()) == hash)
    }
}

/// The client, with keys, region and endpoint from settings named as in the environment.
fn client(bucket: &str, settings: &[(String, String)]) -> Result<AmazonS3, Error> {
    let seconds = |time: Duration| format!("{} seconds", time.as_secs());
    let mut builder = AmazonS3Builder::new();
    for (name, value) in settings {
        // Names that mean nothing to this client are there for other programs.
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            builder = builder.with_config(key, value);
        }
    }
    builder = builder
        .with_bucket_name(bucket)
        .with_config(Key::Client(ClientConfigKey::Timeout), seconds(3 * PATIENCE))
        .with_config(Key::Client(ClientConfigKey::ConnectTimeout), "5 seconds")
        .with_retry(RetryConfig {
            max_retries: 4,
            retry_timeout: PATIENCE,
            ..RetryConfig::default()
        });
    let endpoint = [Key::S3Endpoint, Key::Endpoint]
        .iter()
        .find_map(|key| builder.get_config_value(key));
    if endpoint.is_some_and(|url| url.starts_with("http://")) {
        // Whoever writes http means it; no certificate will be looked at.
        builder = builder
            .with_allow_http(true)
            .with_config(Key::Client(ClientConfigKey::NoSystemCertificates), "true");
    }
    builder.build()
}

fn attributes(upload: &Upload<'_>) -> Attributes {
    Attributes::from_iter([(SM3, upload.sm3.to_owned())])
}

/// A part of the upload; empty at its end.
fn part(upload: &Upload<'_>, from: u64) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    let mut file = upload.file;
    let read = file
        .seek(SeekFrom::Start(from))
        .and_then(|_| file.take(PART).read_to_end(&mut bytes));
    read.map_err(LedgerError::io(upload.path))?;
    Ok(bytes)
}

/// Codes of errors by which the service says what is the matter: a listing that fails has no type
/// of its own for that.
const CODES: [(&str, Trouble); 4] = [
    ("NoSuchBucket", Trouble::Absent),
    ("AccessDenied", Trouble::Refused),
    ("InvalidAccessKeyId", Trouble::Refused),
    ("SignatureDoesNotMatch", Trouble::Refused),
];

fn trouble(url: &str, error: Error) -> LedgerError {
    let trouble = match &error {
        Error::NotFound { .. } => Trouble::Absent,
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => Trouble::Refused,
        error => {
            let said = error.to_string();
            let code = CODES.iter().find(|(code, _)| said.contains(code));
            code.map_or(Trouble::Unreachable, |(_, trouble)| *trouble)
        }
    };
    LedgerError::Bucket {
        url: url.to_owned(),
        trouble,
        source: Box::new(error),
    }
}

impl Shelf for Bucket {
    fn keep(&self, upload: &Upload<'_>) -> Result<(), LedgerError> {
        let short = upload.len <= PART;
        if short && self.put(upload, part(upload, 0)?, PutMode::Create)? {
            return Ok(());
        }
        // There is one already, or parts know no condition. Another node that puts the same name
        // now puts the same bytes. One that has rotted is healed.
        match self.is_sound(upload.hash) {
            Ok(true) => Ok(()),
            Ok(false) | Err(LedgerError::NoBlob(_)) => match short {
                true => self
                    .put(upload, part(upload, 0)?, PutMode::Overwrite)
                    .map(drop),
                false => self.put_parts(upload),
            },
            Err(error) => Err(error),
        }
    }

    /// Compared with its hash when it was fetched, before the first byte is handed out.
    fn open(&self, hash: Hash) -> Result<File, LedgerError> {
        if let Some(file) = self.lent.get(hash) {
            return Ok(file);
        }
        let file = self.fetch(hash)?;
        let handle = self.lent.keep(hash, file);
        if let Some(runtime) = &self.runtime {
            let lent = self.lent.clone();
            runtime.spawn(async move {
                tokio::time::sleep(KEPT).await;
                lent.let_go(Instant::now());
            });
        }
        handle.map_err(LedgerError::io(&self.dir))
    }

    fn len(&self, hash: Hash) -> Result<u64, LedgerError> {
        let head = self.wait(self.store.head(&self.name(hash)));
        Ok(head.map_err(|error| self.about(hash, error))?.size)
    }

    fn read(
        &self,
        hash: Hash,
        see: &mut dyn FnMut(&[u8]) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let (len, name, mut from) = (self.len(hash)?, self.name(hash), 0);
        while from < len {
            let to = len.min(from + PART);
            let got = self.wait(self.store.get_range(&name, from..to));
            see(&got.map_err(|error| self.about(hash, error))?)?;
            from = to;
        }
        Ok(())
    }

    fn recorded_sm3(&self, hash: Hash) -> Result<Option<String>, LedgerError> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let head = self.wait(self.store.get_opts(&self.name(hash), options));
        let head = head.map_err(|error| self.about(hash, error))?;
        Ok(head.attributes.get(&SM3).map(|value| value.to_string()))
    }

    /// An object's metadata cannot be changed without writing the object anew: it is computed again
    /// when it is asked for. Every blob that came here by way of [`Shelf::keep`] has it.
    fn record_sm3(&self, _hash: Hash, _sm3: &str) -> Result<(), LedgerError> {
        Ok(())
    }

    fn destroy(&self, hash: Hash) -> Result<(), LedgerError> {
        self.lent.forget(hash);
        match self.wait(self.store.delete(&self.name(hash))) {
            Ok(()) => Ok(()),
            Err(error) => match self.about(hash, error) {
                LedgerError::NoBlob(_) => Ok(()),
                error => Err(error),
            },
        }
    }

    fn bucket(&self) -> Option<&Bucket> {
        Some(self)
    }

    fn names(&self) -> Result<Vec<Result<Hash, LedgerError>>, LedgerError> {
        let listed = self.store.list(Some(&self.prefix)).try_collect();
        let listed: Vec<object_store::ObjectMeta> = self
            .wait(listed)
            .map_err(|error| trouble(&self.url, error))?;
        let named = |object: object_store::ObjectMeta| {
            let name = object.location.filename().unwrap_or_default();
            match name.parse() {
                Ok(hash) if self.name(hash) == object.location => Ok(hash),
                _ => {
                    let what = format!("{} is not a blob", object.location);
                    Err(LedgerError::Format(what))
                }
            }
        };
        let owner = self.prefix.clone().join(OWNER);
        let blobs = listed.into_iter().filter(|object| object.location != owner);
        Ok(blobs.map(named).collect())
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // Without waiting: a runtime must not be waited for inside another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
