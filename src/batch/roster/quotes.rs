//! Whether every quote of a roster stands where RFC 4180 has it. The parser is
//! lenient, and leniency swallows accounts: with two stray quotes on different
//! lines, all rows between them become one cell, passwords and all.

/// Where in a cell the scan is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Before its first character, spaces aside.
    Start { spaces: bool },
    /// In a cell without quotes, or behind the closing one.
    Bare,
    /// Between quotes, the first of them on this line.
    Quoted { line: u64 },
}

/// The line, from 1, of the first quote that is never closed or has text
/// beside it within its cell. A quote in the middle of a bare cell (`5" pipe`)
/// is a sign like any other.
pub(super) fn broken(text: &str, separator: u8) -> Option<u64> {
    let (mut line, mut place) = (1, Place::Start { spaces: false });
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let ends = |byte: Option<&u8>| byte.is_none_or(|b| *b == b'\n' || *b == separator);
        place = match (place, byte) {
            (Place::Quoted { .. }, b'"') if bytes.next_if_eq(&b'"').is_some() => place,
            (Place::Quoted { .. }, b'"') if ends(bytes.peek()) => Place::Bare,
            (Place::Quoted { line }, b'"') => return Some(line),
            (Place::Quoted { .. }, _) => place,
            (_, byte) if ends(Some(&byte)) => Place::Start { spaces: false },
            (Place::Start { spaces: false }, b'"') => Place::Quoted { line },
            (Place::Start { spaces: true }, b'"') => return Some(line),
            (Place::Start { .. }, b' ') => Place::Start { spaces: true },
            _ => Place::Bare,
        };
        line += u64::from(byte == b'\n');
    }
    match place {
        Place::Quoted { line } => Some(line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(broken(text, b','), None, "{text:?}");
        }
        assert_eq!(broken("\"a\";\"b\"", b';'), None);
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
            assert_eq!(broken(text, b','), Some(line), "{text:?}");
        }
    }
}
