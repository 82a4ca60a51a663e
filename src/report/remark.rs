//! Remarks as text, for every program alike.

use crate::network::Network;

/// Words what is remarked on of an organisation, a line each with a blank line before; empty where
/// nothing is.
///
/// Control characters in names, which could rewrite a terminal, are left out.
///
/// # Complexity
///
/// As [`Network::remarks`].
///
/// # Examples
///
/// ```
/// use knockon::report::remarks;
/// use knockon::{Department, Organisation, Service};
///
/// let organisation = Organisation::builder("Two that lean on each other")
///     .department(Department::new("it").named("IT"))
///     .department(Department::new("hr").named("HR"))
///     .service(Service::new("it-hr", "it", "hr").dependence(1.0))
///     .service(Service::new("hr-it", "hr", "it").dependence(1.0))
///     .build()?;
/// assert_eq!(
///     remarks(&organisation.compile()?),
///     "\nRemark: this cycle multiplies every loss: one point lost in IT costs all of HR and IT.\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn remarks(network: &Network) -> String {
    let line = |message: String| {
        let plain: String = message.chars().filter(|one| !one.is_control()).collect();
        format!("\nRemark: {plain}.\n")
    };
    network.remarks().iter().map(ToString::to_string).map(line).collect()
}
