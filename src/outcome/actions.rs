//! All actions there are, and which of them need or exclude each other.

use indexmap::{IndexMap, IndexSet};

use super::action::{Action, ChangeKind};
use crate::organisation::{Invalid, Place, Problem, ProblemCode, Problems, Section};
use crate::unit::{Agents, Dependence, Figure, Quality, Rate};

/// The most actions that one list may state.
pub(crate) const MOST_ACTIONS: usize = 10_000;

/// The most levels of one action.
const MOST_LEVELS: u32 = 1_000;

/// All actions to choose from.
///
/// # Examples
///
/// ```
/// use knockon::outcome::{Action, Actions};
///
/// let actions = Actions::builder()
///     .action(Action::new("it+1").cost(65.0).add_agents("it", 1.0))
///     .action(Action::new("it+2").cost(120.0).add_agents("it", 2.0))
///     .exclusive(["it+1", "it+2"])
///     .unit("k€")
///     .build()?;
/// assert_eq!(actions.len(), 2);
///
/// let cycle = Actions::builder()
///     .action(Action::new("a").capability("it", 0.9))
///     .action(Action::new("b").capability("hr", 0.9))
///     .requires("a", ["b"])
///     .requires("b", ["a"])
///     .build()
///     .unwrap_err();
/// assert_eq!(cycle.to_string(), "requires[\"a\"]: actions `a` and `b` require each other");
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
#[expect(clippy::struct_field_names, reason = "that of its elements is the word for them")]
pub struct Actions {
    pub(crate) unit: String,
    pub(crate) actions: Vec<Action>,
    /// Groups of which one action at most is taken.
    pub(crate) exclusive: Vec<Vec<usize>>,
    /// What each action needs, by number.
    pub(crate) requires: Vec<Vec<usize>>,
}

/// States actions one by one.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct ActionsBuilder {
    unit: String,
    /// Numbers of levels that are none, with the action to come.
    refused_levels: Vec<(usize, u32)>,
    actions: Vec<Action>,
    exclusive: Vec<Vec<String>>,
    requires: Vec<(String, Vec<String>)>,
}

impl Actions {
    /// Begins a list.
    pub fn builder() -> ActionsBuilder {
        ActionsBuilder::default()
    }

    /// Returns the unit of costs and budget; empty where none is stated.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// Returns the actions, in the order stated.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Action> + ExactSizeIterator {
        self.actions.iter()
    }

    /// Returns the groups of ids of which one action at most is taken.
    pub fn exclusive(&self) -> impl DoubleEndedIterator<Item = Vec<&str>> {
        self.exclusive.iter().map(|group| self.ids(group))
    }

    /// Returns every action that needs others, with their ids.
    pub fn requires(&self) -> impl DoubleEndedIterator<Item = (&str, Vec<&str>)> {
        let all = self.actions.iter().zip(&self.requires);
        let some = all.filter(|(_, needed)| !needed.is_empty());
        some.map(|(action, needed)| (action.id(), self.ids(needed)))
    }

    fn ids(&self, numbers: &[usize]) -> Vec<&str> {
        numbers.iter().filter_map(|&number| self.actions.get(number)).map(Action::id).collect()
    }
}

impl ActionsBuilder {
    /// Sets the unit of costs and budget.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Adds an action.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Adds an action that can be taken up to `count` times: as so many actions of the same cost and
    /// changes, `id`, `id/2`, `id/3` and so on, each of which requires the one before. It makes sense
    /// for changes that add. 1..=1000 levels are allowed.
    pub fn levels(mut self, action: Action, count: u32) -> Self {
        if !(1..=MOST_LEVELS).contains(&count) {
            self.refused_levels.push((self.actions.len(), count));
            return self.action(action);
        }
        let mut below: Option<String> = None;
        for level in 1..=count {
            if self.actions.len() > MOST_ACTIONS {
                break; // which is refused
            }
            let mut copy = action.clone();
            if level > 1 {
                copy.id = format!("{}/{level}", action.id);
                copy.name = format!("{} ({level})", action.name());
            }
            if let Some(below) = below.replace(copy.id.clone()) {
                self.requires.push((copy.id.clone(), vec![below]));
            }
            self.actions.push(copy);
        }
        self
    }

