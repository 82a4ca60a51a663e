//! Splits a change by solving its parts again, where it cannot be followed along services.

use super::attribution::coalition::{CoalitionSolver, Players};
use super::attribution::shapley::ShapleyValues;
use super::options::ExplainOptions;
use super::revision::Revision;
use super::source::Source;
use crate::quality::{Impact, Status, Weights};

/// What the sources of a change bring, each with its Shapley value.
pub(super) struct SolvedSplit {
    pub(super) shares: Vec<SolvedShare>,
    /// Whether shares come from random orders.
    pub(super) is_sampled: bool,
    /// The worst status of all solves.
    pub(super) status: Status,
}

/// One source's share.
pub(super) struct SolvedShare {
    pub(super) source: Source,
    pub(super) change: f64,
    pub(super) standard_error: f64,
}

impl SolvedSplit {
    /// Splits the change of an objective, by its weights in the later network; `None` where there
    /// is nothing to solve for, or it takes more solves than are allowed.
    pub(super) fn of(impact: &Impact, weights: &Weights, options: &ExplainOptions) -> Option<Self> {
        if impact.before().network().is(impact.after().network()) {
            Self::of_scenarios(impact, weights, options)
        } else {
            Self::of_organisations(impact, weights, options)
        }
    }

    /// Splits the change between two scenarios over everything that either sets.
    fn of_scenarios(impact: &Impact, weights: &Weights, options: &ExplainOptions) -> Option<Self> {
        let sources = Players::of(impact).ok()?;
        let network = impact.after().network();
        let players = sources.players(weights);
        let options = options.of_game(players.len())?;
        let mut parts = CoalitionSolver::new(impact, weights.clone(), &options.solve);
        let values = sources.shapley(&players, &mut parts, &options);
        let source =
            |&player: &usize| Source::of(sources.settings[player].cause(), network.layout());
        Some(Self::new(players.iter().map(source), &values, parts.status()))
    }

    /// Splits the change between two organisations over the capabilities and conditions of what
    /// both have, and all the rest.
    fn of_organisations(
        impact: &Impact,
        weights: &Weights,
        options: &ExplainOptions,
    ) -> Option<Self> {
        let mut revision = Revision::new(impact, weights.clone())?;
        let sources = revision.sources();
        let options = options.of_game(sources.len())?;
        let (values, status) = revision.shapley(&options);
        let mut split = Self::new(sources.into_iter(), &values, status);
        // Equations that are the same have no share, to the last bit.
        split.shares.retain(|share| {
            share.source != Source::Organisation || share.change != 0.0 || split.is_sampled
        });
        Some(split)
    }

    fn new(sources: impl Iterator<Item = Source>, values: &ShapleyValues, status: Status) -> Self {
        let numbers = values.values.iter().zip(&values.standard_errors);
        let share =
            |(source, (&change, &standard_error))| SolvedShare { source, change, standard_error };
        Self {
            shares: sources.zip(numbers).map(share).collect(),
            is_sampled: !values.exact,
            status,
        }
    }
}
