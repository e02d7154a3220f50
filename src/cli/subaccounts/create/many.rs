//! `--from`: from the roster to the summary. One step after another; each is
//! a file of its own or the library's.

use super::passwords::{Claim, Keeper};
use super::paths::Paths;
use super::report::{RESULTS, Report};
use super::{How, doing, journal, plan, roster};
use crate::api::CallError;
use crate::batch::create::SHOWN_AFTER;
use crate::batch::journal::{Identity, Journal, State};
use crate::batch::plan::{Step, Totals, forsaken, steps, to_send, unsettled};
use crate::batch::preflight::fits;
use crate::batch::results::{RowResult, Status};
use crate::batch::roster::{Passwords, Roster, RosterRow, phones_over_limit};
use crate::batch::survey::{self, Left};
use crate::cli::console::Console;
use crate::cli::globals::Globals;
use crate::cli::prompt;
use crate::cli::session::{Session, Setup};
use crate::config::Source;
use crate::failure::{Failure, Kind};
use crate::output::{Style, choose};
use crate::text::counted;
use crate::text::escape;
use clap::Args;
use std::path::{Path, PathBuf};

/// Rows at a time unless told otherwise: creating is heavy work for the
/// service, which goes on with it after its answer.
const DEFAULT_CONNECTIONS: usize = 4;

/// The options of rosters, in the help.
pub(super) const HEADING: &str = "Many accounts";

/// Many accounts.
#[derive(Debug, Args)]
pub(super) struct Many {
    /// Create an account for each row of this CSV (- for stdin), 4 at a time
    /// unless --connections says otherwise. Safe to run again after any
    /// interruption: what is done is not done twice
    #[arg(long, value_name = "FILE|-", conflicts_with = "One", help_heading = HEADING)]
    pub(super) from: Option<PathBuf>,
    /// Where the run keeps what it has done [default: FILE.journal.jsonl]
    #[arg(
        long,
        value_name = "FILE",
        requires = "from",
        required_if_eq("from", "-")
    )]
    pub(super) journal: Option<PathBuf>,
    /// Where every row's result goes [default: FILE.results.csv]; the rows
    /// that failed go into FILE.failed.csv, to be mended and run again. With
    /// --excel the results are a spreadsheet's, too
    #[arg(
        long,
        value_name = "FILE",
        requires = "from",
        required_if_eq("from", "-")
    )]
    pub(super) results: Option<PathBuf>,
    /// Stop once N rows have failed
    #[arg(long, value_name = "N", requires = "from", help_heading = HEADING,
          value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_failures: Option<u64>,
}

/// Everything a run has settled before the first request.
pub(super) struct Batch<'a> {
    pub(super) many: &'a Many,
    pub(super) how: &'a How,
    pub(super) from: &'a Path,
    pub(super) console: &'a Console,
    pub(super) style: Style,
    pub(super) paths: Paths,
    pub(super) session: Session,
    pub(super) connections: usize,
    identity: Identity,
}

impl Many {
    pub(super) fn run(
        &self,
        from: &Path,
        how: &How,
        globals: &Globals,
        console: &Console,
    ) -> Result<(), Failure> {
        let setup = Setup::read(globals)?;
        let console = &setup.console(console);
        let style = checked_style(&setup, globals, how)?;
        setup.refuse_if_read_only(how.dry_run || globals.print_curl)?;
        let paths = Paths::of(self, from, how)?;
        let passwords = passwords(how)?;
        let roster = roster::load(from, passwords, console)?;
        if how.wait() < SHOWN_AFTER {
            console.warn("--wait: the service may take 3 s until it shows an account");
        }
        let session = Session::open(globals, &setup, console, how.dry_run)?;
        let base = match globals.sandbox {
            true => "the sandbox".into(),
            false => setup.settings.base_url.value.as_str().to_owned(),
        };
        let batch = Batch {
            many: self,
            how,
            from,
            console,
            style,
            paths,
            connections: connections(&setup, &session),
            identity: Identity {
                app_id: session.client.app_id().to_owned(),
                base,
            },
            session,
        };
        batch.run(roster)
    }
}

fn checked_style(setup: &Setup, globals: &Globals, how: &How) -> Result<Style, Failure> {
    let style = setup.style(globals)?;
    let columns = if how.dry_run { plan::DRY_RUN } else { RESULTS };
    choose(&style, columns)?;
    Ok(style)
}

fn passwords(how: &How) -> Result<Passwords, Failure> {
    match (how.generate_password, &how.credentials_out) {
        (false, _) => Ok(Passwords::FromFile),
        (true, Some(_)) => Ok(Passwords::Generated),
        (true, None) => Err(Failure::usage(
            "--generate-password wants --credentials-out FILE with --from",
        )),
    }
}

fn connections(setup: &Setup, session: &Session) -> usize {
    match setup.settings.connections.source {
        Source::Default => DEFAULT_CONNECTIONS,
        _ => session.connections,
    }
}

