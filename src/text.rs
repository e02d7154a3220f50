//! Text from outside made safe to show, and small things said in many places:
//! quotes, plurals, the word that was nearly right.
//!
//! A memo is not written by the operator who lists it. With ESC it could
//! rewrite the screen or the clipboard, with a newline forge a row, with a
//! bidirectional override show `exe.txt` for `txt.exe`.

use crate::eight::holds;
use crate::lang::{Text, both, joined};
use crate::text;
use std::borrow::Cow;
use std::fmt::Display;
use std::iter;
use std::path::Path;
use textwrap::core::Word;
use textwrap::{WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Shows control, direction and invisible characters as `\n`, `\u{202e}`;
/// everything else stays. For tables, errors and logs alike.
///
/// A backslash stays one backslash. So `\n` may be a newline or the two
/// letters, but escaping twice changes nothing, and the service's words with
/// a backslash in them stay verbatim. JSON output tells the two apart.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    escape_where(text, is_unsafe)
}

/// As [`escape`], for a cell of a spreadsheet: line breaks and tabs stay, for no
/// other cell begins behind them.
pub(crate) fn escape_in_cell(text: &str) -> Cow<'_, str> {
    escape_where(text, |c| is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t'))
}

/// As [`escape`], and spaces beyond ASCII, joiners and selectors too: in a value
/// that was refused they may be why.
pub(crate) fn reveal(text: &str) -> Cow<'_, str> {
    let blank = |c: char| c.is_whitespace() && c != ' ';
    escape_where(text, |c| is_hidden(c) || blank(c))
}

/// Whether a character is unsafe, a joiner or a selector: not to be seen alone.
pub(crate) fn is_hidden(c: char) -> bool {
    is_unsafe(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
}

fn escape_where(text: &str, escapes: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Most texts are of letters that no rule escapes, which is soon seen.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain || !text.contains(&escapes) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match escapes(character) {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is not for showing: controls (C0, DEL, C1), line and
/// paragraph separators, everything that turns the direction of writing, and
/// invisible ones (soft hyphen, zero-width space, fillers, byte order mark,
/// variation selectors, tags). U+200C, U+200D and U+FE0F stay: Persian and
/// emoji are written with them.
pub(crate) fn is_unsafe(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}')
}

/// Whether a byte can begin an unsafe character in UTF-8 that JSON may hold
/// bare: the one test a byte loop makes before it decodes.
pub(crate) const fn may_begin_unsafe(byte: u8) -> bool {
    matches!(byte, 0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf3)
}

/// Whether there may be an unsafe character in a text.
pub(crate) fn may_have_unsafe(json: &str) -> bool {
    holds(json.as_bytes(), may_begin_unsafe)
}

/// Compact JSON text of our own with its unsafe characters as `\u` escapes:
/// the same value to every reader.
pub(crate) fn json_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if is_unsafe(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                safe += &format!("\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

/// The word in front of a message, bold and in this ANSI colour where wanted.
pub(crate) fn label(word: &str, color: u8, paint: bool) -> String {
    match paint {
        true => format!("\x1b[1;{color}m{word}\x1b[0m"),
        false => word.to_owned(),
    }
}

/// As much of a text as so many cells hold.
pub(crate) fn cut(text: &str, cells: usize) -> &str {
    let mut taken = 0;
    let fits = |letter: char| {
        taken += letter.width().unwrap_or(0);
        taken > cells
    };
    &text[..text.find(fits).unwrap_or(text.len())]
}

/// The text with blanks after it up to so many cells.
pub(crate) fn padded(text: &str, cells: usize) -> String {
    let blanks = cells.saturating_sub(text.width());
    format!("{text}{:blanks$}", "")
}

/// The text with lines of at most so many cells, broken between words, and
/// between the letters of Chinese. What is longer than a line stays whole, and so
/// does a command in backquotes, which people copy.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let options = textwrap::Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// The parts of a line that stay whole.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let (mut begin, mut is_command) = (0, false);
    let mut letters = line.char_indices().peekable();
    Box::new(iter::from_fn(move || {
        while let Some((_, letter)) = letters.next() {
            is_command ^= letter == '`';
            let Some(&(at, next)) = letters.peek() else {
                return Some(Word::from(&line[begin..]));
            };
            if !is_command && may_part(letter, next) {
                let word = Word::from(&line[begin..at]);
                begin = at;
                return Some(word);
            }
        }
        None
    }))
}

/// Whether a line may end between these letters: after blanks, and beside a
/// wide letter, but not before a sign that closes nor after one that opens.
pub(crate) fn may_part(letter: char, next: char) -> bool {
    let is_wide = |letter: char| letter.width() == Some(2);
    let closes = "，。；：？！）、」』】》…—·,.;:?!)]}>'\"%\u{1b}".contains(next);
    let opens = "（「『【《([{<'\"".contains(letter);
    match (letter, next) {
        (_, ' ') => false,
        (' ', _) => true,
        _ => (is_wide(letter) || is_wide(next)) && !closes && !opens,
    }
}

/// `text` in double quotes, with all that cannot be seen.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", reveal(text))
}

/// A word as a sentence or a name goes on with it: `create` as `Create`.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}

/// A path as messages show it.
pub(crate) fn shown_path(path: &Path) -> String {
    escape(&path.to_string_lossy()).into_owned()
}

/// A text as one word of a POSIX shell, for commands that people copy. The shells
/// of Windows take a backslash as it is.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = if cfg!(windows) {
        "\\/._-+,:@%"
    } else {
        "/._-+,:@%"
    };
    let bare = |c: char| c.is_alphanumeric() || plain.contains(c);
    match !text.is_empty() && text.chars().all(bare) {
        true => text.to_owned(),
        false => shell_quoted(text),
    }
}

