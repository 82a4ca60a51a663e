//! Every message a reader of a file may meet, as snapshots.

use std::fmt::Write;
use std::path::PathBuf;

use chrono::TimeDelta;
use knockon::io::csv::{TableOptions, organisation_from_slices, organisation_from_str};
use knockon::io::{Limits, json, read_organisation, read_scenario, read_tables};
use knockon::organisation::{
    Aggregation, Criticality, Department, ExternalCustomer, Need, Organisation,
    OrganisationBuilder, ProblemCode, Rule, Service, Substitution, Transfer, WarningCode,
    Weighting,
};

use crate::io::csv::{EDGES, NODES};
use crate::io::json::FULL;

/// Lists what was given and the message it met.
fn listing<T, E: std::fmt::Display>(
    cases: impl IntoIterator<Item = (String, Result<T, E>)>,
) -> String {
    cases.into_iter().fold(String::new(), |mut text, (given, result)| {
        let message = result.err().map_or("NO ERROR".to_owned(), |error| error.to_string());
        assert_ne!(message, "NO ERROR", "{given}");
        for word in ["f64", "u32", "u64", "struct", "enum", "Document", "expected", "EOF"] {
            assert!(!message.contains(word), "{message}");
        }
        write!(text, "{given}\n  {}\n\n", message.replace('\n', "\n  ")).unwrap();
        text
    })
}

#[test]
fn documents_of_another_shape() {
    let head = r#""format": "knockon/organisation", "version": 1"#;
    let whole = [
        "",
        "x",
        "[]",
        "null",
        "{",
        "{}",
        "{]",
        "{\"a\"",
        "{\"a\" 1}",
        "{a: 1}",
        r#"{ "format": "knockon/organisation" }"#,
        r#"{ "format": "knockon/organisation", "version": "1" }"#,
        r#"{ "format": "knockon/organisation", "version": -1 }"#,
        r#"{ "format": "knockon/organisation", "version": 0 }"#,
        r#"{ "format": "knockon/organisation", "version": 2, "future": [] }"#,
        "{ \"format\": \"knockon/organisation\",\n  \"departments\": [],\n  \"version\": 3 }",
        r#"{ "format": "knockon/organisation", "version": 1.5 }"#,
        r#"{ "format": "knockon/organisation", "version": null }"#,
        r#"{ "format": "other/thing", "version": 1, "x": 1 }"#,
        r#"{ "format": "knockon/scenario", "version": 2 }"#,
        r#"{ "format": 3, "version": 1 }"#,
        "{ \"format\": \"knockon/organisation\", \"version\": 1 } x",
    ];
    let inside = [
        r#""name": 3"#,
        r#""name": "a", "name": "b""#,
        r#""nam": "a""#,
        r#""defaults": []"#,
        r#""defaults": { "customers": "mean" }"#,
        r#""departments": {}"#,
        r#""departments": [1]"#,
        r#""departments": [["it"]]"#,
        r#""departments": [{ "name": "IT" }]"#,
        r#""departments": [{ "id": "it" }, { "id": "hr", "capability": "0.5" }]"#,
        r#""departments": [{ "id": "it", "capabilty": 1 }]"#,
        r#""departments": [{ "id": "it", "id": "hr" }]"#,
        r#""departments": [{ "id": null }]"#,
        r#""departments": [{ "id": "it", "labels": { "owner": 3 } }]"#,
        r#""departments": [{ "id": "it", "labels": ["owner"] }]"#,
        r#""departments": [{ "id": "it", "rule": 3 }]"#,
        r#""departments": [{ "id": "it", "rule": { "fdna": {} } }]"#,
        r#""departments": [{ "id": "it", "rule": { "aggregation": { "order": true, "weighting": "full" } } }]"#,
        r#""departments": [{ "id": "it", "rule": { "aggregation": { "order": 1 } } }]"#,
        r#""departments": [{ "id": "it", "capability": 1e999 }]"#,
        r#""departments": [{ "id": "it", "capability": NaN }]"#,
        r#""departments": [{ "id": "it", "capability": 01 }]"#,
        r#""departments": [{ "id": "it" },]"#,
        r#""departments": [{ "id": "it" } {}]"#,
        r#""departments": [{ "id": "it" "name": "IT" }]"#,
        r#""departments": [{ "id": "i\x" }]"#,
        r#""departments": [{ "id": "\ud800" }]"#,
        "\"departments\": [{ \"id\": \"a\nb\" }]",
        r#""departments": [{ "id": "it"#,
        r#""departments": [{ "id": "it""#,
        r#""departments": ["#,
        r#""departments": [{ "id": tru } ]"#,
        r#""services": [{ "provider": "a", "consumer": "b", "transfer": { "kind": "table", "points": [[0]] } }]"#,
        r#""services": [{ "provider": "a", "consumer": "b", "transfer": { "kind": "table", "points": [[0, 1, 2]] } }]"#,
        r#""services": [{ "provider": "a", "consumer": "b", "transfer": { "kind": "table", "points": [0] } }]"#,
        r#""services": [{ "provider": "a", "consumer": "b", "transfer": "identity" }]"#,
        r#""services": [{ "provider": "a", "consumer": "b", "transfer": { "kind": "identity", "steep": 1 } }]"#,
        r#""needs": [{ "consumer": "b", "name": "n", "criticality": { "slope": 1 } }]"#,
        r#""needs": [{ "consumer": "b", "name": "n", "substitution": { "kind": "kth_best", "k": 1.5 } }]"#,
        r#""needs": [{ "consumer": "b", "name": "n", "substitution": { "kind": "kth_best", "k": 5000000000 } }]"#,
    ];
    let whole = whole.map(str::to_owned);
    let inside = inside.map(|fields| format!("{{ {head},\n  {fields} }}"));
    let read = |text: String| (text.clone(), json::organisation_from_str(&text));
    let deep = ("[[[...".to_owned(), json::organisation_from_str(&"[".repeat(1_000)));
    let deeper = format!("{{ {head}, \"departments\": {} }}", "[".repeat(1_000));
    let deeper = ("{..[[[...".to_owned(), json::organisation_from_str(&deeper));
    let bytes = ("{\\n \\xff".to_owned(), json::organisation_from_slice(b"{\n  \xff"));
    let mut few = Limits::default();
    (few.max_parties, few.max_services_and_needs) = (3, 3);
    let mut small = Limits::default();
    small.max_file_bytes = 100;
    let parties = ("3 parties".to_owned(), json::organisation_from_str_with(FULL, &few));
    few.max_parties = 4;
    let services = ("3 services".to_owned(), json::organisation_from_str_with(FULL, &few));
    let large = ("100 bytes".to_owned(), json::organisation_from_str_with(FULL, &small));
    let cases = whole.into_iter().chain(inside).map(read);
    insta::assert_snapshot!(
        "json_shape",
        listing(cases.chain([deep, deeper, bytes, parties, services, large]))
    );
}

