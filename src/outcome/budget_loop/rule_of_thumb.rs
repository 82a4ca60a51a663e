//! From which budget elasticity on the loop runs away, where quality is agents per customer.

/// Returns the budget elasticity β* above which the loop runs away, where quality is agents per
/// customer, referrals bring nobody and no market limits customers.
///
/// ```text
/// (β − 1)·L + β·w = 1        L = ln ρ + ε·ν        β* = (1 + L)/(L + w)
/// ```
///
/// A point of quality more brings `L` per cent more customers. Below β* a shock is made good in the
/// end, above it drives the organisation further and further away. Money that follows customers one
/// to one (β = 1, w = 0) is always stable.
///
/// # Arguments
///
/// - `departure_ratio`: ρ, 1 or more.
/// - `elasticity`: ε, the reputation elasticity, 0 or more.
/// - `bad_news`: ν, the bad-news ratio, above 0.
/// - `spending_loss`: w, 0..=1.
///
/// # Returns
///
/// The limit, above 0; infinite where quality brings and costs nothing.
///
/// # Examples
///
/// ```
/// use knockon::outcome::elasticity_limit;
///
/// let limit = elasticity_limit(4.0, 0.4, 2.0, 0.3);
/// assert!((limit - 1.2815434933797228).abs() < 1e-14);
/// assert_eq!(elasticity_limit(1.0, 0.0, 1.0, 0.0), f64::INFINITY);
/// ```
#[must_use]
pub fn elasticity_limit(
    departure_ratio: f64,
    elasticity: f64,
    bad_news: f64,
    spending_loss: f64,
) -> f64 {
    let sensitivity = departure_ratio.ln() + elasticity * bad_news;
    (1.0 + sensitivity) / (sensitivity + spending_loss)
}
