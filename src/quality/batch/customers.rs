//! External customers in every lane, reduced as they are evaluated and never stored.
//!
//! Most scenarios leave most customers much as they were. So rows are first evaluated for two
//! made-up lanes: every department at its best of all lanes, and at its worst. Rules are monotone,
//! and so is rounding: whatever holds of both holds of every lane between them, exactly. Only
//! customers about whom the two disagree are evaluated lane by lane.

use super::aggregates::{Asked, GroupAggregates};
use super::lanes::{ALL, LANES, Lanes, lanes_of};
use super::scenario_group::{Changed, ScenarioGroup, for_segments};
use super::state::{ByHand, LaneState};
use crate::network::{DeptIx, IndexRange, Layout, PartyIx, RowKind};
use crate::quality::engine::rows::{EqualRows, LaneValues};
use crate::rule::{Accumulate, Aggregator, Mean, PlainRule, with_rule};

/// What a batch knows of the customers beforehand.
#[derive(Debug, Clone)]
pub(super) struct Customers {
    /// Of each customer, by dense number less that of the first; empty where all are 1.
    population: Vec<f64>,
    pub(super) total_population: f64,
    /// The departments that serve customers, ascending.
    front_line: Vec<FrontLine>,
    /// What is missing of each department in its best and its worst lane.
    extremes: Vec<Extremes>,
    asked: Asked,
}

#[derive(Debug, Clone, Copy)]
struct FrontLine {
    department: DeptIx,
    /// What the customers lose together, weighted by population, where all it delivers is missing;
    /// of those whose loss is linear.
    weight: f64,
}

/// A value in the best lane and in the worst.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
struct Extremes([f64; 2]);

impl LaneValues<2> for Extremes {
    #[inline]
    fn values(&self) -> &[f64; 2] {
        &self.0
    }
}

/// What customers are evaluated from.
pub(super) struct Supply<'a> {
    pub(super) layout: &'a Layout,
    pub(super) group: &'a ScenarioGroup,
    pub(super) state: &'a LaneState,
    pub(super) by_hand: &'a mut ByHand,
}

impl Customers {
    pub(super) fn new(layout: &Layout, asked: Asked) -> Self {
        let customers = layout.customers();
        let populations = customers.map(|customer| layout.population(customer));
        let total_population = populations.clone().sum();
        let all_are_one = populations.clone().all(|population| population.to_bits() == ONE);
        let population = if all_are_one { Vec::new() } else { populations.collect() };
        let mut customers = Self {
            population,
            total_population,
            front_line: Vec::new(),
            extremes: vec![Extremes([0.0; 2]); layout.department_count()],
            asked,
        };
        customers.front_line = customers.front_line(layout);
        customers
    }

    /// Finds the departments that serve customers, and how much each counts.
    fn front_line(&self, layout: &Layout) -> Vec<FrontLine> {
        let mut weights: Vec<Option<f64>> = vec![None; layout.department_count()];
        for run in layout.runs() {
            if layout.is_department(run.start) {
                continue;
            }
            for customer in run.parties() {
                let row = layout.row(customer);
                let inverse = match run.shared {
                    Some(Aggregator::Plain(PlainRule::Mean { own_weight })) => {
                        let weight = Mean { own_weight }.weight(row.len());
                        self.population(layout, customer) / weight
                    }
                    _ => 0.0,
                };
                for entry in row {
                    let provider = layout.provider(entry);
                    *weights[provider].get_or_insert(0.0) += layout.dependence(entry) * inverse;
                }
            }
        }
        let weights = layout.departments().zip(&weights);
        let front_line = weights
            .filter_map(|(department, weight)| Some(FrontLine { department, weight: (*weight)? }));
        front_line.collect()
    }

    pub(super) fn population(&self, layout: &Layout, customer: PartyIx) -> f64 {
        let place = customer - layout.first_customer();
        self.population.get(place).copied().unwrap_or(1.0)
    }

