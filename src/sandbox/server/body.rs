//! Takes a body out of the bytes received so far, be its length announced or
//! its parts.

use super::head::{BAD_REQUEST, Length, Refused};

/// Bytes of a body. A create call has less than a thousandth of it.
const MAX_BODY: usize = 1024 * 1024;

/// More chunk heads than any client needs for [`MAX_BODY`].
const MAX_ENCODED: usize = 2 * MAX_BODY;

pub(super) const BODY_TOO_LARGE: Refused = Refused {
    status: 413,
    reason: "the body is larger than the sandbox takes",
};

/// The body and the bytes it took up; `None` as long as it is not whole.
///
/// # Errors
///
/// Too large, or chunks that are none.
pub(super) fn read(bytes: &[u8], length: Length) -> Result<Option<(Vec<u8>, usize)>, Refused> {
    match length {
        Length::Known(length) if length > MAX_BODY => Err(BODY_TOO_LARGE),
        Length::Known(length) => Ok(bytes.get(..length).map(|body| (body.to_vec(), length))),
        Length::Chunked => chunks(bytes),
    }
}

fn chunks(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>, Refused> {
    if bytes.len() > MAX_ENCODED {
        return Err(BODY_TOO_LARGE);
    }
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let (head, size) = match httparse::parse_chunk_size(&bytes[at..]) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(BAD_REQUEST),
        };
        at += head;
        let size = usize::try_from(size).map_err(|_| BODY_TOO_LARGE)?;
        if size > MAX_BODY || body.len() + size > MAX_BODY {
            return Err(BODY_TOO_LARGE);
        }
        // Every chunk, the empty last one too, ends with a line end. Trailers
        // are not taken.
        let Some(chunk) = bytes.get(at..at + size + 2) else {
            return Ok(None);
        };
        if !chunk.ends_with(b"\r\n") {
            return Err(BAD_REQUEST);
        }
        body.extend_from_slice(&chunk[..size]);
        at += size + 2;
        if size == 0 {
            return Ok(Some((body, at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_known_length_is_waited_for_and_leaves_the_rest() {
        assert_eq!(read(b"ab", Length::Known(3)), Ok(None));
        let whole = Some((b"abc".to_vec(), 3));
        assert_eq!(read(b"abcGET", Length::Known(3)), Ok(whole));
    }

    #[test]
    fn chunks_are_joined() {
        let whole = Some((b"abcde".to_vec(), 18));
        let sent = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET";
        let read_whole = read(sent, Length::Chunked);
        assert_eq!(
            read_whole.clone().map(|body| body.map(|(text, _)| text)),
            Ok(whole.map(|(text, _)| text))
        );
        assert_eq!(read_whole.unwrap().unwrap().1, sent.len() - 3);
        for end in 0..sent.len() - 3 {
            assert_eq!(read(&sent[..end], Length::Chunked), Ok(None), "{end}");
        }
    }

    #[test]
    fn too_large_and_broken_bodies_are_refused() {
        let large = Length::Known(MAX_BODY + 1);
        assert_eq!(read(b"", large), Err(BODY_TOO_LARGE));
        assert_eq!(read(b"100001\r\n", Length::Chunked), Err(BODY_TOO_LARGE));
        assert_eq!(
            read(b"ffffffffffffffff\r\n", Length::Chunked),
            Err(BODY_TOO_LARGE)
        );
        assert_eq!(read(b"x\r\n", Length::Chunked), Err(BAD_REQUEST));
        assert_eq!(read(b"1\r\nabc", Length::Chunked), Err(BAD_REQUEST));
    }
}
