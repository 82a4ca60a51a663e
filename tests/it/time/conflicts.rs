//! Readings of one thing at one instant.

use knockon::time::{Event, History, Subject};

use super::replay_cases::ferry;
use crate::support::minutes::instant;

fn conflicts(events: &[Event]) -> Vec<String> {
    let history = History::from_events(&ferry(), events).unwrap();
    history.conflicts().iter().map(ToString::to_string).collect()
}

#[test]
fn only_readings_that_differ_are_in_conflict() {
    let crew = |minute, capability| Event::party(instant(minute), "crew", capability);
    let unknown = |minute| Event::unknown(instant(minute), Subject::Party("crew".to_owned()));
    assert_eq!(conflicts(&[crew(0, 0.5), crew(1, 0.9), crew(2, 0.5)]), [""; 0], "other instants");
    assert_eq!(conflicts(&[crew(0, 0.5), crew(0, 0.5)]), [""; 0], "equal");
    assert_eq!(conflicts(&[unknown(0), unknown(0)]), [""; 0], "both unknown");
    // The first that differs from the one that holds, once for each thing and instant.
    let several = [crew(0, 0.5), crew(0, 0.9), crew(0, 0.7), crew(0, 0.9), crew(1, 0.1)];
    let of_crew = "`crew` is read twice at `2026-03-29T21:00:00Z`, as ";
    let said = "capability `0.5` and then as capability `0.9`";
    assert_eq!(conflicts(&several), [format!("{of_crew}{said}")]);
    let said = "unknown and then as capability `0.9`";
    assert_eq!(conflicts(&[unknown(0), crew(0, 0.9)]), [format!("{of_crew}{said}")]);
    let said = "capability `0.9` and then as unknown";
    assert_eq!(conflicts(&[crew(0, 0.9), unknown(0)]), [format!("{of_crew}{said}")]);
    // What a department can do by itself and what it delivered are two readings of one thing.
    let delivered = Event::observed(instant(0), "crew", 0.5);
    let said = "capability `0.5` and then as observed `0.5`";
    assert_eq!(conflicts(&[crew(0, 0.5), delivered]), [format!("{of_crew}{said}")]);
}
