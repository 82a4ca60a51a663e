//! Qualities in points of 100.

/// A tenth of a point: less is not shown.
pub(crate) const SMALLEST_CHANGE: f64 = 0.0005;

/// A quality in points of 100.
pub(crate) fn points(quality: f64) -> String {
    format!("{:.1}", 100.0 * quality)
}

/// A change in points of 100, with its sign.
pub(crate) fn signed(change: f64) -> String {
    if change.abs() < SMALLEST_CHANGE {
        "0.0".to_owned()
    } else {
        format!("{:+.1}", 100.0 * change)
    }
}
