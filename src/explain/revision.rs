//! Two organisations as a game: what changed is switched over part by part.
//!
//! Capabilities of departments, and conditions of services, which both organisations have under one
//! id, can be set on either. Everything else, services, needs, dependences, ceilings and rules, is switched
//! over at once, by solving the other organisation.

use super::attribution::shapley::{ShapleyOptions, ShapleyValues, shapley_values};
use super::source::Source;
use super::upstream::Upstream;
use crate::network::{
    DeptIx, EdgeIx, Layout, Network, Overrides, Parameter, PartyIx, ServiceState,
};
use crate::quality::{Assessment, Impact, SolveOptions, Status, Weights, Workspace};

/// What one of two organisations is, as far as coalitions need it.
struct Version {
    network: Network,
    /// What its scenario sets, but for values that differ.
    set: Overrides,
    weights: Weights,
    /// What the objective's parties count that this organisation lacks.
    constant: f64,
}

/// A value that both organisations have.
#[derive(Debug, Clone, Copy)]
enum Differing {
    /// Of a department, by the numbers of both organisations, earlier first.
    Capability { departments: [DeptIx; 2], values: [f64; 2] },
    /// Of a service, by row entries.
    Service { entries: [EdgeIx; 2], values: [ServiceState; 2] },
}

/// The change from one organisation to another.
pub(super) struct Revision {
    /// Earlier and later.
    versions: [Version; 2],
    differing: Vec<Differing>,
    status: Status,
}

impl Revision {
    /// Lines up two organisations by id, for an objective by its weights in the later; `None` where
    /// capabilities follow from load in either, since what they follow from is not of one kind
    /// then.
    pub(super) fn new(impact: &Impact, weights: Weights) -> Option<Self> {
        let states = [impact.before(), impact.after()];
        let layouts = states.map(|state| state.network().layout());
        if layouts.iter().any(|layout| layout.demand().is_some()) {
            return None;
        }
        let (counted, constant) = mapped(&weights, states);
        let weights = [counted, weights];
        let upstream = [0, 1].map(|version: usize| {
            Upstream::of(layouts[version], weights[version].iter().map(|(party, _)| party))
        });
        let differing = capabilities(states)
            .chain(services(states))
            .filter(|differing| {
                let parties = differing.parties(layouts);
                (0..2).any(|version| upstream[version].contains(parties[version]))
            })
            .collect::<Vec<_>>();
        let constants = [constant, 0.0];
        let versions = [0, 1].map(|version: usize| Version {
            network: states[version].network().clone(),
            set: without(states[version].overrides(), &differing, version),
            weights: weights[version].clone(),
            constant: constants[version],
        });
        Some(Self { versions, differing, status: impact.status() })
    }

    /// The players: every value that differs, and the rest of the organisation.
    pub(super) fn sources(&self) -> Vec<Source> {
        let layout = self.versions[1].network.layout();
        let values = self.differing.iter().map(|differing| differing.source(layout));
        values.chain([Source::Organisation]).collect()
    }

    /// The Shapley values of the players, and the worst status of all solves.
    pub(super) fn shapley(&mut self, options: &ShapleyOptions) -> (ShapleyValues, Status) {
        let mut workspaces = [Workspace::new(), Workspace::new()];
        let players = self.differing.len() + 1;
        let game = |present: &[bool]| self.value(present, &options.solve, &mut workspaces);
        let values = shapley_values(players, game, options);
        (values, options.solve.status_of(self.status))
    }

