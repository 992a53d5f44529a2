//! Numbers: citizen ids, bank cards and accounts, telephones, credit codes, plates, and documents with a number.
//!
//! A number may be broken by spaces, hyphens and line ends; it is put together here and checked. Names, addresses and
//! dates are read elsewhere.

use crate::document::begins_row;
use crate::find::Evidence;
use crate::kind::{Kind, Owner, Role};
use crate::label::Label;
use crate::lexicon;
use crate::scan::Scan;
use crate::view::{Gap, View};
use crate::{address, checks};
use crate::{registered, running};

/// No number of interest is longer; more is looked at only to step over it.
const LONGEST: usize = 40;

/// A number put together from pieces: its plain characters, where each stands, and after which a piece ends.
struct Group {
    text: [u8; LONGEST],
    at: [usize; LONGEST],
    length: usize,
    /// Numbers of characters after which a piece ends, ascending, and for each: a space or a hyphen stands inside,
    /// before it.
    ends: Ends,
}

/// A list of ends without an allocation of its own.
struct Ends {
    at: [usize; LONGEST],
    broken: [bool; LONGEST],
    count: usize,
}

impl std::ops::Deref for Ends {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.at[..self.count]
    }
}

/// Reads the letters and digits that begin at `i`; returns where the walk goes on, always beyond `i`.
pub(crate) fn read(scan: &mut Scan<'_, '_>, i: usize) -> usize {
    let view = scan.view;
    let piece = piece_end(view, i);
    if piece - i > LONGEST {
        return piece;
    }
    if let Some(end) = plate(scan, i) {
        return end;
    }
    if let Some(end) = registered::read(scan, i) {
        return end;
    }
    let start = i + prefix(scan, i, piece);
    if start >= piece {
        return piece;
    }
    let first = view.get(start);
    let label = scan.label_before(start);
    let short = || piece - start < 7 && !continues(view, piece) && !scan.account_before(start);
    let number = first.is_ascii_digit() || first.is_ascii_uppercase();
    if label.is_none() && (!number || measure_follows(view, piece) || short()) {
        return piece;
    }
    let group = gather(view, start);
    if label.is_none() && travel(scan, &group) {
        return group.span(group.ends[0]).1.max(piece);
    }
    let end = checked(scan, &group, label)
        .or_else(|| fixed_line(scan, start, label))
        .or_else(|| labelled(scan, &group, label));
    match end {
        Some(end) => {
            if let Some(said) = &mut scan.said
                && said.end <= start
            {
                said.end = end;
            }
            end.max(piece)
        }
        None => piece,
    }
}

/// 护照复印件　张三　G12345678: the number of a travel document that was spoken of in the same line.
fn travel(scan: &mut Scan<'_, '_>, g: &Group) -> bool {
    let n = g.ends[0];
    let text = &g.text[..n];
    let letters = text.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let digits = text[letters..].iter().all(u8::is_ascii_digit);
    if !(8..=11).contains(&n) || letters > 2 || !digits || checks::mobile(text) {
        return false;
    }
    let view = scan.view;
    let at = g.at[0];
    let line = view
        .line_start(at.saturating_sub(24), at)
        .unwrap_or(at.saturating_sub(24));
    let before = view.slice(line, at);
    let plain: Vec<char> = text.iter().map(|b| char::from(*b)).collect();
    if !address::holds(before, &["护照", "通行证", "台胞证"])
        || before.contains(&'。')
        || day(&plain)
    {
        return false;
    }
    let reason = "前有护照、通行证字样的号码";
    running::before_field(scan, at, "后附证件号码");
    scan.add(
        g.span(n),
        Kind::Passport,
        Owner::Natural,
        Evidence::Form,
        reason,
    );
    true
}

/// End of the run of ASCII letters and digits without a gap.
fn piece_end(view: &View<'_>, i: usize) -> usize {
    let mut e = i + 1;
    while view.get(e).is_ascii_alphanumeric() && view.gap_before(e) == Gap::None {
        e += 1;
    }
    e
}

