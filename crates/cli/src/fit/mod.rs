//! What do readings say of dependences, and how well do they predict?
//!
//! ```text
//! $ knockon fit
//! $ knockon fit nodes.csv edges.csv --indicators indicators.csv --judgements judgements.csv \
//!       --every 5m --rule independent --write fitted.json --assume 0.5
//! ```
//!
//! Tables are those of `measure`. Services may be open: a table without dependences will do. What
//! readings do not say is said to be unknown, keeps what was judged or stated, or stays open; `--write`
//! writes an assumed dependence only where `--assume` gives one. Without arguments the embedded
//! organisation is fitted to its embedded year. Bad input ends with exit code 2, a message on standard
//! error and nothing on standard output.

mod arguments;

use chrono::DateTime;
use knockon::evidence::calibration::{AnswerOptions, Answers, answers, calibrate};
use knockon::evidence::fit::{FittedParty, OrganisationFit, Priors, ReadingTable, fit};
use knockon::evidence::{Evidence, Measuring, Reference};
use knockon::io::csv::EvidenceTable;
use knockon::io::{
    Limits, json as documents, read_evidence, read_scenario, sample, sample_evidence_of,
};
use knockon::report::{FitDocument, text};
use knockon::unit::Dependence;
use serde::Serialize;

pub(crate) use arguments::Arguments;

use crate::answer::Failure;
use crate::paint;
use crate::warning::warn;
use crate::written::write_file;

/// Warns of levels that hold what was received on services whose dependence nobody knew.
fn warn_of_levels(fitted: &OrganisationFit) {
    let is_open = |party: &&FittedParty| party.level_holds_open_needs();
    let open: Vec<_> = fitted.parties.iter().filter(is_open).map(|party| &*party.party).collect();
    if !open.is_empty() {
        warn(&format!(
            "what is assumed comes on top of levels that were read while it was open: qualities of {} \
             come out lower than they were read",
            open.join(", ")
        ));
    }
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let options = arguments.options()?;
    let assumed = arguments.assume.map(Dependence::new).transpose();
    let assumed = assumed.map_err(|error| format!("--assume: {error}"))?;
    if assumed.is_some() && arguments.write.is_none() && arguments.scenario.is_none() {
        return Err("--assume says what is written or answered: give --write or --scenario".into());
    }
    let evidence = evidence(arguments)?;
    // Judgements are of no day: they are read where nothing else is.
    let has_judgements = !evidence.judgements().is_empty();
    let until = evidence.end().or(has_judgements.then_some(DateTime::UNIX_EPOCH));
    let until = until.ok_or("the tables hold nothing to fit to")?;
    let mut measuring =
        Measuring::until(until).every(arguments.every).offset(arguments.table.offset);
    if arguments.reference.is_some() {
        measuring.reference = Reference::Median;
    }
    let measured = evidence.measure(&measuring)?;
    let organisation = &measured.apply_beside_levels(evidence.organisation())?;
    let table = ReadingTable::from_measured(&measured)?;
    let priors = Priors::from_evidence(&evidence, &measured);
    let fitted = fit(organisation, &table, &priors, &options.fit)?;
    let report = calibrate(organisation, &table, &priors, &options)?;
    let remarks: Vec<String> = [evidence.notes(), measured.notes(), priors.remarks()].concat();
    if let Some(path) = &arguments.write {
        let written = match assumed {
            Some(dependence) => fitted.organisation_assuming(dependence),
            None => fitted.organisation(),
        };
        let open = written.open_dependences().len();
        if open > 0 {
            warn(&format!(
                "{open} dependences stay open in what is written; --assume gives them one"
            ));
        }
        if assumed.is_some() {
            warn_of_levels(&fitted);
        }
        let text = documents::organisation_to_string(&written) + "\n";
        write_file(path, text.as_bytes())?;
    }
    let answered = match &arguments.scenario {
        Some(path) => {
            let scenario = read_scenario(path, &Limits::default())?;
            let mut options = AnswerOptions::default().seed(arguments.seed);
            options.assume = assumed;
            if let (None, open @ 1..) = (options.assume, fitted.still_open.len()) {
                return Err(format!(
                    "{open} dependences are still open, so that nothing can be answered: --assume gives \
                     them one, `ask` asks people"
                )
                .into());
            }
            Some(answers(&fitted, &report, &scenario, &options)?)
        }
        None => None,
    };
    if !arguments.format.is_text() {
        let document = FitDocument::new(&fitted, organisation.name(), &report).remarks(remarks);
        let answer = Answered { document, answer: answered };
        return Ok(arguments.format.written(&answer, &["parties.needs"])?.unwrap_or_default());
    }
    let mut said = text::fitted(organisation, &fitted, &report, &remarks, arguments.top);
    if let Some(answered) = &answered {
        said += &text::answers(organisation, answered, arguments.top);
    }
    Ok(paint::text(said))
}

