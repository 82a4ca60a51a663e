//! An assessment and its impact as one document.

use indexmap::IndexMap;
use serde::Serialize;

use crate::chain::Chain;
use crate::explain::{
    ChainShare, Contribution, Contributions, Explanation, Objective, Restoration, Split,
    SplitCustomer,
};
use crate::id::{PartyId, ServiceId};
use crate::network::Network;
use crate::quality::{Assessment, Felt, Impact, PartyQuality, Proof, Remark, Status, Uniqueness};
use crate::unit::{Population, Quality};

/// What external customers feel of a change, with the states it was worked out from.
///
/// # Examples
///
/// ```
/// use knockon::report::AssessmentDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("crew"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let after = network.solve(&Scenario::new("half a crew").capability("crew", 0.5))?;
/// let impact = after.compared_with(&network.baseline())?;
/// let document = AssessmentDocument::new("Ferry", &impact).explained(&impact.explain(), 5);
/// let passengers = &document.impact[0];
/// assert_eq!(passengers.change, -0.5);
/// assert_eq!(passengers.contributions[0].source, "crew");
/// assert_eq!(passengers.chains[0].parties, ["crew", "passengers"]);
/// assert_eq!(passengers.covered, Some(1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AssessmentDocument {
    /// Always `knockon/assessment`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// What it is assessed under; empty for what is stated.
    pub scenario: String,
    /// The worse of the two solves'.
    pub status: Status,
    /// What proves both states: the worse of the two.
    pub proof: Proof,
    /// The worse of the two solves'.
    pub uniqueness: Uniqueness,
    /// The larger of the two solves'.
    pub iterations: u32,
    /// The larger of the two solves'.
    pub residual: f64,
    /// What the state before is: `baseline`, or the name of the scenario it was solved under, such
    /// as `ideal`.
    pub compared_with: String,
    /// What is worth knowing of the later organisation whatever is asked.
    pub remarks: Vec<Remark>,
    /// Every party after, departments first, as stated.
    pub parties: Vec<PartyLine>,
    /// Every party's quality before.
    pub baseline: IndexMap<PartyId, Quality>,
    /// Every party's quality after.
    pub quality: IndexMap<PartyId, Quality>,
    /// Every party's quality in the lower state after, where it was asked for.
    pub lower: Option<IndexMap<PartyId, Quality>>,
    /// Every external customer, worst first.
    pub impact: Vec<CustomerLine>,
    /// Every segment of external customers, worst first, where an exposure was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Vec<SegmentLine>>,
    /// Every department, worst first; only where there is no external customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departments: Option<Vec<DepartmentLine>>,
    /// What to restore first, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restoration: Option<Restoration>,
}

/// Who a party is, and what proves its quality.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PartyLine {
    /// The party.
    pub id: PartyId,
    /// What it is called.
    pub name: String,
    /// How many it stands for; only of an external customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population>,
    /// What proves its quality after; only where the verdict is another than that of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// What one external customer feels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomerLine {
    /// The customer.
    pub customer: PartyId,
    /// The quality before.
    pub baseline: Quality,
    /// The quality after.
    pub quality: Quality,
    /// Quality after minus quality before.
    pub change: f64,
    /// Whose share of the change it is.
    pub contributions: Vec<ContributionLine>,
    /// How the change could be split; `None` where it is not worked out.
    pub split: Option<Split>,
    /// Where the random orders started, where shares were sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Through which chains it came, strongest first.
    pub chains: Vec<ChainLine>,
    /// The share of the change that the listed chains carry; `None` where it is not worked out or
    /// nothing changed.
    pub covered: Option<f64>,
}

/// What one segment of external customers feels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SegmentLine {
    /// The segment.
    pub segment: String,
    /// How many people or organisations it stands for.
    pub population: Population,
    /// The mean quality before.
    pub baseline: Quality,
    /// The mean quality after.
    pub quality: Quality,
    /// Quality after minus quality before.
    pub change: f64,
    /// Whose share of the change it is.
    pub contributions: Vec<ContributionLine>,
    /// How the change could be split; `None` where it is not worked out.
    pub split: Option<Split>,
    /// Where the random orders started, where shares were sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Through which chains it came, up to a department that serves the segment, strongest first.
    pub chains: Vec<ChainLine>,
    /// The share of the change that the listed chains carry; `None` where it is not worked out or
    /// nothing changed.
    pub covered: Option<f64>,
}

/// One source's share of a customer's change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ContributionLine {
    /// The department or service.
    pub source: String,
    /// What of it changed, such as `capability`.
    pub kind: String,
    /// Its part of the change.
    pub change: f64,
    /// The standard error of `change`, where it was sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
}

