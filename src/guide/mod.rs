//! The guide: pages that begin with a question, each with an example by hand.
//!
//! The pages are Markdown files in `docs/guide` of the repository. Their links lead from file to
//! file there; `src/guide/links.md` comes first here, and leads the same links to the crate.
//!
#![doc = include_str!("links.md")]
#![doc = include_str!("../../docs/guide/README.md")]

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/model.md")]
pub mod model {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/rules.md")]
pub mod rules {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/level_or_chance.md")]
pub mod level_or_chance {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/availability.md")]
pub mod availability {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/cycles.md")]
pub mod cycles {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/people_and_requests.md")]
pub mod people_and_requests {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/time.md")]
pub mod time {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/why.md")]
pub mod why {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/priorities.md")]
pub mod priorities {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/what_it_is_worth.md")]
pub mod what_it_is_worth {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/people_over_years.md")]
pub mod people_over_years {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/where_dependences_come_from.md")]
pub mod where_dependences_come_from {}

#[cfg_attr(feature = "draws", doc = include_str!("links.md"))]
#[cfg_attr(feature = "draws", doc = include_str!("../../docs/guide/uncertain_numbers.md"))]
#[cfg_attr(not(feature = "draws"), doc = "This page is about the feature `draws`, which is off.")]
pub mod uncertain_numbers {}

#[cfg_attr(all(feature = "csv", feature = "json", feature = "petgraph"), doc = include_str!("links.md"))]
#[cfg_attr(
    all(feature = "csv", feature = "json", feature = "petgraph"),
    doc = include_str!("../../docs/guide/from_a_cmdb.md")
)]
#[cfg_attr(
    not(all(feature = "csv", feature = "json", feature = "petgraph")),
    doc = "This page is about the features `csv`, `json` and `petgraph`, which are off."
)]
pub mod from_a_cmdb {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/millions_of_customers.md")]
pub mod millions_of_customers {}

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/guide/performance.md")]
pub mod performance {}

#[cfg_attr(feature = "json", doc = include_str!("links.md"))]
#[cfg_attr(feature = "json", doc = include_str!("../../docs/guide/limits_and_security.md"))]
#[cfg_attr(not(feature = "json"), doc = "This page is about the feature `json`, which is off.")]
pub mod limits_and_security {}
