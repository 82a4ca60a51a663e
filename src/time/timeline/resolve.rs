//! From a plan to what the engine follows, every problem reported.

use chrono::TimeDelta;
use indexmap::IndexSet;

use super::instant::{LONGEST_TIME, NEVER, Words, nanoseconds, time};
use super::interventions::Intervention;
use super::plan::{Hire, Method, ScenarioPeriod, TimelinePlan};
use super::timeline_end::KeptAtEnd;
use crate::id::UnknownId;
use crate::network::{DeptIx, EdgeIx, Network, Overrides, Parameter, PartyIx, StatedPartyIx};
use crate::organisation::{
    Inertia, Invalid, Place, Problem, ProblemCode, Problems, Scenario, Section, Service,
};
use crate::unit::{Agents, Figure, Quality};

/// A plan with every name resolved and every number checked.
pub(super) struct ResolvedPlan {
    pub(super) span: i64,
    pub(super) step: i64,
    /// Infinite where steps are as they are.
    pub(super) tolerance: f64,
    pub(super) start: Overrides,
    pub(super) starting_at: Vec<(PartyIx, f64)>,
    pub(super) step_ends: Vec<i64>,
    /// Those that the timeline before leaves in force first.
    pub(super) windows: Vec<Intervention>,
    pub(super) hires: Vec<Hiring>,
    pub(super) watched: Vec<(DeptIx, EdgeIx)>,
    pub(super) inertia: Vec<(PartyIx, Inertia)>,
    /// The parties whose series are kept, in the order stated.
    pub(super) kept: Vec<PartyIx>,
}

/// People asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hiring {
    pub(super) at: i64,
    pub(super) department: DeptIx,
    pub(super) entry: EdgeIx,
    pub(super) lag: i64,
    pub(super) agents: f64,
}

/// Resolves a plan.
pub(super) fn resolve(network: &Network, plan: &TimelinePlan) -> Result<ResolvedPlan, Invalid> {
    let mut resolver = PlanResolver { network, problems: Problems::default() };
    let before = resolver.before(plan);
    let span = resolver.length(Section::Span, plan.span, "span");
    let step = plan.step.unwrap_or_else(|| usual_step(plan.span));
    let step = resolver.length(Section::Step, step, "step").min(span);
    let tolerance = resolver.tolerance(plan);
    let place = |field| Place::whole(Section::StartingUnder, field);
    let start = match before {
        Some(before) => before.snapshot.start.clone(),
        None => resolver.scenario(&plan.starting_under, &Overrides::default(), place),
    };
    let starting_at = resolver.starting_at(&plan.starting_at);
    let step_ends = resolver.step_ends(&plan.step_ends, plan.span);
    let left = before.map_or_else(Vec::new, |before| before.snapshot.windows_left(plan));
    let windows = resolver.windows(&left, &plan.events, plan.span, &start);
    let hires = resolver.hires(&plan.hires, plan.span);
    let watched = resolver.watched(&plan.watched);
    let mut inertia = before.map_or_else(Vec::new, |before| before.inertia.clone());
    inertia.extend(resolver.inertia(&plan.time_constants));
    if !Quality::allows(plan.felt_below) {
        let message = format!(
            "the share `{}` of its quality below which a customer feels a change is outside {}",
            plan.felt_below,
            Quality::RANGE
        );
        resolver.problem(ProblemCode::OutOfRange, Place::whole(Section::FeltBelow, ""), message);
    }
    let kept = resolver.kept(plan.keep.as_deref());
    if !resolver.problems.is_empty() {
        return Err(Invalid::new(resolver.problems));
    }
    Ok(ResolvedPlan {
        span,
        step,
        tolerance,
        start,
        starting_at,
        step_ends,
        windows,
        hires,
        watched,
        inertia,
        kept,
    })
}

/// The tolerance of a plan that states neither that nor a step.
const USUAL_TOLERANCE: f64 = 0.001;

/// The step of a plan that states none.
fn usual_step(span: TimeDelta) -> TimeDelta {
    /// Of these the longest of which the span holds enough.
    const SECONDS: [i64; 11] =
        [604_800, 86_400, 43_200, 21_600, 10_800, 3_600, 900, 300, 60, 10, 1];
    const STEPS_PER_SPAN: i32 = 500;
    let steps = SECONDS.map(TimeDelta::seconds).into_iter();
    let mut short_enough = steps.filter(|&step| step * STEPS_PER_SPAN <= span);
    short_enough.next().unwrap_or(span / STEPS_PER_SPAN).max(TimeDelta::nanoseconds(1))
}

struct PlanResolver<'a> {
    network: &'a Network,
    problems: Problems,
}

