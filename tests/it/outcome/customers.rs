//! Customers of the embedded organisation, over time and at rest, and what incidents cost.

use chrono::TimeDelta;
use knockon::io::{sample, sample_in_trouble, sample_money, sample_with_money};
use knockon::organisation::{
    Absence, Coefficient, Incident, Loyalty, Origin, Reserve, Revenue, Staffing, StatedRange,
    Strain, Turnover, WordOfMouth,
};
use knockon::outcome::{
    Action, Actions, BandMethod, BaseOptions, ChoiceOptions, CoefficientKind, Criterion,
    CustomerBase, OutcomeError, Resting, RiskOptions, RiskReport, ShiftedBetaGeometric,
    without_people,
};
use knockon::report::{OutcomeDocument, WorthLine, text};
use knockon::time::TimelinePlan;
use knockon::{Department, ErrorKind, ExternalCustomer, Network, Organisation, Scenario, Service};

/// IT at half for 90 days, over three years.
fn it_at_half(network: &Network) -> CustomerBase {
    let plan = TimelinePlan::lasting(TimeDelta::hours(26_298))
        .step(TimeDelta::hours(6))
        .during(TimeDelta::zero()..TimeDelta::days(90), Scenario::new("it").capability("it", 0.5));
    CustomerBase::over(&network.timeline(&plan).unwrap(), &BaseOptions::years(3.0)).unwrap()
}

fn within(found: f64, printed: f64, unit: f64, what: &str) {
    assert!((found - printed).abs() <= unit, "{what}: {found}, where {printed} is printed");
}

#[test]
fn embedded_organisation_loses_what_is_known() {
    let organisation = sample_with_money();
    let base = it_at_half(&organisation.compile().unwrap());
    let million = 1e6;
    for (id, today, fewest, after, end, lost, [low, high]) in [
        ("shoppers", 120_000.0, 115_730.0, 1.1, 116_525.0, [6.2, 0.1], [[0.8, 0.1], [13.0, 1.0]]),
        ("households", 35_000.0, 29_634.0, 0.8, 32_041.0, [5.3, 0.1], [[0.5, 0.1], [7.3, 0.1]]),
        ("restaurants", 180.0, 176.0, 1.1, 177.0, [0.3, 0.1], [[0.04, 0.01], [0.7, 0.1]]),
        ("schools", 24.0, 24.0, 0.9, 24.0, [0.03, 0.01], [[0.01, 0.01], [0.1, 0.1]]),
    ] {
        let group = base.group(id).unwrap();
        within(group.today(), today, 0.0, id);
        within(group.fewest().customers, fewest, 1.0, id);
        within(group.fewest().years, after, 0.1, id);
        within(group.end().customers, end, 1.0, id);
        let money = group.money().unwrap();
        within(money.lost / million, lost[0], lost[1], id);
        within(money.band.low / million, low[0], low[1], id);
        within(money.band.high / million, high[0], high[1], id);
        assert_eq!(money.band.method, BandMethod::Ends, "{id}");
        let balance = group.today() + group.won() - group.lost();
        assert!((group.end().customers / balance - 1.0).abs() < 1e-12);
        assert_eq!(group.held_from(), None);
        within(group.customers_at(group.fewest().years), group.fewest().customers, 1e-6, id);
    }
    let all = base.money().unwrap();
    within(all.per_year_today / million, 68.6, 0.1, "revenue today");
    within(all.lost / million, 12.0, 1.0, "together");
    within(100.0 * all.lost / all.revenue_without, 5.7, 0.1, "share");
    within(all.band.low / million, 1.4, 0.1, "low end");
    within(all.band.high / million, 21.0, 1.0, "high end");
    let counts = base.coefficients();
    assert_eq!((counts.measured, counts.published, counts.assumed), (0, 0, 24));
    let households = base.group("households").unwrap();
    within(100.0 * households.lowest_quality(), 58.5, 0.1, "quality");
    let said = text::outcome(&organisation, "IT at half for 90 days", &base, true, 10);
    assert!(said.contains("(coefficients: 0 measured, 0 published, 24 assumed)"), "{said}");
    assert!(said.contains("quality of Online households falls to 58.5 points"), "{said}");
    assert!(said.contains(" 6.2 million "), "{said}");
}

