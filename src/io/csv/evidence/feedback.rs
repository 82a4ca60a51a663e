//! Feedback of several channels.

use super::row::{EvidenceRow, Refused, number_of, scale_of};
use crate::evidence::{EvidenceBuilder, FeedbackReading};

pub(super) const COLUMNS: [&str; 6] = ["at", "party", "channel", "score", "scale", "weight"];

pub(super) fn read(row: &EvidenceRow<'_>, builder: &mut EvidenceBuilder) -> Result<(), Refused> {
    let at = row.read_needed("at", builder, row.instant());
    let party = row.needed("party", builder);
    let channel = row.needed("channel", builder);
    let score = row.read_needed("score", builder, number_of);
    let scale = row.read("scale", builder, scale_of);
    let weight = row.read("weight", builder, number_of);
    let (score, scale) = (score?, scale?);
    let score = match scale {
        Some((low, high)) if !(low..=high).contains(&score) => {
            builder.problem("score", || format!("`{score}` is outside {low}..={high}"));
            return Err(Refused);
        }
        Some((low, high)) => (score - low) / (high - low),
        None => score,
    };
    let mut feedback = FeedbackReading::new(at?, party?, channel?, score);
    feedback.weight = weight?.unwrap_or(1.0);
    builder.feedback(&feedback);
    Ok(())
}
