//! Facts of one disclosure item: where it stands, what its draft shows and lacks. A part of
//! [`super::Scene`].

use law::value::Value;

use super::{Scene, count, day, joined, listed, nothing};
use crate::case::Party;
use crate::disclosure::Item;
use crate::vocabulary::Fact;

impl Scene<'_> {
    pub(super) fn of_item(&self, fact: Fact, item: &Item) -> Value {
        let draft = item.draft.as_ref();
        match fact {
            Fact::ItemState => item.state().word().into(),
            Fact::ItemIsDecision => item.decision.into(),
            Fact::ItemForm => draft.map_or_else(nothing, |draft| draft.publication.as_str().into()),
            Fact::ItemUnsettled => count(item.unsettled()),
            Fact::ItemResidue => joined(
                draft
                    .map(|draft| draft.residue.as_slice())
                    .unwrap_or_default()
                    .iter(),
            ),
            Fact::ItemGroundsChecked => item.grounds_checked.into(),
            Fact::ItemGrounds => listed(item.grounds.iter()),
            Fact::ItemClosedGrounds => listed(item.closed_grounds()),
            Fact::ItemWithheld => item.is_withheld().into(),
            Fact::ItemExamined => (item.examined == Some(true)).into(),
            Fact::ItemApproved => (item.approved == Some(true)).into(),
            Fact::ItemApprovedOn => day(item.approved_on),
            Fact::ItemPublished => item.published.is_some().into(),
            Fact::ItemToWithdraw => item.to_withdraw.is_some().into(),
            Fact::ItemStrangers => joined(self.strangers(item)),
            Fact::ItemCorrections => count(item.corrected.len()),
            _ => nothing(),
        }
    }

    /// Whom the draft in hand names as a party, and who is one neither by the decision nor by the
    /// case. Who is hidden behind a surname stays the party.
    fn strangers(&self, item: &Item) -> impl Iterator<Item = &str> {
        let made = self.dossier().deed(item.no);
        let decided = made.and_then(|deed| deed.text("recipient"));
        let parties = self.case.map_or(&[][..], |case| &case.parties);
        let known = move |name: &&str| {
            decided.is_some_and(|decided| names(decided).any(|one| one == *name))
                || parties.iter().any(|party| is_shown_as(party, name))
        };
        let said = self.text("recipient").unwrap_or_default();
        names(said).filter(move |name| !known(name))
    }
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let names = text
        .split(['、', '，', ',', '；', ';', '\n'])
        .map(str::trim);
    names.filter(|name| !name.is_empty())
}

/// By the name; a natural person also by the surname, with or without what stands for the rest.
fn is_shown_as(party: &Party, shown: &str) -> bool {
    let surname = shown.trim_end_matches(['某', '*', '＊', '×']);
    party.name == shown || party.natural && !surname.is_empty() && party.name.starts_with(surname)
}

pub(super) fn is_of_item(fact: Fact) -> bool {
    let index = fact as u16;
    (Fact::ItemState as u16..=Fact::ItemCorrections as u16).contains(&index)
}
