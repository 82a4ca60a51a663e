//! Every rule and substitution, in every layout, against the solve in memory.

use std::collections::BTreeMap;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use knockon::exposure::{CustomerSegment, Exposure};
use knockon::io::sql::{
    CustomerRule, CustomerTable, DepartmentQualities, Dialect, SqlError, Statistic,
    customer_qualities,
};
use knockon::{Assessment, Criticality, Rule, Substitution, Transfer};
use knockon_datafusion::{Customers, StatisticValue};

use crate::population::{
    AGREED, LAYOUTS, Layout, Population, Shape, customer, joined, region_of, scenario, session,
};

/// The rules of customers: of both weightings, of named and of other orders.
fn rules() -> Vec<Rule> {
    let named = Rule::NAMED.map(|(_, rule)| rule);
    let full = [0.5, -2.0].map(Rule::full);
    let shares = [0.0, -1.0, 2.0, f64::INFINITY, f64::NEG_INFINITY].map(Rule::share);
    let own = [1.0, 2.0].map(|order| Rule::share_with_own_weight(order, 0.5));
    named.into_iter().chain(full).chain(shares).chain(own).collect()
}

const SUBSTITUTIONS: [Substitution; 7] = [
    Substitution::BestOf,
    Substitution::KthBest { k: 2 },
    Substitution::KthBestShare { at_least_share: 0.5 },
    Substitution::Independent,
    Substitution::IndependentAtLeast { k: 2 },
    Substitution::IndependentAtLeastShare { at_least_share: 0.9 },
    Substitution::Pooled { required: 1.2 },
];

/// The largest difference between customers of an answer and those in memory.
fn largest_difference(answer: &[RecordBatch], solved: &Assessment, customers: usize) -> f64 {
    let answer = joined(answer);
    assert_eq!(answer.num_rows(), customers, "a row a customer");
    let ids = cast(answer.column_by_name("customer").unwrap(), &DataType::Utf8).unwrap();
    let ids = ids.as_string::<i32>();
    let qualities = answer.column_by_name("quality").unwrap().as_primitive::<Float64Type>();
    let mut largest: f64 = 0.0;
    for (id, quality) in ids.iter().zip(qualities.values()) {
        let expected = solved.quality(id.unwrap()).unwrap().get();
        largest = largest.max((quality - expected).abs());
        assert!(!quality.is_nan());
    }
    largest
}

async fn check(population: &Population, rule: &CustomerRule, layouts: &[Layout]) {
    let solved = population.solved(rule);
    for &layout in layouts {
        let context = population.session(layout);
        let customers = Customers::in_table(&context, &population.table(), rule).unwrap();
        let answer = customers.qualities(&solved).await.unwrap().collect().await.unwrap();
        let difference = largest_difference(&answer, &solved, population.customers);
        assert!(difference <= AGREED, "{rule:?} {layout:?}: {difference:e}");
    }
}

#[tokio::test]
async fn hundred_thousand_customers_agree() {
    let full = Population::new(100_000, Shape::Full, 1);
    check(&full, &CustomerRule::default(), &LAYOUTS).await;
    let plain = Population::new(100_000, Shape::Plain, 2);
    check(&plain, &CustomerRule::default().rule(Rule::INDEPENDENT), &LAYOUTS).await;
}

#[tokio::test]
async fn every_rule_and_substitution_agrees() {
    let population = Population::new(1_500, Shape::Full, 3);
    for (number, rule) in rules().into_iter().enumerate() {
        for (place, substitution) in SUBSTITUTIONS.into_iter().enumerate() {
            let mut of_table = CustomerRule::default().rule(rule).substitution(substitution);
            if (number + place) % 2 == 1 {
                of_table = of_table.criticality(Criticality::floor(0.2).slope(0.7));
            }
            of_table = of_table.transfer(match (number + place) % 3 {
                0 => Transfer::Identity,
                1 => Transfer::Power { exponent: 2.0 },
                _ => Transfer::Hill { n: 3.0, threshold: 0.5 },
            });
            let layout = LAYOUTS[(number + place) % LAYOUTS.len()];
            check(&population, &of_table, &[layout]).await;
        }
    }
}

