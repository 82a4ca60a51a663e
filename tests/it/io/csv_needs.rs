//! Needs in tables of services.

use knockon::io::csv::{TableOptions, organisation_from_str};
use knockon::{Organisation, Rule, Substitution};

const NODES: &str = "id,kind\nrail,\nroad,\nfuel,\nshop,external_customer\n";

fn read(edges: &str, options: &TableOptions) -> Result<Organisation, String> {
    organisation_from_str(NODES, edges, options).map_err(|error| error.to_string())
}

fn plain(edges: &str) -> Result<Organisation, String> {
    read(edges, &TableOptions::default().rule(Rule::INDEPENDENT))
}

#[test]
fn rows_of_one_need_stand_in_for_each_other() {
    let organisation = plain(
        "provider,consumer,dependence,need,substitution\n\
         rail,shop,0.6,freight,\n\
         fuel,shop,0.3,,\n\
         road,shop,,freight,\n",
    )
    .unwrap();
    let need = organisation.needs().next().unwrap();
    assert_eq!((need.name(), need.services().len()), ("freight", 2));
    assert_eq!(need.substitution(), Some(Substitution::BestOf));
    assert_eq!(need.dependence().unwrap(), 0.6);
    // One of two is enough; fuel is a need of its own.
    let network = organisation.compile().unwrap();
    let scenario = knockon::Scenario::new("").capability("rail", 0.0).capability("fuel", 0.5);
    let shop = network.solve(&scenario).unwrap().quality("shop").unwrap().get();
    assert!((shop - (1.0 - 0.3 * 0.5)).abs() < 1e-15);
}

#[test]
fn substitutions_are_named_with_their_number() {
    for (cell, expected) in [
        ("best_of", Substitution::BestOf),
        ("kth_best 2", Substitution::KthBest { k: 2 }),
        ("Independent", Substitution::Independent),
        ("independent_at_least 1", Substitution::IndependentAtLeast { k: 1 }),
        ("pooled  1.5", Substitution::Pooled { required: 1.5 }),
    ] {
        let edges = format!(
            "provider,consumer,dependence,need,substitution\nrail,shop,0.6,freight,{cell}\n\
             road,shop,0.6,freight,{cell}\n"
        );
        let organisation = plain(&edges).unwrap();
        assert_eq!(organisation.needs().next().unwrap().substitution(), Some(expected));
    }
}

#[test]
fn what_contradicts_itself_is_refused_by_line() {
    let refused = plain(
        "provider,consumer,dependence,need,substitution\n\
         rail,shop,0.6,freight,best_of\n\
         road,shop,0.7,freight,kth_best 2\n\
         fuel,shop,0.5,,best_of\n\
         fuel,rail,0.5,heat,second best\n",
    )
    .unwrap_err();
    assert_eq!(
        refused,
        "edges, line 4, substitution: substitution `best_of` of service `fuel>shop` belongs to no \
         need; name one in the column `need`\n\
         edges, line 5, substitution: substitution `second best` of service `fuel>rail` is not one \
         of `best_of`, `kth_best 2` or `kth_best 50%`, `independent`, `independent_at_least 2` or \
         `50%`, or `pooled 1.5`\n\
         edges, line 3, substitution: the substitution of need `freight` differs from that of an \
         earlier row, where a need has one; rows may leave it empty\n\
         edges, line 3, dependence: the dependence of need `freight` differs from that of an \
         earlier row, where a need has one; rows may leave it empty"
    );
    let too_many = plain(
        "provider,consumer,dependence,need,substitution\nrail,shop,0.6,freight,kth_best 3\n\
         road,shop,,freight,\n",
    );
    let expected = "edges, line 2, substitution.k: k `3` of need `freight` of `shop` is outside \
                    1..=2, its number of services";
    assert_eq!(too_many.unwrap_err(), expected);
}

/// The rows of a need share a total as one row of their summed weight.
#[test]
fn a_total_is_shared_by_needs() {
    let edges = "provider,consumer,weight,need\nrail,shop,1,freight\nroad,shop,2,freight\n\
                 fuel,shop,1,\n";
    let apart = "provider,consumer,weight\nrail,shop,3\nfuel,shop,1\n";
    for rule in [Rule::ADDITIVE, Rule::INDEPENDENT, Rule::WEAKEST, Rule::MEAN, Rule::Fdna] {
        let options = TableOptions::default().dependence_total(0.8).rule(rule);
        let (needs, rows) = (read(edges, &options).unwrap(), read(apart, &options).unwrap());
        let need = needs.needs().next().unwrap();
        let row = rows.service("rail>shop").unwrap();
        assert_eq!(need.dependence(), row.dependence(), "{rule}");
        assert_eq!(need.weight(), row.weight(), "{rule}");
        let fuel =
            |organisation: &Organisation| organisation.service("fuel>shop").unwrap().dependence();
        assert_eq!(fuel(&needs), fuel(&rows), "{rule}");
        // Shares say nothing within a need of which the best counts.
        assert!(needs.services().filter(|service| service.need().is_some()).count() == 2);
    }
}

#[test]
fn an_open_need_stays_open() {
    let organisation =
        plain("provider,consumer,need\nrail,shop,freight\nroad,shop,freight\n").unwrap();
    assert_eq!(organisation.needs().next().unwrap().dependence(), None);
    let refused = organisation.compile().unwrap_err().to_string();
    assert!(refused.contains("shop/freight"), "{refused}");
}
