//! JSON documents: what is written reads back bit for bit, and nothing a file holds does harm.

use chrono::TimeDelta;
use knockon::io::{DocumentError, Limits, json};
use knockon::organisation::{
    Aggregation, Criticality, Department, ExternalCustomer, Need, Organisation,
    OrganisationBuilder, Rule, Scenario, Service, Substitution, Transfer, Weighting,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A document with every field but those of people and of time constants.
pub(crate) const FULL: &str = r#"{ "format": "knockon/organisation", "version": 1, "name": "Harbour & Vine",
  "defaults":    { "department": "independent", "customer": { "aggregation": { "order": "-inf", "weighting": "share" } } },
  "departments": [ { "id": "it", "name": "IT", "capability": 1, "part_of": "operations", "labels": { "owner": "J. \"W\" Weaver" },
                     "rule": { "aggregation": { "order": 0, "weighting": "full" } } },
                   { "id": "operations", "capability": 0.1, "rule": "weakest", "name": null } ],
  "customers":   [ { "id": "shoppers", "name": "Käufer", "kind": "person", "population": 120000, "also_department": null,
                     "rule": { "aggregation": { "order": 1, "weighting": "share", "own_weight": 0 } } },
                   { "id": "staff", "kind": "organisation", "also_department": "it" } ],
  "services":    [ { "id": "it-ops", "name": "workplace IT", "provider": "it", "consumer": "operations",
                     "dependence": 0.6, "weight": 1, "condition": 1, "transfer": { "kind": "identity" }, "lag_hours": 72 },
                   { "provider": "operations", "consumer": "it", "dependence": 0.25, "condition": 0.3,
                     "transfer": { "kind": "table", "points": [[0, 0.5], [1, 1]] }, "criticality": { "floor": 0.5 } },
                   { "id": "h", "provider": "operations", "consumer": "staff", "dependence": 1, "weight": 3,
                     "transfer": { "kind": "hill", "n": 2.5, "threshold": 0.5 }, "lag_hours": 0.0002777777777777778 },
                   { "id": "a-x", "provider": "it", "consumer": "shoppers", "need": "freight", "weight": 2 },
                   { "id": "b-x", "provider": "operations", "consumer": "shoppers", "need": "freight",
                     "transfer": { "kind": "ramp", "from": 0.1, "to": 0.4 } } ],
  "needs":       [ { "consumer": "shoppers", "name": "freight", "dependence": 0.8, "weight": 1,
                     "substitution": { "kind": "pooled", "required": 2.5 }, "criticality": { "floor": 0.2, "slope": 1 } } ] }"#;

/// A tape of choices that a random organisation is made from; an empty tape always chooses first.
struct Tape {
    choices: std::vec::IntoIter<u32>,
}

impl Tape {
    fn below(&mut self, count: usize) -> usize {
        self.choices.next().unwrap_or(0) as usize % count
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.coin().then(|| make(self))
    }

    fn text(&mut self) -> String {
        self.pick(&[
            "",
            "plain",
            "two words",
            "svc:a>b",
            "Ünïcødé 漢字 🏢",
            "\"\\\n\t\u{0}\u{7f}",
            "null",
        ])
        .to_owned()
    }

    fn fraction(&mut self) -> f64 {
        let any = f64::from(self.choices.next().unwrap_or(0)) / f64::from(u32::MAX);
        self.pick(&[any, 0.0, 1.0, 0.1, 1.0 / 3.0, 1.0 - f64::EPSILON / 2.0, 5e-324, 1e-17])
    }

    fn positive(&mut self) -> f64 {
        let any = f64::from(self.choices.next().unwrap_or(0)) / 7.0 + 0.25;
        self.pick(&[1.0, any, 2.0, 0.1, 1e15, 1e16 + 2.0, 1e99 + 1.0, 1.5e-8])
    }

    /// What may be an exponent.
    fn exponent(&mut self) -> f64 {
        let any = f64::from(self.choices.next().unwrap_or(0)) / 7.0 + 0.25;
        self.pick(&[1.0, any, 2.0, 0.1, 1e9, 0.1 + 0.2, 1.5e-8])
    }

    /// Whole seconds up to ten years.
    fn time(&mut self) -> TimeDelta {
        let seconds = self.choices.next().unwrap_or(0) % (3653 * 86_400 + 1);
        TimeDelta::seconds(i64::from(seconds))
    }

    fn times(&mut self) -> [TimeDelta; 2] {
        [self.time(), self.pick(&[TimeDelta::zero(), TimeDelta::seconds(1), TimeDelta::days(3)])]
    }

