//! Every problem and every warning of a statement, as snapshots.

use std::fmt::Write;

use chrono::TimeDelta;
use knockon::io::csv::{TableOptions, organisation_from_str};
use knockon::organisation::{
    Aggregation, Criticality, Department, ExternalCustomer, Need, Organisation,
    OrganisationBuilder, ProblemCode, Rule, Service, Substitution, Transfer, WarningCode,
    Weighting,
};

use crate::io::csv::{EDGES, NODES};

fn start() -> OrganisationBuilder {
    Organisation::builder("")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("x"))
}

fn service() -> Service {
    Service::new("s", "a", "x").dependence(0.5)
}

fn share(order: f64, own_weight: Option<f64>) -> Rule {
    Rule::Aggregation(Aggregation::new(order, Weighting::Share { own_weight }))
}

fn invalid_statements() -> Vec<OrganisationBuilder> {
    let table = |points: &[(f64, f64)]| Transfer::Table { points: points.to_vec() };
    let needing = |substitution| {
        start()
            .need(Need::new("x", "n").dependence(0.5).substitution(substitution))
            .service(Service::new("s", "a", "x").for_need("n"))
            .service(Service::new("t", "b", "x").for_need("n").weight(1.0))
    };
    let at_least = start()
        .need(
            Need::new("x", "n")
                .dependence(0.5)
                .substitution(Substitution::IndependentAtLeast { k: 1 }),
        )
        .services((0..1001).map(|index| Service::new(format!("{index}"), "a", "x").for_need("n")));
    let transfers = [
        Transfer::Ramp { from: 0.5, to: 0.5 },
        Transfer::Power { exponent: 0.0 },
        Transfer::Hill { n: f64::INFINITY, threshold: 0.5 },
        Transfer::Hill { n: 1.0, threshold: 0.0 },
        table(&[(1.0, 1.0)]),
        table(&[(0.0, 2.0), (1.0, 1.0)]),
        table(&[(0.5, 0.0), (0.5, 1.0)]),
        table(&[(0.0, 0.5), (1.0, 0.4)]),
        table(&[(0.0, 0.5), (0.9, 1.0)]),
    ];
    let rules =
        [Rule::full(f64::NAN), Rule::full(1.5), share(f64::NAN, None), share(1.0, Some(-1.0))];
    let mut statements = vec![
        start().department(Department::new("")),
        start().customer(ExternalCustomer::new("")),
        start().service(Service::new("", "a", "x").dependence(0.5)),
        start().need(Need::new("x", "").dependence(0.5)),
        start().department(Department::new("a")),
        start().customer(ExternalCustomer::new("a")),
        start().customer(ExternalCustomer::new("x")),
        start().service(service()).service(service()),
        start().need(Need::new("x", "n").dependence(0.5)).need(Need::new("x", "n").dependence(0.5)),
        start().customer(ExternalCustomer::new("y").also_department("x")),
        start().department(Department::new("c").part_of("x")),
        start().service(Service::new("s", "c", "x").dependence(0.5)),
        start().service(Service::between("a", "y").dependence(0.5)),
        start().service(service().for_need("n")),
        start().need(Need::new("y", "n").dependence(0.5)),
        start().department(Department::new("c").capability(f64::NAN)),
        start().customer(ExternalCustomer::new("y").population(-1.0)),
        start().service(service().dependence(1.7)),
        start().service(service().weight(f64::INFINITY)),
        start().service(service().condition(-0.1)),
        start().service(service().lag(TimeDelta::milliseconds(1500))),
        start().service(service().lag(TimeDelta::days(4000))),
        start().service(service().lag(TimeDelta::seconds(-1))),
        start().service(service().criticality(Criticality::floor(2.0).slope(-1.0))),
        start().need(
            Need::new("x", "n")
                .dependence(2.0)
                .weight(-1.0)
                .criticality(Criticality::floor(f64::NAN)),
        ),
        start().service(Service::new("s", "x", "a").dependence(0.5)),
        start()
            .department(Department::new("c").part_of("d"))
            .department(Department::new("d").part_of("c")),
        start().department(Department::new("c").part_of("c")),
        needing(Substitution::BestOf).service(service().for_need("n")),
        start()
            .need(Need::new("x", "n").dependence(0.5))
            .service(Service::new("s", "a", "x").for_need("n"))
            .service(Service::new("t", "b", "x").for_need("n")),
        needing(Substitution::KthBest { k: 3 }),
        needing(Substitution::IndependentAtLeast { k: 0 }),
        needing(Substitution::Pooled { required: 2.5 }),
        needing(Substitution::Pooled { required: f64::NAN }),
        at_least,
        needing(Substitution::BestOf)
            .service(Service::new("u", "b", "x").for_need("n").weight(2.0)),
        start().need(Need::new("x", "n").dependence(0.5)).service(
            Service::new("s", "a", "x").for_need("n").criticality(Criticality::floor(0.5)),
        ),
        start().default_customer_rule(Rule::Fdna).service(service().weight(2.0)),
        start().service(service().weight(0.0)),
    ];
    statements.extend(transfers.map(|transfer| start().service(service().transfer(transfer))));
    statements.extend(rules.map(|rule| start().department(Department::new("c").rule(rule))));
    statements.push(
        start()
            .default_department_rule(Rule::full(2.0))
            .default_customer_rule(share(f64::NAN, None)),
    );
    statements
}

