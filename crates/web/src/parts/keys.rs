//! Key hints, folded at the foot of the desk; `?` opens them.
//!
//! Single keys can be switched off, as WCAG 2.1.4 demands; the switch only shows with scripts.

use super::Examples;
use crate::words;
use maud::{Markup, html};

/// `(keys, what they do, address they lead to if any)`.
pub type Hint<'a> = (&'a str, &'a str, Option<&'a str>);

/// The keys of the desk.
pub fn of_the_desk() -> Vec<Hint<'static>> {
    vec![
        ("/", words::keys::SEARCH, None),
        ("g t", "今日", Some("/desk")),
        ("g c", "案件", Some("/desk/cases")),
        ("j", words::keys::DOWN, None),
        ("k", words::keys::UP, None),
        ("Enter", words::keys::OPEN, None),
        ("?", words::keys::HELP, None),
    ]
}

/// The folded list of keys.
pub fn keys(hints: &[Hint]) -> Markup {
    html! {
        details.keys data-keys {
            summary { (words::keys::TITLE) }
            label.keys-switch hidden data-keys-switch {
                input type="checkbox" checked; " " (words::keys::ON)
            }
            dl {
                @for (key, said, href) in hints {
                    div data-keys-go=[href.map(|_| *key)] data-keys-href=[*href] {
                        dt { @for k in key.split(' ') { kbd { (k) } " " } }
                        dd { (said) }
                    }
                }
            }
        }
    }
}

/// Examples for the gallery: the keys at the foot of this page, unfolded.
pub fn examples() -> Examples {
    vec![(
        "按键的写法",
        html! { p { kbd { "g" } " " kbd { "c" } " 案件，" kbd { "?" } " 显示全部" } },
    )]
}
