//! How long things take: lags of services, time constants of parties.

use chrono::TimeDelta;

use super::{Findings, place_of};
use crate::numerics::csr::ix;
use crate::organisation::store::parties::Parties;
use crate::organisation::{Inertia, Place, ProblemCode, Service};

/// Checks the time constants of every party, and returns whether any is stated.
pub(super) fn inertia(parties: &Parties, found: &mut Findings) -> bool {
    let mut is_stated = false;
    for party in 0..parties.count() {
        let inertia = parties.inertia(party);
        is_stated |= !inertia.is_none();
        let place = |field| place_of(parties, party, field);
        check_inertia(inertia, place, parties.text(ix(party)), found);
    }
    is_stated
}

/// Checks the time constants of a party.
pub(super) fn check_inertia(
    Inertia { degradation, recovery }: Inertia,
    place: impl Fn(&'static str) -> Place,
    party: &str,
    found: &mut Findings,
) {
    for (field, time) in [("degradation", degradation), ("recovery", recovery)] {
        check(time, place(field), || format!("the {field} time of `{party}`"), found);
    }
}

/// Refuses a duration that is no whole number of seconds from 0 to 10 years.
pub(super) fn check(
    time: TimeDelta,
    place: Place,
    title: impl FnOnce() -> String,
    found: &mut Findings,
) {
    if time.subsec_nanos() != 0 || time < TimeDelta::zero() || time > Service::MAX_LAG {
        let message =
            format!("{} is {time}, where whole seconds from 0 to 10 years are needed", title());
        found.problem(ProblemCode::OutOfRange, place, message);
    }
}