#[test]
fn incidents_of_departments_cost_what_is_known() {
    let network = sample_with_money().compile().unwrap();
    let base = BaseOptions::years(3.0);
    let risk = network.value_at_risk(&RiskOptions::default().base(base)).unwrap();
    assert_eq!(risk.departments_left_out, 0);
    let known = [
        ("IT", 4.9),
        ("Human resources", 3.6),
        ("Facilities", 2.8),
        ("Shops", 2.5),
        ("Warehouse", 2.0),
        ("Web shop", 1.4),
        ("Purchasing", 1.1),
    ];
    assert_eq!(risk.incidents.len(), 14);
    for ((name, printed), incident) in known.into_iter().zip(&risk.incidents) {
        assert_eq!(incident.name, name);
        within(incident.value_at_risk / 1e6, printed, 0.1, name);
        let share = incident.while_it_lasts / incident.value_at_risk;
        assert!(share > 0.0 && share < 0.2, "{name}: {share}");
        let parts: f64 = incident.customers.iter().map(|customer| customer.value_at_risk).sum();
        assert!((parts / incident.value_at_risk - 1.0).abs() < 1e-12);
    }
    within(risk.incidents[0].band.low / 1e6, 0.6, 0.1, "low end");
    within(risk.incidents[0].band.high / 1e6, 9.0, 1.0, "high end");
    assert!(risk.first_is_certain && risk.yearly.is_none());
}

#[test]
fn a_point_of_capability_is_worth_its_difference() {
    let organisation = sample_with_money();
    let today = without_people(&organisation).unwrap().compile().unwrap().baseline();
    let lines = WorthLine::of(&organisation, &today).unwrap();
    for ((name, printed), line) in
        [("IT", 1.4), ("Shops", 1.1), ("Human resources", 1.0), ("Facilities", 0.9)]
            .into_iter()
            .zip(&lines)
    {
        assert_eq!(line.name, name);
        within(line.per_year / 1e8, printed, 0.1, name);
    }
    // Away from the kinks of today.
    let network = without_people(&organisation).unwrap().compile().unwrap();
    let revenue = |it: f64| {
        let state = network.solve(&Scenario::new("it").capability("it", it)).unwrap();
        CustomerBase::at_rest(&state).unwrap().revenue_per_year().unwrap()
    };
    let state = network.solve(&Scenario::new("it").capability("it", 0.8)).unwrap();
    let worth = CustomerBase::at_rest(&state).unwrap().worth().unwrap();
    let slope = state.sensitivity(&worth).unwrap().capability("it").unwrap();
    let width = 1e-5;
    let difference = (revenue(0.8 + width) - revenue(0.8 - width)) / (2.0 * width);
    assert!((slope / difference - 1.0).abs() < 2e-6, "{slope} and {difference}");
}

#[test]
fn statements_of_money_change_no_quality() {
    let money = sample().to_builder().merge(sample_money().to_builder()).build().unwrap();
    let scenario = Scenario::new("it").capability("it", 0.5);
    let bits = |organisation: &Organisation| -> Vec<u64> {
        let network = organisation.compile().unwrap();
        network.solve(&scenario).unwrap().qualities().map(f64::to_bits).collect()
    };
    assert_eq!(bits(&sample()), bits(&money));
    // Nothing stated, nothing lost, and no money said.
    let network = sample().compile().unwrap();
    let base = it_at_half(&network);
    assert!(base.money().is_none() && base.coefficients().total() == 0);
    for group in base.groups() {
        assert_eq!(group.today().to_bits(), group.end().customers.to_bits());
    }
    let document = OutcomeDocument::new(&sample(), "IT at half", &base);
    let document = serde_json::to_string(&document).unwrap();
    for word in ["revenue", "currency", "band\":{", "together"] {
        assert!(!document.contains(word), "{word} in {document}");
    }
    let said = text::outcome(&sample(), "IT at half", &base, true, 10);
    for word in ["revenue", "million", "margin"] {
        assert!(!said.contains(word), "{word} in {said}");
    }
    let refused = network.value_at_risk(&RiskOptions::default()).unwrap_err();
    assert_eq!(refused.to_string(), "no customer states a revenue, which value at risk needs");
}

