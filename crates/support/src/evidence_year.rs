//! A year of evidence about Harbour & Vine, made up from a seed: tickets, surveys, feedback,
//! indicators and judgements, as tables.
//!
//! Qualities of every month follow from capabilities that wander, with an outage of IT in March and
//! one of the courier in November; what is read of them has noise.

use std::fmt::Write;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use knockon::organisation::PartyRef;
use knockon::{Assessment, Organisation, Scenario};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The seed that the embedded tables are made with.
const SEED: u64 = 2025;
/// How many months there are.
const MONTHS: u32 = 12;

/// A team with tickets: its id, how many a year, the median hours it takes, and the hours it aims
/// at; who takes a ticket over, and the share of tickets it takes.
struct Team {
    id: &'static str,
    tickets: u32,
    median_hours: f64,
    target_hours: f64,
    passes_to: (&'static str, f64),
}

const TEAMS: [Team; 4] = [
    Team {
        id: "it",
        tickets: 420,
        median_hours: 5.0,
        target_hours: 16.0,
        passes_to: ("facilities", 0.1),
    },
    Team { id: "hr", tickets: 180, median_hours: 30.0, target_hours: 72.0, passes_to: ("it", 0.2) },
    Team {
        id: "warehouse",
        tickets: 240,
        median_hours: 2.5,
        target_hours: 8.0,
        passes_to: ("fleet", 0.15),
    },
    Team {
        id: "support",
        tickets: 400,
        median_hours: 1.2,
        target_hours: 4.0,
        passes_to: ("warehouse", 0.25),
    },
];

/// The tables by name; the organisation is the embedded one.
///
/// # Panics
///
/// For an organisation without its departments.
pub fn tables(organisation: &Organisation) -> [(&'static str, String); 5] {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(SEED));
    let months = states(organisation, &mut chance);
    [
        ("tickets.csv", tickets(organisation, &months, &mut chance)),
        ("surveys.csv", surveys(organisation, &months, &mut chance)),
        ("feedback.csv", feedback(organisation, &months, &mut chance)),
        ("indicators.csv", indicators(organisation, &months, &mut chance)),
        ("judgements.csv", JUDGEMENTS.to_owned()),
    ]
}

const JUDGEMENTS: &str = "\
kind,service,low,likely,high,bounds,remaining,buffer,at,provider,provider_left,consumer,consumer_left,expert,note
three_point,hr-workplaces,0.3,0.5,0.8,p5_p95,,,,,,,,Head of HR,asked in December
remaining,hosting,,,,,0.35,0.05,,,,,,Head of the web shop,orders by telephone would go on
episode,,,,,,,,2025-11-10T08:00,courier,0.4,web-shop,0.88,Head of logistics,the strike of the courier
";

struct Chance(ChaCha8Rng);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0.random_range(0.0..1.0)
    }

    /// A standard normal number, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }

    fn below(&mut self, count: u32) -> u32 {
        self.0.random_range(0..count)
    }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap()
}

/// The state of every month.
fn states(organisation: &Organisation, chance: &mut Chance) -> Vec<Assessment> {
    let network = organisation.compile().unwrap();
    let ids: Vec<_> = served(organisation)
        .filter(|party| party.is_department())
        .map(|party| party.id().as_str().to_owned())
        .collect();
    let mut wander = vec![0.0; ids.len()];
    let month = |month: u32| {
        let mut scenario = Scenario::new(format!("month {month}"));
        for (id, wander) in ids.iter().zip(&mut wander) {
            *wander = 0.4 * *wander + 0.03 * chance.normal();
            let usual = (0.95 + *wander).clamp(0.6, 1.0);
            let capability = match (id.as_str(), month) {
                ("it", 2) => 0.62,
                ("courier", 10) => 0.4,
                ("hr", 7) => 0.75,
                _ => usual,
            };
            scenario = scenario.capability(id, capability);
        }
        network.solve(&scenario).unwrap()
    };
    (0..MONTHS).map(month).collect()
}

/// Parties with services; a division has parts alone.
fn served(organisation: &Organisation) -> impl Iterator<Item = PartyRef<'_>> {
    organisation
        .parties()
        .filter(|party| party.services_provided().len() + party.services_received().len() > 0)
}

fn quality(state: &Assessment, party: &str) -> f64 {
    state.quality(party).unwrap().get()
}

/// A minute of a working day, evenly over the year.
fn working_minute(chance: &mut Chance) -> NaiveDateTime {
    loop {
        let date = first_day().checked_add_days(Days::new(u64::from(chance.below(365)))).unwrap();
        if date.weekday().num_days_from_monday() < 5 {
            let minute = 7 * 60 + chance.below(11 * 60);
            return date.and_hms_opt(minute / 60, minute % 60, 0).unwrap();
        }
    }
}

