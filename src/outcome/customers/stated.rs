//! What customers of a network state, as plain statements by their place.

use std::borrow::Cow;

use super::parameters::StatedCustomers;
use crate::network::{Network, StatedPartyIx};
use crate::organisation::{Loyalty, PartyRef, WordOfMouth};

/// What every customer of a network states, as stated.
pub(in crate::outcome) fn stated_customers(network: &Network) -> Vec<StatedCustomers> {
    let layout = network.layout();
    let organisation = layout.names().organisation();
    let customers = layout.customers_as_stated().iter().enumerate();
    customers
        .map(|(customer, &party)| {
            let party_ref =
                organisation.map(|it| PartyRef::new(it, network.department_count() + customer));
            StatedCustomers {
                population: layout.population(party),
                revenue: party_ref.and_then(PartyRef::revenue),
                loyalty: party_ref.and_then(PartyRef::loyalty).unwrap_or(Loyalty::NEUTRAL),
                word_of_mouth: party_ref
                    .and_then(PartyRef::word_of_mouth)
                    .unwrap_or(WordOfMouth::NEUTRAL),
            }
        })
        .collect()
}

/// The name of a customer, by its place as stated.
pub(super) fn name_of(network: &Network, customer: usize) -> Cow<'_, str> {
    network.layout().names().party_name(StatedPartyIx::new(network.department_count() + customer))
}
