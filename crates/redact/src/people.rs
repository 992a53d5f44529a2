//! Everybody the text or the record names: a person named once is found at every other place, and the names of
//! organisations and recorded values are found on the same walk.
//!
//! It does not know how a name is recognised the first time.

use std::cmp::Reverse;

use crate::find::{Evidence, Find};
use crate::kind::{Kind, Owner, Role};
use crate::known::Known;
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::name::list_item;
use crate::roll::Roll;
use crate::running::in_place;
use crate::scan::Tie;
use crate::view::{Gap, View, plain};
use crate::weighed::judge::Judge;
use crate::weighed::{Cover, Guess, name, scene::Scene};

/// A name that something in the text announced, or that weights tell.
pub(crate) struct Person {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) role: Role,
    pub(crate) told: Told,
    pub(crate) reason: &'static str,
}

/// Who told of a person, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Record,
    Text,
    /// Weights, and how likely it is a name, in per cent.
    Weights(Reverse<u8>),
}

/// The reason for a name told by weights, wherever it stands.
const LIKE_A_NAME: &str = "从用语和上下文看，疑似姓名";

impl Person {
    /// Somebody of whom weights tell a name and no more.
    fn weighed(name: &Guess, role: impl Fn((usize, usize)) -> Role) -> Self {
        Person {
            start: name.start,
            end: name.end,
            role: role((name.start, name.end)),
            told: Told::Weights(Reverse(name.confidence)),
            reason: LIKE_A_NAME,
        }
    }

    /// The finding where the name was announced, of somebody in this role.
    fn find(&self, role: Role) -> Find {
        let evidence = match self.told {
            Told::Weights(_) => Evidence::Weighed,
            Told::Record | Told::Text => Evidence::Labelled,
        };
        let span = (self.start, self.end);
        name_find(span, role, (evidence, self.told), self.reason)
    }

    /// The name is searched for everywhere.
    fn is_searched(&self) -> bool {
        (2..=LONGEST).contains(&(self.end - self.start))
    }
}

/// Collected on the walk, searched for afterwards.
pub(crate) struct People {
    pub(crate) announced: Vec<Person>,
    /// Nobody announced reaches further.
    reach: usize,
    pub(crate) organisations: Vec<(usize, usize)>,
}

/// What a word of the search means.
#[derive(Clone, Copy)]
enum Word {
    Person { role: Role, told: Told },
    Value { kind: Kind, role: Option<Role> },
    Organisation,
}

impl Word {
    /// What a word means if it means several things: the lowest decides. An organisation's name protects what stands
    /// in it; the record goes before the text, and of roles the one that stands first in [`Role`].
    fn rank(self) -> (u8, Role, Told) {
        match self {
            Word::Organisation => (0, Role::Party, Told::Record),
            Word::Value { .. } => (1, Role::Party, Told::Record),
            Word::Person { role, told } => match told {
                Told::Record => (2, role, told),
                Told::Text => (3, role, told),
                Told::Weights(_) => (4, role, told),
            },
        }
    }
}

/// How many names are looked back upon; no list is longer.
const LATELY: usize = 32;
/// Longest announced name that is searched for again; longer ones are hidden only where they are announced.
const LONGEST: usize = 64;
/// Longest recorded value or organisation that is looked for.
const LONGEST_RECORDED: usize = 256;

impl People {
    /// Nobody yet, with room for the people of a text of `length` characters.
    pub(crate) fn with_room(length: usize) -> Self {
        People {
            announced: Vec::with_capacity(length / 24 + 4),
            reach: 0,
            organisations: Vec::new(),
        }
    }

    pub(crate) fn announce(&mut self, person: Person) {
        self.reach = self.reach.max(person.end);
        self.announced.push(person);
    }

    /// Where the name begins that was announced lately and covers `at`.
    #[inline]
    pub(crate) fn covering(&self, at: usize) -> Option<usize> {
        self.lately(at).map(|p| p.start)
    }