/// One department, one group.
fn one_group(customer: ExternalCustomer) -> Organisation {
    Organisation::builder("One")
        .department(Department::new("it"))
        .customer(customer)
        .service(Service::new("all", "it", "group").dependence(1.0))
        .incident(Incident::new("down", 40.0).capability("it", 0.0).per_year(3.0))
        .incident(Incident::new("slow", 10.0).condition("all", 0.5).per_year(2.0))
        .build()
        .unwrap()
}

fn group() -> ExternalCustomer {
    ExternalCustomer::new("group").population(1000.0)
}

#[test]
fn incidents_that_overlap_are_warned_of() {
    let loyal = Loyalty::retention(0.8).departure_ratio(4.0);
    let organisation = one_group(group().revenue(Revenue::per_year(100.0)).loyalty(loyal));
    let network = organisation.compile().unwrap();
    let risk = network.value_at_risk(&RiskOptions::default()).unwrap();
    let yearly = risk.yearly.as_ref().unwrap();
    let expected: f64 = risk.incidents.iter().filter_map(|it| it.expected_loss_per_year).sum();
    assert!((yearly.expected_loss - expected).abs() < 1e-9);
    assert!((yearly.no_incident - (-5.0_f64).exp()).abs() < 1e-15);
    assert!(yearly.overlap > 0.05 && risk.warnings[0].starts_with("incidents overlap"));
    assert!(yearly.quantiles.windows(2).all(|pair| pair[0].loss <= pair[1].loss));
    assert_eq!(risk.incidents[0].name, "down");
}

#[test]
fn bands_hold_what_lies_inside() {
    let range = |value: f64, low, high| {
        Coefficient::new(value).range(StatedRange::new(low..=high, Origin::Published))
    };
    let loyal = |retention: Coefficient, ratio: Coefficient| {
        Loyalty::retention(retention).departure_ratio(ratio)
    };
    let spoken = WordOfMouth::default().bad_news(range(2.0, 1.0, 4.0)).elasticity(0.4);
    let revenue = Revenue::per_year(100.0);
    let half = Scenario::new("half").capability("it", 0.5);
    let follow = |customer: ExternalCustomer| {
        let state = one_group(customer).compile().unwrap().solve(&half).unwrap();
        CustomerBase::under(&state, &BaseOptions::years(2.0)).unwrap()
    };
    let stated = group().revenue(revenue).word_of_mouth(spoken);
    let ends = follow(stated.clone().loyalty(loyal(0.8.into(), range(4.0, 2.0, 9.0))));
    let band = ends.money().unwrap().band;
    assert_eq!(
        (band.method, ends.widest()),
        (BandMethod::Ends, Some(CoefficientKind::DepartureRatio))
    );
    assert_eq!(ends.coefficients().published, 2);
    let corners = follow(stated.loyalty(loyal(range(0.8, 0.7, 0.9), range(4.0, 2.0, 9.0))));
    assert_eq!(corners.money().unwrap().band.method, BandMethod::Corners);
    for ratio in [2.0, 5.0, 9.0] {
        for bad_news in [1.0, 3.0, 4.0] {
            let spoken = WordOfMouth::default().bad_news(bad_news).elasticity(0.4);
            let loyal = Loyalty::retention(0.8).departure_ratio(ratio);
            let inside = follow(group().revenue(revenue).loyalty(loyal).word_of_mouth(spoken));
            let lost = inside.money().unwrap().lost;
            assert!(band.low <= lost * (1.0 + 1e-12) && lost <= band.high * (1.0 + 1e-12));
        }
    }
}

