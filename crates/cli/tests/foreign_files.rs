//! Files of other programs, through the whole program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_knockon")).args(arguments).output().unwrap()
}

/// What is printed to standard output, and to standard error.
fn answer(arguments: &[&str]) -> (String, String) {
    let output = run(arguments);
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {err}");
    (out, err)
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn sample(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/import");
    folder.join(file).display().to_string()
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn commands_read_what_other_programs_write() {
    let metrics = sample("service_graph/metrics.prom");
    for (command, file) in [
        ("check", sample("icinga/orders.conf")),
        ("chains", sample("icinga/orders.conf")),
        ("contingency", sample("excel/kiosk.xlsx")),
        ("sensitivity", sample("graphml/kiosk.graphml")),
        ("assess", sample("node_link/kiosk.json")),
        ("assess", sample("cytoscape/kiosk.cyjs")),
    ] {
        let (out, err) = answer(&[command, &file]);
        assert!(!out.is_empty(), "{file}");
        assert!(err.starts_with("reading "), "{err}");
    }
    let total = ["check", &metrics, "--dependence-total", "0.8"];
    assert!(answer(&total).0.contains("3 departments, 1 external customer"));
    // Nothing says how much: what solves says what is missing.
    assert!(refused(&["assess", &metrics]).contains("share a dependence total"));
}

#[test]
fn a_mapping_settles_what_is_asked() {
    let relations = sample("servicenow/undecided.csv");
    let asked = refused(&["check", &relations]);
    assert!(asked.contains("`Connects to::Connected by`, 2 times"), "{asked}");
    assert!(asked.contains("format: knockon/mapping"), "{asked}");
    let (_, lines) = asked.split_once("a mapping decides:\n").unwrap();
    let mapping = folder("asked").join("mapping.yaml");
    std::fs::write(&mapping, format!("{lines}dependence: {{ each: 0.5 }}\n")).unwrap();
    let mapping = mapping.display().to_string();
    let (out, _) = answer(&["convert", &relations, "--mapping", &mapping, "--customers", "Web"]);
    assert!(out.contains("\"Switch>Firewall\""), "{out}");
    let (out, _) =
        answer(&["convert", &relations, "--direction", "provider-first", "--customers", "Web"]);
    assert!(out.contains("\"Firewall>Switch\""), "{out}");
    let refused = refused(&["check", &relations, "--direction", "sideways"]);
    assert!(refused.contains("provider-first or consumer-first"), "{refused}");
}

#[test]
fn several_files_are_one_organisation() {
    let [catalogue, metrics] =
        ["backstage/catalogue.yaml", "service_graph/metrics.prom"].map(sample);
    let (out, err) = answer(&["convert", &catalogue, &metrics]);
    assert!(out.contains("component:default/web") && out.contains("frontend"), "{out}");
    assert_eq!(err.matches("reading ").count(), 2, "{err}");
}

#[test]
fn graphs_and_tables_come_back_as_they_were() {
    let folder = folder("graphs");
    let (original, _) = answer(&["convert"]);
    for name in ["graph.graphml", "graph.cyjs", "graph.json", "graph.yaml"] {
        let path = folder.join(name).display().to_string();
        let mut arguments = vec!["convert", "-o", &path];
        if name == "graph.json" {
            arguments.extend(["--format", "node-link"]);
        }
        answer(&arguments);
        assert_eq!(answer(&["convert", &path]).0, original, "{name}");
        assert!(refused(&["convert", &path, "-o", &path]).contains("is not overwritten"));
    }
    let kiosk = sample("excel/kiosk.xlsx");
    let tables = format!("{}/", folder.join("kiosk").display());
    answer(&["convert", &kiosk, "-o", &tables]);
    let [nodes, edges] = ["nodes.csv", "edges.csv"].map(|name| format!("{tables}{name}"));
    assert_eq!(answer(&["convert", &nodes, &edges]).0, answer(&["convert", &kiosk]).0);
}

#[test]
fn tables_say_what_they_cannot_hold() {
    let tables = format!("{}/", folder("lossy").join("icinga").display());
    let orders = sample("icinga/orders.conf");
    let refusal = refused(&["convert", &orders, "-o", &tables]);
    assert!(refusal.contains("tables cannot say `transfer` of service"), "{refusal}");
    let (_, warned) = answer(&["convert", &orders, "-o", &tables, "--lossy"]);
    assert!(warned.contains("tables cannot say"), "{warned}");
}

#[test]
fn what_a_service_graph_measured_is_kept_beside() {
    let metrics = sample("service_graph/metrics.prom");
    let scenario = folder("conditions").join("now.json").display().to_string();
    let total = ["--dependence-total", "0.9"];
    let (_, warned) = answer(&["convert", &metrics, total[0], total[1]]);
    assert!(warned.contains("--conditions FILE keeps them"), "{warned}");
    answer(&["convert", &metrics, total[0], total[1], "--conditions", &scenario]);
    let (out, _) =
        answer(&["assess", &metrics, total[0], total[1], "--scenario", &scenario, "--json"]);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    // The checkout gives 0.97 of itself to a front end that depends on it by 0.9.
    let quality = document["quality"]["frontend"].as_f64().unwrap();
    assert!((quality - (1.0 - 0.9 * 0.03)).abs() < 1e-12, "{quality}");
}

#[test]
fn an_answer_is_written_as_a_workbook() {
    let path = folder("workbook").join("answer.xlsx");
    answer(&["assess", "--set", "it=0.5", "--workbook", &path.display().to_string()]);
    assert!(std::fs::read(path).unwrap().starts_with(b"PK"));
}