impl Batch<'_> {
    fn run(&self, mut roster: Roster) -> Result<(), Failure> {
        let wanted = &self.paths.journal;
        let (journal, state) = journal::read(wanted, &self.identity, self.how.dry_run)?;
        self.paths.check(&state)?;
        let credentials = self.paths.credentials.as_deref();
        let claim = credentials.map(|path| Claim::check(path, &state));
        let claim = claim.transpose()?;
        let steps = self.plan(&roster, &state)?;
        if self.how.dry_run {
            return plan::print(&roster, &steps, &self.style);
        }
        let sends = to_send(&roster, &steps).len();
        if sends > 0 {
            let question = format!("Create {}?", counted(sends, "sub-account"));
            prompt::confirm(&question, self.how.yes, self.console)?;
        }
        let mut report = Report::new(self, first_results(&roster, &steps));
        if journal.is_none() && sends == 0 {
            return report.finish(&roster, None, Keeper::none());
        }
        let (journal, mut keeper) =
            self.begin(journal, claim.as_ref(), &mut roster, &steps, &state)?;
        report.write_results()?;
        doing::run(self, &journal, &roster, &steps, &mut report, &mut keeper);
        report.finish(&roster, Some(&journal), keeper)
    }

    /// Everything that is on disk before the first POST.
    fn begin(
        &self,
        journal: Option<Journal>,
        claim: Option<&Claim>,
        roster: &mut Roster,
        steps: &[Step],
        state: &State,
    ) -> Result<(Journal, Keeper), Failure> {
        let file = claim.map(Claim::take).transpose()?;
        let journal = match journal {
            Some(journal) => journal,
            None => journal::create(&self.paths.journal)
                .inspect_err(|_| claim.iter().for_each(|claim| claim.let_go()))?,
        };
        journal::begin(&journal, &self.identity, claim.map(Claim::name), steps)?;
        let keeper = match claim.zip(file) {
            Some((claim, file)) => claim.enter(file, roster, steps, state)?,
            None => Keeper::none(),
        };
        Ok((journal, keeper))
    }

    /// What will be done with each row, shown; conflicts end it here.
    fn plan(&self, roster: &Roster, state: &State) -> Result<Vec<Step>, Failure> {
        let client = &self.session.client;
        let emails = unsettled(roster, state);
        let words = format!("looking up {}", counted(emails.len(), "e-mail"));
        let find = || survey::find(client, &emails, self.connections);
        let found = doing::with_progress(self.console, &words, find)
            .map_err(|error| error.failure("sub-accounts"))?;
        let steps = steps(roster, state, &found);
        let name = roster::name(self.from);
        let name = format!("{}: {}", escape(&name), counted(roster.rows.len(), "row"));
        plan::show_steps(&name, &self.session.account, &steps, self.console);
        let forsaken = forsaken(roster, state);
        if !forsaken.is_empty() {
            self.console.warn(&format!(
                "sent earlier with an unknown end, and not in the roster any more: {}",
                forsaken.join(", ")
            ));
        }
        let rows = to_send(roster, &steps);
        if !rows.is_empty() {
            let left = self.check_group(roster, &rows)?;
            let totals = Totals::of(rows.iter().map(|row| &row.account));
            plan::show_totals(&totals, &left, self.console);
        }
        Ok(steps)
    }

    /// Phones, plan, and what is left; `None` with `--no-preflight`.
    fn check_group(
        &self,
        roster: &Roster,
        rows: &[&RosterRow],
    ) -> Result<Option<Result<Left, CallError>>, Failure> {
        if self.how.no_preflight {
            return Ok(None);
        }
        let client = &self.session.client;
        let read = || survey::group(client, self.connections);
        let words = "reading the group's accounts";
        let group = doing::with_progress(self.console, words, read)
            .map_err(|error| error.failure("sub-accounts"))?;
        let faults = phones_over_limit(roster, &group.phones);
        if !faults.is_empty() {
            return Err(roster::faults(self.from, &faults, self.console));
        }
        let plan = group.plan.unwrap_or_default();
        let conflicts = rows
            .iter()
            .filter(|row| !fits(row.account.allotment(), &plan))
            .count();
        if conflicts > 0 {
            let column = match plan.as_str() {
                "minutes" => "minutes (分钟数)",
                _ => "concurrent (并发数)",
            };
            let are = if conflicts == 1 { "is" } else { "are" };
            let message = format!(
                "the group's accounts are billed by {plan}, and {} {are} not; nothing was sent",
                counted(conflicts, "row")
            );
            let hint = format!("give the column {column} instead");
            return Err(Failure::new(Kind::Refused, message).hint(hint));
        }
        let words = "asking what the group has left";
        let left = doing::with_progress(self.console, words, || survey::left(client));
        Ok(Some(left))
    }
}

/// How each row stands before the first POST of this run.
fn first_results(roster: &Roster, steps: &[Step]) -> Vec<RowResult> {
    let rows = roster.rows.iter().zip(steps);
    let results = rows.map(|(row, step)| {
        let new = |status| RowResult::new(row.line, row.account.email(), status);
        match step {
            Step::Stands(result) | Step::Note(result) => result.clone(),
            Step::Create => new(Status::NotSent),
            Step::Settle(intent) => new(Status::Unknown)
                .made_password(intent.made_password)
                .because("an earlier run may have sent it; not looked up"),
        }
    });
    results.collect()
}
