//! What was fitted, and how well it predicts, as a document.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evidence::Estimate;
use crate::evidence::calibration::{
    BaselineScore, CalibrationReport, PartyReport, Placebo, Question,
};
use crate::evidence::fit::{
    BelievedNeed, FittedNeed, FittedParty, NeedVerdict, OrganisationFit, OwnTrouble,
};
use crate::evidence::judgement::Judged;
use crate::organisation::Origin;

/// What was fitted of an organisation, and how well it predicts periods it has not seen.
///
/// Qualities, levels and dependences are 0..=1, errors likewise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FitDocument {
    /// `knockon/fit`.
    pub format: &'static str,
    /// 1.
    pub version: u32,
    /// The organisation's name.
    pub organisation: String,
    /// The word for a period.
    pub period: &'static str,
    /// Parties that were read and need something, in the order of the organisation.
    pub parties: Vec<FittedPartyLine>,
    /// Dependences of parties that were never read, as they are believed.
    pub believed: Vec<BelievedNeedLine>,
    /// Dependences that are not stated, and not known now.
    pub still_open: Vec<String>,
    /// What is to be said of the files, of readings and of judgements.
    pub remarks: Vec<String>,
    /// How well equations predict, each asked twice.
    pub report: Vec<PredictionLine>,
    /// How the stated graph compares with others, by party.
    pub placebo: BTreeMap<String, Placebo>,
}

/// A dependence of a party that was never read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BelievedNeedLine {
    /// The service, or `consumer/name` of a declared need.
    pub service: String,
    /// The dependence, 0..=1.
    pub dependence: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Whether people judged it; else requests per job say so.
    pub origin: Origin,
}

/// A party that was fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FittedPartyLine {
    /// The party.
    pub party: String,
    /// What it delivers with all needs met, 0..=1.
    pub level: f64,
    /// The lower end of its interval.
    pub level_low: f64,
    /// The upper end of its interval.
    pub level_high: f64,
    /// Its needs.
    pub needs: Vec<FittedNeedLine>,
    /// Needs that are not told apart, together.
    pub groups: Vec<NeedGroupLine>,
    /// The orders that readings allow.
    pub order_set: Vec<f64>,
    /// The rule it was fitted under.
    pub rule: String,
    /// Periods left out as trouble of its own.
    pub trimmed: Vec<OwnTrouble>,
    /// How many periods were used.
    pub periods: usize,
    /// How many independent ones they are worth.
    pub effective_periods: f64,
    /// What is left of the readings, as a standard deviation.
    pub noise: f64,
    /// Whether the search settled.
    pub converged: bool,
}

/// A need that was fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FittedNeedLine {
    /// The service, or `consumer/name` of a declared need.
    pub service: String,
    /// The dependence to be used, or the weight in a mean, 0..=1; `null` where nobody knows.
    pub dependence: Option<f64>,
    /// The lower end of the interval of what readings and beliefs say.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Which share of what was unknown is known now.
    pub learned: f64,
    /// Whether the readings say what it is.
    pub identified: bool,
    /// What they say.
    pub verdict: NeedVerdict,
    /// The group of those not told apart, by its position.
    pub group: Option<usize>,
    /// What people judged.
    pub judged: Option<Judged>,
    /// By how many standard deviations readings and judgement differ, beyond 2.
    pub conflict: Option<f64>,
    /// Which share of the variance of what was received is no counting noise.
    pub reliability: Option<f64>,
    /// How many periods it takes to know it to within 0.1, where the readings do not say.
    pub periods_needed: Option<f64>,
}

/// Needs that are not told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NeedGroupLine {
    /// Their keys.
    pub services: Vec<String>,
    /// The sum of their dependences.
    pub total: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Which share of what was unknown of the sum is known now.
    pub learned: f64,
}

/// How well predictions of a party did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PredictionLine {
    /// The party, a customer or a department that was read.
    pub customer: String,
    /// What was asked.
    pub question: Question,
    /// How many periods were held out.
    pub periods: usize,
    /// The root mean squared error; `None` where nothing was held out.
    pub error: Option<f64>,
    /// Those of baselines, by name.
    pub baselines: BTreeMap<&'static str, f64>,
    /// The skill against each.
    pub skill: BTreeMap<&'static str, f64>,
    /// The chance of such a difference, or a larger one, where there is none.
    pub p: BTreeMap<&'static str, f64>,
    /// Regressions that do as well.
    pub as_good: Vec<&'static str>,
    /// What may be claimed, in words.
    pub claim: String,
    /// How often intervals held what was observed; `null` of too few periods.
    pub coverage: Option<CoverageLine>,
}

