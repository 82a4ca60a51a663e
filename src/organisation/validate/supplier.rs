//! Needs that count services as independent which share a supplier upstream.

use super::need::need_title;
use super::{Findings, Served};
use crate::numerics::csr::ix;
use crate::organisation::{Links, Need, Place, Section, Substitution, WarningCode};

/// How many services are followed upstream for all needs together.
const MOST_SERVICES_FOLLOWED: usize = 1 << 20;

/// Warns of needs under `independent` and `independent_at_least` of which two services share a
/// supplier upstream: of each need once, for the shared supplier that is the fewest services away.
///
/// Time is linear in departments and in the services upstream of such needs, of which no more are
/// followed than [`MOST_SERVICES_FOLLOWED`]; a warning says where that cuts the search short.
pub(super) fn shared(needs: &[Need], served: Served<'_>, links: &Links, found: &mut Findings) {
    let counts_on_chance = |need: &Need| {
        matches!(
            need.substitution,
            Some(
                Substitution::Independent
                    | Substitution::IndependentAtLeast { .. }
                    | Substitution::IndependentAtLeastShare { .. }
            )
        )
    };
    let several = |index: &usize| links.of_need.of(*index).len() > 1;
    let mut asked = needs.iter().enumerate().filter(|(_, need)| counts_on_chance(need));
    let mut search = None;
    while let Some((index, need)) = asked.find(|(index, _)| several(index)) {
        let search = search.get_or_insert_with(|| UpstreamSearch::new(served, links));
        match search.of(links.of_need.of(index)) {
            Ok(None) => {}
            Ok(Some(shared)) => {
                let [first, second] = shared.services.map(|service| served.title(service as usize));
                let supplier = served.parties.text(shared.supplier);
                let message = format!(
                    "{first} and {second} of {} share the supplier `{supplier}` upstream: as \
                     chances these are not independent; the answer is a level",
                    need_title(need)
                );
                let place = Place::new(Section::Needs, index, "substitution");
                found.warning(WarningCode::SharedSupplier, place, message);
            }
            Err(CutShort) => {
                let message = format!(
                    "whether services of {} and of needs after it share a supplier upstream was \
                     not looked into any further: more than {MOST_SERVICES_FOLLOWED} services lie upstream \
                     of needs that count theirs as independent",
                    need_title(need)
                );
                let place = Place::new(Section::Needs, index, "substitution");
                found.warning(WarningCode::SharedSupplier, place, message);
                return;
            }
        }
    }
}

/// Two services of a need and a department upstream of both.
struct SharedUpstream {
    services: [u32; 2],
    supplier: u32,
}

/// More was to be followed than may be.
struct CutShort;

/// A breadth-first search upstream from all services of a need at once.
struct UpstreamSearch<'a> {
    served: Served<'a>,
    links: &'a Links,
    /// Of each department the search that met it last, and the service of the need that led there.
    met: Vec<(u32, u32)>,
    searches: u32,
    followed: usize,
    /// Departments to go on from.
    queue: Vec<u32>,
}

impl<'a> UpstreamSearch<'a> {
    fn new(served: Served<'a>, links: &'a Links) -> Self {
        let met = vec![(0, 0); served.parties.departments.len()];
        Self { served, links, met, searches: 0, followed: 0, queue: Vec::new() }
    }

    /// The shared supplier of some services that is the fewest services away, counted from the
    /// service that is further.
    fn of(&mut self, services: &[u32]) -> Result<Option<SharedUpstream>, CutShort> {
        self.searches += 1;
        self.queue.clear();
        for &service in services {
            self.followed += 1;
            let found = self.meet(self.links.provider[service as usize], service);
            if found.is_some() {
                return Ok(found);
            }
        }
        let mut next = 0;
        while let Some(&department) = self.queue.get(next) {
            next += 1;
            let (_, service) = self.met[department as usize];
            let links = self.links;
            for &received in links.received.of(department as usize) {
                if self.followed >= MOST_SERVICES_FOLLOWED {
                    return Err(CutShort);
                }
                self.followed += 1;
                let found = self.meet(links.provider[received as usize], service);
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        Ok(None)
    }

    /// Meets a department on the way from a service; `Some` where another service led there.
    fn meet(&mut self, department: u32, service: u32) -> Option<SharedUpstream> {
        let met = self.met.get_mut(department as usize)?;
        if met.0 != self.searches {
            *met = (self.searches, service);
            self.queue.push(department);
            return None;
        }
        debug_assert!(department < ix(self.served.parties.departments.len()));
        let services = [met.1.min(service), met.1.max(service)];
        (met.1 != service).then_some(SharedUpstream { services, supplier: department })
    }
}