/// Letters glued before a number that act as its label (Tel13800138000, QQ12345678); returns their length.
fn prefix(scan: &mut Scan<'_, '_>, i: usize, end: usize) -> usize {
    let letters = scan
        .view
        .slice(i, end)
        .iter()
        .take_while(|c| c.is_ascii_alphabetic())
        .count();
    // QQtc-liuge: an account of letters right behind the label.
    if letters > 2 && scan.view.starts_with(i, "QQ") {
        crate::document::messenger(scan, i + 2);
        return 0;
    }
    if letters == 0 || letters > 8 {
        return 0;
    }
    let mut lower = [0; 8];
    for (small, c) in lower.iter_mut().zip(scan.view.slice(i, i + letters)) {
        *small = c.to_ascii_lowercase() as u8;
    }
    let label = match &lower[..letters] {
        b"tel" | b"phone" | b"mobile" | b"mob" | b"fax" => Label::Phone(Owner::Unknown),
        b"qq" | b"vx" | b"wx" | b"wechat" | b"weixin" | b"skype" | b"whatsapp" | b"telegram"
        | b"line" => Label::Messenger,
        b"id" | b"no" => return if letters == end - i { 0 } else { letters },
        b"card" => Label::Card,
        b"email" | b"mail" => Label::Mail,
        _ => return 0,
    };
    scan.said = Some(crate::scan::Said {
        label,
        end: i + letters,
    });
    if label == Label::Messenger {
        crate::document::messenger(scan, i + letters);
    }
    letters
}

/// A piece of a broken number may go on after `end`.
fn continues(view: &View<'_>, end: usize) -> bool {
    let joined = view.gap_before(end) != Gap::None && view.get(end).is_ascii_alphanumeric();
    joined || matches!(view.get(end), '-' | ')' | '/') || dotted(view, end)
}

/// The number is a quantity.
fn measure_follows(view: &View<'_>, end: usize) -> bool {
    let c = view.get(end);
    // 14796960808　天津市: another cell begins.
    if view.gap_before(end) > Gap::Space {
        return false;
    }
    lexicon::measures(c)
        || c == '%'
        || c == '.' && view.get(end + 1).is_ascii_digit() && !dotted(view, end)
}

/// 138.0013.8000: a mobile number printed with dots; `dot` is the first of them.
fn dotted(view: &View<'_>, dot: usize) -> bool {
    let digits =
        |from: usize, n: usize| view.slice(from, from + n).iter().all(char::is_ascii_digit);
    let four = |from: usize| digits(from, 4) && !view.get(from + 4).is_ascii_digit();
    dot >= 3
        && view.get(dot) == '.'
        && view.get(dot - 3) == '1'
        && digits(dot - 3, 3)
        && digits(dot + 1, 4)
        && view.get(dot + 5) == '.'
        && four(dot + 6)
}

fn gather(view: &View<'_>, start: usize) -> Group {
    let (text, at) = ([0; LONGEST], [0; LONGEST]);
    let ends = Ends {
        at: [0; LONGEST],
        broken: [false; LONGEST],
        count: 0,
    };
    let mut g = Group {
        text,
        at,
        length: 0,
        ends,
    };
    let (mut p, mut apart) = (start, false);
    // Some scanners read the final X of a citizen id as a multiplication sign.
    let part = |c: char, length: usize| c.is_ascii_alphanumeric() || c == '×' && length == 17;
    while g.length < LONGEST && part(view.get(p), g.length) {
        if complete(&g.text[..g.length]) && begins_row(view, p) {
            break;
        }
        let c = view.get(p);
        g.text[g.length] = if c == '×' {
            b'X'
        } else {
            c.to_ascii_uppercase() as u8
        };
        g.at[g.length] = p;
        g.length += 1;
        p += 1;
        let gap = view.gap_before(p);
        let dot = view.get(p) == '.' && (dotted(view, p) || p >= start + 8 && dotted(view, p - 5));
        let hyphen = dot || view.get(p) == '-' && view.get(p + 1).is_ascii_alphanumeric();
        if gap != Gap::None || hyphen || !part(view.get(p), g.length) {
            g.ends.at[g.ends.count] = g.length;
            g.ends.broken[g.ends.count] = apart;
            g.ends.count += 1;
            apart |= gap.is_space() || hyphen;
        }
        p += usize::from(hyphen);
    }
    g
}

/// The number is whole by its length and check digit, so that a digit in the next line may be the number of a row.
fn complete(text: &[u8]) -> bool {
    match text.len() {
        11 => checks::mobile(text),
        16 | 17 | 19 => checks::card_form(text) && checks::luhn(text),
        18 => checks::citizen_valid(text) || checks::credit_valid(text),
        _ => false,
    }
}

impl Group {
    fn span(&self, length: usize) -> (usize, usize) {
        (self.at[0], self.at[length - 1] + 1)
    }

