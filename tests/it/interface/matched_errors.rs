//! Errors matched by what a program can do about them.

use knockon::{
    Columns, Department, Error, ErrorKind, ExternalCustomer, Network, Objective, Organisation,
    Scenario, Service, SolveOptions, Workspace,
};

/// What a program does next.
#[derive(Debug, PartialEq)]
enum Next {
    /// Shows the user which id to mend.
    AskFor(String),
    /// Shows the user every line.
    Show(Vec<String>),
    /// Splits its input, or raises a limit.
    Split,
    /// Asks with more sweeps.
    TryLonger,
    /// Gives up.
    GiveUp,
}

fn next(error: &Error) -> Next {
    match (error.kind(), error.id()) {
        (ErrorKind::UnknownId, Some(id)) => Next::AskFor(id.to_owned()),
        (ErrorKind::InvalidStatement | ErrorKind::InvalidValue, _) => {
            let lines = error.problems().iter().map(|problem| problem.message().to_owned());
            Next::Show(lines.collect())
        }
        (ErrorKind::TooLarge, _) => Next::Split,
        (ErrorKind::NotSettled, _) => Next::TryLonger,
        _ => Next::GiveUp,
    }
}

fn ferry(dependence: f64) -> Result<Network, Error> {
    let organisation = Organisation::builder("Ferry")
        .department(Department::new("crew"))
        .department(Department::new("deck"))
        .customer(ExternalCustomer::person("islanders"))
        .service(Service::new("steering", "crew", "deck").dependence(dependence))
        .service(Service::new("orders", "deck", "crew").dependence(1.0))
        .service(Service::new("crossings", "deck", "islanders").dependence(0.9))
        .build()?;
    Ok(organisation.compile()?)
}

/// A question with three steps, each of which may be refused.
fn ask(network: &Network, department: &str, value: f64, sweeps: u32) -> Result<f64, Error> {
    let scenario = Scenario::new("short of people").capability(department, value);
    let options = SolveOptions::default().max_sweeps(sweeps);
    let after = network.solve_with(&scenario, &options, &mut Workspace::new())?;
    let islanders = Objective::party(network, "islanders")?;
    Ok(islanders.value(after.converged()?)?)
}

#[test]
fn each_refusal_leads_to_its_own_remedy() {
    let network = ferry(1.0 - 1e-9).unwrap();
    assert!(ask(&network, "crew", 0.5, 100_000).is_ok());
    let refused = |result: Result<f64, Error>| next(&result.unwrap_err());
    assert_eq!(refused(ask(&network, "crow", 0.5, 100)), Next::AskFor("crow".to_owned()));
    assert_eq!(
        refused(ask(&network, "crew", 1.5, 100)),
        Next::Show(vec!["capability `1.5` of `crew` is outside 0..=1".to_owned()])
    );
    assert_eq!(refused(ask(&network, "crew", 0.999, 1)), Next::TryLonger);
    let wrong = ferry(-1.0).unwrap_err();
    let line = "dependence `-1` of service `steering` is outside 0..=1";
    assert_eq!(next(&wrong), Next::Show(vec![line.to_owned()]));
    let large = Error::from(Columns::new(usize::MAX, 1).unwrap_err());
    assert_eq!(next(&large), Next::Split);
    let other = ferry(0.5).unwrap();
    let unrelated = Organisation::builder("Empty").build().unwrap().compile().unwrap();
    let error = other.baseline().compared_with(&unrelated.baseline()).unwrap_err();
    assert_eq!(next(&error.into()), Next::GiveUp);
}
