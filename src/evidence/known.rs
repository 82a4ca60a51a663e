//! The parties and services that readings can name, by number.

use indexmap::{IndexMap, IndexSet};

use crate::organisation::Organisation;
use crate::organisation::near::did_you_mean;

/// Numbers of parties and services, in the order of an organisation.
#[derive(Debug, Clone)]
pub(super) struct KnownIds {
    parties: IndexMap<String, bool>,
    services: IndexMap<String, ServiceEnds>,
    /// Services by provider and consumer.
    pairs: IndexMap<(u32, u32), Vec<u32>>,
    /// Declared needs, as `consumer/name`.
    needs: IndexSet<String>,
}

/// Who is joined by a service, and what it is called.
#[derive(Debug, Clone)]
pub(super) struct ServiceEnds {
    pub(super) provider: u32,
    pub(super) consumer: u32,
    name: String,
}

/// Nobody, nothing.
pub(super) const NONE: u32 = u32::MAX;

/// A number of what there are fewer than 2^32 of.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}

impl KnownIds {
    pub(super) fn new(organisation: &Organisation) -> Self {
        let parties: IndexMap<_, _> = organisation
            .parties()
            .map(|party| (party.id().as_str().to_owned(), party.is_department()))
            .collect();
        let place = |id: &str| number(parties.get_index_of(id).unwrap_or(usize::MAX));
        let mut pairs: IndexMap<_, Vec<u32>> = IndexMap::new();
        let mut services = IndexMap::new();
        for (index, service) in organisation.services().enumerate() {
            let provider = place(service.provider().id().as_str());
            let consumer = place(service.consumer().id().as_str());
            pairs.entry((provider, consumer)).or_default().push(number(index));
            let name = service.stated_name().unwrap_or_default().to_owned();
            services
                .insert(service.id().as_str().to_owned(), ServiceEnds { provider, consumer, name });
        }
        let needs = organisation.needs();
        let needs = needs.map(|need| format!("{}/{}", need.consumer().id(), need.name())).collect();
        Self { parties, services, pairs, needs }
    }

    /// The number of a party, or why there is none.
    pub(super) fn party(&self, id: &str) -> Result<u32, String> {
        self.parties.get_index_of(id).map(number).ok_or_else(|| {
            let near = did_you_mean(id, self.parties.keys().map(String::as_str));
            format!("`{id}` is not a department or an external customer{near}")
        })
    }

    /// The number of a department, or why there is none.
    pub(super) fn department(&self, id: &str) -> Result<u32, String> {
        match self.parties.get_full(id) {
            Some((index, _, true)) => Ok(number(index)),
            Some(_) => Err(format!("`{id}` is an external customer, where a department is needed")),
            None => {
                let departments =
                    self.parties.iter().filter(|(_, is)| **is).map(|(id, _)| id.as_str());
                Err(format!("`{id}` is not a department{}", did_you_mean(id, departments)))
            }
        }
    }

    /// The number of a service, or why there is none.
    pub(super) fn service(&self, id: &str) -> Result<u32, String> {
        self.services.get_index_of(id).map(number).ok_or_else(|| {
            format!(
                "`{id}` is not a service{}",
                did_you_mean(id, self.services.keys().map(String::as_str))
            )
        })
    }

    /// Whether a text is `consumer/name` of a declared need.
    pub(super) fn is_declared_need(&self, key: &str) -> bool {
        self.needs.contains(key)
    }

    /// The service that joins two parties: the one of an id, or of a name among theirs, or the only
    /// one. `None` where none joins them, or where which of several is not said.
    pub(super) fn service_between(
        &self,
        provider: u32,
        consumer: u32,
        named: Option<&str>,
    ) -> Result<Option<u32>, String> {
        let between = self.pairs.get(&(provider, consumer)).map_or(&[][..], Vec::as_slice);
        let Some(named) = named else {
            return Ok(if let [only] = between { Some(*only) } else { None });
        };
        if let Some((index, id, ends)) = self.services.get_full(named) {
            return if (ends.provider, ends.consumer) == (provider, consumer) {
                Ok(Some(number(index)))
            } else {
                let (from, to) = (self.party_id(ends.provider), self.party_id(ends.consumer));
                Err(format!("service `{id}` leads from `{from}` to `{to}`, not between these two"))
            };
        }
        let is_named = |service: &&u32| self.ends(**service).is_some_and(|it| it.name == named);
        // Where a pair has one service its tickets may be sorted more finely.
        match between.iter().find(is_named) {
            Some(found) => Ok(Some(*found)),
            None if between.len() == 1 => Ok(between.first().copied()),
            None => Ok(None),
        }
    }

    pub(super) fn ends(&self, service: u32) -> Option<&ServiceEnds> {
        self.services.get_index(service as usize).map(|(_, ends)| ends)
    }

    pub(super) fn party_id(&self, party: u32) -> &str {
        self.parties.get_index(party as usize).map_or("", |(id, _)| id.as_str())
    }

    pub(super) fn service_id(&self, service: u32) -> &str {
        self.services.get_index(service as usize).map_or("", |(id, _)| id.as_str())
    }

    pub(super) fn is_department(&self, party: u32) -> bool {
        self.parties.get_index(party as usize).is_some_and(|(_, is)| *is)
    }

    pub(super) fn party_count(&self) -> usize {
        self.parties.len()
    }

    pub(super) fn service_count(&self) -> usize {
        self.services.len()
    }
}

/// Texts by number: channels, respondents, items, labels.
#[derive(Debug, Clone, Default)]
pub(super) struct TextNumbers(IndexSet<String>);

impl TextNumbers {
    /// The number of a text; none of nothing.
    pub(super) fn number(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return NONE };
        match self.0.get_index_of(text) {
            Some(index) => number(index),
            None => number(self.0.insert_full(text.to_owned()).0),
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<&str> {
        self.0.get_index(number as usize).map(String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
