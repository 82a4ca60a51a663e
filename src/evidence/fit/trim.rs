//! Trimming: rows in which a party was worse, or better, than its providers explain by far.

use crate::numerics::series::{median, real};

/// How many robust deviations are far.
const FAR: f64 = 8.0;
/// The largest share of rows that is left out.
const MOST_SHARE: f64 = 0.02;
/// The least deviation.
const LEAST_DEVIATION: f64 = 1e-4;
/// Of a normal distribution the standard deviation over the median absolute one.
const NORMAL: f64 = 1.482_602_218_505_602;

/// Which rows to leave out, largest residual first: those beyond eight deviations, as the median
/// absolute residual tells them, at most 2 % of all, and only rows in which providers were as usual:
/// in others an incident came from them, and these say most of a dependence.
///
/// The scale is robust: several failures of one size do not hide each other, as they would in a root
/// mean square.
///
/// `usual` says of each row whether providers were as usual; it is asked where any row is far.
pub(crate) fn far_rows(residuals: &[f64], usual: impl FnOnce() -> Vec<bool>) -> Vec<usize> {
    let mut far = beyond(residuals, FAR);
    if far.is_empty() {
        return far;
    }
    let usual = usual();
    far.retain(|&row| usual[row]);
    far.truncate(most(residuals.len(), MOST_SHARE));
    far
}

/// Of each value of a series whether it is within eight robust deviations of the middle one.
pub(crate) fn usual(series: &[f64]) -> Vec<bool> {
    let middle = median(series).unwrap_or(0.0);
    let away: Vec<f64> = series.iter().map(|value| (value - middle).abs()).collect();
    let deviation = NORMAL * median(&away).unwrap_or(0.0);
    let limit = FAR * deviation.max(LEAST_DEVIATION);
    away.iter().map(|away| *away <= limit).collect()
}

/// Rows beyond so many robust deviations, the largest residual first.
fn beyond(residuals: &[f64], times: f64) -> Vec<usize> {
    let sizes: Vec<f64> = residuals.iter().map(|residual| residual.abs()).collect();
    let deviation = NORMAL * median(&sizes).unwrap_or(0.0);
    let limit = times * deviation.max(LEAST_DEVIATION);
    let mut far: Vec<usize> = (0..sizes.len()).filter(|&row| sizes[row] > limit).collect();
    far.sort_by(|&one, &other| sizes[other].total_cmp(&sizes[one]));
    far
}

/// How many rows may be left out.
fn most(rows: usize, share: f64) -> usize {
    crate::evidence::fit::rank(share * real(rows) + 1e-9)
}

#[cfg(test)]
mod tests {
    use super::{beyond, far_rows, most, usual};

    /// Case `trim`.
    #[test]
    fn one_far_residual_is_dropped() {
        let residuals = [0.002, -0.003, 0.001, 0.004, -0.002, 0.59, 0.003, -0.001];
        assert_eq!((beyond(&residuals, 8.0), most(8, 0.2)), (vec![5], 1));
        assert_eq!(most(8, 0.1), 0);
    }

    #[test]
    fn equal_failures_do_not_mask_each_other() {
        let noise = |row: u32| if row.is_multiple_of(2) { 0.002 } else { -0.002 };
        let mut residuals: Vec<f64> = (0..300).map(noise).collect();
        for row in [20, 21, 22, 23, 24] {
            residuals[row] = -0.5;
        }
        let mut far = far_rows(&residuals, || vec![true; residuals.len()]);
        far.sort_unstable();
        assert_eq!(far, [20, 21, 22, 23, 24]);
    }

    #[test]
    fn incidents_of_providers_stay() {
        let mut provider = vec![0.98; 200];
        let mut residuals = vec![0.001; 200];
        for row in [3, 4] {
            residuals[row] = -0.4;
        }
        provider[3] = 0.2;
        assert_eq!(far_rows(&residuals, || usual(&provider)), [4]);
    }

    #[test]
    fn at_most_two_per_cent_are_dropped() {
        let residuals: Vec<f64> = (0..100).map(|row| if row < 5 { 0.3 } else { 1e-6 }).collect();
        assert_eq!(far_rows(&residuals, || vec![true; residuals.len()]).len(), 2);
        assert!(far_rows(&[], Vec::new).is_empty());
    }
}
