//! From equations to a diagram.

use std::cell::Cell;

use biodivine_lib_bdd::{Bdd, BddVariableSet, op_function};
use indexmap::IndexMap;

use super::{Diagram, variable};
use crate::availability::effect::{Effect, SubjectUpstream, overrides};
use crate::availability::signature::MergedEvent;
use crate::availability::subject::SubjectIx;
use crate::network::{EdgeIx, IndexRange, PartyIx, RowKind};
use crate::organisation::Substitution;
use crate::quality::{EquationContext, Scratch};

/// How many needs of a subject may be unmet in any combination.
const MOST_NEEDS: usize = 8;
/// How many nodes all steps towards a diagram may have together.
const MOST_NODES_MADE: usize = 1 << 25;
/// The largest number of variables of a diagram.
const MOST_VARIABLES: usize = 60_000;

/// Makes the diagram of a subject; `None` where a party upstream depends on itself, or where there is
/// too much to tell apart.
pub(in crate::availability) fn compile(
    upstream: &SubjectUpstream<'_>,
    events: &[MergedEvent],
    (capability, quality): (&[f64], &[f64]),
    threshold: f64,
    max_nodes: usize,
) -> Option<Diagram> {
    let layout = upstream.layout;
    let leaves_some =
        |it: &MergedEvent| !(it.effect.departments.is_empty() && it.effect.services.is_empty());
    if max_nodes == 0 || layout.demand().is_some() {
        return None;
    }
    let mut stopped_by: IndexMap<EdgeIx, Vec<usize>> = IndexMap::new();
    for (index, event) in events.iter().enumerate() {
        for &entry in &event.effect.stopped {
            stopped_by.entry(entry).or_default().push(index);
        }
    }
    let partial: Vec<usize> = (0..events.len()).filter(|&it| leaves_some(&events[it])).collect();
    let event_of = numbered(upstream, events, &stopped_by, &partial);
    if event_of.len() > MOST_VARIABLES {
        return None;
    }
    let mut variable_of = vec![None; events.len()];
    event_of.iter().enumerate().for_each(|(at, &event)| variable_of[event] = Some(at));
    let variables = BddVariableSet::new_anonymous(u16::try_from(event_of.len()).ok()?);
    let mut compiler = Compiler {
        upstream,
        events,
        capability,
        quality,
        stopped_by,
        partial,
        variable_of,
        variables,
        max_nodes,
        made: Cell::new(0),
        without: IndexMap::new(),
        scratch: Scratch::default(),
    };
    let found = compiler.partial.is_empty().then(|| compiler.subject(threshold)).flatten();
    let (failed, qualities) = match found {
        Some(found) => found,
        None => compiler.graded(threshold)?,
    };
    let Compiler { variable_of, variables, .. } = compiler;
    Some(Diagram { failed, variables, event_of, variable_of, qualities, max_nodes })
}

/// Whether a subject has too little, and disjoint functions with the quality where each holds; nothing
/// elsewhere.
pub(super) type JudgedSubject = (Bdd, Vec<(Bdd, f64)>);

/// The merged events in the order in which they are met depth first from the subject.
fn numbered(
    upstream: &SubjectUpstream<'_>,
    events: &[MergedEvent],
    stopped_by: &IndexMap<EdgeIx, Vec<usize>>,
    partial: &[usize],
) -> Vec<usize> {
    let layout = upstream.layout;
    let mut order = Vec::new();
    let mut is_met = vec![false; events.len()];
    let mut meet = |event: usize| {
        if !std::mem::replace(&mut is_met[event], true) {
            order.push(event);
        }
    };
    let own = |event: &MergedEvent| takes_subject(&event.effect, upstream);
    (0..events.len()).filter(|&it| own(&events[it])).for_each(&mut meet);
    let mut visited = vec![false; layout.party_count()];
    let mut waiting = vec![upstream.subject.party(layout)];
    while let Some(party) = waiting.pop() {
        if std::mem::replace(&mut visited[party], true) {
            continue;
        }
        let mut providers = Vec::new();
        let effects = partial.iter().map(|&event| (event, &events[event].effect));
        let of_party = |(_, effect): &(usize, &Effect)| {
            effect.departments.iter().any(|&(of, _)| PartyIx::from(of) == party)
        };
        effects.clone().filter(of_party).for_each(|(event, _)| meet(event));
        for entry in layout.row(party).filter(|&entry| upstream.carries(entry)) {
            stopped_by.get(&entry).into_iter().flatten().for_each(|&event| meet(event));
            let of_entry =
                |(_, effect): &(usize, &Effect)| effect.services.iter().any(|&(of, _)| of == entry);
            effects.clone().filter(of_entry).for_each(|(event, _)| meet(event));
            providers.push(PartyIx::from(layout.provider(entry)));
        }
        waiting.extend(providers.into_iter().rev());
    }
    order
}

