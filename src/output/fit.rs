//! How wide texts are on a terminal, and how a table is made to fit it.
//!
//! Width is counted in cells: a Chinese letter takes two, an accent none.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Column, Values};

/// Spaces between two columns.
pub(super) const GAP: u16 = 2;

/// Marks a cut. One cell wide.
const CUT: char = '…';

/// Cells that a text keeps when others must be cut too, and that an id or an
/// e-mail keeps: enough to be recognised.
const TEXT_KEEPS: usize = 8;
const KEY_KEEPS: usize = 16;

/// The cells a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text itself if it fits, otherwise as much of its beginning as fits
/// with the mark behind it. Never part of a code point, never a letter
/// without the accents that follow it.
pub(super) fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let Some(room) = limit.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut kept = &text[..end_of_fitting(text, room)];
    // Some letters are wider together than alone: a heart with the selector
    // that makes it an emoji.
    while width(kept) > room {
        kept = kept
            .char_indices()
            .next_back()
            .map_or("", |(at, _)| &kept[..at]);
    }
    const JOINER: char = '\u{200d}';
    Cow::Owned(format!("{}{CUT}", kept.trim_end_matches(JOINER)))
}

fn end_of_fitting(text: &str, room: usize) -> usize {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.width().unwrap_or(0);
        if used > room {
            return at;
        }
    }
    text.len()
}

/// Which columns are to be left out so that no number of the others is cut:
/// empty ones go first, then those that yield most, then the last ones. Of
/// columns asked for by name only the last go. Room for a mark in their place
/// is kept.
pub(super) fn left_out(
    widths: &[usize],
    columns: &[&Column],
    is_empty: &[bool],
    (available, named): (usize, bool),
) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..widths.len()).collect();
    let mut gone = Vec::new();
    let gap = usize::from(GAP);
    let least = |at: &usize| gap + widths[*at].min(keeps(columns[*at]));
    let mark = |gone: &[usize]| if gone.is_empty() { 0 } else { gap + 1 };
    while kept.len() > 1 && kept.iter().map(least).sum::<usize>() + mark(&gone) > available + gap {
        let yields = |at: &&usize| !named && (is_empty[**at] || columns[**at].yields > 0);
        let first = kept.iter().filter(yields);
        let first = first.max_by_key(|at| (is_empty[**at], columns[**at].yields));
        let at = *first.unwrap_or(&kept[kept.len() - 1]);
        kept.retain(|other| *other != at);
        gone.push(at);
    }
    gone
}

/// The cells a column keeps however narrow the terminal is.
fn keeps(column: &Column) -> usize {
    match (column.kind, is_key(column)) {
        (Values::Text, false) => TEXT_KEEPS,
        (Values::Text, true) => KEY_KEEPS,
        _ => usize::MAX,
    }
}

/// Narrows columns until the table fits. The widest text gives first, ids and
/// e-mails only when the other texts have given all they can, numbers and
/// times never: columns without room have been left out before.
pub(super) fn shrink(widths: &mut [usize], columns: &[&Column], available: usize) {
    let gaps = usize::from(GAP) * widths.len().saturating_sub(1);
    let room = available.saturating_sub(gaps);
    for (keeps, is_key) in [(TEXT_KEEPS, false), (KEY_KEEPS, true)] {
        let gives = |column: &Column| column.kind == Values::Text && self::is_key(column) == is_key;
        let giving: Vec<_> = (0..widths.len()).filter(|at| gives(columns[*at])).collect();
        take(widths, &giving, keeps, room);
    }
}

/// Takes a cell at a time from the widest of the giving columns.
fn take(widths: &mut [usize], giving: &[usize], keeps: usize, room: usize) {
    for at in giving {
        // More than there is room for is no use to anybody, and the loop
        // below need not walk it.
        widths[*at] = widths[*at].min(room.max(keeps));
    }
    let mut total: usize = widths.iter().sum();
    while total > room {
        let widest = giving.iter().copied().max_by_key(|at| widths[*at]);
        match widest.filter(|at| widths[*at] > keeps) {
            Some(at) => widths[at] -= 1,
            None => break,
        }
        total -= 1;
    }
}

