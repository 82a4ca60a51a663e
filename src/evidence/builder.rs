//! `EvidenceBuilder`: takes readings, and checks each against the organisation.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::doubled::{IndicatorPlaces, sorting_key};
use super::evidence::Evidence;
use super::known::{KnownIds, NONE, TextNumbers};
use super::problem::{EvidenceError, ReadingPlace, ReadingProblems};
use super::reading::{
    FeedbackReading, IndicatorReading, IndicatorValue, Instrument, SurveyAnswer, TicketReading,
};
use super::stored::{
    STILL_OPEN, Stored, StoredAnswer, StoredIndicator, StoredScore, StoredSubject, StoredTicket,
    seconds,
};
use crate::organisation::Organisation;
use crate::time::Subject;

/// The first second of 1900 to that of 2190.
const INSTANTS: std::ops::Range<i64> = -2_208_988_800..6_942_585_600;
/// How much one reading can stand for.
const MOST_WEIGHT: f64 = 1e9;
/// How many requests can be behind a reading.
const MOST_VOLUME: f64 = 1e15;
/// A time, or another quantity, that can be read.
const VALUES: std::ops::RangeInclusive<f64> = 1e-12..=1e15;

/// Collects readings; [`build`](Self::build) says what is wrong with all of them at once.
///
/// Readings come from files, by [`io::read_evidence`](crate::io::read_evidence), or one by one.
///
/// # Examples
///
/// ```
/// use knockon::evidence::{Evidence, TicketReading};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.5))
///     .build()?;
/// let mut builder = Evidence::builder(&organisation);
/// builder.ticket(&TicketReading::new("dek", "passengers", "2026-03-02T09:00:00Z".parse()?));
/// assert_eq!(
///     builder.build().unwrap_err().to_string(),
///     "provider: `dek` is not a department; did you mean `deck`?"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct EvidenceBuilder {
    organisation: Organisation,
    pub(super) known: KnownIds,
    pub(super) stored: Stored,
    /// Where the stored indicators stand.
    places: IndicatorPlaces,
    channels: TextNumbers,
    /// Respondents, items and labels.
    texts: TextNumbers,
    problems: ReadingProblems,
    /// Where the reading stands that is taken.
    file: Arc<str>,
    line: u64,
    notes: Vec<String>,
    /// Tickets between two parties whom no service joins, or of which several do.
    unassigned: u64,
    /// Tickets that name no provider or no consumer.
    left_out: u64,
    /// Questions that nobody answered.
    unanswered: u64,
}

impl Evidence {
    /// Begins to collect readings of an organisation.
    pub fn builder(organisation: &Organisation) -> EvidenceBuilder {
        EvidenceBuilder::new(organisation)
    }
}

impl EvidenceBuilder {
    fn new(organisation: &Organisation) -> Self {
        Self {
            organisation: organisation.clone(),
            known: KnownIds::new(organisation),
            stored: Stored::default(),
            places: IndicatorPlaces::default(),
            channels: TextNumbers::default(),
            texts: TextNumbers::default(),
            problems: ReadingProblems::default(),
            file: Arc::from(""),
            line: 0,
            notes: Vec::new(),
            unassigned: 0,
            left_out: 0,
            unanswered: 0,
        }
    }

    /// Says in which file the readings to come stand; problems name it.
    pub fn begin_file(&mut self, name: &str) {
        (self.file, self.line) = (Arc::from(name), 0);
    }

    /// Says on which line the next reading stands.
    pub(crate) fn begin_row(&mut self, line: u64) {
        self.line = line;
    }

    /// Adds a problem of the row, found while reading it.
    pub(crate) fn problem(&mut self, column: &'static str, message: impl FnOnce() -> String) {
        let place = ReadingPlace { file: Arc::clone(&self.file), line: self.line, column };
        self.problems.push(place, message);
    }

    /// Adds something to be said of a file.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Leaves out a ticket that names no provider or no consumer.
    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// Leaves out a question that nobody answered.
    pub(crate) fn leave_unanswered(&mut self) {
        self.unanswered += 1;
    }

