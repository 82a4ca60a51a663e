//! Tables of exposures by their path.

use std::path::Path;

use super::file::read_limited;
use super::{Limits, ReadError, csv};
use crate::exposure::Exposure;
use crate::network::Network;

/// Reads by how much departments count for segments of external customers, see
/// [`csv::exposure_from_slice`](super::csv::exposure_from_slice).
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than a limit, or is no table of
/// exposures on the departments of the network.
pub fn read_exposure(
    path: impl AsRef<Path>,
    network: &Network,
    limits: &Limits,
) -> Result<Exposure, ReadError> {
    let path = path.as_ref();
    let bytes = read_limited(path, limits)?;
    csv::exposure_from_slice(&bytes, network, limits)
        .map_err(|source| ReadError::ScenarioTable { path: path.to_owned(), source })
}
