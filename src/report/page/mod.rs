//! A page for people: one HTML file with everything in it, which asks nothing of a network.
//!
//! ```text
//! organisation ─┐
//! explanation ──┼─> PageDocument ──> to_html()      shell + style + script + the document as JSON
//! documents ────┘        │
//!                        └─────────> map_svg()      the map alone
//! ```
//!
//! What the page shows is the [document](PageDocument), so that programs can read it out of the page:
//! it is the content of the element `document`. Where parties lie on the map is worked out here; the
//! script only draws.

mod curves;
mod groups;
mod html;
mod layout;
mod map;
mod model;
mod svg;
mod timeline_points;

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;
use serde_json::Value;

use crate::explain::{Explanation, Objective, Source};
use crate::id::PartyId;
use crate::organisation::{Organisation, PartyRef};
use crate::quality::{Felt, Impact};
use crate::report::AssessmentDocument;
use crate::unit::Population;

pub use curves::{Curve, Curves};
pub use groups::{GroupLine, Groups};
pub use layout::{MapLayout, PlacedParty, Route};
pub use model::PageModel;

/// How much a page holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct PageOptions {
    /// Up to how many parties are in the page, those that lose most; 10,000 unless set.
    pub max_parties: usize,
    /// Up to how many chains are listed for a customer; 8 unless set.
    pub max_chains: usize,
}

impl Default for PageOptions {
    fn default() -> Self {
        Self { max_parties: 10_000, max_chains: 8 }
    }
}

impl PageOptions {
    /// Sets up to how many parties are in the page.
    pub fn max_parties(mut self, max_parties: usize) -> Self {
        self.max_parties = max_parties;
        self
    }

    /// Sets up to how many chains are listed for a customer.
    pub fn max_chains(mut self, max_chains: usize) -> Self {
        self.max_chains = max_chains;
        self
    }
}

/// Why a document cannot be shown on a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// It does not say what it is, or is something else.
    #[error(
        "its format is {}, where one of {} is needed",
        .format.as_ref().map_or_else(|| "not stated".to_owned(), |it| format!("`{it}`")),
        SECTIONS.map(|(format, _)| format).join(", ")
    )]
    Format {
        /// What it says it is.
        format: Option<String>,
    },
    /// It is about another organisation.
    #[error("it is about `{found}`, where the page is about `{expected}`")]
    Organisation {
        /// Whom it is about.
        found: String,
        /// Whom the page is about.
        expected: String,
    },
}

/// Documents that have a section, and what it is called.
const SECTIONS: [(&str, &str); 9] = [
    ("knockon/contingency", "contingency"),
    ("knockon/sensitivity", "sensitivity"),
    ("knockon/timeline", "timeline"),
    ("knockon/staffing", "staffing"),
    ("knockon/outcome", "outcome"),
    ("knockon/choice", "priorities"),
    ("knockon/availability", "availability"),
    ("knockon/fit", "fit"),
    ("knockon/draws", "draws"),
];

/// Of how many customers a page tells whose share it is, and through which chains.
const MOST_EXPLAINED: usize = 200;

/// Everything that a page shows.
///
/// # Examples
///
/// ```
/// use knockon::io::sample;
/// use knockon::report::{PageDocument, PageOptions};
/// use knockon::Scenario;
///
/// let organisation = sample();
/// let network = organisation.compile()?;
/// let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
/// let impact = after.compared_with(&network.baseline())?;
/// let page = PageDocument::new(&organisation, &impact.explain(), &PageOptions::default());
/// assert_eq!(page.title, "Harbour & Vine: IT at half");
/// assert!(page.map.is_some());
/// let html = page.to_html();
/// assert!(html.starts_with("<!DOCTYPE html>") && html.contains("Content-Security-Policy"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PageDocument {
    /// Always `knockon/page`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the page is called.
    pub title: String,
    /// What the organisation is called.
    pub organisation: String,
    /// The parties of the page, departments first, as stated.
    pub parties: Vec<PageParty>,
    /// How many parties are not in the page.
    pub left_out: usize,
    /// Of the parties of the page, what an assessment says.
    pub assessment: AssessmentDocument,
    /// All in a few figures; `None` where there is no external customer.
    pub headline: Option<Headline>,
    /// Where the change goes; `None` above 60 parties.
    pub map: Option<MapLayout>,
    /// Where it comes from for each customer that loses most; only where there is no map of all.
    pub chain_maps: IndexMap<PartyId, MapLayout>,
    /// Provider and consumer as places in `parties`, and the part of the change that passes between
    /// them; only where there is no map of all.
    pub pairs: Vec<(usize, usize, f64)>,
    /// How many departments of each group lose how much.
    pub groups: Option<Groups>,
    /// What customers feel of each department at other capabilities.
    pub curves: Option<Curves>,
    /// Further documents, by section.
    #[serde(flatten)]
    sections: IndexMap<&'static str, Value>,
    /// Beside the document in the page, where there is one.
    #[serde(skip)]
    model: Option<PageModel>,
}

/// A party of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PageParty {
    /// The party.
    pub id: PartyId,
    /// What it is called.
    pub name: String,
    /// `department` or `customer`.
    pub kind: &'static str,
    /// How many it stands for; only of an external customer.
    pub population: Option<Population>,
    /// Which of the groups it belongs to, as a place in them; `None` where its group is not listed.
    pub group: Option<usize>,
    /// Whether something of it was set to another value.
    pub is_source: bool,
}

