//! An independent check of a solved state.

use super::assessment::Assessment;
use super::engine::equation::{EquationContext, Scratch};
use super::equilibrium;

impl Assessment {
    /// Evaluates every party's equation anew and returns the largest difference to its quality.
    ///
    /// The check shares the rules' formulas with the solve, and nothing else: it takes parties one
    /// by one by their own equation, not by the solve's flat passes, components or iteration.
    /// Arrivals, relative to their size, and capabilities that follow from them are checked alike
    /// where they are stated. The lower state is checked, too, where it was asked for.
    ///
    /// # Returns
    ///
    /// The residual `max |F(q) − q|`, 0..=1; a converged state has a few units in the last place.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services.
    pub fn verify(&self) -> f64 {
        let layout = self.network().layout();
        let mut scratch = Scratch::default();
        let mut residual = 0.0_f64;
        for (state, load) in self.states() {
            let capability = self.capabilities(load);
            let context =
                EquationContext { layout, capability: &capability, overrides: self.overrides() };
            if let (Some(demand), Some(load)) = (layout.demand(), load) {
                residual =
                    residual.max(equilibrium::residual(demand, context, state, load, &mut scratch));
            }
            for (party, quality) in layout.parties().zip(state) {
                let expected = context.evaluate(party, state, &mut scratch);
                residual = residual.max((expected - quality).abs());
            }
        }
        residual
    }
}
