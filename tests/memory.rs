//! What reading allocates: at most 8 bytes per byte of a valid file and 512 per party, at most 16 bytes
//! per byte of an invalid one and 512 per party that is valid.

#![cfg(all(feature = "json", feature = "csv"))]

use std::fmt::Write;
use std::sync::Mutex;

use knockon::Organisation;
use knockon::io::csv::{self, TableOptions};
use knockon::io::json;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// One test at a time: what others allocate would count as well.
static ALONE: Mutex<()> = Mutex::new(());

/// The most bytes held at once while reading.
fn peak_of<T>(read: impl FnOnce() -> T) -> (T, usize) {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let read = read();
    (read, ALLOCATOR.peak_usage() - before)
}

/// A list of so many elements.
fn listed(section: &str, count: usize, element: impl Fn(usize) -> String) -> String {
    let elements: Vec<String> = (0..count).map(element).collect();
    format!(
        r#"{{ "format": "knockon/organisation", "version": 1, "{section}": [ {} ] }}"#,
        elements.join(",")
    )
}

fn assert_invalid(text: &str, valid_parties: usize, problems: usize, what: &str) {
    let (read, held) = peak_of(|| json::organisation_from_str(text));
    let Err(knockon::io::DocumentError::Invalid(invalid)) = read else { panic!("{what} is read") };
    assert_eq!(invalid.problems().len() + invalid.more(), problems, "{what}");
    assert_eq!(invalid.problems().len(), problems.min(100), "{what}");
    let said = invalid.to_string();
    assert!(said.len() <= 100_000, "{what}: {} bytes are said", said.len());
    let most = 16 * text.len() + 512 * valid_parties;
    assert!(held <= most, "{what}: {held} bytes held, {most} allowed");
}

const COUNT: usize = 20_000;

