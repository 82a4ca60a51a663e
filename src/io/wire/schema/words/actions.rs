//! What fields of actions mean.

use super::Allowed::{Anything, Least, Range};
use super::{DescribedObject, SCHEMA, words};
use crate::unit::{Agents, Dependence, Quality, Rate};

/// What a change may add to a quality.
const ADDED_QUALITY: &str = "-1..=1";

pub(super) const OBJECTS: &[DescribedObject] = &[
    (
        "actions",
        "What can be done, and what it costs.",
        &[
            SCHEMA,
            words("format", Anything, "The name of the format: knockon/actions; may be left out."),
            words("version", Anything, "The version of the format: 1; may be left out."),
            words("unit", Anything, "The unit of costs and of a budget; none unless stated."),
            words("actions", Anything, "The actions to choose from, at most 10000."),
            words(
                "exclusive",
                Anything,
                "Groups of actions, by id, of which one at most is taken.",
            ),
            words("requires", Anything, "The actions without which an action is of no use, by id."),
        ],
    ),
    (
        "action",
        "Something one can do, at a cost, that changes stated values.",
        &[
            words("id", Anything, "What others call it; unlike any other action's."),
            words("name", Anything, "What people call it; the id unless stated."),
            words("cost", Least(0.0), "What it costs, in the unit stated."),
            words("levels", Range("1..=1000"), "How often it can be taken; once unless stated."),
            words("capability", Range(Quality::RANGE), "New capabilities of departments, by id."),
            words(
                "add_capability",
                Range(ADDED_QUALITY),
                "What is added to capabilities of departments, by id.",
            ),
            words(
                "agents",
                Range(Agents::RANGE),
                "New numbers of agents of departments with staffing, by id.",
            ),
            words(
                "add_agents",
                Range("-1e9..=1e9"),
                "What is added to agents of departments with staffing, by id.",
            ),
            words(
                "skill",
                Range(Quality::RANGE),
                "New skills of departments with staffing, by id.",
            ),
            words(
                "add_skill",
                Range(ADDED_QUALITY),
                "What is added to skills of departments with staffing, by id.",
            ),
            words("condition", Range(Quality::RANGE), "New conditions of services, by id."),
            words(
                "dependence",
                Range(Dependence::RANGE),
                "Lower dependences, by id of a service, or consumer/name of a need.",
            ),
            words(
                "demand_per_hour",
                Range(Rate::RANGE),
                "New requests an hour on services of external customers, by id.",
            ),
            words("retries", Range(Rate::RANGE), "New retries on services, by id."),
            words(
                "start_services",
                Anything,
                "The ids of services that run then though they are stated not to.",
            ),
        ],
    ),
];
