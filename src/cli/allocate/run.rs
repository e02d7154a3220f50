//! From the agreed plan on: what earlier runs of the same command have sent is
//! taken out of it, the rest is sent once, and what became of a lost request is
//! found out.

use super::journals::{self, Place};
use super::plan;
use super::sending::SendingArgs;
use crate::batch::allocate::allotments::{Allotments, RESULTS};
use crate::batch::allocate::book::Book;
use crate::batch::allocate::earlier::{self, Item, all, earlier};
use crate::batch::allocate::look::Log;
use crate::batch::allocate::sending as requests;
use crate::batch::allocate::wishes::Wish;
use crate::batch::allocate::{Change, called};
use crate::batch::files::unsent;
use crate::batch::journal::Known;
use crate::batch::plan::Found;
use crate::batch::roster::Roster;
use crate::cli::batch::{self, Batch, Opened, Paths};
use crate::cli::context::Context;
use crate::config::state_dir;
use crate::endpoints::allocate::{ALLOTMENTS, SET};
use crate::failure::{Failure, Kind};
use crate::lang::{Both, Text, both, counted};
use crate::output::choose;
use crate::text;
use crate::text::escape;
use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long another run is waited for: longer than a thousand requests take.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// What is to do where rows differ from what a run has sent that is not over.
const PUT_BACK: Both = both(
    "put them back as they were and run it to its end; then --again runs it as it is to be",
    "请先改回原样并执行到底，再用 --again 按新内容执行",
);

/// What earlier runs of this command have done, and their journal, locked.
pub(super) struct EarlierRuns<'a> {
    sending: &'a SendingArgs,
    place: Place,
    opened: Opened,
    /// Whether no run of this command has been before.
    is_first: bool,
    earlier: earlier::Earlier,
    wishes: Vec<Wish>,
    from: PathBuf,
    roster: Roster,
    accounts: &'a Found,
    context: &'a Context,
}

/// Opens the journal of this command; a dry run only looks at it. `words` tell
/// the command from others where it has no roster; `by_list` says that the list
/// decides whose wishes there are.
///
/// # Errors
/// Usage: files that are not ours, another run is at work. Nothing was sent.
pub(super) fn open<'a>(
    sending: &'a SendingArgs,
    from: Option<(&Path, Roster)>,
    words: &str,
    (wishes, by_list): (&[Wish], bool),
    accounts: &'a Found,
    context: &'a Context,
) -> Result<EarlierRuns<'a>, Failure> {
    if !context.dry_run {
        choose(context.style()?, RESULTS)?;
    }
    let file = from.as_ref().map(|(path, _)| *path);
    let place = Place::of(sending, file, words, context)?;
    let (path, roster) = match from {
        Some((path, roster)) => (path.to_owned(), roster),
        None => (PathBuf::new(), Roster::of(Vec::new())),
    };
    let settings = sending.settings();
    let batch = batch(&path, place.paths.clone(), &settings, context)?;
    let mut opened = batch.open()?;
    let is_first = opened.history.is_empty();
    if sending.again {
        journals::again(&mut opened, &place.paths.journal, context)?;
    } else if opened.history.is_empty() {
        place.is_not_missing(&path)?;
    }
    let mut earlier = earlier(wishes, &opened.history, by_list)?;
    earlier.hold_moved(accounts);
    Ok(EarlierRuns {
        sending,
        place,
        opened,
        is_first,
        earlier,
        wishes: wishes.to_vec(),
        from: path,
        roster,
        accounts,
        context,
    })
}

fn batch<'a>(
    from: &'a Path,
    paths: Paths,
    settings: &'a batch::How,
    context: &'a Context,
) -> Result<Batch<'a>, Failure> {
    let deed = Arc::new(Allotments::default());
    Batch::new(&ALLOTMENTS, deed, (from, paths), settings, context)
}

/// Whether it is skipped: a floor that holds still is not.
fn is_done(item: &Item) -> bool {
    matches!(item.known, Known::Done(..)) && !item.differs && !item.tested
}

fn is_target(item: &Item) -> bool {
    item.filled.call.what == SET.what
}

