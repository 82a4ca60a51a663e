//! Quality and demand against a simulation that knows no formula: requests one by one, in three
//! departments with agents, queues, targets and second attempts.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use knockon::{Department, ExternalCustomer, Organisation, Service, Staffing};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Who serves whom, providers first.
const IT: usize = 0;
const HR: usize = 1;
const OPS: usize = 2;
const IDS: [&str; 3] = ["it", "hr", "ops"];

const AGENTS: [usize; 3] = [9, 7, 9];
/// Requests per hour and agent.
const SERVICE_RATE: [f64; 3] = [1.0, 0.5, 1.0];
/// In hours.
const TARGET_WAIT: [f64; 3] = [0.5, 1.0, 0.5];
/// Of external customers, per hour.
const DEMAND: [f64; 3] = [2.0, 1.0, 6.0];
/// Provider, consumer, dependence, requests per job.
const SERVICES: [(usize, usize, f64, f64); 3] =
    [(IT, HR, 0.6, 0.3), (IT, OPS, 0.5, 0.5), (HR, OPS, 0.4, 0.2)];
/// How likely a bad answer is asked for again.
const RETRIES: f64 = 0.4;
/// A request is made, or made again, so many hours later on average: long enough to have
/// forgotten the moment that led to it.
const DELAY: f64 = 300.0;

const HOURS: f64 = 8_000.0;
const WARM_UP: f64 = 2_000.0;
const RUNS: u64 = 24;

/// The state the library computes: qualities and arrivals of the three departments.
fn computed() -> [(f64, f64); 3] {
    let mut builder = Organisation::builder("three departments");
    for (department, id) in IDS.into_iter().enumerate() {
        let agents = u32::try_from(AGENTS[department]).unwrap();
        let staffing = Staffing::new(f64::from(agents), 60.0 / SERVICE_RATE[department])
            .target_wait_minutes(60.0 * TARGET_WAIT[department]);
        builder = builder.department(Department::new(id).staffing(staffing)).service(
            Service::between(id, "clients").dependence(1.0).demand_per_hour(DEMAND[department]),
        );
    }
    for (provider, consumer, dependence, requests) in SERVICES {
        builder = builder.service(
            Service::between(IDS[provider], IDS[consumer])
                .dependence(dependence)
                .requests_per_job(requests)
                .retries(RETRIES),
        );
    }
    let organisation = builder.customer(ExternalCustomer::new("clients")).build().unwrap();
    let today = organisation.compile().unwrap().baseline();
    assert!(today.verify() < 1e-12);
    IDS.map(|id| {
        let workload = today.workload(id).unwrap();
        (today.quality(id).unwrap().get(), workload.arrivals_per_hour)
    })
}

/// A request under way.
#[derive(Clone, Copy)]
struct Request {
    department: usize,
    arrived: f64,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// An external customer, who does not ask again.
    Outside,
    /// Another department, which asks again where the answer is bad.
    Inside,
    /// Another department that asks for the second and last time.
    Again,
}

enum Event {
    Arrival(Request),
    /// An agent is done, after the request had waited so long.
    Done(Request, f64),
}

struct Due {
    at: f64,
    event: Event,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The earliest first in a heap that takes the greatest.
impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.total_cmp(&self.at)
    }
}

struct Simulation {
    rng: ChaCha8Rng,
    due: BinaryHeap<Due>,
    queue: [VecDeque<Request>; 3],
    busy: [usize; 3],
    /// How each department's answers came out since it has all its work: a job rests on some.
    answers: [Vec<bool>; 3],
    arrived: [u32; 3],
    finished: [u32; 3],
    good: [u32; 3],
}

