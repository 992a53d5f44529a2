//! One contract of blobs, two homes; and what only a bucket can suffer. The bucket is on a real
//! server of S3.

use std::collections::HashSet;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use ledger::{BlobState, Blobs, Hash, LedgerError, Trouble};
use tempfile::TempDir;
use testkit::s3::Server;

const URL: &str = "s3://files/office/one";

/// A server with a bucket, and a folder for uploads.
struct Bed {
    server: Server,
    dir: TempDir,
}

impl Bed {
    fn new() -> Bed {
        let (server, dir) = (Server::start(), TempDir::new().unwrap());
        server.make("files");
        Bed { server, dir }
    }

    fn settings(&self) -> Vec<(String, String)> {
        let settings = self.server.environment();
        settings.map(|(name, value)| (name.into(), value)).into()
    }

    fn open(&self) -> Blobs {
        Blobs::open_bucket(URL, self.dir.path(), &self.settings()).unwrap()
    }

    /// The file in which the server keeps a blob.
    fn path(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        let folder = self.server.folder("files").join("office/one");
        folder.join(&name[..2]).join(&name[2..4]).join(name)
    }

    fn uploads(&self) -> usize {
        fs::read_dir(self.dir.path().join("incoming"))
            .unwrap()
            .count()
    }
}

fn trouble<T>(result: Result<T, LedgerError>) -> Trouble {
    match result.map(drop) {
        Err(LedgerError::Bucket { trouble, .. }) => trouble,
        other => panic!("{other:?}"),
    }
}

fn names(blobs: &Blobs) -> HashSet<Hash> {
    blobs.iter().unwrap().map(Result::unwrap).collect()
}

/// What both homes promise.
fn contract(blobs: &Blobs) {
    assert_eq!(names(blobs), HashSet::new());
    let mut writer = blobs.put_stream().unwrap();
    writer.write_all(b"one and ").unwrap();
    writer.write_all(b"the same").unwrap();
    assert_eq!(names(blobs), HashSet::new(), "not before it is finished");
    let (hash, len) = writer.finish().unwrap();
    assert_eq!((hash, len), (Hash::of(&[b"one and the same"]), 16));
    assert_eq!(blobs.put(b"one and the same").unwrap(), hash);
    let empty = blobs.put(b"").unwrap();
    assert_eq!(names(blobs), HashSet::from([hash, empty]));
    assert_eq!(blobs.get(hash).unwrap(), b"one and the same");
    assert_eq!(blobs.get(empty).unwrap(), b"");
    assert_eq!(blobs.len(hash).unwrap(), 16);
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Sound { len: 16 });
    let mut file = blobs.open_blob(hash).unwrap();
    let mut part = String::new();
    file.seek(SeekFrom::Start(8)).unwrap();
    file.read_to_string(&mut part).unwrap();
    assert_eq!(part, "the same");
    // GB/T 32905, of no bytes.
    let sm3 = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b";
    assert_eq!(blobs.sm3(empty).unwrap(), sm3);
    let state = |recorded| blobs.verify_with_sm3(empty, recorded).unwrap();
    assert_eq!(state(sm3), BlobState::Sound { len: 0 });
    assert_eq!(state("00"), BlobState::Altered { found: empty });
    drop(blobs.put_stream().unwrap());
    blobs.destroy(hash).unwrap();
    blobs.destroy(hash).unwrap();
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Missing);
    for gone in [
        blobs.get(hash).map(drop),
        blobs.len(hash).map(drop),
        blobs.open_blob(hash).map(drop),
        blobs.sm3(hash).map(drop),
    ] {
        assert!(
            matches!(gone, Err(LedgerError::NoBlob(h)) if h == hash),
            "{gone:?}"
        );
    }
    assert_eq!(names(blobs), HashSet::from([empty]));
}

