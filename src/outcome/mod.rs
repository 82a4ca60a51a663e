//! What follows from quality: which actions first, who leaves and what that costs, and where
//! budgets lead.
//!
//! | question | where |
//! | --- | --- |
//! | Which actions bring customers most, within a budget? | [`Network::choose`](crate::Network::choose) |
//! | Who leaves, who comes, and what does that cost? | [`CustomerBase`] |
//! | What does an incident cost? | [`Network::value_at_risk`](crate::Network::value_at_risk) |
//! | Revenue falls, and budgets follow: where does it end? | [`Network::budget_loop`](crate::Network::budget_loop) |
//! | How many people stay, treated as in an assessment? | [`StaffAtRest`] |
//!
//! An [`Action`] is something one can do, at a cost, that changes stated values. A choice of
//! actions needs no coefficient from elsewhere, unless it is made by revenue. Answers about
//! customers and money need coefficients, which are neutral where an organisation states none.

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
