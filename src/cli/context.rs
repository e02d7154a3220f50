//! Everything a command needs: the global options, the console, and, once it
//! is asked for, the settings, the style and a client. Commands that do not
//! call the API never look for credentials.

use super::console::Console;
use super::globals::Globals;
use super::prompt;
use super::recorder::Recorder;
use super::session::{Session, Setup};
use crate::api::{Client, Observer};
use crate::config::{Config, Credentials, Settings};
use crate::failure::Failure;
use crate::output::{Column, Style, sink};
use crate::row::Row;
use clap::ArgMatches;
use std::io::{BufWriter, Write, stdout};
use std::sync::{Arc, OnceLock};

/// What a command is run with. Each part is made when it is first asked for.
pub struct Context {
    /// The options that every command takes.
    pub globals: Globals,
    /// Where warnings, progress and errors go.
    pub console: Console,
    /// Whether `--dry-run` was typed: no write leaves then.
    pub dry_run: bool,
    /// Whether `--yes` was typed: nothing is asked then.
    pub yes: bool,
    setup: OnceLock<Setup>,
    style: OnceLock<Style>,
    recorder: OnceLock<Recorder>,
    session: OnceLock<Session>,
}

impl Context {
    /// For these options; `matches` are those of the whole command line, from
    /// which `--dry-run` and `--yes` of the command itself are taken.
    pub fn new(globals: Globals, console: Console, matches: &ArgMatches) -> Self {
        let mut leaf = matches;
        while let Some((_, inner)) = leaf.subcommand() {
            leaf = inner;
        }
        let is_set = |id| matches!(leaf.try_get_one::<bool>(id), Ok(Some(true)));
        Self {
            dry_run: is_set("dry_run"),
            yes: is_set("yes"),
            ..Self::bare(globals, console)
        }
    }

    fn bare(globals: Globals, console: Console) -> Self {
        Self {
            globals,
            console,
            dry_run: false,
            yes: false,
            setup: OnceLock::new(),
            style: OnceLock::new(),
            recorder: OnceLock::new(),
            session: OnceLock::new(),
        }
    }

    /// A context that goes by this configuration instead of the file's.
    pub fn with(&self, globals: Globals, setup: Setup) -> Self {
        let other = Self::bare(globals, self.console.clone());
        Self {
            setup: OnceLock::from(setup),
            ..other
        }
    }

    fn setup(&self) -> Result<&Setup, Failure> {
        if self.setup.get().is_none() {
            let setup = Setup::read(&self.globals)?;
            setup.console(&self.console);
            let _ = self.setup.set(setup);
        }
        Ok(self.setup.get().expect("it was just set"))
    }

    /// The settings in force.
    ///
    /// # Errors
    /// A wrong option is usage, anything else configuration.
    pub fn settings(&self) -> Result<&Settings, Failure> {
        Ok(&self.setup()?.settings)
    }

    /// What the config file holds.
    ///
    /// # Errors
    /// As [`Context::settings`].
    pub fn config(&self) -> Result<&Config, Failure> {
        Ok(&self.setup()?.config)
    }

    /// The credentials in force; the simulator's own with `--sandbox`.
    ///
    /// # Errors
    /// None are chosen, or the secret cannot be had.
    pub fn credentials(&self) -> Result<Credentials, Failure> {
        self.setup()?.credentials(&self.globals)
    }

    /// How to print.
    ///
    /// # Errors
    /// As [`Context::settings`].
    pub fn style(&self) -> Result<&Style, Failure> {
        if self.style.get().is_none() {
            let _ = self.style.set(self.setup()?.style(&self.globals)?);
        }
        Ok(self.style.get().expect("it was just set"))
    }

    fn session(&self) -> Result<&Session, Failure> {
        if self.session.get().is_none() {
            let observer: Box<dyn Observer> = match self.recorder.get() {
                Some(recorder) => Box::new(recorder.clone()),
                None => Box::new(self.console.clone()),
            };
            let setup = self.setup()?;
            let (globals, console) = (&self.globals, &self.console);
            let session = Session::watched(globals, setup, console, self.dry_run, observer)?;
            let _ = self.session.set(session);
        }
        Ok(self.session.get().expect("it was just set"))
    }

