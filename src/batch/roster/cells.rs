//! Text to cells: encoding, line ends, separator, quotes, line numbers.
//!
//! Chinese Excel and WPS save CSV as GB18030, "Unicode text" is UTF-16, other
//! programs write UTF-8 with or without a byte order mark. What has a mark or
//! is valid UTF-8 is certain; GB18030 is an assumption, and said to be one.
//! Nothing is ever replaced: a byte that means nothing is an error.
//!
//! The `csv` crate splits, but it is lenient with quotes and its line numbers
//! skip blank lines: both are looked after here.

use super::Rejected;
use super::workbook::values::Mark;
use crate::endpoints::write::Finding;
use crate::failure::Failure;
use crate::lang::{Text, both, counted};
use crate::text;
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::ops::RangeInclusive;

/// The separators that spreadsheets write, the likeliest first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Cells of a file, empty ones too: a hundred in each of the most rows.
const MOST_CELLS: usize = 10_000_000;

/// Characters of a cell: what a cell of a spreadsheet holds.
pub(super) const MOST_LETTERS: usize = 32_767;

/// Bytes in which the heading line is looked for, to find the separator.
const MOST_HEADINGS: usize = 64 * 1024;

/// The text, without a byte order mark, and its encoding.
///
/// # Errors
/// Usage: not text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static Encoding), Failure> {
    let encoding = recognise(bytes);
    if encoding != UTF_16LE && encoding != UTF_16BE {
        refuse_nul(bytes)?;
    }
    let text = strictly(bytes, encoding)?;
    refuse_nul(text.as_bytes())?;
    Ok((text.trim_start_matches('\u{feff}').to_owned(), encoding))
}

fn too_large() -> Failure {
    Failure::usage(both(
        "the file is too large for this machine",
        "文件过大，本机无法处理",
    ))
}

/// The encoding; GB18030 is a guess.
fn recognise(bytes: &[u8]) -> &'static Encoding {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if mostly_utf8(bytes) => UTF_8,
        None => GB18030,
    }
}

/// Whether the bytes do not tell their encoding: GB18030 is never more than
/// likely, nor is UTF-8 without a mark where every pair of bytes beyond ASCII
/// is a common Chinese sign too.
pub(super) fn is_guess(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let mut rest = bytes.iter().filter(|_| encoding == UTF_8);
    let mut pairs = 0;
    while let Some(byte) = rest.find(|byte| !byte.is_ascii()) {
        let second = rest.next().is_some_and(|byte| (0xa1..=0xfe).contains(byte));
        if !(0xa1..=0xf7).contains(byte) || !second {
            return false;
        }
        pairs += 1;
    }
    let has_mark = Encoding::for_bom(bytes).is_some();
    encoding == GB18030 || pairs > 0 && !has_mark
}

/// Valid UTF-8, or UTF-8 that was damaged: GB18030 gives a meaning to nearly
/// every pair of bytes, so that one broken byte would turn all the Chinese of
/// a UTF-8 file into nonsense without an error. GB18030 text hardly ever
/// holds three bytes in a row that are a UTF-8 character.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || sound > broken
}

fn refuse_nul(bytes: &[u8]) -> Result<(), Failure> {
    let Some(at) = bytes.iter().position(|byte| *byte == 0) else {
        return Ok(());
    };
    let line = line_after(&bytes[..at]);
    Err(Failure::usage(text!(
        "line {line} has NUL bytes: this is UTF-16 without a byte order mark, or not text at all; \
         save it as CSV UTF-8",
        "第 {line} 行含有 NUL 字节：这是不带 BOM 的 UTF-16，或根本不是文本；\
         请另存为 CSV UTF-8"
    )))
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Result<String, Failure> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .ok_or_else(too_large)?;
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        // Cannot happen: the room is what the decoder asked for.
        DecoderResult::OutputFull => Err(too_large()),
        DecoderResult::Malformed(length, after) => {
            let line = line_after(text.as_bytes());
            let offset = read.saturating_sub(usize::from(length) + usize::from(after));
            let name = match encoding.name() {
                "gb18030" => both("UTF-8 or GB18030", "UTF-8 或 GB18030"),
                name => both(name, name),
            };
            Err(Failure::usage(text!(
                "line {line}: the byte at offset {offset} is not {name}; save the file as CSV \
                 UTF-8",
                "第 {line} 行：偏移 {offset} 处的字节不是 {name}；请把文件另存为 CSV UTF-8"
            )))
        }
    }
}

