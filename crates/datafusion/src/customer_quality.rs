//! The aggregate that makes one customer of its rows: its population, and what is wanted of it.
//!
//! The rows of a customer are kept until all have come, and are then evaluated by the equation of the
//! library ([`Evaluation`]). Where rows come sorted by customer, that is at once, so that no more than a batch is kept.
//! A fault of a row is no error here, since the aggregate does not know whose row it is: it travels with
//! the customer to [`CheckedCustomer`](crate::checked_customer::CheckedCustomer), which does.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, StringArray, StructArray, UInt64Array,
};
use datafusion::arrow::compute::{filter, take};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use indexmap::IndexSet;

use crate::customer::{Customer, CustomerColumn, OWN_NEED, Wanted};
use crate::departments::{Shared, UNKNOWN};
use crate::error::Number;
use crate::evaluation::{Evaluation, Faults};
use crate::grouped_rows::{GroupedRows, keys_of, list, list_type, values_of};
use crate::one_group::{Groups, OneGroup};
use crate::range::numbers;

/// The aggregate; its arguments are the columns of a [`Customer`]: department, need, those of services,
/// those of customers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CustomerQuality {
    customer: Shared<Customer>,
    signature: Signature,
}

impl CustomerQuality {
    pub(crate) fn new(customer: &Arc<Customer>) -> Self {
        let signature = Signature::user_defined(Volatility::Immutable);
        Self { customer: Shared(Arc::clone(customer)), signature }
    }

    fn groups(&self) -> CustomerGroups {
        CustomerGroups::new(Arc::clone(&self.customer.0))
    }
}

impl AggregateUDFImpl for CustomerQuality {
    fn name(&self) -> &'static str {
        "knockon_customer"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let texts = 1 + usize::from(self.customer.0.need.is_some());
        let wanted = given.iter().enumerate().map(|(place, kind)| match place {
            0 => kind.clone(),
            _ if place < texts => DataType::Utf8,
            _ => DataType::Float64,
        });
        Ok(wanted.collect())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(self.customer.0.fields()))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let field = |name: &str, kind: DataType, nullable: bool| {
            Arc::new(Field::new(format_state_name(args.name, name), kind, nullable))
        };
        let customer = &self.customer.0;
        let mut fields = vec![field("departments", list_type(DataType::UInt32), false)];
        if customer.need.is_some() {
            fields.push(field("needs", list_type(DataType::Utf8), false));
        }
        for (_, name) in &customer.services {
            fields.push(field(&format!("service {name}"), list_type(DataType::Float64), false));
        }
        for (_, name) in &customer.alike {
            fields.push(field(&format!("customer {name}"), DataType::Float64, true));
        }
        fields.push(field("fault", DataType::Utf8, true));
        Ok(fields)
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup::new(self.groups())))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(self.groups()))
    }
}

/// The rows of customers that are not complete.
#[derive(Debug, Clone)]
pub(crate) struct CustomerGroups {
    customer: Arc<Customer>,
    rows: GroupedRows,
    /// By column of customers, then by customer; NaN where no row has come.
    of_customers: Vec<Vec<f64>>,
    /// The first fault of every customer that has one.
    faults: BTreeMap<usize, String>,
    /// The names of needs, which rows have by their place here.
    needs: IndexSet<String, foldhash::fast::RandomState>,
    group_count: usize,
}

impl CustomerGroups {
    fn new(customer: Arc<Customer>) -> Self {
        let key_columns = 1 + usize::from(customer.need.is_some());
        Self {
            rows: GroupedRows::new(key_columns, customer.services.len()),
            of_customers: vec![Vec::new(); customer.alike.len()],
            faults: BTreeMap::new(),
            needs: IndexSet::default(),
            group_count: 0,
            customer,
        }
    }

    fn add_fault(&mut self, group: usize, fault: impl FnOnce() -> String) {
        self.faults.entry(group).or_insert_with(fault);
    }

    fn add_departments(&mut self, column: &ArrayRef, groups: &[usize]) -> Result<()> {
        let customer = Arc::clone(&self.customer);
        let departments = customer.departments.numbers(column)?;
        for (row, &group) in groups.iter().enumerate() {
            if departments.get(row) == Some(&UNKNOWN) {
                let fault = || {
                    let fault = customer.departments.fault(column, row);
                    format!("column `{}` {fault}", customer.department)
                };
                self.add_fault(group, fault);
            }
        }
        self.rows.add_keys(0, departments);
        Ok(())
    }

