//! Eight micro-services with injected faults: fitted on one run, predicted on the other from the
//! service where the fault was injected alone.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use knockon::evidence::fit::{
    FitOptions, OrganisationFit, Priors, ReadingSeries, ReadingTable, fit,
};
use knockon::io::csv::TableOptions;
use knockon::unit::Dependence;
use knockon::{Organisation, Rule, Scenario};

use super::rival::AlongTheGraph;
use super::root_causes::{self, Named};
use super::{Figure, Outcome, root_mean_square};

/// What was read of everybody at one instant.
#[derive(Clone)]
pub(super) struct Reading {
    at: DateTime<Utc>,
    pub(super) part: String,
    pub(super) root: String,
    pub(super) metric: String,
    availability: BTreeMap<String, f64>,
    latency: BTreeMap<String, f64>,
    requests: BTreeMap<String, f64>,
}

pub(crate) fn figures(folder: &Path) -> Outcome<Vec<Figure>> {
    let runs = read(&folder.join("indicators.csv"))?;
    let (low, high) = (&runs["low_traffic"], &runs["high_traffic"]);
    let mut figures = Vec::new();
    for (name, from, to, most) in
        [("low to high", low, high, 0.42), ("high to low", high, low, 0.55)]
    {
        let organisation = organisation(folder, Rule::INDEPENDENT)?;
        let table = table(from, false)?;
        let fitted =
            fit(&organisation, &table, &Priors::default(), &FitOptions::default().orders([]))?;
        if name == "low to high" {
            let of = |id: &str| {
                fitted.need(id).and_then(|need| need.dependence).map_or(f64::NAN, |it| it.value)
            };
            figures.push(Figure::between("availability: search", of("search>site"), 0.98, 1.0));
            figures.push(Figure::between("availability: list", of("list>site"), 0.245, 0.265));
            figures.push(Figure::between("availability: pay", of("pay>site"), 0.218, 0.228));
            let group = fitted.party("pay").and_then(|pay| pay.groups.first().cloned());
            let total = group.map_or(f64::NAN, |group| group.total.value);
            figures.push(Figure::between("availability: gateway group, total", total, 0.91, 0.95));
        }
        let read = |it: &Reading, party: &str| it.availability.get(party).copied();
        let named = root_causes::named(&fitted, to, "availability", false, &read)?;
        figures.push(share_named(&format!("availability, {name}"), &named, 1.0));
        let error = root_mean_square(&errors_from_root(&fitted, to, None, |_| true)?);
        figures.push(Figure::at_most(
            format!("availability, {name}: error in points"),
            error,
            most,
        ));
        figures.extend(against_least_squares(folder, name, (from, to))?);
        // Of latency.
        let organisation = with_orders(folder)?;
        let table = self::table(from, true)?;
        let fitted = fit(&organisation, &table, &Priors::default(), &FitOptions::default())?;
        // The reference belongs to what was fitted: it is that of the run before, not of the one to
        // come.
        let usual = references(from);
        let read =
            |it: &Reading, party: &str| Some((usual.get(party)? / it.latency.get(party)?).min(1.0));
        let named = root_causes::named(&fitted, to, "latency", true, &read)?;
        figures.push(share_named(&format!("latency, {name}"), &named, 0.917));
        let site = fitted.party("site").ok_or("the site was fitted")?;
        let only = site.orders.iter().filter(|order| order.allowed).collect::<Vec<_>>();
        let is_harmonic =
            matches!(only[..], [order] if order.order.to_bits() == (-1.0_f64).to_bits());
        let latency = root_mean_square(&errors_from_root(&fitted, to, Some(&usual), |_| true)?);
        let most = if name == "low to high" { 2.4 } else { f64::INFINITY };
        figures.push(Figure::at_most(format!("latency, {name}: error in points"), latency, most));
        let as_stated = FitOptions::default().orders([]);
        let as_stated = fit(&organisation, &table, &Priors::default(), &as_stated)?;
        figures.push(Figure::shown(
            format!("latency, {name}: the same, order -1 at every service, as stated"),
            root_mean_square(&errors_from_root(&as_stated, to, Some(&usual), |_| true)?),
        ));
        let services = services(&organisation);
        let rival = AlongTheGraph::fit(&services, &rows(from, Some(&usual)));
        figures.push(Figure::shown(
            format!("latency, {name}: the same, least squares of latencies along the graph"),
            root_mean_square(&errors_along(&rival, to, Some(&usual), |_| true)),
        ));
        if name == "low to high" {
            let alone = if is_harmonic { 1.0 } else { 0.0 };
            figures.push(Figure::between("latency: order -1 alone is allowed", alone, 1.0, 1.0));
        }
    }
    Ok(figures)
}

