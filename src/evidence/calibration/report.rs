//! `CalibrationReport`: how well each party's equation predicts periods it has not seen.

use std::ops::Range;

use serde::Serialize;

use super::baseline::SeriesSoFar;
use super::claim::{Claim, ObviousKind};
use super::class_prior::{HeldRows, priors_of};
use super::interval::ConformalInterval;
use super::options::CalibrationOptions;
use super::placebo::{Placebo, sets};
use super::ridge::best_weight;
use super::rival::ReadParties;
use super::skill::{Skill, skill};
use super::split::{blocks, rows_needed};
use crate::evidence::fit::{
    EquationScratch, FitError, NeedReadings, ParameterPoint, PartyRows, Prior, Priors,
    ReadingTable, RollingRegression, SolvedFit, check, fit_party, fit_party_near, rows_of,
    untangle,
};
use crate::numerics::series::real;
use crate::organisation::{Organisation, PartyRef};
use crate::progress::OnProgress;

/// What is asked of a party's equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Question {
    /// What it delivers in a period, where what it receives in that period is known.
    Now,
    /// What it delivers in a period, from what it received, and delivered itself, in the one before.
    Ahead,
}

/// How a baseline did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BaselineScore {
    /// Which baseline: `last`, `average`, `trend`, or a regression: `providers` (on the same
    /// providers), `everybody` (ridge on all who were read), `along_the_graph`, `single_party`.
    pub baseline: &'static str,
    /// Its root mean squared error.
    pub error: f64,
    /// The skill of the model against it.
    pub skill: Skill,
}

/// How often intervals held what was observed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// How often they should.
    pub nominal: f64,
    /// How often they did.
    pub actual: f64,
    /// In how many periods.
    pub periods: usize,
    /// The interval after all of them.
    pub interval: ConformalInterval,
}

/// How well predictions of one party did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PartyReport {
    /// The party.
    pub party: String,
    /// What was asked.
    pub question: Question,
    /// How many periods were held out.
    pub periods: usize,
    /// The root mean squared error of the model, weighted by volumes where they are stated; `None`
    /// where nothing was held out.
    pub error: Option<f64>,
    /// Those of others.
    pub baselines: Vec<BaselineScore>,
    /// Regressions that do no worse than the model, beyond chance: it is no better than these.
    pub as_good: Vec<&'static str>,
    /// What may be claimed.
    #[serde(flatten)]
    pub claim: Claim,
    /// The same in words.
    pub sentence: String,
    /// How often intervals held what was observed; `None` of too few periods.
    pub coverage: Option<Coverage>,
    /// How the stated graph compares with others; of the present period alone.
    pub placebo: Option<Placebo>,
}

/// How well a fitted organisation predicts periods it has not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalibrationReport {
    /// Parties that were read and need something, in the order of the organisation, each asked twice.
    pub parties: Vec<PartyReport>,
    /// The word for a period, singular and plural.
    pub period: (&'static str, &'static str),
}

impl CalibrationReport {
    /// Returns how predictions of a party did.
    pub fn party(&self, id: impl AsRef<str>, question: Question) -> Option<&PartyReport> {
        let mut parties = self.parties.iter();
        parties.find(|report| report.party == id.as_ref() && report.question == question)
    }
}

