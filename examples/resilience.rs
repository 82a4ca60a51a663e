//! Whose loss hurts external customers most?
//!
//! ```text
//! $ cargo run --release --example resilience
//! $ cargo run --release --example resilience -- ORGANISATION.json --threshold 0.5 --customer shoppers
//! $ cargo run --release --example resilience -- nodes.csv edges.csv --dependence-total 0.8 --services --json
//! ```
//!
//! Every department is lost in turn, with all the services it provides, or every service. Without
//! arguments it asks an embedded organisation. Bad input ends with exit code 2, a message on
//! standard error and nothing on standard output.

#[path = "common/mod.rs"]
mod common;
#[path = "common/list.rs"]
mod list;
#[path = "common/name.rs"]
mod name;
#[path = "common/numbers.rs"]
mod numbers;

use std::fmt::Write;
use std::process::ExitCode;

use clap::Parser;
use knockon::chain::{Candidates, Loss, Lost, Resilience, ResilienceOptions};
use knockon::io::sample;
use knockon::organisation::PartyRef;
use knockon::{Organisation, Quality, Status};
use serde::Serialize;

use common::{Column, Failure, OrganisationFiles, finish, plain, table, warn};
use list::list;
use name::short;
use numbers::{points, signed};

/// Whose loss hurts external customers most.
#[derive(Debug, Parser)]
#[command(name = "resilience")]
struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// Lose services one by one, rather than departments
    #[arg(long)]
    services: bool,

    /// Quality below which no customer must fall, 0..=1
    #[arg(long, value_name = "Q")]
    threshold: Option<f64>,

    /// External customer to speak of and rank by; all, by population, unless given
    #[arg(long, value_name = "ID")]
    customer: Option<String>,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(sample)?;
    let mut options = ResilienceOptions::default();
    if arguments.services {
        options = options.candidates(Candidates::Services);
    }
    if let Some(id) = &arguments.customer {
        if organisation.party(id).is_none_or(PartyRef::is_department) {
            return Err(format!("--customer: `{id}` is not an external customer").into());
        }
        options = options.customer(id);
    } else if organisation.customer_count() == 0 && organisation.department_count() == 0 {
        return nothing_to_lose(organisation.name(), arguments);
    } else if organisation.customer_count() == 0 {
        warn("there is no external customer; losses are sums over all departments");
        options = organisation
            .departments()
            .fold(options, |options, party| options.weight(party.id().as_str(), 1.0));
    }
    options.threshold = arguments.threshold;
    let resilience = organisation.compile()?.resilience(&options)?;
    if resilience.status() == Status::NotConverged {
        warn("not every state converged");
    }
    if arguments.json {
        let document = Document {
            organisation: organisation.name(),
            status: resilience.status(),
            base_loss: resilience.base_loss(),
            losses: &losses(&resilience, arguments.customer.as_deref()),
        };
        document.text()
    } else {
        Ok(describe(&organisation, &resilience, arguments))
    }
}

/// One JSON document.
#[derive(Serialize)]
struct Document<'a> {
    organisation: &'a str,
    status: Status,
    base_loss: f64,
    losses: &'a [Loss],
}