#[tokio::test]
async fn joins_agree_with_functions() {
    let population = Population::new(2_000, Shape::Full, 4);
    let context = population.session(Layout { sorted: true, partitions: 4 });
    let mut said = 0;
    for rule in rules() {
        for substitution in SUBSTITUTIONS {
            let of_table = CustomerRule::default().rule(rule).substitution(substitution);
            let solved = population.solved(&of_table);
            let departments = DepartmentQualities::Of(&solved);
            let query = customer_qualities(
                &population.table(),
                &of_table,
                &departments,
                Dialect::DataFusion,
            );
            match query {
                Err(SqlError::NotInSql { .. }) => {}
                query => {
                    said += 1;
                    let answer =
                        context.sql(&query.unwrap()).await.unwrap().collect().await.unwrap();
                    let difference = largest_difference(&answer, &solved, population.customers);
                    assert!(difference <= AGREED, "{of_table:?}: {difference:e}");
                }
            }
        }
    }
    assert_eq!(said, rules().len() * (SUBSTITUTIONS.len() - 2), "all but chances are said in SQL");
}

#[tokio::test]
async fn segments_agree_with_customers_in_memory() {
    let population = Population::new(20_000, Shape::Full, 5);
    let rule = CustomerRule::default().rule(Rule::WEAKEST);
    let solved = population.solved(&rule);
    let other = solved.network().solve(&scenario("tomorrow", 8)).unwrap();
    let statistics =
        [Statistic::Mean, Statistic::Worst, Statistic::Below(0.4), Statistic::Quantile(0.25)];
    for layout in LAYOUTS {
        let context = population.session(layout);
        let customers = Customers::in_table(&context, &population.table(), &rule).unwrap();
        let states = customers.many(&[&solved, &other], &statistics).await.unwrap();
        assert_eq!(customers.segments(&other, &statistics).await.unwrap(), states[1]);
        for (state, segments) in [&solved, &other].into_iter().zip(&states) {
            let names: Vec<_> = segments.iter().map(|it| it.segment[0].clone().unwrap()).collect();
            assert_eq!(names, ["east", "north", "south", "west"]);
            for (place, segment) in [2, 0, 1, 3].into_iter().zip(segments) {
                let members = (0..population.customers).filter(|number| number / 3 % 4 == place);
                let mut parties: Vec<(f64, f64)> = members
                    .map(|number| {
                        let party = state.party(customer(number)).unwrap();
                        (party.quality().get(), party.population().get())
                    })
                    .collect();
                parties.sort_by(|one, other| one.0.total_cmp(&other.0));
                let people: f64 = parties.iter().map(|it| it.1).sum();
                let mean = parties.iter().map(|it| it.0 * it.1).sum::<f64>() / people;
                let below: Vec<_> = parties.iter().filter(|it| it.0 < 0.4).collect();
                let mut up_to = 0.0;
                let quantile = parties.iter().find(|it| {
                    up_to += it.1;
                    up_to >= 0.25 * people
                });
                assert_eq!(segment.customers, parties.len() as u64);
                assert!((segment.population - people).abs() <= AGREED);
                let [mean_of_all, worst, counted, quarter] = segment.values[..] else { panic!() };
                let near = |value: f64, expected: f64| (value - expected).abs() <= AGREED;
                assert!(matches!(mean_of_all, StatisticValue::Mean(Some(it)) if near(it, mean)));
                assert!(matches!(worst, StatisticValue::Worst(it) if near(it, parties[0].0)));
                let expected = StatisticValue::Below {
                    customers: below.len() as u64,
                    population: below.iter().map(|it| it.1).sum(),
                };
                assert_eq!(counted, expected);
                let expected = quantile.unwrap().0;
                assert!(matches!(quarter, StatisticValue::Quantile(it) if near(it, expected)));
            }
        }
    }
}

