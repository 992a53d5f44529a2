//! Steps that look at what became of the last act: accepted, refused under a clause, mistaken.

use law::refusal::Refusal;
use registry::{Denied, Receipt};

use super::{Failure, Played, Stage};

impl Stage<'_> {
    /// What became of the last act; it counts as seen from now on.
    fn last(&mut self) -> Result<&Result<Receipt, Denied>, Failure> {
        match &mut self.outcome {
            Some(outcome) => {
                outcome.seen = true;
                Ok(&outcome.result)
            }
            None => Err(Failure::new("之前有登记的步骤", "没有登记")),
        }
    }

    pub(super) fn accepted(&mut self) -> Played {
        match self.last()? {
            Ok(_) => Ok(()),
            Err(denied) => Err(Failure::new("登记成功", told(denied))),
        }
    }

    pub(super) fn refused(&mut self, clause: &str, says: Option<&str>) -> Played {
        let pointing = says
            .map(|says| format!("，指出“{says}”"))
            .unwrap_or_default();
        let expected = format!("被拒绝，依据“{clause}”{pointing}");
        let fits = |refusal: &Refusal| {
            cites(refusal, clause) && says.is_none_or(|says| points_at(refusal, says))
        };
        match self.last()? {
            Err(Denied::Refused(refusals)) if refusals.iter().any(fits) => Ok(()),
            Err(denied) => Err(Failure::new(expected, told(denied))),
            Ok(_) => Err(Failure::new(expected, "登记成功")),
        }
    }

    pub(super) fn not_refused(&mut self, clause: &str) -> Played {
        match self.last()? {
            Err(Denied::Refused(refusals)) if refusals.iter().any(|one| cites(one, clause)) => {
                let got = told(&Denied::Refused(refusals.clone()));
                Err(Failure::new(format!("不因“{clause}”被拒绝"), got))
            }
            Err(denied @ Denied::Mistaken(_)) => {
                Err(Failure::new(format!("不因“{clause}”被拒绝"), told(denied)))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn mistaken(&mut self, says: &str) -> Played {
        let expected = format!("填写有误，指出“{says}”");
        match self.last()? {
            Err(Denied::Mistaken(mistakes))
                if mistakes
                    .iter()
                    .any(|one| one.field == says || one.message.contains(says)) =>
            {
                Ok(())
            }
            Err(denied) => Err(Failure::new(expected, told(denied))),
            Ok(_) => Err(Failure::new(expected, "登记成功")),
        }
    }
}

/// Whether an act was refused because a field is missing, under a clause.
pub(super) fn is_for_lack_of(denied: &Denied, field: &str, clause: &str) -> bool {
    let Denied::Refused(refusals) = denied else {
        return false;
    };
    refusals
        .iter()
        .any(|one| one.field.as_deref() == Some(field) && cites(one, clause))
}

/// Whether a refusal rests on a clause.
pub(super) fn cites(refusal: &Refusal, clause: &str) -> bool {
    refusal.clauses.clauses().iter().any(|one| one.0 == clause)
}

fn points_at(refusal: &Refusal, words: &str) -> bool {
    let sentences = [&refusal.cannot, &refusal.shows, &refusal.instead];
    refusal
        .field
        .as_deref()
        .is_some_and(|field| field.contains(words))
        || sentences.iter().any(|sentence| sentence.contains(words))
}

/// What an office answered, told to the author of a scenario.
pub(super) fn told(denied: &Denied) -> String {
    match denied {
        Denied::Mistaken(mistakes) => {
            let all = mistakes
                .iter()
                .map(|one| format!("\n  {}：{}", one.field, one.message));
            format!("填写有误{}", all.collect::<String>())
        }
        Denied::Refused(refusals) => {
            let all = refusals.iter().map(|one| format!("\n  {}", refusal(one)));
            format!("被拒绝{}", all.collect::<String>())
        }
        Denied::Conflict { now } => format!("卷中已有{now}条记录"),
        Denied::Fault(fault) => format!("故障：{fault}"),
    }
}

/// A refusal in one line.
pub(super) fn refusal(refusal: &Refusal) -> String {
    let clauses: Vec<&str> = refusal
        .clauses
        .clauses()
        .iter()
        .map(|one| one.0.as_str())
        .collect();
    let field = refusal
        .field
        .as_ref()
        .map(|field| format!("〔{field}〕"))
        .unwrap_or_default();
    format!(
        "依据{}：{field}{}{}",
        clauses.join("、"),
        refusal.cannot,
        refusal.shows
    )
}
