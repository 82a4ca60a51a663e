//! What fields of mappings mean.

use super::Allowed::{Anything, Least, OneOf, Range};
use super::{DescribedObject, SCHEMA, VERSION, words};
use crate::organisation::Rule;
use crate::unit::{Dependence, Quality};

const TEN_YEARS: &str = "0..=87600";

pub(super) const OBJECTS: &[DescribedObject] = &[
    (
        "mapping",
        "What files of other programs do not say of an organisation.",
        &[
            SCHEMA,
            words("format", Anything, "The name of the format: knockon/mapping."),
            VERSION,
            words(
                "name",
                Anything,
                "What the organisation is called; what files say unless stated.",
            ),
            words("defaults", Anything, "The rules of parties that state none."),
            words("ids", Anything, "How keys of files become ids."),
            words(
                "parties",
                Anything,
                "What parties are; the first rule whose patterns all fit decides.",
            ),
            words(
                "relations",
                Anything,
                "What relations mean; the first rule whose patterns all fit decides.",
            ),
            words("customers", Anything, "External customers that no file names."),
            words("dependence", Anything, "The dependences that nothing else states."),
        ],
    ),
    (
        "ids",
        "How keys of files become ids: a prefix goes, then case, then names change.",
        &[
            words("lower", Anything, "Whether letters become small ones."),
            words("strip_prefix", Anything, "A text that ids begin with and lose."),
            words("rename", Anything, "New ids, by what they would be otherwise."),
        ],
    ),
    (
        "partymapping",
        "What parties are that fit.",
        &[
            words(
                "match",
                Anything,
                "Patterns by `id`, `kind`, `name` or `label.` and a label; `*` is any text, `?` a letter.",
            ),
            words(
                "as",
                OneOf(|| {
                    [
                        "department",
                        "external_customer",
                        "person",
                        "business",
                        "organisation",
                        "group",
                        "ignore",
                    ]
                    .into()
                }),
                "What they are; what the file says unless stated.",
            ),
            words("name", Anything, "What people call them."),
            words("part_of", Anything, "What they are part of."),
            words("population", Least(0.0), "How many there are, of external customers."),
            words(
                "capability",
                Range(Quality::RANGE),
                "How good they are on their own, of departments.",
            ),
            words(
                "rule",
                OneOf(|| Rule::NAMED.iter().map(|(name, _)| *name).collect()),
                "How their inputs become their quality.",
            ),
            words("labels", Anything, "Labels, by their names."),
        ],
    ),
    (
        "relationmapping",
        "What relations mean that fit.",
        &[
            words(
                "match",
                Anything,
                "Patterns by `relation`, `from` or `to`; `*` is any text, `?` a letter.",
            ),
            words(
                "provider",
                OneOf(|| ["from", "to", "source", "target", "parent", "child"].into()),
                "Which end provides.",
            ),
            words(
                "as",
                OneOf(|| ["part_of", "ignore", "warn"].into()),
                "What they are, if no services.",
            ),
            words(
                "dependence",
                Range(Dependence::RANGE),
                "The share of quality that a complete loss costs.",
            ),
            words("weight", Least(0.0), "How much comes by one; what a total is shared by."),
            words("condition", Range(Quality::RANGE), "The quality of the service on its own."),
            words("lag_hours", Range(TEN_YEARS), "After how many hours it is felt."),
            words("need", Anything, "The need that they meet together, for each consumer."),
        ],
    ),
    (
        "sharedneed",
        "A need that relations meet together.",
        &[
            words("name", Anything, "Its name."),
            words(
                "substitution",
                Anything,
                "How they stand in for each other; the best counts unless stated.",
            ),
            words(
                "dependence",
                Range(Dependence::RANGE),
                "The share of quality that its complete loss costs.",
            ),
        ],
    ),
    (
        "namedcustomer",
        "An external customer that no file names.",
        &[
            words("id", Anything, "What others call it."),
            words("name", Anything, "What people call it; the id unless stated."),
            words(
                "kind",
                OneOf(|| ["person", "business", "organisation"].into()),
                "What kind of customer it is.",
            ),
            words("population", Least(0.0), "How many there are; 1 unless stated."),
            words(
                "served_by",
                Range(Dependence::RANGE),
                "Who serves it, and how much of its quality a complete loss costs, by id.",
            ),
        ],
    ),
    (
        "remaining",
        "The dependences that nothing else states: one of both.",
        &[
            words(
                "total",
                Range(Dependence::RANGE),
                "What a consumer loses when all of these are lost; above 0.",
            ),
            words("each", Range(Dependence::RANGE), "The dependence of each."),
        ],
    ),
];
