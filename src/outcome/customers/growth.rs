//! How many customers there are after a time of constant rates, and how many customer-years passed.
//!
//! ```text
//! dN/dt = a + c N − e N²        D = √(c² + 4ae)        θ = tanh(D t/2) / D
//! N(t) = N + 2θ (a + cN − eN²) / (1 + (2eN − c) θ)
//! ```
//!
//! One formula holds for growth, decline, saturation and rest, without a branch on `e` or `c`. It is
//! written as a change, so that a group at rest stays there to the last bit. The integral is taken by
//! Gauss-Legendre quadrature of this formula: expressions with logarithms cancel where `e` is small.

/// Rates of one group, constant over a step: new customers a year that depend on none, growth a
/// year and customer, and how much each customer more slows that growth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Growth {
    pub(super) inflow: f64,
    pub(super) rate: f64,
    pub(super) crowding: f64,
}

/// Nodes on 0..=1 and weights of the rule that is exact up to degree 7.
const NODES: [(f64, f64); 4] = [
    (0.069_431_844_202_973_71, 0.173_927_422_568_726_93),
    (0.330_009_478_207_571_87, 0.326_072_577_431_273_07),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_07),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_93),
];

/// The longest part of a step that one rule integrates, times the rate of what happens in it: the
/// relative error of the rule is 5.6e-10 times its eighth power.
const PART: f64 = 0.25;

/// After so many such parts everything has come to rest.
const MOST_PARTS: f64 = 400.0;

/// Below this D·t/2 the hyperbolic tangent is its argument.
const SMALL: f64 = 5e-9;

impl Growth {
    /// D: how quickly the group comes to rest, per year.
    fn settling(&self) -> f64 {
        (self.rate * self.rate + 4.0 * self.inflow * self.crowding).sqrt()
    }

    /// How many customers there are after some years. Infinite, or not a number, where they grow
    /// beyond all bounds.
    pub(super) fn after(&self, customers: f64, years: f64) -> f64 {
        let Self { inflow, rate, crowding } = *self;
        let settling = self.settling();
        let half = 0.5 * settling * years;
        let theta = if half < SMALL { 0.5 * years } else { half.tanh() / settling };
        let slope = inflow + rate * customers - crowding * customers * customers;
        let divisor = 1.0 + (2.0 * crowding * customers - rate) * theta;
        let after = customers + 2.0 * theta * slope / divisor;
        if divisor > 0.0 { after.max(0.0) } else { f64::INFINITY }
    }

    /// How many customer-years pass within some years.
    pub(super) fn customer_years(&self, customers: f64, years: f64) -> f64 {
        let speed = self.settling().max(2.0 * self.crowding * customers);
        let parts = (speed * years / PART).ceil().clamp(1.0, MOST_PARTS + 1.0);
        let is_whole = parts <= MOST_PARTS;
        let length = if is_whole { years / parts } else { PART / speed };
        let (mut total, mut start) = (0.0, customers);
        let mut left = parts;
        while left > 0.5 {
            let is_rest = left < 1.5 && !is_whole;
            let span = if is_rest { years - MOST_PARTS * length } else { length };
            let mean: f64 =
                NODES.iter().map(|&(node, weight)| weight * self.after(start, node * span)).sum();
            total += span * mean;
            start = self.after(start, span);
            left -= 1.0;
        }
        total
    }

    /// The number at which the group stays; `None` where it grows without limit. It is the one that
    /// a group of so many customers comes to.
    pub(super) fn at_rest(&self, customers: f64) -> Option<f64> {
        let Self { inflow, rate, crowding } = *self;
        let settling = self.settling();
        if rate < 0.0 {
            Some(2.0 * inflow / (settling - rate))
        } else if crowding > 0.0 {
            let is_empty = customers <= 0.0 && inflow <= 0.0;
            Some(if is_empty { 0.0 } else { (rate + settling) / (2.0 * crowding) })
        } else if inflow > 0.0 || (rate > 0.0 && customers > 0.0) {
            None
        } else {
            Some(customers)
        }
    }

    /// The change of the number at rest by a change of all three rates; infinite where nothing
    /// holds it.
    pub(super) fn rest_slope(&self, at_rest: f64, change: Self) -> f64 {
        let pushed = change.inflow + change.rate * at_rest - change.crowding * at_rest * at_rest;
        if pushed.abs() > 0.0 { pushed / self.settling() } else { 0.0 }
    }
}
