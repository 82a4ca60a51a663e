//! Money for people: two significant digits, in a unit that fits.

/// The unit of some money: ones, thousands, millions or billions.
#[derive(Debug, Clone, Copy)]
pub(super) struct MoneyUnit {
    size: f64,
    word: &'static str,
}

impl MoneyUnit {
    /// The unit in which the largest of some numbers has at most three digits.
    pub(super) fn of(amounts: impl IntoIterator<Item = f64>) -> Self {
        let largest = amounts.into_iter().map(f64::abs).fold(0.0, f64::max);
        let units = [(1e9, " billion"), (1e6, " million"), (1e3, " thousand")];
        let unit = units.into_iter().find(|(size, _)| largest >= *size);
        let (size, word) = unit.unwrap_or((1.0, ""));
        Self { size, word }
    }

    /// The number alone.
    pub(super) fn number(self, amount: f64) -> String {
        two_digits(amount / self.size)
    }

    /// The number with the unit.
    pub(super) fn amount(self, amount: f64) -> String {
        match self.number(amount).as_str() {
            "0" => "0".to_owned(),
            number => format!("{number}{}", self.word),
        }
    }

    /// The unit with its leading blank, if it has a word.
    pub(super) fn word(self) -> &'static str {
        self.word
    }
}

/// A number with two significant digits and no exponent.
fn two_digits(value: f64) -> String {
    if value.abs() < 1e-9 {
        return "0".to_owned();
    }
    let digits = value.abs().log10().floor();
    // Rounding may carry into another digit.
    let scale = 10.0_f64.powf(digits - 1.0);
    let rounded = (value / scale).round() * scale;
    let digits = (rounded.abs() * (1.0 + 1e-12)).log10().floor();
    if digits >= 1.0 {
        return format!("{rounded:.0}");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 10 decimals"
    )]
    let decimals = (1.0 - digits).clamp(1.0, 10.0) as usize;
    format!("{rounded:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::{MoneyUnit, two_digits};

    #[test]
    fn money_has_two_significant_digits() {
        let shown = [6.2041, 11.83, 0.3213, 0.0274, 118.0, 9.96, 0.0, -5.25, 99.6, 0.0996];
        let expected = ["6.2", "12", "0.32", "0.027", "120", "10", "0", "-5.3", "100", "0.10"];
        assert_eq!(shown.map(two_digits), expected);
    }

    #[test]
    fn the_largest_amount_chooses_the_unit() {
        let unit = MoneyUnit::of([12_000_000.0, 27_000.0]);
        assert_eq!(
            (unit.amount(12e6), unit.amount(27e3)),
            ("12 million".into(), "0.027 million".into())
        );
        assert_eq!(MoneyUnit::of([]).amount(0.0), "0");
        assert_eq!(MoneyUnit::of([4100.0]).amount(0.0), "0");
        assert_eq!(MoneyUnit::of([-4100.0]).amount(-4100.0), "-4.1 thousand");
    }
}
