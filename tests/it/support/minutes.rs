//! A slow, obvious replay: every minute looked at on its own.
//!
//! Histories here have events on whole minutes, so that what holds at the beginning of a minute
//! holds until its end.

use std::ops::Range;

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use knockon::Network;
use knockon::time::{Event, Gaps, Maintenance, ReplayOptions, ServiceHours, Span, Subject};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::statement::{Party, Shock, Statement};

/// A history of a statement.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) statement: Statement,
    pub(crate) readings: Vec<Reading>,
    /// From minute 0 on.
    pub(crate) minutes: i64,
    pub(crate) way: Way,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) minute: i64,
    pub(crate) thing: Thing,
    pub(crate) quality: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Thing {
    /// A party, which is a department unless maintenance is of it.
    Department(usize),
    /// Need, and service within it.
    Service(usize, usize),
}

/// How to look at it, in minutes.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) objective: f64,
    pub(crate) offset: i32,
    /// Of a day of the week; from a minute of it to one of it or of the next day.
    pub(crate) hours: Option<Vec<(Weekday, u32, u32)>>,
    /// Of all, or of those downstream of a party or service.
    pub(crate) maintenance: Vec<(Option<Thing>, Range<i64>)>,
    pub(crate) stated_after: Option<i64>,
    pub(crate) unknown_after: Option<i64>,
}

/// A customer's minute: not counted, or of unknown quality, or of a quality.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Minute {
    Uncounted,
    Unknown,
    Known(f64),
}

/// What minutes come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sums {
    pub(crate) counted: i64,
    pub(crate) unknown: i64,
    pub(crate) below: i64,
    /// Of known minutes.
    pub(crate) mean: f64,
    /// First minute, minute after the last, and how many of them count.
    pub(crate) worst: Option<(i64, i64, i64)>,
    pub(crate) lowest: Option<(f64, (i64, i64, i64))>,
}

/// The instant of a minute; minute 0 is a Sunday evening.
pub(crate) fn instant(minute: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-03-29T21:00:00Z".parse().unwrap();
    start + TimeDelta::minutes(minute)
}

/// A number of minutes to divide by.
pub(crate) fn number(minutes: i64) -> f64 {
    f64::from(i32::try_from(minutes).unwrap())
}

/// A history of a statement at random, looked at in a way at random.
pub(crate) fn past(seed: u64, statement: Statement, minutes: i64) -> Past {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xca1e);
    let departments = statement.parties.iter().filter(|party| !party.is_customer).count();
    let mut readings: Vec<Reading> = Vec::new();
    for _ in 0..rng.random_range(0..25) {
        let minute = match readings.last() {
            Some(last) if rng.random_bool(0.2) => last.minute,
            _ => rng.random_range(-300..minutes + 100),
        };
        let need = rng.random_range(0..statement.needs.len().max(1));
        let services = statement.needs.get(need).map_or(0, |need| need.services.len());
        let thing = if services > 0 && rng.random_bool(0.5) {
            Thing::Service(need, rng.random_range(0..services))
        } else {
            Thing::Department(rng.random_range(0..departments))
        };
        let quality = if rng.random_bool(0.4) { 1.0 } else { rng.random_range(0.0..=1.0) };
        readings.push(Reading { minute, thing, quality });
    }
    let gap = rng.random_range(1..minutes / 2);
    let gaps = rng.random_range(0..3);
    let hours = rng.random_bool(0.5).then(|| {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Sun, Weekday::Mon];
        let hours = days.map(|day| {
            let from = rng.random_range(0..1440);
            (day, from, rng.random_range(from + 1..=from + 1440))
        });
        hours.to_vec()
    });
    let maintenance = (0..rng.random_range(0..6)).map(|_| {
        let from = rng.random_range(-100..minutes);
        let need = rng.random_range(0..statement.needs.len().max(1));
        let services = statement.needs.get(need).map_or(0, |need| need.services.len());
        let of = match rng.random_range(0..3) {
            0 if services > 0 => Some(Thing::Service(need, rng.random_range(0..services))),
            1 => Some(Thing::Department(rng.random_range(0..statement.parties.len()))),
            _ => None,
        };
        (of, from..from + rng.random_range(0..300))
    });
    let maintenance = maintenance.collect();
    let way = Way {
        objective: [0.5, 0.9, 0.99, 1.0][rng.random_range(0..4)],
        offset: rng.random_range(-720..=720),
        hours,
        maintenance,
        stated_after: (gaps == 1).then_some(gap),
        unknown_after: (gaps == 2).then_some(gap),
    };
    Past { statement, readings, minutes, way }
}

impl Past {
    /// The period, with minute 0 as its beginning.
    pub(crate) fn period(&self) -> Range<DateTime<Utc>> {
        instant(0)..instant(self.minutes)
    }

