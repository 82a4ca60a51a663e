//! Transfers from curves: a function of one's own as a table.

use super::Transfer;
use crate::unit::Figure;

/// Why a curve is no transfer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SampledError {
    /// The curve leaves 0..=1, or is not a number.
    #[error("the curve gives `{felt}` at `{quality}`, where a number in 0..=1 is needed",
        felt = Figure(*felt), quality = Figure(*quality))]
    OutOfRange {
        /// The quality provided.
        quality: f64,
        /// What the curve gives.
        felt: f64,
    },
    /// The curve falls somewhere.
    #[error(
        "the curve falls from `{felt}` at `{quality}` to `{next_felt}` at `{next_quality}`, where a \
         better quality is never felt as a worse one",
        felt = Figure(*felt), quality = Figure(*quality),
        next_felt = Figure(*next_felt), next_quality = Figure(*next_quality)
    )]
    Falls {
        /// The lower quality.
        quality: f64,
        /// What the curve gives there.
        felt: f64,
        /// The higher quality.
        next_quality: f64,
        /// What the curve gives there.
        next_felt: f64,
    },
    /// The curve does not end in 1.
    #[error("the curve gives `{felt}` at 1, where 1 is needed: as good as normal is felt as normal",
        felt = Figure(*felt))]
    End {
        /// What the curve gives at 1.
        felt: f64,
    },
}

/// How far a table may be off its curve where the two are compared.
const TOLERANCE: f64 = 1e-4;
/// What is rounding, and no fall of a curve.
const ROUNDING: f64 = 1e-12;
/// Segments to begin with, so that a curve with several bends is not mistaken for a straight line.
const SEGMENTS: u32 = 16;
/// The least width of a segment: a jump is taken over that width.
const LEAST_WIDTH: f64 = 1.0 / 1_073_741_824.0;

type CurvePoint = (f64, f64);

impl Transfer {
    /// Makes a table of a curve: a non-decreasing map `h` of 0..=1 into itself with `h(1) = 1`.
    ///
    /// Segments are halved until straight lines are within 1e-4 of the curve at their quarters; a
    /// jump becomes a rise over a width of 2⁻³⁰. Where the curve bends one way within a segment, as
    /// nearly all do on segments that short, the table is off by about 1e-4 at most; it is never off
    /// by more than the curve rises over the segment.
    ///
    /// The curve is asked, not kept: a document states the table.
    ///
    /// # Errors
    ///
    /// [`SampledError`] where the curve leaves 0..=1, falls by more than rounding (1e-12), or does
    /// not end in 1, at a quality at which it is asked.
    ///
    /// # Complexity
    ///
    /// Some tens to hundreds of points for a smooth curve; at most 1.1 · 10⁶ questions for any, for at
    /// each of 27 widths no more than 10⁴ segments rise by more than 1e-4.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::Transfer;
    ///
    /// let Transfer::Table { points } = Transfer::sampled(|quality| quality.powi(2))? else {
    ///     unreachable!()
    /// };
    /// assert!(points.len() < 100);
    /// assert!(points.contains(&(0.5, 0.25)));
    ///
    /// let error = Transfer::sampled(|quality| 0.9 * quality).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the curve gives `0.9` at 1, where 1 is needed: as good as normal is felt as normal",
    /// );
    /// # Ok::<(), knockon::organisation::SampledError>(())
    /// ```
    pub fn sampled(mut curve: impl FnMut(f64) -> f64) -> Result<Self, SampledError> {
        let mut at = |quality: f64| {
            let felt = curve(quality);
            let is_inside = (-ROUNDING..=1.0 + ROUNDING).contains(&felt);
            if is_inside {
                Ok((quality, felt.clamp(0.0, 1.0)))
            } else {
                Err(SampledError::OutOfRange { quality, felt })
            }
        };
        let (_, end) = at(1.0)?;
        if end < 1.0 - ROUNDING {
            return Err(SampledError::End { felt: end });
        }
        let mut from = at(0.0)?;
        let mut points = vec![from];
        for segment in 1..=SEGMENTS {
            // The rightmost segment waits at the bottom.
            let mut waiting = vec![at(f64::from(segment) / f64::from(SEGMENTS))?];
            while let Some(to) = waiting.pop() {
                if let Some(middle) = split(from, to, &mut at)? {
                    waiting.extend([to, middle]);
                } else {
                    from = (to.0, to.1.max(from.1));
                    points.push(from);
                }
            }
        }
        if let Some((_, felt)) = points.last_mut() {
            *felt = 1.0;
        }
        Ok(Self::Table { points })
    }
}

