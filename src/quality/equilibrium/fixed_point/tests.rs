//! Claims of load that are not so.

use super::residual;
use crate::organisation::{Department, ExternalCustomer, Organisation, Service, Staffing};
use crate::quality::engine::equation::{EquationContext, Scratch};
use crate::quality::{Assessment, DepartmentLoads};

/// A help desk in its best state, with so many agents: ten serve most in time, eight nobody.
fn desk(agents: f64) -> Assessment {
    let staffing = Staffing::new(agents, 30.0).target_wait_minutes(15.0);
    let organisation = Organisation::builder("Desk")
        .department(Department::new("it").staffing(staffing))
        .customer(ExternalCustomer::new("users"))
        .service(
            Service::new("help", "it", "users").dependence(1.0).demand_per_hour(12.0).retries(0.5),
        )
        .build()
        .unwrap();
    organisation.compile().unwrap().baseline()
}

/// The residual of a state that was tampered with.
fn residual_of(solved: &Assessment, tamper: impl Fn(&mut Vec<f64>, &mut DepartmentLoads)) -> f64 {
    let layout = solved.network().layout();
    let mut load = solved.load().unwrap().clone();
    let mut quality = solved.dense_qualities().to_vec();
    tamper(&mut quality, &mut load);
    let context =
        EquationContext { layout, capability: &load.capability, overrides: solved.overrides() };
    let demand = layout.demand().unwrap();
    residual(demand, context, &quality, &load, &mut Scratch::default())
}

/// A claim that is not so is not let pass, whichever part of it was tampered with.
#[test]
fn tampered_claims_leave_a_residual() {
    let solved = desk(10.0);
    assert!(solved.quality("it").unwrap().get() > 0.5);
    let claim = |tamper: &dyn Fn(&mut Vec<f64>, &mut DepartmentLoads)| residual_of(&solved, tamper);
    assert!(claim(&|_, _| ()) <= 1e-14);
    assert!(claim(&|_, load| load.arrivals[0] *= 1.001) > 1e-6);
    assert!(claim(&|_, load| load.arrivals[0] = f64::INFINITY) > 1e-6);
    assert!(claim(&|_, load| load.capability[0] -= 1e-6) > 1e-7);
    assert!(claim(&|quality, _| quality[0] -= 1e-3) > 1e-6);
}

/// Where nobody is served anyway, capability says nothing of how many arrive.
#[test]
fn endless_arrivals_are_not_let_pass_where_nobody_is_served() {
    let solved = desk(8.0);
    assert!(solved.quality("it").unwrap().get() < 1e-9);
    assert!(residual_of(&solved, |_, _| ()) <= 1e-14);
    assert!(residual_of(&solved, |_, load| load.arrivals[0] = f64::INFINITY) > 1e-6);
}
