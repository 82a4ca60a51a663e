//! Many scenarios at once, side by side.
//!
//! ```text
//! $ cargo run --release --example batch
//! shops at half: all customers 0.722, worst shoppers at 0.640
//! it at half: all customers 0.738, worst households at 0.643
//! ...
//! ```

use std::cmp::Ordering;

use knockon::io::sample;
use knockon::{Batch, Scenario};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;

    // Every department at half, one after the other: sixteen scenarios are solved in one pass.
    let departments = organisation.departments().filter(|party| party.is_supplier());
    let departments: Vec<_> = departments.map(|party| party.id().clone()).collect();
    let scenarios = departments
        .iter()
        .map(|id| Scenario::new(format!("{id} at half")).capability(id.as_str(), 0.5));
    // Only what is asked for is kept of each: for populations of millions the states would not fit.
    let batch = Batch::of(&network).mean().worst().below(0.8)?;
    let mut outcomes = batch.solve(scenarios).collect::<Result<Vec<_>, _>>()?;
    outcomes.sort_by(|one, two| one.mean().partial_cmp(&two.mean()).unwrap_or(Ordering::Equal));
    for outcome in outcomes.iter().take(5) {
        let (Some(mean), Some(worst)) = (outcome.mean(), outcome.worst()) else { continue };
        println!(
            "{}: all customers {:.3}, worst {} at {:.3}",
            outcome.scenario(),
            mean.get(),
            worst.customer,
            worst.quality.get()
        );
    }
    Ok(())
}
