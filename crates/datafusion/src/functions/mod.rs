//! Functions of SQL that know the states of an organisation and the equation of its customers.

mod department_quality;
mod departments;
mod felt;
mod received;
mod stage;
mod words;

use std::sync::Arc;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;
use indexmap::IndexMap;
use knockon::Assessment;

use crate::departments::{Departments, Shared};
use crate::error::Error;
use department_quality::DepartmentQuality;
use departments::DepartmentsTable;
use felt::Felt;
use received::Received;
use stage::{Stage, StageAggregate};

/// States by the name of their scenario, and their departments.
#[derive(Debug)]
struct States {
    departments: Departments,
    scenarios: IndexMap<String, usize>,
}

/// Registers functions of SQL in a session: for queries of one's own, of rows that a
/// [`CustomerTable`](knockon::io::sql::CustomerTable) does not describe.
///
/// | function | kind | meaning |
/// | --- | --- | --- |
/// | `department_quality(department [, scenario])` | scalar | what a department delivers: by its id, dictionary encoded or not, or by its number from 0 in the order stated; in the first state unless a scenario is named |
/// | `departments('scenario')` | table | `number`, `department`, `name`, `quality`, `baseline`, `change` |
/// | `received(condition, quality [, transfer])` | scalar | `h(condition · quality)` |
/// | `need_met(received, weight, substitution)` | aggregate | how well several services together meet a need |
/// | `felt(dependence, met)` | scalar | `1 − dependence · (1 − met)` |
/// | `combine(felt, weight, rule)` | aggregate | the quality that the needs of a customer make |
///
/// Transfers are `identity`, `ramp(0.2, 0.8)`, `power(2)`, `hill(3, 0.5)` and `table(0.2 0.1, 1 1)`;
/// substitutions `best_of`, `kth_best 2`, `kth_best 50%`, `independent`, `independent_at_least 2`,
/// `independent_at_least 50%` and `pooled 1.5`; rules what [`Rule`](knockon::Rule) prints. All three are
/// literals. The aggregates have states that merge, so that they run on many partitions and spill; groups
/// keep their rows until they are complete. Nulls and numbers outside their range are errors.
///
/// # Arguments
///
/// * `assessments` - the states, of one organisation, each of a scenario of its own name; the first is the
///   one meant where no scenario is named. The functions keep the qualities, not the states.
///
/// # Errors
///
/// [`Error::NoAssessment`], [`Error::Lacks`] and [`Error::SameName`].
///
/// # Examples
///
/// ```
/// use datafusion::arrow::util::pretty::pretty_format_batches;
/// use datafusion::prelude::SessionContext;
/// use knockon::{Department, Organisation, Scenario};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let network = Organisation::builder("Shop")
///     .department(Department::new("web"))
///     .department(Department::new("vans").capability(0.5))
///     .build()?
///     .compile()?;
/// let outage = network.solve(&Scenario::new("outage").capability("web", 0.0))?;
///
/// let context = SessionContext::new();
/// knockon_datafusion::register(&context, &[&network.baseline(), &outage])?;
/// let answer = context
///     .sql(
///         "select who, combine(felt(share, department_quality(served_by, 'outage')), 1, 'mean') as q
///          from (values ('ann', 'web', 0.5), ('ann', 'vans', 0.5)) as t (who, served_by, share)
///          group by who",
///     )
///     .await?
///     .collect()
///     .await?;
/// assert!(pretty_format_batches(&answer)?.to_string().contains("| ann | 0.625 |"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn register(context: &SessionContext, assessments: &[&Assessment]) -> Result<(), Error> {
    let departments = Departments::new(assessments)?;
    let mut scenarios = IndexMap::new();
    for (state, assessment) in assessments.iter().enumerate() {
        let scenario = assessment.scenario().to_owned();
        if scenarios.insert(scenario.clone(), state).is_some() {
            return Err(Error::SameName { scenario });
        }
    }
    let table = DepartmentsTable::new(assessments)?;
    let states = Shared(Arc::new(States { departments, scenarios }));
    context.register_udf(ScalarUDF::from(DepartmentQuality::new(states)));
    context.register_udf(ScalarUDF::from(Received::new()));
    context.register_udf(ScalarUDF::from(Felt::new()));
    context.register_udaf(AggregateUDF::from(StageAggregate::new(Stage::NeedMet)));
    context.register_udaf(AggregateUDF::from(StageAggregate::new(Stage::Combine)));
    context.register_udtf("departments", Arc::new(table));
    Ok(())
}

/// What is said of a scenario that there is none of.
fn unknown_scenario<'a>(given: &str, known: impl Iterator<Item = &'a String>) -> String {
    let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    format!("scenario `{given}` is unknown, where one of {} is right", known.join(", "))
}
