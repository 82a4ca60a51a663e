//! Questions about dependences, and how much each is worth.

use std::fmt::Write as _;

use super::{Column, plain, table};
use crate::evidence::Questionnaire;
use crate::organisation::Organisation;

/// Describes which questions are asked, and how far external customers are moved by what is not known.
pub fn questionnaire(organisation: &Organisation, asked: &Questionnaire) -> String {
    let mut text = format!(
        "{}: {} of {} dependences are asked about, those first that matter most to customers\n\n",
        plain(organisation.name()),
        asked.questions.len(),
        asked.uncertain
    );
    let columns = [
        Column::Text("service"),
        Column::Number("stated"),
        Column::Number("may be"),
        Column::Number("moves customers by, in points"),
    ];
    let rows = asked.questions.iter().map(|question| {
        [
            plain(&question.need),
            question.stated.map_or_else(|| "open".to_owned(), |it| format!("{it:.2}")),
            format!("{:.2} to {:.2}", question.low, question.high),
            format!("{:.2}", 100.0 * question.moves_customers),
        ]
    });
    text += &table(&columns, rows, usize::MAX);
    let _ = writeln!(
        text,
        "\nFill in what would remain, 0 to 1 or such as 40%; the table is then one of judgements."
    );
    text
}
