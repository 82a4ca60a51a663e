//! Qualities in between as diagrams: of each party what it may have, and when.
//!
//! What a party may have follows from what its providers may have, combination by combination, by its
//! own equation. Where the worst input decides, needs are taken one at a time, and the services of a
//! need of which the best counts likewise, so that many inputs make few combinations.

use std::borrow::Cow;

use biodivine_lib_bdd::Bdd;
use indexmap::IndexMap;

use super::compile::{Compiler, JudgedSubject, takes_subject};
use crate::availability::effect::{Effect, SubjectUpstream, overrides};
use crate::availability::subject::SubjectIx;
use crate::network::{EdgeIx, PartyIx};
use crate::organisation::Substitution;
use crate::quality::EquationContext;
use crate::rule::{Aggregator, PlainRule};

/// Values that exclude each other and of which one always holds.
type Levels<T> = Vec<(Bdd, T)>;

/// How many qualities a party may have.
const MOST_LEVELS: usize = 64;
/// How many combinations of what it receives are evaluated for a party at a time.
const MOST_COMBINATIONS: usize = 1 << 12;

/// What is other than with everything up, at a party's own and on its way to it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Inputs {
    capability: Option<f64>,
    providers: Vec<(PartyIx, f64)>,
    /// What is left of a service; nothing is received where that is nothing.
    services: Vec<(EdgeIx, f64)>,
}

