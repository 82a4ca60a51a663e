//! The page: what it says is so, and nothing in it can get out.

use std::collections::BTreeMap;

use knockon::explain::Objective;
use knockon::io::sample;
use knockon::quality::Impact;
use knockon::report::{
    ContingencyDocument, Curves, MapLayout, PageDocument, PageError, PageOptions,
    SensitivityDocument,
};
use knockon::{
    Department, ExternalCustomer, Network, Organisation, Rule, Scenario, Service, SolveOptions,
};
use serde_json::{Value, json};

use crate::support::check::assert_near;
use crate::support::tolerance;
use crate::support::xml::assert_xml_text;

fn half(network: &Network) -> Impact {
    let after = network.solve(&Scenario::new("IT at half").capability("it", 0.5)).unwrap();
    after.compared_with(&network.baseline()).unwrap()
}

fn page(organisation: &Organisation, impact: &Impact) -> PageDocument {
    PageDocument::new(organisation, &impact.explain(), &PageOptions::default())
}

/// Names that try to be something else.
fn hostile() -> Organisation {
    Organisation::builder("</script><script>alert(1)</script>")
        .department(Department::new("it").named("<img src=x onerror=alert(1)>"))
        .customer(ExternalCustomer::new("c").named("\u{202e}\"'&<"))
        .service(Service::new("s", "it", "c").dependence(0.5))
        .build()
        .unwrap()
}

/// Whether two boxes lie on each other.
fn overlaps(layout: &MapLayout) -> bool {
    let boxes = &layout.parties;
    boxes.iter().enumerate().any(|(place, one)| {
        boxes[place + 1..].iter().any(|two| {
            one.x < two.x + two.width
                && two.x < one.x + one.width
                && one.y < two.y + two.height
                && two.y < one.y + one.height
        })
    })
}