/// Whether an effect leaves the subject nothing by itself.
pub(super) fn takes_subject(effect: &Effect, upstream: &SubjectUpstream<'_>) -> bool {
    match upstream.subject {
        SubjectIx::Service(entry) => effect.stopped.contains(&entry),
        SubjectIx::Party(party) => {
            let department = upstream.layout.department(party);
            department.is_some_and(|it| effect.lost.contains(&it))
        }
    }
}

/// Services that meet one need, and how.
pub(super) struct OneNeed {
    pub(super) entries: IndexRange<EdgeIx>,
    pub(super) substitution: Option<Substitution>,
}

pub(super) struct Compiler<'a> {
    pub(super) upstream: &'a SubjectUpstream<'a>,
    pub(super) events: &'a [MergedEvent],
    pub(super) capability: &'a [f64],
    pub(super) quality: &'a [f64],
    pub(super) stopped_by: IndexMap<EdgeIx, Vec<usize>>,
    /// The events that leave something of a department or a service.
    pub(super) partial: Vec<usize>,
    variable_of: Vec<Option<usize>>,
    pub(super) variables: BddVariableSet,
    max_nodes: usize,
    /// How many nodes were made so far.
    made: Cell<usize>,
    /// Of parties whether they have nothing.
    without: IndexMap<PartyIx, Bdd>,
    pub(super) scratch: Scratch,
}

