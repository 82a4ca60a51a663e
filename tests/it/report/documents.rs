//! What results look like as documents, and to those who debug.

use knockon::explain::ContingencyOptions;
use knockon::explain::ShapleyOptions;
use knockon::report::AssessmentDocument;
use knockon::{
    Batch, Department, ExternalCustomer, Network, Objective, Organisation, Scenario, Service,
    SolveOptions, Workspace,
};
use serde_json::{Value, json, to_value};

fn ferry() -> Network {
    Organisation::builder("Ferry")
        .department(Department::new("crew"))
        .customer(ExternalCustomer::person("islanders").population(3.0))
        .service(Service::new("crossings", "crew", "islanders").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn half() -> Scenario {
    Scenario::new("half").capability("crew", 0.5)
}

#[test]
fn assessments_and_impacts() {
    let network = ferry();
    let solved = network.solve(&half()).unwrap();
    let state = json!({
        "scenario": "half", "status": "converged", "proof": solved.proof(),
        "uniqueness": "certified", "iterations": 1, "residual": 0.0, "quality": { "crew": 0.5, "islanders": 0.75 }, "lower": null,
    });
    assert_eq!(to_value(&solved).unwrap(), state);
    let options = SolveOptions::default().lower_state(true);
    let lower = network.solve_with(&half(), &options, &mut Workspace::new()).unwrap();
    assert_eq!(to_value(&lower).unwrap()["lower"], state["quality"]);

    let impact = solved.compared_with(&network.baseline()).unwrap();
    let islanders = impact.customers().next().unwrap();
    let felt =
        json!({ "customer": "islanders", "baseline": 1.0, "quality": 0.75, "change": -0.25 });
    assert_eq!(to_value(islanders).unwrap(), felt);
    let crew = impact.departments().next().unwrap();
    let felt = json!({ "department": "crew", "baseline": 1.0, "quality": 0.5, "change": -0.5 });
    assert_eq!(to_value(crew).unwrap(), felt);
    assert_eq!(
        to_value(impact.totals()).unwrap(),
        json!({ "population": 3.0, "baseline": 1.0, "quality": 0.75, "change": -0.25 }),
    );
}

/// A share looks the same by itself as in a report.
#[test]
fn shares_are_those_of_reports() {
    let network = ferry();
    let impact = network.solve(&half()).unwrap().compared_with(&network.baseline()).unwrap();
    let islanders = Objective::party(&network, "islanders").unwrap();
    let explanation = impact.explain();
    let report = AssessmentDocument::new("Ferry", &impact).explained(&explanation, 5);
    let reported = &to_value(report).unwrap()["impact"][0];
    let shares = to_value(explanation.contributions(&islanders).unwrap()).unwrap();
    assert_eq!(shares["contributions"], reported["contributions"]);
    assert_eq!(
        shares["contributions"],
        json!([{ "source": "crew", "kind": "capability", "change": -0.25 }]),
    );
    let chain = to_value(explanation.chains(&islanders).unwrap().next().unwrap()).unwrap();
    for key in ["parties", "services", "change", "share"] {
        assert_eq!(chain[key], reported["chains"][0][key], "{key}");
    }
    assert_eq!((&chain["source"], &chain["kind"]), (&json!("crew"), &json!("capability")));

    let split = impact.shapley(&islanders, &ShapleyOptions::default()).unwrap();
    let share = &to_value(split).unwrap()["shares"][0];
    assert_eq!((&share["source"], &share["kind"]), (&json!("crew"), &json!("capability")));
}

#[test]
fn batches_and_contingencies() {
    let network = ferry();
    let batch = Batch::of(&network).party("islanders").unwrap().below(0.8).unwrap();
    let outcome = batch.solve([half()]).next().unwrap().unwrap();
    assert_eq!(
        to_value(outcome).unwrap(),
        json!({
            "scenario": "half", "status": "converged", "iterations": 1, "residual": 0.0,
            "quality": { "islanders": 0.75 }, "mean": null, "worst": null,
            "below": { "threshold": 0.8, "customers": 1, "population": 3.0 }, "proof": null,
        }),
    );
    let contingency = network.contingency(&ContingencyOptions::default()).unwrap();
    let document = to_value(&contingency).unwrap();
    assert_eq!(document["losses"], to_value(contingency.losses()).unwrap());
    assert_eq!(document["status"], "converged");
    assert_eq!((&document["base_loss"], &document["left_out"]), (&json!(0.0), &json!(0)));
    assert_eq!(document["unlisted"], json!(0));
    assert_eq!(document.as_object().map(serde_json::Map::len), Some(5));
}

/// Results say what they are when debugged, not all they hold.
#[test]
fn debugging_shows_summaries() {
    let departments = (0..200).map(|number| Department::new(format!("d{number}")));
    let services = (1..200).map(|number| {
        Service::between(format!("d{}", number - 1), format!("d{number}")).dependence(0.5)
    });
    let network = Organisation::builder("Line")
        .departments(departments)
        .customer(ExternalCustomer::new("c"))
        .services(services)
        .service(Service::between("d199", "c").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let solved = network.solve(&Scenario::new("half").capability("d0", 0.5)).unwrap();
    let impact = solved.compared_with(&network.baseline()).unwrap();
    let felt = impact.customers().next().unwrap();
    let sensitivity = solved.sensitivity(&Objective::party(&network, "c").unwrap()).unwrap();
    // Clones share what they hold.
    let (explanation, sensitivity) = (impact.explain().clone(), sensitivity.clone());
    for (text, name) in [
        (format!("{impact:?}"), "Impact"),
        (format!("{felt:?}"), "Felt"),
        (format!("{explanation:?}"), "Explanation"),
        (format!("{sensitivity:?}"), "Sensitivity"),
    ] {
        assert!(text.starts_with(name) && text.len() < 2_000, "{text}");
    }
    let _: Value = to_value(felt).unwrap();
}
