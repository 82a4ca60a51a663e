//! A state kept up to date, change by change.
//!
//! ```text
//! $ cargo run --release --example live
//! IT at 0.40: shoppers 73.0, households 59.4, restaurants 77.9, schools 83.9
//! and the counter at 0.70: shoppers 58.5, households 59.4, restaurants 77.9, schools 83.9
//! IT is back: shoppers 78.4, households 100.0, restaurants 100.0, schools 100.0
//! ```

use knockon::io::sample;
use knockon::report::text::Points;
use knockon::{Live, Quality};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;
    let mut live = Live::new(&network);
    let watched: Vec<&str> =
        organisation.customers().map(|customer| customer.id().as_str()).collect();

    // Each change costs what it affects, and gives the same bits as a solve of everything.
    live.set_capability("it", 0.4)?;
    say(&live, &watched, "IT at 0.40");
    live.set_condition("counter", 0.7)?;
    say(&live, &watched, "and the counter at 0.70");
    live.restore_department("it")?;
    say(&live, &watched, "IT is back");
    Ok(())
}

fn say(live: &Live, watched: &[&str], what: &str) {
    let qualities: Vec<Quality> = watched.iter().filter_map(|id| live.quality(id)).collect();
    let points = Points::of_losses(qualities.iter().map(|quality| 1.0 - quality.get()));
    let customers = watched.iter().zip(&qualities);
    let said: Vec<_> =
        customers.map(|(id, quality)| format!("{id} {}", points.quality(quality.get()))).collect();
    println!("{what}: {}", said.join(", "));
}
