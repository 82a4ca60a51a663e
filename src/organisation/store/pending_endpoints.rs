//! Ends of services that wait to be numbered, many at a time.

use super::endpoints::Endpoints;
use super::interner::Interner;

/// Ends of services that are read but not yet numbered.
///
/// Between two rows of a file lies the work of reading one, and each lookup would wait for memory
/// alone; see [`Interner::number_all`].
#[derive(Debug, Default)]
pub(crate) struct PendingEndpoints {
    /// Provider and consumer of one service after the other.
    texts: String,
    /// Where each text ends.
    end: Vec<usize>,
    scratch: Vec<u32>,
}

/// How many texts wait at most; they stay in the processor's nearest cache.
const MOST_PENDING: usize = 512;

impl PendingEndpoints {
    /// Adds the ends of the next service.
    pub(crate) fn push(
        &mut self,
        provider: &str,
        consumer: &str,
        interner: &mut Interner,
        ends: &mut Endpoints,
    ) {
        for text in [provider, consumer] {
            self.texts.push_str(text);
            self.end.push(self.texts.len());
        }
        if self.end.len() >= MOST_PENDING {
            self.number(interner, ends);
        }
    }

    /// Numbers all that wait.
    pub(crate) fn number(&mut self, interner: &mut Interner, ends: &mut Endpoints) {
        let starts = std::iter::once(0).chain(self.end.iter().copied());
        let ranges = starts.zip(&self.end);
        let texts = ranges.map(|(start, &end)| self.texts.get(start..end).unwrap_or_default());
        number(texts, &mut self.scratch, interner, ends);
        self.texts.clear();
        self.end.clear();
    }

    /// Numbers ends that need not wait, since there are many.
    #[cfg(feature = "csv")]
    pub(crate) fn pass<'t>(
        &mut self,
        pairs: impl Iterator<Item = [&'t str; 2]>,
        interner: &mut Interner,
        ends: &mut Endpoints,
    ) {
        debug_assert!(self.end.is_empty(), "ends are numbered in order");
        let texts: Vec<&str> = pairs.flatten().collect();
        number(texts.iter().copied(), &mut self.scratch, interner, ends);
    }
}

/// Numbers the provider and the consumer of one service after the other.
fn number<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
    scratch: &mut Vec<u32>,
    interner: &mut Interner,
    ends: &mut Endpoints,
) {
    let mut provider = None;
    interner.number_all(texts, scratch, |number| match provider.take() {
        None => provider = Some(number),
        Some(provider) => ends.push(provider, number),
    });
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::pending_endpoints::*;

    #[test]
    fn waiting_changes_no_number() {
        let pair = |index| (format!("d{}", index % 7), format!("c{}", index / 3));
        let pairs: Vec<_> = (0..2 * MOST_PENDING).map(pair).collect();
        let (mut interner, mut ends, mut waiting) =
            (Interner::default(), Endpoints::default(), PendingEndpoints::default());
        for (provider, consumer) in &pairs {
            waiting.push(provider, consumer, &mut interner, &mut ends);
            assert!(waiting.end.len() < MOST_PENDING);
        }
        waiting.number(&mut interner, &mut ends);
        waiting.number(&mut interner, &mut ends);
        let mut one_by_one = Interner::default();
        let mut number = |text: &str| one_by_one.number(text);
        let expected: Vec<_> = pairs.iter().map(|(one, two)| (number(one), number(two))).collect();
        let ends: Vec<_> = ends.provider.into_iter().zip(ends.consumer).collect();
        assert_eq!(ends, expected);
    }

    #[test]
    fn empty_texts_wait_like_others() {
        let (mut interner, mut ends, mut waiting) =
            (Interner::default(), Endpoints::default(), PendingEndpoints::default());
        waiting.push("", "a", &mut interner, &mut ends);
        waiting.push("a", "", &mut interner, &mut ends);
        waiting.number(&mut interner, &mut ends);
        assert_eq!((ends.provider, ends.consumer), (vec![0, 1], vec![1, 0]));
    }
}