    /// The role of the person whose name was announced lately and covers `at`.
    pub(crate) fn role_at(&self, at: usize) -> Option<Role> {
        self.lately(at).map(|p| p.role)
    }

    #[inline]
    fn lately(&self, at: usize) -> Option<&Person> {
        if at >= self.reach {
            return None;
        }
        let mut lately = self.announced.iter().rev().take(LATELY);
        lately.find(|p| p.start <= at && at < p.end)
    }

    /// Adds a finding for each place where a person, a recorded value or an organisation of the record stands.
    /// `scene` is the text with what the walk has found; `role` tells the role of somebody whose name weights tell.
    pub(crate) fn find_everywhere(
        mut self,
        scene: &Scene<'_, '_>,
        known: &Known,
        role: impl Fn((usize, usize)) -> Role,
        found: &mut Vec<Find>,
    ) {
        let view = scene.view;
        self.mend(scene);
        let recorded = recorded(known);
        let mut words = self.roll(view, &recorded, &[]);
        let fresh = self.walk(view, &words, found);
        let weighed = self.weighed(view, found, &fresh);
        if !fresh.is_empty() || !weighed.is_empty() {
            // They are searched for in their turn, once.
            let person = |name| Person::weighed(name, &role);
            self.announced.extend(weighed.iter().map(person));
            words = self.roll(view, &recorded, &fresh);
            self.walk(view, &words, found);
        }
        // The words of the announced follow those of the record; see `roll`.
        let mut number = recorded.len();
        for p in &self.announced {
            let role = match p.is_searched().then(|| words.value(number)) {
                Some(Word::Person { role, .. }) => *role,
                _ => p.role,
            };
            number += usize::from(p.is_searched());
            found.push(p.find(role));
        }
    }

    /// Lets weights say where names begin and end that rules have found in the midst of words, and whether they are any:
    /// 出纳胡宗会现金支付.
    fn mend(&mut self, scene: &Scene<'_, '_>) {
        let view = scene.view;
        let han = |at: usize| lexicon::is_han(view.get(at));
        let joined =
            |at: usize| at > 0 && view.gap_before(at) == Gap::None && han(at) && han(at - 1);
        let dotted = |at: usize| view.get(at) == '·' && han(at + 1);
        let open = |p: &Person| joined(p.start) || joined(p.end) || dotted(p.end);
        let judge = Judge::new(scene);
        self.announced.retain_mut(|p| {
            let span = (p.start, p.end);
            let somebody =
                |name: &(usize, usize)| !lexicon::names_nobody(view.slice(name.0, name.1));
            let name = if open(p) {
                judge.likeliest(span).filter(somebody)
            } else {
                Some(span)
            };
            (p.start, p.end) = name.unwrap_or(span);
            if dotted(p.end) {
                p.end = behind_dot(view, p.end);
            }
            // Who is a party by a label is one, however unlikely the name.
            name.is_some() || matches!(p.role, Role::Party | Role::LegalRepresentative)
        });
    }

    /// The names that weights tell where nothing was found and no organisation is named.
    fn weighed(&self, view: &View<'_>, found: &[Find], fresh: &[(usize, usize)]) -> Vec<Guess> {
        let weighed = found.iter().filter(|f| f.evidence == Evidence::Weighed);
        let known = self.known(found, fresh).map(|(start, end, _)| (start, end));
        let taken = known.chain(weighed.map(|f| (f.start, f.end)));
        let taken = Cover::of(view.len(), taken);
        let scene = Scene::new(view, self.known(found, fresh));
        name::names(&scene, taken)
    }

    /// The text with what the walk has found in it.
    pub(crate) fn scene<'v, 'a>(&self, view: &'v View<'a>, found: &[Find]) -> Scene<'v, 'a> {
        Scene::new(view, self.known(found, &[]))
    }

