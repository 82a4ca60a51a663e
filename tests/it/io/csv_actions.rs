//! Actions as a table, beside the same as a document.

use knockon::io::csv::actions_from_slice;
use knockon::io::{Limits, json};
use knockon::outcome::{Action, Actions};

fn refused(table: &str) -> String {
    actions_from_slice(table.as_bytes(), &Limits::default()).unwrap_err().to_string()
}

#[test]
fn tables_and_documents_state_the_same() {
    let table = "\
id;name;cost;changes;exclusive_with;requires
it+1;One more;65;it.agents+1;it+2;
it+2;;120,5;it.agents+2;;
";
    assert!(refused(table).contains("a decimal point here: `120.5`"));
    let table = "\
id,name,cost,changes,exclusive_with,requires
it+1,One more,65,it.agents+1,it+2,
it+2,,120.5,it.agents+2,,
all,,3,a.b.capability=90%; a.skill+0.1; s.condition=1;c/need.dependence=0.2; d.demand_per_hour=4; d.retries=0; x.y.running,,it+1; it+2
";
    let read = actions_from_slice(table.as_bytes(), &Limits::default()).unwrap();
    let stated = Actions::builder()
        .action(Action::new("it+1").named("One more").cost(65.0).add_agents("it", 1.0))
        .action(Action::new("it+2").cost(120.5).add_agents("it", 2.0))
        .action(
            Action::new("all")
                .cost(3.0)
                .capability("a.b", 0.9)
                .add_skill("a", 0.1)
                .condition("s", 1.0)
                .dependence("c/need", 0.2)
                .demand_per_hour("d", 4.0)
                .retries("d", 0.0)
                .start_service("x.y"),
        )
        .exclusive(["it+1", "it+2"])
        .requires("all", ["it+1", "it+2"])
        .build()
        .unwrap();
    assert_eq!(read, stated);
    assert_eq!(json::actions_from_str(&json::actions_to_string(&read)).unwrap(), read);
}

#[test]
fn rows_that_mean_nothing_are_named_by_line() {
    let head = "id,cost,changes,requires\n";
    assert_eq!(
        refused(&format!("{head}a,x,it.capability=1,\nb,1,it.magic=1,\n")),
        "actions, line 2: cost `x` is not a number\n\
         actions, line 3: `it.magic=1` is no change, such as `it.agents+1`, \
         `hosting.dependence=0.3` or `night-shuttle.running`"
    );
    assert_eq!(
        refused(&format!("{head}a,1,it.capability=2,\na,1,it.capability=1,z\n")),
        "actions, line 2, capability: capability `2` of `it` in action `a` is outside 0..=1\n\
         actions, line 3, id: action `a` is stated twice\n\
         requires[\"a\"]: `z` is no action"
    );
    assert_eq!(
        refused("id,cost\n"),
        "actions, line 1: the header lacks `changes`, where the columns `id`, `cost`, `changes` are \
         needed, separated by commas, semicolons or tabs"
    );
}

#[test]
fn documents_say_where_they_are_wrong() {
    let refused = |text: &str| json::actions_from_str(text).unwrap_err().to_string();
    let levels =
        r#"{ "actions": [ { "id": "a", "cost": 1, "levels": 2, "add_agents": { "it": 1 } } ] }"#;
    let read = json::actions_from_str(levels).unwrap();
    assert_eq!(read.iter().map(Action::id).collect::<Vec<_>>(), ["a", "a/2"]);
    assert_eq!(read.requires().collect::<Vec<_>>(), [("a/2", vec!["a"])]);
    assert_eq!(json::actions_from_str(&json::actions_to_string(&read)).unwrap(), read);
    let text = refused(r#"{ "actions": [ { "id": "a", "cost": "1" } ] }"#);
    assert_eq!(
        text,
        "line 1, column 39, actions[0].cost: string \"1\", where a number is needed; write 1"
    );
    let text = refused(r#"{ "format": "knockon/plan", "actions": [] }"#);
    assert!(text.contains("`knockon/actions`"), "{text}");
    assert!(refused(r#"{ "actions": [], "measures": [] }"#).contains("measures"));
    let text = refused(&levels.replace("\"levels\": 2", "\"levels\": 0"));
    assert_eq!(text, "actions[0].levels: levels `0` of action `a` is outside 1..=1000");
    let text = refused(r#"{ "actions": [ { "id": "a", "cost": 1 } ] }"#);
    assert_eq!(text, "actions[0]: action `a` changes nothing");
}

#[test]
fn a_hundred_problems_are_listed_and_the_rest_counted() {
    use std::fmt::Write as _;

    let mut table = "id,cost,changes\n".to_owned();
    (0..150).for_each(|row| writeln!(table, "a{row},-1,it.agents+1").unwrap());
    let said = refused(&table);
    assert!(
        said.starts_with("actions, line 2, cost: ") && said.ends_with("50 more problems"),
        "{said}"
    );
}
