//! What the command line asks for.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use knockon::io::{Limits, read_organisation, sample};
use knockon::report::AssessmentDocument;
use knockon::{Assessment, Organisation, Quality, Rule, Scenario, Status};

use crate::answer::Failure;
use crate::input::OrganisationFiles;
use crate::scenario::{ScenarioArguments, assignment};

/// Who feels it, by how much, whose share, through which chains.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

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

    /// Service to stop; may be given again for others
    #[arg(long, value_name = "SERVICE")]
    stop: Vec<String>,

    /// Service to start that does not run; may be given again for others
    #[arg(long, value_name = "SERVICE")]
    start: Vec<String>,

    /// Organisation to compare with: the scenario then holds for this one
    #[arg(long, value_name = "OTHER.json")]
    after: Option<PathBuf>,

    /// External customer to report, and others if given again; all unless given
    #[arg(long, value_name = "ID")]
    customer: Vec<String>,

    /// How many rows and chains to list
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) top: usize,

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
    #[arg(long, value_enum, value_name = "LANGUAGE", conflicts_with_all = ["json", "bracket", "attribution"])]
    pub(crate) diagram: Option<Diagram>,

    /// End with exit code 1 where a customer gets less, 0..=1, or where the state did not converge;
    /// may be given again for others
    #[arg(long, value_name = "CUSTOMER=QUALITY", value_parser = assignment)]
    pub(crate) fail_below: Vec<(String, f64)>,

    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
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
        self.organisation.read(self.rule, sample)
    }

    /// The organisation to compare with, if another.
    pub(crate) fn changed_organisation(&self) -> Result<Option<Organisation>, Failure> {
        let read = |path: &Path| self.with_rule(read_organisation(path, &Limits::default())?);
        self.after.as_deref().map(read).transpose()
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
        let further = condition.chain(dependence).chain(ceiling).chain(stop).chain(start);
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

    /// Says of which customers get less than they must.
    pub(crate) fn breaches(&self, after: &Assessment) -> Result<Vec<String>, Failure> {
        let mut breaches = Vec::new();
        if !self.fail_below.is_empty() && after.status() != Status::Converged {
            breaches
                .push("the state did not converge, so that nobody is known to get enough".into());
        }
        for (id, least) in &self.fail_below {
            let least = Quality::new(*least)
                .map_err(|error| format!("--fail-below {id}={least}: {error}"))?;
            let party = after.party(id).filter(|party| !party.is_department());
            let party =
                party.ok_or_else(|| format!("--fail-below: `{id}` is not an external customer"))?;
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
    ) -> Result<AssessmentDocument, Failure> {
        for id in &self.customer {
            if !document.impact.iter().any(|line| line.customer == id.as_str()) {
                return Err(format!("--customer: `{id}` is not an external customer").into());
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
