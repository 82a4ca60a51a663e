//! Questions about dependences, as a table to fill in.

use crate::evidence::{DependenceQuestion, Questionnaire};

/// The columns: those of judgements that are filled in, and the question.
const COLUMNS: [&str; 7] = ["question", "kind", "service", "remaining", "buffer", "expert", "note"];

/// Writes questions as a table that people fill in. With `remaining`, 0 to 1 or such as `40%`, and
/// where there is one `buffer`, the share of a loss that is not felt, it is a table of
/// [judgements](crate::io::csv::EvidenceTable::Judgements); what is left empty is left out.
///
/// # Complexity
///
/// Linear in the questions.
///
/// # Examples
///
/// ```
/// use knockon::evidence::{AskOptions, ask};
/// use knockon::report::questionnaire;
/// use knockon::{ExternalCustomer, Department, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers"))
///     .build()?;
/// let table = questionnaire(&ask(&organisation, &AskOptions::default())?);
/// assert_eq!(
///     table,
///     "question,kind,service,remaining,buffer,expert,note\n\
///      \"If deck stopped altogether, what share of what passengers usually get would remain, once any \
///      buffer is used up?\",remaining,crossing,,,,\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn questionnaire(asked: &Questionnaire) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for question in &asked.questions {
        text += &row(question);
    }
    text
}

fn row(question: &DependenceQuestion) -> String {
    let cells = [cell(&question.to_string()), "remaining".to_owned(), cell(&question.need)];
    cells.join(",") + ",,,,\n"
}

/// A cell, in quotes where it has to be.
fn cell(text: &str) -> String {
    let is_plain = !text.contains([',', '"', '\n', '\r', ';', '\t'])
        && text.trim().len() == text.len()
        && !text.is_empty();
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
