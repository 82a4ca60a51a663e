//! Long chains and rings on a small stack: nothing recurses along services.

use std::thread;

use chrono::TimeDelta;
use knockon::time::TimelinePlan;
use knockon::{Department, ExternalCustomer, Organisation, Rule, Scenario, Service};

use crate::support::check::{assert_near, solve};
use crate::support::tolerance;

const DEPARTMENTS: usize = 100_000;
const SMALL_STACK: usize = 128 * 1024;

/// Departments that each serve the next with a dependence, the last one a customer; a ring if
/// `closing` says how much the first depends on the last.
fn line(dependence: f64, closing: Option<f64>) -> Organisation {
    let id = |index: usize| format!("d{index}");
    let mut builder = Organisation::builder("line")
        .default_department_rule(Rule::ADDITIVE)
        .departments((0..DEPARTMENTS).map(|index| Department::new(id(index))))
        .services(
            (1..DEPARTMENTS).map(|to| Service::between(id(to - 1), id(to)).dependence(dependence)),
        )
        .customer(ExternalCustomer::new("customer"))
        .service(Service::between(id(DEPARTMENTS - 1), "customer").dependence(1.0));
    if let Some(dependence) = closing {
        builder =
            builder.service(Service::between(id(DEPARTMENTS - 1), id(0)).dependence(dependence));
    }
    builder.build().unwrap()
}

fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(SMALL_STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_chain_of_departments_fits_a_small_stack() {
    on_small_stack(|| {
        let network = line(1.0, None).compile().unwrap();
        let after = solve(&network, &Scenario::new("first at half").capability("d0", 0.5));
        assert_near(after.quality("customer").unwrap().get(), 0.5, tolerance::CLOSED_FORM, "end");
        assert_near(after.quality("d50000").unwrap().get(), 0.5, tolerance::CLOSED_FORM, "middle");
    });
}

/// A loss of ¼ at the start goes round undiminished but for the closing dependence of ½:
/// `l = ¼ + ½ l`.
#[test]
fn a_ring_of_departments_fits_a_small_stack() {
    on_small_stack(|| {
        let network = line(1.0, Some(0.5)).compile().unwrap();
        let after =
            solve(&network, &Scenario::new("first at three quarters").capability("d0", 0.75));
        let ends = after.quality("customer").unwrap().get();
        assert_near(ends, 0.5, tolerance::VERIFY, "end of the ring");
    });
}

/// Everybody follows at once and sees the one before a microsecond late; in few steps, as every
/// step looks at everybody.
#[test]
fn a_timeline_of_a_chain_fits_a_small_stack() {
    on_small_stack(|| {
        let at_once = line(1.0, None).compile().unwrap();
        let second = TimeDelta::seconds(1);
        let plan = TimelinePlan::lasting(second * 5)
            .step(second)
            .keep_none()
            .from(second, Scenario::new("first at half").capability("d0", 0.5));
        let timeline = at_once.timeline(&plan).unwrap();
        let disruption = timeline.disruption("customer").unwrap();
        assert_eq!(disruption.first_felt, Some(second));
        assert_near(disruption.deepest.get(), 0.5, tolerance::CLOSED_FORM, "end");
        // Four seconds at a half, of 86,400 in a day.
        assert_near(disruption.loss_quality_days, 2.0 / 86_400.0, tolerance::CLOSED_FORM, "loss");

        let ring = line(1.0, Some(0.5)).compile().unwrap();
        let quarter = Scenario::new("first at three quarters").capability("d0", 0.75);
        let plan =
            TimelinePlan::lasting(second).step(second).keep_none().from(TimeDelta::zero(), quarter);
        let timeline = ring.timeline(&plan).unwrap();
        let ends = timeline.quality("customer").unwrap().get();
        assert_near(ends, 0.5, tolerance::VERIFY, "end of the ring");
    });
}