    /// States that of these actions one at most is taken.
    pub fn exclusive(mut self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.exclusive.push(actions.into_iter().map(Into::into).collect());
        self
    }

    /// States that an action is of no use without others, all of them.
    pub fn requires(
        mut self,
        action: impl Into<String>,
        needed: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.requires.push((action.into(), needed.into_iter().map(Into::into).collect()));
        self
    }

    /// Checks everything that needs no organisation.
    ///
    /// # Errors
    ///
    /// [`Invalid`] with every problem there is: ids that are empty or given twice, costs below 0,
    /// actions that change nothing or one thing twice, values out of range, groups and requirements
    /// that name no action, and actions that require each other.
    pub fn build(self) -> Result<Actions, Invalid> {
        let Self { unit, refused_levels, actions, exclusive, requires } = self;
        let mut problems = Problems::default();
        for (number, levels) in refused_levels {
            let id = actions.get(number).map_or("", Action::id);
            let message =
                format!("levels `{levels}` of action `{id}` is outside 1..={MOST_LEVELS}");
            let place = Place::new(Section::Actions, number, "levels");
            problems.push(Problem::new(ProblemCode::OutOfRange, place, message));
        }
        if actions.len() > MOST_ACTIONS {
            let message = format!(
                "{} actions are stated, more than the limit of {MOST_ACTIONS}: leave out those that \
                 cannot pay, or choose among some of them at a time",
                actions.len()
            );
            let place = Place::whole(Section::Actions, "");
            problems.push(Problem::new(ProblemCode::TooMany, place, message));
            return Err(Invalid::new(problems));
        }
        let mut numbers = IndexMap::new();
        for (number, action) in actions.iter().enumerate() {
            if numbers.insert(action.id.clone(), number).is_some() {
                let message = format!("action `{}` is stated twice", action.id);
                let place = Place::new(Section::Actions, number, "id");
                problems.push(Problem::new(ProblemCode::Duplicate, place, message));
            }
            check(number, action, &mut problems);
        }
        let mut known = |section: Section, key: &str, ids: &[String]| -> Vec<usize> {
            let mut found = IndexSet::new();
            for id in ids {
                let Some(&number) = numbers.get(id) else {
                    let message = format!("`{id}` is no action");
                    let place = Place::key(section, key);
                    problems.push(Problem::new(ProblemCode::Unknown, place, message));
                    continue;
                };
                found.insert(number);
            }
            found.into_iter().collect()
        };
        let exclusive: Vec<Vec<usize>> = exclusive
            .iter()
            .map(|group| known(Section::Exclusive, group.first().map_or("", |id| id), group))
            .collect();
        let mut needed_by = vec![Vec::new(); actions.len()];
        for (id, needed) in &requires {
            let needed = known(Section::Requires, id, needed);
            let action = known(Section::Requires, id, std::slice::from_ref(id));
            if let Some(list) = action.first().and_then(|&number| needed_by.get_mut(number)) {
                list.extend(needed.iter().copied());
                list.sort_unstable();
                list.dedup();
            }
        }
        if let Some(problem) = cycle(&actions, &needed_by) {
            problems.push(problem);
        }
        if problems.is_empty() {
            Ok(Actions { unit, actions, exclusive, requires: needed_by })
        } else {
            Err(Invalid::new(problems))
        }
    }
}