impl EarlierRuns<'_> {
    /// The wishes for which nothing was sent, or surely not done.
    pub(super) fn fresh(&self) -> &[Wish] {
        &self.earlier.fresh
    }

    /// That the results of another run are not written over.
    ///
    /// # Errors
    /// Usage: they would be.
    pub(super) fn keeps_other_results(&self) -> Result<(), Failure> {
        let has_roster = !self.from.as_os_str().is_empty();
        match self.is_first && !has_roster {
            true => self.place.keeps_other_results(),
            false => Ok(()),
        }
    }

    /// What becomes of the others; `plans` says whether there is anything new.
    ///
    /// # Errors
    /// The output has no zone to say it in.
    pub(super) fn words(&self, plans: bool) -> Result<Vec<Text>, Failure> {
        let items = &self.earlier.items;
        let others = items.iter().filter(|item| item.differs).map(|item| {
            let (email, what) = (escape(item.filled.key()), called(item.filled.call.what));
            match item.moved {
                true => text!(
                    "{email} {what}: in doubt, and changed by others since; not sent",
                    "{email} {what}：结果未知，此后又被他人更改；未发送"
                ),
                false => text!(
                    "{email} {what}: an earlier run sent something else; not sent",
                    "{email} {what}：此前的执行发送了其他内容；未发送"
                ),
            }
        });
        let orphans = self.earlier.orphans.iter().map(|(email, what)| {
            text!(
                "{email} {what}: sent earlier, outcome unknown, and not asked for any more",
                "{email} {what}：此前已发送，结果未知，本次未再要求",
                email = escape(email),
                what = called(what)
            )
        });
        let mut words: Vec<Text> = self.counts().chain(others).chain(orphans).collect();
        let is_nothing = self.was_done(plans);
        let is_told_once = is_nothing && self.is_told_once() && !self.context.dry_run;
        if !is_told_once && (is_nothing || self.has_finished_otherwise()) {
            let on = journals::done_on(items, self.context)?;
            let ways = match is_nothing {
                true => both("--again repeats it", "--again 可重做"),
                false => self.anew(),
            };
            words.push(text!("{on}; {ways}", "{on}；{ways}"));
        }
        Ok(words)
    }

    /// Whether all was done by earlier runs; `plans` says whether there is anything
    /// new.
    fn was_done(&self, plans: bool) -> bool {
        let items = &self.earlier.items;
        !plans && !items.is_empty() && items.iter().all(is_done)
    }

    /// Whether the journal goes once it was told that all that is asked for was done
    /// earlier: without a roster the same command comes again, each month say, and
    /// means something new each time.
    fn is_told_once(&self) -> bool {
        let is_open = |known: &Known| matches!(known, Known::Open(_));
        self.place.is_own && !self.opened.history.all().any(is_open)
    }

    /// How many of earlier runs are skipped, set again and looked up.
    fn counts(&self) -> impl Iterator<Item = Text> {
        let count = |is: &dyn Fn(&Item) -> bool| {
            let items = self.earlier.items.iter();
            items.filter(|item| is(item)).count()
        };
        let is_open = |item: &Item| matches!(item.known, Known::Open(_)) && !item.differs;
        let in_doubt = match self.sending.send_unknown {
            true => both(
                "in doubt: looked up, and sent again where nothing shows that they were done",
                "项结果未知：先查询，查不到完成迹象的重新发送",
            ),
            false => both(
                "in doubt: looked up, and not sent again",
                "项结果未知：只查询，不重新发送",
            ),
        };
        let kinds = [
            (
                count(&is_done),
                both(
                    "done earlier: skipped (--again repeats them)",
                    "项此前已完成：跳过（--again 可重做）",
                ),
            ),
            (
                count(&|it| is_open(it) && is_target(it)),
                both("in doubt: to set again", "项结果未知：将重新设置"),
            ),
            (count(&|it| is_open(it) && !is_target(it)), in_doubt),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
        kinds.map(|(count, kind)| text!("{count:>7} {kind}", "{count:>7} {kind}"))
    }

    /// Whether a run has ended that sent something else, and nothing is in doubt.
    fn has_finished_otherwise(&self) -> bool {
        let history = &self.opened.history;
        let differs = self.earlier.items.iter().any(|item| item.differs);
        differs && history.ended.is_some() && history.open().next().is_none()
    }

    /// How what is asked for now is sent though something else was sent before.
    fn anew(&self) -> Both {
        match (
            self.has_finished_otherwise(),
            self.from.as_os_str().is_empty(),
        ) {
            (false, _) => PUT_BACK,
            (true, false) => both(
                "--again runs the file as it is now, everything once more; under another name \
                 the file is a new run",
                "--again 按文件现在的内容全部重做；文件换个名字则视为新的执行",
            ),
            (true, true) => both(
                "--again does what is asked for now, everything once more; with another --journal \
                 it is a new run",
                "--again 按现在的要求全部重做；换一个 --journal 则视为新的执行",
            ),
        }
    }

    /// Ends a dry run, where asked with a status: that of the run where rows are
    /// not sent because something else was sent for them.
    ///
    /// # Errors
    /// As it says.
    pub(super) fn end_dry_run(&self, changes: bool) -> Result<(), Failure> {
        let differs = self.earlier.items.iter().filter(|item| item.differs);
        let differs: Vec<_> = differs.collect();
        let is_open = |item: &&Item| matches!(item.known, Known::Open(_));
        let kind = match differs.iter().any(is_open) {
            true => Kind::Unknown,
            false => Kind::Partial,
        };
        match differs.len() {
            count if count > 0 && self.context.exit_code => {
                let requests = counted(count, "request", "个请求");
                let words = text!(
                    "{requests} changed after an earlier run, would not be sent",
                    "{requests}在此前的执行之后有改动，不会发送"
                );
                Err(Failure::new(kind, words).hint(self.anew()))
            }
            _ => self.context.end_dry_run(changes),
        }
    }

    /// Whether something that is in doubt may be sent again.
    pub(super) fn asks(&self) -> bool {
        self.doubtful().next().is_some()
    }

    /// What is in doubt and may be sent again: a target always is.
    fn doubtful(&self) -> impl Iterator<Item = &Item> {
        let is_open = |item: &Item| matches!(item.known, Known::Open(_)) && !item.differs;
        let may_be = |item: &Item| self.sending.send_unknown || is_target(item);
        let items = self.earlier.items.iter();
        items.filter(move |item| is_open(item) && may_be(item))
    }

    /// Shows it as it was noted, and what the list says by now.
    pub(super) fn tell_doubtful(&self) {
        let changes: Vec<&Change> = self.doubtful().flat_map(|item| &item.changes).collect();
        plan::tell_doubtful(&changes, self.accounts, self.context);
    }

    /// Makes the changes, and says what became of them and of what earlier runs
    /// sent. Where another run had to be waited for, the plan must still hold.
    ///
    /// # Errors
    /// Whatever was not done: the exit status.
    pub(super) fn carry_out(
        self,
        changes: Vec<Change>,
        still_holds: &dyn Fn() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let (context, settings) = (self.context, self.sending.settings());
        let Opened { history, .. } = &self.opened;
        let items = &self.earlier.items;
        if changes.is_empty() && items.is_empty() {
            return Ok(());
        }
        let told = match self.was_done(!changes.is_empty()) && self.is_told_once() {
            true => Some(journals::done_on(items, context)?),
            false => None,
        };
        let anew = self.anew();
        let sends_unknown = self.sending.send_unknown;
        let sending =
            requests::Sending::new(self.earlier, &changes, &self.wishes, self.roster, history);
        let Ok(sending) = sending else {
            return Err(Failure::usage(both(
                "the plan breaks a rule of its calls; nothing was sent",
                "执行计划不符合接口的规则；未发送任何请求",
            )));
        };
        let path = self.place.paths.clone();
        let mut batch = batch(&self.from, path, &settings, context)?;
        batch.most_failures = self.sending.max_failures;
        batch.sends_unknown = sends_unknown;
        batch.if_changed = anew.into();
        batch.if_unknown = Some(self.place.way_out());
        let deed = Allotments::new(&sending, &self.wishes, settings.wait());
        let log = log(&sending, &batch, still_holds, context)?;
        batch.deed = Arc::new(deed.with(log));
        let ended = batch.carry_out(sending.roster, &sending.steps, self.opened);
        match told {
            Some(on) if ended.is_ok() => {
                // Whoever is not told must not give twice.
                context.console.always(text!(
                    "nothing was sent: {on}; this is said once: the same command is a new run \
                     from now on",
                    "未发送任何请求：{on}；仅提示这一次：此后同一命令视为新的执行"
                ));
                self.place.forget();
                ended
            }
            _ => self.place.end(ended, &batch.identity),
        }
    }
}

