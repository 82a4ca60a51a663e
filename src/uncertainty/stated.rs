//! The numbers of an organisation that state their range.

use super::beta::Beta;
use super::distribution::{Distribution, Fixed, Triangular};
use super::input::Input;
use crate::organisation::{Organisation, Origin, StatedRange};

/// Every number that states its range, with what is known of it: departments, services, needs, then
/// external customers, each as stated.
pub(crate) fn inputs(organisation: &Organisation) -> impl Iterator<Item = Input> {
    let capabilities = organisation.departments().filter_map(|department| {
        let known = known(department.capability()?.get(), department.capability_range()?);
        Some(Input::capability(department.id().as_str(), known))
    });
    let services = organisation.services().flat_map(|service| {
        let dependence = service.stated_dependence().zip(service.dependence_range());
        let dependence = dependence.map(|(value, range)| {
            let name = match service.need() {
                Some(need) => format!("{}/{}", need.consumer().id(), need.name()),
                None => service.id().to_string(),
            };
            Input::dependence(name, known(value.get(), range))
        });
        let condition = service.condition_range().filter(|_| service.is_running());
        let condition = condition.map(|range| {
            Input::condition(service.id().as_str(), known(service.condition().get(), range))
        });
        dependence.into_iter().chain(condition)
    });
    let needs = organisation.needs().filter_map(|need| {
        let known = known(need.stated_dependence()?.get(), need.dependence_range()?);
        Some(Input::dependence(format!("{}/{}", need.consumer().id(), need.name()), known))
    });
    let ceilings = organisation.customers().filter_map(|customer| {
        let known = known(customer.ceiling()?.get(), customer.ceiling_range()?);
        Some(Input::ceiling(customer.id().as_str(), known))
    });
    capabilities.chain(services).chain(needs).chain(ceilings)
}

/// What a value and its range, which was checked, say of a number.
fn known(value: f64, range: StatedRange) -> Distribution {
    let StatedRange { low, high, origin, .. } = range;
    let is_whole = matches!(origin, Origin::Published | Origin::Assumed);
    // Of a number at an end of its range no Beta distribution has that for its interval.
    let is_end = value <= low || value >= high;
    let beta = if is_whole || is_end { None } else { Beta::with_interval(value, low..=high).ok() };
    let triangular = || Triangular::new(low, value, high).map(Distribution::from);
    match beta {
        Some(beta) => beta.into(),
        None => triangular().unwrap_or_else(|_| Fixed(value).into()),
    }
}
