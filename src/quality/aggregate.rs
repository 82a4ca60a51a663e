//! Aggregation: own capability and felt needs, combined.
//!
//! ```text
//! A(x; v, p) = ( 1 − Σ vᵢ (1 − xᵢᵖ) )₊ ^(1/p)     p = 0: Π xᵢ^vᵢ     p = −∞: min over vᵢ > 0
//! ```
//!
//! A need enters by the loss felt, `ℓ = α (1 − u) = 1 − x`: small losses keep their digits that
//! way. The rules that need no power or logarithm are [`Fold`]s, which the solve's flat passes and
//! [`combine`] share; other orders are evaluated through logarithms, with a form of their own for
//! each weighting.
//!
//! # References
//!
//! B. Schweizer and A. Sklar, *Associative functions and statistical triangle inequalities*, Publ.
//! Math. Debrecen 8 (1961) 169-186; K. Arrow, H. Chenery, B. Minhas and R. Solow, *Capital-labor
//! substitution and economic efficiency*, Rev. Econ. Stat. 43 (1961) 225-250. Here both weightings
//! share one formula and the sum is cut at 0 inside the power.

use crate::network::Aggregator;
use crate::network::slope::{NO_ORDER, NeedShape};

/// A rule that takes one need at a time.
pub(crate) trait Fold: Copy {
    /// Begins with own capability; only means have an own weight.
    fn start(own: f64, own_weight: f64) -> Self;
    /// Takes a need by its loss and weight; only means look at the weight.
    fn need(&mut self, loss: f64, weight: f64);
    /// Returns the combined quality.
    fn finish(self) -> f64;
    /// What was taken so far, as one number, for [`resume`](Self::resume).
    fn taken(self) -> f64;
    /// Goes on from what was taken, given the weight of all needs and of own capability; there must
    /// be a need.
    fn resume(taken: f64, weight: f64) -> Self;
    /// Takes a need of weight 1 that was counted when resumed.
    fn also(&mut self, loss: f64) {
        self.need(loss, 1.0);
    }

    /// Finishes many, of one weight: turns what was taken into combined qualities.
    fn finish_all(taken: &mut [f64], weight: f64) {
        for taken in taken {
            *taken = Self::resume(*taken, weight).finish();
        }
    }
}

/// Losses compound: `s · Π (1 − ℓ)`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product(f64);

impl Fold for Product {
    fn start(own: f64, _: f64) -> Self {
        Self(own)
    }

    fn need(&mut self, loss: f64, _: f64) {
        self.0 *= 1.0 - loss;
    }

    fn finish(self) -> f64 {
        self.0
    }

    fn taken(self) -> f64 {
        self.0
    }

    fn resume(taken: f64, _: f64) -> Self {
        Self(taken)
    }
}

/// Losses add: `(1 − (1 − s) − Σ ℓ)₊`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Additive(f64);

impl Fold for Additive {
    fn start(own: f64, _: f64) -> Self {
        Self(1.0 - own)
    }

    fn need(&mut self, loss: f64, _: f64) {
        self.0 += loss;
    }

    fn finish(self) -> f64 {
        (1.0 - self.0).max(0.0)
    }

    fn taken(self) -> f64 {
        self.0
    }

    fn resume(taken: f64, _: f64) -> Self {
        Self(taken)
    }
}

/// The worst input decides; inputs of weight 0 do not count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weakest(f64);

impl Fold for Weakest {
    fn start(own: f64, _: f64) -> Self {
        Self(own)
    }

    fn need(&mut self, loss: f64, weight: f64) {
        if weight > 0.0 {
            self.0 = self.0.min(1.0 - loss);
        }
    }

    fn finish(self) -> f64 {
        self.0
    }

    fn taken(self) -> f64 {
        self.0
    }

    fn resume(taken: f64, _: f64) -> Self {
        Self(taken)
    }
}

/// The weighted mean `1 − Σ v ℓ / Σ v`; own capability alone where nothing has a weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mean {
    own: f64,
    own_weight: f64,
    loss: f64,
    /// Of the needs.
    weight: f64,
}

impl Fold for Mean {
    fn start(own: f64, own_weight: f64) -> Self {
        Self { own, own_weight, loss: own_weight * (1.0 - own), weight: 0.0 }
    }

    fn need(&mut self, loss: f64, weight: f64) {
        self.loss += weight * loss;
        self.weight += weight;
    }

