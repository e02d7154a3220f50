//! `table`: aligned columns for people, without borders.
//!
//! Columns are as wide as their widest cell, so a table is held until its
//! end. On a terminal texts give way first, then whole columns, which are
//! named; nothing is cut elsewhere. Widths are cells: a Chinese letter takes
//! two. An empty list prints nothing, not even headings.

use std::borrow::Cow;
use std::io::{self, Write};
use std::iter::repeat_n;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::attention::{LOWEST, is_bad, may_be_low};
use super::value::{Cells, NOTHING};
use super::{Column, LeftOut, Sink, Style, Values};
use crate::order;
use crate::row::Row;

/// Rows that are aligned at a time: a long list is not held twice.
const CHUNK: usize = 1000;

/// Spaces between two columns.
const GAP: usize = 2;

/// Is shown where columns were left out, and at the end of a cut.
const MORE: &str = "…";

/// The escape sequences of ours, for headings and for what needs attention, and
/// their end.
const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const PLAIN: &str = "\x1b[0m";

/// A table that waits for its last row.
pub(super) struct Table<'w> {
    out: &'w mut dyn Write,
    columns: Vec<&'static Column>,
    cells: Cells,
    rows: Vec<Vec<String>>,
    style: Style,
}

impl<'w> Table<'w> {
    pub(super) fn new(
        style: &Style,
        columns: Vec<&'static Column>,
        out: &'w mut dyn Write,
    ) -> Self {
        Self {
            out,
            cells: Cells::new(style, &columns),
            columns,
            rows: Vec::new(),
            style: style.clone(),
        }
    }

    fn headings(&self) -> Vec<String> {
        let heading = |column: &&Column| self.style.heading(column).into_owned();
        self.columns.iter().map(heading).collect()
    }

    /// Whether `--columns` asks for this one by name.
    fn is_named(&self, column: &Column) -> bool {
        let mut words = self.style.columns.iter().flatten();
        words.any(|word| column.is_named_by(word))
    }

    /// Cells that the amounts take, without the words behind them but for the mark
    /// of a cut.
    fn amounts(&self, at: usize) -> usize {
        let amount = |row: &Vec<String>| row[at].find(' ').unwrap_or(row[at].width()) + 1;
        self.rows.iter().map(amount).max().unwrap_or(0)
    }

    /// All columns, each as wide as its widest cell.
    fn all_shown(&self) -> Vec<Shown> {
        let headings = self.style.header.then(|| self.headings());
        let shown = |(at, column): (usize, &&'static Column)| {
            let cells = self.rows.iter().chain(&headings).map(|row| row[at].width());
            let width = cells.max().unwrap_or(0).max(1);
            let least = match column.values {
                Values::Text if !is_key(column.field) => column.keeps,
                Values::Number => self.amounts(at).max(self.style.heading(column).width()),
                _ => usize::MAX,
            };
            Shown {
                at,
                column,
                width,
                least: width.min(least),
                is_empty: self.rows.iter().all(|row| is_nothing(&row[at])),
                is_named: self.is_named(column),
            }
        };
        self.columns.iter().enumerate().map(shown).collect()
    }

    /// The rows as lines, cut and aligned, without spaces at their ends; `more`
    /// is a cell behind the others.
    fn lines(&self, rows: &[Vec<String>], shown: &[Shown], more: Option<&str>) -> String {
        let mut lines = String::new();
        for row in rows {
            let (begun, mut gap) = (lines.len(), 0);
            for shown in shown {
                let cell = &row[shown.at];
                let text = cut(cell, shown.width);
                let room = shown.width.saturating_sub(text.width());
                let (before, after) = match shown.column.values {
                    Values::Number | Values::Bytes => (room, 0),
                    _ if shown.column.right => (room, 0),
                    _ => (0, room),
                };
                lines.extend(repeat_n(' ', gap + before));
                match self.is_alarming(shown, cell) {
                    true => lines.extend([RED, &text, PLAIN]),
                    false => lines += &text,
                }
                gap = after + GAP;
            }
            if let Some(more) = more {
                lines.extend(repeat_n(' ', gap));
                lines += more;
            }
            lines.truncate(lines[begun..].trim_end_matches(' ').len() + begun);
            lines.push('\n');
        }
        lines
    }