/// The usual latency of each party.
type Usual = BTreeMap<String, f64>;

/// Readings of everybody, row by row: availabilities, or latencies over the usual ones.
fn rows(readings: &[Reading], usual: Option<&Usual>) -> Vec<BTreeMap<String, f64>> {
    let row = |it: &Reading| match usual {
        None => it.availability.clone(),
        Some(usual) => {
            let times = |(party, seconds): (&String, &f64)| {
                Some((party.clone(), seconds / usual.get(party)?))
            };
            it.latency.iter().filter_map(times).collect()
        }
    };
    readings.iter().map(row).collect()
}

fn services(organisation: &Organisation) -> Vec<(String, String)> {
    let ends = organisation
        .services()
        .map(|service| (service.provider().id().to_string(), service.consumer().id().to_string()));
    ends.collect()
}

/// Errors at the site, in points, of least squares from the service with the fault alone.
fn errors_along(
    rival: &AlongTheGraph,
    readings: &[Reading],
    usual: Option<&Usual>,
    is_tried: impl Fn(&str) -> bool,
) -> Vec<f64> {
    let metric = if usual.is_some() { "latency" } else { "availability" };
    // Neither a latency below the usual one nor an availability is above 1.
    let cut = |read: f64| if usual.is_some() { read.max(1.0) } else { read.min(1.0) };
    let quality = |read: f64| if usual.is_some() { (1.0 / read).min(1.0) } else { read.min(1.0) };
    let rows = rows(readings, usual);
    let faults = readings.iter().zip(&rows).filter(|(it, _)| it.metric == metric);
    let known = faults.filter(|(it, row)| row.contains_key(&it.root) && is_tried(&it.root));
    known
        .map(|(it, row)| {
            let said = rival.predict("site", &it.root, cut(row[&it.root]));
            100.0 * (quality(row["site"]) - quality(said))
        })
        .collect()
}

