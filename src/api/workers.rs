//! Jobs on a few threads, taken up in their order: each once the one before it
//! has begun. Each job has a channel of its own, so results are read in any
//! order; how far ahead jobs are given out bounds the memory. Where the system
//! starts no further thread there are fewer.

use crate::locks::held;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// At most `most` threads, started as jobs come. Dropped, it begins no further
/// job.
pub(super) struct Workers<T> {
    most: usize,
    started: usize,
    jobs: Sender<Job<T>>,
    queue: Arc<Mutex<Receiver<Job<T>>>>,
    is_over: Arc<AtomicBool>,
}

type Job<T> = (Work<T>, SyncSender<T>);
type Work<T> = Box<dyn FnOnce(&dyn Fn()) -> T + Send>;

/// A job that was given out.
pub(super) struct Pending<T>(Receiver<T>);

impl<T: Send + 'static> Workers<T> {
    pub(super) fn new(most: usize) -> Self {
        let (jobs, queue) = channel();
        Self {
            most: most.max(1),
            started: 0,
            jobs,
            queue: Arc::new(Mutex::new(queue)),
            is_over: Arc::default(),
        }
    }

    /// Runs a job as soon as a thread is free. It calls what it is given once it
    /// has begun, so that the next one may.
    pub(super) fn start(
        &mut self,
        work: impl FnOnce(&dyn Fn()) -> T + Send + 'static,
    ) -> Pending<T> {
        if self.started < self.most {
            let (queue, is_over) = (Arc::clone(&self.queue), Arc::clone(&self.is_over));
            let work = move || while does_a_job(&queue, &is_over) {};
            match thread::Builder::new().spawn(work) {
                Ok(_) => self.started += 1,
                Err(_) => self.most = self.started,
            }
        }
        let (sender, result) = sync_channel(1);
        // There is always a receiver: of the result, and of the jobs.
        let _ = match self.most {
            0 => sender.send(work(&|| ())).is_ok(),
            _ => self.jobs.send((Box::new(work), sender)).is_ok(),
        };
        Pending(result)
    }
}

/// Does the next job; none once all is over.
fn does_a_job<T>(queue: &Mutex<Receiver<Job<T>>>, is_over: &AtomicBool) -> bool {
    let jobs = held(queue);
    let Ok((work, result)) = jobs.recv() else {
        return false;
    };
    if is_over.load(Ordering::Relaxed) {
        return false;
    }
    let jobs = Cell::new(Some(jobs));
    let done = work(&|| drop(jobs.take()));
    // There may be no reader any more.
    let _ = result.send(done);
    true
}

impl<T> Drop for Workers<T> {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

impl<T> Pending<T> {
    /// Waits for the result. A panic of a job ends the program; where it does
    /// not, as in tests, this panics too.
    pub(super) fn wait(self) -> T {
        self.0.recv().expect("the job has not panicked")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::time::Duration;

    #[test]
    fn results_are_read_in_any_order() {
        let mut workers = Workers::new(3);
        let jobs: Vec<_> = (0..50).map(|n| workers.start(move |_| n * 10)).collect();
        let taken: Vec<u32> = jobs.into_iter().rev().map(Pending::wait).collect();
        assert_eq!(taken, (0..50).rev().map(|n| n * 10).collect::<Vec<_>>());
    }

    #[test]
    #[should_panic(expected = "the job has not panicked")]
    fn a_panic_reaches_the_reader_of_the_job() {
        let mut workers = Workers::new(2);
        let jobs = [1, 2, 3].map(|n| workers.start(move |_| assert!(n != 2, "job {n}")));
        jobs.into_iter().for_each(Pending::wait);
    }

    #[test]
    fn jobs_run_at_the_same_time_up_to_the_number_of_threads() {
        let all_here = Arc::new(Barrier::new(4));
        let mut workers = Workers::new(4);
        let jobs = [0; 4].map(|_| {
            let meet = Arc::clone(&all_here);
            workers.start(move |begun| {
                begun();
                meet.wait().is_leader()
            })
        });
        let leaders = jobs.into_iter().map(Pending::wait).filter(|leads| *leads);
        assert_eq!(leaders.count(), 1, "all four met");
    }

    #[test]
    fn a_job_is_taken_up_once_the_one_before_it_has_begun() {
        let (taken_up, is_taken_up) = channel();
        let mut workers = Workers::new(2);
        let first = workers.start(move |begun| {
            let too_soon = is_taken_up.recv_timeout(Duration::from_millis(50)).is_ok();
            begun();
            is_taken_up.recv().unwrap();
            too_soon
        });
        workers.start(move |_| taken_up.send(()).is_ok());
        assert!(!first.wait());
    }

    #[test]
    fn dropped_workers_begin_no_further_job() {
        let (begun, finish) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let mut workers = Workers::new(1);
        let (there, done) = (Arc::clone(&begun), Arc::clone(&finish));
        let first = workers.start(move |_| {
            there.wait();
            done.wait();
        });
        let second = workers.start(|_| ());
        begun.wait();
        drop(workers);
        finish.wait();
        first.wait();
        assert!(second.0.recv().is_err());
    }
}
