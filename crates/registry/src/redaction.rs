//! The port to the finder of personal data: what a case knows of its people, which rules of the
//! pack hide what, and the texts a draft becomes. Runs before an act is judged, so that what was
//! found is judged and written down with it. Decides nothing by itself.

use enforcement::case::Case;
use enforcement::decide::{Act, LookedUp};
use enforcement::disclosure::{Draft, Item, Mark, MarkState};
use enforcement::scene::Bench;
use enforcement::step::Step;
use law::form::{Field, FieldKind, Form};
use law::pack::Pack;
use law::rule::{Mask, MaskAction, Publication};
use law::value::{Fields, Value};
use redact::{
    Action, Decision, Kind, Known, Marked, Owner, Policy, PolicyRule, Role, Ruling, Style,
};

/// Looks up what a draft or a settling of marks needs; nothing for other acts.
pub fn look_up(bench: Bench<'_>, case: Option<&Case>, act: &Act) -> LookedUp {
    let mut looked_up = LookedUp::default();
    let Some(form) = bench.pack.form(&act.record) else {
        return looked_up;
    };
    // What the file knows of people is read through only for those who ask: it is the whole file.
    match form.step.as_deref().and_then(Step::named) {
        Some(Step::ItemDraft) => {
            let known = known(bench, case);
            let earlier = item_of(bench, case, form, act).and_then(|item| item.draft.as_ref());
            propose(bench, form, act, earlier, &known, &mut looked_up.found);
        }
        Some(Step::ItemMark) => {
            if let Some(item) = item_of(bench, case, form, act) {
                let known = known(bench, case);
                settle(bench, form, act, item, &known, &mut looked_up.found);
            }
        }
        _ => {}
    }
    looked_up
}

/// The names of a draft form's fields that are public text, in the order of the form: all that
/// do not merely say which item it is, in which form and with which file it is published.
#[must_use]
pub fn public_fields(form: &Form) -> Vec<&str> {
    let public = |field: &&Field| {
        !matches!(
            field.binding.as_deref(),
            Some("about" | "publication" | "file")
        )
    };
    form.fields
        .iter()
        .filter(public)
        .map(|field| field.name.as_str())
        .collect()
}

/// The public fields of an item in the order of the form its public draft was entered with.
#[must_use]
pub fn public_order<'a>(pack: &'a Pack, item: &Item) -> Vec<&'a str> {
    let draft = item.published.as_ref().map(|(draft, _)| draft);
    let form = draft.and_then(|draft| pack.form(&draft.record));
    form.map(public_fields).unwrap_or_default()
}

/// The text of a public field, before anything is hidden in it. A table reads row by row, each
/// cell with the name of its column, so that the public can tell them apart.
fn text_in(form: &Form, name: &str, fields: &Fields) -> Option<String> {
    let value = fields.get(name).filter(|value| !value.is_empty())?;
    let field = form.fields.iter().find(|field| field.name == name)?;
    let FieldKind::Table(columns) = &field.kind else {
        return Some(value.shown());
    };
    let rows = value.items().iter().filter_map(Value::row);
    let line = |row: &Fields| {
        let cells = columns.iter().filter_map(|column| {
            let cell = row.get(&column.name).filter(|cell| !cell.is_empty())?;
            Some(format!("{}：{}", column.name, cell.shown()))
        });
        cells.collect::<Vec<_>>().join("；")
    };
    Some(rows.map(line).collect::<Vec<_>>().join("\n"))
}

fn item_of<'a>(
    bench: Bench<'a>,
    case: Option<&'a Case>,
    form: &Form,
    act: &Act,
) -> Option<&'a Item> {
    let said = act.fields.get(&form.bound("about")?.name)?;
    let no = said.number().or_else(|| said.text()?.trim().parse().ok())?;
    case.map_or(&bench.agency.items, |case| &case.items)
        .get(u32::try_from(no).ok()?)
}