/// The same fit and least squares along the graph: of all, of a cause that was never seen failing, and
/// of few readings.
fn against_least_squares(
    folder: &Path,
    name: &str,
    (from, to): (&[Reading], &[Reading]),
) -> Outcome<Vec<Figure>> {
    let organisation = organisation(folder, Rule::INDEPENDENT)?;
    let services = services(&organisation);
    let priors = requests_per_job(&organisation, from);
    let ours = |readings: &[Reading], priors: &Priors| -> Outcome<OrganisationFit> {
        let options = FitOptions::default().orders([]).draws(50);
        Ok(fit(&organisation, &table(readings, false)?, priors, &options)?)
    };
    let along = |readings: &[Reading], is_tried: &dyn Fn(&str) -> bool| {
        let rival = AlongTheGraph::fit(&services, &rows(readings, None));
        errors_along(&rival, to, None, is_tried)
    };
    let all = root_mean_square(&along(from, &|_| true));
    // Each cause in turn: all other faults are known, and this one is predicted.
    let mut causes: Vec<&str> = to.iter().map(|it| it.root.as_str()).collect();
    causes.sort_unstable();
    causes.dedup();
    let (mut unseen, mut unseen_along) = (Vec::new(), Vec::new());
    for cause in causes.into_iter().filter(|cause| !cause.is_empty()) {
        let seen: Vec<Reading> = from.iter().filter(|it| it.root != cause).cloned().collect();
        unseen.extend(errors_from_root(&ours(&seen, &priors)?, to, None, |root| root == cause)?);
        unseen_along.extend(along(&seen, &|root| root == cause));
    }
    // Forty readings drawn from all, forty times.
    let (mut thin, mut thin_along) = (Vec::new(), Vec::new());
    let mut state = 11_u64;
    for _ in 0..40 {
        let mut few: Vec<usize> = Vec::new();
        while few.len() < 40 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33)? % from.len();
            if !few.contains(&at) {
                few.push(at);
            }
        }
        few.sort_unstable();
        let few: Vec<Reading> = few.into_iter().map(|at| from[at].clone()).collect();
        let errors = errors_from_root(&ours(&few, &priors)?, to, None, |_| true)?;
        thin.push(root_mean_square(&errors));
        thin_along.push(root_mean_square(&along(&few, &|_| true)));
    }
    let nine_tenths = |mut errors: Vec<f64>| {
        errors.sort_by(f64::total_cmp);
        errors[errors.len() * 9 / 10]
    };
    let nothing = ReadingTable::new(Vec::new())?;
    let options = FitOptions::default();
    let unfitted = fit(&organisation, &nothing, &priors, &options)?;
    let unfitted = root_mean_square(&errors_from_root(&unfitted, to, None, |_| true)?);
    let of = |what: &str| format!("availability, {name}: {what}");
    let rival = "least squares along the graph";
    Ok(vec![
        Figure::shown(of(&format!("the same, {rival}")), all),
        Figure::shown(of("nothing fitted, requests per job"), unfitted),
        Figure::shown(of("a cause never seen failing"), root_mean_square(&unseen)),
        Figure::shown(
            of(&format!("a cause never seen failing, {rival}")),
            root_mean_square(&unseen_along),
        ),
        Figure::shown(of("forty readings, 90th percentile"), nine_tenths(thin)),
        Figure::shown(
            of(&format!("forty readings, 90th percentile, {rival}")),
            nine_tenths(thin_along),
        ),
    ])
}

/// How many requests a provider gets for each one of its consumer.
fn requests_per_job(organisation: &Organisation, readings: &[Reading]) -> Priors {
    let of = |party: &str| -> f64 { readings.iter().filter_map(|it| it.requests.get(party)).sum() };
    organisation.services().fold(Priors::default(), |priors, service| {
        let (requests, jobs) =
            (of(service.provider().id().as_str()), of(service.consumer().id().as_str()));
        if jobs > 0.0 {
            priors.requests_per_job(service.id().to_string(), (requests / jobs).min(1.0))
        } else {
            priors
        }
    })
}

/// The share of instants with a fault and a root cause of which the first is the service with the
/// fault: of both directions together 55 of 55 for availability, and 67 of 73 for latency.
fn share_named(what: &str, named: &Named, least: f64) -> Figure {
    let Named { instants, with_cause, right, calm, false_alarms, .. } = named;
    let count = |number: &usize| f64::from(u32::try_from(*number).unwrap_or(u32::MAX));
    let words = format!(
        "{what}: {right} root causes right of {with_cause} named at {instants} faults, and \
         {false_alarms} at {calm} calm instants"
    );
    Figure::between(words, count(right) / count(with_cause), least, 1.0)
}

fn organisation(folder: &Path, rule: Rule) -> Outcome<Organisation> {
    let options = TableOptions::default().rule(rule);
    Ok(knockon::io::read_tables(folder.join("nodes.csv"), folder.join("edges.csv"), &options)?)
}

/// Times add: a harmonic mean.
fn with_orders(folder: &Path) -> Outcome<Organisation> {
    organisation(folder, Rule::share_with_own_weight(-1.0, 1.0))
}

