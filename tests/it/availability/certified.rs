//! Figures worked out elsewhere: by an independent solver over all states, and published ones.

use knockon::availability::{Availability, AvailabilityMethod, AvailabilityOptions, Importance};
use knockon::organisation::{CommonCause, Failure};
use knockon::{Department, ExternalCustomer, Need, Organisation, Rule, Service, Substitution};

use crate::support::check::assert_near;

/// Of figures of an independent solver.
const TOLERANCE: f64 = 1e-12;

fn asked(organisation: &Organisation, options: &AvailabilityOptions) -> Availability {
    organisation.compile().unwrap().availability(options).unwrap()
}

fn of<'a>(found: &'a Availability, party: &str, event: &str) -> &'a Importance {
    let importance = &found.party(party).unwrap().importance;
    importance.iter().find(|it| it.event.id() == event).unwrap()
}

/// Two servers, either of which suffices, on one power feed: 0.99 · (1 − 0.01²).
#[test]
fn shared_power_feed() {
    let organisation = Organisation::builder("two servers on one power feed")
        .departments(["power", "s1", "s2"].map(|id| Department::new(id).available(0.99)))
        .department(Department::new("app"))
        .customer(ExternalCustomer::new("user"))
        .need(Need::new("app", "servers").dependence(1.0).substitution(Substitution::Independent))
        .service(Service::between("power", "s1").dependence(1.0))
        .service(Service::between("power", "s2").dependence(1.0))
        .service(Service::between("s1", "app").for_need("servers"))
        .service(Service::between("s2", "app").for_need("servers"))
        .service(Service::between("app", "user").dependence(1.0))
        .build()
        .unwrap();
    let found = asked(&organisation, &AvailabilityOptions::default());
    let user = found.party("user").unwrap();
    assert_eq!(user.method, AvailabilityMethod::Exact);
    assert_near(user.chance.value, 0.989_901, TOLERANCE, "chance");
    assert_near(user.expected_quality.value, 0.989_901, TOLERANCE, "expected");
    let power = of(&found, "user", "power");
    assert_near(power.birnbaum.value, 0.9999, TOLERANCE, "birnbaum");
    assert_near(power.fussell_vesely.value, 0.990_197_049_212_797_3, TOLERANCE, "fv");
    let server = of(&found, "user", "s1");
    assert_near(server.birnbaum.value, 0.0099, TOLERANCE, "birnbaum");
    assert_near(server.fussell_vesely.value, 0.009_901_970_492_127_982, TOLERANCE, "fv");
    let worth = server.risk_achievement_worth.value;
    assert_near(worth, 1.970_492_127_933_467_7, TOLERANCE, "achievement");
    // An unavailability of 0.010099 is 26,176.6 s in 30 days.
    assert_near(user.downtime_seconds_per_30_days, 26_176.608, 1e-6, "downtime");
    assert_eq!(user.downtime_per_year().num_seconds(), 318_482);
}

/// Supply in series with one of two fans and two of three disks.
#[test]
fn reliability_block_diagram() {
    let disks = ["d1", "d2", "d3"];
    let mut builder = Organisation::builder("redundant server")
        .department(Department::new("psu").available(0.99))
        .departments(["fan1", "fan2"].map(|id| Department::new(id).available(0.95)))
        .departments(disks.map(|id| Department::new(id).available(0.97)))
        .department(Department::new("server"))
        .customer(ExternalCustomer::new("user"))
        .need(
            Need::new("server", "cooling").dependence(1.0).substitution(Substitution::Independent),
        )
        .need(
            Need::new("server", "disks")
                .dependence(1.0)
                .substitution(Substitution::IndependentAtLeastShare { at_least_share: 0.5 }),
        )
        .service(Service::between("psu", "server").dependence(1.0))
        .service(Service::between("server", "user").dependence(1.0));
    for fan in ["fan1", "fan2"] {
        builder = builder.service(Service::between(fan, "server").for_need("cooling"));
    }
    for disk in disks {
        builder = builder.service(Service::between(disk, "server").for_need("disks"));
    }
    let found = asked(&builder.build().unwrap(), &AvailabilityOptions::default());
    let user = found.party("user").unwrap();
    assert_near(user.chance.value, 0.984_912_008_85, TOLERANCE, "chance");
    assert_eq!((user.events, user.cut_sets_complete), (6, true));
    let cuts: Vec<String> = user
        .cut_sets
        .iter()
        .map(|cut| {
            cut.events
                .iter()
                .map(knockon::availability::FailureEvent::id)
                .collect::<Vec<_>>()
                .join("+")
        })
        .collect();
    assert_eq!(cuts, ["psu", "fan1+fan2", "d1+d2", "d1+d3", "d2+d3"]);
    let disk = of(&found, "user", "d2");
    assert_near(disk.birnbaum.value, 0.057_473_955, TOLERANCE, "birnbaum");
    assert_near(disk.fussell_vesely.value, 0.117_510_673_380_794_8, TOLERANCE, "fv");
    let psu = of(&found, "user", "psu");
    assert_near(psu.risk_achievement_worth.value, 66.277_875_567_284_04, 1e-11, "achievement");
    let worth = psu.risk_reduction_worth.unwrap().value;
    assert_near(worth, 2.935_758_101_407_254, TOLERANCE, "reduction");
}

