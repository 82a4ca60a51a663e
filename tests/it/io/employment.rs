//! Documents that state people who come, go, tire and are paid.

use knockon::io::json;
use knockon::organisation::{Absence, Coefficient, Origin, Reserve, StatedRange, Strain, Turnover};
use knockon::{Department, ExternalCustomer, Organisation, Service, Staffing};

fn staffed() -> Department {
    Department::new("it").staffing(Staffing::new(4.0, 30.0).target_wait_minutes(15.0))
}

fn organisation(it: Department) -> Organisation {
    Organisation::builder("office")
        .departments([it, Department::new("hr")])
        .customer(ExternalCustomer::new("clients"))
        .service(Service::new("it-hiring", "hr", "it").dependence(0.1))
        .service(Service::new("calls", "it", "clients").dependence(0.1).demand_per_hour(1.0))
        .build()
        .unwrap()
}

fn everything() -> Department {
    let ratio = Coefficient::new(3.0).range(StatedRange::new(1.0..=6.0, Origin::Published));
    let turnover = Turnover::per_year(0.15)
        .ratio(ratio)
        .hired_through("it-hiring")
        .hires_per_vacancy_year(4.0)
        .learning_days(180.0)
        .shortfall(0.3);
    let elasticity = Coefficient::new(1.0).range(StatedRange::new(0.0..=2.0, Origin::Judged));
    staffed()
        .turnover(turnover)
        .absence(Absence::share(0.04).ratio(2.0))
        .strain(Strain::share(0.2).from(0.8))
        .reserve(Reserve::share(0.1).tires_days(10.0).rests_days(50.0))
        .budget_elasticity(elasticity)
}

#[test]
fn statements_read_back_as_written() {
    let plain = staffed()
        .turnover(Turnover::per_year(0.1))
        .absence(Absence::share(0.1))
        .strain(Strain::share(0.1))
        .reserve(Reserve::share(0.1))
        .budget_elasticity(0.0);
    for it in [everything(), plain] {
        let organisation = organisation(it);
        let text = json::organisation_to_string(&organisation);
        let read = json::organisation_from_str(&text).unwrap();
        assert_eq!(read, organisation, "{text}");
        assert_eq!(json::organisation_to_string(&read), text);
        let party = organisation.party("it").unwrap();
        let copy = staffed()
            .turnover(party.turnover().unwrap().clone())
            .absence(party.absence().unwrap())
            .strain(party.strain().unwrap())
            .reserve(party.reserve().unwrap())
            .budget_elasticity(party.budget_elasticity().unwrap());
        assert_eq!(self::organisation(copy), organisation, "what getters say is all there is");
        let department = Department::try_from(organisation.party("it").unwrap()).unwrap();
        let alone = serde_json::to_string(&department).unwrap();
        assert_eq!(serde_json::from_str::<Department>(&alone).unwrap(), department, "{alone}");
    }
}

#[test]
fn what_is_not_stated_is_not_written() {
    let text = json::organisation_to_string(&organisation(staffed()));
    for field in ["turnover", "absence", "strain", "reserve", "budget_elasticity"] {
        assert!(!text.contains(field), "{text}");
    }
    let it = staffed().turnover(Turnover::per_year(0.1)).strain(Strain::share(0.1));
    let text = json::organisation_to_string(&organisation(it));
    for field in ["ratio", "hired_through", "hires_per", "learning", "shortfall", "from"] {
        assert!(!text.contains(&format!("\"{field}")), "{text}");
    }
}

#[test]
fn documents_are_refused_where_they_are_wrong() {
    let text = json::organisation_to_string(&organisation(everything()));
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        json::organisation_from_str(&text.replace(from, to)).unwrap_err().to_string()
    };
    let message = refused("\"learning_days\": 180", "\"learning_weeks\": 26");
    assert!(message.contains("learning_weeks"), "{message}");
    let message = refused("\"quits_per_year\": 0.15,", "");
    assert!(message.contains("quits_per_year"), "{message}");
    let message = refused("\"origin\": \"published\"", "\"origin\": \"guessed\"");
    assert!(message.contains("guessed"), "{message}");
    let message = refused("\"shortfall\": 0.3", "\"shortfall\": 3");
    assert!(
        message.contains("departments[0].turnover.shortfall: newcomers' shortfall `3`"),
        "{message}"
    );
}
