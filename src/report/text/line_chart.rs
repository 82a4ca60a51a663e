//! A line drawn in characters, over an axis whose labels all differ.

use rasciigraph::{Config, plot};

/// The fewest and the most digits of a label after the point.
const DECIMALS: std::ops::RangeInclusive<usize> = 2..=12;
/// Points that lie as close together are drawn as one: no table tells them apart.
const CLOSE: f64 = 5e-7;
/// The marks of the axis.
const AXIS: [char; 2] = ['┤', '┼'];

/// Draws numbers, each in a column, over about as many rows.
pub(super) fn line_chart(numbers: &[f64], rows: u32) -> String {
    if numbers.is_empty() {
        return String::new();
    }
    let [least, most] = [(f64::min as fn(f64, f64) -> f64), f64::max]
        .map(|of| numbers.iter().copied().reduce(of).unwrap_or(0.0));
    let span = most - least;
    if span < CLOSE {
        return labelled(&plot(vec![0.0; numbers.len()], Config::default()), most, 0.0);
    }
    // Rows are whole numbers of 32 bits, which a short span of numbers far from 0 would exceed.
    let per_number = f64::from(rows) / span;
    let first = (least * per_number).fract();
    let heights = numbers.iter().map(|number| (number - least) * per_number + first);
    let drawn = plot(heights.collect(), Config::default().with_height(rows));
    labelled(&drawn, most, span)
}

/// Puts labels before the axis: from `most` downwards over `span`.
fn labelled(drawn: &str, most: f64, span: f64) -> String {
    let lines: Vec<&str> = drawn.lines().map(str::trim_end).collect();
    let rows = u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_sub(1).max(1);
    let values = (0..=rows).map(|row| most - f64::from(row) * span / f64::from(rows));
    let labels = labels(&values.take(lines.len()).collect::<Vec<_>>());
    let width = labels.iter().map(String::len).max().unwrap_or(0) + 1;
    let line = |(line, label): (&&str, &String)| {
        let plot = line.find(AXIS).and_then(|axis| line.get(axis..)).unwrap_or_default();
        format!("{label:>width$} {plot}")
    };
    lines.iter().zip(&labels).map(line).collect::<Vec<_>>().join("\n")
}

/// Numbers with as few digits as tell each from the next.
fn labels(values: &[f64]) -> Vec<String> {
    let of = |decimals: usize| -> Vec<String> {
        values.iter().map(|value| format!("{value:.decimals$}")).collect()
    };
    let are_different =
        |labels: &Vec<String>| labels.windows(2).all(|pair| pair.first() != pair.last());
    DECIMALS.map(of).find(are_different).unwrap_or_else(|| of(*DECIMALS.end()))
}

#[cfg(test)]
mod tests {
    use super::line_chart;

    /// What stands before the axis.
    fn labels(chart: &str) -> Vec<&str> {
        chart.lines().map(|line| line.split(['┤', '┼']).next().unwrap().trim()).collect()
    }

    #[test]
    fn numbers_far_apart_have_two_decimals() {
        let chart = line_chart(&[100.0, 50.0, 75.0], 2);
        assert_eq!(chart, " 100.00 ┼╮\n  75.00 ┤│╭\n  50.00 ┤╰╯");
    }

    #[test]
    fn labels_of_a_short_axis_differ() {
        for least in [99.9, 99.99, 99.999, 99.999_9, 99.999_999] {
            let chart = line_chart(&[100.0, least, 100.0], 10);
            let labels = labels(&chart);
            assert!((9..=12).contains(&labels.len()), "{chart}");
            assert!(labels.windows(2).all(|pair| pair[0] != pair[1]), "{chart}");
            assert!(labels[0].starts_with("100.0"), "{chart}");
        }
    }

    #[test]
    fn one_number_is_labelled_as_it_is() {
        assert_eq!(line_chart(&[72.97; 3], 10), " 72.97 ┼──");
        assert_eq!(labels(&line_chart(&[], 10)), Vec::<&str>::new());
    }
}
