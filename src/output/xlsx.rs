//! `xlsx`: a workbook with one line a row, and a sheet that tells what it is.
//!
//! What a column declares decides what its cells are: texts stay texts, also
//! those that a spreadsheet would take for a number or a formula, and times are
//! dates. Nothing is a formula.
//!
//! SheetRows go to a temporary file as they come, for a workbook is packed as a whole
//! at its end. Only then does a byte reach the writer.

use std::borrow::Cow;
use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, IgnoreError, Workbook,
    Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::attention::{LOWEST, is_bad, may_be_low};
use super::excel::KEPT_DIGITS;
use super::rows::{Look, SheetRows};
use super::value::{Cells, decimal};
use super::workbook::{self, MOST_ROWS, aside, cut, sheet_name};
use super::{Column, Headings, LeftOut, Sink, Style, Values, time};
use crate::failure::Failure;
use crate::lang::{Both, both};
use crate::row::Row;
use crate::text::escape_in_cell;

/// Cells that a column is wide at most: a long note goes on behind it.
const MOST_WIDTH: usize = 60;

/// Cells that the arrow of the filter takes beside a heading.
const ARROW: usize = 3;

/// How dates are shown: as in CSV.
const DATE: &str = "yyyy-mm-dd hh:mm:ss";

/// A workbook that waits for its end.
pub(super) struct Xlsx<'w> {
    out: &'w mut dyn Write,
    workbook: Workbook,
    style: Style,
    looks: Looks,
    /// The rows of the sheets that are done.
    done: Vec<SheetRows>,
    sheet: Sheet,
    /// SheetRows of a sheet, the heading included.
    most_rows: u32,
    rows: u64,
    cut: u64,
}

/// How cells look.
struct Looks {
    heading: Format,
    text: Format,
    date: Format,
    bad_text: Format,
    low: Format,
}

/// The sheet that rows are written to.
struct Sheet {
    name: String,
    /// How many of this name there were before it.
    before: u32,
    worksheet: Worksheet,
    rows: SheetRows,
    columns: Vec<&'static Column>,
    cells: Cells,
    next_row: u32,
    /// Cells of the widest text of each column.
    widths: Vec<usize>,
    /// Whether each column has an amount other than 0.
    in_use: Vec<bool>,
}

impl<'w> Xlsx<'w> {
    /// # Errors
    /// No temporary file can be made.
    pub(super) fn new(
        style: &Style,
        columns: Vec<&'static Column>,
        out: &'w mut dyn Write,
    ) -> Result<Self, Failure> {
        let red = |format: Format| format.set_font_color(Color::RGB(0x00C0_0000));
        let text = workbook::text();
        let looks = Looks {
            heading: workbook::heading(),
            date: Format::new().set_num_format(DATE),
            bad_text: red(text.clone()),
            low: red(Format::new()),
            text,
        };
        let name = match style.about.title.as_str() {
            "" => "rows",
            title => title,
        };
        let sheet = Sheet::new(name.to_owned(), 0, columns, style, &looks);
        Ok(Self {
            out,
            sheet: sheet.map_err(Failure::output)?,
            done: Vec::new(),
            workbook: Workbook::new(),
            style: style.clone(),
            looks,
            most_rows: MOST_ROWS,
            rows: 0,
            cut: 0,
        })
    }

    /// Ends the sheet and begins another one.
    pub(super) fn next_sheet(
        &mut self,
        name: &str,
        columns: Vec<&'static Column>,
    ) -> io::Result<()> {
        let before = match name == self.sheet.name {
            true => self.sheet.before + 1,
            false => 0,
        };
        let next = Sheet::new(name.to_owned(), before, columns, &self.style, &self.looks)?;
        let done = std::mem::replace(&mut self.sheet, next);
        let (worksheet, rows) = done.end(&self.style, &self.looks)?;
        self.workbook.push_worksheet(worksheet);
        self.done.push(rows);
        Ok(())
    }
}

