//! Bytes to text. Chinese Excel and WPS save CSV as GB18030, "Unicode text" is
//! UTF-16, other programs write UTF-8 with or without a byte order mark. What
//! has a mark or is valid UTF-8 is certain; GB18030 is an assumption, and said
//! to be one. Nothing is ever replaced: a byte that means nothing is an error.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes of the largest roster that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16LE_MARK: &[u8] = b"\xFF\xFE";
const UTF16BE_MARK: &[u8] = b"\xFE\xFF";

/// The one encoding that is a guess, as its standard writes it.
const GUESS: &str = "GB18030";

/// What a file is not when the guess fails too.
const NEITHER: &str = "UTF-8 or GB18030";

/// How a zip file begins, and so an `.xlsx`.
const ZIP: &[u8] = b"PK\x03\x04";

/// How an old Office document begins, and so an `.xls`.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A roster's text.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding's usual name.
    pub encoding: &'static str,
    /// Whether the encoding is a guess.
    pub assumed: bool,
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text holds passwords.
        f.debug_struct("Decoded")
            .field("encoding", &self.encoding)
            .field("assumed", &self.assumed)
            .finish_non_exhaustive()
    }
}

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More than [`MAX_BYTES`].
    #[error("the roster is larger than {} MiB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// An `.xlsx` or `.xls`, whatever its name says.
    #[error("this is an Excel workbook; save it as CSV UTF-8")]
    Workbook,
    /// NULs, which no text has.
    #[error(
        "line {line} has NUL bytes: this is UTF-16 without a byte order mark, or no text at all; save it as CSV UTF-8"
    )]
    Nul {
        /// The line, from 1.
        line: u64,
    },
    /// Bytes that mean nothing in the file's encoding.
    #[error(
        "line {line}: the byte at offset {offset} is not {encoding}; save the roster as CSV UTF-8"
    )]
    Malformed {
        /// What the file was taken for.
        encoding: &'static str,
        /// The line, from 1.
        line: u64,
        /// Bytes of the file before the wrong one.
        offset: usize,
    },
}

/// Finds out the encoding and decodes.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.len() > MAX_BYTES {
        return Err(DecodeError::TooLarge);
    }
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        return Err(DecodeError::Workbook);
    }
    let (encoding, assumed) = recognise(bytes);
    if encoding != UTF_16LE && encoding != UTF_16BE {
        refuse_nul(bytes)?;
    }
    let text = strictly(bytes, encoding)?;
    refuse_nul(text.as_bytes())?;
    Ok(Decoded {
        text: text.trim_start_matches('\u{feff}').to_owned(),
        encoding: if assumed { GUESS } else { encoding.name() },
        assumed,
    })
}

