//! A page to look at.
//!
//! ```text
//! $ cargo run --release --example report --features html
//! Harbour & Vine: IT at half, 19 parties: target/report.html
//! ```

use std::fs;
use std::path::Path;

use knockon::explain::Objective;
use knockon::io::sample;
use knockon::report::{Curves, PageDocument, PageOptions, SensitivityDocument};
use knockon::{Scenario, SolveOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;
    let half = Scenario::new("IT at half").capability("it", 0.5);
    let after = network.solve(&half)?;
    let explanation = after.compared_with(&network.baseline())?.explain();

    // Any document about the same organisation has a section of its own.
    let customers = Objective::customers(&network)?;
    let matters = SensitivityDocument::new(organisation.name(), &after, &customers)?;
    // What a slider shows is worked out here.
    let departments = organisation.departments().filter(|party| party.is_supplier());
    let departments = departments.map(|party| party.id().clone());
    let curves = Curves::of(&network, &half, departments, 10, &SolveOptions::default())?;
    let page = PageDocument::new(&organisation, &explanation, &PageOptions::default())
        .with(&matters)?
        .with_curves(curves);

    let file = Path::new("target/report.html");
    fs::create_dir_all("target")?;
    fs::write(file, page.to_html())?;
    println!("{}, {} parties: {}", page.title, page.parties.len(), file.display());
    Ok(())
}
