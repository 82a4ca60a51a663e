//! Queries of one's own, by functions, against the solve in memory.

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::prelude::SessionContext;
use knockon::io::sql::CustomerRule;
use knockon::{Criticality, Rule, Substitution, Transfer};
use knockon_datafusion::register;

use crate::population::{AGREED, LAYOUTS, Population, Shape, scenario, session};

async fn answer(context: &SessionContext, query: &str) -> Vec<RecordBatch> {
    context.sql(query).await.unwrap().collect().await.unwrap()
}

async fn refused(context: &SessionContext, query: &str) -> String {
    let frame = match context.sql(query).await {
        Err(refused) => return refused.find_root().to_string(),
        Ok(frame) => frame,
    };
    frame.collect().await.unwrap_err().find_root().to_string()
}

async fn number(context: &SessionContext, expression: &str) -> f64 {
    let batches = answer(context, &format!("select {expression} as x")).await;
    batches[0].column(0).as_primitive::<Float64Type>().value(0)
}

#[tokio::test]
async fn query_of_functions_agrees() {
    let population = Population::new(3_000, Shape::Full, 11);
    let cases = [
        ("mean", Rule::MEAN, "independent_at_least 2", Substitution::IndependentAtLeast { k: 2 }),
        ("weakest", Rule::WEAKEST, "pooled 1.2", Substitution::Pooled { required: 1.2 }),
        ("independent", Rule::INDEPENDENT, "independent", Substitution::Independent),
        ("fdna", Rule::Fdna, "best_of", Substitution::BestOf),
        (
            "share(2, own 0.5)",
            Rule::share_with_own_weight(2.0, 0.5),
            "kth_best 50%",
            Substitution::KthBestShare { at_least_share: 0.5 },
        ),
    ];
    for (rule_in_words, rule, substitution_in_words, substitution) in cases {
        let of_table = CustomerRule::default()
            .rule(rule)
            .substitution(substitution)
            .transfer(Transfer::Power { exponent: 2.0 });
        let solved = population.solved(&of_table);
        for layout in LAYOUTS {
            let context = population.session(layout);
            register(&context, &[&solved]).unwrap();
            // A service without a need is one of its own.
            let query = format!(
                "with needs as (
                   select who, coalesce(need, \"served by\") as name, need is null as is_own,
                     max(\"Dependence\") as dependence, max(weight) as weight, max(ceiling) as ceiling,
                     need_met(
                       received(condition, department_quality(\"served by\"), 'power(2)'),
                       part, '{substitution_in_words}') as met,
                     max(received(condition, department_quality(\"served by\"), 'power(2)')) as own
                   from \"Customers of 2026\"
                   group by who, coalesce(need, \"served by\"), need is null)
                 select who, max(ceiling) * combine(
                     felt(dependence, case when is_own then own else met end),
                     weight, '{rule_in_words}') as quality
                 from needs group by who"
            );
            let mut count = 0;
            for batch in answer(&context, &query).await {
                let ids = datafusion::arrow::compute::cast(
                    batch.column(0),
                    &datafusion::arrow::datatypes::DataType::Utf8,
                )
                .unwrap();
                let qualities = batch.column(1).as_primitive::<Float64Type>();
                for (id, quality) in ids.as_string::<i32>().iter().zip(qualities.values()) {
                    let expected = solved.quality(id.unwrap()).unwrap().get();
                    assert!((quality - expected).abs() <= AGREED, "{rule_in_words} {layout:?}");
                    count += 1;
                }
            }
            assert_eq!(count, population.customers);
        }
    }
}

#[tokio::test]
async fn departments_of_states_are_looked_up() {
    let population = Population::new(5, Shape::Plain, 12);
    let today = population.solved(&CustomerRule::default());
    let tomorrow = today.network().solve(&scenario("tomorrow", 9)).unwrap();
    let context = session(1, None);
    register(&context, &[&today, &tomorrow]).unwrap();

    let of = |assessment: &knockon::Assessment| assessment.quality("d'3").unwrap().get();
    for (expression, expected) in [
        ("department_quality('d''3')", of(&today)),
        ("department_quality(3)", of(&today)),
        ("department_quality('d''3', 'tomorrow')", of(&tomorrow)),
        (
            "department_quality(arrow_cast('d''3', 'Dictionary(Int32, Utf8)'), 'tomorrow')",
            of(&tomorrow),
        ),
        ("department_quality(arrow_cast('d''3', 'Utf8View'), 'tomorrow')", of(&tomorrow)),
        ("received(0.5, 0.8)", 0.4),
        ("received(0.5, 0.8, 'ramp(0.2, 0.6)')", 0.5),
        ("felt(0.5, 0.2)", 0.6),
        ("(select combine(x, 1, 'weakest') from (values (0.5), (0.25)) as t (x))", 0.25),
        ("(select need_met(x, 1, 'best_of') from (values (0.5)) as t (x) where x > 1)", 0.0),
        (
            "(select combine(x, 1, 'mean') filter (where x < 1) from (values (1.0), (0.5)) as t (x))",
            0.5,
        ),
    ] {
        let value = number(&context, expression).await;
        assert!((value - expected).abs() <= AGREED, "{expression}: {value}, not {expected}");
    }
    // A window asks again and again.
    let batches = answer(
        &context,
        "select combine(x, 1, 'weakest') over (order by x desc) as y
         from (values (0.5), (0.25), (0.75)) as t (x) order by x",
    )
    .await;
    let values = batches[0].column(0).as_primitive::<Float64Type>().values().to_vec();
    assert_eq!(values, [0.25, 0.5, 0.75]);

    let query = "select number, department, quality, baseline, quality - baseline - change as zero
                 from departments('tomorrow') order by number";
    let batches = answer(&context, query).await;
    assert_eq!(batches[0].num_rows(), 12);
    let qualities = batches[0].column(2).as_primitive::<Float64Type>();
    assert_eq!(qualities.value(3).to_bits(), of(&tomorrow).to_bits());
    assert!(
        batches[0].column(4).as_primitive::<Float64Type>().values().iter().all(|it| *it == 0.0)
    );
}

#[tokio::test]
async fn functions_refuse_what_is_wrong() {
    let population = Population::new(5, Shape::Plain, 13);
    let today = population.solved(&CustomerRule::default().criticality(Criticality::floor(0.5)));
    let context = session(1, None);
    register(&context, &[&today]).unwrap();
    let values = "create table t as
                  select * from (values ('d''3', 0.5), ('d''x', 1.7)) as t (department, share)";
    context.sql(values).await.unwrap();
    for (expression, message) in [
        (
            "department_quality(department)",
            "Execution error: department_quality: column `department` is unknown: `d'x` is not a \
             department; did you mean `d'0`?",
        ),
        (
            "department_quality(12)",
            "Execution error: department_quality: column `lit` is `12`, where the number of a \
             department, 0..=11, is right",
        ),
        (
            "department_quality('d''3', 'soon')",
            "Execution error: department_quality: scenario `soon` is unknown, where one of `today` \
             is right",
        ),
        (
            "felt(share, 0.5)",
            "Execution error: felt: column `share` is `1.7`, where a number in 0..=1 is right",
        ),
        (
            "received(0.5, share)",
            "Execution error: received: column `share` is `1.7`, where a number in 0..=1 is right",
        ),
        (
            "received(0.5, 0.5, 'curve')",
            "Execution error: received: transfer `curve` is unknown, where `identity`, \
             `ramp(0.2, 0.8)`, `power(2)`, `hill(3, 0.5)` or `table(0.2 0.1, 1 1)` is right",
        ),
        (
            "received(0.5, 0.5, 'power(0)')",
            "Execution error: received: the transfer of the customers cannot be used: exponent `0`, \
             where one in 1e-9..=1e9 is needed",
        ),
        (
            "(select combine(x, 1, 'mean') from (values (0.5), (null)) as n (x))",
            "Execution error: combine: column `x` is null, where a number in 0..=1 is right",
        ),
        (
            "(select combine(0.5, x, 'mean') from (values (-0.5)) as n (x))",
            "Execution error: combine: column `x` is `-0.5`, where a number in 0 or 1e-100..=1e100 is right",
        ),
        (
            "combine(0.5, 1, department)",
            "Error during planning: combine takes its third argument as a literal",
        ),
        (
            "combine(0.5, 1, 'worst')",
            "Error during planning: combine: rule `worst` is unknown, where `independent`, \
             `additive`, `weakest`, `mean`, `fdna`, `full(p)`, `share(p)` or `share(p, own w)` is \
             needed",
        ),
        (
            "need_met(0.5, 1, 'kth_best 0')",
            "Error during planning: need_met: k of a substitution `0` is outside 1..=1e9",
        ),
        (
            "need_met(0.5, 1, 'second best')",
            "Error during planning: need_met: substitution `second best` is unknown, where \
             `best_of`, `kth_best 2`, `independent`, `independent_at_least 2` or `pooled 1.5` is \
             right",
        ),
    ] {
        let query = format!("select {expression} from t");
        assert_eq!(refused(&context, &query).await, message, "{expression}");
    }
    let unknown = refused(&context, "select * from departments('soon')").await;
    let message = "Error during planning: departments: scenario `soon` is unknown, where one of \
                   `today` is right";
    assert_eq!(unknown, message);
    let twice = register(&context, &[&today, &today]).unwrap_err().to_string();
    assert_eq!(
        twice,
        "two assessments are of scenarios called `today`, where each has its own name"
    );
}
