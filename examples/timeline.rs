//! When is it felt, and how long does it last?
//!
//! ```text
//! $ cargo run --release --example timeline
//! Harbour & Vine: six of ten in IT are ill for a week
//! ...
//! Quality of Shoppers in points, over 365 days
//! ...
//! ```

use chrono::TimeDelta;
use knockon::Scenario;
use knockon::io::sample_with_people;
use knockon::report::text;
use knockon::time::TimelinePlan;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample_with_people();
    let network = organisation.compile()?;
    let week = TimeDelta::days(7)..TimeDelta::days(14);
    let ill = Scenario::new("six of ten are ill").agents("it", 4.0);
    let plan = TimelinePlan::lasting(TimeDelta::days(365)).during(week, ill);
    let timeline = network.timeline(&plan)?;
    print!(
        "{}",
        text::timeline(&organisation, &timeline, "six of ten in IT are ill for a week", 4)
    );
    Ok(())
}