    /// What a coalition is worth.
    fn value(
        &mut self,
        present: &[bool],
        options: &SolveOptions,
        workspaces: &mut [Workspace; 2],
    ) -> f64 {
        let (&is_revised, values) = present.split_last().unwrap_or((&false, &[]));
        let which = usize::from(is_revised);
        let version = &self.versions[which];
        let mut set = version.set.values.clone();
        let mut services = version.set.services.clone();
        for (differing, &is_new) in self.differing.iter().zip(values) {
            match differing {
                Differing::Capability { departments, values } => {
                    let of = Parameter::Capability(departments[which]);
                    set.push((of, values[usize::from(is_new)]));
                }
                Differing::Service { entries, values } => {
                    services.push((entries[which], values[usize::from(is_new)]));
                }
            }
        }
        let layout = version.network.layout();
        let overrides = Overrides::new(layout, set, services);
        let workspace = &mut workspaces[which];
        let solved = version.network.run(String::new(), overrides, options, workspace);
        self.status = self.status.max(solved.status());
        version.weights.sum(solved.dense_qualities()) + version.constant
    }
}

impl Differing {
    fn source(&self, layout: &Layout) -> Source {
        match self {
            Self::Capability { departments: [_, department], .. } => {
                Source::Capability(layout.party_id(*department))
            }
            Self::Service { entries: [_, entry], values } => {
                let service = layout.service_id(*entry);
                if values.contains(&ServiceState::Stopped) {
                    Source::Running(service)
                } else {
                    Source::Condition(service)
                }
            }
        }
    }

    /// The party that it acts on, in either organisation.
    fn parties(&self, layouts: [&Layout; 2]) -> [PartyIx; 2] {
        match self {
            Self::Capability { departments, .. } => departments.map(PartyIx::from),
            Self::Service { entries, .. } => {
                [0, 1].map(|version: usize| layouts[version].consumer(entries[version]))
            }
        }
    }
}

/// The weights of an objective in the earlier organisation, and what the others add up to: they
/// count as unchanged.
fn mapped(weights: &Weights, [before, after]: [&Assessment; 2]) -> (Weights, f64) {
    let (old, new) = (before.network().layout(), after.network().layout());
    let mut constant = 0.0;
    let mut listed = Vec::new();
    for (party, weight) in weights.iter() {
        match new.counterpart(party, old) {
            Some(earlier) => listed.push((earlier, weight)),
            None => constant += weight * after.dense_qualities()[party],
        }
    }
    listed.sort_unstable_by_key(|&(party, _)| party);
    (Weights::Listed(listed.into()), constant)
}

/// The capabilities that differ.
fn capabilities([before, after]: [&Assessment; 2]) -> impl Iterator<Item = Differing> {
    let (old, new) = (before.network().layout(), after.network().layout());
    new.departments().filter_map(move |department| {
        let earlier = old.department(new.counterpart(department.into(), old)?)?;
        let departments = [earlier, department];
        let values = [before.capability_of(earlier), after.capability_of(department)];
        (values[0].to_bits() != values[1].to_bits())
            .then_some(Differing::Capability { departments, values })
    })
}

/// The services of which something else is received, whatever arrives.
fn services([before, after]: [&Assessment; 2]) -> impl Iterator<Item = Differing> {
    let (old, new) = (before.network().layout(), after.network().layout());
    new.edges().filter_map(move |entry| {
        let earlier = old.find_service(new.service_id(entry).as_str())?;
        let values = [received(before, earlier), received(after, entry)];
        (values[0] != values[1]).then_some(Differing::Service { entries: [earlier, entry], values })
    })
}

fn received(state: &Assessment, entry: EdgeIx) -> ServiceState {
    let layout = state.network().layout();
    state.overrides().service_state(entry, layout.row_detail(entry))
}

/// What a scenario sets that does not differ.
fn without(set: &Overrides, differing: &[Differing], version: usize) -> Overrides {
    let mut kept = set.clone();
    let mut values = Vec::new();
    let mut services = Vec::new();
    for differing in differing {
        match differing {
            Differing::Capability { departments, .. } => {
                values.push(Parameter::Capability(departments[version]));
            }
            Differing::Service { entries, .. } => services.push(entries[version]),
        }
    }
    values.sort_unstable();
    services.sort_unstable();
    kept.values.retain(|(of, _)| values.binary_search(of).is_err());
    kept.services.retain(|(entry, _)| services.binary_search(entry).is_err());
    kept
}
