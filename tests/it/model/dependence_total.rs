//! A dependence total is what a consumer loses when everything it receives is lost, under every rule.

use std::fmt::Write as _;

use knockon::io::csv::{TableError, TableOptions, organisation_from_str};
use knockon::organisation::WarningCode;
use knockon::{Organisation, Rule, Scenario};

use crate::support::check::{assert_near, check};
use crate::support::tolerance;

const WEIGHTS: [f64; 4] = [5.0, 3.0, 1.0, 1.0];

/// Four departments that serve a department and a customer with these weights.
fn tables(weights: &[f64], rule: &str) -> (String, String) {
    let mut nodes = format!("id,name,kind,parent,rule\nd,,department,,{rule}\n");
    writeln!(nodes, "c,,external_customer,,{rule}").unwrap();
    let mut edges = "provider,consumer,service,weight\n".to_owned();
    for (index, weight) in weights.iter().enumerate() {
        writeln!(nodes, "p{index},,department,,").unwrap();
        writeln!(edges, "p{index},d,,{weight}\np{index},c,,{weight}").unwrap();
    }
    (nodes, edges)
}

fn read(weights: &[f64], rule: &str, total: f64) -> Organisation {
    let (nodes, edges) = tables(weights, rule);
    let options = TableOptions::default().dependence_total(total);
    organisation_from_str(&nodes, &edges, &options).unwrap()
}

/// The quality of the department and of the customer with some providers lost.
fn with_lost(organisation: &Organisation, lost: &[usize]) -> [f64; 2] {
    let network = organisation.compile().unwrap();
    let scenario = lost.iter().fold(Scenario::new("lost"), |scenario, provider| {
        scenario.capability(format!("p{provider}"), 0.0)
    });
    let after = check(network.solve(&scenario).unwrap());
    ["d", "c"].map(|party| after.quality(party).unwrap().get())
}

#[test]
fn everything_lost_costs_the_total() {
    for rule in ["", "additive", "independent", "weakest", "fdna", "mean"] {
        for weights in [&WEIGHTS[..], &[1.0; 3], &[2.5], &[1e-90, 1e-89], &[1e90, 3.0, 0.0]] {
            for total in [1e-9, 0.3, 0.8, 0.999_999, 1.0] {
                if total >= 1.0 && rule == "independent" {
                    continue;
                }
                let organisation = read(weights, rule, total);
                let all: Vec<usize> = (0..weights.len()).collect();
                for quality in with_lost(&organisation, &all) {
                    let what = format!("`{rule}` of {weights:?}, total {total}");
                    assert_near(quality, 1.0 - total, tolerance::CLOSED_FORM, &what);
                }
                for quality in with_lost(&organisation, &[]) {
                    assert_near(quality, 1.0, tolerance::CLOSED_FORM, rule);
                }
            }
        }
    }
}

#[test]
fn any_full_weighting_shares_a_total() {
    let (nodes, edges) = tables(&WEIGHTS, "");
    for order in [0.5, 1e-9, -1e-9, -2.0, -40.0, 0.0, 1.0, f64::NEG_INFINITY] {
        for total in [0.01, 0.8, 0.999] {
            let options = TableOptions::default().dependence_total(total).rule(Rule::full(order));
            let organisation = organisation_from_str(&nodes, &edges, &options).unwrap();
            for quality in with_lost(&organisation, &[0, 1, 2, 3]) {
                let what = format!("order {order}, total {total}");
                assert_near(quality, 1.0 - total, 1e-12, &what);
            }
        }
    }
}

/// Computed independently.
#[test]
fn dependences_follow_the_rule() {
    let cases = [
        ("additive", [0.4, 0.24, 0.08, 0.08], [0.6, 0.6]),
        (
            "independent",
            [
                0.552_786_404_500_042_1,
                0.382_966_137_279_990_4,
                0.148_660_077_479_215_4,
                0.148_660_077_479_215_4,
            ],
            [0.447_213_595_499_957_9; 2],
        ),
        ("weakest", [0.8; 4], [0.2, 0.2]),
        ("fdna", [0.8; 4], [0.8, 0.8]),
        ("mean", [1.0; 4], [0.6, 0.6]),
        ("", [0.4, 0.24, 0.08, 0.08], [0.6, 0.6]),
    ];
    for (rule, dependences, first_lost) in cases {
        let organisation = read(&WEIGHTS, rule, 0.8);
        for (index, dependence) in dependences.into_iter().enumerate() {
            let service = organisation.service(format!("p{index}>d")).unwrap();
            assert_near(
                service.dependence().unwrap().get(),
                dependence,
                tolerance::CLOSED_FORM,
                rule,
            );
        }
        for (quality, expected) in with_lost(&organisation, &[0]).into_iter().zip(first_lost) {
            assert_near(quality, expected, tolerance::CLOSED_FORM, rule);
        }
    }
    let (nodes, edges) = tables(&WEIGHTS, "");
    for (order, dependences) in [
        (0.5, [0.476_393_202_250_021, 0.304_170_289_890_017_8, 0.107_501_552_810_007_5]),
        (-2.0, [0.722_649_901_887_385_5, 0.650_784_852_115_211, 0.457_673_855_453_359_7]),
    ] {
        let options = TableOptions::default().dependence_total(0.8).rule(Rule::full(order));
        let organisation = organisation_from_str(&nodes, &edges, &options).unwrap();
        for (index, dependence) in dependences.into_iter().enumerate() {
            let service = organisation.service(format!("p{index}>c")).unwrap();
            assert_near(
                service.dependence().unwrap().get(),
                dependence,
                tolerance::CLOSED_FORM,
                "order",
            );
        }
    }
    let mean = read(&WEIGHTS, "mean", 0.8);
    let of_customer = mean.service("p1>c").unwrap();
    assert_near(
        of_customer.dependence().unwrap().get(),
        0.8,
        tolerance::CLOSED_FORM,
        "mean of a customer",
    );
    assert_near(
        of_customer.weight().get(),
        3.0,
        tolerance::CLOSED_FORM,
        "weights are weights of needs",
    );
}

