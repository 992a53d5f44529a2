//! Personal data found in a text: each mark is hidden or released by a person, with a ground.
//!
//! Works without a script: two radio buttons per mark. Does not find anything itself.

use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// What was chosen for a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nobody has looked yet.
    Open,
    /// Hide.
    Hide,
    /// Let it be seen.
    Release,
}

/// One mark.
#[derive(Debug, Clone)]
pub struct Mark<'a> {
    /// Number in the text, from 1; fields are `mark.N` and `mark.N.ground`.
    pub n: usize,
    /// Kind: 身份证号, 电话, 姓名.
    pub kind: Text<'a>,
    /// A few characters before it.
    pub before: Text<'a>,
    /// What was found.
    pub found: Text<'a>,
    /// A few characters after it.
    pub after: Text<'a>,
    /// What the public would read instead.
    pub becomes: Text<'a>,
    /// Why it was found.
    pub why: Text<'a>,
    /// What was chosen.
    pub choice: Choice,
    /// Ground for release, as typed.
    pub ground: Text<'a>,
}

/// The control of one mark, for use within a form.
pub fn mark(m: &Mark) -> Markup {
    let name = format!("mark.{}", m.n);
    let id = format!("mark-{}", m.n);
    html! {
        fieldset.redaction id=(id) {
            legend { (words::redaction::mark(m.n, &m.kind))
                @if m.choice == Choice::Open { " " span.tag.tone-care { (words::redaction::OPEN) } } }
            p.redaction-context { "…" (m.before) mark.found { (m.found) } (m.after) "…" }
            p.redaction-why {
                (words::redaction::WHY) "：" (m.why) "　" (words::redaction::BECOMES) "：" (m.becomes)
            }
            div.redaction-choice {
                (radio(&name, "hide", words::redaction::HIDE, m.choice == Choice::Hide))
                (radio(&name, "release", words::redaction::RELEASE, m.choice == Choice::Release))
                label.redaction-ground {
                    (words::redaction::GROUND) " "
                    input type="text" name={ (name) ".ground" } value=(m.ground);
                }
            }
        }
    }
}

fn radio(name: &str, value: &str, label: &str, is_checked: bool) -> Markup {
    html! {
        label.choice { input type="radio" name=(name) value=(value) checked[is_checked]; " " (label) }
    }
}

/// A mark within the inner text, leading to its control. `is_hidden` is the choice so far.
pub fn found(n: usize, text: &str, is_hidden: bool) -> Markup {
    html! {
        mark.found.hides[is_hidden] {
            (text) a.found-n href={ "#mark-" (n) } { (n) }
        }
    }
}

/// A hidden part within the public text; says what kind of thing was there.
pub fn hidden(kind: &str) -> Markup {
    html! { span.hidden-part { (words::redaction::hidden(kind)) } }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let one = Mark {
        n: 1,
        kind: "姓名".into(),
        before: "当事人：".into(),
        found: "示例甲".into(),
        after: "，电话".into(),
        becomes: "示某".into(),
        why: "案卷中的当事人".into(),
        choice: Choice::Hide,
        ground: "".into(),
    };
    let two = Mark {
        n: 2,
        kind: "电话".into(),
        before: "，电话".into(),
        found: "000-0000-0000".into(),
        after: "。".into(),
        becomes: words::redaction::hidden("电话").into(),
        why: "号码格式".into(),
        choice: Choice::Open,
        ground: "".into(),
    };
    vec![("逐处确认", html! { form { (mark(&one)) (mark(&two)) } })]
}
