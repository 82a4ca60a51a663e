//! What is an answer worth where nobody knows its numbers for certain?
//!
//! ```text
//! $ cargo run --release --example draws
//! Harbour & Vine, as it is: 10000 draws of 4 numbers, seed 1
//!
//! Quality, in points
//!
//!  party              as stated  mean   5 %  95 %  deviation  below 70.0  95 % interval
//!  all customers          100.0  77.0  68.6  88.0        5.8      10.0 %  9.4 % to 10.6 %
//!  Online households      100.0  68.7  56.8  83.3        7.9      60.2 %  59.2 % to 61.1 %
//!  Shoppers               100.0  79.5  71.4  89.4        5.4       2.3 %  2.0 % to 2.6 %
//!  Restaurants            100.0  83.6  77.2  92.4        4.5       0.0 %  0.0 % to 0.0 %
//!  and 1 more
//!
//! Who carries the variance of all customers, from 1000 pairs of draws
//!
//!  drawn                   alone      ±  in all      ±
//!  capability of it       92.6 %  0.5 %  90.3 %  3.2 %
//!  dependence of tills     4.6 %  3.2 %   5.6 %  0.4 %
//!  dependence of hosting   1.9 %  3.1 %   1.2 %  0.1 %
//!  and 1 more
//! Alone: what would go if it alone were known; in all: what would stay if all else were.
//!
//! Every cycle is proved to have one solution, at the largest values drawn and below.
//! ```

use knockon::io::sample;
use knockon::report::{DrawsDocument, text};
use knockon::uncertainty::{Beta, Draws, Triangular};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;

    // IT has too few people this month, nobody knows quite how many; and how much others depend
    // on IT was judged, not measured.
    let draws = Draws::new(10_000)
        .seed(1)
        .capability("it", Triangular::new(0.3, 0.5, 0.9)?)
        .dependence("tills", Beta::with_interval(0.15, 0.05..=0.3)?)
        .dependence("hosting", Beta::with_interval(0.6, 0.4..=0.8)?)
        .dependence("ticket-desk", Beta::with_interval(0.4, 0.2..=0.6)?)
        .percentiles([5.0, 95.0])
        .threshold(0.7)
        .variance(1_000);
    let document = DrawsDocument::new(organisation.name(), network.draws(&draws)?);
    print!("{}", text::draws(&organisation, &document, 3));
    Ok(())
}
