//! An organisation to try things on.

use crate::organisation::Organisation;

/// Returns the embedded organisation: Harbour & Vine, a maker of good food with shops, a web shop
/// and catering.
///
/// It has 15 departments and 4 external customers. IT and human resources depend on each other,
/// two suppliers carry the web shop's parcels, logistics is a division of three parts, the kitchen
/// cooks from stock when purchasing is a little late and cannot cook without cold rooms.
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
///
/// let network = knockon::io::sample().compile()?;
/// let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
/// let households = after.quality("households").unwrap();
/// assert_eq!(households.to_string(), "0.6434");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the document is part of the crate, and a test reads it"
)]
pub fn sample() -> Organisation {
    super::json::organisation_from_str(include_str!("harbour_and_vine.json"))
        .expect("the embedded organisation is valid")
}
