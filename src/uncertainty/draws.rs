//! What is drawn, and what is asked of it.

use super::distribution::Distribution;
use super::error::DrawsError;
use super::input::Input;
use super::input_group::InputGroup;
use super::sampler::{DrawValues, Matrix, Sampler};
use super::stated;
use crate::numerics::csr::MAX_INDEX;
use crate::organisation::{Organisation, Scenario};
use crate::quality::{Objective, SolveOptions};

/// How many draws there are at most.
const MOST_DRAWS: usize = MAX_INDEX;

/// Numbers that are known as distributions, how often they are drawn, and what is asked of the
/// answers.
///
/// # Examples
///
/// ```
/// use knockon::uncertainty::{Beta, Draws, Uniform};
///
/// let draws = Draws::new(10_000)
///     .seed(1)
///     .dependence("it-hr", Beta::with_interval(0.6, 0.4..=0.8)?)
///     .capability("it", Uniform::new(0.7, 1.0)?)
///     .percentiles([5.0, 50.0, 95.0])
///     .threshold(0.9);
/// assert_eq!(draws.inputs().count(), 2);
/// # Ok::<(), knockon::uncertainty::DistributionError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Draws {
    pub(super) count: usize,
    pub(super) seed: u64,
    pub(super) groups: Vec<InputGroup>,
    pub(super) scenario: Option<Scenario>,
    pub(super) objective: Option<Objective>,
    pub(super) parties: Option<Vec<String>>,
    pub(super) percentiles: Vec<f64>,
    pub(super) threshold: Option<f64>,
    pub(super) change_threshold: Option<f64>,
    pub(super) variance_samples: Option<usize>,
    pub(super) max_values: usize,
    pub(super) solve: SolveOptions,
}

impl Draws {
    /// States how often numbers are drawn, 2..=4294967294.
    pub fn new(count: usize) -> Self {
        Self {
            count,
            seed: 0,
            groups: Vec::new(),
            scenario: None,
            objective: None,
            parties: None,
            percentiles: Vec::new(),
            threshold: None,
            change_threshold: None,
            variance_samples: None,
            max_values: 20_000_000,
            solve: SolveOptions::default(),
        }
    }

    /// Draws every number of an organisation that [states its range](crate::organisation::StatedRange),
    /// ten thousand times unless told otherwise.
    ///
    /// A range that holds the number with 95 % is that of the Beta distribution with this mean whose
    /// interval is closest; one that is all that the number may be, of a number published or
    /// assumed, is the range of a triangular distribution with its top at the number. So is a range
    /// of 95 % of which the number is one end, for which there is no Beta distribution. What a
    /// scenario has to start first has a condition that is not drawn.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::organisation::{Origin, StatedRange};
    /// use knockon::uncertainty::Draws;
    /// use knockon::{Department, Organisation, Service};
    ///
    /// let judged = StatedRange::new(0.4..=0.8, Origin::Judged);
    /// let assumed = StatedRange::new(0.5..=1.0, Origin::Assumed);
    /// let organisation = Organisation::builder("Head office")
    ///     .department(Department::new("it").capability(0.9).capability_range(assumed))
    ///     .department(Department::new("hr"))
    ///     .service(Service::new("it-hr", "it", "hr").dependence(0.6).dependence_range(judged))
    ///     .build()?;
    /// let draws = Draws::from_stated(&organisation);
    /// let inputs: Vec<_> = draws.inputs().map(|input| input.distribution.to_string()).collect();
    /// assert_eq!(inputs, ["triangular(0.5, 0.9, 1)", "beta(0.6, 0.4..0.8)"]);
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    ///
    /// # Complexity
    ///
    /// Some milliseconds for each range of 95 %.
    pub fn from_stated(organisation: &Organisation) -> Self {
        stated::inputs(organisation).fold(Self::new(10_000), Self::input)
    }

    /// Sets how often numbers are drawn, 2..=4294967294.
    pub fn count(mut self, count: usize) -> Self {
        self.count = count;
        self
    }

    /// Sets where random numbers start; 0 unless set.
    ///
    /// The numbers of a draw depend on the seed, on its number and on the place of the input among
    /// all that are stated, and on nothing else: the first thousand of ten thousand draws are the
    /// thousand draws, and an input stated last changes no other's.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// States what is known of a department's capability, within 0..=1.
    pub fn capability(self, department: impl Into<String>, known: impl Into<Distribution>) -> Self {
        self.input(Input::capability(department, known))
    }

    /// States what is known of the condition of a service, within 0..=1.
    pub fn condition(self, service: impl Into<String>, known: impl Into<Distribution>) -> Self {
        self.input(Input::condition(service, known))
    }

    /// States what is known of the dependence on a service, or on a declared need
    /// (`consumer/need`), within 0..=1.
    pub fn dependence(
        self,
        service_or_need: impl Into<String>,
        known: impl Into<Distribution>,
    ) -> Self {
        self.input(Input::dependence(service_or_need, known))
    }

    /// States what is known of the ceiling of an external customer, within 1e-100..=1.
    pub fn ceiling(self, customer: impl Into<String>, known: impl Into<Distribution>) -> Self {
        self.input(Input::ceiling(customer, known))
    }

    /// States what is known of a number, which is drawn independently of all others.
    pub fn input(mut self, input: Input) -> Self {
        self.groups.push(InputGroup { name: input.to_string(), inputs: vec![input] });
        self
    }

    /// States what is known of numbers that are high together: one uniform number decides where each
    /// of them lies in its own distribution. Nothing else is correlated.
    pub fn together(
        mut self,
        name: impl Into<String>,
        inputs: impl IntoIterator<Item = Input>,
    ) -> Self {
        let inputs: Vec<_> = inputs.into_iter().collect();
        // One alone is drawn as any other, and has its own name.
        let name = if let [only] = &*inputs { only.to_string() } else { name.into() };
        self.groups.push(InputGroup { name, inputs });
        self
    }

