//! What fields of scenarios, plans and histories mean.

use super::Allowed::{self, Anything, Instant, Least, Range};
use super::{DescribedObject, SCHEMA, VERSION, words};
use crate::unit::{Agents, Ceiling, Dependence, Quality, Rate};

/// A thousand years of hours.
const PLAN_HOURS: &str = "0..=8766000";

pub(super) const OBJECTS: &[DescribedObject] = &[
    (
        "scenario",
        "Values that replace stated ones, by id.",
        &[
            SCHEMA,
            words("format", Anything, "The name of the format: knockon/scenario; may be left out."),
            words("version", Anything, "The version of the format: 1; may be left out."),
            words("name", Anything, "What the scenario is called; the file's name unless stated."),
            words("capability", Range(Quality::RANGE), "Capabilities of departments, by id."),
            words("condition", Range(Quality::RANGE), "Conditions of services, by id."),
            words(
                "availability",
                Range("0..=1"),
                "Chances that departments or services are up, by id.",
            ),
            words("stop_services", Anything, "The ids of services of which nothing is received."),
            words(
                "start_services",
                Anything,
                "The ids of services that run though they are stated not to.",
            ),
            words(
                "dependence",
                Range(Dependence::RANGE),
                "Dependences, by id of a service, or consumer/name of a need.",
            ),
            words("ceiling", Range(Ceiling::RANGE), "Ceilings of external customers, by id."),
            words("agents", Range(Agents::RANGE), "Agents of departments with staffing, by id."),
            words("agents_factor", Range(Rate::RANGE), "Factors on agents of departments, by id."),
            words(
                "agents_factor_of_all",
                Range(Rate::RANGE),
                "A factor on the agents of every department that has no factor of its own.",
            ),
            words("skill", Range(Quality::RANGE), "Skills of departments with staffing, by id."),
            words(
                "demand_per_hour",
                Range(Rate::RANGE),
                "Requests an hour on services of external customers, by id.",
            ),
            words("retries", Range(Rate::RANGE), "Retries on services, by id."),
            words(
                "observed",
                Range(Quality::RANGE),
                "What parties were read to deliver, or external customers to experience, by id.",
            ),
        ],
    ),
    (
        "plan",
        "What happens over time, and how it is followed.",
        &[
            SCHEMA,
            words("format", Anything, "The name of the format: knockon/plan; may be left out."),
            words("version", Anything, "The version of the format: 1; may be left out."),
            words("span_hours", Range(PLAN_HOURS), "How long to follow, in hours."),
            words(
                "step_hours",
                Range(PLAN_HOURS),
                "How long every step is, in hours; one that suits unless stated.",
            ),
            words("tolerance", Least(0.0), "How far off a step may be."),
            words(
                "method",
                Allowed::OneOf(methods),
                "How a step is taken; exponential_heun unless stated.",
            ),
            words(
                "starting_under",
                Anything,
                "The scenario before the beginning; nothing unless stated.",
            ),
            words(
                "starting_at",
                Range(Quality::RANGE),
                "Qualities at the beginning, by id of a party.",
            ),
            words("starting_low", Anything, "Whether it begins in the worst consistent state."),
            words(
                "step_ends_hours",
                Range(PLAN_HOURS),
                "Where steps end in any case, in hours; multiples of a step count on from there.",
            ),
            words("events", Anything, "Scenarios that hold for some time."),
            words("hires", Anything, "Agents that are asked for."),
            words("watch", Anything, "The ids of services of which the mean received is told."),
            words(
                "time_constants",
                Anything,
                "Time constants in place of stated ones, by id of a party.",
            ),
            words(
                "felt_below",
                Range(Quality::RANGE),
                "The share of its quality at first below which a customer feels a change.",
            ),
            words(
                "keep",
                Anything,
                "The ids of parties of whom every value is kept; all unless stated.",
            ),
            words("max_steps", Least(0.0), "The most steps."),
            words("max_values", Least(0.0), "The most values kept."),
        ],
    ),
    (
        "period",
        "A scenario that holds for some time.",
        &[
            words("from_hours", Range(PLAN_HOURS), "When it begins, in hours."),
            words("to_hours", Range(PLAN_HOURS), "When it ends, in hours; never unless stated."),
            words("scenario", Anything, "What holds."),
        ],
    ),
    (
        "hire",
        "Agents that are asked of who provides a service.",
        &[
            words("service", Anything, "The id of the service, such as hiring."),
            words("agents", Range(Agents::RANGE), "How many more agents."),
            words("at_hours", Range(PLAN_HOURS), "When they are asked for, in hours."),
        ],
    ),
    (
        "times",
        "The time constants of a party.",
        &[
            words(
                "degradation_hours",
                Range(PLAN_HOURS),
                "That of getting worse, in hours; 0 unless stated.",
            ),
            words(
                "recovery_hours",
                Range(PLAN_HOURS),
                "That of getting better, in hours; 0 unless stated.",
            ),
        ],
    ),
    (
        "history",
        "Readings of a time that is past.",
        &[
            SCHEMA,
            words("format", Anything, "The name of the format: knockon/history."),
            VERSION,
            words("events", Anything, "Readings, in any order."),
        ],
    ),
    (
        "event",
        "A reading: what a party delivered, what a department could do by itself, or what a service \
         was like, from then on.",
        &[
            words("at", Instant, "When, an instant of RFC 3339."),
            words("party", Anything, "The id of the party that was read."),
            words("service", Anything, "The id of the service that was read."),
            words(
                "observed",
                Range(Quality::RANGE),
                "What a party was read to deliver, or an external customer to experience.",
            ),
            words("capability", Range(Quality::RANGE), "What a department could do by itself."),
            words("condition", Range(Quality::RANGE), "What a service was like."),
            words(
                "quality",
                Range(Quality::RANGE),
                "Read as observed of a party, and as condition of a service.",
            ),
            words(
                "volume",
                Range("0..=1e15"),
                "How many requests the reading is about, until the next of the same thing.",
            ),
        ],
    ),
];

fn methods() -> Vec<&'static str> {
    vec!["exponential_heun", "exponential_euler"]
}
