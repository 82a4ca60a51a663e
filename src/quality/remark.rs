//! What is worth saying of an organisation, whatever is asked of it.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::live::{Edit, Live};
use super::solve_options::SolveOptions;
use crate::id::PartyId;
use crate::network::{Network, Parameter, StatedPartyIx};

/// Something that a reader of any answer about an organisation should know.
///
/// Serialises with its `kind` (`multiplies_losses` or `untried_cycles`), what it is of, and its
/// `message`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Remark {
    /// A cycle multiplies every loss.
    MultipliesLosses(MultiplyingCycle),
    /// Further cycles whose departments pass on nearly all they miss were not tried.
    UntriedCycles {
        /// How many.
        count: usize,
    },
}

/// A cycle whose departments pass on nearly all they miss, so that a loss adds to itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MultiplyingCycle {
    /// The departments of the cycle that lose much, as stated.
    pub departments: Vec<PartyId>,
    /// The department in which one point of capability was lost to try it.
    pub lost_in: PartyId,
    /// The largest quality, 0..=1, that one of them loses by that, from the
    /// [ideal](Network::ideal) state.
    pub costs: f64,
    /// Whether nothing is left of any of them.
    pub all_lost: bool,
    names: Vec<String>,
    name_lost_in: String,
}

/// How many cycles are tried.
const MOST_TRIED: usize = 20;
/// What one point is taken for.
const POINT: f64 = 0.01;
/// A loss is multiplied where a point costs ten or more.
const MULTIPLIED: f64 = 0.1;
/// A department loses much if it loses half of what the worst hit does.
const MUCH: f64 = 0.5;
/// What is left is nothing where no digit that is shown tells it.
const NOTHING_LEFT: f64 = 0.0005;
/// How many departments are named.
const MOST_NAMED: usize = 5;

