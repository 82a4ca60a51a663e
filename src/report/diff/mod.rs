//! What one organisation states otherwise than another, by the fields of their documents; with the
//! feature `json`.

mod equation;
mod flat;
mod value;

use std::fmt;
use std::hash::Hash;

use indexmap::IndexMap;
use serde::Serialize;

use crate::id::{PartyId, ServiceId};
use crate::organisation::{
    Coefficient, CommonCause, Department, ExternalCustomer, Need, Organisation, Service,
};
use flat::{FieldValues, fields};
pub use value::DiffValue;

/// What a later organisation states otherwise than an earlier one; made by [`Organisation::diff`].
///
/// Prints one line for each difference.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct OrganisationDiff {
    /// What only the later one states: departments, customers, needs, services, common
    /// causes, as stated.
    pub added: Vec<DiffItem>,
    /// What only the earlier one states, likewise.
    pub removed: Vec<DiffItem>,
    /// The fields that both state otherwise, of the organisation first, then as stated later; those of
    /// one statement by name.
    pub changed: Vec<ChangedField>,
}

/// What a difference is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DiffItem {
    /// The organisation itself: its name and its default rules.
    Organisation,
    /// A department.
    Department(PartyId),
    /// An external customer.
    Customer(PartyId),
    /// A declared need of a party.
    Need {
        /// The party.
        consumer: PartyId,
        /// The need's name.
        name: String,
    },
    /// A service.
    Service(ServiceId),
    /// A common cause.
    CommonCause(String),
}

/// A field that is stated otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChangedField {
    /// What has the field.
    pub of: DiffItem,
    /// Its name in a document, dotted where nested, such as `transfer.from`.
    pub field: String,
    /// The value before; `None` where it was not stated, or at its default.
    pub before: Option<DiffValue>,
    /// The value after; `None` where it is not stated, or at its default.
    pub after: Option<DiffValue>,
}

impl Organisation {
    /// Compares what this organisation, the later one, states with what an earlier one does. Parties
    /// and services are the same where their ids are, needs where consumer and name are; a
    /// department that became a customer is removed and added. The order of statements does not
    /// count.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in what both state.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let before = Organisation::builder("Ferry")
    ///     .department(Department::new("bridge").capability(0.5))
    ///     .customer(ExternalCustomer::person("passengers"))
    ///     .service(Service::new("crossing", "bridge", "passengers").dependence(0.5))
    ///     .build()?;
    /// let bridge = Department::new("bridge").capability(0.75);
    /// let builder = before.to_builder().replace_department(bridge).without_service("crossing");
    /// let after = builder.department(Department::new("deck")).build()?;
    /// assert_eq!(
    ///     after.diff(&before).to_string(),
    ///     "+ department `deck`\n\
    ///      - service `crossing`\n\
    ///      ~ department `bridge`: capability 0.5 -> 0.75\n",
    /// );
    /// assert!(after.diff(&after).is_empty());
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn diff(&self, before: &Self) -> OrganisationDiff {
        let mut diff = OrganisationDiff::default();
        diff.changes(&DiffItem::Organisation, &head(before), &head(self));
        diff.part(&departments(before), &departments(self), DiffItem::Department);
        diff.part(&customers(before), &customers(self), DiffItem::Customer);
        let need = |(consumer, name): (PartyId, String)| DiffItem::Need { consumer, name };
        diff.part(&needs(before), &needs(self), need);
        diff.part(&services(before), &services(self), DiffItem::Service);
        diff.part(&causes(before), &causes(self), DiffItem::CommonCause);
        diff
    }
}

impl OrganisationDiff {
    /// Whether both state the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Compares statements of one kind, by key.
    fn part<K: Clone + Eq + Hash>(
        &mut self,
        before: &IndexMap<K, FieldValues>,
        after: &IndexMap<K, FieldValues>,
        item: impl Fn(K) -> DiffItem,
    ) {
        for (key, new) in after {
            match before.get(key) {
                Some(old) => self.changes(&item(key.clone()), old, new),
                None => self.added.push(item(key.clone())),
            }
        }
        let gone = before.keys().filter(|key| !after.contains_key(*key));
        self.removed.extend(gone.cloned().map(item));
    }

