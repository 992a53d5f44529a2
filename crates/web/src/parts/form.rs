//! The frame of a form: where it goes, the token, the draft kept in the tab, one primary button.
//!
//! The browser does not judge (`novalidate`): mistakes are told once, by the server, in our words.

use super::button::{Look, link, submit};
use super::field::{Field, Kind, field};
use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// A form that posts. Build with [`Form::new`], show with [`form`].
#[derive(Debug, Clone)]
pub struct Form<'a> {
    action: Text<'a>,
    csrf: Text<'a>,
    submit: Text<'a>,
    hidden: Vec<(Text<'a>, Text<'a>)>,
    back: Option<Text<'a>>,
    draft: Option<Text<'a>>,
    has_files: bool,
    is_grid: bool,
    extra: Option<Markup>,
    body: Markup,
}

impl<'a> Form<'a> {
    /// A form with its fields in `body`.
    pub fn new(action: impl Into<Text<'a>>, csrf: impl Into<Text<'a>>, body: Markup) -> Self {
        Self {
            action: action.into(),
            csrf: csrf.into(),
            submit: words::form::SUBMIT.into(),
            hidden: Vec::new(),
            back: None,
            draft: None,
            has_files: false,
            is_grid: false,
            extra: None,
            body,
        }
    }

    /// Words on the primary button.
    #[must_use]
    pub fn submit(mut self, label: impl Into<Text<'a>>) -> Self {
        self.submit = label.into();
        self
    }

    /// A value that travels unseen, such as the version the form was drawn from.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// The way out without sending.
    #[must_use]
    pub fn back(mut self, href: impl Into<Text<'a>>) -> Self {
        self.back = Some(href.into());
        self
    }

    /// Keeps what is typed in this tab under `key`, offers it after a mishap, and asks before
    /// leaving. Use a key that names case and act.
    #[must_use]
    pub fn draft(mut self, key: impl Into<Text<'a>>) -> Self {
        self.draft = Some(key.into());
        self
    }

    /// The form carries files.
    #[must_use]
    pub fn files(mut self) -> Self {
        self.has_files = true;
        self
    }

    /// Short fields stand side by side where there is room.
    #[must_use]
    pub fn grid(mut self) -> Self {
        self.is_grid = true;
        self
    }

    /// More buttons beside the primary one.
    #[must_use]
    pub fn extra(mut self, buttons: Markup) -> Self {
        self.extra = Some(buttons);
        self
    }
}

/// The form.
pub fn form(f: &Form) -> Markup {
    html! {
        form.fields.grid[f.is_grid] action=(f.action) method="post" novalidate data-draft=[f.draft.as_ref()]
            enctype=[f.has_files.then_some("multipart/form-data")] {
            input type="hidden" name="csrf" value=(f.csrf);
            @for (name, value) in &f.hidden { input type="hidden" name=(name) value=(value); }
            @if f.draft.is_some() { (draft_notice()) }
            (f.body)
            div.buttons {
                (submit(&f.submit, Look::Primary))
                @if let Some(extra) = &f.extra { (extra) }
                @if let Some(back) = &f.back { (link(back, words::form::CANCEL, Look::Quiet)) }
            }
        }
    }
}

/// Shown by the script when a draft is found; hidden otherwise.
fn draft_notice() -> Markup {
    html! {
        div.notice.tone-care hidden data-draft-notice role="status" {
            div.notice-body { (words::form::DRAFT_FOUND) }
            button.button.plain type="button" data-draft-restore { (words::form::DRAFT_RESTORE) }
            " "
            button.button.quiet type="button" data-draft-discard { (words::form::DRAFT_DISCARD) }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let body = html! {
        (field(&Field::text("example-opinion", "处理意见")))
        (field(&Field::new("example-reason", "理由", Kind::Lines(3))))
    };
    let f = Form::new("/desk/parts", "", body)
        .submit("送法制审核")
        .back("#part-form")
        .draft("example");
    vec![("带草稿保存", form(&f))]
}
