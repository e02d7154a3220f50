//! `.xls`: the records of Excel 97 to 2003 ([MS-XLS], BIFF8), which WPS and
//! LibreOffice still save.

use super::compound::{Compound, four, two};
use super::grid::{Area, At, SharedTexts, Sheets};
use super::values::{Mark, MarkedText, NumberFormat, number, truth};
use super::wrong::{SAVE_AGAIN, cut_off, no_workbook, protected, refuse_long_list};
use crate::failure::Failure;
use crate::lang::both;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

/// Kinds of records.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const PASSWORD: u16 = 0x002f;
const CALCULATED: u16 = 0x01c1;
const FROM_1904: u16 = 0x0022;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041e;
const STYLE: u16 = 0x00e0;
const TEXTS: u16 = 0x00fc;
const COLUMNS: u16 = 0x007d;
const ROW: u16 = 0x0208;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00d6;
const SHARED_LABEL: u16 = 0x00fd;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027e;
const SHORT_NUMBERS: u16 = 0x00bd;
const TRUTH_OR_ERROR: u16 = 0x0205;
const MERGED: u16 = 0x00e5;

/// The version that is read.
const BIFF8: u16 = 0x0600;

/// A record: its kind and its bytes.
type Record<'s> = (u16, &'s [u8]);

fn record(stream: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let (kind, size) = (two(stream, 0)?, usize::from(two(stream, 2)?));
    let (bytes, rest) = stream.get(4..)?.split_at_checked(size)?;
    Some(((kind, bytes), rest))
}

/// What the sheets share.
#[derive(Default)]
struct Globals {
    sheets: Vec<(String, bool, usize)>,
    texts: SharedTexts,
    shown: Vec<NumberFormat>,
    from_1904: bool,
    /// Whether a program that can reckon has saved it.
    is_calculated: bool,
}

/// Reads the sheets that are wanted.
///
/// # Errors
/// Usage: it is damaged, encrypted, too old or too large.
pub(super) fn read(file: &Compound<'_>, sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    let Some(stream) = file.stream("Workbook")? else {
        return Err(match file.has("Book") {
            true => old(),
            false => no_workbook(),
        });
    };
    workbook(&stream, sheets)
}

fn old() -> Failure {
    let words = both(
        "the workbook is of Excel 95 or older",
        "这是 Excel 95 或更早版本的工作簿",
    );
    Failure::usage(words).hint(SAVE_AGAIN)
}

fn workbook(stream: &[u8], sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    let ((kind, begin), _) = record(stream).ok_or_else(cut_off)?;
    if kind != BEGIN || two(begin, 0) != Some(BIFF8) {
        return Err(old());
    }
    let globals = globals(stream)?;
    for (name, is_hidden, start) in &globals.sheets {
        if sheets.begin(name.clone(), *is_hidden)? {
            let stream = stream.get(*start..).ok_or_else(cut_off)?;
            cells(stream, &globals, sheets)?;
        }
    }
    Ok(())
}

fn globals(stream: &[u8]) -> Result<Globals, Failure> {
    let (mut globals, mut codes) = (Globals::default(), HashMap::new());
    let mut rest = stream;
    loop {
        let ((kind, bytes), after) = record(rest).ok_or_else(cut_off)?;
        rest = after;
        refuse_long_list(globals.sheets.len())?;
        match kind {
            END => return Ok(globals),
            PASSWORD => return Err(protected()),
            CALCULATED => globals.is_calculated = true,
            FROM_1904 => globals.from_1904 = two(bytes, 0) == Some(1),
            FORMAT => {
                let code = bytes.get(2..).and_then(unicode).unwrap_or_default();
                codes.insert(two(bytes, 0), NumberFormat::of_code(&code));
            }
            STYLE => {
                let format = two(bytes, 2);
                let own = codes.get(&format).copied();
                let known = NumberFormat::of_number(format.unwrap_or_default().into());
                globals.shown.push(own.unwrap_or(known));
            }
            SHEET => {
                if let Some(sheet) = sheet(bytes).ok_or_else(cut_off)? {
                    globals.sheets.push(sheet);
                }
            }
            TEXTS => {
                let mut pieces = vec![bytes];
                while let Some(((CONTINUE, more), after)) = record(rest) {
                    pieces.push(more);
                    rest = after;
                }
                globals.texts = texts(&pieces)?;
            }
            _ => {}
        }
    }
}

