//! What holds of every organisation and every scenario, one check a kind of answer.

mod contingency;
mod document;
mod explanation;
mod exposure;
mod fixpoint;
mod range;
mod reading;
mod sensitivity;
mod staff;
mod update;

use std::cell::OnceCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use knockon::{Assessment, Network, Organisation, Scenario, Status};

use crate::change::Change;
use crate::choices::Choices;
use crate::dense::{Dense, State, Wide};
use crate::generate;
use crate::statement::Statement;

/// Sweeps after which the dense evaluator gives up.
const MOST_SWEEPS: u32 = 20_000;
/// Sweeps of thirty digits after which it gives up.
const MOST_WIDE_SWEEPS: u32 = 3_000;

/// How far a settled quality may be off by itself, before steep rules magnify it.
const SETTLED: f64 = 1e-12;
/// How far a quality may be off by rounding alone, before steep rules magnify it.
const ROUNDED: f64 = 1e-14;

/// An organisation, a scenario, and the seed they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What is stated.
    pub statement: Statement,
    /// What changes.
    pub change: Change,
    /// What further decisions of checks follow from.
    pub seed: u64,
}

impl Case {
    /// Makes the case of a seed.
    pub fn seeded(seed: u64) -> Self {
        Self::of(&mut Choices::seeded(seed), seed)
    }

    /// Makes a case of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let seed = bytes.iter().fold(0, |seed: u64, byte| {
            seed.wrapping_mul(0x0100_0000_01b3).wrapping_add(u64::from(*byte))
        });
        Self::of(&mut Choices::of_bytes(bytes), seed)
    }

    fn of(choices: &mut Choices, seed: u64) -> Self {
        let statement = generate::statement(choices);
        let change = generate::change(choices, &statement);
        Self { statement, change, seed }
    }

    /// Decisions that a check makes of its own.
    fn choices(&self) -> Choices {
        Choices::seeded(self.seed ^ 0x00c0_ffee)
    }
}

/// Prints what it takes to see a fault again: both documents, and the seed.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        match self.statement.organisation() {
            Err(invalid) => writeln!(f, "not valid: {invalid}"),
            Ok(organisation) => write_documents(f, &organisation, &self.scenario()),
        }
    }
}

impl Case {
    /// The scenario in the library's words.
    pub fn scenario(&self) -> Scenario {
        self.change.scenario(&self.statement)
    }
}

#[cfg(feature = "json")]
fn write_documents(
    f: &mut fmt::Formatter<'_>,
    organisation: &Organisation,
    scenario: &Scenario,
) -> fmt::Result {
    writeln!(f, "{}", knockon::io::json::organisation_to_string(organisation))?;
    writeln!(f, "{}", knockon::io::json::scenario_to_string(scenario))
}

#[cfg(not(feature = "json"))]
fn write_documents(
    f: &mut fmt::Formatter<'_>,
    organisation: &Organisation,
    scenario: &Scenario,
) -> fmt::Result {
    writeln!(f, "{organisation:?}")?;
    writeln!(f, "{scenario:?}")
}

/// Whether a check had anything to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It looked, and all was well.
    Held,
    /// It did not apply.
    NotAsked,
}

/// What a check says: why it failed, otherwise whether it looked at anything.
pub type Verdict = Result<Outcome, String>;

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// What it is called.
    pub name: &'static str,
    /// Out of how many seeds one is looked at: more than 1 for what takes long.
    pub one_in: u64,
    run: fn(&Subject<'_>) -> Verdict,
}

impl Check {
    const fn new(name: &'static str, run: fn(&Subject<'_>) -> Verdict) -> Self {
        Self { name, one_in: 1, run }
    }

    const fn one_in(mut self, seeds: u64) -> Self {
        self.one_in = seeds;
        self
    }

    /// Looks at a case; what panics fails.
    ///
    /// # Errors
    ///
    /// What is wrong, for people to read.
    pub fn run(&self, subject: &Subject<'_>) -> Verdict {
        catch_unwind(AssertUnwindSafe(|| (self.run)(subject))).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(format!("panicked: {}", text.unwrap_or("without words")))
        })
    }
}

