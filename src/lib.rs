//! Follow a service problem from the department where it starts to the customers who feel it.
//!
//! `knockon` models an organisation as a graph of departments, each an internal customer of
//! others, and of external customers. Quality flows downstream along services:
//!
//! ```text
//!                  quality flows downstream  ----------------------->
//!    Maintenance --> IT --> HR --> Operations --> Support --> external customers
//! ```
//!
//! State the organisation, compile it once, and ask what happens when something changes:
//!
//! ```
//! use chrono::TimeDelta;
//! use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
//!
//! let organisation = Organisation::builder("Harbour & Vine")
//!     .department(Department::new("it").named("IT"))
//!     .department(Department::new("hr").named("Human resources"))
//!     .department(Department::new("ops").named("Operations"))
//!     .customer(ExternalCustomer::person("shoppers").population(120_000.0))
//!     .service(Service::new("it-hr", "it", "hr").dependence(0.6).lag(TimeDelta::days(3)))
//!     .service(Service::new("hr-ops", "hr", "ops").dependence(0.4))
//!     .service(Service::new("ops-shoppers", "ops", "shoppers").dependence(0.9))
//!     .build()?; // reports every problem at once
//! let network = organisation.compile()?;
//! let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5))?;
//! let impact = after.compared_with(&network.baseline())?;
//! for felt in impact.customers() {
//!     println!("{}: {} -> {}", felt.name(), felt.baseline(), felt.quality()); // worst first
//! }
//! for chain in network.chains().from("it")?.to_customers().strongest().take(3) {
//!     println!("{chain}"); // IT -> Human resources -> Operations -> shoppers
//! }
//! // 1 - 0.9 * 0.4 * 0.6 * 0.5
//! assert!((after.quality("shoppers").unwrap().get() - 0.892).abs() < 1e-15);
//! assert!(after.verify() < 1e-12);
//! # Ok::<(), knockon::Error>(())
//! ```
//!
//! # The guide
//!
//! The [guide] answers the questions that people ask, each by an example worked out by hand:
//! [the model](guide::model) with every equation and a glossary, [rules](guide::rules),
//! [level or chance](guide::level_or_chance), [availability](guide::availability),
//! [cycles](guide::cycles),
//! [people and requests](guide::people_and_requests), [time](guide::time), [why](guide::why),
//! [priorities](guide::priorities), [what it is worth](guide::what_it_is_worth),
//! [people over years](guide::people_over_years),
//! [where dependences come from](guide::where_dependences_come_from),
//! [uncertain numbers](guide::uncertain_numbers),
//! [from a CMDB or a service map](guide::from_a_cmdb),
//! [millions of customers](guide::millions_of_customers), [performance](guide::performance),
//! [limits and security](guide::limits_and_security).
//!
//! # The main types
//!
//! | type | what it is |
//! | --- | --- |
//! | [`Organisation`] | everything stated: departments, customers, services, needs, rules; immutable |
//! | [`Scenario`] | values that replace stated ones: a what-if |
//! | [`Network`] | the organisation compiled: dense, shared between threads, never changed |
//! | [`Assessment`] | the solved state under a scenario, with status, residual and uniqueness |
//! | [`Batch`] | many scenarios side by side, and what is kept of each |
//! | [`Impact`] | the difference between two assessments, for every customer and department |
//! | [`Live`] | the state kept up to date, change by change, at the cost of what is affected |
//! | [`Explanation`] | why: contributions and chains that add up to the change |
//! | [`Objective`] | whose quality is asked about: one party's, or a weighted group's |
//!
//! [`Organisation::compile`] makes the second form from the first; [`Network::solve`] an assessment
//! from network and scenario; [`Assessment::compared_with`] an impact from two assessments;
//! [`Impact::explain`] an explanation. Each owns all it needs and is `Send + Sync`.
//!
//! # The questions
//!
//! | question | module |
//! | --- | --- |
//! | Who depends on whom, through which chains? | [`chain`] |
//! | What do external customers feel if this changes? | [`quality`] |
//! | Why? Whose share is it? What matters most? Whose loss would hurt most? | [`explain`] |
//! | What is an answer worth whose numbers nobody knows for certain? | `uncertainty` |
//! | Who is overloaded, and what does that do? Where does the next agent help most? | [`quality`], [`demand`] |
//! | How long do requests wait, and how many agents does a target take? | [`queue`] |
//! | What do segments of millions of customers feel, of whom nobody is in memory? | [`exposure`] |
//! | How likely is it good enough, given what fails how often? | [`mod@availability`] |
//! | Which actions first, within a budget? Who leaves, and what does that cost? | [`outcome`] |
//! | What do tickets, surveys, feedback and indicators say of an organisation? | `evidence` |
//! | When is it felt, and for how long? What did customers get, over a history of readings? | [`time`] |
//!
//! # What an answer is
//!
//! Departments may depend on each other in cycles. The answer is the best state consistent with
//! every rule (the greatest fixpoint), and an assessment says whether it is the only one; see
//! [cycles](guide::cycles). How losses meet in a department is its [`Rule`]; how a provider's quality is felt a
//! [`Transfer`]; how several services meet one need a [`Substitution`].
//!
//! A department may state its people and who asks them for how much ([`Staffing`], [`Effort`]):
//! then its capability follows from its load, requests flow upstream while quality flows
//! downstream, and the answer is the best state of both; [`Assessment::workload`] says what
//! everybody has to do.
//!
//! All of this is at rest. In [`time`] the same rules are followed through lags, through the time
//! parties take to get worse and better, and through backlogs that are worked off; where the input
//! is steady and the answer is the only one, that is where a timeline ends.
//!
//! Organisations and impacts can be drawn, as DOT and Mermaid diagrams: [`io::dot`],
//! [`io::mermaid`].
//!
//! # Errors
//!
//! Each module says by an error of its own what it refuses; all of them convert into [`Error`]:
//!
//! ```
//! use knockon::{Columns, Network, Objective, Scenario};
//!
//! fn main() -> Result<(), knockon::Error> {
//!     let network = Network::from_columns(&Columns::new(1, 1)?
//!         .provider(&[0])
//!         .consumer(&[1])
//!         .dependence(&[0.8]))?;
//!     let half = network.solve(&Scenario::new("half").capability("d0", 0.5))?;
//!     let everyone = Objective::customers(&network)?;
//!     assert!((everyone.value(half.converged()?)? - 0.6).abs() < 1e-15);
//!     Ok(())
//! }
//! ```
//!
//! [`Error::kind`] says what a program may do about it, [`Error::id`] which id is at fault. A
//! statement that is refused lists every problem it has, see [`Invalid`]. Stopping is not
//! failing: a solve that runs out of sweeps returns what it has, with its [`Status`].
//!
//! # Serde
//!
//! What is stated (organisations and their parts, scenarios, rules, ids, plans of timelines)
//! implements `Serialize` and `Deserialize`, whatever features are on: an [`Organisation`]
//! serialises as the document that [`io`] reads and writes. `Deserialize` is for one's own data, in
//! any format that describes itself; files of strangers are read by [`io`], within limits. Results
//! implement `Serialize`, with qualities 0..=1 and units in the names of fields.
//!
//! ```
//! use knockon::{Quality, Rule};
//!
//! let rule: Rule = serde_json::from_str("\"weakest\"")?;
//! assert_eq!(rule, Rule::WEAKEST);
//! assert_eq!(serde_json::to_string(&Quality::FULL)?, "1.0");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # What this crate does not do
//!
//! It takes no readings of its own and watches nothing: it works on those that a program states or
//! reads from a file. It has no clock and no network, and no thread but those of the feature
//! `parallel`. It does not guess dependences. It does not make plans of work,
//! and its numbers are as good as what is stated.
//!
//! # Features
//!
//! | feature | default | Rust | what it adds |
//! | --- | --- | --- | --- |
//! | `json` | yes | 1.88 | organisations, scenarios, plans, histories and actions as JSON documents ([`io`]) |
//! | `csv` | yes | 1.88 | organisations as two tables, of parties and of services; scenarios and histories as one |
//! | `text` | yes | 1.88 | answers in words and tables ([`report`]) |
//! | `petgraph` | yes | 1.88 | graphs of petgraph, from and to |
//! | `parallel` | no | 1.88 | large populations and batches on several threads; the same results, bit for bit |
//! | `draws` | no | 1.88 | numbers known as distributions, drawn many times: the module `uncertainty` |
//! | `availability` | no | 1.88 | decision diagrams, for chances exact to hundreds of events |
//! | `evidence` | no | 1.88 | conditions, rates and dependences from tickets, surveys, feedback, indicators and judgements; turns on `csv` and `draws` |
//! | `import` | no | 1.88 | the files of other programs, through records and a mapping: the module `io::import`; turns on `json` and `csv` |
//! | `graphml` | no | 1.88 | GraphML, read and written, and exchange files of ArchiMate; turns on `import` |
//! | `excel` | no | 1.88 | workbooks of Excel as tables, and results as a workbook; turns on `import` |
//! | `html` | no | 1.95 | one page as an HTML file, and its map as SVG ([`report`]); turns on `json` and `text` |
//! | `sql` | no | 1.88 | queries for customers that live in a warehouse, as text: the module `io::sql` |
//! | `schema` | no | 1.88 | JSON Schemas of documents, for editors; turns on `import` |
//! | `tracing` | no | 1.88 | spans `compile`, `solve` and `batch`, at level debug, for whoever subscribes to them |
//! | `yaml` | no | 1.89 | the documents of `json` as YAML, read and written |
//!
//! # Size and speed
//!
//! Millions of external customers are solved in milliseconds per million; the page `performance`
//! says how the layout works, what was measured, and how cost grows.
//!
//! # The same again
//!
//! The same input gives the same bits on one machine and build, whatever the number of threads, and
//! whether solved alone, in a [`Batch`] or [`Live`]. Between platforms, compilers and versions of
//! the system's mathematics the last bits of `exp`, `ln` and `powf` may differ, and with them those
//! of qualities. Ids are hashed with seeds that are random; no result depends on them, and no more
//! is promised of the hash than its authors do: it is not made to withstand those who can watch how
//! long it takes.
//!
//! # Layers
//!
//! Folders are layers, and a file imports only from its own folder and from those before it:
//! [`mod@unit`] and [`id`], [`organisation`] (what is stated), [`network`] (the compiled form; it alone knows petgraph),
//! [`queue`] (waiting lines), [`quality`] (the state of quality and demand), [`exposure`] (segments
//! of customers of any size), [`chain`],
//! [`explain`], `uncertainty` (draws), [`demand`] (what more people would change), [`time`],
//! [`mod@availability`] (chances), `evidence` (what files say of it), [`outcome`] (what to do about
//! it), [`io`], [`report`]; last comes the [`Error`] of all.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr
)]

