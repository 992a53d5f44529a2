//! One thing to fill in: label, hint, mistake, and a control that needs no script.
//!
//! The server judges what was typed; the control only helps. What was typed comes back as typed,
//! also when it was wrong. Does not know the form it stands in.

use super::citation::{self, Citation};
use super::rows::{self, Rows};
use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// One answer to choose.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// Value sent.
    pub value: Text<'a>,
    /// What it says.
    pub label: Text<'a>,
    /// A line below it: a post, a certificate, what follows.
    pub hint: Text<'a>,
    /// Why it cannot be chosen; empty means that it can.
    pub closed: Text<'a>,
}

impl<'a> Choice<'a> {
    /// An answer.
    pub fn new(value: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: "".into(),
            closed: "".into(),
        }
    }

    /// Adds a line below it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text<'a>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Closes it, with the reason.
    #[must_use]
    pub fn closed(mut self, why: impl Into<Text<'a>>) -> Self {
        self.closed = why.into();
        self
    }
}

/// What kind of thing is filled in.
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    /// One line.
    Text,
    /// One line that nobody should read over a shoulder.
    Secret,
    /// Several lines; the number is the height.
    Lines(u8),
    /// A civil date, sent as `YYYY-MM-DD`.
    Date,
    /// A moment, sent as `YYYY-MM-DDTHH:MM`.
    Moment,
    /// A number with a unit behind it; the unit may be empty.
    Number(Text<'a>),
    /// An amount in yuan with at most two decimals.
    Money,
    /// One of a few, all in sight.
    Radios(Vec<Choice<'a>>),
    /// One of many.
    Select(Vec<Choice<'a>>),
    /// Any of a few.
    Many(Vec<Choice<'a>>),
    /// `yes` or `no`; neither until someone says so.
    YesNo,
    /// One person.
    Person(Vec<Choice<'a>>),
    /// Several people.
    People(Vec<Choice<'a>>),
    /// One file or several. `accept` as in HTML.
    File {
        /// Types taken, as in HTML; may be empty.
        accept: Text<'a>,
        /// Whether several files may be given.
        many: bool,
        /// Files given earlier: name and address.
        kept: Vec<super::Link<'a>>,
    },
    /// Rows of a table, sent as `name.row.column`.
    Rows(Rows<'a>),
}

/// A field. Build with [`Field::new`], show with [`field`].
#[derive(Debug, Clone)]
pub struct Field<'a> {
    pub(super) name: Text<'a>,
    pub(super) label: Text<'a>,
    pub(super) kind: Kind<'a>,
    pub(super) hint: Text<'a>,
    pub(super) mistake: Option<Text<'a>>,
    pub(super) is_required: bool,
    pub(super) values: Vec<Text<'a>>,
    basis: Option<Citation<'a>>,
    autocomplete: Text<'a>,
    suggested: Vec<Text<'a>>,
    mark: &'static str,
    is_filter: bool,
}

impl<'a> Field<'a> {
    /// A required field.
    pub fn new(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, kind: Kind<'a>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            hint: "".into(),
            mistake: None,
            is_required: true,
            values: Vec::new(),
            basis: None,
            autocomplete: "".into(),
            suggested: Vec::new(),
            mark: "",
            is_filter: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Text)
    }

    /// May stay empty; says so.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_required = false;
        self.mark = words::form::OPTIONAL;
        self
    }

    /// May stay empty unless something else in the form demands it; says so.
    #[must_use]
    pub fn at_times(mut self) -> Self {
        self.is_required = false;
        self.mark = words::form::AT_TIMES;
        self
    }

    /// How to fill it in, with an example.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text<'a>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What is wrong, worded as what to do.
    #[must_use]
    pub fn mistake(mut self, said: Option<impl Into<Text<'a>>>) -> Self {
        self.mistake = said.map(Into::into);
        self
    }

    /// What was typed or chosen.
    #[must_use]
    pub fn value(mut self, value: impl Into<Text<'a>>) -> Self {
        self.values = vec![value.into()];
        self
    }

    /// Everything that was chosen.
    #[must_use]
    pub fn values(mut self, values: Vec<Text<'a>>) -> Self {
        self.values = values;
        self
    }

    /// The clause that asks for it.
    #[must_use]
    pub fn basis(mut self, basis: Citation<'a>) -> Self {
        self.basis = Some(basis);
        self
    }

    /// What a browser may fill in: `username`, `current-password`, `off`, …
    #[must_use]
    pub fn autocomplete(mut self, token: impl Into<Text<'a>>) -> Self {
        self.autocomplete = token.into();
        self
    }

    /// Values that are likely; any other can be typed as well.
    #[must_use]
    pub fn suggest(mut self, values: Vec<Text<'a>>) -> Self {
        self.suggested = values;
        self
    }

    /// A condition of a filter: optional without saying so, and nothing chosen means everything.
    #[must_use]
    pub fn filtering(mut self) -> Self {
        self.is_required = false;
        self.mark = "";
        self.is_filter = true;
        self
    }

    pub(super) fn id(&self) -> String {
        id_of(&self.name)
    }

    fn typed(&self) -> &str {
        self.values.first().map_or("", |v| v)
    }

    fn is_group(&self) -> bool {
        matches!(
            self.kind,
            Kind::Radios(_) | Kind::Many(_) | Kind::YesNo | Kind::People(_) | Kind::Rows(_)
        )
    }

    /// Ids of hint and mistake, for `aria-describedby`.
    fn described(&self) -> Option<String> {
        let id = self.id();
        let hint = (!self.hint.is_empty()).then(|| format!("{id}-hint"));
        let mistake = self.mistake.is_some().then(|| format!("{id}-mistake"));
        let ids: Vec<_> = hint.into_iter().chain(mistake).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Id of the first control of a field: where an error summary leads.
pub fn id_of(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

/// The field.
pub fn field(f: &Field) -> Markup {
    let class = if f.mistake.is_some() {
        "field wrong"
    } else {
        "field"
    };
    html! {
        @if f.is_group() {
            fieldset class=(class) aria-describedby=[f.described()] {
                legend.field-label { (label_words(f)) }
                (around(f)) (control(f))
            }
        } @else {
            div class=(class) {
                label.field-label for=(f.id()) { (label_words(f)) }
                (around(f)) (control(f))
            }
        }
    }
}

fn label_words(f: &Field) -> Markup {
    html! { (f.label) @if !f.mark.is_empty() { " " span.field-optional { (f.mark) } } }
}

/// Hint, clause and mistake, between label and control.
fn around(f: &Field) -> Markup {
    let id = f.id();
    html! {
        @if !f.hint.is_empty() { p.field-hint id={ (id) "-hint" } { (f.hint) } }
        @if let Some(c) = &f.basis { div.field-basis { span { (words::form::BASIS) } (citation::citation(c)) } }
        @if let Some(said) = &f.mistake {
            p.field-mistake id={ (id) "-mistake" } {
                span.unseen { (words::form::WRONG) } (said)
            }
        }
    }
}

fn control(f: &Field) -> Markup {
    match &f.kind {
        Kind::Text => input(f, "text", None, ""),
        Kind::Secret => input(f, "password", None, ""),
        Kind::Date => input(f, "date", None, ""),
        Kind::Moment => input(f, "datetime-local", None, ""),
        Kind::Number(unit) => input(f, "text", Some("decimal"), unit),
        Kind::Money => input(f, "text", Some("decimal"), words::form::YUAN),
        Kind::Lines(height) => lines(f, *height),
        Kind::Radios(list) => choices(f, "radio", list),
        Kind::YesNo => choices(f, "radio", &yes_no()),
        Kind::Many(list) | Kind::People(list) => choices(f, "checkbox", list),
        Kind::Select(list) | Kind::Person(list) => select(f, list),
        Kind::File { accept, many, kept } => file(f, accept, *many, kept),
        Kind::Rows(rows) => rows::rows(f, rows),
    }
}

fn yes_no() -> [Choice<'static>; 2] {
    [
        Choice::new("yes", words::form::YES),
        Choice::new("no", words::form::NO),
    ]
}

fn wrong(f: &Field) -> Option<&'static str> {
    f.mistake.is_some().then_some("true")
}

fn input(f: &Field, kind: &str, mode: Option<&str>, unit: &str) -> Markup {
    // A password is never sent back to the page.
    let value = (kind != "password").then(|| f.typed());
    let autocomplete = (!f.autocomplete.is_empty()).then_some(&f.autocomplete);
    let list = (!f.suggested.is_empty()).then(|| format!("{}-list", f.id()));
    html! {
        @if let Some(list) = &list {
            datalist id=(list) { @for one in &f.suggested { option value=(one) {} } }
        }
        div class={ "control control-" (kind) } {
            input id=(f.id()) type=(kind) name=(f.name) value=[value] inputmode=[mode]
                required[f.is_required] autocomplete=[autocomplete] list=[&list]
                aria-describedby=[f.described()] aria-invalid=[wrong(f)];
            @if !unit.is_empty() { span.control-unit { (unit) } }
        }
    }
}

fn lines(f: &Field, height: u8) -> Markup {
    html! {
        textarea id=(f.id()) name=(f.name) rows=(height) required[f.is_required]
            aria-describedby=[f.described()] aria-invalid=[wrong(f)] { (f.typed()) }
    }
}

fn choices(f: &Field, kind: &str, list: &[Choice]) -> Markup {
    let id = f.id();
    html! {
        div.choices {
            @for (i, c) in list.iter().enumerate() {
                @let own = if i == 0 { id.clone() } else { format!("{id}-{i}") };
                @let below = if c.closed.is_empty() { &c.hint } else { &c.closed };
                div.choice {
                    input id=(own) type=(kind) name=(f.name) value=(c.value)
                        checked[f.values.contains(&c.value)] disabled[!c.closed.is_empty()]
                        required[f.is_required && kind == "radio"]
                        aria-describedby=[(!below.is_empty()).then(|| format!("{own}-below"))];
                    label for=(own) { (c.label) }
                    @if !below.is_empty() { span.choice-hint id={ (own) "-below" } { (below) } }
                }
            }
        }
    }
}

fn select(f: &Field, list: &[Choice]) -> Markup {
    html! {
        select id=(f.id()) name=(f.name) required[f.is_required]
            aria-describedby=[f.described()] aria-invalid=[wrong(f)] {
            option value="" { @if f.is_filter { (words::list::ALL) } @else { (words::form::CHOOSE) } }
            @for c in list {
                option value=(c.value) selected[f.typed() == c.value] disabled[!c.closed.is_empty()] {
                    (c.label)
                    @if !c.hint.is_empty() { " · " (c.hint) }
                    @if !c.closed.is_empty() { "（" (c.closed) "）" }
                }
            }
        }
    }
}

fn file(f: &Field, accept: &str, many: bool, kept: &[super::Link]) -> Markup {
    html! {
        @if !kept.is_empty() {
            p.field-kept {
                (words::form::FILES_KEPT) "："
                @for (i, l) in kept.iter().enumerate() {
                    @if i > 0 { "、" }
                    a href=(l.href) { (l.label) }
                }
            }
        }
        input id=(f.id()) type="file" name=(f.name) multiple[many]
            accept=[(!accept.is_empty()).then_some(accept)]
            required[f.is_required && kept.is_empty()]
            aria-describedby=[f.described()] aria-invalid=[wrong(f)];
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let people = || {
        vec![
            Choice::new("lin", "林示例").hint("承办人 证号 00000001"),
            Choice::new("zhou", "周示例").hint("承办人 证号 00000002"),
            Choice::new("wu", "吴示例").closed("证件已于2025年1月31日到期"),
        ]
    };
    let ways = vec![
        Choice::new("direct", "直接送达"),
        Choice::new("left", "留置送达").hint("须有见证人，或者拍照、录像"),
        Choice::new("post", "邮寄送达"),
    ];
    let show = |list: Vec<Field>| html! { form.fields { @for f in &list { (field(f)) } } };
    vec![
        ("文字", show(text_examples())),
        (
            "选择",
            show(vec![
                Field::new("example-way", "送达方式", Kind::Radios(ways.clone()))
                    .mistake(Some("请选择送达方式")),
                Field::new("example-way2", "送达方式", Kind::Select(ways)).value("post"),
                Field::new("example-heard", "当事人是否申请听证", Kind::YesNo).value("no"),
                Field::new("example-head", "审核人", Kind::Person(people())).optional(),
                Field::new("example-officers", "执法人员", Kind::People(people()))
                    .hint("至少两人。")
                    .values(vec!["lin".into(), "zhou".into()])
                    .basis(citation::example()),
            ]),
        ),
        (
            "附件",
            show(vec![
                Field::new(
                    "example-scan",
                    "签字页扫描件",
                    Kind::File {
                        accept: "image/*,application/pdf".into(),
                        many: true,
                        kept: vec![super::Link::new("#part-field", "签字页.pdf")],
                    },
                )
                .hint("图片或 PDF，每个不超过 20 MB。"),
            ]),
        ),
    ]
}

fn text_examples() -> Vec<Field<'static>> {
    vec![
        Field::text("example-party", "当事人")
            .hint("单位写全称。")
            .value("示例实验动物有限公司"),
        Field::new("example-facts", "违法事实", Kind::Lines(4))
            .hint("写明时间、地点、行为和后果。"),
        Field::new("example-served", "送达日期", Kind::Date)
            .value("2025-04-01")
            .mistake(Some("送达日期不能晚于今天")),
        Field::new("example-begin", "开始时间", Kind::Moment).value("2025-03-12T09:05"),
        Field::new("example-fine", "罚款", Kind::Money)
            .value("12000")
            .optional(),
        Field::text("example-matter", "执法事项")
            .suggest(vec!["示例许可检查".into(), "示例备案检查".into()])
            .hint("可以从本机关事项中选用。"),
        Field::new("example-pages", "页数", Kind::Number("页".into())).value("3"),
        Field::new("example-password", "口令", Kind::Secret).autocomplete("current-password"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_even_when_wrong() {
        let f = Field::new("on", "日期", Kind::Date)
            .value("2025-02-30")
            .mistake(Some("没有这一天"));
        let html = field(&f).into_string();
        assert!(html.contains("value=\"2025-02-30\""));
        assert!(html.contains("aria-invalid=\"true\""));
        assert!(html.contains("aria-describedby=\"f-on-mistake\""));
    }

    #[test]
    fn a_password_never_comes_back() {
        let f = Field::new("p", "口令", Kind::Secret).value("hunter2");
        assert!(!field(&f).into_string().contains("hunter2"));
    }

    #[test]
    fn an_error_summary_leads_to_the_first_control_of_a_group() {
        let list = vec![Choice::new("a", "甲"), Choice::new("b", "乙")];
        let html = field(&Field::new("x.0.way", "方式", Kind::Radios(list))).into_string();
        assert!(html.contains("<input id=\"f-x-0-way\" type=\"radio\""));
    }

    #[test]
    fn a_closed_choice_says_why() {
        let list = vec![Choice::new("a", "甲").closed("证件到期")];
        let html = field(&Field::new("who", "人员", Kind::People(list))).into_string();
        assert!(html.contains("disabled"));
        assert!(html.contains("证件到期"));
    }
}
