//! Doing: a few rows at a time, each noted in the journal before and after its
//! POST. A row whose answer is lost is looked up until the wait is over; a row
//! that an earlier run left open is looked up before it is sent, and stays open
//! where the repeat is refused: it may be refused for the account it has made.
//!
//! Which rows, and what is told of them, is for others; when to stop is
//! `stop_rule`'s.

use super::deed::Deed;
use super::journal::{Intent, Journal, Record, has_made_password};
use super::plan::{Step, same_or_changed};
use super::results::{RowResult, Status};
use super::roster::RosterRow;
use super::stop_rule::{Stop, StopRule};
use crate::api::{CallError, Client};
use crate::clock;
use crate::endpoints::send::look_until;
use crate::endpoints::write::Repeat;
use crate::lang::{Both, Text, both};
use crate::locks::held;
use crate::order;
use crate::row::Row;
use crate::text;
use std::cell::{Cell, RefCell};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};
use std::vec;

/// How often it is told that nothing has happened.
const MOMENT: Duration = Duration::from_millis(100);

/// What is said first of a row in doubt.
const MAY_BE_SENT: Both = both("an earlier run may have sent it", "之前的执行可能已发送");

/// How to do it.
pub struct Run<'a> {
    /// Makes the calls.
    pub client: &'a Arc<Client>,
    /// Finds out what a request has done.
    pub deed: &'a Arc<dyn Deed>,
    /// Whether a row in doubt is sent again though no look can prove that it was
    /// not done: that of a call which is [`Repeat::Never`].
    pub sends_unknown: bool,
    /// Whether nothing is sent: rows in doubt are looked up.
    pub only_looks: bool,
    /// Notes them.
    pub journal: &'a Journal,
    /// How long a request may take.
    pub timeout: Duration,
    /// How long an account may take to be seen.
    pub wait: Duration,
    /// Rows at a time.
    pub connections: usize,
    /// Failed rows after which to stop.
    pub most_failures: Option<u64>,
    /// Whether the user wants it to stop: what is in flight is brought to its
    /// end.
    pub interrupted: &'a (dyn Fn() -> bool + Sync),
    /// Whether the user does not want to wait for that.
    pub abandoned: &'a (dyn Fn() -> bool + Sync),
}

/// What is told while a run goes on, with the place of the row.
pub enum Told {
    /// It is in flight from now on.
    Begun(usize),
    /// It is about to be sent; how it is if its answer is not waited for.
    Sent(usize, RowResult),
    /// It has ended.
    Ended(usize, RowResult),
    /// A moment has passed.
    Nothing,
    /// The run was abandoned, and nothing is sent any more. What is in flight
    /// may hang: the program should end, or else the run waits for it.
    Abandoned,
}

/// A row to be sent: its place in the roster, and what earlier runs were about
/// to send for it.
struct Task<'r> {
    place: usize,
    row: &'r RosterRow,
    open: &'r [Intent],
    /// Whether what those have done is looked up first.
    looks_first: bool,
}

/// What the threads of a run share.
struct Workers<'a> {
    run: &'a Run<'a>,
    began: Instant,
    tasks: Mutex<vec::IntoIter<Task<'a>>>,
    rule: Mutex<StopRule>,
}

impl Run<'_> {
    /// Does what the steps ask for and tells of it. Rows never begun are not
    /// told of. Returns why it stopped early.
    pub fn run(
        &self,
        rows: &[RosterRow],
        steps: &[Step],
        tell: &mut dyn FnMut(Told),
    ) -> Option<Stop> {
        let all = rows.iter().zip(steps).enumerate();
        let tasks = all.filter_map(|(place, (row, step))| {
            let (open, looks_first) = match step {
                Step::Send => (&[][..], false),
                Step::LookUp(intents) => (&**intents, true),
                Step::Again(intents) => (&**intents, false),
                Step::Done(_) | Step::Record(_) => return None,
            };
            Some(Task {
                place,
                row,
                open,
                looks_first,
            })
        });
        // Rows that were never sent come first: until they are done, the wait
        // of those in doubt is mostly over.
        let mut tasks: Vec<_> = tasks.collect();
        order::sort_by_key(&mut tasks, |task| task.looks_first);
        let threads = self.connections.min(tasks.len());
        let workers = Workers {
            run: self,
            began: clock::instant(),
            tasks: Mutex::new(tasks.into_iter()),
            rule: Mutex::new(StopRule::new(self.most_failures)),
        };
        let (sender, told) = mpsc::channel();
        thread::scope(|scope| {
            let start = |_: &usize| {
                let (sender, workers) = (sender.clone(), &workers);
                let work = move || while workers.does_a_row(&sender) {};
                thread::Builder::new().spawn_scoped(scope, work).is_ok()
            };
            if (0..threads).filter(start).count() == 0 {
                // The system starts no thread.
                while workers.does_a_row(&sender) {
                    told.try_iter().for_each(&mut *tell);
                }
            }
            drop(sender);
            workers.listen(&told, tell);
        });
        if let Err(error) = self.journal.flush() {
            workers.rule().stop(Stop::Journal(error.into()));
        }
        workers.rule().stop.take()
    }
}