/// The number of the line that comes next, line ends being LF, CR LF or CR.
fn line_after(before: &[u8]) -> u64 {
    let mut line = 1;
    for (at, byte) in before.iter().enumerate() {
        let lone_cr = *byte == b'\r' && before.get(at + 1) != Some(&b'\n');
        line += u64::from(*byte == b'\n' || lone_cr);
    }
    line
}

/// A row of the file.
#[derive(Default)]
pub(super) struct Line {
    /// The line it begins on, or the row of its sheet, from 1.
    pub(super) number: u64,
    /// The cells, untrimmed.
    pub(super) cells: Vec<String>,
    /// What the cells of a workbook are; none of a text.
    pub(super) marks: Vec<Mark>,
    /// Whether a person does not see it in its sheet.
    pub(super) is_hidden: bool,
}

/// The file as cells.
pub(super) struct Lines {
    pub(super) separator: u8,
    /// The first row that is not blank.
    pub(super) headings: Vec<String>,
    /// The other rows that are not blank.
    pub(super) rows: Vec<Line>,
}

/// A file as rows.
pub(super) struct FileRows {
    pub(super) lines: Lines,
    /// The sheet they are in; `None` for a text.
    pub(super) sheet: Option<String>,
    /// The columns from 0 that a person does not see there.
    pub(super) hidden_columns: Vec<RangeInclusive<u32>>,
    /// What was assumed, as whole sentences.
    pub(super) notes: Vec<Text>,
}

/// Whether a row has nothing in it but separators and spaces.
pub(super) fn blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| trimmed(cell).is_empty())
}

/// A cell without the spaces around it, full-width, non-breaking and
/// zero-width ones included.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Counts the cells of a first row that are known; it tells the separator.
pub(super) type KnownCells<'a> = &'a dyn Fn(&[String]) -> usize;

/// Splits a text into rows; `most` rows are too many if there is one more.
///
/// # Errors
/// No row at all, too many, or quotes that do not hold.
pub(super) fn split(known: KnownCells<'_>, text: &str, most: usize) -> Result<Lines, Rejected> {
    // Lone CRs are the line ends of old Macs; within a cell they are line
    // breaks too, so that a memo is the same whoever saved the file.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (text, named) = after_separator_line(&text);
    let separator = separator(known, text, named);
    if let Some((line, rule)) = unsound(text, separator) {
        return Err(Rejected::Faults(vec![Finding::new("", "", rule).on(line)]));
    }
    let mut rows = rows(text, separator);
    let headings = rows.next().ok_or_else(no_rows)?.cells;
    let rows: Vec<Line> = rows.take(most.saturating_add(1)).collect();
    if rows.len() > most {
        return Err(too_many_rows(most).into());
    }
    Ok(Lines {
        separator,
        headings,
        rows,
    })
}

pub(super) fn too_many_rows(most: usize) -> Failure {
    let most = counted(most, "row", "行");
    Failure::usage(text!(
        "the file has more than {most}; split it",
        "文件超过 {most}；请拆分"
    ))
}

/// Nothing, or nothing but headings.
pub(super) fn no_rows() -> Failure {
    Failure::usage(both("the file has no rows", "文件中没有数据行"))
}

