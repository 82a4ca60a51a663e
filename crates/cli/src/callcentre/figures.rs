//! The table: every figure, as observed and as each predictor has it.

use knockon::report::text::{self, Column};

use super::document::{Document, Evaluation, Later};
use super::predictor::Predictor;
use super::score::{Gain, Score};
use super::text::{between, bounded, hundredths, percent, points, tenths, whole};

/// Lays out the table.
pub(crate) fn table(document: &Document) -> String {
    let headings = Predictor::ALL.map(|predictor| Column::Number(heading(predictor)));
    let columns = [Column::Text(""), Column::Number("observed")].into_iter().chain(headings);
    let mut lines = Lines { document, rows: Vec::new() };
    lines.add_numbers_fitted();
    for figure in [&SHARES, &WAITS] {
        lines.add_figure(figure);
    }
    let rows = lines.rows;
    text::table(&columns.collect::<Vec<_>>(), rows.iter(), rows.len())
}

fn heading(predictor: Predictor) -> &'static str {
    match predictor {
        Predictor::OverallMean => "mean of\nall calls",
        Predictor::ServiceMean => "mean of\nservice",
        Predictor::AgentsSeen => "agents\nas seen",
        Predictor::PatienceOfWaits => "patience\nof waits",
        Predictor::Factor => "+ factor\non agents",
        Predictor::SharedDesk => "all at\none desk",
    }
}

/// A figure predicted, and how it is shown.
struct Figure {
    label: &'static str,
    number: fn(f64) -> String,
    score: fn(&Evaluation) -> &Score,
    later: fn(&Later) -> (&Score, Gain),
}

const SHARES: Figure = Figure {
    label: "calls that leave, %",
    number: points,
    score: |evaluation| &evaluation.share,
    later: |later| (&later.share, later.gain_share),
};

const WAITS: Figure = Figure {
    label: "mean wait, s",
    number: tenths,
    score: |evaluation| &evaluation.wait_s,
    later: |later| (&later.wait_s, later.gain_wait_s),
};

/// The lines laid out so far.
struct Lines<'d> {
    document: &'d Document,
    rows: Vec<Vec<String>>,
}

impl Lines<'_> {
    fn add_numbers_fitted(&mut self) {
        self.add("numbers fitted", |of| Some(of.numbers_fitted.to_string()));
        self.add("mean patience, s", |of| of.patience_s.map(|fit| bounded(&fit, whole)));
        self.add("  95 % interval", |of| between(of.patience_s?.interval, whole));
        self.add("factor on agents seen", |of| of.factor.map(|fit| bounded(&fit, hundredths)));
        self.add("  95 % interval", |of| between(of.factor?.interval, hundredths));
    }

    fn add_figure(&mut self, figure: &Figure) {
        let Figure { label, number, score, later } = figure;
        let observed = |of: &Evaluation| Some(number(score(of).observed));
        self.add_observed(label, observed, |of| Some(number(score(of).predicted)));
        self.add("  off by, per hour", |of| Some(number(score(of).mean_absolute_error)));
        self.add("  of it by chance", |of| score(of).error_by_chance.map(number));
        self.add("  hours within chance", |of| score(of).within_chance.map(percent));
        self.add("  off by, per bin", |of| Some(number(score(of).calibration_error)));
        self.add("  correlation", |of| score(of).correlation.map(hundredths));
        let error = |of: &Evaluation| Some(later(of.later.as_ref()?).0.mean_absolute_error);
        self.add("  off by on later days", |of| error(of).map(number));
        let gain = |of: &Evaluation| {
            let is_baseline = of.predictor == Predictor::ServiceMean;
            of.later.as_ref().filter(|_| !is_baseline).map(|of| later(of).1)
        };
        self.add("  gain on mean of service", |of| gain(of).map(|gain| number(gain.value)));
        self.add("    95 % interval", |of| between(gain(of)?.interval, *number));
        self.add("    nearer in hours", |of| gain(of).map(|gain| percent(gain.nearer)));
    }

    fn add(&mut self, label: &str, cell: impl Fn(&Evaluation) -> Option<String>) {
        self.add_observed(label, |_| None, cell);
    }

    /// Adds a line if any predictor has something to show in it; what was observed is the same for
    /// all.
    fn add_observed(
        &mut self,
        label: &str,
        observed: impl Fn(&Evaluation) -> Option<String>,
        cell: impl Fn(&Evaluation) -> Option<String>,
    ) {
        let predictors = &self.document.predictors;
        let cells: Vec<_> = predictors.iter().map(cell).collect();
        if cells.iter().any(Option::is_some) {
            let observed = predictors.first().and_then(observed);
            let row = [Some(label.to_owned()), observed].into_iter().chain(cells);
            self.rows.push(row.map(Option::unwrap_or_default).collect());
        }
    }
}