    /// Whether a cell is painted.
    fn is_alarming(&self, shown: &Shown, cell: &str) -> bool {
        let is_low = || number(cell).is_some_and(|number| number <= LOWEST);
        let may_be_low = may_be_low(shown.column, !shown.is_empty);
        self.style.color && (is_bad(cell) || may_be_low && is_low())
    }
}

/// A text in so many cells at most, marked where that is not all of it.
fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return text.into();
    }
    let mut room = width.saturating_sub(MORE.width());
    let fits = |letter: &&str| {
        let left = room.checked_sub(letter.width());
        room = left.unwrap_or(room);
        left.is_some()
    };
    let kept: usize = text.graphemes(true).take_while(fits).map(str::len).sum();
    format!("{}{MORE}", &text[..kept]).into()
}

/// A column of the table.
struct Shown {
    /// Which cell of a row it shows.
    at: usize,
    column: &'static Column,
    width: usize,
    /// Cells that it keeps while another column can go: a number, an id or an
    /// e-mail is of no use when cut.
    least: usize,
    is_empty: bool,
    is_named: bool,
}

/// The number in a cell.
fn number(cell: &str) -> Option<f64> {
    cell.trim_end_matches(" GiB").parse().ok()
}

/// Whether a cell has nothing to tell.
fn is_nothing(cell: &str) -> bool {
    cell.is_empty() || cell == NOTHING || number(cell) == Some(0.0)
}

/// Whether a column says whom a row is about.
fn is_key(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    let mut keys = ["id", "email", "phone"].iter();
    keys.any(|key| field.ends_with(key))
}

/// What columns of these widths take; with the mark, if some were left out.
fn taken(widths: impl Iterator<Item = usize>, marked: bool) -> usize {
    let mark = marked.then(|| MORE.width());
    let with_gaps = widths.chain(mark).map(|width| width + GAP);
    with_gaps.sum::<usize>() - GAP
}

/// Removes columns until the others have room: first those of nothing but zeros
/// and gaps, then those that are not usual, then those that yield most, of each the
/// last ones; of columns asked for by name the last, and not before the others.
fn leave_out(shown: &mut Vec<Shown>, limit: usize) -> Vec<&'static Column> {
    let mut gone = Vec::new();
    while shown.len() > 1 && taken(shown.iter().map(|s| s.least), !gone.is_empty()) > limit {
        let rank = |at: &usize| match &shown[*at] {
            asked if asked.is_named => (false, false, false, 0),
            other => (
                true,
                other.is_empty,
                !other.column.shown,
                other.column.yields,
            ),
        };
        let first = (0..shown.len()).max_by_key(rank).expect("more than one");
        gone.push(shown.remove(first));
    }
    order::sort_by_key(&mut gone, |column| column.at);
    gone.iter().map(|shown| shown.column).collect()
}

/// Takes a cell at a time from the widest text, until the columns fit.
fn shrink(shown: &mut [Shown], limit: usize, marked: bool) {
    if let [only] = shown {
        only.least = 1;
    }
    for column in shown.iter_mut() {
        // The loop below need not walk what is far too wide.
        column.width = column.width.min(limit.max(column.least));
    }
    while taken(shown.iter().map(|s| s.width), marked) > limit {
        let giving = shown.iter_mut().filter(|s| s.width > s.least);
        match giving.max_by_key(|s| s.width) {
            Some(widest) => widest.width -= 1,
            None => break,
        }
    }
}

