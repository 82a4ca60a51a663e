//! How long do requests wait, and how many agents does a target take?
//!
//! ```text
//! $ cargo run --release --example queue
//!  agents  busy  wait at all   mean wait  within 1 min
//!       5  96 %         90 %  27 min 3 s          13 %
//! ...
//!       8  60 %         14 %        16 s          92 %
//!
//! 80 % within a minute takes 7 agents.
//! ...
//! ```

use knockon::queue::Queue;
use knockon::report::text::{Column, seconds, table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // 48 requests an hour, six minutes of handling each; minutes are the unit of time.
    let (arrival_rate, service_rate) = (48.0 / 60.0, 1.0 / 6.0);
    let columns = ["agents", "busy", "wait at all", "mean wait", "within 1 min"];
    let mut rows = Vec::new();
    for agents in [5.0, 6.0, 7.0, 8.0] {
        let queue = Queue::new(arrival_rate, service_rate, agents)?;
        let performance = queue.performance();
        rows.push([
            agents.to_string(),
            percent(performance.utilisation),
            percent(performance.probability_of_wait),
            seconds(60.0 * performance.mean_wait),
            percent(queue.within(1.0)?),
        ]);
    }
    print!("{}", table(&columns.map(Column::Number), rows.into_iter(), 9));

    let needed = Queue::new(arrival_rate, service_rate, 1.0)?.agents_for(0.8, 1.0)?;
    println!("\n80 % within a minute takes {needed} agents.");
    // People who give up make a queue shorter, and lose what they came for.
    let impatient = Queue::new(arrival_rate, service_rate, 5.0)?.patience(10.0)?.performance();
    println!(
        "With a patience of ten minutes five agents lose {} of all requests, and the rest wait {}.",
        percent(impatient.abandonment),
        seconds(60.0 * impatient.mean_wait)
    );
    Ok(())
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
