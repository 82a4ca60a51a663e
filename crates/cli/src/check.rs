//! Is what is stated in order?
//!
//! ```text
//! $ knockon check ORGANISATION.json
//! $ knockon check nodes.csv edges.csv --dependence-total 0.8
//! ```
//!
//! Says of an organisation how large it is, what is odd about it, and which cycles it has; every
//! problem of one that is refused, and exit code 2.

use clap::Args;
use knockon::io::sample;
use knockon::organisation::Warning;
use knockon::report::{remarks, text::plain};
use serde::Serialize;

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::warning::with_file;
use crate::{paint, standard_input};

/// Is what is stated in order?
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    format: AnswerFormat,
}

/// One JSON document.
#[derive(Debug, Serialize)]
struct Document {
    organisation: String,
    departments: usize,
    customers: usize,
    services: usize,
    /// How many departments each cyclic component has.
    cycles: Vec<usize>,
    /// Whether every scenario has exactly one consistent state.
    certified: bool,
    warnings: Vec<String>,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read_silently(None, sample)?;
    let network = organisation.compile()?;
    let files = arguments.organisation.named_in_warnings();
    let said = |warning: &Warning| standard_input::named(&with_file(warning, files));
    let document = Document {
        organisation: organisation.name().to_owned(),
        departments: organisation.department_count(),
        customers: organisation.customer_count(),
        services: organisation.service_count(),
        cycles: network.cycle_sizes().collect(),
        certified: network.is_certified(),
        warnings: organisation.warnings().iter().map(said).collect(),
    };
    if let Some(answer) = arguments.format.written_as("knockon/check", &document, &[""])? {
        return Ok(answer);
    }
    let counted =
        |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut text = format!(
        "{}: in order; {}, {}, {}\n",
        plain(&document.organisation),
        counted(document.departments, "department"),
        counted(document.customers, "external customer"),
        counted(document.services, "service")
    );
    let largest = document.cycles.iter().max();
    text += &match (document.cycles.len(), largest) {
        (1, Some(one)) => ["One cycle, of ", &counted(*one, "department"), ".\n"].concat(),
        (several, Some(largest)) => {
            let of = [several, *largest].map(|count| count.to_string());
            [&of[0], " cycles, the largest of ", &of[1], " departments.\n"].concat()
        }
        (_, None) => "No department depends on itself through others.\n".to_owned(),
    };
    text += if document.certified {
        "Every scenario that leaves dependences alone has exactly one consistent state.\n"
    } else {
        "Not every scenario is proved to have one consistent state: ask with --tipping.\n"
    };
    for warning in &document.warnings {
        text += &["Warning: ", &plain(warning), "\n"].concat();
    }
    Ok(paint::text(text + &remarks(&network)))
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    #[test]
    fn what_is_in_order_is_counted() {
        let text = crate::ask("check").unwrap();
        assert!(text.starts_with("Harbour & Vine: in order; "), "{text}");
        let document: serde_json::Value =
            serde_json::from_str(&crate::ask("check --json").unwrap()).unwrap();
        assert_eq!(document["customers"], 4);
        assert_eq!(document["certified"], true);
    }

    #[test]
    fn every_problem_is_told() {
        let text = r#"{ "format": "knockon/organisation", "version": 1,
            "departments": [ { "id": "a", "capability": 2 } ],
            "services": [ { "provider": "a", "consumer": "b", "dependence": 0.5 } ] }"#;
        let refused = crate::ask(&format!("check {}", scratch("check.json", text))).unwrap_err();
        assert!(refused.contains("capability"), "{refused}");
        assert!(refused.contains("`b`"), "{refused}");
    }
}
