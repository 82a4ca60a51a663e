//! A small organisation to begin with.
//!
//! ```text
//! $ knockon new "Corner shop" > shop.yaml
//! $ knockon assess shop.yaml --set till=0.5
//! ```

use clap::{Args, ValueEnum};
use knockon::Organisation;
use knockon::io::{json, yaml};

use crate::answer::Failure;

/// A small organisation to begin with.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What it is called
    #[arg(default_value = "New organisation")]
    name: String,

    /// What to write: YAML has comments that say what may be stated
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "yaml")]
    format: Format,
}

/// What a new organisation is written as.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

/// The organisation in YAML, but for the name.
const TEMPLATE: &str = include_str!("new.yaml");
/// The line of the template that holds the name.
const NAME: &str = "name: New organisation\n";

/// A document that shows every part most organisations need.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let mut organisation = yaml::organisation_from_str(TEMPLATE)?.to_builder();
    organisation = organisation.name(&arguments.name);
    let organisation = organisation.build()?;
    Ok(match arguments.format {
        Format::Json => json::organisation_to_string(&organisation) + "\n",
        Format::Yaml => TEMPLATE.replacen(NAME, &name_line(&arguments.name)?, 1),
    })
}

/// How an organisation of that name states it, in quotes where need be.
fn name_line(name: &str) -> Result<String, Failure> {
    let written = yaml::organisation_to_string(&Organisation::builder(name).build()?);
    let line = written.lines().find(|line| line.starts_with("name: "));
    Ok(line.map_or_else(String::new, |line| format!("{line}\n")))
}

#[cfg(test)]
mod tests {
    use knockon::io::{json, yaml};

    use crate::scratch::scratch;

    #[test]
    fn what_is_new_can_be_assessed() {
        let document = crate::ask("new Shop").unwrap();
        let path = scratch("new.yaml", &document);
        let text = crate::ask(&format!("assess {path} --set till=0.5")).unwrap();
        assert!(text.contains(" Regulars         200   100.0   55.0   -45.0\n"), "{text}");
    }

    #[test]
    fn what_is_new_is_the_same_in_both_formats() {
        for name in ["Shop", "NO", "#1", "a:b", ""] {
            let ask = |format| {
                let name = name.to_owned();
                super::answer(&super::Arguments { name, format }).unwrap()
            };
            let document = ask(super::Format::Yaml);
            assert!(document.matches('#').count() > 10, "{document}");
            let organisation = yaml::organisation_from_str(&document).unwrap();
            assert_eq!(organisation.name(), name);
            assert_eq!(organisation.warnings(), []);
            let same = json::organisation_from_str(&ask(super::Format::Json)).unwrap();
            assert_eq!(organisation, same);
            organisation.compile().unwrap();
        }
    }
}
