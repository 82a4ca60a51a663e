//! When is it felt, and how long does it last?
//!
//! ```text
//! $ knockon timeline
//! $ knockon timeline --shock it=0.3@36h..3d --days 90
//! $ knockon timeline --agents it=4@1w..6w --hire it-hiring=4@1w
//! $ knockon timeline ORGANISATION.json --shock hr=0.5@0d.. --json
//! $ knockon timeline ORGANISATION.json --shock hr=0.99@0d.. --felt-below 0.999
//! ```
//!
//! ```text
//! Harbour & Vine: 4 agents in IT from day 7 to day 14
//!
//! What customers feel, most first: felt below 99 % of the quality at first, recovered from there on
//! for good
//! ...
//! All customers together lost 2251198 quality-days, each weighted by its population.
//!
//! Quality of Shoppers in points, over 365 days
//!
//!  98.29 ┼╮                     ╭──╮  ╭──────────────────────────────────────────
//!  95.43 ┤│          ╭╮    ╭╮ ╭─╯  ╰──╯
//!  92.57 ┤│        ╭─╯╰╮  ╭╯╰─╯
//!  89.71 ┤│       ╭╯   ╰──╯
//!  86.86 ┤│       │
//!  84.00 ┤│   ╭───╯
//!  81.14 ┤│   │
//!  78.28 ┤╰╮ ╭╯
//!  75.42 ┤ │ │
//!  72.57 ┤ │ │
//!  69.71 ┤ ╰─╯
//! ...
//! At the end it is on its way to the best state, up to 0.061 points off, and moves by 0.00 a day;
//! up to 0.27 are still to be felt after a lag.
//! ```
//!
//! Times count from the start and are a number with a unit: `90m`, `36h`, `2d`, `1.5d`, `3w`.
//! A stretch without an end, `2d..`, lasts for good. It starts in the best state.
//!
//! Without an organisation it follows an embedded one with people, in which six of ten people in
//! IT are ill for a week; with `--agents it=4@7d..60d` it does not recover any more. Bad input ends
//! with exit code 2, a message on standard error and nothing on standard output.

mod arguments;
mod asked;

use knockon::Status;
use knockon::io::sample_with_people;
use knockon::report::{TimelineDocument, remarks, text};

pub(crate) use arguments::Arguments;

use crate::answer::{Failure, json};
use crate::warning::warn;

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample_with_people)?;
    let network = organisation.compile()?;
    let asked = arguments.plan(&organisation);
    let timeline = network.timeline(&asked.plan).map_err(|error| asked.refusal(&error))?;
    if timeline.status() != Status::Converged {
        warn("the state it begins in, or one it may end in, did not converge");
    }
    if timeline.unsettled() > 0 {
        warn("departments that depend on each other at once did not settle in some steps");
    }
    if let Some(warning) = text::long_steps(&timeline) {
        warn(&warning);
    }
    if arguments.json {
        return json(&TimelineDocument::new(organisation.name(), &timeline));
    }
    let top = usize::try_from(arguments.top)?;
    Ok(text::timeline(&organisation, &timeline, &asked.words, top) + &remarks(&network))
}
