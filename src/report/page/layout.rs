//! Where boxes lie on a map, and which way lines run between them.

use dugong::graphlib::{Graph, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, NodeLabel, RankDir, layout_dagreish};
use serde::Serialize;

use crate::id::{PartyId, ServiceId};

/// A picture of parties, from left to right: whoever is served lies to the right of whoever serves,
/// external customers at the right end.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MapLayout {
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// The boxes.
    pub parties: Vec<PlacedParty>,
    /// The lines.
    pub routes: Vec<Route>,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlacedParty {
    /// The party.
    pub id: PartyId,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

/// A line: all services from one party to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Route {
    /// Who provides.
    pub provider: PartyId,
    /// Who receives.
    pub consumer: PartyId,
    /// By which services.
    pub services: Vec<ServiceId>,
    /// The part of the objective's change that passes over them; on a cycle it may exceed the change.
    pub flow: f64,
    /// Whether it runs back, from right to left.
    pub is_feedback: bool,
    /// The corners it passes.
    pub points: Vec<(f64, f64)>,
}

/// What is to be drawn between two parties, by their places.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ServedPair {
    pub(super) provider: usize,
    pub(super) consumer: usize,
    pub(super) services: Vec<ServiceId>,
    pub(super) flow: f64,
}

/// A party that is to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PartyOnMap {
    pub(super) id: PartyId,
    pub(super) is_customer: bool,
    /// How many services lead to it at most.
    pub(super) layer: usize,
}

/// A layout takes time that grows with boxes and bends, a bend for every layer that a line crosses; a
/// picture of more is no help.
const MOST_BOXES_AND_BENDS: usize = 2_000;
/// The box that external customers stand before.
const END: &str = "end";
const WIDTH: f64 = 128.0;
const HEIGHT: f64 = 40.0;
/// The widest line, which may run along the edge of the picture.
const MARGIN: f64 = 9.0;

impl MapLayout {
    /// Places parties; `None` where there are too many boxes and bends.
    pub(super) fn of(parties: &[PartyOnMap], pairs: &[ServedPair]) -> Option<Self> {
        let layer = |place: usize| parties.get(place).map_or(0, |party| party.layer);
        let bends = |pair: &ServedPair| layer(pair.provider).abs_diff(layer(pair.consumer));
        if parties.is_empty()
            || parties.len() + pairs.iter().map(bends).sum::<usize>() > MOST_BOXES_AND_BENDS
        {
            return None;
        }
        let mut graph = Graph::new(GraphOptions { multigraph: true, ..GraphOptions::default() });
        graph.set_graph(GraphLabel {
            rankdir: RankDir::LR,
            nodesep: 18.0,
            ranksep: 24.0,
            edgesep: 9.0,
            ..GraphLabel::default()
        });
        // Numbers in place of ids, for what is called how does not matter.
        let name = |place: usize| place.to_string();
        let box_of = |width, height| NodeLabel { width, height, ..NodeLabel::default() };
        for place in 0..parties.len() {
            graph.set_node(name(place), box_of(WIDTH, HEIGHT));
        }
        let widest = pairs.iter().map(|pair| pair.flow.abs()).fold(0.0, f64::max);
        let line = |weight| EdgeLabel { weight, minlen: 1, ..EdgeLabel::default() };
        for pair in pairs {
            // What carries much runs straight.
            let part = if widest > 0.0 { pair.flow.abs() / widest } else { 0.0 };
            graph.set_edge_with_label(
                name(pair.provider),
                name(pair.consumer),
                line(1.0 + 8.0 * part),
            );
        }
        // Whatever else they are served by, customers share the last layer.
        if parties.iter().any(|party| party.is_customer) {
            graph.set_node(END, box_of(1.0, 1.0));
            for (place, _) in parties.iter().enumerate().filter(|(_, party)| party.is_customer) {
                graph.set_edge_with_label(name(place), END, line(100.0));
            }
        }
        layout_dagreish(&mut graph);

        let placed = parties.iter().enumerate().filter_map(|(place, party)| {
            let node = graph.node(&name(place))?;
            let (x, y) = (node.x? - node.width / 2.0, node.y? - node.height / 2.0);
            let (width, height) = (node.width, node.height);
            Some(PlacedParty { id: party.id.clone(), x, y, width, height })
        });
        let placed: Vec<_> = placed.collect();
        let id = |place: usize| parties.get(place).map(|party| party.id.clone());
        let left = |place: usize| placed.get(place).map_or(0.0, |party: &PlacedParty| party.x);
        let routes = pairs.iter().filter_map(|pair| {
            let label = graph.edge(&name(pair.provider), &name(pair.consumer), None)?;
            Some(Route {
                provider: id(pair.provider)?,
                consumer: id(pair.consumer)?,
                services: pair.services.clone(),
                flow: pair.flow,
                is_feedback: left(pair.consumer) <= left(pair.provider),
                points: label.points.iter().map(|point| (point.x, point.y)).collect(),
            })
        });
        let routes = routes.collect();
        Some(Self { width: 0.0, height: 0.0, parties: placed, routes }.framed())
    }

    /// Moves everything so that it begins at 0, lines among it, and says how large it is.
    fn framed(mut self) -> Self {
        let corners =
            self.parties.iter().flat_map(|it| [(it.x, it.y), (it.x + it.width, it.y + it.height)]);
        let bends = self.routes.iter().flat_map(|route| route.points.iter().copied());
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for (x, y) in corners.chain(bends) {
            low = [low[0].min(x), low[1].min(y)];
            high = [high[0].max(x), high[1].max(y)];
        }
        // A tenth is finer than anybody sees.
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        let shifted = |x: f64, y: f64| (tenths(x - low[0] + MARGIN), tenths(y - low[1] + MARGIN));
        for party in &mut self.parties {
            (party.x, party.y) = shifted(party.x, party.y);
        }
        for (x, y) in self.routes.iter_mut().flat_map(|route| &mut route.points) {
            (*x, *y) = shifted(*x, *y);
        }
        self.width = tenths(high[0] - low[0] + 2.0 * MARGIN);
        self.height = tenths(high[1] - low[1] + 2.0 * MARGIN);
        self
    }
}
