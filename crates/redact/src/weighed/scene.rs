//! A text with what was found in it before weights are asked: seen from a place beside it, a finding is one sign of its
//! kind, so that 张三与某 and 李四与某 speak alike of whoever follows.
//!
//! It does not know what is asked of a place, nor what the signs weigh.

use super::Cover;
use super::signs::{FOUND, gap, symbol};
use crate::kind::Kind;
use crate::view::View;

const NAME: u16 = FOUND;
const NUMBER: u16 = FOUND + 1;
const PLACE: u16 = FOUND + 2;
const ORGANISATION: u16 = FOUND + 3;
const OTHER: u16 = FOUND + 4;

/// What was found, in order and apart from each other.
pub(crate) struct Scene<'v, 'a> {
    pub(crate) view: &'v View<'a>,
    found: Vec<Seen>,
    covered: Cover,
}

#[derive(Clone, Copy)]
struct Seen {
    start: usize,
    end: usize,
    sign: u16,
}

/// The sign of a finding; nothing stands for the name of an organisation.
fn sign(kind: Option<Kind>) -> u16 {
    match kind {
        None => ORGANISATION,
        Some(Kind::Name | Kind::MaskedName) => NAME,
        Some(Kind::Address) => PLACE,
        Some(Kind::Property | Kind::BirthDate) => OTHER,
        Some(_) => NUMBER,
    }
}

impl<'v, 'a> Scene<'v, 'a> {
    /// Of these findings; where some overlap the first and longest counts.
    pub(crate) fn new(
        view: &'v View<'a>,
        found: impl Iterator<Item = (usize, usize, Option<Kind>)>,
    ) -> Self {
        let found = found.filter(|(start, end, _)| start < end);
        let mut found: Vec<Seen> = found
            .map(|(start, end, kind)| Seen {
                start,
                end,
                sign: sign(kind),
            })
            .collect();
        found.sort_unstable_by_key(|f| (f.start, usize::MAX - f.end, f.sign));
        let mut reach = 0;
        found.retain(|f| {
            let apart = f.start >= reach;
            reach = reach.max(f.end);
            apart
        });
        let covered = Cover::of(view.len(), found.iter().map(|f| (f.start, f.end)));
        Scene {
            view,
            found,
            covered,
        }
    }

    /// The finding that covers `at`.
    fn at(&self, at: usize) -> Option<Seen> {
        if at >= self.view.len() || !self.covered.holds(at) {
            return None;
        }
        let after = self.found.partition_point(|f| f.start <= at);
        after.checked_sub(1).map(|i| self.found[i])
    }

    /// Nothing was found at `at` but what has a part in common with this.
    pub(super) fn is_free(&self, at: usize, (start, end): (usize, usize)) -> bool {
        self.at(at).is_none_or(|f| f.start < end && start < f.end)
    }

    /// The signs before `start`, nearest first; a gap is a sign, and so is a finding that ends there.
    pub(super) fn left<const N: usize>(&self, start: usize) -> [u16; N] {
        let mut signs = [u16::from(b'\n'); N];
        let (mut at, mut n) = (start, 0);
        while n < signs.len() {
            if let Some(gap) = gap(self.view, at) {
                signs[n] = gap;
                n += 1;
            }
            if at == 0 || n == signs.len() {
                break;
            }
            at -= 1;
            signs[n] = match self.at(at).filter(|f| f.end <= start) {
                Some(found) => {
                    at = found.start;
                    found.sign
                }
                None => symbol(self.view.get(at)),
            };
            n += 1;
        }
        signs
    }

    /// The signs from `end` on.
    pub(super) fn right<const N: usize>(&self, end: usize) -> [u16; N] {
        let mut signs = [u16::from(b'\n'); N];
        let (mut at, mut n) = (end, 0);
        while n < signs.len() && at < self.view.len() {
            if let Some(gap) = gap(self.view, at) {
                signs[n] = gap;
                n += 1;
            }
            let found = self.at(at).filter(|f| f.start >= end);
            if n < signs.len() {
                signs[n] = found.map_or_else(|| symbol(self.view.get(at)), |found| found.sign);
                n += 1;
            }
            at = found.map_or(at + 1, |found| found.end);
        }
        signs
    }
}
