//! Who depends on whom, through which chains?
//!
//! ```text
//! $ cargo run --release --example chains
//! Harbour & Vine: chains, strongest first
//!
//!  strength          lag  chain
//!    16.0 %          0 s  IT -> Customer support -> Restaurants
//!    12.0 %          0 s  IT -> Catering -> Restaurants
//!    10.1 %  4 days 12 h  IT -> Purchasing -> Kitchen -> Catering -> Restaurants
//! ...
//! The weakest link of the first: ticket-desk, on which Customer support depends by 0.4
//! ```

use knockon::io::sample;
use knockon::report::{ChainsDocument, text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;

    // A query is narrowed step by step; chains then come strongest first, one by one.
    let query = network.chains().from("it")?.to("restaurants")?;
    let document = ChainsDocument::new(organisation.name(), &network, &query, 3);
    print!("{}", text::chains(&document, 1));

    // A chain names its parties and services, so that each step can be looked at.
    if let Some(strongest) = query.strongest().next() {
        let services = strongest.services().iter();
        let services = services.filter_map(|id| organisation.service(id.as_str()));
        let weakest = services.min_by_key(|service| service.dependence());
        if let Some((weakest, dependence)) =
            weakest.and_then(|weakest| Some((weakest, weakest.dependence()?)))
        {
            println!(
                "\nThe weakest link of the first: {}, on which {} depends by {}",
                weakest.id(),
                weakest.consumer().name(),
                dependence
            );
        }
    }
    Ok(())
}
