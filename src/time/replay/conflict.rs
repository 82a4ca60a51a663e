//! Readings of one thing at one instant that say different things.

use std::fmt;

use chrono::SecondsFormat;

use super::event::{Event, EventKind, Reading, Subject};
use super::history::History;

/// Two readings of one thing at one instant that differ: of all at the instant, the one given last
/// holds.
///
/// # Examples
///
/// ```
/// use knockon::time::{Event, History};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(1.0))
///     .build()?;
/// let nine = "2026-03-02T09:00:00Z".parse()?;
/// let mut history = History::new(&organisation.compile()?);
/// history.push(&Event::party(nine, "deck", 0.5))?;
/// history.push(&Event::party(nine, "deck", 0.9))?;
/// assert_eq!(
///     history.conflicts()[0].to_string(),
///     "`deck` is read twice at `2026-03-02T09:00:00Z`, as capability `0.5` and then as capability `0.9`"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ConflictingReadings {
    /// One that has no effect, without its volume.
    pub overruled: Event,
    /// The one given last, without its volume.
    pub holds: Event,
}

impl History {
    /// Returns the readings that differ from another of the same thing at the same instant, which was
    /// given last and holds: one pair for each thing and instant, in order of time. Several equal
    /// readings are no conflict.
    ///
    /// # Complexity
    ///
    /// Events are sorted, by instant and by what they are about.
    #[must_use]
    pub fn conflicts(&self) -> Vec<ConflictingReadings> {
        let mut readings = self.sorted().into_owned();
        readings.sort_by_key(|reading| (reading.at, reading.of.subject()));
        let of_one = readings
            .chunk_by(|one, next| (one.at, one.of.subject()) == (next.at, next.of.subject()));
        let pair = |of_one: &[Reading]| {
            let (holds, before) = of_one.split_last()?;
            let overruled = before.iter().find(|reading| !reading.says_as(holds))?;
            let [overruled, holds] =
                [overruled, holds].map(|reading| reading.event(self.network()));
            Some(ConflictingReadings { overruled, holds })
        };
        of_one.filter_map(pair).collect()
    }
}

impl fmt::Display for ConflictingReadings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Subject::Party(id) | Subject::Service(id)) = &self.holds.subject;
        let said = |event: &Event| match event.kind {
            EventKind::Unknown => "unknown".to_owned(),
            kind => format!("{} `{}`", kind.name(), event.quality),
        };
        write!(
            f,
            "`{id}` is read twice at `{}`, as {} and then as {}",
            self.holds.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            said(&self.overruled),
            said(&self.holds)
        )
    }
}
