//! The sandbox on a loopback port: HTTP/1.1 with keep-alive, a thread for each
//! connection. No more of HTTP than API clients use; what a request means is
//! [`Sandbox::handle`]'s.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::{Answer, Outcome, Request, Sandbox};
use http::StatusCode;

/// After a failed accept (out of file handles, mostly) there is no use in
/// asking again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Bytes of a request's head, URL included, and headers in it.
const MAX_HEAD: u64 = 16 * 1024;
const MAX_HEADERS: usize = 64;

/// Bytes of a body. A create call has less than a thousandth of it.
const MAX_BODY: usize = 1024 * 1024;

/// Bytes of the line before a chunk: more than any client sends.
const MAX_CHUNK_LINE: u64 = 256;

/// An idle connection is closed after this long.
const IDLE: Duration = Duration::from_secs(75);

/// How long a connection is held without an answer.
const HANG: Duration = Duration::from_secs(600);

/// How much of a refused request is read to let its sender see the answer, and
/// how long a silence ends that.
const LINGER_BYTES: u64 = 4 * 1024 * 1024;
const LINGER: Duration = Duration::from_secs(1);

/// A bound port that is not served yet.
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    sandbox: Arc<Sandbox>,
    clock: fn() -> i64,
}

impl Server {
    /// Binds 127.0.0.1, and no other address, at `port`; 0 takes any free one.
    /// `clock` answers with Unix milliseconds.
    ///
    /// # Errors
    ///
    /// The port is taken or not allowed.
    pub fn bind(port: u16, sandbox: Arc<Sandbox>, clock: fn() -> i64) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Server {
            addr: listener.local_addr()?,
            listener,
            sandbox,
            clock,
        })
    }

    /// The address and the port it has.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Serves for ever. A connection for which no thread can be started gets one
    /// answer from this one.
    pub fn run(self) {
        loop {
            let Ok((stream, _)) = self.listener.accept() else {
                thread::sleep(ACCEPT_PAUSE);
                continue;
            };
            let (sandbox, clock, spare) =
                (Arc::clone(&self.sandbox), self.clock, stream.try_clone());
            let aside = move || {
                // A connection that fails is its client's affair.
                let _ = serve(stream, &sandbox, clock, false);
            };
            let started = thread::Builder::new().name("sandbox".into()).spawn(aside);
            if let (Err(_), Ok(stream)) = (started, spare) {
                let _ = serve(stream, &self.sandbox, clock, true);
            }
        }
    }
}

/// Answers the requests of a connection until the client or an answer ends it,
/// or only one.
fn serve(
    mut stream: TcpStream,
    sandbox: &Sandbox,
    clock: fn() -> i64,
    one: bool,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let (request, close) = match receive(&mut reader, &mut stream) {
            Ok((request, close)) => (request, close || one),
            Err(End::Refused(status, why)) => {
                let answer = Answer::new(status, "text/plain", why.into(), clock());
                send(&mut stream, &answer, true, &answer.body)?;
                // Closing before the rest is read would make the system reset
                // the connection, and the client would not see the answer.
                stream.shutdown(Shutdown::Write)?;
                stream.set_read_timeout(Some(LINGER))?;
                return io::copy(&mut reader.take(LINGER_BYTES), &mut io::sink()).map(drop);
            }
            Err(End::Closed) => return Ok(()),
        };
        match sandbox.handle(&request, clock()) {
            Outcome::Reply(answer) => send(&mut stream, &answer, close, &answer.body)?,
            Outcome::Cut(answer) => {
                let half = &answer.body[..answer.body.len() / 2];
                return send(&mut stream, &answer, close, half);
            }
            Outcome::Hang => {
                // Says nothing until the client gives up.
                stream.set_read_timeout(Some(HANG))?;
                return io::copy(&mut reader, &mut io::sink()).map(drop);
            }
            Outcome::Reset | Outcome::Drop => return stream.shutdown(Shutdown::Both),
        }
        if close {
            return Ok(());
        }
    }
}

/// Why there is no request to answer.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The client closed, or the connection broke.
    Closed,
    /// The server itself refuses, with a status and the reason.
    Refused(u16, &'static str),
}

const MALFORMED: End = End::Refused(400, "malformed request");
const HEAD_TOO_LARGE: End = End::Refused(431, "the headers are larger than the sandbox takes");
const BODY_TOO_LARGE: End = End::Refused(413, "the body is larger than the sandbox takes");

impl From<io::Error> for End {
    fn from(_: io::Error) -> End {
        End::Closed
    }
}

/// A request, and whether the client wants no further one on this connection.
type Received = (Request, bool);

