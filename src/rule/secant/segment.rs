//! The values of a stage's inputs before and after.

/// A stage's inputs before and after.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StageSegment<'a> {
    pub(crate) before: &'a [f64],
    pub(crate) after: &'a [f64],
}

impl StageSegment<'_> {
    pub(crate) fn len(&self) -> usize {
        self.before.len()
    }

    /// An input's value at a point of the segment, `t` in 0..=1.
    pub(crate) fn at(&self, input: usize, t: f64) -> f64 {
        self.before[input] + t * (self.after[input] - self.before[input])
    }

    /// How many inputs move.
    pub(crate) fn moving(&self) -> usize {
        let moves = |(before, after): &(&f64, &f64)| before.to_bits() != after.to_bits();
        self.before.iter().zip(self.after).filter(moves).count()
    }
}

/// Values before and after.
#[derive(Debug, Default)]
pub(crate) struct EndValues {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl EndValues {
    pub(crate) fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
    }

    pub(crate) fn push(&mut self, (before, after): (f64, f64)) {
        self.before.push(before);
        self.after.push(after);
    }

    /// Replaces every value by what is missing of 1.
    pub(crate) fn complement(&mut self) {
        for value in self.before.iter_mut().chain(&mut self.after) {
            *value = 1.0 - *value;
        }
    }

    pub(crate) fn segment(&self) -> StageSegment<'_> {
        StageSegment { before: &self.before, after: &self.after }
    }
}
