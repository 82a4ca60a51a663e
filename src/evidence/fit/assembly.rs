//! `PartyRows`: the rows of a party that can be fitted, from readings and from what is stated.

use chrono::{Datelike, Timelike};

use super::effective::Reliability;
use super::equation::{Equation, Parameters, StatedNeed};
use super::options::SlotBy;
use super::problem::{FitProblem, FitRows};
use super::readings::{ReadingSeries, ReadingTable};
use super::received::{NeedOf, ServiceReadings, met, needs_of};
use super::residual_scale::ResidualScale;
use crate::numerics::series::{mean, variance};
use crate::organisation::{Organisation, Stated};

/// What the readings say of a need before any fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum NeedReadings {
    /// It was read, and it varies.
    Read,
    /// Somebody it depends on was never read.
    Unread,
    /// It was always met to this.
    Constant(f64),
    /// It comes from within a cycle, and nothing from outside tells it apart.
    Entangled,
}

/// The rows of a party.
#[derive(Debug, Clone)]
pub(crate) struct PartyRows {
    /// The party, by its stated number.
    pub(crate) party: usize,
    pub(crate) needs: Vec<NeedOf>,
    pub(crate) readings: Vec<NeedReadings>,
    /// The dependence that is stated of each, if any.
    pub(crate) stated: Vec<Option<f64>>,
    /// The least share of a need's variance that is no counting noise.
    pub(crate) reliability: Vec<Option<Reliability>>,
    pub(crate) equation: Equation,
    /// The period of each row.
    pub(crate) periods: Vec<usize>,
    pub(crate) observed: Vec<f64>,
    pub(crate) weight: Vec<f64>,
    /// Needs met as a fit takes them in, row after row.
    pub(crate) met: Vec<f64>,
    /// As they were read, for predictions.
    pub(crate) met_as_read: Vec<f64>,
    /// What all numbers are divided by: above 1 for ratios.
    pub(crate) scale: f64,
    pub(crate) residual_scale: ResidualScale,
    /// Which level each row has.
    pub(crate) level_of: Vec<usize>,
    pub(crate) level_count: usize,
}

/// The most needs of a party that are fitted together.
pub(crate) const MOST_NEEDS: usize = 64;

impl PartyRows {
    /// Takes the rows of a party; `None` where it was never read, or needs nothing.
    pub(crate) fn of(
        organisation: &Organisation,
        party: usize,
        table: &ReadingTable,
        slot_by: Option<SlotBy>,
    ) -> Option<Self> {
        let stated = organisation.stated();
        let series = table.party(stated.parties.id(party)?.as_str())?;
        let needs = needs_of(organisation, party);
        if needs.is_empty() {
            return None;
        }
        let sources: Vec<Option<Vec<ServiceReadings<'_>>>> =
            needs.iter().map(|need| sources_of(need, stated, table, series)).collect();
        let mut rows = Self {
            party,
            readings: vec![NeedReadings::Read; needs.len()],
            reliability: sources.iter().map(|of| least_reliability(of.as_deref())).collect(),
            equation: equation(organisation, party, &needs),
            stated: needs.iter().map(|need| need.stated_dependence(stated)).collect(),
            needs,
            periods: Vec::new(),
            observed: Vec::new(),
            weight: Vec::new(),
            met: Vec::new(),
            met_as_read: Vec::new(),
            scale: 1.0,
            residual_scale: ResidualScale::Quality,
            level_of: Vec::new(),
            level_count: 1,
        };
        for period in 0..table.period_count() {
            rows.take(period, series, &sources, stated, table);
        }
        rows.settle(table);
        (rows.level_of, rows.level_count) = rows.levels(table, slot_by);
        rows.note_constants(|need| sources[need].is_some());
        Some(rows)
    }

