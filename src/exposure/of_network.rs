//! The exposure of customers that are held in memory.

use chrono::TimeDelta;
use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::error::ExposureError;
use super::linear::LinearCustomer;
use super::segment::{Exposure, StoredExposure, StoredSegment};
use crate::network::{DeptIx, Layout, Network, PartyIx};
use crate::numerics::compensated::CompensatedSum;

/// What is summed over the customers of a segment.
#[derive(Debug, Default)]
struct SegmentSums {
    population: CompensatedSum,
    best: CompensatedSum,
}

impl Exposure {
    /// Sums the external customers of a network by segment, each weighted by its population.
    ///
    /// # Arguments
    ///
    /// * `segment_of`: the segment of an external customer, given its id; `None` for one that is part
    ///   of none.
    ///
    /// # Returns
    ///
    /// The exposure of the segments, in the order of their first customers. Sums carry their rounding
    /// errors along, so that a segment of any size equals the mean of its customers to a few units in
    /// the last place.
    ///
    /// # Errors
    ///
    /// * [`ExposureError::NotLinear`] names the first customer whose quality is not linear in those of
    ///   departments, with the reason.
    /// * [`ExposureError::NoPopulation`] and [`ExposureError::NoName`] of a segment.
    ///
    /// # Complexity
    ///
    /// Time linear in the services of external customers; memory linear in segments × departments that
    /// count.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::exposure::Exposure;
    /// use knockon::{Department, ExternalCustomer, Organisation, Rule, Service};
    ///
    /// let organisation = Organisation::builder("Rail")
    ///     .department(Department::new("trains"))
    ///     .department(Department::new("tickets"))
    ///     .customer(ExternalCustomer::person("anna").label("region", "north"))
    ///     .customer(ExternalCustomer::person("bert").label("region", "north").population(3.0))
    ///     .service(Service::new("a", "trains", "anna").dependence(0.8))
    ///     .service(Service::new("b", "trains", "bert").dependence(0.4))
    ///     .service(Service::new("c", "tickets", "bert").dependence(0.6))
    ///     .build()?;
    /// let region = |id: &str| Some(organisation.party(id)?.labels().get("region")?.to_string());
    /// let exposure = Exposure::of_network(&organisation.compile()?, region)?;
    /// let north: Vec<_> = exposure.segment("north").unwrap().exposures().collect();
    /// // trains: (1 · 0.8 + 3 · 0.4 / 2) / 4; tickets: 3 · 0.6 / 2 / 4
    /// assert!(north.iter().any(|(id, e)| *id == "trains" && (e - 0.35).abs() < 1e-15));
    /// assert!(north.iter().any(|(id, e)| *id == "tickets" && (e - 0.225).abs() < 1e-15));
    ///
    /// let choosy = ExternalCustomer::person("bert").population(3.0).rule(Rule::WEAKEST);
    /// let organisation = organisation.to_builder().replace_customer(choosy).build()?;
    /// let refused = Exposure::of_network(&organisation.compile()?, |_| Some("all")).unwrap_err();
    /// assert_eq!(
    ///     refused.to_string(),
    ///     "external customer `bert` has no exposure: its rule is linear for a single need alone, of \
    ///      full weight; ask about it in memory, or by SQL"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_network<S: AsRef<str>>(
        network: &Network,
        segment_of: impl Fn(&str) -> Option<S>,
    ) -> Result<Self, ExposureError> {
        let layout = network.layout();
        let mut segments: IndexMap<String, SegmentSums, RandomState> = IndexMap::default();
        let mut sums: IndexMap<(usize, DeptIx), CompensatedSum, RandomState> = IndexMap::default();
        let mut members = vec![false; layout.customers().len()];
        let mut delayed = None;
        let mut linear = LinearCustomer::default();
        for &customer in layout.customers_as_stated() {
            let id = layout.party_id(customer);
            let Some(name) = segment_of(id.as_str()) else { continue };
            let name = name.as_ref();
            if name.is_empty() {
                return Err(ExposureError::NoName { customer: id });
            }
            if let Err(reason) = linear.take(layout, customer) {
                return Err(ExposureError::NotLinear { customer: id, reason });
            }
            let number = match segments.get_index_of(name) {
                Some(number) => number,
                None => segments.insert_full(name.to_owned(), SegmentSums::default()).0,
            };
            let population = layout.population(customer);
            segments[number].population.add(population);
            segments[number].best.add(population * linear.best);
            for &(department, exposure) in &linear.exposures {
                sums.entry((number, department)).or_default().add(population * exposure);
            }
            if let Some(place) = layout.customer_place(customer) {
                members[place] = true;
            }
            if delayed.is_none() && is_delayed(layout, customer) {
                delayed = Some(id);
            }
        }
        sums.sort_unstable_keys();
        let mut sums = sums.into_iter().peekable();
        let mut stored: IndexMap<_, _, RandomState> = IndexMap::default();
        for (number, (name, of)) in segments.into_iter().enumerate() {
            let population = of.population.value();
            if population <= 0.0 {
                return Err(ExposureError::NoPopulation { segment: name });
            }
            let mut exposures = Vec::new();
            while let Some(((_, department), sum)) = sums.next_if(|((of, _), _)| *of == number) {
                // Of exposures at most 1 the mean is no more than that.
                exposures.push((department, (sum.value() / population).min(1.0)));
            }
            exposures.retain(|&(_, exposure)| exposure > 0.0);
            let best = (of.best.value() / population).min(1.0);
            let exposures = exposures.into();
            stored.insert(name, StoredSegment { population, best, exposures });
        }
        let (network, segments) = (network.clone(), stored);
        Ok(Self::new(StoredExposure { network, segments, members, delayed }))
    }
}

/// Whether a customer follows its providers with delay: over a lag, or with a time constant.
fn is_delayed(layout: &Layout, customer: PartyIx) -> bool {
    let id = layout.party_id(customer);
    let organisation = layout.names().organisation();
    let party = organisation.and_then(|organisation| organisation.party(&id));
    let has_time_constant = party.is_some_and(|party| {
        party.degradation_time() > TimeDelta::zero() || party.recovery_time() > TimeDelta::zero()
    });
    has_time_constant
        || organisation.is_some()
            && layout.row(customer).any(|entry| layout.lag(entry) > TimeDelta::zero())
}
