//! Departments in an order in which a department comes after those it reads.

use super::DeptIx;
use super::scc::components;
use crate::numerics::csr::{Csr, ix};

/// Departments to be evaluated together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EvaluationStage {
    /// Ascending where none depends on another; in an order that suits sweeps in a cycle.
    pub(crate) departments: Vec<DeptIx>,
    /// Whether they depend on each other in a cycle.
    pub(crate) is_cycle: bool,
}

/// Orders chosen departments, given the pairs of consumer and provider among them: as many as
/// possible that do not depend on each other at once, and every cycle for itself.
///
/// # Complexity
///
/// Time `O(n log n)` and memory linear in departments and pairs.
pub(crate) fn in_order(
    department_count: usize,
    chosen: impl Fn(DeptIx) -> bool,
    pairs: impl Iterator<Item = (DeptIx, DeptIx)> + Clone,
) -> Vec<EvaluationStage> {
    let pairs = pairs.map(|(consumer, provider)| (consumer.raw(), provider.raw()));
    let upstream = Csr::of_pairs(department_count, pairs);
    let found = components(department_count, &upstream);
    let mut finished = vec![0; department_count];
    for (place, &department) in found.finished.iter().enumerate() {
        finished[department as usize] = ix(place);
    }
    let mut order: Vec<u32> =
        (0..ix(department_count)).filter(|&number| chosen(DeptIx::from_raw(number))).collect();
    let together = |department: u32| {
        let cycle = found.is_cyclic(department).then(|| found.of(department));
        (found.level(department), cycle)
    };
    order.sort_by_key(|&department| {
        let (level, cycle) = together(department);
        let inside = if cycle.is_some() { finished[department as usize] } else { department };
        (level, cycle, inside)
    });
    let stages = order.chunk_by(|&one, &two| together(one) == together(two));
    let stage = |departments: &[u32]| EvaluationStage {
        is_cycle: departments.first().is_some_and(|&first| found.is_cyclic(first)),
        departments: departments.iter().copied().map(DeptIx::from_raw).collect(),
    };
    stages.map(stage).collect()
}

#[cfg(test)]
mod tests {
    use crate::network::schedule::*;

    #[test]
    fn those_who_are_looked_at_come_first_and_cycles_alone() {
        // 3 looks at 0 and at the cycle 1, 2; 4 looks at 3 and 5 at nobody; 6 is not chosen.
        let pairs = [(3, 0), (1, 2), (2, 1), (3, 1), (4, 3)];
        let pairs =
            pairs.map(|(consumer, provider)| (DeptIx::new(consumer), DeptIx::new(provider)));
        let order = in_order(7, |department| department != DeptIx::new(6), pairs.into_iter());
        let stage = |departments: &[usize], is_cycle| EvaluationStage {
            departments: departments.iter().copied().map(DeptIx::new).collect(),
            is_cycle,
        };
        let expected =
            [stage(&[0, 5], false), stage(&[2, 1], true), stage(&[3], false), stage(&[4], false)];
        assert_eq!(order, expected);
    }
}
