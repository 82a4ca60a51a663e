//! Classes: needs that share one dependence before anything is read, and learn from each other.

use super::problem::Prior;
use crate::numerics::series::real;

/// How far apart dependences of one class are at least, as a standard deviation.
const LEAST_BETWEEN: f64 = 0.03;
/// How far apart they are thought to be while their mean is taken.
const ASSUMED_BETWEEN: f64 = 0.1;

/// What a class says of its members.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClassMean {
    pub(crate) mean: f64,
    /// How far members are apart, as a standard deviation.
    pub(crate) between: f64,
    /// How far the mean may be off, as a standard deviation.
    pub(crate) error: f64,
}

/// What the readings of a member alone say, and its standard error: large where they say little.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MemberEstimate {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

impl MemberEstimate {
    fn weight(self) -> f64 {
        1.0 / (self.error * self.error + ASSUMED_BETWEEN * ASSUMED_BETWEEN)
    }
}

impl ClassMean {
    /// Pools members: mean by weights `1 / (se² + .1²)`, variance between members by moments of the
    /// same weights, so that a member of which nothing is known does not hide how far others are
    /// apart. `None` of fewer than two.
    pub(crate) fn of(members: &[MemberEstimate]) -> Option<Self> {
        if members.len() < 2 {
            return None;
        }
        let (mean, _) = weighted_mean(members.iter().copied());
        let count = real(members.len());
        let (spread, _) = weighted_mean(members.iter().map(|member| MemberEstimate {
            value: (member.value - mean).powi(2) * count / (count - 1.0)
                - member.error * member.error,
            ..*member
        }));
        let between = spread.max(LEAST_BETWEEN * LEAST_BETWEEN).sqrt();
        Some(Self { mean, between, error: error_of_mean(members.iter().copied(), between) })
    }

    /// What the other members say of one before its own readings: their mean, which is uncertain,
    /// too, and how far members are apart. Few members say little of that: the variance between them
    /// is taken to be a standard error above what moments say. `None` where there is no other.
    pub(crate) fn of_others(members: &[MemberEstimate], member: usize) -> Option<Prior> {
        let others = || members.iter().enumerate().filter(move |(at, _)| *at != member);
        let others = || others().map(|(_, other)| *other);
        others().next()?;
        let between = Self::of(members).map_or(ASSUMED_BETWEEN, |class| class.between);
        let (noise, _) = weighted_mean(
            members.iter().map(|member| MemberEstimate { value: member.error.powi(2), ..*member }),
        );
        let of_between = (2.0 / (real(members.len()) - 1.0).max(1.0)).sqrt();
        let between = (between * between + of_between * (between * between + noise)).sqrt();
        let (mean, _) = weighted_mean(others());
        let error = error_of_mean(others(), between);
        Some(Prior { mean, standard_deviation: between.hypot(error) })
    }
}

/// The weighted mean of members, and the sum of weights.
fn weighted_mean(members: impl Iterator<Item = MemberEstimate>) -> (f64, f64) {
    let (mut sum, mut total) = (0.0, 0.0);
    for member in members {
        sum += member.weight() * member.value;
        total += member.weight();
    }
    (sum / total, total)
}

/// The standard error of a weighted mean of members that are so far apart.
fn error_of_mean(members: impl Iterator<Item = MemberEstimate>, between: f64) -> f64 {
    let (mut squares, mut total) = (0.0, 0.0);
    for member in members {
        squares += member.weight().powi(2) * (member.error.powi(2) + between * between);
        total += member.weight();
    }
    squares.sqrt() / total
}

#[cfg(test)]
mod tests {
    use super::{ClassMean, MemberEstimate};

    /// Case `class-pooling`.
    #[test]
    fn members_are_drawn_towards_their_class() {
        let estimates = [(0.62, 0.12), (0.35, 0.15), (0.48, 0.1), (0.55, 0.3)];
        let estimates = estimates.map(|(value, error)| MemberEstimate { value, error });
        let class = ClassMean::of(&estimates).unwrap();
        assert!((class.mean - 0.498_502_105_666_156_16).abs() < 1e-12, "{}", class.mean);
        assert!((class.between - 0.03).abs() < 1e-15);
        let expected = [
            0.505_649_040_626_970_6,
            0.492_790_486_217_457_86,
            0.496_974_408_868_033_2,
            0.499_011_985_808_075_4,
        ];
        for (MemberEstimate { value: estimate, error }, expected) in
            estimates.into_iter().zip(expected)
        {
            let (own, of_class) = (1.0 / (error * error), 1.0 / (class.between * class.between));
            let shrunk = (own * estimate + of_class * class.mean) / (own + of_class);
            assert!((shrunk - expected).abs() < 1e-12, "{shrunk} {expected}");
        }
        assert!(ClassMean::of(&estimates[..1]).is_none());
    }
    #[test]
    fn others_say_as_much_as_they_know() {
        let member = |value, error| MemberEstimate { value, error };
        // Two others at 0.4 and 0.6, each known to within 0.1.
        let members = [member(0.9, 0.1), member(0.4, 0.1), member(0.6, 0.1)];
        let of_first = ClassMean::of_others(&members, 0).unwrap();
        assert!((of_first.mean - 0.5).abs() < 1e-12, "{of_first:?}");
        let between = ClassMean::of(&members).unwrap().between.powi(2);
        // Of three members the variance is off by as much as it is, noise included.
        let between = between + (between + 0.01);
        let deviation = (between + f64::midpoint(0.01, between)).sqrt();
        assert!((of_first.standard_deviation - deviation).abs() < 1e-12, "{of_first:?}");
        // Of a class of which nobody is known each is as unknown as before.
        let unknown = [member(0.3, 3.0); 10];
        assert!(ClassMean::of_others(&unknown, 4).unwrap().standard_deviation > 0.9);
        assert_eq!(ClassMean::of_others(&unknown[..1], 0), None);
    }
}
