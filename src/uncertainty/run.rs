//! The run: draw after draw, block by block.

use super::answer_rows::AnswerRows;
use super::draws::{Draws, check_count};
use super::error::DrawsError;
use super::evaluation::{DrawEnding, DrawnStates, Evaluation, WIDTH};
use super::outcome::{DrawnInput, DrawnQuality, DrawnSubject, DrawsOutcome};
use super::rounds::in_order;
use super::sampler::{DrawValues, Matrix, Sampler};
use super::spread::Moments;
use super::variance::shares;
use crate::network::{Network, PartyIx};
use crate::quality::{Objective, Workspace};
use crate::unit::Quality;

/// How many draws a thread takes at a time; sums are joined block by block, so that their bits
/// depend on it, and on nothing else.
const BLOCK: usize = 4 * WIDTH;
/// How many pairs of draws shares of the variance need at least.
const LEAST_PAIRS: usize = 16;

impl Network {
    /// Solves for many draws of numbers that are known as distributions, and says how qualities
    /// spread.
    ///
    /// # Returns
    ///
    /// Mean, standard deviation, percentiles and the chance to be below a threshold, of the
    /// objective and of every party asked for, and shares of the variance where these are asked
    /// for.
    ///
    /// # Errors
    ///
    /// [`DrawsError`] for names and numbers that do not fit, for an objective without population,
    /// and where percentiles or shares would keep more values than
    /// [allowed](Draws::max_values).
    ///
    /// # Complexity
    ///
    /// A random number for each draw and input before the first solve, to find the largest values;
    /// then a solve for each draw, sixteen side by side; two with a scenario on top. One by one where
    /// people or requests are stated, and where a dependence under `fdna` is drawn. Memory 16 values
    /// per party asked for, and 300 bytes per department, on each thread, whatever the number of
    /// draws; 8 bytes for each value that percentiles or shares keep.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::uncertainty::{Draws, Quantity, Uniform};
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let network = Organisation::builder("Bakery")
    ///     .department(Department::new("oven"))
    ///     .department(Department::new("shop"))
    ///     .customer(ExternalCustomer::person("eaters"))
    ///     .service(Service::new("bread", "oven", "shop").dependence(0.5))
    ///     .service(Service::new("sales", "shop", "eaters").dependence(1.0))
    ///     .build()?
    ///     .compile()?;
    /// // Nobody has measured how much the shop depends on bread: 0.2 to 0.8.
    /// let draws = Draws::new(2_000)
    ///     .dependence("bread", Uniform::new(0.2, 0.8)?)
    ///     .under(Scenario::new("oven at half").capability("oven", 0.5))
    ///     .percentiles([5.0, 95.0])
    ///     .threshold(0.7);
    /// let outcome = network.draws(&draws)?;
    /// let eaters = &outcome.parties[0];
    /// // 1 − 0.5 α: 0.615 to 0.885 in nine of ten draws, and below 0.7 in a third.
    /// assert!((eaters.quality.mean - 0.75).abs() < 0.01);
    /// assert!((eaters.quality.percentiles[0].value - 0.615).abs() < 0.01);
    /// assert!((eaters.quality.percentiles[1].value - 0.885).abs() < 0.01);
    /// let below = eaters.quality.below.unwrap();
    /// assert!(below.low < 1.0 / 3.0 && 1.0 / 3.0 < below.high);
    /// // Without the scenario nothing is missing, whatever the dependence.
    /// assert!((eaters.change.as_ref().unwrap().mean + 0.25).abs() < 0.01);
    ///
    /// let misspelt = Draws::new(100).dependence("bred", Uniform::new(0.2, 0.8)?);
    /// let refused = network.draws(&misspelt).unwrap_err().to_string();
    /// assert!(refused.starts_with("dependence[\"bred\"]: `bred` is not a service"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn draws(&self, draws: &Draws) -> Result<DrawsOutcome, DrawsError> {
        check(draws)?;
        let objective = match &draws.objective {
            Some(objective) => objective.clone(),
            None => Objective::customers(self)?,
        };
        let weights = objective.weights_on(self)?;
        let asked = asked(self, draws)?;
        let constant = objective.constant();
        let has_change = draws.scenario.is_some();
        let answer_rows = AnswerRows::new(&asked, &weights, constant, has_change);
        check_values(draws, &answer_rows)?;

