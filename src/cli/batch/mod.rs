//! `--from`: from the roster to the summary, one step after another.

mod exit;
mod files;
mod options;
mod plan;
mod report;
mod watch;

pub(super) use files::{faults, load};
pub(super) use options::{HEADING, How, Many};
pub(super) use plan::{ask_group, warn_if_over};

use super::context::Context;
use super::interrupt;
use crate::batch::credentials::CredentialsFile;
use crate::batch::deed::{Deed, Listed};
use crate::batch::journal::{History, Identity, Journal};
use crate::batch::plan::{Step, first_results, to_send, under_way};
use crate::batch::results::{Status, count};
use crate::batch::roster::Roster;
use crate::batch::run::{Run, Told};
use crate::batch::stop_rule::Stop;
use crate::config::Source;
use crate::config::settings::CONNECTIONS;
use crate::endpoints::ids::Ids;
use crate::endpoints::send::SHOWN_AFTER;
use crate::endpoints::spec::Read;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::{Rows, Write};
use crate::failure::Failure;
use crate::files::{beside, put};
use crate::lang::{Both, Text, both, counted};
use crate::output::{choose, instant};
use crate::text;
use exit::RESUME;
pub(super) use files::Paths;
use jiff::Timestamp;
use report::Ran;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use watch::Watch;

/// Rows at a time unless told otherwise: creating is heavy work for the
/// service, which goes on with it after its answer.
const DEFAULT_CONNECTIONS: usize = 4;

/// Whether the files are named that a run requires; a dry run requires none.
fn check_files(many: &Many, from: &Path, how: &How) -> Result<(), Failure> {
    let lacks_notes = many.journal.is_none() || many.results.is_none();
    if lacks_notes && from.as_os_str() == "-" {
        let words = both(
            "--from - requires --journal FILE and --results FILE",
            "--from - 需要同时给出 --journal FILE 和 --results FILE",
        );
        return Err(Failure::usage(words));
    }
    if how.generate_password && how.credentials_out.is_none() {
        let words = both(
            "--generate-password requires --credentials-out FILE with --from",
            "--generate-password 与 --from 同用时需要 --credentials-out FILE",
        );
        return Err(Failure::usage(words));
    }
    Ok(())
}

/// What is settled before the first request.
pub(super) struct Batch<'a> {
    /// Whose words are used, and whose columns a roster has.
    pub(super) call: &'static Write,
    /// How it is found out what a request has done, and what the results say.
    pub(super) deed: Arc<dyn Deed>,
    pub(super) rows: &'static Rows,
    /// Shows the targets.
    pub(super) list: &'static Read,
    pub(super) from: &'a Path,
    pub(super) paths: Paths,
    pub(super) identity: Identity,
    pub(super) how: &'a How,
    /// Rows at a time.
    pub(super) connections: usize,
    pub(super) most_failures: Option<u64>,
    /// Whether rows in doubt are sent though no look can tell that they were
    /// not done.
    pub(super) sends_unknown: bool,
    /// Whether nothing is sent: rows in doubt are looked up.
    pub(super) only_looks: bool,
    /// What is to do about rows that were changed since they were sent.
    pub(super) if_changed: Text,
    /// What is to do about rows whose outcome is unknown, where the same command
    /// does not settle it.
    pub(super) if_unknown: Option<Text>,
    pub(super) context: &'a Context,
}

/// Does a write for each row of a roster.
///
/// # Errors
/// Whatever was not done: the exit status.
pub(super) fn run(
    call: &'static Write,
    many: &Many,
    from: &Path,
    how: &How,
    context: &Context,
) -> Result<(), Failure> {
    let deed = Listed {
        call,
        wait: how.wait(),
    };
    let (batch, mut roster) = read(call, Arc::new(deed), many, from, how, context)?;
    let mut opened = batch.open()?;
    put_ids(&batch, &mut roster)?;
    let steps = plan::decide(&batch, &mut roster, &mut opened)?;
    let sends = to_send(&roster, &steps).len();
    if context.dry_run {
        plan::print(call, &roster, &steps, context)?;
        return context.end_dry_run(sends > 0);
    }
    if sends > 0 {
        let (verb, each) = (call.does.capital(), batch.rows.each);
        let rows = counted(sends, each.en, each.zh);
        let question = text!("{verb} {rows}?", "{verb} {rows}？");
        match call.confirm_by_typing {
            true => context.confirm_typed(&question, &sends.to_string())?,
            false => context.confirm(&question)?,
        }
    }
    batch.carry_out(roster, &steps, opened)
}

/// Puts ids in the place of names, of roles and the like.
///
/// # Errors
/// Usage, with all rows whose names are not there.
fn put_ids(batch: &Batch<'_>, roster: &mut Roster) -> Result<(), Failure> {
    let mut ids = Ids::of(batch.context.client()?);
    let mut unknown = Vec::new();
    for row in &mut roster.rows {
        let found = ids.put(&mut row.filled)?.into_iter();
        unknown.extend(found.map(|it| it.on(row.line).named(&roster.names)));
    }
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(faults(batch.from, &unknown, &batch.context.console)),
    }
}

