//! What is checked of a mapping that has been read.

use chrono::TimeDelta;

use super::mapping::{
    IdRules, Mapping, Meaning, NamedCustomer, PartyRule, RelationRule, RemainingDependence,
};
use super::record::{End, PartyRole, SharedNeed};
use crate::io::wire::{
    CUSTOMER_KINDS, Entries, IdsDocument, MappingDocument, NamedCustomerDocument, Object,
    PartyMappingDocument, RelationMappingDocument, RemainingDocument, whole_seconds,
};
use crate::organisation::{Invalid, Place, Problem, ProblemCode, Problems, Rule, Section, quoted};
use crate::unit::{Dependence, Figure, Quality};

/// Problems of a mapping, found by value.
struct Checks {
    problems: Problems,
}

impl Checks {
    fn push(&mut self, code: ProblemCode, place: Place, message: impl Into<String>) {
        self.problems.push(Problem::new(code, place, message));
    }

    /// Passes on a number in 0..=1, or reports it.
    fn share(&mut self, number: Option<f64>, place: Place, range: &str) -> Option<f64> {
        if let Some(number) = number.filter(|number| !(0.0..=1.0).contains(number)) {
            let message = format!("{} `{}` is outside {range}", place.field(), Figure(number));
            self.push(ProblemCode::OutOfRange, place, message);
        }
        number
    }

    /// Passes on a finite number of at least 0, or reports it.
    fn amount(&mut self, number: Option<f64>, place: Place) -> Option<f64> {
        if let Some(number) = number.filter(|number| !(number.is_finite() && *number >= 0.0)) {
            let message =
                format!("{} `{}` is no finite number of 0 or more", place.field(), Figure(number));
            self.push(ProblemCode::OutOfRange, place, message);
        }
        number
    }

    /// Checks the fields that a rule matches by.
    fn patterns(
        &mut self,
        Entries(patterns): Entries<String>,
        (section, index): (Section, usize),
        known: &str,
        is_known: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        for (field, _) in patterns.iter().filter(|(field, _)| !is_known(field)) {
            let message =
                format!("`{}` is nothing to match by, where {known} is needed", quoted(field));
            self.push(ProblemCode::Unreadable, Place::new(section, index, "match"), message);
        }
        patterns
    }

    fn party(&mut self, index: usize, document: PartyMappingDocument) -> PartyRule {
        let PartyMappingDocument {
            r#match,
            r#as: word,
            name,
            part_of,
            rule: rule_name,
            labels,
            ..
        } = document;
        let place = |field| Place::new(Section::Parties, index, field);
        let patterns = self.patterns(
            r#match,
            (Section::Parties, index),
            "`id`, `kind`, `name` or `label.` and a label",
            |field| ["id", "kind", "name"].contains(&field) || field.starts_with("label."),
        );
        let role = word.and_then(|word| {
            let known = role_of(&word);
            if known.is_none() {
                let message = format!(
                    "`{}` is no kind of party, where `department`, `external_customer`, `person`, \
                     `business`, `organisation`, `group` or `ignore` is needed",
                    quoted(&word)
                );
                self.push(ProblemCode::Unreadable, place("as"), message);
            }
            known
        });
        let aggregation = rule_name.and_then(|name| {
            let named = Rule::named(&name);
            if named.is_none() {
                self.problems.push(Problem::unknown_rule(&name, place("rule"), "parties"));
            }
            named
        });
        PartyRule {
            patterns,
            role,
            name,
            part_of,
            population: self.amount(document.population, place("population")),
            capability: self.share(document.capability, place("capability"), Quality::RANGE),
            rule: aggregation,
            labels: labels.unwrap_or_default().0,
        }
    }

