//! From a network and a plan to a timeline.

use super::agenda::Agenda;
use super::course::Track;
use super::ending::End;
use super::engine::{Engine, Memory, Tally};
use super::hiring::Search;
use super::outcome::{Followed, Timeline};
use super::past::Past;
use super::plan::TimelinePlan;
use super::record::Record;
use super::resolve::{Resolved, resolve};
use super::state::State;
use super::swing::Swing;
use crate::network::{Looks, Network};
use crate::organisation::{Inertia, Invalid, Organisation};
use crate::quality::{Assessment, SolveOptions, Workspace};

/// Why a plan cannot be followed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TimelineError {
    /// The plan names what is not there, or states what cannot be.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The plan takes more steps than it allows.
    #[error(
        "the timeline takes {steps} steps or more, beyond the limit of {limit}: take longer steps, \
         or allow more by `max_steps`"
    )]
    TooManySteps {
        /// At least as many.
        steps: u64,
        /// The most allowed.
        limit: u64,
    },
    /// The plan keeps more numbers than it allows.
    #[error(
        "the timeline keeps {values} numbers or more, beyond the limit of {limit}: keep fewer \
         parties, take longer steps, or allow more by `max_values`"
    )]
    TooManyValues {
        /// At least as many.
        values: u64,
        /// The most allowed.
        limit: u64,
    },
}

impl Network {
    /// Follows a plan.
    pub fn timeline(&self, plan: &TimelinePlan) -> Result<Timeline, TimelineError> {
        let resolved = resolve(self, plan)?;
        let looks = Looks::of(self.layout());
        let options = SolveOptions::default();
        let start =
            self.run(String::new(), resolved.start.clone(), &options, &mut Workspace::new());
        let mut engine = engine(&start, &looks, plan, resolved)?;
        if !engine.run(plan.max_steps) {
            let limit = plan.max_steps;
            return Err(TimelineError::TooManySteps { steps: limit.saturating_add(1), limit });
        }
        Ok(finished(self, plan, engine))
    }

    /// The time constants of every party, stated or set, by dense number.
    fn inertia(&self, set: &[(u32, Inertia)]) -> Vec<Inertia> {
        let layout = self.layout();
        let organisation = layout.names.organisation().map(Organisation::stated);
        let stated = organisation.filter(|stated| stated.has_inertia);
        let of_party =
            |&party: &u32| stated.map_or_else(Inertia::default, |it| it.inertia(party as usize));
        let mut inertia: Vec<Inertia> = layout.stated_of.iter().map(of_party).collect();
        for &(party, constants) in set {
            inertia[party as usize] = constants;
        }
        inertia
    }
}

/// Makes everything ready.
fn engine<'a>(
    start: &'a Assessment,
    looks: &'a Looks,
    plan: &TimelinePlan,
    resolved: Resolved,
) -> Result<Engine<'a>, TimelineError> {
    let Resolved { span, step, start: overrides, starting_at, windows, hires, inertia, kept } =
        resolved;
    let network = start.network();
    let layout = network.layout();
    let inertia = network.inertia(&inertia);
    let state = State::new(start, looks, inertia.into_iter(), &starting_at, step);
    let past = Past::new(looks, layout.department_count);
    let agenda = Agenda::new(overrides, windows);
    let record = Record::new(kept, &state);

    let steps = whole(span / step) + whole(i64::from(span % step > 0));
    if steps > plan.max_steps {
        return Err(TimelineError::TooManySteps { steps, limit: plan.max_steps });
    }
    let edges = count(2 * (agenda.edge_count() + hires.len()) + 2);
    let remembered = whole(past.longest().min(span) / step) + edges;
    let values = (steps.saturating_add(edges)).saturating_mul(count(record.width()));
    let values = values.saturating_add(remembered.saturating_mul(count(past.width())));
    if values > plan.max_values {
        return Err(TimelineError::TooManyValues { values, limit: plan.max_values });
    }

    let track = |&felt: &f64| Track::new(felt, plan.felt_below);
    Ok(Engine {
        layout,
        looks,
        tracks: state.felt.iter().map(track).collect(),
        state,
        past,
        agenda,
        searches: hires.into_iter().map(Search::new).collect(),
        record,
        swing: Swing::since(0, span),
        method: plan.method,
        step,
        span,
        extra_steps: steps.max(LEAST_EXTRA_STEPS),
        tally: Tally::default(),
        memory: Memory::new(layout.department_count),
    })
}

/// So many steps are cut for jumps that are felt between step ends, in any case.
const LEAST_EXTRA_STEPS: u64 = 1_000;

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Says what came of it.
fn finished(network: &Network, plan: &TimelinePlan, engine: Engine<'_>) -> Timeline {
    let Engine { state, past, agenda, searches, tracks, record, swing, span, tally, .. } = engine;
    let mut overrides = agenda.in_force().clone();
    let nobody_hired = searches.iter().all(|search| !search.has_arrived());
    for post in &state.posts {
        post.note_agents(&mut overrides);
    }
    let all_over =
        plan.starting_at.is_empty() && nobody_hired && *agenda.start() == *agenda.in_force();
    let mut quality = state.departments().to_vec();
    quality.extend_from_slice(&state.felt);
    let end = End { at: span, quality: &quality, past: &past, swing: &swing, speed: tally.speed };
    let (ending, settled) = end.ending(network, &overrides);
    let requests = state.posts.iter().filter_map(|post| {
        let line = post.line.as_ref()?;
        Some((crate::grouped::dense(post.department), [line.arrived, line.left]))
    });
    Timeline::new(Followed {
        network: network.clone(),
        span,
        method: plan.method,
        requests: requests.collect(),
        record,
        tracks,
        searches,
        tally,
        unsettled: state.unsettled,
        ending,
        settled,
        quality,
        all_over,
    })
}