    /// Takes a period, unless something that is read at all was not read in it.
    fn take(
        &mut self,
        period: usize,
        series: &ReadingSeries,
        sources: &[Option<Vec<ServiceReadings<'_>>>],
        stated: &Stated,
        table: &ReadingTable,
    ) {
        let Some(observed) = series.at(period) else { return };
        let start = self.met.len();
        let as_read = self.met_as_read.len();
        let mut received = Vec::new();
        for (need, sources) in self.needs.iter().zip(sources) {
            for draws_in in [true, false] {
                let to = if draws_in { &mut self.met } else { &mut self.met_as_read };
                let Some(sources) = sources else {
                    // Nobody reads it: the level takes it in.
                    to.push(1.0);
                    continue;
                };
                received.clear();
                received.extend(
                    sources.iter().map_while(|source| source.received(table, period, draws_in)),
                );
                if received.len() < sources.len() {
                    self.met.truncate(start);
                    self.met_as_read.truncate(as_read);
                    return;
                }
                to.push(met(need, stated, &mut received));
            }
        }
        self.periods.push(period);
        self.observed.push(observed);
        self.weight.push(series.weight(period));
    }

    /// Notes what varies, scales weights to a mean of 1 and ratios to at most 1.
    fn settle(&mut self, table: &ReadingTable) {
        let mean_weight = mean(&self.weight);
        for weight in &mut self.weight {
            *weight /= mean_weight;
        }
        let of_weights = self.equation.parameters() == Parameters::Weights;
        let numbers = || self.observed.iter().chain(&self.met).chain(&self.met_as_read);
        let largest = numbers().copied().fold(1.0, f64::max);
        let is_ratio = table.has_ratios() && of_weights;
        if is_ratio && self.observed.iter().any(|ratio| *ratio > 1.0) {
            self.residual_scale = ResidualScale::Value;
        }
        self.scale = if is_ratio { largest } else { 1.0 };
        self.equation = self.equation.on_scale(self.scale);
        let scale = self.scale;
        for columns in [&mut self.observed, &mut self.met, &mut self.met_as_read] {
            for number in columns {
                *number = (*number / scale).min(1.0);
            }
        }
    }

    pub(crate) fn row_count(&self) -> usize {
        self.observed.len()
    }

    /// A need's series, as a fit takes it in.
    pub(crate) fn met_of(&self, need: usize) -> Vec<f64> {
        self.met.iter().skip(need).step_by(self.needs.len()).copied().collect()
    }

    /// Puts a series in place of a need's, for the fit alone.
    pub(crate) fn replace_met(&mut self, need: usize, series: &[f64]) {
        let count = self.needs.len();
        for (to, value) in self.met.iter_mut().skip(need).step_by(count).zip(series) {
            *to = value.clamp(0.0, 1.0);
        }
    }

    /// The same with readings as they were read, not freed of the noise of counting: predictions are
    /// made from readings that carry it, and the fit to such readings predicts best from them.
    pub(crate) fn without_calibration(mut self) -> Self {
        self.met.clone_from(&self.met_as_read);
        self
    }

    /// Needs met as they were read in a row.
    pub(crate) fn as_read(&self, row: usize) -> &[f64] {
        &self.met_as_read[row * self.needs.len()..(row + 1) * self.needs.len()]
    }

    /// Finds needs that were never read or that never vary: they say nothing.
    fn note_constants(&mut self, sources_read: impl Fn(usize) -> bool) {
        for need in 0..self.needs.len() {
            let series = self.met_of(need);
            if !sources_read(need) {
                self.readings[need] = NeedReadings::Unread;
            } else if variance(&series) <= 1e-18 {
                let at = series.first().copied().unwrap_or(1.0);
                self.readings[need] = NeedReadings::Constant(at);
            }
        }
    }

    /// The first `count` rows alone.
    pub(crate) fn first_rows(&self, count: usize) -> Self {
        let count = count.min(self.row_count());
        let of_needs = count * self.needs.len();
        let mut first = self.clone();
        first.periods.truncate(count);
        first.observed.truncate(count);
        first.weight.truncate(count);
        first.level_of.truncate(count);
        first.met.truncate(of_needs);
        first.met_as_read.truncate(of_needs);
        first
    }

    /// The rows of the periods ahead: what was received, and what the party itself delivered, in the
    /// period before each.
    pub(crate) fn ahead(&self, table: &ReadingTable) -> Self {
        let needs = self.needs.len();
        let own = NeedOf {
            key: "own state".to_owned(),
            declared: None,
            services: Vec::new(),
            substitution: None,
        };
        let mut ahead = self.clone();
        ahead.needs.push(own);
        ahead.readings.push(NeedReadings::Read);
        ahead.reliability.push(None);
        ahead.stated.push(None);
        ahead.equation = self.equation.with_own_state();
        for kept in [&mut ahead.met, &mut ahead.met_as_read] {
            kept.clear();
        }
        let before = |row: usize| table.lagged(self.periods[row], table.period_length());
        let follows = |row: usize| before(row) == Some(self.periods[row - 1]);
        let kept: Vec<usize> = (1..self.row_count()).filter(|&row| follows(row)).collect();
        for &row in &kept {
            let before = (row - 1) * needs..row * needs;
            ahead.met.extend(&self.met[before.clone()]);
            ahead.met.push(self.observed[row - 1]);
            ahead.met_as_read.extend(&self.met_as_read[before]);
            ahead.met_as_read.push(self.observed[row - 1]);
        }
        ahead.periods = kept.iter().map(|&row| self.periods[row]).collect();
        ahead.observed = kept.iter().map(|&row| self.observed[row]).collect();
        ahead.weight = kept.iter().map(|&row| self.weight[row]).collect();
        ahead.level_of = kept.iter().map(|&row| self.level_of[row]).collect();
        ahead
    }

    /// The rows with other needs met, row after row: a graph that is not the stated one.
    pub(crate) fn with_met(&self, met: Vec<f64>) -> Self {
        let mut other = self.clone();
        other.readings.fill(NeedReadings::Read);
        other.met_as_read.clone_from(&met);
        other.met = met;
        other
    }

    /// The problem that these rows state.
    pub(crate) fn problem(&self) -> FitProblem {
        let needs = self.needs.len();
        let block = FitRows {
            equation: self.equation.clone(),
            parameter_of: (0..needs).collect(),
            met: self.met.clone(),
            observed: self.observed.clone(),
            weight: self.weight.clone(),
            level_of: self.level_of.clone(),
        };
        FitProblem {
            blocks: vec![block],
            level_count: self.level_count,
            highest_level: self.equation.highest_level(),
            residual_scale: self.residual_scale,
            prior: vec![None; needs],
            fixed: vec![None; needs],
            counted: self.reliability.clone(),
        }
    }

    /// Which level each row has, and how many there are.
    fn levels(&self, table: &ReadingTable, slot_by: Option<SlotBy>) -> (Vec<usize>, usize) {
        let Some(slot_by) = slot_by else { return (vec![0; self.row_count()], 1) };
        let slot = |&period: &usize| {
            let Some(start) = table.starts().get(period) else { return 0 };
            match slot_by {
                SlotBy::Hour => start.hour(),
                SlotBy::Weekday => start.weekday().num_days_from_monday(),
                SlotBy::Month => start.month0(),
            }
        };
        let slots: Vec<u32> = self.periods.iter().map(slot).collect();
        let mut known: Vec<u32> = slots.clone();
        known.sort_unstable();
        known.dedup();
        let level_of = slots.iter().map(|slot| known.binary_search(slot).unwrap_or(0)).collect();
        (level_of, known.len().max(1))
    }
}

fn sources_of<'a>(
    need: &NeedOf,
    stated: &'a Stated,
    table: &'a ReadingTable,
    consumer: &ReadingSeries,
) -> Option<Vec<ServiceReadings<'a>>> {
    let of_service = |&service: &usize| ServiceReadings::of(stated, service, table, consumer);
    let sources: Option<Vec<_>> = need.services.iter().map(of_service).collect();
    sources.filter(|sources| !sources.is_empty())
}

fn least_reliability(sources: Option<&[ServiceReadings<'_>]>) -> Option<Reliability> {
    let counted = sources?.iter().filter_map(ServiceReadings::reliability);
    counted.min_by(|one, other| one.share.total_cmp(&other.share))
}

/// The equation of a party as it is stated.
fn equation(organisation: &Organisation, party: usize, needs: &[NeedOf]) -> Equation {
    let stated = organisation.stated();
    let needs: Vec<StatedNeed> = needs
        .iter()
        .map(|need| {
            if let Some(number) = need.declared {
                StatedNeed {
                    weight: stated.needs[number].weight,
                    dependence: stated.need_dependence[number].unwrap_or(1.0),
                    criticality: stated.needs[number].criticality,
                }
            } else {
                let service = need.services[0];
                let terms = &stated.services[service];
                StatedNeed {
                    weight: terms.weight,
                    dependence: stated.services.dependence(service).unwrap_or(1.0),
                    criticality: terms.criticality,
                }
            }
        })
        .collect();
    Equation::new(stated.rule(party), stated.parties.is_department(party), &needs)
}
