//! Runs jobs on a few threads and hands their results out in the order the
//! caller asks for. How far ahead jobs are started is the caller's business:
//! that is what bounds the memory.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

type Work<J, R> = Arc<dyn Fn(&J) -> R + Send + Sync>;

/// A pool of at most `most` threads. Dropping it lets the threads end after
/// the job they are at; nobody waits for them.
pub struct Fetcher<J, R> {
    work: Work<J, R>,
    most: usize,
    started: usize,
    desk: Arc<Desk<J, R>>,
}

/// What the caller and the threads share. A job wakes one thread, a result the
/// caller only if it waits for that one: waking costs more than many a page.
struct Desk<J, R> {
    papers: Mutex<Papers<J, R>>,
    job_came: Condvar,
    wanted_came: Condvar,
}

struct Papers<J, R> {
    jobs: VecDeque<J>,
    results: BTreeMap<J, thread::Result<R>>,
    wanted: Option<J>,
    is_closed: bool,
}

impl<J, R> Desk<J, R> {
    fn new() -> Self {
        let papers = Papers {
            jobs: VecDeque::new(),
            results: BTreeMap::new(),
            wanted: None,
            is_closed: false,
        };
        Self {
            papers: Mutex::new(papers),
            job_came: Condvar::new(),
            wanted_came: Condvar::new(),
        }
    }

    fn papers(&self) -> MutexGuard<'_, Papers<J, R>> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a job; `None` once the pool is gone.
    fn next_job(&self) -> Option<J> {
        let is_idle = |papers: &mut Papers<J, R>| papers.jobs.is_empty() && !papers.is_closed;
        let papers = self.job_came.wait_while(self.papers(), is_idle);
        let mut papers = papers.unwrap_or_else(PoisonError::into_inner);
        if papers.is_closed {
            None
        } else {
            papers.jobs.pop_front()
        }
    }
}

impl<J: Clone + Ord, R> Desk<J, R> {
    fn finish(&self, job: J, result: thread::Result<R>) {
        let mut papers = self.papers();
        if papers.wanted.as_ref() == Some(&job) {
            self.wanted_came.notify_one();
        }
        papers.results.insert(job, result);
    }

    /// Waits for a result.
    fn result(&self, job: &J) -> thread::Result<R> {
        let mut papers = self.papers();
        papers.wanted = Some(job.clone());
        loop {
            if let Some(result) = papers.results.remove(job) {
                return result;
            }
            let woken = self.wanted_came.wait(papers);
            papers = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<J, R> Drop for Fetcher<J, R> {
    fn drop(&mut self) {
        self.desk.papers().is_closed = true;
        self.desk.job_came.notify_all();
    }
}

impl<J, R> Fetcher<J, R>
where
    J: Clone + Ord + Send + 'static,
    R: Send + 'static,
{
    /// A pool without threads yet: they start as jobs come.
    pub fn new(most: usize, work: impl Fn(&J) -> R + Send + Sync + 'static) -> Self {
        Self {
            work: Arc::new(work),
            most: most.max(1),
            started: 0,
            desk: Arc::new(Desk::new()),
        }
    }

    /// Starts a job as soon as a thread is free.
    pub fn submit(&mut self, job: J) {
        if self.started < self.most {
            self.started += 1;
            self.start_thread();
        }
        self.desk.papers().jobs.push_back(job);
        self.desk.job_came.notify_one();
    }

    fn start_thread(&self) {
        let (desk, work) = (Arc::clone(&self.desk), Arc::clone(&self.work));
        thread::spawn(move || {
            while let Some(job) = desk.next_job() {
                // A panic is carried to whoever waits for the job.
                let result = catch_unwind(AssertUnwindSafe(|| work(&job)));
                desk.finish(job, result);
            }
        });
    }

    /// Waits for the result of a job that was submitted.
    pub fn take(&mut self, job: &J) -> R {
        let result = self.desk.result(job);
        result.unwrap_or_else(|panic| resume_unwind(panic))
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
