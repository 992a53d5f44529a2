//! What can only be seen with the whole pack in view: clauses that do not exist, records and
//! fields that rules speak of in vain, steps whose words no field fills. Never stops at the first.

use std::cell::RefCell;

use super::fault::nearest;
use super::reader::Faults;
use super::{Mechanism, Pack, spelled_out, stage_meant};
use crate::citation::{ClauseId, Document, Place};
use crate::condition::{Condition, Operand, Query, Test};
use crate::form::{Field, FieldKind, Form};

/// Notes every fault of the pack as a whole.
pub fn check(pack: &Pack, mechanism: Mechanism<'_>, faults: &Faults) {
    let check = Check {
        pack,
        mechanism,
        faults,
        here: RefCell::default(),
    };
    check.documents();
    check.clauses();
    check.forms();
    check.rules();
}

struct Check<'a> {
    pack: &'a Pack,
    mechanism: Mechanism<'a>,
    faults: &'a Faults,
    /// Where the rule being checked stands.
    here: RefCell<Place>,
}

impl Check<'_> {
    fn at(&self, place: &Place) {
        self.here.replace(place.clone());
    }

    fn fault(&self, message: String, hint: String) {
        let here = self.here.borrow();
        self.faults.add(&here.file, here.line, message, hint);
    }

    /// A file that could not be read is told once, not again by each of those that speak of it.
    fn documents(&self) {
        for document in &self.pack.documents {
            self.at(&document.at);
            self.rests_on_something(document);
        }
        self.at(&Place {
            file: "clauses.toml".into(),
            line: 0,
        });
        if self.pack.documents.is_empty() {
            return;
        }
        for clause in self.pack.clauses.values() {
            if self.pack.document(&clause.document).is_none() {
                self.fault(
                    format!("条款“{}”属于不存在的文本“{}”", clause.id, clause.document),
                    "文本写在 pack.toml 的 [[document]]".into(),
                );
            }
        }
    }

    fn rests_on_something(&self, document: &Document) {
        if document.basis.is_empty() {
            let clause = document.purpose_clause.as_ref();
            let named = clause.map_or(String::new(), |clause| format!("（{clause}）"));
            self.fault(
                format!("“{}”没有写明依据{named}", document.title),
                "用 [[document.authority]] 写明上位文件的名称和文号".into(),
            );
        }
    }

    fn clauses(&self) {
        if self.pack.clauses.is_empty() {
            return;
        }
        for (id, place) in &self.pack.cited {
            self.at(place);
            if !self.pack.clauses.contains_key(id) {
                self.fault(format!("依据“{id}”不是本包的条款"), self.near_clause(id));
            }
        }
    }

    fn near_clause(&self, id: &ClauseId) -> String {
        nearest(
            &id.0,
            self.pack.clauses.keys().map(|known| known.0.as_str()),
        )
        .map(|near| format!("是否想写“{near}”？"))
        .unwrap_or_default()
    }

    fn forms(&self) {
        for (at, form) in self.pack.forms.iter().enumerate() {
            self.at(&form.at);
            if self.pack.forms[..at]
                .iter()
                .any(|other| other.name == form.name)
            {
                self.fault(format!("记录“{}”写了两次", form.name), String::new());
            }
            self.form(form);
        }
    }

    fn form(&self, form: &Form) {
        if !self
            .pack
            .stages
            .iter()
            .any(|stage| stage.name == form.stage)
        {
            let hint = "环节写在 [[stage]]".to_owned();
            self.fault(
                format!("记录“{}”的环节“{}”不存在", form.name, form.stage),
                hint,
            );
        }
        for post in &form.by {
            self.post(post, &form.name);
        }
        if let Some(step) = &form.step {
            self.step(form, step);
        }
        for field in &form.fields {
            self.field(form, field, &Scope::Form(form));
        }
    }

    fn step(&self, form: &Form, step: &str) {
        let Some((_, words)) = self.mechanism.steps.iter().find(|(name, _)| *name == step) else {
            let names = self.mechanism.steps.iter().map(|(name, _)| *name);
            let hint = nearest(step, names).map(|near| format!("是否想写“{near}”？"));
            let message = format!("记录“{}”的步骤“{step}”不存在", form.name);
            return self.fault(message, hint.unwrap_or_default());
        };
        for word in *words {
            if form.bound(word).is_none() {
                self.fault(
                    format!("记录“{}”办理“{step}”，但没有字段填写“{word}”", form.name),
                    format!("给相应字段写 as = \"{word}\""),
                );
            }
        }
    }

    /// One field, or a column of a table; `scope` is what a condition on it can name.
    fn field(&self, form: &Form, field: &Field, scope: &Scope<'_>) {
        let place = format!("记录“{}”的字段“{}”", form.name, field.name);
        let known = |word: &Option<String>, words: &[&str], what: &str| {
            if let Some(word) = word.as_deref().filter(|word| !words.contains(word)) {
                let near = nearest(word, words.iter().copied());
                let hint = near
                    .map(|near| format!("是否想写“{near}”？"))
                    .unwrap_or_default();
                self.fault(format!("{place}的{what}“{word}”不存在"), hint);
            }
        };
        known(&field.binding, self.mechanism.bindings, "用途");
        known(&field.personal, self.mechanism.personal, "个人信息种类");
        known(&field.whose, self.mechanism.roles, "人员身份");
        match &field.kind {
            FieldKind::Choice | FieldKind::Many if field.options.is_empty() => {
                self.fault(format!("{place}没有选项"), "用 options = […] 写明".into());
            }
            FieldKind::Ref(kinds) => kinds.iter().for_each(|kind| self.record(kind, &place)),
            FieldKind::Table(columns) => {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                let scope = Scope::Row(form, &names);
                columns
                    .iter()
                    .for_each(|column| self.field(form, column, &scope));
            }
            _ => {}
        }
        if let Some(when) = &field.required_when {
            self.condition(when, scope, &place);
        }
    }

    fn post(&self, post: &str, place: &str) {
        if self.pack.post(post).is_none() {
            let near = nearest(
                post,
                self.pack.posts.iter().map(|known| known.name.as_str()),
            );
            let hint = near.map(|near| format!("是否想写“{near}”？"));
            let hint = hint.unwrap_or_else(|| "岗位写在 [[post]]".into());
            self.fault(format!("“{place}”提到的岗位“{post}”不存在"), hint);
        }
    }

    fn find(&self, name: &str) -> Option<&Form> {
        self.pack.forms.iter().find(|form| form.name == name)
    }

    fn record(&self, name: &str, place: &str) {
        if self.find(name).is_none() {
            let near = nearest(name, self.pack.forms.iter().map(|form| form.name.as_str()));
            let hint = near.map(|near| format!("是否想写“{near}”？"));
            self.fault(
                format!("{place}提到的记录“{name}”不存在"),
                hint.unwrap_or_default(),
            );
        }
    }

    fn record_field(&self, record: &str, field: &str, place: &str) {
        if let Some(form) = self.find(record) {
            self.field_of(form, field, place);
        }
    }

    fn field_of(&self, form: &Form, field: &str, place: &str) {
        if !form.fields.iter().any(|known| known.name == field) {
            let near = nearest(field, form.fields.iter().map(|known| known.name.as_str()));
            let hint = near
                .map(|near| format!("是否想写“{near}”？"))
                .unwrap_or_default();
            self.fault(format!("{place}：“{}”没有字段“{field}”", form.name), hint);
        }
    }

    fn rules(&self) {
        self.gates();
        self.periods();
        self.indicators();
        for demand in &self.pack.demands {
            self.at(&demand.at);
            let place = format!("应有记录“{}”", demand.record);
            self.record(&demand.record, &place);
            demand
                .blocks
                .iter()
                .for_each(|name| self.records(name, &place));
            for condition in [&demand.when, &demand.met_by] {
                self.plain(condition, &place);
                self.condition(condition, &Scope::File, &place);
            }
        }
        for trigger in &self.pack.triggers {
            self.at(&trigger.at);
            let place = format!("重大情形“{}”", trigger.name);
            for condition in [&trigger.when, &trigger.answered] {
                self.plain(condition, &place);
                self.condition(condition, &Scope::File, &place);
            }
        }
        for flag in &self.pack.flags {
            self.at(&flag.at);
            let place = format!("标记“{}”", flag.name);
            if flag
                .when
                .has_part(&|part| matches!(part, Condition::Marked(_)))
            {
                self.fault(format!("{place}不能以标记为条件"), String::new());
            }
            self.record(&flag.record, &place);
            if let Some(form) = self.find(&flag.record) {
                self.condition(&flag.when, &Scope::Form(form), &place);
            }
        }
        for ground in &self.pack.grounds {
            self.at(&ground.at);
            let place = format!("不公开情形“{}”", ground.name);
            if let Some(when) = &ground.when {
                self.plain(when, &place);
                self.condition(when, &Scope::File, &place);
            }
        }
        for reading in &self.pack.readings {
            self.at(&Place::default());
            reading
                .posts
                .iter()
                .for_each(|post| self.post(post, "可以阅卷的岗位"));
            self.condition(&reading.when, &Scope::File, "可以阅卷的岗位");
        }
        for category in &self.pack.categories {
            self.at(&category.at);
            let place = format!("信息类别“{}”", category.name);
            for record in &category.follows {
                self.record(record, &place);
            }
        }
        for yearly in &self.pack.yearly {
            self.at(&yearly.at);
            let place = format!("年度事项“{}”", yearly.name);
            self.record(&yearly.record, &place);
            self.record_field(&yearly.record, &yearly.field, &place);
            yearly.owner.iter().for_each(|post| self.post(post, &place));
        }
    }

    fn indicators(&self) {
        for indicator in &self.pack.indicators {
            self.at(&indicator.at);
            let known = self.mechanism.figures;
            if !known.contains(&indicator.figure.as_str()) {
                let near = nearest(&indicator.figure, known.iter().copied());
                let hint = near.map_or_else(
                    || format!("只能是 {}", known.join("、")),
                    |near| format!("是否想写“{near}”？"),
                );
                self.fault(format!("不认识的指标“{}”", indicator.figure), hint);
            }
        }
    }

    fn gates(&self) {
        for gate in &self.pack.gates {
            self.at(&gate.at);
            let place = format!("关口“{}”", gate.cannot);
            for (record, field) in gate.shows.records() {
                self.record(record, &place);
                self.record_field(record, field, &place);
            }
            for entry in gate.on.iter().chain(&gate.except) {
                if entry != "*" {
                    self.records(entry, &place);
                }
            }
            for name in spelled_out(&gate.on, &self.pack.forms) {
                if let Some(form) = self.find(&name) {
                    self.condition(&gate.when, &Scope::Form(form), &place);
                    self.condition(&gate.require, &Scope::Form(form), &place);
                }
            }
        }
    }

    /// An entry of a rule's list: the name of a record, or of a whole stage.
    fn records(&self, entry: &str, place: &str) {
        match stage_meant(entry) {
            Some(stage) if !self.pack.stages.iter().any(|known| known.name == stage) => {
                let hint = "环节写在 [[stage]]".to_owned();
                self.fault(format!("{place}提到的环节“{stage}”不存在"), hint);
            }
            Some(_) => {}
            None => self.record(entry, place),
        }
    }

    /// Marks and periods are computed from rules, so the rules they are computed from cannot ask
    /// for them: they would ask for themselves.
    fn plain(&self, condition: &Condition, place: &str) {
        let computed = |part: &Condition| matches!(part, Condition::Due(..) | Condition::Marked(_));
        if condition.has_part(&computed) {
            self.fault(
                format!("{place}不能以期限或者标记为条件"),
                "期限和标记只能用在关口中，标记还可以用期限".into(),
            );
        }
    }

    fn mark(&self, name: &str, place: &str) {
        let names = || self.pack.flags.iter().map(|flag| flag.name.as_str());
        if !names().any(|known| known == name) {
            let hint = nearest(name, names()).map(|near| format!("是否想写“{near}”？"));
            let hint = hint.unwrap_or_else(|| "标记写在 [[flag]]".into());
            self.fault(format!("{place}提到的标记“{name}”不存在"), hint);
        }
    }

    fn period(&self, name: &str, place: &str) {
        let names = || self.pack.periods.iter().map(|period| period.name.as_str());
        if !names().any(|known| known == name) {
            let hint = nearest(name, names()).map(|near| format!("是否想写“{near}”？"));
            let hint = hint.unwrap_or_else(|| "期限写在 [[period]]".into());
            self.fault(format!("{place}提到的期限“{name}”不存在"), hint);
        }
    }

    fn periods(&self) {
        for period in &self.pack.periods {
            self.at(&period.at);
            let place = format!("期限“{}”", period.name);
            self.plain(&period.from.such, &place);
            if let Some(void) = &period.void_when {
                self.plain(void, &place);
            }
            self.record(&period.from.record, &place);
            if let Some(field) = &period.from.field {
                self.record_field(&period.from.record, field, &place);
            }
            if let Some(form) = self.find(&period.from.record) {
                self.condition(&period.from.such, &Scope::Form(form), &place);
            }
            period
                .ends_by
                .iter()
                .for_each(|name| self.record(name, &place));
            for name in &period.ends_by {
                let Some(form) = self.find(name) else {
                    continue;
                };
                for such in &period.ends_where {
                    self.condition(such, &Scope::Form(form), &place);
                }
            }
            period
                .ends_where
                .iter()
                .for_each(|such| self.plain(such, &place));
            if let Some(other) = &period.other {
                self.record(&other.record, &place);
                self.record_field(&other.record, &other.field, &place);
            }
            if let Some(later) = &period.later {
                self.record(&later.record, &place);
                self.record_field(&later.record, &later.field, &place);
            }
            period.owner.iter().for_each(|post| self.post(post, &place));
        }
    }

    fn condition(&self, condition: &Condition, scope: &Scope<'_>, place: &str) {
        match condition {
            Condition::Always | Condition::Fact(..) | Condition::AboutOuter => {}
            Condition::All(parts) | Condition::Any(parts) => {
                parts
                    .iter()
                    .for_each(|part| self.condition(part, scope, place));
            }
            Condition::Not(part) => self.condition(part, scope, place),
            Condition::Records(query) => self.query(query, place),
            Condition::Every(query, has) => {
                self.query(query, place);
                if let Some(form) = self.find(&query.kind) {
                    self.condition(has, &Scope::Form(form), place);
                }
            }
            Condition::Field(name, test) => {
                scope.check(self, name, place);
                self.test(test, place);
            }
            Condition::Act(..) => {}
            Condition::Rows { field, such, .. } => self.rows(field, such, scope, place),
            Condition::Post(post) | Condition::Held(post, _) => self.post(post, place),
            Condition::Marked(mark) => self.mark(mark, place),
            Condition::Due(period, test) => {
                self.period(period, place);
                self.test(test, place);
            }
            Condition::Referred(field, query) => {
                scope.check(self, field, place);
                self.query(query, place);
            }
        }
    }

    fn rows(&self, field: &str, such: &Condition, scope: &Scope<'_>, place: &str) {
        scope.check(self, field, place);
        let Scope::Form(form) = scope else { return };
        let table = form.fields.iter().find(|known| known.name == field);
        if let Some(FieldKind::Table(columns)) = table.map(|table| &table.kind) {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            self.condition(such, &Scope::Row(form, &names), place);
        }
    }

    fn query(&self, query: &Query, place: &str) {
        self.record(&query.kind, place);
        if let Some(since) = &query.since {
            self.record(since, place);
        }
        if let (Some(such), Some(form)) = (&query.such, self.find(&query.kind)) {
            self.condition(such, &Scope::Form(form), place);
        }
    }

    fn test(&self, test: &Test, place: &str) {
        if let Test::Is(operand) | Test::AtLeast(operand) | Test::AtMost(operand) = test
            && let Operand::Latest(record, field) = operand
        {
            self.record(record, place);
            self.record_field(record, field, place);
        }
    }
}

/// Whose fields a condition can name.
enum Scope<'a> {
    /// Those of a record.
    Form(&'a Form),
    /// Those of a row of one of its tables.
    Row(&'a Form, &'a [&'a str]),
    /// None: the file as a whole is in view.
    File,
}

impl Scope<'_> {
    fn check(&self, check: &Check<'_>, field: &str, place: &str) {
        match self {
            Scope::Form(form) => check.field_of(form, field, place),
            Scope::Row(form, columns) if !columns.contains(&field) => {
                check.fault(
                    format!("{place}：“{}”的表中没有“{field}”一栏", form.name),
                    String::new(),
                );
            }
            Scope::Row(..) => {}
            Scope::File => {
                check.fault(
                    format!("{place}：此处没有可填写的字段“{field}”"),
                    "改用 record = …".into(),
                );
            }
        }
    }
}
