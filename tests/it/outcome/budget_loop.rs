//! The loop of revenue, budgets, people, quality and customers over years.

use std::ops::ControlFlow;

use chrono::TimeDelta;
use knockon::io::{sample_with_money, sample_with_people};
use knockon::organisation::{Absence, Loyalty, Revenue, Turnover};
use knockon::outcome::{BudgetLoopOptions, LoopEnding, LoopStart, Settling, StaffAtRest};
use knockon::{
    Department, ExternalCustomer, Network, OnProgress, Organisation, Scenario, Service,
    SolveOptions, Staffing, Status,
};

use crate::support::check::{assert_close, assert_near};
use crate::time::backlog;

/// A quarter of a year.
const QUARTER: TimeDelta = TimeDelta::minutes(131_490);

/// IT at 7 of 10 agents for half a year.
fn short(years: f64, elasticity: f64) -> BudgetLoopOptions {
    let short = Scenario::new("IT three short").agents("it", 7.0);
    BudgetLoopOptions::years(years)
        .elasticity(elasticity)
        .settling(Settling::AtRest)
        .during(TimeDelta::zero()..QUARTER * 2, short)
}

#[test]
fn without_a_shock_every_elasticity_stays_at_today() {
    let network = sample_with_money().compile().unwrap();
    for settling in [Settling::AtRest, Settling::OverTime] {
        for elasticity in [0.0, 1.0, 2.0] {
            let years = if settling == Settling::AtRest { 20.0 } else { 1.0 };
            let options = BudgetLoopOptions::years(years).elasticity(elasticity).settling(settling);
            let budget_loop = network.budget_loop(&options).unwrap();
            assert_eq!(budget_loop.ending, LoopEnding::Steady);
            for point in &budget_loop.points {
                assert_near(point.revenue_share, 1.0, 1e-9, "revenue");
                for department in &point.departments {
                    assert_close(department.agents, department.posts, 1e-9, "agents");
                }
            }
        }
    }
}

#[test]
fn only_the_elasticity_decides_whether_a_shock_is_made_good() {
    let network = sample_with_money().compile().unwrap();
    let follow = |elasticity| network.budget_loop(&short(20.0, elasticity)).unwrap();
    let [open, one, half, two] = [0.0, 1.0, 1.5, 2.0].map(follow);
    // Measured; an independent prototype at rest found 76 %, 96, 94 and 99, 90 %, and never.
    for (budget_loop, years, low, high) in [
        (&open, 0.5, 0.75, 0.78),
        (&open, 6.0, 0.955, 0.975),
        (&one, 6.0, 0.935, 0.955),
        (&one, 20.0, 0.98, 1.0),
        (&half, 15.0, 0.89, 0.95),
        (&two, 20.0, 0.0, 0.25),
    ] {
        let share = budget_loop.revenue_share_at(years);
        assert!((low..=high).contains(&share), "after {years} years: {share}");
    }
    assert_eq!(open.ending, LoopEnding::Steady);
    assert!(matches!(half.ending, LoopEnding::Growing { .. }), "{:?}", half.ending);
    assert!(matches!(two.ending, LoopEnding::Declining { .. }), "{:?}", two.ending);
    assert!(two.points.last().unwrap().departments[0].agents < 0.1 * 10.0);
    assert!((1.2..1.3).contains(&two.elasticity_limit), "{}", two.elasticity_limit);
    // The same again, bit for bit.
    assert_eq!(follow(1.5), half);
}

#[test]
fn over_time_a_shock_is_felt_longer_than_at_rest() {
    let network = sample_with_money().compile().unwrap();
    let follow = |settling| network.budget_loop(&short(2.0, 1.0).settling(settling)).unwrap();
    let [at_rest, over_time] = [Settling::AtRest, Settling::OverTime].map(follow);
    for budget_loop in [&at_rest, &over_time] {
        assert!((0.7..0.85).contains(&budget_loop.least_revenue().0));
    }
    let [one, two] = [&at_rest, &over_time].map(|it| it.revenue_share_at(1.0));
    assert!(two < one - 0.005, "lags and backlogs outlast it: {one} and {two}");
    assert_eq!(over_time.status, Status::Converged);
}

