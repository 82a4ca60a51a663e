//! What might have been meant where an id is unknown.

use std::fmt::Display;
use std::path::Path;

use knockon::organisation::{Element, PartyRef, ProblemCode, Section};
use knockon::{Error, Invalid, Organisation, UnknownId};

use crate::answer::Failure;

/// How alike two ids have to be, 0..=1, for one to be offered in place of the other.
const LIKENESS: f64 = 0.8;

/// What to do where a command asks about all external customers and no others, who count for nothing.
pub(crate) const STATE_PEOPLE: &str = "state one with a `population` above 0";

/// The problems of a scenario, each with what might have been meant.
pub(crate) fn advise(invalid: &Invalid, organisation: &Organisation) -> Failure {
    let lines = invalid.problems().iter().map(|problem| {
        let place = problem.place();
        let advice = match place.element() {
            Element::Key(id) => meant(id, place.section(), organisation),
            _ if problem.code() == ProblemCode::Unknown => {
                let id = quoted(problem.message());
                id.and_then(|id| meant_anywhere(id, organisation)).unwrap_or_default()
            }
            _ => String::new(),
        };
        format!("{problem}{advice}")
    });
    let mut lines: Vec<_> = lines.collect();
    match invalid.more() {
        0 => {}
        1 => lines.push("and 1 more problem".to_owned()),
        more => lines.push(format!("and {more} more problems")),
    }
    lines.join("\n").into()
}

/// The problems of a file, each with what might have been meant.
pub(crate) fn advise_of_file(
    path: &Path,
    invalid: &Invalid,
    organisation: &Organisation,
) -> Failure {
    format!("{}: {}", path.display(), advise(invalid, organisation)).into()
}

/// The first id that a message quotes.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// Why an argument that names a party is refused, with what might have been meant.
pub(crate) fn unknown(argument: &str, error: &UnknownId, organisation: &Organisation) -> Failure {
    let nearest = match error {
        UnknownId::Department { id } => nearest(id, organisation.departments().map(named)),
        UnknownId::Customer { id } => nearest(id, organisation.customers().map(named)),
        UnknownId::Party { id } => nearest(id, organisation.parties().map(named)),
        _ => None,
    };
    format!("{argument}: {error}{}", nearest.unwrap_or_default()).into()
}

/// Why a question is refused, with what might have been meant.
pub(crate) fn refused(error: impl Into<Error>, organisation: &Organisation) -> Failure {
    let error = error.into();
    format!("{error}{}", meant_by(&error, organisation)).into()
}

/// The same of an argument.
pub(crate) fn refused_at(
    argument: &str,
    error: impl Into<Error>,
    organisation: &Organisation,
) -> Failure {
    format!("{argument}: {}", refused(error, organisation)).into()
}

/// Why a mean of external customers of whom there are none is refused, and what to give instead.
pub(crate) fn nobody_counts(error: impl Display, remedy: &str) -> Failure {
    format!("{error}; {remedy}").into()
}

/// Half a sentence about the id of an error that nobody has; empty where there is nothing to say.
pub(crate) fn meant_by(error: &Error, organisation: &Organisation) -> String {
    error.id().and_then(|id| meant_anywhere(id, organisation)).unwrap_or_default()
}

/// Half a sentence about an id, unless somebody has it, or nothing is like it.
pub(crate) fn meant_anywhere(id: &str, organisation: &Organisation) -> Option<String> {
    if organisation.party(id).is_some() || organisation.service(id).is_some() {
        return None;
    }
    let services = organisation.services();
    let services = services.map(|service| (service.id().as_str(), service.name()));
    nearest(id, organisation.parties().map(named).chain(services))
}

/// Half a sentence about an id in a section of a scenario; empty where there is nothing to say.
pub(crate) fn meant(id: &str, section: Section, organisation: &Organisation) -> String {
    advice(id, section, organisation).unwrap_or_default()
}

fn advice(id: &str, section: Section, organisation: &Organisation) -> Option<String> {
    let is_department = |id: &str| organisation.party(id).is_some_and(PartyRef::is_department);
    let is_known = organisation.party(id).is_some() || organisation.service(id).is_some();
    match section {
        Section::StopServices if is_department(id) => {
            Some(format!("; it is a department: `--set {id}=0` says that it can do nothing"))
        }
        _ if is_known => None,
        Section::Capability | Section::Skill | Section::Agents => {
            nearest(id, organisation.departments().map(named))
        }
        Section::Ceiling => nearest(id, organisation.customers().map(named)),
        Section::Observed => nearest(id, organisation.parties().map(named)),
        _ => {
            let services = organisation.services();
            nearest(id, services.map(|service| (service.id().as_str(), service.name())))
        }
    }
}

fn named(party: PartyRef<'_>) -> (&str, &str) {
    (party.id().as_str(), party.name())
}

