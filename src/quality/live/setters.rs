//! The calls that change values, as programs make them: by id, and checked.

use super::values::{edits, superseded, undone};
use super::{Changes, Edit, Live};
use crate::network::{EdgeIx, InForce, Overrides, Parameter, ServiceState};
use crate::organisation::{Invalid, Scenario};
use crate::quality::impact::UnrelatedNetworks;
use crate::quality::resolved::Resolved;
use crate::unit::Quality;

impl Live {
    /// Sets a department's capability, 0..=1, whatever its people; agents and skill that were set
    /// are so no longer, nor is what it was observed to deliver.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_capability(
        &mut self,
        department: impl AsRef<str>,
        capability: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let department = department.as_ref();
        match self.department(department) {
            Some(department) if Quality::allows(capability) => {
                let superseded = Edit::superseded_by_capability(department);
                let of = Parameter::Capability(department);
                let set = Edit::Value { of, value: Some(capability) };
                Ok(self.apply(superseded.into_iter().chain([set])))
            }
            _ => self.change(&Scenario::default().capability(department, capability)),
        }
    }

    /// Sets a service's condition, 0..=1; if it was stopped, it runs again. One that is stated not to
    /// run has to be [started](Self::start_service) first.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_condition(
        &mut self,
        service: impl AsRef<str>,
        condition: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let service = service.as_ref();
        match self.entry(service) {
            Some(entry) if Quality::allows(condition) && !self.stands_by(entry) => {
                let state = Some(ServiceState::Running(condition));
                Ok(self.apply([Edit::Service { entry, state }]))
            }
            _ => self.change(&Scenario::default().condition(service, condition)),
        }
    }

    /// Stops a service: nothing is received on it, while the need it meets stays.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn stop_service(&mut self, service: impl AsRef<str>) -> Result<Changes<'_>, Invalid> {
        let service = service.as_ref();
        match self.entry(service) {
            Some(entry) => {
                Ok(self.apply([Edit::Service { entry, state: Some(ServiceState::Stopped) }]))
            }
            None => self.change(&Scenario::default().stop_service(service)),
        }
    }

    /// Starts a service that does not run, at its stated condition.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn start_service(&mut self, service: impl AsRef<str>) -> Result<Changes<'_>, Invalid> {
        let service = service.as_ref();
        self.change(&Scenario::default().start_service(service))
    }

    /// Whether a service is stated not to run, and nothing has started it.
    fn stands_by(&self, entry: EdgeIx) -> bool {
        self.network.layout().stands_by(entry) && !self.values.is_started(entry)
    }

    /// Sets how much a consumer depends on a need, 0..=1: on a service that is a need of its own, or
    /// on a declared need as `consumer/need`.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_dependence(
        &mut self,
        service_or_need: impl AsRef<str>,
        dependence: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let service_or_need = service_or_need.as_ref();
        self.change(&Scenario::default().dependence(service_or_need, dependence))
    }

    /// Sets the ceiling of an external customer, 1e-100..=1.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_ceiling(
        &mut self,
        customer: impl AsRef<str>,
        ceiling: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let customer = customer.as_ref();
        self.change(&Scenario::default().ceiling(customer, ceiling))
    }

    /// Sets how many agents a department with staff has, 0 or 1e-9..=1e9; a capability that was set
    /// is so no longer.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Live, Organisation, Service, Staffing};
    ///
    /// let desk = Department::new("desk").staffing(Staffing::new(2.0, 2.0).target_wait_minutes(5.0));
    /// let organisation = Organisation::builder("Help desk")
    ///     .department(desk)
    ///     .customer(ExternalCustomer::new("callers"))
    ///     .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(24.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let mut live = Live::new(&network);
    /// live.set_agents("desk", 1.0)?;
    /// let line = live.workload("desk").unwrap().line.unwrap();
    /// assert!((line.utilisation - 0.8).abs() < 1e-15); // 24 · 2 / 60
    /// live.set_demand_per_hour("calls", 15.0)?;
    /// let line = live.workload("desk").unwrap().line.unwrap();
    /// assert!((line.utilisation - 0.5).abs() < 1e-15);
    /// # Ok::<(), knockon::Error>(())
    /// ```
    pub fn set_agents(
        &mut self,
        department: impl AsRef<str>,
        agents: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let department = department.as_ref();
        self.change(&Scenario::default().agents(department, agents))
    }

    /// Sets the skill, 0..=1, of a department whose capability follows from skill, staffing or
    /// effort; a capability that was set is so no longer.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_skill(
        &mut self,
        department: impl AsRef<str>,
        skill: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let department = department.as_ref();
        self.change(&Scenario::default().skill(department, skill))
    }

    /// Sets how many requests an external customer makes per hour on a service, 0 or
    /// 1e-12..=1e9.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_demand_per_hour(
        &mut self,
        service: impl AsRef<str>,
        requests: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let service = service.as_ref();
        self.change(&Scenario::default().demand_per_hour(service, requests))
    }

    /// Sets how many more requests each makes on a service for all of the quality it misses, 0 or
    /// 1e-12..=1e9.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_retries(
        &mut self,
        service: impl AsRef<str>,
        retries: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let service = service.as_ref();
        self.change(&Scenario::default().retries(service, retries))
    }

    /// States what a party was observed to deliver, or an external customer to experience, 0..=1; a
    /// capability that was set is so no longer.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve); nothing is changed then.
    pub fn set_observed(
        &mut self,
        party: impl AsRef<str>,
        reading: f64,
    ) -> Result<Changes<'_>, Invalid> {
        let party = party.as_ref();
        self.change(&Scenario::default().observed(party, reading))
    }

    /// Forgets what a party was observed to deliver: it delivers what its equation gives.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for what is not a party that could have been observed.
    pub fn forget_observed(&mut self, party: impl AsRef<str>) -> Result<Changes<'_>, Invalid> {
        let party = party.as_ref();
        let set = self.network.overrides(&Scenario::default().observed(party, 1.0))?;
        let forgotten = set.values.iter().map(|&(of, _)| Edit::Value { of, value: None });
        Ok(self.apply(forgotten.collect::<Vec<_>>()))
    }

    /// Takes an external customer back to its stated ceiling.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for what is not an external customer.
    pub fn restore_ceiling(&mut self, customer: impl AsRef<str>) -> Result<Changes<'_>, Invalid> {
        let customer = customer.as_ref();
        let set = self.network.overrides(&Scenario::default().ceiling(customer, 1.0))?;
        let restored = set.values.iter().map(|&(of, _)| Edit::Value { of, value: None });
        Ok(self.apply(restored.collect::<Vec<_>>()))
    }

    /// Takes a department back to what is stated: its capability, or its agents and skill; what it was
    /// observed to deliver is forgotten.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for a department whose capability could not have been set.
    pub fn restore_department(
        &mut self,
        department: impl AsRef<str>,
    ) -> Result<Changes<'_>, Invalid> {
        let department = department.as_ref();
        let department = if let Some(department) = self.department(department) {
            Some(department)
        } else {
            let set = Scenario::default().capability(department, 1.0);
            let set = self.network.overrides(&set)?;
            set.capabilities().next().map(|(department, _)| department)
        };
        let restored = department.into_iter().flat_map(|department| {
            let capability = Edit::Value { of: Parameter::Capability(department), value: None };
            Edit::superseded_by_capability(department).into_iter().chain([capability])
        });
        Ok(self.apply(restored))
    }

    /// Takes a need back to the dependence that is stated: that of a service that is a need of its
    /// own, or a declared need as `consumer/need`.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for what has no dependence of its own.
    pub fn restore_dependence(
        &mut self,
        service_or_need: impl AsRef<str>,
    ) -> Result<Changes<'_>, Invalid> {
        let service_or_need = service_or_need.as_ref();
        let set = Scenario::default().dependence(service_or_need, 0.0);
        let set = self.network.overrides(&set)?;
        let restored = set.values.iter().map(|&(of, _)| Edit::Value { of, value: None });
        Ok(self.apply(restored))
    }

    /// Takes a service back to what is stated: running or not, at its stated condition, and asked for as
    /// often as stated, first and again. How much its consumer depends on it stays;
    /// [`restore_dependence`](Self::restore_dependence) takes that back.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for what is not a service.
    pub fn restore_service(&mut self, service: impl AsRef<str>) -> Result<Changes<'_>, Invalid> {
        let service = service.as_ref();
        let entry = if let Some(entry) = self.entry(service) {
            Some(entry)
        } else {
            let set = Scenario::default().stop_service(service);
            self.network.overrides(&set)?.services.first().map(|&(entry, _)| entry)
        };
        let restored = entry.into_iter().flat_map(|entry| {
            let requests = [Parameter::Demand(entry), Parameter::Retries(entry)];
            let requests = requests.map(|of| Edit::Value { of, value: None });
            requests.into_iter().chain([Edit::Service { entry, state: None }])
        });
        Ok(self.apply(restored))
    }

    /// Sets everything a scenario sets, at once; what it does not name stays as it is, but for
    /// agents and skill where it sets a capability, and the other way round.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve), with every problem; nothing is
    /// changed then.
    pub fn change(&mut self, scenario: &Scenario) -> Result<Changes<'_>, Invalid> {
        let overrides = self.network.overrides_beside(scenario, &self.values)?;
        let superseded = superseded(self.network.layout(), &overrides);
        Ok(self.apply(superseded.into_iter().chain(edits(&overrides))))
    }

    /// Puts a resolved scenario in the place of everything that is set at present, as
    /// [`replace`](Self::replace).
    ///
    /// # Errors
    ///
    /// [`UnrelatedNetworks`] where it was resolved on another network; nothing is changed then.
    pub fn replace_resolved(
        &mut self,
        resolved: &Resolved,
    ) -> Result<Changes<'_>, UnrelatedNetworks> {
        if !self.network.is(resolved.network()) {
            return Err(UnrelatedNetworks);
        }
        Ok(self.replace_overrides(resolved.name(), resolved.overrides()))
    }

    /// Puts a scenario in the place of everything that is set at present, at once; only the
    /// difference is followed.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`Network::solve`](crate::Network::solve), with every problem; nothing is
    /// changed then.
    pub fn replace(&mut self, scenario: &Scenario) -> Result<Changes<'_>, Invalid> {
        let set = self.network.overrides(scenario)?;
        Ok(self.replace_overrides(scenario.name(), &set))
    }

    fn replace_overrides(&mut self, name: &str, set: &Overrides) -> Changes<'_> {
        let former = self.values.overrides(self.network.layout());
        name.clone_into(&mut self.name);
        let back = undone(&former, set);
        self.apply(back.into_iter().chain(edits(set)))
    }
}