/// Adds the sheet that tells what the rows are.
fn tell(workbook: &mut Workbook, style: &Style, looks: &Looks, rows: u64) -> Result<(), XlsxError> {
    let about = &style.about;
    let made = time::instant(about.unix_millis, &style.zone);
    let instant = |then| time::instant(then, &style.zone);
    let [since, as_of] = [about.since, about.as_of].map(|it| it.map(instant).unwrap_or_default());
    let now = |text: Both| match style.headings {
        Some(Headings::Zh) => text.zh,
        _ => text.now(),
    };
    let local = now(both("local", "本机时区"));
    let zone = style.zone.iana_name().unwrap_or(local);
    let lines = [
        (both("Made", "生成时间"), made.as_str()),
        (both("Since", "自"), &since),
        (both("As of", "截至"), &as_of),
        (both("Time zone", "时区"), zone),
        (both("Profile", "配置档"), &about.profile),
        (both("appId", "应用 ID"), &about.app_id),
        (both("Command", "命令"), &about.command),
        (both("Rows", "行数"), &rows.to_string()),
    ];
    let name = both("About", "说明").now();
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet.set_column_width(0, 12)?.set_column_width(1, 70)?;
    let said = lines.iter().filter(|(_, value)| !value.is_empty());
    for (line, (label, value)) in (0..).zip(said) {
        sheet.write_string_with_format(line, 0, now(*label), &looks.heading)?;
        match (label.en, time::serial(value)) {
            ("Made" | "Since" | "As of", Some(day)) => {
                sheet.write_number_with_format(line, 1, day, &looks.date)?
            }
            ("Rows", _) => sheet.write_number(line, 1, rows as f64)?,
            _ => {
                let (value, _) = cut(escape_in_cell(value));
                sheet.write_string_with_format(line, 1, value, &looks.text)?
            }
        };
    }
    Ok(())
}

impl Sheet {
    fn new(
        name: String,
        before: u32,
        columns: Vec<&'static Column>,
        style: &Style,
        looks: &Looks,
    ) -> io::Result<Self> {
        let mut sheet = Self {
            worksheet: Worksheet::new(),
            rows: aside(SheetRows::new(columns.len()))?,
            name,
            before,
            cells: Cells::new(style, &columns),
            next_row: 0,
            widths: vec![0; columns.len()],
            in_use: vec![false; columns.len()],
            columns,
        };
        sheet.begin(style, looks).map_err(io::Error::other)?;
        Ok(sheet)
    }

    fn begin(&mut self, style: &Style, looks: &Looks) -> Result<(), XlsxError> {
        let worksheet = &mut self.worksheet;
        worksheet.set_name(sheet_name(&self.name, self.before))?;
        // Looks are numbered as they are met, which `Look` counts on.
        for look in [
            &looks.text,
            &looks.date,
            &looks.bad_text,
            &Format::default(),
        ] {
            worksheet.set_column_format(0, look)?;
        }
        for (at, column) in (0..).zip(&self.columns) {
            match column.values {
                Values::Text => worksheet.set_column_format(at, &looks.text)?,
                Values::Millis | Values::ShanghaiText => {
                    worksheet.set_column_format(at, &looks.date)?
                }
                Values::Number | Values::Bytes | Values::Span => worksheet,
            };
        }
        if !style.header {
            return Ok(());
        }
        for (at, column) in self.columns.iter().enumerate() {
            let heading = style.heading(column);
            self.widths[at] = heading.width() + ARROW;
            let place = u16::try_from(at).unwrap_or(u16::MAX);
            worksheet.write_string_with_format(0, place, &*heading, &looks.heading)?;
        }
        worksheet.set_freeze_panes(1, 0)?;
        self.next_row = 1;
        Ok(())
    }

    /// Writes a row; returns how many of its texts were cut.
    fn row(&mut self, row: &Row) -> io::Result<u64> {
        let (rows, mut cut_texts) = (&mut self.rows, 0);
        self.next_row += 1;
        rows.begin(self.next_row);
        for (at, (column, text)) in self.cells.texts(row).enumerate() {
            let Some(text) = text else {
                continue;
            };
            let width = match value(column, &text) {
                Typed::Number(number) => {
                    self.in_use[at] |= !is_zero(&number);
                    rows.number(at, Look::Plain, &number);
                    text.len()
                }
                Typed::Day(day) => {
                    rows.number(at, Look::Date, &day.to_string());
                    DATE.len()
                }
                Typed::Text => {
                    let (shown, width, is_cut) = in_cell(text);
                    cut_texts += u64::from(is_cut);
                    self.in_use[at] |= !shown.is_empty();
                    let look = match is_bad(&shown) {
                        true => Look::BadText,
                        false => Look::Text,
                    };
                    rows.text(at, look, &shown);
                    width
                }
            };
            self.widths[at] = width.max(self.widths[at]);
        }
        aside(rows.end())?;
        Ok(cut_texts)
    }