/// The encoding, and whether it is a guess.
fn recognise(bytes: &[u8]) -> (&'static Encoding, bool) {
    if bytes.starts_with(UTF16LE_MARK) {
        (UTF_16LE, false)
    } else if bytes.starts_with(UTF16BE_MARK) {
        (UTF_16BE, false)
    } else if bytes.starts_with(UTF8_MARK) || mostly_utf8(bytes) {
        (UTF_8, false)
    } else {
        (GB18030, true)
    }
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

fn refuse_nul(bytes: &[u8]) -> Result<(), DecodeError> {
    match bytes.iter().position(|byte| *byte == 0) {
        Some(at) => Err(DecodeError::Nul {
            line: line_after(&bytes[..at]),
        }),
        None => Ok(()),
    }
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Result<String, DecodeError> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .ok_or(DecodeError::TooLarge)?;
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        // Cannot happen: the room is what the decoder asked for.
        DecoderResult::OutputFull => Err(DecodeError::TooLarge),
        DecoderResult::Malformed(length, after) => Err(DecodeError::Malformed {
            encoding: if encoding == GB18030 {
                NEITHER
            } else {
                encoding.name()
            },
            line: line_after(text.as_bytes()),
            offset: read.saturating_sub(usize::from(length) + usize::from(after)),
        }),
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "邮箱,联系人\na@b.cn,王芳\n";

    fn utf16(mark: &[u8], bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = TEXT.encode_utf16().flat_map(bytes);
        mark.iter().copied().chain(units).collect()
    }

    fn gb18030(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    fn decoded(bytes: &[u8]) -> (String, &'static str, bool) {
        let it = decode(bytes).unwrap();
        (it.text, it.encoding, it.assumed)
    }

    #[test]
    fn every_encoding_of_a_spreadsheet_gives_the_same_text() {
        let text = TEXT.to_owned();
        assert_eq!(decoded(TEXT.as_bytes()), (text.clone(), "UTF-8", false));
        let marked = [UTF8_MARK, TEXT.as_bytes()].concat();
        assert_eq!(decoded(&marked), (text.clone(), "UTF-8", false));
        let little = utf16(UTF16LE_MARK, u16::to_le_bytes);
        assert_eq!(decoded(&little), (text.clone(), "UTF-16LE", false));
        let big = utf16(UTF16BE_MARK, u16::to_be_bytes);
        assert_eq!(decoded(&big), (text.clone(), "UTF-16BE", false));
        let chinese = gb18030(TEXT);
        assert_eq!(decoded(&chinese), (text, "GB18030", true));
    }

    #[test]
    fn an_empty_file_is_an_empty_text() {
        assert_eq!(decoded(b""), (String::new(), "UTF-8", false));
    }

    #[test]
    fn workbooks_are_recognised_by_their_first_bytes() {
        for bytes in [&b"PK\x03\x04rest"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"] {
            assert_eq!(decode(bytes), Err(DecodeError::Workbook));
        }
        assert_eq!(
            DecodeError::Workbook.to_string(),
            "this is an Excel workbook; save it as CSV UTF-8"
        );
    }

    #[test]
    fn nuls_are_refused_in_every_encoding() {
        let bare = &utf16(b"", u16::to_le_bytes);
        assert_eq!(decode(bare), Err(DecodeError::Nul { line: 1 }));
        assert_eq!(decode(b"a\r\nb\rc\0"), Err(DecodeError::Nul { line: 3 }));
        assert_eq!(
            decode(b"\xFF\xFEa\0\n\0\0\0"),
            Err(DecodeError::Nul { line: 2 })
        );
    }

    #[test]
    fn a_byte_without_meaning_is_named_by_line_and_offset() {
        let malformed = |encoding, line, offset| {
            Err(DecodeError::Malformed {
                encoding,
                line,
                offset,
            })
        };
        let mut cut = TEXT.as_bytes().to_vec();
        cut.truncate(cut.len() - 2);
        assert_eq!(decode(&cut), malformed("UTF-8", 2, 27));
        assert_eq!(decode(b"\xEF\xBB\xBFa\n\xFF"), malformed("UTF-8", 2, 5));
        assert_eq!(decode(b"a\nb\xFFc"), malformed("UTF-8 or GB18030", 2, 3));
        assert_eq!(decode(b"\xFF\xFEa\0\n"), malformed("UTF-16LE", 1, 4));
        assert_eq!(
            decode(b"a\nb\xFFc").unwrap_err().to_string(),
            "line 2: the byte at offset 3 is not UTF-8 or GB18030; save the roster as CSV UTF-8"
        );
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_gb18030() {
        let mut damaged = "王芳李雷".as_bytes().to_vec();
        damaged[1] = 0xe7;
        let guess = GB18030.decode_without_bom_handling_and_without_replacement(&damaged);
        assert!(guess.is_some());
        assert!(matches!(
            decode(&damaged),
            Err(DecodeError::Malformed {
                encoding: "UTF-8",
                line: 1,
                offset: 0
            })
        ));
    }

    #[test]
    fn a_file_over_the_limit_is_refused_before_it_is_decoded() {
        assert_eq!(
            decode(&vec![b'a'; MAX_BYTES + 1]),
            Err(DecodeError::TooLarge)
        );
        assert_eq!(
            DecodeError::TooLarge.to_string(),
            "the roster is larger than 64 MiB"
        );
    }

    #[test]
    fn debug_does_not_show_the_text() {
        let shown = format!("{:?}", decode(TEXT.as_bytes()).unwrap());
        assert_eq!(
            shown,
            r#"Decoded { encoding: "UTF-8", assumed: false, .. }"#
        );
    }
}
