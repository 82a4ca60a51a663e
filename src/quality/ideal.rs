//! The state with nothing below 1, with which a level is compared.

use super::assessment::Assessment;
use super::solve::Workspace;
use super::solve_options::SolveOptions;
use crate::network::{DeptIx, Network, Overrides, Parameter, RowKind, ServiceState};

/// So many agents that nobody waits: the most there may be.
const NOBODY_WAITS: f64 = 1e9;

impl Network {
    /// Solves for the state in which nothing is below 1: every capability, condition and ceiling.
    ///
    /// Compared with it, a [baseline](Self::baseline) has an impact of its own, whose
    /// [explanation](crate::Impact::explain) splits the points that are missing over what is stated
    /// below 1.
    ///
    /// A department whose capability follows from its people has a skill of 1 and so many agents
    /// that nobody waits; effort follows from how well its people are served, and is full where
    /// they receive all they need. What requires more agents than there are then shows as the share
    /// of its agents. Demand stays as stated.
    ///
    /// Not every quality is 1: a need without a service stays unmet, a service that stands by stays so,
    /// and what is stated of rules, dependences and transfers stays.
    ///
    /// # Complexity
    ///
    /// As [`solve`](Self::solve).
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Objective, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Web shop")
    ///     .department(Department::new("database").capability(0.98))
    ///     .department(Department::new("site").capability(0.95))
    ///     .customer(ExternalCustomer::person("shoppers"))
    ///     .service(Service::new("queries", "database", "site").dependence(0.5))
    ///     .service(Service::new("pages", "site", "shoppers").dependence(1.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let impact = network.baseline().compared_with(&network.ideal())?;
    /// let shoppers = Objective::party(&network, "shoppers")?;
    /// let missing = impact.explain().contributions(&shoppers)?;
    /// assert!((missing.change - (0.95 * 0.99 - 1.0)).abs() < 1e-15);
    /// assert_eq!(missing.contributions[0].source.id(), "site");
    /// let sum: f64 = missing.contributions.iter().map(|share| share.change).sum();
    /// assert!((sum - missing.change).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ideal(&self) -> Assessment {
        self.ideal_with(&SolveOptions::default(), &mut Workspace::new())
    }

    /// As [`ideal`](Self::ideal), with options, reusing memory.
    ///
    /// # Complexity
    ///
    /// As [`solve_with`](Self::solve_with).
    pub fn ideal_with(&self, options: &SolveOptions, workspace: &mut Workspace) -> Assessment {
        self.run("ideal".to_owned(), self.ideal_overrides(), options, workspace)
    }

    /// What replaces stated values in the ideal state.
    pub(super) fn ideal_overrides(&self) -> Overrides {
        let layout = self.layout();
        let workforces = || layout.demand().into_iter().flat_map(|demand| &demand.workforces);
        let has_workforce = |department: DeptIx| layout.workforce_of(department).is_some();
        let below = layout.departments();
        let below = below.filter(|&department| layout.capabilities()[department] < 1.0);
        let below = below.filter(|&one| !has_workforce(one)).map(Parameter::Capability);
        let detailed = (layout.parties())
            .filter(|&party| matches!(layout.row_kind_of(party), RowKind::Detailed { .. }));
        let entries = detailed.flat_map(|party| layout.row(party));
        let entries = entries.filter(|&entry| {
            layout.row_detail(entry).is_some_and(|detail| detail.running && detail.condition < 1.0)
        });
        let services = entries.map(|entry| (entry, ServiceState::Running(1.0))).collect();
        let staffed = workforces().filter(|workforce| workforce.staff.is_some());
        let agents =
            staffed.map(|workforce| (Parameter::Agents(workforce.department), NOBODY_WAITS));
        let skills = workforces().filter(|workforce| workforce.skill < 1.0);
        let skills = skills.map(|workforce| Parameter::Skill(workforce.department));
        let customers = layout.customers();
        let ceilings = customers.filter(|&customer| layout.ceiling(customer) < 1.0);
        let ceilings = ceilings.map(Parameter::Ceiling);
        let at_1 = below.chain(skills).chain(ceilings).map(|of| (of, 1.0));
        Overrides::new(layout, at_1.chain(agents).collect(), services)
    }
}
