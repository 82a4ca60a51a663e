//! Rows of many groups, kept until their group is complete.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Float64Array, ListArray, UInt32Array};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, UInt32Type};
use datafusion::common::{Result, exec_datafusion_err, internal_datafusion_err};
use datafusion::logical_expr::EmitTo;

/// Rows of many groups: columns of keys and of numbers, in the order in which rows came.
#[derive(Debug, Clone)]
pub(crate) struct GroupedRows {
    group: Vec<u32>,
    keys: Vec<Vec<u32>>,
    numbers: Vec<Vec<f64>>,
    /// Whether groups never decrease from row to row.
    in_order: bool,
    /// How many groups there are, those without rows included.
    group_count: usize,
}

/// Rows in the order of their groups.
#[derive(Debug)]
pub(crate) struct RowsByGroup {
    /// Where the rows of each group begin; one more than there are groups.
    pub(crate) start: Vec<usize>,
    pub(crate) keys: Vec<Vec<u32>>,
    pub(crate) numbers: Vec<Vec<f64>>,
}

impl RowsByGroup {
    pub(crate) fn group_count(&self) -> usize {
        self.start.len() - 1
    }

    /// The rows of every group, in order.
    pub(crate) fn groups(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.start.windows(2).map(|ends| ends[0]..ends[1])
    }

    /// Columns of lists, keys first: one list a group.
    ///
    /// # Errors
    ///
    /// For more rows than 31 bits count.
    pub(crate) fn into_lists(self) -> Result<Vec<ArrayRef>> {
        let offset = |&start: &usize| i32::try_from(start);
        let offsets = self.start.iter().map(offset).collect::<Result<Vec<_>, _>>();
        let offsets = offsets.map_err(|_| exec_datafusion_err!("too many rows for one list"))?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let keys = self.keys.into_iter().map(|keys| Arc::new(UInt32Array::from(keys)) as ArrayRef);
        let numbers = self.numbers.into_iter();
        let numbers = numbers.map(|numbers| Arc::new(Float64Array::from(numbers)) as ArrayRef);
        keys.chain(numbers).map(|values| list(offsets.clone(), values)).collect()
    }
}

/// A column of lists without nulls.
pub(crate) fn list(offsets: OffsetBuffer<i32>, values: ArrayRef) -> Result<ArrayRef> {
    let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
    Ok(Arc::new(ListArray::try_new(field, offsets, values, None)?))
}

/// The type of a column of lists.
pub(crate) fn list_type(of: DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(of, true)))
}

impl GroupedRows {
    pub(crate) fn new(key_columns: usize, number_columns: usize) -> Self {
        Self {
            group: Vec::new(),
            keys: vec![Vec::new(); key_columns],
            numbers: vec![Vec::new(); number_columns],
            in_order: true,
            group_count: 0,
        }
    }

    pub(crate) fn row_count(&self) -> usize {
        self.group.len()
    }

    /// Makes sure that there are so many groups.
    pub(crate) fn grow(&mut self, group_count: usize) {
        self.group_count = self.group_count.max(group_count);
    }

    pub(crate) fn keys_mut(&mut self, column: usize) -> Option<&mut Vec<u32>> {
        self.keys.get_mut(column)
    }

    /// Adds rows, by their groups; their columns follow.
    pub(crate) fn add_groups(&mut self, groups: &[usize], group_count: usize) -> Result<()> {
        self.grow(group_count);
        self.group.reserve(groups.len());
        let mut last = self.group.last().copied().unwrap_or(0);
        for &group in groups {
            let group = u32::try_from(group)
                .map_err(|_| exec_datafusion_err!("there are more groups than 32 bits count"))?;
            self.in_order &= group >= last;
            last = group;
            self.group.push(group);
        }
        Ok(())
    }

    pub(crate) fn add_keys(&mut self, column: usize, values: impl IntoIterator<Item = u32>) {
        if let Some(keys) = self.keys.get_mut(column) {
            keys.extend(values);
        }
    }

    pub(crate) fn add_numbers(&mut self, column: usize, values: &[f64]) {
        if let Some(numbers) = self.numbers.get_mut(column) {
            numbers.extend_from_slice(values);
        }
    }