/// Its name, whether it is hidden, and where it begins; nothing of a chart.
fn sheet(bytes: &[u8]) -> Option<Option<(String, bool, usize)>> {
    let start = usize::try_from(four(bytes, 0)?).ok()?;
    let (hidden, kind, letters) = (*bytes.get(4)?, *bytes.get(5)?, *bytes.get(6)?);
    let mut pieces = Pieces::of(std::slice::from_ref(&bytes), 7);
    let name = pieces.letters(usize::from(letters))?;
    Some((kind == 0).then_some((name, hidden & 3 != 0, start)))
}

/// A text with its number of letters before it.
fn unicode(bytes: &[u8]) -> Option<String> {
    let letters = usize::from(two(bytes, 0)?);
    Pieces::of(std::slice::from_ref(&bytes), 2).letters(letters)
}

/// The bytes of a record that is continued by others.
struct Pieces<'p, 's> {
    current: &'s [u8],
    rest: &'p [&'s [u8]],
}

impl<'p, 's> Pieces<'p, 's> {
    fn of(pieces: &'p [&'s [u8]], from: usize) -> Self {
        let (first, rest) = pieces
            .split_first()
            .map_or((&[][..], pieces), |(first, rest)| {
                (first.get(from..).unwrap_or_default(), rest)
            });
        Self {
            current: first,
            rest,
        }
    }

    /// Whether there is no byte left.
    fn is_empty(&mut self) -> bool {
        while self.current.is_empty() {
            let Some((next, rest)) = self.rest.split_first() else {
                return true;
            };
            (self.current, self.rest) = (next, rest);
        }
        false
    }

    fn take(&mut self, bytes: usize) -> Option<&'s [u8]> {
        let (taken, left) = self.current.split_at_checked(bytes)?;
        self.current = left;
        Some(taken)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.is_empty() {
                return None;
            }
            let now = bytes.min(self.current.len());
            self.take(now)?;
            bytes -= now;
        }
        Some(())
    }

    /// So many letters, with the byte before them that says how wide they are;
    /// where they are continued it stands there again.
    fn letters(&mut self, letters: usize) -> Option<String> {
        let mut is_wide = self.take(1)?[0] & 1 != 0;
        self.letters_of(letters, &mut is_wide)
    }

    fn letters_of(&mut self, mut letters: usize, is_wide: &mut bool) -> Option<String> {
        let mut units = Vec::new();
        while letters > 0 {
            if self.current.is_empty() {
                if self.is_empty() {
                    return None;
                }
                *is_wide = self.take(1)?[0] & 1 != 0;
            }
            let width = if *is_wide { 2 } else { 1 };
            let now = letters.min(self.current.len() / width);
            let taken = self.take(now * width).filter(|_| now > 0)?;
            units.extend(taken.chunks(width).map(|unit| match *unit {
                [low, high] => u16::from_le_bytes([low, high]),
                [low] => low.into(),
                _ => 0,
            }));
            letters -= now;
        }
        Some(String::from_utf16_lossy(&units))
    }
}

/// The texts that cells share.
fn texts(pieces: &[&[u8]]) -> Result<SharedTexts, Failure> {
    let mut pieces = Pieces::of(pieces, 8);
    let mut texts = SharedTexts::default();
    while !pieces.is_empty() {
        let text = shared(&mut pieces).ok_or_else(cut_off)?;
        texts.push(&text)?;
    }
    Ok(texts)
}

/// A text, without its fonts and how it is pronounced.
fn shared(pieces: &mut Pieces<'_, '_>) -> Option<String> {
    let letters = usize::from(two(pieces.take(2)?, 0)?);
    let flags = pieces.take(1)?[0];
    let fonts = match flags & 8 {
        0 => 0,
        _ => usize::from(two(pieces.take(2)?, 0)?),
    };
    let sounds = match flags & 4 {
        0 => 0,
        _ => usize::try_from(four(pieces.take(4)?, 0)?).ok()?,
    };
    let text = pieces.letters_of(letters, &mut (flags & 1 != 0))?;
    pieces.skip(fonts * 4)?;
    pieces.skip(sounds)?;
    Some(text)
}

