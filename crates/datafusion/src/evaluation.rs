//! The equation of customers of whom every row has come.

use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, StructArray, UInt32Builder};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, exec_datafusion_err, internal_datafusion_err};
use indexmap::IndexSet;
use knockon::io::sql::SqlError;

use crate::customer::{Customer, CustomerColumn, OWN_NEED, ServiceColumn, exposure};
use crate::error::Number;
use crate::grouped_rows::{RowsByGroup, list};

/// What is wrong with each customer: as many as there are customers, or fewer where the rest has no fault.
pub(crate) type Faults = Vec<Option<String>>;

/// Adds a fault of a customer, unless it has one.
fn add_fault(faults: &mut Faults, group: usize, fault: String) {
    faults.resize(faults.len().max(group + 1), None);
    if let Some(slot) = faults.get_mut(group) {
        slot.get_or_insert(fault);
    }
}

/// Evaluates customers of whom every row has come.
pub(crate) struct Evaluation<'a> {
    customer: &'a Customer,
    needs: &'a IndexSet<String, foldhash::fast::RandomState>,
    rows: &'a RowsByGroup,
    ceiling: Option<&'a [f64]>,
    dependence: &'a [f64],
    condition: Option<&'a [f64]>,
    weight: Option<&'a [f64]>,
    service_weight: Option<&'a [f64]>,
    department: &'a [u32],
    /// Scratch: weights of needs, losses of needs, what is received within a need and the weights there.
    weights: Vec<f64>,
    losses: Vec<f64>,
    received: Vec<f64>,
    service_weights: Vec<f64>,
    /// The rows of a customer in the order of their needs, and where each need ends.
    order: Vec<usize>,
    need_ends: Vec<usize>,
}

impl<'a> Evaluation<'a> {
    pub(crate) fn new(
        customer: &'a Customer,
        needs: &'a IndexSet<String, foldhash::fast::RandomState>,
        rows: &'a RowsByGroup,
        customers: &'a [Vec<f64>],
    ) -> Self {
        let column = |column| {
            let place = customer.service_column(column)?;
            rows.numbers.get(place).map(Vec::as_slice)
        };
        let ceiling = customer.customer_column(CustomerColumn::Ceiling);
        Self {
            customer,
            needs,
            rows,
            ceiling: ceiling.and_then(|place| customers.get(place)).map(Vec::as_slice),
            dependence: column(ServiceColumn::Dependence).unwrap_or(&[]),
            condition: column(ServiceColumn::Condition),
            weight: column(ServiceColumn::Weight),
            service_weight: column(ServiceColumn::ServiceWeight),
            department: rows.keys.first().map_or(&[], Vec::as_slice),
            weights: Vec::new(),
            losses: Vec::new(),
            received: Vec::new(),
            service_weights: Vec::new(),
            order: Vec::new(),
            need_ends: Vec::new(),
        }
    }

    /// The qualities by state, then by customer. A customer with a fault has 0, and what is found to be
    /// a fault here is added.
    pub(crate) fn qualities(mut self, faults: &mut Faults) -> Vec<Vec<f64>> {
        let count = self.rows.group_count();
        let states = self.customer.departments.state_count();
        let mut qualities = vec![Vec::with_capacity(count); states];
        for (group, rows) in self.rows.groups().enumerate() {
            let is_sound = self.is_sound(group, rows, faults);
            let ceiling = self.ceiling(group);
            for (state, column) in qualities.iter_mut().enumerate() {
                let quality = if is_sound { self.quality(state) } else { Ok(0.0) };
                let quality = quality.unwrap_or_else(|fault| {
                    add_fault(faults, group, fault);
                    0.0
                });
                column.push(ceiling * quality);
            }
        }
        qualities
    }