#[test]
fn both_homes_keep_the_same_contract() {
    let dir = TempDir::new().unwrap();
    contract(&Blobs::open(dir.path()).unwrap());
    let bed = Bed::new();
    let blobs = bed.open();
    contract(&blobs);
    assert_eq!(bed.uploads(), 0);
    let busy = Blobs::open_bucket(URL, bed.dir.path(), &bed.settings());
    assert!(matches!(busy.map(drop), Err(LedgerError::Locked { .. })));
    let reader = Blobs::read_only_bucket(URL, bed.dir.path(), &bed.settings()).unwrap();
    assert_eq!(names(&reader), names(&blobs));
    assert!(reader.put(b"x").is_err());
    // Inside an event loop as well.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { inside(&blobs) });
}

fn inside(blobs: &Blobs) {
    let hash = blobs.put(b"from inside an event loop").unwrap();
    assert!(matches!(
        blobs.verify(hash).unwrap(),
        BlobState::Sound { .. }
    ));
}

#[test]
fn a_long_blob_goes_in_parts() {
    let bed = Bed::new();
    let blobs = bed.open();
    let bytes: Vec<u8> = (0..5_000_000_u32).flat_map(u32::to_be_bytes).collect();
    let mut writer = blobs.put_stream().unwrap();
    bytes
        .chunks(777_777)
        .for_each(|part| writer.write_all(part).unwrap());
    let (hash, len) = writer.finish().unwrap();
    assert_eq!((hash, len), (Hash::of(&[&bytes]), bytes.len() as u64));
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Sound { len });
    let mut file = blobs.open_blob(hash).unwrap();
    file.seek(SeekFrom::Start(len - 4)).unwrap();
    let mut part = [0; 4];
    file.read_exact(&mut part).unwrap();
    assert_eq!(u32::from_be_bytes(part), 4_999_999);
    assert_eq!(bed.uploads(), 0);
    let again = blobs.put(&bytes).unwrap();
    assert_eq!((again, names(&blobs)), (hash, HashSet::from([hash])));
}

#[test]
fn what_is_there_is_not_written_again_unless_it_has_rotted() {
    let bed = Bed::new();
    let blobs = bed.open();
    let hash = blobs.put(b"same").unwrap();
    let written = || fs::metadata(bed.path(hash)).unwrap().modified().unwrap();
    let first = written();
    // Another node has a folder of its own for uploads, and the same bucket.
    let elsewhere = TempDir::new().unwrap();
    let other = Blobs::open_bucket(URL, elsewhere.path(), &bed.settings()).unwrap();
    assert_eq!(other.put(b"same").unwrap(), hash);
    assert_eq!(written(), first);

    fs::write(bed.path(hash), b"sane").unwrap();
    let found = Hash::of(&[b"sane"]);
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Altered { found });
    for altered in [blobs.get(hash).map(drop), blobs.open_blob(hash).map(drop)] {
        assert!(
            matches!(altered, Err(LedgerError::Corrupt { .. })),
            "{altered:?}"
        );
    }
    assert_eq!(other.put(b"same").unwrap(), hash);
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Sound { len: 4 });
    fs::write(bed.path(hash).with_file_name("stray"), b"").unwrap();
    assert_eq!(blobs.iter().unwrap().filter(Result::is_err).count(), 1);
}

/// Whose it is, is said once; it is no blob, and goes to no other place with them.
#[test]
fn a_bucket_is_of_whoever_claims_it_first() {
    let bed = Bed::new();
    let (blobs, elsewhere) = (bed.open(), TempDir::new().unwrap());
    let spelled = format!("{URL}/");
    let other = Blobs::open_bucket(&spelled, elsewhere.path(), &bed.settings()).unwrap();
    assert_eq!((other.bucket(), other.owner().unwrap()), (Some(URL), None));
    // One after the other: this server looks and then writes, so that of two at once both may be told they were first.
    // That only one is, is what S3 promises of a conditional write.
    let claimed = [blobs.claim("one").unwrap(), other.claim("two").unwrap()];
    assert_eq!(claimed, ["one", "one"]);
    assert_eq!(other.claim("three").unwrap(), claimed[0]);
    assert_eq!(blobs.owner().unwrap().as_ref(), Some(&claimed[0]));
    assert_eq!(names(&blobs), HashSet::new());
    let folder = TempDir::new().unwrap();
    let folder = Blobs::open(folder.path()).unwrap();
    assert_eq!(blobs.copy_to(&folder).unwrap(), (0, 0));
    assert_eq!((folder.bucket(), folder.owner().unwrap()), (None, None));
    assert_eq!(folder.claim("anybody").unwrap(), "anybody");
    fs::remove_dir_all(bed.server.folder("files")).unwrap();
    assert_eq!(trouble(blobs.owner()), Trouble::Absent);
}

