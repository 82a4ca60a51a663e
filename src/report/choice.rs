//! A choice of actions, as one document.

use serde::Serialize;

use crate::outcome::Choice;
#[cfg(feature = "draws")]
use crate::outcome::DrawnChoice;

/// Which actions first, how certain that is, and why.
///
/// # Examples
///
/// ```
/// use knockon::outcome::{Action, Actions, ChoiceOptions};
/// use knockon::report::ChoiceDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck").capability(0.5))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?;
/// let actions = Actions::builder().action(Action::new("paint").capability("deck", 1.0)).build()?;
/// let choice = organisation.compile()?.choose(&ChoiceOptions::within(1.0, actions))?;
/// let document = ChoiceDocument::new("Ferry", &choice);
/// assert_eq!(document.choice.chosen[0].action, "paint");
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChoiceDocument {
    /// `knockon/choice`.
    pub format: &'static str,
    /// The version of the format.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// What is chosen, and why.
    #[serde(flatten)]
    pub choice: Choice,
    /// How the sets compare where numbers are drawn, if that was asked for.
    #[cfg(feature = "draws")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub robust: Option<DrawnChoice>,
}

impl ChoiceDocument {
    /// Writes down a choice.
    pub fn new(organisation: &str, choice: &Choice) -> Self {
        let organisation = organisation.to_owned();
        Self {
            format: "knockon/choice",
            version: 1,
            organisation,
            choice: choice.clone(),
            #[cfg(feature = "draws")]
            robust: None,
        }
    }
}
