//! The devices of an agency: what there is, in which state, and who has taken which out. A device
//! is known by its number. Whether a state lets it be taken out is the pack's business; which
//! recordings are still on it is told from outside, since they stand in the files of cases.

use std::collections::BTreeMap;

use crate::Moment;
use crate::deed::Deed;
use crate::step::Step;

/// The word for a device that is out, wherever states are listed.
const OUT: &str = "借出";

/// One device as last registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What kind of device it is.
    pub kind: String,
    /// Its state, in the pack's words.
    pub state: String,
}

/// One time a device was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// The number of its record.
    pub no: u32,
    /// The device.
    pub device: String,
    /// Who took it.
    pub person: String,
    /// When.
    pub from: Moment,
    /// When it was brought back.
    pub to: Option<Moment>,
}

/// All devices by number, and every loan.
#[derive(Clone, Debug, Default)]
pub struct Devices {
    devices: BTreeMap<String, Device>,
    loans: Vec<Loan>,
}

impl Devices {
    /// The device of a number.
    #[must_use]
    pub fn get(&self, number: &str) -> Option<&Device> {
        self.devices.get(number)
    }

    /// The loan of a number in the file.
    #[must_use]
    pub fn loan(&self, no: u32) -> Option<&Loan> {
        self.loans.iter().find(|loan| loan.no == no)
    }

    /// The loan on which a device is out now.
    #[must_use]
    pub fn out(&self, number: &str) -> Option<&Loan> {
        let mut loans = self.loans.iter().rev();
        loans.find(|loan| loan.device == number && loan.to.is_none())
    }

    /// Whether a person had a device out at a moment; both ends of the loan count.
    #[must_use]
    pub fn had(&self, person: &str, number: &str, at: Moment) -> bool {
        self.loans.iter().any(|loan| {
            let fits = loan.person == person && loan.device == number;
            fits && loan.from <= at && loan.to.is_none_or(|to| at <= to)
        })
    }

    /// How many devices of each kind are in which state; those out count as out.
    #[must_use]
    pub fn ledger(&self) -> BTreeMap<&str, BTreeMap<&str, usize>> {
        let mut kinds: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (number, device) in &self.devices {
            let state = if self.out(number).is_some() {
                OUT
            } else {
                &device.state
            };
            *kinds
                .entry(&device.kind)
                .or_default()
                .entry(state)
                .or_default() += 1;
        }
        kinds
    }

    /// Folds one deed of the agency's file.
    pub fn apply(&mut self, deed: &Deed) {
        match deed.step {
            Some(Step::DeviceEnter) => self.enter(deed),
            Some(Step::DeviceLend) => self.loans.extend(Loan::of(deed)),
            Some(Step::DeviceReturn) => {
                let loan = self
                    .loans
                    .iter_mut()
                    .find(|loan| Some(loan.no) == deed.about);
                if let Some(loan) = loan {
                    loan.to = deed.moment("to").or(Some(deed.entered));
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, deed: &Deed) {
        let Some(number) = deed.text("device") else {
            return;
        };
        let text = |word| deed.text(word).unwrap_or_default().to_owned();
        let device = Device {
            kind: text("kind"),
            state: text("state"),
        };
        self.devices.insert(number.to_owned(), device);
    }
}

impl Loan {
    fn of(deed: &Deed) -> Option<Loan> {
        Some(Loan {
            no: deed.no,
            device: deed.text("device")?.to_owned(),
            person: deed.text("person")?.to_owned(),
            from: deed.moment("from")?,
            to: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Moment {
        format!("2025-03-03T{time}:00").parse().expect("a moment")
    }

    #[test]
    fn a_loan_covers_its_ends_and_nobody_else() {
        let loan = Loan {
            no: 1,
            device: "一号".into(),
            person: "甲".into(),
            from: at("09:00"),
            to: Some(at("11:00")),
        };
        let devices = Devices {
            loans: vec![loan],
            ..Devices::default()
        };
        assert!(devices.had("甲", "一号", at("09:00")) && devices.had("甲", "一号", at("11:00")));
        assert!(!devices.had("甲", "一号", at("11:01")));
        assert!(!devices.had("乙", "一号", at("10:00")) && !devices.had("甲", "二号", at("10:00")));
        assert!(devices.out("一号").is_none());
    }

    #[test]
    fn a_device_that_is_out_counts_as_out_whatever_its_state() {
        let device = |state: &str| Device {
            kind: "执法记录仪".into(),
            state: state.into(),
        };
        let loan = Loan {
            no: 1,
            device: "一号".into(),
            person: "甲".into(),
            from: at("09:00"),
            to: None,
        };
        let devices = Devices {
            devices: [("一号", "可用"), ("二号", "可用"), ("三号", "故障")]
                .map(|(number, state)| (number.to_owned(), device(state)))
                .into(),
            loans: vec![loan],
        };
        let ledger = devices.ledger();
        assert_eq!(
            ledger["执法记录仪"],
            BTreeMap::from([("借出", 1), ("可用", 1), ("故障", 1)])
        );
    }
}