/// Reads the cells of a sheet.
fn cells(stream: &[u8], globals: &Globals, sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    let (mut rest, mut depth) = (stream, 0);
    let (mut hidden, mut of_formula) = (HashSet::new(), None);
    loop {
        let ((kind, bytes), after) = record(rest).ok_or_else(cut_off)?;
        rest = after;
        match kind {
            // Of a chart in the sheet, too.
            BEGIN => depth += 1,
            END if depth <= 1 => return Ok(()),
            END => depth -= 1,
            _ if depth != 1 => {}
            ROW if bytes.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                hidden.extend(two(bytes, 0));
            }
            COLUMNS => {
                let hidden = hidden_columns(bytes).ok_or_else(cut_off)?;
                hidden.map_or(Ok(()), |columns| sheets.hide(columns))?;
            }
            MERGED => merge(bytes, sheets)?,
            FORMULA_TEXT => {
                if let Some(at) = of_formula.take() {
                    let mut pieces = vec![bytes];
                    while let Some(((CONTINUE, more), after)) = record(rest) {
                        pieces.push(more);
                        rest = after;
                    }
                    let letters = usize::from(two(bytes, 0).ok_or_else(cut_off)?);
                    let text = Pieces::of(&pieces, 2)
                        .letters(letters)
                        .ok_or_else(cut_off)?;
                    sheets.put(at, (text, Mark::Sound))?;
                }
            }
            FORMULA | LABEL | RICH_LABEL | SHARED_LABEL | NUMBER | SHORT_NUMBER | SHORT_NUMBERS
            | TRUTH_OR_ERROR => {
                let (row, column) = two(bytes, 0).zip(two(bytes, 2)).ok_or_else(cut_off)?;
                let at = At {
                    row: row.into(),
                    column: column.into(),
                    is_hidden: hidden.contains(&row),
                };
                let values = values(kind, bytes, globals).ok_or_else(cut_off)?;
                of_formula = (kind == FORMULA && values.is_empty()).then_some(at);
                for (typed, column) in values.into_iter().zip(at.column..) {
                    if !sheets.put(At { column, ..at }, typed)? {
                        return Ok(());
                    }
                }
            }
            _ => {}
        }
    }
}

/// The columns, where they are hidden or have no width.
#[allow(clippy::option_option)]
fn hidden_columns(bytes: &[u8]) -> Option<Option<RangeInclusive<u32>>> {
    let (first, last, width) = (two(bytes, 0)?, two(bytes, 2)?, two(bytes, 4)?);
    let is_hidden = width == 0 || two(bytes, 8)? & 1 != 0;
    Some(is_hidden.then_some(first.into()..=last.into()))
}

/// Cells that are one.
fn merge(bytes: &[u8], sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    for area in bytes.get(2..).unwrap_or_default().chunks_exact(8) {
        let place = |at| two(area, at).map(u32::from).ok_or_else(cut_off);
        sheets.merge(Area {
            first: place(0)?,
            last: place(2)?,
            left: place(4)?,
            right: place(6)?,
        })?;
    }
    Ok(())
}

/// The values of a record of cells; none where a text follows.
fn values(kind: u16, bytes: &[u8], globals: &Globals) -> Option<Vec<MarkedText>> {
    let shown = |style: Option<u16>| {
        let shown = style.and_then(|style| globals.shown.get(usize::from(style)));
        shown.copied().unwrap_or_default()
    };
    let typed = |value: f64, style| number(value, shown(style), globals.from_1904);
    let long = |at: usize| {
        let field = bytes.get(at..at + 8)?;
        Some(f64::from_le_bytes(field.try_into().ok()?))
    };
    let style = two(bytes, 4);
    Some(match kind {
        NUMBER => vec![typed(long(6)?, style)],
        SHORT_NUMBER => vec![typed(short(four(bytes, 6)?), style)],
        SHORT_NUMBERS => {
            let fields = bytes.get(4..bytes.len().checked_sub(2)?)?.chunks_exact(6);
            let values = fields.map(|it| Some(typed(short(four(it, 2)?), two(it, 0))));
            values.collect::<Option<_>>()?
        }
        SHARED_LABEL => {
            let at = usize::try_from(four(bytes, 6)?).ok()?;
            vec![globals.texts.get(at)?]
        }
        LABEL | RICH_LABEL => vec![(unicode(bytes.get(6..)?)?, Mark::Sound)],
        TRUTH_OR_ERROR => vec![match bytes.get(6..8)? {
            [value, 0] => truth(*value != 0),
            [code, _] => (error(*code).to_owned(), Mark::Error),
            _ => return None,
        }],
        _ => match bytes.get(6..14)? {
            [0, _, _, _, _, _, 0xff, 0xff] => Vec::new(),
            [1, _, value, _, _, _, 0xff, 0xff] => vec![truth(*value != 0)],
            [2, _, code, _, _, _, 0xff, 0xff] => vec![(error(*code).to_owned(), Mark::Error)],
            // What programs save that cannot reckon.
            [3, _, _, _, _, _, 0xff, 0xff] if !globals.is_calculated => {
                vec![(String::new(), Mark::Unsaved)]
            }
            [3, _, _, _, _, _, 0xff, 0xff] => vec![MarkedText::default()],
            _ => vec![typed(long(6)?, style)],
        },
    })
}

