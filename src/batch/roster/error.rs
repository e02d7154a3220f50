//! What can be wrong with a roster. Nothing here holds or shows a password:
//! values of the password column are masked before they get here, and a row
//! or heading line that cannot be told apart is described, not quoted.

use super::decode::DecodeError;
use super::headings;
use super::write::Language;
use crate::api::new_account::RandomError;
use crate::text::counted;

/// A rule that a row breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line of the file that the row begins on, from 1.
    pub line: u64,
    /// The API's name of the field; empty when it is the row as a whole.
    pub field: &'static str,
    /// The first line of the cell; the mask for a password.
    pub value: String,
    /// The rule, as the end of a sentence that begins with the field.
    pub rule: String,
}

impl LineFault {
    pub(super) fn new(
        line: u64,
        field: &'static str,
        value: &str,
        rule: impl Into<String>,
    ) -> Self {
        Self {
            line,
            field,
            value: first_line(value),
            rule: rule.into(),
        }
    }

    /// A fault of the row as a whole. Its cells are not shown: where they have
    /// shifted, any of them may be the password.
    pub(super) fn of_row(line: u64, rule: impl Into<String>) -> Self {
        Self::new(line, "", "", rule)
    }
}

/// A cell to be shown: its first line, marked where that is not all of it. A
/// table of faults has one line for each, and where a quote was forgotten the
/// further lines are other rows, with their passwords.
pub(super) fn first_line(cell: &str) -> String {
    match cell.split_once('\n') {
        Some((first, _)) => format!("{first}…"),
        None => cell.to_owned(),
    }
}

/// Something allowed and odd in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWarning {
    /// The line of the file that the row begins on, from 1.
    pub line: u64,
    /// The API's name of the field.
    pub field: &'static str,
    /// What stands in the cell.
    pub value: String,
    /// What is odd about it.
    pub text: String,
}

/// Something wrong with the heading line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadingFault {
    /// No known heading, or an e-mail address among them. The line is not
    /// quoted: where the headings were forgotten it is the first account,
    /// with its password.
    #[error("the first line is no heading line")]
    NoHeadings,
    /// A heading that is no field.
    #[error("{heading:?} is no heading; did you mean {nearest}?")]
    Unknown {
        /// The heading as it stands in the file.
        heading: String,
        /// The known heading that is written most like it.
        nearest: &'static str,
    },
    /// Two headings of one field.
    #[error("{field} has two columns, {first:?} and {second:?}")]
    Twice {
        /// The API's name of the field.
        field: &'static str,
        /// The left heading.
        first: String,
        /// The right heading.
        second: String,
    },
    /// A field that every account needs.
    #[error("there is no column {field}")]
    Missing {
        /// The API's name of the field and its Chinese one.
        field: String,
    },
}

/// Why a roster cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The bytes are no text that is understood.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The heading line is wrong, in all these ways.
    #[error("{}; known headings: {}", joined(.faults), headings::all_names())]
    Headings {
        /// What is wrong with them.
        faults: Vec<HeadingFault>,
        /// The language they are written in.
        language: Language,
    },
    /// There is nothing, or nothing but headings.
    #[error("the roster has no rows")]
    Empty,
    /// There are more rows than are read.
    #[error("the roster has more than {max} rows; split it")]
    TooManyRows {
        /// The highest number of rows.
        max: usize,
    },
    /// Rows break rules: all of them, in the file's order.
    #[error("the roster has {}", counted(.0.len(), "fault"))]
    Faults(Vec<LineFault>),
    /// No password could be made up.
    #[error(transparent)]
    Random(#[from] RandomError),
}

fn joined(faults: &[HeadingFault]) -> String {
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