    /// What was found, or its problem.
    pub(super) fn found<T>(&mut self, column: &'static str, found: Result<T, String>) -> Option<T> {
        found.map_err(|message| self.problem(column, || message)).ok()
    }

    /// Whether a number is as it should be, else a problem.
    pub(super) fn is_right(
        &mut self,
        column: &'static str,
        value: f64,
        is: bool,
        range: &str,
    ) -> bool {
        if !(is && value.is_finite()) {
            self.problem(column, || format!("`{value}` is outside {range}"));
        }
        is && value.is_finite()
    }

    /// Whether a weight is one, else a problem.
    fn is_weight(&mut self, weight: f64) -> bool {
        let is = (1.0 / MOST_WEIGHT..=MOST_WEIGHT).contains(&weight);
        self.is_right("weight", weight, is, "1e-9..=1e9")
    }

    /// Whether an instant is of these centuries, else a problem.
    pub(super) fn is_instant(&mut self, column: &'static str, at: DateTime<Utc>) -> bool {
        let is = INSTANTS.contains(&seconds(at));
        if !is {
            self.problem(column, || format!("`{}` is outside 1900 to 2190", at.to_rfc3339()));
        }
        is
    }

    /// Whether a number is a share, else a problem.
    pub(super) fn is_share(&mut self, column: &'static str, value: f64) -> bool {
        let is = (0.0..=1.0).contains(&value);
        if !is {
            let per_cent = value > 1.0 && value <= 100.0;
            self.problem(column, || {
                let remedy = if per_cent {
                    format!("; per cent are written `{}` or `{value}%`", value / 100.0)
                } else {
                    String::new()
                };
                format!("`{value}` is outside 0..=1{remedy}")
            });
        }
        is
    }

    /// Takes a ticket.
    pub fn ticket(&mut self, ticket: &TicketReading) {
        let provider = self.known.department(&ticket.provider);
        let provider = self.found("provider", provider);
        let consumer = self.known.party(&ticket.consumer);
        let consumer = self.found("consumer", consumer);
        let closed_by = ticket.closed_by.as_deref().map(|id| self.known.department(id));
        let closed_by = closed_by.map_or(Some(NONE), |found| self.found("closed_by", found));
        let mut is_right = self.is_instant("opened_at", ticket.opened_at);
        if let Some(resolved_at) = ticket.resolved_at {
            is_right &= self.is_instant("resolved_at", resolved_at);
        }
        let opened = seconds(ticket.opened_at);
        let resolved = ticket.resolved_at.map_or(STILL_OPEN, seconds);
        if resolved < opened {
            self.problem("resolved_at", || {
                format!(
                    "resolved at `{}`, before it was opened at `{}`",
                    ticket.resolved_at.map_or_else(String::new, |at| at.to_rfc3339()),
                    ticket.opened_at.to_rfc3339()
                )
            });
            is_right = false;
        }
        let waited = ticket.waited.map(chrono::TimeDelta::as_seconds_f64);
        if let Some(waited) = waited {
            let is = (0.0..=MOST_VOLUME).contains(&waited);
            is_right &= self.is_right("waited_seconds", waited, is, "0..=1e15");
        }
        let (Some(provider), Some(consumer), Some(closed_by), true) =
            (provider, consumer, closed_by, is_right)
        else {
            return;
        };
        let service = self.known.service_between(provider, consumer, ticket.service.as_deref());
        let Some(service) = self.found("service", service) else { return };
        self.unassigned += u64::from(service.is_none());
        #[expect(clippy::cast_possible_truncation, reason = "seven digits of a wait are enough")]
        let waited_seconds = waited.unwrap_or(f64::NAN) as f32;
        self.stored.tickets.push(StoredTicket {
            opened,
            resolved,
            provider,
            consumer,
            service: service.unwrap_or(NONE),
            closed_by,
            waited_seconds,
            target_met: ticket.target_met,
            reopened: ticket.reopened,
            abandoned: ticket.abandoned,
        });
    }

