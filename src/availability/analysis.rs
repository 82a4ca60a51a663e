//! From events to chances, for one subject.

use super::bounded_value::BoundedValue;
use super::cut_set::{Cuts, size};
use super::effect::SubjectUpstream;
use super::event::{ChanceEvent, events};
use super::importance::{EventBounds, Importance};
use super::lump::groups;
use super::most_probable::MostProbable;
use super::options::{AvailabilityError, AvailabilityOptions};
use super::outcome::{
    Availability, AvailabilityMethod, SECONDS_PER_30_DAYS, SECONDS_PER_YEAR, SubjectAvailability,
};
use super::sampling::draw;
use super::signature::{MergedEvent, Signer};
use super::states::{BLOCK, StateSolver};
use super::subject::{SubjectIx, with_targets};
use super::table::all_states;
use super::tally::{InCuts, MemberBounds, Tally};
use super::target::{TargetCheck, composition};
use super::variable::{Variable, state_count};
use crate::network::{Network, Overrides, Parameter};
use crate::quality::{Status, Workspace};

/// Where bounds stay wider than this, states are drawn.
const DRAWN_BEYOND: f64 = 1e-4;

/// What was found for one subject.
pub(super) struct Analysis {
    pub(super) threshold: f64,
    pub(super) best: f64,
    pub(super) merged: Vec<MergedEvent>,
    pub(super) variables: Vec<Variable>,
    pub(super) unavailability: BoundedValue,
    pub(super) expected: BoundedValue,
    /// Of each merged event.
    pub(super) members: Vec<MemberBounds>,
    pub(super) cuts: Cuts,
    pub(super) method: AvailabilityMethod,
    pub(super) standard_error: Option<f64>,
    pub(super) states: usize,
    pub(super) nodes: Option<usize>,
    pub(super) status: Status,
}

/// What holds in every state, on the network with the dependences of that.
pub(super) struct Base {
    pub(super) network: Network,
    pub(super) overrides: Overrides,
    capability: Vec<f64>,
    quality: Vec<f64>,
    status: Status,
}

impl Base {
    fn of(network: &Network, options: &AvailabilityOptions) -> Result<Self, AvailabilityError> {
        let overrides = network.overrides(&options.scenario)?;
        let network = network.with_dependences(&overrides);
        let is_dependence = |of: Parameter| matches!(of, Parameter::Dependence(_));
        let values = overrides.values.iter().filter(|(of, _)| !is_dependence(*of)).copied();
        let layout = network.layout();
        let overrides = Overrides::new(layout, values.collect(), overrides.services.clone());
        let solve = options.solve.clone().lower_state(false);
        let workspace = &mut Workspace::new();
        let up = network.run_resolved("".into(), overrides.clone().into(), &solve, workspace);
        let quality = layout.parties().map(|party| up.quality_of(party)).collect();
        let status = up.status();
        let mut capability = layout.capabilities().to_vec();
        for (department, value) in overrides.capabilities() {
            capability[department] = value;
        }
        Ok(Self { network, overrides, capability, quality, status })
    }
}

