//! Scenarios as a table: a row a scenario, a column a parameter.

use knockon::io::csv::scenarios_from_slice;
use knockon::io::{Limits, sample, sample_with_people};
use knockon::{Organisation, Scenario};

fn read(table: &str, organisation: &Organisation) -> Result<Vec<Scenario>, String> {
    scenarios_from_slice(table.as_bytes(), organisation, &Limits::default())
        .map_err(|error| error.to_string())
}

#[test]
fn a_column_sets_what_its_heading_says() {
    let people = sample_with_people();
    let table = "Scenario;it;counter;shoppers;agents support;Demand_Per_Hour counter;running orders\n\
                 all;0.4;70%;0.9;3;12;no\n\
                 none;;;;;;\n\
                 ;0.5;;;;;yes\n";
    let scenarios = read(table, &people).unwrap();
    let all = Scenario::new("all")
        .capability("it", 0.4)
        .condition("counter", 0.7)
        .ceiling("shoppers", 0.9)
        .agents("support", 3.0)
        .demand_per_hour("counter", 12.0)
        .stop_service("orders");
    let third = Scenario::new("line 4").capability("it", 0.5).start_service("orders");
    assert_eq!(scenarios, [all, Scenario::new("none"), third]);
}

#[test]
fn a_batch_of_a_table_gives_what_single_solves_give() {
    let organisation = sample();
    let network = organisation.compile().unwrap();
    let table = "it,warehouse,dependence counter\n0.5,,\n,10%,\n0.9,0.8,0.1\n";
    let batch = knockon::Batch::of(&network).party("shoppers").unwrap();
    for scenario in read(table, &organisation).unwrap() {
        let solved = network.solve(&scenario).unwrap().quality("shoppers");
        let outcome = batch.solve([scenario]).next().unwrap().unwrap();
        assert_eq!(outcome.quality("shoppers"), solved);
    }
}

#[test]
fn what_a_column_or_cell_cannot_mean_is_refused_with_its_line() {
    let organisation = sample();
    for (table, message) in [
        ("", "scenarios, line 1: the table is empty, where a header is needed"),
        ("\nitt\n", "scenarios, line 2: column `itt` is headed by no department"),
        ("speed it\n", "scenarios, line 1: column `speed it` is headed by no department"),
        ("it,it\n", "scenarios, line 1: the header names column `it` twice"),
        ("it,hr\n0.5\n", "scenarios, line 2: the row has 1 cell, where the header has 2 columns"),
        (
            "it;hr\nlow;0,5\n1;1\nx;1\n",
            "scenarios, line 2: `low` of `it` is not a number\nscenarios, line 2: `0,5` of `hr` is not a \
             number; numbers have a decimal point here: `0.5`\nscenarios, line 4: `x` of `it` is not a \
             number",
        ),
        (
            "scenario,it\nline 3,1\n,0.5\n",
            "scenarios, line 3, scenario: scenario `line 3` is that of line 2 already, where every \
             scenario needs a name of its own",
        ),
        ("running counter\nmaybe\n", "`maybe` of `running counter` is not `true` or `false`"),
    ] {
        let refusal = read(table, &organisation).unwrap_err();
        assert!(refusal.contains(message), "{refusal}");
    }
    // Ranges belong to the solve, which says what is out of them; twice the same as well.
    let network = organisation.compile().unwrap();
    for table in ["it\n1.5\n", "it,capability it\n0.5,0.6\n", "agents it\n3\n"] {
        let scenario = read(table, &organisation).unwrap().remove(0);
        assert!(network.solve(&scenario).is_err(), "{table}");
    }
}
