//! What reading allocates: at most 8 bytes per byte of a valid file and 512 per party, at most 16 bytes
//! per byte of an invalid one and 512 per party that is valid.

#![cfg(all(feature = "json", feature = "csv"))]

use std::fmt::Write;
use std::sync::Mutex;

use knockon::Organisation;
use knockon::io::csv::{self, TableOptions};
use knockon::io::json;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// One test at a time: what others allocate would count as well.
static ALONE: Mutex<()> = Mutex::new(());

/// The most bytes held at once while reading.
fn held<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let _counted = dhat::Profiler::builder().testing().build();
    let read = read();
    (read, dhat::HeapStats::get().max_bytes)
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
    let (read, held) = held(|| json::organisation_from_str(text));
    let Err(json::JsonError::Invalid(invalid)) = read else { panic!("{what} is read") };
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
    let (read, held) = held(|| json::organisation_from_str(&services));
    assert!(read.is_err());
    assert!(held <= 16 * services.len(), "{held} of {}", services.len());
    let needs = listed("needs", COUNT, |_| r#"{"consumer":"","name":""}"#.to_owned());
    let (read, held) = self::held(|| json::organisation_from_str(&needs));
    assert!(read.is_err());
    assert!(held <= 16 * needs.len(), "{held} of {}", needs.len());
}

fn assert_valid(read: impl FnOnce() -> Organisation, bytes: usize, what: &str) {
    let (organisation, held) = held(read);
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
    let (read, held) = held(|| csv::organisation_from_str(&empty, edges, &TableOptions::default()));
    let Err(csv::TableError::Invalid(invalid)) = read else { panic!("empty ids are read") };
    assert_eq!(invalid.problems().len() + invalid.more(), COUNT);
    assert!(held <= 16 * empty.len(), "{held} of {}", empty.len());
}