/// Says what is wrong with one action by itself.
fn check(number: usize, action: &Action, problems: &mut Problems) {
    let mut problem = |code, field, message: String| {
        problems.push(Problem::new(code, Place::new(Section::Actions, number, field), message));
    };
    let id = &action.id;
    if id.is_empty() {
        problem(ProblemCode::EmptyId, "id", "an id is empty".to_owned());
    }
    if !(action.cost >= 0.0 && action.cost.is_finite()) {
        let cost = Figure(action.cost);
        let message = format!("cost `{cost}` of action `{id}` is no number of 0 or more");
        problem(ProblemCode::OutOfRange, "cost", message);
    }
    if action.changes.is_empty() {
        problem(ProblemCode::IgnoredSetting, "", format!("action `{id}` changes nothing"));
    }
    let mut changed = IndexSet::new();
    for change in &action.changes {
        let (of, key) = (&change.of, change.kind.key());
        if !changed.insert((change.kind.value_key(), of)) {
            let what = change.kind.value_key();
            let message = format!("action `{id}` changes the {what} of `{of}` twice");
            problem(ProblemCode::Duplicate, key, message);
        }
        let (allowed, range): (fn(f64) -> bool, _) = match change.kind {
            ChangeKind::StartService => continue,
            ChangeKind::Dependence => (Dependence::allows, Dependence::RANGE),
            ChangeKind::Agents => (Agents::allows, Agents::RANGE),
            ChangeKind::DemandPerHour | ChangeKind::Retries => (Rate::allows, Rate::RANGE),
            ChangeKind::AddAgents => (|added| (-1e9..=1e9).contains(&added), "-1e9..=1e9"),
            ChangeKind::AddCapability | ChangeKind::AddSkill => {
                (|added| (-1.0..=1.0).contains(&added), "-1..=1")
            }
            _ => (Quality::allows, Quality::RANGE),
        };
        if !allowed(change.value) {
            let what = key.replace('_', " ");
            let value = Figure(change.value);
            let message = format!("{what} `{value}` of `{of}` in action `{id}` is outside {range}");
            problem(ProblemCode::OutOfRange, key, message);
        }
    }
}

/// Finds actions that require each other.
fn cycle(actions: &[Action], needed_by: &[Vec<usize>]) -> Option<Problem> {
    // Whoever needs nothing that is left is taken out, until none is.
    let mut waits: Vec<usize> = needed_by.iter().map(Vec::len).collect();
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); actions.len()];
    for (action, needed) in needed_by.iter().enumerate() {
        for &needed in needed {
            needs.get_mut(needed)?.push(action);
        }
    }
    let mut free: Vec<usize> =
        (0..waits.len()).filter(|&action| waits.get(action) == Some(&0)).collect();
    let mut left = waits.len();
    while let Some(action) = free.pop() {
        left -= 1;
        for &waiting in needs.get(action)? {
            let wait = waits.get_mut(waiting)?;
            *wait -= 1;
            if *wait == 0 {
                free.push(waiting);
            }
        }
    }
    if left == 0 {
        return None;
    }
    // Whoever is left waits, or is needed, in a cycle: follow what it needs until one comes again.
    let is_left = |action: &usize| waits.get(*action).is_some_and(|&wait| wait > 0);
    let mut way = IndexSet::new();
    let mut next = (0..waits.len()).find(is_left)?;
    while way.insert(next) {
        next = needed_by.get(next)?.iter().copied().find(is_left)?;
    }
    let from = way.get_index_of(&next)?;
    let names: Vec<_> = way.iter().skip(from).filter_map(|&of| actions.get(of)).collect();
    let first = names.first()?.id();
    let place = Place::key(Section::Requires, first);
    let message = match names.as_slice() {
        [one] => format!("action `{}` requires itself", one.id()),
        [one, two] => format!("actions `{}` and `{}` require each other", one.id(), two.id()),
        [one, two, rest @ ..] => format!(
            "actions `{}`, `{}` and {} more require each other in a cycle",
            one.id(),
            two.id(),
            rest.len()
        ),
        [] => return None,
    };
    Some(Problem::new(ProblemCode::Duplicate, place, message))
}
