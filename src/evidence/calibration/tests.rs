//! Certified intervals and skills.

use super::interval::ConformalInterval;
use super::report::{BaselineScore, claim_of};
use super::{Claim, ObviousKind, Skill, conformal_half_width, skill};

/// Case `skill`.
#[test]
fn skill_as_certified() {
    let model = [0.02, -0.01, 0.03, -0.02, 0.01, 0.0, -0.03, 0.02, 0.01, -0.01, 0.02, -0.02];
    let baseline = [0.05, -0.03, 0.04, -0.05, 0.03, 0.02, -0.06, 0.01, 0.04, -0.03, 0.05, -0.04];
    let found = skill(&model, &baseline).unwrap();
    assert!((found.skill - 0.780_104_712_041_884_8).abs() < 1e-9);
    assert!((found.t + 9.847_934_838_768_209).abs() < 1e-9, "{}", found.t);
    assert!((found.p - 4.307_213_205_446_593_4e-7).abs() < 1e-12, "{}", found.p);
    assert_eq!(skill(&model[..2], &baseline), None);
    let same = skill(&model, &model).unwrap();
    assert!(same.skill.abs() < 1e-15 && same.p > 0.5);
}

/// Cases `conformal`, `conformal-scaled`.
#[test]
fn intervals_as_certified() {
    let errors = [0.01, 0.03, 0.02, 0.05, 0.015, 0.04, 0.025, 0.06, 0.035];
    assert_eq!(conformal_half_width(&errors, 0.8), Some(0.05));
    assert_eq!(conformal_half_width(&errors, 0.95), None);
    let errors = [0.002, 0.004, 0.001, 0.003, 0.012, 0.006, 0.02, 0.01];
    let losses = [0.0, 0.0, 0.001, 0.0, 0.05, 0.03, 0.08, 0.06];
    let interval = ConformalInterval::of(&errors, &losses, 0.8, 0.003).unwrap();
    assert!((interval.floor - 0.002_738_612_787_525_830_6).abs() < 1e-12);
    assert!((interval.share - 0.220_244_097_960_680_1).abs() < 1e-12);
    assert!((interval.factor - 1.460_593_486_680_442_9).abs() < 1e-12);
    assert!((interval.half_width(0.05) - 0.016_574_271_255_825_748).abs() < 1e-12);
}

/// A model of error 1 against the average, which it is worse than by this chance.
fn against_average(average: f64, p: f64) -> Claim {
    let score = |baseline, error, p| {
        let skill = Skill { skill: 1.0 - 1.0 / (error * error), t: 0.0, p };
        BaselineScore { baseline, error, skill }
    };
    let scores =
        [score("last", 2.0, 0.01), score("average", average, p), score("trend", 2.0, 0.01)];
    claim_of(1.0, &scores, 30)
}

#[test]
fn the_graph_is_accused_only_beyond_chance() {
    let average = Claim::NoBetter { than: ObviousKind::Average };
    assert_eq!(against_average(0.9, 0.949), average);
    assert_eq!(against_average(0.9, 0.951), Claim::Worse);
    // What is no worse is not accused, whatever its squares say period by period.
    assert_eq!(against_average(1.1, 0.951), average);
}