/// Reads a request; `client` is told to continue where it waits for that.
fn receive(reader: &mut impl BufRead, client: &mut impl Write) -> Result<Received, End> {
    let mut head = Vec::new();
    let mut lines = reader.by_ref().take(MAX_HEAD);
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        match lines.read_until(b'\n', &mut head)? {
            0 if lines.limit() == 0 => return Err(HEAD_TOO_LARGE),
            0 => return Err(End::Closed),
            _ => {}
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(&head) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(HEAD_TOO_LARGE),
        _ => return Err(MALFORMED),
    }
    let header = |name| only(request.headers, name);
    let length = match (header("transfer-encoding")?, header("content-length")?) {
        (None, None) => Some(0),
        (None, Some(digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().map_err(|_| MALFORMED)?)
        }
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => None,
        // Both, or another coding: two parties may read it in two ways.
        _ => return Err(MALFORMED),
    };
    if length.is_some_and(|length| length > MAX_BODY) {
        return Err(BODY_TOO_LARGE);
    }
    let content_type = header("content-type")?.map(str::to_owned);
    let connection = header("connection")?.unwrap_or_default();
    let says = |wish: &str| {
        let mut wishes = connection.split(',').map(str::trim);
        wishes.any(|said| said.eq_ignore_ascii_case(wish))
    };
    // HTTP/1.0 closes unless it is asked not to.
    let close = says("close") || (request.version == Some(0) && !says("keep-alive"));
    let waits = header("expect")?.is_some_and(|what| what.eq_ignore_ascii_case("100-continue"));
    if waits && length != Some(0) {
        client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = match length {
        Some(length) => exactly(reader, length)?,
        None => chunks(reader)?,
    };
    let request = Request {
        method: request.method.unwrap_or_default().into(),
        target: request.path.unwrap_or_default().into(),
        content_type,
        body,
    };
    Ok((request, close))
}

/// The only header of this name.
fn only<'a>(headers: &[httparse::Header<'a>], name: &str) -> Result<Option<&'a str>, End> {
    let same = |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case(name);
    let mut found = headers.iter().filter(same);
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some(header), None) => {
            let text = std::str::from_utf8(header.value).map_err(|_| MALFORMED)?;
            Ok(Some(text.trim()))
        }
        _ => Err(MALFORMED),
    }
}

