//! `.ods`: OpenDocument, what LibreOffice saves.

use super::super::first_line;
use super::grid::{Area, At, FIRST_STRAY, LAST_COLUMN, Sheets, append, nowhere};
use super::values::{Mark, MarkedText, NumberFormat, has_scale, iso, number, truth};
use super::wrong::{cut_off, damaged, missing, protected, refuse_long_list};
use super::xml::{Piece, Tag, Xml};
use super::zip::Zip;
use crate::failure::Failure;
use crate::lang::Text;
use crate::text;
use crate::text::quoted;
use std::collections::HashSet;

/// The part that tells what is encrypted.
const MANIFEST: &str = "META-INF/manifest.xml";

/// The part with the cells.
const CONTENT: &str = "content.xml";

/// Reads the sheets that are wanted.
///
/// # Errors
/// Usage: it is damaged, encrypted or too large.
pub(super) fn read(zip: &Zip<'_>, sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    refuse_encrypted(zip)?;
    let mut xml = Xml::of(zip, CONTENT)?.ok_or_else(|| missing(CONTENT))?;
    let (mut hidden, mut style) = (HashSet::new(), String::new());
    loop {
        refuse_long_list(hidden.len())?;
        match xml.next()? {
            Piece::Open(tag) => match tag.name() {
                "style" => style = tag.get("style:name").unwrap_or_default().into_owned(),
                "table-properties" if tag.get("table:display").is_some_and(|it| it == "false") => {
                    hidden.insert(style.clone());
                }
                "table" => {
                    let text = |name| tag.get(name).unwrap_or_default().into_owned();
                    let is_hidden = hidden.contains(&text("table:style-name"));
                    let is_wanted = sheets.begin(text("table:name"), is_hidden)?;
                    if !is_wanted || !rows(&mut xml, sheets)? {
                        skip_sheet(&mut xml)?;
                    }
                }
                "tracked-changes" => xml.skip()?,
                _ => {}
            },
            Piece::End => return Ok(()),
            _ => {}
        }
    }
}

fn refuse_encrypted(zip: &Zip<'_>) -> Result<(), Failure> {
    let Some(mut xml) = Xml::of(zip, MANIFEST)? else {
        return Ok(());
    };
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "encryption-data" => return Err(protected()),
            Piece::End => return Ok(()),
            _ => {}
        }
    }
}

/// Reads up to the end of the sheet.
fn skip_sheet(xml: &mut Xml<'_>) -> Result<(), Failure> {
    loop {
        match xml.next()? {
            Piece::End => return Ok(()),
            piece if piece.closes("table") => return Ok(()),
            _ => {}
        }
    }
}

/// The values of a row: from which column on, how often, and what.
type Run = (u32, u32, MarkedText);

/// Reads the rows of a sheet; says whether they were read to its end.
fn rows(xml: &mut Xml<'_>, sheets: &mut Sheets<'_>) -> Result<bool, Failure> {
    let (mut at, mut spans, mut column) = (At::default(), Vec::new(), 0_u32);
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "table-column" => {
                let times = tag.number("table:number-columns-repeated").unwrap_or(1);
                let end = column.saturating_add(times);
                if is_hidden(&tag) && times > 0 {
                    sheets.hide(column..=end - 1)?;
                }
                column = end;
            }
            Piece::Open(tag) if tag.name() == "table-row" => {
                let times = tag.number("table:number-rows-repeated").unwrap_or(1).max(1);
                at.is_hidden = is_hidden(&tag);
                let runs = runs(xml, at.row, &mut spans)?;
                if runs.is_empty() {
                    at.row = at.row.saturating_add(times);
                    continue;
                }
                // Of rows that are too wide one is enough.
                let is_wide = runs.iter().any(|(from, times, _)| is_stray(*from, *times));
                let put_so_often = if is_wide { 1 } else { times };
                for _ in 0..put_so_often {
                    if !put(&runs, at, sheets)? {
                        return Ok(false);
                    }
                    at.row += 1;
                }
                at.row = at.row.saturating_add(times - put_so_often);
            }
            // Drawings, which may hold tables.
            Piece::Open(tag) if tag.name() == "shapes" => xml.skip()?,
            piece if piece.closes("table") => {
                for area in spans {
                    sheets.merge(area)?;
                }
                return Ok(true);
            }
            Piece::End => return Err(cut_off()),
            _ => {}
        }
    }
}

/// Whether a person does not see a row or column.
fn is_hidden(tag: &Tag<'_>) -> bool {
    let visibility = tag.get("table:visibility");
    visibility.is_some_and(|it| it != "visible")
}

/// Whether values are in columns that nothing has.
fn is_stray(from: u32, times: u32) -> bool {
    from.saturating_add(times) > FIRST_STRAY
}

