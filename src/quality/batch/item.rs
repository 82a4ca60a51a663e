//! What a batch takes: scenarios, or resolved ones.

use crate::organisation::Scenario;
use crate::quality::resolved::Resolved;

/// A scenario, or a resolved one, by value or by reference.
pub trait BatchItem: sealed::Taken {}

impl BatchItem for Scenario {}
impl BatchItem for Resolved {}
impl<T: BatchItem + ?Sized> BatchItem for &T {}

pub(super) mod sealed {
    #![expect(unnameable_types, reason = "nobody outside is to implement the trait")]

    use std::sync::Arc;

    use crate::network::{Network, Overrides};
    use crate::organisation::{Invalid, Place, Problem, ProblemCode, Problems, Scenario, Section};
    use crate::quality::resolved::Resolved;

    /// What a batch takes of an item.
    #[derive(Debug)]
    pub struct TakenItem {
        pub(in crate::quality::batch) name: Arc<str>,
        pub(in crate::quality::batch) overrides: Arc<Overrides>,
        /// The network with the dependences that it sets, where that is at hand.
        pub(in crate::quality::batch) network: Option<Network>,
    }

    /// What keeps others from implementing the trait.
    pub trait Taken {
        /// Resolves it on a network.
        fn taken(&self, network: &Network) -> Result<TakenItem, Invalid>;
    }

    impl<T: Taken + ?Sized> Taken for &T {
        fn taken(&self, network: &Network) -> Result<TakenItem, Invalid> {
            (**self).taken(network)
        }
    }

    impl Taken for Scenario {
        fn taken(&self, network: &Network) -> Result<TakenItem, Invalid> {
            let overrides = Arc::new(network.overrides(self)?);
            Ok(TakenItem { name: self.name().into(), overrides, network: None })
        }
    }

    impl Taken for Resolved {
        fn taken(&self, network: &Network) -> Result<TakenItem, Invalid> {
            if self.network().is(network) {
                let overrides = Arc::clone(self.overrides());
                let network = Some(self.network().clone());
                return Ok(TakenItem { name: self.name().into(), overrides, network });
            }
            let message = "the scenario was resolved on another network; resolve it on this one";
            let place = Place::whole(Section::Scenario, "");
            let mut problems = Problems::default();
            problems.push(Problem::new(ProblemCode::Unknown, place, message));
            Err(Invalid::new(problems))
        }
    }
}
