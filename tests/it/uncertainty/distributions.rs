//! Distributions against another library, and their texts.

use knockon::uncertainty::{Beta, Distribution};
use statrs::function::beta::beta_reg;

use crate::support::check::assert_near;

#[test]
fn intervals_hold_what_they_say() {
    for (alpha, beta) in
        [(0.3, 0.7), (0.5, 0.5), (1.0, 4.0), (2.0, 3.0), (30.0, 12.0), (200.0, 900.0)]
    {
        let interval = Beta::new(alpha, beta).unwrap().interval();
        let what = format!("Beta({alpha}, {beta})");
        assert_near(beta_reg(alpha, beta, *interval.start()), 0.025, 1e-9, &what);
        assert_near(beta_reg(alpha, beta, *interval.end()), 0.975, 1e-9, &what);
    }
}

#[test]
fn the_closest_interval_is_found() {
    for (mean, low, high) in [
        (0.6, 0.4, 0.8),
        (0.1, 0.01, 0.3),
        (0.5, 0.02, 0.98),
        (0.05, 0.0, 0.4),
        (0.9, 0.85, 1.0),
        (0.3, 0.299, 0.3011),
    ] {
        let fitted = Beta::with_interval(mean, low..=high).unwrap();
        assert_near(fitted.mean(), mean, 1e-12, "mean");
        let misfit = |beta: &Beta| {
            let ends = beta.interval();
            (ends.start() - low).powi(2) + (ends.end() - high).powi(2)
        };
        let (alpha, beta) = fitted.shape();
        for factor in [0.3, 0.7, 0.9, 0.99, 1.01, 1.1, 1.5, 3.0] {
            let other = Beta::new(alpha * factor, beta * factor).unwrap();
            assert!(misfit(&fitted) <= misfit(&other), "{mean} in {low}..{high}, times {factor}");
        }
    }
}

#[test]
fn texts_are_read_as_written() {
    for text in [
        "beta(0.6, 0.4..0.8)",
        "beta(3, 2.5)",
        "triangular(0.2, 0.5, 0.9)",
        "uniform(0.2..0.8)",
        "fixed(0.5)",
    ] {
        let read: Distribution = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
        assert_eq!(serde_json::to_value(read).unwrap(), text);
    }
    let of_percents: Distribution = "beta(60 %, 40%..80%)".parse().unwrap();
    assert_eq!(of_percents.to_string(), "beta(0.6, 0.4..0.8)");
}

#[test]
fn what_is_no_distribution_is_refused() {
    for (text, message) in [
        ("beta(0.6)", "`beta(0.6)` is no distribution, such as"),
        ("0.4..0.8", "`0.4..0.8` is no distribution"),
        ("beta(0.9, 0.4..0.8)", "mean `0.9` is outside the range 0.4..=0.8"),
        ("beta(0.6, 0.4..1.8)", "the 95 % interval 0.4..1.8 is not inside 0..=1"),
        ("beta(0, 0..0.8)", "the 95 % interval 0..0.8 is not inside 0..=1 around the mean"),
        ("beta(-1, 2)", "shape parameter `-1` is outside 1e-2..=1e9"),
        ("triangular(0.2, 0.1, 0.9)", "mode `0.1` is outside the range 0.2..=0.9"),
        ("uniform(0.8..0.2)", "a range from `0.8` to `0.2`, where the lower end comes first"),
        ("fixed(inf)", "`inf` is no finite number"),
        ("uniform(nan..1)", "`NaN` is no finite number"),
    ] {
        let refused = text.parse::<Distribution>().unwrap_err().to_string();
        assert!(refused.starts_with(message), "{text}: {refused}");
    }
}

#[test]
fn moments_are_those_of_the_formulas() {
    for (text, mean, variance) in [
        ("beta(3, 2)", 0.6, 0.04),
        ("triangular(0, 0.5, 1)", 0.5, 1.0 / 24.0),
        ("uniform(0.2..0.8)", 0.5, 0.03),
        ("fixed(0.3)", 0.3, 0.0),
    ] {
        let known: Distribution = text.parse().unwrap();
        assert_near(known.mean(), mean, 1e-15, text);
        assert_near(known.standard_deviation().powi(2), variance, 1e-15, text);
    }
}

#[test]
fn means_that_no_shape_has_are_refused() {
    for (mean, interval) in [(1e-12, 0.0..=0.5), (1.0 - 1e-12, 0.5..=1.0)] {
        let refused = Beta::with_interval(mean, interval).unwrap_err().to_string();
        assert!(refused.contains("within 1e-11 of 0 or 1"), "{refused}");
    }
    assert!("beta(1e-12, 0..0.5)".parse::<Distribution>().is_err());
}