impl Compiler<'_> {
    /// Whether the subject has too little, and how much it has when; `None` where a party depends on
    /// itself, or there is too much to tell apart.
    pub(super) fn graded(&mut self, threshold: f64) -> Option<JudgedSubject> {
        let SubjectUpstream { layout, subject, base, .. } = *self.upstream;
        if let SubjectIx::Service(entry) = subject
            && self.events.iter().any(|it| it.effect.services.iter().any(|&(of, _)| of == entry))
        {
            return None;
        }
        let party = subject.party(layout);
        let mut levels: IndexMap<PartyIx, Levels<f64>> = IndexMap::new();
        // Providers are numbered before consumers where nobody depends on itself.
        for it in layout.parties().filter(|&it| self.upstream.contains(it)) {
            let found = if it != party && self.upstream.is_promised(SubjectIx::Party(it)) {
                vec![(self.variables.mk_true(), self.quality[it])]
            } else if it > party {
                return None;
            } else {
                self.levels_of(it, &levels)?
            };
            levels.insert(it, found);
        }
        let mut own = self.variables.mk_false();
        for (index, event) in self.events.iter().enumerate() {
            if takes_subject(&event.effect, self.upstream) {
                own = self.or(&own, &self.holds(index)?)?;
            }
        }
        let (mut failed, mut qualities) = (own.clone(), Vec::new());
        for (holds, quality) in levels.swap_remove(&party)? {
            let holds = self.and(&holds, &own.not())?;
            let quality = subject.quality(layout, base, quality);
            if quality < threshold {
                failed = self.or(&failed, &holds)?;
            }
            qualities.push((holds, quality));
        }
        Some((failed, qualities))
    }

    /// What a party may have, given what those upstream may.
    fn levels_of(
        &mut self,
        party: PartyIx,
        known: &IndexMap<PartyIx, Levels<f64>>,
    ) -> Option<Levels<f64>> {
        let layout = self.upstream.layout;
        let needs = self.needs(party);
        let own = self.own_levels(party)?;
        let aggregator = layout.row_kind_of(party).aggregator();
        if aggregator != Aggregator::Plain(PlainRule::Weakest) && needs.len() > 1 {
            let entries = needs.iter().flat_map(|need| need.entries.clone());
            return self.combined(party, &own, entries.collect(), &[], known);
        }
        let mut levels = self.combined(party, &own, Vec::new(), &[], known)?;
        for need in &needs {
            let entries: Vec<EdgeIx> = need.entries.clone().collect();
            let of_need = if need.substitution == Some(Substitution::BestOf) {
                let mut best: Option<Levels<f64>> = None;
                for &entry in &entries {
                    let others: Vec<EdgeIx> =
                        entries.iter().copied().filter(|&other| other != entry).collect();
                    let alone = self.combined(party, &own, vec![entry], &others, known)?;
                    best = Some(match best {
                        None => alone,
                        Some(best) => self.folded(&best, &alone, f64::max)?,
                    });
                }
                best?
            } else {
                self.combined(party, &own, entries, &[], known)?
            };
            levels = self.folded(&levels, &of_need, f64::min)?;
        }
        Some(levels)
    }

    /// The capabilities that a party may have, where events leave some of it.
    fn own_levels(&self, party: PartyIx) -> Option<Levels<Inputs>> {
        let mut levels = vec![(self.variables.mk_true(), Inputs::default())];
        let Some(department) = self.upstream.layout.department(party) else { return Some(levels) };
        let stated = self.capability[department.index()];
        for &index in &self.partial {
            let effect = &self.events[index].effect;
            for &(_, left) in effect.departments.iter().filter(|(of, _)| *of == department) {
                let holds = self.holds(index)?;
                levels = self.refined(&levels, &holds, |inputs| {
                    let capability = inputs.capability.unwrap_or(stated).min(left);
                    Inputs { capability: Some(capability), ..inputs.clone() }
                })?;
            }
        }
        Some(levels)
    }

    /// What a party has in all combinations of its own levels with what it may receive on some
    /// services; others are up, or stopped.
    fn combined(
        &mut self,
        party: PartyIx,
        own: &Levels<Inputs>,
        entries: Vec<EdgeIx>,
        stopped: &[EdgeIx],
        known: &IndexMap<PartyIx, Levels<f64>>,
    ) -> Option<Levels<f64>> {
        let layout = self.upstream.layout;
        let mut all = own.clone();
        for (_, inputs) in &mut all {
            inputs.services.extend(stopped.iter().map(|&entry| (entry, 0.0)));
        }
        let mut taken: Vec<PartyIx> = Vec::new();
        for entry in entries {
            let provider = PartyIx::from(layout.provider(entry));
            if let Some(levels) = known.get(&provider).filter(|_| !taken.contains(&provider)) {
                taken.push(provider);
                let mut more = Vec::new();
                for (holds, inputs) in &all {
                    for (when, quality) in levels {
                        let mut inputs = inputs.clone();
                        inputs.providers.push((provider, *quality));
                        more.push((self.and(holds, when)?, inputs));
                    }
                    more.retain(|(holds, _)| !holds.is_false());
                    if more.len() > MOST_COMBINATIONS {
                        return None;
                    }
                }
                all = more;
            } else if self.upstream.contains(provider) && !taken.contains(&provider) {
                // It depends on itself.
                return None;
            }
            for (event, left) in self.left_of(entry) {
                let holds = self.holds(event)?;
                all = self.refined(&all, &holds, |inputs| {
                    let mut inputs = inputs.clone();
                    match inputs.services.iter_mut().find(|(of, _)| *of == entry) {
                        Some((_, less)) => *less = less.min(left),
                        None => inputs.services.push((entry, left)),
                    }
                    inputs
                })?;
                if all.len() > MOST_COMBINATIONS {
                    return None;
                }
            }
        }
        let mut levels = Levels::new();
        for (holds, inputs) in all {
            let quality = self.quality_with(party, &inputs);
            self.join(&mut levels, holds, quality)?;
        }
        (levels.len() <= MOST_LEVELS).then_some(levels)
    }

    /// The events that concern a service, and what each leaves of it.
    fn left_of(&self, entry: EdgeIx) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> =
            self.stopped_by.get(&entry).into_iter().flatten().map(|&event| (event, 0.0)).collect();
        for &index in &self.partial {
            let of_entry = self.events[index].effect.services.iter().filter(|(of, _)| *of == entry);
            found.extend(of_entry.map(|&(_, left)| (index, left)));
        }
        found
    }

    /// What a party has, by its equation.
    fn quality_with(&mut self, party: PartyIx, inputs: &Inputs) -> f64 {
        let SubjectUpstream { layout, base, .. } = *self.upstream;
        let (stopped, left) =
            inputs.services.iter().partition::<Vec<(EdgeIx, f64)>, _>(|(_, left)| *left <= 0.0);
        let stopped = stopped.into_iter().map(|(entry, _)| entry).collect();
        let effect = Effect { stopped, services: left, ..Effect::default() };
        let values = overrides(layout, base, std::iter::once(&effect));
        let mut capability = Cow::Borrowed(self.capability);
        if let Some(less) = inputs.capability {
            capability.to_mut()[party.index()] = less;
        }
        let context = EquationContext { layout, capability: &capability, overrides: &values };
        let received = |provider: PartyIx| {
            let known = inputs.providers.iter().find(|(of, _)| *of == provider);
            known.map_or(self.quality[provider], |&(_, quality)| quality)
        };
        context.evaluate_from(party, &received, &mut self.scratch)
    }

    /// Levels in which something changes where a function holds.
    fn refined<T: PartialEq + Clone>(
        &self,
        levels: &Levels<T>,
        holds: &Bdd,
        changed: impl Fn(&T) -> T,
    ) -> Option<Levels<T>> {
        let mut refined = Levels::new();
        for (when, value) in levels {
            let changed = changed(value);
            self.join(&mut refined, self.and(when, holds)?, changed)?;
            self.join(&mut refined, self.and(when, &holds.not())?, value.clone())?;
        }
        Some(refined)
    }

    /// One value of each two.
    fn folded(
        &self,
        one: &Levels<f64>,
        other: &Levels<f64>,
        fold: fn(f64, f64) -> f64,
    ) -> Option<Levels<f64>> {
        let mut folded = Levels::new();
        for (when, value) in one {
            for (with, other) in other {
                self.join(&mut folded, self.and(when, with)?, fold(*value, *other))?;
            }
        }
        (folded.len() <= MOST_LEVELS).then_some(folded)
    }

    /// Adds a level to others, to that of the same value if there is one.
    fn join<T: PartialEq>(&self, levels: &mut Levels<T>, holds: Bdd, value: T) -> Option<()> {
        if holds.is_false() {
            return Some(());
        }
        match levels.iter_mut().find(|(_, known)| *known == value) {
            Some((when, _)) => *when = self.or(when, &holds)?,
            None => levels.push((holds, value)),
        }
        Some(())
    }
}