pub mod availability;
pub mod chain;
pub mod demand;
mod error;
#[cfg(feature = "evidence")]
pub mod evidence;
pub mod explain;
pub mod exposure;
#[cfg(doc)]
pub mod guide;
pub mod id;
pub mod io;
pub mod network;
mod numerics;
pub mod organisation;
pub mod outcome;
#[cfg(doc)]
#[doc = include_str!("../docs/performance.md")]
pub mod performance {}
pub mod progress;
pub mod quality;
pub mod queue;
pub mod report;
mod rule;
pub mod time;
mod trace;
#[cfg(feature = "draws")]
pub mod uncertainty;
pub mod unit;

/// The library of dates and durations whose types stand in this interface.
pub use chrono;

pub use chain::Chain;
pub use error::{Error, ErrorKind};
pub use explain::{Explanation, Sensitivity};
pub use id::{PartyId, ServiceId, UnknownId};
pub use network::{Columns, Network};
pub use organisation::{
    Aggregation, Criticality, CustomerKind, Department, Effort, ExternalCustomer, Invalid, Need,
    Organisation, OrganisationBuilder, Rule, Scenario, Service, ServiceLevel, Staffing,
    Substitution, Transfer, Weighting,
};
pub use progress::{OnProgress, Progress};
pub use quality::{
    Assessment, Batch, BatchOutcome, Felt, Impact, Live, Objective, Proof, Resolved, SolveOptions,
    Status, Uniqueness, Workload, Workspace,
};
pub use unit::{Agents, Ceiling, Dependence, OutOfRange, Population, Quality, Rate, Weight};

/// The programs of the README, compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
