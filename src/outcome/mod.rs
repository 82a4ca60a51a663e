//! What follows from quality: which actions first, within a budget.
//!
//! | question | where |
//! | --- | --- |
//! | Which actions bring customers most, within a budget? | [`Network::choose`](crate::Network::choose) |
//! | Revenue falls, and budgets follow: where does it end? | [`Network::budget_loop`](crate::Network::budget_loop) |
//! | How many people stay, treated as in an assessment? | [`StaffAtRest`] |
//!
//! An [`Action`] is something one can do, at a cost, that changes stated values. The answer needs
//! no coefficient from elsewhere: it is made of the organisation's own numbers alone.

mod action;
mod actions;
mod budget_loop;
mod customers;
mod priorities;
mod staff;

pub use action::{Action, ActionChange, ChangeKind};
pub use actions::{Actions, ActionsBuilder};
pub use budget_loop::{
    BudgetLoop, BudgetLoopOptions, LoopCustomer, LoopDepartment, LoopEnding, LoopPoint, LoopStart,
    Settling, elasticity_limit,
};
pub use customers::{
    Band, BandMethod, BaseOptions, CoefficientCounts, CoefficientKind, CoefficientWidth,
    CustomerBase, CustomerGroup, CustomerRisk, CustomersAt, GroupMoney, IncidentRisk,
    LifetimeConvention, LossQuantile, OutcomeError, QualityTrajectories, Resting, RestingBase,
    RestingGroup, RiskOptions, RiskReport, ShiftedBetaGeometric, YearlyRisk, lifetime_value,
    without_people,
};
pub use priorities::{
    BudgetStep, Choice, ChoiceError, ChoiceOptions, ChoiceStatus, ChosenAction, Criterion,
    CustomerGain, FrontierPoint, NextBudget, RankedSet, RejectedAction, Robustness, RuleOfThumb,
    ScenarioGain, SearchMethod,
};
#[cfg(feature = "draws")]
pub use priorities::{DrawnChoice, DrawnSet};
pub use staff::StaffAtRest;
