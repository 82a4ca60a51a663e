//! What did every customer get, over a history of readings?
//!
//! ```text
//! $ cargo run --release --example replay
//! Harbour & Vine: what customers got from 2026-03-02 08:00 to 2026-03-04 08:00 (UTC), in points of 100, worst first
//!
//!  customer           mean  at or above 95.0  time below  longest time below                    budget used
//!  Shoppers           81.8            25.0 %  1 day 12 h  2026-03-02 10:00 to 2026-03-03 04:00      750.0 %
//! ...
//! ```

use chrono::{DateTime, TimeDelta, Utc};
use knockon::io::sample;
use knockon::report::text;
use knockon::time::{Event, History, ReplayOptions, Span};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let organisation = sample();
    let network = organisation.compile()?;
    let start: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
    let hours = |hours: i64| start + TimeDelta::hours(hours);

    // Events may come in any order; `io::read_history` reads them from a table or a document.
    let mut history = History::new(&network);
    history.push(&Event::party(hours(20), "it", 1.0))?;
    history.push(&Event::party(hours(2), "it", 0.4))?;
    history.push(&Event::service(hours(30), "counter", 0.7))?;

    let options = ReplayOptions::default().threshold(0.95).target(0.9).by(Span::Day);
    let replayed = history.replay(start..hours(48), &options)?;
    print!("{}", text::replay(&organisation, &replayed, &options, 4));
    Ok(())
}
