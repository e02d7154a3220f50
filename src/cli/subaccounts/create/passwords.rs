//! The credentials file of a run that may be interrupted: made passwords are
//! in it before the first POST, and a resumed run goes on with its own.

use crate::bulk::credentials::{CredentialsFile, Entry};
use crate::bulk::files::look;
use crate::bulk::journal::State;
use crate::bulk::plan::Step;
use crate::bulk::results::{RowResult, Status};
use crate::bulk::roster::{Roster, RosterRow};
use crate::clock;
use crate::error::Failure;
use crate::secret::Secret;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::time::{Duration, Instant};

/// Between two saves of a run: a killed run loses at most so much of what can
/// be looked up again.
const SAVE_EVERY: Duration = Duration::from_secs(3);

/// A credentials file that may be used.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    /// Whether an earlier part of the same run made it.
    own: bool,
}

impl Claim {
    /// Settles whether the file may be used, before anything is sent.
    ///
    /// # Errors
    /// Usage: it is somebody else's, or our own is gone.
    pub(super) fn check(path: &Path, state: &State, generates: bool) -> Result<Self, Failure> {
        let shown = path.display();
        let there = look(path)
            .map_err(|error| Failure::usage(format!("cannot use {shown}: {error}")))?
            .is_some();
        let mut claim = Self {
            path: path.to_owned(),
            own: false,
        };
        let named = state.credentials.contains(&claim.name());
        claim.own = there && named;
        if there && !named {
            let message = format!("--credentials-out {shown}: there is such a file already");
            return Err(Failure::usage(format!("{message}; nothing was sent"))
                .hint("name a file that does not exist yet; none is ever overwritten"));
        }
        if named && !there && generates && state.has_intents() {
            let message = format!(
                "{shown} is gone, which held the passwords that this run made; nothing was sent"
            );
            return Err(Failure::usage(message).hint(
                "put it back; or name a new one, and reset the passwords of the accounts that \
                 exist already",
            ));
        }
        Ok(claim)
    }

    /// As the journal names it.
    pub(super) fn name(&self) -> String {
        let path = absolute(&self.path).unwrap_or_else(|_| self.path.clone());
        path.to_string_lossy().into_owned()
    }

    /// Opens or makes the file. All rows that will be sent are in it, and on
    /// disk, when this returns; passwords that an earlier part of the run made
    /// are used again.
    ///
    /// # Errors
    /// It cannot be read or written, or holds no sound password.
    pub(super) fn open(&self, roster: &mut Roster, steps: &[Step]) -> Result<Keeper, Failure> {
        let failed = |error: io::Error| {
            let shown = self.path.display();
            Failure::local(&format!("nothing was sent: cannot use {shown}"), &error)
        };
        let opened = match self.own {
            true => CredentialsFile::reopen(&self.path),
            false => CredentialsFile::create(&self.path),
        };
        let mut file = opened.map_err(failed)?;
        let before: HashSet<String> = with_passwords(&file).collect();
        for (row, step) in roster.rows.iter_mut().zip(steps) {
            if matches!(step, Step::Create | Step::Settle(_)) {
                enter(&mut file, row).map_err(|rule| {
                    let (shown, email) = (self.path.display(), row.account.email());
                    Failure::usage(format!(
                        "{shown}: the password of {email} {rule}; nothing was sent"
                    ))
                })?;
            }
        }
        file.save().map_err(failed)?;
        let mut keeper = Keeper {
            fresh: with_passwords(&file)
                .filter(|email| !before.contains(email))
                .collect(),
            file: Some(file),
            saved: clock::instant(),
            failed: None,
        };
        for step in steps {
            if let Step::Stands(result) | Step::Note(result) = step {
                keeper.note(result);
            }
        }
        Ok(keeper)
    }
}

/// Puts a row that will be sent into the file, or takes its password out.
fn enter(file: &mut CredentialsFile, row: &mut RosterRow) -> Result<(), String> {
    let email = row.account.email().to_owned();
    let known = file.get(&email).map(|entry| entry.password.clone());
    match known.filter(|password| !password.expose().is_empty()) {
        Some(password) if row.password_generated => {
            row.account = row.account.clone().with_password(password)?;
        }
        _ if row.password_generated => {
            file.set(Entry::new(&email, row.account.password().clone()));
        }
        _ => file.set(Entry::new(&email, Secret::new(""))),
    }
    Ok(())
}

/// The e-mails whose passwords the file holds.
fn with_passwords(file: &CredentialsFile) -> impl Iterator<Item = String> {
    let entries = file.entries().iter();
    entries
        .filter(|entry| !entry.password.expose().is_empty())
        .map(|entry| entry.email.clone())
}

/// Keeps the file up to date.
#[derive(Debug)]
pub(super) struct Keeper {
    file: Option<CredentialsFile>,
    /// The e-mails whose passwords this run made.
    fresh: HashSet<String>,
    saved: Instant,
    failed: Option<io::Error>,
}

impl Keeper {
    /// Nothing is kept.
    pub(super) fn none() -> Self {
        Self {
            file: None,
            fresh: HashSet::new(),
            saved: clock::instant(),
            failed: None,
        }
    }

    /// Whether there is a file.
    pub(super) fn keeps(&self) -> bool {
        self.file.is_some()
    }

    /// Takes the ids and the secret of an account of this run.
    pub(super) fn note(&mut self, result: &RowResult) {
        let Some(file) = &mut self.file else { return };
        if !matches!(result.status, Status::Created | Status::Changed) {
            return;
        }
        let old = file.get(&result.email).cloned();
        let mut entry = old.unwrap_or_else(|| Entry::new(&result.email, Secret::new("")));
        if result.sent_earlier && self.fresh.contains(&entry.email) {
            // Its password was made then, and is where that run kept it.
            entry.password = Secret::new("");
        }
        entry.user_id.clone_from(&result.user_id);
        entry.app_id.clone_from(&result.app_id);
        if !result.app_secret.expose().is_empty() {
            entry.app_secret = result.app_secret.clone();
        }
        file.set(entry);
    }

    /// Saves now and then.
    pub(super) fn save_if_due(&mut self) {
        let now = clock::instant();
        if now - self.saved >= SAVE_EVERY {
            self.saved = now;
            self.save();
        }
    }

    /// Saves; the last failure is kept for [`Self::end`].
    pub(super) fn save(&mut self) {
        if let Some(file) = &self.file {
            self.failed = file.save().err();
        }
    }

    /// Saves for the last time.
    ///
    /// # Errors
    /// What was not saved can be looked up again; the passwords are there.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        self.save();
        self.failed.map_or(Ok(()), |error| {
            Err(Failure::local(
                "cannot write the accounts' ids into --credentials-out",
                &error,
            )
            .hint("run the same command again: it looks them up"))
        })
    }
}
