//! What one more agent is worth, against organisations rebuilt with one more.

use knockon::demand::{AgentGain, StaffingError};
use knockon::explain::Objective;
use knockon::{Scenario, Status};

use crate::support::check::{assert_near, baseline, solve};
use crate::support::random::Temper;
use crate::support::random_staffed::{self, BUSY};
use crate::support::tolerance;

#[test]
fn gains_are_those_of_organisations_rebuilt_with_one_more() {
    let (mut compared, mut gained) = (0, 0);
    for seed in 0..80 {
        let staffed = random_staffed::staffed(seed, 6, Temper::Calm, BUSY);
        let network = staffed.organisation().compile().unwrap();
        let Ok(objective) = Objective::customers(&network) else { continue };
        let mut shift = random_staffed::shift(seed, &staffed, 0.3, 0.3);
        shift.shock.stops.clear();
        let scenario = staffed.scenario(&shift);
        let gains = network.next_agent(&scenario, &objective).unwrap();
        assert!(gains.is_sorted_by(|one, two| one.gain >= two.gain), "{gains:?}");
        let today = solve(&network, &scenario);
        let mut expected = 0;
        for party in 0..staffed.people.len() {
            let mut more = shift.clone();
            let after = staffed.after(&shift);
            let is_set = after.pinned.iter().any(|(pinned, _)| *pinned == party);
            let staffing = after.people[party].and_then(|people| people.staffing);
            let Some(staffing) = staffing.filter(|_| !is_set) else { continue };
            expected += 1;
            more.agents.retain(|(set, _)| *set != party);
            more.agents.push((party, staffing.agents + 1.0));
            // What a scenario pins stays with the scenario; all else is stated anew.
            let mut pins = Scenario::new("pins");
            for &(pinned, capability) in &after.pinned {
                pins = pins.capability(staffed.id(pinned), capability);
            }
            let rebuilt = solve(&staffed.after(&more).organisation().compile().unwrap(), &pins);
            if today.status() != Status::Converged || rebuilt.status() != Status::Converged {
                continue;
            }
            let gain: &AgentGain =
                gains.iter().find(|gain| gain.department == staffed.id(party)).unwrap();
            let on_rebuilt = Objective::customers(rebuilt.network()).unwrap();
            let worth = on_rebuilt.value(&rebuilt).unwrap() - objective.value(&today).unwrap();
            assert_near(gain.gain, worth, tolerance::LOOSE, &format!("seed {seed}"));
            assert_near(gain.agents.get(), staffing.agents, 0.0, "agents");
            compared += 1;
            gained += u32::from(worth > tolerance::LOOSE);
        }
        assert_eq!(gains.len(), expected, "seed {seed}");
    }
    assert!(compared > 60 && gained > 20, "{compared} {gained}");
}

#[test]
fn nobody_without_staff_gains() {
    let staffed = crate::support::staffed::Staffed::new(crate::support::random::statement(
        4,
        6,
        Temper::Calm,
    ));
    let today = baseline(&staffed.organisation());
    let customers = Objective::party(today.network(), "dept-0").unwrap();
    let gains = today.network().next_agent(&Scenario::default(), &customers).unwrap();
    assert!(gains.is_empty());
    let wrong = Scenario::new("wrong").agents("dept-0", 1.0);
    assert!(today.network().next_agent(&wrong, &customers).is_err());
    let tipping_margin = today.network().tipping_margin("dept-0", &Scenario::default(), &customers);
    assert_eq!(tipping_margin, Err(StaffingError::NoStaff { id: "dept-0".to_owned() }));
    assert!(matches!(
        today.network().tipping_margin("dept-0", &wrong, &customers),
        Err(StaffingError::Scenario(_))
    ));
}
