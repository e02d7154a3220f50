//! Doing: a few rows at a time, each noted in the journal before and after its
//! POST. A row whose answer is lost is looked up until the wait is over; a row
//! that an earlier run left open is looked up before it is sent.
//!
//! Which rows, and what is told of them, is for others; when to stop is
//! `stop_rule`'s.

use super::journal::{Intent, Journal, Record};
use super::plan::{Step, same_or_changed};
use super::results::{RowResult, Status};
use super::roster::RosterRow;
use super::stop_rule::{Stop, StopRule};
use crate::api::{CallError, Client};
use crate::clock;
use crate::endpoints::spec::Read;
use crate::row::Row;
use std::cell::Cell;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use std::vec;

/// How to do it.
pub struct Run<'a> {
    /// Makes the calls.
    pub client: &'a Client,
    /// Shows what a call has done.
    pub look_up: &'a Read,
    /// Notes them.
    pub journal: &'a Journal,
    /// How long an account may take to be seen.
    pub wait: Duration,
    /// Rows at a time.
    pub connections: usize,
    /// Failed rows after which to stop.
    pub most_failures: Option<u64>,
    /// Whether the user wants it to stop.
    pub interrupted: &'a (dyn Fn() -> bool + Sync),
}

/// A row to be sent: its place in the roster, and what an earlier run was about
/// to send for it.
struct Task<'r> {
    place: usize,
    row: &'r RosterRow,
    open: Option<&'r Intent>,
}

/// What the threads of a run share.
struct Workers<'a> {
    run: &'a Run<'a>,
    tasks: Mutex<vec::IntoIter<Task<'a>>>,
    rule: Mutex<StopRule>,
}

impl Run<'_> {
    /// Does what the steps ask for and tells of each row as it ends, with its
    /// place. Rows never begun are not told of. Returns why it stopped early.
    pub fn run(
        &self,
        rows: &[RosterRow],
        steps: &[Step],
        tell: &mut dyn FnMut(usize, RowResult),
    ) -> Option<Stop> {
        let all = rows.iter().zip(steps).enumerate();
        let tasks = all.filter_map(|(place, (row, step))| {
            let open = match step {
                Step::Send => None,
                Step::LookUp(intent) => Some(intent),
                Step::Done(_) | Step::Record(_) => return None,
            };
            Some(Task { place, row, open })
        });
        // Rows that were never sent come first: until they are done, the wait
        // of those in doubt is mostly over.
        let mut tasks: Vec<_> = tasks.collect();
        tasks.sort_by_key(|task| task.open.is_some());
        let threads = self.connections.min(tasks.len());
        let workers = Workers {
            run: self,
            tasks: Mutex::new(tasks.into_iter()),
            rule: Mutex::new(StopRule::new(self.most_failures)),
        };
        let (sender, told) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..threads {
                let (sender, workers) = (sender.clone(), &workers);
                scope.spawn(move || workers.work(&sender));
            }
            drop(sender);
            told.iter().for_each(|(place, result)| tell(place, result));
        });
        workers.rule().stop.take()
    }
}

