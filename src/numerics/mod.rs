//! Numerical methods, without a word of the domain.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by counts that they have taken"
)]

pub(crate) mod anderson;
#[cfg(feature = "evidence")]
pub(crate) mod beta;
#[cfg(feature = "draws")]
pub(crate) mod beta_quantile;
#[cfg(feature = "evidence")]
pub(crate) mod cholesky;
pub(crate) mod circulation;
pub(crate) mod compensated;
pub(crate) mod csr;
pub(crate) mod gauss_kronrod;
pub(crate) mod gauss_legendre;
pub(crate) mod gth;
pub(crate) mod permutation;
#[cfg(feature = "evidence")]
pub(crate) mod quantile;
pub(crate) mod secant;
#[cfg(feature = "evidence")]
pub(crate) mod series;
