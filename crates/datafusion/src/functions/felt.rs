//! `felt`: what a customer feels of a need.

use std::sync::Arc;

use datafusion::arrow::array::Float64Array;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::range::{Range, numbers};

/// `felt(dependence, met)`: `1 − dependence · (1 − met)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Felt {
    signature: Signature,
}

impl Felt {
    pub(super) fn new() -> Self {
        Self { signature: Signature::exact(vec![DataType::Float64; 2], Volatility::Immutable) }
    }
}

/// A column of qualities, given the function and the argument for messages.
///
/// # Errors
///
/// For a null and a number outside 0..=1, which the message names with its column.
pub(super) fn shares(
    function: &str,
    args: &ScalarFunctionArgs,
    place: usize,
) -> Result<Float64Array> {
    let column = args.args.get(place);
    let column = column.ok_or_else(|| exec_datafusion_err!("{function} lacks an argument"))?;
    let column = column.to_array(args.number_rows)?;
    let column = numbers(&column)?;
    if let Some(row) = Range::Share.first_outside(column) {
        let name = args.arg_fields.get(place).map_or("", |field| field.name());
        let fault = Range::Share.fault(column, row);
        return Err(exec_datafusion_err!("{function}: column `{name}` {fault}"));
    }
    Ok(column.clone())
}

impl ScalarUDFImpl for Felt {
    fn name(&self) -> &'static str {
        "felt"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (dependence, met) = (shares("felt", &args, 0)?, shares("felt", &args, 1)?);
        let rows = dependence.values().iter().zip(met.values());
        let felt: Vec<f64> = rows.map(|(dependence, met)| 1.0 - dependence * (1.0 - met)).collect();
        Ok(ColumnarValue::Array(Arc::new(Float64Array::from(felt))))
    }
}
