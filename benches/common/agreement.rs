//! Checks, outside any timing, that what is compared gives the same answers.

/// Asserts that two solutions differ by at most 1e-12 anywhere: 1e-14 is where iterations stop,
/// and what remains of it grows along chains.
pub(crate) fn assert_agree(ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len());
    let largest = ours.iter().zip(theirs).map(|(one, two)| (one - two).abs()).fold(0.0, f64::max);
    assert!(largest <= 1e-12, "answers differ by {largest:e}");
    let losses = theirs.iter().filter(|&&quality| quality < 0.999).count();
    assert!(2 * losses > theirs.len(), "nothing much is lost: the comparison shows nothing");
}
