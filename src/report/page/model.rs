//! The model that a page carries, so that its sliders solve.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::organisation::{Organisation, Scenario};

/// An organisation, a scenario, and the library itself as a module that solves them in a browser.
#[derive(Debug, Clone, PartialEq)]
pub struct PageModel {
    pub(super) contents: String,
    pub(super) module: String,
}

/// What the module reads.
#[derive(Serialize)]
struct Contents<'a> {
    organisation: &'a Organisation,
    scenario: &'a Scenario,
}

impl PageModel {
    /// Packs what is assessed with the module that `crates/wasm` builds, compressed with gzip. It solves
    /// with the default [`SolveOptions`](crate::SolveOptions).
    ///
    /// # Complexity
    ///
    /// Time and memory linear in the organisation and the module.
    pub fn new(organisation: &Organisation, scenario: &Scenario, module: &[u8]) -> Self {
        let contents = Contents { organisation, scenario };
        Self {
            contents: serde_json::to_string(&contents).unwrap_or_default(),
            module: STANDARD.encode(module),
        }
    }
}