        let stated = match &draws.scenario {
            Some(scenario) => self.solve_with(scenario, &draws.solve, &mut Workspace::new())?,
            None => self.baseline(),
        };
        let mut sampler = Sampler::new(&draws.groups, draws.seed);
        sampler.find_largest(draws.count, draws.variance_samples.unwrap_or(0), &draws.solve);
        let evaluation = Evaluation::new(self, draws, &sampler, &answer_rows.tracked)?;
        let mut run = DrawRun::new(&answer_rows);
        run.solve(draws, &sampler, evaluation, &answer_rows);
        let mut of_variance = None;
        if let Some(samples) = draws.variance_samples {
            let answer_rows = AnswerRows::new(&[], &weights, constant, has_change);
            let evaluation = Evaluation::new(self, draws, &sampler, &answer_rows.tracked)?;
            let (found, ending) = shares(draws, samples, &sampler, evaluation, &answer_rows);
            run.ending.merge(&ending);
            of_variance = found;
        }
        let mut of_variance = of_variance.into_iter().flatten();
        let (done, ending) = (run.done, run.ending);
        let qualities = stated.dense_qualities();
        let mut lines = run.lines(draws, &answer_rows, |row| match asked.get(row) {
            Some(&party) => (DrawnSubject::Party(self.layout().party_id(party)), qualities[party]),
            None => (
                DrawnSubject::Objective(objective.name().to_owned()),
                constant + weights.sum(qualities),
            ),
        });
        Ok(DrawsOutcome {
            scenario: draws.scenario.as_ref().map(|scenario| scenario.name().to_owned()),
            seed: draws.seed,
            asked: draws.count,
            draws: done,
            status: draws.solve.status_of(ending.status),
            not_converged: ending.open,
            is_certified: ending.is_certified,
            inputs: inputs(draws, &sampler),
            objective: lines.pop(),
            parties: lines,
            shares: of_variance.next(),
            change_shares: of_variance.next(),
        })
    }
}

/// Checks the numbers of what is asked.
fn check(draws: &Draws) -> Result<(), DrawsError> {
    draws.check_drawn()?;
    if let Some(pairs) = draws.variance_samples {
        check_count(pairs, LEAST_PAIRS)?;
    }
    if let Some(threshold) = draws.threshold.filter(|&threshold| !Quality::allows(threshold)) {
        return Err(DrawsError::Threshold { threshold });
    }
    match draws.change_threshold {
        Some(threshold) if !(-1.0..=1.0).contains(&threshold) => {
            Err(DrawsError::ChangeThreshold { threshold })
        }
        Some(_) if draws.scenario.is_none() => Err(DrawsError::NoChange),
        _ => Ok(()),
    }
}

/// Checks how many values percentiles and shares keep.
fn check_values(draws: &Draws, answer_rows: &AnswerRows) -> Result<(), DrawsError> {
    let kinds = answer_rows.kinds as u128;
    let percentiles = draws.count as u128 * answer_rows.rows() as u128 * kinds;
    let columns = 2 + draws.groups.iter().filter(|group| group.varies()).count() as u128;
    let shares = draws.variance_samples.unwrap_or(0) as u128 * columns * kinds;
    let kept = [
        ("percentiles", if draws.percentiles.is_empty() { 0 } else { percentiles }),
        ("shares of the variance", shares),
    ];
    kept.into_iter().try_for_each(|(what, values)| draws.check_kept(what, values))
}

/// The parties that have a line each.
fn asked(network: &Network, draws: &Draws) -> Result<Vec<PartyIx>, DrawsError> {
    let layout = network.layout();
    if let Some(ids) = &draws.parties {
        return ids.iter().map(|id| Ok(layout.known(id)?)).collect();
    }
    let mut customers: Vec<PartyIx> = layout.customers().collect();
    customers.sort_by_key(|&customer| layout.stated(customer));
    Ok(customers)
}

fn inputs(draws: &Draws, sampler: &Sampler) -> Vec<DrawnInput> {
    let of_groups = draws.groups.iter().flat_map(|group| {
        let is_alone = group.inputs.len() == 1;
        group.inputs.iter().map(move |input| (input, (!is_alone).then(|| group.name.clone())))
    });
    let with_largest = of_groups.zip(sampler.largest());
    let inputs = with_largest.map(|((input, group), largest)| DrawnInput {
        quantity: input.quantity,
        id: input.id.clone(),
        distribution: input.distribution,
        group,
        largest,
    });
    inputs.collect()
}

