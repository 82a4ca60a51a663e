//! Predictions from readings that carry the noise of counting.

use knockon::evidence::calibration::{CalibrationOptions, Question, calibrate};
use knockon::evidence::fit::{ClassBy, FitOptions, Priors, ReadingSeries, ReadingTable};

use super::fitted::{days, fan, noise, series};

/// A fit for predictions takes readings as they are: dependences freed of noise that is still in the
/// readings would make too much of it.
#[test]
fn noise_of_counting_is_not_taken_for_news() {
    let truth = series(400, 1, 0.8, 0.3);
    let tickets = 25.0;
    let counted: Vec<f64> = (truth.iter().enumerate())
        .map(|(at, share)| {
            // Of a sum of twelve the distribution is near enough to that of a count.
            let about: f64 = (0..12).map(|draw| noise(100 + draw, at)).sum();
            let met: f64 = tickets * share + about * f64::sqrt(tickets * share * (1.0 - share));
            (met.round() / tickets).clamp(0.0, 1.0)
        })
        .collect();
    let quality: Vec<f64> = (truth.iter().enumerate())
        .map(|(at, share)| 0.95 * (1.0 - 0.8 * (1.0 - share)) + 0.01 * noise(7, at))
        .collect();
    let mut table = ReadingTable::new(days(400)).unwrap();
    table.insert_party("p", ReadingSeries::new(counted).volume(vec![tickets; 400])).unwrap();
    table.insert_party("c0", ReadingSeries::new(quality)).unwrap();
    let fit = FitOptions::default().class_by(ClassBy::Nothing).orders([]);
    let options = CalibrationOptions::default().most_placebos(0).fit(fit);
    let report = calibrate(&fan(1), &table, &Priors::default(), &options).unwrap();
    let party = report.party("c0", Question::Now).unwrap();
    let providers = party.baselines.iter().find(|it| it.baseline == "providers").unwrap();
    let error = party.error.unwrap();
    assert!(error < 1.01 * providers.error, "{error} {}", providers.error);
}
