//! Which actions first, within a budget?
//!
//! ```text
//! $ cargo run --release --example priorities
//! Harbour & Vine: 10 actions, budget 200 k€, all customers by head at 69.3 points today
//! ...
//!  action            cost  alone  last  share
//!  IT to 90           120   +6.9  +7.9   +7.4
//!  Warehouse to 100    70   +4.2  +5.1   +4.6
//! They complement each other: alone they sum to 11.1 points, together they bring 12.1.
//! ...
//! Rules of thumb would have brought, of these 12.1 points: most per cost first 84 %, most first 88 %, most critical department first 65 %, largest derivative per cost first 84 %.
//! ...
//! Frontier of all customers by head and internal customers:
//!  first  second  cost  actions
//!   81.4    82.5   190  IT to 90 and Warehouse to 100
//!   79.9    85.2   200  IT to 100
//! The last 2.7 points of internal customers cost 1.5 of all customers by head.
//! ...
//! ```

use knockon::io::{sample_actions, sample_in_trouble};
use knockon::outcome::{ChoiceOptions, Criterion};
use knockon::report::text;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample_in_trouble();
    let network = organisation.compile()?;
    let actions = sample_actions();
    let options = ChoiceOptions::within(200.0, actions.clone()).frontier(Criterion::Internal);
    let choice = network.choose(&options)?;
    print!("{}", text::choice(&organisation, &actions, &choice, Some(&Criterion::Internal), 3));

    // What was chosen is a scenario: solved, it can be asked about like any other.
    for scenario in choice.realised() {
        let after = network.solve(scenario)?;
        let impact = after.compared_with(&network.baseline())?;
        let felt = impact.customers().map(|felt| felt.change()).fold(f64::INFINITY, f64::min);
        println!("\nEvery customer gains at least {:.1} points.", 100.0 * felt);
    }
    Ok(())
}
