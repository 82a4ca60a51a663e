
use std::time::Instant;
use crate::random::Temper;
use crate::random_staffed::{self, BUSY};
use crate::staffed::Shift;
use crate::load_oracle;
#[test]
fn slow() {
    let only: Option<u64> = std::env::var("SEED").ok().map(|s| s.parse().unwrap());
    let size: usize = std::env::var("SIZE").ok().map_or(8, |s| s.parse().unwrap());
    for seed in 0..200u64 {
        if only.is_some_and(|o| o != seed) { continue; }
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let t = Instant::now();
        let staffed = random_staffed::staffed(seed, size, temper, BUSY);
        let made = t.elapsed();
        let network = staffed.organisation().compile().unwrap();
        for shift in [Shift::default(), random_staffed::shift(seed, &staffed, 0.3, 0.5)] {
            let t = Instant::now();
            let options = knockon::SolveOptions::default().lower_state(true);
            let solved = network.solve_with(&staffed.scenario(&shift), &options, &mut knockon::Workspace::new()).unwrap();
            let solve = t.elapsed();
            let t = Instant::now();
            let after = staffed.after(&shift);
            let o = if std::env::var("ORACLE").is_ok() { let b = load_oracle::best(&after); let w = load_oracle::worst(&after); (b.converged, w.converged) } else { (false,false) };
            let oracle = t.elapsed();
            if made.as_millis() + solve.as_millis() + oracle.as_millis() > 20 {
                println!("{seed} {temper:?} made {made:?} solve {solve:?} iterations {} status {:?} oracle {oracle:?} {o:?}", solved.iterations(), solved.status());
            }
        }
    }
}

#[test]
fn rounds() {
    let seed: u64 = std::env::var("SEED").map_or(181, |s| s.parse().unwrap());
    let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
    let staffed = random_staffed::staffed(seed, 8, temper, BUSY);
    let network = staffed.organisation().compile().unwrap();
    println!("plain");
    let t = Instant::now();
    let p = staffed.statement.organisation().compile().unwrap().baseline();
    println!("{:?} {} {:?} {:e}", t.elapsed(), p.iterations(), p.status(), p.residual());
    for (i, shift) in [Shift::default(), random_staffed::shift(seed, &staffed, 0.3, 0.5)].into_iter().enumerate() {
        for lower in [false, true] { for rounds in [1, 2, 3, 4, 5, 10, 20, 30] {
            let t = Instant::now();
            let options = knockon::SolveOptions::default().lower_state(lower).max_rounds(rounds);
            let solved = network.solve_with(&staffed.scenario(&shift), &options, &mut knockon::Workspace::new()).unwrap();
            println!("{i} {lower} {rounds} {:?} {} {:?} {:e}", t.elapsed(), solved.iterations(), solved.status(), solved.residual());
            if t.elapsed().as_secs() > 2 { break; }
        } }
    }
}

#[test]
fn off() {
    let size: usize = std::env::var("SIZE").ok().map_or(5, |s| s.parse().unwrap());
    for seed in 0..150u64 { for temper in [Temper::Calm, Temper::Fierce] {
        let staffed = random_staffed::staffed(seed, size, temper, BUSY);
        let network = staffed.organisation().compile().unwrap();
        for (i, shift) in [Shift::default(), random_staffed::shift(seed, &staffed, 0.3, 0.4)].into_iter().enumerate() {
            for lower in [false, true] {
            let options = knockon::SolveOptions::default().lower_state(lower);
            let solved = network.solve_with(&staffed.scenario(&shift), &options, &mut knockon::Workspace::new()).unwrap();
            if solved.verify() > 1e-12 && solved.status() == knockon::Status::Converged {
                println!("{seed} {temper:?} {i} {lower} {:e} residual {:e} {}", solved.verify(), solved.residual(), solved.iterations());
                for party in 0..staffed.people.len() { 
                    let id = staffed.id(party);
                    println!("  {id} q {:?} {:?} {:?}", solved.quality(id), solved.workload(id).map(|w| (w.arrivals_per_hour, w.satisfaction, w.capability)), staffed.people[party]);
                    if lower { println!("  {id} q {:?} {:?}", solved.lower(id), solved.lower_workload(id).map(|w| (w.arrivals_per_hour, w.satisfaction, w.capability))); }
                }
                if lower { println!("{:#?} {:#?}", staffed.statement, staffed.requests); }
            }
        } }
    } }
}
