//! Inputs that are drawn together.

use super::input::Input;

/// Inputs that share one uniform number.
#[derive(Debug, Clone)]
pub(super) struct InputGroup {
    pub(super) name: String,
    pub(super) inputs: Vec<Input>,
}

impl InputGroup {
    /// Whether anything of it varies.
    pub(super) fn varies(&self) -> bool {
        self.inputs.iter().any(|input| !input.distribution.is_fixed())
    }
}
