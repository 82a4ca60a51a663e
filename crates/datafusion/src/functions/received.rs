//! `received`: what arrives on a service.

use std::sync::Arc;

use datafusion::arrow::array::Float64Array;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use knockon::Transfer;
use knockon::io::sql::CustomerRule;

use super::felt::shares;
use super::words::transfer;

/// `received(condition, quality [, transfer])`: the transfer of `condition · quality`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Received {
    signature: Signature,
}

impl Received {
    pub(super) fn new() -> Self {
        let numbers = vec![DataType::Float64; 2];
        let mut with_transfer = numbers.clone();
        with_transfer.push(DataType::Utf8);
        let forms = [numbers, with_transfer].map(TypeSignature::Exact).to_vec();
        Self { signature: Signature::one_of(forms, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Received {
    fn name(&self) -> &'static str {
        "received"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let transfer = match args.args.get(2) {
            None => Transfer::Identity,
            Some(ColumnarValue::Scalar(name)) => {
                transfer(name.try_as_str().flatten().unwrap_or("null"))
                    .map_err(|message| exec_datafusion_err!("received: {message}"))?
            }
            Some(ColumnarValue::Array(_)) => {
                return Err(exec_datafusion_err!("received takes its transfer as a literal"));
            }
        };
        let kernel = CustomerRule::default().transfer(transfer).kernel();
        let kernel = kernel.map_err(|refused| exec_datafusion_err!("received: {refused}"))?;
        let condition = shares("received", &args, 0)?;
        let quality = shares("received", &args, 1)?;
        let rows = condition.values().iter().zip(quality.values());
        let received = rows.map(|(condition, quality)| kernel.received(condition * quality));
        let received = received.collect::<std::result::Result<Vec<f64>, _>>();
        let received = received.map_err(|refused| exec_datafusion_err!("received: {refused}"))?;
        Ok(ColumnarValue::Array(Arc::new(Float64Array::from(received))))
    }
}
