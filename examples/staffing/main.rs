//! Who is overloaded, and what does that do to customers?
//!
//! ```text
//! $ cargo run --release --example staffing
//! $ cargo run --release --example staffing -- --set-agents it=8 --next-agent
//! $ cargo run --release --example staffing -- --agents-for it=0.95 --agents-for support=0.985
//! $ cargo run --release --example staffing -- ORGANISATION.json --scan it --json
//! ```
//!
//! Without an organisation it asks an embedded one whose IT, human resources, warehouse and
//! customer support state their people, and shows what fewer agents in IT would do, from
//! comfortable to collapse. Bad input ends with exit code 2, a message on standard error and
//! nothing on standard output.

#[path = "../common/mod.rs"]
mod common;
mod document;
#[path = "../common/numbers.rs"]
mod numbers;
#[path = "../common/scenario.rs"]
mod scenario;
mod text;

use std::process::ExitCode;

use clap::Parser;
use knockon::explain::Objective;
use knockon::io::sample_with_people;
use knockon::report::remarks;
use knockon::{Assessment, Network, Scenario, SolveOptions, Status, Workspace};

use common::{Failure, OrganisationFiles, finish, warn};
use document::{Document, Step, Target};
use scenario::{ScenarioArguments, assignment, warn_of_statement};

/// Who is overloaded, and what that does.
#[derive(Debug, Parser)]
#[command(name = "staffing", allow_negative_numbers = true)]
struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Agents of a department, 0 or 1e-9..=1e9
    #[arg(long, value_name = "DEPARTMENT=N", value_parser = assignment)]
    set_agents: Vec<(String, f64)>,

    /// Say where one more agent helps external customers most
    #[arg(long)]
    next_agent: bool,

    /// Say how many agents of a department it takes for external customers to receive a quality, in
    /// 0..=1, on average; may be given again
    #[arg(long, value_name = "DEPARTMENT=QUALITY", value_parser = assignment)]
    agents_for: Vec<(String, f64)>,

    /// Show fewer and fewer agents in a department; IT in the embedded organisation, unless given
    #[arg(long, value_name = "DEPARTMENT")]
    scan: Option<String>,

    /// How many rows of a table to print; a document has all
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: u32,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// The department of the embedded organisation that is looked at more closely.
const EMBEDDED_SCAN: &str = "it";
/// How many numbers of agents are looked at, two of them above what there are.
const STEPS: u32 = 9;

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample_with_people)?;
    warn_of_statement(&organisation);
    let network = organisation.compile()?;
    let scenario = arguments.scenario()?;
    let options = SolveOptions::default().lower_state(true);
    let mut workspace = Workspace::new();
    let before = network.solve_with(&Scenario::default(), &options, &mut workspace)?;
    let after = network.solve_with(&scenario, &options, &mut workspace)?;
    if after.status() != Status::Converged {
        warn(&format!(
            "not converged after {} rounds, the last of which still moved by {:e}",
            after.iterations(),
            after.residual()
        ));
    }
    if after.workloads().next().is_none() {
        warn("nothing is stated of people or requests; state `staffing` on departments");
    }
    let mut document = Document::new(organisation.name(), &before, &after)?;
    if network.customer_count() > 0 {
        let everyone = Objective::customers(&network)?;
        document.find_tipping_margins(&network, &scenario, &everyone)?;
        if arguments.next_agent {
            document.next_agent = Some(network.next_agent(&scenario, &everyone)?);
        }
        for (department, target) in &arguments.agents_for {
            let target = Target::new(&network, &scenario, &everyone, department, *target)?;
            document.targets.push(target);
        }
    }
    for id in document.unsettled_tipping_margins() {
        warn(&format!(
            "the state next to the tipping point of `{id}` did not converge: its margin and what customers \
             fall from are not exact"
        ));
    }
    if let Some(department) = arguments.scan() {
        document.scan = scan(&network, &scenario, &after, department)?;
    }
    if arguments.json {
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    } else {
        let top = usize::try_from(arguments.top)?;
        let text = text::describe(&document, &organisation, scenario.name(), top);
        let proof = format!("\nQualities are {}.\n", after.proof());
        Ok(text + &proof + &remarks(&network))
    }
}

impl Arguments {
    /// Everything that is set, named after it unless a file names it.
    fn scenario(&self) -> Result<Scenario, Failure> {
        let set = self.set_agents.iter();
        let named =
            set.clone().map(|(department, agents)| format!("{agents} agents in {department}"));
        let start = self.scenario.read(named)?;
        let set_agents = |scenario: Scenario, (department, agents): &(String, f64)| {
            scenario.agents(department, *agents)
        };
        Ok(set.fold(start, set_agents))
    }

    /// The department to look at more closely.
    fn scan(&self) -> Option<&str> {
        let embedded = self.organisation.files.is_empty().then_some(EMBEDDED_SCAN);
        self.scan.as_deref().or(embedded)
    }
}

/// Solves with fewer and fewer agents in one department, by the tenth of those it has.
fn scan(
    network: &Network,
    scenario: &Scenario,
    after: &Assessment,
    department: &str,
) -> Result<Vec<Step>, Failure> {
    if scenario.capabilities().any(|(id, _)| id == department) {
        // Agents change nothing then.
        return Ok(Vec::new());
    }
    let line = after.workload(department).and_then(|workload| workload.line);
    let line =
        line.ok_or_else(|| format!("`{department}` is no department that states staffing"))?;
    let skill = scenario.skills().find(|(id, _)| *id == department).map(|(_, skill)| skill);
    let has = line.agents.get();
    let each = (has / 10.0).round().max(1.0);
    let agents = (0..STEPS).map(|step| has + each * (2.0 - f64::from(step)));
    agents
        .take_while(|agents| *agents > 0.0)
        .map(|agents| {
            let mut with = scenario.clone().without(department).agents(department, agents);
            if let Some(skill) = skill {
                with = with.skill(department, skill);
            }
            Ok(Step::new(department, &network.solve(&with)?))
        })
        .collect()
}
