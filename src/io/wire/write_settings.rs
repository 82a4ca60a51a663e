//! Writes settings: rules, transfers, substitutions, criticalities, staffing and effort.

use serde::{Serialize, Serializer};

use super::fields::{Number, object};
use crate::organisation::{
    Aggregation, Criticality, Effort, Rule, ServiceLevel, Staffing, Substitution, Transfer,
    Weighting,
};

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Rule::Aggregation(aggregation)
                if !Rule::NAMED.iter().any(|(_, named)| same_bits(self, named)) =>
            {
                object(serializer, |fields| fields.put("aggregation", aggregation))
            }
            rule => serializer.serialize_str(rule.name().unwrap_or_default()),
        }
    }
}

/// Whether rules are equal, an order of −0 not being one of 0.
pub(super) fn same_bits(one: &Rule, two: &Rule) -> bool {
    let order = |rule: &Rule| match rule {
        Rule::Aggregation(aggregation) => Some(aggregation.order.to_bits()),
        Rule::Fdna => None,
    };
    one == two && order(one) == order(two)
}

impl Serialize for Aggregation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Aggregation { order, weighting } = self;
        object(serializer, |fields| {
            match *order {
                f64::INFINITY => fields.put("order", "inf")?,
                f64::NEG_INFINITY => fields.put("order", "-inf")?,
                order => fields.number("order", order)?,
            }
            match weighting {
                Weighting::Full => fields.put("weighting", "full"),
                Weighting::Share { own_weight } => {
                    fields.put("weighting", "share")?;
                    fields.optional("own_weight", own_weight.map(Number))
                }
            }
        })
    }
}

impl Serialize for Transfer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| match self {
            Transfer::Identity => fields.put("kind", "identity"),
            Transfer::Ramp { from, to } => {
                fields.put("kind", "ramp")?;
                fields.number("from", *from)?;
                fields.number("to", *to)
            }
            Transfer::Power { exponent } => {
                fields.put("kind", "power")?;
                fields.number("exponent", *exponent)
            }
            Transfer::Hill { n, threshold } => {
                fields.put("kind", "hill")?;
                fields.number("n", *n)?;
                fields.number("threshold", *threshold)
            }
            Transfer::Table { points } => {
                fields.put("kind", "table")?;
                let points = points.iter().map(|&(quality, felt)| [Number(quality), Number(felt)]);
                fields.put("points", &points.collect::<Vec<_>>())
            }
        })
    }
}

impl Serialize for Staffing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Staffing {
            agents,
            handling_minutes,
            target_wait_minutes,
            patience_minutes,
            service_level,
            shrinkage,
            occupancy_cap,
        } = *self;
        object(serializer, |fields| {
            fields.number("agents", agents)?;
            fields.number("handling_minutes", handling_minutes)?;
            fields.optional("target_wait_minutes", target_wait_minutes.map(Number))?;
            fields.optional("patience_minutes", patience_minutes.map(Number))?;
            let usual = service_level == ServiceLevel::default();
            fields.optional("service_level", (!usual).then_some(&service_level))?;
            fields.number_unless("shrinkage", shrinkage, 0.0)?;
            fields.optional("occupancy_cap", occupancy_cap.map(Number))
        })
    }
}

impl Serialize for Effort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Effort { floor, reaction, reference } = *self;
        let usual = Effort::default();
        object(serializer, |fields| {
            fields.number_unless("floor", floor, usual.floor)?;
            fields.number_unless("reaction", reaction, usual.reaction)?;
            fields.number_unless("reference", reference, usual.reference)
        })
    }
}

impl Serialize for Criticality {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            fields.number("floor", self.floor)?;
            fields.number_unless("slope", self.slope, 1.0)
        })
    }
}

impl Serialize for Substitution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| match self {
            Substitution::BestOf => fields.put("kind", "best_of"),
            Substitution::KthBest { k } => {
                fields.put("kind", "kth_best")?;
                fields.put("k", k)
            }
            Substitution::KthBestShare { at_least_share } => {
                fields.put("kind", "kth_best")?;
                fields.number("at_least_share", *at_least_share)
            }
            Substitution::Independent => fields.put("kind", "independent"),
            Substitution::IndependentAtLeast { k } => {
                fields.put("kind", "independent_at_least")?;
                fields.put("k", k)
            }
            Substitution::IndependentAtLeastShare { at_least_share } => {
                fields.put("kind", "independent_at_least")?;
                fields.number("at_least_share", *at_least_share)
            }
            Substitution::Pooled { required } => {
                fields.put("kind", "pooled")?;
                fields.number("required", *required)
            }
        })
    }
}
