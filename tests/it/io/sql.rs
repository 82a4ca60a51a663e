//! Queries as text; engines run them in `xtask ci --only sql`.

use std::fmt::Write;

use insta::assert_snapshot;
use knockon::io::sql::{
    CustomerRule, CustomerTable, DepartmentQualities, Dialect, SqlError, Statistic,
    customer_qualities, departments, evaluate, exposure,
};
use knockon::{
    Assessment, Columns, Criticality, Department, ExternalCustomer, Need, Network, Organisation,
    Rule, Service, Substitution, Transfer,
};

/// Two departments with ids that no query may take for anything but text.
fn state() -> Assessment {
    Organisation::builder("Two")
        .department(Department::new("o'neil \\ \"x\"").capability(0.1 + 0.2))
        .department(Department::new("`b`\nc"))
        .build()
        .unwrap()
        .compile()
        .unwrap()
        .baseline()
}

/// Every column there is, under names that need quotes.
fn table() -> CustomerTable<'static> {
    CustomerTable::new("cust\"omers`", "customer id", "department", "dependence")
        .in_schema(["sales"])
        .condition("condition")
        .weight("weight")
        .need("need")
        .service_weight("part")
        .population("people")
        .ceiling("ceiling")
        .group_by(["region", "select"])
}

const ALL: [Statistic; 4] =
    [Statistic::Mean, Statistic::Worst, Statistic::Below(0.8), Statistic::Quantile(0.05)];

#[test]
fn queries_of_every_dialect_are_as_they_were() {
    let state = state();
    let qualities = DepartmentQualities::Of(&state);
    for dialect in Dialect::ALL {
        let rule = CustomerRule::default()
            .substitution(Substitution::KthBestShare { at_least_share: 0.5 })
            .criticality(Criticality::floor(0.2).slope(0.5));
        let segments = evaluate(&table(), &rule, &ALL, &qualities, dialect).unwrap();
        let mut plain = table();
        (plain.need, plain.service_weight) = (None, None);
        let exposure = exposure(&plain, &CustomerRule::default(), dialect).unwrap();
        let listed = departments(&state, dialect).unwrap();
        let all = format!("-- segments\n{segments}\n-- exposure\n{exposure}\n-- list\n{listed}");
        assert_snapshot!(format!("sql_{dialect}"), all);
    }
}

#[test]
fn queries_of_every_rule_are_as_they_were() {
    let table = CustomerTable::new("customers", "id", "department", "dependence");
    let qualities = DepartmentQualities::Table {
        schema: vec!["sales"],
        table: "state",
        department: "id",
        quality: "quality",
    };
    let mut text = String::new();
    let orders = [0.5, -2.0].map(Rule::full);
    let shares = [0.0, -1.0, 2.0, f64::INFINITY, f64::NEG_INFINITY].map(Rule::share);
    let own = [1.0, 2.0, f64::INFINITY].map(|order| Rule::share_with_own_weight(order, 0.5));
    let named = Rule::NAMED.map(|(_, rule)| rule);
    for rule in named.into_iter().chain(orders).chain(shares).chain(own) {
        let query = customer_qualities(
            &table,
            &CustomerRule::default().rule(rule),
            &qualities,
            Dialect::DuckDb,
        );
        let query = query.unwrap();
        // What comes before is the same for all.
        let begin = query.find("knockon_felt as").unwrap();
        writeln!(text, "-- {rule}\n{}", &query[begin..]).unwrap();
    }
    assert_snapshot!("sql_rules", text);

    let mut text = String::new();
    let transfers = [
        Transfer::Ramp { from: 0.1, to: 0.6 },
        Transfer::Power { exponent: 2.0 },
        Transfer::Hill { n: 3.0, threshold: 0.5 },
        Transfer::Table { points: vec![(0.2, 0.1), (0.7, 0.9), (1.0, 1.0)] },
    ];
    for transfer in transfers {
        let rule = CustomerRule::default().transfer(transfer.clone());
        let query = customer_qualities(&table, &rule, &qualities, Dialect::DuckDb).unwrap();
        let begin = query.find("knockon_received as").unwrap();
        let end = query.find("knockon_felt as").unwrap();
        writeln!(text, "-- {transfer:?}\n{}", &query[begin..end]).unwrap();
    }
    let substitutions = [
        Substitution::BestOf,
        Substitution::KthBest { k: 2 },
        Substitution::Independent,
        Substitution::Pooled { required: 1.5 },
    ];
    for substitution in substitutions {
        let rule = CustomerRule::default().substitution(substitution);
        let table = table.clone().need("need").service_weight("part");
        let query = customer_qualities(&table, &rule, &qualities, Dialect::DuckDb).unwrap();
        let begin = query.find("knockon_received as").unwrap();
        let end = query.find("knockon_felt as").unwrap();
        writeln!(text, "-- {substitution:?}\n{}", &query[begin..end]).unwrap();
    }
    assert_snapshot!("sql_stages", text);
}