    /// The client that makes the calls. Nothing is sent to build it.
    ///
    /// # Errors
    /// No credentials, a secret that cannot be had, a bad ca_file or proxy.
    pub fn client(&self) -> Result<&Arc<Client>, Failure> {
        Ok(&self.session()?.client)
    }

    /// A client that keeps its replies, for those who show more of one than
    /// its data. To be asked for before [`Context::client`].
    ///
    /// # Errors
    /// As [`Context::client`].
    pub fn recorded(&self) -> Result<(&Arc<Client>, &Recorder), Failure> {
        let recorder = self.recorder.get_or_init(|| Recorder::new(&self.console));
        Ok((self.client()?, recorder))
    }

    /// `profile hq, appId …`: on whose account a write would act.
    ///
    /// # Errors
    /// As [`Context::client`].
    pub fn account(&self) -> Result<&str, Failure> {
        Ok(&self.session()?.account)
    }

    /// Connections at a time.
    ///
    /// # Errors
    /// As [`Context::settings`].
    pub fn connections(&self) -> Result<usize, Failure> {
        Ok(self.settings()?.connections())
    }

    /// Whether a write of this run would leave the machine.
    pub fn sends(&self) -> bool {
        !self.dry_run && !self.globals.print_curl
    }

    /// Refuses a write on a read-only profile before anything is asked; the
    /// transport would refuse it too.
    ///
    /// # Errors
    /// Configuration, unless no write leaves anyway.
    pub fn refuse_if_read_only(&self) -> Result<(), Failure> {
        self.setup()?.refuse_if_read_only(!self.sends())
    }

    /// Confirms a write: `--yes` says it, else the user on the terminal. What
    /// will be done has been shown before.
    ///
    /// # Errors
    /// Usage, without a terminal or where the answer is no. Nothing was sent.
    pub fn confirm(&self, question: &str) -> Result<(), Failure> {
        prompt::confirm(question, self.yes, &self.console)
    }

    /// Writes text on stdout.
    ///
    /// # Errors
    /// [`Failure::output`].
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        self.print_bytes(text.as_bytes())
    }

    /// Writes bytes on stdout.
    ///
    /// # Errors
    /// [`Failure::output`].
    pub fn print_bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        print(bytes)
    }

    /// Prints rows in the style asked for.
    ///
    /// # Errors
    /// An unknown column of `--columns`; [`Failure::output`].
    pub fn rows(
        &self,
        columns: &'static [Column],
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<(), Failure> {
        let rows: Vec<Row> = rows.into_iter().collect();
        self.pages(self.style()?, columns, [Ok(rows)]).map(drop)
    }

    /// Prints pages of rows, each as soon as it is there, and names the
    /// columns that had no room. Returns how many rows there were. What was
    /// not read to its end is not ended either: JSON stays open.
    ///
    /// # Errors
    /// The first page that failed; an unknown column of `--columns`;
    /// [`Failure::output`].
    pub fn pages(
        &self,
        style: &Style,
        columns: &'static [Column],
        pages: impl IntoIterator<Item = Result<Vec<Row>, Failure>>,
    ) -> Result<u64, Failure> {
        let failed = |error| Failure::output(&error);
        let mut out = BufWriter::new(stdout().lock());
        let mut sink = sink(style, columns, &mut out)?;
        let mut count = 0;
        for page in pages {
            let page = page?;
            let written = page.iter().try_for_each(|row| sink.row(row));
            written.and_then(|()| sink.flush()).map_err(failed)?;
            count += page.len() as u64;
        }
        let left_out = sink.finish().map_err(failed)?;
        out.flush().map_err(failed)?;
        if !left_out.is_empty() {
            self.console.say(&format!(
                "(no room for {}; --columns chooses, -o csv has all)",
                left_out.join(", ")
            ));
        }
        Ok(count)
    }
}

/// Writes bytes on stdout.
///
/// # Errors
/// [`Failure::output`].
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}