    /// By how much each department counts for each customer, as lists of [`exposure`]; the first of a
    /// list is the quality with every department at 1. A customer with a fault has none, and what is
    /// found to be a fault here is added.
    pub(crate) fn exposures(mut self, faults: &mut Faults) -> Result<ArrayRef, DataFusionError> {
        let mut departments = UInt32Builder::new();
        let mut exposures = Vec::new();
        let mut lengths = Vec::with_capacity(self.rows.group_count());
        for (group, rows) in self.rows.groups().enumerate() {
            let start = exposures.len();
            if self.is_sound(group, rows, faults)
                && let Err(fault) = self.push_exposures(group, &mut departments, &mut exposures)
            {
                add_fault(faults, group, fault.to_string());
            }
            lengths.push(exposures.len() - start);
        }
        if i32::try_from(exposures.len()).is_err() {
            return Err(exec_datafusion_err!("too many rows for one list"));
        }
        let DataType::Struct(fields) = exposure() else {
            return Err(internal_datafusion_err!("an exposure is no structure"));
        };
        let columns: Vec<ArrayRef> =
            vec![Arc::new(departments.finish()), Arc::new(Float64Array::from(exposures))];
        let all = StructArray::try_new(fields, columns, None)?;
        list(OffsetBuffer::from_lengths(lengths), Arc::new(all))
    }

    /// Adds the exposures of the customer whose rows are arranged.
    ///
    /// # Errors
    ///
    /// For losses that can add up to more than 1.
    fn push_exposures(
        &self,
        group: usize,
        departments: &mut UInt32Builder,
        exposures: &mut Vec<f64>,
    ) -> Result<(), SqlError> {
        let of_needs = self.customer.kernel.exposures(&self.dependences(), &self.weights)?;
        let ceiling = self.ceiling(group);
        let needs = || {
            let conditions = self.order.iter().map(|&row| Self::at(self.condition, row));
            of_needs.iter().zip(conditions)
        };
        let lost: f64 = needs().map(|(exposure, condition)| exposure * (1.0 - condition)).sum();
        departments.append_null();
        exposures.push(ceiling * (1.0 - lost).max(0.0));
        for &row in &self.order {
            departments.append_option(self.department.get(row).copied());
        }
        exposures.extend(needs().map(|(exposure, condition)| ceiling * exposure * condition));
        Ok(())
    }

    /// Arranges the rows of a customer, unless it has a fault; a fault that is found is added.
    fn is_sound(&mut self, group: usize, rows: Range<usize>, faults: &mut Faults) -> bool {
        if faults.get(group).is_some_and(Option::is_some) {
            return false;
        }
        let arranged = self.arrange(rows);
        arranged.map_err(|fault| add_fault(faults, group, fault)).is_ok()
    }

    fn ceiling(&self, group: usize) -> f64 {
        self.ceiling.and_then(|of| of.get(group)).copied().unwrap_or(1.0)
    }

    /// The dependences of the rows as they are arranged.
    fn dependences(&self) -> Vec<f64> {
        self.order.iter().map(|&row| Self::at(Some(self.dependence), row)).collect()
    }

    fn need_of(&self, row: usize) -> u32 {
        self.rows.keys.get(1).and_then(|needs| needs.get(row)).copied().unwrap_or(OWN_NEED)
    }

    fn at(column: Option<&[f64]>, row: usize) -> f64 {
        column.and_then(|column| column.get(row)).copied().unwrap_or(1.0)
    }

    /// Puts the rows of a customer in the order of their needs; services that are needs of their own
    /// come last.
    ///
    /// # Errors
    ///
    /// For rows that are there twice, and rows of one need that state two of what it has one of.
    fn arrange(&mut self, rows: Range<usize>) -> Result<(), String> {
        self.order.clear();
        self.order.extend(rows);
        self.need_ends.clear();
        self.weights.clear();
        if let Some(needs) = self.rows.keys.get(1) {
            self.order.sort_by_key(|&row| needs.get(row).copied());
        }
        let mut start = 0;
        while let Some(&first) = self.order.get(start) {
            let need = self.need_of(first);
            let rest = self.order.get(start..).unwrap_or(&[]);
            let length = rest.iter().take_while(|&&row| self.need_of(row) == need).count();
            let rows = rest.get(..length).unwrap_or(&[]);
            if let Some(row) = self.first_twice(rows) {
                return Err(self.twice(row, need));
            }
            if need == OWN_NEED {
                self.need_ends.extend(start + 1..=start + length);
                self.weights.extend(rows.iter().map(|&row| Self::at(self.weight, row)));
            } else {
                self.check_alike(rows)?;
                self.need_ends.push(start + length);
                self.weights.push(Self::at(self.weight, first));
            }
            start += length;
        }
        Ok(())
    }

