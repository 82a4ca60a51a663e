//! What people read whose statement of staff and requests cannot be, as snapshots.

use std::fmt::{Display, Write};

use knockon::explain::Objective;
use knockon::{
    Columns, Department, Effort, ExternalCustomer, Network, Organisation, Scenario, Service,
    ServiceLevel, Staffing,
};

/// Lists what was given and the message it met.
fn listing<T, E: Display>(cases: impl IntoIterator<Item = (String, Result<T, E>)>) -> String {
    cases.into_iter().fold(String::new(), |mut text, (given, result)| {
        let message =
            result.err().map_or_else(|| panic!("no error: {given}"), |error| error.to_string());
        for word in ["f64", "u32", "struct", "enum", "Document", "expected", "EOF"] {
            assert!(!message.contains(word), "{message}");
        }
        write!(text, "{given}\n  {}\n\n", message.replace('\n', "\n  ")).unwrap();
        text
    })
}

fn it(staffing: Staffing) -> Department {
    Department::new("it").staffing(staffing)
}

fn staff(agents: f64, handling_minutes: f64) -> Staffing {
    Staffing::new(agents, handling_minutes).target_wait_minutes(15.0)
}

fn eight() -> Staffing {
    staff(8.0, 30.0)
}

fn help() -> Service {
    Service::new("help", "it", "users").dependence(1.0).demand_per_hour(10.0)
}

fn desk(
    department: Department,
    service: Service,
) -> Result<Organisation, knockon::organisation::Invalid> {
    Organisation::builder("Desk")
        .department(department)
        .department(Department::new("shop"))
        .customer(ExternalCustomer::new("users"))
        .service(service)
        .build()
}

#[test]
fn people_and_requests_that_cannot_be() {
    let inside = || Service::new("inside", "it", "shop").dependence(0.5);
    let effort = |effort: Effort| Department::new("it").effort(effort);
    let cases = [
        ("agents -1", desk(it(staff(-1.0, 30.0)), help())),
        ("agents NaN", desk(it(staff(f64::NAN, 30.0)), help())),
        ("agents infinite", desk(it(staff(f64::INFINITY, 30.0)), help())),
        ("handling 0", desk(it(staff(8.0, 0.0)), help())),
        ("handling NaN", desk(it(staff(8.0, f64::NAN)), help())),
        ("target -1", desk(it(eight().target_wait_minutes(-1.0)), help())),
        ("patience 0", desk(it(eight().patience_minutes(0.0)), help())),
        ("no target", desk(it(Staffing::new(8.0, 30.0)), help())),
        ("no patience", desk(it(eight().service_level(ServiceLevel::Served)), help())),
        ("skill 1.5", desk(it(eight()).skill(1.5), help())),
        ("skill NaN", desk(it(eight()).skill(f64::NAN), help())),
        ("capability and skill", desk(it(eight()).skill(0.9).capability(0.8), help())),
        ("floor 2", desk(effort(Effort::default().floor(2.0)), help())),
        ("reaction -1", desk(effort(Effort::default().reaction(-1.0)), help())),
        ("reference NaN", desk(effort(Effort::default().reference(f64::NAN)), help())),
        ("demand -1", desk(it(eight()), help().demand_per_hour(-1.0))),
        ("demand NaN", desk(it(eight()), help().demand_per_hour(f64::NAN))),
        ("demand infinite", desk(it(eight()), help().demand_per_hour(f64::INFINITY))),
        ("retries -1", desk(it(eight()), help().retries(-1.0))),
        ("retries of nothing", desk(it(eight()), help().demand_per_hour(0.0).retries(1.0))),
        ("retries inside", desk(it(eight()), inside().retries(1.0))),
        ("requests -1", desk(it(eight()), inside().requests_per_job(-1.0))),
        ("requests NaN", desk(it(eight()), inside().requests_per_job(f64::NAN))),
        ("a customer's jobs", desk(it(eight()), help().requests_per_job(1.0))),
        ("a department's demand", desk(it(eight()), inside().demand_per_hour(1.0))),
    ];
    let cases = cases.map(|(given, result)| (given.to_owned(), result));
    insta::assert_snapshot!("demand_statements", listing(cases));
}

#[test]
fn staff_without_requests_are_warned_of() {
    let organisation = desk(it(eight()), help().demand_per_hour(0.0)).unwrap();
    let warnings: Vec<_> = organisation
        .warnings()
        .iter()
        .map(|warning| format!("{:?} {warning}", warning.code()))
        .collect();
    insta::assert_snapshot!("demand_warnings", warnings.join("\n"));
}

/// Departments that ask each other, in a circle, so many times per job.
fn circle(ids: &[&str], requests: f64) -> Result<Network, knockon::network::CompileError> {
    let around = ids.iter().cycle().skip(1);
    let services = ids.iter().zip(around).map(|(consumer, provider)| {
        Service::between(*provider, *consumer).dependence(0.1).requests_per_job(requests)
    });
    Organisation::builder("Circle")
        .departments(ids.iter().map(|id| Department::new(*id)))
        .customer(ExternalCustomer::new("users"))
        .services(services)
        .service(Service::between(ids[0], "users").dependence(1.0).demand_per_hour(1.0))
        .build()
        .unwrap()
        .compile()
}