/// The same in quotes, whether it needs them or not.
pub(crate) fn shell_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The candidate that is most like `typed`, letter case aside; its beginning
/// counts most.
pub(crate) fn nearest<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let like = |one: &&str| strsim::jaro_winkler(&typed, &one.to_lowercase());
    let candidates = candidates.into_iter();
    candidates.max_by(|one, other| like(one).total_cmp(&like(other)))
}

/// The candidate with the fewest edits from `typed`, letter case aside, if it
/// may well be what was meant: one edit, or a third of the letters, and never
/// all of them. A Chinese word with another sign in it is mostly another word.
pub(crate) fn close<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let letters = typed.chars().count();
    let allowed = match typed.is_ascii() {
        true => (letters / 3).max(1).min(letters.saturating_sub(1)),
        false => letters / 4,
    };
    let typed = typed.to_lowercase();
    let edits = |one: &str| {
        let one = one.to_lowercase();
        // So many edits are needed at least, and they are counted slowly.
        let longer = one.chars().count().abs_diff(typed.chars().count());
        (longer <= allowed).then(|| strsim::damerau_levenshtein(&typed, &one))
    };
    let candidates = candidates.into_iter();
    let candidates = candidates.filter_map(|one| Some((edits(one)?, one)));
    let (edits, nearest) = candidates.min_by_key(|(edits, _)| *edits)?;
    (edits <= allowed).then_some(nearest)
}

/// The candidate that begins as `typed` does for two thirds of both, and four
/// letters at least: `status` for `state`.
pub(crate) fn begun_alike<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let is_alike = |one: &&str| {
        let one = one.to_lowercase();
        let same = typed.chars().zip(one.chars()).take_while(|(a, b)| a == b);
        let (same, most) = (same.count(), typed.chars().count().max(one.chars().count()));
        same >= 4 && same * 3 >= most * 2
    };
    candidates.into_iter().find(is_alike)
}

/// `; did you mean "timeout"?`, or nothing where no candidate is [`close`].
pub(crate) fn did_you_mean<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Text {
    meant(close(typed, candidates))
}

/// `; did you mean "timeout"?`, or nothing.
pub(crate) fn meant(word: Option<&str>) -> Text {
    let said = |word| text!("; did you mean \"{word}\"?", "；是否想输入 \"{word}\"？");
    word.map(said).unwrap_or_default()
}

/// All of them in a row: `a, b, c`, `a、b、c`.
pub(crate) fn listed<T: Display>(all: impl IntoIterator<Item = T>) -> Text {
    joined(all, both(", ", "、"))
}

/// The first of them, and how many more there are.
pub(crate) fn first_of<T: Display>(all: &[T], most: usize) -> Text {
    let shown = listed(&all[..all.len().min(most)]);
    match all.len().saturating_sub(most) {
        0 => shown,
        more => text!("{shown} and {more} more", "{shown} 及另外 {more} 个"),
    }
}

/// What parts the items of a list that is typed: also the commas of Chinese input
/// methods.
pub(crate) const TYPED_COMMAS: [char; 3] = [',', '，', '、'];

/// Full-width letters, digits, signs and the wide space as the ASCII ones that
/// they look like.
pub(crate) fn half_width(text: &str) -> String {
    let ascii = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    text.chars().map(ascii).collect()
}

/// What text becomes that is saved in an encoding without its letters, and
/// what that becomes when it is read as Chinese.
pub(crate) const DAMAGED: [&str; 2] = ["\u{fffd}", "锟斤拷"];

/// A decimal fraction without the zeros at its end.
pub(crate) fn without_zeros(fraction: &str) -> &str {
    fraction.trim_end_matches('0').trim_end_matches('.')
}

