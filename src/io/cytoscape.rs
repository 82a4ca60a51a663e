//! Organisations as graphs of Cytoscape: its JSON.
//!
//! As [`node_link`](super::node_link), with the same attributes.

use serde_json::json;

use super::graph_parts::{self, Holds};
use super::import::OURS;
use super::node_link::{object, write_list};
use crate::organisation::Organisation;

/// Writes an organisation as a Cytoscape document.
///
/// # Complexity
///
/// Time and memory linear in parties and services.
///
/// # Examples
///
/// ```
/// use knockon::io::{Limits, cytoscape, import};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter"))
///     .customer(ExternalCustomer::person("passers-by"))
///     .service(Service::between("counter", "passers-by").dependence(0.7))
///     .build()?;
/// let text = cytoscape::organisation_to_string(&organisation);
/// let format = import::SourceFormat::Cytoscape;
/// let records = import::read(text.as_bytes(), format, "kiosk.cyjs", &Default::default())?;
/// let read = import::organisation(vec![records], &Default::default(), &Limits::default())?;
/// assert_eq!(read.organisation, organisation);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn organisation_to_string(organisation: &Organisation) -> String {
    let every = Holds { id: |_| true, value: |_| true };
    let data = json!({ "name": organisation.name(), OURS: graph_parts::whole(organisation) });
    let mut text = format!("{{\n  \"data\": {data},\n  \"elements\": {{");
    let nodes = graph_parts::nodes(organisation, every, "name").map(|part| {
        let id = [("id", part.id.clone())];
        format!("{{ \"data\": {} }}", object(part, &id))
    });
    write_list(&mut text, ("nodes", "    "), nodes);
    text.push(',');
    let edges = graph_parts::edges(organisation, every).map(|part| {
        let [source, target] = part.ends.clone();
        let keys = [("id", part.id.clone()), ("source", source), ("target", target)];
        format!("{{ \"data\": {} }}", object(part, &keys))
    });
    write_list(&mut text, ("edges", "    "), edges);
    text + "\n  }\n}\n"
}
