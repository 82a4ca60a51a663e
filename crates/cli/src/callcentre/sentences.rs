//! What a manager takes away: what agents as seen say, what a second number adds, and whether the
//! patience is real.

use super::document::{Document, Later};
use super::predictor::Predictor;
use super::text::{bounded, bracketed, hundredths, percent, points, whole};

/// The sentences, in order.
pub(crate) fn all(document: &Document) -> impl Iterator<Item = String> {
    [as_seen(document), second_number(document), patience(document)].into_iter().flatten()
}

/// What agents as seen say, with one number fitted.
fn as_seen(document: &Document) -> Option<String> {
    let (seen, mean) = (document.of(Predictor::AgentsSeen)?, document.of(Predictor::ServiceMean)?);
    let (error, baseline) = (seen.share.mean_absolute_error, mean.share.mean_absolute_error);
    let says = if error < baseline { "say more" } else { "say less" };
    Some(format!(
        "With agents as seen and the patience that fits best, {} s, {} % of calls would leave where \
         {} % did; an hour of a service is off by {} points, against {} by the mean of the service, \
         so agents seen {says} than that mean.",
        bounded(&seen.patience_s?, whole),
        points(seen.share.predicted),
        points(seen.share.observed),
        points(error),
        points(baseline),
    ))
}

/// What a second number fitted, the factor on agents seen, adds on later days.
fn second_number(document: &Document) -> Option<String> {
    if document.later_from.is_none() {
        return Some("There are too few days to try a second number on others.".to_owned());
    }
    let candidates = [Predictor::Factor, Predictor::SharedDesk];
    let tried = candidates.into_iter().filter_map(|predictor| {
        let evaluation = document.of(predictor)?;
        Some((evaluation, evaluation.later.as_ref()?))
    });
    let learnt = |later: &Later| later.learnt_log_likelihood;
    let (evaluation, later) = tried.max_by(|one, two| learnt(one.1).total_cmp(&learnt(two.1)))?;
    let reading = match evaluation.predictor {
        Predictor::SharedDesk => "all services of an hour count as one desk",
        _ => "every service keeps its own agents",
    };
    let gain = later.gain_share;
    let verdict = match gain.interval {
        Some([low, _]) if low > 0.0 => "which is more than chance",
        Some([_, high]) if high < 0.0 => "which is worse than that mean",
        _ => "which may be chance",
    };
    Some(format!(
        "With a second number, a factor of {} on agents seen, it fits best if {reading}: on later \
         days it is off by {} points, {} less than the mean of the service{}, {verdict}, and nearer \
         in {} of hours.",
        bounded(&evaluation.factor?, hundredths),
        points(later.share.mean_absolute_error),
        points(gain.value),
        bracketed(gain.interval, points),
        percent(gain.nearer),
    ))
}

/// Whether the two ways to fit a patience agree.
fn patience(document: &Document) -> Option<String> {
    let of_abandonment = document.of(Predictor::AgentsSeen)?.patience_s?;
    let of_waits = document.of(Predictor::PatienceOfWaits)?.patience_s?;
    let verdict = match (of_abandonment.interval, of_waits.interval) {
        (Some([low, high]), Some([least, most])) if low <= most && least <= high => {
            "which agrees with the patience that fits abandonment"
        }
        (Some(_), Some(_)) => {
            "which contradicts the patience that fits abandonment: agents seen were not all there, \
             or callers leave otherwise than Erlang A has it"
        }
        _ => "from too few days to compare with the patience that fits abandonment",
    };
    Some(format!(
        "Whatever the agents, callers waited {} s{} in all for each one who left, {verdict}; had all \
         agents seen been there, for one service and the whole hour, they would have been busy {} \
         % of it.",
        bounded(&of_waits, whole),
        bracketed(of_waits.interval, whole),
        whole(100.0 * document.agents_seen.busy_share),
    ))
}
