//! Services as columns: of a large organisation they are most of what is held, and most of them
//! state two ends and a dependence.

use std::ops::Index;
use std::sync::Arc;

use super::interner::SEPARATOR;
use super::own_ids::OwnIds;
use super::service_terms::ServiceTerms;
use super::sparse::Sparse;
use crate::numerics::csr::ix;

/// What services state but for their [ends](crate::organisation::Endpoints), in the order stated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Services {
    /// [`UNSTATED`] where there is none.
    dependence: Vec<f64>,
    /// Ids other than `provider>consumer`.
    ids: OwnIds,
    names: Sparse<Arc<str>>,
    /// Terms that are not plain.
    terms: Sparse<Box<ServiceTerms>>,
    /// Services with a name that state `provider>consumer` as their id, in order.
    pair_ids: Vec<u32>,
}

static PLAIN: ServiceTerms = ServiceTerms::PLAIN;

/// The bits of what stands for no dependence: no number, and not the one that computation gives.
const UNSTATED: u64 = f64::NAN.to_bits() | 1;

fn stated(dependence: f64) -> Option<f64> {
    (dependence.to_bits() != UNSTATED).then_some(dependence)
}

impl Services {
    /// Adds a service, and returns its position.
    pub(crate) fn push(&mut self, dependence: Option<f64>) -> usize {
        let dependence = match dependence {
            None => f64::from_bits(UNSTATED),
            // One of them is as good as another.
            Some(number) if number.is_nan() => f64::NAN,
            Some(number) => number,
        };
        self.dependence.push(dependence);
        self.dependence.len() - 1
    }

    #[cfg(feature = "csv")]
    pub(crate) fn reserve(&mut self, more: usize) {
        self.dependence.reserve(more);
    }

    pub(crate) fn set_name(&mut self, service: usize, name: Arc<str>) {
        self.names.set(service, name);
    }

    /// States an id; the name, where there is one, is stated before.
    pub(crate) fn set_id(&mut self, service: usize, id: &str, provider: &str, consumer: &str) {
        if !joins(id, provider, consumer) {
            self.set_own_id(service, id);
        } else if self.names.get(service).is_some() {
            self.pair_ids.push(ix(service));
        }
    }

    /// Gives a service an id that is not that of its pair.
    pub(in crate::organisation) fn set_own_id(&mut self, service: usize, id: &str) {
        self.ids.set(service, id);
    }

    pub(crate) fn set_terms(&mut self, service: usize, terms: ServiceTerms) {
        if terms != ServiceTerms::PLAIN {
            self.terms.set(service, Box::new(terms));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.dependence.len()
    }

    /// The id, unless it is `provider>consumer`.
    pub(crate) fn own_id(&self, service: usize) -> Option<&str> {
        self.ids.get(service)
    }

    /// The ids that are not `provider>consumer`.
    pub(crate) fn own_ids(&self) -> &OwnIds {
        &self.ids
    }

    /// Gives services ids of their own, whatever these are.
    #[cfg(feature = "csv")]
    pub(crate) fn own_ids_mut(&mut self) -> &mut OwnIds {
        &mut self.ids
    }

    /// Whether an id was stated, be it that of the pair; of services with a name.
    pub(in crate::organisation) fn states_id(&self, service: u32) -> bool {
        self.own_id(service as usize).is_some() || self.pair_ids.binary_search(&service).is_ok()
    }

    pub(crate) fn name(&self, service: usize) -> Option<&str> {
        self.names.get(service).map(|name| &**name)
    }

    /// The dependence stated on the service itself.
    pub(crate) fn dependence(&self, service: usize) -> Option<f64> {
        self.dependence.get(service).copied().and_then(stated)
    }

    #[cfg(feature = "csv")]
    pub(crate) fn dependence_mut(&mut self, service: usize) -> Option<&mut f64> {
        self.dependence.get_mut(service).filter(|dependence| stated(**dependence).is_some())
    }

    /// The dependence stated on the service itself, which is left open.
    #[cfg(feature = "csv")]
    pub(crate) fn take_dependence(&mut self, service: usize) -> Option<f64> {
        let open = f64::from_bits(UNSTATED);
        self.dependence_mut(service).map(|dependence| std::mem::replace(dependence, open))
    }

    /// States a dependence, a number, on the service itself.
    #[cfg(feature = "csv")]
    pub(crate) fn set_dependence(&mut self, service: usize, dependence: f64) {
        if let Some(stated) = self.dependence.get_mut(service) {
            *stated = dependence;
        }
    }

    /// The terms, unless they are plain.
    pub(crate) fn stated_terms(&self, service: usize) -> Option<&ServiceTerms> {
        self.terms.get(service).map(|terms| &**terms)
    }

    /// All terms that are not plain, by position.
    pub(in crate::organisation) fn all_stated_terms(
        &self,
    ) -> impl Iterator<Item = (usize, &ServiceTerms)> {
        self.terms.iter().map(|(service, terms)| (service, &**terms))
    }

    /// The terms of every service.
    pub(crate) fn values(&self) -> impl ExactSizeIterator<Item = &ServiceTerms> {
        (0..self.len()).map(|service| &self[service])
    }

    /// How messages name a service.
    pub(crate) fn title(&self, service: usize, provider: &str, consumer: &str) -> String {
        match self.own_id(service) {
            Some(id) => format!("service `{id}`"),
            None => format!("service `{provider}{SEPARATOR}{consumer}`"),
        }
    }

    /// Keeps the services whose position is chosen; those after them move up.
    #[cfg(feature = "csv")]
    pub(crate) fn retain(&mut self, is_kept: impl Fn(usize) -> bool) {
        let has_ids = self.ids.iter().next().is_some() || !self.pair_ids.is_empty();
        debug_assert!(!has_ids, "ids are stated when it is known who stays");
        let mut index = 0;
        self.dependence.retain(|_| {
            index += 1;
            is_kept(index - 1)
        });
        self.names.retain(&is_kept);
        self.terms.retain(&is_kept);
    }

    /// The same as a statement that states every id, as one read back does.
    pub(in crate::organisation) fn restated(&self) -> Self {
        let named = self.names.iter().filter(|(service, _)| self.own_id(*service).is_none());
        let pair_ids = named.map(|(service, _)| ix(service)).collect();
        Self { pair_ids, ..self.clone() }
    }

    /// Forgets what was only needed to tell services apart.
    pub(in crate::organisation) fn settle(&mut self) {
        self.pair_ids = Vec::new();
    }

    /// About how many bytes are held.
    pub(in crate::organisation) fn bytes(&self) -> usize {
        let terms = self.terms.iter().count() * size_of::<ServiceTerms>();
        self.dependence.capacity() * size_of::<f64>()
            + self.ids.bytes()
            + self.names.bytes()
            + self.terms.bytes()
            + terms
    }
}

/// Whether an id is that of a service that states none and is alone between its ends.
fn joins(id: &str, provider: &str, consumer: &str) -> bool {
    id.strip_prefix(provider).and_then(|rest| rest.strip_prefix(SEPARATOR)) == Some(consumer)
}

/// Equal where the same services are stated in the same order, their ends apart.
impl PartialEq for Services {
    fn eq(&self, other: &Self) -> bool {
        let Self { dependence, ids, names, terms, pair_ids: _ } = self;
        let (one, other_one) = (dependence.iter(), other.dependence.iter());
        one.map(|&number| stated(number)).eq(other_one.map(|&number| stated(number)))
            && *ids == other.ids
            && *names == other.names
            && *terms == other.terms
    }
}

/// The terms of a service.
impl Index<usize> for Services {
    type Output = ServiceTerms;

