//! Equal services of one need or rule, of which only the number that is down counts.

use indexmap::IndexMap;

use super::effect::SubjectUpstream;
use super::signature::{MergedEvent, Signature};
use crate::network::{EdgeDetail, EdgeIx, Layout, PartyIx, RowKind, ServiceState};

/// Groups merged events that can stand in for each other: the positions of each group. A group of
/// one is an event by itself.
///
/// Two events are equal if each reaches the subject by one service alone, both services are equal in
/// one need (or are equal needs of one party), their providers follow equal equations of equal
/// inputs, and every other event takes both alike.
///
/// # Complexity
///
/// Time `O(n log n)` in events and in the services they stop.
pub(super) fn groups(events: &[MergedEvent], upstream: &SubjectUpstream<'_>) -> Vec<Vec<usize>> {
    let layout = upstream.layout;
    let touched = touched_by(events, layout);
    let mut groups: IndexMap<Option<MemberKey>, Vec<usize>> = IndexMap::new();
    let mut alone = Vec::new();
    for (index, event) in events.iter().enumerate() {
        match member_key(index, event, upstream, &touched) {
            Some(key) => groups.entry(Some(key)).or_default().push(index),
            None => alone.push(vec![index]),
        }
    }
    let mut all: Vec<_> = groups.into_values().chain(alone).collect();
    all.sort_by_key(|group| group[0]);
    all
}

/// All that must be equal for two events to be equal.
#[derive(Debug, PartialEq, Eq, Hash)]
struct MemberKey {
    consumer: PartyIx,
    /// The position of its need, if that has several services.
    need: Option<usize>,
    probability: u64,
    /// What is left of the provider; nothing where the service stops.
    left: Option<u64>,
    service: String,
    provider: String,
    /// Other events that touch the service or what its provider receives, and where.
    others: Vec<(usize, Touch)>,
}

/// Where an event touches a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Touch {
    Stops,
    Weakens(u64),
    /// A service that the provider receives, by its place in the row.
    Input(usize),
    WeakensInput(usize, u64),
}

/// Of each service the events that stop or weaken it, its provider's weakening among these.
type TouchedServices = IndexMap<EdgeIx, Vec<(usize, Option<u64>)>>;

fn touched_by(events: &[MergedEvent], layout: &Layout) -> TouchedServices {
    let mut touched = TouchedServices::new();
    for (index, event) in events.iter().enumerate() {
        let Signature::Partial { stopped, departments, services } = &event.signature else {
            continue;
        };
        for &entry in stopped {
            touched.entry(entry).or_default().push((index, None));
        }
        for &(entry, left) in services {
            touched.entry(entry).or_default().push((index, Some(left)));
        }
        for &(department, left) in departments {
            for &entry in layout.downstream().provided(department) {
                touched.entry(entry).or_default().push((index, Some(left)));
            }
        }
    }
    touched
}

/// The one service by which an event reaches the subject, and what is left of its provider.
fn port(event: &MergedEvent, upstream: &SubjectUpstream<'_>) -> Option<(EdgeIx, Option<u64>)> {
    let Signature::Partial { stopped, departments, services } = &event.signature else {
        return None;
    };
    match (stopped.as_slice(), departments.as_slice(), services.as_slice()) {
        (&[entry], [], []) => Some((entry, None)),
        ([], &[(department, left)], []) => {
            let mut carried = upstream.services_of(department);
            let entry = carried.next()?;
            carried.next().is_none().then_some((entry, Some(left)))
        }
        _ => None,
    }
}

