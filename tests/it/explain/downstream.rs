//! Whose share it is, and through which chains, for many customers at once: the same as for each.

use knockon::explain::Objective;
use knockon::report::AssessmentDocument;
use knockon::{Department, ExternalCustomer, Organisation, Rule, Scenario, Service};

use crate::support::check::assert_near;
use crate::support::tolerance;
use support::choices::Choices;

const DEPARTMENTS: usize = 12;
const CUSTOMERS: usize = 40;
const CHAINS: usize = 4;

/// Departments that serve each other, in cycles as well, and customers of some of them.
fn organisation(choices: &mut Choices) -> Organisation {
    let rules = [Rule::INDEPENDENT, Rule::MEAN, Rule::WEAKEST, Rule::ADDITIVE];
    let mut builder = Organisation::builder("Many");
    for number in 0..DEPARTMENTS {
        let department = Department::new(format!("d{number}")).rule(choices.pick(&rules));
        builder = builder.department(department.capability(choices.between(0.8, 1.0)));
    }
    for number in 0..CUSTOMERS {
        builder = builder.customer(ExternalCustomer::new(format!("c{number}")));
    }
    for consumer in 0..DEPARTMENTS {
        for provider in 0..DEPARTMENTS {
            // Seldom back.
            let chance = if provider < consumer { 0.3 } else { 0.04 };
            if provider != consumer && choices.chance(chance) {
                let (from, to) = (format!("d{provider}"), format!("d{consumer}"));
                let service = Service::new(format!("{from}-{to}"), &from, &to);
                builder = builder.service(service.dependence(choices.between(0.1, 0.6)));
            }
        }
    }
    for consumer in 0..CUSTOMERS {
        for provider in 0..DEPARTMENTS {
            if provider == consumer % DEPARTMENTS || choices.chance(0.2) {
                let (from, to) = (format!("d{provider}"), format!("c{consumer}"));
                let service = Service::new(format!("{from}-{to}"), &from, &to);
                builder = builder.service(service.dependence(choices.between(0.1, 0.9)));
            }
        }
    }
    builder.build().unwrap()
}

#[test]
fn many_customers_are_explained_as_each_one_is() {
    for seed in 0..60 {
        let mut choices = Choices::seeded(seed);
        let organisation = organisation(&mut choices);
        let network = organisation.compile().unwrap();
        let scenario = Scenario::new("trouble")
            .capability("d0", choices.between(0.0, 0.7))
            .capability("d3", choices.between(0.2, 1.0))
            .condition("d1-c1", 0.5)
            .stop_service("d2-c2");
        let after = network.solve(&scenario).unwrap();
        let impact = after.compared_with(&network.baseline()).unwrap();
        let explanation = impact.explain();
        let document = AssessmentDocument::new("Many", &impact).explained(&explanation, CHAINS);
        assert_eq!(document.impact.len(), CUSTOMERS);
        for line in &document.impact {
            let place = format!("seed {seed}, {}", line.customer);
            let objective = Objective::party(&network, line.customer.as_str()).unwrap();
            let alone = explanation.contributions(&objective).unwrap();
            assert_eq!(line.split, Some(alone.split), "{place}");
            let shares = alone.contributions.iter().filter(|share| share.change != 0.0);
            for share in shares.clone() {
                let found = line.contributions.iter().find(|it| {
                    (it.source.as_str(), it.kind.as_str())
                        == (share.source.id(), share.source.kind())
                });
                let found = found.map_or(0.0, |it| it.change);
                assert_near(found, share.change, tolerance::CLOSE, &place);
            }
            let mut chains = explanation.chains(&objective).unwrap();
            let alone: Vec<_> = chains.by_ref().take(CHAINS).collect();
            assert_eq!(line.chains.len(), alone.len(), "{place}");
            for (found, share) in line.chains.iter().zip(&alone) {
                assert_near(found.change.unwrap(), share.change, tolerance::CLOSE, &place);
                assert_near(found.share.unwrap(), share.share, 1e-9, &place);
                // Of ties, which differ by rounding alone, any may come first.
                let is_tied =
                    alone.iter().filter(|it| (it.change - share.change).abs() < 1e-12).count() > 1;
                assert!(is_tied || found.parties == share.chain.parties(), "{place}: {found:?}");
            }
            assert_eq!(line.covered.is_some(), chains.covered().is_some(), "{place}");
            if let (Some(found), Some(alone)) = (line.covered, chains.covered()) {
                assert_near(found, alone, 1e-9, &place);
            }
        }
    }
}
