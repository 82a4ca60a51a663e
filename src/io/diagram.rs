//! What the writers of diagrams share: the order in which parties are drawn, and their shades.

use std::fmt;

use indexmap::IndexMap;

use crate::id::PartyId;
use crate::organisation::{Organisation, PartyRef};
use crate::quality::Impact;

/// One line of a diagram's outline.
pub(super) enum OutlineLine<'a> {
    /// A department that others are part of begins.
    Open(PartyRef<'a>),
    Party(PartyRef<'a>),
    Close,
}

/// Lists every party once, parts within what they are part of; a department that has parts is
/// drawn beside them only if it provides or receives a service itself.
pub(super) fn outline(organisation: &Organisation) -> Vec<OutlineLine<'_>> {
    let mut lines = Vec::new();
    for whole in organisation.departments().filter(|department| department.part_of().is_none()) {
        let mut open = vec![OutlineLine::Party(whole)];
        while let Some(line) = open.pop() {
            let OutlineLine::Party(department) = line else {
                lines.push(line);
                continue;
            };
            let mut parts: Vec<_> = department.parts().map(OutlineLine::Party).collect();
            let is_leaf = parts.is_empty();
            if !is_leaf {
                lines.push(OutlineLine::Open(department));
                open.push(OutlineLine::Close);
            }
            let serves = department.services_provided().next().is_some()
                || department.services_received().next().is_some();
            if is_leaf || serves {
                lines.push(OutlineLine::Party(department));
            }
            parts.reverse();
            open.append(&mut parts);
        }
    }
    lines.extend(organisation.customers().map(OutlineLine::Party));
    lines
}

/// Two spaces for each level, but no more than for eight: a deep nesting stays linear in size.
pub(super) fn indent(level: usize) -> impl fmt::Display {
    ["  ", "    ", "      ", "        ", "          ", "            ", "              "]
        .get(level)
        .copied()
        .unwrap_or("                ")
}

/// The qualities before and after, by party.
pub(super) struct DiagramQualities {
    of: IndexMap<PartyId, (f64, f64)>,
}

impl DiagramQualities {
    pub(super) fn new(impact: &Impact) -> Self {
        let felt = impact.departments().chain(impact.customers());
        let of = felt.map(|felt| (felt.id(), (felt.baseline().get(), felt.quality().get())));
        Self { of: of.collect() }
    }

    /// The line below a party's name, and its shade; `None` for a party that was not compared.
    pub(super) fn of(&self, party: PartyRef<'_>) -> Option<(String, Shade)> {
        let &(before, after) = self.of.get(party.id())?;
        Some((format!("{before:.3} -> {after:.3}"), Shade::of(after)))
    }
}

/// Colours of a party: the worse, the darker.
#[derive(Clone, Copy)]
pub(super) struct Shade {
    pub(super) fill: &'static str,
    pub(super) text: &'static str,
}

impl Shade {
    /// Losses up to which a fill serves; the scale is `ColorBrewer`'s nine reds behind white.
    const SCALE: [(f64, &'static str); 9] = [
        (0.005, "#ffffff"),
        (0.05, "#fff5f0"),
        (0.1, "#fee0d2"),
        (0.2, "#fcbba1"),
        (0.3, "#fc9272"),
        (0.45, "#fb6a4a"),
        (0.6, "#ef3b2c"),
        (0.75, "#cb181d"),
        (0.9, "#a50f15"),
    ];

    fn of(quality: f64) -> Self {
        let loss = 1.0 - quality;
        let fill = Self::SCALE.iter().find(|(most, _)| loss <= *most);
        let text = if loss <= 0.45 { "#000000" } else { "#ffffff" };
        Self { fill: fill.map_or("#67000d", |(_, fill)| fill), text }
    }
}

/// Whether a character has no place in a label: controls, and separators of lines.
pub(super) fn is_unprintable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}
