//! How a timeline spreads where its numbers are known as distributions: one timeline for each draw.

use chrono::TimeDelta;
use serde::Serialize;

use super::outcome::{Series, Timeline};
use super::plan::TimelineError;
use crate::id::PartyId;
use crate::organisation::Scenario;
use crate::quality::Status;
use crate::uncertainty::{DrawSpread, Draws, Input, at_percent, in_order};

/// The percentiles of bands unless others are asked for.
const PERCENTS: [f64; 3] = [5.0, 50.0, 95.0];

/// How the quality of external customers over time spreads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct TimelineBands {
    /// Where random numbers started.
    pub seed: u64,
    /// How many draws were asked for.
    pub asked: usize,
    /// How many of them are counted: those followed to the end of the timeline.
    pub draws: usize,
    /// The worst status of all timelines.
    pub status: Status,
    /// What was drawn, in the order stated.
    pub inputs: Vec<Input>,
    /// Every customer whose series was kept, as stated; none without any draw.
    pub customers: Vec<CustomerBand>,
}

/// How the quality of one external customer over time spreads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomerBand {
    /// The customer.
    pub customer: PartyId,
    /// How the lowest quality spreads.
    pub deepest: DrawSpread,
    /// How what is lost spreads, in quality-days.
    pub loss_quality_days: DrawSpread,
    /// The percentiles asked for, at every instant.
    pub percentiles: Vec<PercentileSeries>,
}

/// A percentile of a quality at every instant of a timeline.
///
/// Each instant is taken by itself: no draw need follow the whole of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PercentileSeries {
    /// How many per cent of the draws are not above, 0..=100.
    pub percent: f64,
    /// The quality, 0..=1, at each of [`Timeline::instants`].
    pub qualities: Vec<f64>,
}

/// What one draw says of one customer.
#[derive(Debug, Clone)]
struct DrawnCustomer {
    qualities: Vec<f64>,
    deepest: f64,
    loss_quality_days: f64,
}

/// What became of one draw.
enum DrawnTimeline {
    /// Every customer.
    Whole(Status, Vec<DrawnCustomer>),
    BrokenOff(Status),
}

impl Timeline {
    /// Follows the same plan once for each draw of numbers that are known as distributions, and says
    /// how qualities at the instants of this timeline spread.
    ///
    /// A number that the plan's scenarios set is not drawn while they do. The first draws are those
    /// of [`Network::draws`](crate::Network::draws) with the same seed. Percentiles are the 5th,
    /// the 50th and the 95th unless others are asked for; what else draws ask for is not looked at.
    ///
    /// # Errors
    ///
    /// [`TimelineError::Draws`] where nothing is drawn, for counts and percentiles out of range, for
    /// draws [under](Draws::under) a scenario, of which the plan has its own, and where more values
    /// are kept than [allowed](Draws::max_values). [`TimelineError::Invalid`] for names that do not
    /// fit, and for a timeline that [starts from](super::TimelinePlan::starting_from) another, whose
    /// numbers are given.
    ///
    /// # Complexity
    ///
    /// A timeline for each draw, on as many threads as there are; the bits do not depend on them.
    /// Memory 8 bytes for each draw, customer kept, and instant.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use knockon::time::TimelinePlan;
    /// use knockon::uncertainty::{Draws, Uniform};
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let network = Organisation::builder("Bakery")
    ///     .department(Department::new("oven"))
    ///     .customer(ExternalCustomer::new("eaters"))
    ///     .service(Service::new("bread", "oven", "eaters").dependence(0.5))
    ///     .build()?
    ///     .compile()?;
    /// let cold = Scenario::new("cold oven").capability("oven", 0.5);
    /// let plan = TimelinePlan::lasting(TimeDelta::days(10))
    ///     .during(TimeDelta::days(2)..TimeDelta::days(6), cold);
    /// // Nobody has measured how much eaters depend on bread: 0.2 to 0.8.
    /// let draws = Draws::new(400).dependence("bread", Uniform::new(0.2, 0.8)?);
    /// let bands = network.timeline(&plan)?.bands(&draws)?;
    /// let eaters = &bands.customers[0];
    /// // 1 − 0.5 α for four days: 0.615 to 0.885 in nine of ten draws.
    /// assert!((eaters.deepest.percentiles[0].value - 0.615).abs() < 0.02);
    /// assert!((eaters.loss_quality_days.mean - 1.0).abs() < 0.05);
    /// // Before that nothing is missing, whatever the dependence.
    /// assert!(eaters.percentiles.iter().all(|it| it.qualities[0] == 1.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bands(&self, draws: &Draws) -> Result<TimelineBands, TimelineError> {
        let kept: Vec<_> = self
            .disruptions()
            .map(|disruption| disruption.customer)
            .filter(|customer| self.series(customer.as_str()).is_some())
            .collect();
        let values = draws.asked() as u128 * kept.len() as u128 * self.instants().len() as u128;
        draws.check_over_time(values)?;