    fn index(&self, service: usize) -> &ServiceTerms {
        self.stated_terms(service).unwrap_or(&PLAIN)
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::services::*;

    fn terms(weight: f64) -> ServiceTerms {
        ServiceTerms { weight, ..ServiceTerms::PLAIN }
    }

    #[test]
    fn plain_services_hold_a_dependence_and_nothing_else() {
        let mut services = Services::default();
        for _ in 0..1000 {
            let service = services.push(Some(0.5));
            services.set_id(service, "a>b", "a", "b");
            services.set_terms(service, ServiceTerms::PLAIN);
        }
        assert_eq!(services.bytes(), services.dependence.capacity() * 8);
        assert_eq!((services.len(), services.own_id(7), services.name(7)), (1000, None, None));
        assert_eq!(services[7], ServiceTerms::PLAIN);
        assert_eq!(services.values().len(), 1000);
    }

    #[test]
    fn what_is_stated_is_found_again() {
        let mut services = Services::default();
        for dependence in [Some(0.1), None, Some(0.3)] {
            services.push(dependence);
        }
        services.set_name(1, "freight".into());
        services.set_id(1, "f", "a", "b");
        services.set_terms(1, terms(2.0));
        assert_eq!(
            [0, 1, 2].map(|service| services.dependence(service)),
            [Some(0.1), None, Some(0.3)]
        );
        assert_eq!(services.title(1, "a", "b"), "service `f`");
        assert_eq!(services.title(2, "a", "b"), "service `a>b`");
        assert_eq!((services.name(1), &services[1]), (Some("freight"), &terms(2.0)));
        let stated: Vec<_> = services.all_stated_terms().map(|(service, _)| service).collect();
        assert_eq!(stated, [1]);
    }

    #[test]
    fn the_id_of_a_pair_counts_as_stated_where_a_name_could_change_it() {
        let mut services = Services::default();
        for service in 0..3 {
            services.push(None);
            services.set_name(service, "n".into());
        }
        services.set_id(0, "a>b", "a", "b");
        services.set_id(1, "a>b>n", "a", "b");
        assert_eq!([0, 1, 2].map(|service| services.states_id(service)), [true, true, false]);
        assert_eq!((services.own_id(0), services.own_id(1).is_some()), (None, true));
    }

    #[test]
    fn only_the_id_of_the_pair_joins_it() {
        assert!(joins("a>b", "a", "b") && joins(">", "", "") && joins("a>b>c", "a>b", "c"));
        for id in ["", "a", "a>", "a>bc", "ab>b", "a>b>n", "b>a"] {
            assert!(!joins(id, "a", "b"), "{id}");
        }
    }

    #[test]
    fn equality_is_of_every_column() {
        let build = |change: fn(&mut Services)| {
            let mut services = Services::default();
            services.push(Some(0.5));
            change(&mut services);
            services
        };
        let changes: [fn(&mut Services); 5] = [
            |_| {},
            |services| services.set_name(0, "n".into()),
            |services| services.set_id(0, "i", "a", "b"),
            |services| services.set_terms(0, terms(3.0)),
            |services| assert_eq!(services.push(None), 1),
        ];
        for (index, one) in changes.iter().enumerate() {
            for (other, two) in changes.iter().enumerate() {
                assert_eq!(build(*one) == build(*two), index == other);
            }
        }
    }
}
