//! A table of customers, and what is asked about them.

use std::sync::Arc;

use datafusion::common::{Column, TableReference};
use datafusion::dataframe::DataFrame;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{AggregateUDF, Expr, ScalarUDF};
use datafusion::prelude::{SessionContext, ident};
use knockon::exposure::Exposure;
use knockon::io::sql::{
    CustomerKernel, CustomerRule, CustomerTable, DepartmentQualities, Dialect, Statistic,
    customer_qualities,
};
use knockon::{Assessment, Network};

use crate::checked_customer::CheckedCustomer;
use crate::customer::{Customer, CustomerColumn, EXPOSURES, ServiceColumn, Wanted, quality};
use crate::customer_quality::CustomerQuality;
use crate::departments::Departments;
use crate::error::Error;
use crate::exposure::exposure;
use crate::segments::{SegmentStatistics, segments};
use crate::table::Table;

/// The column that has what the aggregate made of a customer.
const CUSTOMER: &str = "knockon_customer";

/// A table of customers in a session of `DataFusion`, whose rows are read when something is asked and
/// never held together.
///
/// The table has one row for every service that a customer receives, under the column names of a
/// [`CustomerTable`]; its customers share one [`CustomerRule`]. Every rule and substitution is evaluated
/// by the code that solves customers in memory.
///
/// Rows may come in any order. Where the table is sorted by customer, and says so, customers are complete
/// as their rows pass and nothing is kept: the session option `prefer_existing_sort` then makes the whole
/// query stream. A table that says so and is not sorted gives wrong answers.
///
/// # Examples
///
/// ```
/// use datafusion::prelude::SessionContext;
/// use knockon::io::sql::{CustomerRule, CustomerTable, Statistic};
/// use knockon::{Department, Organisation};
/// use knockon_datafusion::{Customers, StatisticValue};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let today = Organisation::builder("Shop")
///     .department(Department::new("web").capability(0.5))
///     .department(Department::new("vans"))
///     .build()?
///     .compile()?
///     .baseline();
///
/// let context = SessionContext::new();
/// context
///     .sql(
///         "create table orders as select * from (values
///              ('ann', 'north', 'web', 0.8),
///              ('ann', 'north', 'vans', 0.8),
///              ('bob', 'south', 'vans', 0.5)
///          ) as t (who, region, served_by, share)",
///     )
///     .await?;
/// let table = CustomerTable::new("orders", "who", "served_by", "share").group_by(["region"]);
/// let customers = Customers::in_table(&context, &table, &CustomerRule::default())?;
///
/// let regions = customers.segments(&today, &[Statistic::Mean]).await?;
/// let north = &regions[0];
/// assert_eq!(north.segment, [Some("north".to_owned())]);
/// // Half of what Ann needs is down by 0.8 of 0.5.
/// assert_eq!(north.values, [StatisticValue::Mean(Some(0.8))]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Customers {
    context: SessionContext,
    table: Table,
    kernel: CustomerKernel,
}

impl std::fmt::Debug for Customers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Customers")
            .field("table", &self.table)
            .field("kernel", &self.kernel)
            .finish_non_exhaustive()
    }
}

impl Customers {
    /// Names a table of a session, and the rule of its customers. No row is read.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for a rule outside its range, an empty name, and segments that are made by a
    /// column called as another column of an answer. Whether the table has these columns is found out
    /// when something is asked.
    pub fn in_table(
        context: &SessionContext,
        table: &CustomerTable<'_>,
        rule: &CustomerRule,
    ) -> Result<Self, Error> {
        let kernel = rule.kernel()?;
        // Names are checked where queries are written.
        let departments = DepartmentQualities::Table {
            schema: Vec::new(),
            table: "departments",
            department: "id",
            quality: "quality",
        };
        customer_qualities(table, &CustomerRule::default(), &departments, Dialect::DataFusion)?;
        Ok(Self { context: context.clone(), table: Table::of(table), kernel })
    }

    /// Evaluates every customer in one state, lazily.
    ///
    /// # Returns
    ///
    /// A frame of one row a customer, in no order: `customer`, the columns that make segments,
    /// `population`, and `quality` (0..=1). Rows are read when the frame is; what is wrong with them is an
    /// error of the engine then, whose root is a [`RowFault`](crate::RowFault), which [`Error::from`]
    /// finds.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] for an unknown table or column.
    ///
    /// # Complexity
    ///
    /// One pass. Time is linear in rows, and in services × `k` where at least `k` of several work. Memory
    /// is a batch where the table is sorted by customer; else all rows, which a memory limit spills.
    pub async fn qualities(&self, assessment: &Assessment) -> Result<DataFrame, Error> {
        let frame = self.evaluated(&[assessment], Wanted::Qualities).await?;
        let mut columns = vec![ident("customer_id").alias("customer")];
        for (place, name) in self.table.group_by().iter().enumerate() {
            columns.push(ident(segment_column(place)).alias(name));
        }
        columns.push(ident("population"));
        columns.push(ident(quality(0)).alias("quality"));
        Ok(frame.select(columns)?)
    }

    /// Evaluates statistics of every segment in one state.
    ///
    /// # Returns
    ///
    /// The segments, sorted by the columns that make them; nulls come last.
    ///
    /// # Errors
    ///
    /// [`Error::Row`] for a row that cannot be used, [`Error::Empty`] for a table without rows,
    /// [`Error::Refused`] for a statistic outside its range or none, and [`Error::Engine`].
    ///
    /// # Complexity
    ///
    /// That of [`qualities`](Self::qualities); a quantile sorts all customers besides. Means are exact to
    /// 1e-12, however many customers there are.
    pub async fn segments(
        &self,
        assessment: &Assessment,
        statistics: &[Statistic],
    ) -> Result<Vec<SegmentStatistics>, Error> {
        let mut states = self.many(&[assessment], statistics).await?;
        Ok(states.pop().unwrap_or_default())
    }

