//! What all workbooks have in common: the limits of spreadsheets, how cells look,
//! and how a workbook is put together.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek, Write};

use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::rows::SheetRows;
use crate::text::escape_in_cell;

/// SheetRows of a sheet, the heading included; more go on in another sheet.
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

/// Packs a workbook, with these rows in its first sheets, and only then writes it.
///
/// # Errors
/// What the writer says; there is no room for temporary files.
pub(super) fn save(
    workbook: &mut Workbook,
    rows: Vec<SheetRows>,
    out: &mut dyn Write,
) -> io::Result<()> {
    workbook.set_zip_compression_level(PACKING);
    let book = workbook.save_to_buffer().map_err(io::Error::other)?;
    let mut packed = aside(packed(book, rows))?;
    io::copy(&mut packed, out)?;
    out.flush()
}

fn packed(book: Vec<u8>, rows: Vec<SheetRows>) -> io::Result<File> {
    let mut packed = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    let mut book = ZipArchive::new(Cursor::new(book))?;
    let mut rows: Vec<_> = (1..)
        .zip(rows)
        .map(|(sheet, rows)| (format!("xl/worksheets/sheet{sheet}.xml"), rows))
        .collect();
    let level = SimpleFileOptions::default().compression_level(Some(PACKING.into()));
    for at in 0..book.len() {
        let own = book.by_index_raw(at)?.name()?.into_owned();
        let Some(sheet) = rows.iter().position(|(name, _)| *name == own) else {
            packed.raw_copy_file(book.by_index_raw(at)?)?;
            continue;
        };
        let (name, rows) = rows.swap_remove(sheet);
        // LibreOffice opens no part that is marked as one of more than 4 GiB.
        packed.start_file(name, level)?;
        rows.put(&io::read_to_string(book.by_index(at)?)?, &mut packed)?;
    }
    let mut packed = packed.finish()?.into_inner()?;
    packed.rewind()?;
    Ok(packed)
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

/// What was done where a workbook is put together, or why it was not.
///
/// # Errors
/// With the folder, which may be full.
pub(super) fn aside<T>(done: io::Result<T>) -> io::Result<T> {
    done.map_err(|why| {
        let folder = std::env::temp_dir();
        let folder = folder.display();
        io::Error::other(format!("the workbook is put together in {folder}: {why}"))
    })
}