    fn finish(self) -> f64 {
        let weight = self.own_weight + self.weight;
        if weight > 0.0 { (1.0 - self.loss / weight).max(0.0) } else { self.own }
    }

    fn taken(self) -> f64 {
        self.loss
    }

    fn resume(taken: f64, weight: f64) -> Self {
        Self { own: 1.0, own_weight: weight, loss: taken, weight: 0.0 }
    }

    fn also(&mut self, loss: f64) {
        self.loss += loss;
    }

    fn finish_all(taken: &mut [f64], weight: f64) {
        let mantissa = weight.to_bits() << (u64::BITS - f64::MANTISSA_DIGITS + 1);
        if mantissa == 0 {
            // The inverse of a power of two is exact, and saves a division each.
            let inverse = weight.recip();
            for taken in taken {
                *taken = (1.0 - *taken * inverse).max(0.0);
            }
        } else {
            for taken in taken {
                *taken = (1.0 - *taken / weight).max(0.0);
            }
        }
    }
}

/// Runs a block with `$fold` the rule of a flat pass and `$own_weight` its own weight, or another
/// where the rule has no such pass.
macro_rules! with_fold {
    ($shared:expr, |$fold:ident, $own_weight:ident| $flat:expr, else $other:expr) => {{
        use crate::network::Aggregator;
        use crate::quality::aggregate::{Additive, Mean, Product, Weakest};
        match $shared {
            Some(Aggregator::Product) => {
                type $fold = Product;
                let $own_weight = 1.0;
                $flat
            }
            Some(Aggregator::Additive) => {
                type $fold = Additive;
                let $own_weight = 1.0;
                $flat
            }
            Some(Aggregator::Weakest) => {
                type $fold = Weakest;
                let $own_weight = 1.0;
                $flat
            }
            Some(Aggregator::Mean { own }) => {
                type $fold = Mean;
                let $own_weight = own;
                $flat
            }
            Some(Aggregator::Full { .. } | Aggregator::Share { .. } | Aggregator::Fdna) | None => {
                $other
            }
        }
    }};
}
pub(super) use with_fold;

/// The needs of a party, one entry each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeltNeeds<'a> {
    /// The loss felt, `α (1 − u)`.
    pub(crate) loss: &'a [f64],
    pub(crate) dependence: &'a [f64],
    /// Empty where every weight is 1.
    pub(crate) weight: &'a [f64],
}

impl FeltNeeds<'_> {
    /// A need as bounds of slopes see it.
    pub(crate) fn shape(&self, need: usize) -> NeedShape {
        NeedShape { weight: self.weight(need), dependence: self.dependence[need] }
    }

    pub(crate) fn shapes(&self) -> impl Iterator<Item = NeedShape> {
        (0..self.loss.len()).map(|need| self.shape(need))
    }

    fn weight(&self, need: usize) -> f64 {
        self.weight.get(need).copied().unwrap_or(1.0)
    }

    /// Losses of needs that count, negated: what `ln_1p` takes.
    fn lost(&self) -> impl Iterator<Item = f64> {
        let counts = |&(need, _): &(usize, &f64)| self.weight(need) > 0.0;
        self.loss.iter().enumerate().filter(counts).map(|(_, loss)| -loss)
    }

    /// The largest loss, negated; 0 without needs.
    fn most_lost(&self) -> f64 {
        self.lost().fold(0.0, f64::min)
    }

    /// The smallest loss, negated; `None` without needs that count.
    fn least_lost(&self) -> Option<f64> {
        self.lost().reduce(f64::max)
    }

    fn fold<F: Fold>(&self, own: f64, own_weight: f64) -> f64 {
        let mut fold = F::start(own, own_weight);
        for (need, &loss) in self.loss.iter().enumerate() {
            fold.need(loss, self.weight(need));
        }
        fold.finish()
    }
}

/// Combines own capability and felt needs.
pub(crate) fn combine(aggregator: Aggregator, own: f64, needs: FeltNeeds<'_>) -> f64 {
    let combined = match aggregator {
        Aggregator::Product => needs.fold::<Product>(own, 1.0),
        Aggregator::Additive => needs.fold::<Additive>(own, 1.0),
        Aggregator::Weakest => needs.fold::<Weakest>(own, 1.0),
        Aggregator::Mean { own: own_weight } => needs.fold::<Mean>(own, own_weight),
        Aggregator::Full { order } => full(order, own, needs),
        Aggregator::Share { order, own: own_weight } => share(order, own, own_weight, needs),
        Aggregator::Fdna => fdna(own, needs),
    };
    debug_assert!((0.0..=1.0).contains(&combined), "{aggregator:?} combines to {combined}");
    combined
}