    fn end(mut self, style: &Style, looks: &Looks) -> io::Result<(Worksheet, SheetRows)> {
        self.close(style, looks).map_err(io::Error::other)?;
        Ok((self.worksheet, self.rows))
    }

    fn close(&mut self, style: &Style, looks: &Looks) -> Result<(), XlsxError> {
        let sheet = &mut self.worksheet;
        for (at, width) in (0..).zip(&self.widths) {
            let width = u32::try_from((*width).min(MOST_WIDTH)).unwrap_or_default();
            sheet.set_column_width(at, width + 2)?;
        }
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let last_row = self.next_row.saturating_sub(1);
        let low = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::LessThanOrEqualTo(LOWEST))
            .set_format(&looks.low);
        let first = u32::from(style.header);
        for (at, (column, in_use)) in (0..).zip(self.columns.iter().zip(&self.in_use)) {
            if may_be_low(column, *in_use) {
                sheet.add_conditional_format(first, at, last_row, at, &low)?;
            }
        }
        if style.header {
            sheet.autofilter(0, 0, last_row, last)?;
        }
        // Phones and ids are texts on purpose.
        sheet.ignore_error_range(0, 0, last_row, last, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}

/// What a cell is.
enum Typed<'t> {
    /// A number, as XML has it.
    Number(Cow<'t, str>),
    /// A time, in Excel's days.
    Day(f64),
    Text,
}

/// What the text of a column's value is. What is not of the column's kind, and
/// a number of more digits than spreadsheets keep, stays a text.
fn value<'t>(column: &Column, text: &'t str) -> Typed<'t> {
    let typed = match column.values {
        Values::Text => None,
        Values::Number | Values::Bytes | Values::Span => exact(text).map(Typed::Number),
        Values::Millis | Values::ShanghaiText => time::serial(text).map(Typed::Day),
    };
    typed.unwrap_or(Typed::Text)
}

/// A number that is the same in a spreadsheet.
fn exact(text: &str) -> Option<Cow<'_, str>> {
    if is_plain(text) {
        return Some(text.into());
    }
    let digits = decimal(text)?.normalize().mantissa().unsigned_abs();
    let keeps = digits < 10_u128.pow(u32::try_from(KEPT_DIGITS).ok()?);
    let number = text.parse::<f64>().ok().filter(|_| keeps);
    // There is no -0.
    number.map(|number| (number + 0.0).to_string().into())
}

/// Whether a text is a number as most are: `16010`, `100.0`, `-890`.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let dots = digits.iter().filter(|byte| **byte == b'.').count();
    let others = digits.iter().filter(|byte| !byte.is_ascii_digit()).count();
    let has_ends = is_digit(digits.first()) && is_digit(digits.last());
    let is_short = digits.len() <= KEPT_DIGITS;
    has_ends && is_short && others == dots && dots <= 1 && !(text.starts_with('-') && is_zero(text))
}

/// Whether a number has no digit but zeros.
fn is_zero(number: &str) -> bool {
    !number.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// A text as a cell shows it, how wide it is, and whether it was cut.
fn in_cell(text: Cow<'_, str>) -> (Cow<'_, str>, usize, bool) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        let (shown, is_cut) = cut(text);
        let width = shown.len();
        return (shown, width, is_cut);
    }
    let (shown, is_cut) = cut(escape_in_cell(&text));
    let width = shown.lines().map(UnicodeWidthStr::width).max();
    (shown.into_owned().into(), width.unwrap_or(0), is_cut)
}