    fn add_needs(&mut self, column: &ArrayRef) -> Result<()> {
        let names = column.as_string_opt::<i32>();
        let names = names.ok_or_else(|| internal_datafusion_err!("needs are no texts"))?;
        let mut last: Option<(&str, u32)> = None;
        let mut numbers = Vec::with_capacity(names.len());
        for name in names {
            numbers.push(match (name, last) {
                (None, _) => OWN_NEED,
                (Some(name), Some((same, number))) if name == same => number,
                (Some(name), _) => {
                    let place = match self.needs.get_index_of(name) {
                        Some(place) => place,
                        None => self.needs.insert_full(name.to_owned()).0,
                    };
                    let number = u32::try_from(place).ok().filter(|&it| it < OWN_NEED);
                    let number =
                        number.ok_or_else(|| internal_datafusion_err!("too many needs"))?;
                    last = Some((name, number));
                    number
                }
            });
        }
        self.rows.add_keys(1, numbers);
        Ok(())
    }

    fn add_services(&mut self, columns: &[ArrayRef], groups: &[usize]) -> Result<()> {
        let customer = Arc::clone(&self.customer);
        for (place, ((kind, name), column)) in customer.services.iter().zip(columns).enumerate() {
            let column = numbers(column)?;
            let range = kind.range();
            if range.first_outside(column).is_some() {
                for (row, &group) in groups.iter().enumerate() {
                    if range.is_fault(column, row) {
                        self.add_fault(group, || {
                            format!("column `{name}` {}", range.fault(column, row))
                        });
                    }
                }
            }
            self.rows.add_numbers(place, column.values());
        }
        Ok(())
    }

    /// What belongs to customers, one value a row or a state; a state without one has had no row.
    fn add_customers(
        &mut self,
        columns: &[ArrayRef],
        groups: &[usize],
        states: bool,
    ) -> Result<()> {
        let customer = Arc::clone(&self.customer);
        for (place, ((kind, name), column)) in customer.alike.iter().zip(columns).enumerate() {
            let column = numbers(column)?;
            let range = kind.range();
            for (row, &group) in groups.iter().enumerate() {
                if states && column.is_null(row) {
                    continue;
                }
                if range.is_fault(column, row) {
                    self.add_fault(group, || {
                        format!("column `{name}` {}", range.fault(column, row))
                    });
                    continue;
                }
                let value = column.value(row);
                let known = self.of_customers.get_mut(place).and_then(|of| of.get_mut(group));
                let Some(known) = known else { continue };
                if known.is_nan() {
                    *known = value;
                } else if known.to_bits() != value.to_bits() {
                    let both = [*known, value].map(Number);
                    let [one, other] = &both;
                    let fault = || {
                        format!(
                            "column `{name}` is `{one}` in one row and `{other}` in another, where \
                             a customer has one value"
                        )
                    };
                    self.add_fault(group, fault);
                }
            }
        }
        Ok(())
    }

    /// Takes what belongs to the customers that are emitted: their columns, and their faults.
    fn take_customers(&mut self, emit_to: EmitTo) -> (Vec<Vec<f64>>, Faults) {
        let count = match emit_to {
            EmitTo::All => self.group_count,
            EmitTo::First(count) => count.min(self.group_count),
        };
        self.group_count -= count;
        let columns = self.of_customers.iter_mut();
        let columns = columns.map(|column| column.drain(..count).collect()).collect();
        let mut faults = vec![None; if self.faults.is_empty() { 0 } else { count }];
        for (group, fault) in std::mem::take(&mut self.faults) {
            match faults.get_mut(group) {
                Some(slot) if group < count => *slot = Some(fault),
                _ => {
                    self.faults.insert(group - count, fault);
                }
            }
        }
        (columns, faults)
    }

    /// Forgets the names of needs that no row has any more, so that names which never come back do not
    /// add up.
    fn forget_needs(&mut self) {
        const FEW: usize = 4_096;
        if self.needs.len() < FEW.max(2 * self.rows.row_count()) {
            return;
        }
        let old = std::mem::take(&mut self.needs);
        let needs = &mut self.needs;
        for key in self.rows.keys_mut(1).into_iter().flatten() {
            if let Some(name) = old.get_index(*key as usize) {
                let place = match needs.get_index_of(name) {
                    Some(place) => place,
                    None => needs.insert_full(name.clone()).0,
                };
                *key = u32::try_from(place).unwrap_or(OWN_NEED);
            }
        }
    }
}

/// A column of faults, null where there is none.
fn fault_column(mut faults: Faults, count: usize) -> ArrayRef {
    faults.resize(count, None);
    Arc::new(StringArray::from(faults))
}

impl Groups for CustomerGroups {
    fn grow(&mut self, group_count: usize) {
        self.rows.grow(group_count);
        self.group_count = self.group_count.max(group_count);
        for column in &mut self.of_customers {
            column.resize(self.group_count, f64::NAN);
        }
    }
}

