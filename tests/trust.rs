//! Seeded organisations with every feature against a dense evaluator of its own, and readers of
//! files against mutated ones. Longer runs: `cargo run --release -p xtask -- trust --seeds 20000`,
//! and the package `fuzz`.

use support::trust::{Report, run};

/// How many seeds are checked here.
const SEEDS: u64 = 300;
/// How many seeds a check has to have looked at, or it means little.
const LEAST_HELD: u64 = 20;

#[test]
fn answers_hold_on_every_seed() {
    // As many threads as checks need to be quick; each seed is checked alike on any.
    const THREADS: u64 = 2;
    let range = |thread: u64| SEEDS * thread / THREADS..SEEDS * (thread + 1) / THREADS;
    let reports: Vec<Report> = std::thread::scope(|scope| {
        let of_thread = |thread: u64| scope.spawn(move || run(range(thread), 1, &|_| {}));
        let running: Vec<_> = (0..THREADS).map(of_thread).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for failure in reports.iter().flat_map(|report| &report.failures) {
        println!("{}: {}\n{}", failure.check, failure.smallest_message, failure.smallest);
    }
    for (index, tally) in reports[0].tallies.iter().enumerate() {
        let held: u64 = reports.iter().map(|report| report.tallies[index].held).sum();
        let is_asked = cfg!(all(feature = "json", feature = "csv"))
            || !["documents", "tables"].contains(&tally.name);
        assert!(held >= LEAST_HELD || !is_asked, "{} looked at {held} seeds alone", tally.name);
    }
    assert!(reports.iter().all(Report::passed), "{:?}", failed(&reports));
}

/// What failed, and how often.
fn failed(reports: &[Report]) -> Vec<String> {
    let all = reports.iter().flat_map(|report| &report.tallies);
    let failed = all.filter(|tally| tally.failed > 0);
    failed.map(|tally| format!("{} at {} seeds", tally.name, tally.failed)).collect()
}

#[test]
#[cfg(all(feature = "json", feature = "csv"))]
fn readers_withstand_mutated_files() {
    use std::path::Path;
    use support::bytes::{READERS, mutated};
    use support::choices::Choices;

    const MUTANTS: u64 = 400;
    for target in READERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target.name);
        let mut seeds: Vec<_> =
            folder.read_dir().unwrap().map(|file| file.unwrap().path()).collect();
        seeds.sort();
        assert!(!seeds.is_empty(), "no seeds of {}", target.name);
        for path in seeds {
            let seed = std::fs::read(&path).unwrap();
            (target.run)(&seed);
            for number in 0..MUTANTS {
                let bytes = mutated(&seed, target.dictionary, &mut Choices::seeded(number));
                let run = std::panic::catch_unwind(|| (target.run)(&bytes));
                assert!(
                    run.is_ok(),
                    "mutant {number} of {}: {}",
                    path.display(),
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
    }
}
