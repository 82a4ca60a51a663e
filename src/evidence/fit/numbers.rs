//! The numbers of a fit, written into its organisation: the best that are known, or those of a draw.

use super::draw::{chance, judged_value, shuffled};
use super::outcome::{FittedParty, NeedVerdict, OrganisationFit};
use crate::evidence::Estimate;
use crate::organisation::{
    Aggregation, Need, Organisation, OrganisationBuilder, Rule, Service, ServiceRanges,
    StatedRange, Weighting,
};
use crate::uncertainty::{Input, Quantile, Quantity, stated_inputs};
use crate::unit::Dependence;

/// Which numbers are stated.
enum FittedNumbers<'a> {
    /// The best that are known.
    Best,
    /// Those of one draw.
    Drawn { drawn: &'a DrawnNumbers, draw: usize },
}

/// From where the random numbers of each kind are counted, so that no two share one.
const OF_SOURCES: u64 = 1 << 40;
const OF_BELIEFS: u64 = 2 << 40;
const OF_STATED: u64 = 3 << 40;
const OF_NEEDS: u64 = 4 << 40;

/// How the numbers of a fit are drawn: those of a party that was fitted together, as its draws were
/// kept, in an order of their own; everything else that is known as a range by itself.
#[derive(Debug)]
pub(crate) struct DrawnNumbers {
    seed: u64,
    /// Of each party that was fitted, which kept draw is taken first, second, and so on.
    places: Vec<Vec<u32>>,
    /// What states its range and was not fitted.
    stated: Vec<(Input, Quantile)>,
}

impl DrawnNumbers {
    pub(crate) fn new(fit: &OrganisationFit, seed: u64) -> Self {
        let places = fit.parties.iter().map(|party| {
            shuffled(party.draws.count(), (seed, u64::try_from(party.number).unwrap_or(0)))
        });
        let inputs = stated_inputs(&fit.organisation);
        let stated = inputs.map(|input| {
            let quantile = Quantile::new(&input.distribution);
            (input, quantile)
        });
        Self { seed, places: places.collect(), stated: stated.collect() }
    }

    /// How many draws there are before they repeat; `None` where nothing was fitted.
    pub(crate) fn kept(&self) -> Option<usize> {
        self.places.iter().map(Vec::len).min()
    }

    /// Which of a party's draws is taken.
    fn place(&self, party: usize, draw: usize) -> usize {
        let places = &self.places[party];
        places.get(draw % places.len().max(1)).map_or(0, |&at| at as usize)
    }

    /// Draws a number from the Beta distribution of an estimate.
    fn value(&self, of: &Estimate, sequence: u64, draw: usize) -> f64 {
        judged_value(of.value, of.standard_deviation, chance(self.seed, sequence, draw))
    }

    /// Draws everything that states its range.
    fn state_ranges(&self, fit: &OrganisationFit, builder: &mut OrganisationBuilder, draw: usize) {
        let stated = fit.organisation.stated();
        for (sequence, (input, quantile)) in (OF_STATED..).zip(&self.stated) {
            let value = quantile.at(chance(self.seed, sequence, draw)).clamp(0.0, 1.0);
            let departments = builder.departments.len();
            let party = stated.party_index(&input.id);
            match input.quantity {
                Quantity::Capability => {
                    if let Some(of) = party.and_then(|at| builder.departments.get_mut(at)) {
                        (of.capability, of.capability_range) = (value, None);
                    }
                }
                Quantity::Ceiling => {
                    let at = party.and_then(|at| at.checked_sub(departments));
                    if let Some(of) = at.and_then(|at| builder.customers.get_mut(at)) {
                        (of.ceiling, of.ceiling_range) = (value.max(LOWEST_LEVEL), None);
                    }
                }
                Quantity::Condition => {
                    let at = stated.service_index(&input.id);
                    if let Some(of) = at.and_then(|at| builder.services.list().get_mut(at)) {
                        let ranges = of.terms.ranges.take().map(|ranges| *ranges);
                        let ranges = ranges.unwrap_or_default();
                        of.terms.ranges = ServiceRanges { condition: None, ..ranges }.boxed();
                        of.terms.condition = value;
                    }
                }
                Quantity::Dependence => {
                    let (services, needs) = (builder.services.list(), &mut builder.needs);
                    fit.state(services, needs, &input.id, (value, None), false);
                }
            }
        }
    }
}

/// Capability and ceiling of a party that was fitted are above 0.
const LOWEST_LEVEL: f64 = 1e-9;

impl OrganisationFit {
    /// Returns the organisation with levels, dependences, weights and orders as fitted; what is not
    /// known stays as it was stated, or open.
    pub fn organisation(&self) -> Organisation {
        self.with_numbers(None, &FittedNumbers::Best)
    }

