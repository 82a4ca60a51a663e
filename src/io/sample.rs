//! Organisations to try things on.

use crate::organisation::{Effort, Organisation, Staffing};

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
    for service in &mut builder.services {
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
