//! How well does Erlang A predict a call centre?
//!
//! ```text
//! $ knockon callcentre
//! $ knockon callcentre FOLDER --json
//! ```
//!
//! It reads `FOLDER/hourly_load.csv`, one row for each hour and service, with the columns
//! `hour,service,arrivals,workload_s,abandoned,mean_wait_s,agents_seen`, and asks how well offered
//! load and agents seen predict, row by row, the share of calls that leave and the mean wait: with
//! one patience for all, and beside the mean of all calls and the mean of each service, fitted to
//! all days, and again to the first half of days for the other half. Without a folder it asks a
//! table that is made up: two services with agents of their own, simulated as Erlang A with a mean
//! patience of 120 s.
//!
//! ```text
//! $ knockon callcentre
//! made-up table: 2533 of 2551 calls, in 60 hours of a service on 10 days
//! hours left out: 1 without an agent seen (12 of 12 calls left), 2 of fewer than 10 calls
//!
//! The last four columns are Erlang A: with agents as seen and the patience that fits abandonment,
//! then with the patience that waits show, with a factor on agents too, and with all services of an
//! hour at one desk.
//!
//!                             observed    mean of  mean of     agents   patience    + factor      all at
//!                                       all calls  service    as seen   of waits   on agents    one desk
//!  numbers fitted                               2        4          1          1           2           2
//!  mean patience, s                                               145        112         112         112
//!    95 % interval                                            94..215   104..121    104..121    104..121
//!  factor on agents seen                                                                1.03        1.37
//!    95 % interval                                                                0.98..1.08  1.32..1.44
//!  calls that leave, %            24.9       24.9     24.9       24.4       25.6        24.5        25.2
//!    off by, per hour                        12.9     12.7        5.0        5.0         5.0        10.0
//!    of it by chance                          5.1      5.2        4.7        4.8         4.7         4.9
//!    hours within chance                     63 %     63 %       97 %       95 %        97 %        70 %
//!    off by, per bin                          0.0      0.0        1.8        1.9         1.7         1.6
//!    correlation                                      0.13       0.92       0.92        0.92        0.55
//!    off by on later days                    14.5     14.2        5.4        5.7         5.4        11.1
//!    gain on mean of service                 -0.3                 8.8        8.4         8.8         3.1
//!      95 % interval                    -1.3..0.6           4.3..12.5  3.7..12.3   4.4..12.5    0.1..5.6
//!      nearer in hours                       43 %                80 %       77 %        80 %        63 %
//!  mean wait, s                   27.8       27.8     27.8       35.5       28.6        27.3        28.2
//!    off by, per hour                        14.3     14.2       10.1        6.8         6.7        11.5
//!    off by, per bin                          0.0      0.0        7.7        2.6         2.5         2.5
//!    correlation                                      0.13       0.87       0.87        0.87        0.44
//!    off by on later days                    14.8     14.6       12.0        7.8         7.2        12.1
//!    gain on mean of service                 -0.2                 2.6        6.9         7.4         2.5
//!      95 % interval                    -1.1..0.7           -2.2..9.0  2.6..12.3   3.2..12.8   -0.7..4.5
//!      nearer in hours                       47 %                63 %       77 %        83 %        67 %
//!
//! With agents as seen and the patience that fits best, 145 s, 24.4 % of calls would leave where
//! 24.9 % did; an hour of a service is off by 5.0 points, against 12.7 by the mean of the service,
//! so agents seen say more than that mean.
//!
//! With a second number, a factor of 1.03 on agents seen, it fits best if every service keeps its
//! own agents: on later days it is off by 5.4 points, 8.8 less than the mean of the service
//! (4.4..12.5), which is more than chance, and nearer in 80 % of hours.
//!
//! Whatever the agents, callers waited 112 s (104..121) in all for each one who left, which agrees
//! with the patience that fits abandonment; had all agents seen been there, for one service and the
//! whole hour, they would have been busy 64 % of it.
//! ```
//!
//! *Off by* is the mean absolute error, of hours weighted by calls; *of it by chance* what would be
//! left of it if the prediction were right, and calls left independently; *hours within chance*
//! those in the middle 95 % of that binomial distribution; *per bin* the same error of fifths of
//! calls, sorted by prediction. Intervals come from days drawn with replacement.
//!
//! # What is assumed
//!
//! - A row with an agent seen and 10 calls or more is compared. Agents are seen by the calls they
//!   take: in an hour of few calls few are seen, however many there are, and none where all leave,
//!   so such rows would be told their outcome.
//! - Handling times are workload over calls served, pooled per service: that of one row is noise.
//! - Patience is fitted to who left, by binomial likelihood; and, where agents are in doubt, as the
//!   time waited over the number who left, which is the most likely one whatever the agents. Where
//!   a factor on agents is fitted as well, patience is held at the latter: with few agents or with
//!   little patience as many leave, so that abandonment alone does not tell them apart.
//!
//! # A real call centre
//!
//! A bank's, in February 1999 (A. Mandelbaum and I. Guedj, Technion; 33,066 calls, 1,865 rows):
//!
//! | | mean of service | agents as seen | + factor on agents | all at one desk |
//! | --- | --- | --- | --- | --- |
//! | numbers fitted | 8 | 1 | 2 | 2 |
//! | mean patience, s | | 1 or less | 251 (204..293) | 251 (204..293) |
//! | factor on agents | | | 0.47 (0.44..0.49) | 0.72 (0.70..0.74) |
//! | calls that leave: 16.8 % | 16.8 | 6.0 | 19.4 | 17.6 |
//! | off by, points | 11.5 | 12.8 | 15.0 | 10.7 |
//! | off by on later days | 10.9 | 14.3 | 13.2 | 9.9 |
//! | mean wait: 42.1 s | 42.1 | 0.1 | 48.5 | 44.2 |
//! | off by, s | 25.6 | 42.0 | 33.4 | 25.1 |
//! | off by on later days | 29.4 | 49.8 | 30.6 | 26.3 |
//!
//! Agents as seen predict worse than means there: the log of single calls has each of them in 2.1
//! services an hour, and no patience makes as many leave as did. As one desk with 0.72 of the most
//! seen for a service, two numbers do about as well as eight means; what they gain on later days,
//! 1.0 points (-1.0..3.8) and 3.1 s (-2.0..7.7), may be chance. Two hours weigh much: of their 693
//! calls 608 left, most at once. Without these the gain is 0.1 points (-1.1..1.6) and 6.7 s
//! (4.3..9.9): waits are predicted, but abandonment no better than by the service called. A third
//! of those who leave do so after no wait at all, which Erlang A does not know.
//!
//! Bad input ends with exit code 2, a message on standard error and nothing on standard output.

mod desk;
mod document;
mod figures;
mod fit;
mod hourly;
mod predictor;
mod score;
mod sentences;
mod text;

use std::path::PathBuf;

use clap::Args;

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::paint;
use document::Document;
use hourly::HourlyLoad;

/// How well Erlang A predicts a call centre.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    /// Folder that holds `hourly_load.csv`; none for a made-up table
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,

    #[command(flatten)]
    format: AnswerFormat,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let load = match &arguments.folder {
        Some(folder) => HourlyLoad::read(folder)?,
        None => HourlyLoad::made_up()?,
    };
    let document = Document::new(&load, arguments.folder.is_none())?;
    let answer = arguments.format.written_as("knockon/callcentre", &document, &["rows"])?;
    Ok(answer.unwrap_or_else(|| paint::text(text::describe(&document))))
}