impl GroupsAccumulator for CustomerGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.grow(total_num_groups);
        if let Some(kept) = opt_filter {
            let values = values.iter().map(|column| filter(column, kept));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            let rows = group_indices.iter().zip(kept).filter(|(_, kept)| *kept == Some(true));
            let groups: Vec<usize> = rows.map(|(&group, _)| group).collect();
            return self.update_batch(&values, &groups, None, total_num_groups);
        }
        let [department, columns @ ..] = values else {
            return Err(internal_datafusion_err!("a customer without a column of departments"));
        };
        self.rows.add_groups(group_indices, total_num_groups)?;
        self.add_departments(department, group_indices)?;
        let mut columns = columns;
        if self.customer.need.is_some()
            && let [need, rest @ ..] = columns
        {
            self.add_needs(need)?;
            columns = rest;
        }
        let (services, customers) =
            columns.split_at(self.customer.services.len().min(columns.len()));
        self.add_services(services, group_indices)?;
        self.add_customers(customers, group_indices, false)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.grow(total_num_groups);
        let lists = 1 + usize::from(self.customer.need.is_some()) + self.customer.services.len();
        let (lists, rest) = values.split_at(lists.min(values.len()));
        self.rows.add_lists(lists, group_indices, total_num_groups)?;
        if let [departments, needs @ ..] = lists {
            self.rows.add_keys(0, keys_of(departments)?.values().iter().copied());
            if let (Some(_), Some(needs)) = (&self.customer.need, needs.first()) {
                self.add_needs(&values_of(needs)?)?;
            }
        }
        let [customers @ .., faults] = rest else {
            return Err(internal_datafusion_err!("a state of customers without their faults"));
        };
        self.add_customers(customers, group_indices, true)?;
        if faults.null_count() < faults.len() {
            for (fault, &group) in faults.as_string::<i32>().iter().zip(group_indices) {
                if let Some(fault) = fault {
                    self.add_fault(group, || fault.to_owned());
                }
            }
        }
        Ok(())
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let rows = self.rows.take(emit_to);
        let count = rows.group_count();
        let (customers, faults) = self.take_customers(emit_to);
        let mut columns = rows.into_lists()?;
        if self.customer.need.is_some()
            && let Some(keys) = columns.get_mut(1)
        {
            *keys = self.needs_as_text(keys)?;
        }
        for column in customers {
            let known = column.into_iter().map(|value| (!value.is_nan()).then_some(value));
            columns.push(Arc::new(known.collect::<Float64Array>()));
        }
        columns.push(fault_column(faults, count));
        self.forget_needs();
        Ok(columns)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let rows = self.rows.take(emit_to);
        let count = rows.group_count();
        let (customers, mut faults) = self.take_customers(emit_to);
        let evaluation = Evaluation::new(&self.customer, &self.needs, &rows, &customers);
        let made: Vec<ArrayRef> = match self.customer.wanted {
            Wanted::Qualities => {
                let qualities = evaluation.qualities(&mut faults).into_iter();
                qualities.map(|column| Arc::new(Float64Array::from(column)) as ArrayRef).collect()
            }
            Wanted::Exposures => vec![evaluation.exposures(&mut faults)?],
        };
        self.forget_needs();
        let population = self.customer.customer_column(CustomerColumn::Population);
        let population = population.and_then(|place| customers.get(place)).cloned();
        let population = population.unwrap_or_else(|| vec![1.0; count]);
        let mut columns: Vec<ArrayRef> =
            vec![Arc::new(Float64Array::from(population)), fault_column(faults, count)];
        columns.extend(made);
        Ok(Arc::new(StructArray::try_new(self.customer.fields(), columns, None)?))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let mut of_rows = Self::new(Arc::clone(&self.customer));
        let rows = values.first().map_or(0, Array::len);
        let groups: Vec<usize> = (0..rows).collect();
        of_rows.update_batch(values, &groups, opt_filter, rows)?;
        of_rows.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        let of_customers = self.of_customers.iter().map(|of| size_of::<f64>() * of.capacity());
        let needs = self.needs.iter().map(|name| name.capacity() + 2 * size_of::<String>());
        let faults = self.faults.values().map(|fault| fault.capacity() + 2 * size_of::<String>());
        self.rows.size()
            + of_customers.sum::<usize>()
            + needs.sum::<usize>()
            + faults.sum::<usize>()
    }
}

impl CustomerGroups {
    /// Lists of needs by their names.
    fn needs_as_text(&self, lists: &ArrayRef) -> Result<ArrayRef> {
        let keys = keys_of(lists)?;
        let names = StringArray::from_iter_values(&self.needs);
        let place = |key: u32| (key != OWN_NEED).then_some(u64::from(key));
        let places = keys.values().iter().map(|&key| place(key)).collect::<UInt64Array>();
        let offsets = lists.as_list::<i32>().offsets().clone();
        list(offsets, take(&names, &places, None)?)
    }
}