/// Tries a fit on periods it has not seen: of every party that was read, fitted on the periods before
/// each block of those held out.
///
/// # Errors
///
/// [`FitError::HoldOut`] for a share outside 0..1, and everything that
/// [`fit`](crate::evidence::fit::fit) refuses.
///
/// # Complexity
///
/// As many fits of each party as `most_refits`, twice, and one for every placebo; beside these
/// linear in the periods, but that errors are sorted as often.
pub fn calibrate(
    organisation: &Organisation,
    table: &ReadingTable,
    priors: &Priors,
    options: &CalibrationOptions,
) -> Result<CalibrationReport, FitError> {
    let share = options.hold_out;
    if !(share > 0.0 && share < 1.0) {
        return Err(FitError::HoldOut { share });
    }
    if !(options.confidence > 0.0 && options.confidence < 1.0) {
        return Err(FitError::Confidence { confidence: options.confidence });
    }
    check(organisation, table, priors, &options.fit)?;
    let buffered = priors.buffered(organisation);
    let organisation = &buffered;
    let stopped = || options.fit.on_progress.as_ref().is_some_and(OnProgress::is_stopped);
    let hold_out = |rows: PartyRows| {
        let needs = rows.needs.len();
        let blocks = blocks(rows.row_count(), needs, share, options.most_refits);
        HeldRows { rows, blocks }
    };
    let (mut tried, mut now, mut next) = (Vec::new(), Vec::new(), Vec::new());
    for party in organisation.parties() {
        if stopped() {
            return Err(FitError::Stopped);
        }
        let slot_by = options.fit.slot_by;
        let Some(rows) = rows_of(party, organisation, table, slot_by)? else { continue };
        let mut rows = rows.without_calibration();
        if !rows.readings.contains(&NeedReadings::Read) {
            continue;
        }
        tried.push(party);
        next.push(hold_out(rows.ahead(table)));
        untangle(&mut rows, party, organisation, table);
        now.push(hold_out(rows));
    }
    let mut scratch = EquationScratch::default();
    let inputs = (organisation, table, priors);
    let of_now = priors_of(&now, inputs, options, &mut scratch)?;
    let of_next = priors_of(&next, inputs, options, &mut scratch)?;
    let mut parties = Vec::new();
    for (at, party) in tried.into_iter().enumerate() {
        let questions =
            [(Question::Now, &now[at], &of_now[at]), (Question::Ahead, &next[at], &of_next[at])];
        for (question, held, prior) in questions {
            if stopped() {
                return Err(FitError::Stopped);
            }
            let read = ReadParties::of(organisation, table, &held.rows.periods);
            let trial = Trial { party, table, options, read: &read };
            parties.push(trial.report(held, prior, question, &mut scratch));
        }
    }
    Ok(CalibrationReport { parties, period: table.period_word() })
}

/// What one party is tried with.
struct Trial<'a> {
    party: PartyRef<'a>,
    table: &'a ReadingTable,
    options: &'a CalibrationOptions,
    read: &'a ReadParties,
}

/// Errors on rows held out, and the losses that were predicted.
#[derive(Default)]
struct Held {
    errors: Vec<f64>,
    losses: Vec<f64>,
}