impl Document<'_> {
    fn text(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Answers for an organisation of nobody.
fn nothing_to_lose(organisation: &str, asked: &Arguments) -> Result<String, Failure> {
    if asked.json {
        Document { organisation, status: Status::Converged, base_loss: 0.0, losses: &[] }.text()
    } else {
        Ok(format!("{}: there is nothing to lose\n", plain(organisation)))
    }
}

/// Every loss; with a customer chosen, the only one who can be hit is that one.
fn losses(resilience: &Resilience, chosen: Option<&str>) -> Vec<Loss> {
    let mut losses = resilience.losses().to_vec();
    if let Some(customer) = chosen.and_then(|id| resilience.baseline().party(id)) {
        for loss in &mut losses {
            let hit = loss.worst_hit.take().filter(|_| loss.loss > 0.0);
            let quality = Quality::new((customer.quality().get() - loss.loss).clamp(0.0, 1.0));
            loss.worst_hit = hit.zip(quality.ok()).map(|(mut hit, quality)| {
                (hit.customer, hit.quality, hit.change) = (customer.id(), quality, -loss.loss);
                hit
            });
        }
    }
    losses
}

fn describe(organisation: &Organisation, resilience: &Resilience, asked: &Arguments) -> String {
    let what = if asked.services { "service" } else { "department" };
    let name = plain(organisation.name());
    let chosen = asked.customer.as_deref().map(|id| name_of(organisation, id));
    let whose = chosen.as_ref().map_or(String::new(), |chosen| format!(" for {chosen}"));
    let mut text = format!("{name}: each {what} lost in turn, worst first{whose}\n\n");
    let mut columns = vec![Column::Text(what), Column::Number("points lost")];
    if chosen.is_none() {
        columns.extend([Column::Text("worst hit"), Column::Number("points")]);
    }
    columns.push(Column::Number("stays lost"));
    let row = |loss: &Loss| {
        let mut row = vec![lost_name(organisation, &loss.lost, short), points(loss.loss)];
        if chosen.is_none() {
            row.extend(worst_hit(organisation, loss));
        }
        row.push(if loss.tips { points(loss.lasting) } else { "-".to_owned() });
        row
    };
    text += &table(&columns, resilience.losses().iter().map(row), asked.top);
    if let Some(threshold) = asked.threshold {
        let alone: Vec<_> = resilience
            .single_points_of_failure()
            .map(|loss| lost_name(organisation, &loss.lost, plain))
            .collect();
        let whom = chosen.unwrap_or("a customer".to_owned());
        let named = if alone.is_empty() { "none".to_owned() } else { list(&alone, asked.top) };
        let _ = writeln!(text, "\nAlone bring {whom} below {}: {named}", points(threshold));
    }
    text
}

/// The customer who loses most, and how much.
fn worst_hit(organisation: &Organisation, loss: &Loss) -> [String; 2] {
    match &loss.worst_hit {
        Some(hit) => [short(&name_of(organisation, hit.customer.as_str())), signed(hit.change)],
        None => ["nobody".to_owned(), "0.0".to_owned()],
    }
}

/// A department's name; a service's id, which is what tells services apart.
fn lost_name(organisation: &Organisation, lost: &Lost, written: fn(&str) -> String) -> String {
    match lost {
        Lost::Department(id) => written(&name_of(organisation, id.as_str())),
        service => plain(service.id()),
    }
}

fn name_of(organisation: &Organisation, id: &str) -> String {
    plain(organisation.party(id).map_or(id, PartyRef::name))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Arguments, answer};

    /// The answer to a line of arguments, or why there is none.
    fn ask(line: &str) -> Result<String, String> {
        let words = ["resilience"].into_iter().chain(line.split_whitespace());
        let arguments = Arguments::try_parse_from(words).map_err(|error| error.to_string())?;
        answer(&arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn single_points_of_failure_have_names() {
        let text = ask("--threshold 0.5").unwrap();
        let expected = "Alone bring a customer below 50.0: Shops, IT, Web shop, Catering\n";
        assert!(text.ends_with(expected), "{text}");
        let text = ask("--threshold 0.5 --top 1").unwrap();
        assert!(text.ends_with("below 50.0: Shops and 3 more\n"), "{text}");
    }

    #[test]
    fn a_chosen_customer_is_the_only_one_spoken_of() {
        let text = ask("--customer schools --threshold 0.6").unwrap();
        assert!(text.contains("worst first for City schools\n"), "{text}");
        assert!(
            text.ends_with("\nAlone bring City schools below 60.0: Delivery fleet\n"),
            "{text}"
        );
        assert!(!text.contains("Restaurants"), "{text}");
        let document = ask("--customer schools --json").unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        let hit = &document["losses"][0]["worst_hit"];
        assert_eq!(hit["customer"], "schools");
        assert_eq!(hit["change"].as_f64(), document["losses"][0]["loss"].as_f64().map(|l| -l));
    }

    #[test]
    fn who_is_no_customer_is_refused() {
        let refused = ask("--customer it").unwrap_err();
        assert_eq!(refused, "--customer: `it` is not an external customer");
    }
}
