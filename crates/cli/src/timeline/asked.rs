//! A plan, and which argument asked for what of it.

use knockon::Organisation;
use knockon::organisation::{Element, Problem, Section};
use knockon::time::{TimelineError, TimelinePlan};

use crate::advice::meant_anywhere;
use crate::answer::Failure;

/// What is asked for.
pub(crate) struct Asked {
    pub(crate) plan: TimelinePlan,
    /// What happens, in words.
    pub(crate) words: String,
    /// The argument of every event, in their order, and the id it names.
    pub(crate) events: Vec<(String, String)>,
    /// The same of people asked for.
    pub(crate) hires: Vec<(String, String)>,
}

impl Asked {
    /// Says why a plan was refused, and of which argument.
    pub(crate) fn refusal(&self, error: TimelineError, organisation: &Organisation) -> Failure {
        match error {
            TimelineError::Invalid(invalid) => {
                let line = |problem: &Problem| self.line(problem, organisation);
                invalid.problems().iter().map(line).collect::<Vec<_>>().join("\n").into()
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

    fn line(&self, problem: &Problem, organisation: &Organisation) -> String {
        let place = problem.place();
        let of_event = |index: usize| self.events.get(index);
        let (argument, id) = match (place.section(), place.element()) {
            (Section::Events, &Element::Index(index)) => of_event(index).cloned().unzip(),
            (Section::Hires, &Element::Index(index)) => self.hires.get(index).cloned().unzip(),
            (Section::TimeConstants, Element::Key(party)) => {
                (Some(format!("--pace {party}")), Some(party.clone()))
            }
            (Section::Span, _) => (Some("--days".to_owned()), None),
            (Section::Step, _) => (Some("--step".to_owned()), None),
            (Section::FeltBelow, _) => (Some("--felt-below".to_owned()), None),
            (Section::Tolerance, _) => (Some("--tolerance".to_owned()), None),
            _ => (None, None),
        };
        let argument = argument.unwrap_or_else(|| place.to_string());
        let mut message = problem.message().to_owned();
        for (index, (event, _)) in self.events.iter().enumerate() {
            message = message.replace(&format!("events[{index}]"), event);
        }
        let meant = id.and_then(|id| meant_anywhere(&id, organisation)).unwrap_or_default();
        format!("{argument}: {message}{meant}")
    }
}
