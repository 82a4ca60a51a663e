//! The map alone, as a picture for slides and documents.

use askama::Template;

use super::layout::{PlacedParty, Route};
use super::{MapLayout, PageDocument};
use crate::id::PartyId;
use crate::report::text::Points;
use crate::unit::Quality;

/// A picture.
#[derive(Template)]
#[template(path = "map.svg", escape = "html")]
struct Picture<'a> {
    title: &'a str,
    width: f64,
    height: f64,
    lines: Vec<DrawnLine>,
    boxes: Vec<LabelledBox<'a>>,
}

struct DrawnLine {
    /// The corners, as a path says them.
    path: String,
    width: f64,
    is_feedback: bool,
    said: String,
}

struct LabelledBox<'a> {
    placed: &'a PlacedParty,
    name: String,
    /// How round its corners are.
    round: f64,
    fill: String,
    ink: &'static str,
    is_source: bool,
    label: String,
    said: String,
}

/// The widest line.
const WIDEST: f64 = 10.0;
/// How much of a name fits into a box.
const NAME: usize = 19;
/// From nothing lost to all lost: one hue, the stronger the worse.
const SCALE: [[f64; 3]; 4] =
    [[236.0, 239.0, 242.0], [252.0, 212.0, 176.0], [244.0, 162.0, 97.0], [140.0, 45.0, 4.0]];

impl PageDocument {
    /// Draws the map alone, as SVG; `None` where there is none of all parties.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in boxes and lines.
    pub fn map_svg(&self) -> Option<String> {
        let layout = self.map.as_ref()?;
        let quality = |id: &PartyId| {
            let of =
                |states: &indexmap::IndexMap<PartyId, Quality>| states.get(id).map(|it| it.get());
            Some((of(&self.assessment.baseline)?, of(&self.assessment.quality)?))
        };
        let changes = layout.parties.iter().filter_map(|placed| quality(&placed.id));
        let points = Points::of_losses(changes.map(|(before, after)| after - before));
        let boxes = layout.parties.iter().filter_map(|placed| {
            let party = self.parties.iter().find(|party| party.id == placed.id)?;
            let (before, after) = quality(&placed.id)?;
            let label = format!("{} ({})", points.quality(after), points.change(after - before));
            let (fill, ink) = colours(before - after);
            Some(LabelledBox {
                placed,
                name: self.name_of(&placed.id),
                round: if party.kind == "customer" { placed.height / 2.0 } else { 4.0 },
                fill,
                ink,
                is_source: party.is_source,
                said: format!(
                    "{}: {} -> {}",
                    party.name,
                    points.quality(before),
                    points.quality(after)
                ),
                label,
            })
        });
        let picture = Picture {
            title: &self.title,
            width: layout.width,
            height: layout.height,
            lines: lines(layout, points),
            boxes: boxes.collect(),
        };
        let mut drawn = picture.render().ok()?;
        // XML holds no other of these, whatever a name says.
        let is_text =
            |letter: char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
        drawn.retain(|letter| letter == '\n' || is_text(letter));
        Some(drawn)
    }

    fn name_of(&self, id: &PartyId) -> String {
        let party = self.parties.iter().find(|party| party.id == *id);
        let name = party.map_or(id.as_str(), |party| party.name.as_str());
        if name.chars().count() <= NAME {
            return name.to_owned();
        }
        name.chars().take(NAME - 1).chain(['…']).collect()
    }
}

fn lines(layout: &MapLayout, points: Points) -> Vec<DrawnLine> {
    let widest = layout.routes.iter().map(|route| route.flow.abs()).fold(0.0, f64::max);
    let line = |route: &Route| {
        let corners = route.points.iter().map(|(x, y)| format!("{x} {y}"));
        let part = if widest > 0.0 { route.flow.abs() / widest } else { 0.0 };
        DrawnLine {
            path: format!("M{}", corners.collect::<Vec<_>>().join("L")),
            width: (WIDEST * part).max(1.0),
            is_feedback: route.is_feedback,
            said: format!(
                "{} -> {}: {}",
                route.provider,
                route.consumer,
                points.change(route.flow)
            ),
        }
    };
    layout.routes.iter().map(line).collect()
}

/// The colour of a loss, and one that is read on it.
fn colours(lost: f64) -> (String, &'static str) {
    let at = lost.clamp(0.0, 1.0) * 3.0;
    let (mut from, mut to, mut part) = (SCALE[0], SCALE[1], at);
    for (place, pair) in SCALE.windows(2).enumerate() {
        let begin = f64::from(u32::try_from(place).unwrap_or(0));
        if let [one, two] = pair
            && at >= begin
        {
            (from, to, part) = (*one, *two, at - begin);
        }
    }
    let mix = |(from, to): (f64, f64)| from + (to - from) * part;
    let mut channels = from.into_iter().zip(to).map(mix);
    let mixed: [f64; 3] = std::array::from_fn(|_| channels.next().unwrap_or_default());
    let [red, green, blue] = mixed;
    let fill = format!("rgb({red:.0} {green:.0} {blue:.0})");
    // Relative luminance as contrast is defined by it: above 0.18 dark text has the larger contrast.
    let linear = |channel: f64| {
        let channel = channel / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    (fill, if luminance > 0.18 { "#111" } else { "#fff" })
}
