//! Runs jobs on a few threads and hands their results out in the order the
//! caller asks for. How far ahead jobs are started is the caller's business:
//! that is what bounds the memory.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

type Work<J, R> = Arc<dyn Fn(&J) -> R + Send + Sync>;

/// A pool of at most `most` threads. Dropping it lets the threads end after
/// the job they are at; nobody waits for them.
pub struct Fetcher<J, R> {
    work: Work<J, R>,
    most: usize,
    started: usize,
    jobs: Sender<J>,
    queue: Arc<Mutex<Receiver<J>>>,
    finished: Sender<(J, thread::Result<R>)>,
    results: Receiver<(J, thread::Result<R>)>,
    early: BTreeMap<J, thread::Result<R>>,
}

impl<J, R> Fetcher<J, R>
where
    J: Clone + Ord + Send + 'static,
    R: Send + 'static,
{
    /// A pool without threads yet: they start as jobs come.
    pub fn new(most: usize, work: impl Fn(&J) -> R + Send + Sync + 'static) -> Self {
        let (jobs, queue) = channel();
        let (finished, results) = channel();
        Self {
            work: Arc::new(work),
            most: most.max(1),
            started: 0,
            jobs,
            queue: Arc::new(Mutex::new(queue)),
            finished,
            results,
            early: BTreeMap::new(),
        }
    }

    /// Starts a job as soon as a thread is free.
    pub fn submit(&mut self, job: J) {
        if self.started < self.most {
            self.started += 1;
            self.start_thread();
        }
        // The queue's other end lives as long as this pool does.
        let _ = self.jobs.send(job);
    }

    fn start_thread(&self) {
        let (queue, finished) = (Arc::clone(&self.queue), self.finished.clone());
        let work = Arc::clone(&self.work);
        thread::spawn(move || {
            loop {
                let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(job) = job else { return };
                // A panic is carried to whoever waits for the job.
                let result = catch_unwind(AssertUnwindSafe(|| work(&job)));
                if finished.send((job, result)).is_err() {
                    return;
                }
            }
        });
    }

    /// Waits for the result of a job that was submitted.
    pub fn take(&mut self, job: &J) -> R {
        loop {
            if let Some(result) = self.early.remove(job) {
                return result.unwrap_or_else(|panic| resume_unwind(panic));
            }
            let (done, result) = self
                .results
                .recv()
                .expect("this pool holds a sender of its own results");
            self.early.insert(done, result);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn results_come_in_the_order_asked_for() {
        let mut pool = Fetcher::new(3, |n: &u32| n * 10);
        (0..50).for_each(|n| pool.submit(n));
        let taken: Vec<u32> = (0..50).rev().map(|n| pool.take(&n)).collect();
        assert_eq!(taken, (0..50).rev().map(|n| n * 10).collect::<Vec<_>>());
    }

    #[test]
    #[should_panic(expected = "job 2")]
    fn a_panic_reaches_whoever_waits_for_the_job() {
        let mut pool = Fetcher::new(2, |n: &u32| assert!(*n != 2, "job {n}"));
        (1..4).for_each(|n| pool.submit(n));
        (1..4).for_each(|n| pool.take(&n));
    }

    #[test]
    fn jobs_run_at_the_same_time_up_to_the_number_of_threads() {
        let all_here = Arc::new(Barrier::new(4));
        let meet = Arc::clone(&all_here);
        let mut pool = Fetcher::new(4, move |_: &u32| meet.wait().is_leader());
        (0..4).for_each(|n| pool.submit(n));
        let leaders = (0..4).filter(|n| pool.take(n)).count();
        assert_eq!(leaders, 1, "all four met at the barrier");
    }
}