/// One chain's share of a customer's change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChainLine {
    /// The parties, source first.
    pub parties: Vec<PartyId>,
    /// The services between them.
    pub services: Vec<ServiceId>,
    /// The part of the change that came along it, where it is worked out.
    pub change: Option<f64>,
    /// That part over the whole change.
    pub share: Option<f64>,
}

/// How one department's delivered quality changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DepartmentLine {
    /// The department.
    pub department: PartyId,
    /// The quality before.
    pub baseline: Quality,
    /// The quality after.
    pub quality: Quality,
    /// Quality after minus quality before.
    pub change: f64,
}

impl AssessmentDocument {
    /// Writes down an impact, and what is remarked on of the later organisation.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties, and [`Network::remarks`].
    pub fn new(organisation: impl Into<String>, impact: &Impact) -> Self {
        let after = impact.after();
        let lower = || after.parties().filter_map(|party| Some((party.id(), party.lower()?)));
        let has_customers = impact.customers().len() > 0;
        let proof = impact.proof();
        Self {
            format: "knockon/assessment",
            version: 1,
            organisation: organisation.into(),
            scenario: after.scenario().to_owned(),
            status: impact.status(),
            proof,
            uniqueness: impact.uniqueness(),
            iterations: impact.iterations(),
            residual: impact.residual(),
            compared_with: match impact.before().scenario() {
                "" => "baseline".to_owned(),
                scenario => scenario.to_owned(),
            },
            remarks: after.network().remarks(),
            parties: after.parties().map(|party| party_line(party, proof)).collect(),
            baseline: qualities(impact.before()),
            quality: qualities(after),
            lower: after.has_lower().then(|| lower().collect()),
            impact: impact.customers().map(|felt| customer_line(&felt)).collect(),
            segments: None,
            departments: (!has_customers)
                .then(|| impact.departments().map(|felt| department_line(&felt)).collect()),
            restoration: None,
        }
    }

    /// Says what to restore first.
    #[must_use]
    pub fn with_restoration(self, restoration: Restoration) -> Self {
        Self { restoration: Some(restoration), ..self }
    }

    /// Keeps some parties alone.
    #[cfg(feature = "html")]
    pub(super) fn retain(&mut self, keep: impl Fn(&PartyId) -> bool) {
        self.parties.retain(|line| keep(&line.id));
        self.baseline.retain(|id, _| keep(id));
        self.quality.retain(|id, _| keep(id));
        if let Some(lower) = &mut self.lower {
            lower.retain(|id, _| keep(id));
        }
        self.impact.retain(|line| keep(&line.customer));
        if let Some(departments) = &mut self.departments {
            departments.retain(|line| keep(&line.department));
        }
    }

    /// Says of every customer listed whose share of the change it is, and lists up to `max_chains`
    /// chains it came through.
    ///
    /// Where the change cannot be [followed](Split::is_followed) along services, chains are listed by
    /// dependence and have no share.
    ///
    /// # Complexity
    ///
    /// Three upstream passes and one search per customer, or of 32 and more for up to 64 sources one
    /// downstream pass for each of these, and for each customer no more than its services; solves
    /// where a change
    /// [takes some](Explanation::contributions).
    #[must_use]
    pub fn explained(self, explanation: &Explanation, max_chains: usize) -> Self {
        self.explained_first(explanation, max_chains, usize::MAX)
    }

    /// Says of the first customers whose share it is, and through which chains.
    pub(super) fn explained_first(
        mut self,
        explanation: &Explanation,
        max_chains: usize,
        customers: usize,
    ) -> Self {
        let network = explanation.impact().after().network();
        let mut downstream = (self.impact.len().min(customers) >= MANY)
            .then(|| explanation.downstream(max_chains))
            .flatten();
        for line in self.impact.iter_mut().take(customers) {
            let customer = network.layout().find(line.customer.as_str());
            let found = downstream.as_mut().zip(customer).and_then(|(all, it)| all.of(it));
            if let Some(SplitCustomer { contributions, chains, covered }) = found {
                line.contribute(&contributions);
                line.chains = chains.iter().map(chain_line).collect();
                line.covered = covered.map(|covered| covered + 0.0);
                continue;
            }
            line.explain(explanation, max_chains);
        }
        self
    }
}

impl CustomerLine {
    /// What one external customer feels, whose share of it it is, and up to `max_chains` chains it came
    /// through; `None` where the network has no such customer.
    ///
    /// # Complexity
    ///
    /// Those of [`Explanation::contributions`] and [`Explanation::chains`].
    pub fn of(explanation: &Explanation, customer: &str, max_chains: usize) -> Option<Self> {
        let impact = explanation.impact();
        impact.after().party(customer).filter(|party| !party.is_department())?;
        let mut line = customer_line(&impact.of(customer)?);
        line.explain(explanation, max_chains);
        Some(line)
    }

