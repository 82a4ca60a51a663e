//! The loop of revenue, budgets, people, quality and customers, as one document.

use serde::Serialize;

use crate::outcome::BudgetLoop;

/// What came of the loop, period by period, and where it leads.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Revenue;
/// use knockon::outcome::{BudgetLoopOptions, LoopEnding, Settling};
/// use knockon::report::BudgetLoopDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let network = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers").revenue(Revenue::per_year(10.0)))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?
///     .compile()?;
/// let options = BudgetLoopOptions::years(1.0).settling(Settling::AtRest);
/// let document = BudgetLoopDocument::new("Ferry", &network.budget_loop(&options)?);
/// assert_eq!((document.format, document.budget_loop.ending), ("knockon/loop", LoopEnding::Steady));
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BudgetLoopDocument {
    /// `knockon/loop`.
    pub format: &'static str,
    /// The version of the format.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// Where it leads, and how.
    #[serde(flatten)]
    pub budget_loop: BudgetLoop,
}

impl BudgetLoopDocument {
    /// Writes down a loop.
    pub fn new(organisation: &str, budget_loop: &BudgetLoop) -> Self {
        let organisation = organisation.to_owned();
        Self { format: "knockon/loop", version: 1, organisation, budget_loop: budget_loop.clone() }
    }
}
