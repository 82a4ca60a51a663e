//! One service that relations state, and what joins two that are one.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Map, Value};

use super::parties::of_ours;
use super::source_place::SourcePlace;
use crate::id::ServiceId;
use crate::organisation::Service;

/// A service that relations state.
pub(super) struct ImportedService {
    pub(super) provider: String,
    pub(super) consumer: String,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) relation: Option<String>,
    pub(super) dependence: Option<f64>,
    /// How much comes by it, for shares of a total.
    pub(super) amount: Option<f64>,
    pub(super) condition: Option<f64>,
    pub(super) lag: TimeDelta,
    pub(super) need: Option<Arc<str>>,
    pub(super) place: SourcePlace,
    pub(super) file: usize,
    pub(super) rest: Option<Box<Map<String, Value>>>,
    /// The weight in a mean, once it is known.
    pub(super) weight: f64,
}

impl ImportedService {
    /// Whether it has an id of its own, or is one of a file of ours, and so is no other.
    pub(super) fn has_id(&self) -> bool {
        self.id.is_some() || self.rest.is_some()
    }

    /// Whether it says no more than that it is there.
    fn is_bare(&self) -> bool {
        self.dependence.is_none() && self.need.is_none() && self.rest.is_none()
    }

    /// Takes another of the same pair, if both are one service: what says nothing else is that which
    /// is known, and amounts of the same service add up.
    pub(super) fn takes(&mut self, other: &Self) -> bool {
        let are_of_one_file = self.file == other.file;
        let same_name = self.name == other.name && self.relation == other.relation;
        let is_same = same_name || !are_of_one_file;
        if !is_same || !(self.is_bare() || other.is_bare()) {
            return false;
        }
        if !are_of_one_file && self.name.is_some() && other.name.is_some() && !same_name {
            return false;
        }
        if self.is_bare() && !other.is_bare() {
            self.dependence = other.dependence;
            self.need.clone_from(&other.need);
        }
        self.amount = match (self.amount, other.amount) {
            (Some(one), Some(more)) if are_of_one_file => Some(one + more),
            (one, more) => one.or(more),
        };
        self.condition = self.condition.or(other.condition);
        if self.name.is_none() {
            self.name.clone_from(&other.name);
        }
        true
    }

    pub(super) fn statement(self) -> Result<Service, String> {
        let Self { provider, consumer, id, name, dependence, condition, .. } = self;
        if let Some(mut rest) = self.rest {
            rest.insert("provider".to_owned(), Value::from(provider));
            rest.insert("consumer".to_owned(), Value::from(consumer));
            let own = [
                ("condition", condition.map(Value::from)),
                ("weight", self.amount.map(Value::from)),
            ];
            let dependence = ("dependence", dependence);
            let known_id = id.unwrap_or_default();
            let mut service: Service = of_ours(*rest, &known_id, name, dependence, own)?;
            if known_id.is_empty() {
                service.id = None;
            }
            if self.need.is_some() {
                service.terms.need = self.need;
            }
            if !self.lag.is_zero() {
                service.terms.lag = self.lag;
            }
            return Ok(service);
        }
        let mut service = Service::between(provider, consumer);
        service.id = id.map(ServiceId::new);
        service.name = name;
        service.dependence = dependence;
        service.terms.weight = self.weight;
        service.terms.condition = condition.unwrap_or(1.0);
        service.terms.lag = self.lag;
        service.terms.need = self.need;
        Ok(service)
    }
}