#[test]
fn every_problem_of_a_statement() {
    let mut met: Vec<ProblemCode> = Vec::new();
    let mut text = String::new();
    for statement in invalid_statements() {
        let invalid = statement.build().expect_err("the statement is invalid");
        for problem in invalid.problems() {
            met.push(problem.code());
            writeln!(text, "{:?} {problem}", problem.code()).unwrap();
        }
    }
    met.sort_unstable();
    met.dedup();
    // `OnlyParts` is a scenario's, `Unreadable` a file's; `TooMany` takes billions of statements.
    let all = [
        ProblemCode::EmptyId,
        ProblemCode::Duplicate,
        ProblemCode::Unknown,
        ProblemCode::OutOfRange,
        ProblemCode::CustomerAsProvider,
        ProblemCode::PartOfCycle,
        ProblemCode::DependenceTwice,
        ProblemCode::SubstitutionMissing,
        ProblemCode::Transfer,
        ProblemCode::Substitution,
        ProblemCode::Order,
        ProblemCode::IgnoredSetting,
        ProblemCode::NoWeight,
    ];
    assert_eq!(met, all);
    insta::assert_snapshot!("problems", text);
}

#[test]
fn ten_warnings_of_a_kind_are_listed_and_the_rest_counted() {
    let mut builder = Organisation::builder("lonely");
    for index in 0..25 {
        builder = builder.department(Department::new(format!("d{index}")));
    }
    for index in 0..11 {
        builder = builder.customer(ExternalCustomer::new(format!("c{index}")));
    }
    let organisation = builder.build().unwrap();
    let said: Vec<_> = organisation.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 10 + 10 + 2);
    assert_eq!(said[9], "departments[9]: department `d9` serves nobody and has no parts");
    assert_eq!(said[10], "customers[0]: nobody serves external customer `c0`");
    let rest = [
        "departments: 15 more warnings of the kind of \"department `d0` serves nobody and has no \
         parts\" are not listed",
        "customers: 1 more warning of the kind of \"nobody serves external customer `c0`\" is not \
         listed",
    ];
    assert_eq!(said[20..], rest);
    let codes = organisation.warnings()[20..].iter().map(knockon::organisation::Warning::code);
    assert_eq!(codes.collect::<Vec<_>>(), [WarningCode::ServesNobody, WarningCode::Unserved]);

    let rows: Vec<_> = (0..13).map(|index| format!("d{index},,department,p{index}\n")).collect();
    let nodes = format!("id,name,kind,parent\n{}", rows.concat());
    let edges = "provider,consumer,service,dependence\n";
    let tables = organisation_from_str(&nodes, edges, &TableOptions::default()).unwrap();
    let parents = tables.warnings().iter();
    let parents = parents.filter(|warning| warning.code() == WarningCode::UnknownParent);
    let said: Vec<_> = parents.map(ToString::to_string).collect();
    assert_eq!(said.len(), 11);
    let rest = "departments: 3 more warnings of the kind of \"parent `p0` of department `d0` is no \
                row of the table; it becomes a department\" are not listed";
    assert_eq!(said[10], rest);
}

#[test]
fn every_warning_of_a_statement() {
    let organisation = start()
        .customer(ExternalCustomer::new("y"))
        .service(Service::new("self", "a", "a").dependence(0.5).weight(2.0))
        .need(Need::new("x", "n").dependence(0.5))
        .need(Need::new("a", "m").dependence(0.5).weight(0.5))
        .build()
        .unwrap();
    let total = TableOptions::default().dependence_total(0.8);
    let tables = organisation_from_str(NODES, EDGES, &total).unwrap();
    let warnings = organisation.warnings().iter().chain(tables.warnings());
    let mut met: Vec<WarningCode> =
        warnings.clone().map(knockon::organisation::Warning::code).collect();
    met.sort_unstable();
    met.dedup();
    let all = [
        WarningCode::SelfService,
        WarningCode::ServesNobody,
        WarningCode::Unserved,
        WarningCode::NeedWithoutService,
        WarningCode::WeightUnderFull,
        WarningCode::UnknownParent,
    ];
    assert_eq!(met, all);
    let lines: Vec<_> = warnings.map(|warning| format!("{:?} {warning}", warning.code())).collect();
    insta::assert_snapshot!("warnings", lines.join("\n"));
}
