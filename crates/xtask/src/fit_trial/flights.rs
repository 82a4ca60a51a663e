//! Forty airports: what leaves late, from what arrived late and what left late before.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use knockon::evidence::calibration::{CalibrationOptions, CalibrationReport, Question, calibrate};
use knockon::evidence::fit::{
    ClassBy, FitOptions, Priors, ReadingSeries, ReadingTable, SlotBy, fit,
};
use knockon::{Department, Organisation, Service};

use super::{Figure, Outcome};

type Series = BTreeMap<DateTime<Utc>, (f64, f64)>;

pub(crate) fn figures(folder: &Path) -> Outcome<Vec<Figure>> {
    let read = read(&folder.join("indicators.csv"))?;
    let mut starts: Vec<DateTime<Utc>> = read.values().flat_map(BTreeMap::keys).copied().collect();
    starts.sort_unstable();
    starts.dedup();
    let airports: Vec<String> =
        read.keys().filter_map(|id| id.strip_prefix("out:")).map(str::to_owned).collect();
    let mut builder = Organisation::builder("Airports");
    for airport in &airports {
        let (inbound, out) = (format!("in:{airport}"), format!("out:{airport}"));
        builder = builder
            .department(Department::new(&inbound))
            .department(Department::new(&out))
            .service(
                Service::new(format!("arrivals {airport}"), &inbound, &out)
                    .named("arrivals")
                    .lag(TimeDelta::hours(3)),
            )
            .service(
                Service::new(format!("before {airport}"), &out, &out)
                    .named("before")
                    .lag(TimeDelta::hours(3)),
            );
    }
    let organisation = builder.build()?;
    // January to March are fitted, April to June predicted.
    let april: DateTime<Utc> = "2001-04-01T00:00:00Z".parse()?;
    let before = starts.partition_point(|start| *start < april);
    let table = table(&read, &starts)?;
    let first_months = self::table(&read, &starts[..before])?;
    let options = FitOptions::default()
        .class_by(ClassBy::Service)
        .slot_by(SlotBy::Hour)
        .orders([])
        .draws(200);
    let common = options.clone().common();
    let fitted = fit(&organisation, &first_months, &Priors::default(), &common)?;
    let mean_of = |name: &str| {
        let needs = fitted.parties.iter().flat_map(|party| &party.needs);
        let of = needs.filter(|need| need.need.starts_with(name)).filter_map(|need| need.read);
        let values: Vec<f64> = of.map(|it| it.value).collect();
        values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap_or(1))
    };
    let share = |count: usize| u32::try_from(count).map(f64::from);
    let held_out = share(starts.len() - before)? / share(starts.len())?;
    let calibration =
        CalibrationOptions::default().hold_out(held_out).most_placebos(3).fit(options);
    let in_common = calibration.clone().fit(common);
    let in_common = calibrate(&organisation, &table, &Priors::default(), &in_common)?;
    let report = calibrate(&organisation, &table, &Priors::default(), &calibration)?;
    let (mut covered, mut tried) = (0.0, 0.0);
    for party in report.parties.iter().filter(|party| party.question == Question::Now) {
        if let Some(coverage) = party.coverage {
            let n = f64::from(u32::try_from(coverage.periods)?);
            covered += n * coverage.actual;
            tried += n;
        }
    }
    let flights_of =
        |party: &str| -> f64 { read[party].range(april..).map(|(_, (_, flights))| flights).sum() };
    let error = |report: &CalibrationReport| {
        let now = report.parties.iter().filter(|party| party.question == Question::Now);
        let errors = now.filter_map(|party| Some((flights_of(&party.party), party.error?)));
        let (squares, count) = errors.fold((0.0, 0.0), |(squares, count), (flights, error)| {
            (squares + flights * error.powi(2), count + flights)
        });
        100.0 * f64::sqrt(squares / count)
    };
    Ok(vec![
        Figure::between(
            "flights, departures before: dependence, one for all",
            mean_of("before"),
            0.56,
            0.60,
        ),
        Figure::between(
            "flights, arrivals: dependence, one for all",
            mean_of("arrivals"),
            0.58,
            0.62,
        ),
        Figure::at_most("flights, one pair: error, weighted by flights", error(&in_common), 9.95),
        Figure::at_most(
            "flights, a pair per airport: error, weighted by flights",
            error(&report),
            9.85,
        ),
        Figure::between("flights, 90 % intervals: coverage", covered / tried, 0.86, 0.92),
    ])
}

/// What was read at some starts. Flights say how much a reading counts; what is predicted from are shares
/// as they were read, with the noise of counting in them.
fn table(read: &BTreeMap<String, Series>, starts: &[DateTime<Utc>]) -> Outcome<ReadingTable> {
    let mut table = ReadingTable::new(starts.to_vec())?;
    for (id, series) in read {
        let of = |at: &DateTime<Utc>| series.get(at).copied();
        let values: Vec<f64> =
            starts.iter().map(|at| of(at).map_or(f64::NAN, |(q, _)| q)).collect();
        let volume: Vec<f64> = starts.iter().map(|at| of(at).map_or(0.0, |(_, n)| n)).collect();
        table.insert_party(id, ReadingSeries::new(values).volume(volume).of_scores())?;
    }
    Ok(table)
}

fn read(file: &Path) -> Outcome<BTreeMap<String, Series>> {
    let text = std::fs::read_to_string(file)?;
    let mut read: BTreeMap<String, Series> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [at, party, quality, volume] = cells[..] else {
            return Err(format!("four cells are needed: {line}").into());
        };
        let at: NaiveDateTime = at.parse()?;
        let numbers = (quality.parse()?, volume.parse()?);
        read.entry(party.to_owned()).or_default().insert(at.and_utc(), numbers);
    }
    Ok(read)
}
