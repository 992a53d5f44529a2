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
    let files: [(&'static str, &'static str, &'static str); 10] = [
        ("fadu.css", CSS, include_str!("assets/fadu.css")),
        ("law.css", CSS, include_str!("assets/law.css")),
        ("paper.css", CSS, include_str!("assets/paper.css")),
        ("portal.css", CSS, include_str!("assets/portal.css")),
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

    /// Colours of `fadu.css` as `(token, [r, g, b])`: those of the light theme, then of the dark.
    fn colours() -> [Vec<(String, [f64; 3])>; 2] {
        let css = find("fadu.css").expect("served").body;
        let (light, rest) = css
            .split_once("prefers-color-scheme: dark")
            .expect("two themes");
        let dark = rest.split_once("@layer").expect("layers follow").0;
        [light, dark].map(|theme| theme.lines().filter_map(colour).collect())
    }

    fn colour(line: &str) -> Option<(String, [f64; 3])> {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let hex = value.strip_suffix(';')?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).map(f64::from).ok();
        Some((name.to_owned(), [part(0)?, part(2)?, part(4)?]))
    }

    /// Contrast as WCAG 2.2 defines it.
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let light = |c: [f64; 3]| {
            let [r, g, b] = c.map(|v| match v / 255.0 {
                v if v <= 0.04045 => v / 12.92,
                v => ((v + 0.055) / 1.055).powf(2.4),
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_can_be_read_on_every_ground_in_both_themes() {
        let grounds = ["paper", "sheet", "wash"];
        let pairs = grounds
            .iter()
            .flat_map(|g| {
                [
                    ("ink", *g, 7.0),
                    ("ink-2", *g, 4.5),
                    ("blue", *g, 4.5),
                    ("line", *g, 3.0),
                ]
            })
            .chain(
                ["cinnabar", "green", "amber"]
                    .into_iter()
                    .flat_map(|c| [(c, "paper", 4.5), (c, "sheet", 4.5)]),
            )
            .chain([
                ("ink-2", "paper", 7.0),
                ("cinnabar", "cinnabar-wash", 4.5),
                ("green", "green-wash", 4.5),
                ("amber", "amber-wash", 4.5),
                ("blue", "blue-wash", 4.5),
                ("on-blue", "blue", 4.5),
                ("ink", "found", 7.0),
            ]);
        let [light, dark] = colours();
        for (front, back, least) in pairs {
            for theme in [&light, &dark] {
                let of = |name| theme.iter().find(|c| c.0 == name).expect(name).1;
                let got = contrast(of(front), of(back));
                assert!(
                    got >= least,
                    "{front} on {back}: {got:.2}, at least {least}"
                );
            }
        }
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn addresses_change_with_the_content() {
        assert_ne!(tag("a"), tag("b"));
        assert!(href("fadu.css").starts_with("/assets/fadu.css?v="));
    }
}
