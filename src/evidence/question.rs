//! `ask`: which dependences to ask people about, and how.
//!
//! Nobody knows all dependences by heart, and most of them do not matter. What matters is how far a
//! dependence may be off, times how much external customers feel of that where things go wrong: where
//! everything is right no dependence matters, so that a little trouble is assumed everywhere.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use super::judgement::LEAST_DEVIATION;
use crate::id::UnknownId;
use crate::network::CompileError;
use crate::numerics::series::mean;
use crate::organisation::{Invalid, NeedRef, Organisation, PartyRef, Scenario, ServiceRef};
use crate::quality::{Objective, ObjectiveError};
use crate::unit::Dependence;

/// Which questions are asked.
///
/// # Examples
///
/// ```
/// use knockon::evidence::AskOptions;
///
/// let options = AskOptions::default().most(5);
/// assert_eq!((options.most, options.trouble), (5, 0.1));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct AskOptions {
    /// How many questions at most; 20 unless set.
    pub most: usize,
    /// Which share of its capability every department loses in the state in which dependences are
    /// compared, 0..=1; 0.1 unless set.
    pub trouble: f64,
    /// The state in which they are compared instead; none unless set.
    pub scenario: Option<Scenario>,
}

impl Default for AskOptions {
    fn default() -> Self {
        Self { most: 20, trouble: 0.1, scenario: None }
    }
}

impl AskOptions {
    /// Sets how many questions are asked at most.
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Sets which share of its capability every department loses.
    pub fn trouble(mut self, share: f64) -> Self {
        self.trouble = share;
        self
    }

    /// Sets the state in which dependences are compared.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = Some(scenario);
        self
    }
}

/// Why nobody can be asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The organisation cannot be compiled.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The scenario does not fit it.
    #[error(transparent)]
    Scenario(#[from] Invalid),
    /// It has no external customer who could feel anything.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// It lacks a party that is asked about.
    #[error(transparent)]
    Party(#[from] UnknownId),
    /// The share that departments lose is out of range.
    #[error("the share that departments lose, `{share}`, is outside 0..=1")]
    Trouble {
        /// The share given.
        share: f64,
    },
    /// The state is at the edge of tipping, where derivatives are infinite.
    #[error("the state in which dependences are compared is at the edge of tipping: state another")]
    Tipping,
}

/// A dependence to ask about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DependenceQuestion {
    /// The service, or `consumer/name` of a declared need: what a judgement names.
    pub need: String,
    /// Who would stop, by name.
    pub providers: Vec<String>,
    /// Who would be left with less, by name.
    pub consumer: String,
    /// Whether the consumer is an external customer.
    pub is_customer: bool,
    /// The dependence that is stated; `None` where it is open.
    pub stated: Option<f64>,
    /// What it is taken to be while questions are compared: as stated, else the mean of what is stated
    /// of the same provider, else 0.5.
    pub taken: f64,
    /// The least it may be.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
    /// How much the quality of all external customers falls, on the average by head, where the
    /// dependence goes from the least to the most.
    pub moves_customers: f64,
}

/// Questions about dependences, that which matters most first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Questionnaire {
    /// The questions.
    pub questions: Vec<DependenceQuestion>,
    /// How many dependences are uncertain, asked about or not.
    pub uncertain: usize,
}

/// Asks the question, in words.
impl fmt::Display for DependenceQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = &self.consumer;
        let usual = if self.is_customer {
            format!("what {of} usually get")
        } else {
            format!("the usual quality of {of}")
        };
        let together = if self.providers.len() > 1 { "all " } else { "" };
        write!(
            f,
            "If {} {together}stopped altogether, what share of {usual} would remain, once any buffer \
             is used up?",
            listed(&self.providers)
        )
    }
}

/// Names in a sentence.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// What is known of a dependence before anybody is asked.
struct Uncertain<'a> {
    key: String,
    /// The services that meet the need.
    services: Vec<ServiceRef<'a>>,
    consumer: PartyRef<'a>,
    stated: Option<f64>,
    range: (f64, f64),
}

