//! What fields of an organisation mean.

use super::Allowed::{self, Anything, Least, Range};
use super::{DescribedObject, FieldWords, SCHEMA, VERSION, words};
use crate::io::wire::convert::CUSTOMER_KINDS;
use crate::io::wire::kinds::{SUBSTITUTIONS, TRANSFERS};
use crate::unit::{Ceiling, Dependence, Population, Quality, Rate, Weight};

/// Ten years of hours, the longest lag and time constant.
const HOURS: &str = "0..=87672";
const POSITIVE: &str = "1e-9..=1e9";
const UP_TO_TEN: &str = "0..=10";
const SLOPE: &str = "0..=1e15";

const PARTY_ID: FieldWords =
    words("id", Anything, "What services and scenarios call it; unlike any other party's.");
const NAME: FieldWords = words("name", Anything, "What people call it; the id unless stated.");
const LABELS: FieldWords =
    words("labels", Anything, "Whatever else is to be kept with it: texts by name.");
const DEGRADATION_HOURS: FieldWords = words(
    "degradation_hours",
    Range(HOURS),
    "The time constant of getting worse, in hours; 0 unless stated.",
);
const RECOVERY_HOURS: FieldWords = words(
    "recovery_hours",
    Range(HOURS),
    "The time constant of getting better, in hours; 0 unless stated.",
);

