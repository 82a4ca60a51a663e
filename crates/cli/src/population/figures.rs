//! What everything takes.

use std::fmt::Write as _;

use knockon::explain::Objective;
use knockon::report::text::{Column, table};
use knockon::{Assessment, Batch, Network, Scenario, SolveOptions, Workspace};
use serde::Serialize;
use support::bench::generate::Organisation;
use support::bench::limit::Limit;
use support::bench::on_knockon;
use support::bench::on_petgraph::OnPetgraph;

use super::arguments::DepartmentRule;
use super::live::LiveCosts;
use super::stopwatch::{Least, rounds, timed};
use crate::answer::Failure;
use crate::progress;

/// How many scenarios a batch solves.
const BATCH: usize = 1_000;
/// The quality below which the batch counts customers.
const OBJECTIVE: f64 = 0.8;
/// How often quick work is repeated before its turn is over.
const IN_A_ROW: usize = 5;
/// How many departments fall together where contributions are asked for.
const FALLING: usize = 10;

/// Sizes, seconds and bytes; the least of several runs.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    departments: usize,
    customers: usize,
    services: usize,
    largest_component: usize,
    compile_s: f64,
    petgraph_compile_s: f64,
    solve_s: f64,
    /// Reading every service once and gathering its provider's value.
    limit_s: f64,
    petgraph_s: f64,
    /// A thousand scenarios, each with one department at half: mean, worst and number below 0.8 of
    /// all customers.
    batch_1000_s: f64,
    /// The derivatives of the customers' mean in every capability.
    gradient_s: f64,
    /// Everybody's share in the change of the customers' mean when ten departments fall.
    contributions_s: f64,
    live_front_line_s: f64,
    live_median_s: f64,
    network_bytes: usize,
    peak_bytes: usize,
    /// The largest difference of any quality to petgraph's.
    max_difference: f64,
}

/// The times of what is repeated in turns.
struct Solves {
    solve: Least,
    limit: Least,
    petgraph: Least,
    gradient: Least,
    contributions: Least,
}

impl Figures {
    /// Measures all of it on one organisation.
    pub(crate) fn measure(
        organisation: &Organisation,
        rule: DepartmentRule,
    ) -> Result<Self, Failure> {
        progress::say("compiling");
        let (mut compile, mut petgraph_compile) = (Least::new(), Least::new());
        let mut compiled = None;
        rounds(|| {
            drop(compiled.take());
            let on_petgraph = petgraph_compile.time(|| OnPetgraph::compile(organisation));
            let network = compile.time(|| on_knockon::compile(organisation, rule.rule()));
            compiled = Some((network, on_petgraph));
        });
        let (network, on_petgraph) = compiled.ok_or("nothing was compiled")?;

        progress::advance();
        progress::say("solving");
        let today = network.baseline();
        let reference = on_petgraph.solve(rule.combine());
        let differences = today.qualities().zip(reference).map(|(ours, theirs)| ours - theirs);
        let max_difference = differences.map(f64::abs).fold(0.0, f64::max);
        let solves = Solves::measure(&network, &today, || on_petgraph.solve(rule.combine()))?;
        progress::advance();
        progress::say("a thousand scenarios");
        let batch = batch(&network)?;
        progress::advance();
        progress::say("live changes");
        let live = LiveCosts::measure(&network, organisation)?;
        let memory = network.memory();
        Ok(Self {
            departments: organisation.department_count,
            customers: organisation.customer_count,
            services: organisation.provider.len(),
            largest_component: network.cycle_sizes().max().unwrap_or(0),
            compile_s: compile.seconds(),
            petgraph_compile_s: petgraph_compile.seconds(),
            solve_s: solves.solve.seconds(),
            limit_s: solves.limit.seconds(),
            petgraph_s: solves.petgraph.seconds(),
            batch_1000_s: batch,
            gradient_s: solves.gradient.seconds(),
            contributions_s: solves.contributions.seconds(),
            live_front_line_s: live.front_line,
            live_median_s: live.any,
            network_bytes: memory.network_bytes,
            peak_bytes: memory.peak_bytes,
            max_difference,
        })
    }

