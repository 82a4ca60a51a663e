//! `CustomerBase`: every group of customers over time, against today going on.

use serde::Serialize;

use super::asked_group::AskedGroup;
use super::counts::CoefficientCounts;
use super::error::{OutcomeError, all_or_refused};
use super::follow::FollowedSpan;
use super::group::{CustomerGroup, GroupMoney};
use super::options::BaseOptions;
use super::parameters::CoefficientKind;
use super::rest_base::RestingBase;
use super::stated::{name_of, stated_customers};
use super::trajectory::QualityTrajectories;
use crate::quality::Assessment;
use crate::time::Timeline;

/// Every group of external customers over time.
///
/// Losses are against today going on: against a run in which nothing happens. Customers who leave do
/// not change what the organisation delivers.
///
/// # Examples
///
/// A pulse in which retention alone reacts has a formula:
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::organisation::{Loyalty, Revenue};
/// use knockon::outcome::{BaseOptions, CustomerBase};
/// use knockon::time::TimelinePlan;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let loyalty = Loyalty::retention((-0.2_f64).exp()).departure_ratio(8.0);
/// let riders = ExternalCustomer::person("riders").population(100_000.0);
/// let network = Organisation::builder("Line 4")
///     .department(Department::new("trains"))
///     .customer(riders.loyalty(loyalty).revenue(Revenue::per_year(100.0)))
///     .service(Service::new("rides", "trains", "riders").dependence(1.0))
///     .build()?
///     .compile()?;
/// let pulse = TimeDelta::seconds(7_889_400); // A quarter of a year.
/// let plan = TimelinePlan::lasting(TimeDelta::days(100))
///     .during(TimeDelta::zero()..pulse, Scenario::new("works").capability("trains", 0.4));
/// let base = CustomerBase::over(&network.timeline(&plan)?, &BaseOptions::years(20.0))?;
/// let riders = base.group("riders").unwrap();
/// assert!((riders.fewest().customers - (100_000.0 - 11_390.638)).abs() < 1e-3);
/// assert!((riders.end().customers - (100_000.0 - 219.323)).abs() < 1e-3);
/// assert!((riders.revenue_lost().unwrap() / 5_732_170.03 - 1.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize)]
#[must_use]
pub struct CustomerBase {
    years: f64,
    groups: Vec<CustomerGroup>,
    coefficients: CoefficientCounts,
    widths: Vec<CoefficientWidth>,
}

/// How far the range of a coefficient moves a loss, all others being at their values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CoefficientWidth {
    /// Which, in all groups at once.
    pub coefficient: CoefficientKind,
    /// From the loss at one end to that at the other.
    pub width: f64,
}

impl CustomerBase {
    /// Follows customers over a timeline, and at its last quality from its end on.
    ///
    /// # Errors
    ///
    /// [`OutcomeError`] for options out of range, for customers whose series was not kept, and where
    /// today leaves nothing to compare with.
    ///
    /// # Complexity
    ///
    /// Linear in customers, the steps of the timeline and the days asked for, times the ends or
    /// corners of ranges.
    pub fn over(timeline: &Timeline, options: &BaseOptions) -> Result<Self, OutcomeError> {
        let trajectories = QualityTrajectories::of_timeline(timeline)
            .map_err(crate::quality::ObjectiveError::from)?;
        Self::along(&trajectories, options)
    }

    /// Follows customers while the qualities of an assessment hold.
    ///
    /// # Errors
    ///
    /// As of [`over`](Self::over).
    pub fn under(assessment: &Assessment, options: &BaseOptions) -> Result<Self, OutcomeError> {
        let mut base = Self::along(&QualityTrajectories::of_assessment(assessment), options)?;
        for group in &mut base.groups {
            group.held_from = None;
        }
        Ok(base)
    }

    /// Follows customers along trajectories of quality.
    ///
    /// # Errors
    ///
    /// As of [`over`](Self::over).
    pub fn along(
        trajectories: &QualityTrajectories,
        options: &BaseOptions,
    ) -> Result<Self, OutcomeError> {
        Self::marked(trajectories, options, None)
    }

    /// Where customers come to rest under the qualities of an assessment.
    ///
    /// # Errors
    ///
    /// As of [`over`](Self::over).
    pub fn at_rest(assessment: &Assessment) -> Result<RestingBase, OutcomeError> {
        RestingBase::of(assessment)
    }

    /// As [`along`](Self::along), with what was lost up to an instant told apart.
    pub(super) fn marked(
        trajectories: &QualityTrajectories,
        options: &BaseOptions,
        mark: Option<f64>,
    ) -> Result<Self, OutcomeError> {
        let network = trajectories.network();
        let span = FollowedSpan { mark, ..options.span(network)? };
        let stated = stated_customers(network);
        let mut coefficients = CoefficientCounts::default();
        let mut widths = [0.0; CoefficientKind::ALL.len()];
        let groups = stated.iter().enumerate().map(|(customer, stated)| {
            coefficients.add(stated);
            let asked = AskedGroup {
                id: trajectories.id(customer),
                stated,
                today: trajectories.today[customer],
                segments: &trajectories.segments[customer],
                span: &span,
            };
            asked.answer(name_of(network, customer).into_owned(), options.bands, &mut widths)
        });
        let groups = all_or_refused(groups)?;
        let mut widths: Vec<CoefficientWidth> = CoefficientKind::ALL
            .into_iter()
            .zip(widths)
            .filter(|&(_, width)| width > 0.0)
            .map(|(coefficient, width)| CoefficientWidth { coefficient, width })
            .collect();
        widths.sort_by(|one, two| two.width.total_cmp(&one.width));
        Ok(Self { years: options.years, groups, coefficients, widths })
    }

    /// Returns how many years were followed.
    pub fn years(&self) -> f64 {
        self.years
    }

    /// Returns every group, in the order stated.
    pub fn groups(&self) -> &[CustomerGroup] {
        &self.groups
    }

    /// Returns one group.
    pub fn group(&self, id: impl AsRef<str>) -> Option<&CustomerGroup> {
        self.groups.iter().find(|group| group.id == id.as_ref())
    }

    /// Returns where the coefficients come from.
    pub fn coefficients(&self) -> CoefficientCounts {
        self.coefficients
    }

    /// Returns the coefficient whose range, in all groups, moves the revenue lost most.
    pub fn widest(&self) -> Option<CoefficientKind> {
        self.widths.first().map(|widest| widest.coefficient)
    }

    /// Returns how far the range of every coefficient moves the revenue lost, the widest first.
    pub fn widths(&self) -> &[CoefficientWidth] {
        &self.widths
    }

    /// Returns the money of all groups that state a revenue together; `None` where none does.
    pub fn money(&self) -> Option<GroupMoney> {
        let all = self.groups.iter().filter_map(CustomerGroup::money);
        all.reduce(|one, two| GroupMoney {
            per_year_today: one.per_year_today + two.per_year_today,
            revenue: one.revenue + two.revenue,
            revenue_without: one.revenue_without + two.revenue_without,
            lost: one.lost + two.lost,
            lost_while: one.lost_while.zip(two.lost_while).map(|(one, two)| one + two),
            discounted_margin_lost: one.discounted_margin_lost + two.discounted_margin_lost,
            band: one.band.plus(two.band),
            discounted_band: one.discounted_band.plus(two.discounted_band),
        })
    }
}
