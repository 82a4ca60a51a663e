//! An export of a CMDB of five thousand parties: two tables in, and for every outage of a server a
//! row for each customer who feels it.

use std::fmt::Write as _;

use knockon::io::csv::{TableOptions, organisation_from_str};
use knockon::{Batch, Scenario};

const SERVERS: usize = 1_000;
const APPLICATIONS: usize = 3_000;
const TEAMS: usize = 1_000;

/// The export: configuration items, and who depends on whom.
fn export() -> (String, String) {
    let mut items = "id;name;kind;owner\n".to_owned();
    let mut relations = "provider;consumer;service\n".to_owned();
    for server in 0..SERVERS {
        writeln!(items, "srv{server};Server {server};;infrastructure").unwrap();
    }
    for application in 0..APPLICATIONS {
        writeln!(items, "app{application};Application {application};;development").unwrap();
        for step in [1, 7, 31] {
            let server = (application * step + step) % SERVERS;
            writeln!(relations, "srv{server};app{application};hosting {step}").unwrap();
        }
        // Applications call each other, in cycles as well.
        let called = (application * 17 + 5) % APPLICATIONS;
        if called != application {
            writeln!(relations, "app{called};app{application};calls").unwrap();
        }
    }
    for team in 0..TEAMS {
        writeln!(items, "team{team};Team {team};external customer;sales").unwrap();
        for step in [1, 3] {
            let application = (team * 3 * step + step) % APPLICATIONS;
            writeln!(relations, "app{application};team{team};use {step}").unwrap();
        }
    }
    (items, relations)
}

#[test]
fn outages_of_servers_become_rows_by_customer() {
    let (items, relations) = export();
    let options = TableOptions::default().name("CMDB").dependence_total(0.8);
    let organisation = organisation_from_str(&items, &relations, &options).unwrap();
    assert_eq!(organisation.department_count() + organisation.customer_count(), 5_000);
    let network = organisation.compile().unwrap();
    let today = network.baseline();

    let outages = (0..50).map(|server| {
        Scenario::new(format!("outage of srv{server}")).capability(format!("srv{server}"), 0.0)
    });
    let outages: Vec<Scenario> = outages.collect();
    let mut batch = Batch::of(&network).mean();
    for customer in organisation.customers() {
        batch = batch.party(customer.id()).unwrap();
    }
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["scenario", "customer", "name", "quality", "change"]).unwrap();
    for outcome in batch.solve(&outages) {
        let outcome = outcome.unwrap();
        let outcome = outcome.converged().unwrap();
        for (id, quality) in outcome.qualities() {
            let before = today.quality(id).unwrap();
            if quality < before {
                let name = organisation.party(id).unwrap().name();
                let (quality, change) = (quality.get(), quality.get() - before.get());
                let row = (outcome.scenario(), id.as_str(), name, quality, change);
                rows.serialize(row).unwrap();
            }
        }
    }

    let written = String::from_utf8(rows.into_inner().unwrap()).unwrap();
    let mut read = csv::Reader::from_reader(written.as_bytes());
    let felt: Vec<(String, String, String, f64, f64)> =
        read.deserialize().map(Result::unwrap).collect();
    assert!(felt.len() > 50, "{}", felt.len());
    // A row is what a solve of its own says.
    let (scenario, customer, name, quality, _) = &felt[0];
    let alone = outages.iter().find(|outage| outage.name() == scenario).unwrap();
    let alone = network.solve(alone).unwrap();
    assert_eq!(alone.quality(customer).unwrap(), *quality);
    assert_eq!(*name, customer.replace("team", "Team "));
}
