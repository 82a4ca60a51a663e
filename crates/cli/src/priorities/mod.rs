//! Which actions first, within a budget?
//!
//! ```text
//! $ knockon priorities --budget 200
//! $ knockon priorities ORGANISATION.json --actions ACTIONS.json --budget 200 --objective worst
//! $ knockon priorities ORGANISATION.json --actions ACTIONS.json --budget 200 \
//!       --scenario FLU.json=0.1 --scenario NORMAL.json=0.9 --robust worst
//! ```
//!
//! ```text
//! $ knockon priorities --budget 200 --frontier
//! Harbour & Vine: 10 actions, budget 200 k€, all customers by head at 69.3 points today
//! ...
//!  action            cost  alone  last  share
//!  IT to 90           120   +6.9  +7.9   +7.4
//!  Warehouse to 100    70   +4.2  +5.1   +4.6
//! They complement each other: alone they sum to 11.1 points, together they bring 12.1.
//! ...
//! Rules of thumb would have brought, of these 12.1 points: most per cost first 84 %, most first 88 %, most critical department first 65 %, largest derivative per cost first 84 %.
//! ...
//! Frontier of all customers by head and internal customers:
//!  first  second  cost  actions
//!   81.4    82.5   190  IT to 90 and Warehouse to 100
//!   79.9    85.2   200  IT to 100
//! The last 2.7 points of internal customers cost 1.5 of all customers by head.
//! ```
//!
//! ```text
//! $ knockon priorities --budget 200 --draws
//! ...
//! Of 50 sets, IT to 90 and Warehouse to 100 is the best in 98.5 % of 200 draws; in one of twenty it comes to 80.1 points or less.
//! ...
//! ```
//!
//! Without arguments but a budget it asks an embedded organisation in trouble about ten embedded
//! actions, whose costs are made up. Bad input ends with exit code 2, a message on standard error
//! and nothing on standard output.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use knockon::io::{
    Limits, read_actions, read_organisation, read_scenario, sample_actions, sample_in_trouble,
    sample_money,
};
use knockon::outcome::{Choice, ChoiceError, ChoiceOptions, Criterion, DrawnChoice, Robustness};
use knockon::quality::ObjectiveError;
use knockon::report::{ChoiceDocument, text};
use knockon::{Network, Organisation, Status};

use crate::advice::{STATE_PEOPLE, advise_of_file, nobody_counts, refused};
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::known::{HELP, KnownNumbers, embedded_dependences};
use crate::paint;
use crate::scenario::{assignment, number};
use crate::standard_input::given_file;
use crate::warning::warn;

/// Which actions first, within a budget.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true, after_help = HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// What can be done, in JSON, YAML or a table; ten embedded actions for the embedded organisation
    #[arg(long, value_parser = given_file, value_name = "ACTIONS.json | .csv")]
    actions: Option<PathBuf>,

    /// What it may cost together, in the unit of the actions
    #[arg(long, value_name = "B", value_parser = number)]
    budget: f64,

    /// What a set is judged by
    #[arg(long, value_enum, default_value_t = Judge::Mean)]
    objective: Judge,

    /// What a customer is worth per head, for `--objective revenue`, in place of stated revenue; again
    /// for others
    #[arg(long, value_name = "CUSTOMER=WORTH", value_parser = assignment)]
    worth: Vec<(String, f64)>,

    /// What customers spend, why they leave and what they say, in a document of its own; a made-up
    /// one for the embedded organisation
    #[arg(long, value_parser = given_file, value_name = "MONEY.json | MONEY.yaml")]
    money: Option<PathBuf>,

    /// Judge by what is to be expected under the incidents that the organisation states with a rate
    #[arg(long, conflicts_with = "scenario")]
    incidents: bool,

    /// A scenario that may hold, and its weight; again for others
    #[arg(long, value_name = "S.json=WEIGHT", value_parser = assignment)]
    scenario: Vec<(String, f64)>,

    /// How several scenarios become one value
    #[arg(long, value_enum, default_value_t = Across::Mean)]
    robust: Across,

    /// The sets of which none is better for external and for internal customers
    #[arg(long)]
    frontier: bool,

    /// The best set at every budget up to this one
    #[arg(long)]
    by_budget: bool,

    /// How the best sets compare where numbers are known as distributions, over so many draws
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "200")]
    draws: Option<usize>,

    #[command(flatten)]
    known: KnownNumbers,

    /// Share of the gain that may be left open, 0..=1, so that large searches end sooner
    #[arg(long, value_name = "SHARE", value_parser = number, default_value = "0")]
    gap: f64,

    /// How many of a list to print
    #[arg(long, value_name = "N", default_value_t = 3)]
    top: usize,

    #[command(flatten)]
    format: AnswerFormat,
}

/// Up to how many next best sets are compared where numbers are drawn.
const SETS_DRAWN: usize = 49;

/// What a set is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Judge {
    /// The mean quality of external customers, by head
    Mean,
    /// The customer served worst
    Worst,
    /// How well the needs of departments are met
    Internal,
    /// Revenue with customers at rest, as a share of today's; with --worth quality by what customers are
    /// worth
    Revenue,
}

