//! What of a difference changes one party's equation.

use super::{ChangedField, DiffItem, OrganisationDiff};
use crate::organisation::Organisation;

impl OrganisationDiff {
    /// Returns what of it changes the equation of a party: its rule and the default rules, its
    /// needs, and the services it receives. `before` and `after` are the organisations compared.
    ///
    /// This says what stands behind a [`Structure`](crate::explain::Source::Structure) source.
    ///
    /// # Complexity
    ///
    /// Time linear in the differences.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let with = |dependence: f64| {
    ///     let builder = Organisation::builder("Ferry")
    ///         .department(Department::new("bridge").capability(dependence))
    ///         .customer(ExternalCustomer::person("passengers"));
    ///     builder.service(Service::new("trip", "bridge", "passengers").dependence(dependence)).build()
    /// };
    /// let (before, after) = (with(0.5)?, with(0.75)?);
    /// let diff = after.diff(&before);
    /// let of_passengers = diff.of_equation("passengers", &before, &after);
    /// assert_eq!(of_passengers.to_string(), "~ service `trip`: dependence 0.5 -> 0.75\n");
    /// assert!(diff.of_equation("bridge", &before, &after).is_empty());
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn of_equation(
        &self,
        party: impl AsRef<str>,
        before: &Organisation,
        after: &Organisation,
    ) -> Self {
        let party = party.as_ref();
        let is_received = |id: &str| {
            let service = after.service(id).or_else(|| before.service(id));
            service.is_some_and(|service| *service.consumer().id() == *party)
        };
        let is_its = |item: &&DiffItem| match item {
            DiffItem::Need { consumer, .. } => *consumer == *party,
            DiffItem::Service(id) => is_received(id.as_str()),
            DiffItem::Department(_)
            | DiffItem::Customer(_)
            | DiffItem::CommonCause(_)
            | DiffItem::Organisation => false,
        };
        let changes_it = |changed: &&ChangedField| match &changed.of {
            DiffItem::Organisation => changed.field.starts_with("defaults"),
            DiffItem::Department(id) | DiffItem::Customer(id) => {
                *id == *party && changed.field.starts_with("rule")
            }
            item => is_its(&item),
        };
        Self {
            added: self.added.iter().filter(is_its).cloned().collect(),
            removed: self.removed.iter().filter(is_its).cloned().collect(),
            changed: self.changed.iter().filter(changes_it).cloned().collect(),
        }
    }
}