    /// A row of a department that another row has as well.
    fn first_twice(&self, rows: &[usize]) -> Option<usize> {
        const FEW: usize = 16;
        let department = |row: usize| self.department.get(row);
        if rows.len() <= FEW {
            let is_twice = |&(place, row): &(usize, &usize)| {
                let mut others = rows.iter().take(place);
                others.any(|&other| department(other) == department(*row))
            };
            return rows.iter().enumerate().find(is_twice).map(|(_, &row)| row);
        }
        let mut sorted = rows.to_vec();
        sorted.sort_unstable_by_key(|&row| department(row));
        let mut pairs = sorted.windows(2);
        pairs.find(|pair| department(pair[0]) == department(pair[1])).map(|pair| pair[1])
    }

    /// Refuses rows of one need that state two dependences or weights.
    fn check_alike(&self, rows: &[usize]) -> Result<(), String> {
        let columns = [
            (ServiceColumn::Dependence, Some(self.dependence)),
            (ServiceColumn::Weight, self.weight),
        ];
        for (column, values) in columns {
            let (Some(values), Some(&first)) = (values, rows.first()) else { continue };
            let bits = |row: usize| values.get(row).map(|value| value.to_bits());
            if let Some(&other) = rows.iter().find(|&&row| bits(row) != bits(first)) {
                return Err(self.differs(column, values, first, other));
            }
        }
        Ok(())
    }

    fn department_name(&self, row: usize) -> &str {
        let number = self.department.get(row).map_or(usize::MAX, |&number| number as usize);
        self.customer.departments.ids().get(number).map_or("?", String::as_str)
    }

    fn need_name(&self, need: u32) -> &str {
        self.needs.get_index(need as usize).map_or("?", String::as_str)
    }

    fn twice(&self, row: usize, need: u32) -> String {
        let (column, id) = (&self.customer.department, self.department_name(row));
        match &self.customer.need {
            Some(of_needs) if need != OWN_NEED => format!(
                "column `{column}` is `{id}` in two rows of need `{}`, where a department serves a \
                 need once; name two needs in column `{of_needs}`",
                self.need_name(need)
            ),
            _ => format!(
                "column `{column}` is `{id}` in two rows, where a department serves a customer \
                 once; add the rows up, or name the need of each in a column of needs"
            ),
        }
    }

    fn differs(&self, column: ServiceColumn, values: &[f64], one: usize, other: usize) -> String {
        let value = |row: usize| Number(values.get(row).copied().unwrap_or(f64::NAN));
        format!(
            "column `{}` is `{}` and `{}` in rows of need `{}`, where a need has one value",
            self.customer.name_of(column),
            value(one),
            value(other),
            self.need_name(self.need_of(one))
        )
    }

    /// The quality of the customer whose rows are arranged, before its ceiling.
    ///
    /// # Errors
    ///
    /// For what the equation refuses: more services in a need than it counts.
    fn quality(&mut self, state: usize) -> Result<f64, String> {
        let kernel = &self.customer.kernel;
        let qualities = self.customer.departments.qualities(state);
        let in_words = |refused: knockon::OutOfRange| refused.to_string();
        self.losses.clear();
        let mut cap: f64 = 1.0;
        let mut start = 0;
        for &end in &self.need_ends {
            let rows = self.order.get(start..end).unwrap_or(&[]);
            start = end;
            let Some(&first) = rows.first() else { continue };
            let received = |row: usize| {
                let department = self.department.get(row).map_or(usize::MAX, |&it| it as usize);
                let quality = qualities.get(department).copied().unwrap_or(0.0);
                kernel.received(Self::at(self.condition, row) * quality)
            };
            let met = if self.need_of(first) == OWN_NEED {
                received(first).map_err(in_words)?
            } else {
                self.received.clear();
                self.service_weights.clear();
                for &row in rows {
                    self.received.push(received(row).map_err(in_words)?);
                    self.service_weights.push(Self::at(self.service_weight, row));
                }
                kernel.met(&mut self.received, &self.service_weights).map_err(in_words)?
            };
            cap = cap.min(kernel.cap(met).map_err(in_words)?);
            let dependence = self.dependence.get(first).copied().unwrap_or(1.0);
            self.losses.push(dependence * (1.0 - met));
        }
        Ok(kernel.combined(&self.losses, &self.weights).map_err(in_words)?.min(cap))
    }
}