impl Network {
    /// Works out how likely everybody's quality is good enough, from how departments and services
    /// fail.
    ///
    /// Chances are those of one instant, or shares of a long time. An element that is down has what
    /// is left of it [when down](crate::organisation::Failure::when_down), or what it would have, if
    /// that is less; of a department of which nothing is left nothing is received.
    ///
    /// # Returns
    ///
    /// For each party or service asked about: mean quality and the chance of a quality of at least
    /// the threshold, with bounds and how they were found, the time below it, minimal cut sets, and
    /// how much each event matters; and how stated targets fit together.
    ///
    /// # Errors
    ///
    /// [`AvailabilityError`] for a scenario that does not fit, an unknown id, a number out of its
    /// range, and more than a million events.
    ///
    /// # Complexity
    ///
    /// Per subject, time of a [batch](crate::Batch) of as many scenarios as there are states, at most
    /// [`max_states`](AvailabilityOptions::max_states), with as many more for cut sets; about half
    /// as much again for states that are to tell of others, and far less in all where they tell of
    /// many. Memory some hundred bytes per state.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::availability::{AvailabilityMethod, AvailabilityOptions};
    /// use knockon::{Department, ExternalCustomer, Need, Organisation, Service, Substitution};
    ///
    /// let organisation = Organisation::builder("Two servers on one power feed")
    ///     .departments(["power", "first", "second"].map(|id| Department::new(id).available(0.99)))
    ///     .customer(ExternalCustomer::new("application"))
    ///     .need(Need::new("application", "server").dependence(1.0).substitution(Substitution::BestOf))
    ///     .service(Service::between("power", "first").dependence(1.0))
    ///     .service(Service::between("power", "second").dependence(1.0))
    ///     .service(Service::between("first", "application").for_need("server"))
    ///     .service(Service::between("second", "application").for_need("server"))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let availability = network.availability(&AvailabilityOptions::default())?;
    /// let application = availability.party("application").unwrap();
    /// assert_eq!(application.method, AvailabilityMethod::Exact);
    /// assert!((application.chance.value - 0.99 * (1.0 - 0.01 * 0.01)).abs() < 1e-15);
    /// // Power alone, or both servers.
    /// let orders: Vec<_> = application.cut_sets.iter().map(|cut| cut.order()).collect();
    /// assert_eq!(orders, [1, 2]);
    ///
    /// let misspelt = network.availability(&AvailabilityOptions::default().party("app"));
    /// assert_eq!(
    ///     misspelt.unwrap_err().to_string(),
    ///     "`app` is not a department or an external customer",
    /// );
    /// # Ok::<(), knockon::Error>(())
    /// ```
    ///
    /// # References
    ///
    /// See [`availability`](mod@crate::availability).
    pub fn availability(
        &self,
        options: &AvailabilityOptions,
    ) -> Result<Availability, AvailabilityError> {
        options.check()?;
        let base = Base::of(self, options)?;
        let layout = base.network.layout();
        let all = events(layout, &options.scenario)?;
        let mut subjects = Vec::new();
        let mut status = base.status;
        for subject in SubjectIx::all(layout, options)? {
            let upstream = SubjectUpstream::of(layout, &base.overrides, subject, |_| false);
            let found = analyse(&base, &upstream, &all, options);
            status = status.max(found.status);
            subjects.push(found.answer(&upstream, &all, options));
        }
        let targets = composition(&base, &all, &with_targets(layout), options);
        Ok(Availability { subjects, targets, status: options.solve.status_of(status) })
    }
}