#[test]
fn the_document_in_the_page_is_the_document() {
    let organisation = hostile();
    let network = organisation.compile().unwrap();
    let page = page(&organisation, &half(&network));
    let html = page.to_html();
    let (_, from) = html.split_once(r#"<script type="application/json" id="document">"#).unwrap();
    let (inside, _) = from.split_once("</script>").unwrap();
    let read: Value = serde_json::from_str(inside).unwrap();
    assert_eq!(read, serde_json::to_value(&page).unwrap());
    assert_eq!(read["parties"][0]["name"], "<img src=x onerror=alert(1)>");
    assert!(!html.contains("<img") && !html.contains("<script>alert"), "a name got out");
    let svg = page.map_svg().unwrap();
    assert!(!svg.contains("<img") && svg.contains("&#60;img"), "{svg}");
}

/// Letters that XML does not have, or has another meaning for, leave a picture that is one.
#[test]
fn a_map_holds_letters_of_every_kind() {
    let organisation = Organisation::builder("A & B \u{0}")
        .department(Department::new("it&<\u{7}").named("R&D <\"漢字\"> 🏢\u{1b}[31m"))
        .customer(ExternalCustomer::new("c'\"").named("Zoë's\u{fffe}\u{85}"))
        .service(Service::new("s]]>", "it&<\u{7}", "c'\"").dependence(0.5))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let half = Scenario::new("half <&>").capability("it&<\u{7}", 0.5);
    let impact = network.solve(&half).unwrap().compared_with(&network.baseline()).unwrap();
    let svg = page(&organisation, &impact).map_svg().unwrap();
    assert_xml_text(&svg);
    for shown in ["R&#38;D &#60;&#34;漢字&#34;", "🏢", "Zoë&#39;s", "A &#38; B"] {
        assert!(svg.contains(shown), "{shown} is not in {svg}");
    }
    // Elements, and no others.
    let opened = |element: &str| svg.matches(&format!("<{element}")).count();
    assert_eq!((opened("svg"), opened("g>"), opened("path")), (1, 2, 1), "{svg}");
}

#[test]
fn boxes_lie_apart_inside_the_picture_with_customers_at_the_end() {
    let organisation = sample();
    let network = organisation.compile().unwrap();
    let page = page(&organisation, &half(&network));
    let map = page.map.unwrap();
    assert!(!overlaps(&map));
    let inside = |x: f64, y: f64| (0.0..=map.width).contains(&x) && (0.0..=map.height).contains(&y);
    for placed in &map.parties {
        assert!(inside(placed.x, placed.y), "{placed:?}");
        assert!(inside(placed.x + placed.width, placed.y + placed.height), "{placed:?}");
    }
    for route in &map.routes {
        assert!(
            route.points.len() > 1 && route.points.iter().all(|&(x, y)| inside(x, y)),
            "{route:?}"
        );
    }
    let last = map.parties.iter().map(|placed| placed.x).fold(0.0, f64::max);
    for customer in organisation.customers() {
        let placed = map.parties.iter().find(|placed| placed.id == *customer.id()).unwrap();
        assert_near(placed.x, last, tolerance::CLOSE, customer.name());
    }
    // A group that serves nobody has no box, and every pair that serves has a line.
    assert!(map.parties.iter().all(|placed| placed.id != "logistics"));
    let mut pairs: Vec<_> =
        organisation.services().map(|it| (it.provider().id(), it.consumer().id())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(map.routes.len(), pairs.len());
}

#[test]
fn what_passes_over_services_to_a_customer_is_its_change() {
    let organisation = sample();
    let network = organisation.compile().unwrap();
    let impact = half(&network);
    let explanation = impact.explain();
    let all = Objective::customers(&network).unwrap();
    let flows = explanation.flows(&all).unwrap();
    assert_eq!(flows.unsplit, None);
    let mut received: BTreeMap<&str, f64> = BTreeMap::new();
    for flow in &flows.services {
        *received.entry(flow.consumer.as_str()).or_default() += flow.change;
    }
    let total: f64 = impact.customers().map(|felt| felt.population().get()).sum();
    for felt in impact.customers() {
        let expected = felt.change() * felt.population().get() / total;
        assert_near(received[felt.id().as_str()], expected, tolerance::CLOSE, felt.id().as_ref());
    }
    // What a department passes on it received, unless it starts there.
    let mut passed: BTreeMap<&str, f64> = BTreeMap::new();
    for flow in &flows.services {
        *passed.entry(flow.provider.as_str()).or_default() += flow.change;
    }
    for (department, passed) in passed.into_iter().filter(|(department, _)| *department != "it") {
        assert_near(received[department], passed, tolerance::CLOSE, department);
    }
}

/// Two departments that depend on each other, and a customer.
fn ring(rule: Rule, back: f64) -> Organisation {
    Organisation::builder("Ring")
        .department(Department::new("a").rule(rule))
        .department(Department::new("b").rule(rule).capability(0.9))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("ab", "a", "b").dependence(1.0))
        .service(Service::new("ba", "b", "a").dependence(back))
        .service(Service::new("bc", "b", "c").dependence(1.0))
        .build()
        .unwrap()
}

#[test]
fn what_goes_round_passes_more_than_once_and_what_tips_over_no_service() {
    let of = |rule, back, capability| {
        let organisation = ring(rule, back);
        let network = organisation.compile().unwrap();
        let after = network.solve(&Scenario::new("less").capability("a", capability)).unwrap();
        let impact = after.compared_with(&network.baseline()).unwrap();
        let flows = impact.explain().flows(&Objective::customers(&network).unwrap()).unwrap();
        let map = page(&organisation, &impact).map.unwrap();
        assert_eq!(map.routes.iter().filter(|route| route.is_feedback).count(), 1);
        flows
    };
    let falls = of(Rule::INDEPENDENT, 0.5, 0.9);
    let [ab, _, bc] = &falls.services[..] else { panic!("{falls:?}") };
    assert!(ab.change < falls.change && (bc.change - falls.change).abs() < 1e-12, "{falls:?}");
    let tips = of(Rule::WEAKEST, 1.0, 0.2);
    assert!(tips.unsplit.is_some() && tips.services.is_empty(), "{tips:?}");
}

#[test]
fn losses_tell_what_they_change_for_every_customer() {
    let organisation = sample();
    let network = organisation.compile().unwrap();
    let options = knockon::explain::ContingencyOptions::default().changes(true);
    let losses = network.contingency(&options).unwrap();
    let document = ContingencyDocument::new(organisation.name(), &losses, None);
    assert_eq!(document.customers.len(), organisation.customer_count());
    for loss in &document.losses {
        let lost = network.lose_department(loss.lost.id()).unwrap();
        let after = network.solve(&lost).unwrap();
        let impact = after.compared_with(&network.baseline()).unwrap();
        for (customer, change) in document.customers.iter().zip(&loss.changes) {
            let expected = impact.of(customer).unwrap().change();
            assert_near(*change, expected, tolerance::CLOSE, loss.lost.id());
        }
    }
    let silent = network.contingency(&knockon::explain::ContingencyOptions::default()).unwrap();
    assert!(silent.losses().iter().all(|loss| loss.changes.is_empty()));
}

#[test]
fn curves_are_single_solves() {
    let organisation = sample();
    let network = organisation.compile().unwrap();
    let scenario = Scenario::new("IT at half").capability("it", 0.5);
    let departments = ["it", "warehouse"];
    let options = SolveOptions::default();
    let curves = Curves::of(&network, &scenario, departments, 10, &options).unwrap();
    assert_eq!((curves.capabilities.len(), curves.departments.len()), (21, 2));
    assert_near(curves.departments[0].now, 0.5, tolerance::CLOSE, "now");
    for (place, capability) in curves.capabilities.iter().enumerate() {
        let at = scenario.clone().capability("warehouse", *capability);
        let solved = network.solve(&at).unwrap();
        for (customer, quality) in curves.customers.iter().zip(&curves.departments[1].qualities) {
            let expected = solved.quality(customer).unwrap().get();
            assert_near(quality[place], expected, tolerance::CLOSE, customer.as_str());
        }
    }
}

#[test]
fn only_documents_about_the_same_have_a_section() {
    let organisation = sample();
    let network = organisation.compile().unwrap();
    let impact = half(&network);
    let page = page(&organisation, &impact);
    let customers = Objective::customers(&network).unwrap();
    let of = |name: &str| SensitivityDocument::new(name, impact.after(), &customers).unwrap();
    let with = page.clone().with(&of(organisation.name())).unwrap();
    let written = serde_json::to_value(with).unwrap();
    assert_eq!(written["sensitivity"]["format"], "knockon/sensitivity");
    let other = page.clone().with(&of("Ferry")).unwrap_err();
    assert_eq!(
        other,
        PageError::Organisation { found: "Ferry".into(), expected: organisation.name().into() }
    );
    let refused = page.clone().with(&json!({ "format": "knockon/organisation" })).unwrap_err();
    assert!(refused.to_string().starts_with("its format is `knockon/organisation`, where one of "));
    let unknown = page.with(&json!([1])).unwrap_err();
    assert!(unknown.to_string().starts_with("its format is not stated"), "{unknown}");
}

#[test]
fn above_sixty_parties_each_customer_has_a_map_and_some_parties_are_left_out() {
    let mut builder = Organisation::builder("Many").department(Department::new("it"));
    for number in 0..70 {
        builder = builder
            .department(Department::new(format!("d{number}")).part_of(if number < 40 {
                "north"
            } else {
                "south"
            }))
            .service(
                Service::new(format!("s{number}"), "it", format!("d{number}")).dependence(0.5),
            );
    }
    let organisation = builder
        .department(Department::new("north"))
        .department(Department::new("south"))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("last", "d69", "c").dependence(0.8))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let impact = half(&network);
    let page = page(&organisation, &impact);
    assert!(page.map.is_none() && page.map_svg().is_none());
    let chains = &page.chain_maps["c"];
    assert_eq!((chains.parties.len(), chains.routes.len()), (3, 2));
    assert_eq!(page.pairs.len(), organisation.service_count());
    let groups = page.groups.unwrap();
    let counted: Vec<_> = groups.rows.iter().map(|row| (row.id.as_str(), row.counts[5])).collect();
    // Each loses a quarter.
    assert_eq!(counted, [("north", 40), ("south", 30)]);
    let few = PageOptions::default().max_parties(10);
    let page = PageDocument::new(&organisation, &impact.explain(), &few);
    assert_eq!((page.parties.len(), page.left_out), (10, 64));
    assert!(page.parties.iter().any(|party| party.id == "it" && party.is_source));
    assert_eq!(page.assessment.quality.len(), 10);
}
