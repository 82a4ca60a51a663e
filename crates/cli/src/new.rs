//! A small organisation to begin with.
//!
//! ```text
//! $ knockon new "Corner shop" > shop.json
//! $ knockon assess shop.json --set till=0.5
//! ```

use clap::Args;
use knockon::io::json;
use knockon::{Department, ExternalCustomer, Organisation, Service};

use crate::answer::Failure;

/// A small organisation to begin with.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What it is called
    #[arg(default_value = "New organisation")]
    name: String,
}

/// A document that shows every part most organisations need.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = Organisation::builder(&arguments.name)
        .department(Department::new("supply").named("Supply"))
        .department(Department::new("till").named("Till"))
        .customer(ExternalCustomer::person("regulars").named("Regulars").population(200.0))
        .service(Service::new("shelves", "supply", "till").named("full shelves").dependence(0.6))
        .service(
            Service::new("counter", "till", "regulars").named("at the counter").dependence(0.9),
        )
        .build()?;
    Ok(json::organisation_to_string(&organisation) + "\n")
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    #[test]
    fn what_is_new_can_be_assessed() {
        let document = crate::ask("new Shop").unwrap();
        let path = scratch("new.json", &document);
        let text = crate::ask(&format!("assess {path} --set till=0.5")).unwrap();
        assert!(text.contains(" Regulars         200   100.0   55.0   -45.0\n"), "{text}");
    }
}
