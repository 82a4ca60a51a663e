//! What the command answers about the embedded organisation.

use crate::shown;

/// The answer to a line of arguments, or why there is none.
fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("assess {line}"))
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(&ask(&format!("{line} --json")).unwrap()).unwrap()
}

#[test]
fn what_is_shown_is_so() {
    shown::check(include_str!("mod.rs"), "assess", ask);
    shown::check(include_str!("../../../../README.md"), "assess", ask);
}

#[test]
fn the_bracket_says_for_whom_the_order_is_varied() {
    let text = ask("--bracket").unwrap();
    let expected = "
Whatever the order at which losses meet, between, in points of 100

 customer           losses add  worst decides
 Online households        53.8           76.2
 Shoppers                 70.0           91.7
 Restaurants              75.5           93.5
 City schools             82.3           95.1

The order is varied for 13 parties; 4 keep their rule, a share or fdna:
Shoppers, Online households, Restaurants, City schools.
";
    assert!(text.contains(expected), "{text}");

    let text = ask("--bracket --top 1").unwrap();
    assert!(
        text.contains(" Online households        53.8           76.2\n and 3 more\n"),
        "{text}"
    );
}

#[test]
fn where_every_rule_is_kept_the_bracket_does_not_apply() {
    let text = ask("--bracket --rule mean").unwrap();
    assert!(text.contains("The bracket does not apply"), "{text}");
    assert!(!text.contains("losses add"), "{text}");
    let document = json("--bracket --rule mean --customer schools");
    assert_eq!(document["bracket"]["weakest"], document["bracket"]["additive"]);
    assert_eq!(document["bracket"]["weakest"].as_object().unwrap().len(), 1);
    assert!(document["bracket"]["kept"].as_array().unwrap().len() > 4);
}

#[test]
fn shares_of_several_changes_add_up_to_the_change() {
    let line = "--set it=0.5 --set warehouse=0.4 --attribution";
    for method in ["", "=shapley", "=aumann-shapley"] {
        let document = json(&format!("{line}{method} --customer shoppers"));
        let [split] = document["attributions"].as_array().unwrap().as_slice() else {
            panic!("{document}");
        };
        let of = |share: &serde_json::Value, field: &str| share[field].as_f64().unwrap();
        let shares = split["shares"].as_array().unwrap();
        let sum: f64 = shares.iter().map(|share| of(share, "change")).sum();
        let change = document["impact"][0]["change"].as_f64().unwrap();
        assert!((sum - change).abs() < 1e-9, "{method}: {sum} of {change}");
        // Losses that meet in a shop overlap: neither adds as much last as it does alone.
        for share in shares {
            assert!(of(share, "one_at_a_time") < of(share, "leave_one_out"), "{share}");
        }
    }
    let text = ask(line).unwrap();
    assert!(
        text.contains("Whose share it is, by Shapley values: -37.8 points of all customers\n"),
        "{text}"
    );
    assert!(text.contains("more than together, for they overlap"), "{text}");
    assert!(text.contains("Shapley values, exact, from 4 states."), "{text}");
}

#[test]
fn chains_that_begin_alike_say_what_began_them() {
    let text = ask("--set shops=0.5 --condition counter=0.8 --customer shoppers").unwrap();
    assert!(text.contains("%  Shops -> Shoppers\n"), "{text}");
    assert!(text.contains("%  Shops -> Shoppers, by the condition of `counter`\n"), "{text}");
}

#[test]
fn many_changes_are_sampled_and_say_so() {
    let organisation = knockon::io::sample();
    let services = organisation.services().take(17);
    let set: Vec<_> = services.map(|service| format!("--condition {}=0.9", service.id())).collect();
    let line = set.join(" ");
    let text = ask(&format!("{line} --attribution --top 2")).unwrap();
    assert!(text.contains("give or take"), "{text}");
    assert!(text.contains(" and 15 more\n"), "{text}");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for (line, message) in [
        ("--attribution=median", "invalid value 'median' for '--attribution[=<METHOD>]'"),
        ("--attribution --after other.json", "cannot be used with '--after <OTHER.json>'"),
        ("--attribution --customer nobody", "--customer: `nobody` is not an external customer"),
        ("--diagram dot --json", "cannot be used with '--json'"),
    ] {
        let refused = ask(line).unwrap_err();
        assert!(refused.contains(message), "{line}: {refused}");
    }
}