/// The middle of a segment at which it is to be halved; `None` where a straight line is near enough.
fn split(
    from: CurvePoint,
    to: CurvePoint,
    at: &mut impl FnMut(f64) -> Result<CurvePoint, SampledError>,
) -> Result<Option<CurvePoint>, SampledError> {
    let width = to.0 - from.0;
    let quarter = |share: f64| from.0 + share * width;
    let [first, middle, last] = [at(quarter(0.25))?, at(quarter(0.5))?, at(quarter(0.75))?];
    for (one, next) in [(from, first), (first, middle), (middle, last), (last, to)] {
        if next.1 < one.1 - ROUNDING {
            let ((quality, felt), (next_quality, next_felt)) = (one, next);
            return Err(SampledError::Falls { quality, felt, next_quality, next_felt });
        }
    }
    let is_off = |share: f64, (_, felt): CurvePoint| {
        let line = from.1 + share * (to.1 - from.1);
        (line - felt).abs() > TOLERANCE
    };
    let is_split =
        width > LEAST_WIDTH && (is_off(0.25, first) || is_off(0.5, middle) || is_off(0.75, last));
    Ok(is_split.then_some(middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a table says of a quality, by straight lines.
    fn table_at(transfer: &Transfer, quality: f64) -> f64 {
        let Transfer::Table { points } = transfer else { panic!("no table") };
        let pairs = points.windows(2).map(|pair| (pair[0], pair[1]));
        let segment = pairs.into_iter().find(|(_, to)| quality <= to.0).unwrap();
        let ((from, felt), (to, next)) = segment;
        felt + (next - felt) * (quality - from) / (to - from)
    }

    /// The most that a table is off its curve, on a grid that shares no point with it, and how many
    /// points it has.
    fn most_off(curve: impl Fn(f64) -> f64) -> (f64, usize) {
        let transfer = Transfer::sampled(&curve).unwrap();
        assert!(transfer.fault().is_none());
        let Transfer::Table { points } = &transfer else { panic!("no table") };
        let off = |step: u32| {
            let quality = (f64::from(step) + 0.37) / 100_000.0;
            (table_at(&transfer, quality) - curve(quality)).abs()
        };
        ((0..100_000).map(off).fold(0.0, f64::max), points.len())
    }

    type Curve = Box<dyn Fn(f64) -> f64>;

    #[test]
    fn tables_are_near_their_curves() {
        let hill =
            |n: f64, k: f64| move |x: f64| x.powf(n) * (1.0 + k.powf(n)) / (x.powf(n) + k.powf(n));
        let curves: [(&str, Curve); 9] = [
            ("straight", Box::new(|x| x)),
            ("square", Box::new(|x| x * x)),
            ("root", Box::new(f64::sqrt)),
            ("tenth root", Box::new(|x| x.powf(0.1))),
            ("twentieth power", Box::new(|x| x.powi(20))),
            ("smooth step", Box::new(|x| x * x * (3.0 - 2.0 * x))),
            ("gentle Hill", Box::new(hill(2.0, 0.3))),
            ("steep Hill", Box::new(hill(40.0, 0.5))),
            ("waves", Box::new(|x| x + (20.0 * std::f64::consts::PI * x).sin() / 63.0)),
        ];
        for (name, curve) in curves {
            let (off, points) = most_off(curve);
            assert!(off <= 1.05 * TOLERANCE, "{name}: off by {off:e}");
            assert!(points <= 500, "{name}: {points} points");
        }
    }

    #[test]
    fn a_jump_is_a_steep_rise() {
        let transfer = Transfer::sampled(|x| if x < 0.3 { 0.2 } else { 1.0 }).unwrap();
        assert!(transfer.fault().is_none());
        let near = |quality: f64, felt: f64| (table_at(&transfer, quality) - felt).abs();
        assert!(near(0.3 - 1e-8, 0.2) < 1e-12 && near(0.3 + 1e-8, 1.0) < 1e-12);
    }

    #[test]
    fn what_is_no_transfer_is_refused() {
        let refused = |curve: fn(f64) -> f64| Transfer::sampled(curve).unwrap_err().to_string();
        assert!(refused(|x| 2.0 * x).starts_with("the curve gives `2` at `1`"));
        assert!(refused(|x| x - 0.1 * (1.0 - x)).contains("at `0`, where a number in 0..=1"));
        assert!(refused(|_| f64::NAN).contains("NaN"));
        assert!(
            refused(|x| if x > 0.5 && x < 0.55 { 0.1 } else { x }).starts_with("the curve falls")
        );
        // Rounding is no fall.
        Transfer::sampled(|x| if x < 1.0 { x - 1e-14 * (x * 1e6).sin() } else { 1.0 }).unwrap();
    }
}