/// Whether a column says whom a row is about, and is of no use when cut.
fn is_key(column: &Column) -> bool {
    let field = column.field.to_ascii_lowercase();
    ["id", "email", "phone"]
        .iter()
        .any(|key| field.ends_with(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_is_not_cut() {
        assert!(matches!(cut("中文", 4), Cow::Borrowed("中文")));
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn a_cut_is_marked_and_no_letter_is_split() {
        for (limit, shown) in [
            (5, "中文…"),
            (4, "中…"),
            (3, "中…"),
            (2, "…"),
            (1, "…"),
            (0, ""),
        ] {
            assert_eq!(cut("中文字", limit), shown, "{limit}");
        }
        assert_eq!(cut("abcdef", 4), "abc…");
    }

    #[test]
    fn accents_stay_with_their_letter() {
        assert_eq!(cut("cafe\u{301}s!", 5), "cafe\u{301}…");
        assert_eq!(cut("cafe\u{301}s!", 4), "caf…");
    }

    #[test]
    fn emoji_of_several_code_points_never_overflow() {
        assert_eq!(cut("👩\u{200d}🚀 flies", 4), "👩…");
        assert_eq!(cut("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 3), "❤\u{fe0f}…");
        assert_eq!(cut("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 2), "❤…");
    }

    const COLUMNS: [Column; 4] = [
        Column::text("email", "E-MAIL"),
        Column::new("maxChannels", "CHANNELS", Values::Number),
        Column::text("memo", "MEMO"),
        Column::text("contacts", "CONTACT"),
    ];

    fn shrunk(mut widths: [usize; 4], available: usize) -> [usize; 4] {
        shrink(&mut widths, &COLUMNS.each_ref(), available);
        widths
    }

    #[test]
    fn the_widest_text_gives_first_and_keys_last() {
        assert_eq!(shrunk([20, 8, 60, 10], 200), [20, 8, 60, 10]);
        assert_eq!(shrunk([20, 8, 60, 10], 80), [20, 8, 36, 10]);
        assert_eq!(shrunk([20, 8, 60, 10], 52), [20, 8, 9, 9]);
        assert_eq!(shrunk([20, 8, 60, 10], 48), [18, 8, 8, 8]);
        assert_eq!(shrunk([20, 8, 60, 10], 10), [16, 8, 8, 8]);
        assert_eq!(shrunk([3, 8, 1_000_000_000, 4], 40), [3, 8, 19, 4]);
    }

    #[test]
    fn columns_are_left_out_rather_than_a_number_cut() {
        const YIELDING: [Column; 4] = [
            COLUMNS[0],
            COLUMNS[1],
            COLUMNS[2].yielding(3),
            COLUMNS[3].yielding(2),
        ];
        let full = [false; 4];
        let gone = |columns: &[Column; 4], empty: &[bool], room| {
            left_out(&[20, 8, 60, 10], &columns.each_ref(), empty, room)
        };
        // 16 of the e-mail, 8 of the others each, and two between.
        assert_eq!(gone(&YIELDING, &full, (46, false)), [0; 0]);
        assert_eq!(gone(&YIELDING, &full, (45, false)), [2]);
        assert_eq!(gone(&YIELDING, &full, (39, false)), [2]);
        assert_eq!(gone(&YIELDING, &full, (38, false)), [2, 3]);
        assert_eq!(gone(&YIELDING, &full, (28, false)), [2, 3, 1]);
        assert_eq!(gone(&YIELDING, &full, (5, false)), [2, 3, 1]);
        let empty = [false, true, false, false];
        assert_eq!(gone(&YIELDING, &empty, (45, false)), [1]);
        assert_eq!(
            gone(&YIELDING, &empty, (45, true)),
            [3],
            "asked for by name"
        );
        assert_eq!(gone(&COLUMNS, &full, (38, false)), [3, 2]);
    }

    proptest! {
        #[test]
        fn a_cut_text_fits_and_is_a_beginning(
            text in proptest::collection::vec(any::<char>(), 0..30).prop_map(String::from_iter),
            limit in 0_usize..20,
        ) {
            let shown = cut(&text, limit);
            prop_assert!(width(&shown) <= limit);
            let kept = shown.strip_suffix(CUT).unwrap_or(&shown);
            prop_assert!(text.starts_with(kept));
            prop_assert!(shown == text || shown.ends_with(CUT) || limit == 0);
        }
    }
}
