//! What is wrong with rows: the message of each.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use datafusion::catalog::MemTable;
use datafusion::prelude::SessionContext;
use knockon::io::sql::{CustomerRule, CustomerTable, Statistic};
use knockon::{Department, Network, Organisation, Rule, Scenario, Substitution};
use knockon_datafusion::{Customers, Error};

use crate::population::AGREED;

/// Two sound rows of one customer and a row of another, to be spoiled.
struct Rows {
    who: Vec<Option<&'static str>>,
    department: Vec<Option<&'static str>>,
    need: Vec<Option<&'static str>>,
    /// Dependence, condition, weight, service weight, population, ceiling.
    numbers: [Vec<Option<f64>>; 6],
}

const NUMBERS: [&str; 6] = ["share", "state", "weight", "part", "people", "ceiling"];

impl Rows {
    fn sound() -> Self {
        Self {
            who: vec![Some("ann"), Some("ann"), Some("bob")],
            department: vec![Some("web"), Some("vans"), Some("web")],
            need: vec![Some("food"), Some("food"), None],
            numbers: std::array::from_fn(|_| vec![Some(0.5); 3]),
        }
    }

    fn session(&self, partitions: usize) -> SessionContext {
        let text = |column: &Vec<Option<&str>>| -> ArrayRef {
            Arc::new(column.iter().copied().collect::<StringArray>())
        };
        let mut columns = vec![
            ("who", text(&self.who)),
            ("served_by", text(&self.department)),
            ("need", text(&self.need)),
        ];
        let numbers = NUMBERS.into_iter().zip(&self.numbers);
        columns.extend(numbers.map(|(name, column)| {
            (name, Arc::new(column.iter().copied().collect::<Float64Array>()) as ArrayRef)
        }));
        let columns = columns.into_iter().map(|(name, column)| (name, column, true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let parts = (0..partitions).map(|part| {
            let length = batch.num_rows().div_ceil(partitions);
            let start = (part * length).min(batch.num_rows());
            vec![batch.slice(start, length.min(batch.num_rows() - start))]
        });
        let context = crate::population::session(partitions, None);
        let table = MemTable::try_new(batch.schema(), parts.collect()).unwrap();
        context.register_table("orders", Arc::new(table)).unwrap();
        context
    }
}

fn network() -> Network {
    let builder = Organisation::builder("Shop").department(Department::new("web"));
    builder.department(Department::new("vans")).build().unwrap().compile().unwrap()
}

fn table() -> CustomerTable<'static> {
    CustomerTable::new("orders", "who", "served_by", "share")
        .condition("state")
        .weight("weight")
        .need("need")
        .service_weight("part")
        .population("people")
        .ceiling("ceiling")
}

async fn ask(rows: &Rows, partitions: usize) -> Result<f64, Error> {
    let context = rows.session(partitions);
    let customers = Customers::in_table(&context, &table(), &CustomerRule::default())?;
    let segments = customers.segments(&network().baseline(), &[Statistic::Mean]).await?;
    Ok(segments[0].population)
}

#[tokio::test]
async fn faults_of_rows_are_named() {
    assert!((ask(&Rows::sound(), 1).await.unwrap() - 1.0).abs() <= AGREED);
    let spoiled = |spoil: &dyn Fn(&mut Rows)| {
        let mut rows = Rows::sound();
        spoil(&mut rows);
        rows
    };
    let cases: Vec<(Rows, &str)> = vec![
        (
            spoiled(&|rows| rows.who[2] = None),
            "some rows: column `who` is null, where the id of a customer is right",
        ),
        (
            spoiled(&|rows| rows.department[1] = Some("van")),
            "customer `ann`: column `served_by` is unknown: `van` is not a department; did you mean \
             `vans`?",
        ),
        (
            spoiled(&|rows| rows.department[2] = None),
            "customer `bob`: column `served_by` is null, where the id of a department is right",
        ),
        (
            spoiled(&|rows| rows.numbers[0][2] = Some(1.7)),
            "customer `bob`: column `share` is `1.7`, where a number in 0..=1 is right",
        ),
        (
            spoiled(&|rows| rows.numbers[0][2] = None),
            "customer `bob`: column `share` is null, where a number in 0..=1 is right",
        ),
        (
            spoiled(&|rows| rows.numbers[1][2] = Some(f64::NAN)),
            "customer `bob`: column `state` is `NaN`, where a number in 0..=1 is right",
        ),
        (
            spoiled(&|rows| rows.numbers[2][2] = Some(-1.0)),
            "customer `bob`: column `weight` is `-1`, where a number in 0 or 1e-100..=1e100 is right",
        ),
        (
            spoiled(&|rows| rows.numbers[3][1] = Some(f64::INFINITY)),
            "customer `ann`: column `part` is `inf`, where a number in 0 or 1e-100..=1e100 is right",
        ),
        (
            spoiled(&|rows| rows.numbers[4][1] = Some(0.25)),
            "customer `ann`: column `people` is `0.25` in one row and `0.5` in another, where a \
             customer has one value",
        ),
        (
            spoiled(&|rows| rows.numbers[5][2] = Some(0.0)),
            "customer `bob`: column `ceiling` is `0`, where a number in 1e-100..=1 is right",
        ),
        (
            spoiled(&|rows| rows.numbers[0][1] = Some(0.25)),
            "customer `ann`: column `share` is `0.25` and `0.5` in rows of need `food`, where a need \
             has one value",
        ),
        (
            spoiled(&|rows| rows.department[1] = Some("web")),
            "customer `ann`: column `served_by` is `web` in two rows of need `food`, where a \
             department serves a need once; name two needs in column `need`",
        ),
        (
            spoiled(&|rows| {
                rows.who = vec![Some("ann"), Some("bob"), Some("bob")];
                rows.need = vec![None; 3];
                rows.department = vec![Some("web"); 3];
            }),
            "customer `bob`: column `served_by` is `web` in two rows, where a department serves a \
             customer once; add the rows up, or name the need of each in a column of needs",
        ),
    ];
    for (rows, message) in &cases {
        for partitions in [1, 3] {
            let refused = ask(rows, partitions).await.unwrap_err();
            assert!(matches!(refused, Error::Row(_)), "{message}: {refused:?}");
            let refused = refused.to_string();
            // Which of two values comes first depends on the partition that is ready first.
            let turned = |text: &str| text.replace("`0.25`", "`x`").replace("`0.5`", "`x`");
            let expected = format!("table `orders`: {message}");
            assert_eq!(turned(&refused), turned(&expected), "{partitions} partitions");
        }
    }
}

#[tokio::test]
async fn tables_and_rules_are_refused() {
    let rows = Rows::sound();
    let context = rows.session(1);
    let baseline = network().baseline();
    let rule = CustomerRule::default();
    let named = |table: &CustomerTable<'_>, rule: &CustomerRule| {
        Customers::in_table(&context, table, rule).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(
        named(&table(), &rule.clone().rule(Rule::full(2.0))),
        "order `2` is outside the orders of its weighting"
    );
    assert_eq!(
        named(&table(), &rule.clone().substitution(Substitution::IndependentAtLeast { k: 0 })),
        "k of a substitution `0` is outside 1..=1e9"
    );
    assert_eq!(
        named(&table().group_by(["quality"]), &rule),
        "segments are made by column `quality`, as which the answer has another one; give it another name in a view"
    );
    assert_eq!(
        named(&CustomerTable::new("orders", "", "d", "e"), &rule),
        "the name of the column is empty"
    );

    let customers = Customers::in_table(&context, &table(), &rule).unwrap();
    let refused = customers.segments(&baseline, &[Statistic::Below(1.5)]).await.unwrap_err();
    assert_eq!(refused.to_string(), "threshold `1.5` is outside 0..=1");
    let refused = customers.segments(&baseline, &[]).await.unwrap_err();
    assert_eq!(refused.to_string(), "no statistic is asked for, where one at least is needed");
    let refused = customers.many(&[], &[Statistic::Mean]).await.unwrap_err();
    assert_eq!(refused.to_string(), "no assessment is given, where one at least is needed");
    let fewer = Organisation::builder("Less").department(Department::new("web")).build().unwrap();
    let fewer = fewer.compile().unwrap().solve(&Scenario::new("less")).unwrap();
    let refused = customers.many(&[&baseline, &fewer], &[Statistic::Mean]).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "scenario `less` is of an organisation without department `vans`"
    );
    let refused = customers.exposure(&network()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "customers have no exposure with services that stand in for each other; write the query \
         that evaluates them instead"
    );

