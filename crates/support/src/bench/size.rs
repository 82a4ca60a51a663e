//! Sizes the benches run at.

use std::ops::Range;

use super::generate::{self, Organisation};
use super::on_petgraph::OnPetgraph;

/// Seed of every bench organisation.
const SEED: u64 = 20;

/// A number of departments, with ten times as many external customers.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// As it appears in bench names.
    pub name: &'static str,
    /// How many departments it has.
    pub department_count: usize,
}

impl Size {
    /// Generates the organisation of this size, and checks that it is of the family the figures
    /// are quoted for.
    ///
    /// # Panics
    ///
    /// Where it is of another family.
    #[must_use]
    pub fn generate(self) -> Organisation {
        let departments = self.department_count;
        let organisation = generate::organisation(departments, 10 * departments, SEED);
        let profile = Profile::of(&organisation);
        assert_eq!(profile.largest_component, departments / 20, "{profile:?}");
        let per_department = |percent: Range<usize>| {
            percent.start * departments / 100..percent.end * departments / 100
        };
        assert!(per_department(3_100..3_300).contains(&profile.services), "{profile:?}");
        assert!(per_department(690..790).contains(&profile.into_departments), "{profile:?}");
        assert!(per_department(39..43).contains(&profile.departments_in_cycles), "{profile:?}");
        organisation
    }

    /// Generates the organisation without cycles of this size, and checks that it is one.
    ///
    /// # Panics
    ///
    /// Where it is of another family.
    #[must_use]
    pub fn generate_acyclic(self) -> Organisation {
        let departments = self.department_count;
        let organisation = generate::acyclic(departments, 10 * departments, SEED);
        let profile = Profile::of(&organisation);
        assert_eq!(profile.departments_in_cycles, 0, "{profile:?}");
        let percent = 100 * profile.into_departments / departments;
        assert!((850..1_000).contains(&percent), "{profile:?}");
        organisation
    }
}

/// What identifies the family of organisations.
#[derive(Debug)]
struct Profile {
    services: usize,
    into_departments: usize,
    largest_component: usize,
    departments_in_cycles: usize,
}

impl Profile {
    fn of(organisation: &Organisation) -> Self {
        let on_petgraph = OnPetgraph::compile(organisation);
        let cyclic = on_petgraph.components.iter().map(Vec::len).filter(|&size| size > 1);
        let is_department = |&&party: &&u32| (party as usize) < organisation.department_count;
        Self {
            services: organisation.provider.len(),
            into_departments: organisation.consumer.iter().filter(is_department).count(),
            largest_component: cyclic.clone().max().unwrap_or(0),
            departments_in_cycles: cyclic.sum(),
        }
    }
}

/// Whether benches only have to show that they run: `cargo bench -- --test`, or under `cargo test`,
/// which passes no `--bench`.
#[must_use]
pub fn is_quick() -> bool {
    let passed = |flag| std::env::args().any(|argument| argument == flag);
    passed("--test") || !passed("--bench")
}

/// The sizes to run: 1k, 10k and 100k departments; 100k is left out where it would cost minutes and
/// show nothing more.
#[must_use]
pub fn sizes() -> &'static [Size] {
    const SIZES: [Size; 3] = [
        Size { name: "1k", department_count: 1_000 },
        Size { name: "10k", department_count: 10_000 },
        Size { name: "100k", department_count: 100_000 },
    ];
    if is_quick() { &SIZES[..2] } else { &SIZES }
}