/// Finds personal data in every public field of a draft. What was decided in the draft before it stays decided where
/// its sentence has not changed; if nothing is left to ask, the public text is made at once.
fn propose(
    bench: Bench<'_>,
    form: &Form,
    act: &Act,
    earlier: Option<&Draft>,
    known: &Known,
    found: &mut Fields,
) {
    let chosen = form
        .bound("publication")
        .and_then(|field| act.fields.get(&field.name));
    let publication = chosen.and_then(Value::text).unwrap_or_default();
    let policy = policy(bench.pack, publication);
    let before = earlier
        .filter(|draft| draft.publication == publication)
        .map(|draft| (texts(bench.pack, draft), draft));
    let mut marks = Vec::new();
    let mut fresh = Vec::new();
    for name in public_fields(form) {
        let Some(text) = text_in(form, name, &act.fields) else {
            continue;
        };
        let old = before.as_ref().and_then(|(texts, draft)| {
            let (_, old) = texts.iter().find(|(field, _)| field == name)?;
            Some(marked(name, old, &draft.marks))
        });
        let proposed = match old {
            Some(old) => redact::carry_over(&old, &text, known, &policy),
            None => Marked::propose(&text, known, &policy),
        };
        let asked = |mark: &&redact::Mark| mark.action.hides() || mark.is_ruled();
        marks.extend(
            proposed
                .marks
                .iter()
                .filter(asked)
                .map(|mark| mark_of(name, mark)),
        );
        fresh.push((name.to_owned(), text));
    }
    found.insert(
        "marks".into(),
        Value::List(marks.iter().map(mark_value).collect()),
    );
    if marks.iter().all(|mark| mark.state != MarkState::Proposed) {
        produce(&policy, fresh, &marks, known, found);
    }
}

/// Applies what the reviewer said of each mark, and produces the public text once all are settled.
fn settle(
    bench: Bench<'_>,
    form: &Form,
    act: &Act,
    item: &Item,
    known: &Known,
    found: &mut Fields,
) {
    let Some(draft) = &item.draft else { return };
    let texts = texts(bench.pack, draft);
    let mut marks = draft.marks.clone();
    for (at, releases, reason) in said_of_marks(form, act) {
        if let Some(mark) = at.checked_sub(1).and_then(|at| marks.get_mut(at)) {
            mark.state = if releases {
                MarkState::Released
            } else {
                MarkState::Hidden
            };
            if releases {
                mark.reason = reason;
            }
        }
    }
    marks.extend(added_by_hand(form, act, &texts));
    let settled = marks.iter().all(|mark| mark.state != MarkState::Proposed);
    found.insert(
        "marks".into(),
        Value::List(marks.iter().map(mark_value).collect()),
    );
    if settled {
        let policy = policy(bench.pack, &draft.publication);
        produce(&policy, texts, &marks, known, found);
    }
}

/// The public text of every field, and what the finder still sees in it.
fn produce(
    policy: &Policy,
    texts: Vec<(String, String)>,
    marks: &[Mark],
    known: &Known,
    found: &mut Fields,
) {
    let mut public = Fields::new();
    let mut residue = Vec::new();
    for (name, value) in texts {
        let marked = marked(&name, &value, marks);
        let text = redact::hide(&marked);
        let left = redact::residues(&text, &marked, &[], known, policy);
        residue.extend(
            left.iter()
                .map(|left| Value::from(format!("{name}：{}", left.kind.label()))),
        );
        public.insert(name, text.text.into());
    }
    residue.dedup();
    found.insert("public".into(), Value::Row(public));
    found.insert("residue".into(), Value::List(residue));
}

/// The texts of a draft, field by field in the order of its form, before anything is hidden.
#[must_use]
pub fn texts(pack: &Pack, draft: &Draft) -> Vec<(String, String)> {
    let Some(form) = pack.form(&draft.record) else {
        return Vec::new();
    };
    let text = |name: &str| Some((name.to_owned(), text_in(form, name, &draft.fields)?));
    public_fields(form).into_iter().filter_map(text).collect()
}

/// What the public would read in the place of one mark.
#[must_use]
pub fn instead(mark: &Mark, found: &str) -> String {
    let mark = Mark {
        start: 0,
        end: found.chars().count(),
        state: MarkState::Hidden,
        ..mark.clone()
    };
    redact::hide(&marked(&mark.field, found, std::slice::from_ref(&mark))).text
}

