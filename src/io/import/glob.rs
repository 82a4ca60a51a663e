//! Patterns of mappings: `*` is any text, `?` any one letter.

/// Whether a text fits a pattern; time at most their lengths multiplied.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut rest = text;
    let mut wanted = pattern;
    // Where to go on when what follows a star does not fit: one letter further.
    let mut again: Option<(&str, &str)> = None;
    loop {
        let mut letters = wanted.chars();
        match letters.next() {
            Some('*') => {
                wanted = letters.as_str();
                again = Some((wanted, rest));
                continue;
            }
            None if rest.is_empty() => return true,
            Some(letter) => {
                let mut found = rest.chars();
                if found.next().is_some_and(|found| letter == '?' || letter == found) {
                    (wanted, rest) = (letters.as_str(), found.as_str());
                    continue;
                }
            }
            None => {}
        }
        let Some((after_star, from)) = again else { return false };
        let mut from = from.chars();
        if from.next().is_none() {
            return false;
        }
        (wanted, rest) = (after_star, from.as_str());
        again = Some((after_star, rest));
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_and_question_marks_stand_for_text() {
        for (pattern, text) in
            [("*", ""), ("a*c", "abbc"), ("a?c", "aéc"), ("*::Runs", "Runs on::Runs"), ("", "")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*c", "abcd"), ("?", ""), ("", "a"), ("a*b*c", "ac")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_end_soon() {
        assert!(!fits(&format!("{}c", "a*".repeat(200)), &"ab".repeat(2_500)));
    }
}