/// Works out one subject.
pub(super) fn analyse(
    base: &Base,
    upstream: &SubjectUpstream<'_>,
    all: &[ChanceEvent],
    options: &AvailabilityOptions,
) -> Analysis {
    let layout = base.network.layout();
    let subject = upstream.subject;
    let of_party = base.quality[subject.party(layout)];
    let best = subject.quality(layout, &base.overrides, of_party);
    let stated = options.threshold.or(subject.stated(layout).threshold);
    let threshold = stated.unwrap_or((best - SLACK).max(f64::MIN_POSITIVE));
    let merged = Signer::new(upstream, &base.capability, &base.quality).merge(all);
    #[cfg(feature = "availability")]
    if let Some(found) = by_diagram(base, upstream, &merged, (threshold, best), options) {
        return found;
    }
    let groups = groups(&merged, upstream);
    let variables: Vec<_> =
        groups.into_iter().map(|members| Variable::new(members, &merged)).collect();
    let solve = options.solve.clone().lower_state(false);
    let parts = (merged.as_slice(), variables.as_slice());
    let mut solver = StateSolver::new(&base.network, upstream, parts, &solve, (best, base.status));
    let few = state_count(&variables).filter(|&count| count <= options.max_states);
    let few = few.and_then(|count| all_states(&mut solver, threshold, count));
    let (tally, cuts) = if let Some((tally, cuts)) = few {
        (Some(tally), cuts)
    } else {
        let limits = (options.order, options.max_states);
        let cuts = Cuts::search(&mut solver, threshold, limits);
        (most_probable(&mut solver, threshold, &cuts, options), cuts)
    };
    let mut standard_error = None;
    let (method, unavailability, expected, members) = if let Some(tally) = tally {
        let is_exact = tally.rest() <= 0.0;
        let worst = if is_exact { 0.0 } else { solver.of_everything() };
        let mut members = vec![None; merged.len()];
        for (index, variable) in variables.iter().enumerate() {
            let bounds = tally.member(index, variable.probability);
            variable.members.iter().for_each(|&member| members[member] = Some(bounds));
        }
        let method = if is_exact { AvailabilityMethod::Exact } else { AvailabilityMethod::Bounded };
        let members = members.into_iter().flatten().collect();
        (method, tally.unavailability(), tally.expected(best, worst), members)
    } else {
        let pairs = options.sample_pairs;
        let drawn = draw(&mut solver, threshold, (pairs, options.seed));
        standard_error = Some(drawn.standard_error);
        (AvailabilityMethod::Sampled, drawn.unavailability, drawn.expected, drawn.members)
    };
    let (state_count, status) = (solver.looked_at, solver.status);
    Analysis {
        threshold,
        best,
        merged,
        variables,
        unavailability,
        expected,
        members,
        cuts,
        method,
        standard_error,
        states: state_count,
        nodes: None,
        status,
    }
}

impl Analysis {
    /// The answer for the subject.
    fn answer(
        self,
        upstream: &SubjectUpstream<'_>,
        all: &[ChanceEvent],
        options: &AvailabilityOptions,
    ) -> SubjectAvailability {
        let layout = upstream.layout;
        let limits = (options.order, options.max_cut_sets);
        let (cut_sets, is_all) = self.cuts.in_events(&self.variables, &self.merged, all, limits);
        let reached: Vec<usize> =
            (0..all.len()).filter(|&event| !upstream.effect(&all[event]).is_nothing()).collect();
        let importance = self.importance(&reached, all);
        let down = self.unavailability.value;
        let target = upstream.subject.stated(layout).target;
        SubjectAvailability {
            subject: upstream.subject.name(layout),
            threshold: self.threshold,
            quality_when_up: self.best,
            expected_quality: self.expected,
            chance: self.unavailability.complement(),
            unavailability: self.unavailability,
            method: self.method,
            standard_error: self.standard_error,
            downtime_seconds_per_30_days: down * SECONDS_PER_30_DAYS,
            downtime_seconds_per_year: down * SECONDS_PER_YEAR,
            target: target.map(|target| TargetCheck::new(target, self.unavailability, &cut_sets)),
            events: reached.len(),
            variables: self.variables.len(),
            states: self.states,
            nodes: self.nodes,
            cut_sets_complete: self.cuts.is_complete && is_all,
            cut_set_order: self.cuts.order.min(options.order),
            cut_sets,
            importance,
            status: self.status,
        }
    }

    /// What is known of every event, by its position among all; of those that are not felt nothing.
    pub(super) fn bounds_of(&self, all: &[ChanceEvent]) -> Vec<Option<EventBounds>> {
        let mut bounds = vec![None; all.len()];
        for (merged, member) in self.merged.iter().zip(&self.members) {
            for &event in &merged.events {
                bounds[event] = Some(EventBounds::of_merged(member, merged, event, all));
            }
        }
        bounds
    }

    fn importance(&self, reached: &[usize], all: &[ChanceEvent]) -> Vec<Importance> {
        let bounds = self.bounds_of(all);
        let mut importance: Vec<_> = reached
            .iter()
            .map(|&event| {
                let unfelt = || EventBounds::unfelt(self.unavailability, all[event].probability);
                let bounds = bounds[event].unwrap_or_else(unfelt);
                bounds.importance(&all[event], self.unavailability)
            })
            .collect();
        // A stable sort: ties stay as stated.
        importance.sort_by(|one, two| two.criticality.value.total_cmp(&one.criticality.value));
        importance
    }
}