/// How a draft would read if every mark that nobody has released were hidden.
#[must_use]
pub fn preview(pack: &Pack, draft: &Draft) -> Vec<(String, String)> {
    let hidden = |(name, text): (String, String)| {
        let public = redact::hide(&marked(&name, &text, &draft.marks)).text;
        (name, public)
    };
    texts(pack, draft).into_iter().map(hidden).collect()
}

fn said_of_marks(form: &Form, act: &Act) -> Vec<(usize, bool, String)> {
    let words = &form.words;
    let cell = |row: &Fields, word: &str| {
        words
            .get(word)
            .and_then(|name| row.get(name))
            .map(Value::shown)
            .unwrap_or_default()
    };
    let rows = words
        .get("marks")
        .and_then(|name| act.fields.get(name))
        .map(Value::items);
    rows.unwrap_or_default()
        .iter()
        .filter_map(Value::row)
        .filter_map(|row| {
            let at = cell(row, "marks.number").trim().parse().ok()?;
            let releases = cell(row, "marks.kind") == "保留";
            Some((at, releases, cell(row, "marks.content")))
        })
        .collect()
}

/// Passages the reviewer hides beyond what was found: every occurrence of the words.
fn added_by_hand(form: &Form, act: &Act, texts: &[(String, String)]) -> Vec<Mark> {
    let words = &form.words;
    let rows = words
        .get("manual")
        .and_then(|name| act.fields.get(name))
        .map(Value::items);
    let mut marks = Vec::new();
    for row in rows.unwrap_or_default().iter().filter_map(Value::row) {
        let cell = |word: &str| {
            words
                .get(word)
                .and_then(|name| row.get(name))
                .map(Value::shown)
                .unwrap_or_default()
        };
        let (field, wanted) = (cell("manual.name"), cell("manual.content"));
        let text = texts
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, text)| text.as_str())
            .unwrap_or_default();
        let found = if wanted.is_empty() {
            Vec::new()
        } else {
            text.match_indices(&wanted).collect()
        };
        marks.extend(found.into_iter().map(|(at, _)| {
            let start = text[..at].chars().count();
            Mark {
                field: field.clone(),
                start,
                end: start + wanted.chars().count(),
                kind: BY_HAND.into(),
                role: String::new(),
                reason: cell("manual.clause"),
                clause: cell("manual.clause"),
                style: "〔已隐去〕".into(),
                state: MarkState::Hidden,
            }
        }));
    }
    marks
}

fn mark_of(field: &str, mark: &redact::Mark) -> Mark {
    let style = match &mark.action {
        Action::Hide(style) => style_name(style),
        Action::Keep => String::new(),
    };
    let (found, why) = (mark.hit.kind.label(), &*mark.hit.reason);
    let (kind, reason, state) = match &mark.ruling {
        Ruling::Proposed => (found, why, MarkState::Proposed),
        Ruling::Confirmed { .. } => (found, why, MarkState::Hidden),
        Ruling::Released { ground, .. } => (found, ground.as_str(), MarkState::Released),
        Ruling::Manual { .. } => (BY_HAND, mark.rule.as_str(), MarkState::Hidden),
    };
    Mark {
        field: field.to_owned(),
        start: mark.hit.start,
        end: mark.hit.end,
        kind: kind.to_owned(),
        role: mark
            .hit
            .role
            .map(|role| role.label().to_owned())
            .unwrap_or_default(),
        reason: reason.to_owned(),
        clause: mark.rule.clone(),
        style,
        state,
    }
}

/// The kind of a passage that a reviewer hides beyond what was found.
const BY_HAND: &str = "人工隐去";

fn mark_value(mark: &Mark) -> Value {
    let json = serde_json::to_value(mark).and_then(serde_json::from_value);
    json.unwrap_or(Value::List(Vec::new()))
}

/// The marks of one field as the hider takes them; overlapping marks give way to the earlier one.
fn marked(field: &str, text: &str, marks: &[Mark]) -> Marked {
    let mut hits: Vec<&Mark> = marks.iter().filter(|mark| mark.field == field).collect();
    hits.sort_by_key(|mark| (mark.start, mark.end));
    let marks = hits.into_iter().map(|mark| redact::Mark {
        hit: redact::Hit {
            start: mark.start,
            end: mark.end,
            kind: kind_of(&mark.kind),
            role: role_of(&mark.role),
            owner: Owner::Unknown,
            confidence: 100,
            reason: mark.reason.clone().into(),
            text: text
                .chars()
                .skip(mark.start)
                .take(mark.end - mark.start)
                .collect(),
        },
        action: match mark.state {
            MarkState::Released => Action::Keep,
            _ => Action::Hide(style_of(&mark.style)),
        },
        rule: mark.clause.clone(),
        ruling: ruling_of(mark),
    });
    Marked {
        text: text.to_owned(),
        marks: marks.collect(),
    }
}

