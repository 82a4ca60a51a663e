//! What might have been meant where an id is unknown.

use knockon::organisation::{Element, PartyRef, Section};
use knockon::{Invalid, Organisation};

use crate::answer::Failure;

/// How alike two ids have to be, 0..=1, for one to be offered in place of the other.
const LIKENESS: f64 = 0.8;

/// The problems of a scenario, each with what might have been meant.
pub(crate) fn advise(invalid: &Invalid, organisation: &Organisation) -> Failure {
    let lines = invalid.problems().iter().map(|problem| {
        let place = problem.place();
        let advice = match place.element() {
            Element::Key(id) => advice(id, place.section(), organisation),
            _ => None,
        };
        format!("{problem}{}", advice.unwrap_or_default())
    });
    let mut lines: Vec<_> = lines.collect();
    match invalid.more() {
        0 => {}
        1 => lines.push("and 1 more problem".to_owned()),
        more => lines.push(format!("and {more} more problems")),
    }
    lines.join("\n").into()
}

/// Half a sentence, if there is anything to say.
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
