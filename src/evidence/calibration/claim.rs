//! `Claim`: what may be claimed of predictions, in exact words.

use std::fmt;

use serde::Serialize;

/// What may be claimed of predictions of one party.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "claim")]
#[non_exhaustive]
pub enum Claim {
    /// They are better than the last period's figure, the average and the trend, each beyond chance.
    Better {
        /// By which share the error is smaller than the least of theirs.
        smaller_by: f64,
        /// How many periods were held out.
        held_out: usize,
    },
    /// They are not beyond chance better than one of them.
    NoBetter {
        /// Which one they are least ahead of.
        than: ObviousKind,
    },
    /// There are too few periods.
    TooShort {
        /// How many there are.
        periods: usize,
        /// How many it takes.
        needed: usize,
    },
    /// They are worse than the average.
    Worse,
}

/// An obvious prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ObviousKind {
    /// The last period's figure.
    Last,
    /// The average so far.
    Average,
    /// Autoregression.
    Trend,
}

impl Claim {
    /// Says it in the words of periods, singular and plural.
    pub fn sentence(&self, (period, periods): (&str, &str)) -> impl fmt::Display + use<> {
        let last = format!("last {period}'s figure");
        match *self {
            Self::Better { smaller_by, held_out } => format!(
                "better than {last}, the average and the trend (−{:.0} %, {held_out} {} held out)",
                100.0 * smaller_by,
                if held_out == 1 { period } else { periods }
            ),
            Self::NoBetter { than } => format!(
                "no better than {}: use the model for what-if, not for forecasts",
                match than {
                    ObviousKind::Last => &last,
                    ObviousKind::Average => "the average",
                    ObviousKind::Trend => "the trend",
                }
            ),
            Self::TooShort { periods: there, needed } => format!(
                "too short to say ({there} {}, {needed} needed)",
                if there == 1 { period } else { periods }
            ),
            Self::Worse => {
                "worse than the average: something is wrong with the graph, the lags or \
                            the readings"
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, ObviousKind};

    #[test]
    fn wordings_are_exact() {
        let month = ("month", "months");
        let said = |verdict: Claim| verdict.sentence(month).to_string();
        assert_eq!(
            said(Claim::Better { smaller_by: 0.62, held_out: 36 }),
            "better than last month's figure, the average and the trend (−62 %, 36 months held out)"
        );
        assert_eq!(
            said(Claim::NoBetter { than: ObviousKind::Last }),
            "no better than last month's figure: use the model for what-if, not for forecasts"
        );
        assert_eq!(
            said(Claim::TooShort { periods: 9, needed: 24 }),
            "too short to say (9 months, 24 needed)"
        );
        assert_eq!(
            said(Claim::Worse),
            "worse than the average: something is wrong with the graph, the lags or the readings"
        );
    }
}
