//! Where a command keeps what it has sent, and what becomes of that file.

use super::sending::SendingArgs;
use crate::batch::allocate::earlier::Item;
use crate::batch::allocate::undo;
use crate::batch::files::{look, unsent};
use crate::batch::journal::{Identity, Journal, Known, SANDBOX};
use crate::batch::roster::MAX_BYTES;
use crate::cli::batch::{CONTINUED, Opened, Paths};
use crate::cli::context::Context;
use crate::config::state_dir;
use crate::failure::{self, Failure};
use crate::files::{folder_of, read_bounded, remove};
use crate::lang::{Text, both, counted};
use crate::sandbox::APP_ID;
use crate::text;
use crate::text::{shell_word, shown_path};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// What the name of a journal in the state folder begins and ends with.
const KEPT: (&str, &str) = ("allocate-", ".jsonl");

/// The files of a command.
pub(super) struct Place {
    pub(super) paths: Paths,
    /// Whether the journal is removed once all is done.
    pub(super) is_own: bool,
}

impl Place {
    /// Beside the roster, or where it is named, or in the state folder under a
    /// name that tells the command.
    ///
    /// # Errors
    /// Usage: a file cannot be used.
    pub(super) fn of(
        sending: &SendingArgs,
        from: Option<&Path>,
        words: &str,
        context: &Context,
    ) -> Result<Self, Failure> {
        let (journal, results) = (&sending.journal, &sending.results);
        if let Some(from) = from {
            let lacks = journal.is_none() || results.is_none();
            if lacks && from.as_os_str() == "-" && !context.dry_run {
                return Err(Failure::usage(both(
                    "--from - requires --journal FILE and --results FILE",
                    "--from - 需要同时给出 --journal FILE 和 --results FILE",
                )));
            }
            let paths = Paths::new(from, [journal, results], None)?;
            return Ok(Self {
                paths,
                is_own: false,
            });
        }
        match journal {
            Some(named) => Self::settling(named, sending),
            None => {
                let journal = match kept(words, context) {
                    // Nothing is kept of a dry run: where no home is, none was.
                    Err(_) if context.dry_run => PathBuf::new(),
                    journal => journal?,
                };
                Ok(Self {
                    paths: Paths::of_journal(&journal, results)?,
                    is_own: true,
                })
            }
        }
    }

    /// A journal by itself.
    ///
    /// # Errors
    /// Usage: the results cannot be written there.
    pub(super) fn settling(journal: &Path, sending: &SendingArgs) -> Result<Self, Failure> {
        let name = journal.file_name().and_then(|name| name.to_str());
        let is_kept = name.is_some_and(|name| name.starts_with(KEPT.0) && name.ends_with(KEPT.1));
        let is_in_state = || {
            let folder = folder_of(journal).canonicalize();
            state_dir().is_ok_and(|state| state.canonicalize().ok() == folder.ok())
        };
        Ok(Self {
            paths: Paths::of_journal(journal, &sending.results)?,
            is_own: is_kept && is_in_state(),
        })
    }

    /// That the journal beside a roster is not missing where its results are there.
    ///
    /// # Errors
    /// Usage: what they tell of would be done once more.
    pub(super) fn is_not_missing(&self, from: &Path) -> Result<(), Failure> {
        let Paths {
            journal, results, ..
        } = &self.paths;
        let Ok(beside) = Paths::new(from, [&None, &None], None) else {
            return Ok(());
        };
        let is_beside = *journal == beside.journal && *results == beside.results;
        let results = results.as_deref().filter(|_| is_beside);
        let has_rows = |path: &&Path| {
            let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
            std::fs::read(path).is_ok_and(|bytes| lines(&bytes) > 1)
        };
        let Some(results) = results.filter(has_rows) else {
            return Ok(());
        };
        let (journal, results) = (journal.display(), results.display());
        Err(unsent(
            text!(
                "{results} tells of a run, and its journal {journal} is missing",
                "{results} 记录了一次执行，但其执行日志 {journal} 不见了"
            ),
            both(
                "put the journal back; --again does all of the roster, whatever was done",
                "请放回执行日志；--again 会重做整份名单，无论之前做过什么",
            ),
        ))
    }

    /// That no results of another run are written over: it could not be undone any
    /// more. Those of which nothing can be undone may be.
    ///
    /// # Errors
    /// Usage: there are such.
    pub(super) fn keeps_other_results(&self) -> Result<(), Failure> {
        let Some(results) = &self.paths.results else {
            return Ok(());
        };
        let has_bytes = matches!(look(results), Ok(Some(found)) if found.size > 0);
        let bytes = read_bounded(results, MAX_BYTES);
        let is_idle = bytes.is_ok_and(|bytes| undo::read(&bytes).is_ok_and(|all| all.is_empty()));
        if !has_bytes || is_idle {
            return Ok(());
        }
        let shown = results.display();
        Err(unsent(
            text!(
                "{shown} tells of another run, which nothing else can undo",
                "{shown} 记录了另一次执行，撤销那次执行只能靠它"
            ),
            both(
                "name another with --results, or move that one away",
                "请用 --results 指定其他文件，或移走该文件",
            ),
        ))
    }

