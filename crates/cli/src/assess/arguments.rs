//! What the command line asks for.

use std::path::PathBuf;
use std::slice;

use clap::{Args, ValueEnum};
use knockon::exposure::Exposure;
use knockon::io::{Limits, read_exposure, sample};
use knockon::organisation::WarningCode;
use knockon::quality::InferOptions;
use knockon::report::AssessmentDocument;
use knockon::{
    Assessment, Network, Organisation, Quality, Rule, Scenario, SolveOptions, Status, UnknownId,
};

use crate::advice::unknown;
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::{ScenarioArguments, assignment, number};
use crate::solve::SolveArguments;
use crate::standard_input::given_file;
use crate::warning::{warn, warn_of_statement, with_file};

/// Who feels it, by how much, whose share, through which chains.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    pub(crate) solve: SolveArguments,

    /// Rule of every party: independent, additive, weakest, mean, fdna, full(P), share(P) or
    /// share(P, own W)
    #[arg(long, value_name = "R")]
    rule: Option<Rule>,

    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Condition of a service, 0..=1; may be given again for others
    #[arg(long, value_name = "SERVICE=VALUE", value_parser = assignment)]
    condition: Vec<(String, f64)>,

    /// Dependence of a service, or of a need as CONSUMER/NEED, 0..=1; may be given again for others
    #[arg(long, value_name = "SERVICE=VALUE", value_parser = assignment)]
    dependence: Vec<(String, f64)>,

    /// Ceiling of an external customer, above 0 and up to 1; may be given again for others
    #[arg(long, value_name = "CUSTOMER=VALUE", value_parser = assignment)]
    ceiling: Vec<(String, f64)>,

    /// What a party was observed to deliver, 0..=1, or an external customer to experience; may be
    /// given again for others
    #[arg(long, value_name = "PARTY=QUALITY", value_parser = assignment)]
    observed: Vec<(String, f64)>,

    /// How far a reading may be from what follows and be noise, 0..=1; 0.01 unless given
    #[arg(long, value_name = "Q", value_parser = number)]
    pub(crate) tolerance: Option<f64>,

    /// Service to stop; may be given again for others
    #[arg(long, value_name = "SERVICE")]
    stop: Vec<String>,

    /// Service to start that does not run; may be given again for others
    #[arg(long, value_name = "SERVICE")]
    start: Vec<String>,

    /// Organisation to compare with: the scenario then holds for this one
    #[arg(long, value_parser = given_file, value_name = "OTHER.json")]
    after: Option<PathBuf>,

    /// External customer to report, and others if given again; all unless given
    #[arg(long, value_name = "ID")]
    customer: Vec<String>,

    /// Segments of external customers, a table of how much each department counts for each: also
    /// say what they feel, and whose share it is
    #[arg(long, value_parser = given_file, value_name = "EXPOSURE.csv", conflicts_with = "diagram")]
    pub(crate) exposure: Option<PathBuf>,

    /// How many rows and chains to list
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) top: usize,

    /// Also list whom it reaches by group: departments with those that are part of them
    #[arg(long)]
    pub(crate) by_group: bool,

    /// Also solve for the lower state that the organisation can tip into
    #[arg(long)]
    pub(crate) tipping: bool,

    /// Also solve with the order at which losses meet at either end, wherever they count in full
    #[arg(long)]
    pub(crate) bracket: bool,

    /// Also split the change over all that is set, by solving parts of it: by Shapley values,
    /// exact for up to 16 changes (2^n states), or by those of Aumann and Shapley, for many
    #[arg(long, value_enum, value_name = "METHOD", num_args = 0..=1, require_equals = true,
          default_missing_value = "shapley", conflicts_with = "after")]
    pub(crate) attribution: Option<Split>,

    /// Print a diagram of everybody instead, the darker the worse
    #[arg(long, value_enum, value_name = "LANGUAGE", conflicts_with_all = ["json", "format", "by_group", "bracket", "attribution"])]
    pub(crate) diagram: Option<Diagram>,

    /// End with exit code 1 where a customer gets less, 0..=1, or where the state did not converge;
    /// may be given again for others
    #[arg(long, value_name = "CUSTOMER=QUALITY", value_parser = assignment)]
    pub(crate) fail_below: Vec<(String, f64)>,

    /// Write the answer as a workbook of Excel as well
    #[arg(long, value_name = "FILE.xlsx", conflicts_with = "diagram")]
    pub(super) workbook: Option<PathBuf>,

    /// Write a page to look at as well: one HTML file
    #[arg(long, value_name = "FILE.html", conflicts_with = "diagram")]
    pub(super) html: Option<PathBuf>,

    /// Write the map of the page alone as well, for up to 60 parties
    #[arg(long, value_name = "FILE.svg", conflicts_with = "diagram")]
    pub(super) svg: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// How shares are worked out.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Split {
    /// The mean effect over every order in which things may change
    Shapley,
    /// The integral while everything changes together
    AumannShapley,
}

/// A language of diagrams.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Diagram {
    /// Graphviz
    Dot,
    /// Mermaid, as many pages of text show it
    Mermaid,
}

/// What a solve may be off by: so much below is no breach.
const ROUNDING: f64 = 1e-9;

