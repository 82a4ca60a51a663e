//! Jumps on maps of one and two dimensions, sweep by sweep.

use super::Anderson;

/// Sweeps and jumps so often, and returns where the last sweep ended.
fn follow<const N: usize>(
    anderson: &mut Anderson,
    state: &mut [f64; N],
    sweeps: usize,
    sweep: impl Fn([f64; N]) -> [f64; N],
) -> [f64; N] {
    let mut swept = *state;
    for _ in 0..sweeps {
        swept = sweep(*state);
        let steps = state.iter().zip(swept).map(|(before, after)| (after - before).abs());
        let largest = steps.fold(0.0, f64::max);
        *state = swept;
        anderson.next(state, largest);
    }
    swept
}

#[test]
fn a_line_is_solved_by_its_second_jump() {
    let mut anderson = Anderson::default();
    let mut state = [1.0];
    anderson.begin(&state);
    follow(&mut anderson, &mut state, 2, |[x]| [0.99 * x + 0.005]);
    assert!((state[0] - 0.5).abs() < 1e-12, "{state:?}");
}

#[test]
fn a_plane_is_solved_by_its_third_jump() {
    let mut anderson = Anderson::default();
    let mut state = [1.0, 1.0];
    anderson.begin(&state);
    // The solution is (0.4, 0.2).
    let sweep = |[x, y]: [f64; 2]| [0.9 * y + 0.22, 0.5 * x];
    follow(&mut anderson, &mut state, 3, sweep);
    assert!((state[0] - 0.4).abs() < 1e-12 && (state[1] - 0.2).abs() < 1e-12, "{state:?}");
}

#[test]
fn a_jump_that_proves_worse_is_taken_back() {
    let mut anderson = Anderson::default();
    let mut state = [1.0];
    anderson.begin(&state);
    // From above it looks as if everything were lost; there, everything is put right at once.
    let sweep = |[x]: [f64; 1]| [if x > 0.5 { 0.9 * x } else { 0.7 }];
    let good = follow(&mut anderson, &mut state, 2, sweep);
    assert!(state[0] < 1e-12, "a jump to where the line leads: {state:?}");
    follow(&mut anderson, &mut state, 1, sweep);
    assert_eq!(state.map(f64::to_bits), good.map(f64::to_bits), "back where the last sweep led");
    // What was learnt is forgotten: the next sweep is followed as it is.
    let plain = follow(&mut anderson, &mut state, 1, sweep);
    assert_eq!(state.map(f64::to_bits), plain.map(f64::to_bits));
}

#[test]
fn a_step_that_grows_a_little_is_no_reason_to_go_back() {
    let mut anderson = Anderson::default();
    let mut state = [1.0];
    anderson.begin(&state);
    follow(&mut anderson, &mut state, 1, |[x]| [x - 0.1]);
    follow(&mut anderson, &mut state, 1, |[x]| [x - 0.15]);
    // A jump to where such steps would vanish, and no further than 1.
    assert!(state[0] > 0.99, "{state:?}");
}
