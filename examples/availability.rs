//! How likely is it good enough, and how much of the time is it not?
//!
//! ```text
//! $ cargo run --release --example availability
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