/// The id that is most like one that is unknown; or that whose name it is.
fn nearest<'a>(id: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let id = id.to_lowercase();
    let likeness = |(other, name): &(&str, &str)| {
        let of = |text: &str| strsim::jaro_winkler(&id, &text.to_lowercase());
        of(other).max(of(name))
    };
    let nearest = known.max_by(|one, two| likeness(one).total_cmp(&likeness(two)))?;
    (likeness(&nearest) >= LIKENESS).then(|| format!("; did you mean `{}`?", nearest.0))
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    #[test]
    fn a_mean_over_nobody_is_refused_with_a_remedy() {
        let organisation = r#"{ "format": "knockon/organisation", "version": 1,
            "departments": [ { "id": "it" }, { "id": "shop" } ],
            "customers": [ { "id": "a", "population": 0 }, { "id": "b", "population": 0 } ],
            "services": [ { "id": "help", "provider": "it", "consumer": "shop", "dependence": 0.5 },
                          { "provider": "shop", "consumer": "a", "dependence": 0.5 },
                          { "provider": "shop", "consumer": "b" } ] }"#;
        let open = scratch("nobody-open.json", organisation);
        let stated =
            organisation.replace(r#""consumer": "b" }"#, r#""consumer": "b", "dependence": 0.5 }"#);
        let stated = scratch("nobody.json", &stated);
        let actions = scratch(
            "nobody-actions.json",
            r#"{ "format": "knockon/actions", "version": 1,
                 "actions": [ { "id": "more", "cost": 1, "capability": { "it": 0.9 } } ] }"#,
        );
        let choice = format!("priorities {stated} --actions {actions} --budget 1");
        let drawn = format!("draws {stated} --dependence help=uniform(0.2..0.8) --draws 100");
        let state = "state one with a `population` above 0";
        for (line, remedy) in [
            (format!("ask {open}"), state),
            (format!("staffing {stated}"), state),
            (drawn.clone(), "name a party with --objective"),
            (format!("sensitivity {stated}"), "name a party with --objective"),
            (format!("contingency {stated}"), "name one with --customer"),
            (format!("assess {stated} --set it=0.5 --attribution"), "name some with --customer"),
            (
                choice.clone(),
                "judge by --objective worst or --objective internal, or state one with a \
                 `population` above 0",
            ),
            (
                format!("{choice} --objective internal --frontier"),
                "leave --frontier out, or state one with a `population` above 0",
            ),
        ] {
            let refused = crate::ask(&line).unwrap_err();
            let said = "the populations of the external customers sum to 0; ";
            assert!(refused.ends_with(&format!("{said}{remedy}")), "{line}: {refused}");
        }
        let refused = crate::ask(&format!("{choice} --objective revenue --worth a=1")).unwrap_err();
        assert!(refused.starts_with("--worth: populations times worth sum to 0; "), "{refused}");
        for line in [
            format!("{drawn} --objective a"),
            format!("{choice} --objective worst"),
            format!("{choice} --objective internal"),
        ] {
            crate::ask(&line).unwrap();
        }
    }

    #[test]
    fn an_organisation_without_customers_is_not_told_of_their_populations() {
        let organisation = r#"{ "format": "knockon/organisation", "version": 1,
            "departments": [ { "id": "it" }, { "id": "shop" } ],
            "services": [ { "id": "help", "provider": "it", "consumer": "shop"DEPENDENCE } ] }"#;
        let open = scratch("no-customers-open.json", &organisation.replace("DEPENDENCE", ""));
        let stated = organisation.replace("DEPENDENCE", r#", "dependence": 0.5"#);
        let stated = scratch("no-customers.json", &stated);
        let actions = scratch(
            "no-customers-actions.json",
            r#"{ "format": "knockon/actions", "version": 1,
                 "actions": [ { "id": "more", "cost": 1, "capability": { "it": 0.9 } } ] }"#,
        );
        let state = "state one with a `population` above 0";
        for (line, remedy) in [
            (format!("ask {open}"), state),
            (
                format!("draws {stated} --dependence help=uniform(0.2..0.8) --draws 100"),
                "name a party with --objective",
            ),
            (
                format!("priorities {stated} --actions {actions} --budget 1"),
                "judge by --objective internal, or state one with a `population` above 0",
            ),
        ] {
            let refused = crate::ask(&line).unwrap_err();
            let said = format!("there are no external customers; {remedy}");
            assert!(refused.ends_with(&said), "{line}: {refused}");
        }
    }

    #[test]
    fn near_matches_are_offered_wherever_an_id_is_asked_for() {
        for (line, meant) in [
            ("assess --set itt=0.5", "it"),
            ("assess --stop till", "tills"),
            ("assess --customer shopers", "shoppers"),
            ("assess --fail-below shopers=0.5", "shoppers"),
            ("batch --party warehose", "warehouse"),
            ("chains --from warehose", "warehouse"),
            ("chains --to shopers", "shoppers"),
            ("contingency --customer shopers", "shoppers"),
            ("sensitivity --objective shopers", "shoppers"),
            ("sensitivity --set warehose=0.5", "warehouse"),
            ("sensitivity --range itt=0.1..0.5", "it"),
            ("sensitivity --range-dependence till=0.1..0.5", "tills"),
            ("staffing --agents-for itt=0.9", "it"),
            ("staffing --scan warehose", "warehouse"),
            ("timeline --shock itt=0.5@0d..1d", "it"),
            ("timeline --pace warehose=1h..2h", "warehouse"),
            ("draws --capability itt=uniform(0.1..0.5)", "it"),
            ("draws --objective shopers", "shoppers"),
            ("outcome --shock itt=0.5@0d..1d", "it"),
            ("availability --party warehose", "warehouse"),
            ("availability --service ledgr", "ledger"),
            ("staffing --scenario nothing.json", ""),
        ] {
            let refused = crate::ask(line).unwrap_err();
            let offered = refused.contains(&format!("did you mean `{meant}`?"));
            assert_eq!(offered, !meant.is_empty(), "{line}: {refused}");
        }
    }
}