/// Rows at a time.
pub(super) fn connections(context: &Context) -> Result<usize, Failure> {
    let settings = context.settings()?;
    Ok(match settings.source(&CONNECTIONS) {
        Source::Default => DEFAULT_CONNECTIONS,
        _ => settings.connections(),
    })
}

/// Checks all that can be checked before the first request: the output, the
/// profile, which files, and every row.
///
/// # Errors
/// Usage or configuration; nothing was sent.
pub(super) fn read<'a>(
    call: &'static Write,
    deed: Arc<dyn Deed>,
    many: &Many,
    from: &'a Path,
    how: &'a How,
    context: &'a Context,
) -> Result<(Batch<'a>, Roster), Failure> {
    let columns = match context.dry_run {
        true => plan::DRY_RUN,
        false => deed.columns(),
    };
    choose(context.style()?, columns)?;
    context.refuse_if_read_only()?;
    let paths = Paths::new(
        from,
        [&many.journal, &many.results],
        how.credentials_out.as_ref(),
    )?;
    if !context.dry_run {
        check_files(many, from, how)?;
    }
    let roster = files::load(
        call,
        from,
        many.sheet.as_deref(),
        how.generate_password,
        context,
    )?;
    if how.wait() < SHOWN_AFTER && call.path == CREATE.path {
        let words = both(
            "--wait: the service may take 3 s until it shows an account",
            "--wait：服务最多需要 3 秒才能显示新账号",
        );
        context.console.warn(words);
    }
    let batch = Batch::new(call, deed, (from, paths), how, context)?;
    let most_failures = many.max_failures;
    Ok((
        Batch {
            most_failures,
            ..batch
        },
        roster,
    ))
}

/// What is said where `--again` has to wait.
pub(super) const CONTINUED: Both = both(
    "--again: the last run has not done all; this one continues it",
    "--again：上次执行尚未全部完成，本次接着执行",
);

/// What earlier runs have left.
pub(super) struct Opened {
    journal: Option<Journal>,
    /// Where the journal is put before a new one is made.
    away: Option<PathBuf>,
    /// What their journal tells.
    pub(super) history: History,
}

impl Opened {
    /// As if no run had been before: their journal is put away under a name with
    /// the time once this run begins.
    pub(super) fn anew(&mut self, journal: &Path) {
        let now = Timestamp::now().strftime(".%Y%m%d-%H%M%S%.3f").to_string();
        self.away = self.journal.is_some().then(|| beside(journal, &now));
        self.history = History::default();
    }
}

/// Renames a finished journal, which is closed by that.
fn put_away(journal: &mut Option<Journal>, path: &Path, away: &Path) -> Result<(), Failure> {
    let moved = put(path, away);
    *journal = None;
    moved.map_err(|error| {
        let what = text!(
            "nothing was sent: cannot rename {path}",
            "未发送任何请求：无法重命名 {path}",
            path = path.display()
        );
        Failure::local(what, error)
    })
}