#[test]
fn requests_without_end_name_their_loop() {
    let long: Vec<_> = (0..400).map(|number| format!("d{number}")).collect();
    let long: Vec<_> = long.iter().map(String::as_str).collect();
    let cases = [
        ("itself", circle(&["it"], 1.0)),
        ("two", circle(&["it", "hr"], 1.0)),
        ("three", circle(&["it", "hr", "ops"], 1.25)),
    ];
    let cases = cases.map(|(given, result)| (given.to_owned(), result));
    insta::assert_snapshot!("demand_endless", listing(cases));
    // Too many to factor, and decided all the same, on either side of the edge.
    let endless = circle(&long, 1.000_01).unwrap_err().to_string();
    assert!(endless.contains("`d0` -> `d1` -> `d2` ->"), "{endless}");
    assert!(circle(&long, 0.999).is_ok());
    assert!(circle(&["it", "hr"], 0.999).is_ok());
}

/// What is said of departments of which one asks another so many times per job.
fn refused(requests: &[(&str, &str, f64)], departments: &[&str]) -> String {
    let services = requests.iter().map(|&(asking, asked, requests)| {
        Service::between(asked, asking).dependence(0.1).requests_per_job(requests)
    });
    let organisation = Organisation::builder("Loops")
        .departments(departments.iter().copied().map(Department::new))
        .services(services)
        .build()
        .unwrap();
    organisation.compile().unwrap_err().to_string()
}

#[test]
fn the_loop_that_never_ends_is_named_and_not_the_one_with_most_requests() {
    let requests = [
        ("a", "b", 5.0),
        ("b", "a", 0.1),
        ("c", "d", 1.5),
        ("d", "c", 1.5),
        ("a", "c", 0.01),
        ("d", "a", 0.01),
    ];
    let endless = refused(&requests, &["a", "b", "c", "d"]);
    assert!(endless.contains("`d` -> `c` -> `d`"), "{endless}");
    // `hub` asks `shallow` more often, and yet more comes back of what it asks `deep`.
    let requests = [
        ("hub", "deep", 1.0),
        ("deep", "hub", 1.2),
        ("hub", "shallow", 1.1),
        ("shallow", "hub", 0.5),
    ];
    let endless = refused(&requests, &["hub", "deep", "shallow"]);
    assert!(endless.contains("`hub` -> `deep` -> `hub`"), "{endless}");
    let requests = [
        ("hub", "deep", 0.8),
        ("deep", "hub", 2.0),
        ("hub", "shallow", 3.0),
        ("shallow", "hub", 0.5),
    ];
    let endless = refused(&requests, &["hub", "deep", "shallow"]);
    assert!(endless.contains("`deep` -> `hub` -> `deep`"), "{endless}");
}

#[test]
fn scenarios_of_people_that_do_not_fit() {
    let network = desk(it(eight()), help()).unwrap().compile().unwrap();
    let scenario = Scenario::new("wrong")
        .agents("itt", 1.0)
        .agents("shop", 1.0)
        .agents("users", 1.0)
        .agents("it", -1.0)
        .agents("it", 4.0)
        .skill("shop", 0.5)
        .skill("it", 1.5)
        .demand_per_hour("hlep", 1.0)
        .demand_per_hour("help", f64::INFINITY)
        .demand_per_hour("help", 3.0);
    let plain = Organisation::builder("Plain")
        .department(Department::new("it"))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("help", "it", "users").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let numbered = Columns::new(1, 1).unwrap().provider(&[0]).consumer(&[1]).dependence(&[0.5]);
    let numbered = Network::from_columns(&numbered).unwrap();
    let asked = |id: &str| Scenario::new("asked").demand_per_hour(id, 1.0);
    let inside = Organisation::builder("Inside")
        .department(it(eight()))
        .department(Department::new("shop"))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("inside", "it", "shop").dependence(1.0).requests_per_job(1.0))
        .service(help())
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let both = Scenario::new("both").capability("it", 0.5).agents("it", 4.0).skill("it", 0.9);
    let division = Organisation::builder("Division")
        .department(it(eight()))
        .department(Department::new("desk").part_of("it"))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let cases = [
        ("all at once", network.solve(&scenario)),
        ("capability and people", network.solve(&both)),
        (
            "people of a division",
            division.solve(&Scenario::new("division").agents("it", 4.0).skill("it", 0.9)),
        ),
        ("an organisation without people", plain.solve(&asked("help"))),
        ("numbered parties", numbered.solve(&asked("s0"))),
        ("a department's requests", inside.solve(&asked("inside"))),
    ];
    let mut text = listing(cases.map(|(given, result)| (given.to_owned(), result.map(|_| ()))));
    let users = Objective::customers(&network).unwrap();
    for id in ["shop", "users", "itt"] {
        let refused = network.tipping_margin(id, &Scenario::default(), &users).unwrap_err();
        writeln!(text, "tipping margin of {id}\n  {refused}\n").unwrap();
    }
    insta::assert_snapshot!("demand_scenarios", text);
}