fn put(runs: &[Run], mut at: At, sheets: &mut Sheets<'_>) -> Result<bool, Failure> {
    for (from, times, typed) in runs {
        let columns = match is_stray(*from, *times) {
            true => FIRST_STRAY.max(*from)..FIRST_STRAY.max(*from).saturating_add(1),
            false => *from..*from + *times,
        };
        for column in columns {
            at.column = column;
            if !sheets.put(at, typed.clone())? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Cells that go on in others, of a sheet: one in each of the most rows.
const MOST_SPANS: usize = 100_000;

/// The values up to the end of a row.
fn runs(xml: &mut Xml<'_>, row: u32, spans: &mut Vec<Area>) -> Result<Vec<Run>, Failure> {
    let (mut runs, mut column) = (Vec::new(), 0_u32);
    loop {
        match xml.next()? {
            Piece::Open(tag) if matches!(tag.name(), "table-cell" | "covered-table-cell") => {
                let times = tag.number("table:number-columns-repeated").unwrap_or(1);
                let rows = tag.number("table:number-rows-spanned").unwrap_or(1);
                let columns = tag.number("table:number-columns-spanned").unwrap_or(1);
                if rows.max(columns) > 1 && spans.len() < MOST_SPANS {
                    spans.push(Area {
                        first: row,
                        last: row.saturating_add(rows.saturating_sub(1)),
                        left: column,
                        right: column.saturating_add(columns.saturating_sub(1)),
                    });
                }
                let cell = Typing::of(&tag);
                let typed = cell.with(text(xml)?)?;
                // What comes no time ends no row, however often that comes.
                if times > 0 && typed != MarkedText::default() {
                    // The others of such a row need not be held to be refused.
                    if column >= LAST_COLUMN {
                        return Err(nowhere());
                    }
                    runs.push((column, times, typed));
                }
                column = column.saturating_add(times);
            }
            piece if piece.closes("table-row") => return Ok(runs),
            Piece::End => return Err(cut_off()),
            _ => {}
        }
    }
}

/// The text that is shown in a cell, up to its end: nothing of what is drawn or
/// noted there.
fn text(xml: &mut Xml<'_>) -> Result<String, Failure> {
    let (mut text, mut paragraphs) = (String::new(), 0);
    loop {
        match xml.next()? {
            Piece::Open(tag) if !tag.is_of("text") => xml.skip()?,
            // How the text is pronounced.
            Piece::Open(tag) if tag.name() == "ruby-text" => xml.skip()?,
            Piece::Open(tag) => match tag.name() {
                "p" => {
                    paragraphs += 1;
                    if paragraphs > 1 {
                        append(&mut text, "\n");
                    }
                }
                "s" => {
                    // Any number can be told here, of which no cell takes many.
                    let mut spaces = tag.number("text:c").unwrap_or(1);
                    while spaces > 0 && append(&mut text, " ") {
                        spaces -= 1;
                    }
                }
                "tab" => _ = append(&mut text, "\t"),
                "line-break" => _ = append(&mut text, "\n"),
                _ => {}
            },
            Piece::Text(more) if paragraphs > 0 => _ = append(&mut text, &more),
            piece if piece.closes("table-cell") || piece.closes("covered-table-cell") => {
                return Ok(text);
            }
            Piece::End => return Err(cut_off()),
            _ => {}
        }
    }
}

fn not_a_number(value: &str) -> Text {
    let value = quoted(&first_line(value));
    text!("{value} is not a number", "{value} 不是数字")
}

/// What the tag of a cell says.
struct Typing {
    kind: String,
    value: Option<String>,
    is_formula: bool,
    is_error: bool,
}

impl Typing {
    fn of(tag: &Tag<'_>) -> Self {
        let kind = tag
            .get("office:value-type")
            .unwrap_or_default()
            .into_owned();
        let value = match kind.as_str() {
            "string" => tag.get("office:string-value"),
            "date" => tag.get("office:date-value"),
            "time" => tag.get("office:time-value"),
            "boolean" => tag.get("office:boolean-value"),
            _ => tag.get("office:value"),
        };
        Self {
            value: value.map(|value| value.into_owned()),
            is_formula: tag.get("table:formula").is_some(),
            is_error: tag
                .get("calcext:value-type")
                .is_some_and(|kind| kind == "error"),
            kind,
        }
    }

    /// With the text that is shown.
    fn with(self, text: String) -> Result<MarkedText, Failure> {
        let sound = |text| Ok((text, Mark::Sound));
        let is_error = text.starts_with("Err:") || text.starts_with('#') && text.len() > 1;
        if self.is_error || self.is_formula && is_error {
            return Ok((text, Mark::Error));
        }
        let value = self.value.unwrap_or_default();
        match self.kind.as_str() {
            "" if self.is_formula && text.is_empty() => Ok((text, Mark::Unsaved)),
            "" => sound(text),
            "string" if value.is_empty() => sound(text),
            "time" => sound(text),
            "string" => sound(value),
            "date" => sound(iso(&value)),
            "boolean" => Ok(truth(value == "true")),
            _ => {
                let parsed = value.trim().parse::<f64>();
                let parsed = parsed.map_err(|_| damaged(not_a_number(&value)))?;
                // Zeros before it are only in what is shown.
                let digits = text.replace(['-', ' ', '(', ')'], "");
                let is_padded =
                    digits.starts_with('0') && digits.bytes().all(|it| it.is_ascii_digit());
                match is_padded && digits.parse() == Ok(parsed) {
                    true => sound(digits),
                    false if has_scale(&text) => Ok(number(parsed, NumberFormat::Scaled, false)),
                    false => Ok(number(parsed, NumberFormat::Plain, false)),
                }
            }
        }
    }
}
