//! The whole of a period, and the calendar spans within it.

use std::ops::Range;

use super::options::ReplayOptions;
use super::span::Span;
use super::{ReplayError, TooManyLines};

/// A kind of span, none of the whole period, and what of it lies within the period.
pub(super) type Window = (Option<Span>, Range<i64>);

/// The whole period, and the calendar spans within it.
pub(super) struct Windows {
    /// Kind after kind, each in order of time.
    pub(super) all: Vec<Window>,
    /// The windows of each kind.
    kinds: Vec<Range<usize>>,
}

impl Windows {
    pub(super) fn new(
        period: Range<i64>,
        customer_count: usize,
        options: &ReplayOptions,
    ) -> Result<Self, ReplayError> {
        let all = windows(period, customer_count, options)?;
        let mut kinds: Vec<Range<usize>> = Vec::new();
        for kind in all.chunk_by(|(one, _), (other, _)| one == other) {
            let start = kinds.last().map_or(0, |last| last.end);
            kinds.push(start..start + kind.len());
        }
        Ok(Self { all, kinds })
    }

    /// The windows that a part of the period lies in, by place, with what of it lies in each.
    pub(super) fn parts(&self, within: Range<i64>) -> impl Iterator<Item = (usize, Range<i64>)> {
        self.kinds.iter().flat_map(move |kind| {
            let windows = &self.all[kind.clone()];
            let passed = windows.partition_point(|(_, window)| window.end <= within.start);
            let (start, end) = (within.start, within.end);
            let reached = windows[passed..].iter().take_while(move |(_, it)| it.start < end);
            let part = move |(_, it): &Window| it.start.max(start)..it.end.min(end);
            (kind.start + passed..).zip(reached.map(part))
        })
    }
}

/// The windows of a period: itself, then each kind of span, in order of time.
pub(super) fn windows(
    period: Range<i64>,
    customer_count: usize,
    options: &ReplayOptions,
) -> Result<Vec<Window>, ReplayError> {
    let mut windows: Vec<Window> = vec![(None, period.clone())];
    let mut kinds: Vec<Span> = Vec::new();
    for &span in &options.spans {
        if kinds.contains(&span) {
            continue;
        }
        kinds.push(span);
        let mut start = period.start;
        while start < period.end {
            let next = span.next(start, options.offset).min(period.end);
            windows.push((Some(span), start..next));
            start = next;
            if windows.len().saturating_mul(customer_count.max(1)) > options.max_lines {
                return Err(TooManyLines { limit: options.max_lines }.into());
            }
        }
    }
    Ok(windows)
}