    /// Reduces every customer of a group to what is asked for.
    pub(super) fn tally(&mut self, supply: &mut Supply<'_>) -> GroupAggregates {
        let mut tally = GroupAggregates::new(self.asked);
        let layout = supply.layout;
        let is_filtered = self.asked.worst || self.asked.below.is_some();
        if self.asked.mean {
            self.take_linear(supply.state, &mut tally);
        }
        if is_filtered {
            for &FrontLine { department, .. } in &self.front_line {
                let missing = &supply.state.missing[department].0;
                let extremes = missing.iter().fold([missing[0]; 2], |[best, worst], &missing| {
                    [best.min(missing), worst.max(missing)]
                });
                self.extremes[department] = Extremes(extremes);
            }
        }
        for run in layout.runs() {
            let parties = run.parties();
            let shared = run.shared.and_then(Aggregator::plain);
            let is_linear = matches!(shared, Some(PlainRule::Mean { .. }));
            let losses = self.asked.mean && !is_linear;
            if layout.is_department(parties.start) || !(is_filtered || losses) {
                continue;
            }
            let changed = supply.group.within(&parties);
            for_segments(&parties, changed, |parties, changed| {
                if let Some(rule) = shared.filter(|_| changed.is_none()) {
                    with_rule!(rule, |rule| {
                        if losses {
                            self.every(supply, rule, &parties, &mut tally);
                        } else {
                            self.filtered(supply, rule, &parties, &mut tally);
                        }
                    });
                    return;
                }
                for customer in parties {
                    let population = self.population(layout, customer);
                    let quality = supply.evaluate(customer, changed);
                    if losses {
                        tally.take_loss(population, &quality);
                    }
                    tally.take_worst(layout, customer, &quality);
                    tally.take_below(population, &quality);
                }
            });
        }
        if self.asked.mean {
            self.correct_linear(supply, &mut tally);
        }
        tally
    }

    /// Takes the losses of all whose loss is linear in what is missing.
    fn take_linear(&self, state: &LaneState, tally: &mut GroupAggregates) {
        for front_line in self.front_line.chunks(CUSTOMERS_PER_CHUNK) {
            let mut lost = [0.0; LANES];
            for &FrontLine { department, weight } in front_line {
                let missing = &state.missing[department].0;
                for (lost, missing) in lost.iter_mut().zip(missing) {
                    *lost += weight * missing;
                }
            }
            tally.lose(1.0, &lost);
        }
    }

    /// Replaces what was taken of those of whose services some lane changes one.
    fn correct_linear(&self, supply: &mut Supply<'_>, tally: &mut GroupAggregates) {
        let layout = supply.layout;
        let customers = layout.customers();
        for changed in supply.group.within(&customers) {
            let RowKind::Plain(Aggregator::Plain(PlainRule::Mean { .. })) =
                layout.row_kind_of(changed.party)
            else {
                continue;
            };
            let before = supply.evaluate(changed.party, None);
            let after = supply.evaluate(changed.party, Some(changed));
            let mut lost = before.0;
            for (lost, after) in lost.iter_mut().zip(after.0) {
                *lost -= after;
            }
            tally.lose(self.population(layout, changed.party), &lost);
        }
    }

    /// Evaluates plain customers of one row length in every lane.
    fn every<R: Accumulate>(
        &self,
        supply: &Supply<'_>,
        rule: R,
        parties: &IndexRange<PartyIx>,
        tally: &mut GroupAggregates,
    ) {
        let layout = supply.layout;
        let rows = EqualRows::of(layout, rule, parties, &supply.state.missing);
        rows.for_chunks::<LANES>(|places, qualities| {
            let customers =
                IndexRange::new(parties.start + places.start, parties.start + places.end);
            for (customer, quality) in customers.zip(qualities) {
                let population = self.population(layout, customer);
                let quality = Lanes(*quality);
                tally.take_loss(population, &quality);
                tally.take_worst(layout, customer, &quality);
                tally.take_below(population, &quality);
            }
        });
    }

