//! What the program hands out for others to check: packages of cases and the tree as files,
//! while it is running; checked by the program, and by the verifier that shares no line with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{Program, fadu, keep, said, text};

fn python(package: &Path, key: &str) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verify/verify.py");
    let mut run = Command::new("python3");
    run.arg("-B")
        .arg(script)
        .arg("package")
        .arg(package)
        .arg(key);
    run.output()
        .expect("python3 is installed: see tools/need.sh")
}

fn get(url: &str) -> Vec<u8> {
    let answer = ureq::get(url)
        .call()
        .unwrap_or_else(|error| panic!("{url}: {error}"));
    answer.into_body().read_to_vec().expect("a body")
}

/// Every file below a folder, by its path in it.
fn files(dir: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).expect("a folder") {
            let path = item.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path.strip_prefix(dir).expect("below it").to_path_buf()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_case_is_handed_out_and_checked_without_us() {
    let data = tempfile::tempdir().expect("a folder");
    let out = tempfile::tempdir().expect("a folder");
    let program = Program::demo(data.path());
    let of = ["--data", text(data.path()), "--agency", "tc"];
    let key = fs::read_to_string(data.path().join("agencies/tc/log.pub")).expect("the public key");
    let key = key.trim();

    // The service is running and goes on.
    let package = out.path().join("case");
    let made = fadu(&[&["export", "case", "1", "--to", text(&package)], &of[..]].concat());
    assert!(made.status.success(), "{}", said(&made));
    assert!(
        said(&made).contains(key),
        "it tells how to check: {}",
        said(&made)
    );
    let again = fadu(&[&["export", "case", "1", "--to", text(&package)], &of[..]].concat());
    assert!(!again.status.success(), "nothing is overwritten");
    let none = out.path().join("none");
    let refused = fadu(&[&["export", "case", "99999", "--to", text(&none)], &of[..]].concat());
    assert!(
        !refused.status.success() && said(&refused).contains("99999"),
        "{}",
        said(&refused)
    );
    assert!(!none.exists());

    // The tree as files is what the service serves, to the byte.
    let log = out.path().join("log");
    let made = fadu(&[&["export", "log", text(&log)], &of[..]].concat());
    assert!(made.status.success(), "{}", said(&made));
    let tiles = files(&log);
    assert!(tiles.len() >= 2, "{tiles:?}");
    for file in tiles {
        let served = get(&format!("{}/proof/tc/{}", program.url, text(&file)));
        assert_eq!(
            served,
            fs::read(log.join(&file)).expect("a file"),
            "{}",
            file.display()
        );
    }
    program.kill();
    drop(data);

    // Nothing is left but the package and the key.
    found_sound_and_every_flip_named(&package, key, out.path());
}

fn found_sound_and_every_flip_named(package: &Path, key: &str, scratch: &Path) {
    let key_file = scratch.join("key");
    fs::write(&key_file, format!("{key}\n")).expect("written");
    for key in [key, text(&key_file)] {
        let sound = fadu(&["verify", text(package), "--key", key]);
        assert!(sound.status.success(), "{}", said(&sound));
        let sound = python(package, key);
        assert!(sound.status.success(), "{}", said(&sound));
    }
    for file in files(package) {
        let at = package.join(&file);
        let good = fs::read(&at).expect("a file");
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 4;
        fs::write(&at, bad).expect("written");
        let found = fadu(&["verify", text(package), "--key", key]);
        assert_eq!(found.status.code(), Some(1), "{}", file.display());
        assert!(
            said(&found).contains(text(&file)),
            "{}: {}",
            file.display(),
            said(&found)
        );
        fs::write(&at, good).expect("written");
    }
    let json = fadu(&["verify", text(package), "--key", key, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["sound"], true);
    let other = "other+cafebabe+AAAA";
    let refused = fadu(&["verify", text(package), "--key", other]);
    assert!(
        !refused.status.success() && said(&refused).contains("公钥"),
        "{}",
        said(&refused)
    );
}

#[test]
fn what_must_still_be_kept_is_not_destroyed() {
    let data = tempfile::tempdir().expect("a folder");
    Program::demo(data.path()).kill();
    let data = data.path().to_str().expect("a path");
    let order = [
        "destroy",
        "--data",
        data,
        "--agency",
        "tc",
        "--approval",
        "示例清册",
    ];
    let refusal = |more: &[&str]| {
        let output = fadu(&[&order, more].concat());
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let kept = refusal(&["--case", "1", "--person", "档案员", "--confirm"]);
    assert!(kept.starts_with("没有销毁：\n案件“1”"), "{kept}");
    let unknown = refusal(&["--case", "没有的案号", "--person", "不是本局的人"]);
    assert!(
        unknown.contains("人员编号") && unknown.contains("案件清单"),
        "{unknown}"
    );
    keep("fsck", Path::new(data)).expect("sound");
}