    /// Lays the figures out for people.
    pub(crate) fn describe(&self, rule: DepartmentRule) -> String {
        let Self { departments, customers, services, .. } = self;
        let mut text = format!(
            "{departments} departments and {customers} customers, {services} services, largest \
             component {}, rule {}\n\n",
            self.largest_component,
            rule.in_tables()
        );
        let row = |what: &str, seconds: f64, compared: String| {
            [what.to_owned(), milliseconds(seconds), compared]
        };
        let solves = |seconds: f64| format!("{:.2} solves", seconds / self.solve_s);
        let rows = [
            row("reading every service once", self.limit_s, String::new()),
            row("solve", self.solve_s, format!("{:.2} x reading", self.solve_s / self.limit_s)),
            row("  on petgraph", self.petgraph_s, solves(self.petgraph_s)),
            row("1000 scenarios", self.batch_1000_s, solves(self.batch_1000_s)),
            row("gradient", self.gradient_s, solves(self.gradient_s)),
            row("contributions", self.contributions_s, solves(self.contributions_s)),
            row(
                "live: front-line department",
                self.live_front_line_s,
                solves(self.live_front_line_s),
            ),
            row("live: any department", self.live_median_s, solves(self.live_median_s)),
            row("compile", self.compile_s, solves(self.compile_s)),
            row(
                "  on petgraph",
                self.petgraph_compile_s,
                format!("{:.1} compiles", self.petgraph_compile_s / self.compile_s),
            ),
        ];
        let columns = [Column::Text(""), Column::Number("ms"), Column::Number("which is")];
        text += &table(&columns, rows.into_iter(), usize::MAX);
        let _ = writeln!(
            text,
            "\nnetwork {:.1} MB, at most {:.1} MB while compiling; answers differ from petgraph's by \
             {:.0e} at most",
            megabytes(self.network_bytes),
            megabytes(self.peak_bytes),
            self.max_difference
        );
        text
    }
}

impl Solves {
    fn measure<T>(
        network: &Network,
        today: &Assessment,
        on_petgraph: impl Fn() -> T,
    ) -> Result<Self, Failure> {
        let objective = Objective::customers(network)?;
        let nothing = Scenario::new("as stated");
        let options = SolveOptions::default();
        let mut workspace = Workspace::new();
        let impact = network.solve(&falling(network))?.compared_with(today)?;
        let limit = Limit::new(network);
        let mut solves = Self {
            solve: Least::new(),
            limit: Least::new(),
            petgraph: Least::new(),
            gradient: Least::new(),
            contributions: Least::new(),
        };
        let mut failed = None;
        rounds(|| {
            // Several in a row of each that is quick, so that all find their data at hand alike.
            for _ in 0..IN_A_ROW {
                solves.limit.time(|| limit.run());
                let solve = || network.solve_with(&nothing, &options, &mut workspace);
                match solves.solve.time(solve) {
                    Ok(assessment) => workspace.recycle(assessment),
                    Err(invalid) => failed = Some(invalid),
                }
            }
            for _ in 0..IN_A_ROW {
                drop(solves.gradient.time(|| today.sensitivity(&objective)));
            }
            for _ in 0..IN_A_ROW {
                drop(solves.contributions.time(|| impact.explain().contributions(&objective)));
            }
            solves.petgraph.time(&on_petgraph);
        });
        match failed {
            Some(invalid) => Err(invalid.into()),
            None => Ok(solves),
        }
    }
}

/// Departments spread over all of them fall to half, together.
fn falling(network: &Network) -> Scenario {
    let step = network.department_count() / FALLING;
    (0..FALLING).fold(Scenario::new("ten fall"), |scenario, place| {
        scenario.capability(format!("d{}", place * step), 0.5)
    })
}

/// The time of a batch of scenarios, each with one department at half.
fn batch(network: &Network) -> Result<f64, Failure> {
    let batch = Batch::of(network).mean().worst().below(OBJECTIVE)?;
    let count = network.department_count();
    let scenarios = (0..BATCH).map(|place| {
        let department = format!("d{}", place * count / BATCH);
        Scenario::new("one falls").capability(department, 0.5)
    });
    let (seconds, outcomes) = timed(|| batch.solve(scenarios).collect::<Result<Vec<_>, _>>());
    outcomes?;
    Ok(seconds)
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.3}", 1e3 * seconds)
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) / 1e3
}