/// What a person said of a mark; the deed itself says who it was.
fn ruling_of(mark: &Mark) -> Ruling {
    let by = String::new();
    match mark.state {
        MarkState::Proposed => Ruling::Proposed,
        MarkState::Released => Ruling::Released {
            by,
            ground: mark.reason.clone(),
        },
        MarkState::Hidden if mark.kind == BY_HAND => Ruling::Manual { by },
        MarkState::Hidden => Ruling::Confirmed { by },
    }
}

fn kind_of(label: &str) -> Kind {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.label() == label)
        .unwrap_or(Kind::Property)
}

fn role_of(label: &str) -> Option<Role> {
    ROLES
        .iter()
        .map(|(_, role)| *role)
        .find(|role| role.label() == label)
}

const ROLES: &[(&str, Role)] = &[
    ("party", Role::Party),
    ("legal_representative", Role::LegalRepresentative),
    ("witness", Role::Witness),
    ("officer", Role::Officer),
    ("agent", Role::Agent),
    ("third_person", Role::ThirdPerson),
    ("other", Role::Other),
];

fn kinds_of(name: &str) -> Vec<Kind> {
    match name {
        "name" => vec![Kind::Name],
        "citizen_id" => vec![Kind::CitizenId, Kind::Permit],
        "passport" => vec![Kind::Passport],
        "phone" => vec![Kind::Phone],
        "email" => vec![Kind::Email],
        "address" => vec![Kind::Address],
        "bank_account" => vec![Kind::BankAccount, Kind::BankCard],
        "certificate" => vec![Kind::Certificate],
        "property" => vec![Kind::Property],
        "birth_date" => vec![Kind::BirthDate],
        "messenger" => vec![Kind::Messenger],
        "plate" => vec![Kind::Plate],
        "organisation" => vec![Kind::CreditCode],
        _ => Vec::new(),
    }
}

fn style_name(style: &Style) -> String {
    match style {
        Style::SurnameAndMask => "surname-mask".into(),
        Style::SurnameOnly => "surname".into(),
        Style::Partial { head, tail } => format!("partial-{head}-{tail}"),
        Style::Whole { shown } => shown.clone(),
    }
}

/// A style from a pack: `surname-mask`, `surname`, `partial-3-2`, or the words to show instead.
fn style_of(name: &str) -> Style {
    let partial = || {
        let (head, tail) = name.strip_prefix("partial-")?.split_once('-')?;
        Some(Style::Partial {
            head: head.parse().ok()?,
            tail: tail.parse().ok()?,
        })
    };
    match name {
        "surname-mask" => Style::SurnameAndMask,
        "surname" => Style::SurnameOnly,
        other => partial().unwrap_or(Style::Whole {
            shown: other.to_owned(),
        }),
    }
}

/// The form of publication that says most about what is hidden: the one for a text of which
/// nothing is known. `None` where the pack has no rules of hiding.
#[must_use]
pub fn fullest(pack: &Pack) -> Option<&Publication> {
    let ruled = pack.publications.iter().filter(|one| !one.masks.is_empty());
    ruled.rev().max_by_key(|one| one.masks.len())
}

/// The rules of a publication in the order of the pack. What no rule speaks of is hidden: a
/// person releases it, with a reason, if the law lets it stay.
#[must_use]
pub fn policy(pack: &Pack, publication: &str) -> Policy {
    let known = pack
        .publications
        .iter()
        .find(|known| known.name == publication);
    let rules = known.map(|known| known.masks.iter().flat_map(rules_of).collect());
    let clause = known.map(clause_of).unwrap_or_default();
    let hidden = Action::Hide(Style::Whole {
        shown: "〔已隐去〕".into(),
    });
    // What an authority says of itself (where to appeal, where to pay) is neither a natural person's
    // nor a party's; no rule of hiding is about it.
    let agency = PolicyRule {
        kind: None,
        role: None,
        owner: Some(Owner::Agency),
        action: Action::Keep,
        rule: clause.clone(),
    };
    let mut rules: Vec<PolicyRule> = [vec![agency], rules.unwrap_or_default()].concat();
    // Names masked by the author and codes of organisations identify nobody.
    rules.push(PolicyRule::of(Kind::MaskedName, Action::Keep, &clause));
    rules.push(PolicyRule::of(Kind::CreditCode, Action::Keep, &clause));
    Policy::new(
        rules,
        Decision {
            action: hidden,
            rule: clause,
        },
    )
}