    /// The same with what one draw says: of a party's needs and level together, of everything else
    /// that is known as a range by itself.
    pub(crate) fn drawn_organisation(
        &self,
        drawn: &DrawnNumbers,
        draw: usize,
        assumed: Option<Dependence>,
    ) -> Organisation {
        self.with_numbers(assumed, &FittedNumbers::Drawn { drawn, draw })
    }

    /// The same with a dependence assumed for what is still open.
    pub fn organisation_assuming(&self, dependence: Dependence) -> Organisation {
        self.with_numbers(Some(dependence), &FittedNumbers::Best)
    }

    fn with_numbers(
        &self,
        assumed: Option<Dependence>,
        numbers: &FittedNumbers<'_>,
    ) -> Organisation {
        let mut builder = self.organisation.to_builder();
        if let FittedNumbers::Drawn { drawn, draw } = numbers {
            drawn.state_ranges(self, &mut builder, *draw);
        }
        for (sequence, source) in (OF_SOURCES..).zip(&self.sources) {
            if let Some(department) = builder.departments.get_mut(source.number) {
                let value = numbers.value(&source.level, sequence);
                department.capability = value;
                department.capability_range = numbers.range(&source.level, value).map(Box::new);
            }
        }
        for (at, party) in self.parties.iter().enumerate() {
            self.state_party(at, party, numbers, &mut builder);
        }
        for (sequence, need) in (OF_BELIEFS..).zip(&self.believed) {
            let value = numbers.value(&need.dependence, sequence);
            let value = (value, numbers.range(&need.dependence, value));
            self.state(builder.services.list(), &mut builder.needs, &need.need, value, false);
        }
        if let Some(dependence) = assumed {
            self.assume(builder.services.list(), &mut builder.needs, dependence.get());
        }
        #[expect(clippy::expect_used, reason = "numbers were replaced by others in their ranges")]
        builder.build().expect("what was built stays valid with other numbers")
    }

    /// States the rule, the level and the needs of a party that was fitted.
    fn state_party(
        &self,
        at: usize,
        party: &FittedParty,
        numbers: &FittedNumbers<'_>,
        builder: &mut OrganisationBuilder,
    ) {
        let departments = builder.departments.len();
        let level = numbers.level(at, party).clamp(LOWEST_LEVEL, 1.0);
        let range = numbers.range(&party.level, level).map(Box::new);
        let mut values: Vec<Option<f64>> =
            (0..party.needs.len()).map(|need| numbers.need(at, party, need)).collect();
        let stated = self.organisation.stated().rule(party.number);
        let mut rule = (stated != party.rule).then_some(party.rule);
        if let (true, Rule::Aggregation(aggregation)) = (party.weights, party.rule) {
            rule = Some(self.share_weights(party, aggregation, &mut values));
        }
        if let Some(department) = builder.departments.get_mut(party.number) {
            department.capability = level;
            department.capability_range = range;
            department.rule = rule.or(department.rule);
        } else if let Some(customer) = builder.customers.get_mut(party.number - departments) {
            customer.ceiling = level;
            customer.ceiling_range = range;
            customer.rule = rule.or(customer.rule);
        }
        for (need, value) in party.needs.iter().zip(values) {
            let Some(value) = value else { continue };
            let range = need.dependence.as_ref().and_then(|it| numbers.range(it, value));
            let value = (value, range.filter(|_| !party.weights));
            let (services, needs) = (builder.services.list(), &mut builder.needs);
            self.state(services, needs, &need.need, value, party.weights);
        }
    }

    /// Puts weights that were fitted, and those that were not, on one scale, and returns the rule with
    /// the own weight on it. What fitted weights leave is shared by the own weight and by the needs
    /// that the readings say nothing of, as they are stated: the fit took these for parts of the own.
    fn share_weights(
        &self,
        party: &FittedParty,
        aggregation: Aggregation,
        values: &mut [Option<f64>],
    ) -> Rule {
        let stated = self.organisation.stated();
        let is_department = stated.parties.is_department(party.number);
        let left = (1.0 - values.iter().flatten().sum::<f64>()).max(0.0);
        let own = match aggregation.weighting {
            Weighting::Share { own_weight: Some(own) } => own,
            Weighting::Share { own_weight: None } | Weighting::Full => {
                if is_department {
                    1.0
                } else {
                    0.0
                }
            }
        };
        let of_need = |key: &str| -> f64 {
            let is_it = |need: &&Need| format!("{}/{}", need.consumer, need.name) == key;
            match stated.service_index(key).filter(|&at| stated.services[at].need.is_none()) {
                Some(service) => stated.services[service].weight,
                None => stated.needs.iter().find(is_it).map_or(1.0, |need| need.weight),
            }
        };
        let unread: Vec<Option<f64>> = party
            .needs
            .iter()
            .zip(&*values)
            .map(|(need, value)| value.is_none().then(|| of_need(&need.need)))
            .collect();
        let total = own + unread.iter().flatten().sum::<f64>();
        let share = if total > 0.0 { left / total } else { 0.0 };
        for (value, unread) in values.iter_mut().zip(unread) {
            *value = value.or(unread.map(|weight| share * weight));
        }
        let own = if total > 0.0 { share * own } else { left };
        Rule::share_with_own_weight(aggregation.order, usable(own))
    }

