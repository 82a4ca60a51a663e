//! Departments that can supply each other with nothing coming in, each through needs that others of
//! them suffice to meet.

use super::need::need_title;
use super::{Findings, Served};
use crate::numerics::csr::ix;
use crate::organisation::{Links, Need, Place, Section, Substitution, WarningCode};

/// Of how many cycles a warning is given.
const MOST_CYCLES: usize = 10;

/// Warns of cycles that run through needs with several services alone, where what others of such
/// departments provide is enough for each of them: the greatest fixpoint keeps them up whatever
/// happens outside.
///
/// Time is linear in needs and the services that meet them.
pub(super) fn cycles(needs: &[Need], served: Served<'_>, links: &Links, found: &mut Findings) {
    let departments = served.parties.departments.len();
    let supply = SupplyGraph { needs, served, links };
    let is_asked = |&index: &usize| {
        needs[index].substitution.is_some()
            && links.of_need.of(index).len() > 1
            && supply.consumer(index) < departments
    };
    let asked: Vec<usize> = (0..needs.len()).filter(is_asked).collect();
    if asked.is_empty() {
        return;
    }
    let kept = supply.kept(&asked, departments);
    // Every department that is kept has a provider that is: going upstream ends in a cycle.
    let mut seen = vec![0_u32; departments];
    let mut told = 0;
    for (round, start) in (1..).zip((0..departments).filter(|&it| kept[it].is_some())) {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = round;
            at = supply.provider_of(at, &kept).unwrap_or(at);
        }
        if seen[at] != round {
            continue;
        }
        let cycle = std::iter::successors(Some(at), |&it| {
            supply.provider_of(it, &kept).filter(|&next| next != at)
        });
        let cycle: Vec<usize> = cycle.take(departments).collect();
        let Some(need) = kept[at].filter(|_| cycle.len() > 1) else { continue };
        if told == MOST_CYCLES {
            return;
        }
        told += 1;
        found.warning(
            WarningCode::SelfSupply,
            Place::new(Section::Needs, need, "substitution"),
            format!(
                "{} can supply each other with nothing coming in, for example through {}: they stay \
                 up whatever happens outside",
                named(&cycle, served),
                need_title(&needs[need])
            ),
        );
    }
}

/// `a` and `b`; of many the first.
fn named(cycle: &[usize], served: Served<'_>) -> String {
    const MOST_NAMED: usize = 5;
    let id = |&department: &usize| format!("`{}`", served.parties.text(ix(department)));
    let shown: Vec<String> = cycle.iter().take(MOST_NAMED).map(id).collect();
    match (cycle.len() - shown.len(), shown.split_last()) {
        (0, Some((last, others))) if !others.is_empty() => {
            format!("{} and {last}", others.join(", "))
        }
        (0, _) => shown.join(", "),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Who can supply whom.
#[derive(Clone, Copy)]
struct SupplyGraph<'a> {
    needs: &'a [Need],
    served: Served<'a>,
    links: &'a Links,
}

impl SupplyGraph<'_> {
    /// Of every department one need through which it is supplied, where all of those asked are met by
    /// departments of which the same holds: the largest such set.
    fn kept(self, asked: &[usize], departments: usize) -> Vec<Option<usize>> {
        let mut kept = vec![None; departments];
        for &need in asked {
            kept[self.consumer(need)].get_or_insert(need);
        }
        // Needs that a department provides for, to be looked at again when it is not kept.
        let mut pending: Vec<usize> = asked.to_vec();
        while let Some(need) = pending.pop() {
            let consumer = self.consumer(need);
            if kept[consumer].is_none() || self.is_met(need, &kept) {
                continue;
            }
            kept[consumer] = None;
            for &service in self.links.provided.of(consumer) {
                let of = self.links.need[service as usize] as usize;
                if asked.binary_search(&of).is_ok() {
                    pending.push(of);
                }
            }
        }
        kept
    }

    /// Whose need it is, of one that services meet.
    fn consumer(self, need: usize) -> usize {
        self.links.consumer[self.links.of_need.of(need)[0] as usize] as usize
    }

    /// Whether what kept departments provide is enough for a need.
    fn is_met(self, need: usize, kept: &[Option<usize>]) -> bool {
        let services = self.links.of_need.of(need);
        let is_kept = |&&service: &&u32| {
            let provider = self.links.provider[service as usize] as usize;
            kept.get(provider).is_some_and(Option::is_some)
        };
        let from_kept = services.iter().filter(is_kept);
        let substitution = self.needs[need].substitution;
        match substitution.map(|it| it.counting(services.len())) {
            Some(Substitution::KthBest { k } | Substitution::IndependentAtLeast { k }) => {
                from_kept.count() >= k as usize
            }
            Some(Substitution::Pooled { required }) => {
                let weights = from_kept.map(|&service| {
                    self.served.services.stated_terms(service as usize).map_or(1.0, |it| it.weight)
                });
                weights.sum::<f64>() >= required
            }
            _ => from_kept.count() > 0,
        }
    }

    /// The first department that supplies a kept one and is kept.
    fn provider_of(self, department: usize, kept: &[Option<usize>]) -> Option<usize> {
        let services = self.links.of_need.of(kept[department]?).iter();
        let mut providers = services.map(|&service| self.links.provider[service as usize] as usize);
        providers.find(|&it| it != department && kept.get(it).is_some_and(Option::is_some))
    }
}