#[test]
fn time_constants_out_of_range() {
    let document = |fields: &str| {
        let text = format!("{{ \"format\": \"knockon/organisation\", \"version\": 1, {fields} }}");
        let read = json::organisation_from_str(&text);
        (text, read)
    };
    insta::assert_snapshot!(
        "json_durations",
        listing([
            document(
                r#""departments": [{ "id": "it", "degradation_hours": -1, "recovery_hours": 87672.1 }],
  "customers": [{ "id": "c", "degradation_hours": 0.0001, "recovery_hours": 1e300 }]"#
            ),
            document(r#""customers": [{ "id": "c", "recovery_hours": "3" }]"#),
        ])
    );
}

#[test]
fn scenarios_of_another_shape() {
    let cases = [
        "[]",
        r#"{ "capability": [] }"#,
        r#"{ "capability": { "it": "0.5" } }"#,
        r#"{ "conditions": {} }"#,
        r#"{ "stop_services": "a" }"#,
        r#"{ "name": "a", "name": "b" }"#,
        r#"{ "format": "knockon/organisation", "version": 1 }"#,
        r#"{ "version": 2, "conditions": {} }"#,
    ];
    let read = |text: &str| (text.to_owned(), json::scenario_from_str(text));
    insta::assert_snapshot!("json_scenario", listing(cases.into_iter().map(read)));
}

/// Everything that only a document can get wrong, in one: all of it is reported.
#[test]
fn documents_without_meaning() {
    let text = r#"{ "format": "knockon/organisation", "version": 1,
      "defaults": { "department": "independant", "customer": { "aggregation": { "order": "-Inf", "weighting": "part" } } },
      "departments": [
        { "id": "a", "labels": { "owner": "x", "team": "y", "owner": "z" } },
        { "id": "b", "rule": "mean " },
        { "id": "c", "rule": { "aggregation": { "order": 0, "weighting": "full", "own_weight": 2 } } } ],
      "customers": [ { "id": "x", "kind": "Person" } ],
      "services": [
        { "provider": "a", "consumer": "b", "dependence": 0.5, "transfer": { "kind": "rmap", "from": 0 } },
        { "provider": "a", "consumer": "c", "dependence": 0.5, "transfer": { "kind": "ramp", "from": 0, "n": 2 } },
        { "id": "l", "provider": "b", "consumer": "c", "dependence": 0.5, "transfer": { "kind": "identity", "points": [] } },
        { "id": "m", "provider": "b", "consumer": "x", "dependence": 0.5, "lag_hours": 0.00001 },
        { "id": "n", "provider": "b", "consumer": "x", "dependence": 0.5, "lag_hours": -1 },
        { "id": "o", "provider": "b", "consumer": "x", "dependence": 0.5, "lag_hours": 87673 },
        { "id": "p", "provider": "b", "consumer": "x", "dependence": 0.5, "lag_hours": 1e308 },
        { "id": "q", "provider": "c", "consumer": "x", "need": "n" } ],
      "needs": [
        { "consumer": "x", "name": "n", "dependence": 0.5, "substitution": { "kind": "best", "k": 2 } },
        { "consumer": "x", "name": "m", "dependence": 0.5, "substitution": { "kind": "kth_best", "required": 2 } } ] }"#;
    let error = json::organisation_from_str(text).unwrap_err();
    insta::assert_snapshot!("json_meaning", error);
}

