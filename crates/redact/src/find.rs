//! The finder: one walk over the view that hands each place to the right reader, then people named anywhere are
//! found everywhere, then conflicts are settled.
//!
//! # How conflicts are settled
//! 1. A finding with stronger evidence wins: the record, then a check digit, then a label, then the form of the words
//!    alone, then the repetition of a name announced elsewhere, then weights.
//! 2. Except that a finding that lies wholly inside a longer one of another kind is part of it (a number inside an
//!    address, a birth date inside a citizen id), unless it comes from the record.
//! 3. Of equal evidence the longer wins, then the one that begins first.
//!
//! What a loser covers beyond the winner stays covered by the loser: a conflict never uncovers anything.

use crate::hit::Hit;
use crate::kind::{Kind, Owner, Role};
use crate::known::Known;
use crate::scan::Scan;
use crate::view::View;
use std::borrow::Cow;
use std::cell::Cell;

/// How a finding is supported, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Evidence {
    Weighed,
    Repeated,
    Form,
    Labelled,
    Checked,
    Recorded,
}

impl Evidence {
    /// How sure such a finding is, in per cent. The order of magnitude is what the corpus shows; the record is certain.
    pub(crate) fn confidence(self) -> u8 {
        match self {
            Evidence::Recorded => 100,
            Evidence::Checked => 99,
            Evidence::Labelled => 95,
            Evidence::Repeated => 90,
            Evidence::Form => 85,
            Evidence::Weighed => 80,
        }
    }
}

/// A finding in characters of the view.
#[derive(Clone, Debug)]
pub(crate) struct Find {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    pub(crate) role: Option<Role>,
    pub(crate) owner: Owner,
    pub(crate) evidence: Evidence,
    pub(crate) confidence: u8,
    pub(crate) reason: &'static str,
}

impl Find {
    /// Why it was found; what weights tell is told with its probability, for whoever decides it.
    fn why(&self) -> Cow<'static, str> {
        let most = Evidence::Weighed.confidence();
        match self.evidence {
            Evidence::Weighed if self.confidence < most => {
                format!("{}（可能性{}%）", self.reason, self.confidence).into()
            }
            Evidence::Weighed => format!("{}（可能性{most}%以上）", self.reason).into(),
            _ => self.reason.into(),
        }
    }
}

/// Finds personal data in a text.
///
/// The result is sorted and does not overlap; the same text and record always give the same hits. Time grows linearly
/// with the text whatever it holds. Texts of 4 GiB and more are searched only in their first 4 GiB.
///
/// ```
/// use redact::{find, Kind, Known};
/// let hits = find("证人李四，联系电话：１３８ ００１３\n８０００。", &Known::default());
/// assert_eq!(hits.iter().map(|h| h.kind).collect::<Vec<_>>(), [Kind::Name, Kind::Phone]);
/// ```
pub fn find(text: &str, known: &Known) -> Vec<Hit> {
    let view = View::new(text);
    let mut room = ROOM.take();
    let mut scan = Scan::new(&view, known, room.found);
    scan.run();
    room.found = scan.finish();
    settle(&mut room.found, &mut room.settled);
    let hits = to_hits(text, &view, &room.settled);
    room.settled.clear();
    if room.settled.capacity() <= KEPT {
        ROOM.set(room);
    }
    hits
}

/// Room for findings, used again for the next text of the same thread, since most texts are short.
#[derive(Default)]
struct Room {
    found: Vec<Find>,
    settled: Vec<Find>,
}

/// Room for more findings is not kept.
const KEPT: usize = 1 << 12;

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

/// Settles conflicts; see the head of this file. Empties `found` into `out`, which is empty. Sorting dominates: n log n in
/// the number of findings.
fn settle(found: &mut Vec<Find>, out: &mut Vec<Find>) {
    found.retain(|f| f.start < f.end);
    found.sort_by(|a, b| {
        a.start
            .cmp(&b.start)
            .then(b.end.cmp(&a.end))
            .then(b.evidence.cmp(&a.evidence))
    });
    for next in found.drain(..) {
        if out.last().is_none_or(|last| last.end <= next.start) {
            out.push(next);
        } else {
            place(out, next);
        }
    }
}

/// Adds a finding that begins no earlier than those before it did.
fn place(out: &mut Vec<Find>, next: Find) {
    // What was cut before may now begin behind it.
    let mut later = Vec::new();
    while let Some(cut) = out.pop_if(|last| last.start > next.start) {
        later.push(cut);
    }
    match out.last_mut().filter(|last| last.end > next.start) {
        None => out.push(next),
        Some(last) if next.end <= last.end => absorb(out, next),
        Some(last) if next.evidence > last.evidence => {
            last.end = next.start;
            if last.start >= last.end {
                out.pop();
            }
            out.push(next);
        }
        Some(last) => {
            let start = last.end;
            out.push(Find { start, ..next });
        }
    }
    for cut in later.into_iter().rev() {
        place(out, cut);
    }
}