/// A change in a few figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Headline {
    /// Whose quality it is.
    pub objective: String,
    /// Before.
    pub baseline: f64,
    /// After.
    pub quality: f64,
    /// Quality after minus quality before.
    pub change: f64,
    /// The external customer who loses most; `None` where nobody loses anything.
    pub worst: Option<WorstCustomer>,
    /// How many departments are worse.
    pub departments_worse: usize,
    /// How many departments there are.
    pub departments: usize,
    /// How many external customers are worse.
    pub customers_worse: usize,
    /// How many external customers there are.
    pub customers: usize,
}

/// Who loses most.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WorstCustomer {
    /// The customer.
    pub party: PartyId,
    /// Quality after minus quality before.
    pub change: f64,
}

impl PageDocument {
    /// Writes down what an assessment says, and where it lies on a map. The organisation is that after
    /// the change.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and services of the page; for up to 200 customers those of
    /// [`AssessmentDocument::explained`], and layouts of at most 2,000 boxes and bends each.
    pub fn new(
        organisation: &Organisation,
        explanation: &Explanation,
        options: &PageOptions,
    ) -> Self {
        let impact = explanation.impact();
        let scenario = impact.after().scenario();
        let objective = Objective::customers(impact.after().network()).ok();
        let kept = kept(organisation, impact, options.max_parties);
        let mut assessment = AssessmentDocument::new(organisation.name(), impact);
        let left_out = assessment.parties.len() - kept.len();
        assessment.retain(|id| kept.contains(id));
        let groups = Groups::of(organisation, impact);
        let sources = explanation.sources();
        let sources: IndexSet<&str> = sources.iter().map(Source::id).collect();
        let parties = kept.iter().filter_map(|id| organisation.party(id)).map(|party| PageParty {
            id: party.id().clone(),
            name: party.name().to_owned(),
            kind: if party.is_department() { "department" } else { "customer" },
            population: party.population(),
            group: groups.as_ref().and_then(|groups| groups.place(party)),
            is_source: sources.contains(party.id().as_str()),
        });
        let map::Maps { whole, of_customers, pairs } =
            map::Maps::of(organisation, explanation, objective.as_ref(), &kept, MOST_EXPLAINED);
        Self {
            format: "knockon/page",
            version: 1,
            title: match scenario {
                "" => organisation.name().to_owned(),
                scenario => format!("{}: {scenario}", organisation.name()),
            },
            organisation: organisation.name().to_owned(),
            parties: parties.collect(),
            left_out,
            assessment: assessment.explained_first(explanation, options.max_chains, MOST_EXPLAINED),
            headline: objective.and_then(|objective| Headline::of(&objective, impact)),
            map: whole,
            chain_maps: of_customers,
            pairs,
            groups,
            curves: None,
            sections: IndexMap::new(),
            model: None,
        }
    }

    /// Says what customers feel of each department at other capabilities, for sliders.
    #[must_use]
    pub fn with_curves(mut self, curves: Curves) -> Self {
        self.curves = Some(curves);
        self
    }

    /// Carries the model itself, so that every department has a slider and several move at a time. The
    /// page then allows itself to run WebAssembly, and grows by the module and the organisation.
    #[must_use]
    pub fn with_model(mut self, model: PageModel) -> Self {
        self.model = Some(model);
        self
    }

    /// Adds another document about the same organisation, as [`report`](crate::report) writes it, or
    /// as it was read from what the command line printed.
    ///
    /// # Errors
    ///
    /// [`PageError`] where it says of itself that it is something else, or about somebody else.
    pub fn with(mut self, document: &impl Serialize) -> Result<Self, PageError> {
        let mut document = serde_json::to_value(document).unwrap_or_default();
        let stated = |member: &str| document.get(member).and_then(Value::as_str);
        let format = stated("format");
        let section = SECTIONS.iter().find(|(known, _)| Some(*known) == format);
        let Some(&(_, section)) = section else {
            return Err(PageError::Format { format: format.map(str::to_owned) });
        };
        if let Some(found) = stated("organisation").filter(|found| *found != self.organisation) {
            let expected = self.organisation;
            return Err(PageError::Organisation { found: found.to_owned(), expected });
        }
        if section == "timeline" {
            timeline_points::thin(&mut document);
        }
        self.sections.insert(section, document);
        Ok(self)
    }
}

impl Headline {
    fn of(objective: &Objective, impact: &Impact) -> Option<Self> {
        let baseline = objective.value(impact.before()).ok()?;
        let quality = objective.value(impact.after()).ok()?;
        let is_worse = |felt: &Felt<'_>| felt.change() < 0.0;
        let worst = impact.customers().next().filter(is_worse);
        Some(Self {
            objective: objective.name().to_owned(),
            baseline,
            quality,
            change: quality - baseline,
            worst: worst.map(|felt| WorstCustomer { party: felt.id(), change: felt.change() }),
            departments_worse: impact.departments().filter(is_worse).count(),
            departments: impact.departments().len(),
            customers_worse: impact.customers().filter(is_worse).count(),
            customers: impact.customers().len(),
        })
    }
}

/// The parties of the page, as stated: those that lose most where there are too many.
fn kept(organisation: &Organisation, impact: &Impact, most: usize) -> IndexSet<PartyId> {
    let change = |party: PartyRef<'_>| impact.of(party.id()).map_or(0.0, |felt| felt.change());
    let mut chosen: Vec<(usize, f64)> = organisation.parties().map(change).enumerate().collect();
    if chosen.len() > most {
        chosen.sort_by(|(_, one), (_, two)| one.total_cmp(two));
        chosen.truncate(most);
        chosen.sort_unstable_by_key(|&(place, _)| place);
    }
    let ids: Vec<&PartyId> = organisation.parties().map(PartyRef::id).collect();
    chosen.into_iter().filter_map(|(place, _)| ids.get(place).copied().cloned()).collect()
}