/// A hub, ten departments that it alone serves, and one that all ten serve.
#[test]
fn a_lost_hub_is_the_loss_of_all() {
    let mut nodes = "id,name,kind,parent\nhub,,department,\nx,,department,\n".to_owned();
    let mut edges = "provider,consumer,service\nx,c,c\n".to_owned();
    for index in 0..10 {
        writeln!(nodes, "s{index},,department,").unwrap();
        writeln!(edges, "hub,s{index},a\ns{index},x,b").unwrap();
    }
    nodes += "c,,external_customer,\n";
    let options = TableOptions::default().dependence_total(1.0);
    let organisation = organisation_from_str(&nodes, &edges, &options).unwrap();
    assert!(organisation.warnings().is_empty(), "{:?}", organisation.warnings());
    let network = organisation.compile().unwrap();
    let lost = network.solve(&Scenario::new("hub lost").capability("hub", 0.0)).unwrap();
    assert_near(lost.quality("c").unwrap().get(), 0.0, tolerance::CLOSED_FORM, "nothing is left");
    let half = network.solve(&Scenario::new("hub at half").capability("hub", 0.5)).unwrap();
    assert_near(half.quality("c").unwrap().get(), 0.5, tolerance::CLOSED_FORM, "half is left");
}

#[test]
fn rows_that_repeat_add_up_to_more_weight() {
    let nodes = "id,name,kind,parent\na,,department,\nb,,department,\nc,,external_customer,\n";
    let edges = "provider,consumer,service\na,c,s\na,c,s\nb,c,s\n";
    let options = TableOptions::default().dependence_total(0.9);
    let organisation = organisation_from_str(nodes, edges, &options).unwrap();
    let network = organisation.compile().unwrap();
    let lost = network.solve(&Scenario::new("a lost").capability("a", 0.0)).unwrap();
    assert_near(lost.quality("c").unwrap().get(), 0.4, tolerance::CLOSED_FORM, "two thirds of 0.9");
}

#[test]
fn a_total_of_one_needs_a_rule_that_can_lose_all() {
    let (nodes, edges) = tables(&WEIGHTS, "independent");
    let options = TableOptions::default().dependence_total(1.0);
    let refused = organisation_from_str(&nodes, &edges, &options).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "edges, line 2: the rule of `d` is another, where `additive`, `weakest`, `mean` or `fdna` is \
         needed to share a dependence total of 1; a total such as 0.9 may be shared by any full \
         weighting\n\
         edges, line 3: the rule of `c` is another, where `additive`, `weakest`, `mean` or `fdna` is \
         needed to share a dependence total of 1; a total such as 0.9 may be shared by any full \
         weighting"
    );
    for rule in [Rule::full(0.5), Rule::full(-1.0), Rule::share(2.0)] {
        let refused = organisation_from_str(&nodes, &edges, &options.clone().rule(rule));
        assert!(matches!(refused, Err(TableError::Invalid(_))), "{rule:?}");
    }
    let options = TableOptions::default().dependence_total(0.5).rule(Rule::share(0.5));
    let refused = organisation_from_str(&nodes, &edges, &options).unwrap_err().to_string();
    assert!(refused.contains("full weighting, `mean` or `fdna` is needed"), "{refused}");
}

#[test]
fn a_total_of_one_on_a_cycle_is_warned_of() {
    let nodes = "id,name,kind,parent\na,,department,\nb,,department,\nc,,department,\n\
                 d,,department,\nx,,external_customer,\n";
    let edges = "provider,consumer,service\na,b,s\nb,c,s\nc,b,s\nc,d,s\nd,x,s\n";
    let warnings = |edges: &str, total| {
        let options = TableOptions::default().dependence_total(total);
        let organisation = organisation_from_str(nodes, edges, &options).unwrap();
        let of_cycles = organisation.warnings().iter();
        let of_cycles = of_cycles.filter(|warning| warning.code() == WarningCode::TotalOnCycle);
        of_cycles.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        warnings(edges, 1.0),
        [
            "edges, line 4: with a dependence total of 1 nothing dampens a loss on the cycle `c` -> `b` \
          -> `c`: the least one may grow to the loss of all; a total such as 0.9 dampens it"
        ]
    );
    assert!(warnings(edges, 0.9).is_empty());
    assert!(warnings("provider,consumer,service\na,b,s\nb,c,s\nc,d,s\nd,x,s\n", 1.0).is_empty());
    assert_eq!(warnings("provider,consumer,service\na,a,s\na,x,s\n", 1.0).len(), 1);
}