pub(super) const OBJECTS: &[DescribedObject] = &[
    (
        "organisation",
        "Who serves whom in an organisation, and how much they depend on it.",
        &[
            SCHEMA,
            words("format", Anything, "The name of the format: knockon/organisation."),
            VERSION,
            words(
                "name",
                Anything,
                "What the organisation is called; the file's name unless stated.",
            ),
            words("defaults", Anything, "The rules of parties that state none."),
            words("departments", Anything, "Those inside, who serve each other and customers."),
            words("customers", Anything, "Those outside, who are served."),
            words("services", Anything, "Who provides what to whom."),
            words(
                "needs",
                Anything,
                "Needs that several services can meet in place of each other.",
            ),
            words("incidents", Anything, "What may happen, for how long and how often."),
            words(
                "discount",
                Range("0..=10"),
                "The discount of money to come, per year; 0 unless stated.",
            ),
            words("currency", Anything, "The currency of all money, for people who read it."),
            words(
                "common_causes",
                Anything,
                "What takes several departments or services down at once.",
            ),
        ],
    ),
    (
        "defaults",
        "The rules of parties that state none.",
        &[
            words("department", Anything, "The rule of departments; independent unless stated."),
            words("customer", Anything, "The rule of external customers; mean unless stated."),
        ],
    ),
    (
        "department",
        "A unit that provides services: a division, a team or one person.",
        &[
            words(
                "availability",
                Anything,
                "The chance that it is up, or how often it fails and for how long; 1 unless stated.",
            ),
            words(
                "threshold",
                Range(Quality::RANGE),
                "The quality from which on it is good enough; that with everything up unless stated.",
            ),
            words("target", Range("0..=1"), "The chance of being good enough that is aimed at."),
            PARTY_ID,
            NAME,
            words(
                "capability",
                Range(Quality::RANGE),
                "The quality it delivers when all it receives is as good as normal; 1, as good as normal, unless stated.",
            ),
            words("part_of", Anything, "The id of the department it is a part of, for reports."),
            words(
                "rule",
                Anything,
                "How capability and what is received combine; the default unless stated.",
            ),
            words(
                "skill",
                Range(Quality::RANGE),
                "Of a department with staffing: the quality of what is served in time; 1 unless stated.",
            ),
            words(
                "staffing",
                Anything,
                "Who answers requests; the capability then follows from waiting.",
            ),
            words("effort", Anything, "How effort follows what people receive."),
            words("turnover", Anything, "How many people quit, and how others take their place."),
            words("absence", Anything, "How many people are away, and why more are."),
            words("strain", Anything, "How load takes from how satisfied people are."),
            words(
                "reserve",
                Anything,
                "How much faster people work for some time when more arrives than they can do.",
            ),
            words(
                "budget_elasticity",
                Range(UP_TO_TEN),
                "How many per cent more posts 1 % more revenue brings; 0 unless stated.",
            ),
            DEGRADATION_HOURS,
            RECOVERY_HOURS,
            LABELS,
        ],
    ),
    (
        "customer",
        "A person, business or organisation outside, or a segment of many.",
        &[
            words(
                "threshold",
                Range(Quality::RANGE),
                "The quality from which on it is good enough; that with everything up unless stated.",
            ),
            words("target", Range("0..=1"), "The chance of being good enough that is aimed at."),
            PARTY_ID,
            NAME,
            words("kind", Allowed::OneOf(customer_kinds), "What it is."),
            words(
                "population",
                Range(Population::RANGE),
                "How many it stands for; 1 unless stated.",
            ),
            words(
                "ceiling",
                Range(Ceiling::RANGE),
                "The quality it reports with everything right; 1 unless stated.",
            ),
            words(
                "also_department",
                Anything,
                "The id of the department whose people are this customer too.",
            ),
            words("rule", Anything, "How what is received combines; the default unless stated."),
            DEGRADATION_HOURS,
            RECOVERY_HOURS,
            words("revenue", Anything, "What one of them spends."),
            words("loyalty", Anything, "How many stay, and what makes them leave."),
            words("word_of_mouth", Anything, "What they say, and whom that brings."),
            LABELS,
        ],
    ),
    (
        "service",
        "What a department provides to a consumer.",
        &[
            words(
                "availability",
                Anything,
                "The chance that it is up, or how often it fails and for how long; 1 unless stated.",
            ),
            words(
                "threshold",
                Range(Quality::RANGE),
                "The quality from which on it is good enough; that with everything up unless stated.",
            ),
            words("target", Range("0..=1"), "The chance of being good enough that is aimed at."),
            words(
                "id",
                Anything,
                "What scenarios call it; provider>consumer unless stated, or provider>consumer>name where a pair has several.",
            ),
            words("name", Anything, "What people call it."),
            words("provider", Anything, "The id of the department that provides it."),
            words("consumer", Anything, "The id of the department or customer that receives it."),
            words(
                "need",
                Anything,
                "The declared need of the consumer that it is for; a need of its own unless stated.",
            ),
            words(
                "dependence",
                Range(Dependence::RANGE),
                "The share of its quality that the consumer loses without it; stated here or by the declared need.",
            ),
            words(
                "weight",
                Range(Weight::RANGE),
                "How much it counts beside the others; 1 unless stated.",
            ),
            words(
                "condition",
                Range(Quality::RANGE),
                "The quality of the service itself; 1 unless stated.",
            ),
            words("running", Anything, "Whether it runs; a stand-in does not. True unless stated."),
            words(
                "transfer",
                Anything,
                "How the provider's quality is felt; as it is unless stated.",
            ),
            words("criticality", Anything, "A cap on the consumer's quality by what is received."),
            words(
                "lag_hours",
                Range(HOURS),
                "How long until a change is felt, in hours, whole seconds; 0 unless stated.",
            ),
            words(
                "requests_per_job",
                Range(Rate::RANGE),
                "How many requests a job of the consumer makes; 0 unless stated.",
            ),
            words(
                "demand_per_hour",
                Range(Rate::RANGE),
                "How many requests an external customer makes an hour; 0 unless stated.",
            ),
            words(
                "retries",
                Range(Rate::RANGE),
                "How many more requests one that is served badly makes; 0 unless stated.",
            ),
            words(
                "handling_minutes",
                Range(POSITIVE),
                "How long a request of this service takes, in minutes; as the provider's staffing \
                 states unless stated.",
            ),
            words(
                "handling_variation",
                Range("0..=1000"),
                "Standard deviation of handling times over their mean; 1 unless stated.",
            ),
        ],
    ),
    (
        "need",
        "What a consumer needs, which several services can meet in place of each other.",
        &[
            words("consumer", Anything, "The id of the party whose need it is."),
            words("name", Anything, "What services call it."),
            words(
                "dependence",
                Range(Dependence::RANGE),
                "The share of its quality that the consumer loses with the need unmet.",
            ),
            words(
                "weight",
                Range(Weight::RANGE),
                "How much it counts beside other needs; 1 unless stated.",
            ),
            words(
                "substitution",
                Anything,
                "How several services meet the need; needed with two and more.",
            ),
            words(
                "criticality",
                Anything,
                "A cap on the consumer's quality by how far the need is met.",
            ),
        ],
    ),
    (
        "aggregation",
        "A rule by its order and its weighting.",
        &[
            words(
                "order",
                Anything,
                "0 where losses compound, 1 where they add, -inf where the worst decides; at most 1 under full weighting.",
            ),
            words(
                "weighting",
                Allowed::OneOf(weightings),
                "Whether each input counts in full, or by its share.",
            ),
            words(
                "own_weight",
                Range(Weight::RANGE),
                "Under share weighting: the weight of own capability; 1 for departments and 0 for customers unless stated.",
            ),
        ],
    ),
    (
        "transfer",
        "How the quality of a provider is felt on a service.",
        &[
            words("kind", Allowed::OneOf(transfers), "Which kind it is."),
            words("from", Range("0..=1"), "Of a ramp: the quality up to which nothing is felt."),
            words(
                "to",
                Range("0..=1"),
                "Of a ramp: the quality from which all is felt; above from.",
            ),
            words("exponent", Range(POSITIVE), "Of a power: its exponent."),
            words("n", Range(POSITIVE), "Of a Hill curve: how steep it is."),
            words("threshold", Range("1e-6..=1"), "Of a Hill curve: where it bends."),
            words(
                "points",
                Anything,
                "Of a table: at least two points of quality and felt, qualities rising, felt not falling, the last [1, 1].",
            ),
        ],
    ),
    (
        "substitution",
        "How several services meet one need.",
        &[
            words("kind", Allowed::OneOf(substitutions), "Which kind it is."),
            words("k", Least(1.0), "How many of the services are needed."),
            words(
                "at_least_share",
                Range("0..=1"),
                "In place of k: which share of the services is needed, above 0.",
            ),
            words(
                "required",
                Range(Weight::RANGE),
                "Of pooled: how much weight is enough; above 0, at most the sum of weights.",
            ),
        ],
    ),
    (
        "criticality",
        "A cap: quality is at most floor + slope · met.",
        &[
            words("floor", Range(Quality::RANGE), "The most with nothing received."),
            words("slope", Range(SLOPE), "How much more with all received; 1 unless stated."),
        ],
    ),
    (
        "failure",
        "How often something fails, stated in one way, and what it is worth while it is down.",
        &[
            words("available", Range("0..=1"), "The chance that it is up, above 0."),
            words("unavailability", Range("0..=1"), "The chance that it is down, below 1."),
            words("mtbf_hours", Range("0..=1e12"), "The mean time between failures, in hours."),
            words("mttr_hours", Range("0..=1e12"), "The mean time to restore it, in hours."),
            words(
                "when_down",
                Range("0..=1"),
                "The quality while it is down, below 1; 0 unless stated.",
            ),
        ],
    ),
    (
        "commoncause",
        "What takes several departments or services down at once.",
        &[
            words("id", Anything, "What answers call it."),
            words("name", Anything, "What people call it; the id unless stated."),
            words("probability", Range("0..=1"), "The chance that it is there."),
            words("departments", Anything, "The ids of departments that it takes down."),
            words("services", Anything, "The ids of services that it takes down."),
        ],
    ),
];

fn customer_kinds() -> Vec<&'static str> {
    CUSTOMER_KINDS.iter().map(|(kind, _)| *kind).collect()
}

fn weightings() -> Vec<&'static str> {
    vec!["full", "share"]
}

fn transfers() -> Vec<&'static str> {
    TRANSFERS.iter().map(|(kind, _)| *kind).collect()
}

fn substitutions() -> Vec<&'static str> {
    SUBSTITUTIONS.iter().map(|(kind, _)| *kind).collect()
}