fn stamp(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

fn tickets(organisation: &Organisation, months: &[Assessment], chance: &mut Chance) -> String {
    let end =
        first_day().checked_add_months(Months::new(MONTHS)).unwrap().and_time(NaiveTime::default());
    let mut rows = Vec::new();
    for team in &TEAMS {
        let services: Vec<_> = organisation.party(team.id).unwrap().services_provided().collect();
        let hardness: Vec<f64> = services.iter().map(|_| (0.45 * chance.normal()).exp()).collect();
        for _ in 0..team.tickets {
            let opened = working_minute(chance);
            // Some services are asked more often than others.
            let place = chance.share() * chance.share();
            let count = u32::try_from(services.len()).unwrap();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "few services"
            )]
            let at = (place * f64::from(count)) as usize;
            let consumer = services[at].consumer().id().as_str();
            let of_month = quality(&months[opened.month0() as usize], team.id);
            let hours =
                team.median_hours * hardness[at] * (0.9 * chance.normal()).exp() / of_month.powi(4);
            #[expect(clippy::cast_possible_truncation, reason = "a few thousand minutes")]
            let resolved = opened + TimeDelta::minutes((60.0 * hours).round() as i64);
            let (other, share) = team.passes_to;
            let closed_by = if chance.share() < share { other } else { team.id };
            // Telephones of support: how long people waited, and whether they gave up.
            let waited = (team.id == "support").then(|| -180.0 * (1.0 - chance.share()).ln());
            let patience = -600.0 * (1.0 - chance.share()).ln();
            rows.push((opened, resolved, team, consumer, hours, closed_by, waited, patience));
        }
    }
    rows.sort_by(|a, b| (a.0, a.2.id, a.3).cmp(&(b.0, b.2.id, b.3)));
    let mut text =
        "provider,consumer,opened_at,resolved_at,target_met,closed_by,waited_seconds,abandoned\n"
            .to_owned();
    for (opened, resolved, team, consumer, hours, closed_by, waited, patience) in rows {
        let (id, opened) = (team.id, stamp(opened));
        let waits = waited.map_or_else(
            || ",".to_owned(),
            |waited| format!("{:.0},{}", waited.min(patience), u8::from(waited > patience)),
        );
        let _ = if resolved < end {
            let is_met = u8::from(hours <= team.target_hours);
            let resolved = stamp(resolved);
            writeln!(text, "{id},{consumer},{opened},{resolved},{is_met},{closed_by},{waits}")
        } else {
            writeln!(text, "{id},{consumer},{opened},,,,{waits}")
        };
    }
    text
}

/// Departments on their providers in June, on a scale of five; external customers in November, on
/// whether they would recommend the house.
fn surveys(organisation: &Organisation, months: &[Assessment], chance: &mut Chance) -> String {
    let mut text = "at,party,provider,service,instrument,score,population\n".to_owned();
    for service in organisation.services() {
        let (provider, consumer) = (service.provider(), service.consumer());
        let is_asked = ["it", "hr", "finance"].contains(&provider.id().as_str());
        if !is_asked {
            continue;
        }
        let usual = quality(&months[5], provider.id().as_str());
        for _ in 0..6 + chance.below(5) {
            let score = (1.0 + 4.0 * usual + 0.9 * chance.normal() - 0.4).round().clamp(1.0, 5.0);
            let (consumer, provider, service) = (consumer.id(), provider.id(), service.id());
            let _ =
                writeln!(text, "2025-06-16T12:00,{consumer},{provider},{service},csat5,{score},40");
        }
    }
    for customer in organisation.customers() {
        let usual = quality(&months[10], customer.id().as_str());
        for _ in 0..30 {
            let score = (10.0 * usual + 1.6 * chance.normal()).round().clamp(0.0, 10.0);
            let _ = writeln!(text, "2025-11-24T12:00,{},,,nps,{score},", customer.id());
        }
    }
    text
}

/// Scores of external customers, from a survey at the till, a forum that draws the angry, and a
/// chat.
fn feedback(organisation: &Organisation, months: &[Assessment], chance: &mut Chance) -> String {
    const CHANNELS: [(&str, f64, u32); 3] =
        [("survey", 0.0, 3), ("forum", -0.2, 2), ("chat", 0.04, 2)];
    let mut text = "at,party,channel,score,scale\n".to_owned();
    for (number, month) in (0..MONTHS).zip(months) {
        let day = first_day().checked_add_months(Months::new(number)).unwrap();
        for customer in organisation.customers() {
            let usual = quality(month, customer.id().as_str());
            for (channel, offset, most) in CHANNELS {
                for _ in 0..=chance.below(most) {
                    let score = (1.0 + 4.0 * (usual + offset + 0.15 * chance.normal())).round();
                    let at = day.checked_add_days(Days::new(u64::from(chance.below(28)))).unwrap();
                    let (party, score) = (customer.id(), score.clamp(1.0, 5.0));
                    let _ = writeln!(text, "{at}T12:00,{party},{channel},{score},1..5");
                }
            }
        }
    }
    text
}

/// What every party delivered in every month, and of how many requests.
fn indicators(organisation: &Organisation, months: &[Assessment], chance: &mut Chance) -> String {
    let mut text = "at,party,observed,volume\n".to_owned();
    let usual: Vec<f64> =
        served(organisation).map(|_| 150.0 * (0.8 * chance.normal()).exp()).collect();
    for (number, month) in (0..MONTHS).zip(months) {
        let day = first_day().checked_add_months(Months::new(number)).unwrap();
        for (party, usual) in served(organisation).zip(&usual) {
            let observed = quality(month, party.id().as_str()) + 0.008 * chance.normal();
            let volume = (usual * (1.0 + 0.1 * chance.normal())).max(20.0);
            let (party, observed) = (party.id(), observed.clamp(0.0, 1.0));
            let _ = writeln!(text, "{day}T00:00,{party},{observed:.4},{volume:.0}");
        }
    }
    text
}
