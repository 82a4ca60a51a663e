//! What a user meets first: the crate's root, and nothing else.

use knockon::{
    Assessment, Batch, BatchOutcome, Chain, Columns, Criticality, Department, Explanation,
    ExternalCustomer, Impact, Live, Need, Network, Objective, Organisation, OrganisationBuilder,
    Quality, Rule, Scenario, Sensitivity, Service, SolveOptions, Status, Substitution, Transfer,
    Uniqueness, Workspace,
};

use crate::support::check::check;
use crate::support::tolerance;

const fn shared_between_threads<T: Send + Sync + 'static>() {}

const _: () = {
    shared_between_threads::<Organisation>();
    shared_between_threads::<OrganisationBuilder>();
    shared_between_threads::<Network>();
    shared_between_threads::<Assessment>();
    shared_between_threads::<Batch>();
    shared_between_threads::<BatchOutcome>();
    shared_between_threads::<Impact>();
    shared_between_threads::<Live>();
    shared_between_threads::<Scenario>();
    shared_between_threads::<Workspace>();
    shared_between_threads::<SolveOptions>();
    shared_between_threads::<Chain>();
    shared_between_threads::<Explanation>();
    shared_between_threads::<Objective>();
    shared_between_threads::<Sensitivity>();
};

/// Warehouse and IT carry a shop; freight comes from either of two carriers.
fn shop() -> Organisation {
    Organisation::builder("Harbour & Vine")
        .department(Department::new("it").named("IT"))
        .department(Department::new("rail"))
        .department(Department::new("road").capability(0.5))
        .department(Department::new("warehouse").rule(Rule::WEAKEST))
        .customer(ExternalCustomer::person("shoppers").named("Shoppers").population(900.0))
        .customer(ExternalCustomer::business("restaurants").population(100.0))
        .customer(ExternalCustomer::organisation("school"))
        .need(
            Need::new("warehouse", "freight")
                .dependence(1.0)
                .substitution(Substitution::BestOf)
                .criticality(Criticality::floor(0.1)),
        )
        .service(Service::between("rail", "warehouse").for_need("freight"))
        .service(Service::between("road", "warehouse").for_need("freight"))
        .service(
            Service::new("scanners", "it", "warehouse")
                .dependence(0.2)
                .transfer(Transfer::Ramp { from: 0.0, to: 0.5 }),
        )
        .service(Service::new("deliveries", "warehouse", "restaurants").dependence(1.0))
        .service(Service::new("shelves", "warehouse", "shoppers").dependence(0.5))
        .service(Service::new("checkout", "it", "shoppers").dependence(0.9))
        .build()
        .unwrap()
}

#[test]
fn a_change_is_followed_to_the_customers() {
    let network = shop().compile().unwrap();
    let today = check(network.baseline());
    assert_eq!(today.quality("shoppers"), Some(Quality::FULL));
    let scenario = Scenario::new("line blocked").capability("rail", 0.0);
    let after = check(network.solve(&scenario).unwrap());
    assert!(after.verify() <= tolerance::VERIFY);
    assert_eq!(after.status(), Status::Converged);
    assert_eq!(after.uniqueness(), Uniqueness::Certified);

    // Road alone is left: the warehouse at ½, restaurants too, and shoppers' shelves at ¾.
    let impact = after.compared_with(&today).unwrap();
    let felt: Vec<_> =
        impact.customers().map(|felt| (felt.id().to_string(), felt.change())).collect();
    let expected = [("restaurants", -0.5), ("shoppers", -0.125), ("school", 0.0)];
    assert_eq!(felt.len(), expected.len());
    for ((id, change), (expected_id, expected)) in felt.iter().zip(expected) {
        assert_eq!(id, expected_id);
        assert!((change - expected).abs() <= tolerance::CLOSED_FORM, "{id}: {change}");
    }
    let departments: Vec<_> = impact.departments().map(|felt| felt.id().to_string()).collect();
    assert_eq!(departments, ["rail", "warehouse", "it", "road"]);
    let worst = impact.departments().next().unwrap();
    assert_eq!((worst.baseline(), worst.quality()), (Quality::FULL, Quality::NONE));
}

#[test]
fn parties_come_in_the_order_stated() {
    let solved = check(shop().compile().unwrap().baseline());
    let ids: Vec<_> = solved.parties().map(|party| party.id().to_string()).collect();
    assert_eq!(ids, ["it", "rail", "road", "warehouse", "shoppers", "restaurants", "school"]);
    let names: Vec<_> = solved.parties().map(|party| party.name().to_string()).collect();
    assert_eq!(names, ["IT", "rail", "road", "warehouse", "Shoppers", "restaurants", "school"]);
    assert_eq!(solved.quality("nobody"), None);
    assert_eq!(solved.lower("it"), None);
}

#[test]
fn two_organisations_are_compared_by_id() {
    let before = shop();
    let after = before
        .to_builder()
        .without_party("road")
        .department(Department::new("barge").capability(0.5))
        .build()
        .unwrap();
    let today = before.compile().unwrap().baseline();
    let impact = after.compile().unwrap().baseline().compared_with(&today).unwrap();
    let departments: Vec<_> = impact.departments().map(|felt| felt.id().to_string()).collect();
    assert_eq!(departments, ["it", "rail", "warehouse"]);
    assert!(impact.customers().all(|felt| felt.change().abs() < f64::EPSILON));
}

#[test]
fn the_lower_state_comes_when_asked_for() {
    let organisation = Organisation::builder("Two that need each other")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .service(Service::new("a-b", "a", "b").dependence(1.0))
        .service(Service::new("b-a", "b", "a").dependence(1.0))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let options = SolveOptions::default().lower_state(true);
    let mut workspace = Workspace::default();
    let solved = network.solve_with(&Scenario::new("today"), &options, &mut workspace);
    let solved = check(solved.unwrap());
    assert_eq!(solved.uniqueness(), Uniqueness::Multiple);
    assert_eq!(solved.quality("a"), Some(Quality::FULL));
    assert_eq!(solved.lower("a"), Some(Quality::NONE));
    assert_eq!(solved.error_bound(), None);
    assert_eq!(network.baseline().uniqueness(), Uniqueness::NotChecked);
}

#[test]
fn columns_need_no_names() {
    let columns = Columns::new(1, 1).unwrap().provider(&[0]).consumer(&[1]).dependence(&[0.5]);
    let network = Network::from_columns(&columns).unwrap();
    let after = check(network.solve(&Scenario::new("half").capability("d0", 0.5)).unwrap());
    let quality = after.quality("c0").unwrap().get();
    assert!((quality - 0.75).abs() <= tolerance::CLOSED_FORM, "{quality}");
}
