//! How does it scale?
//!
//! ```text
//! $ knockon population
//! $ knockon population --departments 100000 --customers 1000000
//! $ knockon population --rule additive --export DIRECTORY
//! ```
//!
//! Generates an organisation of any size, the same for the same seed, and times everything the
//! library does with it: compiling, solving, a thousand scenarios, live changes, derivatives and
//! contributions. In the same run it times what reading every service once costs, and the same
//! solve written on petgraph, so that ratios mean something on any machine.
//!
//! `--export` writes the organisation as tables that `assess` reads to the same answer. Bad input
//! ends with exit code 2, a message on standard error and nothing on standard output.

mod arguments;
mod export;
mod figures;
mod live;
mod stopwatch;

use support::bench::generate;

use crate::answer::Failure;
use crate::{paint, progress};
pub(crate) use arguments::Arguments;
use figures::Figures;

/// Generating, compiling, solving, scenarios, live changes.
const PARTS: usize = 5;

pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    progress::expect(PARTS);
    progress::say("generating");
    let (departments, customers) = (arguments.departments, arguments.customers);
    let generated = generate::organisation(departments, customers, arguments.seed);
    if let Some(directory) = &arguments.export {
        progress::say("exporting");
        export::write(&generated, arguments.rule, directory)?;
    }
    progress::advance();
    let figures = Figures::measure(&generated, arguments.rule)?;
    let answer = arguments.format.written(&figures, &[""])?;
    Ok(answer.unwrap_or_else(|| paint::text(figures.describe(arguments.rule))))
}
