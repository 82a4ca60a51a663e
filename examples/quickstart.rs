//! The smallest whole use of the library: state, compile, solve, compare.
//!
//! ```text
//! $ cargo run --release --example quickstart
//! Shoppers: 1 -> 0.892
//! IT -> Human resources -> Operations -> Shoppers
//! ```

use chrono::TimeDelta;
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};

fn main() -> Result<(), knockon::Error> {
    let organisation = Organisation::builder("Harbour & Vine")
        .department(Department::new("it").named("IT"))
        .department(Department::new("hr").named("Human resources"))
        .department(Department::new("ops").named("Operations"))
        .customer(ExternalCustomer::person("shoppers").named("Shoppers").population(120_000.0))
        .service(Service::new("it-hr", "it", "hr").dependence(0.6).lag(TimeDelta::days(3)))
        .service(Service::new("hr-ops", "hr", "ops").dependence(0.4))
        .service(Service::new("ops-shoppers", "ops", "shoppers").dependence(0.9))
        .build()?;
    let network = organisation.compile()?;
    let today = network.baseline();
    let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
    let impact = after.compared_with(&today)?;
    for felt in impact.customers() {
        println!("{}: {} -> {}", felt.name(), felt.baseline(), felt.quality());
    }
    for chain in network.chains().from("it")?.to_customers().strongest().take(3) {
        println!("{chain}");
    }
    assert!(after.verify() < 1e-12);
    Ok(())
}