impl Arguments {
    /// The organisation to start from.
    pub(crate) fn organisation(&self) -> Result<Organisation, Failure> {
        let organisation = self.organisation.read_silently(self.rule, sample)?;
        // Who serves nobody else may serve segments.
        let is_odd = |code| self.exposure.is_none() || code != WarningCode::ServesNobody;
        let odd = organisation.warnings().iter().filter(|warning| is_odd(warning.code()));
        let files = self.organisation.named_in_warnings();
        odd.for_each(|warning| warn(&with_file(warning, files)));
        Ok(organisation)
    }

    /// The organisation to compare with, if another; warns of what is odd about it.
    pub(crate) fn changed_organisation(&self) -> Result<Option<Organisation>, Failure> {
        let Some(path) = &self.after else { return Ok(None) };
        let changed = self.with_rule(self.organisation.another(path)?)?;
        warn_of_statement(&changed, slice::from_ref(path));
        Ok(Some(changed))
    }

    /// How much departments of the organisation that is asked about count for segments, if stated.
    pub(crate) fn exposure(&self, network: &Network) -> Result<Option<Exposure>, Failure> {
        let read = |path: &PathBuf| read_exposure(path, network, &Limits::default());
        Ok(self.exposure.as_ref().map(read).transpose()?)
    }

    /// Everything the scenario file and the options change; IT at half where nothing is asked.
    pub(crate) fn scenario(&self) -> Result<Scenario, Failure> {
        let condition =
            self.condition.iter().map(|(service, value)| format!("{service} at {value}"));
        let stop = self.stop.iter().map(|service| format!("{service} stopped"));
        let start = self.start.iter().map(|service| format!("{service} started"));
        let dependence =
            self.dependence.iter().map(|(id, value)| format!("{id} depended on by {value}"));
        let ceiling = self.ceiling.iter().map(|(id, value)| format!("ceiling of {id} at {value}"));
        let observed = self.observed.iter().map(|(id, value)| format!("{id} observed at {value}"));
        let further =
            condition.chain(dependence).chain(ceiling).chain(observed).chain(stop).chain(start);
        let mut scenario = self.scenario.read(further)?;
        for (service, condition) in &self.condition {
            scenario = scenario.condition(service, *condition);
        }
        for (service, dependence) in &self.dependence {
            scenario = scenario.dependence(service, *dependence);
        }
        for (customer, ceiling) in &self.ceiling {
            scenario = scenario.ceiling(customer, *ceiling);
        }
        for (party, reading) in &self.observed {
            scenario = scenario.observed(party, *reading);
        }
        for service in &self.stop {
            scenario = scenario.stop_service(service);
        }
        for service in &self.start {
            scenario = scenario.start_service(service);
        }
        let nothing_asked = self.organisation.files.is_empty()
            && self.scenario.scenario.is_none()
            && self.after.is_none();
        if nothing_asked && scenario.is_empty() {
            scenario = Scenario::new("IT at half").capability("it", 0.5);
        }
        Ok(scenario)
    }

    /// How to tell whose trouble was read.
    pub(crate) fn infer_options(&self, solve: SolveOptions) -> Result<InferOptions, Failure> {
        let options = InferOptions::default().solve(solve);
        let Some(tolerance) = self.tolerance else { return Ok(options) };
        if !(0.0..=1.0).contains(&tolerance) {
            return Err(format!("--tolerance {tolerance} is outside 0..=1").into());
        }
        Ok(options.tolerance(tolerance))
    }

    /// Says of which customers get less than they must.
    pub(crate) fn breaches(
        &self,
        after: &Assessment,
        organisation: &Organisation,
    ) -> Result<Vec<String>, Failure> {
        let mut breaches = Vec::new();
        if !self.fail_below.is_empty() && after.status() != Status::Converged {
            breaches
                .push("the state did not converge, so that nobody is known to get enough".into());
        }
        for (id, least) in &self.fail_below {
            let least = Quality::new(*least)
                .map_err(|error| format!("--fail-below {id}={least}: {error}"))?;
            let party = after.party(id).filter(|party| !party.is_department());
            let unknown =
                || unknown("--fail-below", &UnknownId::Customer { id: id.clone() }, organisation);
            let party = party.ok_or_else(unknown)?;
            let quality = party.quality();
            if quality.get() < least.get() - ROUNDING {
                breaches.push(format!("{id} gets {quality}, below {least}"));
            }
        }
        Ok(breaches)
    }

    /// Whether some customers are asked for.
    pub(crate) fn chooses(&self) -> bool {
        !self.customer.is_empty()
    }

    /// Keeps the customers asked for.
    pub(crate) fn chosen(
        &self,
        mut document: AssessmentDocument,
        organisation: &Organisation,
    ) -> Result<AssessmentDocument, Failure> {
        for id in &self.customer {
            if !document.impact.iter().any(|line| line.customer == id.as_str()) {
                return Err(unknown(
                    "--customer",
                    &UnknownId::Customer { id: id.clone() },
                    organisation,
                ));
            }
        }
        if !self.customer.is_empty() {
            document
                .impact
                .retain(|line| self.customer.iter().any(|id| line.customer == id.as_str()));
        }
        Ok(document)
    }

    fn with_rule(&self, organisation: Organisation) -> Result<Organisation, Failure> {
        match self.rule {
            Some(rule) => Ok(organisation.to_builder().with_rule_everywhere(rule).build()?),
            None => Ok(organisation),
        }
    }
}
