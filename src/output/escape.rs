//! Makes characters visible that would drive a terminal or deceive its reader.
//!
//! A memo is written by somebody else than the operator who lists it. With
//! ESC it could rewrite the screen or the clipboard, with a newline forge a
//! row, with a bidirectional override show `exe.txt` for `txt.exe`.

use std::borrow::Cow;

/// Shows control, direction and invisible characters as `\n`, `\u{202e}`;
/// everything else stays. For tables, errors and logs alike.
///
/// A backslash stays one backslash. So `\n` may be a newline or the two
/// letters, but escaping twice changes nothing, and the service's words with
/// a backslash in them stay verbatim. Whoever must tell them apart asks for
/// JSON.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unsafe(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is not for showing: controls (C0, DEL, C1), line and
/// paragraph separators, everything that turns the direction of writing, and
/// what nobody can see (soft hyphen, zero-width space, byte order mark, tags).
/// The joiners U+200C and U+200D stay: Persian and emoji are written with them.
pub(super) fn is_unsafe(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Whether a byte can begin an unsafe character in UTF-8 that JSON may hold
/// bare: the one test a byte loop makes before it decodes.
pub(super) const fn may_begin_unsafe(byte: u8) -> bool {
    matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown() {
        assert_eq!(escape("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(
            escape("\u{1b}]52;c;\u{7}\0\u{7f}\u{9b}31m"),
            r"\u{1b}]52;c;\u{7}\u{0}\u{7f}\u{9b}31m"
        );
    }

    #[test]
    fn turned_and_invisible_text_is_shown() {
        assert_eq!(
            escape("\u{202e}txt\u{2066}\u{200f}\u{61c}\u{2028}"),
            r"\u{202e}txt\u{2066}\u{200f}\u{61c}\u{2028}"
        );
        assert_eq!(
            escape("a\u{200b}\u{feff}\u{e0041}"),
            r"a\u{200b}\u{feff}\u{e0041}"
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
}
