//! What people say.

use super::row::{EvidenceRow, Refused, number_of};
use crate::evidence::judgement::JudgedRange;
use crate::evidence::{EvidenceBuilder, JudgementKind, JudgementReading};

pub(super) const COLUMNS: [&str; 20] = [
    "kind",
    "service",
    "low",
    "likely",
    "high",
    "bounds",
    "remaining",
    "buffer",
    "at",
    "provider",
    "provider_left",
    "consumer",
    "consumer_left",
    "sd",
    "other",
    "ratio",
    "value",
    "expert",
    "note",
    "question",
];

pub(super) fn read(row: &EvidenceRow<'_>, builder: &mut EvidenceBuilder) -> Result<(), Refused> {
    let answers = ["low", "likely", "high", "remaining", "buffer", "ratio", "value"];
    let is_answered = answers.into_iter().any(|name| row.text(name).is_some());
    if row.text("question").is_some() && !is_answered {
        builder.leave_unanswered();
        return Ok(());
    }
    let kind = match row.needed("kind", builder)? {
        "three_point" => three_point(row, builder)?,
        "remaining" => remaining(row, builder)?,
        "episode" => episode(row, builder)?,
        "pairwise" => pairwise(row, builder)?,
        "total" => {
            let consumer = row.needed("consumer", builder);
            let value = row.read_needed("value", builder, number_of);
            JudgementKind::Total { consumer: consumer?.to_owned(), value: value? }
        }
        other => {
            builder.problem("kind", || {
                format!(
                    "`{other}` is no kind of judgement, where `three_point`, `remaining`, \
                     `episode`, `pairwise` or `total` is needed"
                )
            });
            return Err(Refused);
        }
    };
    let mut judgement = JudgementReading::new(kind);
    judgement.expert = row.text("expert").map(str::to_owned);
    judgement.note = row.text("note").map(str::to_owned);
    builder.judgement(&judgement);
    Ok(())
}

fn three_point(
    row: &EvidenceRow<'_>,
    builder: &mut EvidenceBuilder,
) -> Result<JudgementKind, Refused> {
    let range_of = |cell: &str| match cell {
        "absolute" => Ok(JudgedRange::Absolute),
        "p5_p95" => Ok(JudgedRange::P5P95),
        _ => Err(format!("`{cell}` is neither `absolute` nor `p5_p95`")),
    };
    let service = row.needed("service", builder);
    let [low, likely, high] =
        ["low", "likely", "high"].map(|name| row.read_needed(name, builder, number_of));
    let range = row.read("bounds", builder, range_of);
    Ok(JudgementKind::ThreePoint {
        service: service?.to_owned(),
        low: low?,
        likely: likely?,
        high: high?,
        range: range?.unwrap_or_default(),
    })
}

fn remaining(
    row: &EvidenceRow<'_>,
    builder: &mut EvidenceBuilder,
) -> Result<JudgementKind, Refused> {
    let service = row.needed("service", builder);
    let remaining = row.read_needed("remaining", builder, number_of);
    let buffer = row.read("buffer", builder, number_of);
    Ok(JudgementKind::Remaining {
        service: service?.to_owned(),
        remaining: remaining?,
        buffer: buffer?.unwrap_or(0.0),
    })
}

fn episode(row: &EvidenceRow<'_>, builder: &mut EvidenceBuilder) -> Result<JudgementKind, Refused> {
    let at = row.read("at", builder, row.instant());
    let provider = row.needed("provider", builder);
    let provider_left = row.read_needed("provider_left", builder, number_of);
    let consumer = row.needed("consumer", builder);
    let consumer_left = row.read_needed("consumer_left", builder, number_of);
    let deviation = row.read("sd", builder, number_of);
    Ok(JudgementKind::Episode {
        at: at?,
        provider: provider?.to_owned(),
        provider_left: provider_left?,
        consumer: consumer?.to_owned(),
        consumer_left: consumer_left?,
        deviation: deviation?.unwrap_or(0.0),
    })
}

fn pairwise(
    row: &EvidenceRow<'_>,
    builder: &mut EvidenceBuilder,
) -> Result<JudgementKind, Refused> {
    let consumer = row.needed("consumer", builder);
    let service = row.needed("service", builder);
    let other = row.needed("other", builder);
    let ratio = row.read_needed("ratio", builder, number_of);
    Ok(JudgementKind::Pairwise {
        consumer: consumer?.to_owned(),
        service: service?.to_owned(),
        other: other?.to_owned(),
        ratio: ratio?,
    })
}
