//! `Evidence::measure`: from readings to estimates.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by numbers that were checked when readings came in"
)]

mod condition_estimates;
mod feedback_scores;
mod indicator_estimates;
mod lags;
mod log_window;
mod period_series;
mod quality_estimates;
mod survey_answers;
mod ticket_counts;
mod ticket_flows;

use indexmap::IndexMap;

use super::evidence::Evidence;
use super::level_break::{LevelBreak, level_break};
use super::measured::Measured;
use super::measuring::Measuring;
use super::stored::{StoredTicket, instant};
use crate::unit::OutOfRange;

use condition_estimates::conditions;
use period_series::AllSeries;
use quality_estimates::{capabilities, qualities};
use ticket_counts::TicketCounts;

impl Evidence {
    /// Measures conditions, qualities, flows and lags.
    ///
    /// - Conditions of services: readings of indicators, else the share of tickets that met their
    ///   target, drawn towards their provider's as [`two_levels`](super::condition::two_levels)
    ///   does, else answers to surveys that name a provider or a service. What another basis says
    ///   stands beside.
    /// - Qualities of parties: readings, else surveys, else feedback, else tickets.
    /// - Flows of departments with tickets: arrivals by whole periods, handling times with what is
    ///   still open, patience, and requests per job.
    /// - Lags of services both of whose ends have readings of sixty periods on end.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for options that make no sense, and more than 256 channels of feedback.
    ///
    /// # Complexity
    ///
    /// Linear in the readings, but that handling times are sorted by department; for conditions some
    /// thousand evaluations of the incomplete beta function for each different count.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::evidence::{Evidence, Measuring, TicketReading};
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Ferry")
    ///     .department(Department::new("deck"))
    ///     .customer(ExternalCustomer::person("passengers"))
    ///     .service(Service::new("crossing", "deck", "passengers").dependence(0.5))
    ///     .build()?;
    /// let mut builder = Evidence::builder(&organisation);
    /// for is_met in [true, true, false, true] {
    ///     let mut ticket = TicketReading::new("deck", "passengers", "2026-03-02T09:00:00Z".parse()?);
    ///     ticket.target_met = Some(is_met);
    ///     builder.ticket(&ticket);
    /// }
    /// let evidence = builder.build()?;
    /// let measured = evidence.measure(&Measuring::until("2026-03-03T00:00:00Z".parse()?))?;
    /// let crossing = measured.condition("crossing").unwrap();
    /// assert_eq!((crossing.met, crossing.total), (3.0, 4.0));
    /// assert!(crossing.estimate.low < 0.75 && 0.75 < crossing.estimate.high);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn measure(&self, measuring: &Measuring) -> Result<Measured, OutOfRange> {
        measuring.check()?;
        let mut notes = Vec::new();
        let log_start = log_window::start(&self.stored.tickets, measuring);
        if let Some(start) = log_start {
            notes.push(format!(
                "the log of tickets seems to start at {}: of those opened before hardly any was \
                 resolved within a week; they are left out",
                instant(start).format("%Y-%m-%d")
            ));
        }
        let is_in = |ticket: &&StoredTicket| {
            measuring.holds(ticket.opened) && log_start.is_none_or(|start| ticket.opened >= start)
        };
        let tickets: Vec<&StoredTicket> = self.stored.tickets.iter().filter(is_in).collect();
        let counts = TicketCounts::new(self, &tickets, measuring)?;
        let series = AllSeries::new(self, &tickets, measuring, &mut notes);
        let mut measured = Measured {
            until: measuring.until,
            period: measuring.period,
            confidence: measuring.confidence,
            conditions: conditions(self, measuring, &counts, &series),
            qualities: qualities(self, measuring, &counts, &series, &mut notes)?,
            capabilities: capabilities(self, measuring, &series),
            flows: ticket_flows::flows(self, &tickets, log_start, measuring)?,
            requests: ticket_flows::requests(self, &tickets, &series, measuring)?,
            lags: IndexMap::new(),
            notes,
        };
        measured.lags = lags::lags(self, measuring, &measured.qualities)?;
        note_breaks(&mut measured);
        Ok(measured)
    }
}

/// Notes whose series is on another level from some period on.
fn note_breaks(measured: &mut Measured) {
    let broken = measured.qualities.iter().filter_map(|(party, quality)| {
        let values: Vec<_> = quality.series.iter().map(|reading| reading.quality).collect();
        let found = level_break(&values).filter(LevelBreak::is_clear)?;
        let from = quality.series.get(found.first_of_second)?.start;
        Some(format!(
            "the quality of `{party}` is on another level from {} on (F = {:.0}): what was read \
             before may say little of today",
            from.format("%Y-%m-%d"),
            found.f
        ))
    });
    let broken: Vec<_> = broken.collect();
    measured.notes.extend(broken);
}
