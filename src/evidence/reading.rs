//! What one row of a file says: a ticket, an answer, a score, a reading, a judgement.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};

use super::judgement::JudgedRange;
use crate::time::Subject;

/// A request that was made of a department.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TicketReading {
    /// The department that was asked, by id.
    pub provider: String,
    /// Who asked, by id.
    pub consumer: String,
    /// The service, by id, or by its name among those that join the two.
    pub service: Option<String>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was resolved; nothing while it is open.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Whether the target was met.
    pub target_met: Option<bool>,
    /// The department that closed it, by id.
    pub closed_by: Option<String>,
    /// Whether it was opened again.
    pub reopened: Option<bool>,
    /// How long somebody waited until served, or until giving up.
    pub waited: Option<TimeDelta>,
    /// Whether whoever waited gave up.
    pub abandoned: Option<bool>,
}

impl TicketReading {
    /// A ticket that is open, and of which nothing else is known.
    pub fn new(
        provider: impl Into<String>,
        consumer: impl Into<String>,
        opened_at: DateTime<Utc>,
    ) -> Self {
        Self {
            provider: provider.into(),
            consumer: consumer.into(),
            service: None,
            opened_at,
            resolved_at: None,
            target_met: None,
            closed_by: None,
            reopened: None,
            waited: None,
            abandoned: None,
        }
    }
}

/// An answer to a survey.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SurveyAnswer {
    /// When it was given.
    pub at: DateTime<Utc>,
    /// Who answered; the party whose quality it is about where it names no provider and no service.
    pub party: String,
    /// The department that the answer is about, as a provider of the party.
    pub provider: Option<String>,
    /// The service that the answer is about, by id, or by its name among those that join the two.
    pub service: Option<String>,
    /// The scale.
    pub instrument: Instrument,
    /// The question, where an instrument has several.
    pub item: Option<String>,
    /// What was answered.
    pub score: f64,
    /// What would have been expected, on the same scale.
    pub expected: Option<f64>,
    /// How many people the answer stands for; 1 unless stated.
    pub weight: f64,
    /// Who answered; answers of one respondent belong together.
    pub respondent: Option<String>,
    /// How many people there are to ask.
    pub population: Option<f64>,
}

impl SurveyAnswer {
    /// An answer of a party about itself as a whole.
    pub fn new(
        at: DateTime<Utc>,
        party: impl Into<String>,
        instrument: Instrument,
        score: f64,
    ) -> Self {
        Self {
            at,
            party: party.into(),
            provider: None,
            service: None,
            instrument,
            item: None,
            score,
            expected: None,
            weight: 1.0,
            respondent: None,
            population: None,
        }
    }
}

/// The scale of a survey.
///
/// # Examples
///
/// ```
/// use knockon::evidence::Instrument;
///
/// let stars: Instrument = "1..5".parse()?;
/// assert_eq!(stars.ends(), (1.0, 5.0));
/// assert_eq!("csat5".parse::<Instrument>()?.ends(), stars.ends());
/// assert!("stars".parse::<Instrument>().is_err());
/// # Ok::<(), knockon::evidence::UnknownInstrument>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Instrument {
    /// Satisfaction, 1 to 5.
    Csat5,
    /// Satisfaction, 1 to 7.
    Csat7,
    /// Satisfaction, 1 to 10.
    Csat10,
    /// "Would you recommend us?", 0 to 10: detractors, passives and promoters.
    Nps,
    /// Ease, 1 to 7.
    Ces7,
    /// What was perceived, 1 to 7.
    Servperf7,
    /// What was perceived against what was expected, both 1 to 7.
    Servqual7,
    /// Any whole steps, from the first number to the second.
    Steps(i32, i32),
}

/// A text that names no instrument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no instrument, where `csat5`, `csat7`, `csat10`, `nps`, `ces7`, `servperf7`, \
     `servqual7` or a scale such as `1..5`, of 1,000 steps at most, is needed"
)]
pub struct UnknownInstrument(pub String);

const INSTRUMENTS: [(&str, Instrument); 7] = [
    ("csat5", Instrument::Csat5),
    ("csat7", Instrument::Csat7),
    ("csat10", Instrument::Csat10),
    ("nps", Instrument::Nps),
    ("ces7", Instrument::Ces7),
    ("servperf7", Instrument::Servperf7),
    ("servqual7", Instrument::Servqual7),
];

/// More steps no scale has.
const MOST_STEPS: i32 = 1_000;

impl Instrument {
    /// The lowest and the highest answer.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::Csat5 => (1.0, 5.0),
            Self::Csat10 => (1.0, 10.0),
            Self::Csat7 | Self::Ces7 | Self::Servperf7 | Self::Servqual7 => (1.0, 7.0),
            Self::Nps => (0.0, 10.0),
            Self::Steps(low, high) => (f64::from(low), f64::from(high)),
        }
    }
}

