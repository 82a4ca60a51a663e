//! Formulas against values to fifty digits, and steps against many short ones.

use super::{StaffDynamics, StaffParameters, StaffState};

const CLOSED_FORM: f64 = 1e-12;

fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs() / expected.abs().max(1.0);
    assert!(off <= tolerance, "{what}: {found} instead of {expected}, off by {off:e}");
}

fn parameters() -> StaffParameters {
    StaffParameters {
        agents: 1.0,
        quits: 0.15,
        quit_ratio: 3.0,
        hires: Some(4.0),
        learning_years: 0.5,
        shortfall: 0.3,
        absence: 0.04,
        absence_ratio: 2.0,
    }
}

/// `staff-1..4`: share of posts filled, share of newcomers, quits and skill.
#[test]
fn people_at_rest_are_as_certified() {
    let other = StaffParameters {
        quits: 0.3,
        quit_ratio: 10.0,
        hires: Some(2.0),
        learning_years: 1.0,
        shortfall: 0.2,
        ..parameters()
    };
    let indifferent = StaffParameters { quit_ratio: 1.0, ..parameters() };
    for (parameters, today, now, hiring, [quits, filled, newcomers, skill]) in [
        (
            parameters(),
            0.99,
            0.99,
            0.98,
            [0.15, 0.963_144_963_144_963_2, 0.069_767_441_860_465_12, 0.979_069_767_441_860_5],
        ),
        (
            indifferent,
            1.0,
            0.0,
            1.0,
            [0.15, 0.963_855_421_686_747, 0.069_767_441_860_465_12, 0.979_069_767_441_860_5],
        ),
        (
            other,
            1.0,
            0.5,
            0.0,
            [0.948_683_298_050_513_8, 0.0, 0.486_832_980_505_138, 0.902_633_403_898_972_4],
        ),
    ] {
        let dynamics = StaffDynamics::new(parameters, today, 1.0).unwrap();
        close("quits", dynamics.quits(now), quits, CLOSED_FORM);
        let state = dynamics.at_rest(1.0, now, hiring);
        close("filled", state.filled, filled, CLOSED_FORM);
        let share = dynamics.newcomers_at_rest(dynamics.quits(now));
        close("newcomers", share, newcomers, CLOSED_FORM);
        close("skill", 1.0 - parameters.shortfall * share, skill, CLOSED_FORM);
    }
}

/// `staff-2`, and a step of any length from rest.
#[test]
fn worse_satisfaction_makes_more_people_quit() {
    let dynamics = StaffDynamics::new(parameters(), 0.99, 0.98).unwrap();
    // 0.15 · 3^(0.99 − 0.6)
    let quits = 0.15 * (3.0_f64.ln() * 0.39).exp();
    close("quits", dynamics.quits(0.6), quits, CLOSED_FORM);
    let expected = 4.0 * 0.9 / (4.0 * 0.9 + quits);
    close("filled", dynamics.at_rest(1.0, 0.6, 0.9).filled, expected, CLOSED_FORM);
    close("absent", dynamics.absence(0.6), 0.04 * 2.0_f64.powf(0.39), CLOSED_FORM);
    close("all absent", dynamics.absence(-10.0), 1.0, 0.0);
}

#[test]
fn today_stays_as_it_is() {
    for hires in [None, Some(4.0)] {
        let parameters = StaffParameters { agents: 7.0, hires, ..parameters() };
        let dynamics = StaffDynamics::new(parameters, 0.97, 0.6).unwrap();
        let mut state = dynamics.start();
        for _ in 0..400 {
            dynamics.step(&mut state, dynamics.posts_today, 0.97, 0.6, 0.25);
        }
        close("filled", state.filled, 7.0, 1e-14);
        close("newcomers", state.newcomers, dynamics.start().newcomers, 1e-13);
        close("agents", dynamics.agents(state, 0.97), 7.0, 1e-14);
        close("skill", dynamics.skill_factor(state), 1.0, 1e-14);
    }
    assert!(StaffDynamics::new(parameters(), 1.0, 0.0).is_none());
}

/// The equations by the classical method of Runge and Kutta, in short steps.
fn followed(
    dynamics: &StaffDynamics,
    parameters: &StaffParameters,
    start: StaffState,
    [posts, satisfaction, hiring, years]: [f64; 4],
) -> StaffState {
    const STEPS: u32 = 20_000;
    let quits = dynamics.quits(satisfaction);
    let slope = |[filled, newcomers]: [f64; 2]| {
        let hired = parameters.hires.unwrap() * hiring * (posts - filled).max(0.0);
        let leaving = 1.0 / parameters.learning_years + quits;
        [hired - quits * filled, hired - leaving * newcomers]
    };
    let step = years / f64::from(STEPS);
    let mut state = [start.filled, start.newcomers];
    let add = |state: [f64; 2], by: [f64; 2], factor: f64| {
        [state[0] + factor * by[0], state[1] + factor * by[1]]
    };
    for _ in 0..STEPS {
        let one = slope(state);
        let two = slope(add(state, one, 0.5 * step));
        let three = slope(add(state, two, 0.5 * step));
        let four = slope(add(state, three, step));
        for (slope, weight) in [(one, 1.0), (two, 2.0), (three, 2.0), (four, 1.0)] {
            state = add(state, slope, weight * step / 6.0);
        }
    }
    StaffState { filled: state[0], newcomers: state[1] }
}

#[test]
fn steps_are_exact_for_vacancies_and_for_posts_that_were_cut() {
    let dynamics = StaffDynamics::new(parameters(), 1.0, 1.0).unwrap();
    for start in [
        StaffState { filled: 1.0, newcomers: 0.1 },
        StaffState { filled: 0.2, newcomers: 0.0 },
        StaffState { filled: 1.6, newcomers: 0.7 },
    ] {
        for posts in [0.4, 1.2] {
            for satisfaction in [1.0, 0.2] {
                for (hiring, years) in [(1.0, 0.25), (0.3, 5.0), (0.0, 2.0)] {
                    let given = [posts, satisfaction, hiring, years];
                    let mut state = start;
                    dynamics.step(&mut state, posts, satisfaction, hiring, years);
                    let expected = followed(&dynamics, &parameters(), start, given);
                    let what = format!("{given:?} from {start:?}");
                    close(&what, state.filled, expected.filled, 1e-7);
                    close(&what, state.newcomers, expected.newcomers, 1e-7);
                    // Two steps are one.
                    let mut halves = start;
                    for _ in 0..2 {
                        dynamics.step(&mut halves, posts, satisfaction, hiring, 0.5 * years);
                    }
                    close(&what, halves.filled, state.filled, 1e-13);
                    close(&what, halves.newcomers, state.newcomers, 1e-12);
                }
            }
        }
    }
}

#[test]
fn newcomers_whose_learning_matches_the_filling_are_followed_as_well() {
    // 1/τ + z = f·y + z.
    let parameters = StaffParameters { hires: Some(2.0), quits: 0.1, ..parameters() };
    let dynamics = StaffDynamics::new(parameters, 1.0, 1.0).unwrap();
    let start = StaffState { filled: 0.3, newcomers: 0.05 };
    for hiring in [1.0, 1.0 + 1e-9, 1.0 + 1e-6] {
        let mut state = start;
        dynamics.step(&mut state, 1.0, 1.0, hiring, 0.7);
        let expected = followed(&dynamics, &parameters, start, [1.0, 1.0, hiring, 0.7]);
        close("newcomers", state.newcomers, expected.newcomers, 1e-10);
    }
}
