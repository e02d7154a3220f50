//! Jobs on a few threads. Each job has a channel of its own, so results are
//! read in any order; how far ahead jobs are given out bounds the memory. Where
//! the system starts no further thread there are fewer.

use crate::locks::held;
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

type Job<T> = (Box<dyn FnOnce() -> T + Send>, SyncSender<T>);

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

    /// Runs a job as soon as a thread is free.
    pub(super) fn start(&mut self, work: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
        if self.started < self.most {
            let (queue, is_over) = (Arc::clone(&self.queue), Arc::clone(&self.is_over));
            let thread = thread::Builder::new().spawn(move || {
                let next = || held(&queue).recv();
                while let Ok((work, result)) = next()
                    && !is_over.load(Ordering::Relaxed)
                {
                    // There may be no reader any more.
                    let _ = result.send(work());
                }
            });
            match thread {
                Ok(_) => self.started += 1,
                Err(_) => self.most = self.started,
            }
        }
        let (sender, result) = sync_channel(1);
        // There is always a receiver: of the result, and of the jobs.
        let _ = match self.most {
            0 => sender.send(work()).is_ok(),
            _ => self.jobs.send((Box::new(work), sender)).is_ok(),
        };
        Pending(result)
    }
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

    #[test]
    fn results_are_read_in_any_order() {
        let mut workers = Workers::new(3);
        let jobs: Vec<_> = (0..50).map(|n| workers.start(move || n * 10)).collect();
        let taken: Vec<u32> = jobs.into_iter().rev().map(Pending::wait).collect();
        assert_eq!(taken, (0..50).rev().map(|n| n * 10).collect::<Vec<_>>());
    }

    #[test]
    #[should_panic(expected = "the job has not panicked")]
    fn a_panic_reaches_the_reader_of_the_job() {
        let mut workers = Workers::new(2);
        let jobs = [1, 2, 3].map(|n| workers.start(move || assert!(n != 2, "job {n}")));
        jobs.into_iter().for_each(Pending::wait);
    }

    #[test]
    fn jobs_run_at_the_same_time_up_to_the_number_of_threads() {
        let all_here = Arc::new(Barrier::new(4));
        let mut workers = Workers::new(4);
        let jobs = [0; 4].map(|_| {
            let meet = Arc::clone(&all_here);
            workers.start(move || meet.wait().is_leader())
        });
        let leaders = jobs.into_iter().map(Pending::wait).filter(|leads| *leads);
        assert_eq!(leaders.count(), 1, "all four met");
    }

    #[test]
    fn dropped_workers_begin_no_further_job() {
        let (begun, finish) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let mut workers = Workers::new(1);
        let (there, done) = (Arc::clone(&begun), Arc::clone(&finish));
        let first = workers.start(move || {
            there.wait();
            done.wait();
        });
        let second = workers.start(|| ());
        begun.wait();
        drop(workers);
        finish.wait();
        first.wait();
        assert!(second.0.recv().is_err());
    }
}
