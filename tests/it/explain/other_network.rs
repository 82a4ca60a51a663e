//! Questions about a network of which an objective, or a baseline, knows nothing.

use knockon::explain::ContingencyOptions;
use knockon::explain::{
    AttributionError, AumannShapleyOptions, ObjectiveError, RestorationOptions, ShapleyOptions,
};
use knockon::network::ColumnsError;
use knockon::quality::UnrelatedNetworks;
use knockon::report::SensitivityDocument;
use knockon::{
    Columns, Department, ExternalCustomer, Network, Objective, Organisation, Rule, Scenario,
    Service, Staffing, UnknownId,
};

/// One staffed department and one customer.
fn pair(department: &str, customer: &str) -> Network {
    let service = Service::between(department, customer).dependence(0.5).demand_per_hour(1.0);
    let organisation = Organisation::builder("Pair")
        .department(
            Department::new(department).staffing(Staffing::new(20.0, 6.0).target_wait_minutes(1.0)),
        )
        .customer(ExternalCustomer::new(customer))
        .service(service);
    organisation.build().unwrap().compile().unwrap()
}

fn half(network: &Network, department: &str) -> knockon::Assessment {
    network.solve(&Scenario::new("half").capability(department, 0.5)).unwrap()
}

#[test]
fn objectives_of_other_networks_are_refused_everywhere() {
    let (asked, other) = (pair("it", "users"), pair("crew", "islanders"));
    let (before, after) = (asked.baseline(), half(&asked, "it"));
    let impact = after.compared_with(&before).unwrap();
    let mixed = Objective::weighted(&other, "mixed", [("crew", 0.0), ("islanders", 1.0)]);
    let objectives = [Objective::customers(&other), Objective::party(&other, "islanders"), mixed];
    for objective in objectives.map(Result::unwrap) {
        let unknown = objective.value(&after).unwrap_err();
        assert_eq!(unknown, UnknownId::Party { id: "islanders".to_owned() });
        let explanation = impact.explain();
        assert_eq!(explanation.contributions(&objective).unwrap_err(), unknown);
        assert_eq!(explanation.chains(&objective).unwrap_err(), unknown);
        assert_eq!(after.sensitivity(&objective).unwrap_err(), unknown);
        assert_eq!(SensitivityDocument::new("", &after, &objective).unwrap_err(), unknown);
        let options = RestorationOptions::default();
        assert_eq!(after.restoration(&objective, &options).unwrap_err(), unknown);
        let refused = Some(AttributionError::Unknown(unknown.clone()));
        let options = ShapleyOptions::default();
        assert_eq!(impact.shapley(&objective, &options).err(), refused);
        let options = AumannShapleyOptions::default();
        assert_eq!(impact.aumann_shapley(&objective, &options).err(), refused);
        let refused = Some(knockon::demand::StaffingError::Unknown(unknown.clone()));
        let today = Scenario::default();
        assert_eq!(asked.next_agent(&today, &objective).err(), refused);
        assert_eq!(asked.agents_for("it", &today, &objective, 0.5).err(), refused);
        assert_eq!(asked.tipping_margin("it", &today, &objective).err(), refused);
        let options = ContingencyOptions::default().objective(objective);
        let refused =
            knockon::explain::ContingencyError::Objective(ObjectiveError::Unknown(unknown));
        assert_eq!(asked.contingency(&options).err(), Some(refused));
    }
}

/// One party of two is missed as both are: nothing stands in for it.
#[test]
fn objectives_need_every_party_that_counts() {
    let (asked, other) = (pair("it", "users"), pair("it", "guests"));
    let after = half(&asked, "it");
    let weighted = |weights: [f64; 2]| {
        Objective::weighted(&other, "two", ["it", "guests"].into_iter().zip(weights)).unwrap()
    };
    let refused = weighted([1.0, 1.0]).value(&after).unwrap_err();
    assert_eq!(refused.to_string(), "`guests` is not a department or an external customer");
    assert_eq!(weighted([1.0, 0.0]).value(&after), Ok(0.5));
    assert_eq!(Objective::party(&other, "it").unwrap().value(&after), Ok(0.5));
}

#[test]
fn states_of_unrelated_networks_have_no_impact() {
    let (asked, other) = (pair("it", "users"), pair("crew", "islanders"));
    let (one, two) = (asked.baseline(), other.baseline());
    assert_eq!(one.compared_with(&two).unwrap_err(), UnrelatedNetworks);
    assert_eq!(two.compared_with(&one).unwrap_err(), UnrelatedNetworks);
    // An id of a department there and of a customer here is nobody in common.
    let swapped = pair("users", "it").baseline();
    assert_eq!(one.compared_with(&swapped).unwrap_err(), UnrelatedNetworks);
    let nobody = Organisation::builder("Nobody").build().unwrap().compile().unwrap().baseline();
    assert_eq!(one.compared_with(&nobody).unwrap_err(), UnrelatedNetworks);
    assert_eq!(nobody.compared_with(&nobody).unwrap().customers().len(), 0);
    let shared = pair("it", "guests").baseline();
    let impact = one.compared_with(&shared).unwrap();
    assert_eq!((impact.departments().len(), impact.customers().len()), (1, 0));
    assert_eq!((impact.added()[0].as_str(), impact.removed()[0].as_str()), ("users", "guests"));
    let expected = "the two assessments are of organisations that share no department and no \
                    external customer, where one id in common is needed";
    assert_eq!(knockon::Error::from(UnrelatedNetworks).to_string(), expected);
}

#[test]
fn counts_of_columns_are_checked_before_anything_is_allocated() {
    let refused = |count: usize| ColumnsError::TooMany {
        what: "parties",
        count,
        most: Columns::MOST_PARTIES,
    };
    let most = Columns::MOST_PARTIES;
    for (departments, customers) in [(4_000_000_000, 0), (0, most + 1), (most, 1)] {
        let count = departments + customers;
        assert_eq!(Columns::new(departments, customers).err(), Some(refused(count)));
        // What was set afterwards is counted again.
        let mut columns = Columns::new(0, 0).unwrap();
        (columns.department_count, columns.customer_count) = (departments, customers);
        assert_eq!(Network::from_columns(&columns).err(), Some(refused(count)));
    }
    assert_eq!(Columns::new(usize::MAX, usize::MAX).err(), Some(refused(usize::MAX)));
    let largest = Columns::new(most - 1, 1).unwrap();
    // Lengths come before parties, too: nothing is made for 2^28 of them.
    let column = largest.capability(&[1.0]);
    let (column_name, given, needed) = ("capability", 1, most - 1);
    let expected = ColumnsError::Length { column: column_name, given, needed };
    assert_eq!(Network::from_columns(&column).err(), Some(expected));
    let rule = largest.department_rule(Rule::full(2.0));
    assert!(matches!(Network::from_columns(&rule), Err(ColumnsError::Order { .. })));
}
