//! Acceleration of slow components: Anderson mixing over the last few sweeps.
//!
//! Where quality goes round and little is lost on the way, sweeps come near the solution by the
//! same small factor each. A handful of them shows the directions in which that happens, and the
//! next state is taken where a linear model of the sweep would not move any more:
//!
//! ```text
//! g = sweep(x),  f = g − x        γ = argmin |f − ΔF γ|        next x = g − ΔG γ
//! ```
//!
//! with the differences of the last sweeps as columns of `ΔF` and `ΔG`. Only for components with
//! one solution for certain: elsewhere a jump may land below the greatest one. A jump that proves
//! worse than the sweep before it is taken back.
//!
//! # References
//!
//! D. Anderson, *Iterative procedures for nonlinear integral equations*, J. ACM 12 (1965) 547-560;
//! H. Walker and P. Ni, *Anderson acceleration for fixed-point iterations*, SIAM J. Numer. Anal. 49
//! (2011) 1715-1735.

#[cfg(test)]
mod tests;

/// How many sweeps a jump looks back on.
const DEPTH: usize = 5;
/// A direction that lies within this share of the others is one of them.
const DEPENDENT: f64 = 1e-10;
/// By how much a step may grow after a jump before the jump is taken back.
const WORSE: f64 = 2.0;

/// The last sweeps of one component.
#[derive(Debug, Default, Clone)]
pub(crate) struct Anderson {
    /// Where the sweep at hand began.
    begun: Vec<f64>,
    /// What the last sweep led to, and by which step.
    swept: Vec<f64>,
    step: Vec<f64>,
    /// Differences from sweep to sweep, the newest last.
    columns: Vec<MixingColumn>,
    /// The size of the last step.
    last: f64,
}

#[derive(Debug, Default, Clone)]
struct MixingColumn {
    swept: Vec<f64>,
    step: Vec<f64>,
    /// Inner products with the steps of the columns before it, and with itself.
    products: Vec<f64>,
}

impl Anderson {
    /// Begins at a state that sweeps led to.
    pub(crate) fn begin(&mut self, state: &[f64]) {
        self.begun.clear();
        self.begun.extend_from_slice(state);
        self.forget();
    }

    /// Forgets all sweeps.
    pub(crate) fn forget(&mut self) {
        self.columns.clear();
        self.swept.clear();
        self.step.clear();
        self.last = f64::INFINITY;
    }

    /// Takes the state after one more sweep, with the sweep's largest relative step, and replaces
    /// it by where to sweep next.
    pub(crate) fn next(&mut self, state: &mut [f64], largest_relative: f64) {
        let mut step = std::mem::take(&mut self.begun);
        for (step, after) in step.iter_mut().zip(&*state) {
            *step = after - *step;
        }
        self.combine(state, &step, largest_relative);
        for state in &mut *state {
            *state = state.clamp(0.0, 1.0);
        }
        step.copy_from_slice(state);
        self.begun = step;
    }

    /// Takes a state with the step that led to it, or any other measure of how far it is from the
    /// solution that is linear in it, and the size of that; replaces it by the combination of the
    /// last few that is nearest.
    pub(crate) fn combine(&mut self, state: &mut [f64], step: &[f64], size: f64) {
        if size > WORSE * self.last {
            state.copy_from_slice(&self.swept);
            self.forget();
            return;
        }
        self.last = size;
        self.remember(state, step);
        let combination = self.combination();
        for (column, weight) in self.columns.iter().zip(combination) {
            for (state, swept) in state.iter_mut().zip(&column.swept) {
                *state -= weight * swept;
            }
        }
    }

    /// Makes the newest column.
    fn remember(&mut self, state: &[f64], step: &[f64]) {
        if self.swept.is_empty() {
            self.step.extend_from_slice(step);
            self.swept.extend_from_slice(state);
            return;
        }
        let full = self.columns.len() == DEPTH;
        let mut newest = if full { self.columns.remove(0) } else { MixingColumn::default() };
        if full {
            for column in &mut self.columns {
                column.products.remove(0);
            }
        }
        newest.step.clear();
        newest.swept.clear();
        for (last, step) in self.step.iter_mut().zip(step) {
            newest.step.push(step - *last);
            *last = *step;
        }
        for (last, after) in self.swept.iter_mut().zip(state) {
            newest.swept.push(after - *last);
            *last = *after;
        }
        newest.products.clear();
        for column in &self.columns {
            newest.products.push(product(&column.step, &newest.step));
        }
        newest.products.push(product(&newest.step, &newest.step));
        self.columns.push(newest);
    }

    /// The least-squares weights of the columns, by Cholesky's factors of their inner products,
    /// newest column first; columns that add no direction of their own get none.
    fn combination(&self) -> [f64; DEPTH] {
        let count = self.columns.len();
        let mut factor = [[0.0; DEPTH]; DEPTH];
        let mut solved = [0.0; DEPTH];
        let inner = |one: usize, two: usize| {
            let (older, newer) = (one.min(two), one.max(two));
            self.columns[newer].products[older]
        };
        for row in 0..count {
            let (newest, diagonal) = (count - 1 - row, inner(count - 1 - row, count - 1 - row));
            let mut left = diagonal;
            for column in 0..row {
                let below = (0..column).map(|k| factor[row][k] * factor[column][k]).sum::<f64>();
                let pivot = factor[column][column];
                let product = inner(newest, count - 1 - column) - below;
                factor[row][column] = if pivot > 0.0 { product / pivot } else { 0.0 };
                left -= factor[row][column] * factor[row][column];
            }
            if left > DEPENDENT * diagonal {
                factor[row][row] = left.sqrt();
                let below = (0..row).map(|k| factor[row][k] * solved[k]).sum::<f64>();
                let aim = product(&self.columns[newest].step, &self.step);
                solved[row] = (aim - below) / factor[row][row];
            }
        }
        let mut weights = [0.0; DEPTH];
        for row in (0..count).rev() {
            if factor[row][row] > 0.0 {
                let above =
                    (row + 1..count).map(|k| factor[k][row] * weights[count - 1 - k]).sum::<f64>();
                weights[count - 1 - row] = (solved[row] - above) / factor[row][row];
            }
        }
        weights
    }
}

/// An inner product, summed in four parts that need not wait for each other.
fn product(one: &[f64], two: &[f64]) -> f64 {
    let (ones, rest_of_one) = one.as_chunks::<4>();
    let (twos, rest_of_two) = two.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (one, two) in ones.iter().zip(twos) {
        for lane in 0..4 {
            sums[lane] += one[lane] * two[lane];
        }
    }
    let rest: f64 = rest_of_one.iter().zip(rest_of_two).map(|(one, two)| one * two).sum();
    sums.iter().sum::<f64>() + rest
}
