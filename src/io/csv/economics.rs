//! Columns of the table of parties that state money, loyalty and word of mouth.

use super::table::{TableRow, TableRows};
use crate::organisation::{Economics, Loyalty, Revenue, WordOfMouth};

/// The columns, of external customers alone.
pub(super) const NAMES: [&str; 8] = [
    "revenue_per_year",
    "spending_loss",
    "retention",
    "departure_ratio",
    "bad_news",
    "elasticity",
    "memory_days",
    "referrals_per_year",
];

/// Where the columns stand.
#[derive(Clone, Copy)]
pub(super) struct EconomicsColumns([Option<usize>; NAMES.len()]);

impl EconomicsColumns {
    pub(super) fn of(rows: &TableRows<'_>) -> Self {
        Self(NAMES.map(|name| rows.column(name)))
    }

    /// The columns that a row fills, with their cells.
    pub(super) fn stated<'a>(
        self,
        row: &'a TableRow<'_>,
    ) -> impl Iterator<Item = (&'static str, Option<usize>, &'a str)> {
        let columns = NAMES.into_iter().zip(self.0);
        columns.filter_map(|(name, column)| Some((name, column, row.stated(column)?)))
    }

    /// What a row states, given how a number of a column is read.
    pub(super) fn economics(
        self,
        mut number: impl FnMut(&'static str, Option<usize>) -> Option<f64>,
    ) -> Economics {
        let mut economics = Economics::default();
        for (name, column) in NAMES.into_iter().zip(self.0) {
            let Some(stated) = number(name, column) else { continue };
            let mut revenue = economics.revenue.unwrap_or_else(|| Revenue::per_year(0.0));
            let mut loyalty = economics.loyalty.unwrap_or(Loyalty::NEUTRAL);
            let mut spoken = economics.word_of_mouth.unwrap_or_default();
            match name {
                "revenue_per_year" => revenue.per_year = stated.into(),
                "spending_loss" => revenue.spending_loss = stated.into(),
                "retention" => loyalty.retention = stated.into(),
                "departure_ratio" => loyalty.departure_ratio = stated.into(),
                "bad_news" => spoken.bad_news = stated.into(),
                "elasticity" => spoken.elasticity = stated.into(),
                "memory_days" => spoken.memory_days = stated.into(),
                _ => spoken.referrals_per_year = stated.into(),
            }
            match name {
                "revenue_per_year" | "spending_loss" => economics.revenue = Some(revenue),
                "retention" | "departure_ratio" => economics.loyalty = Some(loyalty),
                _ => economics.word_of_mouth = Some::<WordOfMouth>(spoken),
            }
        }
        economics
    }
}
