//! The inverse of a small symmetric positive matrix, by Cholesky's factor.

/// Returns the inverse of a symmetric positive matrix of `n` rows, row after row; `None` where it is
/// singular within rounding.
pub(crate) fn inverse(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let factor = factor(matrix, n)?;
    let mut inverse = vec![0.0; n * n];
    let mut column = vec![0.0; n];
    for at in 0..n {
        column.fill(0.0);
        column[at] = 1.0;
        solve(&factor, n, &mut column);
        for (row, value) in column.iter().enumerate() {
            inverse[row * n + at] = *value;
        }
    }
    Some(inverse)
}

/// The lower factor L of L Lᵀ.
fn factor(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut factor = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let done: f64 = (0..column).map(|k| factor[row * n + k] * factor[column * n + k]).sum();
            let rest = matrix[row * n + column] - done;
            factor[row * n + column] = if row > column {
                rest / factor[column * n + column]
            } else if rest > 1e-14 * matrix[row * n + row].abs() {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(factor)
}

/// Solves L Lᵀ x = b in place.
fn solve(factor: &[f64], n: usize, b: &mut [f64]) {
    for row in 0..n {
        let done: f64 = (0..row).map(|k| factor[row * n + k] * b[k]).sum();
        b[row] = (b[row] - done) / factor[row * n + row];
    }
    for row in (0..n).rev() {
        let done: f64 = (row + 1..n).map(|k| factor[k * n + row] * b[k]).sum();
        b[row] = (b[row] - done) / factor[row * n + row];
    }
}

#[cfg(test)]
mod tests {
    use super::inverse;

    #[test]
    fn inverse_by_hand() {
        let found = inverse(&[4.0, 2.0, 2.0, 3.0], 2).unwrap();
        for (found, expected) in found.iter().zip([0.375, -0.25, -0.25, 0.5]) {
            assert!((found - expected).abs() < 1e-15);
        }
        assert_eq!(inverse(&[1.0, 1.0, 1.0, 1.0], 2), None);
    }

    /// A matrix times its inverse is the identity: that of Hilbert, which is hard.
    #[test]
    fn inverse_of_hilbert_matrix() {
        let n = 5;
        let hilbert: Vec<f64> = (0..n * n)
            .map(|at| 1.0 / f64::from(u8::try_from(at / n + at % n + 1).unwrap()))
            .collect();
        let found = inverse(&hilbert, n).unwrap();
        for row in 0..n {
            for column in 0..n {
                let product: f64 =
                    (0..n).map(|k| hilbert[row * n + k] * found[k * n + column]).sum();
                let expected = if row == column { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-10, "{row} {column}: {product}");
            }
        }
    }
}
