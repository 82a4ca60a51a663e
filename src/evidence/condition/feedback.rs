//! Feedback from channels that differ in whom they reach.

use serde::Serialize;

use crate::evidence::estimate::check;
use crate::numerics::cholesky;
use crate::numerics::series::real;
use crate::unit::OutOfRange;

/// One score that somebody gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback {
    /// The number of the party it is about.
    pub party: usize,
    /// The number of the channel it came through.
    pub channel: usize,
    /// The score, 0..=1.
    pub score: f64,
    /// How many scores it stands for, above 0.
    pub weight: f64,
}

/// What feedback says of parties, once channels are made comparable.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FeedbackFit {
    /// The score of an average party in the reference channel.
    pub mean: f64,
    /// The score of each party, as the reference channel would give it.
    pub parties: Vec<PartyScore>,
    /// How much higher or lower each channel scores than the reference.
    pub channels: Vec<ChannelOffset>,
}

/// A party's score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PartyScore {
    /// The score.
    pub value: f64,
    /// The standard deviation of what is believed about it.
    pub standard_deviation: f64,
    /// The sum of the weights behind it.
    pub weight: f64,
}

/// How a channel differs from the reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChannelOffset {
    /// How much higher it scores; 0 of the reference.
    pub offset: f64,
    /// The standard deviation of one score in it.
    pub noise: f64,
}

/// How far parties differ, as a standard deviation.
const PARTY_DEVIATION: f64 = 0.10;
/// How far channels differ, as a standard deviation.
const CHANNEL_DEVIATION: f64 = 0.15;
/// The least standard deviation of one score.
const LEAST_NOISE: f64 = 0.05;
/// That of one score where no channel says how scores scatter.
const USUAL_NOISE: f64 = 0.25;
/// More channels than these nobody has.
const MOST_CHANNELS: usize = 256;

/// Fits `score = μ + party + channel + noise`.
///
/// Parties and channels are drawn towards 0 as values of standard deviation 0.10 and 0.15 would
/// (ridge regression). The noise of each channel is given, or estimated from scores of one party in
/// one channel, 0.05 at least. A party's score is `μ + party`.
///
/// # Arguments
///
/// * `parties`: how many parties there are; one without feedback gets the mean.
/// * `reference`: the number of the channel whose scores are taken as they are.
/// * `noise`: the standard deviation of one score in each channel; estimated where it is empty.
///
/// # Errors
///
/// [`OutOfRange`] for no feedback, scores outside 0..=1, weights of 0 or less, numbers of parties and
/// channels that are too large, and more than 256 channels.
///
/// # Complexity
///
/// Linear in the feedback, quadratic in the channels for each party, cubic in the channels once.
///
/// # References
///
/// C. R. Henderson, Best linear unbiased estimation and prediction under a selection model, 1975.
pub fn feedback(
    rows: &[Feedback],
    parties: usize,
    reference: usize,
    noise: &[f64],
) -> Result<FeedbackFit, OutOfRange> {
    check("number of scores", real(rows.len()), !rows.is_empty(), "1 or more")?;
    let mut channels = noise.len().max(reference + 1);
    for row in rows {
        check("score", row.score, (0.0..=1.0).contains(&row.score), "0..=1")?;
        check("weight", row.weight, row.weight > 0.0, "above 0")?;
        check("party", real(row.party), row.party < parties, "below the number of parties")?;
        channels = channels.max(row.channel + 1);
    }
    check("number of channels", real(channels), channels <= MOST_CHANNELS, "256 at most")?;
    let noise =
        if noise.len() == channels { noise.to_vec() } else { channel_noise(rows, channels) };
    Ok(Equations::new(rows, parties, reference, &noise).solve(&noise))
}

