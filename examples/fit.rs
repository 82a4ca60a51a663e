//! What does a year of readings say of dependences?
//!
//! ```text
//! $ cargo run --release --example fit
//! fitted: 16
//! from within a cycle: 1
//! met alike in every month: 12
//! not told by so few months: 6
//! shops: too short to say (6 months, 24 needed)
//! Shoppers: 0.819
//! Online households: 0.880
//! Restaurants: 0.940
//! City schools: 0.939
//! ```

use std::collections::BTreeMap;

use knockon::evidence::calibration::{CalibrationOptions, Question, calibrate};
use knockon::evidence::fit::{FitOptions, NeedVerdict, Priors, ReadingTable, fit};
use knockon::evidence::{Measuring, Period};
use knockon::io::sample_evidence;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let evidence = sample_evidence();
    let today = evidence.end().ok_or("the embedded year was read")?;
    let measured = evidence.measure(&Measuring::until(today).every(Period::Month))?;

    // Series by party and month, and what people judged.
    let readings = ReadingTable::from_measured(&measured)?;
    let priors = Priors::from_evidence(&evidence, &measured);
    let fitted = fit(evidence.organisation(), &readings, &priors, &FitOptions::default())?;

    // What twelve months say, and what they do not.
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    for need in fitted.parties.iter().flat_map(|party| &party.needs) {
        let words = match need.verdict {
            NeedVerdict::Fitted => "fitted",
            NeedVerdict::Constant => "met alike in every month",
            NeedVerdict::Entangled => "from within a cycle",
            _ => "not told by so few months",
        };
        *verdicts.entry(words).or_default() += 1;
    }
    for (words, needs) in verdicts {
        println!("{words}: {needs}");
    }

    // How well that predicts months it has not seen.
    let report =
        calibrate(evidence.organisation(), &readings, &priors, &CalibrationOptions::default())?;
    if let Some(shops) = report.party("shops", Question::Now) {
        println!("shops: {}", shops.sentence);
    }

    // The organisation as fitted answers every other question.
    let network = fitted.organisation().compile()?;
    for customer in network.baseline().parties().filter(|party| !party.is_department()) {
        println!("{}: {:.3}", customer.name(), customer.quality());
    }
    Ok(())
}
