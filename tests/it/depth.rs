//! Long chains and rings on a small stack: nothing recurses along services.

use std::thread;

use knockon::{Department, ExternalCustomer, Organisation, Rule, Scenario, Service};

use crate::check::{assert_near, solve};
use crate::tolerance;

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
