//! `OrganisationFit`: what was fitted, and what was not.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::draw::PosteriorDraws;
use crate::evidence::Estimate;
use crate::evidence::judgement::Judged;
use crate::organisation::{Organisation, Rule};

/// What the readings say of a dependence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NeedVerdict {
    /// They say what it is.
    Fitted,
    /// They say what it is together with others, and not apart.
    NotToldApart,
    /// They do not say: less than half of what was unknown is known now.
    NotIdentified,
    /// Somebody it depends on was never read.
    Unread,
    /// What was received never varied: that is in the level.
    Constant,
    /// It comes from within a cycle, and nothing from outside tells it apart; a reading of what
    /// serves the partner from outside, or of periods shorter than the lag, would settle it.
    Entangled,
}

/// A dependence, as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FittedNeed {
    /// The service, or `consumer/name` of a declared need.
    pub need: String,
    /// What is to be used: fitted, else judged; `None` where nobody knows.
    pub dependence: Option<Estimate>,
    /// What readings and beliefs together say, whether that is enough or not.
    pub read: Option<Estimate>,
    /// Which share of what was unknown the readings made known: 1 − variance after / variance before.
    pub learned: f64,
    /// What the readings say.
    pub verdict: NeedVerdict,
    /// The group of those not told apart, by its position among the party's.
    pub group: Option<usize>,
    /// What people judged.
    pub judged: Option<Judged>,
    /// By how many standard deviations readings alone and judgement differ, where that is more than 2.
    pub conflict: Option<f64>,
    /// Which share of the variance of what was received is no counting noise, where it was counted;
    /// below one half it is mostly noise.
    pub reliability: Option<f64>,
    /// Where the readings do not say: how many periods it takes to know it to within 0.1.
    pub periods_needed: Option<f64>,
}

/// Needs of one party that the readings cannot tell apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NeedGroup {
    /// Their keys.
    pub needs: Vec<String>,
    /// The sum of their dependences.
    pub total: Estimate,
    /// Which share of what was unknown of the sum is known now.
    pub learned: f64,
}

/// How well an order reproduces the readings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OrderFit {
    /// The order.
    pub order: f64,
    /// Twice the logarithm by which its likelihood lies below the best, 0 for that.
    pub behind: f64,
    /// Whether the readings allow it: behind by less than 3.84.
    pub allowed: bool,
}

/// A period in which a party was read worse, or better, by far than its providers explain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OwnTrouble {
    /// When the period started.
    #[serde(serialize_with = "as_instant")]
    pub at: DateTime<Utc>,
    /// By how much it was read above what its providers explain; below 0 where it was worse.
    pub size: f64,
}

/// What was fitted of a party.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FittedParty {
    /// The party.
    pub party: String,
    /// What it delivers with all needs met: capability of a department, ceiling of a customer.
    pub level: Estimate,
    /// Its needs, in the order of the organisation, declared ones first.
    pub needs: Vec<FittedNeed>,
    /// Needs that are not told apart.
    pub groups: Vec<NeedGroup>,
    /// The orders that were tried; empty where its rule has none.
    pub orders: Vec<OrderFit>,
    /// The rule it was fitted under: the stated one, with the only order that readings allow, if there
    /// is a single one.
    #[serde(serialize_with = "as_name")]
    pub rule: Rule,
    /// Whether weights of a mean were fitted; dependences otherwise.
    pub weights: bool,
    /// Periods left out as trouble of its own.
    pub own_trouble: Vec<OwnTrouble>,
    /// How many periods were used.
    pub periods: usize,
    /// How many independent ones they are worth.
    pub effective_periods: f64,
    /// What is left of the readings, as a standard deviation.
    pub noise: f64,
    /// Whether the search settled.
    pub converged: bool,
    /// The party, by its stated number.
    #[serde(skip)]
    pub(crate) number: usize,
    /// Draws of its needs, and of its level.
    #[serde(skip)]
    pub(crate) draws: PosteriorDraws,
}

impl FittedParty {
    /// Whether what was received on needs that nobody knows, and that were left out of the fit, is in
    /// the [level](Self::level): with everything right it is that or more.
    pub fn level_holds_open_needs(&self) -> bool {
        self.needs.iter().any(|need| {
            let left_out = matches!(need.verdict, NeedVerdict::Constant | NeedVerdict::Unread);
            need.dependence.is_none() && left_out
        })
    }
}

/// What a department delivers that was read and needs nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SourceLevel {
    /// The department.
    pub department: String,
    /// The mean of what was read of it.
    pub level: Estimate,
    /// The department, by its stated number.
    #[serde(skip)]
    pub(crate) number: usize,
}

/// A dependence of a party that was never read: what is believed of it without readings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BelievedNeed {
    /// The service, or `consumer/name` of a declared need.
    pub need: String,
    /// What is believed; its origin says whether people judged it.
    pub dependence: Estimate,
    /// What people judged.
    pub judged: Option<Judged>,
}

/// What was fitted of an organisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OrganisationFit {
    /// Parties that were read and need something, in the order of the organisation.
    pub parties: Vec<FittedParty>,
    /// Departments that were read and need nothing: what they deliver.
    pub sources: Vec<SourceLevel>,
    /// Needs of parties that were never read, as far as people judged them, or requests per job say.
    pub believed: Vec<BelievedNeed>,
    /// Dependences that are still open: not stated, and not known now.
    pub still_open: Vec<String>,
    #[serde(skip)]
    pub(crate) organisation: Organisation,
}

fn as_instant<S: serde::Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&at.format("%Y-%m-%dT%H:%M:%SZ"))
}

fn as_name<S: serde::Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(rule)
}

impl OrganisationFit {
    /// Returns what was fitted of a party.
    pub fn party(&self, id: impl AsRef<str>) -> Option<&FittedParty> {
        self.parties.iter().find(|party| party.party == id.as_ref())
    }

    /// Returns what is believed of a need of a party that was never read.
    pub fn believed(&self, key: impl AsRef<str>) -> Option<&BelievedNeed> {
        self.believed.iter().find(|need| need.need == key.as_ref())
    }

    /// Returns what was fitted of a need, by service or as `consumer/name`.
    pub fn need(&self, key: impl AsRef<str>) -> Option<&FittedNeed> {
        let mut needs = self.parties.iter().flat_map(|party| &party.needs);
        needs.find(|need| need.need == key.as_ref())
    }
}
