//! `Employment`: everything that a department states of people who come, go, tire and are paid.

use super::{Absence, Coefficient, Reserve, Strain, Turnover};

/// What a department states of people who come, go, tire and are paid; each is neutral where it is
/// absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Employment {
    pub(crate) turnover: Option<Turnover>,
    pub(crate) absence: Option<Absence>,
    pub(crate) strain: Option<Strain>,
    pub(crate) reserve: Option<Reserve>,
    pub(crate) budget_elasticity: Option<Coefficient>,
}

impl Employment {
    /// `None` where nothing is stated.
    pub(crate) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// What is stated, by its key.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let stated = [
            ("turnover", self.turnover.is_some()),
            ("absence", self.absence.is_some()),
            ("strain", self.strain.is_some()),
            ("reserve", self.reserve.is_some()),
            ("budget_elasticity", self.budget_elasticity.is_some()),
        ];
        stated.into_iter().filter(|(_, is_stated)| *is_stated).map(|(key, _)| key)
    }

    /// Every coefficient that is stated.
    pub(crate) fn coefficients(&self) -> impl Iterator<Item = Coefficient> + '_ {
        let turnover = self.turnover.iter().flat_map(|it| {
            let always = [it.quits_per_year, it.ratio, it.learning_days, it.shortfall];
            always.into_iter().chain(it.hires_per_vacancy_year)
        });
        let absence = self.absence.iter().flat_map(|it| [it.share, it.ratio]);
        let strain = self.strain.iter().flat_map(|it| [it.share, it.from]);
        let reserve = self.reserve.iter().flat_map(|it| [it.share, it.tires_days, it.rests_days]);
        turnover.chain(absence).chain(strain).chain(reserve).chain(self.budget_elasticity)
    }

    /// Both together; `None` where both state one thing differently.
    pub(super) fn joined(self, other: Self) -> Option<Self> {
        fn differ<T: PartialEq>(one: Option<&T>, two: Option<&T>) -> bool {
            one.zip(two).is_some_and(|(one, two)| one != two)
        }
        let is_torn = differ(self.turnover.as_ref(), other.turnover.as_ref())
            || differ(self.absence.as_ref(), other.absence.as_ref())
            || differ(self.strain.as_ref(), other.strain.as_ref())
            || differ(self.reserve.as_ref(), other.reserve.as_ref())
            || differ(self.budget_elasticity.as_ref(), other.budget_elasticity.as_ref());
        (!is_torn).then(|| Self {
            turnover: self.turnover.or(other.turnover),
            absence: self.absence.or(other.absence),
            strain: self.strain.or(other.strain),
            reserve: self.reserve.or(other.reserve),
            budget_elasticity: self.budget_elasticity.or(other.budget_elasticity),
        })
    }
}
