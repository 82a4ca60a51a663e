//! The function that turns the fault of a customer into an error, which names the customer.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StructArray};
use datafusion::arrow::datatypes::{DataType, Fields};
use datafusion::common::{DataFusionError, Result, internal_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::error::{RowFault, shown};

/// Takes customers and what [`CustomerQuality`](crate::customer_quality::CustomerQuality) made of them,
/// and returns the latter without faults.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CheckedCustomer {
    /// The table, for messages.
    table: String,
    /// The column of customers, for messages.
    column: String,
    signature: Signature,
}

impl CheckedCustomer {
    pub(crate) fn new(table: &str, column: &str) -> Self {
        let signature = Signature::any(2, Volatility::Immutable);
        Self { table: table.to_owned(), column: column.to_owned(), signature }
    }

    fn refuse(&self, rows: String, message: String) -> DataFusionError {
        DataFusionError::External(Box::new(RowFault { table: self.table.clone(), rows, message }))
    }
}

/// The fields of a customer but for its fault.
fn sound(fields: &Fields) -> Fields {
    fields.iter().filter(|field| field.name() != "fault").cloned().collect()
}

impl ScalarUDFImpl for CheckedCustomer {
    fn name(&self) -> &'static str {
        "knockon_checked"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types {
            [_, DataType::Struct(fields)] => Ok(DataType::Struct(sound(fields))),
            _ => Err(internal_datafusion_err!("customers are no structures")),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let [ids, customers] = columns.as_slice() else {
            return Err(internal_datafusion_err!("a customer is checked by its id"));
        };
        let customers = customers.as_struct_opt();
        let customers = customers.ok_or_else(|| internal_datafusion_err!("no structures"))?;
        if ids.logical_null_count() > 0 {
            let rows = "some rows".to_owned();
            let message =
                format!("column `{}` is null, where the id of a customer is right", self.column);
            return Err(self.refuse(rows, message));
        }
        let faults = customers.column_by_name("fault").map(AsArray::as_string::<i32>);
        if let Some(faults) = faults
            && faults.null_count() < faults.len()
            && let Some((row, fault)) =
                faults.iter().enumerate().find_map(|(row, fault)| Some((row, fault?)))
        {
            let rows = format!("customer `{}`", shown(ids, row));
            return Err(self.refuse(rows, fault.to_owned()));
        }
        let columns = customers.fields().iter().zip(customers.columns());
        let columns = columns.filter(|(field, _)| field.name() != "fault");
        let columns: Vec<ArrayRef> = columns.map(|(_, column)| Arc::clone(column)).collect();
        let checked = StructArray::try_new(sound(customers.fields()), columns, None)?;
        Ok(ColumnarValue::Array(Arc::new(checked)))
    }
}