/// Every check.
pub const ALL: &[Check] = &[
    Check::new("equations hold", fixpoint::equations_hold),
    Check::new("greatest state", fixpoint::greatest_state),
    Check::new("lower state and verdict", fixpoint::lower_state_and_verdict),
    Check::new("error bound", fixpoint::error_bound).one_in(2),
    Check::new("proof", fixpoint::proof).one_in(2),
    Check::new("monotone", fixpoint::monotone),
    Check::new("contributions", explanation::contributions),
    Check::new("chain shares", explanation::chain_shares),
    Check::new("shapley", explanation::shapley),
    Check::new("sensitivities", sensitivity::derivatives),
    Check::new("ranges", range::ranges_enclose),
    Check::new("contingency", contingency::losses),
    Check::new("live", update::live_is_a_full_solve),
    Check::new("batch", update::batch_is_single_solves),
    Check::new("exposure", exposure::exposure_is_customers),
    Check::new("readings", reading::readings_are_held_and_explained),
    Check::new("staff", staff::people_come_to_rest),
    Check::new("documents", document::written_documents_read_back),
    Check::new("tables", document::tables_read_back),
];

/// A case with what several checks look at.
#[derive(Debug)]
pub struct Subject<'a> {
    case: &'a Case,
    after: Statement,
    #[cfg_attr(not(feature = "json"), expect(dead_code, reason = "documents alone need it"))]
    organisation: Organisation,
    network: Network,
    scenario: Scenario,
    solved: OnceCell<[Assessment; 2]>,
    dense: OnceCell<[State<f64>; 2]>,
    wide: OnceCell<[Option<State<Wide>>; 2]>,
}

impl<'a> Subject<'a> {
    /// Builds and compiles a case; `None` where it is not valid, or its requests never end.
    pub fn new(case: &'a Case) -> Option<Self> {
        let organisation = case.statement.organisation().ok()?;
        let network = organisation.compile().ok()?;
        let scenario = case.scenario();
        let _ = network.solve(&scenario).ok()?;
        Some(Self {
            case,
            after: case.statement.after(&case.change),
            organisation,
            network,
            scenario,
            solved: OnceCell::new(),
            dense: OnceCell::new(),
            wide: OnceCell::new(),
        })
    }

    /// Baseline and scenario, solved.
    fn solved(&self) -> &[Assessment; 2] {
        self.solved.get_or_init(|| {
            [self.network.baseline(), self.network.solve(&self.scenario).expect("solved before")]
        })
    }

    /// Whether both converged.
    fn settled(&self) -> bool {
        self.solved().iter().all(|solved| solved.status() == Status::Converged)
    }

    /// What is stated, and with the scenario's values in place.
    fn statements(&self) -> [&Statement; 2] {
        [&self.case.statement, &self.after]
    }

    /// The greatest states of both.
    fn dense(&self) -> &[State<f64>; 2] {
        self.dense.get_or_init(|| {
            self.statements().map(|statement| Dense::new(statement).greatest(MOST_SWEEPS))
        })
    }

    /// The greatest states of both, to thirty digits.
    fn wide(&self) -> &[Option<State<Wide>>; 2] {
        self.wide.get_or_init(|| {
            let [before, after] = self.statements();
            let wide =
                |statement, dense| Dense::new(statement).greatest_wide(dense, MOST_WIDE_SWEEPS);
            [wide(before, &self.dense()[0]), wide(after, &self.dense()[1])]
        })
    }

    /// The id of a party.
    fn id(&self, party: usize) -> &str {
        &self.case.statement.parties[party].id
    }
}

/// The qualities of an assessment, in the order of a statement.
fn qualities(statement: &Statement, assessment: &Assessment) -> Vec<f64> {
    let quality = |id: &str| assessment.quality(id).map_or(f64::NAN, knockon::Quality::get);
    statement.parties.iter().map(|party| quality(&party.id)).collect()
}

/// Fails unless every quality is within an allowance of what was expected.
fn all_near(
    what: &str,
    statement: &Statement,
    actual: &[f64],
    expected: &[f64],
    allowed: &[f64],
) -> Result<(), String> {
    for (index, party) in statement.parties.iter().enumerate() {
        let off = (actual[index] - expected[index]).abs();
        if is_beyond(off, allowed[index]) {
            return Err(format!(
                "{what}: {} is {:e} where {:e} is expected, {off:e} apart where {:e} is allowed",
                party.id, actual[index], expected[index], allowed[index]
            ));
        }
    }
    Ok(())
}

/// What an error says.
fn said(error: impl fmt::Display) -> String {
    error.to_string()
}

/// Fails unless two numbers are near.
fn near(what: &str, actual: f64, expected: f64, allowed: f64) -> Result<(), String> {
    let off = (actual - expected).abs();
    if is_beyond(off, allowed) {
        return Err(format!("{what}: {actual:e} where {expected:e} is expected, {off:e} apart"));
    }
    Ok(())
}

/// Whether a number is larger than what is allowed; NaN always is.
fn is_beyond(off: f64, allowed: f64) -> bool {
    off.is_nan() || off > allowed
}