#[test]
fn groups_without_rest_are_said_to_have_none() {
    let brings = WordOfMouth::default().referrals_per_year(0.3);
    let grows = group()
        .revenue(Revenue::per_year(100.0))
        .loyalty(Loyalty::retention(0.8).won_per_year(10.0))
        .word_of_mouth(brings);
    let network = one_group(grows).compile().unwrap();
    let rest = CustomerBase::at_rest(&network.baseline()).unwrap();
    assert_eq!(rest.groups()[0].customers, Resting::Growing);
    assert_eq!(rest.revenue_per_year(), None);
    assert!(matches!(rest.worth(), Err(OutcomeError::Growing { .. })));
    // Nobody speaks well of what does not work today.
    let spoken = WordOfMouth::default().elasticity(0.4);
    let broken = Organisation::builder("Broken")
        .department(Department::new("it").capability(0.0))
        .customer(group().loyalty(Loyalty::retention(0.8)).word_of_mouth(spoken))
        .service(Service::new("all", "it", "group").dependence(1.0));
    let network = broken.clone().build().unwrap().compile().unwrap();
    let refused = CustomerBase::at_rest(&network.baseline()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nothing good is said of `group` today, so reputation cannot be compared with it"
    );
    // Nothing hides behind the first.
    let also = ExternalCustomer::new("others").population(10.0);
    let also = also.loyalty(Loyalty::retention(0.8)).word_of_mouth(spoken);
    let both = broken.customer(also);
    let both = both.service(Service::new("rest", "it", "others").dependence(1.0));
    let both = both.build().unwrap().compile().unwrap().baseline();
    let expected = "nothing good is said of `group` today, so reputation cannot be compared with \
                    it\nnothing good is said of `others` today, so reputation cannot be compared \
                    with it";
    let refused = CustomerBase::at_rest(&both).unwrap_err();
    assert_eq!(refused.to_string(), expected);
    let refused = CustomerBase::under(&both, &BaseOptions::years(1.0)).unwrap_err();
    assert_eq!(refused.to_string(), expected);
    assert_eq!(knockon::Error::from(refused).kind(), ErrorKind::Unanswerable);
    let refused = CustomerBase::under(&network.baseline(), &BaseOptions::years(0.0)).unwrap_err();
    let expected = "years `0` is outside 0..=100, and above 0";
    assert_eq!(refused.to_string(), expected);
}

/// Who gets used to something better is disappointed afterwards; who stays is used to what there is.
#[test]
fn losses_weigh_more_than_gains_until_expectation_has_adapted() {
    let network = |loss: f64, days: Option<f64>| {
        let loyalty = Loyalty::retention(0.8).departure_ratio(4.0).gain(0.1).loss(loss);
        let adapting = days.into_iter().fold(loyalty, Loyalty::expectation_days);
        Organisation::builder("One")
            .department(Department::new("it").capability(0.8))
            .customer(group().loyalty(adapting))
            .service(Service::new("all", "it", "group").dependence(1.0))
            .build()
            .unwrap()
            .compile()
            .unwrap()
    };
    let it = |capability| Scenario::new("it").capability("it", capability);
    let after_a_spell = |capability: f64, loss: f64, days: Option<f64>| {
        let spell = TimeDelta::zero()..TimeDelta::days(180);
        let plan = TimelinePlan::lasting(TimeDelta::days(365)).step(TimeDelta::days(1));
        let timeline = network(loss, days).timeline(&plan.during(spell, it(capability))).unwrap();
        let base = CustomerBase::over(&timeline, &BaseOptions::years(1.0)).unwrap();
        base.groups()[0].end().customers
    };
    // A good spell is followed by disappointment where losses weigh more, and only there.
    let used_to = Some(30.0);
    assert!(after_a_spell(1.0, 0.5, used_to) < after_a_spell(1.0, 0.1, used_to) - 1.0);
    let (averse, not) = (after_a_spell(1.0, 0.5, None), after_a_spell(1.0, 0.0, None));
    assert!((averse - not).abs() < 1e-9, "nothing is ever below what was expected");
    // A bad one costs more the more losses weigh, and less who got used to it.
    assert!(after_a_spell(0.5, 0.5, None) < after_a_spell(0.5, 0.1, None) - 1.0);
    assert!(after_a_spell(0.5, 0.5, used_to) > after_a_spell(0.5, 0.5, None) + 1.0);
    // At rest only what is delivered counts, once it is expected.
    let rest = |capability, loss, days| {
        let worse = network(loss, days).solve(&it(capability)).unwrap();
        let Resting::At(customers) = CustomerBase::at_rest(&worse).unwrap().groups()[0].customers
        else {
            panic!("nobody grows")
        };
        customers
    };
    assert!((rest(0.5, 0.5, used_to) - rest(0.5, 0.0, used_to)).abs() < 1e-9);
    assert!(rest(0.5, 0.5, None) < rest(0.5, 0.0, None) - 1.0);
}