#[test]
fn tables_of_another_shape() {
    let total = TableOptions::default().dependence_total(0.8);
    let with = |nodes: &str, edges: &str, options: &TableOptions| {
        (format!("{nodes:?} {edges:?}"), organisation_from_str(nodes, edges, options))
    };
    let nodes = |nodes: &str| with(nodes, EDGES, &total);
    let edges = |edges: &str| with("id,name,kind,parent\n", edges, &total);
    let mut few = Limits::default();
    (few.max_parties, few.max_services_and_needs) = (3, 9);
    let mut small = Limits::default();
    small.max_file_bytes = 50;
    let bytes = organisation_from_slices(b"id,name\na,\xe4\n", EDGES.as_bytes(), &total);
    let cases = [
        nodes(""),
        nodes("\n\n"),
        nodes("name;kind;parent\n"),
        nodes("ident,name,kind\n"),
        nodes("\nid,name,kind,parent,owner,id\n"),
        nodes("id,name,kind,parent,\n"),
        nodes("id,name,kind,parent\na,A,department,\nb,B,department\n"),
        nodes("id,name,Na_me,parent\n"),
        nodes("id,name,kind,parent\na,A,department,,,\n"),
        nodes("id,name,kind,parent\na,A,department,\"x\nb,B,department,\n"),
        nodes("id,name,kind,parent\na,A,department,x\nb,\"B"),
        ("not UTF-8".to_owned(), bytes),
        edges(""),
        edges("provider,weight\n"),
        edges("provider,consumer,service,weight,weight\n"),
        edges("provider,consumer,service,weight,dependence\n"),
        with(NODES, EDGES, &TableOptions::default()),
        with(NODES, EDGES, &total.clone().dependence_total(0.0)),
        with(NODES, EDGES, &total.clone().dependence_total(1.5)),
        with(NODES, EDGES, &total.clone().dependence_total(f64::NAN)),
        with(NODES, EDGES, &total.clone().limits(few)),
        with(NODES, EDGES, &total.clone().limits(small)),
        with(NODES, &"it,hr,a,1\n".repeat(100), &total.clone().limits(small)),
    ];
    insta::assert_snapshot!("csv_shape", listing(cases));
}