    /// States a dependence, or a weight, where it belongs.
    fn state(
        &self,
        services: &mut [Service],
        needs: &mut [Need],
        key: &str,
        (value, range): (f64, Option<StatedRange>),
        is_weight: bool,
    ) {
        let stated = self.organisation.stated();
        let declared = |need: &Need| format!("{}/{}", need.consumer, need.name) == key;
        let place = stated.service_index(key);
        let place = place.filter(|&at| stated.services[at].need.is_none());
        if let Some(service) = place.and_then(|at| services.get_mut(at)) {
            if is_weight {
                service.terms.weight = usable(value);
                service.dependence = service.dependence.or(Some(1.0));
            } else {
                service.dependence = Some(value);
                service.terms.ranges = with_dependence(service.terms.ranges.take(), range);
            }
        } else if let Some(at) = needs.iter().position(declared) {
            let need = &mut needs[at];
            if is_weight {
                need.weight = usable(value);
            }
            let members = stated.links.of_need.of(at);
            let on_service =
                members.iter().find_map(|&member| services[member as usize].dependence);
            if !is_weight || need.dependence.or(on_service).is_none() {
                need.dependence = Some(if is_weight { 1.0 } else { value });
                need.dependence_range = range.map(Box::new);
                for &member in members {
                    let service = &mut services[member as usize];
                    service.dependence = None;
                    service.terms.ranges = with_dependence(service.terms.ranges.take(), None);
                }
            }
        }
    }

    fn assume(&self, services: &mut [Service], needs: &mut [Need], dependence: f64) {
        let stated = self.organisation.stated();
        for service in services.iter_mut() {
            if service.terms.need.is_none() {
                service.dependence = service.dependence.or(Some(dependence));
            }
        }
        for (at, need) in needs.iter_mut().enumerate() {
            let members = stated.links.of_need.of(at);
            let is_open = members.iter().all(|&it| services[it as usize].dependence.is_none());
            if need.dependence.is_none() && is_open {
                need.dependence = Some(dependence);
            }
        }
    }
}

/// Ranges with that of the dependence replaced.
fn with_dependence(
    ranges: Option<Box<ServiceRanges>>,
    dependence: Option<StatedRange>,
) -> Option<Box<ServiceRanges>> {
    ServiceRanges { dependence, ..ranges.map(|ranges| *ranges).unwrap_or_default() }.boxed()
}

/// The range of an estimate, cut to 0..=1; it holds the number that is stated.
fn around(estimate: &Estimate, value: f64) -> StatedRange {
    let (low, high) = (estimate.low.clamp(0.0, 1.0), estimate.high.clamp(0.0, 1.0));
    StatedRange::new(low.min(value)..=high.max(value), estimate.origin)
}

impl FittedNumbers<'_> {
    /// The range of a number; one that is drawn has none.
    fn range(&self, of: &Estimate, value: f64) -> Option<StatedRange> {
        matches!(self, Self::Best).then(|| around(of, value))
    }

    /// A number that is known by itself.
    fn value(&self, of: &Estimate, sequence: u64) -> f64 {
        match self {
            Self::Best => of.value,
            Self::Drawn { drawn, draw } => drawn.value(of, sequence, *draw),
        }
    }

    fn level(&self, at: usize, party: &FittedParty) -> f64 {
        match self {
            Self::Drawn { drawn, draw } if party.draws.count() > 0 => {
                party.draws.level[drawn.place(at, *draw)]
            }
            Self::Best | Self::Drawn { .. } => party.level.value,
        }
    }

    /// The dependence on a need, where it is known; its weight, where readings say something of it.
    fn need(&self, at: usize, party: &FittedParty, need: usize) -> Option<f64> {
        let fitted = &party.needs[need];
        // Weights are known together or not at all: what one has is taken from the others.
        let known = if party.weights { fitted.read? } else { fitted.dependence? };
        let Self::Drawn { drawn, draw } = self else { return Some(known.value) };
        let is_read = matches!(fitted.verdict, NeedVerdict::Fitted | NeedVerdict::NotToldApart);
        if (is_read || party.weights) && party.draws.count() > 0 {
            let place = drawn.place(at, *draw) * party.draws.parameter_count + need;
            return party.draws.parameters.get(place).copied();
        }
        let sequence = OF_NEEDS + u64::try_from((party.number << 8) + need).unwrap_or(0);
        Some(drawn.value(&known, sequence, *draw))
    }
}

/// A weight that an organisation may state: none is tiny.
fn usable(weight: f64) -> f64 {
    if weight < 1e-9 { 0.0 } else { weight }
}