fn table(readings: &[Reading], latency: bool) -> Outcome<ReadingTable> {
    let starts = readings.iter().map(|reading| reading.at).collect();
    let mut table = ReadingTable::new(starts)?;
    if latency {
        table = table.of_ratios();
    }
    let parties: Vec<String> = readings[0].availability.keys().cloned().collect();
    for party in parties {
        let reference = reference(readings, &party);
        let value = |it: &Reading| {
            let read = if latency {
                it.latency.get(&party).map(|seconds| reference / seconds)
            } else {
                it.availability.get(&party).copied()
            };
            read.unwrap_or(f64::NAN)
        };
        let requests = |it: &Reading| it.requests.get(&party).copied().unwrap_or(0.0);
        let series = ReadingSeries::new(readings.iter().map(value).collect::<Vec<_>>())
            .volume(readings.iter().map(requests).collect::<Vec<_>>())
            .same_requests("user requests");
        table.insert_party(&party, series)?;
    }
    Ok(table)
}

fn references(readings: &[Reading]) -> Usual {
    let parties = readings[0].latency.keys();
    parties.map(|party| (party.clone(), reference(readings, party))).collect()
}

/// The middle latency of calm periods.
fn reference(readings: &[Reading], party: &str) -> f64 {
    let calm = readings.iter().filter(|reading| reading.part == "noissue");
    let mut latencies: Vec<f64> = calm.filter_map(|it| it.latency.get(party).copied()).collect();
    latencies.sort_by(f64::total_cmp);
    latencies[latencies.len() / 2]
}

/// The error at the site, fault by fault and in points, where the service with the fault alone is known.
fn errors_from_root(
    fitted: &OrganisationFit,
    readings: &[Reading],
    usual: Option<&Usual>,
    is_tried: impl Fn(&str) -> bool,
) -> Outcome<Vec<f64>> {
    let organisation = fitted.organisation_assuming(Dependence::new(0.0)?);
    let network = organisation.compile()?;
    let metric = if usual.is_some() { "latency" } else { "availability" };
    let mut errors = Vec::new();
    for reading in readings.iter().filter(|reading| reading.metric == metric) {
        if organisation.party(&reading.root).is_none() || !is_tried(&reading.root) {
            continue;
        }
        let of = |party: &str| match usual {
            Some(usual) => (usual[party] / reading.latency[party]).min(1.0),
            None => reading.availability[party],
        };
        let capability = capability_for(&organisation, &reading.root, of(&reading.root))?;
        let scenario = Scenario::new("fault").capability(&reading.root, capability);
        let after = network.solve(&scenario)?;
        let predicted = after.quality("site").ok_or("the site is there")?.get();
        errors.push(100.0 * (of("site") - predicted));
    }
    Ok(errors)
}

/// The capability at which a department delivers what was read, by halving.
fn capability_for(organisation: &Organisation, department: &str, read: f64) -> Outcome<f64> {
    let network = organisation.compile()?;
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        let after = network.solve(&Scenario::new("").capability(department, middle))?;
        let quality = after.quality(department).ok_or("the department is there")?.get();
        if quality < read { low = middle } else { high = middle }
    }
    Ok(high)
}

/// Readings by run, in time.
fn read(file: &Path) -> Outcome<BTreeMap<String, Vec<Reading>>> {
    let text = std::fs::read_to_string(file)?;
    let mut runs: BTreeMap<String, BTreeMap<DateTime<Utc>, Reading>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [run, at, party, availability, latency, requests, part, root, metric] = cells[..]
        else {
            return Err(format!("nine cells are needed: {line}").into());
        };
        let at: DateTime<Utc> = at.parse()?;
        let reading =
            runs.entry(run.to_owned()).or_default().entry(at).or_insert_with(|| Reading {
                at,
                part: part.to_owned(),
                root: root.to_owned(),
                metric: metric.to_owned(),
                availability: BTreeMap::new(),
                latency: BTreeMap::new(),
                requests: BTreeMap::new(),
            });
        for (cell, to) in [
            (availability, &mut reading.availability),
            (latency, &mut reading.latency),
            (requests, &mut reading.requests),
        ] {
            if let Ok(number) = cell.parse() {
                to.insert(party.to_owned(), number);
            }
        }
    }
    Ok(runs.into_iter().map(|(run, readings)| (run, readings.into_values().collect())).collect())
}