/// What was gathered of the draws so far: by row, and within a row by kind.
struct DrawRun {
    moments: Vec<Moments>,
    /// Every value, where percentiles are asked for.
    values: Vec<Vec<f64>>,
    done: usize,
    ending: DrawEnding,
}

/// What a thread needs.
#[derive(Clone)]
struct Worker {
    sampler: Sampler,
    evaluation: Evaluation,
    values: DrawValues,
    qualities: DrawnStates,
}

impl DrawRun {
    fn new(answer_rows: &AnswerRows) -> Self {
        let count = answer_rows.rows() * answer_rows.kinds;
        Self {
            moments: vec![Moments::default(); count],
            values: vec![Vec::new(); count],
            done: 0,
            ending: DrawEnding::NONE,
        }
    }

    fn solve(
        &mut self,
        draws: &Draws,
        sampler: &Sampler,
        evaluation: Evaluation,
        answer_rows: &AnswerRows,
    ) {
        let sampler = sampler.clone();
        let (values, qualities) = (DrawValues::default(), DrawnStates::default());
        let worker = Worker { sampler, evaluation, values, qualities };
        let work = |worker: &mut Worker, block: usize| {
            let first = block * BLOCK;
            let count = BLOCK.min(draws.count - first);
            let of_block = worker.block(draws, answer_rows, first, count);
            (!draws.solve.is_stopped()).then_some(of_block)
        };
        in_order(worker, draws.count.div_ceil(BLOCK), work, |of_block| self.merge(&of_block));
    }

    fn merge(&mut self, after: &Self) {
        for (moments, after) in self.moments.iter_mut().zip(&after.moments) {
            moments.merge(after);
        }
        for (values, after) in self.values.iter_mut().zip(&after.values) {
            values.extend_from_slice(after);
        }
        self.done += after.done;
        self.ending.merge(&after.ending);
    }

    /// Says how every row spreads, given whose it is and what it is as stated; nothing without draws.
    fn lines(
        mut self,
        draws: &Draws,
        answer_rows: &AnswerRows,
        stated: impl Fn(usize) -> (DrawnSubject, f64),
    ) -> Vec<DrawnQuality> {
        let rows = if self.done == 0 { 0 } else { answer_rows.rows() };
        let mut spread = |row: usize, kind: usize, threshold: Option<f64>| {
            let index = row * answer_rows.kinds + kind;
            self.moments[index].spread(&draws.percentiles, &mut self.values[index], threshold)
        };
        let line = |row: usize| {
            let (of, as_stated) = stated(row);
            let quality = spread(row, 0, draws.threshold);
            let change = (answer_rows.kinds > 1).then(|| spread(row, 1, draws.change_threshold));
            DrawnQuality { of, as_stated, quality, change }
        };
        (0..rows).map(line).collect()
    }
}

impl Worker {
    /// Solves consecutive draws.
    fn block(
        &mut self,
        draws: &Draws,
        answer_rows: &AnswerRows,
        first: usize,
        count: usize,
    ) -> DrawRun {
        let Self { sampler, evaluation, values, qualities } = self;
        sampler.draw(first, count, |_| Matrix::First, values);
        let mut run = DrawRun::new(answer_rows);
        let keeps = !draws.percentiles.is_empty();
        let thresholds = [draws.threshold, draws.change_threshold];
        while run.done < count && !draws.solve.is_stopped() {
            let lanes = WIDTH.min(count - run.done);
            run.ending.merge(&evaluation.solve(values, run.done, lanes, qualities));
            for row in 0..answer_rows.rows() {
                for (kind, threshold) in thresholds.into_iter().enumerate().take(answer_rows.kinds)
                {
                    let index = row * answer_rows.kinds + kind;
                    let of_draws = &answer_rows.row(row, kind, qualities)[..lanes];
                    run.moments[index].merge(&Moments::of(of_draws, threshold));
                    if keeps {
                        run.values[index].extend_from_slice(of_draws);
                    }
                }
            }
            run.done += lanes;
        }
        run
    }
}
