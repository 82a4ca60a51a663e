//! One format from another.
//!
//! ```text
//! $ knockon convert nodes.csv edges.csv -o organisation.json
//! $ knockon convert ORGANISATION.json -o map.dot
//! ```
//!
//! The ending of the output's name says what is written: `.json` the document, `.dot` a diagram for
//! Graphviz, `.mmd` one for Mermaid. Without a name the document goes to standard output.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use knockon::io::{dot, json, mermaid, sample};

use crate::answer::Failure;
use crate::input::OrganisationFiles;

/// One format from another.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// File to write: .json, .dot or .mmd; the document on standard output unless given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Reads, writes, and says nothing but what is odd.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample)?;
    let Some(path) = &arguments.output else {
        return Ok(json::organisation_to_string(&organisation) + "\n");
    };
    let extension = path.extension().and_then(|extension| extension.to_str());
    let text = match extension {
        Some("json") => json::organisation_to_string(&organisation) + "\n",
        Some("dot") => dot::organisation(&organisation),
        Some("mmd") => mermaid::organisation(&organisation),
        _ => {
            return Err(format!(
                "{}: the name ends in none of .json, .dot and .mmd",
                path.display()
            )
            .into());
        }
    };
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(String::new())
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    #[test]
    fn tables_become_the_document_they_are_equal_to() {
        let nodes = "id,name,kind,parent\nit,IT,department,\nshops,Shops,external_customer,\n";
        let nodes = scratch("convert-nodes.csv", nodes);
        let edges = scratch("convert-edges.csv", "provider,consumer,dependence\nit,shops,0.5\n");
        let document = crate::ask(&format!("convert {nodes} {edges}")).unwrap();
        let converted = scratch("converted.json", &document);
        assert_eq!(crate::ask(&format!("convert {converted}")).unwrap(), document);
        let refused = crate::ask("convert -o map.png").unwrap_err();
        assert_eq!(refused, "map.png: the name ends in none of .json, .dot and .mmd");
    }
}
