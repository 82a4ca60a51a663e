//! The quality of an external customer as a linear function of those of departments.

use super::error::NotLinear;
use crate::network::{CompiledNeed, DeptIx, EdgeDetail, Layout, PartyIx, RowKind, ServiceState};
use crate::organisation::{Substitution, Transfer};
use crate::rule::{Aggregator, PlainRule, criticality};

/// What sums of a few products may be off by.
const ROUNDING: f64 = 1e-15;

#[expect(clippy::cast_precision_loss, reason = "a customer has fewer needs than 2^53")]
fn count(of: usize) -> f64 {
    of as f64
}

/// A customer: quality `best − Σ E (1 − q)`. The memory is reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct LinearCustomer {
    /// The quality with every department at 1.
    pub(super) best: f64,
    /// How much each department counts; a department may come several times.
    pub(super) exposures: Vec<(DeptIx, f64)>,
    needs: Vec<AffineNeed>,
}

/// A need: `u = worst + Σ b q`.
#[derive(Debug, Clone, Copy)]
struct AffineNeed {
    dependence: f64,
    weight: f64,
    /// How well it is met with every department at 0.
    worst: f64,
    /// How well it is met with every department at 1.
    best: f64,
    /// Where its terms end among the exposures.
    end: usize,
}

impl LinearCustomer {
    /// Takes a customer.
    pub(super) fn take(&mut self, layout: &Layout, customer: PartyIx) -> Result<(), NotLinear> {
        self.exposures.clear();
        self.needs.clear();
        let (aggregator, ceiling) = match layout.row_kind_of(customer) {
            RowKind::Plain(aggregator) => {
                for entry in layout.row(customer) {
                    self.exposures.push((layout.provider(entry), 1.0));
                    self.needs.push(AffineNeed {
                        dependence: layout.dependence(entry),
                        weight: 1.0,
                        worst: 0.0,
                        best: 1.0,
                        end: self.exposures.len(),
                    });
                }
                (*aggregator, 1.0)
            }
            RowKind::Detailed { aggregator, needs, first_row_detail, ceiling } => {
                let start = layout.row(customer).start;
                let details = layout.details_from(*first_row_detail);
                for need in layout.needs(needs) {
                    let first = need.rows().start - start;
                    self.push_need(layout, need, &details[first..][..need.rows().len()])?;
                }
                (*aggregator, *ceiling)
            }
        };
        let losses = self.combine(aggregator)?;
        if let RowKind::Detailed { needs, .. } = layout.row_kind_of(customer) {
            self.check_criticalities(layout.needs(needs), &losses)?;
        }
        let mut first = 0;
        let mut missing = 0.0;
        for (need, loss) in self.needs.iter().zip(&losses) {
            for (_, exposure) in &mut self.exposures[first..need.end] {
                *exposure *= ceiling * loss;
            }
            missing += loss * (1.0 - need.best);
            first = need.end;
        }
        self.exposures.retain(|&(_, exposure)| exposure > 0.0);
        self.best = ceiling * (1.0 - missing).max(0.0);
        Ok(())
    }

    /// Takes a need and the details of its services.
    fn push_need(
        &mut self,
        layout: &Layout,
        need: &CompiledNeed,
        details: &[EdgeDetail],
    ) -> Result<(), NotLinear> {
        let first_service = || need.rows().next().map(|entry| layout.service_id(entry));
        let share = match need.substitution {
            None => 1.0,
            Some(Substitution::Pooled { required }) => 1.0 / required,
            // By one service it is met as by a need of its own.
            Some(
                Substitution::BestOf
                | Substitution::KthBest { k: 1 }
                | Substitution::IndependentAtLeast { k: 1 },
            ) if need.rows().len() == 1 => 1.0,
            Some(_) => match first_service() {
                // A need that nobody depends on may be met in any way.
                Some(_) if need.criticality.is_none() && need.dependence <= 0.0 => 0.0,
                Some(service) => return Err(NotLinear::Substitution { service }),
                None => 0.0,
            },
        };
        let is_pool = matches!(need.substitution, Some(Substitution::Pooled { .. }));
        let (mut worst, mut rise) = (0.0, 0.0);
        for (entry, detail) in need.rows().zip(details) {
            let ServiceState::Running(condition) = EdgeDetail::state_of(Some(detail)) else {
                continue;
            };
            let counts = need.criticality.is_some() || need.dependence > 0.0;
            let at_nothing = match straight(&detail.transfer) {
                Some(at_nothing) => at_nothing,
                None if !counts => continue,
                None => {
                    return Err(NotLinear::Transfer { service: layout.service_id(entry) });
                }
            };
            let weight = if is_pool { detail.weight } else { 1.0 } * share;
            let slope = weight * condition * (1.0 - at_nothing);
            worst += weight * at_nothing;
            rise += slope;
            self.exposures.push((layout.provider(entry), slope));
        }
        let best = worst + rise;
        if is_pool
            && best > 1.0 + ROUNDING
            && let Some(service) = first_service()
        {
            return Err(NotLinear::Pool { service });
        }
        self.needs.push(AffineNeed {
            dependence: need.dependence,
            weight: need.weight,
            worst,
            best: best.min(1.0),
            end: self.exposures.len(),
        });
        Ok(())
    }