fn exactly(reader: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn chunks(reader: &mut impl BufRead) -> Result<Vec<u8>, End> {
    let mut body = Vec::new();
    loop {
        let mut size = Vec::new();
        let mut line = reader.by_ref().take(MAX_CHUNK_LINE);
        line.read_until(b'\n', &mut size)?;
        let Ok(httparse::Status::Complete((_, size))) = httparse::parse_chunk_size(&size) else {
            return Err(MALFORMED);
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > MAX_BODY - body.len() {
            return Err(BODY_TOO_LARGE);
        }
        // Every chunk, the empty last one too, ends with a line end. Trailers
        // are not taken.
        let mut chunk = exactly(reader, size + 2)?;
        if !chunk.ends_with(b"\r\n") {
            return Err(MALFORMED);
        }
        chunk.truncate(size);
        body.append(&mut chunk);
        if size == 0 {
            return Ok(body);
        }
    }
}

/// Sends the head for the whole answer, and `body` after it.
fn send(stream: &mut TcpStream, answer: &Answer, close: bool, body: &[u8]) -> io::Result<()> {
    let phrase = StatusCode::from_u16(answer.status).ok();
    let phrase = phrase.and_then(|status| status.canonical_reason());
    let phrase = phrase.unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {phrase}\r\n", answer.status);
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let connection = if close { "close" } else { "keep-alive" };
    let length = answer.body.len();
    head += &format!("Content-Length: {length}\r\nConnection: {connection}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), body].concat())
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::client::{CREATE, Client, LIST};
    use super::*;

    const NOW_MS: i64 = 1_800_000_000_000;

    /// Reads a request of these bytes; the client is told nothing.
    fn read(text: &str) -> Result<Received, End> {
        receive(&mut text.as_bytes(), &mut io::sink())
    }

    fn start(faults: &[&str]) -> SocketAddr {
        let options = Options {
            faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(),
            ..Options::default()
        };
        let sandbox = Arc::new(Sandbox::open(options).unwrap());
        crate::loopback::require();
        let server = Server::bind(0, sandbox, || NOW_MS).unwrap();
        let addr = server.addr();
        thread::spawn(move || server.run());
        addr
    }

    /// Sends bytes and reads until the server closes.
    fn exchange(addr: SocketAddr, text: &str) -> String {
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        // It may have closed already.
        let _ = stream.shutdown(Shutdown::Write);
        read_all(stream)
    }

    fn read_all(mut stream: TcpStream) -> String {
        let mut text = Vec::new();
        // A reset ends an answer as well as an orderly end does.
        let _ = stream.read_to_end(&mut text);
        String::from_utf8(text).unwrap()
    }

    fn get(target: &str, connection: &str) -> String {
        format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\n")
    }

    fn signed() -> String {
        Client::new().target(LIST, "pageSize=1")
    }

    #[test]
    fn requests_are_read_and_connections_stay_open_unless_asked_or_old() {
        let request = read(
            "POST /a?b=c HTTP/1.1\nHost: x\ncontent-type: application/json\n\
             CONTENT-LENGTH: 2\nConnection: keep-alive, Close\n\n{}more",
        );
        let expected = Request {
            method: "POST".into(),
            target: "/a?b=c".into(),
            content_type: Some("application/json".into()),
            body: b"{}".to_vec(),
        };
        assert_eq!(request, Ok((expected, true)));
        let close = |text: &str| read(text).map(|(_, close)| close);
        assert_eq!(close("GET / HTTP/1.1\n\n"), Ok(false));
        assert_eq!(close("GET / HTTP/1.0\n\n"), Ok(true));
        assert_eq!(
            close("GET / HTTP/1.0\nConnection: keep-alive\n\n"),
            Ok(false)
        );
        assert_eq!(close("GET / HTTP/1.1\nHost:"), Err(End::Closed));
        assert_eq!(close("nonsense\n\n"), Err(MALFORMED));
        let many = format!("GET / HTTP/1.1\n{}\n", "a: b\n".repeat(65));
        assert_eq!(close(&many), Err(HEAD_TOO_LARGE));
        for headers in [
            "Content-Length: 1\nContent-Length: 2",
            "Content-Length: -1",
            "Content-Length: +1",
            "Content-Length: 1\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
        ] {
            let text = format!("POST / HTTP/1.1\n{headers}\n\nx");
            assert_eq!(close(&text), Err(MALFORMED), "{headers}");
        }
    }

    #[test]
    fn chunks_are_joined_and_too_large_or_broken_ones_refused() {
        let body = |chunks: &str| {
            let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
            read(&format!("{head}{chunks}")).map(|(request, _)| request.body)
        };
        let sent = "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assert_eq!(body(sent), Ok(b"abcde".to_vec()));
        assert!((0..sent.len()).all(|end| body(&sent[..end]).is_err()));
        assert_eq!(body("100001\r\n"), Err(BODY_TOO_LARGE));
        assert_eq!(body("ffffffffffffffff\r\n"), Err(BODY_TOO_LARGE));
        assert_eq!(body("x\r\n"), Err(MALFORMED));
        assert_eq!(body("1\r\nabc"), Err(MALFORMED));
    }

    #[test]
    fn two_requests_on_one_connection_get_two_dated_answers() {
        let addr = start(&[]);
        assert!(addr.ip().is_loopback());
        let text = exchange(
            addr,
            &(get(&signed(), "keep-alive") + &get(CREATE, "close")),
        );
        assert!(text.starts_with("HTTP/1.1 200 OK\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\n"));
        assert!(text.contains("\r\nConnection: keep-alive\r\n"));
        let (head, rest) = text.split_once("\r\n\r\n").unwrap();
        let (body, second) = rest
            .split_once("HTTP/1.1 405 Method Not Allowed\r\n")
            .unwrap();
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
        assert!(second.contains("\r\nAllow: POST\r\n"));
        assert!(second.contains("\r\nConnection: close\r\n"));
    }

    #[test]
    fn who_waits_for_a_continue_is_told_before_the_body_is_read() {
        let head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\n";
        let told = |rest: &str| {
            let mut client = Vec::new();
            let end = receive(&mut format!("{head}{rest}").as_bytes(), &mut client);
            (end.is_ok(), String::from_utf8(client).unwrap())
        };
        let go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        for framing in ["Content-Length: 2", "Transfer-Encoding: chunked"] {
            assert_eq!(told(&format!("{framing}\r\n\r\n")), (false, go_on.into()));
        }
        assert_eq!(told("\r\n"), (true, String::new()));
        assert_eq!(
            told("Content-Length: 1048577\r\n\r\n"),
            (false, String::new())
        );
    }

    #[test]
    fn the_refused_see_why_though_they_sent_more() {
        let addr = start(&[]);
        let long = format!("/{}", "a".repeat(17 * 1024));
        for (request, status) in [
            (get(&long, "close"), 431),
            (
                "POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n".into(),
                413,
            ),
            ("what is this\r\n\r\n".into(), 400),
        ] {
            let text = exchange(addr, &request);
            assert!(text.starts_with(&format!("HTTP/1.1 {status} ")), "{text}");
        }
    }

    #[test]
    fn faults_cut_drop_reset_and_hang_on_the_wire() {
        let addr = start(&[
            "list:1:cut",
            "list:2:dropreply",
            "list:3:reset",
            "list:4:429+7",
            "list:5:hang",
        ]);
        let request = get(&signed(), "keep-alive");
        let cut = exchange(addr, &request);
        let (head, body) = cut.split_once("\r\n\r\n").unwrap();
        let promised = head.split("Content-Length: ").nth(1).unwrap();
        let promised: usize = promised.lines().next().unwrap().parse().unwrap();
        assert!(body.len() < promised && !body.is_empty());
        assert_eq!(exchange(addr, &request), "");
        assert_eq!(exchange(addr, &request), "");
        let limited = exchange(addr, &get(&signed(), "close"));
        assert!(limited.starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
        assert!(limited.contains("\r\nRetry-After: 7\r\n"));

        let mut hanging = TcpStream::connect(addr).unwrap();
        hanging.write_all(request.as_bytes()).unwrap();
        hanging
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let error = hanging.read(&mut [0; 1]).unwrap_err();
        let kinds = [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut];
        assert!(kinds.contains(&error.kind()));
        // The others are answered meanwhile.
        let other = exchange(addr, &get("/", "close"));
        assert!(other.starts_with("HTTP/1.1 404 Not Found\r\n"));
    }
}