impl Simulation {
    fn new(seed: u64) -> Self {
        let mut simulation = Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            due: BinaryHeap::new(),
            queue: Default::default(),
            busy: [0; 3],
            answers: Default::default(),
            arrived: [0; 3],
            finished: [0; 3],
            good: [0; 3],
        };
        for department in [IT, HR, OPS] {
            simulation.external(department, 0.0);
        }
        simulation
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.rng.random::<f64>()).ln()
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.rng.random::<f64>() < probability
    }

    fn arrive(&mut self, department: usize, at: f64, origin: Origin) {
        let request = Request { department, arrived: at, origin };
        self.due.push(Due { at, event: Event::Arrival(request) });
    }

    fn external(&mut self, department: usize, now: f64) {
        let at = now + self.exponential(1.0 / DEMAND[department]);
        self.arrive(department, at, Origin::Outside);
    }

    fn run(mut self) -> Self {
        while let Some(Due { at: now, event }) = self.due.pop() {
            if now > HOURS {
                break;
            }
            match event {
                Event::Arrival(request) => self.arrival(now, request),
                Event::Done(request, waited) => self.done(now, request, waited),
            }
        }
        self
    }

    fn arrival(&mut self, now: f64, request: Request) {
        let department = request.department;
        if request.origin == Origin::Outside {
            self.external(department, now);
        }
        self.arrived[department] += u32::from(now > WARM_UP);
        for (provider, consumer, _, requests) in SERVICES {
            if consumer == department && self.chance(requests) {
                let at = now + self.exponential(DELAY);
                self.arrive(provider, at, Origin::Inside);
            }
        }
        if self.busy[department] < AGENTS[department] {
            self.busy[department] += 1;
            self.start(now, request);
        } else {
            self.queue[department].push_back(request);
        }
    }

    fn start(&mut self, now: f64, request: Request) {
        let at = now + self.exponential(1.0 / SERVICE_RATE[request.department]);
        self.due.push(Due { at, event: Event::Done(request, now - request.arrived) });
    }

    fn done(&mut self, now: f64, request: Request, waited: f64) {
        let department = request.department;
        match self.queue[department].pop_front() {
            Some(next) => self.start(now, next),
            None => self.busy[department] -= 1,
        }
        let mut is_good = waited <= TARGET_WAIT[department];
        for (provider, consumer, dependence, _) in SERVICES {
            if consumer == department && self.rests_on_bad(provider) && self.chance(dependence) {
                is_good = false;
            }
        }
        if now > WARM_UP / 2.0 {
            self.answers[department].push(is_good);
        }
        if now > WARM_UP {
            self.finished[department] += 1;
            self.good[department] += u32::from(is_good);
        }
        if !is_good && request.origin == Origin::Inside && self.chance(RETRIES) {
            let at = now + self.exponential(DELAY);
            self.arrive(department, at, Origin::Again);
        }
    }

    /// Whether one of a department's answers, whichever, was bad.
    fn rests_on_bad(&mut self, provider: usize) -> bool {
        let count = self.answers[provider].len();
        count > 0 && {
            let chosen = self.rng.random_range(0..count);
            !self.answers[provider][chosen]
        }
    }
}

/// The mean of runs and its standard error.
fn mean(runs: &[f64]) -> (f64, f64) {
    let count: f64 = runs.iter().map(|_| 1.0).sum();
    let mean = runs.iter().sum::<f64>() / count;
    let variance = runs.iter().map(|run| (run - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

#[test]
fn departments_simulated_request_by_request_come_out_as_computed() {
    let runs: Vec<_> = (0..RUNS).map(|seed| Simulation::new(seed).run()).collect();
    for (department, (quality, arrivals)) in computed().into_iter().enumerate() {
        let ratio = |one: u32, two: u32| f64::from(one) / f64::from(two);
        let good: Vec<_> =
            runs.iter().map(|run| ratio(run.good[department], run.finished[department])).collect();
        let rate: Vec<_> =
            runs.iter().map(|run| f64::from(run.arrived[department]) / (HOURS - WARM_UP)).collect();
        for (what, computed, (mean, error)) in
            [("quality", quality, mean(&good)), ("arrivals", arrivals, mean(&rate))]
        {
            // Narrow enough to say something, and met.
            assert!(error < 0.01 * computed, "{what} of {}: {error}", IDS[department]);
            assert!(
                (mean - computed).abs() < 4.0 * error,
                "{what} of {}: {computed} computed, {mean} +- {error} simulated",
                IDS[department]
            );
        }
    }
}
