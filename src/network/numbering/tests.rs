//! Levels that hold several departments in no cycle.

use std::ops::Range;

use crate::network::{Columns, Network};

/// Departments that serve each other, and one customer of nobody.
fn network(departments: usize, services: &[(u32, u32)]) -> Network {
    let (provider, consumer): (Vec<u32>, Vec<u32>) = services.iter().copied().unzip();
    let dependence = vec![0.4; services.len()];
    Network::from_columns(
        &Columns::new(departments, 1)
            .unwrap()
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence),
    )
    .unwrap()
}

#[test]
fn wide_levels_leave_out_cycles_and_single_departments() {
    // Levels: 0 and 1; 2 and the cycle of 3 and 4; 5, 6 and 7; 8.
    let services = [(0, 2), (1, 3), (3, 4), (4, 3), (2, 5), (2, 6), (3, 7), (7, 8)];
    let network = network(9, &services);
    let layout = network.layout();
    assert_eq!(layout.wide_levels, [0..2, 5..8]);

    let parts = |departments: Range<usize>| layout.wide_parts(&departments).collect::<Vec<_>>();
    assert_eq!(parts(0..9), [0..2, 5..8]);
    assert_eq!(parts(1..7), [1..2, 5..7]);
    assert_eq!(parts(2..5), []);
    assert_eq!(parts(6..7), []);
}

#[test]
fn chain_has_no_wide_level() {
    let services: Vec<(u32, u32)> =
        (0..99).map(|department| (department, department + 1)).collect();
    assert_eq!(network(100, &services).layout().wide_levels, []);
}
