//! Diagrams, and names that try to break them.

use knockon::io::{dot, mermaid};
use knockon::{Department, ExternalCustomer, Impact, Organisation, Scenario, Service};

fn depot() -> Organisation {
    Organisation::builder("Depot \"North\"")
        .department(Department::new("logistics").named("Logistics"))
        .department(Department::new("van").named("Van").part_of("logistics"))
        .department(Department::new("bike").named("Bike [2]").part_of("logistics"))
        .department(Department::new("it").named("IT\n</label> \\ \"x\" & #1; %%{init}%% `é`"))
        .customer(ExternalCustomer::new("street").named("Straße"))
        .service(Service::new("a", "it", "van").dependence(0.5))
        .service(Service::new("b", "van", "street").dependence(1.0))
        .service(Service::new("c", "bike", "street").dependence(0.25))
        .build()
        .unwrap()
}

fn impact() -> Impact {
    let network = depot().compile().unwrap();
    let after = network.solve(&Scenario::new("IT down").capability("it", 0.0)).unwrap();
    after.compared_with(&network.baseline()).unwrap()
}

#[test]
fn dot_draws_an_organisation() {
    insta::assert_snapshot!(dot::organisation(&depot()));
}

#[test]
fn dot_draws_an_impact() {
    insta::assert_snapshot!(dot::impact(&depot(), &impact()));
}

#[test]
fn mermaid_draws_an_organisation() {
    insta::assert_snapshot!(mermaid::organisation(&depot()));
}

#[test]
fn mermaid_draws_an_impact() {
    insta::assert_snapshot!(mermaid::impact(&depot(), &impact()));
}

/// No name adds a line, or a quote that is not escaped.
#[test]
fn no_name_breaks_a_line() {
    let hostile = "\"];\u{0} p9\r\n\\\u{7f}\u{2028}]) end #quot; \\\" `*";
    let organisation = Organisation::builder(hostile)
        .department(Department::new("a").named(hostile))
        .department(Department::new("b").named("").part_of("a"))
        .customer(ExternalCustomer::new("c").named(hostile))
        .service(Service::new("s", "b", "c").dependence(1.0))
        .build()
        .unwrap();
    let drawn = dot::organisation(&organisation);
    assert_eq!(drawn.lines().count(), 10, "{drawn}");
    for line in drawn.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
    }
    let drawn = mermaid::organisation(&organisation);
    assert_eq!(drawn.lines().count(), 6, "{drawn}");
    assert!(drawn.lines().skip(1).all(|line| matches!(line.matches('"').count(), 0 | 2)));
    assert!(drawn.chars().all(|character| character == '\n' || !character.is_control()));
}

/// A deep nesting is no deep recursion, and its text grows in proportion.
#[test]
fn a_deep_nesting_is_drawn() {
    let count = 20_000;
    let departments = (0..count).map(|index| {
        let department = Department::new(format!("d{index}"));
        if index == 0 { department } else { department.part_of(format!("d{}", index - 1)) }
    });
    let organisation = Organisation::builder("deep").departments(departments).build().unwrap();
    std::thread::Builder::new()
        .stack_size(128 * 1024)
        .spawn(move || {
            assert!(dot::organisation(&organisation).len() < 200 * count);
            assert!(mermaid::organisation(&organisation).len() < 200 * count);
        })
        .unwrap()
        .join()
        .unwrap();
}