impl Sink for Xlsx<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.sheet.next_row == self.most_rows {
            let (name, columns) = (self.sheet.name.clone(), self.sheet.columns.clone());
            self.next_sheet(&name, columns)?;
        }
        self.cut += self.sheet.row(row)?;
        self.rows += 1;
        Ok(())
    }

    /// Nothing can be written before the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<LeftOut> {
        let Self {
            out,
            mut workbook,
            style,
            looks,
            mut done,
            sheet,
            rows,
            cut,
            ..
        } = *self;
        let (worksheet, last) = sheet.end(&style, &looks)?;
        workbook.push_worksheet(worksheet);
        done.push(last);
        tell(&mut workbook, &style, &looks, rows).map_err(io::Error::other)?;
        workbook::save(&mut workbook, done, out)?;
        Ok(LeftOut {
            cut,
            ..LeftOut::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{About, choose};
    use super::*;
    use calamine::{Data, Reader, Xlsx as Book};
    use jiff::tz::TimeZone;
    use std::io::Cursor;

    const COLUMNS: &[Column] = &[
        Column::text("email", "E-MAIL"),
        Column::number("remainFlow", "FLOW (G)").low(),
        Column::new("expireDate", "EXPIRES", Values::Millis),
        Column::new("date", "DATE", Values::ShanghaiText),
        Column::text("status", "STATUS"),
        Column::text("appSecret", "SECRET").secret(),
    ];

    fn style() -> Style {
        Style {
            zone: TimeZone::get("Asia/Shanghai").unwrap(),
            ..Style::plain(super::super::Format::Xlsx)
        }
    }

    /// The workbook of these rows, with so many rows a sheet, and what was cut.
    fn written(style: &Style, most_rows: u32, rows: &[&str]) -> (Vec<u8>, u64) {
        let mut out = Vec::new();
        let chosen = choose(style, COLUMNS).unwrap();
        let mut sink = Box::new(Xlsx::new(style, chosen, &mut out).unwrap());
        sink.most_rows = most_rows;
        for row in rows {
            sink.row(&Row::parse(row).unwrap()).unwrap();
        }
        let cut = sink.finish().unwrap().cut;
        (out, cut)
    }

    fn sheet(book: &[u8], name: &str) -> Vec<Vec<Data>> {
        let mut book = Book::new(Cursor::new(book)).unwrap();
        let range = book.worksheet_range(name).unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    }

    /// The cells of a column without its heading.
    fn column(column: &str, literals: &[&str]) -> Vec<Data> {
        let rows = literals
            .iter()
            .map(|literal| format!("{{\"{column}\":{literal}}}"));
        let rows: Vec<String> = rows.collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut style = style();
        style.columns = Some(vec![column.to_owned()]);
        let (book, _) = written(&style, MOST_ROWS, &rows);
        let cells = sheet(&book, "rows");
        cells.into_iter().skip(1).flatten().collect()
    }

    /// The time in a cell that is a date.
    fn date(cell: &Data) -> Option<String> {
        let Data::DateTime(time) = cell else {
            return None;
        };
        let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
        Some(format!(
            "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
        ))
    }

    /// A part of a workbook, as XML.
    fn part(book: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let file = archive.by_name(name).unwrap();
        io::read_to_string(file).unwrap()
    }

    #[test]
    fn texts_stay_texts_whatever_they_look_like() {
        let texts = [
            "=1+1",
            "-12.50",
            "+8613800000000",
            "00123",
            "1E5",
            "2022-05-18",
            "'x",
            "TRUE",
            "a\r\nb",
            "_x0041_",
            " a ",
            "中文",
        ];
        let literals = texts.map(|text| serde_json::to_string(text).unwrap());
        let cells = column("email", &literals.each_ref().map(String::as_str));
        assert_eq!(cells, texts.map(|text| Data::String(text.to_owned())));
        let shown = column("email", &[r#""a\u001b[2J\u202eb""#, "true"]);
        let shown: Vec<String> = shown.iter().map(ToString::to_string).collect();
        assert_eq!(shown, [r"a\u{1b}[2J\u{202e}b", "true"]);
    }

    #[test]
    fn a_number_is_one_where_a_spreadsheet_keeps_all_its_digits() {
        let literals = [
            "100.0",
            "\"0.10\"",
            "1.50E+2",
            "-890",
            "999999999999999",
            "-0.0",
        ];
        let numbers = [100.0, 0.1, 150.0, -890.0, 999_999_999_999_999.0, 0.0];
        assert_eq!(column("remainFlow", &literals), numbers.map(Data::Float));
        let kept = [
            "9007199254740993",
            "0.1234567890123456",
            "1e400",
            "\"a lot\"",
            "\"1_000\"",
            "\"1.2.3\"",
        ];
        let texts = kept.map(|literal| Data::String(literal.trim_matches('"').to_owned()));
        assert_eq!(column("remainFlow", &kept), texts);
    }

    #[test]
    fn times_are_dates_in_the_zone() {
        let cells = column(
            "expireDate",
            &["1652803200000", "\"1652803200999\"", "-1000"],
        );
        let dates: Vec<_> = cells.iter().flat_map(date).collect();
        assert_eq!(
            dates,
            [
                "2022-05-18 00:00:00",
                "2022-05-18 00:00:00",
                "1970-01-01 07:59:59"
            ]
        );
        let cells = column("date", &["\"2019-11-18 18:21:38.0\""]);
        assert_eq!(date(&cells[0]).unwrap(), "2019-11-18 18:21:38");
        // A day that spreadsheets have no number for, and what is no time.
        let texts = ["-3000000000000", "\"soon\""];
        let cells = column("expireDate", &texts);
        assert_eq!(cells[0], Data::String("1874-12-08 02:45:43".to_owned()));
        assert_eq!(cells[1], Data::String("soon".to_owned()));
    }

    #[test]
    fn null_is_an_empty_cell_and_a_secret_is_masked() {
        let mut style = style();
        style.columns = Some(vec!["all".to_owned()]);
        let row = r#"{"email":"a","remainFlow":null,"appSecret":"hush"}"#;
        let (book, _) = written(&style, MOST_ROWS, &[row]);
        let cells = &sheet(&book, "rows")[1];
        assert_eq!(
            cells[1..5],
            [Data::Empty, Data::Empty, Data::Empty, Data::Empty]
        );
        assert_eq!(cells[5], Data::String("********".to_owned()));
    }

    #[test]
    fn what_needs_attention_is_red_and_the_heading_bold_and_fixed() {
        let rows = [
            r#"{"status":"normal","remainFlow":1}"#,
            r#"{"status":"Expired","remainFlow":0}"#,
        ];
        let (book, _) = written(&style(), MOST_ROWS, &rows);
        let (xml, styles) = (
            part(&book, "xl/worksheets/sheet1.xml"),
            part(&book, "xl/styles.xml"),
        );
        let fonts: Vec<&str> = styles.split("<font>").skip(1).collect();
        let formats = styles.split("<cellXfs").nth(1).unwrap();
        let formats: Vec<&str> = formats.split("<xf ").skip(1).collect();
        let font = |cell: &str| {
            let start = xml.split(&format!("<c r=\"{cell}\"")).nth(1).unwrap();
            let number = |text: &str, name: &str| {
                let rest = text.split(&format!("{name}=\"")).nth(1).unwrap_or("0");
                rest.split('"').next().unwrap().parse::<usize>().unwrap()
            };
            let style = number(start.split('>').next().unwrap(), " s");
            fonts[number(formats[style], "fontId")].to_owned()
        };
        assert!(font("A1").starts_with("<b/>"));
        let red = ["E2", "E3"].map(|cell| font(cell).contains("rgb=\"FFC00000\""));
        assert_eq!(red, [false, true]);
        let low = "<conditionalFormatting sqref=\"B2:B3\"><cfRule type=\"cellIs\" dxfId=\"0\" \
                   priority=\"1\" operator=\"lessThanOrEqual\"><formula>0</formula>";
        assert!(xml.contains(low), "{xml}");
        let looks = styles.split("<dxfs").nth(1).unwrap();
        assert!(looks.contains("<color rgb=\"FFC00000\"/>"), "{looks}");
        // As in tables: nobody uses what is 0 everywhere.
        let (book, _) = written(&style(), MOST_ROWS, &rows[1..]);
        let unused = part(&book, "xl/worksheets/sheet1.xml");
        assert!(!unused.contains("conditionalFormatting"), "{unused}");
        assert!(xml.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""));
        assert!(xml.contains("<autoFilter ref=\"A1:E3\"/>"));
        assert!(!xml.contains("<f>"));
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let long = "x".repeat(100);
        let wide = format!(
            r#"{{"email":"北京海淀分校","status":"{long}","remainFlow":1,"date":"2019-11-18 18:21:38"}}"#
        );
        let (book, _) = written(&style(), MOST_ROWS, &[&wide]);
        let xml = part(&book, "xl/worksheets/sheet1.xml");
        let widths = xml
            .split(" width=\"")
            .skip(1)
            .map(|rest| rest.split('.').next().unwrap());
        // Two more than the text, or than a heading and its arrow.
        assert_eq!(widths.collect::<Vec<_>>(), ["14", "15", "15", "21", "62"]);
    }

    #[test]
    fn what_is_too_long_for_a_cell_is_cut_and_counted() {
        let long = |letter: &str, count| format!(r#"{{"email":"{}"}}"#, letter.repeat(count));
        let rows = [
            long("a", 32_767),
            long("a", 32_768),
            long("中", 32_767),
            long("😀", 16_384),
        ];
        let (book, cut) = written(&style(), MOST_ROWS, &rows.each_ref().map(String::as_str));
        let letters = |row: &Vec<Data>| row[0].to_string().chars().count();
        let cells = sheet(&book, "rows");
        assert_eq!(cut, 2);
        assert_eq!(
            cells[1..].iter().map(letters).collect::<Vec<_>>(),
            [32_767, 32_767, 32_767, 16_383]
        );
    }

    #[test]
    fn more_rows_than_a_sheet_has_go_on_in_another() {
        let rows = ["a", "b", "c"].map(|email| format!(r#"{{"email":"{email}"}}"#));
        let (book, _) = written(&style(), 3, &rows.each_ref().map(String::as_str));
        let first = |name: &str| {
            let rows = sheet(&book, name);
            rows.iter()
                .map(|row| row[0].to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(first("rows"), ["email", "a", "b"]);
        assert_eq!(first("rows (2)"), ["email", "c"]);
        assert_eq!(first("About"), ["Made", "Time zone", "Rows"]);
        // As LibreOffice wants it: no part is marked as large.
        let mut archive = zip::ZipArchive::new(Cursor::new(&book)).unwrap();
        for at in 0..archive.len() {
            let part = archive.by_index(at).unwrap();
            assert_eq!(part.extra_data().unwrap_or_default(), b"");
        }
    }

    #[test]
    fn the_sheet_about_it_tells_what_it_is() {
        let mut style = style();
        style.about = About {
            title: "sub/accounts".to_owned(),
            unix_millis: 1_652_803_200_000,
            since: Some(1_652_630_400_000),
            as_of: Some(1_652_716_800_000),
            profile: "hq".to_owned(),
            app_id: "g123".to_owned(),
            command: "polyv-group subaccounts list".to_owned(),
        };
        style.headings = Some(Headings::Zh);
        let (book, _) = written(&style, MOST_ROWS, &[r#"{"email":"a"}"#]);
        assert_eq!(
            sheet(&book, "sub accounts")[0][1].to_string(),
            "点播流量(G)"
        );
        let told = sheet(&book, "About");
        assert_eq!(date(&told[0][1]).unwrap(), "2022-05-18 00:00:00");
        for (line, label, day) in [(1, "自", "2022-05-16"), (2, "截至", "2022-05-17")] {
            assert_eq!(told[line][0].to_string(), label);
            assert_eq!(date(&told[line][1]).unwrap(), format!("{day} 00:00:00"));
        }
        let told: Vec<String> = told
            .iter()
            .map(|row| format!("{}={}", row[0], row[1]))
            .collect();
        assert_eq!(
            told[3..],
            [
                "时区=Asia/Shanghai",
                "配置档=hq",
                "应用 ID=g123",
                "命令=polyv-group subaccounts list",
                "行数=1",
            ]
        );
    }
}