/// The allocation log as it is before the first difference leaves; the account is
/// this run's alone from now on.
fn log(
    sending: &requests::Sending,
    batch: &Batch<'_>,
    still_holds: &dyn Fn() -> Result<(), Failure>,
    context: &Context,
) -> Result<Option<Log>, Failure> {
    let (emails, looks) = sending.differences(batch.sends_unknown);
    if emails.is_empty() && !looks {
        return Ok(None);
    }
    let waited = Cell::new(false);
    let book = book(batch, &waited, context)?;
    if waited.get() {
        still_holds()?;
    }
    if emails.is_empty() {
        return Ok(Some(Log::of_lost(book)));
    }
    let client = context.client()?;
    let read = || Log::read(client, book, &emails);
    let words = both("reading the allocation log", "正在读取分配记录");
    context.console.with_progress(words, read).map(Some)
}

/// The claims of this account, once no other run holds them.
fn book(batch: &Batch<'_>, waited: &Cell<bool>, context: &Context) -> Result<Book, Failure> {
    let identity = &batch.identity;
    let path = journals::claims(&state_dir()?, &identity.app_id, &identity.base);
    let told = || {
        waited.set(true);
        context.console.always(both(
            "another run allocates on this account; waiting until it has ended",
            "该集团主账号上正有另一次分配在执行，等待其结束",
        ));
    };
    Book::open(&path, LONGEST_WAIT, &told).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => unsent(
            both(
                "another run still allocates on this account",
                "该集团主账号上仍有另一次分配在执行",
            ),
            both("wait until it has ended", "请等待其结束"),
        ),
        _ => unsent(
            text!(
                "cannot use {path}: {error}",
                "无法使用 {path}：{error}",
                path = path.display(),
                error = Text::from(&error)
            ),
            both(
                "it keeps two runs from taking one record for two; set XDG_STATE_HOME to a \
                 folder that can be written",
                "该文件防止两次执行把同一条记录各算一次；请将 XDG_STATE_HOME 设为可写的文件夹",
            ),
        ),
    })
}

