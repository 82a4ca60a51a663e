//! What matters most?
//!
//! ```text
//! $ cargo run --release --example sensitivity
//! Harbour & Vine, IT at half: what matters most to all customers, at 73.8 points
//! By derivatives towards lower quality: a point less costs as much; inputs that tie share it alike.
//!
//! Worth of one point of a department's capability, in points
//!
//!  department  worth
//!  IT          0.407
//!  Shops       0.398
//!  Facilities  0.198
//!  and 12 more
//! ...
//! A quick check of the first: IT at 0.51 gives 0.408 points more.
//! ```

use knockon::Scenario;
use knockon::explain::Objective;
use knockon::io::sample;
use knockon::report::{SensitivityDocument, text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;
    let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
    let customers = Objective::customers(&network)?;
    let document = SensitivityDocument::new(organisation.name(), &after, &customers)?;
    print!("{}", text::sensitivity(&document, &after, 3));

    // A derivative is what a small step gives, divided by the step.
    let better = network.solve(&Scenario::new("IT a little better").capability("it", 0.51))?;
    let gained = 100.0 * (customers.value(&better)? - customers.value(&after)?);
    println!("\nA quick check of the first: IT at 0.51 gives {gained:.3} points more.");
    Ok(())
}
