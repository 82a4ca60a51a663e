//! `FitError`: why dependences cannot be fitted.

use super::assembly::MOST_NEEDS;

/// The most dependences that are fitted together.
pub(super) const MOST_TOGETHER: usize = 1_000;

/// Why dependences cannot be fitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// Readings are of somebody who is not there.
    #[error("readings of `{id}`, which is no {what} of the organisation")]
    UnknownSubject {
        /// What was read.
        id: String,
        /// What it was taken for.
        what: &'static str,
    },
    /// A belief is about a need that is not there.
    #[error("a belief about `{id}`, which is no service and no declared need of the organisation")]
    UnknownNeed {
        /// The need.
        id: String,
    },
    /// One dependence for each class is asked for, and too many are fitted together.
    #[error(
        "more than {MOST_TOGETHER} dependences would be fitted together: let needs of one class learn \
             from each other instead, or fit a part of the organisation"
    )]
    TooManyTogether,
    /// What is believed is out of range.
    #[error(
        "the belief about `{id}` has mean {mean} and standard deviation {standard_deviation}, \
             where a mean in 0..=1 and a deviation above 0 is needed"
    )]
    Belief {
        /// The need.
        id: String,
        /// The mean given.
        mean: f64,
        /// The standard deviation given.
        standard_deviation: f64,
    },
    /// What is remembered of an episode is out of range.
    #[error(
        "the episode of `{provider}` and `{consumer}` is out of range: 0..1 is left of the provider's \
             usual quality, 0..=1 of the consumer's, and memory deviates by 0..=1"
    )]
    Episode {
        /// The provider.
        provider: String,
        /// The consumer.
        consumer: String,
    },
    /// A buffer absorbs all of a loss, or less than nothing.
    #[error("the buffer `{buffer}` of `{id}` is not 0 or more and below 1")]
    Buffer {
        /// The service.
        id: String,
        /// The buffer given.
        buffer: f64,
    },
    /// Requests per job are below 0.
    #[error("`{requests}` requests per job of `{id}` are not 0 or more")]
    Requests {
        /// The need.
        id: String,
        /// The number given.
        requests: f64,
    },
    /// A party has more needs than are fitted together.
    #[error(
        "`{party}` has {needs} needs, more than the {MOST_NEEDS} that are fitted together: \
             group some of them in declared needs"
    )]
    TooManyNeeds {
        /// The party.
        party: String,
        /// How many it has.
        needs: usize,
    },
    /// The confidence of intervals is not inside 0..1.
    #[error("confidence `{confidence}` is not inside 0..1")]
    Confidence {
        /// The confidence given.
        confidence: f64,
    },
    /// The share of periods to hold out is not inside 0..1.
    #[error("share to hold out `{share}` is not inside 0..1")]
    HoldOut {
        /// The share given.
        share: f64,
    },
    /// It was [broken off](super::FitOptions::on_progress).
    #[error("fitting was broken off")]
    Stopped,
}

impl FitError {
    /// The id that the organisation lacks, if that is why.
    pub(crate) fn unknown_id(&self) -> Option<&str> {
        match self {
            Self::UnknownSubject { id, .. } | Self::UnknownNeed { id } => Some(id),
            _ => None,
        }
    }
}
