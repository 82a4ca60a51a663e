//! A sum kept within bounds.

/// The secant of `z ↦ z` kept within `low..=high`: the secant between two values, the slope
/// towards lower quality where they are one.
pub(crate) fn clamp(before: f64, after: f64, low: f64, high: f64) -> f64 {
    if before.to_bits() == after.to_bits() {
        if before > low && before <= high { 1.0 } else { 0.0 }
    } else {
        (after.clamp(low, high) - before.clamp(low, high)) / (after - before)
    }
}
