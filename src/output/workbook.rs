//! What all workbooks have in common: the limits of spreadsheets, how cells look,
//! and how a workbook is put together.

use std::borrow::Cow;
use std::io::{self, BufWriter, Seek, Write};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::text::escape_in_cell;

/// Rows of a sheet, the heading included; more go on in another sheet.
/// Microsoft: "Excel specifications and limits".
pub(super) const MOST_ROWS: u32 = 1_048_576;

/// UTF-16 units of a cell, from the same page.
const MOST_UNITS: usize = 32_767;

/// Letters of a sheet's name, from the same page.
const MOST_NAME: usize = 31;

/// The number of the format of texts (ECMA-376, part 1, 18.8.30).
const TEXT: u8 = 49;

/// The least packing: a tenth of the time of the usual one, twice the size.
const PACKING: u8 = 1;

/// A workbook without sheets.
pub(super) fn new() -> Workbook {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING);
    workbook
}

/// Packs a workbook, and only then writes it.
pub(super) fn save(workbook: &mut Workbook, out: &mut dyn Write) -> io::Result<()> {
    let mut packed = tempfile::tempfile()?;
    caught(|| workbook.save_to_writer(BufWriter::new(&packed)))?;
    packed.rewind()?;
    io::copy(&mut packed, out)?;
    out.flush()
}

/// How texts look, so that what is typed over them stays a text.
pub(super) fn text() -> Format {
    Format::new().set_num_format_index(TEXT)
}

/// How headings look.
pub(super) fn heading() -> Format {
    text().set_bold()
}

/// `accounts`, `accounts (2)`, without the signs that no name may have.
pub(super) fn sheet_name(name: &str, before: u32) -> String {
    let end = match before {
        0 => String::new(),
        before => format!(" ({})", before + 1),
    };
    let name = escape_in_cell(name).replace(|c| "[]:*?/\\'\n\r\t".contains(c), " ");
    let kept = name.chars().take(MOST_NAME - end.len());
    kept.collect::<String>().trim().to_owned() + &end
}

/// As much of a text as a cell takes, and whether that is not all of it.
pub(super) fn cut(text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    // No character has more UTF-16 units than bytes.
    if text.len() <= MOST_UNITS {
        return (text, false);
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > MOST_UNITS
    });
    match end {
        Some((end, _)) => (text[..end].to_owned().into(), true),
        None => (text, false),
    }
}

/// The library panics where its temporary file has no room: that is a failed
/// write, and no bug to be shown.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    let done = super::without_panic(work);
    let wrong = |why: String| {
        let folder = std::env::temp_dir();
        let folder = folder.display();
        io::Error::other(format!("the workbook is put together in {folder}: {why}"))
    };
    match done {
        Ok(done) => done.map_err(|error| match error {
            XlsxError::IoError(why) | XlsxError::TempFileError(_, why) => wrong(why.to_string()),
            other => wrong(other.to_string()),
        }),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map_or("", String::as_str);
            // `…: Os { code: 28, kind: StorageFull, message: "No space left on device" }`
            let why = said.split("message: \"").nth(1);
            let why = why.and_then(|rest| rest.split('"').next());
            Err(wrong(why.unwrap_or("it cannot be written").to_owned()))
        }
    }
}
