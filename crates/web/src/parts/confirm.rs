//! The page between a button and an act that cannot be undone: says what follows.

use super::form::{Form, form};
use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// What is to be confirmed.
#[derive(Debug, Clone)]
pub struct Confirm<'a> {
    /// The question, as a sentence.
    pub question: Text<'a>,
    /// What follows, one by one.
    pub follows: Vec<Text<'a>>,
    /// Fields such as a reason; may be empty markup.
    pub fields: Markup,
    /// Words on the button: the act itself, not “OK”.
    pub act: Text<'a>,
    /// Address that does it by POST.
    pub action: Text<'a>,
    /// Token against forged requests.
    pub csrf: Text<'a>,
    /// The way back.
    pub back: Text<'a>,
    /// Values that travel unseen.
    pub hidden: Vec<(Text<'a>, Text<'a>)>,
}

/// The question, what follows, and the two ways on.
pub fn confirm(c: &Confirm) -> Markup {
    let body = html! {
        p.confirm-question { (c.question) }
        @if !c.follows.is_empty() {
            p.confirm-follows { (words::notice::FOLLOWS) "：" }
            ul { @for f in &c.follows { li { (f) } } }
        }
        (c.fields)
    };
    let mut f = Form::new(c.action.as_ref(), c.csrf.as_ref(), body)
        .submit(c.act.as_ref())
        .extra(html! { a.button.plain href=(c.back) { (words::notice::BACK) } });
    for (name, value) in &c.hidden {
        f = f.hidden(name.as_ref(), value.as_ref());
    }
    html! { div.confirm { (form(&f)) } }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let c = Confirm {
        question: "撤回例科罚〔2025〕1号决定的公示？".into(),
        follows: vec![
            "公示页不再显示决定内容，只显示撤回的日期和原因；".into(),
            "撤回本身记入案卷，不能删除。".into(),
        ],
        fields: html! {},
        act: "撤回公示".into(),
        action: "/desk/parts".into(),
        csrf: "".into(),
        back: "#part-confirm".into(),
        hidden: Vec::new(),
    };
    vec![("撤回公示", confirm(&c))]
}
