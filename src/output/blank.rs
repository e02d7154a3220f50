//! A workbook to be filled in: headings that say their rules, and columns that
//! keep what is typed as it is typed.

use std::io::{self, Write};

use rust_xlsxwriter::{DataValidation, IgnoreError, Note, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::workbook::{self, MOST_ROWS, sheet_name};

/// Cells that a column is wide at least: an e-mail.
const TEXT_WIDTH: usize = 24;
const NUMBER_WIDTH: usize = 12;

/// Pixels of a note and of a line of it, and cells of such a line.
const NOTE_WIDTH: u32 = 320;
const LINE_HEIGHT: u32 = 18;
const LINE_WIDTH: usize = 46;
/// Points of its letters: those of the library are too small for Chinese.
const NOTE_SIZE: u8 = 9;

/// A column to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blank {
    /// Its heading.
    pub heading: String,
    /// What is said of it, as a note of the heading.
    pub note: String,
    /// Whether what is typed stays a text: `0571`, `2026-12-31`.
    pub is_text: bool,
    /// The only values that may be typed, and what is said to others; none for any.
    pub choices: Vec<&'static str>,
    /// The rule of its values, as a spreadsheet tells it.
    pub rule: String,
}

/// Writes a workbook of these columns without rows.
///
/// # Errors
/// What the writer says.
pub fn blank(title: &str, columns: &[Blank], out: &mut dyn Write) -> io::Result<()> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let made = head(sheet, title).and_then(|()| {
        let mut columns = (0..).zip(columns);
        columns.try_for_each(|(at, column)| put(sheet, at, column))
    });
    made.map_err(io::Error::other)?;
    workbook::save(&mut workbook, Vec::new(), out)
}

fn head(sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(title, 0))?;
    sheet.set_freeze_panes(1, 0).map(drop)
}

fn put(sheet: &mut Worksheet, at: u16, column: &Blank) -> Result<(), XlsxError> {
    let (text, last) = (workbook::text(), MOST_ROWS - 1);
    let least = match column.is_text {
        true => TEXT_WIDTH,
        false => NUMBER_WIDTH,
    };
    let width = least.max(column.heading.width() + 2);
    sheet.set_column_width(at, u32::try_from(width).unwrap_or_default())?;
    if column.is_text {
        sheet.set_column_format(at, &text)?;
        sheet.ignore_error_range(1, at, last, at, IgnoreError::NumberStoredAsText)?;
    }
    sheet.write_string_with_format(0, at, &*column.heading, &workbook::heading())?;
    sheet.insert_note(0, at, &note(&column.note))?;
    if !column.choices.is_empty() {
        let choices = DataValidation::new().allow_list_strings(&column.choices)?;
        let choices = choices.set_error_message(&*column.rule)?;
        sheet.add_data_validation(1, at, last, at, &choices)?;
    }
    Ok(())
}

fn note(text: &str) -> Note {
    let lines = text.lines().map(|line| line.width() / LINE_WIDTH + 1);
    let lines = u32::try_from(lines.sum::<usize>() + 1).unwrap_or_default();
    let note = Note::new(text).add_author_prefix(false);
    note.set_width(NOTE_WIDTH)
        .set_height(lines * LINE_HEIGHT)
        .set_font_size(NOTE_SIZE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Reader, Xlsx};
    use std::io::Cursor;

    /// A part of a workbook, as XML.
    fn part(book: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    }

    fn written() -> Vec<u8> {
        let columns = [
            Blank {
                heading: "手机号".to_owned(),
                note: "Phone number\nRequired".to_owned(),
                is_text: true,
                ..Blank::default()
            },
            Blank {
                heading: "minutes".to_owned(),
                note: "Live minutes".to_owned(),
                ..Blank::default()
            },
            Blank {
                heading: "type".to_owned(),
                is_text: true,
                choices: vec!["group", "custom"],
                rule: "must be group or custom".to_owned(),
                ..Blank::default()
            },
        ];
        let mut out = Vec::new();
        blank("children create", &columns, &mut out).unwrap();
        out
    }

    /// What stands between two texts, each time.
    fn all<'x>(xml: &'x str, from: &str, to: &str) -> Vec<&'x str> {
        let rest = xml.split(from).skip(1);
        rest.map(|rest| rest.split(to).next().unwrap()).collect()
    }

    #[test]
    fn it_has_headings_and_nothing_else() {
        let book = written();
        let mut read = Xlsx::new(Cursor::new(&book)).unwrap();
        assert_eq!(read.sheet_names(), ["children create"]);
        let cells = read.worksheet_range("children create").unwrap();
        let cells: Vec<String> = cells.used_cells().map(|it| it.2.to_string()).collect();
        assert_eq!(cells, ["手机号", "minutes", "type"]);
        let xml = part(&book, "xl/worksheets/sheet1.xml");
        assert!(xml.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""));
        let styles = part(&book, "xl/styles.xml");
        let bold = all(&styles, "<font>", "</font>");
        assert!(bold[1].starts_with("<b/>"), "{styles}");
    }

    #[test]
    fn columns_of_texts_keep_what_is_typed() {
        let book = written();
        let xml = part(&book, "xl/worksheets/sheet1.xml");
        let styles = part(&book, "xl/styles.xml");
        let formats = all(&styles, "<cellXfs", "</cellXfs>")[0];
        let formats = all(formats, "<xf numFmtId=\"", "\"");
        let columns = all(&xml, "<col ", "/>");
        let format = |column: &&str| match all(column, "style=\"", "\"")[..] {
            [] => "0",
            [style, ..] => formats[style.parse::<usize>().unwrap()],
        };
        assert_eq!(
            columns.iter().map(format).collect::<Vec<_>>(),
            ["49", "0", "49"]
        );
        assert_eq!(
            all(&xml, "<ignoredError ", "/>"),
            ["sqref=\"A2:A1048576 C2:C1048576\" numberStoredAsText=\"1\""]
        );
    }

    #[test]
    fn choices_drop_down_and_each_heading_has_a_note() {
        let book = written();
        let xml = part(&book, "xl/worksheets/sheet1.xml");
        let rules = all(&xml, "<dataValidation ", "</dataValidation>");
        assert_eq!(
            rules,
            [
                "type=\"list\" allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"1\" \
                 error=\"must be group or custom\" sqref=\"C2:C1048576\">\
                 <formula1>\"group,custom\"</formula1>"
            ]
        );
        let notes = part(&book, "xl/comments1.xml");
        let cells = all(&notes, "<comment ref=\"", "\"");
        let texts = notes.split("<comment ").skip(1);
        let texts: Vec<String> = texts
            .map(|note| {
                let text = note
                    .rsplit("<t")
                    .next()
                    .and_then(|rest| rest.split_once('>'));
                let text = text.and_then(|(_, rest)| rest.split('<').next());
                text.unwrap_or_default().to_owned()
            })
            .collect();
        assert_eq!(cells, ["A1", "B1", "C1"]);
        assert_eq!(texts, ["Phone number\nRequired", "Live minutes", ""]);
    }
}
