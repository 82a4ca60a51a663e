//! What may have been meant by an id that names nothing.

/// How alike two ids have to be, 0..=1, for one to be offered in place of the other (Winkler 1990).
const LIKENESS: f64 = 0.82;

/// How many characters of an id are compared.
const LONGEST: usize = 80;

/// Half a sentence that offers the id most like one that names nothing; empty where none is alike.
pub(crate) fn did_you_mean<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> String {
    // Ids of strangers may be long, and every known one is compared.
    let id: String = id.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let mut nearest: Option<(f64, &str)> = None;
    for known in known {
        let likeness = strsim::jaro_winkler(&id, &known.to_lowercase());
        if likeness >= LIKENESS && nearest.is_none_or(|(best, _)| likeness > best) {
            nearest = Some((likeness, known));
        }
    }
    nearest.map_or_else(String::new, |(_, known)| format!("; did you mean `{known}`?"))
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn the_nearest_is_offered_and_nothing_that_is_far() {
        let known = || ["it", "warehouse", "wharf"].into_iter();
        assert_eq!(did_you_mean("Warehose", known()), "; did you mean `warehouse`?");
        assert_eq!(did_you_mean("itt", known()), "; did you mean `it`?");
        assert_eq!(did_you_mean("nobody", known()), "");
    }
}
