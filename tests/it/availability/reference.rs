//! Every certified case: an independent solver went through all states of all events.

use std::collections::BTreeSet;

use knockon::availability::{AvailabilityOptions, CutSet, Importance, SubjectAvailability};
use knockon::io::json;
use serde_json::{Value, json};

use crate::support::check::assert_near;
use crate::support::reference::{Case, cases, list, number, numbers, text};

const CASES: &str = include_str!("../../data/availability.json");

/// The organisation of a case as a document that states what fails.
fn document(case: &Case) -> Value {
    let mut document = case.inputs["organisation"].clone();
    for failing in list(&case.inputs["components"]) {
        let section = format!("{}s", text(&failing["kind"]));
        let stated = document[section].as_array_mut().unwrap().iter_mut();
        let one = stated.filter(|it| it["id"] == failing["id"]).last().unwrap();
        one["availability"] =
            json!({ "available": failing["availability"], "when_down": failing["when_down"] });
    }
    let causes = list(&case.inputs["common_causes"]).iter().enumerate().map(|(index, cause)| {
        let members =
            list(&cause["members"]).iter().map(|member| event(case, &json!(["c", member])));
        json!({ "id": format!("g{index}"), "probability": cause["probability"],
                "departments": members.collect::<Vec<_>>() })
    });
    document["common_causes"] = causes.collect();
    document
}

/// The id of an event: a component by its place, or a common cause.
fn event(case: &Case, written: &Value) -> String {
    let index = usize::try_from(written[1].as_u64().unwrap()).unwrap();
    match text(&written[0]).as_str() {
        "c" => text(&case.inputs["components"][index]["id"]),
        _ => format!("g{index}"),
    }
}

fn solved(case: &Case) -> SubjectAvailability {
    let organisation = json::organisation_from_str(&document(case).to_string()).unwrap();
    let options = AvailabilityOptions::default()
        .threshold(number(&case.inputs["at_least"]) - 1e-9)
        .order(6)
        .party(text(&case.inputs["customer"]));
    let mut found = organisation.compile().unwrap().availability(&options).unwrap();
    found.subjects.remove(0)
}

fn ids(cut: &CutSet) -> BTreeSet<String> {
    cut.events.iter().map(|event| event.id().to_owned()).collect()
}

#[test]
fn every_case_is_reproduced() {
    for case in cases(CASES, "", 7) {
        let found = solved(&case);
        let near = |value: f64, expected: &Value, what: &str| {
            let expected = number(expected);
            let tolerance = case.tolerance * expected.abs().max(1.0);
            assert_near(value, expected, tolerance, &format!("{what} of {}", case.id));
        };
        near(found.expected_quality.value, &case.outputs["expected_quality"], "expected quality");
        near(found.chance.value, &case.outputs["probability"], "chance");

        assert!(found.cut_sets_complete, "{}", case.id);
        let written = list(&case.outputs["cut_sets"]).iter();
        let written = written.map(|cut| list(cut).iter().map(|one| event(&case, one)).collect());
        let written: Vec<BTreeSet<String>> = written.collect();
        assert_eq!(found.cut_sets.len(), written.len(), "cut sets of {}", case.id);
        let probabilities = numbers(&case.outputs["cut_probability"]);
        for (cut, probability) in written.iter().zip(probabilities) {
            let one = found.cut_sets.iter().find(|it| ids(it) == *cut).unwrap();
            near(one.probability, &json!(probability), &format!("{cut:?}"));
        }

        for expected in list(&case.outputs["importance"]) {
            let id = event(&case, &expected["event"]);
            let one = found.importance.iter().find(|it| it.event.id() == id);
            let Some(one): Option<&Importance> = one else {
                // Nothing of it reaches the customer.
                assert_near(number(&expected["birnbaum"]), 0.0, 0.0, &id);
                continue;
            };
            near(one.birnbaum.value, &expected["birnbaum"], &format!("birnbaum of {id}"));
            let achieved = one.risk_achievement_worth.value;
            near(achieved, &expected["risk_achievement_worth"], &format!("achievement of {id}"));
            let fussell_vesely = one.fussell_vesely.value;
            near(fussell_vesely, &expected["fussell_vesely"], &format!("Fussell-Vesely of {id}"));
            let reduction = one.risk_reduction_worth.map(|worth| worth.value);
            match &expected["risk_reduction_worth"] {
                Value::Null => assert_eq!(reduction, None, "reduction of {id}"),
                worth => near(reduction.unwrap(), worth, &format!("reduction of {id}")),
            }
        }
    }
}