#[test]
fn incidents_cost_something_of_a_group_that_grows() {
    let brings = WordOfMouth::default().referrals_per_year(0.3);
    let grows = |won: f64| {
        let group = group().revenue(Revenue::per_year(100.0)).word_of_mouth(brings);
        let group = group.loyalty(Loyalty::retention(0.8).departure_ratio(3.0).won_per_year(won));
        Organisation::builder("Growing")
            .departments(["it", "hr"].map(Department::new))
            .customer(group)
            .service(Service::new("all", "it", "group").dependence(1.0))
            .service(Service::new("people", "hr", "it").dependence(0.2))
    };
    let network = grows(10.0).build().unwrap().compile().unwrap();
    let options = RiskOptions::default().each_department(0.5, 30.0);
    let turn = network.value_at_risk(&options).unwrap();
    let names: Vec<&str> = turn.incidents.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["it", "hr"]);
    let incident = Incident::new("it", 30.0).capability("it", 0.5);
    let stated = network.value_at_risk(&RiskOptions::of([incident])).unwrap();
    let at_risk = |it: &RiskReport| it.incidents[0].value_at_risk;
    assert_eq!(at_risk(&turn).to_bits(), at_risk(&stated).to_bits());
    let deeper = network.value_at_risk(&RiskOptions::default().each_department(0.0, 60.0));
    assert!(deeper.unwrap().incidents[0].value_at_risk > 2.0 * stated.incidents[0].value_at_risk);
    for (capability, days, named) in [(1.5, 30.0, "capability"), (0.5, 0.0, "days")] {
        let options = RiskOptions::default().each_department(capability, days);
        let refused = network.value_at_risk(&options).unwrap_err();
        assert!(refused.to_string().starts_with(named), "{refused}");
    }
}

#[test]
fn where_nothing_happens_nothing_is_lost() {
    let spoken = WordOfMouth::default().elasticity(0.4);
    let loyal = Loyalty::retention(0.83).departure_ratio(3.7);
    let stated = group().revenue(Revenue::per_year(97.0)).loyalty(loyal).word_of_mouth(spoken);
    let network = one_group(stated).compile().unwrap();
    let plan = TimelinePlan::lasting(TimeDelta::days(1095))
        .step(TimeDelta::hours(7))
        .during(TimeDelta::days(3)..TimeDelta::days(50), Scenario::new("as stated"));
    let base =
        CustomerBase::over(&network.timeline(&plan).unwrap(), &BaseOptions::years(3.0)).unwrap();
    let money = base.money().unwrap();
    let margin = money.discounted_margin_lost;
    assert_eq!((money.lost, money.band.low, money.band.high, margin), (0.0, 0.0, 0.0, 0.0));
}

#[test]
fn without_people_nothing_of_them_is_left() {
    let staffing = Staffing::new(3.0, 10.0).target_wait_minutes(5.0);
    let it = Department::new("it")
        .staffing(staffing)
        .turnover(Turnover::per_year(0.2).hires_per_vacancy_year(2.0))
        .absence(Absence::share(0.05))
        .strain(Strain::share(0.2))
        .reserve(Reserve::share(0.1).tires_days(14.0).rests_days(60.0))
        .budget_elasticity(0.3);
    let stated = group().revenue(Revenue::per_year(100.0)).loyalty(Loyalty::retention(0.8));
    let organisation = Organisation::builder("People")
        .department(it)
        .customer(stated)
        .service(Service::new("all", "it", "group").dependence(1.0).demand_per_hour(4.0))
        .incident(Incident::new("flu", 10.0).agents("it", 1.0).per_year(1.0))
        .incident(Incident::new("down", 1.0).capability("it", 0.0).agents("it", 2.0))
        .build()
        .unwrap();
    let bare = without_people(&organisation).unwrap();
    let it = bare.party("it").unwrap();
    assert!(it.staffing().is_none() && it.turnover().is_none() && it.reserve().is_none());
    assert_eq!(bare.incidents(), [Incident::new("down", 1.0).capability("it", 0.0)]);
    let rest = CustomerBase::at_rest(&bare.compile().unwrap().baseline()).unwrap();
    assert!(rest.worth().is_ok());
}

