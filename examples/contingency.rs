//! Whose loss hurts external customers most?
//!
//! ```text
//! $ cargo run --release --example contingency
//! Harbour & Vine: each department lost in turn, worst first
//!
//!  department  points lost  worst hit          points  stays lost
//!  Shops              55.7  Shoppers            -72.0           -
//!  IT                 42.6  Online households   -57.0           -
//!  Warehouse          35.2  Shoppers            -36.0           -
//!  and 12 more
//!
//! Alone bring a customer below 50.0: Shops, IT, Web shop and 1 more
//!
//! With IT at half already, the loss of Shops costs 39.8 points more.
//! ```

use knockon::Scenario;
use knockon::explain::ContingencyOptions;
use knockon::io::sample;
use knockon::report::text;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;
    let options = ContingencyOptions::default().threshold(0.5);
    let losses = network.contingency(&options)?;
    print!("{}", text::contingency(&organisation, &losses, &options, None, 3));

    // N-1 on top of something that is wrong already.
    let bad_day = Scenario::new("IT at half").capability("it", 0.5);
    let losses = network.contingency(&ContingencyOptions::default().under(bad_day))?;
    if let Some(worst) = losses.losses().first() {
        let name = organisation.party(worst.lost.id()).map_or("", |party| party.name());
        let points = text::Points::of_change(worst.loss).quality(worst.loss);
        println!("\nWith IT at half already, the loss of {name} costs {points} points more.");
    }
    Ok(())
}