/// Chooses the dependences whose uncertainty moves external customers most.
///
/// Each is worth the derivative of the mean quality of external customers, by head, in it, times how
/// far it may be off: an open one anywhere in 0..=1, one that states its range within that, and a bare
/// number by what the judgement of one person is worth, 0.15 as a standard deviation. Open ones stand
/// at the mean of what is stated of the same provider, else at 0.5, for this alone: nothing is written
/// into the organisation.
///
/// # Errors
///
/// [`AskError`] where the organisation does not compile or has no external customers, the scenario
/// does not fit, or the share of trouble is out of range.
///
/// # Complexity
///
/// One compilation, one solve and one adjoint pass; then a sort of the dependences.
///
/// # Examples
///
/// ```
/// use knockon::evidence::{AskOptions, ask};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .departments(["engine room", "deck"].map(Department::new))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("engines", "engine room", "deck"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.9))
///     .build()?;
/// let asked = ask(&organisation, &AskOptions::default())?;
/// assert_eq!(
///     asked.questions[0].to_string(),
///     "If engine room stopped altogether, what share of the usual quality of deck would remain, \
///      once any buffer is used up?"
/// );
/// assert_eq!((asked.questions[0].taken, asked.uncertain), (0.5, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ask(organisation: &Organisation, options: &AskOptions) -> Result<Questionnaire, AskError> {
    let share = options.trouble;
    if !(0.0..=1.0).contains(&share) {
        return Err(AskError::Trouble { share });
    }
    let uncertain = uncertain(organisation);
    let taken = taken(organisation, &uncertain);
    let network = filled(organisation, &uncertain, &taken)?.compile()?;
    let scenario = options.scenario.clone().unwrap_or_else(|| {
        // A whole of which all work is done by its parts has nothing of its own to lose.
        let departments = organisation.departments().filter(|department| {
            department.services_provided().next().is_some()
                || department.services_received().next().is_some()
        });
        departments.fold(Scenario::new("some trouble everywhere"), |scenario, department| {
            match department.capability() {
                Some(stated) => scenario.capability(department.id(), (1.0 - share) * stated.get()),
                None => scenario,
            }
        })
    });
    let objective = Objective::customers(&network)?;
    let sensitivity = network.solve(&scenario)?.sensitivity(&objective)?;
    let mut questions = Vec::with_capacity(uncertain.len());
    for (of, taken) in uncertain.iter().zip(taken) {
        let Some(service) = of.services.first() else { continue };
        let derivative = sensitivity.dependence(service.id()).ok_or(AskError::Tipping)?;
        let (low, high) = of.range;
        let mut providers: Vec<String> = Vec::new();
        for service in &of.services {
            let name = service.provider().name().to_owned();
            if !providers.contains(&name) {
                providers.push(name);
            }
        }
        questions.push(DependenceQuestion {
            need: of.key.clone(),
            providers,
            consumer: of.consumer.name().to_owned(),
            is_customer: !of.consumer.is_department(),
            stated: of.stated,
            taken,
            low,
            high,
            moves_customers: derivative.abs() * (high - low),
        });
    }
    // Among equals those first that nobody stated: without a number nothing can be assessed.
    let key = |question: &DependenceQuestion| (question.moves_customers, question.stated.is_none());
    questions.sort_by(|one, other| {
        let ((a, open_a), (b, open_b)) = (key(one), key(other));
        b.total_cmp(&a).then(open_b.cmp(&open_a))
    });
    questions.truncate(options.most);
    Ok(Questionnaire { questions, uncertain: uncertain.len() })
}

/// Every need whose dependence may be another than it is taken to be; what does not run is none.
fn uncertain(organisation: &Organisation) -> Vec<Uncertain<'_>> {
    let declared = organisation.needs().map(|need| Uncertain {
        key: format!("{}/{}", need.consumer().id(), need.name()),
        services: need.services().collect(),
        consumer: need.consumer(),
        stated: need.dependence().map(Dependence::get),
        range: range(need.dependence().map(Dependence::get), range_of(need)),
    });
    let alone = organisation.services().filter(|service| service.need().is_none());
    let alone = alone.map(|service| Uncertain {
        key: service.id().to_string(),
        services: vec![service],
        consumer: service.consumer(),
        stated: service.dependence().map(Dependence::get),
        range: range(
            service.dependence().map(Dependence::get),
            service.dependence_range().map(|it| (it.low, it.high)),
        ),
    });
    let runs = |of: &Uncertain<'_>| of.services.iter().any(|service| service.is_running());
    let all = declared.chain(alone).filter(runs);
    all.filter(|of| of.range.1 > of.range.0).collect()
}

/// The range that a need states, or the service that states its dependence.
fn range_of(need: NeedRef<'_>) -> Option<(f64, f64)> {
    let own = need.dependence_range();
    let of_services = || need.services().find_map(ServiceRef::dependence_range);
    own.or_else(of_services).map(|range| (range.low, range.high))
}

/// How far a dependence may be off.
fn range(stated: Option<f64>, range: Option<(f64, f64)>) -> (f64, f64) {
    match (stated, range) {
        (None, _) => (0.0, 1.0),
        (Some(_), Some(range)) => range,
        (Some(value), None) => {
            let reach = 1.96 * LEAST_DEVIATION;
            ((value - reach).max(0.0), (value + reach).min(1.0))
        }
    }
}

/// What each is taken to be.
fn taken(organisation: &Organisation, uncertain: &[Uncertain<'_>]) -> Vec<f64> {
    let mut of_provider: IndexMap<usize, Vec<f64>> = IndexMap::new();
    for service in organisation.services() {
        if let Some(dependence) = service.dependence() {
            of_provider.entry(service.provider().index()).or_default().push(dependence.get());
        }
    }
    let class = |of: &Uncertain<'_>| {
        let providers = of.services.iter().map(|service| service.provider().index());
        let means: Vec<f64> =
            providers.filter_map(|it| of_provider.get(&it)).map(|of| mean(of)).collect();
        if means.is_empty() { 0.5 } else { mean(&means) }
    };
    uncertain.iter().map(|of| of.stated.unwrap_or_else(|| class(of))).collect()
}

/// The organisation with a number for every open dependence; what does not run reaches nobody.
fn filled(
    organisation: &Organisation,
    uncertain: &[Uncertain<'_>],
    taken: &[f64],
) -> Result<Organisation, Invalid> {
    let mut builder = organisation.to_builder();
    let stated = organisation.stated();
    let taken: IndexMap<&str, f64> =
        uncertain.iter().map(|of| of.key.as_str()).zip(taken.iter().copied()).collect();
    let open = organisation.open_dependences().into_iter();
    let open: IndexMap<String, f64> = open
        .map(|key| {
            let value = taken.get(key.as_str()).copied().unwrap_or(0.5);
            (key, value)
        })
        .collect();
    for (key, value) in &open {
        let place = stated.service_index(key).and_then(|at| builder.services.list().get_mut(at));
        if let Some(service) = place.filter(|service| service.terms.need.is_none()) {
            service.dependence = Some(*value);
        }
    }
    for need in &mut builder.needs {
        let value = open.get(&format!("{}/{}", need.consumer, need.name));
        need.dependence = value.copied().or(need.dependence);
    }
    builder.build()
}
