//! Claims of load that are not so.

use super::residual;
use crate::organisation::{Department, ExternalCustomer, Organisation, Service, Staffing};
use crate::quality::Load;
use crate::quality::equation::{Scratch, Setting};

/// A claim that is not so is not let pass, whichever part of it was tampered with.
#[test]
fn tampered_claims_leave_a_residual() {
    let staffing = Staffing::new(10.0, 30.0).target_wait_minutes(15.0);
    let organisation = Organisation::builder("Desk")
        .department(Department::new("it").staffing(staffing))
        .customer(ExternalCustomer::new("users"))
        .service(
            Service::new("help", "it", "users").dependence(1.0).demand_per_hour(12.0).retries(0.5),
        )
        .build()
        .unwrap();
    let solved = organisation.compile().unwrap().baseline();
    assert!(solved.quality("it").unwrap().get() > 0.5);
    let layout = solved.network().layout();
    let demand = layout.demand.as_ref().unwrap();
    let claim = |tamper: &dyn Fn(&mut Vec<f64>, &mut Load)| {
        let mut load = solved.load().unwrap().clone();
        let mut quality = solved.dense_qualities().to_vec();
        tamper(&mut quality, &mut load);
        let capability = &load.capability;
        let setting = Setting { layout, capability, overrides: solved.overrides() };
        residual(demand, setting, &quality, &load, &mut Scratch::default())
    };
    assert!(claim(&|_, _| ()) <= 1e-14);
    assert!(claim(&|_, load| load.arrivals[0] *= 1.001) > 1e-6);
    assert!(claim(&|_, load| load.arrivals[0] = f64::INFINITY) > 1e-6);
    assert!(claim(&|_, load| load.capability[0] -= 1e-6) > 1e-7);
    assert!(claim(&|quality, _| quality[0] -= 1e-3) > 1e-6);
}
