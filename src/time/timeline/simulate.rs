//! From a network and a plan to a timeline.

use super::budget::EvaluationBudget;
use super::delay_buffer::DelayBuffer;
use super::disruption::DisruptionTracker;
use super::hiring::HiringProgress;
use super::integrator::{Integrator, IntegratorMemory};
use super::interventions::Interventions;
use super::oscillation::Oscillation;
use super::outcome::{Followed, Timeline};
use super::part::StepLimits;
use super::plan::{TimelineError, TimelinePlan};
use super::recorder::{Record, StepCounts};
use super::resolve::{ResolvedPlan, resolve};
use super::snapshot::Snapshot;
use super::state::TimelineState;
use super::steady_state::{EndState, Ending};
use super::step_control::Refinement;
use super::timeline_end::{KeptAtEnd, TimelineEnd};
use super::watch::Watch;
use crate::network::{DelayedLayout, DeptIx, EdgeIx, Network, PartyIx};
use crate::organisation::{Inertia, Organisation};
use crate::quality::{Assessment, Status, Workspace};

impl Network {
    /// Follows a plan from a state of rest, or from [where another timeline
    /// ended](TimelinePlan::starting_from), to its end.
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
    /// plan asks for more than it allows. More evaluations than the plan's
    /// [`SolveOptions::max_evaluations`](crate::SolveOptions::max_evaluations) are no error: the
    /// timeline ends where they are used up, see [`TimelinePlan::solve`].
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
        let set = resolved.inertia.clone();
        if let Some(end) = &plan.starting_from {
            let KeptAtEnd { network, nothing_lasts, start_status, snapshot, .. } = end.kept();
            let delayed_layout = DelayedLayout::of(network.layout());
            let mut integrator = going_on(network, &delayed_layout, plan, resolved, snapshot)?;
            let end = integrator.run(plan)?;
            let beginning = Beginning {
                network,
                inertia: set,
                nothing_lasts: *nothing_lasts,
                status: *start_status,
            };
            return Ok(finished(beginning, plan, integrator, end));
        }
        let network = self.with_dependences(&resolved.start);
        let delayed_layout = DelayedLayout::of(network.layout());
        let options = plan.solve.clone().lower_state(plan.starts_low);
        let start =
            network.run(String::new(), resolved.start.clone(), &options, &mut Workspace::new());
        let mut integrator = beginning(&start, &delayed_layout, plan, resolved)?;
        let end = integrator.run(plan)?;
        let beginning = Beginning {
            network: &network,
            inertia: set,
            nothing_lasts: plan.starting_at.is_empty() && !plan.starts_low,
            status: start.status(),
        };
        Ok(finished(beginning, plan, integrator, end))
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

/// What a timeline begins with.
struct Beginning<'a> {
    network: &'a Network,
    /// Time constants that replace stated ones.
    inertia: Vec<(PartyIx, Inertia)>,
    /// Whether the first timeline began in the best state, and nobody came since.
    nothing_lasts: bool,
    status: Status,
}

/// Makes everything ready in a state of rest.
fn beginning<'a>(
    start: &'a Assessment,
    delayed_layout: &'a DelayedLayout,
    plan: &TimelinePlan,
    resolved: ResolvedPlan,
) -> Result<Integrator<'a>, TimelineError> {
    let network = start.network();
    let inertia = network.inertia(&resolved.inertia);
    let limits = limits(plan, &resolved);
    let part = limits.part(0, resolved.span);
    let state = TimelineState::new(
        start,
        delayed_layout,
        inertia.into_iter(),
        &resolved.starting_at,
        part.step,
        EvaluationBudget::new(&plan.solve),
    );
    let mut delay_buffer = DelayBuffer::new(delayed_layout, network.layout().department_count());
    delay_buffer.push(0, state.departments());
    let track = |&felt: &f64| DisruptionTracker::new(felt, plan.felt_below);
    Integrator {
        layout: network.layout(),
        delayed_layout,
        tracks: state.felt.iter().map(track).collect(),
        record: Record::new(resolved.kept, &state),
        state,
        delay_buffer,
        interventions: Interventions::new(resolved.start, resolved.windows),
        searches: resolved.hires.into_iter().map(HiringProgress::new).collect(),
        oscillation: Oscillation::since(0, resolved.span),
        watches: watches(&resolved.watched),
        method: plan.method,
        span: resolved.span,
        breaking_points: part.breaking_points(),
        refinement: Refinement::new(f64::INFINITY, part.step, 0),
        part,
        limits,
        jumps: true,
        tally: StepCounts::default(),
        memory: IntegratorMemory::new(network.layout().department_count(), Vec::new()),
    }
    .within_limits()
}