    /// What rules have found, each with its kind; the names of organisations have none.
    fn known(
        &self,
        found: &[Find],
        fresh: &[(usize, usize)],
    ) -> impl Iterator<Item = (usize, usize, Option<Kind>)> {
        let name = Some(Kind::Name);
        let by_rules = found.iter().filter(|f| f.evidence != Evidence::Weighed);
        let found = by_rules.map(|f| (f.start, f.end, Some(f.kind)));
        let announced = self.announced.iter().map(move |p| (p.start, p.end, name));
        let fresh = fresh.iter().map(move |(start, end)| (*start, *end, name));
        let firms = self.organisations.iter();
        let firms = firms.map(|(start, end)| (*start, *end, None));
        found.chain(announced).chain(fresh).chain(firms)
    }

    /// What weights are learnt on: the text with what rules find in it.
    pub(crate) fn scene_of_rules<'v, 'a>(
        mut self,
        view: &'v View<'a>,
        known: &Known,
        mut found: Vec<Find>,
    ) -> Scene<'v, 'a> {
        let recorded = recorded(known);
        let words = self.roll(view, &recorded, &[]);
        let fresh = self.walk(view, &words, &mut found);
        Scene::new(view, self.known(&found, &fresh))
    }

    /// Everything to search for: the words of the record, those announced, the organisations, and these neighbours.
    fn roll<'e>(
        &mut self,
        view: &'e View<'_>,
        recorded: &'e [(Vec<char>, Word)],
        fresh: &[(usize, usize)],
    ) -> Roll<'e, Word> {
        self.announced.sort_by_key(|p| p.start);
        let most = self.announced.len() + self.organisations.len() + fresh.len();
        let mut words = Vec::with_capacity(recorded.len() + most);
        words.extend(recorded.iter().map(|(name, word)| (&name[..], *word)));
        let mut search = |(start, end), word| words.push((view.slice(start, end), word));
        for p in self.announced.iter().filter(|p| p.is_searched()) {
            let (role, told) = (p.role, p.told);
            search((p.start, p.end), Word::Person { role, told });
        }
        for firm in &self.organisations {
            search(*firm, Word::Organisation);
        }
        for name in fresh {
            let (role, told) = (Role::Other, Told::Text);
            search(*name, Word::Person { role, told });
        }
        Roll::new(words, |word| word.rank())
    }

    /// One walk with the longest word at each place. Returns names that stand in lists with those found.
    fn walk(
        &self,
        view: &View<'_>,
        words: &Roll<'_, Word>,
        found: &mut Vec<Find>,
    ) -> Vec<(usize, usize)> {
        let mut fresh = Vec::new();
        let mut announced = self.announced.iter().peekable();
        let (mut i, mut beside) = (0, 0);
        while let Some(at) = words.next(view.ch(), i) {
            i = at;
            let Some((n, word)) = words.longest(view.slice(i, i + LONGEST_RECORDED)) else {
                i += 1;
                continue;
            };
            while announced.next_if(|p| p.start < i).is_some() {}
            let here = announced.peek().filter(|p| p.start == i);
            let span = (i, i + n);
            let person = matches!(word, Word::Person { .. });
            // 证人时光田野的证言: right behind a name stands another.
            let apart = beside != i || !glued(view, span);
            if person && here.is_none() && apart && means_something_else(view, span) {
                i += 1;
                continue;
            }
            // Where the text announces a person, that says more than the repetition of the name.
            let recorded = matches!(
                word,
                Word::Person {
                    told: Told::Record,
                    ..
                }
            );
            if !(person && !recorded && here.is_some_and(|p| p.end == span.1)) {
                found.extend(recognised(span, *word));
            }
            if person {
                neighbours(view, words, span.1, &mut fresh);
                beside = span.1;
            }
            i = span.1;
        }
        fresh
    }
}

