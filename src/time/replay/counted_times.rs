//! The time that counts for each external customer.

use indexmap::IndexMap;

use super::ReplayError;
use super::counted_time::CountedTime;
use super::customer_walk::CustomerWalk;
use super::event::Subject;
use super::instant::SECOND;
use super::options::ReplayOptions;
use super::present::Moment;
use super::span;
use crate::network::Network;
use crate::numerics::csr::ix;

/// The time that counts for every external customer. Customers who share all maintenance share a
/// group.
#[derive(Debug, Clone)]
pub(super) struct CountedTimes {
    /// The first is that of customers whom no maintenance of a party or service concerns.
    groups: Vec<CountedTime>,
    /// The group of each customer, by dense number less the count of departments; empty where all
    /// are of the first.
    group: Vec<u32>,
}

/// How many intervals all groups may keep together.
const MOST_WINDOWS: usize = 10_000_000;
/// How many parties and services may be maintained: a walk over the network is taken from each.
const MOST_SUBJECTS: usize = 10_000;

impl CountedTimes {
    /// Counts from an instant on.
    pub(super) fn new(
        network: &Network,
        from: i64,
        options: &ReplayOptions,
    ) -> Result<Self, ReplayError> {
        let mut common = Vec::new();
        let mut own: IndexMap<&Subject, Vec<(i64, i64)>> = IndexMap::new();
        for maintenance in &options.maintenance {
            let window = maintenance.nanos()?;
            match &maintenance.subject {
                None => common.push(window),
                Some(subject) => own.entry(subject).or_default().push(window),
            }
        }
        let too_much = |what, limit| Err(ReplayError::TooMuchMaintenance { what, limit });
        if own.len() > MOST_SUBJECTS {
            return too_much("parties and services", MOST_SUBJECTS);
        }
        let mut split = CustomerSplit::of_all(
            common,
            if own.is_empty() { 0 } else { network.customer_count() },
        );
        let mut walk = CustomerWalk::downstream(network);
        for (subject, of_subject) in own {
            let reached = reached(network, &mut walk, subject)?;
            if !split.further(reached, &of_subject) {
                return too_much("intervals, counted for each group of customers,", MOST_WINDOWS);
            }
        }
        let offset = span::seconds(options.offset) * SECOND;
        let hours = options.hours.as_ref();
        let counted = |windows| CountedTime::new(from, hours, offset, windows);
        Ok(Self { groups: split.windows.into_iter().map(counted).collect(), group: split.group })
    }

    /// That of a customer.
    pub(super) fn of(&self, customer: usize) -> &CountedTime {
        &self.groups[self.group.get(customer).map_or(0, |&group| group as usize)]
    }

    /// That of customers whom no maintenance of a party or service concerns.
    pub(super) fn common(&self) -> &CountedTime {
        &self.groups[0]
    }

    /// How much counts for a customer up to a moment.
    #[inline]
    pub(super) fn until(&self, customer: usize, moment: Moment) -> i64 {
        match self.group.get(customer) {
            None | Some(0) => moment.counted,
            Some(&group) => self.groups[group as usize].until(moment.now),
        }
    }
}

/// The customers whom a party or service leads to.
fn reached<'w>(
    network: &Network,
    walk: &'w mut CustomerWalk,
    subject: &Subject,
) -> Result<&'w [u32], ReplayError> {
    let layout = network.layout();
    let unknown = || ReplayError::UnknownSubject { subject: subject.clone() };
    match subject {
        Subject::Party(id) => {
            let party = layout.names().find_party(id).ok_or_else(unknown)?;
            Ok(walk.of_party(layout, layout.dense(party)))
        }
        Subject::Service(id) => {
            let entry = layout.find_service(id).ok_or_else(unknown)?;
            Ok(if layout.stands_by(entry) { &[] } else { walk.of_service(layout, entry) })
        }
    }
}

/// Customers split into groups by the windows that they share.
struct CustomerSplit {
    /// Of each group; the first is that of customers whom no maintenance of a party or service
    /// concerns.
    windows: Vec<Vec<(i64, i64)>>,
    /// How many customers each group has.
    sizes: Vec<usize>,
    /// The group of each customer.
    group: Vec<u32>,
}

impl CustomerSplit {
    fn of_all(windows: Vec<(i64, i64)>, customers: usize) -> Self {
        Self { windows: vec![windows], sizes: vec![customers], group: vec![0; customers] }
    }

    /// Moves customers to groups that have further windows; `false` where all windows together would
    /// exceed the limit. A group of which all are reached takes the windows itself, but for the
    /// first.
    fn further(&mut self, reached: &[u32], further: &[(i64, i64)]) -> bool {
        let Self { windows, sizes, group } = self;
        let mut reached_of = vec![0; windows.len()];
        for &customer in reached {
            reached_of[group[customer as usize] as usize] += 1;
        }
        let is_whole = |old: usize| old > 0 && reached_of[old] == sizes[old];
        let olds = || (0..reached_of.len()).filter(|&old| reached_of[old] > 0);
        let grows = |old: usize| further.len() + if is_whole(old) { 0 } else { windows[old].len() };
        let together = windows.iter().map(Vec::len).chain(olds().map(grows)).sum::<usize>();
        if together > MOST_WINDOWS {
            return false;
        }
        // The group that each one becomes.
        let mut becomes: Vec<u32> = (0..reached_of.len()).map(ix).collect();
        let wholes: Vec<bool> = (0..reached_of.len()).map(is_whole).collect();
        for old in 0..wholes.len() {
            if wholes[old] {
                windows[old].extend_from_slice(further);
            } else if reached_of[old] > 0 {
                becomes[old] = ix(windows.len());
                windows.push([&windows[old][..], further].concat());
                sizes.push(reached_of[old]);
                sizes[old] -= reached_of[old];
            }
        }
        for &customer in reached {
            let group = &mut group[customer as usize];
            *group = becomes[*group as usize];
        }
        true
    }
}
