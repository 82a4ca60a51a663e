//! Who provides and who receives each service.

use crate::numerics::csr::Csr;

/// Both ends of every service, as numbers: of mentions while a statement is read, of parties once
/// it is checked.
#[derive(Debug, Default)]
pub(crate) struct Endpoints {
    pub(crate) provider: Vec<u32>,
    pub(crate) consumer: Vec<u32>,
}

impl Endpoints {
    pub(crate) fn push(&mut self, provider: u32, consumer: u32) {
        self.provider.push(provider);
        self.consumer.push(consumer);
    }

    #[cfg(feature = "csv")]
    pub(crate) fn reserve(&mut self, more: usize) {
        self.provider.reserve(more);
        self.consumer.reserve(more);
    }

    /// Keeps the services whose position is chosen; those after them move up.
    #[cfg(feature = "csv")]
    pub(crate) fn retain(&mut self, is_kept: impl Fn(usize) -> bool) {
        for ends in [&mut self.provider, &mut self.consumer] {
            let mut index = 0;
            ends.retain(|_| {
                index += 1;
                is_kept(index - 1)
            });
        }
    }

    /// Replaces every number by the one it stands for.
    pub(in crate::organisation) fn renumber(&mut self, number: &[u32]) {
        for end in self.provider.iter_mut().chain(&mut self.consumer) {
            if let Some(&number) = number.get(*end as usize) {
                *end = number;
            }
        }
    }
}

/// Services that share both ends with another: pair after pair, each in its own order.
#[derive(Debug, Default)]
pub(crate) struct SharedPairs {
    services: Vec<u32>,
    /// Where each pair ends.
    end: Vec<usize>,
}

impl SharedPairs {
    /// Finds them, of services `received` by each consumer; ends are below a count.
    ///
    /// Time linear in services and the count, `n log n` in the services of consumers that receive
    /// several from one provider.
    pub(crate) fn of(provider: &[u32], received: &Csr, number_count: usize) -> Self {
        let provider_of =
            |&service: &u32| provider.get(service as usize).copied().unwrap_or_default();
        let mut shared = Self { services: Vec::new(), end: Vec::new() };
        // Of each provider the last consumer it was met at, from 1.
        let mut met_at = vec![0; number_count];
        for (consumer, mark) in (0..number_count).zip(1_u32..) {
            let services = received.of(consumer);
            let mut is_repeated = false;
            for service in services {
                if let Some(last) = met_at.get_mut(provider_of(service) as usize) {
                    is_repeated |= *last == mark;
                    *last = mark;
                }
            }
            if is_repeated {
                let mut services = services.to_vec();
                services.sort_by_key(provider_of);
                let pairs = services.chunk_by(|one, two| provider_of(one) == provider_of(two));
                pairs.filter(|pair| pair.len() > 1).for_each(|pair| shared.push(pair));
            }
        }
        shared
    }

    #[cfg(feature = "csv")]
    pub(crate) fn is_empty(&self) -> bool {
        self.end.is_empty()
    }

    fn push(&mut self, pair: &[u32]) {
        self.services.extend_from_slice(pair);
        self.end.push(self.services.len());
    }

    /// The services of every such pair.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let start = std::iter::once(0).chain(self.end.iter().copied());
        start.zip(&self.end).map(|(start, &end)| self.services.get(start..end).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::endpoints::*;

    fn shared(pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let (provider, consumer): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
        let received = Csr::by_key(5, consumer.iter().copied());
        SharedPairs::of(&provider, &received, 5).iter().map(<[u32]>::to_vec).collect()
    }

    #[test]
    fn services_of_one_pair_are_listed_together() {
        assert!(shared(&[]).is_empty());
        assert!(shared(&[(0, 1), (1, 0), (0, 2), (2, 1)]).is_empty());
        let pairs = [(3, 1), (0, 1), (3, 4), (3, 1), (0, 1), (2, 1), (3, 4), (0, 1)];
        assert_eq!(shared(&pairs), [vec![1, 4, 7], vec![0, 3], vec![2, 6]]);
    }

    #[cfg(feature = "csv")]
    #[test]
    fn what_is_kept_moves_up() {
        let mut ends = Endpoints::default();
        for service in 0..4 {
            ends.push(service, service + 10);
        }
        ends.retain(|service| service % 2 == 1);
        assert_eq!((ends.provider, ends.consumer), (vec![1, 3], vec![11, 13]));
    }

    #[test]
    fn ends_are_renumbered() {
        let mut ends = Endpoints::default();
        ends.push(0, 2);
        ends.push(1, 0);
        ends.renumber(&[7, 8, 9]);
        assert_eq!((ends.provider, ends.consumer), (vec![7, 8], vec![9, 7]));
    }
}