#[test]
fn diagrams_show_the_change() {
    assert!(ask("--diagram dot").unwrap().contains("1.000 -> 0.459"));
    assert!(ask("--diagram mermaid").unwrap().starts_with("flowchart"));
}

/// The answer about an organisation in a file of its own.
fn ask_of(name: &str, document: &str, line: &str) -> String {
    let path = std::env::temp_dir().join(format!("knockon-{}-{name}.json", std::process::id()));
    std::fs::write(&path, document).unwrap();
    let answer = ask(&format!("{} {line}", path.display())).unwrap();
    std::fs::remove_file(&path).unwrap();
    answer
}

const SITE: &str = r#"{ "format": "knockon/organisation", "version": 1, "name": "Site",
  "departments": [ { "id": "files", "capability": 0.999 }, { "id": "data", "capability": 0.9995 },
                   { "id": "site" } ],
  "customers": [ { "id": "shoppers" } ],
  "services": [ { "provider": "files", "consumer": "site", "dependence": 1 },
                { "provider": "data", "consumer": "site", "dependence": 1 },
                { "provider": "site", "consumer": "shoppers", "dependence": 1 } ] }"#;

#[test]
fn without_a_scenario_the_level_is_explained() {
    let text = ask_of("level", SITE, "");
    assert!(text.starts_with("Site: as it is today, against everything at 1\n"), "{text}");
    assert!(text.contains("shoppers: -0.15 points: -0.100 files, -0.050 data\n"), "{text}");
    let document: serde_json::Value =
        serde_json::from_str(&ask_of("level-json", SITE, "--json")).unwrap();
    assert_eq!(document["compared_with"], "ideal");
    assert_eq!(document["baseline"]["site"], 1.0);
    let felt = &document["impact"][0];
    let shares = felt["contributions"].as_array().unwrap();
    let share = |index: usize| shares[index]["change"].as_f64().unwrap();
    assert_eq!((&shares[0]["source"], &shares[1]["source"]), (&"files".into(), &"data".into()));
    assert!((share(0) + share(1) - felt["change"].as_f64().unwrap()).abs() < 1e-15);
    assert_eq!(json("--set it=0.5")["compared_with"], "baseline");
}

