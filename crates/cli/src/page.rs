//! What a page shows: an assessment, and whatever else the organisation states enough for.

use std::path::Path;

use chrono::TimeDelta;
use knockon::availability::AvailabilityOptions;
use knockon::explain::ContingencyOptions;
use knockon::explain::Objective;
use knockon::organisation::PartyRef;
use knockon::outcome::{BaseOptions, CustomerBase};
use knockon::report::{
    AvailabilityDocument, ContingencyDocument, Curves, DrawsDocument, OutcomeDocument,
    PageDocument, PageModel, PageOptions, SensitivityDocument, StaffingDocument, TimelineDocument,
};
use knockon::time::TimelinePlan;
use knockon::uncertainty::Draws;
use knockon::{Explanation, Network, Organisation, PartyId, Scenario, SolveOptions};

use crate::answer::{Failure, say};
use crate::written::write_file;

/// What is asked, and what was found.
pub(crate) struct PageQuestion<'a> {
    pub(crate) organisation: &'a Organisation,
    pub(crate) explanation: &'a Explanation,
    pub(crate) scenario: &'a Scenario,
    pub(crate) solve: SolveOptions,
}

/// Above so many parties a page has no section that takes many solves of all of them.
const MOST_FOLLOWED: usize = 2_000;
/// How many departments a table of losses or curves has, and for how many customers.
const MOST_DEPARTMENTS: usize = 60;
const MOST_CUSTOMERS: usize = 40;
/// How long a timeline follows, and when in it the scenario holds.
const FOLLOWED: TimeDelta = TimeDelta::days(120);
const BEGINS: TimeDelta = TimeDelta::days(7);
const ENDS: TimeDelta = TimeDelta::days(14);
/// For how many years customers are followed.
const YEARS: f64 = 3.0;
/// How often numbers known as ranges are drawn.
const DRAWS: usize = 1_000;
/// How often for lines over time, and of how many parties at most.
const BANDS: usize = 200;
const MOST_BANDED: usize = 200;

impl PageQuestion<'_> {
    /// The page of an assessment.
    pub(crate) fn page(&self, options: &PageOptions) -> Result<PageDocument, Failure> {
        let Self { organisation, explanation, scenario, .. } = *self;
        let after = explanation.impact().after();
        let network = after.network();
        let mut page = PageDocument::new(organisation, explanation, options);
        let parties = network.department_count() + network.customer_count();
        if parties > MOST_FOLLOWED {
            return Ok(page);
        }
        if let Ok(objective) = Objective::customers(network) {
            let losses = ContingencyOptions::default()
                .max_candidates(MOST_DEPARTMENTS)
                .changes(network.customer_count() <= MOST_CUSTOMERS)
                .solve(self.solve.clone());
            let losses = network.contingency(&losses)?;
            page = page.with(&ContingencyDocument::new(organisation.name(), &losses, None))?;
            let matters = SensitivityDocument::new(organisation.name(), after, &objective)?;
            let departments = matters.departments.iter().map(|it| it.department.clone());
            let most: Vec<_> =
                departments.filter(|id| serves(organisation, id)).take(MOST_DEPARTMENTS).collect();
            page = page.with(&matters)?;
            page =
                page.with_curves(Curves::of(network, scenario, most, MOST_CUSTOMERS, &self.solve)?);
        }
        if !scenario.is_empty() && scenario.readings().len() == 0 {
            page = self.timeline(page, network)?;
        }
        if organisation.departments().any(|party| party.staffing().is_some()) {
            let before = explanation.impact().before();
            page = page.with(&StaffingDocument::new(organisation.name(), before, after)?)?;
        }
        if fails(organisation) {
            let found = network.availability(&AvailabilityOptions::default())?;
            page = page.with(&AvailabilityDocument::new(organisation.name(), &found))?;
        }
        let draws = Draws::from_stated(organisation);
        if draws.inputs().next().is_some() {
            let mut asked = Draws::new(DRAWS).percentiles([5.0, 50.0, 95.0]);
            asked = draws.inputs().cloned().fold(asked, Draws::input);
            if !scenario.is_empty() {
                asked = asked.under(scenario.clone());
            }
            page = page.with(&DrawsDocument::new(organisation.name(), network.draws(&asked)?))?;
        }
        Ok(page)
    }

    /// When the scenario is felt, if it holds for a week, and who leaves for it where money is stated.
    fn timeline(&self, page: PageDocument, network: &Network) -> Result<PageDocument, Failure> {
        let organisation = self.organisation;
        let plan = TimelinePlan::lasting(FOLLOWED)
            .during(BEGINS..ENDS, self.scenario.clone())
            .solve(self.solve.clone());
        let timeline = network.timeline(&plan)?;
        let mut document = TimelineDocument::new(organisation.name(), &timeline);
        let draws = Draws::from_stated(organisation).count(BANDS);
        if draws.inputs().next().is_some() && organisation.parties().len() <= MOST_BANDED {
            document = document.with_bands(timeline.bands(&draws)?);
        }
        let page = page.with(&document)?;
        if organisation.customers().all(|customer| customer.revenue().is_none()) {
            return Ok(page);
        }
        let base = CustomerBase::over(&timeline, &BaseOptions::years(YEARS))?;
        let what = format!("{} for a week", self.scenario.name());
        Ok(page.with(&OutcomeDocument::new(organisation, &what, &base))?)
    }
}

/// The library as a module for a browser, where this program was built with it.
#[cfg(has_module)]
const MODULE: Option<&[u8]> = Some(include_bytes!("../assets/what_if.wasm.gz"));
#[cfg(not(has_module))]
const MODULE: Option<&[u8]> = None;

/// The model that a page carries.
pub(crate) fn model(
    organisation: &Organisation,
    scenario: &Scenario,
) -> Result<PageModel, Failure> {
    let module = MODULE.ok_or(
        "this program was built without the model of a page, which `--what-if` needs: in a clone, \
         `cargo run -p xtask -- module` and then `cargo install --path crates/cli`",
    )?;
    Ok(PageModel::new(organisation, scenario, module))
}

/// Whether a department serves anybody: of one that only has parts no capability can be set.
fn serves(organisation: &Organisation, id: &PartyId) -> bool {
    organisation.party(id).is_some_and(PartyRef::is_supplier)
}

/// Whether anything states how it fails.
fn fails(organisation: &Organisation) -> bool {
    organisation.parties().any(|party| party.failure().is_some())
        || organisation.services().any(|service| service.failure().is_some())
        || !organisation.common_causes().is_empty()
}

/// Writes the page, its map, or both, and says so.
pub(crate) fn write(
    page: &PageDocument,
    html: Option<&Path>,
    svg: Option<&Path>,
) -> Result<(), Failure> {
    if let Some(path) = html {
        let text = page.to_html();
        write_file(path, text.as_bytes())?;
        let kilobytes = text.len().div_ceil(1_000);
        say(&format!("{}: {} parties, {kilobytes} kB", path.display(), page.parties.len()));
    }
    if let Some(path) = svg {
        let map =
            page.map_svg().ok_or("there is no map of more than 60 parties, or of so many lines")?;
        write_file(path, map.as_bytes())?;
    }
    Ok(())
}
