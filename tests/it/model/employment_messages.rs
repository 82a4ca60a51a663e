//! What is said of statements of turnover, absence, strain, reserve and budgets that cannot be.

use insta::assert_snapshot;
use knockon::organisation::{Absence, Coefficient, Origin, Reserve, StatedRange, Strain, Turnover};
use knockon::{Department, ExternalCustomer, Organisation, OrganisationBuilder, Service, Staffing};

fn staffed(id: &str) -> Department {
    Department::new(id).staffing(Staffing::new(4.0, 30.0).target_wait_minutes(15.0))
}

fn builder(it: Department) -> OrganisationBuilder {
    Organisation::builder("office")
        .departments([it, Department::new("hr"), Department::new("fleet")])
        .customer(ExternalCustomer::new("clients"))
        .service(Service::new("it-hiring", "hr", "it").dependence(0.1))
        .service(Service::between("fleet", "it").dependence(0.1))
        .service(Service::new("it-hr", "it", "hr").dependence(0.1).requests_per_job(0.1))
        .service(Service::new("calls", "it", "clients").dependence(0.1).demand_per_hour(1.0))
}

fn refused(it: Department) -> String {
    builder(it).build().unwrap_err().to_string()
}

#[test]
fn every_number_out_of_its_range() {
    let it = staffed("it")
        .turnover(
            Turnover::per_year(-0.1)
                .ratio(0.5)
                .hires_per_vacancy_year(0.0)
                .learning_days(40_000.0)
                .shortfall(1.5),
        )
        .absence(Absence::share(1.0).ratio(f64::NAN))
        .strain(Strain::share(-1.0).from(1.0))
        .reserve(Reserve::share(11.0).tires_days(0.0).rests_days(f64::INFINITY))
        .budget_elasticity(-2.0);
    assert_snapshot!("employment_numbers", refused(it));
}

#[test]
fn every_range_that_does_not_hold_its_number() {
    let range = |low: f64, high: f64| StatedRange::new(low..=high, Origin::Published);
    let ratio = Coefficient::new(3.0).range(range(4.0, 2.0));
    let quits = Coefficient::new(0.1).range(range(0.2, 0.3));
    let share = Coefficient::new(0.1).range(range(-0.2, 0.3));
    let elasticity = Coefficient::new(1.0).range(range(0.0, 20.0));
    let it = staffed("it")
        .turnover(Turnover::per_year(quits).ratio(ratio))
        .reserve(Reserve::share(share))
        .budget_elasticity(elasticity);
    assert_snapshot!("employment_ranges", refused(it));
}

#[test]
fn departments_without_staff_state_nothing_of_people() {
    let it = Department::new("it")
        .turnover(Turnover::per_year(0.1))
        .absence(Absence::share(0.1))
        .strain(Strain::share(0.1))
        .reserve(Reserve::share(0.1))
        .budget_elasticity(1.0);
    assert_snapshot!("employment_without_staff", refused(it));
}

#[test]
fn people_are_hired_through_a_service_to_the_department() {
    let through = |id: &str| staffed("it").turnover(Turnover::per_year(0.1).hired_through(id));
    let messages = [refused(through("hiring")), refused(through("it-hr"))];
    assert_snapshot!("employment_hired_through", messages.join("\n"));
    for id in ["it-hiring", "fleet>it"] {
        let organisation = builder(through(id)).build().unwrap();
        let turnover = organisation.party("it").unwrap().turnover().unwrap();
        assert_eq!(turnover.hired_through.as_deref(), Some(id));
    }
    // A department that receives nothing.
    let alone = staffed("alone").turnover(Turnover::per_year(0.1).hired_through("it-hiring"));
    let refused = builder(staffed("it")).department(alone).build().unwrap_err().to_string();
    assert!(refused.contains("`alone` receives none"), "{refused}");
}

#[test]
fn hiring_follows_new_ids() {
    let through = |id: &str| staffed("it").turnover(Turnover::per_year(0.1).hired_through(id));
    let hired_through = |builder: OrganisationBuilder, id: &str| {
        let organisation = builder.build().unwrap();
        organisation.party(id).unwrap().turnover().unwrap().hired_through.clone().unwrap()
    };
    let north = builder(through("fleet>it")).map_ids(|id| format!("north/{id}"));
    assert_eq!(hired_through(north, "north/it"), "north/fleet>north/it");
    let north = builder(through("it-hiring")).map_ids(|id| format!("north/{id}"));
    assert_eq!(hired_through(north, "north/it"), "it-hiring");
    let north = builder(through("it-hiring")).map_service_ids(|id| format!("n-{id}"));
    assert_eq!(hired_through(north, "it"), "n-it-hiring");
}

#[test]
fn statements_of_people_are_merged_into_departments() {
    let base = builder(staffed("it"));
    let people = || {
        Organisation::builder("people")
            .department(staffed("it").turnover(Turnover::per_year(0.1)).budget_elasticity(1.0))
    };
    let organisation = base.clone().merge(people()).build().unwrap();
    let it = organisation.party("it").unwrap();
    assert_eq!(it.turnover().unwrap(), &Turnover::per_year(0.1));
    assert_eq!(it.budget_elasticity().unwrap(), Coefficient::new(1.0));
    assert_eq!(organisation.department_count(), 3);

    let absent = Organisation::builder("").department(staffed("it").absence(Absence::share(0.1)));
    let both = base.clone().merge(people()).merge(absent).build().unwrap();
    let it = both.party("it").unwrap();
    assert!(it.turnover().is_some() && it.absence().is_some());

    let other = staffed("it").turnover(Turnover::per_year(0.2));
    let differs = base.merge(people()).merge(Organisation::builder("").department(other));
    assert!(differs.build().unwrap_err().to_string().contains("id `it` is already used"));
}