    let mut wrong = table();
    wrong.dependence = "shared";
    let customers = Customers::in_table(&context, &wrong, &rule).unwrap();
    let refused = customers.segments(&baseline, &[Statistic::Mean]).await.unwrap_err();
    assert!(matches!(refused, Error::Engine(_)));
    assert!(refused.to_string().contains("shared"), "{refused}");

    context.sql("create table nobody as select * from orders where who = 'x'").await.unwrap();
    let mut empty = table();
    empty.table = "nobody";
    let customers = Customers::in_table(&context, &empty.group_by(["need"]), &rule).unwrap();
    let refused = customers.segments(&baseline, &[Statistic::Mean]).await.unwrap_err();
    assert_eq!(refused.to_string(), "table `nobody` has no rows, where one at least is needed");
}

#[tokio::test]
async fn exposure_names_rows_that_cannot_be_used() {
    let mut rows = Rows::sound();
    rows.need = vec![None; 3];
    let mut table = table();
    (table.need, table.service_weight) = (None, None);
    rows.numbers[0][2] = Some(1.7);
    let context = rows.session(1);
    let customers = Customers::in_table(&context, &table, &CustomerRule::default()).unwrap();
    let refused = customers.exposure(&network()).await.unwrap_err().to_string();
    assert_eq!(
        refused,
        "table `orders`: customer `bob`: column `share` is `1.7`, where a number in 0..=1 is right"
    );
    rows.numbers[0] = vec![Some(0.8); 3];
    rows.numbers[2] = vec![Some(1.0); 3];
    let context = rows.session(1);
    let additive = CustomerRule::default().rule(Rule::ADDITIVE);
    let customers = Customers::in_table(&context, &table, &additive).unwrap();
    let refused = customers.exposure(&network()).await.unwrap_err().to_string();
    assert_eq!(refused, "table `orders`: customer `ann`: sum of losses `1.6` is outside 0..=1");
    rows.numbers[4] = vec![Some(0.0); 3];
    let context = rows.session(1);
    let customers = Customers::in_table(&context, &table, &CustomerRule::default()).unwrap();
    let refused = customers.exposure(&network()).await.unwrap_err().to_string();
    assert_eq!(
        refused,
        "table `orders` makes no exposure: the populations of segment `all` sum to 0, where a mean \
         needs more"
    );
    context.sql("create table nobody as select * from orders where who = 'x'").await.unwrap();
    table.table = "nobody";
    let customers = Customers::in_table(&context, &table, &CustomerRule::default()).unwrap();
    let refused = customers.exposure(&network()).await.unwrap_err().to_string();
    assert_eq!(refused, "table `nobody` has no rows, where one at least is needed");
}
