//! A plan, and which argument asked for what of it.

use knockon::organisation::{Element, Problem, Section};
use knockon::time::{TimelineError, TimelinePlan};

use crate::answer::Failure;

/// What is asked for.
pub(crate) struct Asked {
    pub(crate) plan: TimelinePlan,
    /// What happens, in words.
    pub(crate) words: String,
    /// The argument of every event, in their order.
    pub(crate) events: Vec<String>,
    /// The same of people asked for.
    pub(crate) hires: Vec<String>,
}

impl Asked {
    /// Says why a plan was refused, and of which argument.
    pub(crate) fn refusal(&self, error: &TimelineError) -> Failure {
        match error {
            TimelineError::Invalid(invalid) => {
                let lines = invalid.problems().iter().map(|problem| self.line(problem));
                lines.collect::<Vec<_>>().join("\n").into()
            }
            TimelineError::TooManySteps { steps, limit } => format!(
                "--step: the timeline takes {steps} steps or more, beyond the limit of {limit}: \
                 give longer steps, or fewer --days"
            )
            .into(),
            TimelineError::TooManyValues { values, limit } => format!(
                "--step: the timeline keeps {values} numbers or more, beyond the limit of {limit}: \
                 give longer steps, or fewer --days"
            )
            .into(),
            _ => error.to_string().into(),
        }
    }

    fn line(&self, problem: &Problem) -> String {
        let place = problem.place();
        let argument = match (place.section(), place.element()) {
            (Section::Events, &Element::Index(index)) => self.events.get(index).cloned(),
            (Section::Hires, &Element::Index(index)) => self.hires.get(index).cloned(),
            (Section::TimeConstants, Element::Key(party)) => Some(format!("--pace {party}")),
            (Section::Step, _) => Some("--step".to_owned()),
            (Section::FeltBelow, _) => Some("--felt-below".to_owned()),
            (Section::Tolerance, _) => Some("--tolerance".to_owned()),
            _ => None,
        };
        let argument = argument.unwrap_or_else(|| place.to_string());
        let mut message = problem.message().to_owned();
        for (index, event) in self.events.iter().enumerate() {
            message = message.replace(&format!("events[{index}]"), event);
        }
        format!("{argument}: {message}")
    }
}
