//! Why an exposure cannot be made, or does not answer.

use std::fmt;

use crate::id::{PartyId, ServiceId, UnknownId};
use crate::organisation::Invalid;

/// Why an exposure cannot be made, or does not answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExposureError {
    /// A customer's quality is not linear in those of departments.
    #[error(
        "external customer `{customer}` has no exposure: {reason}; ask about it in memory, or by SQL"
    )]
    NotLinear {
        /// The first such customer, as stated.
        customer: PartyId,
        /// What is not linear.
        reason: NotLinear,
    },
    /// There is nobody to take the mean of.
    #[error("the populations of segment `{segment}` sum to 0, where a mean needs more")]
    NoPopulation {
        /// The segment; `all segments` where all of them have none.
        segment: String,
    },
    /// A segment has no name.
    #[error("external customer `{customer}` is put into a segment without a name")]
    NoName {
        /// The customer.
        customer: PartyId,
    },
    /// There is no such segment.
    #[error("`{segment}` is not a segment")]
    UnknownSegment {
        /// The name given.
        segment: String,
    },
    /// The network that is asked about lacks a department of the exposure.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// A scenario changes what an external customer receives or reports, which the exposure does not
    /// follow.
    #[error(
        "the scenario sets a service into external customer `{customer}`, its ceiling or its \
         reading, which an exposure does not follow; change the departments, or ask about the \
         customers in memory"
    )]
    CustomerChanged {
        /// The customer.
        customer: PartyId,
    },
    /// A scenario is not valid.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// An external customer of the exposure follows its providers with delay.
    #[error(
        "external customer `{customer}` follows its providers with a lag or a time constant, which \
         an exposure does not have; follow the customers in memory"
    )]
    Delayed {
        /// The first such customer, as stated.
        customer: PartyId,
    },
    /// A timeline did not keep the series of a department.
    #[error("the timeline did not keep the series of department `{department}`")]
    NotKept {
        /// The department.
        department: PartyId,
    },
}

/// Why a customer's quality is not linear in the qualities of departments.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotLinear {
    /// A rule other than `mean`, `fdna` and `additive`, and several needs.
    Rule,
    /// A transfer is no straight line.
    Transfer {
        /// The service.
        service: ServiceId,
    },
    /// The best of several services counts, or a chance of them.
    Substitution {
        /// The first service of the need.
        service: ServiceId,
    },
    /// A pool has more than it requires.
    Pool {
        /// The first service of the need.
        service: ServiceId,
    },
    /// Losses add up to more than all there is.
    Saturation,
    /// A criticality can bind.
    Criticality,
}

impl fmt::Display for NotLinear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule => write!(f, "its rule is linear for a single need alone, of full weight"),
            Self::Transfer { service } => write!(f, "service `{service}` is felt along a curve"),
            Self::Substitution { service } => write!(f, "service `{service}` stands in for others"),
            Self::Pool { service } => write!(f, "the pool of service `{service}` can be full"),
            Self::Saturation => write!(
                f,
                "its losses can add up to more than 1, under a rule that cuts them off there"
            ),
            Self::Criticality => write!(f, "the criticality of one of its needs can bind"),
        }
    }
}
