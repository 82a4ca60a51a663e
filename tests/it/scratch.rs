use crate::load_oracle;
use crate::random::Temper;
use crate::random_staffed::{self, BUSY};
use crate::staffed::Shift;
use std::time::Instant;
#[test]
fn slow() {
    let only: Option<u64> = std::env::var("SEED").ok().map(|s| s.parse().unwrap());
    let size: usize = std::env::var("SIZE").ok().map_or(8, |s| s.parse().unwrap());
    for seed in 0..200u64 {
        if only.is_some_and(|o| o != seed) {
            continue;
        }
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let t = Instant::now();
        let staffed = random_staffed::staffed(seed, size, temper, BUSY);
        let made = t.elapsed();
        let network = staffed.organisation().compile().unwrap();
        for shift in [Shift::default(), random_staffed::shift(seed, &staffed, 0.3, 0.5)] {
            let t = Instant::now();
            let options = knockon::SolveOptions::default().lower_state(true);
            let solved = network
                .solve_with(&staffed.scenario(&shift), &options, &mut knockon::Workspace::new())
                .unwrap();
            let solve = t.elapsed();
            let t = Instant::now();
            let after = staffed.after(&shift);
            let o = if std::env::var("ORACLE").is_ok() {
                let b = load_oracle::best(&after);
                let w = load_oracle::worst(&after);
                (b.converged, w.converged)
            } else {
                (false, false)
            };
            let oracle = t.elapsed();
            if made.as_millis() + solve.as_millis() + oracle.as_millis() > 20 {
                println!(
                    "{seed} {temper:?} made {made:?} solve {solve:?} iterations {} status {:?} oracle {oracle:?} {o:?}",
                    solved.iterations(),
                    solved.status()
                );
            }
        }
    }
}
