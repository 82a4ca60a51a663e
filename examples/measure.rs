//! What do a year of tickets, surveys and feedback say?
//!
//! ```text
//! $ cargo run --release --example measure
//! account-restaurants: 8 of 23 met, so 47 % (29 to 64 %)
//! complaints-shoppers: 214 of 296 met, so 72 % (67 to 77 %)
//! ticket-desk: 2 of 3 met, so 71 % (47 to 90 %)
//! Human resources resolve half within 31.2 (26.8 to 39.0) hours, 80 % within 82.0 (68.1 to 105.7)
//! Support asks the warehouse for 0.242 (0.202 to 0.286) of its jobs
//! Shoppers: 0.739
//! Online households: 0.650
//! Restaurants: 0.764
//! City schools: 0.827
//! ```

use chrono::{DateTime, Utc};
use knockon::evidence::Measuring;
use knockon::io::sample_evidence;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let evidence = sample_evidence();
    let today: DateTime<Utc> = "2026-01-01T00:00:00Z".parse()?;
    let measured = evidence.measure(&Measuring::until(today))?;

    // Conditions of services, from few tickets and many.
    for id in ["account-restaurants", "complaints-shoppers", "ticket-desk"] {
        let Some(found) = measured.condition(id) else { continue };
        println!("{id}: {} of {} met, so {}", found.met, found.total, found.estimate.as_share());
    }

    // What is still open counts as well.
    if let Some(handling) = measured.handling("hr")
        && let (Some(half), Some(most)) = (handling.median_hours, handling.four_fifths_hours)
    {
        println!("Human resources resolve half within {half} hours, 80 % within {most}");
    }

    // How many of the support's jobs take the warehouse.
    if let Some(requests) = measured.requests("support", "warehouse") {
        println!("Support asks the warehouse for {requests} of its jobs");
    }

    // The organisation with what was measured answers every other question.
    let network = measured.apply(evidence.organisation())?.compile()?;
    for customer in network.baseline().parties().filter(|party| !party.is_department()) {
        println!("{}: {:.3}", customer.name(), customer.quality());
    }
    Ok(())
}