#[tokio::test]
async fn exposure_agrees_with_customers_in_memory() {
    let own_needs = || Population::new(20_000, Shape::OwnNeeds, 6);
    // No more than three services of a third each lose more than there is.
    let little = || Population::new(20_000, Shape::Plain, 7).with_dependences_times(1.0 / 3.0);
    let cases = [
        (Rule::MEAN, own_needs()),
        (Rule::share_with_own_weight(1.0, 0.5), own_needs()),
        (Rule::Fdna, own_needs()),
        (Rule::ADDITIVE, little()),
    ];
    for (rule, population) in cases {
        let rule = CustomerRule::default().rule(rule);
        let solved = population.solved(&rule);
        let in_memory = Exposure::of_network(solved.network(), region_of).unwrap();
        for layout in LAYOUTS {
            let context = population.session(layout);
            let customers = Customers::in_table(&context, &population.table(), &rule).unwrap();
            let exposure = customers.exposure(solved.network()).await.unwrap();
            assert_eq!(exposure.segments().count(), 4);
            for of_table in exposure.segments() {
                let expected = in_memory.segment(of_table.name()).unwrap();
                let near = |one: f64, other: f64| (one - other).abs() <= AGREED;
                let people = expected.population().get();
                assert!(near(of_table.population().get() / people, 1.0), "{rule:?} {layout:?}");
                assert!(near(of_table.best().get(), expected.best().get()), "{rule:?} {layout:?}");
                let of_department = |segment: CustomerSegment<'_>| -> BTreeMap<String, f64> {
                    segment.exposures().map(|(id, exposure)| (id.to_string(), exposure)).collect()
                };
                let [of_table, expected] = [of_table, expected].map(of_department);
                assert!(of_table.keys().eq(expected.keys()), "{rule:?} {layout:?}");
                for (one, other) in of_table.values().zip(expected.values()) {
                    assert!(near(*one, *other), "{rule:?} {layout:?}: {one} {other}");
                }
            }
        }
    }
}

#[tokio::test]
async fn segments_of_an_exposure_are_named_as_by_the_query() {
    let context = session(1, None);
    context
        .sql(
            "create table orders as select * from (values
                 ('ann', 'a/b', null, 'd''0', 0.8),
                 ('bob', 'a/b', '', 'd''0', 0.4),
                 ('cid', 'a', 'b', 'd''1', 0.5)
             ) as t (who, region, town, served_by, share)",
        )
        .await
        .unwrap();
    let table = CustomerTable::new("orders", "who", "served_by", "share");
    let solved = Population::new(1, Shape::Plain, 1).solved(&CustomerRule::default());
    for (groups, names) in [
        (vec![], vec!["all"]),
        (vec!["region"], vec!["a", "a/b"]),
        (vec!["region", "town"], vec!["a / b", "a//b / (none)"]),
    ] {
        let table = table.clone().group_by(groups);
        let rule = CustomerRule::default();
        let customers = Customers::in_table(&context, &table, &rule).unwrap();
        let exposure = customers.exposure(solved.network()).await.unwrap();
        let named: Vec<_> = exposure.segments().map(|segment| segment.name().to_owned()).collect();
        assert_eq!(named, names);
        let query = knockon::io::sql::exposure(&table, &rule, Dialect::DataFusion).unwrap();
        let answer = joined(&context.sql(&query).await.unwrap().collect().await.unwrap());
        let segments = cast(answer.column_by_name("segment").unwrap(), &DataType::Utf8).unwrap();
        let mut by_query: Vec<_> = segments.as_string::<i32>().iter().flatten().collect();
        by_query.dedup();
        assert_eq!(by_query, names);
        let last = exposure.segments().last().unwrap();
        let exposures: f64 = last.exposures().map(|(_, exposure)| exposure).sum();
        let expected = if names == ["all"] { 1.7 / 3.0 } else { 0.6 };
        assert!((exposures - expected).abs() <= AGREED, "{exposures}");
    }
}