#[test]
fn what_sql_cannot_say_is_refused() {
    let state = state();
    let table = CustomerTable::new("t", "id", "department", "dependence");
    let ask = |table: &CustomerTable<'_>, rule: CustomerRule, statistics: &[Statistic]| {
        let qualities = DepartmentQualities::Of(&state);
        let query = evaluate(table, &rule, statistics, &qualities, Dialect::Ansi);
        query.unwrap_err().to_string()
    };
    let rule = CustomerRule::default();
    let mean = [Statistic::Mean];
    let asked = [
        ask(&table, rule.clone().substitution(Substitution::IndependentAtLeast { k: 2 }), &mean),
        ask(&table, rule.clone().rule(Rule::full(2.0)), &mean),
        ask(&table, rule.clone().rule(Rule::full(1e-9)), &mean),
        ask(&table, rule.clone().rule(Rule::share(f64::NAN)), &mean),
        ask(&table, rule.clone().rule(Rule::share_with_own_weight(1.0, -1.0)), &mean),
        ask(&table, rule.clone().transfer(Transfer::Power { exponent: 1e6 }), &mean),
        ask(&table, rule.clone().transfer(Transfer::Ramp { from: 0.5, to: 0.5 }), &mean),
        ask(&table, rule.clone().substitution(Substitution::Pooled { required: 0.0 }), &mean),
        ask(&table, rule.clone().criticality(Criticality::floor(2.0)), &mean),
        ask(&table, rule.clone(), &[]),
        ask(&table, rule.clone(), &[Statistic::Below(1.5)]),
        ask(&table, rule.clone(), &[Statistic::Quantile(0.0)]),
        ask(&CustomerTable::new("t", "", "d", "e"), rule.clone(), &mean),
        ask(&CustomerTable::new("t\0", "c", "d", "e"), rule.clone(), &mean),
    ];
    assert_snapshot!("sql_refused", asked.join("\n"));

    let plain = |rule| exposure(&table, &rule, Dialect::Ansi);
    assert!(matches!(plain(rule.clone().rule(Rule::WEAKEST)), Err(SqlError::NotLinear { .. })));
    let curve = rule.clone().transfer(Transfer::Power { exponent: 2.0 });
    assert!(matches!(plain(curve), Err(SqlError::NotLinear { .. })));
    let with_need = exposure(&table.clone().need("n"), &rule, Dialect::Ansi);
    assert!(matches!(with_need, Err(SqlError::NotLinear { .. })));

    let columns = Columns::new(10_001, 0).unwrap();
    let many = Network::from_columns(&columns.provider(&[]).consumer(&[]).dependence(&[]));
    let refused = departments(&many.unwrap().baseline(), Dialect::Ansi).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "there are 10001 departments, more than the 10000 that a query lists; load their qualities \
         as a table, and name it"
    );
    let refused = "oracle".parse::<Dialect>().unwrap_err().to_string();
    assert!(refused.starts_with("dialect `oracle` is unknown"));
    assert_eq!("duckdb".parse(), Ok(Dialect::DuckDb));
}

