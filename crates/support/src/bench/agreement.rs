//! Checks, outside any timing, that what is compared gives the same answers.

use knockon::{Assessment, Rule};

use super::generate::Organisation;
use super::on_knockon;
use super::on_petgraph::{Combine, OnPetgraph};

/// The rules of departments, as each side calls them, with the suffix of bench names.
pub const RULES: [(Rule, Combine, &str); 4] = [
    (Rule::INDEPENDENT, Combine::Independent, ""),
    (Rule::ADDITIVE, Combine::Additive, "-additive"),
    (Rule::WEAKEST, Combine::Weakest, "-weakest"),
    (Rule::MEAN, Combine::Share, "-share"),
];

/// Asserts that both sides agree on an organisation under every rule.
///
/// # Panics
///
/// Where they do not.
pub fn assert_sides_agree(organisation: &Organisation) {
    let on_petgraph = OnPetgraph::compile(organisation);
    for (rule, combine, _) in RULES {
        let ours = on_knockon::compile(organisation, rule).baseline();
        assert_agree(&ours, &on_petgraph.solve(combine));
    }
}

/// Asserts that two solutions differ by at most 1e-12 anywhere, and that much is lost: where
/// nothing is, agreement shows nothing.
///
/// # Panics
///
/// Where one of these does not hold.
pub fn assert_agree(ours: &Assessment, theirs: &[f64]) {
    assert!(ours.verify() <= 1e-12);
    assert_eq!(ours.qualities().len(), theirs.len());
    let differences = ours.qualities().zip(theirs).map(|(one, two)| (one - two).abs());
    let largest = differences.fold(0.0, f64::max);
    assert!(largest <= 1e-12, "answers differ by {largest:e}");
    let touched = theirs.iter().filter(|&&quality| quality < 0.999_99).count();
    assert!(2 * touched > theirs.len(), "no more than {touched} parties lose anything");
}
