//! `departments`: the departments of a state, as a table.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use datafusion::catalog::{MemTable, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result, plan_datafusion_err};
use datafusion::logical_expr::Expr;
use indexmap::IndexMap;
use knockon::Assessment;
use knockon::quality::PartyQuality;

use super::unknown_scenario;

/// `departments('scenario')`: a row a department, in the order stated.
#[derive(Debug)]
pub(super) struct DepartmentsTable {
    scenarios: IndexMap<String, RecordBatch>,
}

impl DepartmentsTable {
    pub(super) fn new(assessments: &[&Assessment]) -> Result<Self> {
        let of_state = |assessment: &&Assessment| {
            Ok((assessment.scenario().to_owned(), departments(assessment)?))
        };
        Ok(Self { scenarios: assessments.iter().map(of_state).collect::<Result<_>>()? })
    }
}

/// The departments of a state.
fn departments(assessment: &Assessment) -> Result<RecordBatch> {
    let baseline = assessment.network().baseline();
    let parties = || assessment.parties().filter(PartyQuality::is_department);
    let ids: StringArray = parties().map(|party| Some(party.id().as_str().to_owned())).collect();
    let names: StringArray = parties().map(|party| Some(party.name().into_owned())).collect();
    let quality: Float64Array = parties().map(|party| Some(party.quality().get())).collect();
    let before = baseline.parties().filter(PartyQuality::is_department);
    let before: Float64Array = before.map(|party| Some(party.quality().get())).collect();
    let change = quality.values().iter().zip(before.values()).map(|(now, before)| now - before);
    let change = change.map(Some).collect::<Float64Array>();
    let numbers: UInt32Array = (0..).zip(parties()).map(|(number, _)| Some(number)).collect();
    let columns: [(&str, ArrayRef); 6] = [
        ("number", Arc::new(numbers)),
        ("department", Arc::new(ids)),
        ("name", Arc::new(names)),
        ("quality", Arc::new(quality)),
        ("baseline", Arc::new(before)),
        ("change", Arc::new(change)),
    ];
    Ok(RecordBatch::try_from_iter_with_nullable(
        columns.map(|(name, column)| (name, column, false)),
    )?)
}

impl TableFunctionImpl for DepartmentsTable {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let scenario = match args.exprs() {
            [Expr::Literal(scenario, _)] => scenario.try_as_str().flatten(),
            _ => None,
        };
        let scenario = scenario
            .ok_or_else(|| plan_datafusion_err!("departments takes the name of a scenario"))?;
        let batch = self.scenarios.get(scenario).ok_or_else(|| {
            let message = unknown_scenario(scenario, self.scenarios.keys());
            plan_datafusion_err!("departments: {message}")
        })?;
        Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch.clone()]])?))
    }
}
