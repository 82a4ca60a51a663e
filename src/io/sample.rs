//! Organisations to try things on.

use chrono::TimeDelta;

use crate::organisation::{Effort, ExternalCustomer, Organisation, Staffing};
use crate::outcome::Actions;

/// Returns the embedded organisation: Harbour & Vine, a maker of good food with shops, a web shop
/// and catering.
///
/// It has 15 departments and 4 external customers. IT and human resources depend on each other,
/// two suppliers carry the web shop's parcels, logistics is a division of three parts, the kitchen
/// cooks from stock when purchasing is a little late and cannot cook without cold rooms.
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
///
/// let network = knockon::io::sample().compile()?;
/// let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
/// let households = after.quality("households").unwrap();
/// assert_eq!(households.to_string(), "0.6434");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test reads it"
)]
pub fn sample() -> Organisation {
    super::json::organisation_from_str(include_str!("harbour_and_vine.json"))
        .expect("the embedded organisation is valid")
}

/// The departments of [`sample_in_trouble`], with their capabilities.
const IN_TROUBLE: [(&str, f64); 6] = [
    ("it", 0.7),
    ("hr", 0.8),
    ("warehouse", 0.8),
    ("fleet", 0.7),
    ("facilities", 0.9),
    ("support", 0.75),
];

/// Returns the embedded organisation with six departments in trouble, of whom IT and the delivery
/// fleet are able to 0.7: [`sample`] with lower capabilities, for [`sample_actions`] to raise.
///
/// # Examples
///
/// ```
/// let today = knockon::io::sample_in_trouble().compile()?.baseline();
/// assert!((today.mean_customer_quality().unwrap().get() - 0.693).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test builds on it"
)]
pub fn sample_in_trouble() -> Organisation {
    let mut builder = sample().to_builder();
    for department in &mut builder.departments {
        let in_trouble = IN_TROUBLE.iter().find(|(id, _)| department.id == **id);
        if let Some(&(_, capability)) = in_trouble {
            department.capability = capability;
        }
    }
    builder.build().expect("the embedded organisation is valid in trouble, too")
}

/// Returns ten actions for [`sample_in_trouble`], with made-up costs in thousands of euros.
///
/// # Examples
///
/// ```
/// use knockon::io::{sample_actions, sample_in_trouble};
/// use knockon::outcome::ChoiceOptions;
///
/// let network = sample_in_trouble().compile()?;
/// let choice = network.choose(&ChoiceOptions::within(200.0, sample_actions()))?;
/// assert_eq!(choice.actions().collect::<Vec<_>>(), ["it-9", "warehouse-10"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test reads it"
)]
pub fn sample_actions() -> Actions {
    super::json::actions_from_str(include_str!("harbour_and_vine_actions.json"))
        .expect("the embedded actions are valid")
}