impl Sink for Table<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.rows.push(self.cells.for_people(row));
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<LeftOut> {
        if self.rows.is_empty() {
            return Ok(LeftOut::default());
        }
        let (mut shown, mut left_out, mut more) = (self.all_shown(), Vec::new(), None);
        if let Some(limit) = self.style.width.filter(|cells| *cells > 0) {
            left_out = leave_out(&mut shown, limit);
            let is_room = limit >= taken([1].into_iter(), true);
            more = (is_room && !left_out.is_empty()).then_some(MORE);
            shrink(&mut shown, limit, more.is_some());
        }
        if self.style.header {
            let line = self.lines(&[self.headings()], &shown, more);
            let line = match self.style.color {
                true => format!("{BOLD}{}{PLAIN}\n", line.trim_end()),
                false => line,
            };
            self.out.write_all(line.as_bytes())?;
        }
        for chunk in self.rows.chunks(CHUNK) {
            let lines = self.lines(chunk, &shown, None);
            self.out.write_all(lines.as_bytes())?;
        }
        self.out.flush()?;
        let heading = |column: &&Column| self.style.heading(column).into_owned();
        Ok(LeftOut {
            columns: left_out.iter().map(heading).collect(),
            ..LeftOut::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::print;
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: &[Column] = &[
        Column::text("email", "E-MAIL"),
        Column::number("maxChannels", "CHANNELS"),
        Column::text("memo", "MEMO"),
        Column::new("space", "SPACE", Values::Bytes),
        Column::new("expireDate", "EXPIRES", Values::Millis),
        Column::text("appSecret", "SECRET").secret(),
    ];
    const ROWS: &[&str] = &[
        r#"{"email":"a@b.cn","maxChannels":10,"memo":"北京分校","space":"21474836480","expireDate":1652803200000}"#,
        r#"{"email":"second@b.cn","maxChannels":1000,"memo":"x\n\u001b[31m","space":524288,"expireDate":null}"#,
        r#"{"email":"","memo":"trailing  "}"#,
    ];

    fn style(width: Option<usize>, columns: &[&str]) -> Style {
        let mut style = Style::plain(Format::Table);
        style.width = width;
        if !columns.is_empty() {
            style.header = false;
            style.columns = Some(columns.iter().map(|name| (*name).to_owned()).collect());
        }
        style
    }

    #[test]
    fn columns_are_aligned_and_lines_have_no_spaces_at_their_ends() {
        let expected = [
            "E-MAIL       CHANNELS  MEMO                  SPACE  EXPIRES",
            "a@b.cn             10  北京分校             20 GiB  2022-05-17 16:00:00",
            "second@b.cn      1000  x\\n\\u{1b}[31m  0.000488 GiB  -",
            "                    -  trailing                  -  -",
            "",
        ];
        assert_eq!(print(&style(None, &[]), COLUMNS, ROWS), expected.join("\n"));
        assert_eq!(
            print(&style(Some(0), &[]), COLUMNS, ROWS),
            expected.join("\n")
        );
    }

    #[test]
    fn a_narrow_terminal_cuts_texts_first_and_then_leaves_columns_out() {
        let expected = [
            "E-MAIL       CHANNELS  MEMO              SPACE  EXPIRES",
            "a@b.cn             10  北京分校         20 GiB  2022-05-17 16:00:00",
            "second@b.cn      1000  x\\n\\u{1b…  0.000488 GiB  -",
            "                    -  trailing…             -  -",
            "",
        ];
        assert_eq!(
            print(&style(Some(67), &[]), COLUMNS, ROWS),
            expected.join("\n")
        );
        let expected = ["E-MAIL       …", "a@b.cn", "second@b.cn", "", ""];
        assert_eq!(
            print(&style(Some(16), &[]), COLUMNS, ROWS),
            expected.join("\n")
        );
    }

    /// The cut looks at what it keeps only: all of it, again and again, would
    /// take minutes.
    #[test]
    fn a_text_of_megabytes_takes_no_quadratic_time() {
        let row = format!(
            r#"{{"email":"a@b.cn","memo":"{}"}}"#,
            "王x ".repeat(1_000_000)
        );
        let cut = print(&style(Some(20), &["email", "memo"]), COLUMNS, &[&row]);
        assert_eq!(cut, "a@b.cn  王x 王x 王x…\n");
        let whole = print(&style(None, &["email", "memo"]), COLUMNS, &[&row]);
        assert_eq!(whole.lines().count(), 1);
        assert_eq!(whole.len(), "a@b.cn  ".len() + 5 * 1_000_000);
    }

    #[test]
    fn only_the_headings_are_bold_and_only_with_colour() {
        let mut style = style(None, &["email"]);
        (style.color, style.header) = (true, true);
        assert_eq!(
            print(&style, COLUMNS, &ROWS[..1]),
            "\x1b[1mE-MAIL\x1b[0m\na@b.cn\n"
        );
        style.header = false;
        assert_eq!(print(&style, COLUMNS, &ROWS[..1]), "a@b.cn\n");
    }

    #[test]
    fn states_and_amounts_that_need_attention_are_red_and_take_no_more_room() {
        static STATES: [Column; 3] = [
            Column::text("status", "STATUS"),
            Column::number("minutes", "MINUTES").low(),
            Column::number("concurrent", "CONC.").low(),
        ];
        let row = |status, minutes| {
            format!(r#"{{"status":"{status}","minutes":{minutes},"concurrent":0}}"#)
        };
        let rows = [
            row("normal", "10"),
            row("FROZEN", "0"),
            row("expired", "-1.5"),
        ];
        let rows = rows.each_ref().map(String::as_str);
        let mut style = style(None, &[]);
        style.header = false;
        style.width = Some(80);
        style.color = true;
        let expected = [
            "normal     10  0",
            "\x1b[31mFROZEN\x1b[0m      \x1b[31m0\x1b[0m  0",
            "\x1b[31mexpired\x1b[0m  \x1b[31m-1.5\x1b[0m  0",
            "",
        ];
        assert_eq!(print(&style, &STATES, &rows), expected.join("\n"));
        (style.width, style.columns) = (Some(4), Some(vec!["status".into()]));
        let cut = "nor…\n\x1b[31mFRO…\x1b[0m\n\x1b[31mexp…\x1b[0m\n";
        assert_eq!(print(&style, &STATES, &rows), cut);
    }

    #[test]
    fn of_all_columns_the_usual_ones_stay_longest() {
        const ALL: &[Column] = &[
            Column::text("email", "E-MAIL").keeping(9),
            Column::text("memo", "MEMO").yielding(2),
            Column::number("phone", "PHONE").hidden(),
            Column::number("minutes", "MINUTES").yielding(1),
            Column::number("limit", "LIMIT").hidden(),
        ];
        let row = r#"{"email":"a@bcde.cn","memo":"x","phone":1,"minutes":2,"limit":3}"#;
        let shown = |width| {
            let mut style = style(Some(width), &["all"]);
            style.header = true;
            let printed = print(&style, ALL, &[row]);
            printed.lines().next().unwrap_or_default().to_owned()
        };
        assert_eq!(shown(38), "E-MAIL     MEMO  PHONE  MINUTES  LIMIT");
        assert_eq!(shown(37), "E-MAIL     MEMO  PHONE  MINUTES  …");
        assert_eq!(shown(30), "E-MAIL     MEMO  MINUTES  …");
        assert_eq!(shown(25), "E-MAIL     MINUTES  …");
    }

    #[test]
    fn an_empty_list_prints_nothing() {
        assert_eq!(print(&Style::plain(Format::Table), COLUMNS, &[]), "");
    }

    #[test]
    fn every_chunk_is_aligned_like_the_first() {
        let short = r#"{"email":"a","maxChannels":1}"#;
        let long = r#"{"email":"long@b.cn","maxChannels":2}"#;
        let mut rows = vec![short; CHUNK];
        rows.push(long);
        let printed = print(&style(None, &["email", "maxChannels"]), COLUMNS, &rows);
        assert_eq!(printed.lines().next(), Some("a          1"));
        assert_eq!(printed.lines().next_back(), Some("long@b.cn  2"));
        assert_eq!(printed.lines().count(), CHUNK + 1);
    }

    #[test]
    fn a_piped_text_of_any_usual_length_stays_on_one_line() {
        let long = "长 text ".repeat(4000);
        let row = format!(r#"{{"memo":"{long}","email":"a"}}"#);
        let style = style(None, &["memo", "email"]);
        assert_eq!(print(&style, COLUMNS, &[&row]), format!("{long}  a\n"));
    }

    #[test]
    fn a_cut_is_marked_and_no_letter_is_split() {
        let cut = |text: &str, width| {
            let row = format!(r#"{{"memo":"{text}"}}"#);
            print(&style(Some(width), &["memo"]), COLUMNS, &[&row])
        };
        for (width, shown) in [
            (6, "中文字"),
            (5, "中文…"),
            (4, "中…"),
            (3, "中…"),
            (2, "…"),
            (1, "…"),
        ] {
            assert_eq!(cut("中文字", width), format!("{shown}\n"), "{width}");
        }
        assert_eq!(cut("abc def", 6), "abc d…\n");
        assert_eq!(cut("cafe\u{301}s!", 5), "cafe\u{301}…\n");
        assert_eq!(cut("cafe\u{301}s!", 4), "caf…\n");
        assert_eq!(cut("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 3), "❤\u{fe0f}…\n");
    }

    static WIDE: [Column; 4] = [
        Column::text("email", "E-MAIL"),
        Column::number("maxChannels", "CHANNELS"),
        Column::text("memo", "MEMO").yielding(3),
        Column::text("contacts", "CONTACT").yielding(2),
    ];

    fn wide(widths: [usize; 4], empty: [bool; 4]) -> Vec<Shown> {
        let keeps = [usize::MAX, usize::MAX, 8, 8];
        let shown = |at: usize| Shown {
            at,
            column: &WIDE[at],
            width: widths[at],
            least: widths[at].min(keeps[at]),
            is_empty: empty[at],
            is_named: false,
        };
        (0..4).map(shown).collect()
    }

    #[test]
    fn the_widest_text_gives_first() {
        let shrunk = |widths, limit| {
            let mut shown = wide(widths, [false; 4]);
            shrink(&mut shown, limit, false);
            shown.iter().map(|s| s.width).collect::<Vec<_>>()
        };
        assert_eq!(shrunk([20, 8, 60, 10], 200), [20, 8, 60, 10]);
        assert_eq!(shrunk([20, 8, 60, 10], 80), [20, 8, 36, 10]);
        assert_eq!(shrunk([20, 8, 60, 10], 52), [20, 8, 9, 9]);
        assert_eq!(shrunk([20, 8, 60, 10], 10), [20, 8, 8, 8]);
        assert_eq!(shrunk([3, 8, 1_000_000_000, 4], 40), [3, 8, 19, 4]);
    }

    #[test]
    fn columns_are_left_out_rather_than_a_number_or_an_e_mail_cut() {
        let gone_but = |named: &[usize], empty, limit| {
            let mut shown = wide([20, 8, 60, 10], empty);
            named.iter().for_each(|at| shown[*at].is_named = true);
            leave_out(&mut shown, limit)
                .iter()
                .map(|column| column.heading)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let gone = |empty, limit| gone_but(&[], empty, limit);
        let full = [false; 4];
        // The e-mail and the number, 8 of the others, and two between.
        assert_eq!(gone(full, 50), "");
        assert_eq!(gone(full, 49), "MEMO");
        assert_eq!(gone(full, 43), "MEMO");
        assert_eq!(gone(full, 42), "MEMO CONTACT");
        assert_eq!(gone(full, 32), "CHANNELS MEMO CONTACT");
        assert_eq!(gone(full, 5), "CHANNELS MEMO CONTACT");
        let empty = [false, true, false, false];
        assert_eq!(gone(empty, 49), "CHANNELS");
        let all = [0, 1, 2, 3];
        assert_eq!(gone_but(&all, empty, 49), "CONTACT", "all by name");
        assert_eq!(gone_but(&[2], full, 49), "CONTACT", "one by name");
        assert_eq!(gone_but(&[2, 3], full, 49), "CHANNELS");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            memo in proptest::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter),
            email in "[a-z]{0,30}@[a-z]{1,20}",
            width in 1_usize..120,
        ) {
            let row = serde_json::json!({"memo": memo, "email": email, "maxChannels": 5}).to_string();
            for line in print(&style(Some(width), &[]), COLUMNS, &[&row, ROWS[0]]).lines() {
                prop_assert!(line.width() <= width, "{line:?}");
            }
        }
    }
}
