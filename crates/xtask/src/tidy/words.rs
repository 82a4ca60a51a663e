//! Words that the glossary does not use for a thing.

/// The heading of the words that are not looked for, since they have another meaning as well.
const EXCEPTIONS: &str = "## Words with another meaning";

/// The words to look for: the last column of the glossary's table, without words that are terms
/// themselves and without the exceptions listed below the table.
pub(super) fn not_used(glossary: &str) -> Result<Vec<String>, String> {
    let (table, exceptions) = glossary
        .split_once(EXCEPTIONS)
        .ok_or_else(|| format!("docs/glossary.md has no heading `{EXCEPTIONS}`"))?;
    let mut terms = Vec::new();
    let mut words = Vec::new();
    for line in table.lines().filter(|line| line.starts_with('|')).skip(2) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [term, _symbol, _meaning, not] = cells.as_slice() else {
            return Err(format!("docs/glossary.md has a row without four cells: {line}"));
        };
        terms.extend(term.split(", ").map(str::to_owned));
        words.extend(not.split(", ").filter(|word| !word.is_empty()).map(str::to_owned));
    }
    if words.is_empty() {
        return Err("docs/glossary.md lists no word that is not used".to_owned());
    }
    let listed = |word: &String| exceptions.contains(&format!("- `{word}`"));
    words.retain(|word| !terms.contains(word) && !listed(word));
    words.sort();
    words.dedup();
    Ok(words)
}

/// How often a text holds each of some words, which are sorted: alone, in the plural, or as a part
/// of an identifier.
pub(super) fn counts(text: &str, words: &[String]) -> Vec<usize> {
    let mut counts = vec![0; words.len()];
    let place = |part: &str| words.binary_search_by(|word| word.as_str().cmp(part)).ok();
    for part in parts(text) {
        let part = part.to_lowercase();
        let singular = part.strip_suffix('s').and_then(place);
        if let Some(place) = place(&part).or(singular) {
            counts[place] += 1;
        }
    }
    counts
}

/// The words of a text; `snake_case` and `CamelCase` are taken apart.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).flat_map(humps).filter(|part| !part.is_empty())
}

/// `CamelCase` as `Camel` and `Case`.
fn humps(word: &str) -> impl Iterator<Item = &str> {
    let after_small = |&at: &usize| word[..at].ends_with(char::is_lowercase);
    let capitals = word.match_indices(char::is_uppercase).map(|(at, _)| at);
    let mut starts: Vec<usize> = capitals.filter(after_small).collect();
    starts.push(word.len());
    let mut from = 0;
    starts.into_iter().map(move |to| &word[std::mem::replace(&mut from, to)..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY: &str = "# Glossary\n\n| term | symbol | what it is | not |\n| --- | --- | --- | --- |\n\
        | component | | a cycle | ring, circle |\n| consumer, provider | j, i | ends | source, target |\n\
        | source | | what was set | |\n\n## Words with another meaning\n\n- `target`: a wait aimed at.\n";

    #[test]
    fn terms_and_exceptions_are_not_looked_for() {
        assert_eq!(not_used(GLOSSARY).unwrap(), ["circle", "ring"]);
    }

    #[test]
    fn a_glossary_without_words_is_refused() {
        assert!(not_used("# Glossary\n").unwrap_err().contains("no heading"));
        let empty = "| term |\n| --- |\n## Words with another meaning\n";
        assert!(not_used(empty).unwrap_err().contains("no word"));
        let short = "| term |\n| --- |\n| a | b |\n## Words with another meaning\n";
        assert!(not_used(short).unwrap_err().contains("four cells"));
    }

    #[test]
    fn words_are_found_whole() {
        let text = "/// A ring of rings, Ring-like.\nstruct PackedRing; fn ring_count(string: &str) {} // bring";
        let words = ["look", "ring"].map(str::to_owned);
        assert_eq!(counts(text, &words), [0, 5]);
        assert_eq!(counts("let strings = during(LAST_RING); // looks", &words), [1, 1]);
    }
}