/// A number in 30 bits, whole or the first ones of a float, perhaps times 100.
fn short(bits: u32) -> f64 {
    let value = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits.cast_signed() >> 2),
    };
    match bits & 1 {
        0 => value,
        _ => value / 100.0,
    }
}

/// An error as it is shown.
fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
        let size = u16::try_from(bytes.len()).unwrap();
        [&kind.to_le_bytes(), &size.to_le_bytes(), bytes].concat()
    }

    fn begin() -> Vec<u8> {
        record(BEGIN, &[0x00, 0x06, 0x05, 0x00])
    }

    /// A cell of the first style at this row and column.
    fn cell(kind: u16, row: u8, column: u8, value: &[u8]) -> Vec<u8> {
        record(kind, &[&[row, 0, column, 0, 0, 0], value].concat())
    }

    fn formula(column: u8, value: &[u8; 8]) -> Vec<u8> {
        cell(FORMULA, 0, column, &[value, &[0; 8][..]].concat())
    }

    /// The texts of the only sheet, and what they are.
    fn read(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<Vec<(String, Mark)>> {
        let bound = |start: u32| {
            let name = [
                &[0, 0, 2, 1],
                "名单"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect::<Vec<_>>()
                    .as_slice(),
            ]
            .concat();
            record(SHEET, &[&start.to_le_bytes()[..], &name].concat())
        };
        let whole = |start| {
            [&[begin()], globals, &[bound(start), record(END, &[])]]
                .concat()
                .concat()
        };
        let start = u32::try_from(whole(0).len()).unwrap();
        let sheet = [&[begin()], sheet, &[record(END, &[])]].concat().concat();
        let mut sheets = Sheets::new(&|_, _| 100);
        workbook(&[whole(start), sheet].concat(), &mut sheets).unwrap();
        assert_eq!(sheets.all[0].name, "名单");
        let rows = sheets.all.remove(0).rows.into_values();
        rows.map(|line| line.cells.into_iter().zip(line.marks).collect())
            .collect()
    }

    fn texts_of(row: &[(String, Mark)]) -> Vec<&str> {
        row.iter().map(|(text, _)| text.as_str()).collect()
    }

    #[test]
    fn numbers_are_kept_in_five_ways() {
        let rows = read(
            &[
                record(FORMAT, b"\xa4\x00\x02\x00\x0000"),
                record(STYLE, &[0, 0, 0, 0]),
                record(STYLE, &[0, 0, 0xa4, 0]),
            ],
            &[
                cell(NUMBER, 0, 0, &1.5_f64.to_le_bytes()),
                // 100 as a whole number, 1.25 as one by 100, and as a float.
                cell(SHORT_NUMBER, 0, 1, &(100_u32 << 2 | 2).to_le_bytes()),
                cell(SHORT_NUMBER, 0, 2, &(125_u32 << 2 | 3).to_le_bytes()),
                cell(
                    SHORT_NUMBER,
                    0,
                    3,
                    &((1.25_f64.to_bits() >> 32) as u32).to_le_bytes(),
                ),
                record(
                    SHORT_NUMBERS,
                    &[
                        &[0, 0, 4, 0][..],
                        &[1, 0, 7 << 2 | 2, 0, 0, 0],
                        &[0, 0, 0xfe, 0xff, 0xff, 0xff],
                        &[5, 0][..],
                    ]
                    .concat(),
                ),
                formula(6, &0.3_f64.to_le_bytes()),
            ],
        );
        assert_eq!(
            texts_of(&rows[0]),
            ["1.5", "100", "1.25", "1.25", "07", "-1", "0.3"]
        );
    }

    #[test]
    fn a_formula_has_the_text_of_the_record_behind_it() {
        let text = [0, 0, 0, 0, 0, 0, 0xff, 0xff];
        let empty = formula(3, &[3, 0, 0, 0, 0, 0, 0xff, 0xff]);
        let rows = read(
            &[record(CALCULATED, &[0xc1, 1, 0, 0, 0, 0, 1, 0])],
            &[
                formula(0, &text),
                record(FORMULA_TEXT, b"\x04\x00\x00ab"),
                record(CONTINUE, b"\x01\x4e\x67\xf7\x96"),
                formula(1, &[1, 0, 1, 0, 0, 0, 0xff, 0xff]),
                formula(2, &[2, 0, 0x2a, 0, 0, 0, 0xff, 0xff]),
                empty.clone(),
                cell(TRUTH_OR_ERROR, 0, 4, &[0, 0]),
                cell(TRUTH_OR_ERROR, 0, 5, &[0x17, 1]),
            ],
        );
        let expected = [
            ("ab李雷", Mark::Sound),
            ("TRUE", Mark::Truth),
            ("#N/A", Mark::Error),
            ("", Mark::Sound),
            ("FALSE", Mark::Truth),
            ("#REF!", Mark::Error),
        ];
        let expected = expected.map(|(text, mark)| (text.to_owned(), mark));
        assert_eq!(rows[0], expected);
        // Without the record of a program that can reckon.
        let rows = read(&[], &[empty]);
        assert_eq!(rows[0][3], (String::new(), Mark::Unsaved));
    }

    #[test]
    fn every_encryption_is_one() {
        for kind in [0, 1] {
            let stream = [begin(), record(PASSWORD, &[kind, 0, 1, 2, 3, 4])].concat();
            let failure = workbook(&stream, &mut Sheets::new(&|_, _| 1)).unwrap_err();
            assert_eq!(failure.message, "the workbook is encrypted with a password");
        }
    }

    /// Records have 8224 bytes at most: a text goes on in the next one, there
    /// perhaps in wide letters.
    #[test]
    fn shared_texts_go_on_in_other_records() {
        let texts = [
            // Twice, two of them; the first with a font and a sound behind it.
            &b"\x02\0\0\0\x02\0\0\0\x02\0\x0c\x01\0\x03\0\0\0hi\0\0\0\0xyz"[..],
            b"\x04\0\0ab",
        ];
        let rows = read(
            &[
                record(TEXTS, &texts.concat()),
                record(CONTINUE, b"\x01\x8b\x73\x73\x82"),
            ],
            &[
                cell(SHARED_LABEL, 0, 0, &[0; 4]),
                cell(SHARED_LABEL, 0, 1, &[1, 0, 0, 0]),
                cell(LABEL, 1, 0, b"\x02\0\0ok"),
            ],
        );
        assert_eq!(texts_of(&rows[0]), ["hi", "ab王艳"]);
        assert_eq!(texts_of(&rows[1]), ["ok"]);
    }

    #[test]
    fn charts_in_a_sheet_have_no_cells_of_it() {
        let inner = [
            begin(),
            cell(NUMBER, 0, 0, &5.0_f64.to_le_bytes()),
            record(END, &[]),
        ];
        let after = cell(NUMBER, 1, 0, &6.0_f64.to_le_bytes());
        let rows = read(&[], &[&inner[..], &[after]].concat());
        assert_eq!(rows.len(), 1);
        assert_eq!(texts_of(&rows[0]), ["6"]);
    }

    #[test]
    fn merged_cells_are_known() {
        let rows = [0, 1].map(|row| cell(NUMBER, row, 1, &5.0_f64.to_le_bytes()));
        let merged = record(MERGED, &[1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
        let rows = read(&[], &[&rows[..], &[merged]].concat());
        let marks: Vec<Mark> = rows.iter().map(|row| row[0].1).collect();
        assert_eq!(marks, [Mark::Sound, Mark::Merged]);
    }

    #[test]
    fn hidden_columns_are_known() {
        let columns = |first: u8, width: u8, flags: u8| {
            record(COLUMNS, &[first, 0, 3, 0, width, 0, 0, 0, flags, 0])
        };
        let stream = [
            begin(),
            columns(2, 9, 1),
            columns(5, 9, 0),
            record(END, &[]),
        ];
        let mut sheets = Sheets::new(&|_, _| 1);
        sheets.begin("S".into(), false).unwrap();
        cells(&stream.concat(), &Globals::default(), &mut sheets).unwrap();
        assert_eq!(sheets.all[0].hidden_columns, [2..=3]);
    }

    #[test]
    fn days_may_be_counted_from_1904() {
        let style = record(STYLE, &[0, 0, 14, 0]);
        let day = |day: f64| cell(NUMBER, 0, 0, &day.to_le_bytes());
        let rows = read(
            &[record(FROM_1904, &[1, 0]), style.clone()],
            &[day(43_466.0)],
        );
        assert_eq!(texts_of(&rows[0]), ["2023-01-02"]);
        let rows = read(&[style], &[day(44_928.0)]);
        assert_eq!(texts_of(&rows[0]), ["2023-01-02"]);
    }
}
