//! How many chains there are, and how long the longest is, without listing any.

use serde::Serialize;

use crate::network::{Cycle, DeptIx, EdgeIx, IndexRange, Layout, PartyIx};

/// Figures about chains; made by [`ChainQuery::figures`](super::ChainQuery::figures).
///
/// Without cycles between the departments that matter they are exact. With cycles counting is out
/// of reach (#P-hard), so a cyclic component counts as one place: chains are told apart by the
/// services between components and by where they end alone. Both figures are then lower bounds.
///
/// # Examples
///
/// ```
/// use knockon::{Columns, Network};
///
/// // Three stages of two parallel services each: 8 chains from the first department alone.
/// let network = Network::from_columns(&Columns::new(3, 1)?
///     .provider(&[0, 0, 1, 1, 2, 2])
///     .consumer(&[1, 1, 2, 2, 3, 3])
///     .dependence(&[0.5; 6]))?;
/// let figures = network.chains().from("d0")?.figures();
/// assert_eq!(figures.chain_count.to_string(), "8");
/// assert_eq!((figures.longest, figures.is_exact), (3, true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figures {
    /// How many chains there are: exact up to 2⁵³, rounded beyond, infinite beyond 1e308.
    pub chain_count: f64,
    /// How many services the longest chain has; 0 where there is none.
    pub longest: usize,
    /// Whether both figures are exact; at least as much otherwise.
    pub is_exact: bool,
}

/// What is known of chains that go on from somewhere.
#[derive(Debug, Clone, Copy)]
struct Onward {
    count: f64,
    /// `None` where no target is reached.
    longest: Option<usize>,
    is_exact: bool,
}

impl Onward {
    const NOTHING: Self = Self { count: 0.0, longest: None, is_exact: true };
    const END: Self = Self { count: 1.0, longest: Some(0), is_exact: true };

    /// Either of two sets of chains without a common one.
    fn or(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            longest: self.longest.max(other.longest),
            is_exact: self.is_exact && other.is_exact,
        }
    }

    /// The same chains, longer by some services.
    fn after(self, services: usize) -> Self {
        Self { longest: self.longest.map(|longest| longest + services), ..self }
    }

    fn or_end(self, is_target: bool) -> Self {
        if is_target { self.or(Self::END) } else { self }
    }
}

/// Onward chains by party: on arrival there, and for those that begin there.
struct OnwardCounts<'a> {
    layout: &'a Layout,
    targets: &'a [bool],
    arriving: Vec<Onward>,
    beginning: Vec<Onward>,
}

pub(super) fn figures(
    layout: &Layout,
    departments: &[DeptIx],
    services: &[EdgeIx],
    targets: &[bool],
) -> Figures {
    let mut table = OnwardCounts {
        layout,
        targets,
        arriving: vec![Onward::NOTHING; layout.party_count()],
        beginning: vec![Onward::NOTHING; layout.department_count()],
    };
    let customers = table.arriving.iter_mut().zip(targets).skip(layout.department_count());
    for (arriving, &is_target) in customers {
        *arriving = Onward::NOTHING.or_end(is_target);
    }
    let mut cycles = layout.cycles().iter().rev().peekable();
    let mut party = layout.first_customer();
    while party > PartyIx::new(0) {
        let parties = match cycles.next_if(|cycle| cycle.end == party) {
            Some(cycle) => cycle.parties(),
            None => IndexRange::last_below(party),
        };
        party = parties.start;
        table.settle(&parties);
    }
    let begun = departments.iter().map(|&department| table.beginning[department]);
    let begun = begun.chain(services.iter().map(|&entry| table.beginning_with(entry)));
    let total = begun.fold(Onward::NOTHING, Onward::or);
    Figures {
        chain_count: total.count,
        longest: total.longest.unwrap_or(0),
        is_exact: total.is_exact,
    }
}

impl OnwardCounts<'_> {
    /// Chains that leave a component directly from one of its departments.
    fn leaving(&self, department: PartyIx, component: &IndexRange<PartyIx>) -> Onward {
        let downstream = self.layout.downstream();
        let consumers = downstream.provided(department).iter();
        consumers
            .filter(|&&entry| !self.layout.stands_by(entry))
            .map(|&entry| downstream.consumer(entry))
            .filter(|consumer| !component.contains(consumer))
            .fold(Onward::NOTHING, |all, consumer| all.or(self.arriving[consumer].after(1)))
    }

    /// Whether a service between departments of a component does not run.
    fn stands_by_inside(&self, component: &IndexRange<PartyIx>) -> bool {
        let layout = self.layout;
        let rows = layout.rows(component);
        let first = layout.standing_by().partition_point(|&entry| entry < rows.start);
        let standing_by = layout.standing_by()[first..].iter().copied();
        let mut inside = standing_by.take_while(|entry| rows.contains(entry));
        inside.any(|entry| component.contains(&layout.provider(entry).into()))
    }

    /// Settles a component, of one department or of several that reach each other.
    fn settle(&mut self, component: &IndexRange<PartyIx>) {
        let single = component.len() == 1;
        // Where some service inside stands by, not everybody may reach everybody.
        let apart = single || self.stands_by_inside(component);
        let leaving: Vec<_> =
            component.clone().map(|member| self.leaving(member, component)).collect();
        let ends = |member: PartyIx| Onward::NOTHING.or_end(self.targets[member]);
        let members = || component.clone().zip(&leaving);
        // A chain that leaves from another department than the one it entered by takes at least
        // one service to get there: all but a sole best one can say so.
        let all = members()
            .fold(Onward::NOTHING, |all, (member, leaving)| all.or(*leaving).or(ends(member)));
        let best = |member: PartyIx, leaving: &Onward| leaving.or(ends(member)).longest;
        let (mut first, mut second, mut first_member) = (None, None, component.start);
        for (member, leaving) in members() {
            let longest = best(member, leaving);
            if longest > first {
                (second, first, first_member) = (first, longest, member);
            } else {
                second = second.max(longest);
            }
        }
        for (member, leaving) in component.clone().zip(leaving.iter().copied()) {
            let elsewhere = if member == first_member { second } else { first };
            let elsewhere = elsewhere.filter(|_| !apart).map(|longest| longest + 1);
            let own_end = if self.targets[member] { 1.0 } else { 0.0 };
            let is_exact = if single { leaving.is_exact } else { all.longest.is_none() };
            self.beginning[member] = Onward {
                count: if apart { leaving.count } else { all.count - own_end },
                longest: leaving.longest.max(elsewhere),
                is_exact,
            };
            self.arriving[member] = Onward {
                count: if apart { leaving.count + own_end } else { all.count },
                longest: leaving.or_end(self.targets[member]).longest.max(elsewhere),
                is_exact,
            };
        }
    }

    /// Chains that begin with a service. Inside a component what comes after it may all lead back
    /// through its provider, but for what leaves at once.
    fn beginning_with(&self, entry: EdgeIx) -> Onward {
        let provider = PartyIx::from(self.layout.provider(entry));
        let consumer = self.layout.downstream().consumer(entry);
        let both = |cycle: &&Cycle| cycle.parties().contains(&provider);
        let shared = self.layout.cycles().iter().find(both).map(Cycle::parties);
        match shared.filter(|component| component.contains(&consumer)) {
            _ if provider == consumer => Onward::NOTHING,
            None => self.arriving[consumer].after(1),
            Some(component) => {
                let known = self.leaving(consumer, &component).or_end(self.targets[consumer]);
                Onward { is_exact: false, ..known.after(1) }
            }
        }
    }
}