/// How several scenarios become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Across {
    /// Their mean, by weight
    Mean,
    /// The worst of them
    Worst,
    /// The least that a set falls short of what is best in each
    Regret,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let asks_money = arguments.objective == Judge::Revenue || arguments.incidents;
    if arguments.money.is_some() && !asks_money {
        return Err("--money is for --objective revenue and --incidents".into());
    }
    let mut organisation = arguments.organisation.read(None, sample_in_trouble)?;
    let money = match &arguments.money {
        Some(path) => Some(read_organisation(path, &Limits::default())?),
        None if arguments.organisation.files.is_empty() => Some(sample_money()),
        None => None,
    };
    if let Some(money) = money {
        organisation = organisation.to_builder().merge(money.to_builder()).build()?;
    }
    let network = organisation.compile()?;
    let actions = match &arguments.actions {
        Some(path) => read_actions(path, &Limits::default())?,
        None if arguments.organisation.files.is_empty() => sample_actions(),
        None => return Err("--actions is needed: what can be done, and what it costs".into()),
    };
    let mut options = ChoiceOptions::within(arguments.budget, actions.clone())
        .criterion(criterion(arguments, &network)?)
        .robustness(match arguments.robust {
            Across::Mean => Robustness::Mean,
            Across::Worst => Robustness::WorstCase,
            Across::Regret => Robustness::Regret,
        })
        .by_budget(arguments.by_budget)
        .runners_up(if arguments.draws.is_some() {
            arguments.top.max(SETS_DRAWN)
        } else {
            arguments.top
        })
        .gap(arguments.gap);
    if arguments.incidents {
        options = options.under_incidents(&organisation);
        warn_of_shares(&organisation, &options);
    }
    for (path, weight) in &arguments.scenario {
        options = options.scenario(read_scenario(path, &Limits::default())?, *weight);
    }
    let second = arguments.frontier.then(|| match arguments.objective {
        Judge::Internal => Criterion::Customers,
        _ => Criterion::Internal,
    });
    if let Some(second) = &second {
        options = options.frontier(second.clone());
    }
    let choice = network.choose(&options).map_err(|error| match (error, &arguments.actions) {
        (ChoiceError::Actions(invalid), Some(path)) => {
            advise_of_file(path, &invalid, &organisation)
        }
        (
            error @ ChoiceError::Objective(
                ObjectiveError::NoPopulation | ObjectiveError::NoCustomer,
            ),
            _,
        ) => nobody_counts(error, &arguments.without_people(network.customer_count())),
        (error, _) => refused(error, &organisation),
    })?;
    if choice.solve_status != Status::Converged {
        warn("not every state converged");
    }
    let drawn = drawn(arguments, &organisation, &network, &options, &choice)?;
    if !arguments.format.is_text() {
        let mut document = ChoiceDocument::new(organisation.name(), &choice);
        document.robust = drawn;
        let mut lists = vec!["chosen", "rejected"];
        let further = [
            ("frontier", !choice.frontier.is_empty()),
            ("by_budget", !choice.by_budget.is_empty()),
        ];
        lists.extend(further.iter().filter(|(_, is_asked)| *is_asked).map(|(list, _)| *list));
        return Ok(arguments.format.written(&document, &lists)?.unwrap_or_default());
    }
    let mut text = text::choice(&organisation, &actions, &choice, second.as_ref(), arguments.top);
    if let Some(drawn) = &drawn {
        text += &text::drawn_choice(&actions, drawn, arguments.top);
    }
    Ok(paint::text(text))
}

impl Arguments {
    /// What to give instead where all external customers, so many, are nobody together.
    fn without_people(&self, customers: usize) -> String {
        match self.objective {
            Judge::Mean if customers == 0 => {
                format!("judge by --objective internal, or {STATE_PEOPLE}")
            }
            Judge::Mean => {
                format!("judge by --objective worst or --objective internal, or {STATE_PEOPLE}")
            }
            _ => format!("leave --frontier out, or {STATE_PEOPLE}"),
        }
    }
}

/// Warns where incidents say nothing of what is to be expected.
fn warn_of_shares(organisation: &Organisation, options: &ChoiceOptions) {
    if organisation.incidents().iter().all(|incident| incident.rate().is_none()) {
        warn(
            "no incident states how often it happens in a year (`per_year`): --incidents says nothing",
        );
    }
    let as_stated = options.scenarios.first();
    if as_stated.is_some_and(|&(_, share)| share <= 0.0) {
        warn("incidents last longer than the year together: the state without any has no weight");
    }
}

/// How the sets compare where numbers are drawn, if that is asked for.
fn drawn(
    arguments: &Arguments,
    organisation: &Organisation,
    network: &Network,
    options: &ChoiceOptions,
    choice: &Choice,
) -> Result<Option<DrawnChoice>, Failure> {
    let Some(count) = arguments.draws else {
        arguments.known.refuse_without_draws()?;
        return Ok(None);
    };
    let is_embedded = arguments.organisation.files.is_empty();
    let embedded = is_embedded.then(embedded_dependences).transpose()?;
    let draws = arguments.known.draws(count, organisation, || embedded)?;
    let compared = network.choice_under_draws(options, choice, &draws);
    Ok(Some(compared.map_err(|error| refused(error, organisation))?))
}

fn criterion(arguments: &Arguments, network: &Network) -> Result<Criterion, Failure> {
    if arguments.objective != Judge::Revenue && !arguments.worth.is_empty() {
        return Err("--worth is for --objective revenue".into());
    }
    Ok(match arguments.objective {
        Judge::Mean => Criterion::Customers,
        Judge::Worst => Criterion::WorstServed,
        Judge::Internal => Criterion::Internal,
        Judge::Revenue if arguments.worth.is_empty() => Criterion::Revenue,
        Judge::Revenue => {
            let worth = arguments.worth.iter().map(|(id, worth)| (id.as_str(), *worth));
            Criterion::by_head(network, worth).map_err(|error| match error {
                ObjectiveError::NoPopulation => {
                    "--worth: populations times worth sum to 0; name a customer with both above 0"
                        .into()
                }
                error => Failure::from(error),
            })?
        }
    })
}