/// The mean over needs of `α u + (1 − α) s`, which is `s + α (1 − s) − ℓ`; own capability without
/// needs.
fn fdna(own: f64, needs: FeltNeeds<'_>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (&loss, &dependence) in needs.loss.iter().zip(needs.dependence) {
        sum += own + dependence * (1.0 - own) - loss;
        count += 1.0;
    }
    if count > 0.0 { (sum / count).clamp(0.0, 1.0) } else { own }
}

/// `(ln x, v)` of own capability and of every need, where `v > 0`.
fn logarithms(
    own: f64,
    own_weight: f64,
    needs: FeltNeeds<'_>,
) -> impl Iterator<Item = (f64, f64)> + Clone {
    let felt = needs.loss.iter().enumerate();
    let felt = felt.map(move |(need, loss)| ((-loss).ln_1p(), needs.weight(need)));
    std::iter::once((own.ln(), own_weight)).chain(felt).filter(|&(_, weight)| weight > 0.0)
}

/// Full weighting of a finite order up to 1.
///
/// Through `exp(log1p(Σ v expm1(p y)) / p)` with `y = ln x`, which is accurate for small `|p|`;
/// where a negative order makes the terms large, relative to the largest of them instead.
fn full(order: f64, own: f64, needs: FeltNeeds<'_>) -> f64 {
    let terms = logarithms(own, 1.0, needs);
    let least = needs.most_lost().ln_1p().min(own.ln());
    if least == f64::NEG_INFINITY && order <= 0.0 {
        return 0.0;
    }
    if order.abs() < NO_ORDER {
        return terms.map(|(y, weight)| weight * y).sum::<f64>().exp().min(1.0);
    }
    let combined = if order * least > 1.0 {
        let nothing_lost = (-order * least).exp();
        let mut scaled = nothing_lost;
        for (y, weight) in terms {
            // Each term is at least 0, so that none cancels, however large its weight.
            scaled += weight
                * if order * y < 1.0 {
                    nothing_lost * (order * y).exp_m1()
                } else {
                    (order * (y - least)).exp() - nothing_lost
                };
        }
        (least + scaled.ln() / order).exp()
    } else {
        let sum: f64 = terms.map(|(y, weight)| weight * (order * y).exp_m1()).sum();
        if sum <= -1.0 { 0.0 } else { (sum.ln_1p() / order).exp() }
    };
    combined.min(1.0)
}

/// Share weighting of any order: a power mean, relative to its dominant input so that no term
/// overflows and small inputs keep their digits.
fn share(order: f64, own: f64, own_weight: f64, needs: FeltNeeds<'_>) -> f64 {
    let terms = logarithms(own, own_weight, needs);
    let needed: f64 = (0..needs.loss.len()).map(|need| needs.weight(need)).sum();
    let total = own_weight + needed;
    if total <= 0.0 {
        return own;
    }
    let own_input = (own_weight > 0.0).then(|| own.ln());
    let dominant = if order > 0.0 {
        let least_lost = needs.least_lost().map_or(f64::NEG_INFINITY, f64::ln_1p);
        own_input.map_or(least_lost, |own| own.max(least_lost))
    } else {
        own_input.unwrap_or(0.0).min(needs.most_lost().ln_1p())
    };
    if dominant == f64::NEG_INFINITY || order.is_infinite() {
        return dominant.exp();
    }
    if order.abs() < NO_ORDER {
        return terms.map(|(y, weight)| weight / total * y).sum::<f64>().exp().min(1.0);
    }
    let sum: f64 =
        terms.clone().map(|(y, weight)| weight / total * (order * (y - dominant)).exp_m1()).sum();
    let logarithm = if sum > -0.5 {
        sum.ln_1p()
    } else {
        // Nearly all weight lies on inputs that hardly count: what does count is not what the
        // others leave of 1.
        let logarithms = terms.map(|(y, weight)| (weight.ln(), order * (y - dominant)));
        let largest =
            logarithms.clone().map(|(ln, term)| ln + term).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logarithms.map(|(ln, term)| (ln + term - largest).exp()).sum();
        largest - total.ln() + sum.ln()
    };
    (dominant + logarithm / order).exp().min(1.0)
}