    fn explain(&mut self, explanation: &Explanation, max_chains: usize) {
        let network = explanation.impact().after().network();
        let Ok(objective) = Objective::party(network, self.customer.as_str()) else { return };
        let Some(found) = SplitLine::of(explanation, &objective, max_chains) else { return };
        let SplitLine { split, seed, contributions, chains, covered } = found;
        (self.split, self.seed, self.contributions) = (Some(split), seed, contributions);
        (self.chains, self.covered) = match chains {
            Some(chains) => (chains, covered),
            None => (likely_chains(network, self, max_chains), covered),
        };
    }

    /// Says whose share it is.
    fn contribute(&mut self, found: &Contributions) {
        self.split = Some(found.split);
        self.seed = found.seed;
        self.contributions = contribution_lines(found);
    }
}

/// How a change is split, as lines.
pub(super) struct SplitLine {
    pub(super) split: Split,
    pub(super) seed: Option<u64>,
    pub(super) contributions: Vec<ContributionLine>,
    /// `None` where no chain has a share.
    pub(super) chains: Option<Vec<ChainLine>>,
    pub(super) covered: Option<f64>,
}

impl SplitLine {
    /// Splits the change of an objective; `None` where it is of another network.
    pub(super) fn of(
        explanation: &Explanation,
        objective: &Objective,
        max_chains: usize,
    ) -> Option<Self> {
        let found = explanation.contributions(objective).ok()?;
        let mut chains = explanation.chains(objective).ok()?;
        let listed: Vec<ChainLine> =
            chains.by_ref().take(max_chains).map(|share| chain_line(&share)).collect();
        Some(Self {
            split: found.split,
            seed: found.seed,
            contributions: contribution_lines(&found),
            // An empty sum is -0.
            covered: chains.covered().map(|covered| covered + 0.0),
            chains: chains.unsplit().is_none().then_some(listed),
        })
    }
}

fn contribution_lines(found: &Contributions) -> Vec<ContributionLine> {
    let shares = found.contributions.iter().filter(|share| share.change != 0.0);
    shares.map(contribution_line).collect()
}

/// From so many customers on, what can be worked out for all of them together is.
const MANY: usize = 32;

pub(super) fn contribution_line(contribution: &Contribution) -> ContributionLine {
    ContributionLine {
        source: contribution.source.id().to_owned(),
        kind: contribution.source.kind().to_owned(),
        change: contribution.change,
        standard_error: (contribution.standard_error > 0.0).then_some(contribution.standard_error),
    }
}

fn chain_line(share: &ChainShare) -> ChainLine {
    ChainLine {
        parties: share.chain.parties().to_vec(),
        services: share.chain.services().to_vec(),
        change: Some(share.change),
        share: Some(share.share),
    }
}

/// The strongest chains from departments whose capability changed, where no chain has a share.
fn likely_chains(network: &Network, line: &CustomerLine, max_chains: usize) -> Vec<ChainLine> {
    let sources = line.contributions.iter().map(|share| share.source.as_str());
    let to_customer = network.chains().to(line.customer.as_str());
    let from_sources = sources.fold(to_customer, |query, source| {
        query.and_then(|query| query.clone().from(source).or(Ok(query)))
    });
    let Ok(query) = from_sources else { return Vec::new() };
    let line = |chain: Chain| ChainLine {
        parties: chain.parties().to_vec(),
        services: chain.services().to_vec(),
        change: None,
        share: None,
    };
    query.strongest().take(max_chains).map(line).collect()
}

fn party_line(party: PartyQuality<'_>, of_all: Proof) -> PartyLine {
    let proof = party.proof();
    let differs = std::mem::discriminant(&proof) != std::mem::discriminant(&of_all);
    PartyLine {
        id: party.id(),
        name: party.name().into_owned(),
        population: (!party.is_department()).then(|| party.population()),
        proof: differs.then_some(proof),
    }
}

fn qualities(assessment: &Assessment) -> IndexMap<PartyId, Quality> {
    assessment.parties().map(|party| (party.id(), party.quality())).collect()
}

fn customer_line(felt: &Felt<'_>) -> CustomerLine {
    CustomerLine {
        customer: felt.id(),
        baseline: felt.baseline(),
        quality: felt.quality(),
        change: felt.change(),
        contributions: Vec::new(),
        split: None,
        seed: None,
        chains: Vec::new(),
        covered: None,
    }
}

fn department_line(felt: &Felt<'_>) -> DepartmentLine {
    DepartmentLine {
        department: felt.id(),
        baseline: felt.baseline(),
        quality: felt.quality(),
        change: felt.change(),
    }
}