    /// The longest length within bounds at which a piece ends.
    fn longest(&self, min: usize, max: usize) -> Option<usize> {
        self.ends.iter().copied().rfind(|n| (min..=max).contains(n))
    }

    fn digits(&self, length: usize) -> bool {
        self.text[..length].iter().all(u8::is_ascii_digit)
    }

    /// False in the middle of a number that is printed digit by digit.
    fn ends_here(&self, length: usize) -> bool {
        let singly = self.ends.get(length - 1) == Some(&length) && length > 1;
        !singly || self.ends.get(length).is_none_or(|next| next - length > 1)
    }

    /// Pieces are of the usual lengths of a printed number, or only a line end broke it.
    fn regular(&self, length: usize, shapes: &[&[usize]]) -> bool {
        let Some(last) = self.ends.iter().position(|e| *e == length) else {
            return false;
        };
        let ends = &self.ends[..=last];
        // Printed digit by digit: the number ends where the single digits end.
        let single =
            ends.len() == length && self.ends.get(length).is_none_or(|next| next - length > 1);
        let line_only = !self.ends.broken[last];
        single || line_only || shapes.contains(&ends)
    }
}

/// Numbers that prove themselves by form and check digit, whole or broken.
fn checked(scan: &mut Scan<'_, '_>, g: &Group, label: Option<Label>) -> Option<usize> {
    let first = g.ends[0];
    // 工资卡流水（6212…）: it is the card that the number is of.
    let before = scan.view.slice(g.at[0].saturating_sub(8), g.at[0]);
    let of_card = || before.contains(&'卡') && g.ends.iter().any(|n| *n > 15 && card(g, *n));
    let label = label.filter(|label| *label != Label::Plain || !of_card());
    let proven = |n: &&usize| {
        g.ends_here(**n)
            && (checks::citizen_valid(&g.text[..**n]) || checks::credit_valid(&g.text[..**n]))
    };
    let whole = g.ends.iter().filter(proven);
    // A number with a check character goes before the shorter forms that its beginning may have; a broken card is
    // tried in its longest form first.
    let order = whole
        .copied()
        .chain([first])
        .chain(g.ends.iter().rev().copied());
    for n in order {
        let Some((kind, owner, evidence, reason)) = check(g, n, label) else {
            continue;
        };
        // The first 18 digits of a card of 19 may be a card by themselves.
        let row = n < g.length && begins_row(scan.view, g.at[n]);
        let longer = |m: &usize| kind == Kind::BankCard && !row && *m > n && *m < 20 && card(g, *m);
        let n = g.ends.iter().copied().rfind(longer).unwrap_or(n);
        let mut span = g.span(n);
        span.0 = plus(scan.view, span.0);
        let owner = if kind == Kind::Phone {
            phone_owner(scan, span.0, label)
        } else {
            owner
        };
        if matches!(kind, Kind::CitizenId | Kind::Phone) {
            running::before_field(scan, span.0, "后附号码");
        }
        scan.add(span, kind, owner, evidence, reason);
        if kind == Kind::CitizenId {
            address::after_person(scan, span.1);
        }
        return Some(span.1);
    }
    None
}

