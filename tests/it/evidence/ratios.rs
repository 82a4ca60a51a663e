//! Ratios of usual to measured latency: they may lie above 1, and times add.

use knockon::evidence::fit::{FitOptions, Priors, ReadingSeries, ReadingTable, fit};
use knockon::{Department, ExternalCustomer, Organisation, Rule, Scenario, Service};

use super::fitted::{days, noise};
use crate::support::check::assert_close;

const COUNT: usize = 240;

/// Latencies over the usual one: of a database, of a shop that asks it, and of what visitors wait for.
/// Some days everything is quick, and now and then the database takes eight times as long.
fn latencies() -> [Vec<f64>; 3] {
    let database = |at: usize| {
        let slow = if at % 40 == 7 { 8.0 } else { 1.0 };
        slow * (1.0 + 0.5 * noise(1, at))
    };
    let database: Vec<f64> = (0..COUNT).map(database).collect();
    let after = |from: &[f64], share: f64, seed: u32| -> Vec<f64> {
        let one = |(at, times): (usize, &f64)| {
            (share * times + 1.0 - share) * (1.0 + 0.02 * noise(seed, at))
        };
        from.iter().enumerate().map(one).collect()
    };
    let shop = after(&database, 0.6, 2);
    let visitors = after(&shop, 0.5, 3);
    [database, shop, visitors]
}

fn organisation() -> Organisation {
    let harmonic = Rule::share_with_own_weight(-1.0, 1.0);
    Organisation::builder("Shop")
        .department(Department::new("database"))
        .department(Department::new("shop").rule(harmonic))
        .customer(ExternalCustomer::person("visitors").rule(harmonic))
        .service(Service::between("database", "shop"))
        .service(Service::between("shop", "visitors"))
        .build()
        .unwrap()
}

fn table() -> ReadingTable {
    let mut table = ReadingTable::new(days(COUNT)).unwrap().of_ratios();
    for (id, latencies) in ["database", "shop", "visitors"].into_iter().zip(latencies()) {
        let ratios: Vec<f64> = latencies.iter().map(|times| 1.0 / times).collect();
        assert!(ratios.iter().any(|ratio| *ratio > 1.05), "{id}");
        table.insert_party(id, ReadingSeries::new(ratios)).unwrap();
    }
    table
}

#[test]
fn customers_are_usual_where_all_is() {
    let fitted =
        fit(&organisation(), &table(), &Priors::default(), &FitOptions::default().orders([]))
            .unwrap();
    let weight = |need: &str| fitted.need(need).unwrap().read.unwrap().value;
    assert!((weight("database>shop") - 0.6).abs() < 0.01, "{}", weight("database>shop"));
    assert!((weight("shop>visitors") - 0.5).abs() < 0.01, "{}", weight("shop>visitors"));
    for party in ["shop", "visitors"] {
        let level = fitted.party(party).unwrap().level.value;
        assert!((level - 1.0).abs() < 0.01, "{party}: {level}");
    }
    // Ten times as slow at the database: 1 + 0.6 · 9 = 6.4 at the shop, 1 + 0.5 · 5.4 = 3.7 for visitors.
    let network = fitted.organisation().compile().unwrap();
    let after = network.solve(&Scenario::new("slow").capability("database", 0.1)).unwrap();
    let quality = |id: &str| after.quality(id).unwrap().get();
    assert!((quality("shop") * 6.4 - 1.0).abs() < 0.03, "{}", quality("shop"));
    assert!((quality("visitors") * 3.7 - 1.0).abs() < 0.03, "{}", quality("visitors"));
}

/// A source is as quick as it usually is, which is cut at 1 when it is stated, not day by day.
#[test]
fn sources_are_not_cut_day_by_day() {
    let fitted =
        fit(&organisation(), &table(), &Priors::default(), &FitOptions::default().orders([]))
            .unwrap();
    let [database, ..] = latencies();
    let ratios = database.iter().map(|times| 1.0 / times);
    let count = f64::from(u32::try_from(COUNT).unwrap());
    let source = fitted.sources.iter().find(|source| source.department == "database").unwrap();
    assert_close(source.level.value, (ratios.sum::<f64>() / count).min(1.0), 1e-12, "level");
}

/// Trouble of its own is told as a quality, whatever scale it was found on.
#[test]
fn own_trouble_is_a_quality() {
    let mut ratios = table();
    let [_, _, visitors] = latencies();
    let mut visitors: Vec<f64> = visitors.iter().map(|times| 1.0 / times).collect();
    let before = visitors[100];
    visitors[100] = 0.25 * before;
    ratios.insert_party("visitors", ReadingSeries::new(visitors)).unwrap();
    let options = FitOptions::default().orders([]);
    let fitted = fit(&organisation(), &ratios, &Priors::default(), &options).unwrap();
    let trouble = &fitted.party("visitors").unwrap().own_trouble;
    assert_eq!(trouble.len(), 1, "{trouble:?}");
    assert!((trouble[0].size + 0.75 * before).abs() < 0.03, "{trouble:?} {before}");
}
