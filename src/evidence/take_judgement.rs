//! `EvidenceBuilder::judgement`: what somebody said, checked by its kind.

use super::builder::EvidenceBuilder;
use super::known::NONE;
use super::reading::{JudgementKind, JudgementReading};

impl EvidenceBuilder {
    /// Takes a judgement.
    pub fn judgement(&mut self, judgement: &JudgementReading) {
        let is_right = match &judgement.kind {
            JudgementKind::ThreePoint { service, low, likely, high, .. } => {
                self.is_need("service", service)
                    & self.is_share("low", *low)
                    & self.is_share("high", *high)
                    & self.is_right("high", *high, high >= low, "`low` to 1")
                    & self.is_right(
                        "likely",
                        *likely,
                        likely >= low && likely <= high,
                        "`low`..=`high`",
                    )
            }
            JudgementKind::Remaining { service, remaining, buffer } => {
                self.is_need("service", service)
                    & self.is_share("remaining", *remaining)
                    & self.is_right(
                        "buffer",
                        *buffer,
                        (0.0..1.0).contains(buffer),
                        "0..1, without its upper end",
                    )
            }
            JudgementKind::Episode {
                provider,
                provider_left,
                consumer,
                consumer_left,
                deviation,
                at,
            } => {
                let ends = [("provider", provider), ("consumer", consumer)];
                let are_known = ends.iter().all(|(column, id)| {
                    let found = self.known.party(id);
                    self.found(column, found).is_some()
                });
                are_known
                    & self.is_right(
                        "provider_left",
                        *provider_left,
                        (0.0..1.0).contains(provider_left),
                        "0..1, without its upper end",
                    )
                    & self.is_share("consumer_left", *consumer_left)
                    & self.is_right("sd", *deviation, (0.0..=1.0).contains(deviation), "0..=1")
                    & at.is_none_or(|at| self.is_instant("at", at))
            }
            JudgementKind::Pairwise { consumer, service, other, ratio } => {
                self.is_received("service", service, consumer)
                    & self.is_received("other", other, consumer)
                    & self.is_right("ratio", *ratio, (1e-6..=1e6).contains(ratio), "1e-6..=1e6")
            }
            JudgementKind::Total { consumer, value } => {
                let found = self.known.party(consumer);
                self.found("consumer", found).is_some() & self.is_share("value", *value)
            }
        };
        if is_right {
            self.stored.judgements.push(judgement.clone());
        }
    }

    /// Whether an id is that of a service, or `consumer/name` of a declared need, else a problem.
    fn is_need(&mut self, column: &'static str, id: &str) -> bool {
        if self.known.is_declared_need(id) {
            return true;
        }
        let found = self.known.service(id);
        self.found(column, found).is_some()
    }

    /// Whether a service is one that a consumer receives, else a problem.
    fn is_received(&mut self, column: &'static str, id: &str, consumer: &str) -> bool {
        let found = self.known.service(id);
        let Some(service) = self.found(column, found) else { return false };
        let receiver = self.known.ends(service).map_or(NONE, |ends| ends.consumer);
        let is = self.known.party_id(receiver) == consumer;
        if !is {
            let receiver = self.known.party_id(receiver).to_owned();
            self.problem(column, || {
                format!("service `{id}` is received by `{receiver}`, not by `{consumer}`")
            });
        }
        is
    }
}
