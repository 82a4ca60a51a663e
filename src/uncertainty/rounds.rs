//! Tasks on as many threads as there are, whose results are taken in order.

/// Works off tasks, each by a worker of its own thread, and takes their results in order until one
/// is missing.
///
/// What a task gives must not depend on the worker: then nothing depends on the number of threads.
pub(crate) fn in_order<W: Clone + Send, T: Send>(
    worker: W,
    tasks: usize,
    work: impl Fn(&mut W, usize) -> Option<T> + Sync,
    mut take: impl FnMut(T),
) {
    #[cfg(feature = "parallel")]
    let threads = rayon::current_num_threads().clamp(1, tasks.max(1));
    #[cfg(not(feature = "parallel"))]
    let threads = 1;
    let mut workers = vec![worker; threads];
    let mut first = 0;
    while first < tasks {
        let round = workers.iter_mut().zip(first..tasks);
        let results: Vec<Option<T>> = run(round.collect(), &work);
        first += results.len();
        for result in results {
            let Some(result) = result else { return };
            take(result);
        }
    }
}

fn run<W: Send, T: Send>(
    round: Vec<(&mut W, usize)>,
    work: &(impl Fn(&mut W, usize) -> Option<T> + Sync),
) -> Vec<Option<T>> {
    #[cfg(feature = "parallel")]
    if round.len() > 1 {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};

        return round.into_par_iter().map(|(worker, task)| work(worker, task)).collect();
    }
    round.into_iter().map(|(worker, task)| work(worker, task)).collect()
}
