//! The least number from which on something holds.

/// Returns the least of the numbers from `low` to `high`, both at least 0, at which a condition
/// holds that holds at every larger one as well; `None` where it does not hold at `high`.
///
/// Halves the number of floats in between, of which there are fewer than 2⁶⁴: at most 65 looks,
/// whatever the range. Where rounding makes the condition flicker, it holds at the number returned.
pub(super) fn least(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> Option<f64> {
    // Floats that are not negative are ordered as their bits are.
    let (mut low, mut high) = (low.to_bits(), high.to_bits());
    if !holds(f64::from_bits(high)) {
        return None;
    }
    while low < high {
        let middle = low.midpoint(high);
        if holds(f64::from_bits(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(f64::from_bits(high))
}

#[cfg(test)]
mod tests {
    use crate::queue::least_count::least;

    #[test]
    fn the_least_number_is_found_to_the_last_bit() {
        for bound in [0.0, 5e-324, 1e-50, 0.1, 1.0, 14.0, f64::MAX] {
            let found = least(0.0, f64::MAX, |x| x >= bound).unwrap();
            assert_eq!(found.to_bits(), bound.to_bits(), "{bound}");
        }
        assert_eq!(least(2.0, 3.0, |_| true), Some(2.0));
        assert_eq!(least(2.0, 3.0, |x| x > 3.0), None);
    }
}
