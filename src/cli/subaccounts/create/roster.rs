//! A roster read for the command: from a file or stdin, with a word on what
//! was assumed, and all its faults as a table.

use crate::batch::roster::{
    Language, LineFault, MAX_BYTES, MAX_ROWS, Passwords, ReadOptions, Roster, RosterError, read,
};
use crate::cli::console::Console;
use crate::cli::interrupt;
use crate::failure::{Failure, Kind};
use crate::output::{Column, Format, Style, Values, sink};
use crate::row::Row;
use crate::text::counted;
use crate::text::escape;
use serde_json::json;
use std::fs::File;
use std::io::{self, Read, Write, stderr, stdin};
use std::path::Path;

/// The columns of the table of faults.
const FAULTS: &[Column] = &[
    Column::new("line", "LINE", Values::Number),
    Column::text("field", "FIELD"),
    Column::text("value", "VALUE"),
    Column::text("rule", "RULE"),
];

/// What a roster is called in messages.
pub(super) fn name(from: &Path) -> String {
    match from.to_str() {
        Some("-") => "the roster on stdin".into(),
        _ => from.display().to_string(),
    }
}

/// Reads and checks a roster.
///
/// # Errors
/// Usage, with all faults told on stderr.
pub(super) fn load(
    from: &Path,
    passwords: Passwords,
    console: &Console,
) -> Result<Roster, Failure> {
    let bytes = bytes_of(from)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", name(from))))?;
    let options = ReadOptions {
        passwords,
        today: super::today(),
        max_rows: MAX_ROWS,
    };
    let roster = match read(&bytes, &options) {
        Ok(roster) => roster,
        Err(RosterError::Faults(found)) => return Err(faults(from, &found, console)),
        Err(error @ RosterError::Random(_)) => {
            return Err(Failure::new(Kind::Unexpected, error.to_string()));
        }
        Err(error) => {
            let message = format!("{}: {error}; nothing was sent", name(from));
            return Err(Failure::usage(message).hint(hint(&error)));
        }
    };
    roster.notes.iter().for_each(|note| console.say(note));
    for warning in &roster.warnings {
        let (line, field) = (warning.line, warning.field);
        console.warn(&format!(
            "line {line}: {field} {}: {}",
            warning.value, warning.text
        ));
    }
    Ok(roster)
}

/// Points to the template in the roster's own language.
fn hint(error: &RosterError) -> String {
    let template = match error {
        RosterError::Headings {
            language: Language::Chinese,
            ..
        } => "--template=chinese",
        _ => "--template",
    };
    format!(
        "`polyv-group subaccounts create {template}` prints an empty roster; without a password \
         column give --generate-password"
    )
}

fn bytes_of(from: &Path) -> io::Result<Vec<u8>> {
    let source: Box<dyn Read> = if from.as_os_str() == "-" {
        Box::new(stdin())
    } else {
        Box::new(File::open(from)?)
    };
    let mut bytes = Vec::new();
    // One byte more than is allowed, for the reader to see that it is more.
    let most = MAX_BYTES as u64 + 1;
    source.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Tells the faults: a table for people, all in one message for programs.
pub(super) fn faults(from: &Path, found: &[LineFault], console: &Console) -> Failure {
    let count = counted(found.len(), "fault");
    let mut message = format!("{} has {count}; nothing was sent", name(from));
    if console.is_json() {
        let each = found.iter().map(in_words).collect::<Vec<_>>();
        message = format!("{message}: {}", each.join("; "));
    } else {
        interrupt::clear_progress();
        // What cannot be told is no failure of its own: the status tells.
        let _ = write_table(found);
    }
    Failure::usage(message)
}

fn in_words(fault: &LineFault) -> String {
    let LineFault {
        line,
        field,
        value,
        rule,
    } = fault;
    let words = [field, value.as_str(), rule.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("line {line}: {}", words.join(" "))
}

fn write_table(found: &[LineFault]) -> io::Result<()> {
    // For no terminal: cut rules would be of no use.
    let style = Style::plain(Format::Table);
    let mut text = Vec::new();
    let mut table = sink(&style, FAULTS, &mut text).map_err(io::Error::other)?;
    for fault in found {
        let LineFault {
            line,
            field,
            value,
            rule,
        } = fault;
        let object = json!({"line": line, "field": field, "value": escape(value), "rule": rule});
        table.row(&Row::parse(&object.to_string()).map_err(io::Error::other)?)?;
    }
    table.finish()?;
    stderr().write_all(&text)
}