fn member_key(
    index: usize,
    event: &MergedEvent,
    upstream: &SubjectUpstream<'_>,
    touched: &TouchedServices,
) -> Option<MemberKey> {
    let layout = upstream.layout;
    let (entry, left) = port(event, upstream)?;
    let provider = layout.provider(entry);
    let mut carried = upstream.services_of(provider);
    // What else the provider serves could tell members apart.
    if (carried.next(), carried.next()) != (Some(entry), None) {
        return None;
    }
    if upstream.subject.department(layout) == Some(provider) {
        return None;
    }
    let members_at = |entry: EdgeIx| touched.get(&entry).map_or(&[][..], Vec::as_slice);
    let mut others: Vec<(usize, Touch)> = members_at(entry)
        .iter()
        .filter(|(other, _)| *other != index)
        .map(|&(other, left)| (other, left.map_or(Touch::Stops, Touch::Weakens)))
        .collect();
    for (place, input) in layout.row(provider).enumerate() {
        others.extend(members_at(input).iter().map(|&(other, left)| {
            let touch = left.map_or(Touch::Input(place), |left| Touch::WeakensInput(place, left));
            (other, touch)
        }));
    }
    others.sort_unstable();
    let consumer = layout.consumer(entry);
    let need = match layout.row_kind_of(consumer) {
        RowKind::Plain(_) => None,
        RowKind::Detailed { needs, .. } => {
            let needs = layout.needs(needs);
            let place = needs.iter().position(|need| need.rows().contains(&entry))?;
            (needs[place].rows().count() > 1).then_some(place)
        }
    };
    Some(MemberKey {
        consumer,
        need,
        probability: event.probability.to_bits(),
        left,
        service: service_key(upstream, consumer, entry),
        provider: provider_key(upstream, provider.into()),
        others,
    })
}

/// How a service is felt, and what its need is to its consumer.
fn service_key(upstream: &SubjectUpstream<'_>, consumer: PartyIx, entry: EdgeIx) -> String {
    let layout = upstream.layout;
    let need = match layout.row_kind_of(consumer) {
        RowKind::Plain(_) => String::new(),
        RowKind::Detailed { needs, .. } => {
            let needs = layout.needs(needs);
            let of_entry = needs.iter().find(|need| need.rows().contains(&entry));
            of_entry.map_or(String::new(), |need| {
                format!("{:?} {:?}", need.weight.to_bits(), need.criticality)
            })
        }
    };
    let dependence = layout.dependence(entry).to_bits();
    format!("{need} {dependence} {}", detail_key(upstream, entry))
}

fn detail_key(upstream: &SubjectUpstream<'_>, entry: EdgeIx) -> String {
    let detail = upstream.layout.row_detail(entry);
    let state = match upstream.base.service_state(entry, detail) {
        ServiceState::Stopped => None,
        ServiceState::Running(condition) => Some(condition.to_bits()),
    };
    let of_detail = |EdgeDetail { weight, transfer, .. }: &EdgeDetail| {
        format!("{} {transfer:?}", weight.to_bits())
    };
    let plain = || format!("{} Identity", 1.0_f64.to_bits());
    format!("{state:?} {}", detail.map_or_else(plain, of_detail))
}

/// The equation of a department: its capability, its needs, and who meets them how.
fn provider_key(upstream: &SubjectUpstream<'_>, party: PartyIx) -> String {
    let SubjectUpstream { layout, base, .. } = *upstream;
    let own = layout.department(party).map(|department| {
        let capability = base.capability(department);
        capability.unwrap_or(layout.capabilities()[department]).to_bits()
    });
    let workforce = layout.workforce_of(party).map(|it| format!("{it:?}"));
    let kind = layout.row_kind_of(party);
    let mut key = format!("{own:?} {workforce:?} {:?}", kind.aggregator());
    if let RowKind::Detailed { needs, .. } = kind {
        let first = layout.row(party).start;
        key.extend(layout.needs(needs).iter().map(|need| {
            let rows = need.rows();
            format!(
                " need {} {} {:?} {:?} {}..{}",
                need.dependence.to_bits(),
                need.weight.to_bits(),
                need.substitution,
                need.criticality,
                rows.start - first,
                rows.end - first
            )
        }));
    }
    key.extend(layout.row(party).map(|entry| {
        let provider = layout.provider(entry).index();
        let dependence = layout.dependence(entry).to_bits();
        format!(" from {provider} {dependence} {}", detail_key(upstream, entry))
    }));
    key
}
