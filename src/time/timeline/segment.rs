//! The quality of a segment of external customers over time, from the series of departments.

use chrono::TimeDelta;

use super::outcome::Timeline;
use crate::exposure::{Exposure, ExposureError};
use crate::id::UnknownId;

impl Timeline {
    /// Returns the mean quality of a segment at every instant, 0..=1, from the series of the
    /// departments that count for it: no customer is followed. The customers of the segment follow
    /// their providers at once.
    ///
    /// # Errors
    ///
    /// * [`ExposureError::UnknownSegment`].
    /// * [`ExposureError::Unknown`] for a department that counts and that the network lacks, and
    ///   [`ExposureError::NotKept`] for one whose series [was not kept](super::TimelinePlan::keep).
    /// * [`ExposureError::Delayed`] where a customer that the exposure was made of follows with a lag
    ///   or a time constant.
    /// * [`ExposureError::CustomerChanged`] where the plan sets what such a customer receives,
    ///   reports, or starts at.
    /// * [`ExposureError::Invalid`] where a scenario of the plan is not valid by itself.
    ///
    /// # Complexity
    ///
    /// Linear in instants × departments that count for the segment.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use knockon::exposure::Exposure;
    /// use knockon::time::TimelinePlan;
    /// use knockon::{Department, Organisation, Scenario, Service};
    ///
    /// let network = Organisation::builder("Power")
    ///     .department(Department::new("plant"))
    ///     .department(Department::new("grid"))
    ///     .service(Service::new("feed", "plant", "grid").dependence(1.0).lag(TimeDelta::hours(2)))
    ///     .build()?
    ///     .compile()?;
    /// let exposure = Exposure::builder(&network).add("homes", "grid", 0.9, 40e6).build()?;
    /// let plan = TimelinePlan::lasting(TimeDelta::hours(6))
    ///     .step(TimeDelta::hours(1))
    ///     .from(TimeDelta::zero(), Scenario::new("half").capability("plant", 0.5));
    /// let timeline = network.timeline(&plan)?;
    /// let homes: Vec<_> = timeline.segment(&exposure, "homes")?.collect();
    /// assert_eq!(homes[0], (TimeDelta::zero(), 1.0));
    /// let (_, last) = homes[homes.len() - 1];
    /// assert!((last - 0.55).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn segment<'a>(
        &'a self,
        exposure: &'a Exposure,
        segment: impl AsRef<str>,
    ) -> Result<
        impl DoubleEndedIterator<Item = (TimeDelta, f64)> + ExactSizeIterator + 'a,
        ExposureError,
    > {
        let stored = exposure.find(segment.as_ref())?;
        self.check_exposed(exposure)?;
        let layout = exposure.network().layout();
        // By department; those that do not count have any.
        let mut columns = vec![0; layout.department_count()];
        for &(department, _) in &stored.exposures {
            let id = layout.party_id(department);
            if self.network().layout().find_department(id.as_str()).is_none() {
                return Err(UnknownId::department(id.as_str()).into());
            }
            let Some(series) = self.series(&id) else {
                return Err(ExposureError::NotKept { department: id });
            };
            columns[department.index()] = series.column();
        }
        let missing = move |row: &[f64]| {
            stored.quality(|department| 1.0 - row[columns[department.index()]]).get()
        };
        Ok(self.rows().map(move |(at, row)| (at, missing(row))))
    }

    /// Refuses an exposure whose customers the plan changes, or that follow with delay.
    fn check_exposed(&self, exposure: &Exposure) -> Result<(), ExposureError> {
        if let Some(customer) = exposure.delayed() {
            return Err(ExposureError::Delayed { customer: customer.clone() });
        }
        let network = self.network();
        let scenarios = self.events().map(|event| event.scenario);
        for scenario in scenarios.chain([self.starting_under()]) {
            exposure.check_customers_unchanged(network, network.resolve(scenario)?.overrides())?;
        }
        exposure.check_customers_unchanged(network, self.settled().overrides())?;
        let set = self.starting_at().map(|(party, _)| party);
        let set = set.chain(self.time_constants().map(|(party, ..)| party));
        for id in set {
            let Some(party) = network.layout().find(id) else { continue };
            if exposure.holds(network, party) {
                let customer = network.layout().party_id(party);
                return Err(ExposureError::CustomerChanged { customer });
            }
        }
        Ok(())
    }
}
