//! The credentials file of a run that may be interrupted: made passwords are
//! in it before the first POST, and a resumed run goes on with its own.

use crate::batch::credentials::{CredentialsFile, Entry};
use crate::batch::files::look;
use crate::batch::journal::{Known, State};
use crate::batch::plan::Step;
use crate::batch::results::{RowResult, Status};
use crate::batch::roster::{Roster, RosterRow};
use crate::clock;
use crate::failure::Failure;
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
    /// Settles whether the file may be used, before anything is sent. A run
    /// has one file from its first POST on: two would each hold passwords of
    /// the other's accounts that were never sent.
    ///
    /// # Errors
    /// Usage: it is somebody else's, or our own is another one, or gone.
    pub(super) fn check(path: &Path, state: &State) -> Result<Self, Failure> {
        let there = look(path)
            .map_err(|error| unusable(path, &error))?
            .is_some();
        let named = state.credentials.as_deref();
        let own = named.is_some_and(|named| is_same(path, Path::new(named)));
        match named {
            Some(named) if !own && state.has_intents() => Err(another(path, named)),
            _ if there && !own => Err(taken(path)),
            _ if own && !there && state.needs_made_passwords() => Err(gone(path)),
            _ => Ok(Self {
                path: if there { resolved(path) } else { full(path) },
                own: there,
            }),
        }
    }

    /// As the journal names it.
    pub(super) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Opens or makes the file, before the journal names it as the run's own:
    /// another run may have made one of that name since [`Self::check`].
    ///
    /// # Errors
    /// It is another run's, or cannot be read or made.
    pub(super) fn take(&self) -> Result<CredentialsFile, Failure> {
        let opened = match self.own {
            true => CredentialsFile::reopen(&self.path),
            false => CredentialsFile::create(&self.path),
        };
        opened.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => taken(&self.path),
            _ => self.failed(&error),
        })
    }

    /// Undoes [`Self::take`] where nothing has named the file yet.
    pub(super) fn let_go(&self) {
        if !self.own {
            // It is empty; why the run ends is said already.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// Enters all rows that will be sent. They are on disk when this returns;
    /// passwords that an earlier part of the run made are used again, those of
    /// accounts that surely do not exist are gone.
    ///
    /// # Errors
    /// It cannot be written, or lacks a password that was sent.
    pub(super) fn enter(
        &self,
        mut file: CredentialsFile,
        roster: &mut Roster,
        steps: &[Step],
        state: &State,
    ) -> Result<Keeper, Failure> {
        let mut sends = HashSet::new();
        for (row, step) in roster.rows.iter_mut().zip(steps) {
            if matches!(step, Step::Create | Step::Settle(_)) {
                sends.insert(row.account.email().to_lowercase());
                enter(&mut file, row, step).map_err(|rule| {
                    let (shown, email) = (self.path.display(), row.account.email());
                    let words = format!("{shown}: the password of {email} {rule}");
                    Failure::usage(format!("{words}; nothing was sent"))
                        .hint("put it back, or give the row a password of its own")
                })?;
            }
        }
        file.retain(|entry| {
            let known = state.of(&entry.email);
            sends.contains(&entry.email.to_lowercase())
                || matches!(known, Some(Known::Done { .. } | Known::Open(_)))
        });
        file.save().map_err(|error| self.failed(&error))?;
        let mut keeper = Keeper::of(Some(file));
        for step in steps {
            if let Step::Stands(result) | Step::Note(result) = step {
                keeper.note(result);
            }
        }
        Ok(keeper)
    }

    fn failed(&self, error: &io::Error) -> Failure {
        let shown = self.path.display();
        Failure::local(format!("nothing was sent: cannot use {shown}"), error)
    }
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot use {}: {error}", path.display()))
}

fn taken(path: &Path) -> Failure {
    let shown = path.display();
    let message = format!("--credentials-out {shown}: there is such a file already");
    Failure::usage(format!("{message}; nothing was sent"))
        .hint("name a file that does not exist yet; none is ever overwritten")
}

fn another(path: &Path, named: &str) -> Failure {
    let shown = path.display();
    Failure::usage(format!(
        "--credentials-out {shown}: this run's credentials are in {named}; nothing was sent"
    ))
    .hint(format!(
        "give --credentials-out {named}; if it was moved, move it back; for another file begin \
         anew, with a new --journal and a roster of the rows that are not created"
    ))
}

fn gone(path: &Path) -> Failure {
    let shown = path.display();
    let message = format!("{shown} is gone, which held the passwords that this run made");
    Failure::usage(format!("{message}; nothing was sent")).hint(
        "put it back; if it is lost, begin anew with a new --journal and another file, and reset \
         the passwords of the accounts that exist already",
    )
}

fn full(path: &Path) -> PathBuf {
    absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A path without links, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let path = full(path);
    let resolved = path.canonicalize().or_else(|error| {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(error);
        };
        Ok(folder.canonicalize()?.join(name))
    });
    resolved.unwrap_or(path)
}