/// Makes everything ready where another timeline ended.
fn going_on<'a>(
    network: &'a Network,
    delayed_layout: &'a DelayedLayout,
    plan: &TimelinePlan,
    resolved: ResolvedPlan,
    snapshot: &Snapshot,
) -> Result<Integrator<'a>, TimelineError> {
    let inertia = network.inertia(&resolved.inertia);
    let limits = limits(plan, &resolved);
    let part = limits.part(0, resolved.span);
    let state = TimelineState::going_on(
        network,
        delayed_layout,
        inertia.into_iter(),
        &snapshot.state,
        part.step,
        EvaluationBudget::new(&plan.solve),
    );
    let mut breaking_points = part.breaking_points();
    snapshot.pending_jumps.iter().for_each(|&at| breaking_points.insert(at));
    let tracks = snapshot.baselines.iter().zip(&state.felt);
    let track = |(&baseline, &felt)| DisruptionTracker::going_on(baseline, plan.felt_below, felt);
    let new = resolved.hires.into_iter().map(HiringProgress::new);
    let in_force = snapshot.in_force.clone();
    let slopes = snapshot.slopes.clone();
    Integrator {
        layout: network.layout(),
        delayed_layout,
        tracks: tracks.map(track).collect(),
        record: Record::new(resolved.kept, &state),
        state,
        delay_buffer: snapshot.delay_buffer.clone(),
        interventions: Interventions::going_on(resolved.start, in_force, resolved.windows),
        searches: snapshot.searches.iter().cloned().chain(new).collect(),
        oscillation: Oscillation::since(0, resolved.span),
        watches: watches(&resolved.watched),
        method: plan.method,
        span: resolved.span,
        breaking_points,
        refinement: Refinement::new(f64::INFINITY, part.step, 0).going_on(0, snapshot.halvings),
        part,
        limits,
        jumps: snapshot.jumps,
        tally: StepCounts { last_move: snapshot.last_move, ..StepCounts::default() },
        memory: IntegratorMemory::new(network.layout().department_count(), slopes),
    }
    .within_limits()
}

fn watches(watched: &[(DeptIx, EdgeIx)]) -> Vec<Watch> {
    watched.iter().map(|&(department, entry)| Watch::new(department, entry)).collect()
}

fn limits(plan: &TimelinePlan, resolved: &ResolvedPlan) -> StepLimits {
    StepLimits {
        step: resolved.step,
        tolerance: resolved.tolerance,
        step_ends: resolved.step_ends.clone(),
        max_steps: plan.max_steps,
        max_values: plan.max_values,
    }
}

/// Says what came of it.
fn finished(
    beginning: Beginning<'_>,
    plan: &TimelinePlan,
    integrator: Integrator<'_>,
    snapshot: Snapshot,
) -> Timeline {
    let Beginning { network, inertia, nothing_lasts, status: start_status } = beginning;
    let Integrator {
        state,
        delay_buffer,
        interventions,
        searches,
        watches,
        tracks,
        record,
        oscillation,
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
    let is_broken_off = state.budget.is_spent();
    let nothing_lasts = nothing_lasts && nobody_hired;
    let all_over = nothing_lasts && *interventions.start() == *interventions.in_force();
    let mut quality = state.departments().to_vec();
    quality.extend_from_slice(&state.felt);
    let end = EndState {
        at: span,
        quality: &quality,
        delay_buffer: &delay_buffer,
        oscillation: &oscillation,
        speed: tally.speed,
        awaits: searches.iter().any(|search| !search.has_arrived()),
    };
    let (ending, settled, status) = if is_broken_off {
        // Finding where it would end may take as long as what was broken off.
        let least = plan.solve.clone().max_evaluations(0).max_rounds(1);
        let settled = network.run(String::new(), overrides, &least, &mut Workspace::new());
        (Ending::BrokenOff, settled, Status::Stopped)
    } else {
        let (ending, settled) = end.ending(network, &overrides, &plan.solve);
        let status = plan.solve.status_of(start_status.max(settled.status()));
        (ending, settled, status)
    };
    let requests = state.staffed_departments.iter().filter_map(|staffed| {
        let line = staffed.line.as_ref()?;
        Some((staffed.department, [line.arrived, line.left]))
    });
    let staff = state.staffed_departments.iter();
    let staff = staff.map(|it| (it.department, [it.mean_satisfaction(span), it.reserve()]));
    let received = watches.iter().map(|watch| (watch.entry, watch.mean(span)));
    let network = network.clone();
    Timeline::new(Followed {
        staff: staff.collect(),
        received: received.collect(),
        end: TimelineEnd::new(KeptAtEnd {
            network: network.clone(),
            inertia,
            nothing_lasts,
            start_status,
            snapshot,
        }),
        network,
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
