//! What do millions of customers feel, of whom nobody is in memory?
//!
//! ```text
//! $ cargo run --release --example regions
//! 60004 customers are 6 numbers.
//!
//! What segments feel, in points of 100, worst first
//!
//!  segment   population  before  after  points
//!  hills          10000   100.0   77.8   -22.2
//!  old town       30000   100.0   80.1   -19.9
//!  and 1 more
//!
//! All segments by head: 100.0 before, 80.3 after, -19.7 points.
//!
//! Whose share it is of segments, and through which chains
//!
//! hills: -22.2 points, all from IT
//!     -9.7   44%  IT -> Web shop -> hills
//!     -2.2   10%  IT -> Human resources -> Delivery fleet -> hills
//!    -10.3   46%  further chains and feedback
//!
//! old town: -19.9 points, all from IT
//!     -9.7   49%  IT -> Web shop -> old town
//!     -1.9    9%  IT -> Warehouse -> Web shop -> old town
//!     -8.2   41%  further chains and feedback
//!
//! What regions get where one department works at half, in points of 100
//!
//!  department  harbour  old town  hills
//!  fleet          94.6      89.4   82.4
//!  web-shop       81.2      81.2   81.2
//!  hr             91.3      89.3   86.6
//!
//! The 10000 households of the hills, one by one, say the same: true.
//! ```

use knockon::exposure::Exposure;
use knockon::io::sample;
use knockon::report::text::{Column, Points, segments, table};
use knockon::{ExternalCustomer, Scenario, Service, SolveOptions};

/// A region, how many households it has, and how much they need deliveries.
const REGIONS: [(&str, u32, f64); 3] =
    [("harbour", 20_000, 0.2), ("old town", 30_000, 0.5), ("hills", 10_000, 0.9)];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = sample().to_builder();
    for (region, households, delivered) in REGIONS {
        for number in 0..households {
            let id = format!("{region} {number}");
            // No two neighbours are alike.
            let shade = f64::from(number % 7) / 10.0;
            let service = |kind: &str, from: &str, dependence: f64| {
                Service::new(format!("{kind} {id}"), from, &id).dependence(dependence)
            };
            builder = builder
                .customer(ExternalCustomer::person(&id).label("region", region))
                .service(service("orders", "web-shop", 0.9 - shade / 2.0))
                .service(service("vans", "fleet", delivered * (1.0 - shade)));
        }
    }
    let organisation = builder.build()?;
    let network = organisation.compile()?;
    let region = |id: &str| Some(organisation.party(id)?.labels().get("region")?.to_owned());
    let exposure = Exposure::of_network(&network, region)?;

    // From here on the households are not needed any more: departments alone are solved.
    let departments = sample().compile()?;
    let exposure = exposure.on(&departments)?;
    let after = departments.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
    let impact = after.compared_with(&departments.baseline())?;
    let numbers: usize = exposure.segments().map(|segment| segment.exposures().len()).sum();
    println!("{} customers are {numbers} numbers.", network.customer_count());
    print!("{}", segments(&exposure, &impact.explain(), 2)?);

    println!("\nWhat regions get where one department works at half, in points of 100\n");
    let half = |id: &str| Scenario::new(id).capability(id, 0.5);
    let scenarios = ["fleet", "web-shop", "hr"].map(half);
    let solved = exposure.solve_many(&scenarios, &SolveOptions::default());
    let outcomes = solved.collect::<Result<Vec<_>, _>>()?;
    let mut columns = vec![Column::Text("department")];
    columns.extend(REGIONS.iter().map(|(region, ..)| Column::Number(region)));
    let rows = outcomes.iter().map(|outcome| {
        let mut row = vec![outcome.scenario().to_owned()];
        for (_, quality) in outcome.qualities() {
            row.push(Points::of_losses([1.0 - quality.get()]).quality(quality.get()));
        }
        row
    });
    print!("{}", table(&columns, rows, scenarios.len()));

    // The households themselves say the same.
    let in_memory = network.solve(&scenarios[0])?;
    let (mut sum, count) = (0.0, REGIONS[2].1);
    for number in 0..count {
        sum += in_memory.quality(format!("hills {number}")).map_or(0.0, f64::from);
    }
    let by_exposure = outcomes[0].quality("hills").map_or(0.0, f64::from);
    let off = (sum / f64::from(count) - by_exposure).abs();
    println!("\nThe {count} households of the hills, one by one, say the same: {}.", off < 1e-12);
    Ok(())
}
