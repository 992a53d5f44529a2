//! A policy for tests, in the manner of a regulation that publishes full texts. Its clause ids are invented.
#![allow(dead_code)]

pub mod corpus;
pub mod forms;
pub mod passages;

use redact::*;

/// Keeps the party and the legal representative, organisations and agencies; hides every other person and all numbers.
pub fn policy() -> Policy {
    use Kind::*;
    let whole = || {
        Action::Hide(Style::Whole {
            shown: "〔已隐去〕".into(),
        })
    };
    let partial = |head, tail| Action::Hide(Style::Partial { head, tail });
    let rules = vec![
        PolicyRule::of(Name, Action::Keep, "测-1").for_role(Role::Party),
        PolicyRule::of(Name, Action::Keep, "测-1").for_role(Role::LegalRepresentative),
        PolicyRule::of(Name, Action::Hide(Style::SurnameAndMask), "测-2"),
        PolicyRule::of(MaskedName, Action::Keep, "测-2"),
        PolicyRule::of(CreditCode, Action::Keep, "测-3"),
        PolicyRule::of(Address, Action::Keep, "测-3").for_owner(Owner::Organisation),
        PolicyRule::of(Address, Action::Keep, "测-3").for_owner(Owner::Agency),
        PolicyRule::of(Phone, Action::Keep, "测-3").for_owner(Owner::Organisation),
        PolicyRule::of(Phone, Action::Keep, "测-3").for_owner(Owner::Agency),
        PolicyRule::of(Email, Action::Keep, "测-3").for_owner(Owner::Agency),
        PolicyRule::of(Email, Action::Keep, "测-3").for_owner(Owner::Organisation),
        PolicyRule::of(BankAccount, Action::Keep, "测-3").for_owner(Owner::Agency),
        PolicyRule::of(BankAccount, Action::Keep, "测-3").for_owner(Owner::Organisation),
        PolicyRule::of(CitizenId, partial(3, 2), "测-4"),
        PolicyRule::of(Phone, partial(3, 2), "测-4"),
        PolicyRule::of(BankCard, partial(0, 4), "测-4"),
    ];
    Policy::new(
        rules,
        Decision {
            action: whole(),
            rule: "测-4".into(),
        },
    )
}