impl Workers<'_> {
    fn work(&self, sender: &mpsc::Sender<(usize, RowResult)>) {
        while !self.stops() {
            let task = lock(&self.tasks).next();
            let Some(task) = task else { return };
            // The other end outlives every thread.
            let _ = sender.send((task.place, self.one(&task)));
        }
    }

    fn rule(&self) -> MutexGuard<'_, StopRule> {
        lock(&self.rule)
    }

    fn stops(&self) -> bool {
        let mut rule = self.rule();
        if (self.run.interrupted)() {
            rule.stop(Stop::Interrupted);
        }
        rule.stop.is_some()
    }

    /// One row, to its end.
    fn one(&self, task: &Task<'_>) -> RowResult {
        if let Some(intent) = task.open
            && let Some(result) = self.look_up(task, intent)
        {
            return result;
        }
        let row = task.row;
        let unnoted = Cell::new(None);
        let sent = row.filled.send(self.run.client, &|| {
            self.intend(row).map_err(|error| {
                let why = error.to_string();
                unnoted.set(Some(why.clone()));
                why
            })
        });
        match (sent, unnoted.take()) {
            (Ok(answer), _) => {
                let mut created = new(row, Status::Created);
                if let Some(account) = &answer.row {
                    created = created.of_account(account);
                }
                created.request_id = answer.request_id.unwrap_or_default();
                self.ended(created)
            }
            (Err(_), Some(why)) => {
                self.rule().stop(Stop::Journal(why));
                new(row, Status::NotSent)
            }
            (Err(error), None) if error.cause.in_doubt() => self.lost(row, &error),
            (Err(error), None) => self.refused(task, &error),
        }
    }

    /// Notes the intent: called right before the POST leaves.
    fn intend(&self, row: &RosterRow) -> io::Result<()> {
        self.run.journal.append(&Record::Intent(Intent {
            email: row.key().to_owned(),
            fingerprint: row.filled.fingerprint(),
            at: clock::unix_millis(),
            made_password: row.password_generated,
        }))
    }

    /// Tells the rule of a row that is done, and notes the outcome. Where that
    /// fails the row stays open in the journal, and the next run looks it up.
    fn ended(&self, result: RowResult) -> RowResult {
        if matches!(result.status, Status::Created | Status::Changed) {
            self.rule().done();
        }
        self.note(&Record::Outcome(result.clone()));
        result
    }

    fn note(&self, record: &Record) {
        if let Err(error) = self.run.journal.append(record) {
            self.rule().stop(Stop::Journal(error.to_string()));
        }
    }

    /// A row that may have been sent by an earlier run. `None` once it is sure
    /// that it was not.
    fn look_up(&self, task: &Task<'_>, intent: &Intent) -> Option<RowResult> {
        let deadline = self.deadline_since(intent.at);
        let stops = || self.stops();
        let look = self.look_until(task.row, deadline, &stops);
        let unknown = new(task.row, Status::Unknown).made_password(intent.made_password);
        match look {
            Ok(Some(account)) => {
                let result = same_or_changed(task.row, intent);
                Some(self.ended(result.of_account(&account)))
            }
            // Also where it had to stop before the wait was over.
            Ok(None) if stops() => {
                Some(unknown.because("an earlier run may have sent it; not looked up to the end"))
            }
            Ok(None) => None,
            Err(error) => {
                self.rule().failed(&error);
                let why = error.cause.words();
                Some(unknown.because(format!("an earlier run may have sent it; {why}")))
            }
        }
    }

    /// When the wait since an instant of the wall clock is over. It is never
    /// longer than the wait from now, should the clock have been set back.
    fn deadline_since(&self, at: i64) -> Instant {
        let passed = clock::unix_millis().saturating_sub(at);
        let passed = Duration::from_millis(u64::try_from(passed).unwrap_or(0));
        clock::instant() + self.run.wait.saturating_sub(passed)
    }

    /// A row whose answer was lost. After an interruption there is one look.
    fn lost(&self, row: &RosterRow, error: &CallError) -> RowResult {
        let deadline = clock::instant() + self.run.wait;
        let look = self.look_until(row, deadline, self.run.interrupted);
        if let Ok(Some(account)) = look {
            let words = "the answer was lost; the list shows the account";
            let created = new(row, Status::Created).of_account(&account);
            return self.ended(created.because(words));
        }
        self.rule().failed(error);
        let mut unknown = new(row, Status::Unknown).of_error(error, row.password());
        let (done, why) = (row.done(), &unknown.message);
        unknown.message = format!("it may or may not have been {done}: {why}");
        self.ended(unknown)
    }

    /// A row that was not created, unless the refusal itself says that an
    /// earlier run's POST was done after all.
    fn refused(&self, task: &Task<'_>, error: &CallError) -> RowResult {
        let row = task.row;
        if let Some(intent) = task.open
            && error.cause.is_business()
            && let Ok(Some(account)) = self.look_until(row, clock::instant(), &|| true)
        {
            // The account is that of the earlier intent: it counts again.
            self.note(&Record::Intent(intent.clone()));
            let created = same_or_changed(row, intent);
            return self.ended(created.of_account(&account));
        }
        self.rule().failed(error);
        let failed = new(row, Status::Failed).of_error(error, row.password());
        self.ended(failed)
    }

    /// Looks for what a row has done. Once `stop` says so there is one more
    /// look: what is not seen stays open in the journal.
    fn look_until(
        &self,
        row: &RosterRow,
        deadline: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Row>, CallError> {
        let filled = &row.filled;
        filled.look_until(self.run.client, self.run.look_up, deadline, stop)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn new(row: &RosterRow, status: Status) -> RowResult {
    row.result(status).made_password(row.password_generated)
}