    fn rule(&mut self) -> Rule {
        let orders = [0.0, -0.0, 1.0, f64::NEG_INFINITY, 0.3, -1e300, -7.25, 1e-100];
        match self.below(4) {
            0 => self.pick(&Rule::NAMED).1,
            1 => Rule::full(self.pick(&orders)),
            2 => Rule::share(self.pick(&[f64::INFINITY, 40.5, 1e300])),
            _ => Rule::Aggregation(Aggregation::new(
                self.pick(&orders),
                Weighting::Share { own_weight: self.maybe(Self::positive) },
            )),
        }
    }

    fn transfer(&mut self) -> Transfer {
        match self.below(5) {
            0 => Transfer::Identity,
            1 => Transfer::Ramp { from: self.fraction() / 2.0, to: 0.7 },
            2 => Transfer::Power { exponent: self.exponent() },
            3 => Transfer::Hill { n: self.exponent(), threshold: 1.0 / 3.0 },
            _ => Transfer::Table {
                points: vec![(0.1, self.fraction() / 2.0), (0.7, 0.5), (1.0, 1.0)],
            },
        }
    }

    fn criticality(&mut self) -> Criticality {
        Criticality::floor(self.fraction()).slope(self.exponent())
    }

    /// A need, and its services from one department.
    fn need(
        &mut self,
        consumer: &str,
        provider: &str,
        number: usize,
        weighted: bool,
    ) -> (Need, Vec<Service>) {
        let count = self.below(4);
        let substitution = match self.below(5) {
            0 => Substitution::BestOf,
            1 => Substitution::KthBest { k: u32::try_from(count.max(1)).unwrap() },
            2 => Substitution::Independent,
            3 => Substitution::IndependentAtLeast { k: 1 },
            _ => Substitution::Pooled { required: 1e-6 },
        };
        let name = format!("need {number} {}", self.text());
        let mut need = Need::new(consumer, &name);
        if count > 1 || self.coin() {
            need = need.substitution(substitution);
        }
        if weighted {
            need = need.weight(self.exponent());
        }
        if self.coin() {
            need = need.criticality(self.criticality());
        }
        let on_need = count == 0 || self.coin();
        let dependence = self.fraction();
        if on_need {
            need = need.dependence(dependence);
        }
        let uses_weights =
            matches!(substitution, Substitution::Independent | Substitution::Pooled { .. });
        let services = (0..count).map(|member| {
            let id = format!("n{number}-{member}");
            let mut service = Service::new(id, provider, consumer).for_need(&name);
            if member == 0 && !on_need {
                service = service.dependence(dependence);
            }
            if count > 1 && uses_weights {
                service = service.weight(self.exponent().max(1e-5));
            }
            service
        });
        (need, services.collect())
    }

    fn service(
        &mut self,
        provider: &str,
        consumer: &str,
        number: usize,
        weighted: bool,
    ) -> Service {
        let mut service = if self.coin() {
            Service::new(format!("s{number}{}", self.text()), provider, consumer)
        } else {
            Service::between(provider, consumer).named(format!("{number}"))
        };
        if self.coin() {
            service = service.named(format!("{number}{}", self.text()));
        }
        if weighted && self.coin() {
            service = service.weight(self.exponent());
        }
        if self.coin() {
            service = service.criticality(self.criticality());
        }
        service
            .dependence(self.fraction())
            .condition(self.fraction())
            .transfer(self.transfer())
            .lag(self.time())
    }

    fn organisation(&mut self) -> Organisation {
        let mut builder = Organisation::builder(self.text())
            .default_department_rule(self.rule())
            .default_customer_rule(self.rule());
        let mut parties: Vec<(String, bool)> = Vec::new();
        let department_count = 1 + self.below(5);
        for index in 0..department_count {
            let id = format!("{}d{index}", self.text());
            let mut department = Department::new(&id).capability(self.fraction());
            if self.coin() {
                department = department.named(self.text());
            }
            if index > 0 && self.coin() {
                department = department.part_of(&parties[self.below(index)].0);
            }
            let rule = self.maybe(Self::rule);
            if let Some(rule) = rule {
                department = department.rule(rule);
            }
            if let Some([down, up]) = self.maybe(Self::times) {
                department = department.degrades_within(down).recovers_within(up);
            }
            for _ in 0..self.below(3) {
                department = department.label(self.text(), self.text());
            }
            parties.push((id, rule.is_some_and(|rule| rule != Rule::Fdna)));
            builder = builder.department(department);
        }
        for index in 0..self.below(4) {
            let id = format!("{}c{index}", self.text());
            let mut customer = match self.below(4) {
                0 => ExternalCustomer::new(&id),
                1 => ExternalCustomer::person(&id),
                2 => ExternalCustomer::business(&id),
                _ => ExternalCustomer::organisation(&id),
            }
            .population(self.positive());
            if self.coin() {
                customer = customer.also_department(&parties[0].0).named(self.text());
            }
            let rule = self.maybe(Self::rule);
            if let Some(rule) = rule {
                customer = customer.rule(rule).label(self.text(), self.text());
            }
            if let Some([down, up]) = self.maybe(Self::times) {
                customer = customer.degrades_within(down).recovers_within(up);
            }
            parties.push((id, rule.is_some_and(|rule| rule != Rule::Fdna)));
            builder = builder.customer(customer);
        }
        self.services(builder, &parties, department_count).build().unwrap()
    }

