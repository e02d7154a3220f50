//! The lines of a snapshot that hold its rows: one that names the fields,
//! `{"fields":["email",…]}`, and then an array of the values for each row, until
//! fields of other names come. The names are most of a row: without them a file
//! is a fifth smaller, and packed in two thirds of the time.
//!
//! In the first version of the form each row was an object.

use crate::row::{Joined, Row};
use crate::secret::is_secret_name;

/// Stands before the names of fields, and behind them.
const NAMES: (&str, &str) = ("{\"fields\":", "}");

/// Makes lines of rows, without their secrets.
#[derive(Default)]
pub(super) struct RowLines {
    /// The lines that were made.
    pub(super) bytes: Vec<u8>,
    /// The row before, and which of its fields are no secrets.
    before: Option<Row>,
    kept: Vec<usize>,
    /// The names that were written last.
    names: Vec<u8>,
}

impl RowLines {
    /// Takes the next row.
    pub(super) fn push(&mut self, row: &Row) {
        if row.is_plain() {
            return self.push_plain(row);
        }
        let mut line = Vec::new();
        row.push_without(is_secret_name, &mut line);
        let row = str::from_utf8(&line).ok().map(Row::parse);
        let row = row.and_then(Result::ok);
        self.push_plain(&row.expect("a row without some fields is one"));
    }

    /// Takes a row that has secrets in its own fields alone, and no white space.
    fn push_plain(&mut self, row: &Row) {
        let before = self.before.as_ref();
        if !before.is_some_and(|before| row.has_names_of(before)) {
            let names = row.names().iter().enumerate();
            let kept = names.filter(|(_, name)| !is_secret_name(name));
            self.kept = kept.map(|(place, _)| place).collect();
            self.before = Some(row.clone());
            let mut names = Vec::new();
            row.push_names(&self.kept, &mut names);
            if names != self.names {
                let line = [NAMES.0.as_bytes(), &names, NAMES.1.as_bytes(), b"\n"];
                self.bytes.extend(line.concat());
                self.names = names;
            }
        }
        row.push_values(&self.kept, &mut self.bytes);
        self.bytes.push(b'\n');
    }
}

/// Makes rows of lines.
pub(super) enum RowsRead {
    /// Those of the first version.
    Objects(Vec<Row>),
    /// Those of today.
    Arrays(Joined),
}

impl RowsRead {
    /// Takes the next line; none where it does not belong here.
    pub(super) fn line(&mut self, line: &[u8]) -> Option<()> {
        let line = str::from_utf8(line).ok()?;
        match self {
            Self::Objects(rows) => rows.push(Row::parse(line).ok()?),
            Self::Arrays(rows) if line.starts_with('{') => {
                let object = Row::parse(line).ok()?;
                (object.names() == ["fields"]).then_some(())?;
                rows.names(object.value(0).as_str())?;
            }
            Self::Arrays(rows) => rows.values(line)?,
        }
        Some(())
    }

    /// Rows that were made, and their bytes.
    pub(super) fn size(&self) -> (usize, usize) {
        match self {
            Self::Objects(rows) => (rows.len(), rows.iter().map(|row| row.as_str().len()).sum()),
            Self::Arrays(rows) => rows.size(),
        }
    }

    /// Gives these rows up.
    pub(super) fn give_up(&mut self) -> Vec<Row> {
        match self {
            Self::Objects(rows) => std::mem::take(rows),
            Self::Arrays(rows) => rows.give_up(),
        }
    }
}
