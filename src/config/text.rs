//! Foreign text made safe to show, and words that are nearly right.
//!
//! Everything a person typed or a file holds goes through [`plain`] or
//! [`quoted`] before it stands in a message: it must not drive the terminal.

use std::path::Path;

/// `text` with control, bidirectional and invisible format characters written
/// as `\u{…}`.
pub(super) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Controls, bidi marks and overrides, line and paragraph separators, the byte
/// order mark and zero-width characters.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `text` in double quotes, made plain.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text))
}

/// A path as it stands in a message.
pub(super) fn shown_path(path: &Path) -> String {
    plain(&path.to_string_lossy())
}

/// A path as one word of a POSIX shell, for commands people copy.
pub(super) fn shell_word(path: &Path) -> String {
    let text = shown_path(path);
    let bare = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !text.is_empty() && text.chars().all(bare) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// The candidate with the fewest edits from `typed`, letter case aside.
pub(super) fn nearest<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .min_by_key(|candidate| edits(typed, candidate))
}

/// As [`nearest`], but only if it may well be what was meant: at most two
/// edits, or a third of the letters.
pub(super) fn close<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (typed.chars().count() / 3).max(2);
    nearest(typed, candidates).filter(|candidate| edits(typed, candidate) <= allowed)
}

fn edits(left: &str, right: &str) -> usize {
    strsim::damerau_levenshtein(&left.to_lowercase(), &right.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidi_characters_are_escaped_and_chinese_is_not() {
        assert_eq!(plain("集团 a\u{1b}[31m"), "集团 a\\u{1b}[31m");
        assert_eq!(quoted("a\u{202e}b\n"), "\"a\\u{202e}b\\u{a}\"");
    }

    #[test]
    fn a_path_with_a_space_is_one_shell_word() {
        assert_eq!(shell_word(Path::new("/a/b.toml")), "/a/b.toml");
        assert_eq!(
            shell_word(Path::new("/a b/it's.toml")),
            r"'/a b/it'\''s.toml'"
        );
    }

    #[test]
    fn the_nearest_word_ignores_case_and_a_far_one_is_not_close() {
        let keys = ["app_id", "app_secret", "tz"];
        assert_eq!(nearest("appSecret", keys), Some("app_secret"));
        assert_eq!(close("App_Id", keys), Some("app_id"));
        assert_eq!(close("nothing like it", keys), None);
        assert_eq!(nearest("x", []), None);
    }
}
