//! An organisation as plain data: the library builds from it, the dense evaluator computes from it.

use chrono::TimeDelta;
use knockon::organisation::{Absence, Reserve, Strain, Turnover};
use knockon::{
    Criticality, Department, Effort, ExternalCustomer, Invalid, Need, Organisation, Rule, Service,
    Staffing, Substitution, Transfer,
};

use crate::dense::Mix;

/// An organisation, with the values of a scenario already in place if there is one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statement {
    /// Departments first, then external customers.
    pub parties: Vec<Party>,
    /// Needs, of whatever party.
    pub needs: Vec<Needed>,
    /// The mix of handling times of each party as it was before a change, which keeps it; `None`
    /// without a change.
    pub mixes: Option<Vec<Option<Mix>>>,
}

/// A department, or an external customer of capability 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The id, unique among parties.
    pub id: String,
    /// Whether it is an external customer.
    pub is_customer: bool,
    /// Capability, 0..=1.
    pub capability: f64,
    /// How inputs combine.
    pub rule: Rule,
    /// How many a customer stands for.
    pub population: f64,
    /// What a customer reports with everything right, above 0 and up to 1.
    pub ceiling: f64,
    /// Skill, effort and staff, from which the capability of some departments follows.
    pub people: Option<People>,
    /// How people come, go and tire, where there is staff.
    pub staff: Option<StaffTerms>,
    /// The capability that a scenario sets in spite of people.
    pub pinned: Option<f64>,
}

/// Whose capability follows from skill, effort and load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct People {
    /// Skill, 0..=1.
    pub skill: f64,
    /// How effort follows from what is received.
    pub effort: Effort,
    /// Who answers requests.
    pub staffing: Option<Staffing>,
}

/// How the people of a department come, go and tire: no solve reads any of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StaffTerms {
    /// Quits per person and year today, and how many times as many when satisfaction is 1 lower.
    pub quits: (f64, f64),
    /// Hires per vacancy and year, through the first service received if there is one.
    pub hires: Option<f64>,
    /// For how many days newcomers learn, and what share of skill they lack.
    pub learning: (f64, f64),
    /// The share of people away today, and how many times as many when satisfaction is 1 lower.
    pub absence: (f64, f64),
    /// The share of satisfaction that load takes, and the utilisation from which on it does.
    pub strain: (f64, f64),
    /// How much faster rested people work for some time.
    pub reserve: f64,
}

/// A need: declared under a name, or that of one service alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Needed {
    /// The position of the party that needs it.
    pub consumer: usize,
    /// The name of a declared need.
    pub name: Option<String>,
    /// Dependence, 0..=1.
    pub dependence: f64,
    /// The weight beside the consumer's other needs.
    pub weight: f64,
    /// How services stand in for each other.
    pub substitution: Option<Substitution>,
    /// The cap on the consumer.
    pub criticality: Option<Criticality>,
    /// One service where no name is declared, any number otherwise.
    pub services: Vec<Supply>,
}

/// A service of a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// The id, unique among services.
    pub id: String,
    /// The position of the department that provides it.
    pub provider: usize,
    /// The weight within a declared need.
    pub weight: f64,
    /// Condition, 0..=1.
    pub condition: f64,
    /// How it is felt.
    pub transfer: Transfer,
    /// How much later it is felt.
    pub lag_hours: u32,
    /// Requests per job of a department, per hour of a customer.
    pub rate: f64,
    /// How many more requests for all of the quality missed.
    pub retries: f64,
    /// How long its requests take in minutes, and their standard deviation over that. It is stated
    /// where the service comes with requests, and its provider has staff whom they wait for.
    pub handling: Option<(f64, f64)>,
    /// Whether it runs unless a scenario starts it.
    pub running: bool,
    /// Whether a scenario stops it.
    pub stopped: bool,
}

/// The place of a service: its need, and its position there.
pub type Place = (usize, usize);

impl Party {
    /// States a department of capability 1, or a customer of population and ceiling 1.
    pub fn new(id: String, is_customer: bool, rule: Rule) -> Self {
        Self {
            id,
            is_customer,
            capability: 1.0,
            rule,
            population: 1.0,
            ceiling: 1.0,
            people: None,
            staff: None,
            pinned: None,
        }
    }
}

impl Supply {
    /// States a plain service.
    pub fn new(id: String, provider: usize) -> Self {
        Self {
            id,
            provider,
            weight: 1.0,
            condition: 1.0,
            transfer: Transfer::Identity,
            lag_hours: 0,
            rate: 0.0,
            retries: 0.0,
            handling: None,
            running: true,
            stopped: false,
        }
    }
}

impl Needed {
    /// States the need of one service alone.
    pub fn of(supply: Supply, consumer: usize, dependence: f64) -> Self {
        Self {
            consumer,
            name: None,
            dependence,
            weight: 1.0,
            substitution: None,
            criticality: None,
            services: vec![supply],
        }
    }
}

impl Statement {
    /// Returns how many departments there are.
    pub fn department_count(&self) -> usize {
        self.parties.iter().filter(|party| !party.is_customer).count()
    }

    /// Returns the place of every service.
    pub fn places(&self) -> Vec<Place> {
        let of_need = |(need, needed): (usize, &Needed)| {
            (0..needed.services.len()).map(move |service| (need, service))
        };
        self.needs.iter().enumerate().flat_map(of_need).collect()
    }

