//! What is asked behind the `?` of an address, and the decoding of forms. Strict: bytes that are
//! not UTF-8 are an error told to the person and never become question marks in a record.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode, utf8_percent_encode};

use crate::answer::No;

/// Names and values in their order; a name may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads `a=b&c=d`.
    ///
    /// # Errors
    /// `Unreadable` for bytes that are not UTF-8 or a broken percent sign.
    pub fn parse(text: &[u8]) -> Result<Asked, No> {
        let pairs = text
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        let read = pairs.map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            Ok((name, decode(halves.next().unwrap_or_default())?))
        });
        read.collect::<Result<_, No>>().map(Asked)
    }

    /// The value of a name, trimmed; empty where it is not given.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default().trim()
    }

    /// Every value of a name, as sent.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.0
            .iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// All pairs.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Takes every pair of a name away.
    pub fn drop(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Adds a pair.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The address of a path with these pairs, one of them set anew; an empty value takes it away.
    #[must_use]
    pub fn href(&self, path: &str, name: &str, value: &str) -> String {
        let kept = self
            .pairs()
            .filter(|(known, said)| *known != name && !said.is_empty());
        let set = [(name, value)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = kept
            .chain(set)
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", query.join("&"))
        }
    }
}

const KEPT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'/')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\'');

/// Text as part of an address.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

fn decode(bytes: &[u8]) -> Result<String, No> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let is_broken = spaced.iter().enumerate().any(|(at, byte)| {
        *byte == b'%'
            && !spaced
                .get(at + 1..at + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if is_broken {
        return Err(No::Unreadable);
    }
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    String::from_utf8(bytes).map_err(|_| No::Unreadable)
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, No> {
        Asked::parse(parts.uri.query().unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_told_and_not_replaced() {
        assert!(
            Asked::parse(b"a=%E4%B8%AD&b=x+y")
                .is_ok_and(|asked| asked.get("a") == "中" && asked.get("b") == "x y")
        );
        for broken in [&b"a=%FF"[..], b"a=%2", b"a=%zz", b"%E4%B8=1", b"a=\xff"] {
            assert!(
                matches!(Asked::parse(broken), Err(No::Unreadable)),
                "{broken:?}"
            );
        }
    }

    #[test]
    fn an_address_keeps_the_other_conditions() {
        let asked = Asked::parse("q=示例&stage=启动&after=1".as_bytes()).expect("readable");
        assert_eq!(
            asked.href("/desk/cases", "after", ""),
            "/desk/cases?q=%E7%A4%BA%E4%BE%8B&stage=%E5%90%AF%E5%8A%A8"
        );
    }
}
