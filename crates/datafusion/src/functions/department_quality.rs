//! `department_quality`: what a department delivers in a state.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_datafusion_err, plan_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::{States, unknown_scenario};
use crate::departments::{Shared, UNKNOWN};

/// `department_quality(department [, scenario])`: a gather, in place of a join.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct DepartmentQuality {
    states: Shared<States>,
    signature: Signature,
}

impl DepartmentQuality {
    pub(super) fn new(states: Shared<States>) -> Self {
        Self { states, signature: Signature::user_defined(Volatility::Immutable) }
    }

    fn state(&self, scenario: Option<&str>) -> Result<&[f64]> {
        let states = &self.states.0;
        let given = scenario.unwrap_or("null");
        let state = scenario.and_then(|scenario| states.scenarios.get(scenario));
        let state = state.ok_or_else(|| {
            let message = unknown_scenario(given, states.scenarios.keys());
            exec_datafusion_err!("department_quality: {message}")
        })?;
        Ok(states.departments.qualities(*state))
    }
}

impl ScalarUDFImpl for DepartmentQuality {
    fn name(&self) -> &'static str {
        "department_quality"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [department] => Ok(vec![department.clone()]),
            [department, _] => Ok(vec![department.clone(), DataType::Utf8]),
            _ => Err(plan_datafusion_err!(
                "department_quality takes a department and, at most, a scenario"
            )),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let departments = &self.states.0.departments;
        let [department, scenario @ ..] = args.args.as_slice() else {
            return Err(exec_datafusion_err!("department_quality takes a department"));
        };
        let column: ArrayRef = department.to_array(args.number_rows)?;
        let numbers = departments.numbers(&column)?;
        if let Some(row) = numbers.iter().position(|&number| number == UNKNOWN) {
            let name = args.arg_fields.first().map_or("", |field| field.name());
            let fault = departments.fault(&column, row);
            return Err(exec_datafusion_err!("department_quality: column `{name}` {fault}"));
        }
        let gather = |state: &[f64], number: u32| state.get(number as usize).copied();
        let qualities: Float64Array = match scenario.first() {
            None => {
                let state = departments.qualities(0);
                numbers.into_iter().map(|number| gather(state, number)).collect()
            }
            Some(ColumnarValue::Scalar(name)) => {
                let state = self.state(name.try_as_str().flatten())?;
                numbers.into_iter().map(|number| gather(state, number)).collect()
            }
            Some(ColumnarValue::Array(names)) => {
                let names = names.as_string::<i32>().iter();
                let rows = numbers.into_iter().zip(names);
                let qualities = rows.map(|(number, name)| Ok(gather(self.state(name)?, number)));
                qualities.collect::<Result<_>>()?
            }
        };
        debug_assert_eq!(qualities.null_count(), 0, "every department is known");
        Ok(ColumnarValue::Array(Arc::new(qualities)))
    }
}