    /// Adds the rows of lists as [`RowsByGroup::into_lists`] made them, but for columns of keys, which
    /// the caller adds.
    ///
    /// # Returns
    ///
    /// The group of every row.
    ///
    /// # Errors
    ///
    /// For columns that are no such lists.
    pub(crate) fn add_lists(
        &mut self,
        lists: &[ArrayRef],
        groups: &[usize],
        group_count: usize,
    ) -> Result<Vec<usize>> {
        let first = lists.first().and_then(|list| list.as_list_opt::<i32>());
        let first = first.ok_or_else(|| internal_datafusion_err!("a state is no list"))?;
        let mut of_rows = Vec::with_capacity(first.values().len());
        for (&group, ends) in groups.iter().zip(first.offsets().windows(2)) {
            let length = usize::try_from(ends[1] - ends[0]).unwrap_or(0);
            of_rows.extend(std::iter::repeat_n(group, length));
        }
        self.add_groups(&of_rows, group_count)?;
        for (column, lists) in lists.iter().skip(self.keys.len()).enumerate() {
            let values = values_of(lists)?;
            let values = values.as_primitive_opt::<Float64Type>();
            let values = values.ok_or_else(|| internal_datafusion_err!("a state is no number"))?;
            self.add_numbers(column, values.values());
        }
        Ok(of_rows)
    }

    /// Takes the rows of the groups that are emitted; the groups that stay are numbered from 0.
    pub(crate) fn take(&mut self, emit_to: EmitTo) -> RowsByGroup {
        let count = match emit_to {
            EmitTo::All => self.group_count,
            EmitTo::First(count) => count.min(self.group_count),
        };
        self.group_count -= count;
        let is_emitted = |group: u32| (group as usize) < count;
        let mut start = vec![0; count + 1];
        for &group in self.group.iter().filter(|&&group| is_emitted(group)) {
            start[group as usize + 1] += 1;
        }
        for group in 0..count {
            start[group + 1] += start[group];
        }
        let (keys, numbers);
        if self.in_order {
            let end = start[count];
            keys = self.keys.iter_mut().map(|column| take_first(column, end)).collect();
            numbers = self.numbers.iter_mut().map(|column| take_first(column, end)).collect();
            take_first(&mut self.group, end);
        } else {
            let mut next = start.clone();
            let places: Vec<usize> = self
                .group
                .iter()
                .map(|&group| match next.get_mut(group as usize) {
                    Some(place) if is_emitted(group) => {
                        *place += 1;
                        *place - 1
                    }
                    _ => usize::MAX,
                })
                .collect();
            let emitted = start[count];
            keys = self.keys.iter_mut().map(|it| take_placed(it, &places, emitted)).collect();
            numbers = self.numbers.iter_mut().map(|it| take_placed(it, &places, emitted)).collect();
            self.group.retain(|&group| !is_emitted(group));
        }
        let gone = u32::try_from(count).unwrap_or(u32::MAX);
        for group in &mut self.group {
            *group -= gone;
        }
        self.in_order = self.in_order || self.group.is_sorted();
        RowsByGroup { start, keys, numbers }
    }

    /// How many bytes these rows take.
    pub(crate) fn size(&self) -> usize {
        let keys = self.keys.iter().map(|column| size_of::<u32>() * column.capacity());
        let numbers = self.numbers.iter().map(|column| size_of::<f64>() * column.capacity());
        size_of::<u32>() * self.group.capacity() + keys.sum::<usize>() + numbers.sum::<usize>()
    }
}

/// The values of lists, those that the lists cover alone.
pub(crate) fn values_of(lists: &ArrayRef) -> Result<ArrayRef> {
    let lists = lists.as_list_opt::<i32>();
    let lists = lists.ok_or_else(|| internal_datafusion_err!("a state is no list"))?;
    let ends = [lists.offsets().first(), lists.offsets().last()];
    let [first, last] = ends.map(|end| end.map_or(0, |&end| usize::try_from(end).unwrap_or(0)));
    Ok(lists.values().slice(first, last - first))
}

/// The keys of lists.
pub(crate) fn keys_of(lists: &ArrayRef) -> Result<UInt32Array> {
    let values = values_of(lists)?;
    let keys = values.as_primitive_opt::<UInt32Type>();
    keys.cloned().ok_or_else(|| internal_datafusion_err!("a state is no list of numbers"))
}

/// Takes the first rows of a column.
fn take_first<T>(column: &mut Vec<T>, count: usize) -> Vec<T> {
    if count == column.len() {
        return std::mem::take(column);
    }
    column.drain(..count).collect()
}

/// Takes the rows of a column that have a place, in order of place; `usize::MAX` is none.
fn take_placed<T: Copy + Default>(column: &mut Vec<T>, places: &[usize], count: usize) -> Vec<T> {
    let mut taken = vec![T::default(); count];
    for (value, &place) in column.iter().zip(places) {
        if let Some(slot) = taken.get_mut(place) {
            *slot = *value;
        }
    }
    let mut row = 0;
    column.retain(|_| {
        row += 1;
        places.get(row - 1) == Some(&usize::MAX)
    });
    column.shrink_to_fit();
    taken
}
