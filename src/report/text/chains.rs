//! Chains and cycles.

use std::fmt::Write;

use super::{Column, Points, duration, plain, table};
use crate::chain::Chain;
use crate::report::ChainsDocument;

/// Lists the chains of a document, says how many there are in all, and lists up to `top` cycles.
pub fn chains(document: &ChainsDocument, top: usize) -> String {
    let mut text = format!("{}: chains, strongest first\n\n", plain(&document.organisation));
    let points = Points::of_losses(document.chains.iter().map(Chain::strength));
    let row = |chain: &Chain| {
        let strength = format!("{} %", points.quality(chain.strength()));
        [strength, duration(chain.lag()), plain(&chain.to_string())]
    };
    let columns = [Column::Number("strength"), Column::Number("lag"), Column::Text("chain")];
    text += &table(&columns, document.chains.iter().map(row), document.chains.len());
    let figures = &document.figures;
    let bound = if figures.is_exact { "" } else { "at least " };
    let (count, longest) = (figures.chain_count, figures.longest);
    let count = if count < 1e15 { count.to_string() } else { format!("{count:.2e}") };
    let chains = if count == "1" { "chain" } else { "chains" };
    let services = if longest == 1 { "service" } else { "services" };
    let _ = writeln!(
        text,
        "\n{bound}{count} {chains} in all; the longest has {bound}{longest} {services}."
    );
    for cycle in document.cycles.iter().take(top) {
        let certain = if cycle.certified { "one solution" } else { "not certified" };
        let count = cycle.departments.len();
        let _ = writeln!(text, "\nA cycle of {count} ({certain}), for example");
        for example in &cycle.loops {
            let _ = writeln!(text, "  {}", plain(&example.to_string()));
        }
    }
    match document.cycles.len().saturating_sub(top) {
        0 => {}
        1 => text += "\nand 1 more cycle\n",
        more => {
            let _ = writeln!(text, "\nand {more} more cycles");
        }
    }
    text
}
