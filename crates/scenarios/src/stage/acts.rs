//! Steps that do something: records entered from samples, and cases worked along a road.

use enforcement::Moment;
use enforcement::decide::Act;
use enforcement::dossier::Dossier;
use enforcement::step::Step;
use law::form::{Form, Subject};
use registry::{Denied, Order, Receipt, Target};

use super::{Failure, Outcome, Played, Stage, answers};
use crate::cells::{self, Cell};
use crate::fill::Filler;
use crate::samples::Sample;

impl Stage<'_> {
    /// Enters what stands in the agency's file before every scenario.
    ///
    /// # Errors
    /// The first record that is not accepted, with its line in the samples.
    pub fn found(&mut self) -> Result<(), (usize, Failure)> {
        let samples = self.samples;
        for deposit in &samples.agency {
            let sample = &deposit.sample;
            self.now = Some(deposit.at);
            let entered = self.enter(&sample.by, sample, true, &[]);
            let accepted = entered.and_then(|result| {
                let refused = |denied: Denied| {
                    let what = format!("登记“{}”成功", sample.record);
                    Failure::new(what, answers::told(&denied))
                };
                result.map_err(refused)
            });
            accepted.map_err(|failure| (sample.line, failure))?;
        }
        self.now = None;
        self.in_agency = false;
        self.actor.clear();
        Ok(())
    }

    /// Enters the sample of that name as the person it names.
    ///
    /// # Errors
    /// The sample is not there or cannot be filled in. What the office answers is the value.
    pub fn enter_sample(&mut self, name: &str) -> Result<Result<Receipt, Denied>, Failure> {
        let samples = self.samples;
        let sample = samples.sample(name).ok_or_else(|| no_sample(name))?;
        self.enter(&sample.by, sample, false, &[])
    }

    pub(super) fn play_entry(
        &mut self,
        actor: &str,
        name: &str,
        agency: bool,
        cells: &[Cell],
    ) -> Played {
        let samples = self.samples;
        let sample = samples.sample(name).ok_or_else(|| no_sample(name))?;
        let result = self.enter(actor, sample, agency, cells)?;
        if let Err(Denied::Fault(fault)) = &result {
            return Err(Failure::new(format!("登记“{name}”"), fault.to_string()));
        }
        self.outcome = Some(Outcome {
            what: name.to_owned(),
            result,
            seen: false,
        });
        Ok(())
    }

    /// Enters a sample once for each field, without it; each time it must be refused for its sake.
    pub(super) fn play_lacking(
        &mut self,
        (actor, name, agency): (&str, &str, bool),
        clause: &str,
        fields: &[(String, Vec<Cell>)],
    ) -> Played {
        let samples = self.samples;
        let sample = samples.sample(name).ok_or_else(|| no_sample(name))?;
        let mut wrong = Vec::new();
        for (field, cells) in fields {
            match self.enter(actor, sample, agency, cells)? {
                Err(denied) if answers::is_for_lack_of(&denied, field, clause) => {}
                Err(denied) => wrong.push(format!("缺“{field}”：{}", answers::told(&denied))),
                Ok(_) => {
                    wrong.push(format!("缺“{field}”：登记成功"));
                    break;
                }
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let expected = format!("缺少任一项即被拒绝，依据“{clause}”");
        Err(Failure::new(expected, wrong.join("\n")))
    }

    /// Works a new case along a road.
    pub(super) fn play_road(&mut self, name: &str, up_to: Option<&str>) -> Played {
        let samples = self.samples;
        let road = samples.road(name).and_then(|road| road.up_to(up_to));
        let steps = road.ok_or_else(|| Failure::new(format!("有道路“{name}”"), "没有"))?;
        self.case = None;
        for step in steps {
            if let Err(denied) = self.enter_sample(step)? {
                let expected = format!("“{name}”的“{step}”登记成功");
                return Err(Failure::new(expected, answers::told(&denied)));
            }
        }
        Ok(())
    }

    /// Takes up the case of a number again.
    pub(super) fn back_to(&mut self, number: &str) -> Played {
        let unread = |fault: registry::Fault| Failure::new("读到案件", fault.to_string());
        let views = self.office.views();
        let id = views.case_numbered(self.office.code(), number);
        let Some(id) = id.map_err(unread)? else {
            let expected = format!("有案件“{number}”");
            return Err(Failure::new(expected, "没有"));
        };
        self.case = Some(id);
        self.in_agency = false;
        Ok(())
    }

    /// Enters a sample with some of its fields changed.
    fn enter(
        &mut self,
        actor: &str,
        sample: &Sample,
        agency: bool,
        cells: &[Cell],
    ) -> Result<Result<Receipt, Denied>, Failure> {
        let now = self.clock()?;
        let pack = self.office.pack().clone();
        let form = pack
            .form(&sample.record)
            .ok_or_else(|| no_sample(&sample.record))?;
        let target = self.target(form, agency);
        let act = self.act(form, sample, &target, now, cells)?;
        self.in_agency = target == Target::Agency;
        actor.clone_into(&mut self.actor);
        let opens = target == Target::NewCase;
        let order = Order {
            actor: actor.to_owned(),
            target,
            act,
            at: now,
            expected: None,
        };
        let result = self.office.submit(order);
        if let (Ok(receipt), true) = (&result, opens) {
            self.cases += 1;
            self.case.clone_from(&receipt.case);
        }
        Ok(result)
    }

    fn act(
        &self,
        form: &Form,
        sample: &Sample,
        target: &Target,
        now: Moment,
        cells: &[Cell],
    ) -> Result<Act, Failure> {
        let mut fields = sample.fields.clone();
        cells::apply(cells, form, &mut fields);
        let files = self.files()?;
        let nothing = Dossier::default();
        let dossier = match target {
            Target::NewCase => &nothing,
            _ => files.dossier(*target == Target::Agency),
        };
        let ordinal = self.cases + usize::from(*target == Target::NewCase);
        let filler = Filler {
            files: &self.sample_files,
            dossier,
            now,
            ordinal,
        };
        let fields = filler
            .fill(form, &fields)
            .map_err(|why| Failure::new(format!("填好“{}”", sample.name), why))?;
        Ok(Act {
            record: sample.record.clone(),
            fields,
        })
    }

    /// The file a record goes to: what the step says, or else what the form says.
    fn target(&self, form: &Form, agency: bool) -> Target {
        if agency || form.subject == Subject::Agency {
            return Target::Agency;
        }
        if form.step.as_deref() == Some(Step::CaseOpen.name()) {
            return Target::NewCase;
        }
        match (&self.case, form.subject) {
            (Some(id), _) => Target::Case(id.clone()),
            // Without a case, a record of either file is the agency's; one of a case has nowhere to
            // go, and the office says so.
            (None, _) => Target::Agency,
        }
    }
}

fn no_sample(name: &str) -> Failure {
    Failure::new(format!("有“{name}”的样例"), "没有")
}