#[test]
fn tables_without_meaning() {
    let nodes = "id,name,kind,parent,capability,rule\n\
                 a,A,department,,1.5,\n\
                 b,B,departement,,,\n\
                 c,C,department,x,high,\n\
                 d,D,department,e,,best\n\
                 e,E,department,d,,\n\
                 a,A again,department,,,\n\
                 ,nobody,department,,,\n\
                 x,X,external_customer,,0.5,Mean\n";
    let weights = "provider,consumer,service,weight,id\n\
                   a,c,s,-1,\n\
                   a,d,s,many,\n\
                   a,e,s,,\n\
                   a,x,s,0,\n\
                   c,x,s,0,\n\
                   d,c,s,nan,\n\
                   x,a,s,1,\n\
                   a,nowhere,s,1,\n\
                   c,a,s,1,i\n\
                   c,a,s,1,j\n\
                   d,a,s,1,i\n\
                   c,a,s,2,\n\
                   d,e,s,1e308,\n\
                   c,e,s,1e308,\n\
                   a>e,e,s,1,\n\
                   a,e>e,s,1,\n";
    let total = TableOptions::default().dependence_total(0.8);
    let stated = "provider,consumer,service,dependence,weight\n\
                  a,c,s,0.7,\na,c,s,0.7,\na,d,s,,1\na,e,s,2,\na,e,t,x,\na,x,t,0.1,light\n";
    let cases = [
        ("weights".to_owned(), organisation_from_str(nodes, weights, &total)),
        ("dependences".to_owned(), organisation_from_str(nodes, stated, &TableOptions::default())),
    ];
    insta::assert_snapshot!("csv_meaning", listing(cases));
}

/// A directory of its own under the build's, for files the tests read.
fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn every_message_names_the_file() {
    let directory = directory("every_message_names_the_file");
    let write = |name: &str, text: &str| {
        std::fs::write(directory.join(name), text).unwrap();
        directory.join(name)
    };
    let limits = Limits::default();
    let mut small = Limits::default();
    small.max_file_bytes = 10;
    let options = TableOptions::default().dependence_total(0.8);
    let invalid = r#"{ "format": "knockon/organisation", "version": 1,
        "departments": [ { "id": "a", "capability": 2 }, { "id": "a" } ] }"#;
    let broken_nodes = write("broken-nodes.csv", "id,name,kind,parent\na,A,department\n");
    let bad_nodes =
        write("bad-nodes.csv", &format!("{NODES}z,Z,robot,\n").replace("robot,", "robot,,,,"));
    let bad_edges = write("bad-edges.csv", &format!("{EDGES}it,nowhere,s,1,\n"));
    let (nodes, edges) = (write("nodes.csv", NODES), write("edges.csv", EDGES));
    let cases = [
        ("missing", read_organisation(directory.join("no.json"), &limits)),
        ("directory", read_organisation(&directory, &limits)),
        ("table", read_organisation(&nodes, &limits)),
        ("syntax", read_organisation(write("syntax.json", "{"), &limits)),
        ("meaning", read_organisation(write("meaning.json", invalid), &limits)),
        ("too large", read_organisation(write("large.json", invalid), &small)),
        ("missing table", read_tables(&nodes, directory.join("no.csv"), &options)),
        ("both tables", read_tables(&bad_nodes, &bad_edges, &options)),
        ("broken nodes", read_tables(&broken_nodes, &edges, &options)),
        ("no total", read_tables(&nodes, &edges, &TableOptions::default())),
        ("large table", read_tables(&nodes, &edges, &options.clone().limits(small))),
    ];
    let text = listing(cases.map(|(given, result)| (given.to_owned(), result)));
    insta::assert_snapshot!("files", text.replace(&directory.display().to_string(), "DIR"));

    let unnamed = r#"{ "format": "knockon/organisation", "version": 1 }"#;
    let unnamed = read_organisation(write("harbour.json", unnamed), &limits).unwrap();
    assert_eq!(unnamed.name(), "harbour");
    let scenario = read_scenario(write("flu week.json", "{}"), &limits).unwrap();
    assert_eq!(scenario.name(), "flu week");
    // Every table of parties is called nodes: the folder says more.
    assert_eq!(
        read_tables(&nodes, &edges, &options).unwrap().name(),
        "every_message_names_the_file"
    );
    let named = options.name("Shop");
    assert_eq!(read_tables(&nodes, &edges, &named).unwrap().name(), "Shop");
}

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
        start().service(Service::new("s", "a", "x")),
        start().need(Need::new("x", "n")),
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
        ProblemCode::DependenceMissing,
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