/// The people of a department: agents, handling, target wait and patience in minutes, reaction of
/// effort.
type People = (&'static str, [f64; 5]);

const PEOPLE: [People; 4] = [
    ("it", [10.0, 45.0, 30.0, 480.0, 0.2]),
    ("hr", [6.0, 120.0, 240.0, 2880.0, 0.2]),
    ("warehouse", [16.0, 10.0, 15.0, 240.0, 0.2]),
    ("support", [7.0, 9.0, 2.0, 6.0, 0.2]),
];
/// The least effort of anybody.
const FLOOR: f64 = 0.6;

/// Requests per job, and how many more for all of the quality missed.
const REQUESTS: [(&str, f64, f64); 11] = [
    ("hr-workplaces", 0.5, 0.6),
    ("ticket-desk", 0.12, 0.6),
    ("hosting", 0.02, 0.6),
    ("stock-system", 0.015, 0.6),
    ("tills", 0.004, 0.6),
    ("it-hiring", 0.02, 0.2),
    ("shop-rota", 0.004, 0.2),
    ("support-training", 0.02, 0.2),
    ("picking", 1.0, 0.1),
    ("replenishment", 0.03, 0.1),
    ("van-loading", 0.5, 0.1),
];

/// Requests of external customers per hour, and how many more for all of the quality missed.
const DEMAND: [(&str, f64, f64); 6] = [
    ("counter", 300.0, 0.0),
    ("complaints-shoppers", 9.0, 0.8),
    ("orders", 60.0, 0.0),
    ("complaints-households", 14.0, 0.8),
    ("account-restaurants", 4.0, 0.5),
    ("school-round", 6.0, 0.0),
];

/// Returns the embedded organisation with people: how many answer the requests of IT, human
/// resources, warehouse and customer support, and who asks how much of whom.
///
/// It is [`sample`] with staff, so that capabilities of these four follow from their load.
///
/// # Examples
///
/// ```
/// let today = knockon::io::sample_with_people().compile()?.baseline();
/// // About 8 requests an hour, of 45 minutes each, for 10 agents.
/// let it = today.workload("it").unwrap();
/// assert!((it.line.unwrap().utilisation - 0.6).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test builds on it"
)]
pub fn sample_with_people() -> Organisation {
    let mut builder = sample().to_builder();
    for department in &mut builder.departments {
        let people = PEOPLE.iter().find(|(id, _)| department.id == **id);
        if let Some(&(_, [agents, handling, target, patience, reaction])) = people {
            let staffing = Staffing::new(agents, handling).target_wait_minutes(target);
            let staffing = staffing.patience_minutes(patience);
            department.staffing = Some(Box::new(staffing));
            let effort = Effort { floor: FLOOR, reaction, ..Effort::default() };
            department.effort = Some(Box::new(effort));
        }
    }
    for service in builder.services.list() {
        let is = |id: &str| service.id.as_ref().is_some_and(|stated| *stated == *id);
        if let Some(&(_, requests, retries)) = REQUESTS.iter().find(|(id, ..)| is(id)) {
            (service.terms.requests_per_job, service.terms.retries) = (requests, retries);
        }
        if let Some(&(_, requests, retries)) = DEMAND.iter().find(|(id, ..)| is(id)) {
            (service.terms.demand_per_hour, service.terms.retries) = (requests, retries);
        }
    }
    builder.build().expect("the embedded organisation is valid with people, too")
}

/// Returns the embedded organisation with what fails how often: failures of ten departments and a
/// service, two common causes, and what customers and IT aim at.
///
/// It is [`sample`] with these; levels are the same.
///
/// # Examples
///
/// ```
/// use knockon::availability::AvailabilityOptions;
///
/// let network = knockon::io::sample_with_availability().compile()?;
/// let found = network.availability(&AvailabilityOptions::default().party("shoppers"))?;
/// let shoppers = found.party("shoppers").unwrap();
/// assert!(shoppers.chance.value > 0.999 && shoppers.chance.value < 0.9995);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the documents are part of the crate, and a test builds on them"
)]
pub fn sample_with_availability() -> Organisation {
    let text = include_str!("harbour_and_vine_availability.json");
    let failing = super::json::organisation_from_str(text).expect("the document is valid");
    let mut stated = failing.to_builder();
    let mut builder = sample().to_builder();
    for department in &mut builder.departments {
        let found = stated.departments.iter().find(|it| it.id == department.id);
        department.dependability = found.and_then(|it| it.dependability.clone());
    }
    for customer in &mut builder.customers {
        let found = stated.customers.iter().find(|it| it.id == customer.id);
        customer.dependability = found.and_then(|it| it.dependability.clone());
    }
    for service in builder.services.list() {
        let found = stated.services.list().iter().find(|it| it.id == service.id);
        service.terms.dependability = found.and_then(|it| it.terms.dependability.clone());
    }
    builder.common_causes = stated.common_causes;
    builder.build().expect("the embedded organisation is valid with failures, too")
}

/// How many days customers take to see that things got worse, and better.
const PACE: [(&str, i64, i64); 4] =
    [("shoppers", 2, 14), ("households", 1, 14), ("restaurants", 2, 21), ("schools", 2, 21)];

