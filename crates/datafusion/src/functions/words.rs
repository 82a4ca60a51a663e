//! Transfers, substitutions and rules as functions take them, in words.

use knockon::{Substitution, Transfer};

/// Reads a transfer.
///
/// # Errors
///
/// For anything else, with what is right.
pub(super) fn transfer(given: &str) -> Result<Transfer, String> {
    parsed_transfer(given).ok_or_else(|| {
        format!(
            "transfer `{given}` is unknown, where `identity`, `ramp(0.2, 0.8)`, `power(2)`, \
             `hill(3, 0.5)` or `table(0.2 0.1, 1 1)` is right"
        )
    })
}

fn parsed_transfer(given: &str) -> Option<Transfer> {
    let given = given.trim();
    if given == "identity" {
        return Some(Transfer::Identity);
    }
    let (kind, settings) = given.strip_suffix(')')?.split_once('(')?;
    let settings: Vec<&str> = settings.split(',').map(str::trim).collect();
    let number = |text: &str| text.parse::<f64>().ok();
    Some(match (kind.trim_end(), settings.as_slice()) {
        ("ramp", [from, to]) => Transfer::Ramp { from: number(from)?, to: number(to)? },
        ("power", [exponent]) => Transfer::Power { exponent: number(exponent)? },
        ("hill", [n, threshold]) => Transfer::Hill { n: number(n)?, threshold: number(threshold)? },
        ("table", points) => {
            let point = |point: &&str| {
                let (quality, felt) = point.split_once(' ')?;
                Some((number(quality)?, number(felt.trim_start())?))
            };
            Transfer::Table { points: points.iter().map(point).collect::<Option<_>>()? }
        }
        _ => return None,
    })
}

/// Reads a substitution, as tables of services state it.
///
/// # Errors
///
/// For anything else, with what is right.
pub(super) fn substitution(given: &str) -> Result<Substitution, String> {
    parsed_substitution(given).ok_or_else(|| {
        format!(
            "substitution `{given}` is unknown, where `best_of`, `kth_best 2`, `independent`, \
             `independent_at_least 2` or `pooled 1.5` is right"
        )
    })
}

fn parsed_substitution(given: &str) -> Option<Substitution> {
    let mut words = given.split_whitespace();
    let (kind, amount, rest) = (words.next()?, words.next(), words.next());
    if rest.is_some() {
        return None;
    }
    let share = amount.and_then(|amount| amount.strip_suffix('%'));
    let share = || Some(share?.parse::<f64>().ok()? / 100.0);
    Some(match (kind, amount) {
        ("best_of", None) => Substitution::BestOf,
        ("independent", None) => Substitution::Independent,
        ("pooled", Some(required)) => Substitution::Pooled { required: required.parse().ok()? },
        ("kth_best", Some(amount)) => match share() {
            Some(at_least_share) => Substitution::KthBestShare { at_least_share },
            None => Substitution::KthBest { k: amount.parse().ok()? },
        },
        ("independent_at_least", Some(amount)) => match share() {
            Some(at_least_share) => Substitution::IndependentAtLeastShare { at_least_share },
            None => Substitution::IndependentAtLeast { k: amount.parse().ok()? },
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_or_refused() {
        let points = vec![(0.2, 0.1), (1.0, 1.0)];
        assert_eq!(transfer("table(0.2 0.1, 1 1)"), Ok(Transfer::Table { points }));
        assert_eq!(transfer(" hill(3,0.5) "), Ok(Transfer::Hill { n: 3.0, threshold: 0.5 }));
        assert_eq!(substitution("kth_best 2"), Ok(Substitution::KthBest { k: 2 }));
        let half = Substitution::IndependentAtLeastShare { at_least_share: 0.5 };
        assert_eq!(substitution("independent_at_least 50%"), Ok(half));
        for refused in ["", "ramp(1)", "table()", "power(x)", "hill"] {
            assert!(transfer(refused).is_err(), "{refused}");
        }
        for refused in ["", "best_of 1", "kth_best", "kth_best -1", "pooled 1 2", "kth_best x%"] {
            assert!(substitution(refused).is_err(), "{refused}");
        }
    }
}