/// How often intervals held what was observed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CoverageLine {
    /// How often they should.
    pub nominal: f64,
    /// How often they did.
    pub actual: f64,
    /// In how many periods.
    pub periods: usize,
    /// How far an observation may lie from the prediction where nothing is lost.
    pub half_width: f64,
}

impl FitDocument {
    /// Puts together a fit and, where there is one, the report of its predictions.
    pub fn new(
        fit: &OrganisationFit,
        organisation: impl Into<String>,
        report: &CalibrationReport,
    ) -> Self {
        let placebos = report.parties.iter();
        let placebos =
            placebos.filter_map(|party| Some((party.party.clone(), party.placebo.clone()?)));
        Self {
            format: "knockon/fit",
            version: 1,
            organisation: organisation.into(),
            period: report.period.0,
            parties: fit.parties.iter().map(party).collect(),
            believed: fit.believed.iter().map(believed).collect(),
            still_open: fit.still_open.clone(),
            remarks: Vec::new(),
            report: report.parties.iter().map(prediction).collect(),
            placebo: placebos.collect(),
        }
    }

    /// Sets what is to be said of the files, of readings and of judgements.
    #[must_use]
    pub fn remarks(mut self, remarks: impl IntoIterator<Item = String>) -> Self {
        self.remarks = remarks.into_iter().collect();
        self
    }
}

fn party(party: &FittedParty) -> FittedPartyLine {
    let groups = party.groups.iter().map(|group| NeedGroupLine {
        services: group.needs.clone(),
        total: group.total.value,
        low: group.total.low,
        high: group.total.high,
        learned: group.learned,
    });
    let allowed = party.orders.iter().filter(|order| order.allowed);
    FittedPartyLine {
        party: party.party.clone(),
        level: party.level.value,
        level_low: party.level.low,
        level_high: party.level.high,
        needs: party.needs.iter().map(need).collect(),
        groups: groups.collect(),
        order_set: allowed.map(|order| order.order).collect(),
        rule: party.rule.to_string(),
        trimmed: party.own_trouble.clone(),
        periods: party.periods,
        effective_periods: party.effective_periods,
        noise: party.noise,
        converged: party.converged,
    }
}

fn believed(need: &BelievedNeed) -> BelievedNeedLine {
    let Estimate { value, low, high, origin, .. } = need.dependence;
    BelievedNeedLine { service: need.need.clone(), dependence: value, low, high, origin }
}

fn need(need: &FittedNeed) -> FittedNeedLine {
    let shown = need.read.or(need.dependence);
    FittedNeedLine {
        service: need.need.clone(),
        dependence: need.dependence.map(|estimate| estimate.value),
        low: shown.map(|estimate| estimate.low),
        high: shown.map(|estimate| estimate.high),
        learned: need.learned,
        identified: need.verdict == NeedVerdict::Fitted,
        verdict: need.verdict,
        group: need.group,
        judged: need.judged,
        conflict: need.conflict,
        reliability: need.reliability,
        periods_needed: need.periods_needed,
    }
}

fn prediction(party: &PartyReport) -> PredictionLine {
    let of = |value: fn(&BaselineScore) -> f64| {
        party.baselines.iter().map(|score| (score.baseline, value(score))).collect()
    };
    PredictionLine {
        customer: party.party.clone(),
        question: party.question,
        periods: party.periods,
        error: party.error,
        baselines: of(|score| score.error),
        skill: of(|score| score.skill.skill),
        p: of(|score| score.skill.p),
        as_good: party.as_good.clone(),
        claim: party.sentence.clone(),
        coverage: party.coverage.map(|coverage| CoverageLine {
            nominal: coverage.nominal,
            actual: coverage.actual,
            periods: coverage.periods,
            half_width: coverage.interval.half_width(0.0),
        }),
    }
}
