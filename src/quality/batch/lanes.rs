//! One value per lane: scenarios solved side by side.

use crate::quality::engine::rows::LaneValues;

/// How many scenarios are solved at once.
pub(super) const LANES: usize = 16;

/// A set of lanes, one bit each.
pub(super) type Mask = u16;

/// Every lane.
pub(super) const ALL: Mask = Mask::MAX >> (16 - LANES);

/// Returns the lanes of a set, in order.
pub(super) fn lanes_of(mask: Mask) -> impl Iterator<Item = usize> {
    (0..LANES).filter(move |lane| mask >> lane & 1 == 1)
}

/// The lanes of a set for which something holds.
pub(super) fn lanes_where(mask: Mask, mut holds: impl FnMut(usize) -> bool) -> Mask {
    lanes_of(mask).fold(0, |lanes, lane| lanes | Mask::from(holds(lane)) << lane)
}

/// A value of each lane, on a cache line of its own.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Lanes(pub(super) [f64; LANES]);

impl Lanes {
    pub(super) const fn splat(value: f64) -> Self {
        Self([value; LANES])
    }

    /// Computes each lane on its own.
    #[inline]
    pub(super) fn map(self, value: impl FnMut(f64) -> f64) -> Self {
        Self(self.0.map(value))
    }

    /// Whether some lane differs from a value in any bit.
    #[inline]
    pub(super) fn differ_from(&self, value: f64) -> bool {
        let bits = value.to_bits();
        self.0.iter().fold(0, |differing, lane| differing | (lane.to_bits() ^ bits)) != 0
    }
}

impl LaneValues<LANES> for Lanes {
    #[inline]
    fn values(&self) -> &[f64; LANES] {
        &self.0
    }
}