/// The text after a first line such as `sep=;`, by which some programs tell
/// Excel the separator, and what it names. The line itself stays, empty, so
/// that the others keep their numbers.
fn after_separator_line(text: &str) -> (&str, Option<u8>) {
    let (first, _) = text.split_once('\n').unwrap_or_default();
    let unquoted = first.strip_prefix('"').unwrap_or(first);
    let (start, rest) = unquoted.split_at_checked(4).unwrap_or_default();
    if !start.eq_ignore_ascii_case("sep=") || rest.contains(char::is_alphanumeric) {
        return (text, None);
    }
    let named = rest.bytes().next();
    let named = named.filter(|byte| *byte != b'"' && byte.is_ascii());
    (&text[first.len()..], named)
}

/// The separator under which the first row has most known cells.
fn separator(known: KnownCells<'_>, text: &str, named: Option<u8>) -> u8 {
    let text = text.trim_start_matches('\n');
    let mut ends = (0..=text.len().min(MOST_HEADINGS)).rev();
    let head = ends.find_map(|at| text.get(..at)).unwrap_or_default();
    let known = |separator: u8| {
        let first = rows(head, separator).next();
        first.map_or(0, |row| known(&row.cells))
    };
    // `max_by_key` takes the last of equals.
    let all = SEPARATORS.into_iter().rev().chain(named);
    let best = all.max_by_key(|one| known(*one));
    best.unwrap_or(b',')
}

/// The rows of a text that are not blank, with their lines. `csv` skips blank
/// lines after it notes where a row begins.
fn rows(text: &str, separator: u8) -> impl Iterator<Item = Line> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    // Text in memory, rows of any length: there is no error to meet.
    let records = reader.into_records().map_while(Result::ok);
    records.filter_map(move |record| {
        let at = record.position();
        let (byte, line) = at.map_or((0, 1), |at| (at.byte(), at.line()));
        let rest = text.bytes();
        let rest = rest.skip(usize::try_from(byte).unwrap_or(usize::MAX));
        let number = line + rest.take_while(|byte| *byte == b'\n').count() as u64;
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let line = Line {
            number,
            cells,
            ..Line::default()
        };
        (!blank(&line.cells)).then_some(line)
    })
}

/// Where in a cell the scan is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// Before its first character, spaces aside.
    Start { spaces: bool },
    /// In a cell without quotes, or behind the closing one.
    Bare,
    /// Between quotes, the first of them on this line.
    Quoted { line: u64 },
}