    /// The readings in the library's words, in the order given.
    pub(crate) fn events(&self) -> Vec<Event> {
        let event = |reading: &Reading| {
            let at = instant(reading.minute);
            match reading.thing {
                Thing::Department(party) => {
                    Event::party(at, &self.statement.parties[party].id, reading.quality)
                }
                Thing::Service(need, service) => {
                    let id = &self.statement.needs[need].services[service].id;
                    Event::service(at, id, reading.quality)
                }
            }
        };
        self.readings.iter().map(event).collect()
    }

    /// What holds at a minute, and what is unknown.
    pub(crate) fn at(&self, minute: i64) -> (Shock, Vec<Thing>) {
        let (mut shock, mut unknown) = (Shock::default(), Vec::new());
        let mut things: Vec<Thing> = Vec::new();
        for reading in &self.readings {
            if !things.contains(&reading.thing) {
                things.push(reading.thing);
            }
        }
        for thing in things {
            let of_thing = self.readings.iter().filter(|reading| reading.thing == thing);
            let past = of_thing.filter(|reading| reading.minute <= minute);
            // Of equals the last.
            let Some(last) = past.max_by_key(|reading| reading.minute) else { continue };
            let age = minute - last.minute;
            if self.way.stated_after.is_some_and(|after| age >= after) {
                continue;
            }
            if self.way.unknown_after.is_some_and(|after| age >= after) {
                unknown.push(thing);
            }
            match thing {
                Thing::Department(party) => shock.capabilities.push((party, last.quality)),
                Thing::Service(need, service) => {
                    shock.conditions.push(((need, service), last.quality));
                }
            }
        }
        (shock, unknown)
    }

    /// Of every party whether something unknown leads to it.
    fn concerned(&self, unknown: &[Thing]) -> Vec<bool> {
        let mut concerned = vec![false; self.statement.parties.len()];
        for &thing in unknown {
            match thing {
                Thing::Department(party) => concerned[party] = true,
                Thing::Service(need, _) => concerned[self.statement.needs[need].consumer] = true,
            }
        }
        for _ in 0..self.statement.parties.len() {
            for need in &self.statement.needs {
                if need.services.iter().any(|service| concerned[service.provider]) {
                    concerned[need.consumer] = true;
                }
            }
        }
        concerned
    }

