//! The head of a request: which parts of it the server acts on, and what it
//! refuses before any endpoint is asked.

/// Headers a request may have.
const MAX_HEADERS: usize = 64;

/// Why a request is refused by the server itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) reason: &'static str,
}

/// A request that cannot be read.
pub(super) const BAD_REQUEST: Refused = Refused {
    status: 400,
    reason: "malformed request",
};
pub(super) const HEAD_TOO_LARGE: Refused = Refused {
    status: 431,
    reason: "the headers are larger than the sandbox takes",
};

/// How the end of the body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Known(usize),
    Chunked,
}

/// What was read of a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) content_type: Option<String>,
    pub(super) length: Length,
    /// The client waits for `100 Continue` before it sends the body.
    pub(super) waits: bool,
    /// The client wants no further request on this connection.
    pub(super) close: bool,
    /// Bytes of the head itself.
    pub(super) size: usize,
}

/// Reads a head; `None` as long as it is not whole.
///
/// # Errors
///
/// Not HTTP/1.x, or its body has no clear end.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Head>, Refused> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let size = match request.parse(bytes) {
        Ok(httparse::Status::Complete(size)) => size,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(HEAD_TOO_LARGE),
        Err(_) => return Err(BAD_REQUEST),
    };
    let headers = Headers(request.headers);
    let connection = headers.text("connection")?.unwrap_or_default();
    let http_1_0 = request.version == Some(0);
    let expected = headers.text("expect")?.unwrap_or_default();
    Ok(Some(Head {
        method: request.method.unwrap_or_default().into(),
        target: path_and_query(request.path.unwrap_or_default()).into(),
        content_type: headers.text("content-type")?.map(str::to_owned),
        length: length(&headers)?,
        waits: expected.eq_ignore_ascii_case("100-continue"),
        close: has(connection, "close") || (http_1_0 && !has(connection, "keep-alive")),
        size,
    }))
}

struct Headers<'a>(&'a [httparse::Header<'a>]);

impl<'a> Headers<'a> {
    /// The header's only value.
    fn text(&self, name: &str) -> Result<Option<&'a str>, Refused> {
        let same = |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case(name);
        let mut found = self.0.iter().filter(same);
        let Some(header) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(BAD_REQUEST);
        }
        let text = std::str::from_utf8(header.value).map_err(|_| BAD_REQUEST)?;
        Ok(Some(text.trim()))
    }
}

fn length(headers: &Headers<'_>) -> Result<Length, Refused> {
    let sent = headers.text("content-length")?;
    match (headers.text("transfer-encoding")?, sent) {
        (None, None) => Ok(Length::Known(0)),
        (None, Some(digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let length = digits.parse().map_err(|_| BAD_REQUEST)?;
            Ok(Length::Known(length))
        }
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => Ok(Length::Chunked),
        // Both, or a coding that nobody uses: two parties may read it in two
        // ways.
        _ => Err(BAD_REQUEST),
    }
}

fn has(list: &str, token: &str) -> bool {
    list.split(',')
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// Proxies are asked with the whole URL; its path is what counts here.
fn path_and_query(target: &str) -> &str {
    match target.strip_prefix("http://") {
        Some(rest) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Result<Option<Head>, Refused> {
        read(text.replace('\n', "\r\n").as_bytes())
    }

    #[test]
    fn a_post_is_read_whole() {
        let text = "POST /a?b=c HTTP/1.1\nHost: x\ncontent-type: application/json\n\
            CONTENT-LENGTH: 12\nExpect: 100-continue\nConnection: keep-alive, Close\n\n";
        let head = head(text).unwrap().unwrap();
        assert_eq!(
            (head.method.as_str(), head.target.as_str()),
            ("POST", "/a?b=c")
        );
        assert_eq!(head.content_type.as_deref(), Some("application/json"));
        assert_eq!(head.length, Length::Known(12));
        assert!(head.waits && head.close);
        assert_eq!(head.size, text.len() + text.matches('\n').count());
    }

    #[test]
    fn half_a_head_is_none_yet() {
        assert_eq!(head("GET / HTTP/1.1\nHost:"), Ok(None));
    }

    #[test]
    fn connections_stay_open_unless_asked_or_old() {
        let close = |text: &str| head(text).unwrap().unwrap().close;
        assert!(!close("GET / HTTP/1.1\n\n"));
        assert!(close("GET / HTTP/1.0\n\n"));
        assert!(!close("GET / HTTP/1.0\nConnection: keep-alive\n\n"));
    }

    #[test]
    fn bodies_without_a_clear_end_are_refused() {
        for headers in [
            "Content-Length: 1\nContent-Length: 2",
            "Content-Length: -1",
            "Content-Length: +1",
            "Content-Length: 1\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
        ] {
            let text = format!("POST / HTTP/1.1\n{headers}\n\n");
            assert_eq!(head(&text), Err(BAD_REQUEST), "{headers}");
        }
        assert_eq!(head("nonsense\n\n"), Err(BAD_REQUEST));
    }

    #[test]
    fn too_many_headers_are_refused() {
        let text = format!("GET / HTTP/1.1\n{}\n", "a: b\n".repeat(65));
        assert_eq!(head(&text), Err(HEAD_TOO_LARGE));
    }

    #[test]
    fn a_whole_url_counts_by_its_path() {
        assert_eq!(path_and_query("http://127.0.0.1:1/a?b"), "/a?b");
        assert_eq!(path_and_query("http://x"), "/");
        assert_eq!(path_and_query("/http://"), "/http://");
    }
}
