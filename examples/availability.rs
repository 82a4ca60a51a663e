//! How likely is it good enough, and how much of the time is it not?
//!
//! ```text
//! $ cargo run --release --example availability
//! Harbour & Vine: how much of the time it is good enough
//!
//!  who                good from   mean  chance, %  too little in 30 days  target, %  budget used
//!  Shoppers                60.0  99.59     99.947            22 min 47 s      99.90       52.7 %  kept
//! ...
//!  minimal cut set                          chance
//!  IT + Delivery fleet + Catering          1.87e-7
//! ...
//! ```

use knockon::availability::AvailabilityOptions;
use knockon::io::sample_with_availability;
use knockon::report::text;

fn main() -> Result<(), knockon::Error> {
    let organisation = sample_with_availability();
    let network = organisation.compile()?;
    let everybody = network.availability(&AvailabilityOptions::default())?;
    print!("{}", text::availability(&organisation, &everybody, 10));

    let schools = AvailabilityOptions::default().party("schools");
    let schools = network.availability(&schools)?;
    print!("\n{}", text::availability(&organisation, &schools, 5));
    Ok(())
}