    /// Compares the fields of one statement.
    fn changes(&mut self, of: &DiffItem, before: &FieldValues, after: &FieldValues) {
        let mut changed = |field: &str, before: Option<&DiffValue>, after: Option<&DiffValue>| {
            if before != after {
                let (before, after) = (before.cloned(), after.cloned());
                let field = field.to_owned();
                self.changed.push(ChangedField { of: of.clone(), field, before, after });
            }
        };
        for (field, value) in after {
            changed(field, before.get(field), Some(value));
        }
        for (field, value) in before.iter().filter(|(field, _)| !after.contains_key(*field)) {
            changed(field, Some(value), None);
        }
    }
}

/// The discount under its name.
#[derive(Serialize)]
struct WithDiscount {
    discount: Coefficient,
}

/// The name, the default rules, incidents and money of an organisation.
fn head(organisation: &Organisation) -> FieldValues {
    let mut head = FieldValues::new();
    head.insert("name".to_owned(), DiffValue::Text(organisation.name().to_owned()));
    for (index, incident) in organisation.incidents().iter().enumerate() {
        let stated = fields(incident).into_iter();
        head.extend(stated.map(|(field, value)| (format!("incidents[{index}].{field}"), value)));
    }
    if let Some(discount) = organisation.discount() {
        let stated = fields(&WithDiscount { discount });
        head.extend(stated);
    }
    if let Some(currency) = organisation.currency() {
        head.insert("currency".to_owned(), DiffValue::Text(currency.to_owned()));
    }
    let defaults = fields(&organisation.defaults());
    head.extend(defaults.into_iter().map(|(field, value)| (format!("defaults.{field}"), value)));
    head
}

fn departments(organisation: &Organisation) -> IndexMap<PartyId, FieldValues> {
    let stated = organisation.departments().filter_map(|party| {
        let department = Department::try_from(party).ok()?;
        Some((party.id().clone(), fields(&department)))
    });
    stated.collect()
}

fn customers(organisation: &Organisation) -> IndexMap<PartyId, FieldValues> {
    let stated = organisation.customers().filter_map(|party| {
        let customer = ExternalCustomer::try_from(party).ok()?;
        Some((party.id().clone(), fields(&customer)))
    });
    stated.collect()
}

fn needs(organisation: &Organisation) -> IndexMap<(PartyId, String), FieldValues> {
    let stated = organisation.needs().map(|need| {
        let key = (need.consumer().id().clone(), need.name().to_owned());
        (key, fields(&Need::from(need)))
    });
    stated.collect()
}

fn services(organisation: &Organisation) -> IndexMap<ServiceId, FieldValues> {
    let stated = organisation
        .services()
        .map(|service| (service.id().clone(), fields(&Service::from(service))));
    stated.collect()
}

fn causes(organisation: &Organisation) -> IndexMap<String, FieldValues> {
    let stated = organisation.common_causes().iter();
    stated.map(|cause: &CommonCause| (cause.id.clone(), fields(cause))).collect()
}

impl fmt::Display for DiffItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation => f.write_str("organisation"),
            Self::Department(id) => write!(f, "department `{id}`"),
            Self::Customer(id) => write!(f, "external customer `{id}`"),
            Self::Need { consumer, name } => write!(f, "need `{name}` of `{consumer}`"),
            Self::Service(id) => write!(f, "service `{id}`"),
            Self::CommonCause(id) => write!(f, "common cause `{id}`"),
        }
    }
}

impl fmt::Display for ChangedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |value: &Option<DiffValue>| match value {
            Some(value) => value.to_string(),
            None => "not stated".to_owned(),
        };
        let Self { of, field, before, after } = self;
        write!(f, "{of}: {field} {} -> {}", value(before), value(after))
    }
}

/// Writes a line for each difference: `+` what was added, `-` what was removed, `~` what changed.
impl fmt::Display for OrganisationDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.added.iter().try_for_each(|item| writeln!(f, "+ {item}"))?;
        self.removed.iter().try_for_each(|item| writeln!(f, "- {item}"))?;
        self.changed.iter().try_for_each(|changed| writeln!(f, "~ {changed}"))
    }
}
