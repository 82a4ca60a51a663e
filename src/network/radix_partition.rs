//! Services brought together by consumer without a cache miss for each.
//!
//! Columns come in any order. To gather services row by row would miss the cache three times per
//! service: for provider, dependence and the service's own place. So they are first partitioned by
//! the leading bits of their consumer, and take all they say along; every part then concerns few
//! enough parties and rows to stay in the cache while these are filled.
//!
//! ```text
//! columns, in the order stated     partition                  rows, in the order of evaluation
//! consumer 7 1 4 0 6 2 ..    ->    0.. | 1 0 2 .. |     ->    services of each party,
//! provider 3 0 2 2 1 0 ..          4.. | 7 4 6 .. |           in the order stated
//! ```
//!
//! Departments fall into the first parts and, in each other, customers with equally many services
//! have consecutive rows: so both are written in streams.

use super::Columns;
use super::compile::CompiledRows;
use super::memory::{Peak, bytes};
use super::numbering::Numbering;
use crate::numerics::csr::Csr;

/// Services partitioned by consumer, in the order stated within a part.
pub(super) struct Partition {
    /// What the numbers of consumers are shifted by to tell their part.
    shift: u32,
    /// Of each service its consumer, by stated number.
    consumer: Vec<u32>,
    /// Of each service its provider, by stated number, its own number and its dependence.
    said: Vec<(u32, u32, f64)>,
}

/// The leading bits that tell parts apart: so many parts are written at once.
const PART_BITS: u32 = 9;
/// Parts of fewer parties than two to this are not worth their while.
const LEAST_PARTY_BITS: u32 = 12;

impl Partition {
    /// Partitions checked columns.
    ///
    /// # Complexity
    ///
    /// Time linear in services, 20 bytes of memory per service.
    pub(super) fn by_consumer(columns: &Columns<'_>, party_count: usize) -> Self {
        let party_bits = usize::BITS - party_count.leading_zeros();
        let shift = party_bits.saturating_sub(PART_BITS).max(LEAST_PARTY_BITS);
        let part = |consumer: u32| (consumer >> shift) as usize;
        let mut next = vec![0_u32; (party_count >> shift) + 1];
        for &consumer in columns.consumer {
            next[part(consumer)] += 1;
        }
        let mut total = 0;
        for count in &mut next {
            total += std::mem::replace(count, total);
        }

        let service_count = columns.consumer.len();
        let mut partition = Self {
            shift,
            consumer: vec![0; service_count],
            said: vec![(0, 0, 0.0); service_count],
        };
        let ends = columns.consumer.iter().zip(columns.provider);
        for (service, ((&consumer, &provider), &dependence)) in
            (0..).zip(ends.zip(columns.dependence))
        {
            let next = &mut next[part(consumer)];
            let place = *next as usize;
            *next += 1;
            partition.consumer[place] = consumer;
            partition.said[place] = (provider, service, dependence);
        }
        partition
    }

    pub(super) fn bytes(&self) -> usize {
        bytes(&self.consumer) + bytes(&self.said)
    }

    /// Counts the services each party receives.
    pub(super) fn received_count(&self, party_count: usize) -> Vec<u32> {
        let mut count = vec![0; party_count];
        for &consumer in &self.consumer {
            count[consumer as usize] += 1;
        }
        count
    }

    /// The providers of each department, in the order of its services, given how many each
    /// receives.
    pub(super) fn upstream(&self, received_count: &[u32]) -> Csr {
        // Departments come first; the last part that has some may have customers, too.
        let last = received_count.len() >> self.shift;
        let among =
            self.consumer.partition_point(|&consumer| consumer as usize >> self.shift <= last);
        let said = self.said[..among].iter();
        let pairs = self.consumer.iter().zip(said);
        let pairs = pairs.map(|(&consumer, &(provider, _, _))| (consumer, provider));
        Csr::of_counted(received_count.to_vec(), pairs)
    }

    /// Writes every service to the row of its consumer, given how many each party receives.
    pub(super) fn into_rows(
        self,
        received_count: Vec<u32>,
        numbering: &Numbering,
        peak: &mut Peak,
    ) -> CompiledRows {
        let mut start = Vec::with_capacity(received_count.len() + 1);
        let mut next = received_count;
        let mut total = 0;
        for &party in &numbering.stated_of {
            start.push(total);
            total += std::mem::replace(&mut next[party as usize], total);
        }
        start.push(total);

        let mut rows = CompiledRows::plain(start, self.said.len());
        peak.note(self.bytes() + bytes(&next) + rows.bytes() + numbering.bytes());
        for (&consumer, &(provider, service, dependence)) in self.consumer.iter().zip(&self.said) {
            let next = &mut next[consumer as usize];
            let place = *next as usize;
            *next += 1;
            rows.provider[place] = numbering.dense_of[provider as usize];
            rows.service[place] = service;
            rows.dependence[place] = dependence;
        }
        rows
    }
}
