//! Something wrong with what was typed, or odd about it, and what the fields
//! that it names are called.

use crate::lang::{Text, append};
use crate::text;
use std::collections::HashMap;

/// Names of fields for people, by the service's, and where a sheet has their cells.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: HashMap<&'static str, Text>,
    sheet: Option<(String, HashMap<&'static str, String>)>,
}

impl Names {
    /// What a field is called.
    pub fn get(&self, api: &str) -> Option<&Text> {
        self.names.get(api)
    }

    /// Sets what stands before a cell of the sheet, `Sheet1!`, and the letters of
    /// the fields' columns.
    #[must_use]
    pub fn in_sheet(self, sheet: String, columns: HashMap<&'static str, String>) -> Self {
        let sheet = Some((sheet, columns));
        Self { sheet, ..self }
    }

    /// The cell of a field in this row: `Sheet1!D7`; the first one of the row
    /// where the field has no column. `None` for a file without sheets.
    pub fn cell(&self, api: &str, row: u64) -> Option<String> {
        let (sheet, columns) = self.sheet.as_ref()?;
        let column = columns.get(api).map_or("A", String::as_str);
        Some(format!("{sheet}{column}{row}"))
    }

    /// How a row is called: `line 7`, or `row 7` of a sheet.
    pub fn row(&self, number: u64) -> Text {
        match self.sheet.is_some() {
            true => text!("row {number}", "第 {number} 行"),
            false => text!("line {number}", "第 {number} 行"),
        }
    }
}

impl FromIterator<(&'static str, Text)> for Names {
    fn from_iter<I: IntoIterator<Item = (&'static str, Text)>>(names: I) -> Self {
        let names = names.into_iter().collect();
        Self { names, sheet: None }
    }
}

/// Something wrong with what was typed, or odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line of a roster, from 1.
    pub line: Option<u64>,
    /// Where it is in a workbook, as `Sheet1!D7`, once it is named.
    pub cell: Option<String>,
    /// The service's name of the field, until it gets another; empty for the row
    /// as a whole.
    pub field: Text,
    /// What was typed, empty where nothing was; the mask of a secret.
    pub value: String,
    /// The end of a sentence that begins with the field; other fields stand in
    /// it between backticks.
    pub text: Text,
    /// Whether it may be sent all the same.
    pub is_warning: bool,
}

impl Finding {
    /// A finding that is not on a line of a roster.
    pub fn new(field: &'static str, value: impl Into<String>, text: impl Into<Text>) -> Self {
        let (value, text) = (value.into(), text.into());
        Self {
            line: None,
            cell: None,
            field: Text::verbatim(field),
            value,
            text,
            is_warning: false,
        }
    }

    /// Makes it a warning: it may be sent, and probably is a mistake.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.is_warning = true;
        self
    }

    /// Calls the fields, and the place, by names that people know.
    #[must_use]
    pub fn named(mut self, names: &Names) -> Self {
        let cell = self.line.and_then(|line| names.cell(self.field.en(), line));
        self.cell = cell.or(self.cell);
        let name = |api: &str| {
            names
                .get(api)
                .map_or_else(|| api.to_owned(), Text::to_string)
        };
        let named = |text: &str| -> String {
            let mut words = String::new();
            for (at, part) in text.split('`').enumerate() {
                match at % 2 {
                    0 => append(&mut words, part),
                    _ => append(&mut words, &name(part)),
                }
            }
            words
        };
        self.text = Text::made(&|| named(self.text.now()));
        self.field = Text::made(&|| name(self.field.en()));
        self
    }

    /// The same in English only, to compare it.
    #[cfg(test)]
    pub(crate) fn english(self) -> Self {
        let [field, text] = [&self.field, &self.text].map(|it| Text::verbatim(it.en()));
        Self {
            field,
            text,
            ..self
        }
    }

    /// Sets the line of a roster.
    #[must_use]
    pub fn on(self, line: u64) -> Self {
        let line = Some(line);
        Self { line, ..self }
    }
}
