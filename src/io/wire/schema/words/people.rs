//! What fields mean that state the people of a department.

use super::Allowed::{self, Anything, Range};
use super::{DescribedObject, words};
use crate::io::wire::staffing::SERVICE_LEVELS;
use crate::unit::{Agents, Quality, Rate};

const POSITIVE: &str = "1e-9..=1e9";
const MINUTES: &str = "0..=1e9";
const RATIO: &str = "1..=1e6";
const DAYS: &str = "0..=36525";
const SOME_DAYS: &str = "1e-9..=36525";
const UP_TO_TEN: &str = "0..=10";
const PART: &str = "0..=0.99";

pub(super) const OBJECTS: &[DescribedObject] = &[
    (
        "turnover",
        "How many of a department's people quit, and how others take their place.",
        &[
            words("quits_per_year", Range("0..=100"), "How many quit in a year today, per person."),
            words(
                "ratio",
                Range(RATIO),
                "How many times as many quit when satisfaction is a whole 1 lower; 1 unless stated.",
            ),
            words(
                "hired_through",
                Anything,
                "The id of the service to the department that finds people; they are found as well as ever unless stated.",
            ),
            words(
                "hires_per_vacancy_year",
                Range("1e-9..=1e6"),
                "How many people are hired in a year for a vacant post; vacancies are filled at once unless stated.",
            ),
            words(
                "learning_days",
                Range(DAYS),
                "The mean time for which a newcomer learns, in days; 0 unless stated.",
            ),
            words(
                "shortfall",
                Range(Quality::RANGE),
                "The share of skill that a newcomer lacks; 0 unless stated.",
            ),
        ],
    ),
    (
        "absence",
        "How many of a department's people are away.",
        &[
            words("share", Range(PART), "The share of people who are away today."),
            words(
                "ratio",
                Range(RATIO),
                "How many times as many are away when satisfaction is a whole 1 lower; 1 unless stated.",
            ),
        ],
    ),
    (
        "strain",
        "How load takes from how satisfied a department's people are.",
        &[
            words(
                "share",
                Range(Quality::RANGE),
                "The share of satisfaction that people lose who are busy all the time.",
            ),
            words(
                "from",
                Range(PART),
                "The share of their time from which on load takes satisfaction; 0.85 unless stated.",
            ),
        ],
    ),
    (
        "reserve",
        "What people do above the job while more arrives than they can do.",
        &[
            words(
                "share",
                Range(UP_TO_TEN),
                "How much faster rested people work who are treated as well as can be.",
            ),
            words(
                "tires_days",
                Range(SOME_DAYS),
                "The time constant by which they tire, in days; 14 unless stated.",
            ),
            words(
                "rests_days",
                Range(SOME_DAYS),
                "The time constant by which they rest, in days; 60 unless stated.",
            ),
        ],
    ),
    (
        "staffing",
        "Who answers the requests of a department.",
        &[
            words("agents", Range(Agents::RANGE), "How many people answer requests."),
            words(
                "handling_minutes",
                Range(POSITIVE),
                "How long one of them takes for a request, in minutes.",
            ),
            words(
                "shrinkage",
                Range("0..=1"),
                "Which share of the agents answers nothing, below 1; 0 unless stated.",
            ),
            words(
                "occupancy_cap",
                Range("0..=1"),
                "Which share of their time agents may be busy at most, above 0; 1 unless stated.",
            ),
            words(
                "target_wait_minutes",
                Range(MINUTES),
                "The longest wait that is in time, in minutes.",
            ),
            words(
                "patience_minutes",
                Range(POSITIVE),
                "How long those who wait stay on average, in minutes; for ever unless stated.",
            ),
            words(
                "service_level",
                Allowed::OneOf(service_levels),
                "What counts as served: within_target unless stated.",
            ),
        ],
    ),
    (
        "effort",
        "How the effort of people follows what they receive.",
        &[
            words("floor", Range(Quality::RANGE), "The effort of people who receive nothing."),
            words("reaction", Range(Rate::RANGE), "How strongly effort follows what is received."),
            words("reference", Range(Quality::RANGE), "What people are used to receive."),
        ],
    ),
];

fn service_levels() -> Vec<&'static str> {
    SERVICE_LEVELS.iter().map(|(level, _)| *level).collect()
}