fn desk(department: Department) -> Organisation {
    let callers = ExternalCustomer::person("callers")
        .population(10_000.0)
        .revenue(Revenue::per_year(50.0))
        .loyalty(Loyalty::retention(0.8).departure_ratio(4.0));
    Organisation::builder("help line")
        .department(Department::new("hr"))
        .department(department)
        .customer(callers)
        .service(Service::new("hiring", "hr", "desk").dependence(0.5).lag(QUARTER * 2))
        .service(Service::new("calls", "desk", "callers").dependence(0.8).demand_per_hour(90.0))
        .build()
        .unwrap()
}

fn staffed() -> Department {
    Department::new("desk").staffing(Staffing::new(12.0, 6.0).target_wait_minutes(1.0))
}

#[test]
fn who_is_hired_depends_on_hiring_a_lag_ago() {
    let turnover = Turnover::per_year(0.4).hired_through("hiring").hires_per_vacancy_year(4.0);
    let network = desk(staffed().turnover(turnover)).compile().unwrap();
    let nobody = Scenario::new("nobody hires").capability("hr", 0.0);
    for settling in [Settling::AtRest, Settling::OverTime] {
        let options = BudgetLoopOptions::years(2.0)
            .settling(settling)
            .during(TimeDelta::zero()..QUARTER, nobody.clone());
        let budget_loop = network.budget_loop(&options).unwrap();
        let filled: Vec<f64> =
            budget_loop.points.iter().map(|point| point.departments[0].filled).collect();
        // The quarter without hiring is felt half a year later: e^(−0.4/4) of the people stay.
        assert_near(filled[2], 12.0, 1e-9, "before it is felt");
        assert_close(filled[3], 12.0 * (-0.1_f64).exp(), 1e-6, "nobody came");
        // A quarter on, vacancies are filled by the rate 4 + 0.4.
        let rest = 12.0 - (12.0 - filled[3]) * (-1.1_f64).exp();
        assert_close(filled[4], rest, 1e-6, "vacancies are filled");
    }
}

#[test]
fn unhappy_people_quit_and_stay_away() {
    let turnover = Turnover::per_year(0.2).ratio(4.0).hires_per_vacancy_year(2.0);
    let people = staffed().turnover(turnover).absence(Absence::share(0.1).ratio(2.0));
    let network = desk(people).compile().unwrap();
    let badly = Scenario::new("badly served").capability("hr", 0.5);
    let at_rest = StaffAtRest::of(&network.solve(&badly).unwrap()).unwrap();
    let desk = &at_rest[0];
    assert_close(desk.quits_per_year, 0.4, 1e-12, "quits");
    assert_close(desk.absent, 0.1 * 2.0_f64.sqrt(), 1e-12, "absent");
    let options =
        BudgetLoopOptions::years(30.0).settling(Settling::AtRest).from(TimeDelta::zero(), badly);
    let budget_loop = network.budget_loop(&options).unwrap();
    let last = &budget_loop.points.last().unwrap().departments[0];
    // Where people come to rest after thirty years: as the closed form says.
    assert_close(last.filled, desk.filled, 1e-9, "filled");
    assert_close(last.agents, desk.agents, 1e-9, "agents");
}

#[test]
fn scenarios_and_the_loop_multiply() {
    let network = desk(staffed().budget_elasticity(1.0)).compile().unwrap();
    // Callers report a tenth of what they got, for good, and half of the people are away.
    let few = Scenario::new("few").ceiling("callers", 0.1).agents("desk", 6.0);
    let options =
        BudgetLoopOptions::years(4.0).delay(TimeDelta::zero()).from(TimeDelta::zero(), few);
    for settling in [Settling::AtRest, Settling::OverTime] {
        let budget_loop = network.budget_loop(&options.clone().settling(settling)).unwrap();
        let last = budget_loop.points.last().unwrap();
        assert!(last.revenue_share < 0.7, "{last:?}");
        let department = &last.departments[0];
        assert_close(department.posts / 12.0, last.revenue_share, 1e-9, "posts follow revenue");
    }
}

#[test]
fn from_a_collapse_history_decides() {
    let organisation = backlog::coupled_organisation(7.8);
    let clients = ExternalCustomer::try_from(organisation.party("clients").unwrap()).unwrap();
    let network = organisation
        .to_builder()
        .replace_customer(clients.revenue(Revenue::per_year(1.0)))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    for settling in [Settling::AtRest, Settling::OverTime] {
        let follow = |start| {
            let options = BudgetLoopOptions::years(1.5).settling(settling).starting(start);
            network.budget_loop(&options).unwrap()
        };
        assert_eq!(follow(LoopStart::Today).ending, LoopEnding::Steady);
        let collapsed = follow(LoopStart::Collapse);
        assert_eq!(collapsed.ending, LoopEnding::Collapsed, "{settling:?}");
        assert!(collapsed.points.iter().all(|point| point.has_collapsed));
    }
}

