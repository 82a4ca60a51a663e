//! A quantity that follows a straight line by a time constant, exactly.

/// The quantity after some years in which what it follows goes from one number to another. It
/// follows at once with a time constant of zero, and never with none.
pub(super) fn relaxed(
    start: f64,
    [from, to]: [f64; 2],
    years: f64,
    time_constant: Option<f64>,
) -> f64 {
    match time_constant {
        None => start,
        Some(time_constant) if time_constant <= 0.0 => to,
        Some(time_constant) => {
            let z = years / time_constant;
            let caught_up = -(-z).exp_m1();
            // 1 − k/z, which cancels where the step is short beside the time constant.
            let of_slope =
                if z < 1e-3 { z * (0.5 - z * (1.0 / 6.0 - z / 24.0)) } else { 1.0 - caught_up / z };
            start + caught_up * (from - start) + of_slope * (to - from)
        }
    }
}

/// When within some years a straight line crosses the quantity that follows it, if that is inside.
pub(super) fn crossing(
    start: f64,
    [from, to]: [f64; 2],
    years: f64,
    time_constant: Option<f64>,
) -> Option<f64> {
    let before = from - start;
    let after = to - relaxed(start, [from, to], years, time_constant);
    if before * after >= 0.0 {
        return None;
    }
    let slope = (to - from) / years;
    let instant = match time_constant {
        None => -before / slope,
        Some(time_constant) => {
            let off = slope * time_constant;
            time_constant * (-before / off).ln_1p()
        }
    };
    (instant > 0.0 && instant < years).then_some(instant)
}