/// `next` lies inside the last finding: it is dropped, or replaces it, or cuts it in pieces.
fn absorb(out: &mut Vec<Find>, next: Find) {
    let Some(last) = out.last_mut() else { return };
    let same_span = next.start == last.start && next.end == last.end;
    let recorded = next.evidence == Evidence::Recorded && last.evidence != Evidence::Recorded;
    if same_span && next.evidence > last.evidence {
        *last = next;
    } else if recorded && !same_span {
        let tail = Find {
            start: next.end,
            ..last.clone()
        };
        last.end = next.start;
        if last.start >= last.end {
            out.pop();
        }
        out.push(next);
        if tail.start < tail.end {
            out.push(tail);
        }
    }
}

/// Turns places of the view into those of the source.
fn to_hits(text: &str, view: &View<'_>, found: &[Find]) -> Vec<Hit> {
    let mut hits = Vec::with_capacity(found.len());
    let mut left_out = 0;
    for f in found {
        let (from, to) = view.bytes(f.start, f.end);
        let (start, end) = view.chars(f.start, f.end, &mut left_out);
        hits.push(Hit {
            start,
            end,
            kind: f.kind,
            role: f.role,
            owner: f.owner,
            confidence: f.confidence,
            reason: f.why(),
            text: text[from..to].to_string(),
        });
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Role;
    use proptest::prelude::*;

    /// Looks at the text that finding takes.
    fn looks(text: &str, known: &Known) -> u64 {
        let view = View::new(text);
        let mut scan = Scan::new(&view, known, Vec::new());
        scan.run();
        settle(&mut scan.finish(), &mut Vec::new());
        view.looks.get()
    }

    /// What makes the readers start, again and again.
    const PIECES: &[&str] = &[
        "1",
        "张",
        " ",
        "\n",
        "（",
        ")",
        "(",
        "某",
        "·",
        "@",
        "a@",
        "@a.",
        "等五人",
        "、张",
        "张三、",
        "住址",
        "住",
        "住址：路",
        "当事人",
        "证人：",
        "证人张三、",
        "不动产权第",
        "名下有",
        "出生",
        "1 ",
        "1-",
        "0512-",
        "苏E",
        "13800138000",
        "室",
        "1室",
        "路1号",
        "A1",
        "X",
        "买买提·",
        "财产状况：",
        "法定代表人（",
        "姓名：张\n",
        "微信a",
        "账号：1 ",
        "张某、",
        "称张三称",
        "姓名|张三\n",
        "|姓名|",
        "姓名\t张三\n",
        "姓名,",
        "，王伟",
        "王伟、",
        "、王伟（系",
        "卖给王伟",
        "买买提",
        "古丽和",
        "王建国：",
        "等三人、",
        "联系人：王伟0512-53531234",
        "138.0013.8000",
        "县",
        "字",
        "A-",
        "县镇村",
        "省市1号",
        "字第1234",
        "证字1234-",
        "买·买",
        "Aa Bb",
    ];

    #[test]
    fn work_grows_no_faster_than_the_text() {
        let known = Known::default()
            .person("张三", Role::Witness)
            .organisation("张张张张");
        for piece in PIECES {
            let small = piece.repeat(4_000 / piece.chars().count());
            let large = piece.repeat(16_000 / piece.chars().count());
            let (few, many) = (looks(&small, &known), looks(&large, &known));
            assert!(many <= few * 5, "{piece:?}: {few} looks grow to {many}");
            assert!(
                many <= 16_000 * 400,
                "{piece:?}: {many} looks for 16,000 characters"
            );
        }
    }

    fn make((start, end, evidence): (usize, usize, Evidence)) -> Find {
        Find {
            start,
            end,
            kind: Kind::Phone,
            role: None,
            owner: Owner::Unknown,
            evidence,
            confidence: 90,
            reason: "",
        }
    }

    #[test]
    fn conflicts_are_settled_by_evidence() {
        use Evidence::{Checked, Form, Recorded};
        let found = [
            (0, 10, Form),
            (5, 15, Checked),
            (12, 20, Form),
            (16, 18, Recorded),
        ];
        let mut settled = Vec::new();
        settle(&mut found.map(make).to_vec(), &mut settled);
        let spans: Vec<_> = settled.iter().map(|f| (f.start, f.end)).collect();
        assert_eq!(spans, [(0, 5), (5, 15), (15, 16), (16, 18), (18, 20)]);
    }

    fn any_find() -> impl Strategy<Value = Find> {
        use Evidence::{Checked, Form, Labelled, Recorded, Repeated};
        let evidence = prop::sample::select(vec![Repeated, Form, Labelled, Checked, Recorded]);
        let span = (0..40usize, 1..20usize, evidence);
        span.prop_map(|(start, length, evidence)| make((start, start + length, evidence)))
    }

    proptest! {
        #[test]
        fn settling_keeps_order_and_cover(found in prop::collection::vec(any_find(), 0..12)) {
            let covers = |found: &[Find], i| found.iter().any(|f| f.start <= i && i < f.end);
            let mut settled = Vec::new();
            settle(&mut found.clone(), &mut settled);
            prop_assert!(settled.iter().all(|f| f.start < f.end));
            prop_assert!(settled.windows(2).all(|two| two[0].end <= two[1].start));
            for i in 0..64 {
                prop_assert_eq!(covers(&found, i), covers(&settled, i));
            }
        }
    }
}