    /// Evaluates plain customers of one row length whose losses are taken, or not asked for.
    fn filtered<R: Accumulate>(
        &self,
        supply: &Supply<'_>,
        rule: R,
        parties: &IndexRange<PartyIx>,
        tally: &mut GroupAggregates,
    ) {
        let layout = supply.layout;
        let rows = EqualRows::of(layout, rule, parties, &self.extremes);
        let threshold = self.asked.below.unwrap_or(f64::NEG_INFINITY);
        rows.for_chunks::<2>(|places, qualities| {
            let mut next = parties.start + places.start;
            for qualities in qualities.chunks(AT_A_GLANCE) {
                let customers = IndexRange::new(next, next + qualities.len());
                next = customers.end;
                let bar = tally.bar();
                let (mut below, mut unsure) = (0, 0);
                for &[best, worst] in qualities {
                    let is_below = best < threshold;
                    below += u32::from(is_below);
                    unsure |= u32::from(is_below != (worst < threshold)) | u32::from(worst <= bar);
                }
                let population = self.population_below(layout, &customers, below, |place| {
                    qualities[place][0] < threshold
                });
                tally.all_below(below, population);
                if unsure != 0 {
                    let unsure = customers.zip(qualities).filter(|(_, [best, worst])| {
                        (*best < threshold) != (*worst < threshold) || *worst <= bar
                    });
                    for (customer, &[best, worst]) in unsure {
                        let missing = &supply.state.missing;
                        let quality = plain(layout, rule, customer, missing);
                        tally.take_worst(layout, customer, &quality);
                        if (best < threshold) != (worst < threshold) {
                            tally.take_below(self.population(layout, customer), &quality);
                        }
                    }
                }
            }
        });
    }

    /// The population of the customers that are below the threshold.
    #[inline]
    fn population_below(
        &self,
        layout: &Layout,
        customers: &IndexRange<PartyIx>,
        count: u32,
        is_below: impl Fn(usize) -> bool,
    ) -> f64 {
        if self.population.is_empty() {
            return f64::from(count);
        }
        let places = customers.clone().enumerate().filter(|&(place, _)| is_below(place));
        // The sum of no numbers is −0.
        0.0 + places.map(|(_, customer)| self.population(layout, customer)).sum::<f64>()
    }
}

/// How many customers are looked at before any of them is looked at alone.
const AT_A_GLANCE: usize = 16;

/// How many departments are summed before their sum joins the others.
const CUSTOMERS_PER_CHUNK: usize = 64;

const ONE: u64 = 1.0_f64.to_bits();

impl Supply<'_> {
    /// Evaluates one customer in every lane.
    pub(super) fn evaluate(&mut self, customer: PartyIx, changed: Option<&Changed>) -> Lanes {
        let Self { layout, group, state, .. } = *self;
        let plain_rule = match layout.row_kind_of(customer) {
            RowKind::Plain(aggregator) => aggregator.plain(),
            RowKind::Detailed { .. } => None,
        };
        let mut evaluate = |lanes, quality: &mut Lanes| {
            self.by_hand.evaluate(layout, group, lanes, customer, &state.quality, quality);
        };
        if let Some(rule) = plain_rule {
            let mut quality =
                with_rule!(rule, |rule| plain(layout, rule, customer, &state.missing));
            evaluate(changed.map_or(0, |changed| changed.services), &mut quality);
            return quality;
        }
        let moved = state.moved_among(&layout.providers()[layout.row(customer)]);
        let moved = moved | changed.map_or(0, |changed| changed.lanes);
        let mut quality = Lanes::splat(1.0);
        // One lane stands for all in which nothing moved.
        if let Some(unmoved) = lanes_of(ALL & !moved).next() {
            evaluate(1 << unmoved, &mut quality);
            quality = Lanes::splat(quality.0[unmoved]);
        }
        evaluate(moved, &mut quality);
        quality
    }
}

/// Evaluates one plain customer in every lane.
fn plain<R: Accumulate>(layout: &Layout, rule: R, customer: PartyIx, missing: &[Lanes]) -> Lanes {
    let mut quality = [[0.0; LANES]];
    let rows = EqualRows::of(layout, rule, &IndexRange::one(customer), missing);
    rows.evaluate(0..1, &mut quality, |_| 1.0);
    Lanes(quality[0])
}
