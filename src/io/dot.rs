//! Diagrams in DOT, the language of Graphviz.
//!
//! Departments are boxes, external customers ellipses; departments that are part of another lie in
//! a cluster; services are arrows labelled with the dependence of the need they meet, dashed
//! where they do not run. Nodes are called `p0, p1, ..` in the order stated and labelled with names, so that no name can break the
//! text: quotes and backslashes are escaped, line breaks and other control characters are spaces.

use std::fmt::Write;

use super::diagram::{DiagramQualities, OutlineLine, indent, is_unprintable, outline};
use crate::organisation::Organisation;
use crate::quality::Impact;

/// Draws an organisation.
///
/// # Complexity
///
/// Time and size linear in parties and services.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Bakery")
///     .department(Department::new("oven").named("The \"big\" oven"))
///     .customer(ExternalCustomer::person("shoppers"))
///     .service(Service::new("bread", "oven", "shoppers").dependence(0.8))
///     .build()?;
/// let text = knockon::io::dot::organisation(&organisation);
/// assert!(text.contains(r#"p0 [label="The \"big\" oven"];"#));
/// assert!(text.contains(r#"p0 -> p1 [label="0.8"];"#));
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[must_use]
pub fn organisation(organisation: &Organisation) -> String {
    draw(organisation, None)
}

/// Draws an organisation with every party's quality before and after: the worse, the darker.
///
/// Parties are found in the impact by id; those that were not compared stay white.
///
/// # Complexity
///
/// Time and size linear in parties and services.
#[must_use]
pub fn impact(organisation: &Organisation, impact: &Impact) -> String {
    draw(organisation, Some(&DiagramQualities::new(impact)))
}

fn draw(organisation: &Organisation, qualities: Option<&DiagramQualities>) -> String {
    let mut text = format!("digraph {} {{\n", quoted(organisation.name(), None));
    text += "  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\"];\n";
    let mut level = 0;
    for line in outline(organisation) {
        // Writing to a string cannot fail.
        let _ = match line {
            OutlineLine::Open(whole) => {
                let label = quoted(whole.name(), None);
                let at = indent(level);
                level += 1;
                let inner = indent(level);
                let number = whole.index();
                writeln!(text, "{at}subgraph cluster_p{number} {{\n{inner}label={label};")
            }
            OutlineLine::Close => {
                level -= 1;
                writeln!(text, "{}}}", indent(level))
            }
            OutlineLine::Party(party) => {
                let felt = qualities.and_then(|qualities| qualities.of(party));
                let change = felt.as_ref().map(|(change, _)| change.as_str());
                let mut attributes = format!("label={}", quoted(party.name(), change));
                if !party.is_department() {
                    attributes += ", shape=ellipse, style=filled";
                }
                if let Some((_, shade)) = &felt {
                    let _ = write!(attributes, ", fillcolor=\"{}\"", shade.fill);
                    let _ = write!(attributes, ", fontcolor=\"{}\"", shade.text);
                }
                writeln!(text, "{}p{} [{attributes}];", indent(level), party.index())
            }
        };
    }
    for service in organisation.services() {
        let (provider, consumer) = (service.provider().index(), service.consumer().index());
        let dependence =
            service.dependence().map_or_else(|| "open".to_owned(), |it| it.get().to_string());
        let style = if service.is_running() { "" } else { ", style=dashed" };
        let _ = writeln!(text, "  p{provider} -> p{consumer} [label=\"{dependence}\"{style}];");
    }
    text + "}\n"
}

/// A quoted string, and a second line in it.
fn quoted(name: &str, below: Option<&str>) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('"');
    for character in name.chars() {
        match character {
            '"' => text += "\\\"",
            '\\' => text += "\\\\",
            // Graphviz reads entities in labels.
            '&' => text += "&amp;",
            _ if is_unprintable(character) => text.push(' '),
            _ => text.push(character),
        }
    }
    if let Some(below) = below {
        text += "\\n";
        text += below;
    }
    text.push('"');
    text
}