type Proof = (Kind, Owner, Evidence, &'static str);

/// What the first `n` characters of the group are, by form and check digit.
fn check(g: &Group, n: usize, label: Option<Label>) -> Option<Proof> {
    let text = &g.text[..n];
    let whole = n == g.ends[0];
    let plain = label == Some(Label::Plain);
    let coded = plain || label == Some(Label::Code);
    let banked = matches!(label, Some(Label::Card | Label::Account));
    Some(match n {
        18 if checks::citizen_valid(text) => (
            Kind::CitizenId,
            Owner::Natural,
            Evidence::Checked,
            "符合公民身份号码编码规则，校验码正确",
        ),
        18 if checks::credit_valid(text) => (
            Kind::CreditCode,
            Owner::Organisation,
            Evidence::Checked,
            "符合统一社会信用代码编码规则，校验码正确",
        ),
        18 if whole && checks::citizen_form(text) && !coded => (
            Kind::CitizenId,
            Owner::Natural,
            Evidence::Form,
            "形如公民身份号码，但校验码不符，可能有笔误",
        ),
        11 if checks::mobile(text) && !plain && (whole || g.regular(n, MOBILE)) => (
            Kind::Phone,
            Owner::Natural,
            Evidence::Form,
            "符合移动电话号码格式",
        ),
        15 if text.starts_with(b"0086") && checks::mobile(&text[4..]) => (
            Kind::Phone,
            Owner::Natural,
            Evidence::Form,
            "符合移动电话号码格式（含国际区号）",
        ),
        12 if text[0] == b'0' && checks::mobile(&text[1..]) && !plain => (
            Kind::Phone,
            Owner::Natural,
            Evidence::Form,
            "符合移动电话号码格式（前加零）",
        ),
        13 if text.starts_with(b"86") && checks::mobile(&text[2..]) => (
            Kind::Phone,
            Owner::Natural,
            Evidence::Form,
            "符合移动电话号码格式（含国际区号）",
        ),
        16..=19 if !plain && card(g, n) => (
            Kind::BankCard,
            Owner::Unknown,
            Evidence::Checked,
            "符合银行卡号编码规则，校验码正确",
        ),
        15 if whole && checks::citizen_old(text) && !coded && !banked => (
            Kind::CitizenId,
            Owner::Natural,
            Evidence::Form,
            "符合十五位公民身份号码编码规则",
        ),
        _ => return None,
    })
}

const MOBILE: &[&[usize]] = &[
    &[3, 7, 11],
    &[4, 8, 11],
    &[3, 11],
    &[7, 11],
    &[3, 6, 11],
    &[4, 7, 11],
    &[3, 6, 9, 11],
    &[3, 5, 7, 9, 11],
];
const CARD: &[&[usize]] = &[
    &[4, 8, 12, 16],
    &[4, 8, 12, 16, 19],
    &[4, 8, 12, 16, 17],
    &[4, 8, 12, 16, 18],
    &[6, 16],
    &[6, 19],
    &[6, 12, 19],
    &[6, 10, 14, 19],
];

fn card(g: &Group, n: usize) -> bool {
    let text = &g.text[..n];
    checks::card_form(text) && checks::luhn(text) && (g.ends[0] == n || g.regular(n, CARD))
}

fn phone_owner(scan: &Scan<'_, '_>, at: usize, label: Option<Label>) -> Owner {
    // 游客张三（投诉电话138…）: the telephone of whoever complains.
    let own = scan
        .people
        .announced
        .last()
        .is_some_and(|p| at < p.end + 12 && p.role != Role::Officer);
    match label {
        Some(Label::Phone(Owner::Agency)) if own => Owner::Natural,
        Some(Label::Phone(owner @ (Owner::Agency | Owner::Organisation))) => owner,
        _ => Owner::Natural,
    }
}

/// Includes a country code in brackets, and a plus sign before a country code.
fn plus(view: &View<'_>, start: usize) -> usize {
    let code = ["(+86)", "(86)", "(0086)", "+86-"];
    let bracket = code
        .iter()
        .find(|c| start >= c.len() && view.starts_with(start - c.len(), c));
    let start = start - bracket.map_or(0, |c| c.len());
    if start > 0 && view.get(start - 1) == '+' {
        start - 1
    } else {
        start
    }
}

/// Fixed lines: area code, separator, seven or eight digits, extension.
fn fixed_line(scan: &mut Scan<'_, '_>, start: usize, label: Option<Label>) -> Option<usize> {
    let view = scan.view;
    if label == Some(Label::Plain) {
        return None;
    }
    let announced = matches!(label, Some(Label::Phone(_))) || called(view, start);
    let head = [0, 1, 2, 3].map(|i| u8::try_from(view.get(start + i)).unwrap_or(0));
    let area = checks::area_code(&head);
    let mut p = start;
    let mut separated = false;
    if let Some(n) = area {
        p += n;
        separated = view.gap_before(p) != Gap::None;
        while matches!(view.get(p), ')' | '-' | '/' | '.') && p < start + n + 2 {
            p += 1;
            separated = true;
        }
    } else if !announced {
        return None;
    }
    if !separated && !announced {
        return None;
    }
    let (end, digits) = subscriber(view, p)?;
    if !matches!(digits, 7 | 8) || matches!(view.get(p), '0' | '1') {
        return None;
    }
    if area.is_none() && (measure_follows(view, end) || day(view.slice(p, end))) {
        return None;
    }
    let mut from = start;
    if area.is_some_and(|n| view.get(start + n) == ')') && start > 0 && view.get(start - 1) == '(' {
        from = start - 1;
    }
    let end = extension(view, end);
    let owner = line_owner(scan, start, label);
    if owner == Owner::Organisation && scan.contact_before(start) {
        // The address that may follow is that of the same office.
        scan.agency = Some(end);
    }
    let reason = match at_home(view, start) {
        true => "符合固定电话号码格式，前称住处电话",
        false => LAND_LINE,
    };
    scan.add((from, end), Kind::Phone, owner, Evidence::Form, reason);
    Some(end)
}

/// 宅电, 家中电话, 他家电话: where somebody lives, whatever else speaks for an office.
fn at_home(view: &View<'_>, start: usize) -> bool {
    const HOME: [&str; 10] = [
        "宅电",
        "家庭",
        "住宅",
        "家中",
        "本人",
        "家里",
        "住处",
        "他家电话",
        "她家电话",
        "我家电话",
    ];
    address::holds(view.slice(start.saturating_sub(9), start), &HOME)
}

/// 次日回电（6134312）, 打电话问（82082963）: somebody was called right before.
fn called(view: &View<'_>, at: usize) -> bool {
    let joins = |c: char| matches!(c, '(' | ':' | '问' | '到' | '是' | '为');
    let mut end = at;
    while end > 0 && at - end < 3 && joins(view.get(end - 1)) {
        end -= 1;
    }
    let said = view.slice(end.saturating_sub(2), end);
    let words = ["回电", "来电", "去电", "致电", "电话", "座机", "拨打"];
    address::holds(said, &words)
}

/// 20240613: a day, not a telephone.
fn day(digits: &[char]) -> bool {
    let two = |a: usize| {
        digits[a..a + 2]
            .iter()
            .collect::<String>()
            .parse()
            .unwrap_or(0)
    };
    digits.len() == 8
        && digits.starts_with(&['2', '0'])
        && matches!(two(4), 1..=12)
        && matches!(two(6), 1..=31)
}

/// Why a fixed line was found of which nothing says that it is at somebody's home.
pub(crate) const LAND_LINE: &str = "符合固定电话号码格式";

fn line_owner(scan: &Scan<'_, '_>, start: usize, label: Option<Label>) -> Owner {
    match label {
        _ if at_home(scan.view, start) => Owner::Natural,
        _ if of_office(scan.view, start) => Owner::Organisation,
        Some(Label::Phone(Owner::Agency)) => Owner::Agency,
        Some(Label::Phone(Owner::Organisation)) => Owner::Organisation,
        _ if scan.agency_speaks(start) || scan.role_near(start) == Some(Role::Officer) => {
            Owner::Agency
        }
        _ if scan.firm_before(start)
            || scan.firm_field(start)
            || office_named(scan.view, start) =>
        {
            Owner::Organisation
        }
        // Who is named to turn to is reached at the office.
        _ if scan.contact_before(start) => Owner::Organisation,
        _ => Owner::Natural,
    }
}

/// 窗口电话：…, 某厂,电话…, 某公司(地址：…，电话：…): an office or an organisation stands before the label.
fn of_office(view: &View<'_>, at: usize) -> bool {
    const BEFORE: &str = "口队局处所院会关科室司厂店站馆行社校";
    let word = ["联系电话", "电话", "座机", "传真"]
        .iter()
        .find_map(|word| {
            let length = word.chars().count();
            let end = at - usize::from(at > 0 && view.get(at - 1) == ':');
            let start = end.checked_sub(length)?;
            view.starts_with(start, word).then_some(start)
        });
    let Some(mut i) = word.filter(|i| *i > 2) else {
        return false;
    };
    i -= usize::from(matches!(view.get(i - 1), ',' | '，'));
    if view.get(i - 1) == ')' {
        i = (i.saturating_sub(16)..i - 1)
            .rev()
            .find(|n| view.get(*n) == '(')
            .unwrap_or(i);
    }
    // 22幢301室，联系电话：…, 12号院，…: a home.
    let part = |c: char| c.is_ascii_digit() || matches!(c, '号' | '属');
    let home = |i: usize| matches!(view.get(i - 1), '室' | '院') && part(view.get(i - 2));
    let direct = i > 1 && BEFORE.contains(view.get(i - 1)) && !home(i);
    let signs = ['(', ')', ',', '，', '、'];
    let inside = i > 0 && signs.contains(&view.get(i - 1)) || matches!(view.get(i), ',' | '，');
    direct || inside && address::in_remark_of_office(view, i)
}

/// （联系处室：法规处，电话…）, 有异议的，请拨打…: an office is to be called.
fn office_named(view: &View<'_>, at: usize) -> bool {
    const OFFICE: [&str; 13] = [
        "请致电",
        "如有疑问",
        "请来电",
        "咨询",
        "处室",
        "处，",
        "科，",
        "局联系",
        "请拨打",
        "异议",
        "请与",
        "受理窗口",
        "办公室",
    ];
    address::holds(view.slice(at.saturating_sub(24), at), &OFFICE)
}

/// The subscriber's digits with at most one gap or hyphen inside; the end and how many digits.
fn subscriber(view: &View<'_>, start: usize) -> Option<(usize, usize)> {
    let (mut p, mut digits) = (start, 0);
    while digits < 9 {
        if view.get(p).is_ascii_digit() {
            let gap = p > start && view.gap_before(p).is_space();
            if gap && digits >= 7 {
                break;
            }
            digits += 1;
            p += 1;
        } else if view.get(p) == '-'
            && (3..=4).contains(&digits)
            && view.get(p + 1).is_ascii_digit()
        {
            p += 1;
        } else {
            break;
        }
    }
    let goes_on = view.get(p).is_ascii_alphabetic() && view.gap_before(p) == Gap::None;
    (!goes_on).then_some((p, digits))
}

/// Takes an extension along: 转801, -801, 分机801, （转801）.
fn extension(view: &View<'_>, end: usize) -> usize {
    let bracket = usize::from(view.starts_with(end, "(转"));
    let mut p = end + bracket;
    for word in ["转分机", "转", "分机号", "分机", "-"] {
        if view.starts_with(p, word) {
            p += word.chars().count();
            break;
        }
    }
    if view.get(p) == ':' {
        p += 1;
    }
    let digits = view
        .slice(p, p + 7)
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .count();
    if p > end && (1..=6).contains(&digits) {
        let closed = bracket == 1 && view.get(p + digits) == ')';
        p + digits + usize::from(closed)
    } else {
        end
    }
}

/// Numbers that only their label explains.
fn labelled(scan: &mut Scan<'_, '_>, g: &Group, label: Option<Label>) -> Option<usize> {
    let view = scan.view;
    let near_account = scan.account_before(g.at[0]);
    let abroad = plus(view, g.at[0]) < g.at[0];
    let (n, kind, mut owner, reason) = match label {
        Some(Label::Plain | Label::Phone(Owner::Agency)) => return None,
        Some(label) => explained(g, label, abroad).or_else(|| account(g, near_account)),
        None => account(g, near_account),
    }?;
    // What is left of a number that the author masked stays as the author left it.
    if view.get(g.at[n - 1] + 1) == '*' {
        return None;
    }
    if matches!(kind, Kind::BankAccount) && (scan.agency_speaks(g.at[0]) || fiscal(view, g.at[0])) {
        owner = Owner::Agency;
    }
    // 执法人员：张三　证件号：…: the number of an officer's certificate.
    let document = label == Some(Label::Document) && !checks::citizen_form(&g.text[..n]);
    if document && scan.role_near(g.at[0]) == Some(Role::Officer) {
        return None;
    }
    if g.text[..n].iter().filter(|b| b.is_ascii_digit()).count() * 2 < n {
        return None;
    }
    if n < 12 && kind == Kind::CitizenId && measure_follows(view, g.span(n).1) {
        return None;
    }
    let firm = || scan.agency_speaks(g.at[0]) || fiscal(view, g.at[0]);
    if kind == Kind::BankAccount && !firm() && of_firm(view, g.at[0]) {
        owner = Owner::Organisation;
    }
    let mut span = g.span(n);
    if kind == Kind::Phone {
        span.0 = plus(view, span.0);
    }
    span.1 = bracketed_check(view, span.1);
    scan.add(span, kind, owner, Evidence::Labelled, reason);
    Some(span.1)
}

/// 罚款缴至指定银行，账号：…: money owed to the state is paid into the account, and it is nobody's own.
/// 到某银行（账号：…，户名某县财政局）缴纳: it may be said behind the number as well.
fn fiscal(view: &View<'_>, at: usize) -> bool {
    const OWED: [&str; 12] = [
        "罚",
        "缴",
        "指定",
        "财政",
        "国库",
        "代收",
        "专户",
        "局",
        "大队",
        "支队",
        "海关",
        "委员会",
    ];
    const OWN: [&str; 8] = ["个人", "名下", "其", "本人", "妻", "夫", "提供", "的账"];
    let before = view.slice(at.saturating_sub(48), at);
    let stop = before.iter().rposition(|c| matches!(c, '。' | '；'));
    // A sentence that is little else than 账号：… goes on with the one before.
    let from = stop.filter(|n| before.len() - n > 10).unwrap_or(0);
    let near = &before[before.len().saturating_sub(16)..];
    let after = view.slice(at, at + 44);
    let stop = after.iter().position(|c| matches!(c, '。' | '；'));
    let after = &after[..stop.unwrap_or(after.len())];
    let bank = || address::holds(near, &["银行", "支行", "分理处", "信用社"]);
    let owed = || bank() && address::holds(after, &["缴纳", "财政", "国库", "罚没"]);
    !address::holds(near, &OWN) && (address::holds(&before[from..], &OWED) || owed())
}

/// 公司账户（…）, 对公转账，账号：…, 户名某公司，账号…: the account of an organisation.
fn of_firm(view: &View<'_>, at: usize) -> bool {
    const FIRM: [&str; 14] = [
        "公司账",
        "公司的账",
        "公司)账",
        "公司),账",
        "公司,账",
        "公司，账",
        "社,账",
        "社，账",
        "厂,账",
        "厂，账",
        "对公",
        "单位账",
        "基本户",
        "基本账户",
    ];
    address::holds(view.slice(at.saturating_sub(16), at), &FIRM)
}

/// A number's length and what it is.
type Explained = (usize, Kind, Owner, &'static str);

/// What a label makes of the number after it; `abroad` if a country code with a plus sign begins it.
fn explained(g: &Group, label: Label, abroad: bool) -> Option<Explained> {
    use Owner::{Natural, Organisation, Unknown};
    let first = g.ends[0];
    let most = |min: usize, max: usize| g.longest(min, max);
    Some(match label {
        Label::Citizen | Label::Document => {
            let n = best_citizen(g).or_else(|| Some(first).filter(|n| *n >= 5))?;
            let foreign = !g.text[0].is_ascii_digit() && n < 15;
            let kind = if foreign {
                Kind::Passport
            } else {
                Kind::CitizenId
            };
            (n, kind, Natural, "由证件号码标签引出")
        }
        Label::Passport => (most(6, 12)?, Kind::Passport, Natural, "由护照标签引出"),
        Label::Permit => {
            let reason = "由通行（居留）证件标签引出";
            (most(7, 18)?, Kind::Permit, Natural, reason)
        }
        Label::Code => {
            let n = most(13, 18).or_else(|| most(8, 12))?;
            (n, Kind::CreditCode, Organisation, "由信用代码标签引出")
        }
        Label::Card => (most(12, 22)?, Kind::BankCard, Unknown, "由银行卡标签引出"),
        Label::Phone(owner) if abroad => {
            let reason = "由电话标签引出（含国际区号）";
            (most(8, 15)?, Kind::Phone, owner, reason)
        }
        Label::Phone(owner) => {
            let n = Some(first).filter(|n| (7..=12).contains(n) && g.digits(*n))?;
            if day(&g.text[..n]
                .iter()
                .map(|b| char::from(*b))
                .collect::<Vec<_>>())
            {
                return None;
            }
            (n, Kind::Phone, owner, "由电话标签引出")
        }
        _ => return None,
    })
}

/// The number of an account that was announced before the name of a bank.
fn account(g: &Group, near: bool) -> Option<Explained> {
    let n = g.longest(8, 32).filter(|_| near)?;
    Some((n, Kind::BankAccount, Owner::Unknown, "由账号标签引出"))
}

/// The whole number if it has the length of a citizen id at a piece's end.
fn best_citizen(g: &Group) -> Option<usize> {
    [18, 15, 17, 19, 16]
        .into_iter()
        .find(|n| g.ends.contains(n))
}

/// Hong Kong and Macao identity cards print their check digit in brackets: A123456(7).
fn bracketed_check(view: &View<'_>, end: usize) -> usize {
    let form = view.get(end) == '('
        && view.get(end + 1).is_ascii_alphanumeric()
        && view.get(end + 2) == ')';
    if form { end + 3 } else { end }
}

/// Where a plate begins that a label announces, whatever place it is of.
fn plate_said(scan: &Scan<'_, '_>, i: usize) -> Option<usize> {
    let view = scan.view;
    let said = scan
        .said
        .filter(|said| said.label == Label::Plate && said.end <= i && i - said.end < 6)?;
    let han = (said.end..i)
        .rev()
        .take_while(|at| lexicon::is_han(view.get(*at)))
        .count();
    let before = view.slice(said.end, i - han);
    (matches!(han, 1..=3) && before.iter().all(|c| lexicon::connects(*c))).then_some(i - han)
}

/// A plate: province, letter, five or six letters and digits (or fewer and a last word), perhaps with a dot; or that of a
/// tractor (鲁16·65315).
fn plate(scan: &mut Scan<'_, '_>, i: usize) -> Option<usize> {
    let view = scan.view;
    let (from, end) = tractor(view, i).or_else(|| plate_of_car(scan, i))?;
    scan.add(
        (from, end),
        Kind::Plate,
        Owner::Unknown,
        Evidence::Form,
        "符合机动车号牌格式",
    );
    Some(end)
}

/// Province, two digits, a sign, five digits.
fn tractor(view: &View<'_>, i: usize) -> Option<(usize, usize)> {
    let begins = i > 0 && lexicon::is_province(view.get(i - 1)) && view.get(i).is_ascii_digit();
    let text = view.slice(i, i + 9);
    let form = || {
        (0..8).all(|n| match text.get(n) {
            Some(c) if n == 2 => matches!(c, '·' | '-' | '.'),
            Some(c) => c.is_ascii_digit(),
            None => false,
        })
    };
    let goes_on = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let ends = || !text.get(8).is_some_and(goes_on);
    (begins && form() && ends()).then(|| (i - 1, i + 8))
}

fn plate_of_car(scan: &Scan<'_, '_>, i: usize) -> Option<(usize, usize)> {
    let view = scan.view;
    if i == 0 || !view.get(i).is_ascii_uppercase() {
        return None;
    }
    let said = plate_said(scan, i);
    let from = match lexicon::is_province(view.get(i - 1)) {
        true => i - 1,
        false => said?,
    };
    let dotted = matches!(view.get(i + 1), '·' | '-' | '.');
    let start = i + 1 + usize::from(dotted);
    let mut p = start;
    while view.get(p).is_ascii_alphanumeric() && p - start < 7 {
        let gap = p - start >= 5 && view.gap_before(p) != Gap::None;
        if gap || p > start && begins_row(view, p) {
            break;
        }
        p += 1;
    }
    let text = view.slice(start, p);
    let digits = text.iter().filter(|c| c.is_ascii_digit()).count();
    let long = || text[0].is_ascii_alphabetic() || text[text.len() - 1].is_ascii_alphabetic();
    let last = view.get(p);
    let joined = last != '\0' && view.gap_before(p) == Gap::None;
    // 超载, 超限, 挂靠, 学员 go on.
    let words = match last {
        '超' => "载限速高重标过员长宽时期",
        '挂' => "靠失账名职",
        '学' => "员校生习",
        _ => "",
    };
    let word = words.contains(view.get(p + 1));
    let special = joined && !word && "学警挂港澳领使试超".contains(last);
    let capitals = digits > 0 && !text.iter().any(char::is_ascii_lowercase);
    // 云R6012小型客车: a short one, or one of letters, needs somebody to speak of a car.
    let car = || said.is_some() || view.get(i + 1) == '·' || of_car(view, (from, p));
    let end = match text.len() {
        3 | 4 if special && (digits >= 2 || digits == 1 && car()) => p + 1,
        4 if digits >= 3 && car() => p,
        5 if digits >= 2 || capitals && car() => p + usize::from(special && last == '挂'),
        6 if digits >= 4 && long() || digits >= 2 && matches!(text[0], 'D' | 'F') => p,
        6 if capitals && car() => p,
        _ => return None,
    };
    Some((from, end))
}

/// 驾驶…, …号小型客车: a car is spoken of right beside it.
fn of_car(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    let before = view.slice(start.saturating_sub(4), start);
    let after = view.slice(end, end + 5);
    let other = address::holds(before, &["品牌", "牌匾", "车间", "车床"]);
    !other && address::holds(before, &["车", "牌", "驾", "骑"])
        || address::holds(
            after,
            &[
                "小型", "轻型", "重型", "客车", "货车", "轿车", "摩托", "皮卡",
            ],
        )
}