/// Returns what the four customers of the embedded organisation spend, why they leave and what they
/// say: a statement of money alone, **made up**, that others take in by
/// [`merge`](crate::OrganisationBuilder::merge).
///
/// # Examples
///
/// ```
/// let money = knockon::io::sample_money();
/// let both = knockon::io::sample().to_builder().merge(money.to_builder()).build()?;
/// let shoppers = both.party("shoppers").unwrap();
/// assert_eq!(shoppers.revenue().unwrap().per_year.value, 420.0);
/// assert_eq!(shoppers.population().unwrap(), 120_000.0);
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test reads it"
)]
pub fn sample_money() -> Organisation {
    super::json::organisation_from_str(include_str!("harbour_and_vine_money.json"))
        .expect("the embedded statement of money is valid")
}

/// Returns the embedded organisation with people, with [money](sample_money), and with customers who
/// come back slowly after they were let down.
///
/// # Examples
///
/// ```
/// use knockon::outcome::CustomerBase;
///
/// let network = knockon::io::sample_with_money().compile()?;
/// let today = CustomerBase::at_rest(&network.baseline())?;
/// assert!((today.revenue_per_year().unwrap() / 68.64e6 - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test builds on it"
)]
pub fn sample_with_money() -> Organisation {
    let mut builder = sample_with_people().to_builder().merge(sample_money().to_builder());
    for customer in &mut builder.customers {
        let pace = PACE.iter().find(|(id, ..)| customer.id == **id);
        if let Some(&(_, degradation, recovery)) = pace {
            let slow: ExternalCustomer = customer.clone();
            *customer = slow
                .degrades_within(TimeDelta::days(degradation))
                .recovers_within(TimeDelta::days(recovery));
        }
    }
    builder.build().expect("the embedded organisation is valid with money, too")
}

/// A table of evidence about the embedded organisation, and what it is called.
#[cfg(feature = "evidence")]
const EVIDENCE: [(super::csv::EvidenceTable, &str, &str); 5] = {
    use super::csv::EvidenceTable;
    [
        (EvidenceTable::Tickets, "tickets.csv", include_str!("harbour_and_vine/tickets.csv")),
        (EvidenceTable::Surveys, "surveys.csv", include_str!("harbour_and_vine/surveys.csv")),
        (EvidenceTable::Feedback, "feedback.csv", include_str!("harbour_and_vine/feedback.csv")),
        (
            EvidenceTable::Indicators,
            "indicators.csv",
            include_str!("harbour_and_vine/indicators.csv"),
        ),
        (
            EvidenceTable::Judgements,
            "judgements.csv",
            include_str!("harbour_and_vine/judgements.csv"),
        ),
    ]
};

/// Returns a year of evidence about the [embedded organisation](sample), made up from a seed:
/// tickets of four teams, two surveys, feedback of three channels, monthly indicators and three
/// judgements, of 2025.
///
/// # Examples
///
/// ```
/// use knockon::evidence::Measuring;
///
/// let evidence = knockon::io::sample_evidence();
/// let measured = evidence.measure(&Measuring::until("2026-01-01T00:00:00Z".parse()?))?;
/// let desk = measured.condition("ticket-desk").unwrap();
/// assert!(desk.estimate.low < desk.estimate.value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "evidence")]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the tables are part of the crate, and a test reads them"
)]
pub fn sample_evidence() -> crate::evidence::Evidence {
    sample_evidence_of(&sample()).expect("the embedded evidence is valid")
}

/// The embedded year, read as that of a variant of the [embedded organisation](sample): one of other
/// rules, say.
///
/// # Errors
///
/// [`EvidenceError`](crate::evidence::EvidenceError) where the organisation lacks a party or a service
/// that was read.
#[cfg(feature = "evidence")]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the tables are part of the crate, and a test reads them"
)]
pub fn sample_evidence_of(
    organisation: &Organisation,
) -> Result<crate::evidence::Evidence, crate::evidence::EvidenceError> {
    let mut builder = crate::evidence::Evidence::builder(organisation);
    for (table, name, text) in EVIDENCE {
        builder.begin_file(name);
        super::csv::evidence_from_reader(
            table,
            text.as_bytes(),
            &super::HistoryOptions::default(),
            &mut builder,
        )
        .expect("the embedded tables have the right shape");
    }
    builder.build()
}