#[test]
fn what_to_restore_first_is_tried() {
    let tie = SITE
        .replace("0.9995", "0.999")
        .replace(r#""id": "site" }"#, r#""id": "site", "rule": "weakest" }"#);
    let text = ask_of("tie", &tie, "");
    let expected = "
What to restore first, each tried by a solve of its own: points for all customers, by head

Nothing alone helps.
All 2 sources together bring back +0.10. The smallest set found that brings back nine tenths of that:
files and data together, +0.10; none of them can be left out.
";
    assert!(text.contains(expected), "{text}");
    let restoration = &json("--set it=0.5 --customer schools")["restoration"];
    assert_eq!(restoration["objective"], "schools");
    assert_eq!(restoration["best"][0]["source"], "it");
    assert_eq!(restoration["best"][0]["kind"], "capability");
    let two = &json("--set it=0.5 --customer schools --customer shoppers")["restoration"];
    let gain = two["best"][0]["gain"].as_f64().unwrap();
    // By head, shoppers are nearly everybody.
    assert!((gain - 0.234).abs() < 1e-3, "{two}");
}

#[test]
fn a_cycle_that_multiplies_losses_is_remarked_on() {
    let cycle = r#"{ "format": "knockon/organisation", "version": 1, "name": "Two",
      "departments": [ { "id": "it", "name": "IT" }, { "id": "hr", "name": "HR" } ],
      "services": [ { "provider": "it", "consumer": "hr", "dependence": 1 },
                    { "provider": "hr", "consumer": "it", "dependence": 1 } ] }"#;
    let remark = "this cycle multiplies every loss: one point lost in IT costs all of HR and IT";
    let text = ask_of("cycle", cycle, "--set it=0.99");
    assert!(text.contains(&format!("\nRemark: {remark}.\n")), "{text}");
    // Without customers it is what all departments get that is restored.
    assert!(text.contains("points for all departments\n"), "{text}");
    let document: serde_json::Value =
        serde_json::from_str(&ask_of("cycle-json", cycle, "--set it=0.99 --json")).unwrap();
    assert_eq!(document["remarks"][0]["message"], remark);
    assert_eq!(document["remarks"][0]["departments"], serde_json::json!(["it", "hr"]));
    assert!(json("--set it=0.5")["remarks"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_misspelt_is_advised_on() {
    for (line, advice) in [
        ("--set warehous=0.5", "; did you mean `warehouse`?"),
        ("--condition countr=0.5", "; did you mean `counter`?"),
        ("--set IT=0.5", "; did you mean `it`?"),
        ("--condition Counter=0.5", "; did you mean `counter`?"),
        ("--stop shoppers", "`shoppers` is not a service"),
        (
            "--stop warehouse",
            "; it is a department: `--set warehouse=0` says that it can do nothing",
        ),
    ] {
        let refused = ask(line).unwrap_err();
        assert!(refused.ends_with(advice), "{refused}");
    }
    let refused = ask("--set xyzzy=0.5").unwrap_err();
    assert!(!refused.contains("did you mean"), "{refused}");
}

#[test]
fn dependences_ceilings_and_per_cent_can_be_set() {
    let set = json("--set it=50% --dependence counter=0.1 --ceiling schools=90%");
    let scenario = knockon::Scenario::new("")
        .capability("it", 0.5)
        .dependence("counter", 0.1)
        .ceiling("schools", 0.9);
    let network = knockon::io::sample().compile().unwrap();
    let solved = network.solve(&scenario).unwrap();
    for customer in ["shoppers", "schools"] {
        let quality = solved.quality(customer).unwrap().get();
        assert_eq!(set["quality"][customer].as_f64().map(f64::to_bits), Some(quality.to_bits()));
    }
}

#[test]
fn a_table_of_services_alone_is_enough() {
    let services = "Provider;Consumer;Dependence\nit;hr;0.5\nhr;shop;0.4\n";
    let path = crate::scratch::scratch("services.csv", services);
    let text = ask(&format!("{path} --set it=0")).unwrap();
    assert!(text.contains(" shop               1   100.0   80.0   -20.0\n"), "{text}");
    let text = ask(&format!("{path} --customers hr,shop --set it=0"));
    // One who serves somebody is no customer.
    assert!(text.unwrap_err().contains("`hr`"));
    let refused = ask(&format!("{path} --customers nobody")).unwrap_err();
    assert_eq!(refused, "--customers: `nobody` stands in no row of the table");
    let refused = ask("--customers shop").unwrap_err();
    assert!(refused.starts_with("--customers is for a table of services alone"), "{refused}");
}

#[test]
fn a_customer_below_what_it_must_get_is_told() {
    assert!(ask("--fail-below schools=0.8").is_ok());
    let refused = ask("--fail-below schools=90% --fail-below shoppers=0.5").unwrap_err();
    assert!(refused.starts_with("schools gets 0.86"), "{refused}");
    assert!(refused.ends_with(", below 0.9"), "{refused}");
    let refused = ask("--fail-below it=0.5").unwrap_err();
    assert_eq!(refused, "--fail-below: `it` is not an external customer");
}

#[test]
fn what_another_organisation_states_otherwise_is_listed() {
    let before = r#"{ "format": "knockon/organisation", "version": 1, "name": "Ferry",
        "departments": [{ "id": "deck", "capability": 0.5 }, { "id": "crew", "capability": 0.9 }],
        "customers": [{ "id": "islanders" }],
        "services": [{ "id": "orders", "provider": "deck", "consumer": "crew", "dependence": 0.5 },
                     { "id": "trips", "provider": "crew", "consumer": "islanders", "dependence": 0.9 }] }"#;
    let after = before
        .replace(r#""dependence": 0.5"#, r#""dependence": 0.25"#)
        .replace(r#""capability": 0.9"#, r#""capability": 0.8"#)
        .replace(
            r#"{ "id": "trips""#,
            r#"{ "id": "radio", "provider": "deck", "consumer": "islanders",
            "dependence": 0.1 }, { "id": "trips""#,
        );
    let before = crate::scratch::scratch("assess-before.json", before);
    let after = crate::scratch::scratch("assess-after.json", &after);
    let text = ask(&format!("{before} --after {after}")).unwrap();
    let expected = "
What is stated otherwise after the change

 + service `radio`
 ~ department `crew`: capability 0.9 -> 0.8
 ~ service `orders`: dependence 0.5 -> 0.25
";
    assert!(text.contains(expected), "{text}");
    let behind = "
Other services or rules of crew

 ~ service `orders`: dependence 0.5 -> 0.25
";
    assert!(text.contains(behind), "{text}");
    let document = json(&format!("{before} --after {after}"));
    assert_eq!(document["structure"]["islanders"]["added"][0]["service"], "radio");
    assert_eq!(document["diff"]["added"][0]["service"], "radio");
    assert_eq!(document["diff"]["changed"][1]["field"], "dependence");
    assert_eq!(document["diff"]["changed"][1]["after"], 0.25);
    let same = ask(&format!("{before} --after {before}")).unwrap();
    assert!(same.contains("\nBoth organisations state the same.\n"), "{same}");
    assert!(json(&before)["diff"].is_null());
}

#[test]
fn segments_feel_what_their_exposure_says() {
    let table = "segment,department,exposure,population\n\
                 north,shops,0.6,1e6\n\
                 north,support,0.2,1e6\n\
                 south,web-shop,0.9,3e6\n";
    let table = crate::scratch::scratch("exposure.csv", table);
    let line = format!("--set it=0.5 --exposure {table}");
    let document = json(&line);
    let change = |id: &str| {
        let of = |state: &str| document[state][id].as_f64().unwrap();
        of("quality") - of("baseline")
    };
    let segments = document["segments"].as_array().unwrap();
    let felt = |of: usize, field: &str| segments[of][field].as_f64().unwrap();
    assert_eq!(segments[0]["segment"], "south");
    assert!((felt(0, "change") - 0.9 * change("web-shop")).abs() < 1e-12);
    assert!((felt(1, "change") - 0.6 * change("shops") - 0.2 * change("support")).abs() < 1e-12);
    let share = segments[1]["contributions"][0]["change"].as_f64().unwrap();
    assert!((share - felt(1, "change")).abs() < 1e-12);
    assert_eq!(segments[1]["contributions"][0]["source"], "it");

    let text = ask(&line).unwrap();
    for part in [
        "\nWhat segments feel, in points of 100, worst first\n\n segment  population",
        "\nAll segments by head: 100.0 before, ",
        "\nWhose share it is of segments, and through which chains\n\nsouth: ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(ask(&format!("{line} --format csv")).unwrap().contains("\nsegments,"));
    // Chains end with the segment, also where it feels the source itself.
    let own = "segment,department,exposure,population\nnorth,it,0.5,1e6\nnorth,web-shop,0.2,1e6\n";
    let own = crate::scratch::scratch("exposure-own.csv", own);
    let text = ask(&format!("--set it=0.5 --exposure {own}")).unwrap();
    assert!(text.contains("%  IT -> north\n"), "{text}");

    let wrong = "segment,department,exposure,population\nnorth,shop,1.6,1e6\n";
    let wrong = crate::scratch::scratch("exposure-wrong.csv", wrong);
    let refused = ask(&format!("--exposure {wrong}")).unwrap_err();
    assert_eq!(
        refused,
        format!(
            "{wrong}, line 2, department: `shop` is not a department; did you mean `shops`?\n\
             {wrong}, line 2, exposure: exposure `1.6` of segment `north` to `shop` is outside 0..=1"
        )
    );
}