/// The words of the record in the form of the view; nothing longer than is looked for.
fn recorded(known: &Known) -> Vec<(Vec<char>, Word)> {
    let chars = |text: &str| -> Vec<char> { plain(text).chars().collect() };
    let told = Told::Record;
    let person = |role| Word::Person { role, told };
    let names = known.names.iter().map(|n| match n.natural {
        true => (chars(&n.name), person(n.role)),
        false => (chars(&n.name), Word::Organisation),
    });
    let values = known.values.iter().map(|v| {
        let (kind, role) = (v.kind, v.role);
        (chars(&v.text), Word::Value { kind, role })
    });
    let firms = known
        .organisations
        .iter()
        .map(|name| (chars(name), Word::Organisation));
    // One character is no name that could be told from an ordinary word.
    let sound = |(name, word): &(Vec<char>, Word)| {
        name.len() <= LONGEST_RECORDED && (name.len() > 1 || !matches!(word, Word::Person { .. }))
    };
    names.chain(values).chain(firms).filter(sound).collect()
}

/// What a word of the search means where it was met; organisations are met only to be passed over.
fn recognised(span: (usize, usize), word: Word) -> Option<Find> {
    match word {
        Word::Organisation => None,
        Word::Value { kind, role } => Some(Find {
            start: span.0,
            end: span.1,
            kind,
            role,
            owner: Owner::Natural,
            evidence: Evidence::Recorded,
            confidence: 100,
            reason: "案件记录中的信息",
        }),
        Word::Person { role, told } => {
            let (evidence, reason) = match told {
                Told::Record => (Evidence::Recorded, recorded_as(role)),
                Told::Text => (Evidence::Repeated, repeated_as(role)),
                Told::Weights(_) => (Evidence::Weighed, LIKE_A_NAME),
            };
            Some(name_find(span, role, (evidence, told), reason))
        }
    }
}

fn name_find(
    span: (usize, usize),
    role: Role,
    (evidence, told): (Evidence, Told),
    reason: &'static str,
) -> Find {
    let confidence = match told {
        Told::Weights(Reverse(confidence)) => confidence,
        Told::Record | Told::Text => evidence.confidence(),
    };
    Find {
        start: span.0,
        end: span.1,
        kind: Kind::Name,
        role: Some(role),
        owner: Owner::Natural,
        evidence,
        confidence,
        reason,
    }
}

/// The reason for a name of the record.
fn recorded_as(role: Role) -> &'static str {
    match role {
        Role::Party => "案件记录中的当事人",
        Role::LegalRepresentative => "案件记录中的法定代表人（负责人）",
        Role::Officer => "案件记录中的执法人员",
        Role::Agent => "案件记录中的代理人",
        Role::Witness => "案件记录中的证人",
        Role::ThirdPerson => "案件记录中的第三人",
        Role::Other => "案件记录中的其他自然人",
    }
}

/// The reason for a name that stands elsewhere in the text.
fn repeated_as(role: Role) -> &'static str {
    match role {
        Role::Party => "文中已出现的当事人姓名",
        Role::LegalRepresentative => "文中已出现的法定代表人（负责人）姓名",
        Role::Officer => "文中已出现的执法人员姓名",
        Role::Agent => "文中已出现的代理人姓名",
        Role::Witness => "文中已出现的证人姓名",
        Role::ThirdPerson => "文中已出现的第三人姓名",
        Role::Other => "文中已出现的其他自然人姓名",
    }
}

/// The next items of a list after a person that are clear names and are not searched for yet.
fn neighbours(
    view: &View<'_>,
    words: &Roll<'_, Word>,
    mut end: usize,
    fresh: &mut Vec<(usize, usize)>,
) {
    for _ in 0..8 {
        if view.get(end) != '、' || words.longest(view.slice(end + 1, end + 6)).is_some() {
            return;
        }
        let Some(next) = list_item(view, end + 1, Tie::Free) else {
            return;
        };
        fresh.push((end + 1, next));
        end = next;
    }
}

/// No gap stands before the words, and they are no part of the name of an organisation.
fn glued(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    view.gap_before(start) == Gap::None && !part_of_another_word(view, (start, end))
}