    /// What the dependence of a need is called: `consumer/need`, or the id of the service that is a
    /// need of its own.
    pub fn need_id(&self, need: usize) -> String {
        let Needed { consumer, name, services, .. } = &self.needs[need];
        match name {
            Some(name) => format!("{}/{name}", self.parties[*consumer].id),
            None => services[0].id.clone(),
        }
    }

    /// Returns the service of a place.
    pub fn supply(&self, (need, service): Place) -> &Supply {
        &self.needs[need].services[service]
    }

    /// Returns the service of a place, to be changed.
    pub fn supply_mut(&mut self, (need, service): Place) -> &mut Supply {
        &mut self.needs[need].services[service]
    }

    /// Whether anything is stated of people or requests.
    pub fn has_demand(&self) -> bool {
        self.parties.iter().any(|party| party.people.is_some())
            || self.needs.iter().flat_map(|need| &need.services).any(|supply| supply.rate > 0.0)
    }

    /// The service through which a department's people are hired: the first that it receives.
    pub fn hiring(&self, department: &str) -> Option<&str> {
        let of = |need: &&Needed| self.parties[need.consumer].id == department;
        let services = self.needs.iter().filter(of).flat_map(|need| &need.services);
        services.map(|supply| supply.id.as_str()).next()
    }

    /// The handling time that a service states, where it may.
    pub(crate) fn handling(&self, supply: &Supply) -> Option<(f64, f64)> {
        let staffing = self.parties[supply.provider].people.and_then(|people| people.staffing)?;
        let may = supply.rate > 0.0 && staffing.patience_minutes.is_none();
        supply.handling.filter(|_| may)
    }

    /// Builds the organisation it states, but for what a scenario alone can state.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where it is not valid; those of the generator are.
    pub fn organisation(&self) -> Result<Organisation, Invalid> {
        let mut builder = Organisation::builder("statement");
        for party in &self.parties {
            builder = if party.is_customer {
                let customer = ExternalCustomer::new(&party.id).rule(party.rule);
                builder.customer(customer.population(party.population).ceiling(party.ceiling))
            } else {
                builder.department(department(party, self.hiring(&party.id)))
            };
        }
        for need in &self.needs {
            let consumer = &self.parties[need.consumer];
            if let Some(name) = &need.name {
                builder = builder.need(declared(need, &consumer.id, name));
            }
            for supply in &need.services {
                let provider = &self.parties[supply.provider].id;
                let stated = service(need, supply, provider, consumer);
                builder = builder.service(match self.handling(supply) {
                    Some((minutes, variation)) => {
                        stated.handling_minutes(minutes).handling_variation(variation)
                    }
                    None => stated,
                });
            }
        }
        builder.build()
    }
}

fn department(party: &Party, hiring: Option<&str>) -> Department {
    let department = Department::new(&party.id).rule(party.rule);
    let Some(People { skill, effort, staffing }) = party.people else {
        return department.capability(party.capability);
    };
    let department = department.skill(skill).effort(effort);
    match staffing {
        Some(staffing) => employed(department.staffing(staffing), party.staff, hiring),
        None => department,
    }
}

/// States how its people come, go and tire.
fn employed(department: Department, staff: Option<StaffTerms>, hiring: Option<&str>) -> Department {
    let Some(StaffTerms { quits, hires, learning, absence, strain, reserve }) = staff else {
        return department;
    };
    let mut turnover = Turnover::per_year(quits.0).ratio(quits.1);
    turnover = turnover.learning_days(learning.0).shortfall(learning.1);
    if let Some(hires) = hires {
        turnover = turnover.hires_per_vacancy_year(hires);
        if let Some(hiring) = hiring {
            turnover = turnover.hired_through(hiring);
        }
    }
    department
        .turnover(turnover)
        .absence(Absence::share(absence.0).ratio(absence.1))
        .strain(Strain::share(strain.0).from(strain.1))
        .reserve(Reserve::share(reserve))
}

fn declared(need: &Needed, consumer: &str, name: &str) -> Need {
    let mut declared = Need::new(consumer, name).dependence(need.dependence).weight(need.weight);
    if let Some(substitution) = need.substitution {
        declared = declared.substitution(substitution);
    }
    match need.criticality {
        Some(criticality) => declared.criticality(criticality),
        None => declared,
    }
}

fn service(need: &Needed, supply: &Supply, provider: &str, consumer: &Party) -> Service {
    let service = Service::new(&supply.id, provider, &consumer.id)
        .condition(supply.condition)
        .running(supply.running)
        .transfer(supply.transfer.clone())
        .lag(TimeDelta::hours(supply.lag_hours.into()))
        .retries(supply.retries);
    let service = if consumer.is_customer {
        service.demand_per_hour(supply.rate)
    } else {
        service.requests_per_job(supply.rate)
    };
    match (&need.name, need.criticality) {
        (Some(name), _) => service.for_need(name).weight(supply.weight),
        (None, None) => service.dependence(need.dependence).weight(need.weight),
        (None, Some(criticality)) => {
            service.dependence(need.dependence).weight(need.weight).criticality(criticality)
        }
    }
}
