//! Adaptive Gauss-Kronrod quadrature of vectors, for slopes that are no polynomials.
//!
//! # References
//!
//! R. Piessens, E. de Doncker-Kapenga, C. Überhuber and D. Kahaner, *QUADPACK* (1983), routine
//! `QK15`; bisection of the worst interval until the estimate meets the tolerance.

/// Nodes of the Kronrod rule on 0..=1 of a half interval, outermost first; every second is a Gauss
/// node, and the last is the centre.
const NODES: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
    0.0,
];
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_55,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_83,
];
const GAUSS: [f64; 4] = [
    0.129_484_966_168_869_7,
    0.279_705_391_489_276_64,
    0.381_830_050_505_118_9,
    0.417_959_183_673_469_4,
];

/// The error estimate that ends the refinement, absolute and relative to the largest component.
const TOLERANCE: f64 = 1e-13;
/// How many intervals may be refined; singular ends get what accuracy these give.
const MOST_INTERVALS: usize = 400;
/// How many numbers all intervals together may hold, 32 MiB of them: many components are refined
/// less.
const MOST_NUMBERS: usize = 1 << 22;

/// An interval with its integral and the error estimate.
struct Subinterval {
    from: f64,
    to: f64,
    integral: Vec<f64>,
    error: f64,
}

/// Integrates a vector of functions over 0..=1; `evaluate(t, values)` fills in the values.
pub(crate) fn integrate(components: usize, mut evaluate: impl FnMut(f64, &mut [f64])) -> Vec<f64> {
    let most_intervals = (MOST_NUMBERS / components.max(1)).clamp(1, MOST_INTERVALS);
    let mut intervals = vec![kronrod(0.0, 1.0, components, &mut evaluate)];
    loop {
        let error: f64 = intervals.iter().map(|interval| interval.error).sum();
        let total = sum(components, &intervals);
        let largest = total.iter().copied().fold(1.0, f64::max);
        let worst = intervals
            .iter()
            .enumerate()
            .max_by(|(_, one), (_, two)| one.error.total_cmp(&two.error))
            .map(|(index, _)| index);
        let Some(worst) = worst else { return total };
        if error <= TOLERANCE * largest || intervals.len() >= most_intervals {
            return total;
        }
        let Subinterval { from, to, .. } = intervals.swap_remove(worst);
        let middle = 0.5 * (from + to);
        intervals.push(kronrod(from, middle, components, &mut evaluate));
        intervals.push(kronrod(middle, to, components, &mut evaluate));
    }
}

fn sum(components: usize, intervals: &[Subinterval]) -> Vec<f64> {
    let mut total = vec![0.0; components];
    for interval in intervals {
        for (total, part) in total.iter_mut().zip(&interval.integral) {
            *total += part;
        }
    }
    total
}

fn kronrod(
    from: f64,
    to: f64,
    components: usize,
    evaluate: &mut impl FnMut(f64, &mut [f64]),
) -> Subinterval {
    let (centre, half) = (0.5 * (from + to), 0.5 * (to - from));
    let mut values = vec![0.0; components];
    let mut integral = vec![0.0; components];
    let mut coarse = vec![0.0; components];
    for (index, (&node, &weight)) in NODES.iter().zip(&KRONROD).enumerate() {
        let signs: &[f64] = if node > 0.0 { &[-1.0, 1.0] } else { &[1.0] };
        for sign in signs {
            evaluate(centre + sign * half * node, &mut values);
            for component in 0..components {
                integral[component] += half * weight * values[component];
                if index % 2 == 1 {
                    coarse[component] += half * GAUSS[index / 2] * values[component];
                }
            }
        }
    }
    let difference = integral.iter().zip(&coarse).map(|(fine, coarse)| (fine - coarse).abs());
    let error = difference.fold(0.0, f64::max);
    Subinterval { from, to, integral, error }
}
