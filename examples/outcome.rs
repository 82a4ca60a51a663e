//! Who leaves, who comes, and what does that cost?
//!
//! ```text
//! $ cargo run --release --example outcome
//! Harbour & Vine: IT at half for 90 days, followed for 3 years (coefficients: 0 measured, 0 published, 24 assumed)
//!
//!  customers           today  fewest      after  at the end  revenue lost, EUR   share               from .. to
//!  Shoppers           120000  115731  1.1 years      116526        6.2 million   4.1 %       0.78 .. 13 million
//!  Online households   35000   29634  0.8 years       32041        5.3 million  14.0 %      0.53 .. 7.2 million
//!  Restaurants           180     176  1.1 years         177       0.32 million   2.5 %    0.036 .. 0.69 million
//!  City schools           24      24  0.9 years          24      0.027 million   0.7 %  0.0069 .. 0.084 million
//!  together                                                         12 million   5.7 %        1.4 .. 21 million
//!
//! How far this can be off: published coefficients differ between studies; at one end of the ranges stated the same costs 1.4 million, at the other 21 million.
//! The range of the departure ratio widens this band most.
//! ...
//! What does not depend on coefficients: quality of Online households falls to 58.5 points.
//! ...
//! ```

use chrono::TimeDelta;
use knockon::Scenario;
use knockon::io::sample_with_money;
use knockon::outcome::{BaseOptions, CustomerBase, RiskOptions};
use knockon::report::text;
use knockon::time::TimelinePlan;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What customers spend and why they leave is made up here.
    let organisation = sample_with_money();
    let network = organisation.compile()?;

    let half = Scenario::new("IT at half").capability("it", 0.5);
    let plan = TimelinePlan::lasting(TimeDelta::days(1096))
        .step(TimeDelta::hours(6))
        .during(TimeDelta::zero()..TimeDelta::days(90), half);
    let base = CustomerBase::over(&network.timeline(&plan)?, &BaseOptions::years(3.0))?;
    print!("{}", text::outcome(&organisation, "IT at half for 90 days", &base, false, 10));

    let risk = network.value_at_risk(&RiskOptions::default())?;
    print!("\n{}", text::value_at_risk(&organisation, &risk, 7));
    Ok(())
}
