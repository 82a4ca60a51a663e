//! How predictions are tried.

use crate::evidence::fit::FitOptions;

/// How a fitted organisation is tried on periods it has not seen.
///
/// # Examples
///
/// ```
/// use knockon::evidence::calibration::CalibrationOptions;
///
/// let options = CalibrationOptions::default().hold_out(0.3);
/// assert_eq!((options.hold_out, options.most_refits), (0.3, 60));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct CalibrationOptions {
    /// Which share of the periods, the last ones, is predicted; inside 0..1, one half unless set.
    pub hold_out: f64,
    /// How often everything is fitted again as periods go by; 60 unless set.
    pub most_refits: usize,
    /// The confidence of intervals of observations; 0.9 unless set.
    pub confidence: f64,
    /// How many graphs with other providers are tried at most; 20 unless set.
    pub most_placebos: usize,
    /// How dependences are fitted.
    pub fit: FitOptions,
}

impl Default for CalibrationOptions {
    fn default() -> Self {
        Self {
            hold_out: 0.5,
            most_refits: 60,
            confidence: 0.9,
            most_placebos: 20,
            fit: FitOptions::default(),
        }
    }
}

impl CalibrationOptions {
    /// Sets which share of the periods is predicted.
    pub fn hold_out(mut self, share: f64) -> Self {
        self.hold_out = share;
        self
    }

    /// Sets how often everything is fitted again.
    pub fn most_refits(mut self, most_refits: usize) -> Self {
        self.most_refits = most_refits;
        self
    }

    /// Sets the confidence of intervals of observations.
    pub fn confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    /// Sets how many graphs with other providers are tried at most.
    pub fn most_placebos(mut self, most_placebos: usize) -> Self {
        self.most_placebos = most_placebos;
        self
    }

    /// Sets how dependences are fitted.
    pub fn fit(mut self, fit: FitOptions) -> Self {
        self.fit = fit;
        self
    }
}