#[test]
fn a_loop_is_broken_off_where_its_caller_says_so() {
    let network = sample_with_money().compile().unwrap();
    let stop = OnProgress::new(|_| ControlFlow::Break(()));
    let options = BudgetLoopOptions::years(100.0)
        .elasticity(1.0)
        .during(TimeDelta::zero()..QUARTER, Scenario::new("short").agents("it", 7.0))
        .solve(SolveOptions::default().on_progress(stop));
    let budget_loop = network.budget_loop(&options).unwrap();
    assert_eq!(budget_loop.status, Status::Stopped);
    assert_eq!(budget_loop.ending, LoopEnding::BrokenOff);
    assert!(budget_loop.points.len() < 400);
}

fn refused(network: &Network, options: &BudgetLoopOptions) -> String {
    network.budget_loop(options).unwrap_err().to_string()
}

#[test]
fn what_is_refused() {
    let network = desk(staffed()).compile().unwrap();
    let year = BudgetLoopOptions::years(1.0);
    let messages = [
        refused(&network, &BudgetLoopOptions::years(0.0)),
        refused(&network, &BudgetLoopOptions::years(f64::NAN)),
        refused(&network, &BudgetLoopOptions::years(101.0)),
        refused(&network, &year.clone().period(TimeDelta::hours(1))),
        refused(&network, &year.clone().delay(-QUARTER)),
        refused(&network, &year.clone().elasticity(-1.0)),
        refused(&network, &year.clone().from(QUARTER * 4, Scenario::new("late"))),
        refused(&network, &year.clone().during(QUARTER..QUARTER, Scenario::new("never"))),
        refused(&network, &year.clone().from(QUARTER, Scenario::new("wrong").agents("it", 1.0))),
        refused(&sample_with_people().compile().unwrap(), &year),
        refused(
            &desk(staffed().turnover(
                Turnover::per_year(0.1).hired_through("hiring").hires_per_vacancy_year(2.0),
            ))
            .to_builder()
            .replace_department(Department::new("hr").capability(0.0))
            .build()
            .unwrap()
            .compile()
            .unwrap(),
            &year,
        ),
    ];
    insta::assert_snapshot!("budget_loop_refused", messages.join("\n"));
}

#[test]
fn statements_at_their_defaults_change_nothing() {
    let bare = desk(staffed()).compile().unwrap();
    let people = staffed()
        .turnover(Turnover::per_year(0.0))
        .absence(Absence::share(0.0))
        .budget_elasticity(0.0);
    let neutral = desk(people).compile().unwrap();
    let shock = Scenario::new("short").agents("desk", 9.5);
    for settling in [Settling::AtRest, Settling::OverTime] {
        let options = BudgetLoopOptions::years(2.0)
            .settling(settling)
            .during(QUARTER..QUARTER * 3, shock.clone());
        let [one, two] = [&bare, &neutral].map(|network| {
            let points = network.budget_loop(&options).unwrap().points;
            points.into_iter().map(|point| point.revenue.to_bits()).collect::<Vec<_>>()
        });
        assert_eq!(one, two);
    }
    let timelines = [&bare, &neutral].map(|network| {
        let plan = knockon::time::TimelinePlan::lasting(TimeDelta::days(20))
            .from(TimeDelta::days(2), shock.clone());
        let timeline = network.timeline(&plan).unwrap();
        timeline.series("callers").unwrap().qualities().map(f64::to_bits).collect::<Vec<_>>()
    });
    assert_eq!(timelines[0], timelines[1]);
}

/// A scenario of the loop says what happens; what was read says what is.
#[test]
fn readings_are_refused() {
    let network = sample_with_people().compile().unwrap();
    for settling in [Settling::AtRest, Settling::OverTime] {
        let read = Scenario::new("monitors").observed("it", 0.9);
        let options =
            BudgetLoopOptions::years(1.0).settling(settling).from(TimeDelta::zero(), read);
        let refused = network.budget_loop(&options).unwrap_err().to_string();
        assert_eq!(
            refused,
            "observed[\"it\"]: `it` is observed, where a scenario says what happens over years: set \
             its capability"
        );
    }
}
