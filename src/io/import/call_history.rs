//! Counters of requests over time: what share failed between one sample and the next.

use std::collections::BTreeMap;

use chrono::DateTime;
use indexmap::IndexMap;

use super::record::MeasuredReading;

/// How many requests were counted in an interval, and how many of them failed.
#[derive(Debug, Clone, Copy, Default)]
struct CallInterval {
    requests: f64,
    failed: f64,
}

/// What was counted in each interval between the same two, by its start in milliseconds.
#[derive(Debug, Default)]
pub(super) struct CallHistory {
    intervals: IndexMap<(String, String), BTreeMap<i64, CallInterval>>,
}

impl CallHistory {
    /// Adds the samples of a counter: seconds since 1970, and the count so far. A count that is less
    /// than the one before began again from 0.
    pub(super) fn add(
        &mut self,
        (client, server): (&str, &str),
        samples: &[(f64, f64)],
        is_of_failed: bool,
    ) {
        if samples.len() < 2 {
            return;
        }
        let ends = (client.to_owned(), server.to_owned());
        let intervals = self.intervals.entry(ends).or_default();
        for (&(from, before), &(_, after)) in samples.iter().zip(samples.iter().skip(1)) {
            let more = if after < before { after } else { after - before };
            #[expect(
                clippy::cast_possible_truncation,
                reason = "an instant beyond all is left out"
            )]
            let interval = intervals.entry((1_000.0 * from).round() as i64).or_default();
            *(if is_of_failed { &mut interval.failed } else { &mut interval.requests }) += more;
        }
    }

    /// The readings of every interval in which anything was asked, in order of time.
    pub(super) fn readings(self) -> Vec<MeasuredReading> {
        let mut readings = Vec::new();
        for ((client, server), intervals) in self.intervals {
            for (from, CallInterval { requests, failed }) in intervals {
                let at = DateTime::from_timestamp_millis(from).filter(|_| requests > 0.0);
                readings.extend(at.map(|at| MeasuredReading {
                    at,
                    ends: (client.clone(), server.clone()),
                    condition: (1.0 - failed / requests).clamp(0.0, 1.0),
                    requests,
                }));
            }
        }
        readings.sort_by_key(|reading| reading.at);
        readings
    }
}
