//! Random lags and time constants of a statement.

use chrono::TimeDelta;
use knockon::Organisation;
use knockon::time::TimelinePlan;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::statement::Statement;

/// Seconds that everything takes, by position.
#[derive(Debug, Clone)]
pub(crate) struct Timing {
    /// Degradation and recovery of each party.
    pub(crate) constants: Vec<[u32; 2]>,
    /// Of each need, of each of its services.
    pub(crate) lags: Vec<Vec<u32>>,
}

impl Timing {
    /// Draws times up to some hours, multiples of so many seconds; many are none.
    pub(crate) fn random(seed: u64, statement: &Statement, grain: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x71e5);
        let mut draw = |most: u32| {
            let grains = if rng.random_bool(0.3) { 0 } else { rng.random_range(1..=most / grain) };
            grain * grains
        };
        Self {
            constants: statement.parties.iter().map(|_| [draw(9_000), draw(18_000)]).collect(),
            lags: statement
                .needs
                .iter()
                .map(|need| need.services.iter().map(|_| draw(12_000)).collect())
                .collect(),
        }
    }

    /// The organisation with these times stated.
    pub(crate) fn organisation(&self, statement: &Statement) -> Organisation {
        let mut parts = statement.parts();
        let lags = self.lags.iter().flatten();
        for (service, &lag) in parts.services.iter_mut().zip(lags) {
            *service = service.clone().lag(TimeDelta::seconds(lag.into()));
        }
        let seconds = |[down, up]: [u32; 2]| [down, up].map(|it| TimeDelta::seconds(it.into()));
        let (mut departments, mut customers) =
            (parts.departments.iter_mut(), parts.customers.iter_mut());
        for (party, &constants) in statement.parties.iter().zip(&self.constants) {
            let [down, up] = seconds(constants);
            if party.is_customer {
                let customer = customers.next().unwrap();
                *customer = customer.clone().degrades_within(down).recovers_within(up);
            } else {
                let department = departments.next().unwrap();
                *department = department.clone().degrades_within(down).recovers_within(up);
            }
        }
        parts.organisation()
    }

    /// A plan so long that nothing of the beginning is left at its end, where a solve takes so many
    /// sweeps: one takes effect within a few of the longest times of everybody on its way, and
    /// accelerated ones are worth many.
    pub(crate) fn long_plan(&self, sweeps: u32) -> TimelinePlan {
        const MOST_STEPS: i32 = 4_000;
        let constants = self.constants.iter().flatten();
        let longest = constants.chain(self.lags.iter().flatten()).max().copied().unwrap_or(0);
        let longest = TimeDelta::seconds(longest.max(60).into());
        let span = longest * i32::try_from(600 + 20 * sweeps).unwrap();
        TimelinePlan::lasting(span).step((span / MOST_STEPS).max(TimeDelta::minutes(20)))
    }
}
