//! What `outcome --loop` answers.

use crate::ask;

#[test]
fn the_loop_says_where_it_leads() {
    let text = ask("outcome --loop --quick --years 5").unwrap();
    assert!(
        text.starts_with("Harbour & Vine: revenue, budgets and people over 5 years, from today"),
        "{text}"
    );
    assert!(text.contains("Rule of thumb: where quality is agents per customer"), "{text}");
    assert!(text.contains("Within a period of 91.31 days everything is taken to settle"), "{text}");

    let text = ask("outcome --loop --quick --years 5 --elasticity 1 --json").unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["format"], "knockon/loop");
    assert_eq!(document["start"], "today");
    assert_eq!(document["points"][0]["revenue_share"], 1.0);
    let refused = ask("outcome --loop --quick --elasticity 11").unwrap_err();
    assert_eq!(refused, "budget elasticity `11` is outside 0..=10");
    assert!(ask("outcome --elasticity 1").unwrap_err().contains("--loop"));
}