/// Where the part of a name ends that stands behind the dot at `dot`, if nothing tells better: before a word that follows
/// names, and after a few characters.
fn behind_dot(view: &View<'_>, dot: usize) -> usize {
    const LONGEST_PART: usize = 4;
    let goes_on = |at: &usize| {
        let follows = *at > dot + 1 && lexicon::follower(view.slice(*at, *at + 10)) > 0;
        let joined = *at == dot + 1 || view.gap_before(*at) == Gap::None;
        lexicon::is_han(view.get(*at)) && joined && !follows
    };
    let part = (dot + 1..=dot + LONGEST_PART).take_while(goes_on).count();
    dot + 1 + part
}

/// The words are not the person here: an ordinary word that somebody is called by, or a part of another name.
fn means_something_else(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    let ordinary = lexicon::ordinary_length(view.slice(start, end)) == end - start;
    ordinary && !in_place(view, start, end) || part_of_another_word(view, (start, end))
}

/// The name of a person is only a part of the name of a shop or of a place.
pub(crate) fn part_of_another_word(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    let next = view.get(end);
    let place = matches!(
        next,
        '路' | '街' | '镇' | '村' | '区' | '县' | '桥' | '港' | '山' | '湖' | '河'
    ) && view.gap_before(end) == Gap::None
        && (view.get(end + 1).is_ascii_digit()
            || start > 0 && "省市区县镇乡街道村".contains(view.get(start - 1)));
    let district = end - start == 2
        && matches!(next, '区' | '县' | '镇')
        && view.gap_before(end) == Gap::None
        && lexicon::follower(view.slice(end, end + 4)) == 0;
    place || district || in_organisation(view, end, 1)
}

/// 张三银行卡, 张三店里: what somebody has, or a place that is his.
pub(crate) fn belongs(view: &View<'_>, end: usize) -> bool {
    let rest = view.slice(end, end + 8);
    let account = || {
        let label = LABELS.longest(rest);
        label.is_some_and(|(n, l)| n > 1 && matches!(l, Label::Card | Label::Account))
    };
    let inside = lexicon::organisation(rest) == 1
        && rest.get(1).is_some_and(|c| "上里内外中前后".contains(*c));
    inside || account()
}

/// 安达（湘东）运输有限公司: where a word in brackets ends that begins here.
fn behind_place(view: &View<'_>, at: usize) -> Option<usize> {
    let inside = view.slice(at + 1, at + 8).iter();
    let length = inside.take_while(|c| lexicon::is_han(**c)).count();
    let behind = at + length + 2;
    // 李四（投诉人）要求某某有限公司退款
    let person = LABELS.longest(view.slice(at + 1, at + 1 + length));
    let person =
        person.is_some_and(|(_, label)| matches!(label, Label::Person(_) | Label::Field(_)));
    let remark = person || matches!(view.get(at + 1), '系' | '以' | '下' | '均' | '另');
    (view.get(at) == '(' && length > 0 && view.get(behind - 1) == ')' && !remark).then_some(behind)
}

/// From `end` on, a few characters lead to the ending of an organisation's name without any break; the ending has at
/// least `length` characters.
pub(crate) fn in_organisation(view: &View<'_>, end: usize, length: usize) -> bool {
    if belongs(view, end) {
        return false;
    }
    let (end, length) = match behind_place(view, end) {
        // 张三（户主）的店: a short ending says nothing there.
        Some(behind) => (behind, length.max(4)),
        None => (end, length),
    };
    let mut q = end;
    while q - end < 10 {
        let c = view.get(q);
        if !lexicon::is_han(c) || view.gap_before(q) != Gap::None && q == end {
            return false;
        }
        if lexicon::organisation(view.slice(q, q + 12)) >= length {
            return true;
        }
        // 餐饮管理有限公司: a line of business.
        if lexicon::breaks_organisation(c) && !view.starts_with(q, "管理") {
            return false;
        }
        q += 1;
    }
    false
}
