//! Money, loyalty, word of mouth and incidents, as documents hold them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny};
use serde::{Serialize, Serializer};

use super::fields::{Fields, Number, object};
use super::scenario::entries;
use super::stated_number::StatedNumber;
use super::strict::{Entries, Object};
use crate::organisation::{Coefficient, Incident, Loyalty, Revenue, WordOfMouth};

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RevenueDocument {
    pub(super) per_year: StatedNumber,
    pub(super) margin: Option<StatedNumber>,
    pub(super) spending_loss: Option<StatedNumber>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LoyaltyDocument {
    pub(super) retention: Option<StatedNumber>,
    pub(super) departure_ratio: Option<StatedNumber>,
    pub(super) won_per_year: Option<StatedNumber>,
    pub(super) curvature: Option<StatedNumber>,
    pub(super) gain: Option<StatedNumber>,
    pub(super) loss: Option<StatedNumber>,
    pub(super) expectation_days: Option<StatedNumber>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct WordOfMouthDocument {
    pub(super) bad_news: Option<StatedNumber>,
    pub(super) elasticity: Option<StatedNumber>,
    pub(super) memory_days: Option<StatedNumber>,
    pub(super) referrals_per_year: Option<StatedNumber>,
    pub(super) market: Option<StatedNumber>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct IncidentDocument {
    pub(super) name: String,
    pub(super) capability: Option<Entries<f64>>,
    pub(super) condition: Option<Entries<f64>>,
    pub(super) agents: Option<Entries<f64>>,
    pub(super) days: f64,
    pub(super) per_year: Option<f64>,
}

/// What a department may not state: money and loyalty are those of external customers.
pub(super) struct OfCustomersAlone;

impl fmt::Display for OfCustomersAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("only external customers have revenue, loyalty and word of mouth")
    }
}

impl<'de> Deserialize<'de> for OfCustomersAlone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Err(D::Error::custom(Self))
    }
}

fn coefficient(stated: Option<StatedNumber>, neutral: Coefficient) -> Coefficient {
    stated.map_or(neutral, Coefficient::from)
}

impl From<StatedNumber> for Coefficient {
    fn from(StatedNumber { value, range }: StatedNumber) -> Self {
        Self { range, ..Self::new(value) }
    }
}

pub(super) fn revenue(Object(document): Object<RevenueDocument>) -> Revenue {
    let RevenueDocument { per_year, margin, spending_loss } = document;
    let neutral = Revenue::per_year(Coefficient::from(per_year));
    Revenue {
        margin: coefficient(margin, neutral.margin),
        spending_loss: coefficient(spending_loss, neutral.spending_loss),
        ..neutral
    }
}

pub(super) fn loyalty(Object(document): Object<LoyaltyDocument>) -> Loyalty {
    let neutral = Loyalty::NEUTRAL;
    Loyalty {
        retention: coefficient(document.retention, neutral.retention),
        departure_ratio: coefficient(document.departure_ratio, neutral.departure_ratio),
        won_per_year: document.won_per_year.map(Coefficient::from),
        curvature: coefficient(document.curvature, neutral.curvature),
        gain: coefficient(document.gain, neutral.gain),
        loss: coefficient(document.loss, neutral.loss),
        expectation_days: document.expectation_days.map(Coefficient::from),
    }
}

pub(super) fn word_of_mouth(Object(document): Object<WordOfMouthDocument>) -> WordOfMouth {
    let neutral = WordOfMouth::NEUTRAL;
    WordOfMouth {
        bad_news: coefficient(document.bad_news, neutral.bad_news),
        elasticity: coefficient(document.elasticity, neutral.elasticity),
        memory_days: coefficient(document.memory_days, neutral.memory_days),
        referrals_per_year: coefficient(document.referrals_per_year, neutral.referrals_per_year),
        market: document.market.map(Coefficient::from),
    }
}

pub(super) fn incident(Object(document): Object<IncidentDocument>) -> Incident {
    let IncidentDocument { name, capability, condition, agents, days, per_year } = document;
    Incident {
        name,
        capabilities: capability.unwrap_or_default().0,
        conditions: condition.unwrap_or_default().0,
        agents: agents.unwrap_or_default().0,
        days,
        per_year,
    }
}