/// A cycle with transfers of losses, something left when down, and a common cause of two.
#[test]
fn random_organisation_with_cycle() {
    let failing = |id: &str, availability: f64, left: f64| {
        Department::new(id).fails(Failure::available(availability).when_down(left))
    };
    let service = |id: &str, from: &str, to: &str, dependence: f64| {
        Service::new(id, from, to).dependence(dependence)
    };
    let organisation = Organisation::builder("random 3")
        .departments([
            failing("d0", 0.921, 0.0),
            failing("d1", 0.8082, 0.0),
            failing("d2", 0.9527, 0.4),
            failing("d3", 0.9801, 0.0),
            failing("d4", 0.9667, 0.0),
            failing("d5", 0.8169, 0.4).rule(Rule::INDEPENDENT),
        ])
        .customer(ExternalCustomer::new("x"))
        .need(Need::new("x", "either").dependence(1.0).substitution(Substitution::BestOf))
        .services([
            service("s0-2", "d2", "d0", 0.822),
            service("s1-5", "d5", "d1", 1.0),
            service("s1-3", "d3", "d1", 1.0),
            service("s2-0", "d0", "d2", 1.0),
            service("s2-4", "d4", "d2", 0.537),
            service("s3-4", "d4", "d3", 1.0),
            service("s3-0", "d0", "d3", 0.397),
            service("s4-3", "d3", "d4", 0.849),
            service("s5-4", "d4", "d5", 0.368),
            Service::new("x0", "d0", "x").for_need("either"),
            Service::new("x1", "d1", "x").for_need("either"),
            service("x2", "d2", "x", 0.6).available(0.97),
        ])
        .common_cause(CommonCause::new("g0", 0.01).department("d0").department("d1"))
        .build()
        .unwrap();
    let found = asked(&organisation, &AvailabilityOptions::default().threshold(0.5));
    let x = found.party("x").unwrap();
    assert_near(x.expected_quality.value, 0.869_167_598_280_978_1, TOLERANCE, "expected");
    assert_near(x.chance.value, 0.823_025_133_352_609_1, TOLERANCE, "chance");
    let singles: Vec<_> =
        x.single_points_of_failure().map(|cut| cut.events[0].id().to_owned()).collect();
    assert_eq!(singles, ["d0", "d2", "d4", "d3", "g0"]);
    let importance = of(&found, "x", "d2");
    assert_near(importance.birnbaum.value, 0.863_886_987_879_300_1, TOLERANCE, "birnbaum");
    let fv = importance.fussell_vesely.value;
    assert_near(fv, 0.267_269_587_222_260_95, 1e-8, "fv");
    let cause = of(&found, "x", "g0");
    assert_near(cause.birnbaum.value, 0.831_338_518_537_988_8, TOLERANCE, "birnbaum of a cause");
    let worth = cause.risk_reduction_worth.unwrap().value;
    assert_near(worth, 1.049_290_360_272_64, TOLERANCE, "reduction");
}

