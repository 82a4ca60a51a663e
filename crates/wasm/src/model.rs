//! An organisation under a scenario, and under what somebody sets beside it.

use std::collections::BTreeMap;

use knockon::explain::ExplainOptions;
use knockon::organisation::PartyRef;
use knockon::report::CustomerLine;
use knockon::{
    Assessment, Network, Organisation, Proof, Scenario, SolveOptions, Status, Workspace,
};
use serde::{Deserialize, Serialize};

/// What a page carries of its organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The organisation after the change.
    pub organisation: Organisation,
    /// What it is assessed under.
    #[serde(default)]
    pub scenario: Scenario,
}

/// What is set beside the scenario, in place of whatever it sets of the same departments and services.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Capabilities of departments.
    pub capabilities: BTreeMap<String, f64>,
    /// Conditions of services.
    pub conditions: BTreeMap<String, f64>,
    /// Services that stop.
    pub stopped: Vec<String>,
}

/// Who is in the model.
#[derive(Debug, PartialEq, Serialize)]
pub struct Loaded {
    /// Every party, in the order in which qualities are listed.
    pub parties: Vec<String>,
    /// The departments that serve anybody, and their capability as assessed.
    pub capabilities: Vec<(String, f64)>,
    /// What is as assessed.
    #[serde(flatten)]
    pub assessed: Solved,
}

/// A solved state.
#[derive(Debug, PartialEq, Serialize)]
pub struct Solved {
    /// Whether it settled.
    pub status: Status,
    /// What proves it.
    pub proof: Proof,
    /// The quality of every party.
    pub qualities: Vec<f64>,
}

/// An organisation that is solved again and again.
#[derive(Debug)]
pub struct Model {
    organisation: Organisation,
    network: Network,
    scenario: Scenario,
    assessed: Assessment,
    workspace: Workspace,
}

/// Through how many chains a change is listed.
const MOST_CHAINS: usize = 8;

impl Model {
    /// Reads and compiles what a page carries.
    ///
    /// # Errors
    ///
    /// A message where it is no organisation, or the scenario does not fit it.
    pub fn load(contents: &[u8]) -> Result<Self, String> {
        let Contents { organisation, scenario } = read(contents)?;
        let network = organisation.compile().map_err(said)?;
        let assessed = network.solve(&scenario).map_err(said)?;
        Ok(Self { organisation, network, scenario, assessed, workspace: Workspace::new() })
    }

    /// Who is in it.
    pub fn loaded(&self) -> Loaded {
        let suppliers = self.organisation.departments().filter(|party| party.is_supplier());
        let capability = |party: PartyRef<'_>| {
            let capability = self.assessed.capability(party.id())?;
            Some((party.id().as_str().to_owned(), capability.get()))
        };
        Loaded {
            parties: self.assessed.parties().map(|it| it.id().as_str().to_owned()).collect(),
            capabilities: suppliers.filter_map(capability).collect(),
            assessed: solved(&self.assessed),
        }
    }

    /// Solves with settings.
    ///
    /// # Errors
    ///
    /// A message where an id is unknown or a value is out of its range.
    pub fn solve(&mut self, settings: &[u8]) -> Result<Solved, String> {
        let after = self.assess(&read(settings)?)?;
        let answer = solved(&after);
        self.workspace.recycle(after);
        Ok(answer)
    }

    /// Says why a customer feels what is set, against what is assessed.
    ///
    /// # Errors
    ///
    /// As [`solve`](Self::solve), and where there is no such customer.
    pub fn explain(&mut self, question: &[u8]) -> Result<CustomerLine, String> {
        #[derive(Deserialize)]
        struct Question {
            customer: String,
            settings: Settings,
        }
        let Question { customer, settings } = read(question)?;
        let after = self.assess(&settings)?;
        let impact = after.compared_with(&self.assessed).map_err(said)?;
        let explanation = impact.explain_with(&ExplainOptions::default());
        CustomerLine::of(&explanation, &customer, MOST_CHAINS)
            .ok_or_else(|| format!("no customer `{customer}`"))
    }

    fn assess(&mut self, settings: &Settings) -> Result<Assessment, String> {
        let set = settings.capabilities.keys().chain(settings.conditions.keys());
        let set = set.chain(&settings.stopped);
        let mut scenario = set.fold(self.scenario.clone(), Scenario::without);
        for (department, &capability) in &settings.capabilities {
            scenario = scenario.capability(department, capability);
        }
        for (service, &condition) in &settings.conditions {
            scenario = scenario.condition(service, condition);
        }
        for service in &settings.stopped {
            scenario = scenario.stop_service(service);
        }
        let options = SolveOptions::default();
        self.network.solve_with(&scenario, &options, &mut self.workspace).map_err(said)
    }
}

fn solved(assessment: &Assessment) -> Solved {
    Solved {
        status: assessment.status(),
        proof: assessment.proof(),
        qualities: assessment.qualities().collect(),
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(said)
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
fn said(error: impl ToString) -> String {
    error.to_string()
}