    /// Takes an answer to a survey.
    pub fn answer(&mut self, answer: &SurveyAnswer) {
        let party = self.known.party(&answer.party);
        let Some(party) = self.found("party", party) else { return };
        let Some(service) = self.answered(answer, party) else { return };
        let (low, high) = answer.instrument.ends();
        let range = format!("{low}..={high} of {}", answer.instrument);
        let is_on_scale = |value: f64| (low..=high).contains(&value);
        let is_whole = answer.instrument != Instrument::Nps || answer.score.fract().abs() <= 0.0;
        let mut is_right =
            self.is_right("score", answer.score, is_on_scale(answer.score) && is_whole, &range);
        match answer.expected {
            Some(expected) => {
                is_right &= self.is_right("expected", expected, is_on_scale(expected), &range);
            }
            None if answer.instrument == Instrument::Servqual7 => {
                self.problem("expected", || {
                    "nothing is stated, where `servqual7` needs what was expected, 1..=7".to_owned()
                });
                is_right = false;
            }
            None => {}
        }
        is_right &= self.is_weight(answer.weight);
        is_right &= self.is_instant("at", answer.at);
        if let Some(population) = answer.population {
            let is = (1.0..=MOST_VOLUME).contains(&population);
            is_right &= self.is_right("population", population, is, "1..=1e15");
        }
        if is_right {
            let item = self.texts.number(answer.item.as_deref());
            let respondent = self.texts.number(answer.respondent.as_deref());
            self.stored.answers.push(StoredAnswer {
                at: seconds(answer.at),
                party,
                service,
                instrument: answer.instrument,
                item,
                respondent,
                score: answer.score,
                expected: answer.expected.unwrap_or(f64::NAN),
                weight: answer.weight,
                population: answer.population.unwrap_or(f64::NAN),
            });
        }
    }

    /// The service that an answer is about, `NONE` for the party as a whole; nothing where there is
    /// a problem.
    fn answered(&mut self, answer: &SurveyAnswer, party: u32) -> Option<u32> {
        let Some(provider) = &answer.provider else {
            return match &answer.service {
                None => Some(NONE),
                Some(id) => {
                    let service = self.known.service(id);
                    let service = self.found("service", service)?;
                    let consumer = self.known.ends(service).map(|ends| ends.consumer);
                    if consumer != Some(party) {
                        let received_by = self.known.party_id(consumer.unwrap_or(NONE)).to_owned();
                        self.problem("service", || {
                            format!(
                                "service `{id}` is received by `{received_by}`, who did not answer"
                            )
                        });
                        return None;
                    }
                    Some(service)
                }
            };
        };
        let provider = self.known.department(provider);
        let provider = self.found("provider", provider)?;
        let service = self.known.service_between(provider, party, answer.service.as_deref());
        let service = self.found("service", service)?;
        if service.is_none() {
            let (from, to) =
                (self.known.party_id(provider).to_owned(), self.known.party_id(party).to_owned());
            self.problem("service", || {
                format!("no one service from `{from}` to `{to}` is meant; state its id or its name")
            });
        }
        service
    }

    /// Takes a score.
    pub fn feedback(&mut self, feedback: &FeedbackReading) {
        let party = self.known.party(&feedback.party);
        let party = self.found("party", party);
        let is_right = self.is_share("score", feedback.score)
            & self.is_weight(feedback.weight)
            & self.is_instant("at", feedback.at);
        let channel = self.channels.number(Some(&feedback.channel));
        if let (Some(party), true) = (party, is_right) {
            self.stored.scores.push(StoredScore {
                at: seconds(feedback.at),
                party,
                channel,
                score: feedback.score,
                weight: feedback.weight,
            });
        }
    }