fn clause_of(publication: &Publication) -> String {
    publication.basis.first().0.clone()
}

fn rules_of(mask: &Mask) -> Vec<PolicyRule> {
    let action = match &mask.action {
        MaskAction::Keep => Action::Keep,
        MaskAction::Hide(style) => Action::Hide(style_of(style)),
    };
    let kinds: Vec<Option<Kind>> = match mask.kinds.is_empty() {
        true => vec![None],
        false => mask
            .kinds
            .iter()
            .flat_map(|name| kinds_of(name))
            .map(Some)
            .collect(),
    };
    let roles: Vec<Option<Role>> = match mask.roles.is_empty() {
        true => vec![None],
        false => mask
            .roles
            .iter()
            .filter_map(|name| role_named(name))
            .map(Some)
            .collect(),
    };
    let owner = mask.natural.map(|natural| {
        if natural {
            Owner::Natural
        } else {
            Owner::Organisation
        }
    });
    let rule = mask.basis.first().0.clone();
    let pairs = kinds
        .iter()
        .flat_map(|kind| roles.iter().map(move |role| (*kind, *role)));
    pairs
        .map(|(kind, role)| PolicyRule {
            kind,
            role,
            owner,
            action: action.clone(),
            rule: rule.clone(),
        })
        .collect()
}

fn role_named(name: &str) -> Option<Role> {
    ROLES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, role)| *role)
}

/// What the file knows of people: every field that the pack marks as personal, and the officers.
#[must_use]
pub fn known(bench: Bench<'_>, case: Option<&Case>) -> Known {
    let mut known = Known::default();
    let dossier = case.map_or(&bench.agency.dossier, |case| &case.dossier);
    for deed in dossier
        .deeds()
        .iter()
        .filter(|deed| case.is_some() || deed.step.is_none())
    {
        if let Some(form) = bench.pack.form(&deed.record) {
            known = learn(known, &form.fields, &deed.fields);
        }
    }
    if case.is_some() {
        for person in bench.agency.people.iter() {
            known = known.person(&person.name, Role::Officer);
        }
    }
    known.organisation(&bench.pack.issuer)
}

fn learn(mut known: Known, fields: &[Field], values: &Fields) -> Known {
    // A party's row says whether it is a natural person; its name is an organisation's otherwise.
    let natural = fields
        .iter()
        .find(|field| field.binding.as_deref() == Some("natural"))
        .map(|field| values.get(&field.name) == Some(&Value::Bool(true)));
    for field in fields {
        let Some(value) = values.get(&field.name) else {
            continue;
        };
        if let FieldKind::Table(columns) = &field.kind {
            for row in value.items().iter().filter_map(Value::row) {
                known = learn(known, columns, row);
            }
        }
        let (Some(personal), Some(text)) = (&field.personal, value.text()) else {
            continue;
        };
        known = learn_value(known, personal, field.whose.as_deref(), text, natural);
    }
    known
}

fn learn_value(
    mut known: Known,
    personal: &str,
    whose: Option<&str>,
    text: &str,
    natural: Option<bool>,
) -> Known {
    let role = whose.and_then(role_named).unwrap_or(Role::Other);
    if personal == "organisation" || (personal == "name" && natural == Some(false)) {
        return known.organisation(text);
    }
    if personal == "name" {
        for name in text
            .split(['、', '，', ',', ' '])
            .filter(|name| !name.is_empty())
        {
            known = known.person(name, role);
        }
        return known;
    }
    kinds_of(personal)
        .first()
        .map_or(known.clone(), |kind| known.value(text, *kind, Some(role)))
}
