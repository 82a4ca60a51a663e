//! Who is overloaded, and what does that do to customers?
//!
//! ```text
//! $ knockon staffing
//! $ knockon staffing --set-agents it=8 --next-agent
//! $ knockon staffing --agents-for it=0.95 --agents-for support=0.985
//! $ knockon staffing ORGANISATION.json --scan it --json
//! ```
//!
//! Without an organisation it asks an embedded one whose IT, human resources, warehouse and
//! customer support state their people, and shows what fewer agents in IT would do, from
//! comfortable to collapse. Bad input ends with exit code 2, a message on standard error and
//! nothing on standard output.

use clap::Args;
use knockon::explain::Objective;
use knockon::io::sample_with_people;
use knockon::report::{StaffingDocument, StaffingTarget, remarks, text};
use knockon::{Quality, Scenario, Status, Workspace};

use crate::advice::{self, advise};
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::paint;
use crate::scenario::{ScenarioArguments, assignment};
use crate::solve::SolveArguments;
use crate::warning::warn;

/// Who is overloaded, and what that does.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    solve: SolveArguments,

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

    #[command(flatten)]
    format: AnswerFormat,
}

/// The nearer to a tipping point, the more rounds a state takes to settle.
const TIPPING_ROUNDS: u32 = 100_000;

/// The department of the embedded organisation that is looked at more closely.
const EMBEDDED_SCAN: &str = "it";

pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample_with_people)?;
    let network = organisation.compile()?;
    let scenario = arguments.scenario()?;
    let options = arguments.solve.options().lower_state(true);
    let once = arguments.solve.options();
    let near = once.clone().max_rounds(TIPPING_ROUNDS);
    let mut workspace = Workspace::new();
    let before = network.solve_with(&Scenario::default(), &options, &mut workspace)?;
    let after = network.solve_with(&scenario, &options, &mut workspace);
    let after = after.map_err(|invalid| advise(&invalid, &organisation))?;
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
    let mut document = StaffingDocument::new(organisation.name(), &before, &after)?;
    if network.customer_count() > 0 {
        let everyone = Objective::customers(&network)
            .map_err(|error| advice::nobody_counts(error, advice::STATE_PEOPLE))?;
        document.find_tipping_margins(&network, &scenario, &everyone, &near)?;
        if arguments.next_agent {
            document.next_agent = Some(network.next_agent_with(&scenario, &everyone, &options)?);
        }
        for (department, target) in &arguments.agents_for {
            let refused = |error| format!("--agents-for {department}={target}: {error}");
            let aimed_at = Quality::new(*target).map_err(refused)?;
            let found =
                StaffingTarget::new(&network, &scenario, &everyone, department, aimed_at, &options)
                    .map_err(|error| advice::refused(error, &organisation))?;
            if found.needed.is_some_and(|needed| needed.status != Status::Converged) {
                warn(&format!(
                    "the state with the agents that {department}={target} takes did not converge: \
                     it may take more"
                ));
            }
            document.targets.push(found);
        }
    }
    if network.customer_count() == 0 && (arguments.next_agent || !arguments.agents_for.is_empty()) {
        warn("--next-agent and --agents-for ask about external customers, of whom there are none");
    }
    for id in document.unsettled_tipping_margins() {
        warn(&format!(
            "the state next to the tipping point of `{id}` did not converge: its margin and what customers \
             fall from are not exact"
        ));
    }
    if let Some(department) = arguments.scan(&scenario) {
        let found = document.find_scan(&network, &scenario, &after, department, &once);
        found.map_err(|error| advice::refused(error, &organisation))?;
    }
    if let Some(answer) = arguments.format.written(&document, &["departments", "customers"])? {
        return Ok(answer);
    }
    let text = text::staffing(&document, &organisation, usize::try_from(arguments.top)?);
    let proof = format!("\nQualities are {}.\n", after.proof());
    Ok(paint::text(text + &proof + &remarks(&network)))
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

    /// The department to look at more closely; that of the embedded organisation unless its capability
    /// is set, for agents change nothing then.
    fn scan(&self, scenario: &Scenario) -> Option<&str> {
        let is_free = !scenario.capabilities().any(|(id, _)| id == EMBEDDED_SCAN);
        let embedded = (self.organisation.files.is_empty() && is_free).then_some(EMBEDDED_SCAN);
        self.scan.as_deref().or(embedded)
    }
}

#[cfg(test)]
mod tests {
    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("staffing {line}"))
    }

    #[test]
    fn a_scan_that_says_nothing_is_refused_where_it_was_asked_for() {
        assert!(ask("").unwrap().contains("\nFewer agents in IT\n"));
        assert!(!ask("--set it=0.5").unwrap().contains("Fewer agents"));
        let refused = ask("--set it=0.5 --scan it").unwrap_err();
        assert!(refused.contains("sets the capability of `it`"), "{refused}");
    }
}