/// Errors of a baseline, by its name.
type Errors = (&'static str, Vec<f64>);

impl Trial<'_> {
    fn report(
        &self,
        HeldRows { rows, blocks }: &HeldRows,
        prior: &[Option<Prior>],
        question: Question,
        scratch: &mut EquationScratch,
    ) -> PartyReport {
        let options = self.options;
        let needed = rows_needed(rows.needs.len());
        let held_out = blocks.iter().map(ExactSizeIterator::len).sum();
        let too_short = rows.row_count() < needed || held_out < 3;
        let model = predict(rows, prior, blocks, scratch);
        let baselines = if too_short { Vec::new() } else { self.baselines(rows, blocks, question) };
        let errors = weighed(rows, blocks, &model.errors);
        let score = |(baseline, of): &Errors| {
            let of = weighed(rows, blocks, of);
            let error = root_mean_square(&of) * rows.scale;
            Some(BaselineScore { baseline, error, skill: skill(&errors, &of)? })
        };
        let scores: Vec<BaselineScore> = baselines.iter().filter_map(score).collect();
        let error = root_mean_square(&errors) * rows.scale;
        let claim = if too_short {
            Claim::TooShort { periods: rows.row_count(), needed }
        } else {
            claim_of(error, &scores, held_out)
        };
        let no_better = |score: &&BaselineScore| {
            !OBVIOUS.iter().any(|(name, _)| *name == score.baseline) && score.skill.p >= 0.05
        };
        let as_good = scores.iter().filter(no_better).map(|score| score.baseline).collect();
        let placebo = (question == Question::Now && !too_short)
            .then(|| self.placebo(rows, held_out, scratch))
            .flatten();
        PartyReport {
            party: self.party.id().to_string(),
            question,
            periods: held_out,
            error: (held_out > 0).then_some(error),
            baselines: scores,
            as_good,
            claim,
            sentence: claim.sentence(self.table.period_word()).to_string(),
            coverage: coverage(
                &model,
                options.confidence,
                rows.scale,
                options.most_refits.max(200),
            ),
            placebo,
        }
    }

    /// Errors of everything obvious, and of regressions.
    fn baselines(
        &self,
        rows: &PartyRows,
        blocks: &[Range<usize>],
        question: Question,
    ) -> Vec<Errors> {
        let mut obvious: [Vec<f64>; 3] = Default::default();
        let first = blocks.first().map_or(0, |block| block.start);
        let mut so_far = SeriesSoFar::of(&rows.observed[..first]);
        for row in blocks.iter().flat_map(Clone::clone) {
            let said = so_far.predict();
            for (errors, said) in obvious.iter_mut().zip([said.last, said.mean, said.trend]) {
                errors.push(rows.observed[row] - said);
            }
            so_far.push(rows.observed[row]);
        }
        let mut all: Vec<Errors> = OBVIOUS.iter().map(|(name, _)| *name).zip(obvious).collect();
        all.push(("providers", on_providers(rows, blocks)));
        // Of periods ahead the readings of others are those of the period itself: no rivals there.
        if question == Question::Now {
            let party = rows.party;
            all.extend(self.on_everybody(rows, blocks).map(|errors| ("everybody", errors)));
            let errors = |said: Vec<f64>| -> Vec<f64> {
                let observed = blocks.iter().flat_map(Clone::clone).map(|row| rows.observed[row]);
                observed.zip(said).map(|(q, said)| q - said / rows.scale).collect()
            };
            let of_graph = self.read.along(party, blocks);
            let of_party = self.read.alone(party, blocks);
            all.extend(of_graph.map(|said| ("along_the_graph", errors(said))));
            all.extend(of_party.map(|said| ("single_party", errors(said))));
        }
        all
    }

    fn on_everybody(&self, rows: &PartyRows, blocks: &[Range<usize>]) -> Option<Vec<f64>> {
        let first = blocks.first()?.start;
        let others = self.read.others(rows.party);
        let before: Vec<&[f64]> = others.iter().map(|column| &column[..first]).collect();
        let held = best_weight(&rows.observed[..first], &before, &rows.weight[..first]);
        let mut regression =
            RollingRegression::new(&rows.observed, others.clone(), Some(&rows.weight));
        let mut errors = Vec::new();
        for block in blocks {
            let fit = regression.before(block.start, held)?;
            errors.extend(
                block.clone().map(|row| {
                    rows.observed[row] - fit.at(others.iter().map(|column| column[row]))
                }),
            );
        }
        Some(errors)
    }

    /// Fits graphs whose arrows come from strangers, each once, on what came before all that is held
    /// out, and the stated graph in the same way: with nothing believed, for readings are to tell.
    fn placebo(
        &self,
        rows: &PartyRows,
        held_out: usize,
        scratch: &mut EquationScratch,
    ) -> Option<Placebo> {
        let options = self.options;
        let needs = rows.needs.len();
        let block = rows.row_count() - held_out..rows.row_count();
        let block = std::slice::from_ref(&block);
        let strangers = self.read.strangers(rows.party);
        let sets = sets(&strangers, needs, options.most_placebos, options.fit.seed);
        let mut error = |rows: &PartyRows| {
            let held = predict(rows, &vec![None; needs], block, scratch);
            root_mean_square(&weighed(rows, block, &held.errors)) * rows.scale
        };
        let stated = error(rows);
        let errors = sets.iter().map(|set| {
            let mut met = vec![1.0; rows.met.len()];
            for (need, party) in set.iter().enumerate() {
                let series = &self.read.series[party];
                for (to, value) in met.iter_mut().skip(need).step_by(needs).zip(series) {
                    *to = (value / rows.scale).clamp(0.0, 1.0);
                }
            }
            error(&rows.with_met(met))
        });
        Placebo::new(stated, errors.collect())
    }
}

const OBVIOUS: [(&str, ObviousKind); 3] =
    [("last", ObviousKind::Last), ("average", ObviousKind::Average), ("trend", ObviousKind::Trend)];

/// Predicts each block from a fit of all rows before it.
fn predict(
    rows: &PartyRows,
    prior: &[Option<Prior>],
    blocks: &[Range<usize>],
    scratch: &mut EquationScratch,
) -> Held {
    let mut held = Held::default();
    let mut near: Option<ParameterPoint> = None;
    for block in blocks {
        let before = rows.first_rows(block.start);
        let solved = match &near {
            Some(near) => fit_party_near(near, &before, prior, scratch),
            None => fit_party(&before, prior, scratch),
        };
        for row in block.clone() {
            let (value, level) = value_at(&solved, rows, row, scratch);
            held.errors.push(rows.observed[row] - value);
            held.losses.push((level - value).max(0.0));
        }
        near = Some(solved.point);
    }
    held
}

