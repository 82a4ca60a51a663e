//! What an event does: who is lost, which services stop, what is left of others.

use super::event::{ChanceEvent, ElementIx};
use super::subject::SubjectIx;
use crate::network::{DeptIx, EdgeIx, Layout, Overrides, Parameter, PartyIx, ServiceState};

/// What an event does to what lies upstream of a subject.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Effect {
    /// Departments of which nothing is left.
    pub(super) lost: Vec<DeptIx>,
    /// Services on which nothing is received, those of lost departments among them.
    pub(super) stopped: Vec<EdgeIx>,
    /// Departments of which something is left.
    pub(super) departments: Vec<(DeptIx, f64)>,
    /// Services of which something is left.
    pub(super) services: Vec<(EdgeIx, f64)>,
}

/// What lies upstream of a subject under what holds in every state.
pub(super) struct SubjectUpstream<'a> {
    pub(super) layout: &'a Layout,
    pub(super) base: &'a Overrides,
    pub(super) subject: SubjectIx,
    is_above: Vec<bool>,
    /// Parties and services behind which nobody is followed: their promise stands for them.
    promised: Vec<SubjectIx>,
}

impl<'a> SubjectUpstream<'a> {
    /// Follows services that run from the subject to providers, up to those who promise something.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and the services upstream.
    pub(super) fn of(
        layout: &'a Layout,
        base: &'a Overrides,
        subject: SubjectIx,
        is_promised: impl Fn(SubjectIx) -> bool,
    ) -> Self {
        let mut promised = Vec::new();
        let mut is_above = vec![false; layout.party_count()];
        let mut waiting = vec![subject.party(layout)];
        while let Some(party) = waiting.pop() {
            if std::mem::replace(&mut is_above[party], true) {
                continue;
            }
            if is_promised(SubjectIx::Party(party)) {
                promised.push(SubjectIx::Party(party));
                continue;
            }
            for entry in layout.row(party).filter(|&entry| runs(layout, base, entry)) {
                if is_promised(SubjectIx::Service(entry)) {
                    promised.push(SubjectIx::Service(entry));
                } else {
                    waiting.push(layout.provider(entry).into());
                }
            }
        }
        Self { layout, base, subject, is_above, promised }
    }

    pub(super) fn contains(&self, party: impl Into<PartyIx>) -> bool {
        self.is_above[party.into()]
    }

    /// Whether it is a party or a service whose promise stands for it.
    pub(super) fn is_promised(&self, it: SubjectIx) -> bool {
        self.promised.contains(&it)
    }

    /// Whether a service runs and leads to the subject.
    pub(super) fn carries(&self, entry: EdgeIx) -> bool {
        let is_subject = self.subject == SubjectIx::Service(entry);
        runs(self.layout, self.base, entry)
            && (is_subject || self.contains(self.layout.consumer(entry)))
    }

    /// The services of a department that lead to the subject.
    pub(super) fn services_of(&self, department: DeptIx) -> impl Iterator<Item = EdgeIx> {
        let provided = self.layout.downstream().provided(department);
        provided.iter().copied().filter(|&entry| self.carries(entry))
    }

    /// What an event does here; nothing where its elements do not lie upstream.
    pub(super) fn effect(&self, event: &ChanceEvent) -> Effect {
        let mut effect = Effect::default();
        for &(element, left) in &event.takes {
            match element {
                ElementIx::Department(department) if !self.contains(department) => {}
                ElementIx::Service(entry) if !self.carries(entry) => {}
                ElementIx::Department(department) if left <= 0.0 => {
                    effect.lost.push(department);
                    effect.stopped.extend(self.services_of(department));
                }
                ElementIx::Service(entry) if left <= 0.0 => effect.stopped.push(entry),
                ElementIx::Department(department) => {
                    effect.departments.push((department, left));
                }
                ElementIx::Service(entry) => effect.services.push((entry, left)),
            }
        }
        effect.stopped.sort_unstable();
        effect.stopped.dedup();
        effect
    }
}

/// Whether something is received on a service where nothing fails.
fn runs(layout: &Layout, base: &Overrides, entry: EdgeIx) -> bool {
    base.service_state(entry, layout.row_detail(entry)) != ServiceState::Stopped
}

impl Effect {
    pub(super) fn is_nothing(&self) -> bool {
        let Self { lost, stopped, departments, services } = self;
        lost.is_empty() && stopped.is_empty() && departments.is_empty() && services.is_empty()
    }
}

/// The values of a state in which some effects hold, over what holds in every state.
///
/// An element that is down has the less of what is left of it and what it would have; where it is
/// down for several reasons, the least.
pub(super) fn overrides<'e>(
    layout: &Layout,
    base: &Overrides,
    effects: impl Iterator<Item = &'e Effect> + Clone,
) -> Overrides {
    let mut values = base.values.clone();
    let mut services = base.services.clone();
    let mut stopped: Vec<EdgeIx> =
        effects.clone().flat_map(|it| it.stopped.iter().copied()).collect();
    stopped.sort_unstable();
    stopped.dedup();
    services.retain(|(entry, _)| stopped.binary_search(entry).is_err());
    services.extend(stopped.iter().map(|&entry| (entry, ServiceState::Stopped)));
    let partial = effects.clone().flat_map(|it| it.services.iter().copied());
    for (entry, left) in partial.filter(|(entry, _)| stopped.binary_search(entry).is_err()) {
        if let Some((_, state)) = services.iter_mut().find(|(known, _)| *known == entry) {
            if let ServiceState::Running(condition) = state {
                *condition = condition.min(left);
            }
        } else {
            let condition = layout.stated_value(Parameter::Condition(entry)).min(left);
            services.push((entry, ServiceState::Running(condition)));
        }
    }
    for (department, left) in effects.flat_map(|it| it.departments.iter().copied()) {
        let of = Parameter::Capability(department);
        match values.iter_mut().find(|(known, _)| *known == of) {
            Some((_, capability)) => *capability = capability.min(left),
            None => values.push((of, layout.stated_value(of).min(left))),
        }
    }
    Overrides::new(layout, values, services)
}
