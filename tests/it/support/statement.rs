//! A plain statement of an organisation, from which the oracle computes and the library builds.

use knockon::{
    Criticality, Department, ExternalCustomer, Need, Organisation, Rule, Scenario, Service,
    Substitution, Transfer,
};

/// An organisation as plain data, with the values of a scenario already in place.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Statement {
    pub(crate) parties: Vec<Party>,
    pub(crate) needs: Vec<Needed>,
}

/// A department, or an external customer of capability 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) is_customer: bool,
    pub(crate) capability: f64,
    pub(crate) rule: Rule,
}

/// A need: declared under a name, or that of one service alone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Needed {
    pub(crate) consumer: usize,
    pub(crate) name: Option<String>,
    pub(crate) dependence: f64,
    pub(crate) weight: f64,
    pub(crate) substitution: Option<Substitution>,
    pub(crate) criticality: Option<Criticality>,
    pub(crate) services: Vec<Supply>,
}

/// A service of a need.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Supply {
    pub(crate) id: String,
    pub(crate) provider: usize,
    pub(crate) weight: f64,
    pub(crate) condition: f64,
    pub(crate) transfer: Transfer,
    pub(crate) stopped: bool,
}

/// Values that replace stated ones, by position.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shock {
    /// Department and capability.
    pub(crate) capabilities: Vec<(usize, f64)>,
    /// Need, service within it, and condition.
    pub(crate) conditions: Vec<((usize, usize), f64)>,
    /// Need and service within it.
    pub(crate) stops: Vec<(usize, usize)>,
    /// Need and dependence.
    pub(crate) dependences: Vec<(usize, f64)>,
}

/// What the library's builder takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) departments: Vec<Department>,
    pub(crate) customers: Vec<ExternalCustomer>,
    pub(crate) services: Vec<Service>,
    pub(crate) needs: Vec<Need>,
}

impl Supply {
    /// A plain service: condition and weight 1, felt as provided.
    pub(crate) fn plain(id: impl Into<String>, provider: usize) -> Self {
        Self {
            id: id.into(),
            provider,
            weight: 1.0,
            condition: 1.0,
            transfer: Transfer::Identity,
            stopped: false,
        }
    }
}

impl Statement {
    /// Adds a department and returns its position.
    pub(crate) fn department(
        &mut self,
        id: impl Into<String>,
        capability: f64,
        rule: Rule,
    ) -> usize {
        self.parties.push(Party { id: id.into(), is_customer: false, capability, rule });
        self.parties.len() - 1
    }

    /// Adds an external customer and returns its position.
    pub(crate) fn customer(&mut self, id: impl Into<String>, rule: Rule) -> usize {
        self.parties.push(Party { id: id.into(), is_customer: true, capability: 1.0, rule });
        self.parties.len() - 1
    }

    /// Adds a service that is a need of its own.
    pub(crate) fn service(
        &mut self,
        supply: Supply,
        consumer: usize,
        dependence: f64,
    ) -> &mut Needed {
        self.needs.push(Needed {
            consumer,
            name: None,
            dependence,
            weight: 1.0,
            substitution: None,
            criticality: None,
            services: vec![supply],
        });
        self.needs.last_mut().unwrap()
    }

    /// Adds a plain service that is a need of its own, with an id made of both ends.
    pub(crate) fn serve(
        &mut self,
        provider: usize,
        consumer: usize,
        dependence: f64,
    ) -> &mut Needed {
        let id = format!("s{}", self.needs.len());
        self.service(Supply::plain(id, provider), consumer, dependence)
    }

    /// The statement with the values of a shock in place.
    pub(crate) fn after(&self, shock: &Shock) -> Self {
        let mut after = self.clone();
        for &(party, capability) in &shock.capabilities {
            after.parties[party].capability = capability;
        }
        for &((need, service), condition) in &shock.conditions {
            after.needs[need].services[service].condition = condition;
        }
        for &(need, service) in &shock.stops {
            after.needs[need].services[service].stopped = true;
        }
        for &(need, dependence) in &shock.dependences {
            after.needs[need].dependence = dependence;
        }
        after
    }

    /// A shock in the library's words.
    pub(crate) fn scenario(&self, shock: &Shock) -> Scenario {
        let mut scenario = Scenario::new("shock");
        for &(party, capability) in &shock.capabilities {
            scenario = scenario.capability(&self.parties[party].id, capability);
        }
        for &((need, service), condition) in &shock.conditions {
            scenario = scenario.condition(&self.needs[need].services[service].id, condition);
        }
        for &(need, service) in &shock.stops {
            scenario = scenario.stop_service(&self.needs[need].services[service].id);
        }
        for &(need, dependence) in &shock.dependences {
            scenario = scenario.dependence(self.name_of(need), dependence);
        }
        scenario
    }

    /// What the dependence of a need is called.
    pub(crate) fn name_of(&self, need: usize) -> String {
        let Needed { consumer, name, services, .. } = &self.needs[need];
        match name {
            Some(name) => format!("{}/{name}", self.parties[*consumer].id),
            None => services[0].id.clone(),
        }
    }

    /// The statement in the library's words, except for services stopped: stopping is a scenario's.
    pub(crate) fn parts(&self) -> Parts {
        let mut parts = Parts::default();
        for party in &self.parties {
            if party.is_customer {
                parts.customers.push(ExternalCustomer::new(&party.id).rule(party.rule));
            } else {
                let department = Department::new(&party.id).capability(party.capability);
                parts.departments.push(department.rule(party.rule));
            }
        }
        for need in &self.needs {
            let consumer = &self.parties[need.consumer].id;
            if let Some(name) = &need.name {
                let mut declared =
                    Need::new(consumer, name).dependence(need.dependence).weight(need.weight);
                if let Some(substitution) = need.substitution {
                    declared = declared.substitution(substitution);
                }
                if let Some(criticality) = need.criticality {
                    declared = declared.criticality(criticality);
                }
                parts.needs.push(declared);
            }
            for supply in &need.services {
                let service = Service::new(&supply.id, &self.parties[supply.provider].id, consumer)
                    .condition(supply.condition)
                    .transfer(supply.transfer.clone());
                parts.services.push(match (&need.name, need.criticality) {
                    (Some(name), _) => service.for_need(name).weight(supply.weight),
                    (None, None) => service.dependence(need.dependence).weight(need.weight),
                    (None, Some(criticality)) => service
                        .dependence(need.dependence)
                        .weight(need.weight)
                        .criticality(criticality),
                });
            }
        }
        parts
    }

    /// What the dependence of a need is called: `consumer/need`, or the id of the service that is a
    /// need of its own.
    pub(crate) fn need_id(&self, need: &Needed) -> String {
        match &need.name {
            Some(name) => format!("{}/{name}", self.parties[need.consumer].id),
            None => need.services[0].id.clone(),
        }
    }

    /// Builds the organisation it states.
    pub(crate) fn organisation(&self) -> Organisation {
        self.parts().organisation()
    }
}

impl Parts {
    /// Builds the organisation of these parts.
    pub(crate) fn organisation(self) -> Organisation {
        Organisation::builder("statement")
            .departments(self.departments)
            .customers(self.customers)
            .services(self.services)
            .needs(self.needs)
            .build()
            .unwrap_or_else(|invalid| panic!("a statement that is not valid: {invalid}"))
    }
}
