//! Who leaves, who comes, and what does that cost?
//!
//! ```text
//! $ knockon outcome
//! $ knockon outcome --shock it=0.5@0d..90d --years 3 --incidents
//! $ knockon outcome ORGANISATION.json --money MONEY.json --scenario FLU.json --band
//! $ knockon outcome ORGANISATION.json --money MONEY.json --from-replay events.csv --json
//! $ knockon outcome --loop --years 20 --elasticity 1.5 --scenario SHORT.json --scenario-for 26w
//! ```
//!
//! ```text
//! $ knockon outcome
//! Harbour & Vine: IT at half for 90 days, followed for 3 years (coefficients: 0 measured, 0 published, 24 assumed)
//!
//!  customers           today  fewest      after  at the end  revenue lost, EUR   share               from .. to
//!  Shoppers           120000  115731  1.1 years      116526        6.2 million   4.1 %       0.78 .. 13 million
//!  Online households   35000   29634  0.8 years       32041        5.3 million  14.0 %      0.53 .. 7.2 million
//!  Restaurants           180     176  1.1 years         177       0.32 million   2.5 %    0.036 .. 0.69 million
//!  City schools           24      24  0.9 years          24      0.027 million   0.7 %  0.0069 .. 0.084 million
//!  together                                                         12 million   5.7 %        1.4 .. 21 million
//!
//! How far this can be off: published coefficients differ between studies; at one end of the ranges stated the same costs 1.4 million, at the other 21 million.
//! The range of the departure ratio widens this band most.
//! ...
//! What does not depend on coefficients: quality of Online households falls to 58.5 points.
//! ...
//! ```
//!
//! Money is never printed without its band and the count of coefficients behind it. What customers
//! spend, why they leave and what they say may stand in a document of its own, `--money`, which is
//! merged. Without an organisation it follows an embedded one with people, and with a made-up
//! statement of money, in which IT is at half for 90 days. Bad input ends with exit code 2, a message
//! on standard error and nothing on standard output.

mod arguments;
mod loop_arguments;
#[cfg(test)]
mod loop_tests;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use knockon::io::{HistoryOptions, read_history};
use knockon::outcome::{CustomerBase, QualityTrajectories, RiskOptions, without_people};
use knockon::report::{BudgetLoopDocument, OutcomeDocument, WorthLine, text};
use knockon::time::{History, ReplayOptions};
use knockon::{Network, Organisation, Status};

pub(crate) use arguments::Arguments;

use crate::advice::refused;
use crate::answer::Failure;
use crate::warning::{warn, warn_of_conflicts};

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.read()?;
    let network = organisation.compile()?;
    if arguments.budget_loop.is_loop {
        return budget_loop(arguments, &organisation, &network);
    }
    let (what, base) = match &arguments.from_replay {
        Some(path) => (path.display().to_string(), replayed(arguments, &network, path)?),
        None => followed(arguments, &organisation, &network)?,
    };
    let has_money = base.money().is_some();
    let asks_incidents = arguments.incidents || arguments.is_bare();
    let risk = if asks_incidents && (has_money || arguments.incidents) {
        let options = RiskOptions::default()
            .each_department(arguments.incidents_at, arguments.incident_days)
            .all(arguments.all)
            .base(arguments.base())
            .solve(arguments.solve.options());
        Some(network.value_at_risk(&options)?)
    } else {
        None
    };
    let worth = if risk.is_some() { worth(&organisation) } else { Vec::new() };
    if !arguments.format.is_text() {
        let mut document = OutcomeDocument::new(&organisation, &what, &base).with_worth(worth);
        let mut lists = vec!["customers"];
        if let Some(risk) = risk {
            document = document.with_risk(risk);
            lists.extend(["risk/incidents", "worth"]);
        }
        return Ok(arguments.format.written(&document, &lists)?.unwrap_or_default());
    }
    let top = arguments.top;
    let mut answer = text::outcome(&organisation, &what, &base, arguments.band, top);
    if let Some(risk) = &risk {
        answer.push('\n');
        answer += &text::value_at_risk(&organisation, risk, top);
    }
    if arguments.has_embedded_money() {
        answer += "What customers spend and why they leave is made up.\n";
    }
    if !worth.is_empty() {
        let has_people = organisation.departments().any(|party| party.staffing().is_some());
        answer += &text::worth(&worth, has_people, 4);
    }
    Ok(answer)
}

/// Revenue, budgets, people, quality and customers over years.
fn budget_loop(
    arguments: &Arguments,
    organisation: &Organisation,
    network: &Network,
) -> Result<String, Failure> {
    let budget_loop = network.budget_loop(&arguments.budget_loop()?);
    let budget_loop = budget_loop.map_err(|error| refused(error, organisation))?;
    match budget_loop.status {
        Status::Converged => {}
        Status::Stopped => warn(
            "the loop was broken off, as a period has evaluated as much as --max-evaluations allows",
        ),
        _ => warn("some states of the loop did not converge"),
    }
    if let Some(answer) = arguments
        .format
        .written(&BudgetLoopDocument::new(organisation.name(), &budget_loop), &["points"])?
    {
        return Ok(answer);
    }
    Ok(text::budget_loop(organisation, &budget_loop))
}

/// Customers along a timeline.
fn followed(
    arguments: &Arguments,
    organisation: &Organisation,
    network: &Network,
) -> Result<(String, CustomerBase), Failure> {
    let asked = arguments.plan(organisation)?;
    let timeline =
        network.timeline(&asked.plan).map_err(|error| asked.refusal(error, organisation))?;
    match timeline.status() {
        Status::Converged => {}
        Status::Stopped => warn(
            "the timeline was broken off, as its steps have evaluated as much as \
             --max-evaluations allows; its last quality is held",
        ),
        _ => warn("the state it begins in, or one it may end in, did not converge"),
    }
    Ok((asked.words, CustomerBase::over(&timeline, &arguments.base())?))
}

/// Customers along a history of readings.
fn replayed(
    arguments: &Arguments,
    network: &Network,
    path: &std::path::Path,
) -> Result<CustomerBase, Failure> {
    let mut history = History::new(network);
    read_history(path, &HistoryOptions::default(), |event| history.push(event))?;
    warn_of_conflicts(path, &history);
    let period = history.period().filter(|period| !period.is_empty());
    let period = period.ok_or("the history has no two events at different instants")?;
    // What the last event sets is held.
    let period = period.start..period.end + TimeDelta::seconds(1);
    let mut trajectories = QualityTrajectories::new(network);
    let mut options = ReplayOptions::default();
    options.solve = arguments.solve.options();
    let replayed = history.replay_with(period, &options, |segment| {
        trajectories.take(&segment);
    })?;
    if replayed.status() != Status::Converged {
        warn("some states of the replay did not converge");
    }
    Ok(CustomerBase::along(&trajectories, &arguments.base())?)
}

/// What capabilities are worth, unless that cannot be told.
fn worth(organisation: &Organisation) -> Vec<WorthLine> {
    let worth = || -> Result<_, knockon::Error> {
        let today = without_people(organisation)?.compile()?.baseline();
        Ok(WorthLine::of(organisation, &today)?)
    };
    match worth() {
        Ok(worth) => worth,
        Err(error) => {
            warn(&format!("what a point of capability is worth cannot be told: {error}"));
            Vec::new()
        }
    }
}
