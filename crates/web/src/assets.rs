//! Style sheets, scripts and the seal, compiled into the program.
//!
//! Each has a tag made from its bytes: addresses carry it, so browsers may keep a file for ever
//! and still never show an old one. Does not know how files are served.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One file.
#[derive(Debug)]
pub struct Asset {
    /// Name under `/assets/`.
    pub name: &'static str,
    /// Media type.
    pub content_type: &'static str,
    /// Content.
    pub body: &'static str,
    /// Sixteen hex digits of its SHA-256, for the address and `ETag`.
    pub tag: String,
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files: [(&'static str, &'static str, &'static str); 8] = [
        ("fadu.css", CSS, include_str!("assets/fadu.css")),
        ("paper.css", CSS, include_str!("assets/paper.css")),
        ("fadu.js", JS, include_str!("assets/fadu.js")),
        ("keys.js", JS, include_str!("assets/keys.js")),
        ("rows.js", JS, include_str!("assets/rows.js")),
        ("draft.js", JS, include_str!("assets/draft.js")),
        ("values.js", JS, include_str!("assets/values.js")),
        ("seal.svg", SVG, include_str!("assets/seal.svg")),
    ];
    files
        .into_iter()
        .map(|(name, content_type, body)| Asset {
            name,
            content_type,
            body,
            tag: tag(body),
        })
        .collect()
});

fn tag(body: &str) -> String {
    Sha256::digest(body)
        .iter()
        .take(8)
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// All files.
pub fn all() -> &'static [Asset] {
    &ASSETS
}

/// The file of that name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|a| a.name == name)
}

/// Address of a file. A request whose `v` equals the tag may be answered as immutable; modules
/// import each other without `v` and must be revalidated.
pub fn href(name: &str) -> String {
    match find(name) {
        Some(asset) => format!("/assets/{name}?v={}", asset.tag),
        None => format!("/assets/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_that_is_imported_is_served() {
        for asset in all().iter().filter(|a| a.name.ends_with(".js")) {
            for line in asset.body.lines().filter(|l| l.starts_with("import ")) {
                let name = line.split("\"./").nth(1).and_then(|r| r.split('"').next());
                let name = name.expect("imports are written as \"./name.js\"");
                assert!(find(name).is_some(), "{} imports {name}", asset.name);
            }
        }
    }

    #[test]
    fn addresses_change_with_the_content() {
        assert_ne!(tag("a"), tag("b"));
        assert!(href("fadu.css").starts_with("/assets/fadu.css?v="));
    }
}
