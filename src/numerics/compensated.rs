//! Sums whose rounding errors are carried along.

/// A sum of many numbers as exact as one addition: the sum and what rounding took from it.
///
/// # References
///
/// A. Neumaier, *Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen*, ZAMM 54
/// (1974) 39-51.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CompensatedSum {
    sum: f64,
    rest: f64,
}

impl CompensatedSum {
    pub(crate) fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        let larger_first = self.sum.abs() >= term.abs();
        let (larger, smaller) = if larger_first { (self.sum, term) } else { (term, self.sum) };
        self.rest += (larger - sum) + smaller;
        self.sum = sum;
    }

    pub(crate) fn value(self) -> f64 {
        self.sum + self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_survive_a_large_one() {
        let mut sum = CompensatedSum::default();
        for term in [1.0, 1e100, 1.0, -1e100] {
            sum.add(term);
        }
        assert_eq!(sum.value().to_bits(), 2.0_f64.to_bits());
    }
}
