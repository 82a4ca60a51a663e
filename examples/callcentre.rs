//! How patient are callers? Fitted from hours of a call centre.
//!
//! ```text
//! $ cargo run --release --example callcentre
//! Callers hang up after 4.8 min of waiting, on average.
//!
//!  calls/h  agents  hang up  predicted  mean wait, predicted
//!      118       8    2.1 %      3.9 %                  11 s
//! ...
//! ```

use knockon::queue::{Queue, QueueError};
use knockon::report::text::{Column, table};

/// An hour: calls, agents on duty, and the share of calls that hung up.
const HOURS: [(f64, f64, f64); 6] = [
    (118.0, 8.0, 0.021),
    (141.0, 9.0, 0.033),
    (163.0, 9.0, 0.088),
    (172.0, 9.0, 0.119),
    (150.0, 9.0, 0.047),
    (126.0, 8.0, 0.043),
];
/// How long a call takes, in minutes.
const HANDLING: f64 = 3.0;

fn main() -> Result<(), QueueError> {
    // The square of what the model misses is least where the patience fits best: between two
    // patiences the golden section finds it.
    let missed = |patience: f64| -> Result<f64, QueueError> {
        HOURS.iter().try_fold(0.0, |sum, hour| {
            let difference = queue(hour, patience)?.performance().abandonment - hour.2;
            Ok(sum + hour.0 * difference * difference)
        })
    };
    let (mut low, mut high) = (0.1, 60.0);
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    while high - low > 1e-3 {
        let [one, two] = [high - ratio * (high - low), low + ratio * (high - low)];
        if missed(one)? < missed(two)? { high = two } else { low = one }
    }
    let patience = f64::midpoint(low, high);
    println!("Callers hang up after {patience:.1} min of waiting, on average.\n");

    let columns = ["calls/h", "agents", "hang up", "predicted", "mean wait, predicted"];
    let mut rows = Vec::new();
    for hour in &HOURS {
        let performance = queue(hour, patience)?.performance();
        rows.push([
            hour.0.to_string(),
            hour.1.to_string(),
            format!("{:.1} %", 100.0 * hour.2),
            format!("{:.1} %", 100.0 * performance.abandonment),
            format!("{:.0} s", 60.0 * performance.mean_wait),
        ]);
    }
    print!("{}", table(&columns.map(Column::Number), rows.into_iter(), HOURS.len()));
    Ok(())
}

/// Erlang A of one hour, in minutes.
fn queue(&(calls, agents, _): &(f64, f64, f64), patience: f64) -> Result<Queue, QueueError> {
    Queue::new(calls / 60.0, 1.0 / HANDLING, agents)?.patience(patience)
}
