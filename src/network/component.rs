//! Strongly connected components of the departments, without recursion.
//!
//! Tarjan's algorithm with an explicit stack, following services upstream. Components come out
//! providers first, so their numbers are a topological order of the condensation, and the order in
//! which departments are finished puts providers first inside a component as far as its cycles
//! allow.
//!
//! # References
//!
//! R. Tarjan, *Depth-first search and linear graph algorithms*, SIAM J. Comput. 1 (1972) 146-160.

use crate::grouped::{Grouped, dense};

/// Of every department its component and the order in which it was finished.
pub(super) struct Components {
    /// Topological: a provider's component is never after its consumer's.
    pub(super) of: Vec<u32>,
    /// Depth-first post-order along upstream services.
    pub(super) post: Vec<u32>,
    pub(super) count: usize,
}

/// A department that was never entered.
const UNSEEN: u32 = u32::MAX;

/// Finds the components; `received` groups services by consumer, `provider` is of each service.
///
/// # Complexity
///
/// Time linear in departments and services between them, 20 bytes per department of memory.
pub(super) fn components(
    department_count: usize,
    received: &Grouped,
    provider: &[u32],
) -> Components {
    let mut found = Components {
        of: vec![UNSEEN; department_count],
        post: vec![0; department_count],
        count: 0,
    };
    // `low` is the entry number of the earliest department known to be reachable; a department of
    // a finished component keeps an entry number, and is told apart by `found.of`.
    let mut entered = vec![UNSEEN; department_count];
    let mut low = vec![0_u32; department_count];
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, u32)> = Vec::new();
    let mut entries = 0_u32;
    let mut finished = 0_u32;

    for root in 0..department_count {
        if entered[root] != UNSEEN {
            continue;
        }
        path.push((dense(root), 0));
        while let Some(&mut (department, ref mut cursor)) = path.last_mut() {
            let at = department as usize;
            if *cursor == 0 && entered[at] == UNSEEN {
                entered[at] = entries;
                low[at] = entries;
                entries += 1;
                open.push(department);
            }
            if let Some(&service) = received.of(at).get(*cursor as usize) {
                *cursor += 1;
                let next = provider[service as usize] as usize;
                if entered[next] == UNSEEN {
                    path.push((dense(next), 0));
                } else if found.of[next] == UNSEEN {
                    low[at] = low[at].min(entered[next]);
                }
                continue;
            }
            path.pop();
            found.post[at] = finished;
            finished += 1;
            if let Some(&(below, _)) = path.last() {
                low[below as usize] = low[below as usize].min(low[at]);
            }
            if low[at] == entered[at] {
                close(&mut open, at, &mut found);
            }
        }
    }
    found
}

/// Takes the departments of a finished component off the stack of open ones.
fn close(open: &mut Vec<u32>, root: usize, found: &mut Components) {
    let component = dense(found.count);
    found.count += 1;
    while let Some(member) = open.pop() {
        found.of[member as usize] = component;
        if member as usize == root {
            break;
        }
    }
}