/// Works out one subject by a decision diagram, where there is one and it is small enough.
#[cfg(feature = "availability")]
fn by_diagram(
    base: &Base,
    upstream: &SubjectUpstream<'_>,
    merged: &[MergedEvent],
    (threshold, best): (f64, f64),
    options: &AvailabilityOptions,
) -> Option<Analysis> {
    let values = (base.capability.as_slice(), base.quality.as_slice());
    if best < threshold {
        return None;
    }
    let diagram = super::diagram::compile(upstream, merged, values, threshold, options.max_nodes)?;
    if !diagram.is_small() {
        return None;
    }
    let variables: Vec<_> =
        (0..merged.len()).map(|member| Variable::new(vec![member], merged)).collect();
    let solve = options.solve.clone().lower_state(false);
    let parts = (merged, variables.as_slice());
    let mut solver = StateSolver::new(&base.network, upstream, parts, &solve, (best, base.status));
    // Where there are too many in all, those of as many events as fit.
    let up_to_order = || (1..=options.order).rev().find_map(|order| diagram.cuts(order));
    let all = diagram.cuts(usize::MAX).or_else(up_to_order);
    let cuts = all.unwrap_or_else(|| {
        Cuts::search(&mut solver, threshold, (options.order, options.max_states))
    });
    let (state_count, status) = (solver.looked_at, solver.status);
    Some(Analysis {
        threshold,
        best,
        unavailability: BoundedValue::exact(diagram.unavailability(merged)),
        expected: BoundedValue::exact(diagram.expected(merged)),
        members: diagram.members(merged, &cuts),
        cuts,
        method: AvailabilityMethod::Exact,
        standard_error: None,
        states: state_count,
        nodes: Some(diagram.node_count()),
        status,
        merged: merged.to_vec(),
        variables,
    })
}

/// What the best state may have more than is asked for.
const SLACK: f64 = 1e-9;

/// Looks at the most probable states until little enough is left; `None` where too much would be.
fn most_probable(
    solver: &mut StateSolver<'_>,
    threshold: f64,
    cuts: &Cuts,
    options: &AvailabilityOptions,
) -> Option<Tally> {
    let variables = solver.variables;
    let may_draw = options.sample_pairs > 0;
    if may_draw && reachable(variables, options.max_states) < 1.0 - DRAWN_BEYOND {
        return None;
    }
    let mut tally = Tally::new(variables);
    let mut states = MostProbable::new(variables).take(options.max_states);
    let mut marks = Vec::new();
    loop {
        let block: Vec<_> = states.by_ref().take(BLOCK).collect();
        if block.is_empty() {
            break;
        }
        let qualities = solver.of_counts(block.iter().map(|(counts, _)| counts.as_slice()));
        if solver.is_stopped() {
            break;
        }
        for ((counts, chance), quality) in block.iter().zip(qualities) {
            let fails = quality < threshold;
            if fails {
                cuts.mark(counts, &mut marks);
            }
            let others_may = !cuts.is_complete && size(counts) > cuts.order;
            let in_cuts = InCuts { known: &marks, others_may };
            tally.add(variables, counts, *chance, (quality, fails), &in_cuts);
        }
        let small = options.tolerance.max(1e-6 * tally.unavailability().lower);
        if tally.rest() <= small {
            break;
        }
    }
    Some(tally)
}

/// How much chance so many of the most probable states have together.
fn reachable(variables: &[Variable], states: usize) -> f64 {
    let mut mass = 0.0;
    for (_, chance) in MostProbable::new(variables).take(states) {
        mass += chance;
        if mass >= 1.0 - DRAWN_BEYOND {
            break;
        }
    }
    mass
}