#[test]
fn faults_of_parties_are_counted() {
    let _alone = ALONE.lock();
    for section in ["departments", "customers"] {
        let empty = listed(section, COUNT, |_| r#"{"id":""}"#.to_owned());
        assert_invalid(&empty, 0, COUNT, "empty ids");
        let again = listed(section, COUNT, |_| r#"{"id":"a"}"#.to_owned());
        assert_invalid(&again, 1, COUNT - 1, "one id again and again");
    }
    let outside =
        listed("departments", COUNT, |index| format!(r#"{{"id":"{index}","capability":2}}"#));
    assert_invalid(&outside, 0, COUNT, "capabilities out of range");
    let rules = listed("customers", COUNT, |index| format!(r#"{{"id":"{index}","rule":"x"}}"#));
    assert_invalid(&rules, 0, COUNT, "unknown rules");
    let long = "x".repeat(1_000);
    let ids =
        listed("departments", 1_000, |index| format!(r#"{{"id":"{index}{long}","capability":2}}"#));
    assert_invalid(&ids, 0, 1_000, "long ids");
}

/// Parties that are left out are no unknown names for those who name them.
#[test]
fn parties_left_out_are_known() {
    let _alone = ALONE.lock();
    let departments: Vec<String> =
        (0..300).map(|index| format!(r#"{{"id":"d{index}","capability":2}}"#)).collect();
    let text = format!(
        r#"{{ "format": "knockon/organisation", "version": 1,
             "departments": [ {}, {{ "id": "good", "part_of": "d299" }}, {{ "id": "bad", "part_of": "nobody" }} ],
             "services": [ {{ "provider": "d298", "consumer": "d299", "dependence": 1 }} ] }}"#,
        departments.join(",")
    );
    assert_invalid(&text, 2, 301, "parties left out");
}

#[test]
fn faults_of_services_and_needs_are_counted() {
    let _alone = ALONE.lock();
    let services =
        listed("services", COUNT, |_| r#"{"provider":"","consumer":"","dependence":1}"#.to_owned());
    let (read, held) = peak_of(|| json::organisation_from_str(&services));
    assert!(read.is_err());
    assert!(held <= 16 * services.len(), "{held} of {}", services.len());
    let needs = listed("needs", COUNT, |_| r#"{"consumer":"","name":""}"#.to_owned());
    let (read, held) = peak_of(|| json::organisation_from_str(&needs));
    assert!(read.is_err());
    assert!(held <= 16 * needs.len(), "{held} of {}", needs.len());
}

fn assert_valid(read: impl FnOnce() -> Organisation, bytes: usize, what: &str) {
    let (organisation, held) = peak_of(read);
    let parties = organisation.department_count() + organisation.customer_count();
    let most = 8 * bytes + 512 * parties;
    assert!(held <= most, "{what}: {held} bytes held, {most} allowed");
    assert!(held > bytes / 8, "{what}: {held} bytes held of {bytes}");
}

#[test]
fn valid_documents_are_held_in_little() {
    let _alone = ALONE.lock();
    // The first is just above a power of two: lists that double as they grow have most to spare.
    for count in [16_390, COUNT, 32_700] {
        assert_valid_documents(count);
    }
}

fn assert_valid_documents(count: usize) {
    let departments = listed("departments", count, |index| format!(r#"{{"id":"d{index}"}}"#));
    let read = || json::organisation_from_str(&departments).unwrap();
    assert_valid(read, departments.len(), &format!("{count} departments"));
    let services: Vec<String> = (1..count)
        .map(|index| format!(r#"{{"provider":"d0","consumer":"d{index}","dependence":1}}"#))
        .collect();
    let text =
        departments.replace("] }", &format!("], \"services\": [ {} ] }}", services.join(",")));
    assert_valid(
        || json::organisation_from_str(&text).unwrap(),
        text.len(),
        &format!("services of {count}"),
    );
}

#[test]
#[cfg(feature = "yaml")]
fn yaml_is_held_in_little() {
    use knockon::io::{DocumentError, yaml};

    let _alone = ALONE.lock();
    let preamble = "format: knockon/organisation\nversion: 1\n";
    let mut text = format!("{preamble}departments:\n");
    for index in 0..COUNT {
        writeln!(text, "- id: d{index}").unwrap();
    }
    text.push_str("services:\n");
    for index in 1..COUNT {
        writeln!(text, "- {{ provider: d0, consumer: d{index}, dependence: 1 }}").unwrap();
    }
    let read = || yaml::organisation_from_str(&text).unwrap();
    assert_valid(read, text.len(), "a YAML document");

    let again = format!("{preamble}departments:\n{}", "- id: a\n".repeat(COUNT));
    let (outcome, held) = peak_of(|| yaml::organisation_from_str(&again));
    let Err(DocumentError::Invalid(invalid)) = outcome else { panic!("one id is read twice") };
    assert_eq!(invalid.problems().len() + invalid.more(), COUNT - 1);
    assert!(held <= 16 * again.len() + 512, "{held} of {}", again.len());

    // Aliases stand for no more than the text could say, but for a fixed allowance.
    let mut aliased = format!("{preamble}departments:\n- id: d\nservices:\n");
    let table = "&t { kind: table, points: [[0, 0], [0.5, 0.1], [1, 1]] }";
    writeln!(aliased, "- {{ provider: d, consumer: d, dependence: 0, transfer: {table} }}")
        .unwrap();
    for _ in 0..COUNT {
        aliased.push_str("- { provider: d, consumer: d, dependence: 0, transfer: *t }\n");
    }
    let (outcome, held) = peak_of(|| yaml::organisation_from_str(&aliased));
    assert!(outcome.unwrap_err().to_string().contains("aliases stand for more"));
    assert!(held <= 16 * aliased.len(), "{held} of {}", aliased.len());

    let mut history = "format: knockon/history\nversion: 1\nevents:\n".to_owned();
    for index in 0..COUNT {
        let (hour, minute) = (index / 60 % 24, index % 60);
        writeln!(history, "- {{ at: 2026-03-02T{hour:02}:{minute:02}:00Z, party: d, quality: 1 }}")
            .unwrap();
    }
    let mut count = 0;
    let (outcome, held) = peak_of(|| {
        yaml::history_from_reader(
            history.as_bytes(),
            &knockon::io::HistoryOptions::default(),
            |_| {
                count += 1;
                Ok(())
            },
        )
    });
    outcome.unwrap();
    assert_eq!(count, COUNT);
    assert!(held <= 1 << 17, "{held} of {}", history.len());
}

#[test]
fn tables_are_held_in_little() {
    let _alone = ALONE.lock();
    let mut nodes = "id,name,kind,parent\n".to_owned();
    let mut edges = "provider,consumer,service,dependence\n".to_owned();
    let mut weights = "provider,consumer,service,weight\n".to_owned();
    for index in 0..COUNT {
        writeln!(nodes, "d{index},,department,").unwrap();
        writeln!(edges, "d{index},d{},,0.1", index / 2).unwrap();
        writeln!(weights, "d{index},d{},,{}", index / 2, index % 7 + 1).unwrap();
    }
    let options = TableOptions::default();
    let bytes = nodes.len() + edges.len();
    let read = || csv::organisation_from_str(&nodes, &edges, &options).unwrap();
    assert_valid(read, bytes, "tables");
    let options = TableOptions::default().dependence_total(0.5).rule(knockon::Rule::MEAN);
    let read = || csv::organisation_from_str(&nodes, &weights, &options).unwrap();
    assert_valid(read, bytes, "weights of needs");

    let empty = format!("id,name,kind,parent\n{}", ",,department,\n".repeat(COUNT));
    let edges = "provider,consumer,service,dependence\n";
    let (read, held) =
        peak_of(|| csv::organisation_from_str(&empty, edges, &TableOptions::default()));
    let Err(csv::TableError::Invalid(invalid)) = read else { panic!("empty ids are read") };
    assert_eq!(invalid.problems().len() + invalid.more(), COUNT);
    assert!(held <= 16 * empty.len(), "{held} of {}", empty.len());
}

/// Files of others are kept as records, with the place of each, until they are joined.
#[test]
#[cfg(all(feature = "import", feature = "graphml"))]
fn foreign_files_are_held_in_proportion() {
    use knockon::io::import::{Mapping, ReadOptions, organisation, read_detected};
    use knockon::io::{Limits, cytoscape, graphml, node_link};
    use knockon::{Department, Service};

    let _alone = ALONE.lock();
    let mut builder = Organisation::builder("Graph").department(Department::new("d0"));
    for index in 1..COUNT {
        let service = Service::between(format!("d{}", index / 2), format!("d{index}"));
        builder = builder
            .department(Department::new(format!("d{index}")))
            .service(service.dependence(0.1));
    }
    let stated = builder.build().unwrap();
    for (what, text) in [
        ("GraphML", graphml::organisation_to_string(&stated)),
        ("node-link", node_link::organisation_to_string(&stated)),
        ("Cytoscape", cytoscape::organisation_to_string(&stated)),
    ] {
        let (read, held) = peak_of(|| {
            let records = read_detected(text.as_bytes(), what, &ReadOptions::default()).unwrap();
            organisation(vec![records], &Mapping::default(), &Limits::default()).unwrap()
        });
        assert_eq!(read.organisation.department_count(), COUNT, "{what}");
        let records = 2 * COUNT - 1;
        assert!(held <= 1_400 * records, "{what}: {held} bytes held of {}", text.len());
        assert!(held > text.len(), "{what}: {held} bytes held of {}", text.len());
    }
}
