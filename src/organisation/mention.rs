//! Texts that are said many times, held once.

#[cfg(feature = "json")]
use std::sync::Arc;

use indexmap::IndexSet;

#[cfg(any(feature = "json", feature = "csv"))]
use crate::grouped::dense;
use crate::id::PartyId;

/// Texts by number, in the order of their first mention.
#[derive(Debug, Default)]
pub(crate) struct Mentions(IndexSet<PartyId>);

impl Mentions {
    /// Returns the number of a text, which is the next one where it is new.
    #[cfg(any(feature = "json", feature = "csv"))]
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let number = match self.0.get_index_of(text) {
            Some(number) => number,
            None => self.0.insert_full(PartyId::new(text)).0,
        };
        dense(number)
    }

    /// Returns the key that every mention of a text shares.
    #[cfg(feature = "json")]
    pub(crate) fn shared(&mut self, text: &str) -> PartyId {
        let number = self.number(text);
        self.get(number).map_or_else(|| PartyId::new(text), PartyId::clone)
    }

    /// Returns the text of a number.
    #[cfg(any(feature = "json", feature = "csv"))]
    pub(crate) fn get(&self, number: u32) -> Option<&PartyId> {
        self.0.get_index(number as usize)
    }

    /// Returns the texts, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &PartyId> {
        self.0.iter()
    }
}

/// Both ends of every service of a statement, as numbers of mentions.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    pub(crate) mentions: Mentions,
    pub(crate) provider: Vec<u32>,
    pub(crate) consumer: Vec<u32>,
}

#[cfg(feature = "json")]
impl Ends {
    /// Adds the provider of the next service, and returns its key.
    pub(crate) fn add_provider(&mut self, id: &str) -> Arc<str> {
        let number = self.mentions.number(id);
        self.provider.push(number);
        self.mentions.get(number).map_or_else(|| Arc::from(id), PartyId::shared)
    }

    /// Adds the consumer of the next service, and returns its key.
    pub(crate) fn add_consumer(&mut self, id: &str) -> Arc<str> {
        let number = self.mentions.number(id);
        self.consumer.push(number);
        self.mentions.get(number).map_or_else(|| Arc::from(id), PartyId::shared)
    }
}
