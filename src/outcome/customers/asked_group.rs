//! One group followed with and without what happens, at the values and at the ends of coefficients.

use super::band::{Band, bands, ranged, width};
use super::dynamics::{CustomerDynamics, GroupState};
use super::error::OutcomeError;
use super::follow::{FollowedGroup, FollowedSpan, follow};
use super::group::{CustomerGroup, CustomersAt, GroupMoney};
use super::parameters::{CoefficientKind, CustomerParameters, StatedCustomers};
use super::trajectory::QualitySegment;

/// A trajectory that ends by less than this share early lasts to the end.
const HELD: f64 = 1e-6;

/// One group, and along what it is followed.
pub(super) struct AskedGroup<'a> {
    pub(super) id: String,
    pub(super) stated: &'a StatedCustomers,
    pub(super) today: f64,
    pub(super) segments: &'a [QualitySegment],
    pub(super) span: &'a FollowedSpan,
}

impl AskedGroup<'_> {
    /// With and without what happens.
    fn both(
        &self,
        parameters: CustomerParameters,
        take: impl FnMut(&GroupState, f64),
    ) -> Result<[FollowedGroup; 2], OutcomeError> {
        let dynamics = CustomerDynamics::new(&self.id, parameters, self.today)?;
        let with = follow(&dynamics, self.segments, self.span, take);
        let without = follow(&dynamics, &[], self.span, |_, _| ());
        Ok([with, without])
    }

    /// The revenue lost with other coefficients, and the margin lost, discounted.
    fn losses(&self, parameters: CustomerParameters) -> Result<[f64; 2], OutcomeError> {
        let [with, without] = self.both(parameters, |_, _| ())?;
        Ok(losses(parameters, &with, &without))
    }

    /// Whether satisfaction is never above today's.
    fn is_never_better(&self) -> bool {
        let fixed = self.stated.loyalty.expectation_days.is_none();
        let is_lower = |quality: &f64| *quality <= self.today;
        fixed && self.segments.iter().flat_map(|segment| &segment.quality).all(is_lower)
    }

    /// Follows the group, and adds what the range of each coefficient does.
    pub(super) fn answer(
        &self,
        name: String,
        wants_bands: bool,
        widths: &mut [f64],
    ) -> Result<CustomerGroup, OutcomeError> {
        let parameters = self.stated.values();
        let mut points = Vec::new();
        let mut lowest = self.today;
        let [with, without] = self.both(parameters, |state, quality| {
            points.push(at(state));
            lowest = lowest.min(quality);
        })?;
        let known: f64 = self.segments.iter().map(|segment| segment.years).sum();
        let is_held = known < self.span.years * (1.0 - HELD) && !self.segments.is_empty();
        let mut money = None;
        if self.stated.revenue.is_some() {
            let found = losses(parameters, &with, &without);
            let mut ranges = found.map(Band::exact);
            if wants_bands {
                let is_lower = self.is_never_better();
                ranges = bands(self.stated, found, is_lower, |other| self.losses(other))?;
                for kind in ranged(self.stated) {
                    let lost = |other| self.losses(other).map(|[lost, _]| lost);
                    let moved = width(self.stated, kind, lost)?;
                    let place = CoefficientKind::ALL.iter().position(|other| *other == kind);
                    if let Some(sum) = place.and_then(|place| widths.get_mut(place)) {
                        *sum += moved;
                    }
                }
            }
            let marks = with.at_mark.zip(without.at_mark);
            money = Some(GroupMoney {
                per_year_today: parameters.population * parameters.revenue_per_year,
                revenue: with.end.revenue,
                revenue_without: without.end.revenue,
                lost: found[0],
                lost_while: marks.map(|(with, without)| difference(without.revenue, with.revenue)),
                discounted_margin_lost: found[1],
                band: ranges[0],
                discounted_band: ranges[1],
            });
        }
        Ok(CustomerGroup {
            id: self.id.clone(),
            name,
            today: parameters.population,
            quality_today: self.today,
            lowest_quality: lowest,
            fewest: at(&with.fewest),
            end: at(&with.end),
            won: with.end.won,
            lost: with.end.lost,
            money,
            held_from: is_held.then_some(known),
            is_unlimited: with.end.is_unlimited,
            points,
        })
    }
}

/// The revenue lost, and the margin lost, discounted.
fn losses(
    parameters: CustomerParameters,
    with: &FollowedGroup,
    without: &FollowedGroup,
) -> [f64; 2] {
    let (with, without) = (&with.end, &without.end);
    let discounted = difference(without.discounted_revenue, with.discounted_revenue);
    [difference(without.revenue, with.revenue), parameters.margin * discounted]
}

/// What is less than this of a sum is left by the steps in which it was added up.
const ROUNDING: f64 = 1e-12;

/// The revenue that is lost, exactly 0 where only the order of additions differs.
fn difference(without: f64, with: f64) -> f64 {
    let lost = without - with;
    if lost.abs() <= ROUNDING * without.abs() { 0.0 } else { lost }
}

fn at(state: &GroupState) -> CustomersAt {
    CustomersAt { years: state.years, customers: state.customers }
}