impl Network {
    /// Remarks on cycles that multiply every loss, by name.
    ///
    /// A cycle is tried where the bounds on its slopes let at least 0.99 of a loss come round it:
    /// in the [ideal](Self::ideal) state one point of capability is taken from one of its
    /// departments. It is remarked on where that costs ten points or more somewhere in the cycle.
    /// A cycle that only passes on much of a large loss is not: there
    /// [`SolveOptions::lower_state`] tells whether it can tip.
    ///
    /// # Returns
    ///
    /// A remark for each such cycle, in the order of evaluation; the first twenty are tried.
    ///
    /// # Complexity
    ///
    /// Without cycles nothing. Else time linear in services inside cycles, a hundred times over;
    /// where there is a cycle to try, two solves and one more of what each affects.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Two that lean on each other")
    ///     .department(Department::new("it").named("IT"))
    ///     .department(Department::new("hr").named("HR"))
    ///     .service(Service::new("it-hr", "it", "hr").dependence(1.0))
    ///     .service(Service::new("hr-it", "hr", "it").dependence(1.0))
    ///     .build()?;
    /// let remarks = organisation.compile()?.remarks();
    /// assert_eq!(
    ///     remarks[0].to_string(),
    ///     "this cycle multiplies every loss: one point lost in IT costs all of HR and IT"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remarks(&self) -> Vec<Remark> {
        let layout = self.layout();
        let found = layout.multiplying_cycles();
        if found.is_empty() {
            return Vec::new();
        }
        let mut live = Live::with_options(self, &SolveOptions::default());
        live.apply(super::live::edits(&self.ideal_overrides()));
        let ideal = live.assessment();
        let checkpoint = live.checkpoint();
        let mut remarks = Vec::new();
        for multiplying in found.iter().take(MOST_TRIED) {
            let department = multiplying.department;
            let edit = |value| Edit::Value { of: Parameter::Capability(department), value };
            let normal = ideal.capability_of(department);
            live.apply([edit(Some((normal - POINT).max(0.0)))]);
            let parties = layout.cycles()[multiplying.cycle].parties();
            let left: Vec<(StatedPartyIx, f64, f64)> = parties
                .map(|party| {
                    let left = live.dense_qualities()[party];
                    (layout.stated(party), ideal.dense_qualities()[party], left)
                })
                .collect();
            let set = ideal.overrides().capability(department);
            live.take_back(&checkpoint, [edit(set)]);
            let lost_in = layout.stated(department);
            remarks.extend(self.multiplies(lost_in, left).map(Remark::MultipliesLosses));
        }
        let count = found.len().saturating_sub(MOST_TRIED);
        remarks.extend((count > 0).then_some(Remark::UntriedCycles { count }));
        remarks
    }

    /// Sums up what a point costs, given of every department of the cycle its stated number, its
    /// quality and what is left of that.
    fn multiplies(
        &self,
        lost_in: StatedPartyIx,
        mut left: Vec<(StatedPartyIx, f64, f64)>,
    ) -> Option<MultiplyingCycle> {
        let lost = |&(_, before, after): &(StatedPartyIx, f64, f64)| before - after;
        let costs = left.iter().map(lost).fold(0.0, f64::max);
        if costs < MULTIPLIED {
            return None;
        }
        left.retain(|department| lost(department) >= MUCH * costs);
        left.sort_unstable_by_key(|&(department, ..)| department);
        let all_lost = left.iter().all(|&(_, _, after)| after < NOTHING_LEFT);
        let names = self.layout().names();
        let mut in_words: Vec<_> = left.iter().map(|&(department, ..)| department).collect();
        let departments = in_words.iter().map(|&department| names.party_id(department)).collect();
        // The one that was tried comes last in words.
        in_words.sort_by_key(|&department| department == lost_in);
        let name = |department: StatedPartyIx| names.party_name(department).into_owned();
        Some(MultiplyingCycle {
            departments,
            lost_in: names.party_id(lost_in),
            costs,
            all_lost,
            names: in_words.into_iter().map(name).collect(),
            name_lost_in: name(lost_in),
        })
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MultipliesLosses(cycle) => cycle.fmt(f),
            Self::UntriedCycles { count: 1 } => {
                write!(f, "1 more cycle may multiply losses and was not tried")
            }
            Self::UntriedCycles { count } => {
                write!(f, "{count} more cycles may multiply losses and were not tried")
            }
        }
    }
}

impl fmt::Display for MultiplyingCycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lost_in = &self.name_lost_in;
        write!(f, "this cycle multiplies every loss: one point lost in {lost_in} costs ")?;
        if self.all_lost {
            write!(f, "all of ")?;
        } else {
            write!(f, "up to {:.1} points of ", 100.0 * self.costs)?;
        }
        let more = self.names.len().saturating_sub(MOST_NAMED);
        match &self.names[..self.names.len() - more] {
            [one] if more == 0 => write!(f, "{one}"),
            [first @ .., last] if more == 0 => write!(f, "{} and {last}", first.join(", ")),
            first => write!(f, "{} and {more} more", first.join(", ")),
        }
    }
}

impl Serialize for Remark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::MultipliesLosses(cycle) => {
                let mut remark = serializer.serialize_struct("Remark", 6)?;
                remark.serialize_field("kind", "multiplies_losses")?;
                remark.serialize_field("departments", &cycle.departments)?;
                remark.serialize_field("lost_in", &cycle.lost_in)?;
                remark.serialize_field("costs", &cycle.costs)?;
                remark.serialize_field("all_lost", &cycle.all_lost)?;
                remark.serialize_field("message", &self.to_string())?;
                remark.end()
            }
            Self::UntriedCycles { count } => {
                let mut remark = serializer.serialize_struct("Remark", 3)?;
                remark.serialize_field("kind", "untried_cycles")?;
                remark.serialize_field("count", count)?;
                remark.serialize_field("message", &self.to_string())?;
                remark.end()
            }
        }
    }
}