/// What a fit says of a row, and what it says where everything is right.
fn value_at(
    solved: &SolvedFit,
    rows: &PartyRows,
    row: usize,
    scratch: &mut EquationScratch,
) -> (f64, f64) {
    let level = solved.point.levels[rows.level_of[row]];
    let met = rows.as_read(row);
    let value = rows.equation.value(level, &solved.point.parameters, met, scratch);
    (value, rows.equation.at_best(level))
}

/// Errors of linear regressions on what was received.
fn on_providers(rows: &PartyRows, blocks: &[Range<usize>]) -> Vec<f64> {
    let needs = rows.needs.len();
    let column = |need: usize| -> Vec<f64> {
        rows.met_as_read.iter().skip(need).step_by(needs).copied().collect()
    };
    let columns: Vec<Vec<f64>> = (0..needs).map(column).collect();
    let columns = columns.iter().map(Vec::as_slice).collect();
    let mut regression = RollingRegression::new(&rows.observed, columns, Some(&rows.weight));
    let mut errors = Vec::new();
    for block in blocks {
        let fit = regression.before(block.start, 0.0);
        let said =
            |row: usize| fit.as_ref().map_or(0.0, |fit| fit.at(rows.as_read(row).iter().copied()));
        errors.extend(block.clone().map(|row| rows.observed[row] - said(row)));
    }
    errors
}

/// What may be claimed: better than everything obvious, each beyond chance.
pub(super) fn claim_of(error: f64, scores: &[BaselineScore], held_out: usize) -> Claim {
    let of = |name: &str| scores.iter().find(|score| score.baseline == name);
    let is_worse = |average: &BaselineScore| error > average.error && average.skill.p > 0.95;
    if of("average").is_some_and(is_worse) {
        return Claim::Worse;
    }
    let obvious = || OBVIOUS.iter().filter_map(|&(name, kind)| Some((of(name)?, kind)));
    if obvious().all(|(score, _)| score.skill.p < 0.05) {
        let least = obvious().map(|(score, _)| score.error).fold(f64::INFINITY, f64::min);
        let smaller_by = if least > 0.0 { 1.0 - error / least } else { 0.0 };
        return Claim::Better { smaller_by, held_out };
    }
    let worst = obvious().max_by(|one, other| one.0.skill.p.total_cmp(&other.0.skill.p));
    Claim::NoBetter { than: worst.map_or(ObviousKind::Last, |(_, kind)| kind) }
}

/// Errors, each as much as its row weighs.
fn weighed(rows: &PartyRows, blocks: &[Range<usize>], errors: &[f64]) -> Vec<f64> {
    let held_out = blocks.iter().flat_map(Clone::clone);
    errors.iter().zip(held_out).map(|(error, row)| error * rows.weight[row].sqrt()).collect()
}

/// How often intervals made of the errors so far held the next observations. They are made anew for
/// each, where these are many as often as fits are.
fn coverage(held: &Held, confidence: f64, scale: f64, most: usize) -> Option<Coverage> {
    let count = held.errors.len();
    let after = |row: usize| {
        ConformalInterval::of_errors(&held.errors[..row], &held.losses[..row], confidence)
    };
    let interval = after(count)?;
    let first = count / 3;
    let blocks = (count - first).min(most.max(1));
    let start = |block: usize| first + block * (count - first) / blocks.max(1);
    let (mut tried, mut inside) = (0, 0);
    for block in 0..blocks {
        let Some(interval) = after(start(block)) else { continue };
        for row in start(block)..start(block + 1) {
            let half_width = interval.half_width(held.losses[row]);
            inside += usize::from(held.errors[row].abs() <= half_width);
            tried += 1;
        }
    }
    let actual = if tried > 0 { real(inside) / real(tried) } else { f64::NAN };
    // The loss is as large as the scale, too.
    let interval = ConformalInterval { floor: interval.floor * scale, ..interval };
    Some(Coverage { nominal: confidence, actual, periods: tried, interval })
}

fn root_mean_square(errors: &[f64]) -> f64 {
    let squares: f64 = errors.iter().map(|error| error * error).sum();
    (squares / real(errors.len()).max(1.0)).sqrt()
}
