//! Conditions of services.

use indexmap::IndexMap;

use crate::evidence::evidence::Evidence;
use crate::evidence::known::{NONE, number};
use crate::evidence::measured::{Basis, MeasuredCondition};
use crate::evidence::measuring::Measuring;
use crate::evidence::stored::StoredAnswer;
use crate::id::ServiceId;

use super::indicator_estimates::level;
use super::period_series::{AllSeries, longest, readings};
use super::survey_answers;
use super::ticket_counts::TicketCounts;

/// The condition of every service of which anything is known.
pub(super) fn conditions(
    evidence: &Evidence,
    measuring: &Measuring,
    counts: &TicketCounts,
    series: &AllSeries,
) -> IndexMap<ServiceId, MeasuredCondition> {
    let mut answers: Vec<Vec<&StoredAnswer>> = vec![Vec::new(); evidence.known.service_count()];
    for answer in evidence.stored.answers.iter().filter(|answer| measuring.holds(answer.at)) {
        if answer.service != NONE {
            answers[answer.service as usize].push(answer);
        }
    }
    let mut conditions = IndexMap::new();
    for (index, service) in evidence.organisation.services().enumerate() {
        let all = series.of_service(index);
        let own = readings(all[0].1, measuring, &evidence.texts);
        let mut found: Vec<_> =
            level(&own, measuring).map(|level| (Basis::Indicators, level)).into_iter().collect();
        let count = counts.services[index];
        let share = counts.shares.as_ref().map(|shares| shares.services[index]);
        found.extend(share.filter(|_| count.total > 0.0).map(|share| (Basis::Tickets, share)));
        let surveys = survey_answers::estimates(&answers[index], measuring);
        found.extend(surveys.into_iter().map(|survey| (Basis::Surveys, survey.estimate)));
        found.extend(share.filter(|_| count.total <= 0.0).map(|share| (Basis::Others, share)));
        let mut found = found.into_iter();
        let Some((basis, estimate)) = found.next() else { continue };
        let provider = evidence.known.ends(number(index)).map(|ends| ends.provider);
        let (_, longest) = longest(&all);
        let condition = MeasuredCondition {
            estimate,
            basis,
            met: count.met,
            total: count.total,
            like_it: provider.and_then(|provider| counts.provider(provider)).copied(),
            others: found.filter(|(basis, _)| *basis != Basis::Others).collect(),
            series: readings(longest, measuring, &evidence.texts),
        };
        conditions.insert(service.id().clone(), condition);
    }
    conditions
}