/// Whether it is one ASCII digit or more, and nothing else.
pub(crate) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The letters of a column from 0: `A`, `AB`.
pub(crate) fn column_letters(column: usize) -> String {
    let rest = match column / 26 {
        0 => String::new(),
        more => column_letters(more - 1),
    };
    let letter = u8::try_from(column % 26).map_or('?', |place| char::from(b'A' + place));
    rest + letter.encode_utf8(&mut [0; 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_never_inside_a_command() {
        let text = "look with `polyv-group subaccounts list --email a@b.cn` before trying again";
        let expected =
            "look with\n`polyv-group subaccounts list --email a@b.cn`\nbefore trying again";
        assert_eq!(wrapped(text, 40), expected);
        assert_eq!(wrapped("  ab cd\n\nef", 5), "  ab\ncd\n\nef");
        assert_eq!(wrapped("a 中文字中文字 b", 8), "a 中文字\n中文字 b");
        assert_eq!(
            wrapped("未知，（见 `a 中`）。", 4),
            "未\n知，\n（见\n`a 中`）。"
        );
        assert_eq!(
            wrapped("\x1b[1;31merror:\x1b[0m ab", 9),
            "\x1b[1;31merror:\x1b[0m ab"
        );
    }

    #[test]
    fn unsafe_characters_are_shown() {
        assert_eq!(escape("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(
            escape("\u{1b}]52;c;\u{7}\0\u{7f}\u{9b}31m"),
            r"\u{1b}]52;c;\u{7}\u{0}\u{7f}\u{9b}31m"
        );
        assert_eq!(
            escape("\u{202e}txt\u{2066}\u{200f}\u{61c}\u{2028}a\u{200b}\u{feff}\u{e0041}"),
            r"\u{202e}txt\u{2066}\u{200f}\u{61c}\u{2028}a\u{200b}\u{feff}\u{e0041}"
        );
        assert_eq!(
            escape("\u{3164}\u{ffa0}\u{115f}\u{34f}\u{fe00}\u{180b}\u{e0100}"),
            r"\u{3164}\u{ffa0}\u{115f}\u{34f}\u{fe00}\u{180b}\u{e0100}"
        );
        assert_eq!(quoted("a\u{202e}b"), "\"a\\u{202e}b\"");
        assert_eq!(
            json_safe("\"a\u{202e}\u{e0041}\""),
            "\"a\\u202e\\udb40\\udc41\""
        );
    }

    #[test]
    fn what_was_refused_is_shown_with_all_that_cannot_be_seen() {
        assert_eq!(
            quoted("a\u{200d}b\u{fe0f} \u{a0}\u{3000}王\u{fffd}"),
            "\"a\\u{200d}b\\u{fe0f} \\u{a0}\\u{3000}王\u{fffd}\""
        );
    }

    #[test]
    fn ordinary_text_stays_and_is_not_copied() {
        let text = r#"C:\n 中文：，！ é e\u{301} 👩‍🚀 ❤️ "'`"#;
        assert!(matches!(escape(text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn escaping_twice_is_escaping_once() {
        for character in '\0'..=char::MAX {
            let once = escape(character.encode_utf8(&mut [0; 4])).into_owned();
            assert!(!once.contains(is_unsafe), "{character:?}");
            assert_eq!(escape(&once), once);
        }
    }

    #[test]
    fn the_byte_test_misses_no_unsafe_character() {
        for character in ' '..=char::MAX {
            let mut buffer = [0; 4];
            let first = character.encode_utf8(&mut buffer).as_bytes()[0];
            assert!(!is_unsafe(character) || may_begin_unsafe(first));
        }
    }

    #[test]
    fn a_word_of_the_shell_is_one_word() {
        assert_eq!(shell_word("/a/b.toml"), "/a/b.toml");
        assert_eq!(shell_word("/a b/it's.toml"), r"'/a b/it'\''s.toml'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn names_are_listed_as_each_language_does() {
        let names = ["a", "b", "c"];
        assert_eq!(first_of(&names, 3), "a, b, c");
        let some = first_of(&names, 2);
        assert_eq!(
            (some.en(), some.zh()),
            ("a, b and 1 more", "a、b 及另外 1 个")
        );
        assert_eq!(meant(Some("a")).zh(), "；是否想输入 \"a\"？");
        assert!(meant(None).is_empty());
    }

    #[test]
    fn only_a_near_word_is_close() {
        let words = ["timeout", "retries"];
        assert_eq!(close("Timout", words), Some("timeout"));
        assert_eq!(close("colour", words), None);
        assert_eq!(close("fr", ["zh", "en"]), None);
        assert_eq!(close("PST", ["UTC", "Etc/GMT"]), None);
        assert_eq!(close("邮编", ["邮箱", "密码"]), None);
        assert_eq!(close("手机号吗", ["手机号码"]), Some("手机号码"));
        assert_eq!(begun_alike("State", ["memo", "status"]), Some("status"));
        assert_eq!(begun_alike("stat", ["statistics", "sta"]), None);
        let keys = ["profiles", "default_profile"];
        assert_eq!(nearest("default", keys), Some("default_profile"));
    }

    #[test]
    fn columns_have_letters() {
        let all = [0, 25, 26, 51, 52, 701, 702].map(column_letters);
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
