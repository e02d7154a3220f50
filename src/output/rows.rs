//! The rows of a sheet as a workbook keeps them: XML, in a temporary file until it
//! takes its place in a sheet that was made without rows. The library that makes
//! the rest of the workbook needs twice the time for a cell.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

use crate::text::column_letters;

/// A look of cells, by its number in the workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The usual one.
    Plain,
    Text,
    Date,
    BadText,
}

/// The rows of one sheet.
pub(super) struct SheetRows {
    file: BufWriter<File>,
    /// `A`, `B` and so on, a column each.
    letters: Vec<String>,
    /// The row that is put together, and its number.
    xml: String,
    number: String,
}

impl SheetRows {
    /// # Errors
    /// No temporary file can be made.
    pub(super) fn new(columns: usize) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            letters: (0..columns).map(column_letters).collect(),
            xml: String::new(),
            number: String::new(),
        })
    }

    /// Begins the row of this number, from 1.
    pub(super) fn begin(&mut self, number: u32) {
        self.number = number.to_string();
        self.xml.clear();
        self.open("<row r=\"", "\">");
    }

    /// Adds a cell that is a number.
    pub(super) fn number(&mut self, at: usize, look: Look, number: &str) {
        self.cell(at, look, "\"><v>");
        self.xml += number;
        self.xml += "</v></c>";
    }

    /// Adds a cell that is a text, whatever it looks like.
    pub(super) fn text(&mut self, at: usize, look: Look, text: &str) {
        self.cell(at, look, "\" t=\"inlineStr\"><is><t");
        let spaces = [' ', '\t', '\n'];
        self.xml += match text.starts_with(spaces) || text.ends_with(spaces) {
            true => " xml:space=\"preserve\">",
            false => ">",
        };
        push_escaped(&mut self.xml, text);
        self.xml += "</t></is></c>";
    }

    /// Ends the row.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.xml += "</row>";
        self.file.write_all(self.xml.as_bytes())
    }

    fn open(&mut self, before: &str, after: &str) {
        self.xml += before;
        self.xml += &self.number;
        self.xml += after;
    }

    fn cell(&mut self, at: usize, look: Look, then: &str) {
        self.xml += "<c r=\"";
        self.xml += &self.letters[at];
        self.xml += &self.number;
        self.xml += match look {
            Look::Plain => "",
            Look::Text => "\" s=\"1",
            Look::Date => "\" s=\"2",
            Look::BadText => "\" s=\"3",
        };
        self.xml += then;
    }

    /// Writes the XML of a sheet with these rows behind those that it has.
    ///
    /// # Errors
    /// It is no sheet; the temporary file cannot be read; what the writer says.
    pub(super) fn put(self, sheet: &str, out: &mut impl Write) -> io::Result<()> {
        let Self {
            file,
            letters,
            number,
            ..
        } = self;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let (before, rows, after) = parts(sheet)
            .ok_or_else(|| io::Error::other("the library made a sheet of another form"))?;
        let (head, size) = match (letters.last(), before.split_once("<dimension ref=\"")) {
            (Some(letters), Some((head, rest))) if !number.is_empty() => {
                let rest = rest.split_once("\"/>").map_or(rest, |(_, rest)| rest);
                (
                    head,
                    format!("<dimension ref=\"A1:{letters}{number}\"/>{rest}"),
                )
            }
            _ => (before, String::new()),
        };
        for part in [head, &size, "<sheetData>", rows] {
            out.write_all(part.as_bytes())?;
        }
        io::copy(&mut file, out)?;
        out.write_all(b"</sheetData>")?;
        out.write_all(after.as_bytes())
    }
}

/// A sheet up to its rows, its rows, and what is behind them.
fn parts(sheet: &str) -> Option<(&str, &str, &str)> {
    if let Some((before, after)) = sheet.split_once("<sheetData/>") {
        return Some((before, "", after));
    }
    let (before, rest) = sheet.split_once("<sheetData>")?;
    let (rows, after) = rest.split_once("</sheetData>")?;
    Some((before, rows, after))
}

/// What XML has no sign for is `_x000D_` (ECMA-376, part 1, 22.9.2.19), and what
/// only looks like that is escaped, too.
fn push_escaped(xml: &mut String, text: &str) {
    let is_plain = |byte| !matches!(byte, 0..=8 | 11..=31 | b'&' | b'<' | b'>' | b'_' | 0xef);
    if text.bytes().all(is_plain) {
        *xml += text;
        return;
    }
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => *xml += "&amp;",
            '<' => *xml += "&lt;",
            '>' => *xml += "&gt;",
            '_' if is_escape(&text.as_bytes()[at..]) => *xml += "_x005F_",
            '\t' | '\n' => xml.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(xml, "_x{:04X}_", u32::from(letter));
            }
            letter => xml.push(letter),
        }
    }
}

fn is_escape(text: &[u8]) -> bool {
    match text.get(..7) {
        Some([_, b'x', hex @ .., b'_']) => hex.iter().all(u8::is_ascii_hexdigit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: SheetRows, sheet: &str) -> String {
        let mut out = Vec::new();
        rows.put(sheet, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_come_behind_those_that_a_sheet_has() {
        let mut rows = SheetRows::new(2).unwrap();
        rows.begin(2);
        rows.number(0, Look::Plain, "1.5");
        rows.text(1, Look::Text, "a");
        rows.end().unwrap();
        rows.begin(3);
        rows.number(1, Look::Date, "25569");
        rows.end().unwrap();
        let cells = "<row r=\"2\"><c r=\"A2\"><v>1.5</v></c>\
                     <c r=\"B2\" s=\"1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
                     <row r=\"3\"><c r=\"B3\" s=\"2\"><v>25569</v></c></row>";
        assert_eq!(
            sheet(
                rows,
                "<w><dimension ref=\"A1\"/><cols/><sheetData><row/></sheetData><f/></w>"
            ),
            format!(
                "<w><dimension ref=\"A1:B3\"/><cols/><sheetData><row/>{cells}</sheetData><f/></w>"
            )
        );
    }

    #[test]
    fn a_sheet_without_rows_stays_one() {
        let rows = SheetRows::new(1).unwrap();
        assert_eq!(
            sheet(rows, "<w><dimension ref=\"A1\"/><sheetData/></w>"),
            "<w><dimension ref=\"A1\"/><sheetData></sheetData></w>"
        );
        let error = SheetRows::new(1)
            .unwrap()
            .put("<w/>", &mut Vec::new())
            .err();
        assert!(error.is_some());
    }

    #[test]
    fn texts_are_what_they_were() {
        for (text, xml) in [
            ("a<b>&c", "a&lt;b&gt;&amp;c"),
            ("a\r\nb\t\"'", "a_x000D_\nb\t\"'"),
            ("\u{1}\u{fffe}\u{feff}中", "_x0001__xFFFE_\u{feff}中"),
            ("_x0041_ _x_ _x00g1_", "_x005F_x0041_ _x_ _x00g1_"),
            ("中_x0041", "中_x0041"),
        ] {
            let mut escaped = String::new();
            push_escaped(&mut escaped, text);
            assert_eq!(escaped, xml);
        }
        let mut rows = SheetRows::new(1).unwrap();
        rows.begin(1);
        rows.text(0, Look::BadText, " a");
        assert!(
            rows.xml
                .ends_with("\"inlineStr\"><is><t xml:space=\"preserve\"> a</t></is></c>")
        );
    }
}
