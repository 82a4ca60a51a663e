//! Who is overloaded, and what does that do to customers?
//!
//! ```text
//! $ cargo run --release --example staffing
//! ...
//!  agents  requests/h     busy   mean wait  in time  capability  quality  customers
//!      12         7.9   49.3 %       8.5 s   99.9 %       99.83    99.54       98.7
//!      11         7.9   53.8 %        22 s   99.8 %       99.67    99.34       98.6
//!      10         7.9   59.6 %        59 s   99.3 %       99.11    98.62       98.1
//!       9         8.2   68.2 %  2 min 57 s   97.0 %       96.57    95.43       96.0
//! ...
//! ```

use knockon::explain::Objective;
use knockon::io::sample_with_people;
use knockon::report::{StaffingDocument, text};
use knockon::{Scenario, SolveOptions, Workspace};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample_with_people();
    let network = organisation.compile()?;
    let today = network.baseline();

    // Where requests are made again there may be a lower state to tip into: ask for it.
    let options = SolveOptions::default().lower_state(true);
    let ill = Scenario::new("one of ten in IT is ill").agents("it", 9.0);
    let after = network.solve_with(&ill, &options, &mut Workspace::new())?;

    let customers = Objective::customers(&network)?;
    let mut document = StaffingDocument::new(organisation.name(), &today, &after)?;
    document.next_agent = Some(network.next_agent(&ill, &customers)?);
    document.find_scan(&network, &Scenario::default(), &today, "it", &SolveOptions::default())?;
    print!("{}", text::staffing(&document, &organisation, 4));
    Ok(())
}