#[test]
fn agents_of_an_incident_need_staff() {
    let refused = Organisation::builder("One")
        .department(Department::new("it"))
        .customer(group())
        .service(Service::new("all", "it", "group").dependence(1.0))
        .incident(Incident::new("flu", 4.0).agents("it", 1.0).capability("itt", 0.5))
        .build()
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "incidents[0].capability: `itt` in incident `flu` is not a department; did you mean `it`?\n\
         incidents[0].agents: `it` in incident `flu` states no staffing, which `agents` need"
    );
}

#[test]
fn actions_are_chosen_by_revenue() {
    let organisation =
        sample_in_trouble().to_builder().merge(sample_money().to_builder()).build().unwrap();
    let network = organisation.compile().unwrap();
    let actions = knockon::io::sample_actions();
    let options = ChoiceOptions::within(200.0, actions.clone()).criterion(Criterion::Revenue);
    let choice = network.choose(&options).unwrap();
    // The best set for six budgets is the same for quality by head and for revenue.
    assert_eq!(choice.actions().collect::<Vec<_>>(), ["it-9", "warehouse-10"]);
    assert!((choice.today - 1.0).abs() < 1e-12 && choice.value > 1.0);
    let after = CustomerBase::at_rest(&network.solve(&choice.realised()[0]).unwrap()).unwrap();
    let today = CustomerBase::at_rest(&network.baseline()).unwrap();
    let share = after.revenue_per_year().unwrap() / today.revenue_per_year().unwrap();
    assert!((choice.value / share - 1.0).abs() < 1e-12, "{} and {share}", choice.value);
    let refused = sample_in_trouble().compile().unwrap().choose(&options).unwrap_err();
    let expected = "no customer states a revenue, which the objective `revenue` needs";
    assert_eq!(refused.to_string(), expected);

    let organisation = one_group(
        group()
            .revenue(Revenue::per_year(100.0))
            .loyalty(Loyalty::retention(0.8).departure_ratio(4.0)),
    );
    let network = organisation.compile().unwrap();
    let harden = Action::new("harden").cost(1.0).condition("all", 1.0);
    let actions = Actions::builder().action(harden).build().unwrap();
    let options = ChoiceOptions::within(1.0, actions)
        .criterion(Criterion::Revenue)
        .under_incidents(&organisation);
    let choice = network.choose(&options).unwrap();
    // 120 days a year down and 20 slow: 4^−1 and 4^−½ of all customers at rest.
    let year = 365.25;
    let expected = (year - 140.0) / year + 120.0 / year / 4.0 + 20.0 / year / 2.0;
    assert!((choice.today - expected).abs() < 1e-12, "{} and {expected}", choice.today);
}

#[test]
fn contracts_are_kept_as_published() {
    let close = |found: f64, expected: f64| {
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} and {expected}");
    };
    for ([alpha, beta], survival, retention, new, residual) in [
        (
            [0.668, 3.806],
            [0.850_692_892_266_428_3, 0.609_951_024_718_695_2, 0.378_040_420_182_090_4],
            0.956_830_812_976_606,
            5.922_596_407_612_764,
            7.529_949_530_910_97,
        ),
        (
            [0.704, 1.182],
            [0.626_723_223_753_976_7, 0.332_094_858_986_504_5, 0.170_062_576_806_050_6],
            0.945_367_065_031_817_5,
            3.695_147_405_574_574,
            6.842_617_137_288_13,
        ),
    ] {
        let group = ShiftedBetaGeometric::new(alpha, beta).unwrap();
        for (renewals, expected) in [1, 4, 12].into_iter().zip(survival) {
            close(group.survival(renewals), expected);
        }
        close(group.retention(12), retention);
        close(group.discounted_lifetime(0.1).unwrap(), new);
        close(group.discounted_residual_lifetime(7, 0.1).unwrap(), residual);
    }
    assert!(ShiftedBetaGeometric::new(0.0, 1.0).is_err());
    assert!(ShiftedBetaGeometric::new(1.0, 1.0).unwrap().discounted_lifetime(0.0).is_err());
}
