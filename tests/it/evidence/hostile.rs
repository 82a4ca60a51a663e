//! Tables of strangers: no panic, and every number that comes out is one.

use knockon::evidence::{Evidence, Measuring};
use knockon::io::HistoryOptions;
use knockon::io::csv::{EvidenceTable, evidence_from_reader};
use proptest::prelude::*;

use super::{at, organisation};

const TABLES: [(EvidenceTable, &str); 5] = [
    (
        EvidenceTable::Tickets,
        "provider,consumer,opened_at,resolved_at,target_met,closed_by,waited_seconds,abandoned",
    ),
    (
        EvidenceTable::Surveys,
        "at,party,provider,instrument,score,expected,weight,respondent,item,population",
    ),
    (EvidenceTable::Feedback, "at,party,channel,score,scale,weight"),
    (
        EvidenceTable::Indicators,
        "at,party,service,observed,capability,condition,value,reference,volume",
    ),
    (
        EvidenceTable::Judgements,
        "kind,service,low,likely,high,remaining,buffer,provider,provider_left,consumer,consumer_left,other,ratio,value",
    ),
];

/// Cells that mean something somewhere, and cells that mean nothing anywhere.
const CELLS: [&str; 34] = [
    "",
    "it",
    "hr",
    "deck",
    "passengers",
    "it-hr",
    "crossing",
    "workplaces",
    "2026-03-02 09:00",
    "-262143-01-01 00:00",
    "2026-03-01T09:00:00Z",
    "1900-01-01 00:00",
    "+262142-12-31 23:59",
    "0",
    "1",
    "0.5",
    "1e300",
    "-1",
    "5e-324",
    "50%",
    "3",
    "7",
    "1..5",
    "-1000000..1000000",
    "csat5",
    "nps",
    "servqual7",
    "yes",
    "three_point",
    "remaining",
    "episode",
    "pairwise",
    "total",
    "\u{202e}\u{0}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_cells_are_read_or_refused(
        table in 0..5_usize,
        rows in prop::collection::vec(prop::collection::vec(0..CELLS.len(), 14), 1..30),
    ) {
        let (table, header) = TABLES[table];
        let width = header.split(',').count();
        let rows = rows.iter().map(|row| {
            let cells: Vec<_> = row.iter().take(width).map(|cell| CELLS[*cell]).collect();
            cells.join(",")
        });
        // Each row alone, so that what is right is measured as well.
        let options = HistoryOptions::default();
        let mut whole = Evidence::builder(&organisation());
        for row in rows {
            let text = format!("{header}\n{row}\n");
            let mut alone = Evidence::builder(&organisation());
            evidence_from_reader(table, text.as_bytes(), &options, &mut alone).unwrap();
            if alone.build().is_ok() {
                evidence_from_reader(table, text.as_bytes(), &options, &mut whole).unwrap();
            }
        }
        let Ok(evidence) = whole.build() else { return Ok(()) };
        let measured = evidence.measure(&Measuring::until(at("2026-04-01T00:00:00Z"))).unwrap();
        for (_, condition) in measured.conditions() {
            let estimate = condition.estimate;
            prop_assert!(0.0 <= estimate.low && estimate.low <= estimate.high && estimate.high <= 1.0);
        }
        for (_, quality) in measured.qualities() {
            prop_assert!((0.0..=1.0).contains(&quality.estimate.value));
        }
        serde_json::to_string(&measured).unwrap();
    }
}