impl PlanResolver<'_> {
    fn problem(&mut self, code: ProblemCode, place: Place, message: String) {
        self.problems.push(Problem::new(code, place, message));
    }

    /// The end of another timeline that the plan starts from, where that is one of this network.
    fn before<'p>(&mut self, plan: &'p TimelinePlan) -> Option<&'p KeptAtEnd> {
        let end = plan.starting_from.as_ref()?;
        let refused = [
            (
                plan.starting_under != Scenario::default(),
                Section::StartingUnder,
                "under a scenario",
            ),
            (!plan.starting_at.is_empty(), Section::StartingAt, "at qualities of its own"),
            (plan.starts_low, Section::StartingLow, "in the worst state"),
        ];
        for (_, section, what) in refused.into_iter().filter(|(is_stated, ..)| *is_stated) {
            let message = format!(
                "the plan starts {what}, but also from the end of another timeline, which leaves \
                 nothing to say of the start"
            );
            self.problem(ProblemCode::IgnoredSetting, Place::whole(section, ""), message);
        }
        if self.network.is(end.network()) {
            return Some(end.kept());
        }
        let message = format!(
            "the plan starts from the end of a timeline of another network, `{}`, where one of the \
             network that is asked, `{}`, is needed",
            end.network().name(),
            self.network.name()
        );
        self.problem(ProblemCode::AnotherNetwork, Place::whole(Section::StartingFrom, ""), message);
        None
    }

    /// Checks where steps end.
    fn step_ends(&mut self, stated: &[TimeDelta], span: TimeDelta) -> Vec<i64> {
        for (index, &at) in stated.iter().enumerate() {
            self.within(at, span, Place::new(Section::StepEnds, index, ""), "a step ends");
        }
        let mut step_ends: Vec<i64> = stated.iter().map(|&at| nanoseconds(at)).collect();
        step_ends.sort_unstable();
        step_ends.dedup();
        step_ends
    }

    /// Checks how long the timeline or a step is.
    fn length(&mut self, section: Section, time: TimeDelta, what: &str) -> i64 {
        if time <= TimeDelta::zero() || time > LONGEST_TIME {
            let message = format!(
                "the {what} is {}, where a time above 0 and up to 100 years is needed",
                Words(time)
            );
            self.problem(ProblemCode::OutOfRange, Place::whole(section, ""), message);
        }
        nanoseconds(time).max(1)
    }

    /// Checks how far a step may be off.
    fn tolerance(&mut self, plan: &TimelinePlan) -> f64 {
        let is_fixed = plan.step.is_some() || plan.method != Method::ExponentialHeun;
        let usual = if is_fixed { f64::INFINITY } else { USUAL_TOLERANCE };
        let tolerance = plan.tolerance.unwrap_or(usual);
        if tolerance.is_nan() || tolerance <= 0.0 {
            let message = format!(
                "the tolerance `{tolerance}` of a step is not above 0",
                tolerance = Figure(tolerance)
            );
            self.problem(ProblemCode::OutOfRange, Place::whole(Section::Tolerance, ""), message);
        }
        if plan.method == Method::ExponentialHeun { tolerance } else { f64::INFINITY }
    }

    /// Resolves a scenario beside what is in force from the start; its problems are those of a place in
    /// the plan.
    fn scenario(
        &mut self,
        scenario: &Scenario,
        start: &Overrides,
        place: impl Fn(&'static str) -> Place,
    ) -> Overrides {
        if let Some((id, _)) = scenario.readings().next() {
            let message = format!(
                "`{id}` is observed, where a plan says what happens: set its capability, or that \
                 which `infer` finds for the reading"
            );
            self.problem(ProblemCode::IgnoredSetting, place(Section::Observed.key()), message);
        }
        self.network.overrides_beside(scenario, start).unwrap_or_else(|invalid| {
            let moved = |found: &Place| place(found.section().key());
            self.problems.append(invalid.into_problems().moved(moved));
            Overrides::default()
        })
    }

    fn party(&mut self, id: &str, place: Place) -> Option<PartyIx> {
        let found = self.network.layout().find(id);
        if found.is_none() {
            self.problem(ProblemCode::Unknown, place, UnknownId::party(id).to_string());
        }
        found
    }

    fn starting_at(&mut self, stated: &[(String, f64)]) -> Vec<(PartyIx, f64)> {
        let mut named = IndexSet::new();
        let mut found = Vec::new();
        for (id, quality) in stated {
            let place = || Place::key(Section::StartingAt, id);
            if !named.insert(id) {
                let message = format!("the quality of `{id}` at the start is set twice");
                self.problem(ProblemCode::Duplicate, place(), message);
            }
            if !Quality::allows(*quality) {
                let message = format!(
                    "quality `{quality}` of `{id}` is outside {}",
                    Quality::RANGE,
                    quality = Figure(*quality)
                );
                self.problem(ProblemCode::OutOfRange, place(), message);
            }
            found.extend(self.party(id, place()).map(|party| (party, *quality)));
        }
        found
    }

    fn windows(
        &mut self,
        left: &[Intervention],
        events: &[ScenarioPeriod],
        span: TimeDelta,
        start: &Overrides,
    ) -> Vec<Intervention> {
        let mut windows = left.to_vec();
        for (index, ScenarioPeriod { from, to, scenario }) in events.iter().enumerate() {
            let place = |field| Place::new(Section::Events, index, field);
            self.within(*from, span, place("from"), "the event starts");
            if let Some(to) = to.filter(|to| *to <= *from) {
                let message = format!(
                    "the event ends at {}, where a time after its start at {} is needed",
                    Words(to),
                    Words(*from)
                );
                self.problem(ProblemCode::OutOfRange, place("to"), message);
            }
            let overrides = self.scenario(scenario, start, place);
            if let Some((id, _)) = scenario.dependences().next() {
                let message = format!(
                    "the event sets the dependence of `{id}`, which stays what it is for a whole \
                     timeline; set it in the scenario the timeline starts under"
                );
                self.problem(ProblemCode::IgnoredSetting, place("dependence"), message);
            }
            let to = to.map_or(NEVER, nanoseconds);
            windows.push(Intervention { from: nanoseconds(*from), to, overrides });
        }
        self.overlaps(&windows, events);
        windows
    }

    /// Refuses times before the start, and those that the timeline does not reach.
    fn within(&mut self, at: TimeDelta, span: TimeDelta, place: Place, what: &str) {
        if at < TimeDelta::zero() || at >= span {
            let message = format!(
                "{what} at {}, where a time from 0 to before the end of the timeline at {} is \
                 needed",
                Words(at),
                Words(span)
            );
            self.problem(ProblemCode::OutOfRange, place, message);
        }
    }

    /// Refuses windows that set the same thing at the same time.
    fn overlaps(&mut self, windows: &[Intervention], events: &[ScenarioPeriod]) {
        let mut set: Vec<(Parameter, usize)> = Vec::new();
        for (index, Intervention { overrides, .. }) in windows.iter().enumerate() {
            set.extend(overrides.parameters().map(|parameter| (parameter, index)));
        }
        set.sort_unstable_by_key(|&(thing, index)| (thing, windows[index].from, index));
        for of_thing in set.chunk_by(|(one, _), (two, _)| one == two) {
            let mut longest = of_thing[0].1;
            for &(thing, index) in &of_thing[1..] {
                if windows[longest].to > windows[index].from {
                    self.overlap(thing, [longest, index], windows, events);
                }
                if windows[index].to > windows[longest].to {
                    longest = index;
                }
            }
        }
    }

    fn overlap(
        &mut self,
        thing: Parameter,
        [one, two]: [usize; 2],
        windows: &[Intervention],
        events: &[ScenarioPeriod],
    ) {
        let (earlier, later) = (one.min(two), one.max(two));
        let left = windows.len() - events.len();
        let place = |window: usize| Place::new(Section::Events, window - left, "");
        let Some(index) = earlier.checked_sub(left) else {
            let until = time(windows[earlier].to);
            let until = until.map_or("for good".to_owned(), |to| format!("to {}", Words(to)));
            let message = format!(
                "{} is set {until} by the timeline that the plan starts from as well; windows that \
                 set one thing must not overlap",
                self.title(thing)
            );
            return self.problem(ProblemCode::Duplicate, place(later), message);
        };
        let ScenarioPeriod { from, to, scenario } = &events[index];
        let until = to.map_or("for good".to_owned(), |to| format!("to {}", Words(to)));
        let named = if scenario.name().is_empty() {
            String::new()
        } else {
            format!(", `{}`,", scenario.name())
        };
        let message = format!(
            "{} is set by `events[{index}]`{named} from {} {until} as well; windows that set one \
             thing must not overlap",
            self.title(thing),
            Words(*from)
        );
        self.problem(ProblemCode::Duplicate, place(later), message);
    }

    fn title(&self, parameter: Parameter) -> String {
        let layout = self.network.layout();
        let department = |department: DeptIx| layout.party_id(department);
        let service = |entry: EdgeIx| layout.service_id(entry);
        match parameter {
            Parameter::Capability(number) => format!("the capability of `{}`", department(number)),
            Parameter::Condition(entry) => {
                format!("the condition of service `{}`", service(entry))
            }
            Parameter::Dependence(slot) => {
                format!("the dependence of `{}`", layout.dependence_name(slot))
            }
            Parameter::Agents(number) => {
                format!("the number of agents of `{}`", department(number))
            }
            Parameter::Skill(number) => format!("the skill of `{}`", department(number)),
            Parameter::Demand(entry) => format!("the demand on service `{}`", service(entry)),
            Parameter::Retries(entry) => format!("the retries on service `{}`", service(entry)),
            Parameter::Ceiling(customer) => {
                format!("the ceiling of `{}`", layout.party_id(customer))
            }
            Parameter::Delivered(party) => format!("the reading of `{}`", layout.party_id(party)),
        }
    }

    fn hires(&mut self, hires: &[Hire], span: TimeDelta) -> Vec<Hiring> {
        let layout = self.network.layout();
        let mut found = Vec::with_capacity(hires.len());
        for (index, Hire { service: id, agents, at }) in hires.iter().enumerate() {
            let place = |field| Place::new(Section::Hires, index, field);
            self.within(*at, span, place("at"), "people are asked for");
            if !Agents::allows(*agents) || *agents <= 0.0 {
                let message = format!(
                    "`{agents}` agents are asked for on `{id}`, where more than 0 and up to 1e9 \
                     are needed",
                    agents = Figure(*agents)
                );
                self.problem(ProblemCode::OutOfRange, place("agents"), message);
            }
            let Some(entry) = layout.find_service(id) else {
                let message = UnknownId::service(id).to_string();
                self.problem(ProblemCode::Unknown, place("service"), message);
                continue;
            };
            let consumer = layout.consumer(entry);
            let workforce = layout.workforce_of(consumer);
            if workforce.is_none_or(|workforce| workforce.staff.is_none()) {
                let party = layout.party_id(consumer);
                let message = format!(
                    "people are asked for on `{id}`, but `{party}`, which receives it, is no \
                     department that states staffing"
                );
                self.problem(ProblemCode::IgnoredSetting, place("service"), message);
            }
            let (at, lag) = (nanoseconds(*at), nanoseconds(layout.lag(entry)));
            let department = layout.department(consumer);
            found.extend(department.map(|department| Hiring {
                at,
                department,
                entry,
                lag,
                agents: *agents,
            }));
        }
        found.sort_by(|one, two| {
            let key = |hiring: &Hiring| (hiring.at, hiring.department, hiring.entry);
            key(one).cmp(&key(two)).then(one.agents.total_cmp(&two.agents))
        });
        found
    }

    fn watched(&mut self, stated: &[String]) -> Vec<(DeptIx, EdgeIx)> {
        let layout = self.network.layout();
        let mut found = Vec::with_capacity(stated.len());
        for id in stated {
            let place = || Place::key(Section::Watch, id);
            let Some(entry) = layout.find_service(id) else {
                self.problem(ProblemCode::Unknown, place(), UnknownId::service(id).to_string());
                continue;
            };
            let consumer = layout.consumer(entry);
            let Some(department) = layout.department(consumer) else {
                let message = format!(
                    "service `{id}` is to an external customer, where one to a department is needed"
                );
                self.problem(ProblemCode::IgnoredSetting, place(), message);
                continue;
            };
            found.push((department, entry));
        }
        found
    }

    fn inertia(&mut self, stated: &[(String, Inertia)]) -> Vec<(PartyIx, Inertia)> {
        let mut named = IndexSet::new();
        let mut found = Vec::new();
        for (id, inertia) in stated {
            let place = || Place::key(Section::TimeConstants, id);
            if !named.insert(id) {
                let message = format!("the time constants of `{id}` are set twice");
                self.problem(ProblemCode::Duplicate, place(), message);
            }
            let Inertia { degradation, recovery } = *inertia;
            for (what, time) in [("degradation", degradation), ("recovery", recovery)] {
                if time < TimeDelta::zero() || time > LONGEST_TIME {
                    let message = format!(
                        "the {what} time of `{id}` is {}, where a time from 0 to 100 years is \
                         needed",
                        Words(time)
                    );
                    self.problem(ProblemCode::OutOfRange, place(), message);
                }
            }
            found.extend(self.party(id, place()).map(|party| (party, *inertia)));
        }
        found
    }

    fn kept(&mut self, stated: Option<&[String]>) -> Vec<PartyIx> {
        let layout = self.network.layout();
        let Some(stated) = stated else { return layout.in_stated_order().to_vec() };
        let mut kept: Vec<StatedPartyIx> = Vec::new();
        for id in stated {
            let party = self.party(id, Place::key(Section::Keep, id));
            kept.extend(party.map(|party| layout.stated(party)));
        }
        kept.sort_unstable();
        kept.dedup();
        kept.iter().map(|&party| layout.dense(party)).collect()
    }
}

/// The lag of a service is at most this, and so is within every range of time here.
const _: () = assert!(Service::MAX_LAG.num_days() < LONGEST_TIME.num_days());
