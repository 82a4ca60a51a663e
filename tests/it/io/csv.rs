//! Tables: how rows become parties and services, and that nothing a file holds does harm.

use std::fmt::Write;

use knockon::io::Limits;
use knockon::io::csv::{TableError, TableOptions, organisation_from_slices, organisation_from_str};
use knockon::organisation::{Organisation, Rule, WarningCode};
use knockon::unit::{Dependence, Quality};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

pub(crate) const NODES: &str = "\
id,name,kind,parent,capability,rule,owner
it,IT,department,ops,0.9,,\"Weaver, J.\"
hr,,department,ops,,weakest,
ops:x,Betriebe,department,,,,
shop,Shoppers,external_customer,retail,,,
";
pub(crate) const EDGES: &str = "\
provider,consumer,service,weight,source
it,hr,desk,3,log
it,hr,laptops,1,log
hr,ops:x,hiring,2,log
it,hr,desk,4,log
ops:x,shop,,1,
";

fn options() -> TableOptions {
    TableOptions::default().dependence_total(0.8)
}

fn read(nodes: &str, edges: &str) -> Organisation {
    organisation_from_str(nodes, edges, &options()).unwrap()
}

/// (id, name, dependence) of every service.
fn services(organisation: &Organisation) -> Vec<(String, String, f64)> {
    let service = |service: knockon::organisation::ServiceRef<'_>| {
        (service.id().to_string(), service.name().to_owned(), service.dependence().unwrap().get())
    };
    organisation.services().map(service).collect()
}

#[test]
fn rows_become_parties_and_services() {
    let nodes = NODES.replace("weakest", "additive");
    let organisation = read(&nodes, EDGES);
    assert_eq!(
        services(&organisation),
        [
            ("it>hr>desk".to_owned(), "desk".to_owned(), 0.8 * (7.0 / 8.0)),
            ("it>hr>laptops".to_owned(), "laptops".to_owned(), 0.8 / 8.0),
            ("hr>ops:x".to_owned(), "hiring".to_owned(), 0.8),
            ("ops:x>shop".to_owned(), "ops:x>shop".to_owned(), 0.8),
        ]
    );
    let it = organisation.party("it").unwrap();
    assert_eq!(it.capability(), Some(Quality::new(0.9).unwrap()));
    assert_eq!(it.part_of().unwrap().id(), "ops");
    assert_eq!(it.labels()["owner"], "Weaver, J.");
    assert_eq!(it.rule(), Rule::ADDITIVE);
    let hr = organisation.party("hr").unwrap();
    assert_eq!((hr.name(), hr.rule(), hr.labels().len()), ("hr", Rule::ADDITIVE, 0));
    let shop = organisation.party("shop").unwrap();
    assert_eq!(shop.rule(), Rule::MEAN);
    assert_eq!(shop.labels()["parent"], "retail");
    assert!(organisation.party("retail").is_none());
    let unknown: Vec<_> = organisation
        .warnings()
        .iter()
        .filter(|warning| warning.code() == WarningCode::UnknownParent)
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        unknown,
        ["nodes, line 2, parent: parent `ops` of department `it` is no row of the table; it \
          becomes a department"]
    );
}

#[test]
fn forms_of_text_do_not_matter() {
    let plain = read(NODES, EDGES);
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(read(&windows(NODES), &windows(EDGES)), plain);
    assert_eq!(read(&NODES.replace('\n', "\n\n"), EDGES.trim_end()), plain);
    assert_eq!(read(&NODES.replace('\n', "\r"), EDGES), plain);
}

#[test]
fn stated_dependences_of_equal_rows_add_up() {
    let edges = "consumer,provider,service,dependence,id\n\
                 hr,it,desk,0.3,\nhr,it,desk,0.6,d\nhr,it,laptops,1,\nhr,it,desk,0.1,d\n";
    let organisation = organisation_from_str(NODES, edges, &TableOptions::default()).unwrap();
    let desk = organisation.service("d").unwrap().dependence().unwrap().get();
    assert!((desk - 1.0).abs() < 1e-15, "{desk}");
    assert_eq!(
        organisation.service("it>hr>laptops").unwrap().dependence().unwrap(),
        Dependence::new(1.0).unwrap()
    );
}

#[test]
fn lines_are_those_of_the_file() {
    let line_of = |nodes: &str| match organisation_from_str(nodes, EDGES, &options()) {
        Err(TableError::Invalid(invalid)) => invalid.problems()[0].place().to_string(),
        other => panic!("{other:?}"),
    };
    let nodes = "id,name,kind,parent\na,\"two\nlines\",department,\n\nb,B,departmen,\n";
    assert_eq!(line_of(nodes), "nodes, line 5, kind");
    assert_eq!(line_of(&nodes.replace('\n', "\r\n")), "nodes, line 5, kind");
    assert_eq!(line_of(&nodes.replace('\n', "\r")), "nodes, line 5, kind");
    assert_eq!(line_of(&format!("\n\n{nodes}")), "nodes, line 7, kind");
}

#[test]
fn limits_hold_at_their_edge() {
    let read = |parties, rows| {
        let mut limits = Limits::default();
        (limits.max_parties, limits.max_services_and_needs) = (parties, rows);
        organisation_from_str(NODES, EDGES, &options().limits(limits))
    };
    assert!(read(5, 5).is_ok());
    assert!(matches!(read(4, 5), Err(TableError::TooMany { limit: 4, .. })));
    assert!(matches!(read(3, 5), Err(TableError::TooMany { limit: 3, .. })));
    assert!(matches!(read(5, 4), Err(TableError::TooMany { limit: 4, .. })));
}

