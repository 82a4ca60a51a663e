//! What is in force when.

use crate::network::{Layout, Overrides};

use super::instant::NEVER;

/// Values in force for some time.
#[derive(Debug, Clone)]
pub(super) struct Intervention {
    pub(super) from: i64,
    /// [`NEVER`] for good.
    pub(super) to: i64,
    pub(super) overrides: Overrides,
}

/// The windows of a plan, and what is in force outside of them.
#[derive(Debug, Clone)]
pub(super) struct Interventions {
    start: Overrides,
    windows: Vec<Intervention>,
    /// Begins and ends of windows by instant, ends first; those of one instant in any order, as
    /// windows that meet set different things.
    edges: Vec<Edge>,
    /// How many of them have passed.
    passed: usize,
    in_force: Overrides,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    at: i64,
    begins: bool,
    window: usize,
}

impl Interventions {
    pub(super) fn new(start: Overrides, windows: Vec<Intervention>) -> Self {
        let mut edges: Vec<Edge> = Vec::with_capacity(2 * windows.len());
        for (window, &Intervention { from, to, .. }) in windows.iter().enumerate() {
            edges.push(Edge { at: from, begins: true, window });
            if to != NEVER {
                edges.push(Edge { at: to, begins: false, window });
            }
        }
        edges.sort_unstable();
        Self { in_force: start.clone(), start, windows, edges, passed: 0 }
    }

    /// Goes on with windows that may have begun before instant 0, given what is in force just before
    /// it.
    pub(super) fn going_on(
        start: Overrides,
        in_force: Overrides,
        windows: Vec<Intervention>,
    ) -> Self {
        let interventions = Self::new(start, windows);
        let passed = interventions.edges.partition_point(|edge| edge.at < 0);
        Self { passed, in_force, ..interventions }
    }

    /// The windows that are not over before an instant, which they are counted from.
    pub(super) fn windows_from(&self, origin: i64) -> Vec<Intervention> {
        let lasting = self.windows.iter().filter(|window| window.to >= origin);
        let moved = |window: &Intervention| Intervention {
            from: window.from - origin,
            to: if window.to == NEVER { NEVER } else { window.to - origin },
            overrides: window.overrides.clone(),
        };
        lasting.map(moved).collect()
    }

    /// What was in force before anything happened.
    pub(super) fn start(&self) -> &Overrides {
        &self.start
    }

    pub(super) fn in_force(&self) -> &Overrides {
        &self.in_force
    }

    /// The next instant at which something begins or ends.
    pub(super) fn next(&self) -> i64 {
        self.edges.get(self.passed).map_or(NEVER, |edge| edge.at)
    }

    /// Puts in force what is at an instant; whether anything begins or ends at it.
    pub(super) fn pass(&mut self, layout: &Layout, at: i64) -> bool {
        let first = self.passed;
        while let Some(&Edge { at: _, begins, window }) =
            self.edges.get(self.passed).filter(|edge| edge.at <= at)
        {
            let changed = &self.windows[window].overrides;
            replace(&mut self.in_force, changed, (!begins).then_some(&self.start));
            self.passed += 1;
        }
        let has_passed = self.passed > first;
        if has_passed {
            let Overrides { values, services, .. } = std::mem::take(&mut self.in_force);
            self.in_force = Overrides::new(layout, values, services);
        }
        has_passed
    }
}

/// Puts values in force; or takes them back, given what was in force without them.
fn replace(in_force: &mut Overrides, changed: &Overrides, without: Option<&Overrides>) {
    let Overrides { values, services, .. } = changed;
    set_all(&mut in_force.values, values, without.map(|it| &it.values));
    set_all(&mut in_force.services, services, without.map(|it| &it.services));
}

/// Sets entries of a sorted list, or puts back what they were before.
fn set_all<K: Copy + Ord, T: Copy>(
    list: &mut Vec<(K, T)>,
    changed: &[(K, T)],
    before: Option<&Vec<(K, T)>>,
) {
    for &(key, value) in changed {
        let value = match before {
            None => Some(value),
            Some(before) => find(before, key).ok().map(|place| before[place].1),
        };
        match (find(list, key), value) {
            (Ok(place), Some(value)) => list[place].1 = value,
            (Ok(place), None) => drop(list.remove(place)),
            (Err(place), Some(value)) => list.insert(place, (key, value)),
            (Err(_), None) => {}
        }
    }
}

fn find<K: Copy + Ord, T>(list: &[(K, T)], key: K) -> Result<usize, usize> {
    list.binary_search_by_key(&key, |&(key, _)| key)
}
