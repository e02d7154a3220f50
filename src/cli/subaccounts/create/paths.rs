//! The files beside a roster: which they are, and that none of them is
//! somebody else's.

use super::How;
use super::many::Many;
use crate::batch::files::{beside, look};
use crate::batch::journal::State;
use crate::batch::results;
use crate::failure::Failure;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf, absolute};

/// Every file of a run but the roster itself.
#[derive(Debug)]
pub(super) struct Paths {
    pub(super) journal: PathBuf,
    pub(super) results: PathBuf,
    pub(super) failed: PathBuf,
    pub(super) credentials: Option<PathBuf>,
}

impl Paths {
    /// The files that the options name, or else those beside the roster.
    ///
    /// # Errors
    /// Usage: two of them are one.
    pub(super) fn of(many: &Many, from: &Path, how: &How) -> Result<Self, Failure> {
        let default = |given: &Option<PathBuf>, ending| match given {
            Some(path) => path.clone(),
            None => beside(from, ending),
        };
        let results = default(&many.results, ".results.csv");
        let of_failed = if from.as_os_str() == "-" {
            &results
        } else {
            from
        };
        let paths = Self {
            journal: default(&many.journal, ".journal.jsonl"),
            failed: beside(of_failed, ".failed.csv"),
            results,
            credentials: how.credentials_out.clone(),
        };
        paths.differ(from)?;
        Ok(paths)
    }

    fn differ(&self, from: &Path) -> Result<(), Failure> {
        let all = [from, &self.journal, &self.results, &self.failed];
        let all = all
            .into_iter()
            .chain(self.credentials.as_deref())
            .map(|path| absolute(path).unwrap_or_else(|_| path.to_owned()));
        let mut seen = Vec::new();
        for path in all {
            if seen.contains(&path) {
                let shown = path.display();
                return Err(Failure::usage(format!(
                    "{shown} cannot be two things at once: roster, journal, results, failed rows \
                     and credentials are a file each"
                )));
            }
            seen.push(path);
        }
        Ok(())
    }

    /// Refuses to write over what is not ours.
    ///
    /// # Errors
    /// Usage; nothing was sent.
    pub(super) fn check(&self, state: &State) -> Result<(), Failure> {
        let (shown, failed) = (self.results.display(), self.failed.display());
        match is_headed(&self.results) {
            Ok(true) => {}
            Ok(false) => {
                let message = format!("{shown} is there and no results file; nothing was sent");
                return Err(Failure::usage(message).hint("name another with --results"));
            }
            Err(error) => return Err(unusable(&self.results, &error)),
        }
        match look(&self.failed).map_err(|error| unusable(&self.failed, &error))? {
            Some(stamp) if !state.failed_rows.contains(&stamp) => {
                let message = format!(
                    "{failed} was not written by this run's journal, or was changed since; \
                     nothing was sent"
                );
                Err(Failure::usage(message).hint(format!(
                    "if it is still to be run, run it with --from {failed}; if it has been run \
                     already, remove it or move it away, and run this again"
                )))
            }
            _ => Ok(()),
        }
    }
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    Failure::usage(format!("cannot use {shown}: {error}; nothing was sent"))
}

/// Whether a results file may take this place.
fn is_headed(path: &Path) -> io::Result<bool> {
    if look(path)?.is_none() {
        return Ok(true);
    }
    let mut start = Vec::new();
    File::open(path)?
        .take(results::HEAD)
        .read_to_end(&mut start)?;
    Ok(results::is_headed(&start))
}