/// The standard deviation of one score in each channel, within parties.
fn channel_noise(rows: &[Feedback], channels: usize) -> Vec<f64> {
    let mut sorted: Vec<&Feedback> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.channel, row.party));
    // Squares and degrees of freedom of each channel, then of all.
    let mut sums = vec![(0.0, 0.0); channels + 1];
    for cell in sorted.chunk_by(|a, b| (a.channel, a.party) == (b.channel, b.party)) {
        let mean = cell.iter().map(|row| row.score).sum::<f64>() / real(cell.len());
        let squares: f64 = cell.iter().map(|row| (row.score - mean).powi(2)).sum();
        for at in [cell[0].channel, channels] {
            sums[at].0 += squares;
            sums[at].1 += real(cell.len()) - 1.0;
        }
    }
    let deviation = |(squares, freedom): (f64, f64)| {
        (freedom > 0.0).then(|| (squares / freedom).sqrt().max(LEAST_NOISE))
    };
    let of_all = deviation(sums[channels]).unwrap_or(USUAL_NOISE);
    sums[..channels].iter().map(|&sum| deviation(sum).unwrap_or(of_all)).collect()
}

/// The normal equations; those of the mean and the channels are dense, those of parties diagonal.
struct Equations {
    /// The mean, then every channel but the reference.
    size: usize,
    reference: usize,
    dense: Vec<f64>,
    right: Vec<f64>,
    parties: Vec<PartyEquation>,
}

/// The row of one party.
#[derive(Clone)]
struct PartyEquation {
    /// Its own coefficient.
    own: f64,
    /// Those of the mean and the channels.
    shared: Vec<f64>,
    right: f64,
    weight: f64,
}

impl Equations {
    fn new(rows: &[Feedback], parties: usize, reference: usize, noise: &[f64]) -> Self {
        let size = noise.len();
        let empty = PartyEquation {
            own: PARTY_DEVIATION.powi(-2),
            shared: vec![0.0; size],
            right: 0.0,
            weight: 0.0,
        };
        let mut equations = Self {
            size,
            reference,
            dense: vec![0.0; size * size],
            right: vec![0.0; size],
            parties: vec![empty; parties],
        };
        for channel in 1..size {
            equations.dense[channel * size + channel] = CHANNEL_DEVIATION.powi(-2);
        }
        for row in rows {
            let weight = row.weight / noise[row.channel].powi(2);
            let party = &mut equations.parties[row.party];
            party.own += weight;
            party.right += weight * row.score;
            party.weight += row.weight;
            let own = place(row.channel, reference);
            for at in [Some(0), own].into_iter().flatten() {
                party.shared[at] += weight;
                equations.right[at] += weight * row.score;
                equations.dense[at * size] += weight;
            }
            if let Some(own) = own {
                equations.dense[own] += weight;
                equations.dense[own * size + own] += weight;
            }
        }
        equations
    }

    /// Eliminates the parties, solves for the rest, and puts it back in.
    fn solve(mut self, noise: &[f64]) -> FeedbackFit {
        let size = self.size;
        for party in self.parties.iter().filter(|party| party.weight > 0.0) {
            for row in 0..size {
                let factor = party.shared[row] / party.own;
                self.right[row] -= factor * party.right;
                for column in 0..size {
                    self.dense[row * size + column] -= factor * party.shared[column];
                }
            }
        }
        // Positive: the mean has scores behind it, every channel its prior.
        let inverse =
            cholesky::inverse(&self.dense, size).unwrap_or_else(|| vec![0.0; size * size]);
        let times = |vector: &[f64]| -> Vec<f64> {
            let row = |at: usize| &inverse[at * size..(at + 1) * size];
            (0..size).map(|at| row(at).iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
        };
        let shared = times(&self.right);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let parties = self.parties.iter().map(|party| {
            let own = (party.right - dot(&party.shared, &shared)) / party.own;
            let carried = times(&party.shared);
            let variance =
                inverse[0] + 1.0 / party.own + dot(&party.shared, &carried) / party.own.powi(2)
                    - 2.0 * carried[0] / party.own;
            PartyScore {
                value: shared[0] + own,
                standard_deviation: variance.max(0.0).sqrt(),
                weight: party.weight,
            }
        });
        let offset = |channel| place(channel, self.reference).map_or(0.0, |at| shared[at]);
        let channels = noise.iter().enumerate();
        FeedbackFit {
            mean: shared[0],
            parties: parties.collect(),
            channels: channels
                .map(|(channel, &noise)| ChannelOffset { offset: offset(channel), noise })
                .collect(),
        }
    }
}

/// Where a channel stands among the unknowns; nowhere if it is the reference.
fn place(channel: usize, reference: usize) -> Option<usize> {
    match channel.cmp(&reference) {
        std::cmp::Ordering::Less => Some(channel + 1),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(channel),
    }
}