#[test]
fn either_home_is_copied_to_the_other() {
    let bed = Bed::new();
    let (bucket, folder) = (bed.open(), TempDir::new().unwrap());
    let folder = Blobs::open(folder.path()).unwrap();
    folder.put(b"a").unwrap();
    folder.put(b"bb").unwrap();
    assert_eq!(folder.copy_to(&bucket).unwrap(), (2, 3));
    assert_eq!(folder.copy_to(&bucket).unwrap(), (0, 0));
    bucket.put(b"ccc").unwrap();
    assert_eq!(bucket.copy_to(&folder).unwrap(), (1, 3));
    assert_eq!(names(&bucket), names(&folder));
}

/// A bucket that fails is an error that says how, and never looks like a blob that is missing; what
/// could not be put is not there, and can be put later.
#[test]
fn a_bucket_that_fails_says_so() {
    let mut bed = Bed::new();
    let blobs = bed.open();
    let hash = blobs.put(b"before").unwrap();
    let open = |url: &str, settings: &[(String, String)]| {
        let dir = TempDir::new().unwrap();
        Blobs::open_bucket(url, dir.path(), settings)
    };
    let settings = bed.settings();
    assert_eq!(trouble(open("s3://nowhere/x", &settings)), Trouble::Absent);
    let mut wrong = settings.clone();
    wrong[2].1 = "another secret".into();
    assert_eq!(trouble(open(URL, &wrong)), Trouble::Refused);
    for malformed in ["s3://", "http://files/x", "s3:///x"] {
        assert!(matches!(
            open(malformed, &settings),
            Err(LedgerError::Unsuited(_))
        ));
    }
    bed.server.stop();
    assert_eq!(trouble(blobs.put(b"meanwhile")), Trouble::Unreachable);
    assert_eq!(trouble(blobs.verify(hash)), Trouble::Unreachable);
    assert_eq!(bed.uploads(), 0);
    bed.server.resume();
    let late = Hash::of(&[b"meanwhile"]);
    assert_eq!(blobs.verify(late).unwrap(), BlobState::Missing);
    assert_eq!(blobs.put(b"meanwhile").unwrap(), late);
    fs::remove_dir_all(bed.server.folder("files")).unwrap();
    assert_eq!(trouble(blobs.verify(hash)), Trouble::Absent);
    assert_eq!(trouble(blobs.iter().map(drop)), Trouble::Absent);
}

/// Whoever plays a recording asks for it piece by piece: it is fetched once.
#[test]
fn a_file_is_fetched_once_for_many_looks_at_it() {
    let mut bed = Bed::new();
    let blobs = bed.open();
    let bytes = b"a recording".repeat(1000);
    let hash = blobs.put(&bytes).unwrap();
    let mut first = blobs.open_blob(hash).unwrap();
    first.seek(SeekFrom::Start(500)).unwrap();
    bed.server.stop();
    let mut all = Vec::new();
    let mut second = blobs.open_blob(hash).unwrap();
    second.read_to_end(&mut all).unwrap();
    assert_eq!(all, bytes, "from its beginning, and without the server");
    bed.server.resume();
    blobs.destroy(hash).unwrap();
    let gone = blobs.open_blob(hash);
    assert!(matches!(gone, Err(LedgerError::NoBlob(_))), "{gone:?}");
}
