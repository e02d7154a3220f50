//! Jobs on a few threads. Each job has a channel of its own, so results are
//! read in any order; how far ahead jobs are given out bounds the memory.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;

/// At most `most` threads, started as jobs come.
pub(super) struct Workers<T> {
    most: usize,
    started: usize,
    jobs: Sender<Job<T>>,
    queue: Arc<Mutex<Receiver<Job<T>>>>,
}

struct Job<T> {
    work: Box<dyn FnOnce() -> T + Send>,
    result: SyncSender<thread::Result<T>>,
    wanted: Weak<()>,
}

/// A job that was given out. Dropped, the job is not begun any more.
pub(super) struct Pending<T> {
    result: Receiver<thread::Result<T>>,
    _wanted: Arc<()>,
}

impl<T: Send + 'static> Workers<T> {
    pub(super) fn new(most: usize) -> Self {
        let (jobs, queue) = channel();
        Self {
            most: most.max(1),
            started: 0,
            jobs,
            queue: Arc::new(Mutex::new(queue)),
        }
    }

    /// Runs a job as soon as a thread is free.
    pub(super) fn start(&mut self, work: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
        if self.started < self.most {
            self.started += 1;
            let queue = Arc::clone(&self.queue);
            thread::spawn(move || while run_next(&queue).is_some() {});
        }
        let (sender, result) = sync_channel(1);
        let wanted = Arc::new(());
        let job = Job {
            work: Box::new(work),
            result: sender,
            wanted: Arc::downgrade(&wanted),
        };
        // The queue is held here too, so it cannot be closed.
        let _ = self.jobs.send(job);
        Pending {
            result,
            _wanted: wanted,
        }
    }
}

/// Runs one job; `None` once there are no more to come.
fn run_next<T>(queue: &Mutex<Receiver<Job<T>>>) -> Option<()> {
    let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
    let Job {
        work,
        result,
        wanted,
    } = job.ok()?;
    if wanted.strong_count() > 0 {
        // A panic is carried to the reader; without one nobody misses it.
        let _ = result.send(catch_unwind(AssertUnwindSafe(work)));
    }
    Some(())
}

impl<T> Pending<T> {
    /// Waits for the result; panics as the job did.
    pub(super) fn wait(self) -> T {
        match self.result.recv() {
            Ok(Ok(value)) => value,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => unreachable!("a job that is waited for is run"),
        }
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
    #[should_panic(expected = "job 2")]
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
    fn a_job_that_nobody_waits_for_is_not_begun() {
        let (begun, finish) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let mut workers = Workers::new(1);
        let (there, done) = (Arc::clone(&begun), Arc::clone(&finish));
        let first = workers.start(move || {
            there.wait();
            done.wait();
        });
        begun.wait();
        drop(workers.start(|| panic!("begun")));
        let last = workers.start(|| ());
        finish.wait();
        first.wait();
        last.wait();
    }
}
