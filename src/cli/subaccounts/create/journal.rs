//! The journal of a run, and what is said where it cannot be used. Nothing
//! has been sent then.

use crate::batch::journal::{Identity, Journal, JournalError, Record, State};
use crate::batch::plan::Step;
use crate::clock;
use crate::failure::Failure;
use std::path::Path;

/// The journal of an earlier run, if there is one, and what it tells. A dry
/// run only looks at it.
///
/// # Errors
/// Usage.
pub(super) fn read(
    path: &Path,
    identity: &Identity,
    dry_run: bool,
) -> Result<(Option<Journal>, State), Failure> {
    if dry_run {
        let state = Journal::peek(path, identity).map_err(refused)?;
        return Ok((None, state));
    }
    let opened = Journal::open(path, identity).map_err(refused)?;
    Ok(match opened {
        Some((journal, state)) => (Some(journal), state),
        None => (None, State::default()),
    })
}

/// A new journal. It is made once the plan is confirmed: a look leaves no
/// file behind.
///
/// # Errors
/// Usage, also where another run was quicker.
pub(super) fn create(path: &Path) -> Result<Journal, Failure> {
    Journal::create(path).map_err(refused)
}

/// Notes that the run begins, and what an earlier one could not note any more.
///
/// # Errors
/// It cannot be written.
pub(super) fn begin(
    journal: &Journal,
    identity: &Identity,
    credentials: Option<String>,
    steps: &[Step],
) -> Result<(), Failure> {
    let mut found = steps.iter().filter_map(|step| match step {
        Step::Note(result) => Some(Record::Outcome(result.outcome())),
        _ => None,
    });
    let begun = journal.begin(identity, clock::unix_millis(), credentials);
    let noted = begun.and_then(|()| found.try_for_each(|record| journal.append(&record)));
    noted.map_err(|error| {
        let shown = journal.path().display();
        Failure::local(
            format!("nothing was sent: cannot write the journal {shown}"),
            &error,
        )
    })
}

fn refused(error: JournalError) -> Failure {
    let hint = match error {
        JournalError::Locked(_) => "wait until it has ended; one journal serves one run at a time",
        JournalError::Io { .. } => "name another with --journal",
        JournalError::Damaged { .. } => {
            "it tells what was sent: look at it before anything is sent again; --journal names \
             another"
        }
        JournalError::Foreign { .. } => {
            "use the profile it was written with, or name another with --journal"
        }
    };
    Failure::usage(format!("{error}; nothing was sent")).hint(hint)
}
