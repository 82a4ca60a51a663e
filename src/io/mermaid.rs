//! Diagrams in Mermaid, which many readers of Markdown draw.
//!
//! Departments are boxes, external customers stadiums; departments that are part of another lie in
//! a subgraph; services are arrows labelled with the dependence of the need they meet, dotted
//! where they do not run. Nodes are called `p0, p1, ..` in the order stated and labelled with names in quotes, in which whatever
//! Mermaid could read as more than text is written as an entity and control characters are spaces.

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
/// let text = knockon::io::mermaid::organisation(&organisation);
/// assert_eq!(
///     text,
///     "flowchart LR\n  p0[\"The #quot;big#quot; oven\"]\n  p1([\"shoppers\"])\n  \
///      p0 -->|\"0.8\"| p1\n"
/// );
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[must_use]
pub fn organisation(organisation: &Organisation) -> String {
    draw(organisation, None)
}

/// Draws an organisation with every party's quality before and after: the worse, the darker.
///
/// Parties are found in the impact by id; those that were not compared keep the plain look.
///
/// # Complexity
///
/// Time and size linear in parties and services.
#[must_use]
pub fn impact(organisation: &Organisation, impact: &Impact) -> String {
    draw(organisation, Some(&DiagramQualities::new(impact)))
}

fn draw(organisation: &Organisation, qualities: Option<&DiagramQualities>) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let mut styles = String::new();
    let mut level = 0;
    for line in outline(organisation) {
        // Writing to a string cannot fail.
        let _ = match line {
            OutlineLine::Open(whole) => {
                let at = indent(level);
                level += 1;
                writeln!(text, "{at}subgraph g{}[{}]", whole.index(), quoted(whole.name(), None))
            }
            OutlineLine::Close => {
                level -= 1;
                writeln!(text, "{}end", indent(level))
            }
            OutlineLine::Party(party) => {
                let felt = qualities.and_then(|qualities| qualities.of(party));
                let change = felt.as_ref().map(|(change, _)| change.as_str());
                let label = quoted(party.name(), change);
                let (open, close) = if party.is_department() { ("[", "]") } else { ("([", "])") };
                let number = party.index();
                if let Some((_, shade)) = &felt {
                    let (fill, colour) = (shade.fill, shade.text);
                    let _ = writeln!(styles, "  style p{number} fill:{fill},color:{colour}");
                }
                writeln!(text, "{}p{number}{open}{label}{close}", indent(level))
            }
        };
    }
    for service in organisation.services() {
        let (provider, consumer) = (service.provider().index(), service.consumer().index());
        let dependence =
            service.dependence().map_or_else(|| "open".to_owned(), |it| it.get().to_string());
        let arrow = if service.is_running() { "-->" } else { "-.->" };
        let _ = writeln!(text, "  p{provider} {arrow}|\"{dependence}\"| p{consumer}");
    }
    text + &styles
}

/// A label in quotes, and a second line in it.
fn quoted(name: &str, below: Option<&str>) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('"');
    escape(name, &mut text);
    if name.trim().is_empty() {
        text += "#160;";
    }
    if let Some(below) = below {
        text += "<br/>";
        escape(below, &mut text);
    }
    text.push('"');
    text
}

fn escape(text: &str, escaped: &mut String) {
    for character in text.chars() {
        match character {
            '"' => *escaped += "#quot;",
            '&' => *escaped += "#amp;",
            '<' => *escaped += "#lt;",
            '>' => *escaped += "#gt;",
            // Entities themselves, directives, mathematics, Markdown and its escapes.
            '#' | '%' | '$' | '`' | '\\' => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
            _ if is_unprintable(character) => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
}
