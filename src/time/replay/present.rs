//! The present instant of a replay, and what customers get at it.

use super::unknown_customers::UnknownCustomers;
use crate::quality::Live;

/// An instant, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: i64,
    /// In counted time of customers whom no maintenance of a party or service concerns.
    pub(super) counted: i64,
}

/// What customers get at present. They are numbered by dense number less the count of departments.
#[derive(Clone, Copy)]
pub(super) struct CustomerState<'a> {
    pub(super) live: &'a Live,
    pub(super) unknown: Option<&'a UnknownCustomers>,
}

impl<'a> CustomerState<'a> {
    /// The quality of a customer; `None` where it is unknown.
    pub(super) fn quality(self, customer: usize) -> Option<f64> {
        let quality =
            self.live.dense_qualities()[self.live.network().department_count() + customer];
        (!self.is_unknown(customer)).then_some(quality)
    }

    /// Those of all customers.
    pub(super) fn qualities(self) -> impl Iterator<Item = Option<f64>> + 'a {
        (0..self.live.network().customer_count()).map(move |customer| self.quality(customer))
    }

    /// All customers as stated.
    pub(super) fn customers(self) -> impl ExactSizeIterator<Item = usize> + 'a {
        let layout = self.live.network().layout();
        let stated = layout.customers_as_stated().iter();
        stated.map(|&customer| customer - layout.first_customer())
    }

    pub(super) fn is_unknown(self, customer: usize) -> bool {
        self.unknown.is_some_and(|unknown| unknown.is(customer))
    }
}
