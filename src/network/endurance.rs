//! How load takes from how satisfied people are, and what they do above the job for some time.

use crate::organisation::Department;

/// What a department states of strain and crisis reserve, at its values; times in hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Endurance {
    /// The share of satisfaction that people lose who are busy all the time.
    strain: f64,
    strained_from: f64,
    /// How much faster rested people work who are treated as well as can be.
    reserve: f64,
    tires: f64,
    rests: f64,
    /// The floor of their effort.
    floor: f64,
}

const HOURS_PER_DAY: f64 = 24.0;

impl Endurance {
    /// What a department states.
    pub(crate) fn of(department: &Department) -> Self {
        let employment = department.employment.as_deref();
        let strain = employment.and_then(|it| it.strain);
        let reserve = employment.and_then(|it| it.reserve);
        Self {
            strain: strain.map_or(0.0, |it| it.share.value),
            strained_from: strain.map_or(0.0, |it| it.from.value),
            reserve: reserve.map_or(0.0, |it| it.share.value),
            tires: reserve.map_or(1.0, |it| HOURS_PER_DAY * it.tires_days.value),
            rests: reserve.map_or(1.0, |it| HOURS_PER_DAY * it.rests_days.value),
            floor: department.effort.as_deref().map_or(0.0, |effort| effort.floor),
        }
    }

    pub(crate) fn has_reserve(&self) -> bool {
        self.reserve > 0.0
    }

    /// How satisfied people are, σ, at such an internal service quality and load, 0..=1.
    pub(crate) fn satisfaction(&self, internal: f64, utilisation: f64) -> f64 {
        if self.strain <= 0.0 {
            return internal;
        }
        let over = (utilisation - self.strained_from) / (1.0 - self.strained_from);
        internal * (1.0 - self.strain * over.clamp(0.0, 1.0))
    }

    /// How many times as fast people work with such a reserve left, 0..=1.
    pub(crate) fn pace(&self, satisfaction: f64, left: f64) -> f64 {
        let above = (satisfaction - self.floor).max(0.0);
        let goodwill = if self.floor < 1.0 { above / (1.0 - self.floor) } else { 0.0 };
        1.0 + self.reserve * goodwill * left
    }

    /// What is left of the reserve after some hours of using it, or of rest.
    pub(crate) fn left_after(&self, left: f64, is_used: bool, hours: f64) -> f64 {
        if !self.has_reserve() {
            left
        } else if is_used {
            left * (-hours / self.tires).exp()
        } else {
            1.0 - (1.0 - left) * (-hours / self.rests).exp()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::network::endurance::*;
    use crate::organisation::Effort;
    use crate::organisation::{Reserve, Strain};

    fn tired() -> Endurance {
        let reserve = Reserve::share(0.2).tires_days(10.0).rests_days(60.0);
        Endurance::of(&Department::new("a").effort(Effort::default().floor(0.5)).reserve(reserve))
    }

    /// `reserve-1` and `reserve-2`: what is left, and the backlog of a line that gets more than it
    /// can do even with it, by the mean of what is left.
    #[test]
    fn the_reserve_is_used_up_by_its_time_constant() {
        let endurance = tired();
        let (days, tires) = (5.0, 10.0);
        let left = endurance.left_after(1.0, true, 24.0 * days);
        assert!((left - 0.606_530_659_712_633_4).abs() < 1e-15);
        for (goodwill, expected) in [(0.9, 8.625_796_687_344_66), (0.0, 15.0)] {
            // Of satisfaction so far above the floor of a half.
            let pace = endurance.pace(0.5 + 0.5 * goodwill, 1.0);
            assert!((pace - (1.0 + 0.2 * goodwill)).abs() < 1e-15);
            let used = tires * (1.0 - left);
            let backlog = (12.0 - 9.0) * days - 9.0 * (pace - 1.0) * used;
            assert!((backlog - expected).abs() < 1e-12 * expected, "{backlog}");
        }
    }

    #[test]
    fn people_at_the_floor_or_below_it_have_no_goodwill() {
        let endurance = tired();
        for satisfaction in [0.0, 0.3, 0.5] {
            assert!((endurance.pace(satisfaction, 1.0) - 1.0).abs() <= 0.0);
        }
        let willing = Department::new("a").effort(Effort::default().floor(1.0));
        let endurance = Endurance::of(&willing.reserve(Reserve::share(0.2)));
        assert!((endurance.pace(1.0, 1.0) - 1.0).abs() <= 0.0);
    }

    #[test]
    fn rest_brings_the_reserve_back() {
        let endurance = tired();
        let left = endurance.left_after(0.2, false, 24.0 * 60.0);
        assert!((left - (1.0 - 0.8 * f64::exp(-1.0))).abs() < 1e-15);
        assert!((endurance.left_after(1.0, false, 1e9) - 1.0).abs() <= 0.0);
    }

    #[test]
    fn load_takes_satisfaction_between_its_ends() {
        let strained = Department::new("a").strain(Strain::share(0.4).from(0.8));
        let endurance = Endurance::of(&strained);
        for (utilisation, expected) in [(0.0, 0.5), (0.8, 0.5), (0.9, 0.4), (1.0, 0.3), (2.0, 0.3)]
        {
            assert!((endurance.satisfaction(0.5, utilisation) - expected).abs() < 1e-15);
        }
        let none = Endurance::of(&Department::new("a"));
        assert!((none.satisfaction(0.7, 1.0) - 0.7).abs() <= 0.0 && !none.has_reserve());
    }
}