    /// Takes a reading of an indicator.
    pub fn indicator(&mut self, reading: &IndicatorReading) {
        let subject = match (&reading.subject, reading.quantity) {
            (Subject::Party(id), IndicatorValue::Capability(_)) => {
                let department = self.known.department(id);
                self.found("party", department).map(StoredSubject::Party)
            }
            (Subject::Party(id), IndicatorValue::Condition(_)) => {
                self.problem("condition", || {
                    format!("`{id}` is a party, where only services have a condition")
                });
                None
            }
            (Subject::Party(id), _) => {
                let party = self.known.party(id);
                self.found("party", party).map(StoredSubject::Party)
            }
            (Subject::Service(id), IndicatorValue::Observed(_) | IndicatorValue::Capability(_)) => {
                self.problem("service", || {
                    format!("`{id}` is a service, whose reading is its `condition`")
                });
                None
            }
            (Subject::Service(id), _) => {
                let service = self.known.service(id);
                self.found("service", service).map(StoredSubject::Service)
            }
        };
        let is_right = match reading.quantity {
            IndicatorValue::Observed(value) => self.is_share("observed", value),
            IndicatorValue::Capability(value) => self.is_share("capability", value),
            IndicatorValue::Condition(value) => self.is_share("condition", value),
            IndicatorValue::Value { value, reference } => {
                self.is_right("value", value, VALUES.contains(&value), "1e-12..=1e15")
                    & reference.is_none_or(|reference| {
                        let is = VALUES.contains(&reference);
                        self.is_right("reference", reference, is, "1e-12..=1e15")
                    })
            }
        };
        let volume = reading.volume.unwrap_or(f64::NAN);
        let is_volume = (0.0..=MOST_VOLUME).contains(&volume);
        let is_right = is_right
            & (reading.volume.is_none() || self.is_right("volume", volume, is_volume, "0..=1e15"))
            & self.is_instant("at", reading.at);
        if let (Some(subject), true) = (subject, is_right) {
            let same_requests = self.texts.number(reading.same_requests.as_deref());
            self.places.push(&self.file, self.line);
            self.stored.indicators.push(StoredIndicator {
                at: seconds(reading.at),
                subject,
                quantity: reading.quantity,
                volume,
                same_requests,
            });
        }
    }

    /// Checks what only all readings together show, and hands them over.
    ///
    /// # Errors
    ///
    /// [`EvidenceError`] with every problem of every reading.
    ///
    /// # Complexity
    ///
    /// Sorts the indicators.
    pub fn build(mut self) -> Result<Evidence, EvidenceError> {
        self.refuse_doubles();
        self.problems.finish()?;
        let Self { organisation, known, stored, channels, texts, mut notes, .. } = self;
        let (unassigned, left_out) = (self.unassigned, self.left_out);
        if self.unanswered > 0 {
            notes.push(format!(
                "questions without an answer, which are left out: {}",
                self.unanswered
            ));
        }
        if left_out > 0 {
            notes.push(format!(
                "tickets that name no provider or no consumer, and are left out: {left_out}"
            ));
        }
        if unassigned > 0 {
            notes.push(format!(
                "{unassigned} tickets belong to no one service: nothing joins the two, or several \
                 do and none of that id or name; they count for arrivals and handling alone"
            ));
        }
        Ok(Evidence { organisation, known, stored, channels, texts, notes })
    }

    /// Sorts the indicators, and refuses every one that reads what another reads at the same instant.
    fn refuse_doubles(&mut self) {
        let doubled = self.places.doubled(&self.stored.indicators);
        self.stored.indicators.sort_by_key(sorting_key);
        for pair in doubled {
            let id = match pair.second.subject {
                StoredSubject::Party(party) => self.known.party_id(party),
                StoredSubject::Service(service) => self.known.service_id(service),
            };
            let id = id.to_owned();
            self.file = Arc::clone(&pair.second_place.0);
            self.line = pair.second_place.1;
            let column = if self.line == 0 { "" } else { "at" };
            let at = super::stored::instant(pair.second.at).to_rfc3339();
            self.problem(column, || pair.message(&id, &at));
        }
    }
}
