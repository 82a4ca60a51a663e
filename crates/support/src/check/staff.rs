//! Whether people who come, go and tire come to rest where their equations say.

use knockon::outcome::{OutcomeError, StaffAtRest};

use super::{Outcome, Subject, Verdict};
use crate::statement::StaffTerms;

/// How far a number may be off beside its own size.
const TOLERANCE: f64 = 1e-9;

/// Today everybody is where they are stated to be; in another state as many stay as quits and hires
/// leave, by the equations written down once more.
pub(super) fn people_come_to_rest(subject: &Subject<'_>) -> Verdict {
    let statement = &subject.case.statement;
    let [before, after] = subject.solved();
    let at_rest = |assessment| match StaffAtRest::of(assessment) {
        Ok(found) => Ok(Some(found)),
        Err(error) if is_of_nobody_hired(&error) => Ok(None),
        Err(error) => Err(error.to_string()),
    };
    let (Some(today), Some(then)) = (at_rest(before)?, at_rest(after)?) else {
        return Ok(Outcome::NotAsked);
    };
    let mut is_asked = false;
    for (one, two) in today.iter().zip(&then) {
        let id = one.department.as_str();
        let Some(party) = statement.parties.iter().find(|party| party.id == id) else { continue };
        let Some((people, terms)) = party.people.zip(party.staff) else { continue };
        let Some(staffing) = people.staffing else { continue };
        is_asked = true;
        let StaffTerms { quits, hires, learning, absence, .. } = terms;
        let near = |value: f64, expected: f64, what: &str| {
            let is_near = (value - expected).abs() <= TOLERANCE * expected.abs().max(1.0);
            let message = || format!("{what} of {id}: {value}, where {expected} follows");
            if is_near { Ok(()) } else { Err(message()) }
        };
        near(one.agents, staffing.agents, "agents today")?;
        near(one.quits_per_year, quits.0, "quits today")?;
        near(one.skill_factor, 1.0, "skill today")?;

        let worse = one.satisfaction - two.satisfaction;
        let leaving = quits.0 * quits.1.powf(worse);
        near(two.quits_per_year, leaving, "quits")?;
        near(two.absent, (absence.0 * absence.1.powf(worse)).min(1.0), "absence")?;
        let learned = learning.0 / 365.25;
        let newcomers = two.filled * leaving * learned / (1.0 + leaving * learned);
        near(two.newcomers, newcomers, "newcomers")?;
        if hires.is_none() {
            near(two.filled, two.posts, "filled posts")?;
        }
        if two.filled > two.posts * (1.0 + TOLERANCE) {
            return Err(format!("more people than posts in {id}"));
        }
    }
    Ok(if is_asked { Outcome::Held } else { Outcome::NotAsked })
}

/// Whether people quit somewhere and nobody is hired today, which no state at rest follows from.
fn is_of_nobody_hired(error: &OutcomeError) -> bool {
    match error {
        OutcomeError::NobodyHired { .. } => true,
        OutcomeError::Several { refused, .. } => refused.iter().all(is_of_nobody_hired),
        _ => false,
    }
}
