//! What do tickets, surveys, feedback and indicators say?
//!
//! ```text
//! $ knockon measure
//! $ knockon measure ORGANISATION.json --tickets tickets.csv --half-life 90 --json
//! $ knockon measure nodes.csv edges.csv --dependence-total 0.8 --tickets tickets.csv \
//!       --until 2026-04-15 --since 2026-03-18 --every week --write measured.json
//! ```
//!
//! ```text
//! $ knockon measure
//! Harbour & Vine: 1240 tickets, 254 answers to surveys, 248 scores of feedback, 216 indicators and 3 judgements, until 2026-01-01 00:00; intervals of 95 %
//!
//! Conditions of services, in points of 100, worst first
//!
//!  service                from              to                        met  condition  interval  like it  by
//!  account-restaurants    Customer support  Restaurants           8 of 23       46.7  29 to 64     65.5  tickets
//!  complaints-households  Customer support  Online households    44 of 81       56.1  46 to 66     65.5  tickets
//!  batch-records          IT                Food safety          27 of 49       59.2  46 to 71     72.5  tickets
//! ...
//! Arrivals, and hours until resolved (elapsed, not worked)
//!
//!  department        a month  interval  median h  80 % h  mean h   to  still open
//!  IT                   35.0  30 to 40       9.8    22.7    18.7  157           0
//!  Human resources      15.0  13 to 17      31.2    82.0    51.4  178           1
//!  Warehouse            20.0  16 to 24       2.6     6.1     4.4   21           0
//! ...
//! ```
//!
//! Tables have the columns that `knockon::io::csv::EvidenceTable` names. Without arguments it
//! measures a year of an embedded organisation. There is no clock: without `--until` today is the
//! instant after everything that was read. Bad input ends with exit code 2, a message on standard
//! error and nothing on standard output.

mod arguments;

use chrono::{DateTime, Utc};
use knockon::evidence::Evidence;
use knockon::io::csv::EvidenceTable;
use knockon::io::{json as documents, read_evidence, sample, sample_evidence};
use knockon::report::{MeasuredDocument, text};

pub(crate) use arguments::{Arguments, ReferenceChoice};

use crate::answer::Failure;
use crate::paint;
use crate::written::write_file;

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let evidence = evidence(arguments)?;
    let measured = evidence.measure(&arguments.measuring(until(arguments, &evidence)?)?)?;
    if let Some(path) = &arguments.write {
        let organisation = measured.apply(evidence.organisation())?;
        let text = documents::organisation_to_string(&organisation) + "\n";
        write_file(path, text.as_bytes())?;
    }
    if let Some(answer) = arguments.format.written(
        &MeasuredDocument::new(&evidence, &measured),
        &["conditions", "qualities", "capabilities", "requests", "lags"],
    )? {
        return Ok(answer);
    }
    Ok(paint::text(text::measured(&evidence, &measured, arguments.top)))
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
            return Ok(sample_evidence());
        }
        return Err(
            "nothing to measure; give --tickets, --surveys, --feedback, --indicators or --judgements"
                .into(),
        );
    }
    let organisation = arguments.organisation.read(None, sample)?;
    let mut builder = Evidence::builder(&organisation);
    for (table, path) in tables {
        if let Some(path) = path {
            read_evidence(table, path, &arguments.table.options(), &mut builder)?;
        }
    }
    Ok(builder.build()?)
}

/// Today: as stated, else the first month after the embedded year, else after what was read.
fn until(arguments: &Arguments, evidence: &Evidence) -> Result<DateTime<Utc>, Failure> {
    if let Some(until) = arguments.instant("--until", arguments.until.as_deref())? {
        return Ok(until);
    }
    let is_embedded = arguments.is_embedded();
    let end = if is_embedded { Some("2026-01-01T00:00:00Z".parse()?) } else { evidence.end() };
    // Judgements are of no day: they are read where nothing else is.
    let has_judgements = !evidence.judgements().is_empty();
    end.or(has_judgements.then_some(DateTime::UNIX_EPOCH))
        .ok_or_else(|| "the tables hold nothing to measure".into())
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;
    use crate::shown;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("measure {line}"))
    }

    #[test]
    fn what_is_shown_is_so() {
        shown::check(include_str!("mod.rs"), "measure", ask);
    }

    const EDGES: &str = "provider,consumer,dependence\nit,hr,0.5\nhr,shop,0.8\n";

    #[test]
    fn tickets_of_another_shape_are_mapped() {
        let edges = scratch("measure-edges.csv", EDGES);
        let tickets = scratch(
            "measure-tickets.csv",
            "assignee;requester;Created;Closed;SLA met;state\n\
             it;hr;2026-03-02 09:00;2026-03-02 11:00;yes;done\n\
             it;hr;2026-03-03 09:00;2026-03-03 17:00;no;done\n\
             it;hr;2026-03-04 09:00;;;new\n",
        );
        let line = format!(
            "{edges} --tickets {tickets} --column provider=assignee --column consumer=requester \
             --column opened_at=Created --column closed_at=Closed --where state=done --every day"
        );
        let said = ask(&line).unwrap();
        assert!(said.contains("2 tickets"), "{said}");
        assert!(said.contains(" it>hr"), "{said}");
        assert!(said.contains("1 of 2"), "{said}");
    }

    #[test]
    fn what_was_measured_is_written() {
        let edges = scratch("measure-write-edges.csv", EDGES);
        let indicators = scratch(
            "measure-indicators.csv",
            "at,party,quality\n2026-01-01 00:00,it,80%\n2026-02-01 00:00,it,0.9\n",
        );
        let path = scratch("measure-written.json", "");
        ask(&format!("{edges} --indicators {indicators} --write {path}")).unwrap();
        let said = crate::ask(&format!("assess {path} --party hr"))
            .or_else(|_| crate::ask(&format!("assess {path}")));
        assert!(said.is_ok(), "{said:?}");
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written.contains("0.85"), "{written}");
    }

    #[test]
    fn bad_input_is_told_with_file_line_and_column() {
        let edges = scratch("measure-bad-edges.csv", EDGES);
        let tickets = scratch(
            "measure-bad-tickets.csv",
            "provider,consumer,opened_at,resolved_at,target_met\n\
             itt,hr,2026-03-02 09:00,2026-03-02 08:00,maybe\nit,hr,2026-03-02 09:00,2026-03-02 08:00,1\n",
        );
        let refused = ask(&format!("{edges} --tickets {tickets}")).unwrap_err();
        assert_eq!(
            refused,
            format!(
                "{tickets}, line 2, target_met: `maybe` is neither `yes` nor `no`\n\
                 {tickets}, line 3, resolved_at: resolved at `2026-03-02T08:00:00+00:00`, before it \
                 was opened at `2026-03-02T09:00:00+00:00`"
            )
        );
        assert_eq!(
            ask(&edges).unwrap_err(),
            "nothing to measure; give --tickets, --surveys, --feedback, --indicators or --judgements"
        );
        assert!(ask("--every fortnight").unwrap_err().contains("`fortnight` is no period"));
    }
}