    fn services(
        &mut self,
        mut builder: OrganisationBuilder,
        parties: &[(String, bool)],
        department_count: usize,
    ) -> OrganisationBuilder {
        for number in 0..self.below(10) {
            let provider = &parties[self.below(department_count)].0;
            let (consumer, weighted) = &parties[self.below(parties.len())];
            if self.coin() {
                builder = builder.service(self.service(provider, consumer, number, *weighted));
            } else {
                let (need, services) = self.need(consumer, provider, number, *weighted);
                builder = builder.need(need).services(services);
            }
        }
        builder
    }
}

fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u32>(), 0..400)
        .prop_map(|choices| Tape { choices: choices.into_iter() })
}

/// Organisations in which everything that can be stated is, now and then.
pub(crate) fn organisations() -> impl Strategy<Value = Organisation> {
    tape().prop_map(|mut tape| tape.organisation())
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.choices.as_slice().fmt(f)
    }
}

/// Equality that tells −0 from 0, as the derived form of every number does.
fn assert_identical(one: &Organisation, two: &Organisation) {
    assert_eq!(one, two);
    assert_eq!(format!("{:?}", one.to_builder()), format!("{:?}", two.to_builder()));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1847),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_written_reads_back_bit_for_bit(mut tape in tape()) {
        let organisation = tape.organisation();
        let text = json::organisation_to_string(&organisation);
        assert_identical(&json::organisation_from_str(&text).unwrap(), &organisation);
        let mut bytes = Vec::new();
        json::organisation_to_writer(&organisation, &mut bytes).unwrap();
        prop_assert_eq!(bytes, text.into_bytes());
    }

    #[test]
    fn a_written_scenario_reads_back(
        name in ".*",
        capabilities in prop::collection::vec((".*", any::<f64>().prop_filter("finite", |x| x.is_finite())), 0..5),
        stopped in prop::collection::vec(".*", 0..5),
    ) {
        let mut scenario = Scenario::new(name);
        for (id, value) in capabilities {
            scenario = scenario.capability(id.clone(), value).condition(id, value);
        }
        for id in stopped {
            scenario = scenario.stop_service(id);
        }
        let text = json::scenario_to_string(&scenario);
        prop_assert_eq!(json::scenario_from_str(&text).unwrap(), scenario);
    }

    #[test]
    fn garbage_is_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(json::organisation_from_slice(&bytes).is_err());
    }

    #[test]
    fn a_damaged_document_does_no_harm(at in 0..FULL.len(), byte in any::<u8>(), length in 0..4_usize) {
        let mut bytes = FULL.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, [byte]);
        let _ = json::organisation_from_slice(&bytes);
    }
}

#[test]
fn every_field_reads_and_reads_back() {
    let organisation = json::organisation_from_str(FULL).unwrap();
    let text = json::organisation_to_string(&organisation);
    insta::assert_snapshot!("json_full", text);
    assert_identical(&json::organisation_from_str(&text).unwrap(), &organisation);
    let lags: Vec<_> = organisation.services().map(|service| service.lag().num_seconds()).collect();
    assert_eq!(lags, [259_200, 0, 1, 0, 0]);
}