    /// Evaluates statistics of every segment in many states, of one scan of the table.
    ///
    /// # Arguments
    ///
    /// * `assessments` - at least one; those after the first have the departments of the first.
    ///
    /// # Returns
    ///
    /// What [`segments`](Self::segments) returns, for every state in the order given.
    ///
    /// # Errors
    ///
    /// Those of [`segments`](Self::segments), [`Error::NoAssessment`], and [`Error::Lacks`] for a state
    /// without a department.
    pub async fn many(
        &self,
        assessments: &[&Assessment],
        statistics: &[Statistic],
    ) -> Result<Vec<Vec<SegmentStatistics>>, Error> {
        let frame = self.evaluated(assessments, Wanted::Qualities).await?;
        let states = segments(frame, &self.groups(), assessments.len(), statistics).await?;
        let customers: u64 = states.iter().flatten().map(|segment| segment.customers).sum();
        if customers == 0 {
            return Err(Error::Empty { table: self.table.name() });
        }
        Ok(states)
    }

    /// Sums by how much each department counts for each segment, once; every scenario is solved from it
    /// without the customers.
    ///
    /// Segments are named as by the query of [`knockon::io::sql::exposure`].
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for customers that are no straight line; [`Error::Row`], for losses of a
    /// customer that add up to more than 1 as well; [`Error::Empty`] and [`Error::Engine`]; and
    /// [`Error::Exposure`] for a segment without a population.
    ///
    /// # Complexity
    ///
    /// That of [`qualities`](Self::qualities), and segments × departments in memory. Sums are exact to
    /// 1e-12, however many customers there are.
    pub async fn exposure(&self, network: &Network) -> Result<Exposure, Error> {
        // What is no straight line is refused where queries are written.
        let rule = self.kernel.rule();
        knockon::io::sql::exposure(&self.table.columns(), rule, Dialect::DataFusion)?;
        let frame = self.evaluated(&[&network.baseline()], Wanted::Exposures).await?;
        exposure(frame, &self.groups(), &self.table.name(), network).await
    }

    /// The columns of [`evaluated`](Self::evaluated) that make segments.
    fn groups(&self) -> Vec<String> {
        (0..self.table.group_by().len()).map(segment_column).collect()
    }

    /// A row a customer: `customer_id`, the columns of segments, `population`, and what is wanted: a
    /// quality a state, or a list of exposures.
    async fn evaluated(
        &self,
        assessments: &[&Assessment],
        wanted: Wanted,
    ) -> Result<DataFrame, Error> {
        let departments = Departments::new(assessments)?;
        let made = match wanted {
            Wanted::Qualities => (0..departments.state_count()).map(quality).collect(),
            Wanted::Exposures => vec![EXPOSURES.to_owned()],
        };
        let table = self.table.columns();
        let customer = Arc::new(Customer {
            kernel: self.kernel.clone(),
            departments,
            department: table.department.to_owned(),
            need: table.need.map(str::to_owned),
            services: [
                (ServiceColumn::Dependence, Some(table.dependence)),
                (ServiceColumn::Condition, table.condition),
                (ServiceColumn::Weight, table.weight),
                (ServiceColumn::ServiceWeight, table.service_weight),
            ]
            .into_iter()
            .filter_map(|(column, name)| Some((column, name?.to_owned())))
            .collect(),
            alike: [
                (CustomerColumn::Population, table.population),
                (CustomerColumn::Ceiling, table.ceiling),
            ]
            .into_iter()
            .filter_map(|(column, name)| Some((column, name?.to_owned())))
            .collect(),
            wanted,
        });
        let of_services = customer.services.iter().map(|(_, name)| name);
        let of_customers = customer.alike.iter().map(|(_, name)| name);
        let names = [&customer.department].into_iter().chain(&customer.need);
        let arguments = names.chain(of_services).chain(of_customers).map(|name| column(name));
        let aggregate = AggregateUDF::from(CustomerQuality::new(&customer));
        let aggregate = aggregate.call(arguments.collect()).alias(CUSTOMER);

        let mut keys = vec![column(table.customer).alias("customer_id")];
        let groups = table.group_by.iter().enumerate();
        keys.extend(groups.map(|(place, name)| column(name).alias(segment_column(place))));
        let frame = self.context.table(self.reference()).await?.aggregate(keys, vec![aggregate])?;

        let kept = || {
            let groups = (0..table.group_by.len()).map(|place| ident(segment_column(place)));
            [ident("customer_id")].into_iter().chain(groups)
        };
        let checked = ScalarUDF::from(CheckedCustomer::new(&self.table.name(), table.customer));
        let checked = checked.call(vec![ident("customer_id"), ident(CUSTOMER)]).alias(CUSTOMER);
        let frame = frame.select(kept().chain([checked]).collect::<Vec<_>>())?;
        let fields = ["population".to_owned()].into_iter().chain(made);
        let fields = fields.map(|name| get_field(ident(CUSTOMER), name.as_str()).alias(name));
        Ok(frame.select(kept().chain(fields).collect::<Vec<_>>())?)
    }

    fn reference(&self) -> TableReference {
        let table = self.table.columns();
        match table.schema.as_slice() {
            [] => TableReference::bare(table.table),
            [schema] => TableReference::partial(*schema, table.table),
            [.., catalog, schema] => TableReference::full(*catalog, *schema, table.table),
        }
    }
}

/// A column by its name as stated, whatever its case and its dots.
fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

/// The name of a column of segments.
fn segment_column(place: usize) -> String {
    format!("segment_{place}")
}