    /// Sets a scenario on top: each draw is solved without it and with it, and the answer is the
    /// state with it and what changed. A number that it sets, or a service that it stops, is not
    /// drawn with it.
    pub fn under(mut self, scenario: Scenario) -> Self {
        self.scenario = Some(scenario);
        self
    }

    /// Sets whose quality the first line of the answer, and shares of the variance, are about; all
    /// external customers, weighted by population, unless set.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = Some(objective);
        self
    }

    /// Sets the parties that have a line each, departments or external customers; every external
    /// customer unless set.
    pub fn parties(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parties = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the percentiles to work out, each 0..=100; none unless set. They need the values of
    /// every draw, see [`max_values`](Self::max_values).
    pub fn percentiles(mut self, percents: impl IntoIterator<Item = f64>) -> Self {
        self.percentiles = percents.into_iter().collect();
        self
    }

    /// Sets the quality below which the chance is asked for, 0..=1.
    pub fn threshold(mut self, quality: f64) -> Self {
        self.threshold = Some(quality);
        self
    }

    /// Sets the change below which the chance is asked for, -1..=1, such as -0.1 for ten points
    /// lost. It needs a scenario on top.
    pub fn change_threshold(mut self, change: f64) -> Self {
        self.change_threshold = Some(change);
        self
    }

    /// Asks whose uncertainty carries the variance of the objective, by so many pairs of draws,
    /// 16..=4294967294. Each pair takes two solves and one more for every input, or group that is drawn
    /// together.
    pub fn variance(mut self, samples: usize) -> Self {
        self.variance_samples = Some(samples);
        self
    }

    /// Sets how many values percentiles may keep, of 8 bytes each; 20 million unless set. They keep
    /// one for each draw, party asked for and the objective; two with a scenario on top. Shares of
    /// the variance may keep as many: for each pair two, and one for every input.
    pub fn max_values(mut self, values: usize) -> Self {
        self.max_values = values;
        self
    }

    /// Sets how every state is solved; the lower state is never solved for.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve.lower_state(false);
        self
    }

    /// Returns every draw as a scenario on top of another, for answers that are not worked out
    /// [here](crate::Network::draws). What the other sets is not drawn; what else is asked of the
    /// draws does not count.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::Scenario;
    /// use knockon::uncertainty::{Draws, Uniform};
    ///
    /// let draws = Draws::new(3).capability("it", Uniform::new(0.7, 0.9)?);
    /// let drawn: Vec<_> = draws.scenarios(&Scenario::new("flu").skill("hr", 0.8)).collect();
    /// assert_eq!(drawn.len(), 3);
    /// assert!(drawn.iter().all(|draw| draw.capabilities().all(|(_, it)| (0.7..=0.9).contains(&it))));
    ///
    /// let strike = Scenario::new("strike").capability("it", 0.1);
    /// assert!(draws.scenarios(&strike).all(|draw| draw == strike));
    /// # Ok::<(), knockon::uncertainty::DistributionError>(())
    /// ```
    pub fn scenarios<'a>(&'a self, on: &'a Scenario) -> impl Iterator<Item = Scenario> + 'a {
        let mut sampler = Sampler::new(&self.groups, self.seed);
        let mut values = DrawValues::default();
        (0..self.count).map(move |draw| {
            sampler.draw(draw, 1, |_| Matrix::First, &mut values);
            let drawn = self.inputs().zip(values.iter().flatten());
            let drawn = drawn.filter(|(input, _)| !input.quantity.is_set(on, &input.id));
            drawn.fold(on.clone(), |scenario, (input, &value)| {
                input.quantity.set(scenario, &input.id, value)
            })
        })
    }

    pub(crate) fn first_seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn asked(&self) -> usize {
        self.count
    }

    pub(crate) fn percents(&self) -> &[f64] {
        &self.percentiles
    }

    /// Checks what is drawn, how often, and the percentiles.
    pub(super) fn check_drawn(&self) -> Result<(), DrawsError> {
        if self.inputs().next().is_none() {
            return Err(DrawsError::NoInput);
        }
        check_count(self.count, 2)?;
        let is_outside = |percent: &&f64| !(0.0..=100.0).contains(*percent);
        let outside = self.percentiles.iter().find(is_outside);
        outside.map_or(Ok(()), |&percent| Err(DrawsError::Percentile { percent }))
    }

    /// Checks draws of which each is followed over time, which keeps so many values.
    pub(crate) fn check_over_time(&self, values: u128) -> Result<(), DrawsError> {
        self.check_drawn()?;
        if self.scenario.is_some() {
            return Err(DrawsError::Under);
        }
        self.check_kept("qualities over time", values)
    }

    /// Checks how many values something keeps.
    pub(super) fn check_kept(&self, what: &'static str, values: u128) -> Result<(), DrawsError> {
        let most = self.max_values;
        let is_more = values > most as u128;
        if is_more { Err(DrawsError::TooManyValues { what, values, most }) } else { Ok(()) }
    }

    /// Returns every number that is drawn, in the order stated.
    pub fn inputs(&self) -> impl DoubleEndedIterator<Item = &Input> {
        self.groups.iter().flat_map(|group| &group.inputs)
    }
}

/// Checks how many draws, or pairs of them, there are.
pub(super) fn check_count(draws: usize, least: usize) -> Result<(), DrawsError> {
    let is_allowed = (least..=MOST_DRAWS).contains(&draws);
    if is_allowed { Ok(()) } else { Err(DrawsError::Count { draws, least }) }
}
