//! What becomes of customers, and what that costs, as one document.

use serde::Serialize;

use crate::organisation::Organisation;
use crate::outcome::{
    CoefficientCounts, CoefficientKind, CoefficientWidth, CustomerBase, CustomerGroup, GroupMoney,
    OutcomeError, RestingBase, RiskReport,
};
use crate::quality::{Assessment, Objective, ObjectiveError};

/// Customers over time, with bands, and what incidents cost.
///
/// Without a statement of revenue it has no money anywhere.
///
/// # Examples
///
/// ```
/// use knockon::outcome::{BaseOptions, CustomerBase};
/// use knockon::report::OutcomeDocument;
///
/// let organisation = knockon::io::sample_with_money();
/// let network = organisation.compile()?;
/// let base = CustomerBase::under(&network.baseline(), &BaseOptions::years(1.0))?;
/// let document = OutcomeDocument::new(&organisation, "nothing happens", &base);
/// assert_eq!((document.format, document.coefficients.assumed), ("knockon/outcome", 24));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct OutcomeDocument {
    /// `knockon/outcome`.
    pub format: &'static str,
    /// The version of the format.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// What happens.
    pub what: String,
    /// The currency of all money, where it is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Over how many years.
    pub years: f64,
    /// Where the coefficients come from.
    pub coefficients: CoefficientCounts,
    /// Every group of customers.
    pub customers: Vec<CustomerGroup>,
    /// The money of all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<GroupMoney>,
    /// The coefficient that widens the band most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub widest: Option<CoefficientKind>,
    /// How far each range moves the revenue lost, the widest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub widths: Vec<CoefficientWidth>,
    /// What incidents cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskReport>,
    /// What a whole of capability is worth a year, at rest and without people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worth: Vec<WorthLine>,
}

/// What the capability of a department is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WorthLine {
    /// The department's id.
    pub id: String,
    /// The department's name.
    pub name: String,
    /// Revenue a year for a whole of its capability; a hundredth of it is that of a point.
    pub per_year: f64,
    /// The same with every coefficient at the lower end of its range.
    pub low: f64,
    /// The same with every coefficient at the upper end.
    pub high: f64,
}

impl OutcomeDocument {
    /// Writes down what became of customers.
    pub fn new(organisation: &Organisation, what: &str, base: &CustomerBase) -> Self {
        Self {
            format: "knockon/outcome",
            version: 1,
            organisation: organisation.name().to_owned(),
            what: what.to_owned(),
            currency: base.money().and(organisation.currency()).map(str::to_owned),
            years: base.years(),
            coefficients: base.coefficients(),
            customers: base.groups().to_vec(),
            together: base.money(),
            widest: base.widest(),
            widths: base.widths().to_vec(),
            risk: None,
            worth: Vec::new(),
        }
    }

    /// Adds what incidents cost.
    #[must_use]
    pub fn with_risk(mut self, risk: RiskReport) -> Self {
        self.risk = Some(risk);
        self
    }

    /// Adds what capabilities are worth.
    #[must_use]
    pub fn with_worth(mut self, worth: Vec<WorthLine>) -> Self {
        self.worth = worth;
        self
    }
}

impl WorthLine {
    /// What the capability of every department is worth a year, at rest, the dearest first.
    ///
    /// `today` is the baseline of the organisation [without
    /// people](crate::outcome::without_people), since capabilities of departments with staff follow
    /// from their load.
    ///
    /// # Errors
    ///
    /// [`OutcomeError`] for an organisation that states no revenue, or whose customers grow without
    /// limit.
    pub fn of(organisation: &Organisation, today: &Assessment) -> Result<Vec<Self>, OutcomeError> {
        let worth = CustomerBase::at_rest(today)?.worth()?;
        let of = |worth: &Objective| today.sensitivity(worth).map_err(ObjectiveError::from);
        let sensitivity = of(&worth)?;
        let [low, high] = RestingBase::at_ends(today)?;
        let low = of(&low.worth()?)?;
        let high = of(&high.worth()?)?;
        let mut lines: Vec<Self> = organisation
            .departments()
            .filter_map(|party| {
                let per_year = sensitivity.capability(party.id())?;
                Some(Self {
                    id: party.id().to_string(),
                    name: party.name().to_owned(),
                    per_year,
                    low: low.capability(party.id())?,
                    high: high.capability(party.id())?,
                })
            })
            .collect();
        lines.sort_by(|one, two| two.per_year.total_cmp(&one.per_year));
        Ok(lines)
    }
}
