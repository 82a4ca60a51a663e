//! The quality of a segment of external customers over time, from the series of departments.

use chrono::TimeDelta;

use super::outcome::Timeline;
use crate::exposure::{Exposure, ExposureError, LinearSegment};
use crate::id::UnknownId;
use crate::numerics::compensated::CompensatedSum;

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
        let LinearSegment { exposures, best } = exposure.linear(segment.as_ref())?;
        self.check_exposed(exposure)?;
        let layout = exposure.network().layout();
        let column = |&(department, weight)| {
            let id = layout.party_id(department);
            if self.network().layout().find_department(id.as_str()).is_none() {
                return Err(UnknownId::department(id.as_str()).into());
            }
            match self.series(&id) {
                Some(series) => Ok((series.column(), weight)),
                None => Err(ExposureError::NotKept { department: id }),
            }
        };
        let columns = exposures.iter().map(column).collect::<Result<Vec<_>, ExposureError>>()?;
        let rows = self.rows();
        Ok(rows.map(move |(at, row)| {
            let mut lost = CompensatedSum::default();
            for &(column, weight) in &columns {
                lost.add(weight * (1.0 - row[column]));
            }
            (at, (best - lost.value()).clamp(0.0, 1.0))
        }))
    }

    /// Refuses an exposure whose customers the plan changes, or that follow with delay.
    fn check_exposed(&self, exposure: &Exposure) -> Result<(), ExposureError> {
        if let Some(customer) = exposure.delayed() {
            return Err(ExposureError::Delayed { customer: customer.clone() });
        }
        let network = self.network();
        let scenarios = self.events().map(|event| event.scenario);
        for scenario in scenarios.chain([self.starting_under()]) {
            exposure.check(network, network.resolve(scenario)?.overrides())?;
        }
        exposure.check(network, self.settled().overrides())?;
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