/// Reads `per_year`, `margin` and `spending_loss`.
impl<'de> Deserialize<'de> for Revenue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<RevenueDocument>::deserialize(deserializer).map(revenue)
    }
}

/// Reads `retention`, `departure_ratio` and what else is stated of loyalty.
impl<'de> Deserialize<'de> for Loyalty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<LoyaltyDocument>::deserialize(deserializer).map(loyalty)
    }
}

/// Reads `bad_news`, `elasticity` and what else is stated of what customers say.
impl<'de> Deserialize<'de> for WordOfMouth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<WordOfMouthDocument>::deserialize(deserializer).map(word_of_mouth)
    }
}

/// Reads an object of `incidents`; numbers are checked when the organisation is built.
impl<'de> Deserialize<'de> for Incident {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<IncidentDocument>::deserialize(deserializer).map(incident)
    }
}

/// Reads a number, or an object with `value`, `low`, `high` and `origin`.
impl<'de> Deserialize<'de> for Coefficient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StatedNumber::deserialize(deserializer).map(Self::from)
    }
}

impl<M: serde::ser::SerializeMap> Fields<M> {
    /// Writes a coefficient unless it is at its default.
    fn coefficient(
        &mut self,
        key: &'static str,
        stated: Coefficient,
        default: Option<f64>,
    ) -> Result<(), M::Error> {
        self.stated(key, Some(stated.value), stated.range.as_ref(), default)
    }
}

impl Serialize for Coefficient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.range {
            None => Number(self.value).serialize(serializer),
            Some(range) => object(serializer, |fields| {
                fields.number("value", self.value)?;
                fields.number("low", range.low)?;
                fields.number("high", range.high)?;
                fields.put("origin", &range.origin)
            }),
        }
    }
}

impl Serialize for Revenue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { per_year, margin, spending_loss } = *self;
        object(serializer, |fields| {
            fields.coefficient("per_year", per_year, None)?;
            fields.coefficient("margin", margin, Some(1.0))?;
            fields.coefficient("spending_loss", spending_loss, Some(0.0))
        })
    }
}

impl Serialize for Loyalty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            retention,
            departure_ratio,
            won_per_year,
            curvature,
            gain,
            loss,
            expectation_days,
        } = *self;
        object(serializer, |fields| {
            fields.coefficient("retention", retention, Some(1.0))?;
            fields.coefficient("departure_ratio", departure_ratio, Some(1.0))?;
            fields.optional("won_per_year", won_per_year)?;
            fields.coefficient("curvature", curvature, Some(0.0))?;
            fields.coefficient("gain", gain, Some(0.0))?;
            fields.coefficient("loss", loss, Some(0.0))?;
            fields.optional("expectation_days", expectation_days)
        })
    }
}

impl Serialize for WordOfMouth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { bad_news, elasticity, memory_days, referrals_per_year, market } = *self;
        object(serializer, |fields| {
            fields.coefficient("bad_news", bad_news, Some(1.0))?;
            fields.coefficient("elasticity", elasticity, Some(0.0))?;
            fields.coefficient("memory_days", memory_days, Some(0.0))?;
            fields.coefficient("referrals_per_year", referrals_per_year, Some(0.0))?;
            fields.optional("market", market)
        })
    }
}

/// Values by id, as an object.
struct ValuesById<'a>(&'a [(String, f64)]);

impl Serialize for ValuesById<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        entries(self.0, serializer)
    }
}

impl Serialize for Incident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { name, capabilities, conditions, agents, days, per_year } = self;
        object(serializer, |fields| {
            fields.put("name", name)?;
            for (key, set) in
                [("capability", capabilities), ("condition", conditions), ("agents", agents)]
            {
                fields.optional(key, (!set.is_empty()).then_some(ValuesById(set)))?;
            }
            fields.number("days", *days)?;
            fields.optional("per_year", per_year.map(Number))
        })
    }
}
