//! What fields mean that state what customers are worth, and what may happen to them.

use super::Allowed::{Anything, Range};
use super::{DescribedObject, words};
use crate::unit::{Agents, Quality};

const MONEY: &str = "0..=1e15";

pub(super) const OBJECTS: &[DescribedObject] = &[
    (
        "revenue",
        "What one customer spends; without it no money is said of the group.",
        &[
            words(
                "per_year",
                Range(MONEY),
                "Revenue of one customer in a year, at today's satisfaction.",
            ),
            words(
                "margin",
                Range("0..=1"),
                "The share of revenue that is margin; 1 unless stated.",
            ),
            words(
                "spending_loss",
                Range("0..=1"),
                "The share of spending that is lost, at once, at satisfaction 0; 0 unless stated.",
            ),
        ],
    ),
    (
        "loyalty",
        "How many customers stay, and what makes them leave.",
        &[
            words(
                "retention",
                Range("0..=1"),
                "The share of customers who are there after a year, above 0; 1 unless stated.",
            ),
            words(
                "departure_ratio",
                Range("1..=1e6"),
                "How many times as many leave when satisfaction is a whole 1 lower; 1 unless stated.",
            ),
            words(
                "won_per_year",
                Range(MONEY),
                "New customers a year, without those who are referred; as many as replace those who leave unless stated.",
            ),
            words(
                "curvature",
                Range("-700..=700"),
                "How satisfaction bends over quality: above 0 quality is expected, below 0 it delights; 0 unless stated.",
            ),
            words(
                "gain",
                Range("0..=1"),
                "What quality above the expectation adds; 0 unless stated.",
            ),
            words(
                "loss",
                Range("0..=1"),
                "What quality below the expectation takes; 0 unless stated.",
            ),
            words(
                "expectation_days",
                Range("0..=36525"),
                "The time constant by which expectation follows quality, above 0; never unless stated.",
            ),
        ],
    ),
    (
        "wordofmouth",
        "What customers say, and whom that brings.",
        &[
            words(
                "bad_news",
                Range("0..=1e6"),
                "How many times as often a dissatisfied customer is heard, above 0; 1 unless stated.",
            ),
            words(
                "elasticity",
                Range("0..=10"),
                "How many percent more new customers come for 1 % better reputation; 0 unless stated.",
            ),
            words(
                "memory_days",
                Range("0..=36525"),
                "The time constant by which reputation follows what is said; 0 unless stated.",
            ),
            words(
                "referrals_per_year",
                Range("0..=100"),
                "How many customers a customer brings in a year; 0 unless stated.",
            ),
            words(
                "market",
                Range("0..=1e100"),
                "How many customers there can be; no limit unless stated.",
            ),
        ],
    ),
    (
        "incident",
        "Something that may happen.",
        &[
            words("name", Anything, "What it is called."),
            words(
                "capability",
                Range(Quality::RANGE),
                "Capabilities of departments while it lasts, by id.",
            ),
            words(
                "condition",
                Range(Quality::RANGE),
                "Conditions of services while it lasts, by id.",
            ),
            words("agents", Range(Agents::RANGE), "Agents of departments while it lasts, by id."),
            words("days", Range("0..=3652.5"), "How long it lasts, above 0."),
            words(
                "per_year",
                Range("0..=1e6"),
                "How often it happens in a year; not known unless stated.",
            ),
        ],
    ),
];