impl<'a> Batch<'a> {
    /// A batch with the files of `paths`, called after the first.
    ///
    /// # Errors
    /// Usage, or no credentials.
    pub(super) fn new(
        call: &'static Write,
        deed: Arc<dyn Deed>,
        (from, paths): (&'a Path, Paths),
        how: &'a How,
        context: &'a Context,
    ) -> Result<Self, Failure> {
        // What a killed run may have sent must be found again.
        let (Some(rows), Some(list)) = (call.rows, call.list()) else {
            let words = both("this command takes no roster", "此命令不接受名单");
            return Err(Failure::usage(words));
        };
        paths.keep_from(from, context.out.file())?;
        let base = context.base()?;
        Ok(Self {
            call,
            deed,
            rows,
            list,
            from,
            paths,
            identity: Identity::of(call, context.client()?.app_id(), base),
            how,
            connections: connections(context)?,
            most_failures: None,
            sends_unknown: false,
            only_looks: false,
            if_changed: exit::PUT_BACK.into(),
            if_unknown: None,
            context,
        })
    }

    /// Looks at the files beside the roster; but in a dry run the journal is
    /// locked.
    ///
    /// # Errors
    /// Usage: one of them is not ours, or in use. Nothing was sent.
    pub(super) fn open(&self) -> Result<Opened, Failure> {
        let path = &self.paths.journal;
        let (journal, history) = Journal::open(path, &self.identity, self.context.dry_run)?;
        self.paths.check(&history, self.deed.columns())?;
        if journal.is_some() {
            self.paths.tidy(&history)?;
        }
        if let Some(path) = &self.paths.credentials {
            CredentialsFile::check(path, &history)?;
        }
        Ok(Opened {
            journal,
            away: None,
            history,
        })
    }

    /// Where earlier runs have done all that these steps are for, says so, or
    /// has it done again: then the steps are to be found anew.
    ///
    /// # Errors
    /// The output has no zone to say it in.
    pub(super) fn is_again(&self, opened: &mut Opened, steps: &[Step]) -> Result<bool, Failure> {
        let (again, sends) = (self.how.again, steps.iter().any(Step::sends));
        match opened.history.ended {
            Some(_) if again && !sends => {
                opened.anew(&self.paths.journal);
                return Ok(true);
            }
            Some(at) if !sends && opened.history.has_intents() => {
                let at = instant(at, &self.context.style()?.zone);
                let words = text!(
                    "done on {at}; --again repeats it",
                    "已于 {at} 完成；--again 可重复执行"
                );
                self.context.console.always(words);
            }
            _ if again && !opened.history.is_empty() => self.context.console.info(CONTINUED),
            _ => {}
        }
        Ok(false)
    }

    /// Does what was confirmed, a step a row, and tells what became of it.
    ///
    /// # Errors
    /// Whatever was not done: the exit status.
    pub(super) fn carry_out(
        &self,
        mut roster: Roster,
        steps: &[Step],
        opened: Opened,
    ) -> Result<(), Failure> {
        let Opened {
            mut journal,
            away,
            history,
        } = opened;
        if let Some(away) = &away {
            put_away(&mut journal, &self.paths.journal, away)?;
        }
        let sends = to_send(&roster, steps).len();
        let results = first_results(&roster, steps);
        let mut ran = Ran {
            earlier: count(&results, Status::Done),
            results,
            stop: None,
            journal: journal.map(Arc::new),
            credentials: None,
            finished: history.ended.filter(|_| sends == 0),
        };
        if ran.journal.is_some() || sends > 0 {
            self.begin(&mut roster, steps, &history, &mut ran)?;
            report::write_results(self, &roster, &under_way(&ran.results))?;
            self.send(&roster, steps, &mut ran)?;
        }
        report::finish(self, &roster, &mut ran)
    }

    /// Everything that is on disk before the first POST.
    fn begin(
        &self,
        roster: &mut Roster,
        steps: &[Step],
        history: &History,
        ran: &mut Ran,
    ) -> Result<(), Failure> {
        let path = self.paths.credentials.as_deref();
        let file = path.map(|path| CredentialsFile::open(path, self.call, history));
        let mut file = file.transpose()?;
        let name = file.as_ref().map(|file| file.name(&self.paths.journal));
        let found = steps.iter().filter_map(|step| match step {
            Step::Record(result) => Some(result.clone()),
            _ => None,
        });
        let journal = match ran.journal.take() {
            Some(journal) => Ok(journal),
            None => Journal::create(&self.paths.journal).map(Arc::new),
        };
        let begin = |journal: &Arc<Journal>| journal.begin(&self.identity, name, found);
        let begun = journal.and_then(|journal| begin(&journal).map(|()| journal));
        let journal = begun.inspect_err(|_| {
            file.take().into_iter().for_each(CredentialsFile::discard);
        })?;
        ran.journal = Some(journal);
        if let Some(file) = &mut file {
            file.add_rows(&mut roster.rows, steps, history)?;
        }
        ran.credentials = file;
        Ok(())
    }

    /// Sends what the steps ask for. The first Ctrl-C lets what is in flight
    /// end; a second one ends the program as soon as the files tell what is
    /// known.
    fn send(&self, roster: &Roster, steps: &[Step], ran: &mut Ran) -> Result<(), Failure> {
        let Some(journal) = ran.journal.clone() else {
            return Ok(());
        };
        interrupt::defer();
        let words = both("interrupted with rows in flight", "已中断，有行正在发送");
        let _words = interrupt::LastWords::leave(words, RESUME);
        let run = Run {
            client: self.context.client()?,
            deed: &self.deed,
            sends_unknown: self.sends_unknown,
            only_looks: self.only_looks,
            journal: &journal,
            timeout: self.context.settings()?.timeout(),
            wait: self.how.wait(),
            connections: self.connections,
            most_failures: self.most_failures,
            interrupted: &interrupt::caught,
            abandoned: &interrupt::caught_again,
        };
        let console = &self.context.console;
        let mut watch = Watch::new(to_send(roster, steps).len(), self.connections, console);
        let stop = run.run(&roster.rows, steps, &mut |told| {
            watch.see(&told, &roster.rows);
            match told {
                Told::Begun(_) | Told::Nothing => {}
                Told::Sent(place, result) => ran.results[place] = result,
                Told::Ended(place, result) => {
                    if let Some(file) = &mut ran.credentials {
                        file.note(&result);
                        file.save_if_due();
                    }
                    ran.results[place] = result;
                }
                Told::Abandoned => {
                    ran.stop = Some(Stop::Interrupted);
                    let ended = report::finish(self, roster, ran);
                    std::process::exit(super::status(ended, console).into());
                }
            }
        });
        // An interruption may have come when all was done.
        let all_done = count(&ran.results, Status::NotSent) == 0;
        ran.stop = stop.filter(|stop| !(all_done && *stop == Stop::Interrupted));
        Ok(())
    }
}
