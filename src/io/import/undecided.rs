//! Relations of which nothing says who provides.

use indexmap::IndexMap;

use super::record::RelationRecord;
use super::source_place::SourcePlace;
use crate::organisation::shortened;

/// Relations of which nothing says who provides, by the file's word.
#[derive(Default)]
pub(super) struct Undecided {
    words: IndexMap<String, Undecision>,
}

/// One word: how often it occurs, and once where.
struct Undecision {
    count: usize,
    from: String,
    to: String,
    place: SourcePlace,
}

/// How many words a question lists.
const MOST_WORDS: usize = 20;

impl Undecided {
    pub(super) fn add(&mut self, record: &RelationRecord) {
        let word = record.relation.clone().unwrap_or_default();
        let of_word = self.words.entry(word).or_insert_with(|| Undecision {
            count: 0,
            from: record.from.clone(),
            to: record.to.clone(),
            place: record.place.clone(),
        });
        of_word.count += 1;
    }

    /// Asks what would settle them; `None` where nothing is open.
    pub(super) fn question(&self) -> Option<String> {
        let (_, first) = self.words.first()?;
        let count: usize = self.words.values().map(|word| word.count).sum();
        let mut text = format!(
            "who provides is not stated for {count} relation{}:",
            if count == 1 { "" } else { "s" }
        );
        for (word, of_word) in self.words.iter().take(MOST_WORDS) {
            let Undecision { count, from, to, place } = of_word;
            let word = if word.is_empty() { "without a word" } else { &format!("`{word}`") };
            let often = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
            let line = format!("  {word}, {often}, such as {place}: `{from}`, `{to}`");
            text += "\n";
            text += &shortened(line);
        }
        if self.words.len() > MOST_WORDS {
            let more = self.words.len() - MOST_WORDS;
            text += "\n  and ";
            text += &more.to_string();
            text += " more words";
        }
        let Undecision { from, to, .. } = first;
        text += "\n";
        text += &shortened(format!(
            "if `{to}` suffers when `{from}` fails, all of them are --direction provider-first; if \
             `{from}` suffers when `{to}` fails, consumer-first; word by word, a mapping decides:"
        ));
        text += "\nformat: knockon/mapping\nversion: 1\nrelations:";
        for word in self.words.keys().take(MOST_WORDS) {
            let word = serde_json::Value::from(shortened(word.as_str()));
            text += "\n- { match: { relation: ";
            text += &word.to_string();
            text += " }, provider: to }   # or from; or as: part_of, ignore, warn";
        }
        Some(text)
    }
}
