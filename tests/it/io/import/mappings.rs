//! What a mapping and a dependence total say.

use knockon::io::csv::{TableOptions, organisation_from_str};
use knockon::io::import::{
    Direction, ImportNote, Imported, Mapping, ReadOptions, SourceFormat, mapping_from_slice,
    organisation, read,
};
use knockon::io::{FileFormat, Limits, json};
use knockon::{Rule, Scenario};

fn mapping(text: &str) -> Mapping {
    mapping_from_slice(text.as_bytes(), FileFormat::Json, &Limits::default()).unwrap()
}

fn imported(table: &str, mapping: &Mapping, options: &ReadOptions) -> Imported {
    let records = read(table.as_bytes(), SourceFormat::Table, "edges.csv", options).unwrap();
    organisation(vec![records], mapping, &Limits::default()).unwrap()
}

const NODES: &str = "id,kind\na,\nb,\nc,\nd,\nx,external_customer\n";
const EDGES: &str =
    "provider,consumer,weight\na,b,1\na,c,3\nb,c,1\nc,d,2\nd,a,2\nb,x,1\nc,x,2\nd,x,4\n";

/// A total is shared as the reader of our own tables shares it, whatever the rule.
#[test]
fn totals_are_shared_as_tables_share_them() {
    let options = ReadOptions::default();
    for (total, rule) in [
        (0.8, None),
        (0.8, Some(Rule::INDEPENDENT)),
        (0.8, Some(Rule::WEAKEST)),
        (0.8, Some(Rule::MEAN)),
        (0.5, Some(Rule::Fdna)),
        (1.0, Some(Rule::ADDITIVE)),
    ] {
        let mut of_tables = TableOptions::default().dependence_total(total).name("edges");
        let mut mapping = Mapping::default().dependence_total(total);
        if let Some(rule) = rule {
            of_tables = of_tables.rule(rule);
            mapping = mapping.rule(rule);
        }
        let nodes = read(NODES.as_bytes(), SourceFormat::Table, "edges", &options).unwrap();
        let edges = read(EDGES.as_bytes(), SourceFormat::Table, "edges", &options).unwrap();
        let imported = organisation(vec![nodes, edges], &mapping, &Limits::default()).unwrap();
        let expected = organisation_from_str(NODES, EDGES, &of_tables).unwrap();
        let texts = [&imported.organisation, &expected].map(json::organisation_to_string);
        assert_eq!(texts[0], texts[1], "{rule:?}");
    }
}

#[test]
fn a_direction_turns_arrows_round() {
    let table = "source,target,dependence\nweb,pay,0.5\n";
    for (direction, service) in
        [(Direction::ConsumerFirst, "pay>web"), (Direction::ProviderFirst, "web>pay")]
    {
        for options in [ReadOptions::default(), ReadOptions::default().direction(direction)] {
            let mapping = Mapping::default().direction(direction);
            let imported = imported(table, &mapping, &options);
            assert!(imported.organisation.service(service).is_some(), "{direction:?}");
        }
    }
}

/// Half of what is received is stated, the rest shares a total; both together are not doubled.
#[test]
fn stated_dependences_stay() {
    let mapping = mapping(
        r#"{ "format": "knockon/mapping", "version": 1,
             "relations": [ { "match": { "from": "b*" }, "dependence": 0.25 } ],
             "dependence": { "total": 0.5 } }"#,
    );
    let table = "provider,consumer,weight\nb1,c,7\na1,c,1\na2,c,3\n";
    let imported = imported(table, &mapping, &ReadOptions::default());
    let of = |id: &str| imported.organisation.service(id).unwrap().dependence().unwrap().get();
    for (id, expected) in [("b1>c", 0.25), ("a1>c", 0.125), ("a2>c", 0.375)] {
        assert!((of(id) - expected).abs() < 1e-15, "{id}: {}", of(id));
    }
}

#[test]
fn without_dependences_services_are_open_and_departments_alone_are_said() {
    let imported =
        imported("provider,consumer\na,b\n", &Mapping::default(), &ReadOptions::default());
    assert_eq!(imported.organisation.open_dependences().len(), 1);
    assert!(imported.notes.contains(&ImportNote::NoCustomers));
    let refused = imported.organisation.compile().unwrap_err().to_string();
    assert!(refused.contains("dependence"), "{refused}");
}

#[test]
fn hosts_that_stand_in_for_each_other_are_one_need() {
    let table = "parent,type,child\napp,Runs on::Runs,h1\napp,Runs on::Runs,h2\n";
    let options = ReadOptions::default().redundant_hosts(true);
    let records = read(table.as_bytes(), SourceFormat::ServiceNow, "rel.csv", &options).unwrap();
    let mapping = Mapping::default().dependence_total(0.9).customers(["app"]);
    let imported = organisation(vec![records], &mapping, &Limits::default()).unwrap();
    let network = imported.organisation.compile().unwrap();
    let quality = |lost: &[&str]| {
        let scenario = lost.iter().fold(Scenario::new("loss"), |it, id| it.capability(*id, 0.0));
        network.solve(&scenario).unwrap().quality("app").unwrap().get()
    };
    assert!((quality(&["h1"]) - 1.0).abs() < 1e-12);
    assert!((quality(&["h1", "h2"]) - 0.1).abs() < 1e-12);
}

#[test]
fn icinga_states_are_those_of_its_operators() {
    let text = "any = a;x | b;x\nall = any & c;x\nsoft = d;x % e;x\nmost = 2 of: f;x + g;x + h;x\ndisplay 1;all;All\n";
    let records = read(text.as_bytes(), SourceFormat::Icinga, "p.conf", &ReadOptions::default());
    let imported = organisation(vec![records.unwrap()], &Mapping::default(), &Limits::default());
    let network = imported.unwrap().organisation.compile().unwrap();
    let quality = |party: &str, down: &[&str]| {
        let scenario = down.iter().fold(Scenario::new("down"), |it, id| it.capability(*id, 0.0));
        network.solve(&scenario).unwrap().quality(party).unwrap().get()
    };
    for (party, down, expected) in [
        ("users of all", &["a;x"][..], 1.0),
        ("users of all", &["a;x", "b;x"], 0.0),
        ("all", &["c;x"], 0.0),
        ("soft", &["d;x"], 0.5),
        ("soft", &["d;x", "e;x"], 0.5),
        ("most", &["f;x"], 1.0),
        ("most", &["f;x", "h;x"], 0.0),
    ] {
        let found = quality(party, down);
        assert!((found - expected).abs() < 1e-12, "{party} {down:?}: {found}");
    }
}