#[test]
fn labels_cannot_outgrow_the_file_limit() {
    let name = "n".repeat(1_000);
    let mut nodes = format!("id,name,kind,parent,{name}\n");
    for index in 0..100 {
        writeln!(nodes, "d{index},,department,,x").unwrap();
    }
    let mut limits = Limits::default();
    limits.max_file_bytes = 50_000;
    let error = organisation_from_str(&nodes, EDGES, &options().limits(limits)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nodes: the table has more bytes of labels than the limit of 50000"
    );
}

#[test]
fn a_truncated_table_does_no_harm() {
    for length in 0..NODES.len() {
        let _ = organisation_from_slices(&NODES.as_bytes()[..length], EDGES.as_bytes(), &options());
    }
    for length in 0..EDGES.len() {
        let _ = organisation_from_slices(NODES.as_bytes(), &EDGES.as_bytes()[..length], &options());
    }
}

/// What reading gives, in words.
fn outcome(nodes: &str, edges: &str) -> Result<(Organisation, Vec<String>), String> {
    let read = organisation_from_str(nodes, edges, &TableOptions::default());
    let organisation = read.map_err(|error| error.to_string())?;
    let warnings = organisation.warnings().iter().map(ToString::to_string).collect();
    Ok((organisation, warnings))
}

/// A table whose first cell is quoted, which it need not be.
fn with_quotes(table: &str) -> String {
    let (first, rest) = table.split_once(',').unwrap();
    format!("\"{first}\",{rest}")
}

/// Quoted and plain tables are read by different means.
#[test]
fn many_rows_are_read_alike_with_quotes_and_without() {
    let mut nodes = "id,name,kind,parent\n".to_owned();
    let mut edges = "provider,consumer,service,dependence\n".to_owned();
    for index in 0..600 {
        let kind = if index % 3 == 0 { "external_customer" } else { "department" };
        writeln!(nodes, "party-{index},,{kind},").unwrap();
        writeln!(edges, "party-{},party-{},,0.1", index / 3 * 3 + 1, index * 7 % 600).unwrap();
    }
    assert!(outcome(&nodes, &edges).is_ok());
    for (more_nodes, more_edges) in [
        ("", ""),
        ("party-7,,department,\nparty-1,,external_customer,\nx,,y,\n", "party-1,nobody,,2\n"),
        ("z,,department\n", ""),
        ("z,,department,,,\n", "party-1\n"),
        ("z,,department,elsewhere\n\n\n", "party-1,party-2,,0.1"),
        ("", "\n\nparty-1,party-2,,x\n,"),
    ] {
        let (nodes, edges) = (format!("{nodes}{more_nodes}"), format!("{edges}{more_edges}"));
        let plain = outcome(&nodes, &edges);
        for end in ["\n", "\r\n", "\r"] {
            let [nodes, edges] = [&nodes, &edges].map(|table| table.replace('\n', end));
            assert_eq!(outcome(&nodes, &edges), plain);
            assert_eq!(outcome(&with_quotes(&nodes), &edges), plain);
            assert_eq!(outcome(&nodes, &with_quotes(&edges)), plain);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1889),
        ..ProptestConfig::default()
    })]

    #[test]
    fn quotes_and_line_ends_make_no_difference(
        nodes in "(([ab\u{e9}]{0,9},,(department|external_customer|x),[ab]?(,)?)?\n){0,9}",
        edges in "(([ab\u{e9}]{0,9},[ab]{1,2},[c]?,0\\.[0-9]{1,9}(,)?)?\n){0,9}",
    ) {
        let nodes = format!("id,name,kind,parent\n{nodes}");
        let edges = format!("provider,consumer,service,dependence\n{edges}");
        let plain = outcome(&nodes, &edges);
        let [returned_nodes, returned_edges] = [&nodes, &edges].map(|it| it.replace('\n', "\r\n"));
        prop_assert_eq!(outcome(&returned_nodes, &returned_edges), plain.clone());
        prop_assert_eq!(outcome(&with_quotes(&nodes), &with_quotes(&edges)), plain);
    }

    #[test]
    fn garbage_does_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(organisation_from_slices(&bytes, EDGES.as_bytes(), &options()).is_err());
        prop_assert!(organisation_from_slices(NODES.as_bytes(), &bytes, &options()).is_err());
    }

    #[test]
    fn damage_does_no_harm(at in 0..NODES.len(), byte in any::<u8>(), length in 0..4_usize) {
        for (nodes, edges) in [(true, false), (false, true)] {
            let damage = |text: &str, damaged: bool| {
                let mut bytes = text.as_bytes().to_vec();
                let at = at.min(bytes.len());
                let end = (at + length).min(bytes.len());
                if damaged {
                    bytes.splice(at..end, [byte]);
                }
                bytes
            };
            let _ = organisation_from_slices(&damage(NODES, nodes), &damage(EDGES, edges), &options());
        }
    }

    #[test]
    fn dependences_of_a_consumer_sum_to_the_total(
        weights in prop::collection::vec(0.0..1e9_f64, 1..20),
        total in 0.001..=1.0_f64,
    ) {
        prop_assume!(weights.iter().sum::<f64>() > 0.0);
        let mut edges = "provider,consumer,service,weight\n".to_owned();
        for (index, weight) in weights.iter().enumerate() {
            writeln!(edges, "it,hr,s{},{weight}", index % 7).unwrap();
        }
        let options = TableOptions::default().dependence_total(total).rule(Rule::ADDITIVE);
        let organisation = organisation_from_str(NODES, &edges, &options).unwrap();
        let sum: f64 = organisation.services().map(|service| service.dependence().unwrap().get()).sum();
        prop_assert!((sum - total).abs() < 1e-12);
        prop_assert_eq!(organisation.service_count(), weights.len().min(7));
    }
}