    /// What is lost of the customer's quality where each need is wholly unmet.
    fn combine(&self, aggregator: Aggregator) -> Result<Vec<f64>, NotLinear> {
        let of_needs = |loss: &dyn Fn(&AffineNeed) -> f64| self.needs.iter().map(loss).collect();
        // Where losses count in full, needs that lose nothing have no part in it.
        let is_counted = |need: &&AffineNeed| need.weight > 0.0 && need.dependence > 0.0;
        let counted = || self.needs.iter().filter(is_counted);
        let losses: Vec<f64> = match aggregator {
            Aggregator::Plain(PlainRule::Mean { own_weight }) => {
                let total = own_weight + self.needs.iter().map(|need| need.weight).sum::<f64>();
                let share = |need: &AffineNeed| {
                    if total > 0.0 { need.weight / total * need.dependence } else { 0.0 }
                };
                of_needs(&share)
            }
            Aggregator::Fdna => of_needs(&|need| need.dependence / count(self.needs.len())),
            Aggregator::Plain(PlainRule::Additive) => {
                self.unsaturated(of_needs(&|need| need.weight * need.dependence))?
            }
            Aggregator::Full { order: 1.0 } => {
                self.unsaturated(of_needs(&|need| need.weight * need.dependence))?
            }
            Aggregator::Plain(PlainRule::Product | PlainRule::Weakest) if counted().count() < 2 => {
                of_needs(&|need| if need.weight > 0.0 { need.dependence } else { 0.0 })
            }
            #[expect(clippy::float_cmp, reason = "a weight of exactly 1 needs no power")]
            Aggregator::Full { .. }
                if counted().count() == 0
                    || counted().count() == 1 && counted().all(|need| need.weight == 1.0) =>
            {
                of_needs(&|need| need.weight * need.dependence)
            }
            Aggregator::Share { own_weight, .. }
                if counted().count() == 0
                    || own_weight <= 0.0
                        && self.needs.iter().filter(|need| need.weight > 0.0).count() == 1 =>
            {
                of_needs(&|need| if need.weight > 0.0 { need.dependence } else { 0.0 })
            }
            Aggregator::Plain(PlainRule::Product | PlainRule::Weakest)
            | Aggregator::Full { .. }
            | Aggregator::Share { .. } => return Err(NotLinear::Rule),
        };
        Ok(losses)
    }

    /// The losses, unless together they can be more than all there is.
    fn unsaturated(&self, losses: Vec<f64>) -> Result<Vec<f64>, NotLinear> {
        let lost = self.needs.iter().zip(&losses).map(|(need, loss)| loss * (1.0 - need.worst));
        if lost.sum::<f64>() > 1.0 + count(losses.len() + 1) * ROUNDING {
            return Err(NotLinear::Saturation);
        }
        Ok(losses)
    }

    /// Whether a cap can lie below what needs combine to.
    ///
    /// Both are linear in how well the need is met, so that the ends decide; the other needs are
    /// taken as met as well as they can be.
    fn check_criticalities(
        &self,
        compiled: &[CompiledNeed],
        losses: &[f64],
    ) -> Result<(), NotLinear> {
        let needs = || self.needs.iter().zip(losses);
        for (place, need) in compiled.iter().enumerate() {
            let Some(stated) = need.criticality else { continue };
            let others = needs().enumerate().filter(|&(other, _)| other != place);
            let missed: f64 = others.map(|(_, (need, loss))| loss * (1.0 - need.best)).sum();
            let binds = |met: f64| {
                let combined = 1.0 - missed - losses[place] * (1.0 - met);
                criticality::cap(stated, met) < combined - ROUNDING
            };
            let AffineNeed { worst, best, .. } = self.needs[place];
            if binds(worst) || binds(best) {
                return Err(NotLinear::Criticality);
            }
        }
        Ok(())
    }
}

/// What a transfer makes of nothing, where it is one straight line from there to (1, 1).
#[expect(clippy::float_cmp, reason = "settings that make a straight line are stated exactly")]
fn straight(transfer: &Transfer) -> Option<f64> {
    match transfer {
        Transfer::Identity => Some(0.0),
        Transfer::Ramp { from, to } => (*from == 0.0 && *to == 1.0).then_some(0.0),
        Transfer::Power { exponent } => (*exponent == 1.0).then_some(0.0),
        Transfer::Hill { .. } => None,
        Transfer::Table { points } => {
            let &(quality, felt) = points.first()?;
            let on_line = |&(q, y): &(f64, f64)| (y - (felt + (1.0 - felt) * q)).abs() <= ROUNDING;
            // Left of the first point it is constant.
            ((quality <= 0.0 || felt >= 1.0) && points.iter().all(on_line)).then_some(felt)
        }
    }
}
