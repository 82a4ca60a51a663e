//! Whom a line of a replay is about.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::accumulator::CustomerTotals;
use super::indicators::{Indicators, Measure};
use super::span::Span;
use crate::id::PartyId;
use crate::network::{Network, PartyIx};
use crate::unit::{Population, Quality};

/// An external customer of a network that was replayed.
#[derive(Clone, Copy)]
pub struct CustomerRef<'a> {
    network: &'a Network,
    number: usize,
}

impl<'a> CustomerRef<'a> {
    /// The customer of a number, from 0, as stated.
    pub(super) fn new(network: &'a Network, number: usize) -> Self {
        Self { network, number }
    }

    /// The customer of a dense number less the count of departments.
    pub(super) fn of_dense(network: &'a Network, customer: usize) -> Self {
        let departments = network.department_count();
        let layout = network.layout();
        let stated = layout.stated(layout.first_customer() + customer);
        Self { network, number: stated.index() - departments }
    }

    /// Its dense number less the count of departments.
    pub(super) fn dense(&self) -> usize {
        self.party() - self.network.layout().first_customer()
    }

    fn party(&self) -> PartyIx {
        self.network.layout().customers_as_stated()[self.number]
    }

    /// Returns its position among external customers as stated, from 0.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Returns the id.
    pub fn id(&self) -> PartyId {
        self.network.layout().party_id(self.party())
    }

    /// Returns the name.
    pub fn name(&self) -> Cow<'a, str> {
        self.network.layout().party_name(self.party())
    }

    /// Returns how many it stands for.
    pub fn population(&self) -> Population {
        Population::checked(self.network.layout().population(self.party()))
    }
}

impl fmt::Debug for CustomerRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.id(), f)
    }
}

/// A step of a customer's quality: it was the same from one instant to another, excluded.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Segment<'a> {
    /// The customer.
    pub customer: CustomerRef<'a>,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends, excluded.
    pub to: DateTime<Utc>,
    /// The quality; `None` where it is unknown.
    pub quality: Option<Quality>,
}

/// A calendar span that is over, for one customer.
#[derive(Debug, Clone, Copy)]
pub struct SpanLine<'a> {
    pub(super) customer: CustomerRef<'a>,
    pub(super) span: Span,
    pub(super) within: &'a Range<i64>,
    pub(super) outcome: CustomerTotals,
    pub(super) measure: &'a Measure,
}

impl<'a> SpanLine<'a> {
    /// Returns the customer.
    pub fn customer(&self) -> CustomerRef<'a> {
        self.customer
    }

    /// Returns the kind of span.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Returns what it was like. The first and the last span of a period may be parts of their day,
    /// week or month.
    pub fn indicators(&self) -> Indicators {
        Indicators::new(self.measure, self.customer.dense(), self.within, &self.outcome)
    }
}
