//! The same question at the mildest and the harshest order at which losses meet.

use super::PartyBounds;
use crate::id::PartyId;
use crate::organisation::{Aggregation, Invalid, Organisation, Rule, Scenario, Weighting};
use crate::quality::{Assessment, SolveOptions, Workspace};

/// A state under `weakest` and under `additive`: what is known of an answer where nobody has
/// measured the order at which losses meet.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Bracket {
    weakest: Assessment,
    additive: Assessment,
    encloses: bool,
    varied: usize,
    kept: Vec<PartyId>,
}

impl Organisation {
    /// Solves the same scenario with every full-weighted aggregation replaced by `weakest`, and again
    /// by `additive`.
    ///
    /// For equal dependences and weights of 1 the combined quality falls with the order,
    ///
    /// ```text
    /// 1 − Σ ℓ  ≤  A( x; p )  ≤  min x        −∞ ≤ p ≤ 1
    /// ```
    ///
    /// and every rule is monotone in what it receives, so the answers of all orders, for each party
    /// another, lie between the two: an error bar for an order that nobody has measured. Parties with
    /// a share weighting or `fdna` [keep their rule](Bracket::kept), and what they would deliver under
    /// full weighting may lie outside, as may what others would under theirs.
    ///
    /// # Errors
    ///
    /// [`BracketError`] where the scenario does not fit the organisation, or the organisation cannot
    /// be compiled.
    ///
    /// # Complexity
    ///
    /// Two organisations built, compiled and solved.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Two needs")
    ///     .department(Department::new("power").capability(0.6))
    ///     .department(Department::new("water").capability(0.5))
    ///     .department(Department::new("plant"))
    ///     .customer(ExternalCustomer::new("buyers"))
    ///     .service(Service::new("volts", "power", "plant").dependence(0.5))
    ///     .service(Service::new("litres", "water", "plant").dependence(0.6))
    ///     .service(Service::new("goods", "plant", "buyers").dependence(1.0))
    ///     .build()?;
    /// let bracket = organisation.bracket(&Scenario::new("today"))?;
    /// // Losses of 0.2 and 0.3: the worse alone, or both added; independent, 0.8 · 0.7 = 0.56 lies
    /// // between.
    /// assert!((bracket.weakest().quality("buyers").unwrap().get() - 0.7).abs() < 1e-15);
    /// assert!((bracket.additive().quality("buyers").unwrap().get() - 0.5).abs() < 1e-15);
    /// assert!(bracket.encloses());
    /// // The plant's order was replaced; buyers average what they get, as customers do unless stated.
    /// assert_eq!((bracket.varied(), bracket.kept().len()), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bracket(&self, scenario: &Scenario) -> Result<Bracket, BracketError> {
        self.bracket_with(scenario, &SolveOptions::default())
    }

    /// Solves at both ends as [`bracket`](Self::bracket) does, and says how.
    ///
    /// # Errors
    ///
    /// Those of [`bracket`](Self::bracket).
    ///
    /// # Complexity
    ///
    /// That of [`bracket`](Self::bracket).
    pub fn bracket_with(
        &self,
        scenario: &Scenario,
        options: &SolveOptions,
    ) -> Result<Bracket, BracketError> {
        let solve = |rule: Rule| -> Result<Assessment, BracketError> {
            let network = with_full_rule(self, rule)?.compile()?;
            Ok(network.solve_with(scenario, options, &mut Workspace::new())?)
        };
        let (mut varied, mut kept) = (0, Vec::new());
        for consumer in self.parties() {
            if consumer.services_received().next().is_none() {
                continue;
            }
            if is_full(consumer.rule()) {
                varied += 1;
            } else {
                kept.push(consumer.id().clone());
            }
        }
        Ok(Bracket {
            weakest: solve(Rule::WEAKEST)?,
            additive: solve(Rule::ADDITIVE)?,
            encloses: encloses(self),
            varied,
            kept,
        })
    }
}

impl Bracket {
    /// Returns the state in which the worst input of every full-weighted party decides.
    pub fn weakest(&self) -> &Assessment {
        &self.weakest
    }

    /// Returns the state in which the losses of every full-weighted party add.
    pub fn additive(&self) -> &Assessment {
        &self.additive
    }

    /// Whether the two are known to enclose every order: all needs of full-weighted parties have
    /// weight 1. Another weight is an exponent, and the order of rules may turn round.
    pub fn encloses(&self) -> bool {
        self.encloses
    }

    /// Returns how many parties that receive a service had the order of their rule replaced. Where
    /// there is none, both states are the same and bound nothing.
    pub fn varied(&self) -> usize {
        self.varied
    }

    /// Returns the parties that receive a service and kept their rule, a share weighting or
    /// `fdna`: departments first, then external customers, as stated.
    pub fn kept(&self) -> &[PartyId] {
        &self.kept
    }

    /// Returns every external customer's quality under `additive` (lower) and `weakest` (upper),
    /// as stated.
    pub fn customers(&self) -> impl DoubleEndedIterator<Item = PartyBounds> {
        let pairs = self.additive.parties().zip(self.weakest.parties());
        pairs.filter(|(low, _)| !low.is_department()).map(|(low, high)| PartyBounds {
            id: low.id(),
            lower: low.quality(),
            upper: high.quality(),
        })
    }
}

fn is_full(rule: Rule) -> bool {
    matches!(rule, Rule::Aggregation(Aggregation { weighting: Weighting::Full, .. }))
}

/// The organisation with another rule wherever weighting is full.
fn with_full_rule(organisation: &Organisation, rule: Rule) -> Result<Organisation, Invalid> {
    let mut builder = organisation.to_builder();
    let departments = builder.departments.iter_mut().map(|department| &mut department.rule);
    let customers = builder.customers.iter_mut().map(|customer| &mut customer.rule);
    for stated in departments.chain(customers).flatten().filter(|stated| is_full(**stated)) {
        *stated = rule;
    }
    for default in [&mut builder.defaults.department, &mut builder.defaults.customer] {
        if is_full(*default) {
            *default = rule;
        }
    }
    builder.build()
}

#[expect(clippy::float_cmp, reason = "a weight of 1 is stated exactly")]
fn encloses(organisation: &Organisation) -> bool {
    let stated = organisation.stated();
    let full = |party: usize| is_full(stated.rule(party));
    let services = stated.services.values().zip(&stated.links.consumer);
    let of_services = services.filter(|(terms, _)| terms.need.is_none());
    let of_services = of_services.map(|(terms, &consumer)| (terms.weight, consumer as usize));
    let of_needs = stated.needs.iter().filter_map(|need| {
        stated.party_index(&need.consumer).map(|consumer| (need.weight, consumer))
    });
    of_services.chain(of_needs).all(|(weight, consumer)| weight == 1.0 || !full(consumer))
}

/// Why a bracket cannot be worked out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BracketError {
    /// The scenario does not fit the organisation.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The organisation cannot be compiled.
    #[error(transparent)]
    Compile(#[from] crate::network::CompileError),
}