    fn relation(&mut self, index: usize, document: RelationMappingDocument) -> RelationRule {
        let RelationMappingDocument { r#match, provider, r#as, need, lag_hours, .. } = document;
        let place = |field| Place::new(Section::Relations, index, field);
        let patterns = self.patterns(
            r#match,
            (Section::Relations, index),
            "`relation`, `from` or `to`",
            |field| ["relation", "from", "to"].contains(&field),
        );
        let end = |word: &str| match word {
            "from" | "source" | "parent" => Some(End::From),
            "to" | "target" | "child" => Some(End::To),
            _ => None,
        };
        let other = |word: &str| match word {
            "part_of" => Some(Meaning::PartOf),
            "ignore" => Some(Meaning::Ignore),
            "warn" => Some(Meaning::Warn),
            _ => None,
        };
        let means = match (&provider, &r#as) {
            (Some(word), None) => {
                let end = end(word);
                if end.is_none() {
                    let message = format!(
                        "`{}` is no end of a relation, where `from` or `to` is needed, or \
                         `parent` or `child`",
                        quoted(word)
                    );
                    self.push(ProblemCode::Unreadable, place("provider"), message);
                }
                end.map(Meaning::ProvidedBy)
            }
            (None, Some(word)) => {
                let meaning = other(word);
                if meaning.is_none() {
                    let message = format!(
                        "`{}` is nothing that a relation can be, where `part_of`, `ignore` or \
                         `warn` is needed, or `provider` in its place",
                        quoted(word)
                    );
                    self.push(ProblemCode::Unreadable, place("as"), message);
                }
                meaning
            }
            (Some(_), Some(_)) => {
                let message = "`as` and `provider` are both stated, where one of them decides";
                self.push(ProblemCode::Duplicate, place("as"), message);
                None
            }
            (None, None) => None,
        };
        let lag = lag_hours.map_or(Ok(TimeDelta::zero()), whole_seconds);
        let lag = lag.unwrap_or_else(|fault| {
            self.push(ProblemCode::OutOfRange, place("lag_hours"), format!("lag_hours {fault}"));
            TimeDelta::zero()
        });
        if need.is_some() && document.dependence.is_some() {
            let message = "the dependence is stated beside a need, where it is stated in the need";
            self.push(ProblemCode::DependenceTwice, place("dependence"), message);
        }
        let need = need.map(|Object(need)| SharedNeed {
            substitution: need.substitution(index, &mut self.problems),
            dependence: self.share(need.dependence, place("need.dependence"), Dependence::RANGE),
            ..SharedNeed::new(need.name)
        });
        RelationRule {
            patterns,
            means,
            dependence: self.share(document.dependence, place("dependence"), Dependence::RANGE),
            weight: self.amount(document.weight, place("weight")),
            condition: self.share(document.condition, place("condition"), Quality::RANGE),
            lag,
            need,
        }
    }

    fn customer(&mut self, index: usize, document: NamedCustomerDocument) -> NamedCustomer {
        let NamedCustomerDocument { id, name, kind, population, served_by } = document;
        let place = |field| Place::new(Section::Customers, index, field);
        let known = |word: &String| {
            CUSTOMER_KINDS.iter().find(|(known, _)| known == word).map(|(_, kind)| *kind)
        };
        if let Some(word) = kind.as_ref().filter(|word| known(word).is_none()) {
            let message = format!(
                "kind `{}` is unknown, where `person`, `business` or `organisation` is needed",
                quoted(word)
            );
            self.push(ProblemCode::Unreadable, place("kind"), message);
        }
        if id.is_empty() {
            self.push(ProblemCode::EmptyId, place("id"), "the id is empty");
        }
        let served_by = served_by.unwrap_or_default().0;
        for (_, dependence) in &served_by {
            self.share(Some(*dependence), place("served_by"), Dependence::RANGE);
        }
        NamedCustomer {
            id,
            name,
            kind: kind.as_ref().and_then(known),
            population: self.amount(population, place("population")).unwrap_or(1.0),
            served_by,
        }
    }

    fn remaining(&mut self, document: &RemainingDocument) -> Option<RemainingDependence> {
        let place = |field| Place::whole(Section::Dependence, field);
        match (document.total, document.each) {
            (Some(total), None) => {
                if !(total > 0.0 && total <= 1.0) {
                    let message = format!("total `{}` is not above 0 and at most 1", Figure(total));
                    self.push(ProblemCode::OutOfRange, place("total"), message);
                }
                Some(RemainingDependence::Total(total))
            }
            (None, Some(each)) => {
                self.share(Some(each), place("each"), Dependence::RANGE);
                Some(RemainingDependence::Each(each))
            }
            _ => {
                let message = "one of `total` and `each` is needed";
                self.push(ProblemCode::Unreadable, place(""), message);
                None
            }
        }
    }
}

/// What a word makes of a party.
fn role_of(word: &str) -> Option<PartyRole> {
    let kind = CUSTOMER_KINDS.iter().find(|(known, _)| *known == word);
    match word {
        "department" => Some(PartyRole::Department),
        "external_customer" => Some(PartyRole::Customer(None)),
        "group" => Some(PartyRole::Group),
        "ignore" => Some(PartyRole::Ignored),
        _ => kind.map(|(_, kind)| PartyRole::Customer(Some(*kind))),
    }
}

impl MappingDocument {
    /// Checks what is stated.
    pub(super) fn mapping(mut self) -> Result<Mapping, Invalid> {
        let mut checks = Checks { problems: Problems::default() };
        let defaults = self.defaults(&mut checks.problems);
        let Object(ids) = self.ids.unwrap_or(Object(IdsDocument {
            lower: None,
            strip_prefix: None,
            rename: None,
        }));
        let parties = self.parties.unwrap_or_default().into_iter().enumerate();
        let relations = self.relations.unwrap_or_default().into_iter().enumerate();
        let customers = self.customers.unwrap_or_default().into_iter().enumerate();
        let mapping = Mapping {
            name: self.name.filter(|name| !name.is_empty()),
            defaults,
            ids: IdRules {
                lower: ids.lower.unwrap_or(false),
                strip_prefix: ids.strip_prefix,
                rename: ids.rename.unwrap_or_default().0.into_iter().collect(),
            },
            parties: parties.map(|(at, Object(rule))| checks.party(at, rule)).collect(),
            relations: relations.map(|(at, Object(rule))| checks.relation(at, rule)).collect(),
            customers: customers.map(|(at, Object(it))| checks.customer(at, it)).collect(),
            remaining: self.dependence.and_then(|Object(it)| checks.remaining(&it)),
            ..Mapping::default()
        };
        if checks.problems.is_empty() { Ok(mapping) } else { Err(Invalid::new(checks.problems)) }
    }
}
