//! stub
pub(crate) mod service_level {
    pub(crate) fn within_target(l: f64, n: f64, mu: f64, _th: f64, t: f64) -> f64 {
        if l <= 0.0 {
            return 1.0;
        }
        if l >= n * mu {
            return 0.0;
        }
        let a = l / mu;
        let mut inv = 1.0;
        let mut k = 1.0;
        while k <= n {
            inv = 1.0 + inv * k / a;
            k += 1.0;
        }
        let b = 1.0 / inv;
        let c = b / (1.0 - (a / n) * (1.0 - b));
        1.0 - c * (-(n * mu - l) * t).exp()
    }
    pub(crate) fn served(_l: f64, _n: f64, _mu: f64, _th: f64) -> f64 {
        1.0
    }
}