impl Workers<'_> {
    /// Tells what the threads tell, until all have ended.
    fn listen(&self, told: &Receiver<Told>, tell: &mut dyn FnMut(Told)) {
        loop {
            match told.recv_timeout(MOMENT) {
                Ok(news) => tell(news),
                Err(RecvTimeoutError::Timeout) => tell(Told::Nothing),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if (self.run.abandoned)() {
                // Who is about to send has told so, or waits for this.
                let _held = self.rule();
                told.try_iter().for_each(&mut *tell);
                tell(Told::Abandoned);
            }
        }
    }

    /// Does the next row, unless there is none or it stops.
    fn does_a_row(&self, sender: &Sender<Told>) -> bool {
        if self.stops(&mut self.rule()) {
            return false;
        }
        let task = held(&self.tasks).next();
        let Some(task) = task else { return false };
        // The other end outlives every thread.
        let _ = sender.send(Told::Begun(task.place));
        let result = self.one(&task, sender);
        let _ = sender.send(Told::Ended(task.place, result));
        true
    }

    fn rule(&self) -> MutexGuard<'_, StopRule> {
        held(&self.rule)
    }

    fn stops(&self, rule: &mut StopRule) -> bool {
        if (self.run.interrupted)() {
            rule.stop(Stop::Interrupted);
        }
        rule.stop.is_some()
    }

    /// One row, to its end.
    fn one(&self, task: &Task<'_>, sender: &Sender<Told>) -> RowResult {
        if task.looks_first
            && let Some(result) = self.look_up(task)
        {
            return result;
        }
        let row = task.row;
        let intent = match self.intent(row) {
            Ok(intent) => intent,
            Err(error) => {
                self.rule().failed(&error);
                return task.not_done(new(row, Status::Failed).of_error(&error));
            }
        };
        let (intent, noted, kept_back) = (RefCell::new(intent), Cell::new(false), Cell::new(false));
        let sent = row.filled.send(self.run.client, &|| {
            intent.borrow_mut().at = clock::unix_millis();
            let left = self.leave(task, &intent.borrow(), &noted, sender);
            kept_back.set(left.is_err());
            left
        });
        match sent {
            Ok(_) if self.is_still_there(task, &intent.borrow()) => {
                let words = both(
                    "the service says that it was deleted, and the list still shows it",
                    "服务表示已删除，但列表中仍有",
                );
                self.ended(new(row, Status::Failed).because(words))
            }
            Ok(answer) => {
                let mut done = new(row, Status::Done);
                if let Some(target) = &answer.row {
                    done = done.of_target(row.filled.call, target);
                }
                done.request_id = answer.request_id.unwrap_or_default();
                self.run.deed.done(row, &intent.borrow());
                self.ended(done)
            }
            // An attempt before may have been noted, and was not done.
            Err(error) if kept_back.get() && !error.cause.in_doubt() => {
                task.not_done(match noted.get() {
                    true => self.ended(new(row, Status::NotSent)),
                    false => new(row, Status::NotSent),
                })
            }
            Err(error) if error.cause.in_doubt() => self.lost(task, intent.into_inner(), &error),
            Err(error) => self.refused(task, intent.into_inner(), &error),
        }
    }

    /// Right before an attempt leaves: notes it, unless the run stops, and tells
    /// of it.
    fn leave(
        &self,
        task: &Task<'_>,
        intent: &Intent,
        noted: &Cell<bool>,
        sender: &Sender<Told>,
    ) -> Result<(), Text> {
        let stops = || Err(both("the run stops", "执行停止").into());
        if self.stops(&mut self.rule()) {
            return stops();
        }
        let sent = [task.open, std::slice::from_ref(intent)].concat();
        // Rows are noted at the same time: one sync brings several to disk.
        if let Err(error) = self.run.journal.append(&Record::Intent(intent.clone())) {
            let words = Text::from(error);
            self.rule().stop(Stop::Journal(words.clone()));
            return Err(words);
        }
        noted.set(true);
        let mut rule = self.rule();
        if self.stops(&mut rule) {
            return stops();
        }
        let unknown = task.row.result(Status::Unknown);
        let unknown = unknown.made_password(has_made_password(&sent));
        let words = both(
            "it was sent, and its answer was not waited for",
            "已发送，未等到应答",
        );
        let _ = sender.send(Told::Sent(task.place, unknown.because(words)));
        Ok(())
    }

    /// What is noted right before the POST leaves.
    fn intent(&self, row: &RosterRow) -> Result<Intent, CallError> {
        Ok(Intent {
            email: row.key().to_owned(),
            what: row.what().to_owned(),
            fingerprint: row.filled.fingerprint(),
            at: clock::unix_millis(),
            timeout: u32::try_from(self.run.timeout.as_millis()).unwrap_or(u32::MAX),
            made_password: row.password_generated,
            noted: self.run.deed.before(self.run.client, row)?,
            write: Some(row.filled.remarks.number()),
        })
    }

    /// Tells the rule of a row that is done, and notes the outcome. Where that
    /// fails the row stays open in the journal, and the next run looks it up.
    fn ended(&self, mut result: RowResult) -> RowResult {
        if matches!(result.status, Status::Done | Status::Changed) {
            self.rule().done();
        }
        result.at = Some(clock::unix_millis());
        if let Err(error) = self
            .run
            .journal
            .append_lazily(&Record::Outcome(result.clone()))
        {
            self.rule().stop(Stop::Journal(error.into()));
        }
        result
    }

    /// A row that may have been sent by an earlier run. `None` once it is sure
    /// that it was not. The wait begins with this run, when the earlier one was
    /// over: wall clocks are set, and do not tell how long ago that was.
    fn look_up(&self, task: &Task<'_>) -> Option<RowResult> {
        let (timeout, wait) = (self.run.timeout, self.run.wait);
        let each = task.open.iter().map(|it| it.shown_within(timeout, wait));
        let each = each.max()?;
        // What is not sent again may still be found by a later look.
        let kept_back = self.keeps_back(task.row);
        let deadline = self.began + if kept_back { wait } else { each };
        let stops = || self.stops(&mut self.rule());
        let unsure = |why: Text| task.not_done(new(task.row, Status::NotSent).because(why));
        match self.look_until(task.row, task.open, deadline, &stops) {
            Ok(Some(target)) => Some(self.found(task.row, task.open, &target)),
            // Also where it had to stop before the wait was over.
            Ok(None) if stops() => Some(unsure(
                both("not looked up to the end", "查询未完成").into(),
            )),
            Ok(None) if self.keeps_back(task.row) => {
                let words = both(
                    "no record shows whether it was done",
                    "没有记录表明它是否已完成",
                );
                Some(unsure(words.into()))
            }
            Ok(None) => None,
            Err(error) => {
                self.rule().failed(&error);
                Some(unsure(error.words()))
            }
        }
    }

    /// What a row has done, as it was found.
    fn found(&self, row: &RosterRow, sent: &[Intent], target: &Row) -> RowResult {
        let remarks = &row.filled.remarks;
        // Nobody was told so far of what an earlier run has sent.
        if let [only] = sent
            && let Some(number) = only.write.filter(|number| *number != remarks.number())
        {
            remarks.are_of(number);
            row.filled.tell_seen(self.run.client, Some(target));
        }
        let result = same_or_changed(row, sent);
        self.ended(result.of_target(row.filled.call, target))
    }

    /// Whether the list goes on showing what is to be gone, by the answer.
    fn is_still_there(&self, task: &Task<'_>, intent: &Intent) -> bool {
        let sent = std::slice::from_ref(intent);
        let look = || {
            let deadline = clock::instant() + self.run.wait;
            self.look_until(task.row, sent, deadline, self.run.interrupted)
        };
        matches!(task.row.filled.call.repeat, Repeat::Gone(_)) && matches!(look(), Ok(None))
    }

    /// Whether a row is not sent again on a guess.
    fn keeps_back(&self, row: &RosterRow) -> bool {
        let is_never = matches!(row.filled.call.repeat, Repeat::Never);
        self.run.only_looks || is_never && !self.run.sends_unknown
    }

    /// A row whose answer was lost. After an interruption there is one look.
    fn lost(&self, task: &Task<'_>, intent: Intent, error: &CallError) -> RowResult {
        let row = task.row;
        let deadline = clock::instant() + self.run.wait;
        let sent = [task.open, &[intent]].concat();
        let look = self.look_until(row, &sent, deadline, self.run.interrupted);
        if let Ok(Some(target)) = look {
            if task.open.is_empty() {
                row.filled.tell_seen(self.run.client, Some(&target));
            }
            let mut done = same_or_changed(row, &sent).of_target(row.filled.call, &target);
            if done.message.is_empty() {
                let shown = match row.filled.call.repeat {
                    Repeat::LookUp(_) => both("the list shows the account", "列表中已有该账号"),
                    Repeat::Safe(_) => {
                        both("the list shows what was sent", "列表显示的与发送的一致")
                    }
                    Repeat::Gone(_) => both("the list does not have it any more", "列表中已没有它"),
                    Repeat::Never => both("there is a record of it", "有对应的记录"),
                };
                done = done.because(text!("the answer was lost; {shown}", "应答丢失；{shown}"));
            }
            return self.ended(done);
        }
        self.rule().failed(error);
        let unknown = row.result(Status::Unknown).of_error(error);
        let mut unknown = unknown.made_password(has_made_password(&sent));
        let (done, why) = (row.done(), &unknown.message);
        unknown.message = text!(
            "it may or may not have been {done}: {why}",
            "无法确定是否已{done}：{why}"
        );
        self.ended(unknown)
    }

    /// A row whose POST was not done. Where an earlier one is open, or where the
    /// target is to be gone, the refusal may mean that it was.
    fn refused(&self, task: &Task<'_>, intent: Intent, error: &CallError) -> RowResult {
        let row = task.row;
        let look = |sent: &[Intent]| {
            let seen = self.look_until(row, sent, clock::instant(), self.run.interrupted);
            Some(self.found(row, sent, &seen.ok()??))
        };
        if row.filled.may_be_gone(error)
            && let Some(gone) = look(&[task.open, &[intent]].concat())
        {
            return gone;
        }
        let failed = self.ended(new(row, Status::Failed).of_error(error));
        if !task.open.is_empty()
            && error.cause.is_business()
            && let Some(found) = look(task.open)
        {
            return found;
        }
        match self.run.deed.is_of_the_row(error) {
            true => self.rule().failed_alone(),
            false => self.rule().failed(error),
        }
        task.not_done(failed)
    }

    /// Looks for what one of these intents has done. Once `stop` says so there is
    /// one more look: what is not seen stays open in the journal.
    fn look_until(
        &self,
        row: &RosterRow,
        sent: &[Intent],
        deadline: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Row>, CallError> {
        let (client, deed) = (Arc::clone(self.run.client), Arc::clone(self.run.deed));
        let (row, sent) = (row.clone(), sent.to_vec());
        look_until(move || deed.look(&client, &row, &sent), deadline, stop)
    }
}

impl Task<'_> {
    /// What is known of the row where its POST was surely not done: an earlier
    /// one may have been.
    fn not_done(&self, mut result: RowResult) -> RowResult {
        if self.open.is_empty() {
            return result;
        }
        let why = match &result.message {
            why if why.is_empty() => MAY_BE_SENT.into(),
            why => text!("{MAY_BE_SENT}; {why}", "{MAY_BE_SENT}；{why}"),
        };
        result.status = Status::Unknown;
        let result = result.made_password(has_made_password(self.open));
        result.because(why)
    }
}

fn new(row: &RosterRow, status: Status) -> RowResult {
    row.result(status).made_password(row.password_generated)
}

#[cfg(test)]
mod tests;