#[test]
fn kernel_says_what_customers_in_memory_say() {
    let qualities = [0.93, 0.41, 0.7];
    let (condition, dependences, weights) = (0.9, [0.8, 1.0, 0.35], [1.0, 0.0, 2.5]);
    let by_share = [0.0, -1.5, 2.0, f64::INFINITY, f64::NEG_INFINITY].map(Rule::share);
    let full = [0.5, -2.0, 1e-9].map(Rule::full);
    let own = [1.0, 0.5].map(|order| Rule::share_with_own_weight(order, 0.5));
    let named = Rule::NAMED.map(|(_, rule)| rule);
    let transfers = [
        Transfer::Identity,
        Transfer::Power { exponent: 2.0 },
        Transfer::Table { points: vec![(0.2, 0.1), (0.7, 0.9), (1.0, 1.0)] },
    ];
    let substitutions = [
        Substitution::BestOf,
        Substitution::KthBest { k: 2 },
        Substitution::KthBestShare { at_least_share: 0.5 },
        Substitution::Independent,
        Substitution::IndependentAtLeast { k: 2 },
        Substitution::IndependentAtLeastShare { at_least_share: 0.9 },
        Substitution::Pooled { required: 2.0 },
    ];
    let rules = named.into_iter().chain(by_share).chain(full).chain(own);
    for (number, rule) in rules.enumerate() {
        for substitution in substitutions {
            let transfer = transfers[number % transfers.len()].clone();
            let criticality = Criticality::floor(0.3).slope(0.6);
            let counts_weights =
                matches!(substitution, Substitution::Independent | Substitution::Pooled { .. });
            let mut builder =
                Organisation::builder("One").customer(ExternalCustomer::business("c").rule(rule));
            for (place, quality) in qualities.into_iter().enumerate() {
                let id = format!("d{place}");
                builder = builder.department(Department::new(&id).capability(quality));
                let mut service = Service::new(format!("own {id}"), &id, "c")
                    .condition(condition)
                    .dependence(dependences[place])
                    .transfer(transfer.clone())
                    .criticality(criticality);
                if rule != Rule::Fdna {
                    service = service.weight(weights[place]);
                }
                let mut shared = Service::new(format!("shared {id}"), &id, "c")
                    .for_need("shared")
                    .transfer(transfer.clone());
                if counts_weights {
                    shared = shared.weight([1.0, 0.5, 1.5][place]);
                }
                builder = builder.service(service).service(shared);
            }
            let need = Need::new("c", "shared").dependence(0.6).substitution(substitution);
            let organisation = builder.need(need.criticality(criticality)).build().unwrap();
            let solved = organisation.compile().unwrap().baseline().quality("c").unwrap().get();

            let of_table = CustomerRule::default()
                .rule(rule)
                .transfer(transfer)
                .substitution(substitution)
                .criticality(criticality);
            let kernel = of_table.kernel().unwrap();
            let mut met = qualities.map(|it| kernel.received(condition * it).unwrap()).to_vec();
            let mut shared = qualities.map(|it| kernel.received(it).unwrap());
            met.push(kernel.met(&mut shared, &[1.0, 0.5, 1.5]).unwrap());
            let dependences = dependences.into_iter().chain([0.6]);
            let losses =
                met.iter().zip(dependences).map(|(met, dependence)| dependence * (1.0 - met));
            let weights: Vec<f64> = weights.into_iter().chain([1.0]).collect();
            let combined = kernel.combined(&losses.collect::<Vec<_>>(), &weights).unwrap();
            let caps = met.iter().map(|&met| kernel.cap(met).unwrap());
            let quality = caps.fold(combined, f64::min);
            assert!(
                (quality - solved).abs() < 1e-14,
                "{rule} {substitution:?}: {quality} {solved}"
            );
        }
    }
}

#[test]
fn kernel_refuses_what_is_out_of_range() {
    let rule = CustomerRule::default();
    let kernel = rule.kernel().unwrap();
    let refused = |result: Result<f64, knockon::OutOfRange>| result.unwrap_err().to_string();
    let many = vec![0.5; 1001];
    let at_least = rule.clone().substitution(Substitution::IndependentAtLeast { k: 2 });
    let at_least = at_least.kernel().unwrap();
    assert_snapshot!(
        [
            refused(kernel.received(f64::NAN)),
            refused(kernel.met(&mut [1.5], &[1.0])),
            refused(kernel.met(&mut [0.5], &[-1.0])),
            refused(kernel.met(&mut [0.5], &[])),
            refused(at_least.met(&mut many.clone(), &many)),
            refused(kernel.combined(&[-0.1], &[1.0])),
            refused(kernel.cap(2.0)),
            rule.clone().rule(Rule::full(2.0)).kernel().unwrap_err().to_string(),
            rule.clone().rule(Rule::full(1e-200)).kernel().unwrap_err().to_string(),
            rule.substitution(Substitution::KthBest { k: 0 }).kernel().unwrap_err().to_string(),
        ]
        .join("\n"),
        @"
    quality `NaN` is outside 0..=1
    quality received `1.5` is outside 0..=1
    weight of a service `-1` is outside 0 or 1e-100..=1e100
    number of weights `0` is outside as many as there are numbers
    number of services of a need `1001` is outside 1..=1000
    loss of a need `-0.1` is outside 0..=1
    quality `2` is outside 0..=1
    order `2` is outside the orders of its weighting
    order `1e-200` is outside the orders of its weighting
    k of a substitution `0` is outside 1..=1e9
    "
    );
    // A rank beyond the services that there are is never reached.
    assert_eq!(at_least.met(&mut [1.0], &[1.0]), Ok(0.0));
}
