//! Every message a reader of a file may meet, as snapshots.

use std::fmt::Write;
use std::path::PathBuf;

use knockon::io::csv::{TableOptions, organisation_from_slices, organisation_from_str};
use knockon::io::{Limits, json, read_organisation, read_scenario, read_tables};

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
                  a,c,s,0.7,\na,c,s,0.7,\na,e,s,2,\na,e,t,x,\na,x,t,0.1,light\n";
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
