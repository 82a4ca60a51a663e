//! The most that a budget buys where gains add up: actions may be taken in part, and of an exclusive
//! group one at most.
//!
//! This is the linear relaxation of the multiple-choice knapsack. Of each group only the upper hull
//! of gain over cost counts; the steps of all hulls are taken in order of gain per cost.
//!
//! # References
//!
//! P. Sinha and A. Zoltners, *The multiple-choice knapsack problem*, Oper. Res. 27 (1979) 503-515.

/// An action by its cost, its gain and its exclusive group.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnapsackItem {
    pub(super) cost: f64,
    pub(super) gain: f64,
    pub(super) group: Option<usize>,
}

/// Bounds the gain of every set of items within a budget from above; infinite gains are possible.
pub(super) fn most_gain(items: &[KnapsackItem], budget: f64) -> f64 {
    let affordable = items.iter().copied().filter(|item| item.gain > 0.0 && item.cost <= budget);
    let mut items: Vec<KnapsackItem> = affordable.collect();
    // In units of the largest cost: what is next to nothing beside it may count as free.
    let unit = items.iter().map(|item| item.cost).fold(0.0, f64::max);
    let unit = if unit > 0.0 { unit } else { 1.0 };
    let budget = budget / unit;
    for item in &mut items {
        item.cost /= unit;
    }
    items.sort_by(|one, two| {
        let by_group = one.group.cmp(&two.group);
        by_group.then(one.cost.total_cmp(&two.cost)).then(two.gain.total_cmp(&one.gain))
    });
    if items.iter().any(|item| item.gain.is_infinite()) {
        return f64::INFINITY;
    }
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for group in items.chunk_by(|one, two| one.group.is_some() && one.group == two.group) {
        steps.extend(hull_steps(group));
    }
    steps.sort_by(|one, two| rate(two).total_cmp(&rate(one)));
    let (mut left, mut gain) = (budget, 0.0);
    for (cost, gained) in steps {
        if cost <= left {
            left -= cost;
            gain += gained;
        } else if left > 0.0 {
            gain += gained * (left / cost);
            break;
        } else {
            break;
        }
    }
    gain
}

/// Gain per cost; what costs nothing comes first.
fn rate(&(cost, gain): &(f64, f64)) -> f64 {
    if cost > 0.0 { gain / cost } else { f64::INFINITY }
}

/// The steps in cost and gain along the upper hull of a group's items, in order of cost.
fn hull_steps(group: &[KnapsackItem]) -> Vec<(f64, f64)> {
    let mut hull: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for item in group {
        let point = (item.cost, item.gain);
        if hull.last().is_some_and(|last| point.1 <= last.1) {
            continue;
        }
        while let [.., before, last] = hull.as_slice() {
            let rises = |from: &(f64, f64), to: &(f64, f64)| (to.0 - from.0, to.1 - from.1);
            let (first, second) = (rises(before, last), rises(last, &point));
            if rate(&second) >= rate(&first) {
                hull.pop();
            } else {
                break;
            }
        }
        hull.push(point);
    }
    hull.windows(2).map(|pair| (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1)).collect()
}

#[cfg(test)]
mod tests {
    use super::{KnapsackItem, most_gain};

    fn item(cost: f64, gain: f64, group: Option<usize>) -> KnapsackItem {
        KnapsackItem { cost, gain, group }
    }

    #[test]
    fn costs_of_any_size_are_compared() {
        let items = [item(1e300, 1.0, None), item(1e-200, 2.0, None), item(2e300, 3.0, None)];
        assert!((most_gain(&items, 2e300) - 5.0).abs() < 1e-12);
        assert!((most_gain(&items, f64::INFINITY) - 6.0).abs() < 1e-12);
        assert!((most_gain(&items, 1e-200) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn part_of_an_item_is_taken() {
        let items = [item(2.0, 2.0, None), item(2.0, 6.0, None), item(0.0, 1.0, None)];
        assert!((most_gain(&items, 3.0) - 8.0).abs() < 1e-15);
        assert!((most_gain(&items, 0.0) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn groups_count_along_their_hull() {
        let group = [item(1.0, 1.0, Some(0)), item(2.0, 10.0, Some(0)), item(4.0, 11.0, Some(0))];
        assert!((most_gain(&group, 2.0) - 10.0).abs() < 1e-15);
        assert!((most_gain(&group, 3.0) - 10.0).abs() < 1e-15); // the third costs too much
        assert!((most_gain(&group, 4.0) - 11.0).abs() < 1e-15);
    }

    #[test]
    fn no_set_gains_more() {
        // Every choice of six items in two groups, and two free ones.
        let items: Vec<_> = (0..8)
            .map(|place: u32| {
                let of = f64::from(place * 7 % 5 + 1);
                let gain = f64::from(place * 3 % 7 + 1);
                item(of, gain, (place < 6).then_some((place % 2) as usize))
            })
            .collect();
        for budget in 0..30 {
            let budget = f64::from(budget);
            let bound = most_gain(&items, budget);
            for bits in 0..1_u32 << 8 {
                let taken: Vec<_> =
                    (0..8).filter(|it| bits >> it & 1 == 1).map(|it| items[it]).collect();
                let cost: f64 = taken.iter().map(|item| item.cost).sum();
                let groups: Vec<_> = taken.iter().filter_map(|item| item.group).collect();
                let doubled =
                    groups.iter().any(|one| groups.iter().filter(|two| *two == one).count() > 1);
                if cost <= budget && !doubled {
                    let gain: f64 = taken.iter().map(|item| item.gain).sum();
                    assert!(gain <= bound + 1e-12, "{gain} above {bound} within {budget}");
                }
            }
        }
    }
}
