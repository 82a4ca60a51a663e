//! Numerical methods, without a word of the domain.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by counts that they have taken"
)]

pub(crate) mod anderson;
pub(crate) mod csr;
pub(crate) mod gauss_kronrod;
pub(crate) mod gauss_legendre;
pub(crate) mod gth;
pub(crate) mod permutation;
