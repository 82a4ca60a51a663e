//! Rows of tables that add up to more than 1.

use knockon::io::csv::{TableOptions, organisation_from_str};

const NODES: &str = "id,name,kind,parent\nmill,Mill,department,\nshop,Shop,external_customer,\n";

/// The dependence of rows of one service that add up, or why there is none.
fn sum_of(rows: &[&str]) -> Result<f64, String> {
    let mut edges = "provider,consumer,service,weight,dependence\n".to_owned();
    for row in rows {
        edges += "mill,shop,flour,,";
        edges += row;
        edges += "\n";
    }
    let organisation = organisation_from_str(NODES, &edges, &TableOptions::default());
    let organisation = organisation.map_err(|error| error.to_string())?;
    Ok(organisation.service("mill>shop").unwrap().dependence().unwrap().get())
}

#[test]
fn rows_that_round_past_one_are_one() {
    // 0.2 + 0.4 + 0.3 + 0.1 is 1.0000000000000002 in floats.
    assert_eq!(sum_of(&["0.2", "0.4", "0.3", "0.1"]).map(f64::to_bits), Ok(1.0_f64.to_bits()));
    // What is below 1 stays as it is, by whatever it is below.
    assert_eq!(
        sum_of(&["0.7", "0.1", "0.1", "0.1"]).map(f64::to_bits),
        Ok(0.999_999_999_999_999_9_f64.to_bits())
    );
    // The most that rounding is taken for.
    assert_eq!(sum_of(&["0.5", "0.5000000000009"]).map(f64::to_bits), Ok(1.0_f64.to_bits()));
}

#[test]
fn rows_beyond_one_are_refused() {
    for rows in [["0.5", "0.500000000002"], ["0.6", "0.5"], ["1", "1"]] {
        let error = sum_of(&rows).unwrap_err();
        assert!(error.contains("is outside 0..=1"), "{error}");
    }
}