#[test]
fn time_constants_are_read_and_written_in_hours() {
    let text = r#"{ "format": "knockon/organisation", "version": 1,
      "departments": [ { "id": "it", "degradation_hours": 1.5, "recovery_hours": 72 },
                       { "id": "hr", "recovery_hours": 0.0002777777777777778 },
                       { "id": "ops", "degradation_hours": 0, "recovery_hours": null } ],
      "customers": [ { "id": "shoppers", "degradation_hours": 87672 } ] }"#;
    let organisation = json::organisation_from_str(text).unwrap();
    let it = Department::new("it")
        .degrades_within(TimeDelta::minutes(90))
        .recovers_within(TimeDelta::days(3));
    let stated = Organisation::builder("")
        .department(it)
        .department(Department::new("hr").recovers_within(TimeDelta::seconds(1)))
        .department(Department::new("ops"))
        .customer(ExternalCustomer::new("shoppers").degrades_within(TimeDelta::days(3653)))
        .build()
        .unwrap();
    assert_identical(&organisation, &stated);
    let words = [("1.5", "\"1h30m\""), ("72 }", "\"3d\" }"), ("0.0002777777777777778", "\"1s\"")];
    let words = words.into_iter().fold(text.to_owned(), |text, (number, words)| {
        assert!(text.contains(number));
        text.replacen(number, words, 1)
    });
    assert_identical(&json::organisation_from_str(&words).unwrap(), &stated);
    let text = json::organisation_to_string(&organisation);
    insta::assert_snapshot!("json_time_constants", text);
    assert_identical(&json::organisation_from_str(&text).unwrap(), &organisation);
}

#[test]
fn a_truncated_document_is_an_error_at_every_byte() {
    let end = FULL.rfind('}').unwrap();
    for length in 0..=end {
        assert!(json::organisation_from_slice(&FULL.as_bytes()[..length]).is_err(), "{length}");
    }
}

#[test]
fn an_empty_organisation_is_valid() {
    let text = r#"{ "format": "knockon/organisation", "version": 1, "departments": null }"#;
    let organisation = json::organisation_from_str(text).unwrap();
    assert_eq!(organisation, Organisation::builder("").build().unwrap());
    assert_eq!(
        json::organisation_to_string(&organisation),
        "{\n  \"format\": \"knockon/organisation\",\n  \"version\": 1\n}\n"
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert!(json::organisation_from_str(&format!("\u{feff}{FULL}")).is_ok());
}

#[test]
fn entries_given_twice_are_kept() {
    let scenario = json::scenario_from_str(
        r#"{ "capability": { "it": 0.5, "hr": null, "it": 0.25 }, "stop_services": ["a", "a"] }"#,
    )
    .unwrap();
    let capabilities: Vec<_> = scenario.capabilities().collect();
    assert_eq!(capabilities, [("it", 0.5), ("it", 0.25)]);
    assert_eq!(scenario.stopped_services().len(), 2);
}

#[test]
fn scenarios_may_state_format_and_version() {
    let scenario = Scenario::new("flu").capability("it", 0.5);
    let text = json::scenario_to_string(&scenario);
    let head = "{\n  \"format\": \"knockon/scenario\",\n  \"version\": 1,\n";
    let fields = text.strip_prefix(head).unwrap();
    for head in [head, "{", r#"{ "version": 1, "#, r#"{ "format": null, "version": null, "#] {
        assert_eq!(json::scenario_from_str(&format!("{head}{fields}")).unwrap(), scenario);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for open in ["[", "{\"a\":", "{\"departments\":[{\"labels\":"] {
        let text = open.repeat(200_000);
        assert!(json::organisation_from_str(&text).is_err());
        assert!(json::scenario_from_str(&text).is_err());
    }
}

#[test]
fn limits_hold_at_their_edge() {
    let limits = |parties, services_and_needs| {
        let mut limits = Limits::default();
        (limits.max_parties, limits.max_services_and_needs) = (parties, services_and_needs);
        limits
    };
    let read = |limits| json::organisation_from_str_with(FULL, &limits);
    assert!(read(limits(4, 6)).is_ok());
    assert!(matches!(read(limits(3, 6)), Err(DocumentError::TooMany { limit: 3, .. })));
    assert!(matches!(read(limits(4, 5)), Err(DocumentError::TooMany { limit: 5, .. })));
    let mut bytes = limits(4, 6);
    bytes.max_file_bytes = FULL.len() as u64;
    assert!(read(bytes).is_ok());
    bytes.max_file_bytes -= 1;
    assert!(matches!(read(bytes), Err(DocumentError::TooLarge { .. })));
}

#[test]
fn whole_seconds_of_a_lag_survive_hours() {
    for seconds in (0..=3653 * 86_400).step_by(100_003) {
        let lag = TimeDelta::seconds(seconds);
        let organisation = Organisation::builder("")
            .department(Department::new("a"))
            .service(Service::between("a", "a").dependence(0.5).lag(lag))
            .build()
            .unwrap();
        let text = json::organisation_to_string(&organisation);
        assert_eq!(json::organisation_from_str(&text).unwrap(), organisation);
    }
}
