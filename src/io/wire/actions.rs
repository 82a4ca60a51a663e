//! Actions to choose from as documents.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fields::{Number, object};
use super::header::{ActionsFormat, DocumentVersion};
use super::plan::Numbers;
use super::strict::{Entries, Object};
use crate::organisation::Invalid;
use crate::outcome::{Action, Actions, ActionsBuilder, ChangeKind};

/// Actions as a document holds them.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct ActionsDocument {
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "for editors")]
    schema: Option<String>,
    #[expect(dead_code, reason = "checked while it is read")]
    format: Option<ActionsFormat>,
    #[expect(dead_code, reason = "checked while it is read")]
    version: Option<DocumentVersion>,
    unit: Option<String>,
    actions: Vec<Object<ActionDocument>>,
    exclusive: Option<Vec<Vec<String>>>,
    requires: Option<Entries<Vec<String>>>,
}

/// One action as a document holds it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ActionDocument {
    id: String,
    name: Option<String>,
    cost: f64,
    levels: Option<u32>,
    capability: Option<Entries<f64>>,
    add_capability: Option<Entries<f64>>,
    agents: Option<Entries<f64>>,
    add_agents: Option<Entries<f64>>,
    skill: Option<Entries<f64>>,
    add_skill: Option<Entries<f64>>,
    condition: Option<Entries<f64>>,
    dependence: Option<Entries<f64>>,
    demand_per_hour: Option<Entries<f64>>,
    retries: Option<Entries<f64>>,
    start_services: Option<Vec<String>>,
}

impl ActionsDocument {
    /// Checks what is stated.
    pub(in crate::io) fn actions(self) -> Result<Actions, Invalid> {
        let Self { unit, actions, exclusive, requires, .. } = self;
        let mut builder = Actions::builder().unit(unit.unwrap_or_default());
        for Object(action) in actions {
            builder = action.add_to(builder);
        }
        for group in exclusive.unwrap_or_default() {
            builder = builder.exclusive(group);
        }
        for (action, needed) in requires.unwrap_or_default().0 {
            builder = builder.requires(action, needed);
        }
        builder.build()
    }
}

impl ActionDocument {
    fn add_to(self, builder: ActionsBuilder) -> ActionsBuilder {
        let Self { id, name, cost, levels, start_services, .. } = self;
        let mut action = Action::new(id).named(name.unwrap_or_default()).cost(cost);
        for (kind, entries) in [
            (ChangeKind::Capability, self.capability),
            (ChangeKind::AddCapability, self.add_capability),
            (ChangeKind::Agents, self.agents),
            (ChangeKind::AddAgents, self.add_agents),
            (ChangeKind::Skill, self.skill),
            (ChangeKind::AddSkill, self.add_skill),
            (ChangeKind::Condition, self.condition),
            (ChangeKind::Dependence, self.dependence),
            (ChangeKind::DemandPerHour, self.demand_per_hour),
            (ChangeKind::Retries, self.retries),
        ] {
            for (of, value) in entries.unwrap_or_default().0 {
                action = action.change(kind, of, value);
            }
        }
        for service in start_services.unwrap_or_default() {
            action = action.start_service(service);
        }
        match levels {
            Some(levels) => builder.levels(action, levels),
            None => builder.action(action),
        }
    }
}

/// Writes an action as a document holds it, its changes by kind.
impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            fields.put("id", self.id())?;
            fields.optional("name", (self.name() != self.id()).then(|| self.name()))?;
            fields.put("cost", &Number(self.cost_stated()))?;
            for kind in ChangeKind::ALL {
                let of_kind = self.changes().iter().filter(|change| change.kind == kind);
                if kind == ChangeKind::StartService {
                    let services: Vec<_> = of_kind.map(|change| change.of.as_str()).collect();
                    fields.list(kind.key(), services.iter())?;
                    continue;
                }
                let entries: Vec<_> =
                    of_kind.map(|change| (change.of.clone(), change.value)).collect();
                fields.optional(kind.key(), (!entries.is_empty()).then_some(Numbers(&entries)))?;
            }
            Ok(())
        })
    }
}

/// Serialises as a `knockon/actions` document, levels as the actions that they are.
impl Serialize for Actions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            fields.put("format", &ActionsFormat {})?;
            fields.put("version", &DocumentVersion)?;
            fields.optional("unit", (!self.unit().is_empty()).then(|| self.unit()))?;
            fields.put("actions", &self.iter().collect::<Vec<_>>())?;
            let exclusive: Vec<_> = self.exclusive().collect();
            fields.list("exclusive", exclusive.iter())?;
            let requires: indexmap::IndexMap<_, _> = self.requires().collect();
            fields.optional("requires", (!requires.is_empty()).then_some(requires))
        })
    }
}

/// Reads a `knockon/actions` document, whose `format` and `version` may be left out.
impl<'de> Deserialize<'de> for Actions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(document) = Object::<ActionsDocument>::deserialize(deserializer)?;
        document.actions().map_err(D::Error::custom)
    }
}