/// Two trains of a pump and a valve, either of which suffices: the sample fault tree of SCRAM, with
/// its published chance of the top event, 0.646, and importances.
///
/// O. Rakhimov, *SCRAM*, tests of the risk analysis (`ImportanceDefault`): Birnbaum (MIF),
/// criticality (CIF), chance given the top event (DIF), achievement and reduction, to four digits.
#[test]
fn published_fault_tree_of_two_trains() {
    const DIGITS: f64 = 6e-4;
    let published = [
        ("PumpOne", 0.6, [0.51, 0.4737, 0.7895, 1.316, 1.9]),
        ("PumpTwo", 0.7, [0.38, 0.4118, 0.8235, 1.176, 1.7]),
        ("ValveOne", 0.4, [0.34, 0.2105, 0.5263, 1.316, 1.267]),
        ("ValveTwo", 0.5, [0.228, 0.1765, 0.5882, 1.176, 1.214]),
    ];
    let mut builder = Organisation::builder("two trains")
        .departments(["TrainOne", "TrainTwo"].map(Department::new))
        .customer(ExternalCustomer::new("top"))
        .need(Need::new("top", "trains").dependence(1.0).substitution(Substitution::BestOf))
        .service(Service::between("TrainOne", "top").for_need("trains"))
        .service(Service::between("TrainTwo", "top").for_need("trains"));
    for (id, chance, _) in published {
        let train = if id.ends_with("One") { "TrainOne" } else { "TrainTwo" };
        builder = builder
            .department(Department::new(id).fails(Failure::unavailable(chance)))
            .service(Service::between(id, train).dependence(1.0));
    }
    let organisation = builder.build().unwrap();
    for options in [AvailabilityOptions::default(), AvailabilityOptions::default().max_nodes(0)] {
        let found = asked(&organisation, &options);
        let top = found.party("top").unwrap();
        assert_near(top.unavailability.value, 0.646, TOLERANCE, "top event");
        assert_eq!((top.cut_sets.len(), top.cut_sets_complete), (4, true));
        for (id, _, [birnbaum, criticality, given, achievement, reduction]) in published {
            let importance = of(&found, "top", id);
            assert_near(importance.birnbaum.value, birnbaum, DIGITS, id);
            assert_near(importance.criticality.value, criticality, DIGITS, id);
            assert_near(importance.probability_given_failure.value, given, DIGITS, id);
            assert_near(importance.risk_achievement_worth.value, achievement, DIGITS, id);
            assert_near(importance.risk_reduction_worth.unwrap().value, reduction, DIGITS, id);
        }
    }
}

/// What is down has the less of what is left of it and what it would have anyway: otherwise down
/// would be better than up, and no bound would hold.
#[test]
fn down_is_never_better_than_up() {
    let organisation = Organisation::builder("case")
        .department(Department::new("a").fails(Failure::available(0.99).when_down(0.4)))
        .customer(ExternalCustomer::new("x"))
        .service(Service::between("a", "x").dependence(1.0))
        .build()
        .unwrap();
    let scenario = knockon::Scenario::new("worn").capability("a", 0.3);
    let found = asked(&organisation, &AvailabilityOptions::default().under(scenario));
    assert_near(found.party("x").unwrap().expected_quality.value, 0.3, TOLERANCE, "expected");
}

/// Six equal servers of which four are needed, and a cause that takes two of them down: two lumps.
/// As one lump the chance would be 0.98415.
#[test]
fn equal_servers_that_share_a_cause_are_apart() {
    let mut builder = Organisation::builder("six servers")
        .customer(ExternalCustomer::new("users"))
        .need(
            Need::new("users", "servers")
                .dependence(1.0)
                .substitution(Substitution::KthBest { k: 4 }),
        )
        .common_cause(CommonCause::new("rack", 0.05).department("s0").department("s1"));
    for server in 0..6 {
        let id = format!("s{server}");
        builder = builder
            .department(Department::new(id.clone()).available(0.9))
            .service(Service::between(id, "users").for_need("servers"));
    }
    let organisation = builder.build().unwrap();
    for options in [AvailabilityOptions::default(), AvailabilityOptions::default().max_nodes(0)] {
        let found = asked(&organisation, &options);
        let users = found.party("users").unwrap();
        assert_near(users.chance.value, 0.967_747_5, TOLERANCE, "chance");
        assert!(users.nodes.is_some() || users.variables == 3, "{}", users.variables);
    }
}
