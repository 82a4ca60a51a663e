//! Exposures as tables.

use knockon::exposure::Exposure;
use knockon::io::Limits;
use knockon::io::csv::{exposure_from_slice, exposure_to_string};
use knockon::{Department, Network, Organisation};

fn network() -> Network {
    let builder = Organisation::builder("Two")
        .department(Department::new("web"))
        .department(Department::new("shop, main").capability(0.7));
    builder.build().unwrap().compile().unwrap()
}

fn read(table: &str) -> Result<Exposure, String> {
    exposure_from_slice(table.as_bytes(), &network(), &Limits::default())
        .map_err(|error| error.to_string())
}

#[test]
fn table_written_is_table_read() {
    let network = network();
    let exposure = Exposure::builder(&network)
        .add("north \"a\"", "web", 0.1 + 0.2, 1e9 / 3.0)
        .add("north \"a\"", "shop, main", 1e-7, 1e9 / 3.0)
        .best("north \"a\"", 0.97)
        .add("south", "web", 1.0, 12.0)
        .segment("free", 0.0)
        .build()
        .unwrap();
    let table = exposure_to_string(&exposure);
    let again = read(&table).unwrap();
    assert_eq!(exposure_to_string(&again), table);
    let today = network.baseline();
    let bits = |it: &Exposure| -> Vec<u64> {
        it.qualities(&today).unwrap().map(|line| line.quality.get().to_bits()).collect()
    };
    assert_eq!(bits(&again), bits(&exposure));
}

#[test]
fn columns_may_be_in_any_order() {
    let table = "Population;exposure;Segment;department\n800;57%;north;web\n";
    let exposure = read(table).unwrap();
    let north = exposure.segment("north").unwrap();
    assert_eq!(north.exposures().next().unwrap().1.to_bits(), 0.57_f64.to_bits());
    assert_eq!(north.best(), 1.0);
}

#[test]
fn every_fault_has_its_line() {
    let table = "segment,department,exposure,population,best\n\
                 north,web,0.5,100,\n\
                 north,webb,0.1,100,\n\
                 north,web,0.2,100,\n\
                 north,\"shop, main\",0.2,90,\n\
                 south,web,1.5,100,\n\
                 south,web,\"0,5\",100,\n\
                 ,web,0.1,100,\n\
                 east,web,0.9,-1,0.95\n\
                 west,web,0.9,1,0.8\n\
                 west,\"shop, main\",0.1,1,0.9\n";
    assert_eq!(
        read(table).unwrap_err(),
        "exposure, line 3, department: `webb` is not a department; did you mean `web`?\n\
         exposure, line 4, department: segment `north` states its exposure to `web` in an earlier \
         row as well\n\
         exposure, line 5, population: population `90` of segment `north` is `100` in an earlier \
         row, where a segment has one\n\
         exposure, line 6, exposure: exposure `1.5` of segment `south` to `web` is outside 0..=1\n\
         exposure, line 7, exposure: `0,5` is not a number; numbers have a decimal point here: \
         `0.5`\n\
         exposure, line 8, segment: the name of a segment is empty\n\
         exposure, line 9, population: population `-1` of segment `east` is outside 0 or \
         1e-100..=1e100\n\
         exposure, line 10, exposure: the exposures of segment `west` sum to `1`, where at most its \
         best quality `0.8` is right\n\
         exposure, line 11, best: best quality `0.9` of segment `west` is `0.8` in an earlier row, \
         where a segment has one"
    );
    assert_eq!(
        read("segment,department,exposure\nnorth,web,0.5\n").unwrap_err(),
        "exposure, line 1: the header lacks `population`, where the columns \
         `segment`, `department`, `exposure`, `population` are needed, separated by commas, \
         semicolons or tabs"
    );
}

#[test]
fn a_hundred_problems_are_listed_and_the_rest_counted() {
    use std::fmt::Write as _;

    let mut table = "segment,department,exposure,population\n".to_owned();
    (0..150).for_each(|row| writeln!(table, "s{row},nobody,0.5,1").unwrap());
    let refused =
        exposure_from_slice(table.as_bytes(), &network(), &Limits::default()).unwrap_err();
    assert!(refused.to_string().ends_with("50 more problems"), "{refused}");
}
