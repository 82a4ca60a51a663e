//! How qualities spread over draws, as one document.

use serde::Serialize;

use crate::uncertainty::DrawsOutcome;

/// How qualities spread where numbers are known as distributions.
///
/// # Examples
///
/// ```
/// use knockon::report::DrawsDocument;
/// use knockon::uncertainty::{Draws, Uniform};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let network = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?
///     .compile()?;
/// let draws = Draws::new(100).capability("deck", Uniform::new(0.5, 1.0)?);
/// let document = DrawsDocument::new("Ferry", network.draws(&draws)?);
/// let written = serde_json::to_value(&document)?;
/// assert_eq!(written["format"], "knockon/draws");
/// assert_eq!(written["inputs"][0]["distribution"], "uniform(0.5..1)");
/// assert_eq!(written["parties"][0]["id"], "passengers");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DrawsDocument {
    /// Always `knockon/draws`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// What draws say.
    #[serde(flatten)]
    pub outcome: DrawsOutcome,
}

impl DrawsDocument {
    /// Writes down what draws say.
    pub fn new(organisation: &str, outcome: DrawsOutcome) -> Self {
        Self { format: "knockon/draws", version: 1, organisation: organisation.to_owned(), outcome }
    }
}
