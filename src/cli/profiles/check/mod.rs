//! `profiles check`, the doctor: every step between this machine and an answer
//! of the service, one line each, until one fails that the rest needs.
//!
//! `local` looks at files and settings, `network` at everything beyond; this
//! file reports. No secret is in any line.

mod local;
mod network;

use super::super::console::Console;
use super::super::globals::Globals;
use super::super::interrupt;
use super::print;
use crate::config::Config;
use crate::failure::{Failure, Kind};
use crate::output::{Column, Format, Style};
use crate::row::Row;
use crate::text::escape;
use serde_json::json;
use std::io::{Write, stdout};

/// Columns of `profiles check`; a table prints lines instead.
pub const COLUMNS: &[Column] = &[
    Column::text("check", "CHECK"),
    Column::text("result", "RESULT"),
    Column::text("detail", "DETAIL"),
    Column::text("todo", "TO DO"),
];

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Good,
    Warn,
    Fail(Kind),
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Good => "ok",
            State::Warn => "warn",
            State::Fail(_) => "fail",
        }
    }
}

/// One check.
#[derive(Debug)]
struct Line {
    check: &'static str,
    state: State,
    detail: String,
    todo: Option<String>,
}

/// All checks so far.
#[derive(Debug, Default)]
struct Report(Vec<Line>);

impl Report {
    fn good(&mut self, check: &'static str, detail: impl Into<String>) {
        self.put(check, State::Good, detail.into(), None);
    }

    fn warn(&mut self, check: &'static str, detail: impl Into<String>, todo: impl Into<String>) {
        self.put(check, State::Warn, detail.into(), Some(todo.into()));
    }

    fn fail(&mut self, check: &'static str, failure: Failure) {
        let state = State::Fail(failure.kind);
        self.put(check, state, failure.message, failure.hint);
    }

    fn put(&mut self, check: &'static str, state: State, detail: String, todo: Option<String>) {
        self.0.push(Line {
            check,
            state,
            detail,
            todo,
        });
    }

    fn first_failure(&self) -> Option<Kind> {
        self.0.iter().find_map(|line| match line.state {
            State::Fail(kind) => Some(kind),
            _ => None,
        })
    }

    /// The failure of the whole run: that of the first check that failed.
    fn verdict(&self) -> Result<(), Failure> {
        let Some(kind) = self.first_failure() else {
            return Ok(());
        };
        let failed = self.0.iter().filter(|line| line.state.word() == "fail");
        let failed: Vec<&str> = failed.map(|line| line.check).collect();
        Err(Failure::new(
            kind,
            format!("not all is well: {} failed", failed.join(", ")),
        ))
    }

    /// Lines that a narrow terminal wraps, so that no advice is ever cut.
    fn text(&self) -> String {
        let width = self.0.iter().map(|line| line.check.len()).max();
        let width = width.unwrap_or(0);
        let mut text = String::new();
        for line in &self.0 {
            let (word, detail) = (line.state.word(), escape(&line.detail));
            text += &format!("{word:4}  {:width$}  {detail}\n", line.check);
            if let Some(todo) = &line.todo {
                text += &format!("      {:width$}  to do: {}\n", "", escape(todo));
            }
        }
        text
    }

    fn rows(&self) -> Vec<Row> {
        let row = |line: &Line| {
            let row = json!({
                "check": line.check,
                "result": line.state.word(),
                "detail": line.detail,
                "todo": line.todo,
            });
            Row::parse(&row.to_string()).ok()
        };
        self.0.iter().filter_map(row).collect()
    }
}

pub(super) fn run(globals: &Globals, console: &Console) -> Result<(), Failure> {
    interrupt::listen(console.is_json())?;
    let mut report = Report::default();
    let setup = local::examine(globals, &mut report);
    let style = match &setup {
        Some(setup) => setup.style(globals)?,
        None => bare_style(globals)?,
    };
    crate::output::choose(&style, COLUMNS)?;
    if let Some(setup) = &setup {
        network::examine(globals, setup, console, &mut report);
    }
    if style.format == Format::Table && style.columns.is_none() {
        let mut out = stdout().lock();
        let text = report.text();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|error| Failure::output(&error))?;
    } else {
        print(&style, COLUMNS, &report.rows())?;
    }
    report.verdict()
}

/// How to print when the configuration itself is what is wrong.
fn bare_style(globals: &Globals) -> Result<Style, Failure> {
    let options = crate::config::Options {
        profile: None,
        ..globals.options()
    };
    let config = Config::absent("(none)".into());
    let settings = config.settings(&options, &|_| None)?;
    super::Setup { config, settings }.style(globals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut report = Report::default();
        report.good("config file", "/c");
        report.warn("clock", "12s off", "set it");
        report.fail(
            "signature",
            Failure::new(Kind::Credentials, "bad\u{1b}").hint("look"),
        );
        report.fail("group", Failure::new(Kind::Config, "none"));
        report
    }

    #[test]
    fn each_check_is_a_line_with_what_to_do_below_it() {
        assert_eq!(
            report().text(),
            "ok    config file  /c\n\
             warn  clock        12s off\n                   to do: set it\n\
             fail  signature    bad\\u{1b}\n                   to do: look\n\
             fail  group        none\n"
        );
    }

    #[test]
    fn the_first_failure_decides_and_a_warning_does_not() {
        let failure = report().verdict().unwrap_err();
        assert_eq!(failure.kind, Kind::Credentials);
        assert_eq!(failure.message, "not all is well: signature, group failed");
        let mut fine = Report::default();
        fine.warn("clock", "off", "set it");
        assert!(fine.verdict().is_ok());
    }
}