/// The first row that is not to be read, by its line from 1, and why: a quote is
/// never closed or has text beside it within its cell, or it is too large. With
/// two stray quotes on different lines, all rows between them would become one
/// cell, passwords and all. A quote in the middle of a bare cell (`5" pipe`) is a
/// sign like any other.
fn unsound(text: &str, separator: u8) -> Option<(u64, Text)> {
    let broken = both(
        "a quote in this row is not closed, or has text beside it in its cell",
        "该行有引号未闭合，或单元格内引号之外还有文字",
    );
    let (mut line, mut place) = (1, Within::Start { spaces: false });
    let (mut cells, mut letters) = (1, 0);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let ends = |byte: Option<&u8>| byte.is_none_or(|b| *b == b'\n' || *b == separator);
        place = match (place, byte) {
            (Within::Quoted { .. }, b'"') if bytes.next_if_eq(&b'"').is_some() => place,
            (Within::Quoted { .. }, b'"') if ends(bytes.peek()) => Within::Bare,
            (Within::Quoted { line }, b'"') => return Some((line, broken.into())),
            (Within::Quoted { .. }, _) => place,
            (_, byte) if ends(Some(&byte)) => {
                cells += 1;
                letters = 0;
                Within::Start { spaces: false }
            }
            (Within::Start { spaces: false }, b'"') => Within::Quoted { line },
            (Within::Start { spaces: true }, b'"') => return Some((line, broken.into())),
            (Within::Start { .. }, b' ') => Within::Start { spaces: true },
            _ => Within::Bare,
        };
        letters += usize::from(byte & 0xc0 != 0x80);
        if letters > MOST_LETTERS || cells > MOST_CELLS {
            let line = match place {
                Within::Quoted { line } => line,
                _ => line,
            };
            let rule = match cells > MOST_CELLS {
                true => text!(
                    "the file has more than {MOST_CELLS} cells; remove empty columns",
                    "文件超过 {MOST_CELLS} 个单元格；请删除空列"
                ),
                false => text!(
                    "a cell of this row has more than {MOST_LETTERS} characters; a quote may be \
                     missing",
                    "该行有单元格超过 {MOST_LETTERS} 个字符；可能缺少引号"
                ),
            };
            return Some((line, rule));
        }
        line += u64::from(byte == b'\n');
    }
    match place {
        Within::Quoted { line } => Some((line, broken.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::headings;
    use super::*;
    use crate::endpoints::subaccounts::CREATE;

    const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
    const UTF16LE_MARK: &[u8] = b"\xFF\xFE";
    const UTF16BE_MARK: &[u8] = b"\xFE\xFF";

    const TEXT: &str = "邮箱,联系人\na@b.cn,王芳\n";

    fn utf16(mark: &[u8], bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = TEXT.encode_utf16().flat_map(bytes);
        mark.iter().copied().chain(units).collect()
    }

    fn decoded(bytes: &[u8]) -> (String, &'static str, bool) {
        let (text, encoding) = decode(bytes).unwrap();
        (text, encoding.name(), encoding == GB18030)
    }

    fn error(bytes: &[u8]) -> String {
        decode(bytes).err().unwrap().message.en().to_owned()
    }

    #[test]
    fn an_encoding_is_known_by_its_mark_or_is_a_guess() {
        let little = utf16(UTF16LE_MARK, u16::to_le_bytes);
        let big = utf16(UTF16BE_MARK, u16::to_be_bytes);
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            ([UTF8_MARK, TEXT.as_bytes()].concat(), "UTF-8"),
            (little, "UTF-16LE"),
            (big, "UTF-16BE"),
        ] {
            assert_eq!(decoded(&bytes), (TEXT.to_owned(), encoding, false));
        }
        let chinese = GB18030.encode(TEXT).0.into_owned();
        assert_eq!(decoded(&chinese), (TEXT.to_owned(), "gb18030", true));
        assert_eq!(decoded(b""), (String::new(), "UTF-8", false));
    }

    #[test]
    fn nuls_are_refused_in_every_encoding() {
        let bare = utf16(b"", u16::to_le_bytes);
        for (bytes, line) in [
            (&bare[..], 1),
            (b"a\r\nb\rc\0", 3),
            (b"\xFF\xFEa\0\n\0\0\0", 2),
        ] {
            assert!(error(bytes).starts_with(&format!("line {line} has NUL bytes")));
        }
    }

    #[test]
    fn a_byte_without_meaning_is_named_by_line_and_offset() {
        let cut = &TEXT.as_bytes()[..TEXT.len() - 2];
        // GB18030 would give a meaning to every pair of these bytes.
        let mut damaged = "王芳李雷".as_bytes().to_vec();
        damaged[1] = 0xe7;
        let guess = GB18030.decode_without_bom_handling_and_without_replacement(&damaged);
        assert!(guess.is_some());
        for (bytes, encoding, line, offset) in [
            (cut, "UTF-8", 2, 27),
            (b"\xEF\xBB\xBFa\n\xFF", "UTF-8", 2, 5),
            (b"a\nb\xFFc", "UTF-8 or GB18030", 2, 3),
            (b"\xFF\xFEa\0\n", "UTF-16LE", 1, 4),
            (&damaged, "UTF-8", 1, 0),
        ] {
            let words = format!(
                "line {line}: the byte at offset {offset} is not {encoding}; save the file as \
                 CSV UTF-8"
            );
            assert_eq!(error(bytes), words);
        }
    }

    const HEADINGS: &str = "email,memo";

    fn table(text: &str) -> Lines {
        split(&|row| headings::known(&CREATE, row), text, 100).unwrap()
    }

    fn lines(text: &str) -> Vec<(u64, String)> {
        let records = table(text).rows.into_iter();
        records
            .map(|row| (row.number, row.cells.join("|")))
            .collect()
    }

    #[test]
    fn rows_are_named_by_the_line_they_begin_on() {
        let text = format!("\n{HEADINGS}\na,\"x\ny\"\n\n \nb,\"\n\"\nc,z");
        let expected = [(3, "a|x\ny"), (7, "b|\n"), (9, "c|z")];
        let expected = expected.map(|(line, cells)| (line, cells.to_owned()));
        assert_eq!(lines(&text), expected);
        for line_end in ["\r\n", "\r"] {
            assert_eq!(lines(&text.replace('\n', line_end)), expected);
        }
    }

    #[test]
    fn the_separator_is_the_one_that_makes_headings() {
        for (text, separator) in [
            ("email,memo\n", b','),
            ("email;memo\n", b';'),
            ("email\tmemo\n", b'\t'),
            ("\"email\";\"memo\";\"a,b,c,d\"\n", b';'),
            ("\n\n邮箱\t备注\n", b'\t'),
            ("email\n", b','),
            ("x;y\n", b','),
        ] {
            assert_eq!(table(text).separator, separator, "{text:?}");
        }
    }

    #[test]
    fn rows_of_nothing_but_separators_and_spaces_are_skipped() {
        let text = format!("{HEADINGS}\n,,,,\n \u{3000}, \u{a0}\na,b\n,\n");
        assert_eq!(lines(&text), [(4, "a|b".to_owned())]);
    }

    #[test]
    fn quotes_hold_separators_and_doubled_quotes() {
        let text = format!("{HEADINGS}\na,\"x, \"\"y\"\"\"\n");
        assert_eq!(lines(&text), [(2, "a|x, \"y\"".to_owned())]);
    }

    #[test]
    fn quotes_at_the_edges_of_cells_are_sound() {
        for text in [
            "",
            "\"\"",
            "a,b\n",
            "\"a\",\"b\"\n\"c\"",
            "\"a \"\"x\"\"\",b\n",
            "\"\"\"\"\n",
            "\"a\nb\",c\n",
            "5\" pipe,b\"\n",
            " a,\"b,\"\"\"\n",
        ] {
            assert_eq!(unsound(text, b','), None, "{text:?}");
        }
        assert_eq!(unsound("\"a\";\"b\"", b';'), None);
    }

    #[test]
    fn the_line_of_the_opening_quote_is_told() {
        for (text, line) in [
            ("a\n\"b\nc\n", 2),
            ("a,\"x\nb,y\nc,\"z\n", 1),
            ("\n\"a\"b,c\n", 2),
            ("a\n\n\"b\" ,c", 3),
            ("a, \"b\"\n", 1),
            ("\"a\nb\",\"c\n", 2),
            ("\"a\";b", 1),
        ] {
            let found = unsound(text, b',').map(|(line, _)| line);
            assert_eq!(found, Some(line), "{text:?}");
        }
    }

    #[test]
    fn a_cell_and_a_file_are_bounded() {
        let cell = |letters| format!("a\nb\n\"{}\",b\n", "王\n".repeat(letters / 2));
        assert_eq!(unsound(&cell(MOST_LETTERS - 2), b','), None);
        let rule = "a cell of this row has more than 32767 characters; a quote may be missing";
        let (line, long) = unsound(&cell(MOST_LETTERS + 1), b',').unwrap();
        assert_eq!((line, long.en()), (3, rule));
        let cells = |cells| format!("a\n{}\n", ",".repeat(cells));
        assert_eq!(unsound(&cells(MOST_CELLS - 3), b','), None);
        let rule = "the file has more than 10000000 cells; remove empty columns";
        let (line, many) = unsound(&cells(MOST_CELLS), b',').unwrap();
        assert_eq!((line, many.en()), (2, rule));
    }
}