impl Compiler<'_> {
    /// Whether the subject has too little, and how much it has otherwise.
    fn subject(&mut self, threshold: f64) -> Option<JudgedSubject> {
        let SubjectUpstream { layout, subject, base, .. } = *self.upstream;
        let party = subject.party(layout);
        // Providers are numbered before consumers where nobody depends on itself.
        let upstream = layout.parties().filter(|&it| self.upstream.contains(it) && it != party);
        for it in upstream {
            if self.upstream.is_promised(SubjectIx::Party(it)) {
                let nothing = self.variables.mk_false();
                self.without.insert(it, nothing);
                continue;
            }
            if it > party {
                return None;
            }
            let nothing = self.nothing_at(it)?;
            self.without.insert(it, nothing);
        }
        let mut own = self.variables.mk_false();
        for (index, event) in self.events.iter().enumerate() {
            if takes_subject(&event.effect, self.upstream) {
                own = self.or(&own, &self.holds(index)?)?;
            }
        }
        let of_party = |quality: f64| subject.quality(layout, base, quality);
        if let Some(nothing) = self.nothing_at(party) {
            let failed = self.or(&own, &nothing)?;
            let best = of_party(self.quality[party]);
            return Some((failed.clone(), vec![(failed.not(), best)]));
        }
        // The subject alone may have something in between.
        let needs = self.needs(party);
        if needs.len() > MOST_NEEDS {
            return None;
        }
        let mut unmet = Vec::new();
        for need in &needs {
            unmet.push(self.unmet(party, need)?);
        }
        let (mut failed, mut qualities) = (own.clone(), Vec::new());
        for combination in 0_usize..1 << needs.len() {
            let is_unmet = |place: usize| combination >> place & 1 == 1;
            let missing = needs.iter().enumerate().filter(|(place, _)| is_unmet(*place));
            let missing: Vec<EdgeIx> = missing.flat_map(|(_, need)| need.entries.clone()).collect();
            let quality = of_party(self.left(party, missing));
            let mut holds = own.not();
            for (place, unmet) in unmet.iter().enumerate() {
                let side = if is_unmet(place) { unmet.clone() } else { unmet.not() };
                holds = self.and(&holds, &side)?;
            }
            if quality < threshold {
                failed = self.or(&failed, &holds)?;
            }
            qualities.push((holds, quality));
        }
        Some((failed, qualities))
    }

    /// Whether a party has nothing; `None` where it may have something in between.
    fn nothing_at(&mut self, party: PartyIx) -> Option<Bdd> {
        let needs = self.needs(party);
        let mut nothing = self.variables.mk_false();
        let mut idle: Vec<EdgeIx> = Vec::new();
        let all = self.quality[party];
        for need in &needs {
            let left = self.left(party, need.entries.clone().collect());
            if left <= 0.0 {
                let unmet = self.unmet(party, need)?;
                nothing = self.or(&nothing, &unmet)?;
            } else if left >= all {
                idle.extend(need.entries.clone());
            } else {
                return None;
            }
        }
        // Equations are monotone: what changes nothing together changes nothing in part.
        (idle.is_empty() || self.left(party, idle) >= all).then_some(nothing)
    }

    pub(super) fn needs(&self, party: PartyIx) -> Vec<OneNeed> {
        let layout = self.upstream.layout;
        match layout.row_kind_of(party) {
            RowKind::Plain(_) => layout
                .row(party)
                .map(|entry| OneNeed { entries: IndexRange::one(entry), substitution: None })
                .collect(),
            RowKind::Detailed { needs, .. } => {
                let need = |it: &crate::network::CompiledNeed| OneNeed {
                    entries: it.rows(),
                    substitution: it.substitution,
                };
                layout.needs(needs).iter().map(need).collect()
            }
        }
    }

    /// What a party has left where nothing is received on some services and all else is up.
    fn left(&mut self, party: PartyIx, stopped: Vec<EdgeIx>) -> f64 {
        let SubjectUpstream { layout, base, .. } = *self.upstream;
        let without = Effect { stopped, ..Effect::default() };
        let values = overrides(layout, base, std::iter::once(&without));
        let context = EquationContext { layout, capability: self.capability, overrides: &values };
        context.evaluate(party, self.quality, &mut self.scratch)
    }

    /// Whether a need is unmet; `None` where it may be met in part.
    fn unmet(&mut self, party: PartyIx, need: &OneNeed) -> Option<Bdd> {
        let SubjectUpstream { layout, base, .. } = *self.upstream;
        let context = EquationContext { layout, capability: self.capability, overrides: base };
        let mut missing = Vec::new();
        let mut received: Vec<f64> = Vec::new();
        for entry in need.entries.clone() {
            let all = context.received_by(party, entry, self.quality);
            // What a provider with nothing still gives would be something in between.
            if self.upstream.carries(entry) && passes_on_nothing(self.upstream, entry) {
                return None;
            }
            missing.push(self.missing(entry, all)?);
            if all > 0.0 {
                received.push(all);
            }
        }
        let alike = received.windows(2).all(|pair| pair[0].to_bits() == pair[1].to_bits());
        let in_full = received.iter().all(|&it| it >= 1.0);
        let count = missing.len();
        let needed = match need.substitution {
            None => count,
            Some(Substitution::BestOf) if alike => 1,
            Some(Substitution::KthBest { k }) if alike => k as usize,
            Some(Substitution::Independent) if in_full => 1,
            Some(Substitution::IndependentAtLeast { k }) if in_full => k as usize,
            _ => return None,
        };
        self.at_least(&missing, count + 1 - needed)
    }

    /// Whether nothing is received on a service that gives something where nothing fails.
    fn missing(&self, entry: EdgeIx, received: f64) -> Option<Bdd> {
        if received <= 0.0 {
            return Some(self.variables.mk_true());
        }
        let provider = self.upstream.layout.provider(entry);
        let of_provider = self.without.get(&PartyIx::from(provider));
        let mut missing = match of_provider {
            Some(nothing) => nothing.clone(),
            None if !self.upstream.contains(provider) => self.variables.mk_false(),
            // It depends on itself.
            None => return None,
        };
        for &event in self.stopped_by.get(&entry).into_iter().flatten() {
            missing = self.or(&missing, &self.holds(event)?)?;
        }
        Some(missing)
    }

    pub(super) fn holds(&self, event: usize) -> Option<Bdd> {
        Some(self.variables.mk_var(variable(self.variable_of[event]?)))
    }

    /// Whether at least `k` of some functions hold.
    fn at_least(&self, of: &[Bdd], k: usize) -> Option<Bdd> {
        let mut reached = vec![self.variables.mk_false(); k + 1];
        reached[0] = self.variables.mk_true();
        for one in of {
            for count in (1..=k).rev() {
                let more = self.and(&reached[count - 1], one)?;
                reached[count] = self.or(&reached[count], &more)?;
            }
        }
        reached.pop()
    }

    pub(super) fn or(&self, one: &Bdd, two: &Bdd) -> Option<Bdd> {
        self.made_of(Bdd::binary_op_with_limit(self.max_nodes, one, two, op_function::or))
    }

    pub(super) fn and(&self, one: &Bdd, two: &Bdd) -> Option<Bdd> {
        self.made_of(Bdd::binary_op_with_limit(self.max_nodes, one, two, op_function::and))
    }

    /// Counts nodes, so that no subject takes long in which nothing comes of it.
    fn made_of(&self, made: Option<Bdd>) -> Option<Bdd> {
        let made = made?;
        self.made.set(self.made.get() + made.size());
        (self.made.get() <= MOST_NODES_MADE).then_some(made)
    }
}

/// Whether a service gives something though its provider has nothing.
fn passes_on_nothing(upstream: &SubjectUpstream<'_>, entry: EdgeIx) -> bool {
    let detail = upstream.layout.row_detail(entry);
    detail.is_some_and(|detail| crate::rule::transfer::felt(&detail.transfer, 0.0) > 0.0)
}