/// Looks again for what the runs of a journal have left in doubt; nothing is
/// sent.
///
/// # Errors
/// The journal cannot be used; whatever is still unknown.
pub(super) fn settle(
    journal: &Path,
    sending: &SendingArgs,
    context: &Context,
) -> Result<(), Failure> {
    choose(context.style()?, RESULTS)?;
    let settings = sending.settings();
    let place = Place::settling(journal, sending)?;
    let mut batch = batch(journal, place.paths.clone(), &settings, context)?;
    let opened = batch.open()?;
    if opened.history.is_empty() {
        let shown = journal.display();
        return Err(Failure::usage(text!(
            "{shown} is not there, or tells of no run",
            "{shown} 不存在，或其中没有执行记录"
        )));
    }
    let items = all(&opened.history)?;
    let sending = requests::Sending::settling(items, &opened.history);
    batch.only_looks = true;
    batch.if_unknown = Some(place.way_out());
    let deed = Allotments::new(&sending, &[], settings.wait());
    batch.deed = Arc::new(deed.with(log(&sending, &batch, &|| Ok(()), context)?));
    let ended = batch.carry_out(sending.roster, &sending.steps, opened);
    if place.paths.results.is_none() && !place.is_own {
        context.console.info(both(
            "a results file is brought up to date by the command that wrote it",
            "结果文件由写入它的命令更新",
        ));
    }
    // What its command asked for and never sent is not known here.
    ended
}
