//! Layers of departments: how many services lead to each, along the longest way.

use super::Network;
use super::scc::components;
use crate::numerics::csr::Csr;

impl Network {
    /// Returns the layer of every department, as stated: 0 for those that nobody serves, else one more
    /// than the highest layer of those it depends on. Departments that depend on each other in a
    /// cycle share a layer.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in departments and the services between them.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Columns, Network};
    ///
    /// // 0 serves 1; 1 and 2 serve each other; 2 serves 3 and a customer.
    /// let network = Network::from_columns(&Columns::new(4, 1)?
    ///     .provider(&[0, 1, 2, 2, 2])
    ///     .consumer(&[1, 2, 1, 3, 4])
    ///     .dependence(&[0.5, 0.5, 0.5, 0.5, 0.5]))?;
    /// assert_eq!(network.layers(), [0, 1, 1, 2]);
    /// # Ok::<(), knockon::Error>(())
    /// ```
    pub fn layers(&self) -> Vec<usize> {
        let layout = self.layout();
        let inner = layout.departments().flat_map(|department| {
            layout
                .row(department)
                .map(move |entry| (department.raw(), layout.provider(entry).raw()))
        });
        let upstream = Csr::of_pairs(layout.department_count(), inner);
        let found = components(layout.department_count(), &upstream);
        let layer = |department: super::DeptIx| found.level(department.raw()) as usize;
        layout.departments_as_stated().map(layer).collect()
    }
}