impl FromStr for Instrument {
    type Err = UnknownInstrument;

    fn from_str(text: &str) -> Result<Self, UnknownInstrument> {
        let known = INSTRUMENTS.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
        let steps = || {
            let (low, high) = text.split_once("..")?;
            let (low, high): (i32, i32) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
            let is_scale = low < high && high.checked_sub(low)? < MOST_STEPS;
            is_scale.then_some(Self::Steps(low, high))
        };
        let found = known.map(|(_, instrument)| *instrument).or_else(steps);
        found.ok_or_else(|| UnknownInstrument(text.to_owned()))
    }
}

impl fmt::Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Steps(low, high) = self {
            return write!(f, "{low}..{high}");
        }
        let name = INSTRUMENTS.iter().find(|(_, known)| known == self).map_or("", |(name, _)| name);
        f.pad(name)
    }
}

impl Serialize for Instrument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A score that somebody gave a party through a channel.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FeedbackReading {
    /// When it was given.
    pub at: DateTime<Utc>,
    /// The party it is about, by id.
    pub party: String,
    /// Where it was given, such as `survey` or `forum`.
    pub channel: String,
    /// The score, 0..=1.
    pub score: f64,
    /// How many scores it stands for; 1 unless stated.
    pub weight: f64,
}

impl FeedbackReading {
    /// One score of 0..=1.
    pub fn new(
        at: DateTime<Utc>,
        party: impl Into<String>,
        channel: impl Into<String>,
        score: f64,
    ) -> Self {
        Self { at, party: party.into(), channel: channel.into(), score, weight: 1.0 }
    }
}

/// A reading of a party or of a service at an instant.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct IndicatorReading {
    /// When it was read; it belongs to the period that holds this instant.
    pub at: DateTime<Utc>,
    /// What it is about.
    pub subject: Subject,
    /// What was read.
    pub quantity: IndicatorValue,
    /// How many requests are behind it; a reading with a volume of 0 is missing.
    pub volume: Option<f64>,
    /// A label: readings with the same one count the same requests.
    pub same_requests: Option<String>,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum IndicatorValue {
    /// What a party delivered, 0..=1.
    Observed(f64),
    /// What a department could do on its own, 0..=1.
    Capability(f64),
    /// The condition of a service, 0..=1.
    Condition(f64),
    /// A time or another quantity of which less is better, above 0: the quality is
    /// `min(1, reference / value)`.
    Value {
        /// What was read.
        value: f64,
        /// What is as good as it should be; [`Measuring::reference`](super::Measuring) where it is
        /// not stated.
        reference: Option<f64>,
    },
}

impl IndicatorReading {
    /// A reading without a volume.
    pub fn new(at: DateTime<Utc>, subject: Subject, quantity: IndicatorValue) -> Self {
        Self { at, subject, quantity, volume: None, same_requests: None }
    }
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct JudgementReading {
    /// What was said.
    pub kind: JudgementKind,
    /// Who said it.
    pub expert: Option<String>,
    /// What else was said.
    pub note: Option<String>,
}

impl JudgementReading {
    /// A judgement of somebody who is not named.
    pub fn new(kind: JudgementKind) -> Self {
        Self { kind, expert: None, note: None }
    }
}

/// The kinds of judgement, each the answer to one question.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum JudgementKind {
    /// The lowest, the likely and the highest dependence on a service.
    ThreePoint {
        /// The service.
        service: String,
        /// 0..=1.
        low: f64,
        /// From the lowest to the highest.
        likely: f64,
        /// 0..=1.
        high: f64,
        /// What the ends mean.
        range: JudgedRange,
    },
    /// What would remain of the consumer's quality without a service.
    Remaining {
        /// The service.
        service: String,
        /// 0..=1.
        remaining: f64,
        /// The share of a loss that a buffer absorbs; 0 or more and below 1.
        buffer: f64,
    },
    /// An episode: a provider fell to a share of its usual quality, and its consumer with it.
    Episode {
        /// When it was.
        at: Option<DateTime<Utc>>,
        /// Who fell.
        provider: String,
        /// What was left, 0 or more and below 1.
        provider_left: f64,
        /// Who fell with it.
        consumer: String,
        /// What was left, 0..=1.
        consumer_left: f64,
        /// How well that is remembered.
        deviation: f64,
    },
    /// One service matters so many times as much as another of the same consumer.
    Pairwise {
        /// Who receives both.
        consumer: String,
        /// The first service.
        service: String,
        /// The second.
        other: String,
        /// Above 0.
        ratio: f64,
    },
    /// What a consumer loses when everything it receives is lost.
    Total {
        /// Who.
        consumer: String,
        /// 0..=1.
        value: f64,
    },
}