fn is_same(path: &Path, named: &Path) -> bool {
    full(path).to_string_lossy() == named.to_string_lossy() || resolved(path) == resolved(named)
}

/// Puts a row that will be sent into the file. A password that was sent, and
/// may be the account's, stays there whatever the row says now.
fn enter(file: &mut CredentialsFile, row: &mut RosterRow, step: &Step) -> Result<(), String> {
    let email = row.account.email().to_owned();
    let was_sent = matches!(step, Step::Settle(intent) if intent.made_password);
    let known = file.get(&email).map(|entry| entry.password.clone());
    match known.filter(|password| !password.expose().is_empty()) {
        Some(password) if row.password_generated => {
            row.account = row.account.clone().with_password(password)?;
        }
        Some(_) if was_sent => {}
        None if was_sent && row.password_generated => {
            return Err("is not in it any more, with which it may have been created".into());
        }
        _ if row.password_generated => {
            file.set(Entry::new(&email, row.account.password().clone()));
        }
        _ => file.set(Entry::new(&email, Secret::new(""))),
    }
    Ok(())
}

/// Keeps the file up to date.
#[derive(Debug)]
pub(super) struct Keeper {
    file: Option<CredentialsFile>,
    saved: Instant,
    failed: Option<io::Error>,
}

impl Keeper {
    /// Nothing is kept.
    pub(super) fn none() -> Self {
        Self::of(None)
    }

    fn of(file: Option<CredentialsFile>) -> Self {
        Self {
            file,
            saved: clock::instant(),
            failed: None,
        }
    }

    /// Whether there is a file.
    pub(super) fn keeps(&self) -> bool {
        self.file.is_some()
    }

    /// How many accounts are in the file; `None` where nothing is kept.
    pub(super) fn holds(&self) -> Option<usize> {
        self.file.as_ref().map(|file| file.entries().len())
    }

    /// Takes the ids and the secret of an account of this run, and takes out a
    /// password that the account was not sent with.
    pub(super) fn note(&mut self, result: &RowResult) {
        let Some(file) = &mut self.file else { return };
        let exists = matches!(result.status, Status::Created | Status::Changed);
        if !exists && result.status != Status::Unknown {
            return;
        }
        let old = file.get(&result.email).cloned();
        let mut entry = old.unwrap_or_else(|| Entry::new(&result.email, Secret::new("")));
        if !result.made_password {
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

    /// Takes out the accounts that surely do not exist: whoever hands out the
    /// file must not hand out those. Their passwords are made anew when needed.
    pub(super) fn drop_uncreated(&mut self, results: &[RowResult]) {
        let Some(file) = &mut self.file else { return };
        let exists = |status| matches!(status, Status::Created | Status::Changed | Status::Unknown);
        let gone: HashSet<String> = results
            .iter()
            .filter(|result| !exists(result.status))
            .map(|result| result.email.to_lowercase())
            .collect();
        file.retain(|entry| !gone.contains(&entry.email.to_lowercase()));
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