        let stated = self.plan().starting_under.clone();
        let scenarios: Vec<Scenario> = draws.scenarios(&stated).collect();
        let mut of_draws: Vec<Vec<DrawnCustomer>> = vec![Vec::new(); kept.len()];
        let (mut counted, mut status, mut refused) = (0, Status::Converged, None);
        in_order(
            (),
            scenarios.len(),
            |(), draw| {
                let found = self.drawn(scenarios[draw].clone(), &kept);
                (!self.plan().solve.is_stopped()).then_some(found)
            },
            |drawn| match drawn {
                Ok(DrawnTimeline::Whole(of_draw, found)) => {
                    (counted, status) = (counted + 1, status.max(of_draw));
                    of_draws.iter_mut().zip(found).for_each(|(all, one)| all.push(one));
                }
                Ok(DrawnTimeline::BrokenOff(of_draw)) => status = status.max(of_draw),
                Err(error) => refused = refused.take().or(Some(error)),
            },
        );
        if let Some(error) = refused {
            return Err(error);
        }
        let percents = if draws.percents().is_empty() { &PERCENTS } else { draws.percents() };
        let of_customer = |(customer, of_draws): (PartyId, Vec<DrawnCustomer>)| CustomerBand {
            customer,
            deepest: spread(&of_draws, |it| it.deepest, percents),
            loss_quality_days: spread(&of_draws, |it| it.loss_quality_days, percents),
            percentiles: at_every_instant(&of_draws, percents),
        };
        let customers = kept.into_iter().zip(of_draws).map(of_customer);
        Ok(TimelineBands {
            seed: draws.first_seed(),
            asked: draws.asked(),
            draws: counted,
            status: self.plan().solve.status_of(status),
            inputs: draws.inputs().cloned().collect(),
            customers: if counted > 0 { customers.collect() } else { Vec::new() },
        })
    }

    /// The same plan under other numbers, at the instants of this timeline.
    fn drawn(&self, numbers: Scenario, kept: &[PartyId]) -> Result<DrawnTimeline, TimelineError> {
        let plan = self.plan().clone().starting_under(numbers);
        let drawn = self.network().timeline(&plan)?;
        if drawn.span() < self.span() {
            return Ok(DrawnTimeline::BrokenOff(drawn.status()));
        }
        let of_draws = kept.iter().filter_map(|customer| {
            let disruption = drawn.disruption(customer.as_str())?;
            Some(DrawnCustomer {
                qualities: self.sampled(drawn.series(customer.as_str())?),
                deepest: disruption.deepest.get(),
                loss_quality_days: disruption.loss_quality_days,
            })
        });
        Ok(DrawnTimeline::Whole(drawn.status(), of_draws.collect()))
    }

    /// Another timeline's series at the instants of this one; of one that comes twice, before the jump
    /// and after it.
    fn sampled(&self, series: Series<'_>) -> Vec<f64> {
        let instants: Vec<TimeDelta> = self.instants().collect();
        let next = instants.iter().skip(1).map(Some).chain([None]);
        let at = |(at, next): (&TimeDelta, Option<&TimeDelta>)| {
            if next == Some(at) { series.before(*at) } else { series.at(*at) }
        };
        instants.iter().zip(next).map(at).collect()
    }
}

fn spread(
    of_draws: &[DrawnCustomer],
    value: fn(&DrawnCustomer) -> f64,
    percents: &[f64],
) -> DrawSpread {
    DrawSpread::of(of_draws.iter().map(value).collect(), percents)
}

/// The percentiles of every draw's quality, instant by instant.
fn at_every_instant(of_draws: &[DrawnCustomer], percents: &[f64]) -> Vec<PercentileSeries> {
    let instants = of_draws.first().map_or(0, |drawn| drawn.qualities.len());
    let series = |&percent: &f64| PercentileSeries { percent, qualities: Vec::new() };
    let mut found: Vec<PercentileSeries> = percents.iter().map(series).collect();
    for instant in 0..instants {
        let mut drawn: Vec<f64> = of_draws.iter().map(|drawn| drawn.qualities[instant]).collect();
        for series in &mut found {
            series.qualities.push(at_percent(&mut drawn, series.percent));
        }
    }
    found
}
