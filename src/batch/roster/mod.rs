//! A roster: a file with a row for each sub-account to be created.
//!
//! Rosters come out of spreadsheets, in whatever encoding and with whatever
//! separator the spreadsheet likes, and people mend them by hand. So reading
//! is generous with form (encoding, separator, order of columns, Chinese or
//! API headings) and strict with content: every row is checked before any is
//! handed out, and all faults are told at once with line, field, value and
//! rule. One step, one file: bytes to text (`decode`), text to cells
//! (`table`, `quotes`), headings to columns (`headings`), cells to accounts (`rows`),
//! accounts against each other (`across`), and back to a file (`write`).
//!
//! What only the service knows (does the e-mail exist, what is left in the
//! group) is left to the plan, and so are files, modes and printing.

mod across;
mod decode;
mod error;
mod headings;
mod quotes;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod write;

use jiff::civil::Date;

use crate::api::new_account::NewAccount;

pub use across::phones_over_limit;
pub use decode::{DecodeError, Decoded, MAX_BYTES, decode};
pub use error::{HeadingFault, LineFault, LineWarning, RosterError};
pub use write::{Language, template};

/// Rows of the longest roster that is read, unless told otherwise: far more
/// than a group has accounts, few enough for any machine's memory.
pub const MAX_ROWS: usize = 100_000;

/// Where the first passwords come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passwords {
    /// From the file's column, in every row.
    FromFile,
    /// Made up for each row whose password cell is empty or missing.
    Generated,
}

/// How to read a roster.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Where passwords come from.
    pub passwords: Passwords,
    /// The day in China, for warnings about expiry dates.
    pub today: Date,
    /// Rows to take at most; [`MAX_ROWS`] is a good value.
    pub max_rows: usize,
}

/// A roster in which every row keeps every rule.
#[derive(Debug, Clone)]
pub struct Roster {
    /// The rows, in the file's order.
    pub rows: Vec<RosterRow>,
    /// The heading line as it stands in the file.
    pub headings: Vec<String>,
    /// What was assumed about the file, for people, as whole sentences.
    pub notes: Vec<String>,
    /// What is allowed and odd.
    pub warnings: Vec<LineWarning>,
    separator: u8,
}

/// One account of a roster.
#[derive(Clone)]
pub struct RosterRow {
    /// The line of the file that the row begins on, from 1.
    pub line: u64,
    /// What will be created.
    pub account: NewAccount,
    /// Whether the password was made up here, and so must be handed out.
    pub password_generated: bool,
    /// The cells as they stand in the file, **the password among them**; only
    /// for writing them back, see [`Roster::to_csv`].
    pub original: Vec<String>,
}

impl std::fmt::Debug for RosterRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RosterRow")
            .field("line", &self.line)
            .field("account", &self.account)
            .field("password_generated", &self.password_generated)
            .finish_non_exhaustive()
    }
}

/// Reads a roster from the bytes of a file.
///
/// # Errors
/// The file as a whole (no text, no headings, too long), or else the faults
/// of all rows. No error holds a password.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Roster, RosterError> {
    let decoded = decode(bytes)?;
    let table = table::parse(&decoded.text, options.max_rows)?;
    let columns = headings::columns(&table.headings, options.passwords)?;
    let checked = rows::check(&table, &columns, options)?;
    Ok(Roster {
        rows: checked.rows,
        notes: notes(&decoded, table.separator),
        headings: table.headings,
        warnings: checked.warnings,
        separator: table.separator,
    })
}

fn notes(decoded: &Decoded, separator: u8) -> Vec<String> {
    let mut notes = Vec::new();
    if decoded.assumed {
        notes.push(format!(
            "The roster is not UTF-8; it was read as {}.",
            decoded.encoding
        ));
    } else if decoded.encoding.starts_with("UTF-16") {
        notes.push(format!("The roster was read as {}.", decoded.encoding));
    }
    match separator {
        b';' => notes.push("The roster's columns are separated by semicolons.".into()),
        b'\t' => notes.push("The roster's columns are separated by tabs.".into()),
        _ => {}
    }
    notes
}
