//! From a network and a plan to a timeline.

use super::breaking_points::BreakingPoints;
use super::delay_buffer::DelayBuffer;
use super::disruption::DisruptionTracker;
use super::hiring::HiringProgress;
use super::integrator::{Integrator, IntegratorMemory};
use super::interventions::Interventions;
use super::oscillation::Oscillation;
use super::outcome::{Followed, Timeline};
use super::plan::{TimelineError, TimelinePlan};
use super::recorder::{Record, StepCounts, count};
use super::resolve::{ResolvedPlan, resolve};
use super::state::TimelineState;
use super::steady_state::EndState;
use super::step_control::Refinement;
use crate::network::{DelayedLayout, Network, PartyIx};
use crate::organisation::{Inertia, Organisation};
use crate::quality::{Assessment, Workspace};

impl Network {
    /// Follows a plan from a state of rest to its end.
    ///
    /// # Arguments
    ///
    /// - `plan`: what happens when, for how long, in which steps.
    ///
    /// # Returns
    ///
    /// Every party's quality over time, unless kept out; what every external customer went through;
    /// every waiting line; where it ends. A timeline of a network made of columns has no lags, and
    /// no time constants but those of the plan.
    ///
    /// # Errors
    ///
    /// [`TimelineError::Invalid`] with every problem of the plan, each with its place: names that
    /// are unknown, numbers out of range, times outside of the plan, windows that set one thing at
    /// the same time. [`TimelineError::TooManySteps`] and [`TimelineError::TooManyValues`] where the
    /// plan asks for more than it allows.
    ///
    /// # Complexity
    ///
    /// Time of a step is linear in parties and services: departments that take time are evaluated
    /// twice, those who follow at once twice, in cycles again and again, customers once; a waiting
    /// line is solved for three or four times. A step in which nothing moves costs what is kept of
    /// it. Memory is 8 bytes for every number kept, and for every department that is seen with a lag
    /// at every step end within the longest lag.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use knockon::time::{Ending, SteadyState, TimelinePlan};
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let network = Organisation::builder("Ferry")
    ///     .department(Department::new("crew").degrades_within(TimeDelta::hours(6)))
    ///     .customer(ExternalCustomer::person("passengers"))
    ///     .service(
    ///         Service::new("crossing", "crew", "passengers")
    ///             .dependence(0.8)
    ///             .lag(TimeDelta::hours(12)),
    ///     )
    ///     .build()?
    ///     .compile()?;
    /// let strike = Scenario::new("strike").capability("crew", 0.0);
    /// let plan = TimelinePlan::lasting(TimeDelta::days(3))
    ///     .step(TimeDelta::hours(1))
    ///     .during(TimeDelta::days(1)..TimeDelta::days(2), strike);
    /// let timeline = network.timeline(&plan)?;
    ///
    /// // After six hours e^-1 of the crew's quality is left. Passengers feel 0.8 of that, half a day
    /// // later, until the crew recovers at once.
    /// let [crew, passengers] = ["crew", "passengers"].map(|id| timeline.series(id).unwrap());
    /// let left = (-1.0_f64).exp();
    /// assert!((crew.at(TimeDelta::hours(30)) - left).abs() < 1e-12);
    /// assert!((passengers.at(TimeDelta::hours(42)) - (1.0 - 0.8 * (1.0 - left))).abs() < 1e-12);
    /// let disruption = timeline.disruption("passengers").unwrap();
    /// assert_eq!(disruption.deepest_at, TimeDelta::hours(60));
    /// assert_eq!(disruption.recovered, Some(TimeDelta::hours(60)));
    /// assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
    ///
    /// let refused = network.timeline(&plan.felt_below(-1.0)).unwrap_err();
    /// assert!(refused.to_string().contains("`-1` of its quality"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    ///
    /// C. Lian, Y. Haimes, *Managing the risk of terrorism to interdependent infrastructure systems
    /// through the dynamic inoperability input-output model*, Systems Engineering 9 (2006) 241-258.
    /// Here time constants differ by direction, services have lags, and steps are of second order.
    pub fn timeline(&self, plan: &TimelinePlan) -> Result<Timeline, TimelineError> {
        let resolved = resolve(self, plan)?;
        let network = self.with_dependences(&resolved.start);
        let delayed_layout = DelayedLayout::of(network.layout());
        let start =
            network.run(String::new(), resolved.start.clone(), &plan.solve, &mut Workspace::new());
        let mut integrator = integrator(&start, &delayed_layout, plan, resolved)?;
        integrator.run(plan)?;
        Ok(finished(&start, plan, integrator))
    }

