//! Fewer instants of a timeline, for a picture cannot show thousands.

use serde_json::Value;

/// How many instants a page keeps.
const MOST: usize = 400;

/// Keeps some hundred instants, and with them the deepest point of every series.
pub(super) fn thin(document: &mut Value) {
    let count = document.get("instants_days").and_then(Value::as_array).map_or(0, Vec::len);
    if count <= MOST {
        return;
    }
    let mut kept: Vec<usize> = (0..MOST).map(|place| place * (count - 1) / (MOST - 1)).collect();
    each_series(document, count, &mut |series| {
        let deepest = series.iter().enumerate().min_by(|(_, one), (_, two)| {
            let value = |value: &Value| value.as_f64().unwrap_or(f64::INFINITY);
            value(one).total_cmp(&value(two))
        });
        kept.extend(deepest.map(|(place, _)| place));
    });
    kept.sort_unstable();
    kept.dedup();
    each_series(document, count, &mut |series| {
        *series = kept.iter().filter_map(|&place| series.get(place).cloned()).collect();
    });
}

/// Visits every list that has a value for each instant.
fn each_series(value: &mut Value, count: usize, visit: &mut impl FnMut(&mut Vec<Value>)) {
    match value {
        Value::Array(list) if list.len() == count && list.iter().all(Value::is_number) => {
            visit(list);
        }
        Value::Array(list) => list.iter_mut().for_each(|one| each_series(one, count, visit)),
        Value::Object(members) => {
            members.values_mut().for_each(|one| each_series(one, count, visit));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ends_and_deepest_points_stay() {
        let days: Vec<f64> = (0..3_000).map(f64::from).collect();
        let mut quality = vec![1.0; 3_000];
        quality[1_234] = 0.25;
        let mut document =
            json!({ "instants_days": days, "customers": [{ "qualities": quality, "few": [1.0] }] });
        thin(&mut document);
        let days = document["instants_days"].as_array().unwrap();
        assert!(days.len() <= MOST + 2, "{}", days.len());
        assert_eq!((&days[0], &days[days.len() - 1]), (&json!(0.0), &json!(2_999.0)));
        let qualities = document["customers"][0]["qualities"].as_array().unwrap();
        assert_eq!(qualities.len(), days.len());
        assert_eq!(
            qualities[days.iter().position(|day| *day == json!(1_234.0)).unwrap()],
            json!(0.25)
        );
        assert_eq!(document["customers"][0]["few"], json!([1.0]));
    }
}
