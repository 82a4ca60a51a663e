//! Every department lost in turn, against the dense evaluator without what it provides.

use knockon::Status;
use knockon::explain::ContingencyOptions;

use super::fixpoint::allowance;
use super::{MOST_SWEEPS, Outcome, Subject, Verdict, near};
use crate::dense::Dense;
use crate::statement::Statement;

/// Losses are those of a state in which nothing is received from the department.
pub(super) fn losses(subject: &Subject<'_>) -> Verdict {
    let Ok(contingency) = subject.network.contingency(&ContingencyOptions::default()) else {
        return Ok(Outcome::NotAsked);
    };
    let statement = &subject.case.statement;
    let before = &subject.dense()[0];
    let Some(today) = mean(statement, &before.quality) else { return Ok(Outcome::NotAsked) };
    let mut outcome = Outcome::NotAsked;
    for loss in contingency.losses() {
        let id = loss.lost.id();
        let lost = without(statement, id);
        let after = Dense::new(&lost).greatest(MOST_SWEEPS);
        let settled = loss.status == Status::Converged && before.converged && after.converged;
        let Some(then) = mean(statement, &after.quality).filter(|_| settled) else { continue };
        let off = [allowance(statement, before), allowance(&lost, &after)]
            .map(|allowed| mean(statement, &allowed).unwrap_or(0.0));
        near(&format!("loss of {id}"), loss.loss, today - then, off[0] + off[1])?;
        outcome = Outcome::Held;
    }
    Ok(outcome)
}

/// The mean of customers, weighted by population; `None` where there is none.
fn mean(statement: &Statement, values: &[f64]) -> Option<f64> {
    let customers = statement.parties.iter().zip(values).filter(|(party, _)| party.is_customer);
    let (mut sum, mut population) = (0.0, 0.0);
    for (party, value) in customers {
        sum += party.population * value;
        population += party.population;
    }
    (population > 0.0).then(|| sum / population)
}

/// The statement with everything stopped that a department provides.
fn without(statement: &Statement, id: &str) -> Statement {
    let mut lost = statement.clone();
    for supply in lost.needs.iter_mut().flat_map(|need| &mut need.services) {
        supply.stopped |= statement.parties[supply.provider].id == id;
    }
    lost
}