    /// The time constants of every party, stated or set, by dense number.
    fn inertia(&self, set: &[(PartyIx, Inertia)]) -> Vec<Inertia> {
        let layout = self.layout();
        let organisation = layout.names().organisation().map(Organisation::stated);
        let stated = organisation.filter(|stated| stated.has_inertia);
        let of_party = |party: PartyIx| {
            let number = layout.stated(party).index();
            stated.map_or_else(Inertia::default, |it| it.inertia(number))
        };
        let mut inertia: Vec<Inertia> = layout.parties().map(of_party).collect();
        for &(party, constants) in set {
            inertia[party] = constants;
        }
        inertia
    }
}

/// Makes everything ready.
fn integrator<'a>(
    start: &'a Assessment,
    delayed_layout: &'a DelayedLayout,
    plan: &TimelinePlan,
    resolved: ResolvedPlan,
) -> Result<Integrator<'a>, TimelineError> {
    let ResolvedPlan {
        span,
        step,
        tolerance,
        start: overrides,
        starting_at,
        windows,
        hires,
        inertia,
        kept,
    } = resolved;
    let network = start.network();
    let layout = network.layout();
    let inertia = network.inertia(&inertia);
    let state = TimelineState::new(start, delayed_layout, inertia.into_iter(), &starting_at, step);
    let delay_buffer = DelayBuffer::new(delayed_layout, layout.department_count());
    let interventions = Interventions::new(overrides, windows);
    let record = Record::new(kept, &state);

    let steps = whole(span / step) + whole(i64::from(span % step > 0));
    if steps > plan.max_steps {
        return Err(TimelineError::TooManySteps { steps, limit: plan.max_steps });
    }
    // Jumps, and the memory of lags, come on top; they are counted on the way.
    let values = steps.saturating_add(1).saturating_mul(count(record.width()));
    if values > plan.max_values {
        return Err(TimelineError::TooManyValues { values, limit: plan.max_values });
    }

    let width = count(record.width() + delay_buffer.departments().len());
    let spare = MOST_HALVED
        .saturating_mul(steps.max(LEAST_CUTS))
        .min(plan.max_steps.saturating_sub(steps.saturating_mul(2)))
        .min((plan.max_values.saturating_sub(values) / width.max(1)).saturating_sub(steps) / 2);
    let cuts = usize::try_from(steps.max(LEAST_CUTS)).unwrap_or(usize::MAX);
    let track = |&felt: &f64| DisruptionTracker::new(felt, plan.felt_below);
    Ok(Integrator {
        layout,
        delayed_layout,
        tracks: state.felt.iter().map(track).collect(),
        state,
        delay_buffer,
        interventions,
        searches: hires.into_iter().map(HiringProgress::new).collect(),
        record,
        swing: Oscillation::since(0, span),
        method: plan.method,
        step,
        span,
        breaking_points: BreakingPoints::new(step, span, cuts),
        refinement: Refinement::new(tolerance, step, spare),
        tally: StepCounts::default(),
        memory: IntegratorMemory::new(layout.department_count()),
    })
}

/// As many steps are halved, or taken between regular ends, for each regular one.
const MOST_HALVED: u64 = 100;
/// So many steps are cut for jumps that are felt between step ends, in any case.
const LEAST_CUTS: u64 = 100;

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Says what came of it.
fn finished(start: &Assessment, plan: &TimelinePlan, integrator: Integrator<'_>) -> Timeline {
    let network = start.network();
    let Integrator {
        state,
        delay_buffer,
        interventions,
        searches,
        tracks,
        record,
        swing,
        span,
        tally,
        breaking_points,
        ..
    } = integrator;
    let mut overrides = interventions.in_force().clone();
    let nobody_hired = searches.iter().all(|search| !search.has_arrived());
    for staffed in &state.staffed_departments {
        staffed.note_agents(&mut overrides);
    }
    let all_over = plan.starting_at.is_empty()
        && nobody_hired
        && *interventions.start() == *interventions.in_force();
    let mut quality = state.departments().to_vec();
    quality.extend_from_slice(&state.felt);
    let end = EndState {
        at: span,
        quality: &quality,
        delay_buffer: &delay_buffer,
        swing: &swing,
        speed: tally.speed,
        awaits: searches.iter().any(|search| !search.has_arrived()),
    };
    let (ending, settled) = end.ending(network, &overrides, &plan.solve);
    let status = plan.solve.status_of(start.status().max(settled.status()));
    let requests = state.staffed_departments.iter().filter_map(|staffed| {
        let line = staffed.line.as_ref()?;
        Some((staffed.department, [line.arrived, line.left]))
    });
    Timeline::new(Followed {
        network: network.clone(),
        span,
        plan: plan.clone(),
        requests: requests.collect(),
        record,
        tracks,
        searches,
        tally,
        blurred_jumps: breaking_points.blurred(),
        unsettled: state.unsettled,
        ending,
        settled,
        status,
        quality,
        all_over,
    })
}