/// One JSON document.
#[derive(Serialize)]
struct Answered {
    #[serde(flatten)]
    document: FitDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answers>,
}

/// Reads the tables that are given, or takes the embedded ones.
fn evidence(arguments: &Arguments) -> Result<Evidence, Failure> {
    use EvidenceTable::{Feedback, Indicators, Judgements, Surveys, Tickets};
    let tables = [
        (Tickets, &arguments.tickets),
        (Surveys, &arguments.surveys),
        (Feedback, &arguments.feedback),
        (Indicators, &arguments.indicators),
        (Judgements, &arguments.judgements),
    ];
    if tables.iter().all(|(_, path)| path.is_none()) {
        if arguments.organisation.files.is_empty() {
            let organisation = arguments.organisation.read(arguments.rule, sample)?;
            return Ok(sample_evidence_of(&organisation)?);
        }
        return Err(
            "nothing to fit to; give --indicators, --tickets, --surveys, --feedback or --judgements"
                .into(),
        );
    }
    let organisation = arguments.organisation.read(arguments.rule, sample)?;
    let mut builder = Evidence::builder(&organisation);
    for (table, path) in tables {
        if let Some(path) = path {
            read_evidence(table, path, &arguments.table.options(), &mut builder)?;
        }
    }
    Ok(builder.build()?)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use crate::scratch::scratch;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("fit {line}"))
    }

    /// A table of forty days: `hr` is 0.9 (1 − 0.4 (1 − it)).
    fn readings() -> String {
        let mut text = "at,party,observed\n".to_owned();
        for day in 0..40_u32 {
            let it = 1.0 - 0.05 * f64::from(day * 7 % 10);
            let hr = 0.9 * (1.0 - 0.4 * (1.0 - it));
            let (month, of_month) = (1 + day / 28, 1 + day % 28);
            writeln!(text, "2026-{month:02}-{of_month:02} 00:00,it,{it}").unwrap();
            writeln!(text, "2026-{month:02}-{of_month:02} 00:00,hr,{hr}").unwrap();
        }
        text
    }

    #[test]
    fn an_open_table_is_fitted_and_written() {
        let edges = scratch("fit-edges.csv", "provider,consumer\nit,hr\nhr,shop\n");
        let indicators = scratch("fit-indicators.csv", &readings());
        let path = scratch("fit-written.json", "");
        let line = format!("{edges} --indicators {indicators} --every day --write {path}");
        let said = ask(&line).unwrap();
        assert!(said.contains(" it>hr"), "{said}");
        assert!(said.contains("Still open, for nobody knows: hr>shop."), "{said}");
        assert!(
            said.contains("better than last day's figure, the average and the trend"),
            "{said}"
        );
        let refused = crate::ask(&format!("assess {path}")).unwrap_err();
        assert!(refused.contains("no dependence is stated for `hr>shop`"), "{refused}");
        ask(&format!("{line} --assume 50%")).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains("0.5"), "{written}");
        assert!(crate::ask(&format!("assess {path}")).is_ok());
    }

    #[test]
    fn document_says_what_was_fitted() {
        let edges = scratch("fit-json-edges.csv", "provider,consumer\nit,hr\nhr,shop\n");
        let indicators = scratch("fit-json-indicators.csv", &readings());
        let line = format!("{edges} --indicators {indicators} --every day --json");
        let document: serde_json::Value = serde_json::from_str(&ask(&line).unwrap()).unwrap();
        let need = &document["parties"][0]["needs"][0];
        assert_eq!(need["service"], "it>hr");
        assert!((need["dependence"].as_f64().unwrap() - 0.4).abs() < 1e-3, "{need}");
        assert_eq!(need["identified"], true);
        assert_eq!(document["report"][0]["question"], "now");
        assert_eq!(document["still_open"][0], "hr>shop");
    }

    /// Raw tickets and answers to surveys of eighty days: `shop` is 0.95 (1 − 0.5 (1 − it)).
    fn raw_tables() -> [String; 2] {
        let mut state = 1_u64;
        let mut unit = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
        };
        let mut tickets = "provider,consumer,opened_at,resolved_at,target_met\n".to_owned();
        let mut surveys = "at,party,instrument,score\n".to_owned();
        for day in 0..80_u32 {
            let it = 1.0 - 0.05 * f64::from(day * 7 % 10);
            let shop = 0.95 * (1.0 - 0.5 * (1.0 - it));
            let date = format!("2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28);
            for ticket in 0..40 {
                let (hour, met) = (ticket / 4, u8::from(unit() < it));
                writeln!(tickets, "it,shop,{date} {hour:02}:00,{date} {:02}:00,{met}", hour + 1)
                    .unwrap();
            }
            for hour in 0..20 {
                // Whole scores of one to five, of which the mean is right.
                let score = (1.0 + 4.0 * shop + unit()).floor();
                writeln!(surveys, "{date} {hour:02}:00,shop,csat5,{score}").unwrap();
            }
        }
        [scratch("fit-tickets.csv", &tickets), scratch("fit-surveys.csv", &surveys)]
    }

    /// One command: raw tickets, surveys and a bare list of services in; an organisation and an answer with
    /// both intervals out, which hold the truth.
    #[test]
    fn raw_tickets_and_surveys_become_an_answer_with_both_intervals() {
        let services = scratch("fit-one-service.csv", "provider,consumer\nit,shop\n");
        let [tickets, surveys] = raw_tables();
        let half = r#"{ "name": "IT at half", "capability": { "it": 0.5 } }"#;
        let half = scratch("fit-it-at-half.json", half);
        let path = scratch("fit-calibrated.json", "");
        let line = format!(
            "{services} --tickets {tickets} --surveys {surveys} --every day --scenario {half} \
             --write {path} --json"
        );
        let document: serde_json::Value = serde_json::from_str(&ask(&line).unwrap()).unwrap();
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let need = &document["parties"][0]["needs"][0];
        assert!(number(&need["low"]) < 0.5 && 0.5 < number(&need["high"]), "{need}");
        let answer = &document["answer"]["customers"][0];
        let truth = 0.95 * 0.75;
        let (low, high) = (number(&answer["quality"]["low"]), number(&answer["quality"]["high"]));
        assert!(low < truth && truth < high && high - low < 0.1, "{answer}");
        // A single day is less certain than what days are drawn around.
        let [first, last] = [0, 1].map(|end| number(&answer["observed"][end]));
        assert!(first < low && high < last, "{answer}");
        let assessed = crate::ask(&format!("assess {path} --set it=0.5 --json")).unwrap();
        let assessed: serde_json::Value = serde_json::from_str(&assessed).unwrap();
        let quality = number(&assessed["quality"]["shop"]);
        assert!(low < quality && quality < high, "{quality} {answer}");
    }

    /// The same of the embedded year: too few periods of customers are held out to say how far a reading
    /// may be off.
    #[test]
    fn the_embedded_tables_and_a_list_of_services_become_an_answer() {
        let mut list = "id,provider,consumer\n".to_owned();
        for service in knockon::io::sample().services() {
            let (provider, consumer) = (service.provider().id(), service.consumer().id());
            writeln!(list, "{},{provider},{consumer}", service.id()).unwrap();
        }
        let mut line = scratch("fit-list.csv", &list);
        for table in ["tickets", "surveys", "feedback", "indicators", "judgements"] {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/io/harbour_and_vine");
            write!(line, " --{table} {folder}/{table}.csv").unwrap();
        }
        let half = r#"{ "name": "IT at half", "capability": { "it": 0.5 } }"#;
        let half = scratch("fit-half.json", half);
        let refused = ask(&format!("{line} --scenario {half}")).unwrap_err();
        assert!(refused.contains("--assume gives them one"), "{refused}");
        let path = scratch("fit-raw.json", "");
        let line = format!("{line} --scenario {half} --assume 0.3 --write {path} --json");
        let document: serde_json::Value = serde_json::from_str(&ask(&line).unwrap()).unwrap();
        assert!(!document["report"].as_array().unwrap().is_empty());
        let answers = document["answer"]["customers"].as_array().unwrap();
        assert_eq!(answers.len(), 4);
        for answer in answers {
            let [low, median, high] =
                ["low", "median", "high"].map(|of| answer["change"][of].as_f64().unwrap());
            assert!(low < median && median < high && high < 0.0, "{answer}");
            assert!(answer["observed"].is_null(), "{answer}");
        }
        let assessed = crate::ask(&format!("assess {path} --set it=0.5 --json")).unwrap();
        assert!(assessed.contains("shoppers"), "{assessed}");
    }

    #[test]
    fn bad_input_is_told() {
        let edges = scratch("fit-bad-edges.csv", "provider,consumer\nit,hr\n");
        let indicators =
            scratch("fit-bad-indicators.csv", "at,party,observed\n2026-01-01 00:00,itt,0.5\n");
        assert!(ask(&edges).unwrap_err().contains("nothing to fit to"));
        let doubled = "at,party,observed\n2026-01-01 00:00,it,0.5\n2026-01-02 00:00,it,0.5\n\
                       2026-01-01 00:00,it,60%\n2026-01-01 00:00,hr,0.5\n";
        let doubled = scratch("fit-doubled.csv", doubled);
        assert_eq!(
            ask(&format!("{edges} --indicators {doubled}")).unwrap_err(),
            format!(
                "{doubled}, line 4, at: `it` is read at `2026-01-01T00:00:00+00:00` in line 2 already, as \
                 `0.5` and now as `0.6`, where one reading is needed; leave one out"
            )
        );
        let line = format!("{edges} --indicators {indicators}");
        assert!(ask(&line).unwrap_err().contains("itt"));
        assert!(ask("--orders 1,x").unwrap_err().contains("`x` is no order"));
        assert!(ask("--hold-out 2").unwrap_err().contains("is not inside 0..1"));
    }
}