    /// Ends a run: a journal of our own is removed once all that was asked for is
    /// done, or nothing is. A journal does not tell of what was never sent: that of a
    /// run which was stopped is kept.
    ///
    /// # Errors
    /// That of the run.
    pub(super) fn end(
        &self,
        ended: Result<(), Failure>,
        identity: &Identity,
    ) -> Result<(), Failure> {
        let journal = &self.paths.journal;
        if self.is_own
            && let Ok((_, history)) = Journal::open(journal, identity, true)
        {
            let is_done = |known: &Known| matches!(known, Known::Done(..));
            let is_over = |known: &Known| matches!(known, Known::Failed);
            if ended.is_ok() && history.all().all(is_done) || history.all().all(is_over) {
                self.forget();
            }
        }
        ended
    }

    /// Removes the journal, which would only be in the way of the same command.
    pub(super) fn forget(&self) {
        let _ = std::fs::remove_file(&self.paths.journal);
    }

    /// How what is unknown is settled.
    pub(super) fn way_out(&self) -> Text {
        let journal = shell_word(&self.paths.journal.display().to_string());
        text!(
            "`polyv-group subaccounts allocate --settle {journal}` looks again. Only where it was \
             not done: the same command with --send-unknown sends it again",
            "`polyv-group subaccounts allocate --settle {journal}` 会再次查询。确认未执行时，\
             才给同一命令加上 --send-unknown 重新发送"
        )
    }
}

/// The journal of a command that was stopped, or a new one.
fn kept(words: &str, context: &Context) -> Result<PathBuf, Failure> {
    let (folder, app_id) = (state_dir()?, context.client()?.app_id());
    let name = format!("{app_id}\n{}\n{words}", context.base()?);
    let ending = format!("-{}{}", hash(&name), KEPT.1);
    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let stopped = names.filter(|name| name.starts_with(KEPT.0) && name.ends_with(&ending));
    let name = stopped.max().unwrap_or_else(|| {
        let now = Timestamp::now().strftime("%Y%m%d-%H%M%S");
        format!("{}{now}{ending}", KEPT.0)
    });
    Ok(folder.join(name))
}

/// The file of the claims of an account at one service, in this folder.
pub(super) fn claims(folder: &Path, app_id: &str, base: &str) -> PathBuf {
    let name = hash(&format!("{app_id}\n{base}"));
    folder.join(format!("allocations-{name}.jsonl"))
}

/// Removes from the state folder what allocations of the sandbox left there: it
/// tells of a world that is no more.
///
/// # Errors
/// A file cannot be removed.
pub(in crate::cli) fn forget_sandbox(folder: &Path) -> Result<(), Failure> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let journals = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(KEPT.0) && name.ends_with(KEPT.1))
            && Journal::identity(path).is_some_and(|of| of.base == SANDBOX.en)
    });
    let claims = claims(folder, APP_ID, SANDBOX.en);
    for file in journals.chain([claims]) {
        failure::local(remove(&file), || {
            let file = shown_path(&file);
            text!("cannot remove {file}", "无法删除 {file}")
        })?;
    }
    Ok(())
}

/// A name of a text, for files.
pub(super) fn hash(text: &str) -> String {
    let digest = format!("{:x}", md5::compute(text));
    digest[..12].to_owned()
}

/// Begins anew: once it is agreed on, the journal of the earlier runs is put
/// away. One that was stopped before its end is continued: what it has done of
/// the repetition is not done twice.
///
/// # Errors
/// Usage: something of it is unknown.
pub(super) fn again(opened: &mut Opened, journal: &Path, context: &Context) -> Result<(), Failure> {
    let is_open = |known: &&Known| matches!(known, Known::Open(_));
    match opened.history.all().filter(is_open).count() {
        0 if opened.history.ended.is_some() => {
            opened.anew(journal);
            Ok(())
        }
        0 if opened.history.is_empty() => Ok(()),
        0 => {
            context.console.info(CONTINUED);
            Ok(())
        }
        open => {
            let shown = shell_word(&journal.display().to_string());
            let open = counted(open, "request", "个请求");
            let message = text!(
                "the run before has left {open} unknown",
                "上次执行有 {open}结果未知"
            );
            let hint = text!(
                "settle them first: `polyv-group subaccounts allocate --settle {shown}`, or \
                 --send-unknown without --again",
                "请先查清：`polyv-group subaccounts allocate --settle {shown}`，或改用 \
                 --send-unknown，不加 --again"
            );
            Err(unsent(message, hint))
        }
    }
}

/// `done on 2026-11-30 08:00`: when the last of these was.
///
/// # Errors
/// The output has no zone to say it in.
pub(super) fn done_on(items: &[Item], context: &Context) -> Result<Text, Failure> {
    let times = items.iter().filter_map(|item| match &item.known {
        Known::Done(_, outcome) => outcome.at,
        _ => None,
    });
    let at = times.max();
    let at = at.and_then(|at| Timestamp::from_millisecond(at).ok());
    let zone = &context.style()?.zone;
    Ok(match at {
        Some(at) => text!(
            "done on {on}",
            "已于 {on} 完成",
            on = at
                .to_zoned_datetime(zone.clone())
                .strftime("%Y-%m-%d %H:%M")
        ),
        None => both("done", "已完成").into(),
    })
}