    /// Local time of a minute.
    fn local(&self, minute: i64) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(60 * self.way.offset).unwrap();
        instant(minute).with_timezone(&offset)
    }

    /// Whether a minute counts for a party.
    fn counts(&self, minute: i64, party: usize) -> bool {
        const WEEK: u32 = 7 * 1440;
        let local = self.local(minute);
        let of_week = |day: Weekday, minute| day.num_days_from_monday() * 1440 + minute;
        let now = of_week(local.weekday(), local.hour() * 60 + local.minute());
        let served = self.way.hours.as_ref().is_none_or(|hours| {
            let since = |day, from| (now + WEEK - of_week(day, from)) % WEEK;
            hours.iter().any(|&(day, from, to)| since(day, from) < to - from)
        });
        let is_maintained = |(of, window): &(Option<Thing>, Range<i64>)| {
            window.contains(&minute) && of.is_none_or(|of| self.concerned(&[of])[party])
        };
        served && !self.way.maintenance.iter().any(is_maintained)
    }

    /// The quality of every party of the statement, minute by minute, whether it counts or not;
    /// `None` where it is unknown.
    pub(crate) fn qualities(&self, network: &Network) -> Vec<Vec<Option<f64>>> {
        let mut minutes: Vec<Vec<Option<f64>>> = Vec::new();
        let mut former = None;
        for minute in 0..self.minutes {
            let now = self.at(minute);
            if former.as_ref() == Some(&now) {
                minutes.push(minutes.last().unwrap().clone());
                continue;
            }
            let solved = network.solve(&self.statement.scenario(&now.0)).unwrap();
            let concerned = self.concerned(&now.1);
            let quality = |(party, concerned): (&Party, &bool)| {
                (!concerned).then(|| solved.quality(&party.id).unwrap().get())
            };
            let parties = self.statement.parties.iter().zip(&concerned);
            minutes.push(parties.map(quality).collect());
            former = Some(now);
        }
        minutes
    }

    /// One party's minutes.
    pub(crate) fn minutes_of(&self, qualities: &[Vec<Option<f64>>], party: usize) -> Vec<Minute> {
        let minute = |(minute, qualities): (i64, &Vec<Option<f64>>)| match qualities[party] {
            _ if !self.counts(minute, party) => Minute::Uncounted,
            Some(quality) => Minute::Known(quality),
            None => Minute::Unknown,
        };
        (0..).zip(qualities).map(minute).collect()
    }

    /// Sums up a range of minutes.
    pub(crate) fn sums(&self, of: &[Minute], range: Range<i64>) -> Sums {
        let minute = |minute: i64| (minute, of[usize::try_from(minute).unwrap()]);
        let counted = range.map(minute).filter(|(_, of)| *of != Minute::Uncounted);
        let counted: Vec<(i64, Minute)> = counted.collect();
        let mut sums = Sums { counted: i64::try_from(counted.len()).unwrap(), ..Sums::default() };
        let mut known = 0.0;
        for &(_, minute) in &counted {
            match minute {
                Minute::Known(quality) => {
                    known += 1.0;
                    sums.mean += quality;
                    sums.below += i64::from(quality < self.way.objective);
                }
                _ => sums.unknown += 1,
            }
        }
        sums.mean /= known;
        let is_below = |quality: f64| quality < self.way.objective;
        sums.worst = longest(&stretches(&counted, is_below));
        let qualities = counted.iter().filter_map(|&(_, minute)| match minute {
            Minute::Known(quality) => Some(quality),
            _ => None,
        });
        sums.lowest = qualities.reduce(f64::min).map(|lowest| {
            let is_lowest = |quality: f64| quality <= lowest;
            (lowest, stretches(&counted, is_lowest)[0])
        });
        sums
    }

    /// Cuts the minutes of the period where a new span begins.
    pub(crate) fn spans(&self, span: Span) -> Vec<Range<i64>> {
        let label = |minute| {
            let date = self.local(minute).date_naive();
            match span {
                Span::Day => date.to_string(),
                Span::Week => format!("{:?}", date.iso_week()),
                _ => date.format("%Y-%m").to_string(),
            }
        };
        let mut starts: Vec<i64> =
            (1..self.minutes).filter(|&minute| label(minute) != label(minute - 1)).collect();
        starts.insert(0, 0);
        let ends = starts.iter().skip(1).copied().chain([self.minutes]);
        starts.iter().zip(ends).map(|(&from, to)| from..to).collect()
    }

    /// The same in the library's words.
    pub(crate) fn options(&self) -> ReplayOptions {
        let Way { objective, offset, hours, maintenance, stated_after, unknown_after } = &self.way;
        let time = |minute: u32| {
            let in_day = minute % 1440;
            NaiveTime::from_hms_opt(in_day / 60, in_day % 60, 0).unwrap()
        };
        let mut options = ReplayOptions::default()
            .threshold(*objective)
            .target(0.9)
            .offset(FixedOffset::east_opt(60 * offset).unwrap())
            .by(Span::Day)
            .by(Span::Week)
            .by(Span::Month);
        if let Some(hours) = hours {
            let add = |all: ServiceHours, &(day, from, to): &(Weekday, u32, u32)| {
                all.on(day, time(from), time(to))
            };
            options = options.hours(hours.iter().fold(ServiceHours::new(), add));
        }
        for (of, window) in maintenance {
            let window = instant(window.start)..instant(window.end);
            let subject = of.map(|of| match of {
                Thing::Department(party) => {
                    Subject::Party(self.statement.parties[party].id.clone())
                }
                Thing::Service(need, service) => {
                    Subject::Service(self.statement.needs[need].services[service].id.clone())
                }
            });
            options = options.maintenance(match subject {
                Some(subject) => Maintenance::of(subject, window),
                None => Maintenance::of_all(window),
            });
        }
        match (stated_after, unknown_after) {
            (Some(after), _) => options.gaps(Gaps::StatedAfter(TimeDelta::minutes(*after))),
            (_, Some(after)) => options.gaps(Gaps::UnknownAfter(TimeDelta::minutes(*after))),
            _ => options,
        }
    }
}

/// Stretches of known minutes of a kind, between which counted ones of no such kind lie: first
/// minute, minute after the last, and how many count.
fn stretches(counted: &[(i64, Minute)], is_of: impl Fn(f64) -> bool) -> Vec<(i64, i64, i64)> {
    let mut stretches: Vec<(i64, i64, i64)> = Vec::new();
    let mut goes_on = false;
    for &(minute, of) in counted {
        let belongs = matches!(of, Minute::Known(quality) if is_of(quality));
        match stretches.last_mut() {
            Some(last) if belongs && goes_on => *last = (last.0, minute + 1, last.2 + 1),
            _ if belongs => stretches.push((minute, minute + 1, 1)),
            _ => {}
        }
        goes_on = belongs;
    }
    stretches
}

/// The longest by what counts, the first of equals.
fn longest(stretches: &[(i64, i64, i64)]) -> Option<(i64, i64, i64)> {
    let most = stretches.iter().map(|stretch| stretch.2).max()?;
    stretches.iter().find(|stretch| stretch.2 == most).copied()
}
